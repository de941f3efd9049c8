/// Throws for a redirect URL that is not absolute, or to which no code can be appended (RFC 6749, §3.1.2). Nil stands
/// for the project's default and is accepted.
///
/// Custom schemes of apps are accepted: `com.example.app://signed-in`, `com.example.app:/signed-in`. Which URLs a
/// project allows is checked by the service.
///
/// - Parameters:
///   - isOfLink: Whether it is the page that a link opens. The link's token is added to the query as `t`, so the URL
///     must not contain `t`. It may have a fragment, which some pages use for routing.
///   - operation: The operation that the URL is for.
package func checkRedirectURL(
    _ url: String?,
    _ name: String = "redirectURL",
    isOfLink: Bool = false,
    during operation: String
) throws(DescopeError) {
    guard let url else { return }
    try requireText(url, name, "Pass the URL to return to, or nil for the project's default.", during: operation)
    guard let found = flaw(inRedirectURL: url, isOfLink) else { return }
    throw DescopeError.argument(
        name,
        "expected an absolute URL such as https://app.example.com/signed-in, found \(found)."
    ).during(operation)
}

private func flaw(inRedirectURL url: String, _ isOfLink: Bool) -> String? {
    // A URL consists of visible ASCII; everything else has to be percent-encoded, a backslash too.
    guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !url.contains(where: { "\\\"<>^`{|}".contains($0) }) else {
        return "a character that has to be percent-encoded"
    }
    let (scheme, rest) = (url.prefix { $0 != ":" }, url.drop { $0 != ":" }.dropFirst())
    guard scheme.utf8.first.map(isLetter) ?? false, !rest.isEmpty,
        scheme.utf8.allSatisfy({ isLetter($0) || "0123456789+-.".utf8.contains($0) })
    else { return "no scheme" }
    // A URL that a browser runs as code or opens as a local file is not a page to return to.
    if ["javascript", "data", "vbscript", "file"].contains(scheme.lowercased()) {
        return "a scheme that does not lead to a web page or an app"
    }
    let hasAuthority = rest.hasPrefix("//")
    let authority = hasAuthority ? rest.dropFirst(2).prefix { !"/?#".contains($0) } : ""
    if authority.contains("@") { return "a user in front of the host" }
    if ["http", "https"].contains(scheme.lowercased()) {
        let (host, port) = BaseURL.hostAndPort(authority)
        guard BaseURL.isHost(host) else {
            return host.isEmpty ? "no host" : "a malformed host (write names with other letters as xn--…)"
        }
        if let port, BaseURL.number(port).map({ !(1...65535).contains($0) }) ?? true { return "a malformed port" }
    } else if !hasAuthority, !rest.hasPrefix("/") || !scheme.contains(".") {
        // A custom scheme may have no host: `myapp:///signed-in`, or `com.example.app:/signed-in` as in RFC 8252, 7.1.
        // A host and a port without a scheme look like the latter.
        return "no scheme and host"
    }
    guard isOfLink else { return url.contains("#") ? "a fragment" : nil }
    let query = url.prefix { $0 != "#" }.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
    let hasToken = query.split(separator: "&").contains { $0 == "t" || $0.hasPrefix("t=") }
    return hasToken ? "a query item 't', which is for the link's token" : nil
}
