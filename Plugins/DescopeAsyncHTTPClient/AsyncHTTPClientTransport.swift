#if AsyncHTTPClientTransport
public import AsyncHTTPClient
import DescopeCore
@_exported public import DescopeHTTP
import NIOCore
import NIOHTTP1
import NIOPosix

/// Sends requests with AsyncHTTPClient, for apps that use it already. The trait `AsyncHTTPClientTransport` of this
/// package brings it.
///
/// Requests use HTTP/1.1, as ``configuration`` says. The environment's proxy variables are not read: for a proxy,
/// change the configuration and pass a client of your own.
public struct AsyncHTTPClientTransport: HTTPTransport {
    /// The configuration of a client for this transport; change it for a proxy, for example, or another certificate
    /// authority.
    ///
    /// It differs from AsyncHTTPClient's in what ``/DescopeHTTP/HTTPTransport`` requires: redirects are not followed,
    /// and a connection that cannot be made is reported at once, not after 10 s. An attempt to connect ends after 10 s,
    /// and goes on until then when its request has timed out or was cancelled. 64 connections to a host are kept rather
    /// than 8.
    public static var configuration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        // A connection that is being made belongs to the pool, not to a request: ending the request does not end it.
        configuration.timeout.connect = .seconds(10)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        configuration.httpVersion = .http1Only
        return configuration
    }

    /// One for the whole process, never shut down. Its event loops are those of all platforms, so that its errors are
    /// the same everywhere.
    private static let shared = HTTPClient(
        eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton),
        configuration: configuration
    )

    private let client: HTTPClient

    /// Uses a client of the SDK's own, one for the whole process; the same as
    /// ``DescopeHTTP/HTTPTransport/asyncHTTPClient``.
    public init() { client = Self.shared }

    /// Uses your client, which you shut down when no more requests are sent.
    ///
    /// - Parameter client: A client with the configuration ``configuration``, changed where you need it. One that
    ///   follows redirects, as `HTTPClient.shared` does, is refused when it has followed one.
    public init(_ client: HTTPClient) { self.client = client }

    /// Sends a request and returns the response; see ``/DescopeHTTP/HTTPTransport``.
    public func send(_ request: APIRequest, timeout: Duration) async throws -> APIResponse {
        try Task.checkCancellation()
        try request.requireSendable()
        let work = Task { try await response(to: request) }
        // The client's own deadline ends with the head of the response. A timer of its event loop costs less than a
        // second task that sleeps.
        do {
            let time = TimeAmount(min(timeout, .seconds(365 * 86_400)))
            let deadline = try client.eventLoopGroup.any()
                .scheduleCallback(in: time, handler: Cancellation { work.cancel() })
            defer { deadline.cancel() }
            return try await withTaskCancellationHandler(operation: { try await work.value }, onCancel: work.cancel)
        } catch {
            try Task.checkCancellation()
            // Only the timer can have cancelled it.
            guard !work.isCancelled else { throw DescopeError.timedOut(after: timeout) }
            // The timer of a loop that was shut down cannot be set.
            work.cancel()
            throw error is DescopeError ? error : DescopeError(clientError: error)
        }
    }

    private func response(to request: APIRequest) async throws -> APIResponse {
        let response = try await client.execute(HTTPClientRequest(request), deadline: .distantFuture)
        guard response.history.count < 2 else {
            throw DescopeError(
                .configuration,
                code: .unusableArgument,
                message: "client: expected one that follows no redirects, found one that has followed one. "
                    + "Make it with AsyncHTTPClientTransport.configuration."
            )
        }
        let tooLarge = DescopeError.responseTooLarge(limit: request.maximumResponseBytes)
        if let length = response.headers.first(name: "content-length").flatMap({ Int($0) }),
            length > request.maximumResponseBytes
        {
            throw tooLarge
        }
        var result = APIResponse(status: Int(response.status.code))
        for (name, value) in response.headers { result.headers.append(name, value) }
        for try await part in response.body {
            guard part.readableBytes <= request.maximumResponseBytes - result.body.count else { throw tooLarge }
            result.body.append(contentsOf: part.readableBytesView)
        }
        // A cancelled sequence may end as if the body were complete.
        try Task.checkCancellation()
        return result
    }
}

extension HTTPTransport where Self == AsyncHTTPClientTransport {
    /// AsyncHTTPClient, with one client for the whole process.
    public static var asyncHTTPClient: Self { Self() }

    /// AsyncHTTPClient, with your own client: see ``AsyncHTTPClientTransport/init(_:)``.
    public static func asyncHTTPClient(_ client: HTTPClient) -> Self { Self(client) }
}

/// Cancels a request when its time is over.
private struct Cancellation: NIOScheduledCallbackHandler, Sendable {
    let cancel: @Sendable () -> Void

    func handleScheduledCallback(eventLoop: some EventLoop) { cancel() }
}

extension HTTPClientRequest {
    fileprivate init(_ request: APIRequest) {
        self.init(url: request.url)
        method = HTTPMethod(rawValue: request.method.rawValue)
        for (name, value) in request.headers { headers.add(name: name, value: value) }
        if let body = request.body { self.body = .bytes(ByteBuffer(bytes: body)) }
    }
}
#else
public import DescopeHTTP

/// Sends requests with AsyncHTTPClient. Needs the trait `AsyncHTTPClientTransport` of this package.
@available(
    *,
    unavailable,
    message: "add traits: [\"AsyncHTTPClientTransport\"] to the package's dependency on descope-swift-server"
)
public struct AsyncHTTPClientTransport: HTTPTransport {
    /// Needs the trait.
    public init() {}

    /// Needs the trait.
    public func send(_ request: APIRequest, timeout: Duration) async throws -> APIResponse { throw CancellationError() }
}

@available(
    *,
    unavailable,
    message: "add traits: [\"AsyncHTTPClientTransport\"] to the package's dependency on descope-swift-server"
)
extension HTTPTransport where Self == AsyncHTTPClientTransport {
    /// Needs the trait.
    public static var asyncHTTPClient: Self { Self() }
}
#endif
