public import DescopeCore

/// What a DPoP proof (RFC 9449) is checked against: the `DPoP` header, the method and the URL of the request that a
/// token came with.
///
/// Make one for every request, whether it has the header or not; only tokens that are bound to a key are asked for a
/// proof.
public struct DPoPRequest: Sendable {
    /// The values of the `DPoP` headers: one in a good request.
    public let proofs: [Secret]

    /// The request's method, as it was sent: `GET`.
    public let method: String

    /// The URL, or the error that names what it cannot be made of.
    let target: Result<RequestURL, DescopeError>

    /// The request's URL as proofs are compared with it: without query and fragment, without a default port. Nil when
    /// what was given is not an absolute `http` or `https` URL; then no proof can be checked, and a token that needs
    /// one is refused with an error of kind `argument` that names the part or header at fault.
    public var url: String? { (try? target.get())?.description }

    /// Takes the absolute URL that clients call.
    ///
    /// Say your server's public address rather than repeating the `Host` header, where you can: a server that answers
    /// to any host would accept a proof that its client made for another one.
    ///
    /// - Parameters:
    ///   - proofs: The values of all `DPoP` headers; empty when there is none.
    ///   - method: The request's method, as it was sent.
    ///   - url: The absolute URL, still percent-encoded. Query and fragment are dropped.
    public init(proofs: [any SecretConvertible], method: String, url: String) {
        self.init(
            proofs,
            method,
            RequestURL(url).map(Result.success)
                ?? .failure(
                    unusable("url", "the absolute URL of the request, https://host[:port]/path in visible ASCII")
                )
        )
    }

    /// Puts the URL together from the parts of a request.
    ///
    /// The `Host` header is the client's word: make sure that your server answers only to names of its own.
    ///
    /// Leave out the forwarded headers unless every request comes through a proxy of yours that sets or removes them
    /// itself. Handing them over means trusting them: whoever else can send them chooses the URL that proofs are
    /// compared with.
    ///
    /// One rule holds for the three. Of a list with commas, as several proxies make it, the first value counts: it
    /// stands for what the client called. A header that is missing, or whose first value is empty, says nothing. A
    /// default port is dropped.
    ///
    /// - Parameters:
    ///   - proofs: The values of all `DPoP` headers; empty when there is none.
    ///   - method: The request's method, as it was sent.
    ///   - scheme: `https` or `http`, as the connection was made.
    ///   - host: The `Host` header, or `:authority`.
    ///   - target: The request's target, still percent-encoded: `/orders/5?page=2`.
    ///   - forwardedProto: The `X-Forwarded-Proto` header; wins over `scheme`.
    ///   - forwardedHost: The `X-Forwarded-Host` header; wins over `host`.
    ///   - forwardedPort: The `X-Forwarded-Port` header; counts when the host that counts has no port.
    public init(
        proofs: [any SecretConvertible],
        method: String,
        scheme: String,
        host: String?,
        target: String,
        forwardedProto: String? = nil,
        forwardedHost: String? = nil,
        forwardedPort: String? = nil
    ) {
        func first(_ header: String?) -> String? {
            header.map { String(trimmed(Substring($0.utf8.prefix { $0 != UInt8(ascii: ",") }))) }.flatMap {
                $0.isEmpty ? nil : $0
            }
        }
        let (proto, authority, port) = (first(forwardedProto), first(forwardedHost), first(forwardedPort))
        func result() -> Result<RequestURL, DescopeError> {
            let url = RequestURL(scheme: proto ?? scheme, authority: "host", target: "/")
            guard url != nil else {
                return .failure(unusable(proto == nil ? "scheme" : "X-Forwarded-Proto", "'http' or 'https'"))
            }
            var full = authority ?? host ?? ""
            guard RequestURL(scheme: "https", authority: full, target: "/") != nil else {
                return .failure(unusable(authority == nil ? "Host" : "X-Forwarded-Host", "host[:port]"))
            }
            // Checked even where it does not count: a proxy that sends something else is not set up as intended.
            if let port {
                guard RequestURL.port(port[...]) != nil else {
                    return .failure(unusable("X-Forwarded-Port", "a number from 1 to 65535"))
                }
                if BaseURL.hostAndPort(full[...]).port?.isEmpty ?? true {
                    full = BaseURL.hostAndPort(full[...]).host + ":" + port
                }
            }
            return RequestURL(scheme: proto ?? scheme, authority: full, target: target).map(Result.success)
                ?? .failure(unusable("target", "'/' and what follows it in the URL, in visible ASCII"))
        }
        self.init(proofs, method, result())
    }

    private init(
        _ proofs: [any SecretConvertible],
        _ method: String,
        _ target: Result<RequestURL, DescopeError>
    ) {
        self.proofs = proofs.map(\.asSecret)
        self.method = method
        self.target = target
    }
}

private func unusable(_ name: String, _ expected: String) -> DescopeError {
    .argument(name, "expected \(expected), found something else. See how the DPoPRequest is made.")
}

/// An `http` or `https` URL as far as a proof speaks of it. Two are the same when they name the same place of the same
/// server (RFC 9110, §4.2.3); their paths are compared as they are written.
struct RequestURL: Hashable, CustomStringConvertible {
    private let scheme: String
    private let host: String
    private let port: Int
    private let path: String

    /// The longest name that the DNS can have, a dot at its end, a colon and a port.
    private static let maximumAuthorityBytes = 253 + 1 + 6

    // Read as bytes: a proof's sender writes what it likes, and characters may be as long as the text.

    /// Reads an absolute URL.
    init?(_ text: String) {
        let bytes = text.utf8
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8) else {
            return nil
        }
        let rest = bytes[bytes.index(colon, offsetBy: 3)...]
        let end = rest.firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex
        self.init(
            scheme: String(Substring(bytes[..<colon])),
            authority: String(Substring(rest[..<end])),
            target: String(Substring(rest[end...]))
        )
    }

    /// Takes the parts of a URL.
    init?(scheme: String, authority: String, target: String) {
        let visible: (UInt8) -> Bool = { $0 > 0x20 && $0 < 0x7F }
        let isHTTPS = scheme.hasSameBytes(ignoringCaseAs: "https")
        guard isHTTPS || scheme.hasSameBytes(ignoringCaseAs: "http"),
            authority.utf8.count <= Self.maximumAuthorityBytes,
            authority.utf8.allSatisfy({ visible($0) && !#"/?#@\,"#.utf8.contains($0) }),
            target.utf8.allSatisfy(visible), target.utf8.first.map("/?#".utf8.contains) ?? true
        else { return nil }
        let (host, port) = BaseURL.hostAndPort(authority[...])
        guard BaseURL.isHost(host) else { return nil }
        if let port, !port.isEmpty {
            guard let number = Self.port(port) else { return nil }
            self.port = number
        } else {
            self.port = isHTTPS ? 443 : 80
        }
        self.scheme = isHTTPS ? "https" : "http"
        self.host = host.lowercased()
        let path = target.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        self.path = path.isEmpty ? "/" : String(Substring(path))
    }

    /// A port's number.
    static func port(_ text: Substring) -> Int? {
        BaseURL.number(text).flatMap { (1...65535).contains($0) ? $0 : nil }
    }

    var description: String {
        let isDefault = port == (scheme == "https" ? 443 : 80)
        return "\(scheme)://\(host)\(isDefault ? "" : ":\(port)")\(path)"
    }
}
