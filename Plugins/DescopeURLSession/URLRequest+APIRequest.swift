import DescopeCore
import DescopeHTTP
import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

extension URLRequest {
    /// Converts a request to the platform's type.
    init(_ request: APIRequest, timeout: Duration) throws(DescopeError) {
        guard let url = URL(string: request.url, encodingInvalidCharacters: false) else {
            throw .argument(
                "path",
                "expected a percent-encoded path, found one that makes no valid URL. Percent-encode its segments."
            )
        }
        let verb = request.method.rawValue
        guard request.body == nil || verb != "GET" && verb != "HEAD" else {
            throw .ownArgument("body", "expected none with \(verb), found one. Leave it out or use another verb.")
        }
        #if canImport(FoundationNetworking)
        try requireNoProxy(for: request.url, environment: ProcessInfo.processInfo.environment)
        #endif
        self.init(url: url)
        httpMethod = request.method.rawValue
        httpBody = request.body.map { Data($0) }
        httpShouldHandleCookies = false
        for (name, value) in request.headers {
            // The platform sends a line break in a name.
            guard isToken(name), value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw .ownArgument("headers", "expected names and values without line breaks, found something else.")
            }
            addValue(value, forHTTPHeaderField: name)
        }
        // A fallback for our own timeout: the platform's timer restarts with every byte.
        timeoutInterval = Double(min(max(timeout.components.seconds, 0), 86_400)) + 2
    }
}

/// Refuses plain `http`, which is for loopback, where the platform would hand the request with its credentials to a
/// proxy of the environment.
package func requireNoProxy(
    for url: String,
    environment: @autoclosure () -> [String: String]
) throws(DescopeError) {
    // Requests with https do not read the environment.
    guard url.hasPrefix("http:") else { return }
    let environment = environment()
    func first(_ names: String...) -> String {
        names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    }
    guard !first("http_proxy", "all_proxy", "ALL_PROXY").isEmpty else { return }
    let host = String(url.dropFirst("http://".count).prefix { !":/?".contains($0) })
    let exceptions = first("no_proxy", "NO_PROXY").split { ", ".contains($0) }.map(String.init)
    guard !exceptions.contains("*"), !exceptions.contains(host) else { return }
    throw .ownArgument(
        "baseURL",
        "expected no proxy for plain http, found one in the environment. Add \(host) to the variable no_proxy."
    )
}
