/// Refuses a redirect URL that is not absolute, or that no code may be appended to (RFC 6749, §3.1.2). Nil is the
/// project's own.
///
/// A scheme of an app's own is fine: `com.example.app://signed-in`, `com.example.app:/signed-in`. Which URLs a project
/// takes, the service knows.
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
    let (scheme, rest) = (url.prefix { $0 != ":" }, url.drop { $0 != ":" }.dropFirst())
    guard scheme.utf8.first.map(isLetter) ?? false, !rest.isEmpty,
        scheme.utf8.allSatisfy({ isLetter($0) || "0123456789+-.".utf8.contains($0) })
    else { return "no scheme" }
    // What a browser runs or opens on the user's machine is nowhere to come back to.
    if ["javascript", "data", "vbscript", "file"].contains(scheme.lowercased()) {
        return "a scheme that leads to no page"
    }
    let hasAuthority = rest.hasPrefix("//")
    let authority = hasAuthority ? rest.dropFirst(2).prefix { !"/?#".contains($0) } : ""
    if authority.contains("@") { return "a user in front of the host" }
    if ["http", "https"].contains(scheme.lowercased()) {
        let (host, port) = BaseURL.hostAndPort(authority)
        guard BaseURL.isHost(host) else {
            return host.isEmpty ? "no host" : "a host that is none (names with other letters are written xn--…)"
        }
        if let port, BaseURL.number(port).map({ !(1...65535).contains($0) }) ?? true { return "a port that is none" }
    } else if !hasAuthority, !rest.hasPrefix("/") || !scheme.contains(".") {
        // An app's own scheme may go without a host: `myapp:///signed-in`, or as RFC 8252, 7.1, has it,
        // `com.example.app:/signed-in`. A host and a port without a scheme look like the latter.
        return "no scheme and host"
    }
    guard isOfLink else { return url.contains("#") ? "a fragment" : nil }
    let query = url.prefix { $0 != "#" }.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
    let hasToken = query.split(separator: "&").contains { $0 == "t" || $0.hasPrefix("t=") }
    return hasToken ? "a query item 't', which is for the link's token" : nil
}

func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}
