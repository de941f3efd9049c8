import DescopeCore
import DescopeJWT
import DescopeModels

extension SessionClient {
    /// The session that an answer has brought, checked.
    ///
    /// - Parameters:
    ///   - sent: The refresh token that was sent: it stays in use when the answer brings no other.
    ///   - validator: Made before the call: nothing may fail after it that could have failed before.
    ///   - provenKey: The key that whoever sent the refresh token has proven to hold, if they had to.
    ///   - prove: Makes sure that who is to get the new session token holds the key that it is bound to, if it is.
    func session(
        from answer: SignInResponse,
        sent: Secret?,
        audience: [String],
        _ validator: TokenValidator,
        provenKey: String?,
        _ prove: @escaping @Sendable (Token) async throws -> Void
    ) async throws -> ActiveSession {
        let refreshJwt = answer.refreshJwt ?? sent
        let token = try await keeping(refreshJwt, answer.cookies) {
            let token = try await validator.validate(answer.sessionJwt, as: .session, audience: audience)
            try await prove(token)
            return token
        }
        return ActiveSession(
            token: token,
            sessionJwt: answer.sessionJwt,
            refreshJwt: refreshJwt,
            isRefreshed: true,
            cookies: answer.cookies,
            provenKey: provenKey ?? token.proofKeyThumbprint
        )
    }

    /// Checks what a call has brought. The refresh token that was sent may be dead by now, and without its successor
    /// the user would be signed out, so nothing that happens here may lose it:
    ///
    /// - The check runs to its end even when the caller is cancelled meanwhile. It seldom waits at all, and then for
    ///   what fetches the keys or remembers used proofs: those have to come to an end by themselves.
    /// - Every failure is a `DescopeError` with the successor in it. A `CancellationError` out of a key provider or a
    ///   replay store is not the caller's, and a failure like any other.
    func keeping(
        _ refreshJwt: Secret?,
        _ cookies: CookieSettings,
        _ check: @escaping @Sendable () async throws -> Token
    ) async throws(DescopeError) -> Token {
        do { return try await Task(operation: check).value } catch {
            var error = DescopeError.ofKeyProvider(error).ofNewToken
            if let refreshJwt {
                (error.refreshJwt, error.cookies) = (refreshJwt, cookies)
                error.message = error.message.followed(
                    by: "The service has granted the call all the same: keep this error's refreshJwt."
                )
            }
            throw error
        }
    }
}

extension DescopeError {
    /// What is wrong with a session token means something else when the service has just given it out: it is not
    /// whoever sent the request that has to do something about it. What is wrong with a proof is still theirs.
    var ofNewToken: DescopeError {
        guard kind == .token && !isOfProof || code == .unknownKey else { return self }
        var copy = self
        (copy.code, copy.underlying) = (.newTokenRefused, self)
        switch code {
        case .tokenExpired, .tokenNotYetValid:
            // What was found, with both times, is still true; what to do about it is not.
            let finding = message.firstRange(of: ". ").map { String(message[..<$0.lowerBound]) } ?? message
            copy.message =
                finding
                + ". The service has just issued this session token, so this machine's clock is wrong: set it right."
        case .malformedToken:
            copy.message =
                "session token: expected a signed JWT, found the new one malformed. Is there something in "
                + "between that changes answers?"
        case .unknownKey:
            copy.message =
                "session token: expected one signed with a key of the project, found the new one signed with "
                + "a key that is not known here yet. Try again in a minute, or give configuration.publicKey the new one "
                + "where that is set."
        default: break
        }
        return copy
    }
}
