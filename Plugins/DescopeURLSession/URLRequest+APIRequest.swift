import DescopeCore
import DescopeHTTP
import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

extension URLRequest {
    /// Converts a request to the platform's type.
    init(_ request: APIRequest, timeout: Duration) throws(DescopeError) {
        try request.requireSendable()
        guard let url = URL(string: request.url, encodingInvalidCharacters: false) else {
            throw APIRequest.unsendablePath
        }
        #if canImport(FoundationNetworking)
        try requireNoProxy(for: request.url, environment: ProcessInfo.processInfo.environment)
        #endif
        self.init(url: url)
        httpMethod = request.method.rawValue
        httpBody = request.body.map { Data($0) }
        httpShouldHandleCookies = false
        for (name, value) in request.headers { addValue(value, forHTTPHeaderField: name) }
        // A fallback for our own timeout: the platform's timer restarts with every byte.
        timeoutInterval = Double(min(max(timeout.components.seconds, 0), 86_400)) + 2
    }
}

extension URLRequest {
    /// Whether nothing shows that it was sent: on Linux, only the body does. (A GET does no harm when it is repeated.)
    package var isSentUnseen: Bool {
        #if canImport(FoundationNetworking)
        httpMethod != "GET" && (httpBody ?? Data()).isEmpty
        #else
        false
        #endif
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
