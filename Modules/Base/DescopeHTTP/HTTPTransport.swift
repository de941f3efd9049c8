/// What carries a request to the service: the platform's HTTP client, the one that an app runs already, an emulator, a
/// script.
///
/// A transport keeps no cookies, follows no redirects, caches nothing, repeats nothing, and reads no more of a body
/// than ``APIRequest/maximumResponseBytes``. It throws
/// - ``DescopeError`` with code ``DescopeError/Code/cannotConnect`` only when the request cannot have reached the
///   service: such a request is repeated, whatever it does;
/// - with code ``DescopeError/Code/connectionLost`` or ``DescopeError/Code/timedOut`` when it may have;
/// - `CancellationError` when its task is cancelled.
///
/// Any status is an answer, not an error.
public protocol HTTPTransport: Sendable {
    /// Sends a request and returns the answer.
    ///
    /// - Parameters:
    ///   - request: The request; ``APIRequest/url`` is the whole address.
    ///   - timeout: How long the attempt may take.
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

/// Which call a request belongs to, and whether it may be repeated.
public struct APIOperation: Hashable, Sendable {
    /// The call's name: `otp.signUp`.
    public let name: String

    /// Whether a failed request may be sent again.
    public let repeatable: Repeatability

    /// Names a call.
    public init(_ name: String, repeatable: Repeatability) {
        self.name = name
        self.repeatable = repeatable
    }
}

/// Whether a failed request may be sent again.
public enum Repeatability: Hashable, Sendable {
    /// Twice is as good as once: reading, setting.
    case always
    /// Twice is not as once (codes, links, creates): only when the request cannot have reached the service.
    case ifUnsent
}
