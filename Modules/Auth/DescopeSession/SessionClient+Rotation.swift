import DescopeCore
import DescopeCrypto
import DescopeJWT
import DescopeModels

extension SessionClient {
    /// The session that an answer has brought, checked. The refresh token that was sent may be dead by now, and without
    /// its successor the user would be signed out, so nothing that happens here may lose it:
    ///
    /// - The check runs to its end even when the caller is cancelled meanwhile. It seldom waits at all, and then for
    ///   what fetches the keys or remembers used proofs: those have to come to an end by themselves.
    /// - Every failure is a `DescopeError` with the successor in it. A `CancellationError` out of a key provider or a
    ///   replay store is not the caller's, and a failure like any other.
    ///
    /// With two exceptions: when the response is for another user, nobody gets any of its tokens. And a sender who has
    /// not proven to hold the key that the new tokens are bound to (RFC 9449) does not get the new refresh token.
    ///
    /// - Parameters:
    ///   - sent: The refresh token that was sent: it stays in use when the answer brings no other.
    ///   - sentCookie: How the project wants the cookie of that one, when the browser does not have it yet.
    ///   - subject: The user whose tokens were sent, if that is known.
    ///   - validator: Made before the call: nothing may fail after it that could have failed before.
    ///   - provenKey: The key that whoever sent the refresh token has proven to hold, if they had to.
    ///   - prove: Makes sure that the sender holds the key that a new token is bound to; nil when it is not bound.
    func session(
        from answer: SignInResponse,
        sent: Secret?,
        _ sentCookie: CookieSettings? = nil,
        of subject: String?,
        audience: [String],
        _ validator: TokenValidator,
        provenKey: String?,
        _ prove: @escaping @Sendable (String?) async throws -> Void
    ) async throws(DescopeError) -> ActiveSession {
        let checked = await Task {
            let token = try await validator.validate(answer.sessionJwt, as: .session, audience: audience)
            try await prove(token.proofKeyThumbprint)
            return token
        }.result
        // What could be fetched for the check is at hand by now.
        let subjects = [
            subject,
            (try? checked.get())?.subject ?? known(answer.sessionJwt, as: .session)?.subject,
            answer.refreshJwt.flatMap { known($0, as: .refresh)?.subject },
        ].compactMap(\.self)
        for other in subjects.dropFirst() where !isSameUser(other, subjects[0]) {
            throw DescopeError.answerOfAnotherUser
        }
        let refreshJwt = answer.refreshJwt ?? sent
        let isNew = answer.refreshJwt.map { new in sent.map { !isSame(new, $0) } ?? true } ?? false
        let refreshCookie = isNew ? answer.cookies : sentCookie
        switch checked {
        case .success(let token):
            return ActiveSession(
                token: token,
                sessionJwt: answer.sessionJwt,
                refreshJwt: refreshJwt,
                isRefreshed: true,
                cookies: answer.cookies,
                refreshCookie: refreshCookie,
                provenKey: provenKey ?? token.proofKeyThumbprint
            )
        case .failure(let failure):
            let reason = DescopeError.ofKeyProvider(failure).ofNewToken
            var error = reason
            if isNew, !(await Task { await isProven(answer, refusedBecause: reason, prove) }.value) {
                error.message = error.message.followed(
                    by: "The service has granted the call all the same. Its tokens are handed to nobody, as the sender "
                        + "has not proven to hold the key that they are bound to."
                )
            } else if let refreshJwt {
                (error.refreshJwt, error.cookies) = (refreshJwt, refreshCookie)
                error.message = error.message.followed(
                    by: "The service has granted the call all the same: keep this error's refreshJwt."
                )
            }
            throw error
        }
    }

    /// Whether the sender has proven to hold the keys that the tokens of a refused response are bound to, if they are.
    ///
    /// A proof that is good and could not be remembered counts (kind `storage`, `tooManyProofs`): its sender has the
    /// key, and a store that fails must not sign users out.
    private func isProven(
        _ response: SignInResponse,
        refusedBecause error: DescopeError,
        _ prove: @escaping @Sendable (String?) async throws -> Void
    ) async -> Bool {
        if error.leavesKeyUnproven { return false }
        // Of a proof that has passed, or was not remembered, the session token is done with.
        let isChecked = error.kind == .storage || error.isOfProof
        // The session token was refused here, so nothing has vouched for what it says. But it comes from the service,
        // and that it says to be bound can only withhold tokens.
        let keys = [isChecked ? nil : response.sessionJwt, response.refreshJwt].compactMap(\.self)
            .compactMap(claimedProofKeyThumbprint(of:))
        for key in Set(keys) {
            do { try await prove(key) } catch {
                if (error as? DescopeError)?.leavesKeyUnproven ?? true { return false }
            }
        }
        return true
    }

    private func isSame(_ a: Secret, _ b: Secret) -> Bool {
        ConstantTime.areEqual(Array(a.reveal().utf8), Array(b.reveal().utf8))
    }
}

extension DescopeError {
    /// Of kind `decoding`, as it is no fault of whoever sent the request.
    fileprivate static let answerOfAnotherUser = DescopeError(
        .decoding,
        code: .wrongSubject,
        message: "response: expected tokens of the user whose tokens were sent, found another user's. "
            + "They are handed to nobody. Is there something in between that mixes up responses?"
    )

    /// Whether it says that the sender has not proven to hold a key.
    fileprivate var leavesKeyUnproven: Bool {
        switch code {
        case .missingProof, .invalidProof, .replayedProof: true
        default: false
        }
    }

    /// What is wrong with a session token means something else when the service has just given it out: it is not
    /// whoever sent the request that has to do something about it. What is wrong with a proof is still theirs.
    var ofNewToken: DescopeError {
        guard kind == .token && !isOfProof || code == .unknownKey else { return self }
        var copy = self
        (copy.code, copy.underlying) = (.newTokenRefused, self)
        switch code {
        case .tokenExpired, .tokenNotYetValid:
            // What was found, with both times, is still true; what to do about it is not.
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
