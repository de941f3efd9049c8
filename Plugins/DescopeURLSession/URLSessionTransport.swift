import DescopeCore
@_exported public import DescopeHTTP
import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Sends requests with the platform's `URLSession`.
///
/// All of these transports share one session, with its connection pool, for the lifetime of the process. It stores no
/// cookies, credentials or cache and follows no redirects. Proxies are configured as the platform defines: on Linux
/// with the environment variables `https_proxy` and `no_proxy`, on Apple platforms in the system's settings.
///
/// On Linux the platform has bugs that this transport cannot work around:
/// - Swift up to 6.3 crashes the process when a connection closes in the middle of a response's headers, or when a
///   response has trailers; every version does when a response redirects to a malformed URL.
/// - A request without a body is sent again when a kept-alive connection breaks; if no new connection can be made then,
///   the platform reports only that. So such a request, other than `GET`, is never reported as unsent, nor retried for
///   that. A request with a body is not sent again.
/// - The body of a redirect is read completely, whatever its size, before the delegate is called.
/// - An IPv6 address in brackets is not accepted as a host.
/// - Plain `http`, which is for loopback, would go through a proxy that `http_proxy` or `all_proxy` names, with the
///   request's credentials. It is refused unless `no_proxy` contains the host.
/// - A response fails when one of its headers has no space after the colon, or bytes that are not UTF-8. The service
///   has processed the request by then, and the error reports a lost connection. Descope's responses have neither; a
///   proxy in between can add such a header.
public struct URLSessionTransport: HTTPTransport {
    // Never invalidated: on Linux, using an invalidated session crashes the process.
    private static let exchanges = Exchanges()
    private static let session = URLSession(configuration: configuration, delegate: exchanges, delegateQueue: nil)

    private static var configuration: URLSessionConfiguration {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpCookieStorage = nil
        configuration.httpCookieAcceptPolicy = .never
        configuration.httpShouldSetCookies = false
        configuration.urlCredentialStorage = nil
        configuration.urlCache = nil
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        // The platform's default, 6, is meant for client apps.
        configuration.httpMaximumConnectionsPerHost = 64
        return configuration
    }

    /// The same as ``DescopeHTTP/HTTPTransport/urlSession``.
    public init() {}

    /// Sends a request and returns the response; see ``/DescopeHTTP/HTTPTransport``.
    public func send(_ request: APIRequest, timeout: Duration) async throws -> APIResponse {
        let limit = request.maximumResponseBytes
        let request = try URLRequest(request, timeout: timeout)
        return try await Self.exchanges.answer(to: request, limit: limit, timeout: timeout, on: Self.session)
    }
}

extension HTTPTransport where Self == URLSessionTransport {
    /// The platform's `URLSession`, one for the whole process.
    public static var urlSession: Self { Self() }
}
