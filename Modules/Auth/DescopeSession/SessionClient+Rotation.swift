import DescopeCore
import DescopeJWT

extension SessionClient {
    /// Checks what a refresh has brought. The refresh token that was sent may be dead by now, and without its successor
    /// the user would be signed out, so nothing that happens here may lose it:
    ///
    /// - The check runs to its end even when the caller is cancelled meanwhile. It seldom waits at all, and never
    ///   longer than it takes to fetch the keys.
    /// - Every failure is a `DescopeError` with the successor in it, also when a key provider of the app's own throws
    ///   something else. A `CancellationError` out of it is not the caller's, and a failure like any other.
    func keeping(
        _ refreshJwt: Secret,
        _ check: @escaping @Sendable () async throws -> Token
    ) async throws(DescopeError) -> Token {
        do { return try await Task(operation: check).value } catch {
            var error =
                error as? DescopeError
                ?? DescopeError(
                    .key,
                    code: .keysUnavailable,
                    message: "expected a key to check the new session token with, found the key provider failing with "
                        + "\(type(of: error)). Keep this error's refreshJwt, and refresh with it later.",
                    underlying: error
                )
            error.refreshJwt = refreshJwt
            throw error
        }
    }
}
