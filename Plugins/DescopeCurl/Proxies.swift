#if os(Linux)
import DescopeCore

/// The environment's proxies for `https`, which are read once: libcurl itself would read them for every request, on its
/// thread, while the app may change the environment.
struct Proxies {
    /// The proxy's URL, which may contain a password; empty for none.
    let url: Secret
    /// Hosts that are connected to directly.
    let exceptions: String

    /// The names that libcurl reads, in its order.
    init(environment: [String: String]) {
        func first(_ names: String...) -> String {
            // An empty variable counts as none.
            names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        }
        url = Secret(first("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"))
        exceptions = first("no_proxy", "NO_PROXY")
    }
}
#endif
