package import DescopeCore

// What a transport and the client say alike.
extension DescopeError {
    /// No answer came in time.
    package static func timedOut(after timeout: Duration?) -> DescopeError {
        DescopeError(
            .transport,
            code: .timedOut,
            message: "expected an answer \(timeout.map { "within \($0) (requestTimeout)" } ?? "in time"), found none. "
                + "The service may have acted on the request all the same."
        )
    }

    /// The answer is larger than the limit.
    package static func responseTooLarge(limit: Int) -> DescopeError {
        DescopeError(
            .transport,
            code: .responseTooLarge,
            message: "expected at most \(limit) bytes, found a larger answer. "
                + "Raise maximumResponseBytes if such an answer is to be expected."
        )
    }
}
