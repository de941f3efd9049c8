import DescopeCore
@_exported public import DescopeHTTP
import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Sends requests with the platform's `URLSession`.
///
/// All of these transports share one session for the life of the process, with its pool of connections. It keeps no
/// cookies, credentials or cache and follows no redirect. A proxy is the platform's business: on Linux the environment
/// variables `https_proxy` and `no_proxy`, on Apple platforms the system's settings.
///
/// On Linux the platform has faults that this transport cannot make good:
/// - Swift up to 6.3 ends the process when a connection closes in the middle of an answer's headers, or when an answer
///   has trailers; any version does when an answer redirects to a malformed address.
/// - A request without a body is sent once more when a connection that was kept open breaks, and when no other can be
///   made then, the error says that it was not sent. One with a body is not.
/// - The body of a redirect is taken in whole, however large, before anybody is told.
/// - An IPv6 address in brackets is no host.
/// - An answer fails when one of its headers has no space after the colon, or bytes that are not UTF-8. The service has
///   acted by then, and the error says that the connection was lost. Descope's own answers have neither; a proxy in
///   between can add such a header.
public struct URLSessionTransport: HTTPTransport {
    // Never invalidated: on Linux a call on an invalidated session ends the process.
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
        // The platforms' own choice, 6, is made for one person at a screen.
        configuration.httpMaximumConnectionsPerHost = 64
        return configuration
    }

    /// The same as ``DescopeHTTP/HTTPTransport/urlSession``.
    public init() {}

    /// Sends a request and returns the answer; see ``/DescopeHTTP/HTTPTransport``.
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
