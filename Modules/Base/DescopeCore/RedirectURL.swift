/// Refuses a redirect URL that is not absolute, or that no code may be appended to (RFC 6749, §3.1.2). Nil is the
/// project's own.
///
/// A scheme of an app's own is fine: `com.example.app://signed-in`. Which URLs a project takes, the service knows.
///
/// - Parameters:
///   - isOfLink: Whether it is the page of a link, whose token goes into the query as `t`: then it may have a fragment,
///     as pages have that route by it, and no `t` of its own.
///   - operation: The call that the URL is for.
package func checkRedirectURL(
    _ url: String?,
    _ name: String = "redirectURL",
    isOfLink: Bool = false,
    during operation: String
) throws(DescopeError) {
    guard let url else { return }
    try requireText(url, name, "Pass where the user comes back to, or nil for the project's own.", during: operation)
    guard let found = flaw(inRedirectURL: url, isOfLink) else { return }
    throw DescopeError.argument(
        name,
        "expected an absolute URL such as https://app.example.com/signed-in, found \(found)."
    ).during(operation)
}

private func flaw(inRedirectURL url: String, _ isOfLink: Bool) -> String? {
    // What belongs into a URL is visible ASCII; anything else is percent-encoded, a backslash too.
    guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !url.contains(where: { "\\\"<>^`{|}".contains($0) }) else {
        return "a character that has to be percent-encoded"
    }
    guard let separator = url.firstRange(of: "://") else { return "no scheme and host" }
    let scheme = url[..<separator.lowerBound].utf8
    let authority = url[separator.upperBound...].prefix { !"/?#".contains($0) }
    guard scheme.first.map(isLetter) ?? false, scheme.allSatisfy({ isLetter($0) || "0123456789+-.".utf8.contains($0) })
    else { return "no scheme and host" }
    // What a browser runs or opens on the user's machine is nowhere to come back to.
    if ["javascript", "data", "vbscript", "file"].contains(url[..<separator.lowerBound].lowercased()) {
        return "a scheme that leads to no page"
    }
    // An app's own scheme may go without a host: `myapp:///signed-in`.
    let isWeb = ["http", "https"].contains(url[..<separator.lowerBound].lowercased())
    if authority.contains("@") { return "a user in front of the host" }
    if isWeb {
        let (host, port) = BaseURL.hostAndPort(authority)
        if host.isEmpty { return "no host" }
        if let port, BaseURL.number(port).map({ !(1...65535).contains($0) }) ?? true { return "a port that is none" }
    }
    guard isOfLink else { return url.contains("#") ? "a fragment" : nil }
    let query = url.prefix { $0 != "#" }.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
    let hasToken = query.split(separator: "&").contains { $0 == "t" || $0.hasPrefix("t=") }
    return hasToken ? "a query item 't', which is for the link's token" : nil
}

private func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}
