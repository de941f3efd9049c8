import DescopeCore

/// Sends requests to the service, for example with the platform's HTTP client, an HTTP client that the app already
/// uses, an emulator or a scripted fake.
///
/// The duties of a transport, and what the client does in addition:
///
/// - Timeout: the transport ends the attempt and frees its connection when `timeout` has passed before the last byte of
///   the response. If it does not, the client stops waiting, measured by its own clock, but the connection stays in
///   use.
/// - Size: the transport stops reading a body beyond ``APIRequest/maximumResponseBytes``. The client refuses a response
///   with a larger body.
/// - Cancellation: the transport ends the request and throws `CancellationError` when its task is cancelled. The client
///   returns at once and does not wait for the transport.
/// - Redirects: the transport does not follow redirects; it returns a response with a status from 300 to 399. The
///   client refuses it.
/// - Cookies: the transport stores no cookies and sends none of its own. It returns each `Set-Cookie` line as a
///   separate header, or all of a response joined by commas. The client reads the token cookies.
/// - Retries: the transport does not retry, not even when a kept-alive connection has broken. The client retries
///   according to ``/DescopeCore/RetryPolicy``.
/// - Caching: the transport caches nothing.
/// - TLS: the transport checks the certificate for `https`. The client allows plain `http` on loopback only.
///
/// A response with any status is returned, not thrown. Without a response the transport throws:
/// - ``DescopeCore/DescopeError/cannotConnect(_:underlying:)`` only when the request cannot have reached the service:
///   the host name was not found, the connection was refused, or the TLS handshake failed. Such a request is retried
///   even when its operation is not idempotent. Do not throw it when any byte of the request may have been sent, nor
///   for a kept-alive connection that broke.
/// - ``DescopeCore/DescopeError/connectionLost(_:underlying:)`` or ``DescopeCore/DescopeError/timedOut(after:)`` when
///   the request may have reached the service.
/// - ``DescopeCore/DescopeError/responseTooLarge(limit:)`` for a body that is too large.
///
/// Any other error is treated as a lost connection.
public protocol HTTPTransport: Sendable {
    /// Sends a request and returns the response.
    ///
    /// - Parameters:
    ///   - request: The request; ``APIRequest/url`` is its complete URL.
    ///   - timeout: The time limit from the start of the attempt to the last byte of the response. Measured in real
    ///     time, not by the client's clock.
    func send(_ request: APIRequest, timeout: Duration) async throws -> APIResponse
}

/// Handles each operation's request and response, for logging, metrics and tracing.
///
/// Middleware runs once per operation, around all attempts, and before the credentials are attached: it cannot see the
/// credentials or send them to another host. It can see the query and the body with any codes and passwords in them,
/// and the response with its tokens. When it makes the verb, path or headers invalid, or sets headers that belong to
/// the transport (`Host`, `Content-Length`, `Transfer-Encoding`, `Connection`), the request is refused.
public protocol HTTPMiddleware: Sendable {
    /// Passes the request to the next middleware, or to the attempts to send it.
    typealias Next = @Sendable (APIRequest) async throws -> APIResponse

    /// Handles one operation; `next(request)` passes the request on.
    ///
    /// - Parameters:
    ///   - request: The request without its credentials.
    ///   - operation: The operation.
    ///   - next: Sends the request through the remaining middleware to the service.
    func intercept(_ request: APIRequest, for operation: APIOperation, next: Next) async throws -> APIResponse
}
