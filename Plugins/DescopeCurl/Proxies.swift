#if os(Linux)
import DescopeCore

/// The environment's proxies for `https`, which are read once: libcurl itself would read them for every request, on its
/// thread, while the app may change the environment.
struct Proxies {
    /// The proxy's URL, which may contain a password; empty for none.
    let url: Secret
    /// Hosts that are connected to directly.
    let exceptions: String

    /// The proxy's host, as libcurl names it.
    let host: String

    /// The names that libcurl reads, in its order.
    init(environment: [String: String]) {
        func first(_ names: String...) -> String {
            // An empty variable counts as none.
            names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        }
        let text = first("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
        url = Secret(text)
        // Without scheme, password, path and port.
        let authority = (text.split(separator: "@").last?.split(separator: "://").last ?? "").prefix { $0 != "/" }
        let isIPv6 = authority.hasPrefix("[")
        host = String(isIPv6 ? authority.dropFirst().prefix { $0 != "]" } : authority.prefix { $0 != ":" })
        exceptions = first("no_proxy", "NO_PROXY")
    }
}
#endif
