import DescopeCore

/// What carries a request to the service: the platform's HTTP client, the one that an app runs already, an emulator, a
/// script.
///
/// What a transport has to do, and what the client does beside it:
///
/// - Timeout: the transport ends the attempt, and frees its connection, when `timeout` has passed from the call to the
///   answer's last byte. The client ends the wait by its own clock when the transport does not; a transport that goes
///   on holds a connection.
/// - Size: the transport stops reading a body beyond ``APIRequest/maximumResponseBytes``. The client refuses a larger
///   body that it is handed.
/// - Cancellation: the transport ends the request and throws `CancellationError` when its task is cancelled. The client
///   leaves at once, and waits for nothing.
/// - Redirects: the transport follows none; a status from 300 to 399 is an answer. The client refuses it.
/// - Cookies: the transport keeps none and sends none of its own. It hands over each `Set-Cookie` line as a header of
///   its own, or those of one answer joined by commas. The client reads the tokens' cookies.
/// - Repeating: the transport repeats nothing, also when a connection that was kept open has broken. The client repeats
///   as ``/DescopeCore/RetryPolicy`` says.
/// - Caching: the transport caches nothing.
/// - TLS: the transport checks the certificate for `https`. The client allows plain `http` on loopback only.
///
/// Any status is an answer, not an error. Without an answer it throws:
/// - ``DescopeCore/DescopeError/cannotConnect(_:underlying:)`` only when the request cannot have reached the
///   service: the name was not found, the connection was refused, TLS was not agreed upon. Such a request is sent
///   again, even one that must not happen twice. Not when a byte of it may have been sent, and not for a connection
///   that was kept open and broke.
/// - ``DescopeCore/DescopeError/connectionLost(_:underlying:)`` or ``DescopeCore/DescopeError/timedOut(after:)`` when
///   it may have.
/// - ``DescopeCore/DescopeError/responseTooLarge(limit:)`` for too large a body.
///
/// Any other error is taken for a lost connection.
public protocol HTTPTransport: Sendable {
    /// Sends a request and returns the answer.
    ///
    /// - Parameters:
    ///   - request: The request; ``APIRequest/url`` is the whole address.
    ///   - timeout: How long the attempt may take, from the call to the answer's last byte. Measured in real time, not
    ///     by the client's clock.
    func send(_ request: APIRequest, timeout: Duration) async throws -> APIResponse
}

/// Sees each call on its way out and each answer on its way back: logging, metrics, tracing.
///
/// It runs once per call, around all attempts, and before the credentials are attached: it sees none, and cannot lead
/// them to another host. It does see query and body, with the codes and passwords that are in them. A request whose
/// verb, path or headers it has made unfit is refused, and so are headers of the transport's own (`Host`,
/// `Content-Length`, `Transfer-Encoding`, `Connection`). And it sees what the service answers, tokens included.
public protocol HTTPMiddleware: Sendable {
    /// Passes the request on.
    typealias Next = @Sendable (APIRequest) async throws -> APIResponse

    /// Handles one call; `next(request)` passes it on.
    ///
    /// - Parameters:
    ///   - request: The request without its credentials.
    ///   - operation: Which call it is.
    ///   - next: The rest of the way.
    func intercept(_ request: APIRequest, for operation: APIOperation, next: Next) async throws -> APIResponse
}
