public import DescopeCore

// What a transport throws when there is no answer. `HTTPTransport` says which is right when.
extension DescopeError {
    /// No connection could be made. Only for a request of which no byte can have left: it is sent again, whatever the
    /// call does. When in doubt, it is ``connectionLost(_:underlying:)``.
    ///
    /// - Parameters:
    ///   - found: What was found instead, for the message: "the host name is unknown". Without the request's address,
    ///     whose query may hold secrets.
    ///   - underlying: The platform's own error.
    public static func cannotConnect(_ found: String, underlying: (any Error)? = nil) -> DescopeError {
        DescopeError(
            .transport,
            code: .cannotConnect,
            message: "expected a connection to the service, found none to be had: \(found). "
                + "The request was not sent. Check the base URL and this machine's network.",
            underlying: underlying
        )
    }

    /// The connection broke, before the answer was read to its end. The service may have acted on the request, so it is
    /// not sent again.
    ///
    /// - Parameters:
    ///   - found: What was found instead, for the message: "the connection was reset". Without the request's address,
    ///     whose query may hold secrets.
    ///   - underlying: The platform's own error.
    public static func connectionLost(_ found: String, underlying: (any Error)? = nil) -> DescopeError {
        DescopeError(
            .transport,
            code: .connectionLost,
            message: "expected an HTTP answer, found the connection failing: \(found). "
                + "Whether the request reached the service is not known.",
            underlying: underlying
        )
    }

    /// No whole answer came in time. The service may have acted on the request, so it is not sent again. Right for a
    /// limit on connecting too, unless it is certain that nothing was sent.
    ///
    /// - Parameter timeout: The time that it was given, when that is known.
    public static func timedOut(after timeout: Duration?) -> DescopeError {
        DescopeError(
            .transport,
            code: .timedOut,
            message: "expected an answer \(timeout.map { "within \($0) (requestTimeout)" } ?? "in time"), found none. "
                + "The service may have acted on the request all the same."
        )
    }

    /// The answer's body is larger than ``APIRequest/maximumResponseBytes``: the transport has stopped reading it.
    ///
    /// - Parameter limit: The limit, in bytes.
    public static func responseTooLarge(limit: Int) -> DescopeError {
        DescopeError(
            .transport,
            code: .responseTooLarge,
            message: "expected at most \(limit) bytes, found a larger answer. "
                + "Raise maximumResponseBytes if such an answer is to be expected."
        )
    }
}
