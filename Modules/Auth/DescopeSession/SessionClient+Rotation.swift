import DescopeCore
import DescopeJWT
import DescopeModels

extension SessionClient {
    /// The session that an answer has brought, checked.
    ///
    /// - Parameters:
    ///   - sent: The refresh token that was sent: it stays in use when the answer brings no other.
    ///   - validator: Made before the call: nothing may fail after it that could have failed before.
    ///   - proof: The request's DPoP proof, checked as far as it could be before the call.
    ///   - thumbprint: Which key the refresh token is bound to, if it is.
    func session(
        from answer: SignInResponse,
        sent: Secret?,
        audience: [String],
        _ validator: TokenValidator,
        _ proof: DPoPProof?,
        boundTo thumbprint: String? = nil,
        _ scheme: RequestTokens.Scheme = .bearer
    ) async throws -> ActiveSession {
        let refreshJwt = answer.refreshJwt ?? sent
        let token = try await keeping(refreshJwt) {
            let token = try await validator.validate(answer.sessionJwt, as: .session, audience: audience)
            try await requireProof(proof, for: token, broughtByRefreshTokenBoundTo: thumbprint, scheme)
            return token
        }
        return ActiveSession(
            token: token,
            sessionJwt: answer.sessionJwt,
            refreshJwt: refreshJwt,
            isRefreshed: true,
            cookies: answer.cookies
        )
    }

    /// Checks what a call has brought. The refresh token that was sent may be dead by now, and without its successor
    /// the user would be signed out, so nothing that happens here may lose it:
    ///
    /// - The check runs to its end even when the caller is cancelled meanwhile. It seldom waits at all, and then for
    ///   what fetches the keys or remembers used proofs: those have to come to an end by themselves.
    /// - Every failure is a `DescopeError` with the successor in it, also when a key provider of the app's own throws
    ///   something else. A `CancellationError` out of it is not the caller's, and a failure like any other.
    func keeping(
        _ refreshJwt: Secret?,
        _ check: @escaping @Sendable () async throws -> Token
    ) async throws(DescopeError) -> Token {
        do { return try await Task(operation: check).value } catch {
            var error =
                error as? DescopeError
                ?? DescopeError(
                    .key,
                    code: .keysUnavailable,
                    message: "expected the new session token to be checked, found the key provider or the replay store "
                        + "failing with \(type(of: error)). Keep this error's refreshJwt, and refresh with it later.",
                    underlying: error
                )
            error.refreshJwt = refreshJwt
            throw error
        }
    }
}
