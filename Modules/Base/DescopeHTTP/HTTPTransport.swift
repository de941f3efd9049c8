import DescopeCore

/// Sends requests to the service, for example with the platform's HTTP client, an HTTP client that the app already
/// uses, an emulator or a scripted fake.
///
/// The duties of a transport, and what the client does in addition. `TransportConformance` in `DescopeTesting` checks
/// them, rule by rule:
///
/// - Request: the transport sends the verb, the path with its query, the headers and the body unchanged. It adds only
///   headers of HTTP itself: `Host`, `Content-Length`, `Connection`, `Keep-Alive`, `Accept…`, and a `User-Agent` when
///   the request has none. It adds no `Content-Type`, `Expect` or `Authorization`. A request that cannot be sent as it
///   is ends with an error before anything is sent: with a verb that is not a word, with a body for `GET` or `HEAD`,
///   with a line break in a header, or with a header of the transport's own (`Host`, `Content-Length`,
///   `Transfer-Encoding`, `Connection`). The client refuses them too.
/// - Response: a response with any status is returned, with its headers and its complete body, whether that has a
///   length, chunks or the connection's end. Interim responses (100 to 199) and trailers are passed over. Odd but valid
///   headers do not make the response fail, because the service has acted by then: no space after the colon, bytes
///   above 127, a folded line, an empty value. A compressed body is decoded and has no `Content-Encoding` any more, or
///   compression is not asked for.
/// - Connections: the transport reuses connections. Bytes that come after a response, or between two, are never the
///   response to the next request. A connection that the service has closed while it was idle is not used.
/// - Timeout: the transport enforces `timeout`, from the start of the attempt to the last byte of the response: while
///   it looks up the name, connects, makes the TLS handshake, sends and receives, and although bytes keep coming. It
///   then ends the attempt, closes its connection and throws `timedOut`, or `cannotConnect` while nothing was sent. If
///   it has not ended the attempt a second later, measured by the client's own clock, the client stops waiting, with
///   `timedOut`, but the connection stays in use.
/// - Size: the transport stops reading a body beyond ``APIRequest/maximumResponseBytes`` while it is received, or when
///   its announced length is larger, and closes the connection; also that of a redirect or an error. It bounds the head
///   too. The client refuses a response with a larger body.
/// - Cancellation: when its task is cancelled, in whatever state the request is, the transport closes the connection
///   and throws `CancellationError` at once. It sends nothing when the task was cancelled before. The client returns at
///   once and does not wait for the transport.
/// - Redirects: the transport does not follow redirects; it returns a response with a status from 300 to 399, whatever
///   its `Location`. The client refuses it.
/// - Cookies: the transport stores no cookies and sends none of its own. It returns each `Set-Cookie` line as a
///   separate header, or all of a response joined by commas. The client reads the token cookies.
/// - Retries: the transport sends a request once, whatever its verb, not even again when a kept-alive connection has
///   broken. The client retries according to ``/DescopeCore/RetryPolicy``.
/// - Caching: the transport caches nothing.
/// - TLS: for `https` the transport checks that the certificate is for the host, has not expired and comes from an
///   authority that it trusts. Before that, it sends no part of the request. The client allows plain `http` on loopback
///   only.
///
/// A response with any status is returned, not thrown. Without a complete response the transport throws an error that
/// does not contain the URL, whose query may contain secrets:
/// - ``DescopeCore/DescopeError/cannotConnect(_:underlying:)`` at once when the request cannot have reached the
///   service, and only then: the host name was not found, the connection was refused, or the TLS handshake failed. Such
///   a request is retried even when its operation is not idempotent. Do not throw it when any byte of the request may
///   have been sent, nor for a kept-alive connection that broke, even if no other can be made then.
/// - ``DescopeCore/DescopeError/connectionLost(_:underlying:)`` when the request may have reached the service, and
///   there is no response or only a part of one: half a head, half a body, half a chunk, or no HTTP.
/// - ``DescopeCore/DescopeError/timedOut(after:)`` when the time is over, also if nothing was sent by then.
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
