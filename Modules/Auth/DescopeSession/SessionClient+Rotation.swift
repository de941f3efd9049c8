import DescopeCore
import DescopeCrypto
import DescopeJWT
import DescopeModels

extension SessionClient {
    /// Validates the session in a response. The refresh token that was sent may be invalid by now, and without the new
    /// one the user would be signed out. So no failure here may lose the new refresh token:
    ///
    /// - Validation completes even when the caller is cancelled. It rarely waits, and only for the key provider or the
    ///   replay store, which have to complete by themselves.
    /// - Every failure is a `DescopeError` that carries the new refresh token. A `CancellationError` of a key provider
    ///   or a replay store is not the caller's cancellation, and is treated as any other failure.
    ///
    /// There are two exceptions. When the response is for another user, all its tokens are discarded. And a sender who
    /// has not proven to hold the key that the new tokens are bound to (RFC 9449) does not get the new refresh token.
    ///
    /// - Parameters:
    ///   - sent: The refresh token that was sent. It stays in use when the response contains no other.
    ///   - sentCookie: The cookie settings of that token, when the browser does not have its cookie yet.
    ///   - subject: The user whose tokens were sent, if that is known.
    ///   - validator: Made before the request, so that nothing fails afterwards that could have failed before.
    ///   - provenKey: The key that the sender of the refresh token has proven to hold, if a proof was required.
    ///   - prove: Requires that the sender holds the key that a new token is bound to; nil when it is not bound.
    func session(
        from response: SignInResponse,
        sent: Secret?,
        _ sentCookie: CookieSettings? = nil,
        of subject: String?,
        audience: [String],
        _ validator: TokenValidator,
        provenKey: String?,
        _ prove: @escaping @Sendable (String?) async throws -> Void
    ) async throws(DescopeError) -> ActiveSession {
        let checked = await Task {
            let token = try await validator.validate(response.sessionJwt, as: .session, audience: audience)
            try await prove(token.proofKeyThumbprint)
            return token
        }.result
        // Keys that could be fetched for the validation are cached by now.
        let subjects = [
            subject,
            (try? checked.get())?.subject ?? known(response.sessionJwt, as: .session)?.subject,
            response.refreshJwt.flatMap { known($0, as: .refresh)?.subject },
        ].compactMap(\.self)
        for other in subjects.dropFirst() where !isSameUser(other, subjects[0]) {
            throw DescopeError.responseOfAnotherUser
        }
        let refreshJwt = response.refreshJwt ?? sent
        let isNew = response.refreshJwt.map { new in sent.map { !isSame(new, $0) } ?? true } ?? false
        let refreshCookie = isNew ? response.cookies : sentCookie
        switch checked {
        case .success(let token):
            return ActiveSession(
                token: token,
                sessionJwt: response.sessionJwt,
                refreshJwt: refreshJwt,
                isRefreshed: true,
                cookies: response.cookies,
                refreshCookie: refreshCookie,
                provenKey: provenKey ?? token.proofKeyThumbprint
            )
        case .failure(let failure):
            let reason = DescopeError.ofKeyProvider(failure).ofNewToken
            var error = reason
            if isNew, !(await Task { await isProven(response, refusedBecause: reason, prove) }.value) {
                error.message = error.message.followed(
                    by: "The service has granted the request. Its tokens are discarded, because the sender has not "
                        + "proven to hold the key that they are bound to."
                )
            } else if let refreshJwt {
                (error.refreshJwt, error.cookies) = (refreshJwt, refreshCookie)
                error.message = error.message.followed(
                    by: "The service has granted the request: keep this error's refreshJwt."
                )
            }
            throw error
        }
    }

    /// Whether the sender has proven to hold the keys that the tokens of a refused response are bound to, if they are.
    ///
    /// A valid proof that could not be remembered counts (kind `storage`, `tooManyProofs`): its sender has the key, and
    /// a store that fails must not sign users out.
    private func isProven(
        _ response: SignInResponse,
        refusedBecause error: DescopeError,
        _ prove: @escaping @Sendable (String?) async throws -> Void
    ) async -> Bool {
        if error.leavesKeyUnproven { return false }
        // When the proof has passed or could not be remembered, the session token's key is proven already.
        let isChecked = error.kind == .storage || error.isOfProof
        // The session token was refused here, so its claims are not verified. But it comes from the service, and an
        // unverified binding can only withhold tokens.
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
    /// Of kind `decoding`, because it is not an error of the request's sender.
    fileprivate static let responseOfAnotherUser = DescopeError(
        .decoding,
        code: .wrongSubject,
        message: "response: expected tokens of the user whose tokens were sent, found another user's. "
            + "They are discarded. Check whether a proxy in between mixes up responses."
    )

    /// Whether it says that the sender has not proven to hold a key.
    fileprivate var leavesKeyUnproven: Bool {
        switch code {
        case .missingProof, .invalidProof, .replayedProof: true
        default: false
        }
    }

    /// The error for a session token that the service has just issued: the sender of the request cannot correct it.
    /// Errors of a proof stay the sender's.
    var ofNewToken: DescopeError {
        guard kind == .token && !isOfProof || code == .unknownKey else { return self }
        var copy = self
        (copy.code, copy.underlying) = (.newTokenRefused, self)
        switch code {
        case .tokenExpired, .tokenNotYetValid:
            // The finding, with both times, still holds; the advice does not.
            copy.message =
                finding
                + ". The service has just issued this session token, so this machine's clock is wrong: set it right."
        case .malformedToken:
            copy.message =
                "session token: expected a signed JWT, found the new one malformed. Check whether a "
                + "proxy in between changes responses."
        case .unknownKey:
            copy.message =
                "session token: expected one signed with a key of the project, found the new one signed with "
                + "a key that is not known here yet. Try again in a minute, or update configuration.publicKey if it "
                + "is set."
        default: break
        }
        return copy
    }
}
