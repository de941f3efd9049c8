/// The service's base URL: scheme, host, port, and a path that is prefixed to every operation's path. It has no query
/// and no user.
public struct BaseURL: Hashable, Sendable, CustomStringConvertible {
    /// The URL without a trailing slash.
    public let description: String

    /// Parses a URL.
    ///
    /// - Throws: ``DescopeError`` with code ``DescopeError/Code/invalidBaseURL`` unless it is `https://…`, or
    ///   `http://…` on loopback (`localhost`, `127.0.0.0/8`, `[::1]`).
    public init(_ text: String) throws(DescopeError) { try self.init(text, named: "baseURL") }

    /// Parses a URL.
    ///
    /// - Parameter name: The setting's name, as the error shows it.
    package init(_ text: String, named name: String) throws(DescopeError) {
        // Checked first, because the code below works on characters, and a single character can be as long as the
        // string.
        guard isHeaderText(text) else { throw Self.refusal(name, Self.unfit) }
        let (scheme, rest) = Self.split(text, at: "://")
        guard let rest, ["https", "http"].contains(scheme.lowercased()) else {
            throw Self.refusal(name, "expected https://host[:port][/path], found no https:// or http:// at its start")
        }
        guard !rest.contains(where: { "?#@\\".contains($0) }) else { throw Self.refusal(name, Self.unfit) }
        let authority = rest.prefix { $0 != "/" }
        let (host, port) = Self.hostAndPort(authority)
        guard Self.isHost(host), port.map({ Self.number($0).map { (1...65535).contains($0) } ?? false }) ?? true else {
            throw Self.refusal(name, "expected a host and, after a colon, a port from 1 to 65535, found '\(authority)'")
        }
        guard scheme.lowercased() == "https" || Self.isLoopback(host) else {
            throw Self.refusal(
                name,
                "expected https, found http for the host '\(host)'. Plain http is for loopback only"
            )
        }
        var path = rest.dropFirst(authority.count)
        while path.last == "/" { path.removeLast() }
        description = "\(scheme.lowercased())://\(authority.lowercased())\(path)"
    }

    /// The service's default base URL for a project. A project id of 32 characters or more contains its region in the
    /// characters at index 1 to 4: the base URL of `Puse1…` is `https://api.use1.descope.com`.
    package init(projectId: String) {
        let region = projectId.utf8.count >= 32 ? String(projectId.dropFirst().prefix(4)) + "." : ""
        description = "https://api.\(region)descope.com"
    }

    private static let unfit =
        "expected https://host[:port][/path], found white space, a user, a query or a fragment in it"

    private static func refusal(_ name: String, _ message: String) -> DescopeError {
        DescopeError(.configuration, code: .invalidBaseURL, message: "\(name): \(message).")
    }

    private static func split(_ text: String, at separator: String) -> (String, String?) {
        guard let range = text.firstRange(of: separator) else { return (text, nil) }
        return (String(text[..<range.lowerBound]), String(text[range.upperBound...]))
    }

    /// An authority's host, and its port when there is one.
    package static func hostAndPort(_ authority: Substring) -> (host: Substring, port: Substring?) {
        // Colons between brackets belong to an IPv6 address.
        let tail = authority.lastIndex(of: "]") ?? authority.startIndex
        guard let colon = authority[tail...].lastIndex(of: ":") else { return (authority, nil) }
        return (authority[..<colon], authority[authority.index(after: colon)...])
    }

    /// Whether a host is well-formed: a name, or an IPv6 address in brackets.
    package static func isHost(_ host: Substring) -> Bool {
        guard host.first == "[", host.last == "]" else {
            // Public DNS names have no underscores, but many names in private networks do.
            return !host.isEmpty && host.utf8.allSatisfy { isLetter($0) || "0123456789-._".utf8.contains($0) }
        }
        let address = host.dropFirst().dropLast()
        return address.contains(":") && address.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
    }

    /// The number in `text` when it consists of digits only; `Int(_:)` would accept a sign.
    package static func number(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
    }

    private static func isLoopback(_ host: Substring) -> Bool {
        if ["localhost", "[::1]"].contains(host.lowercased()) { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.first == "127" && parts.allSatisfy { number($0).map { $0 <= 255 } ?? false }
    }
}
