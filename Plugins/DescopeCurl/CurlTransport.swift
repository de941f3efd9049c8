#if os(Linux)
import DescopeCore
@_exported public import DescopeHTTP
import Synchronization

/// Sends requests with the platform's libcurl, on Linux.
///
/// libcurl (7.68 or later) is loaded when the first request is sent: neither a development package nor a link step is
/// needed to build. Without it, requests throw ``/DescopeCore/DescopeError/Code/transportUnavailable``.
///
/// All of these transports share one thread, with its connections and TLS sessions, for the lifetime of the process. At
/// most 256 requests are under way at once; more of them wait, while their timeout runs. Requests are sent with
/// HTTP/1.1 and at least TLS 1.2. Compressed responses are decompressed.
///
/// The environment, as it is when the first request is sent, determines proxies and trusted certificates:
/// - `HTTPS_PROXY` or `ALL_PROXY`, and `NO_PROXY`, also in lowercase, as for every program that uses libcurl. Plain
///   `http`, which is for loopback, never goes through a proxy.
/// - `CURL_CA_BUNDLE` or else `SSL_CERT_FILE`, a file, and `SSL_CERT_DIR`, a folder, each in place of the system's own.
///   With a file alone, the system's folder is not read.
///
/// Certificates are always verified.
///
/// The thread does not survive `fork()`: a child that does not call `exec` has to use another transport.
///
/// Older versions of libcurl have limitations:
/// - Before 7.87, a request that is cancelled or times out during a name look-up delays the others until the look-up
///   ends.
/// - Before 7.80, libcurl sends a `GET` again when a kept-alive connection breaks. Requests of other methods without a
///   body get a new connection each, so that they are not sent again.
public struct CurlTransport: HTTPTransport {
    private static let shared = Mutex<CurlLoop?>(nil)
    private let own: CurlLoop?

    /// The same as ``DescopeHTTP/HTTPTransport/curl``.
    public init() { own = nil }

    /// Makes a transport that does not use the shared thread.
    package init(_ loop: CurlLoop) { own = loop }

    /// Sends a request and returns the response; see ``/DescopeHTTP/HTTPTransport``.
    public func send(_ request: APIRequest, timeout: Duration) async throws -> APIResponse {
        try Task.checkCancellation()
        try request.requireSendable()
        let exchange = Exchange(request, timeout: timeout)
        if let failure = await (try own ?? Self.sharedLoop()).send(exchange) {
            throw DescopeError.from(failure, exchange)
        }
        return exchange.response
    }

    /// An error is not kept: libcurl may be installed, or there may be room for a thread, by the next request.
    private static func sharedLoop() throws(DescopeError) -> CurlLoop {
        try shared.withLock { shared throws(DescopeError) in
            if let shared { return shared }
            let loop = try CurlLoop(Libcurl())
            shared = loop
            return loop
        }
    }
}

extension HTTPTransport where Self == CurlTransport {
    /// The platform's libcurl, with one thread for the whole process. On Linux.
    public static var curl: Self { Self() }
}
#endif
