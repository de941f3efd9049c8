public import DescopeCore

// The errors that a transport throws when there is no response. `HTTPTransport` documents when to throw which.
extension DescopeError {
    /// No connection could be made. Use it only when no byte of the request can have been sent, because the request is
    /// then retried even when its operation is not idempotent. When in doubt, use ``connectionLost(_:underlying:)``.
    ///
    /// - Parameters:
    ///   - found: The cause, for the message: "the host name is unknown". It must not contain the request's URL, whose
    ///     query may contain secrets.
    ///   - underlying: The platform's error.
    public static func cannotConnect(_ found: String, underlying: (any Error)? = nil) -> DescopeError {
        DescopeError(
            .transport,
            code: .cannotConnect,
            message: "expected a connection to the service, found that none could be made: \(found). "
                + "The request was not sent. Check the base URL and this machine's network.",
            underlying: underlying
        )
    }

    /// The connection broke before the response was complete. The service may have processed the request, so it is not
    /// retried.
    ///
    /// - Parameters:
    ///   - found: The cause, for the message: "the connection was reset". It must not contain the request's URL, whose
    ///     query may contain secrets.
    ///   - underlying: The platform's error.
    public static func connectionLost(_ found: String, underlying: (any Error)? = nil) -> DescopeError {
        DescopeError(
            .transport,
            code: .connectionLost,
            message: "expected an HTTP response, found a connection failure: \(found). "
                + "It is unknown whether the request reached the service.",
            underlying: underlying
        )
    }

    /// No complete response arrived in time. The service may have processed the request, so it is not retried. Use it
    /// for a connect timeout too, unless it is certain that nothing was sent.
    ///
    /// - Parameter timeout: The time limit, when it is known.
    public static func timedOut(after timeout: Duration?) -> DescopeError {
        DescopeError(
            .transport,
            code: .timedOut,
            message: "expected a response \(timeout.map { "within \($0) (requestTimeout)" } ?? "in time"), found none. "
                + "The service may have processed the request nevertheless."
        )
    }

    /// The response body is larger than ``APIRequest/maximumResponseBytes``; the transport has stopped reading it.
    ///
    /// - Parameter limit: The limit, in bytes.
    public static func responseTooLarge(limit: Int) -> DescopeError {
        DescopeError(
            .transport,
            code: .responseTooLarge,
            message: "expected at most \(limit) bytes, found a larger response. "
                + "If such a response is to be expected, raise maximumResponseBytes."
        )
    }
}
