public import DescopeCore
import DescopeCrypto
import DescopeHTTP
public import DescopeJWT
public import DescopeModels

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Checking, refreshing and ending sessions.
///
/// A session has two tokens. The session token accompanies every request, lasts for minutes, and is checked here
/// without the network once the project's keys are known. The refresh token lasts for weeks and only fetches new
/// session tokens.
///
/// ```swift
/// let token = try await client.session.validate(sessionJwt)
/// guard token.hasRoles(["editor"], tenant: "acme") else { throw Forbidden() }
/// ```
public struct SessionClient: Sendable {
    let client: DescopeClient

    /// Checks a session token. Does not suspend when the key that signed it is at hand.
    ///
    /// Access tokens of agents and MCP clients are refused; ``validateAccessToken(_:audience:scopes:dpop:)`` takes
    /// them.
    ///
    /// - Parameters:
    ///   - sessionJwt: The session token.
    ///   - audience: Whom it has to be meant for: one of these. Empty: the audience does not matter.
    ///   - dpop: The request that it came with. A token that is bound to a key (RFC 9449) is refused without.
    /// - Returns: The token's claims, now to be trusted.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/tokenExpired`` when the
    ///   session has to be refreshed, of kind `token` for any other reason to refuse it, of kind `key` or `storage`
    ///   when it could not be checked, of kind `argument` when `dpop` has no usable URL.
    public func validate(
        _ sessionJwt: some SecretConvertible,
        audience: [String] = [],
        dpop: DPoPRequest? = nil
    ) async throws -> DescopeToken {
        try await validate(RequestTokens(sessionJwt: sessionJwt.asSecret, dpop: dpop), audience: audience)
    }

    /// The same for the session token of a request, which must be bound to a key when it came with the scheme DPoP.
    ///
    /// The token of the `Authorization` header counts; when it is useless or missing, the newest good one of the
    /// cookies (`iat`). Useless is what is malformed, cut off, expired, a token of another kind, or signed with an
    /// unknown key. A forged token, or one with another issuer or audience, is refused at once, unless a good one came
    /// before it.
    public func validate(_ tokens: RequestTokens, audience: [String] = []) async throws -> DescopeToken {
        try await named("session.validate") {
            try requireNamedAudience(audience)
            return try await sessionToken(in: tokens, audience: audience).token
        }
    }

    /// Fetches a new session token. The refresh token is checked here first: an expired or forged one is not sent.
    ///
    /// Equal refreshes at the same time are one request, and all callers get its outcome.
    ///
    /// A task that is cancelled before the service has answered leaves at once, and never learns of the new tokens.
    /// After that they are checked and returned all the same. To lose none, refresh in a task that nobody cancels.
    ///
    /// - Parameters:
    ///   - refreshJwt: The refresh token.
    ///   - audience: Whom the new session token has to be meant for: one of these. Empty: it does not matter.
    ///   - dpop: The request that it came with, without a session token. When the new session token is bound to a key
    ///     (RFC 9449), it is refused without; then a new refresh token is handed to nobody.
    /// - Returns: The new session. Store its ``ActiveSession/refreshJwt``: with rotation the old one is dead.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/tokenExpired`` when the
    ///   refresh token has expired, ``/DescopeCore/DescopeError/Code/tokenInvalidatedByLogout`` when the session was
    ///   ended; then the user has to sign in again. With ``/DescopeCore/DescopeError/Code/newTokenRefused`` the refresh
    ///   was granted and the new session token is refused here. Whenever ``/DescopeCore/DescopeError/refreshJwt`` is
    ///   set, it is the refresh token to keep: ``setCookies(for:options:)-(DescopeError,_)`` hands it to a browser.
    public func refresh(
        _ refreshJwt: some SecretConvertible,
        audience: [String] = [],
        dpop: DPoPRequest? = nil
    ) async throws -> ActiveSession {
        try await refresh(RequestTokens(refreshJwt: refreshJwt.asSecret, dpop: dpop), audience: audience)
    }

    /// The same for the refresh token of a request. When a session token came along, expired or not, a DPoP proof has
    /// to be made for it, and the refresh token has to be the same user's. When that session token is bound to a key,
    /// nothing is sent without a proof of the key.
    ///
    /// Of several refresh cookies the newest good one is sent (`iat`), and no other one when the service refuses it: to
    /// send one that rotation has replaced may end the session.
    ///
    /// - Throws: The same, and ``/DescopeCore/DescopeError/Code/wrongSubject`` when the refresh token is another user's
    ///   than the session token: then nothing is sent.
    public func refresh(_ tokens: RequestTokens, audience: [String] = []) async throws -> ActiveSession {
        try await named(APIOperation.refresh.name) {
            try requireNamedAudience(audience)
            let validator = try validator()
            let candidates = try await good(tokens.refreshCookies, as: .refresh)
            guard !candidates.isEmpty else { throw missing(tokens.refreshJwt, "refreshJwt") }
            let presented = presentedSession(in: tokens)
            let ofUser = candidates.filter { refresh in
                presented.token.map { isSameUser(refresh.token.subject, $0.subject) } ?? true
            }
            guard let chosen = ofUser.newest else { throw DescopeError.refreshTokenOfAnotherUser }
            let (refreshJwt, refreshToken) = (chosen.jwt, chosen.token)
            var tokens = tokens
            tokens.sessionJwt = presented.jwt
            // Before anything is sent: a missing or bad proof must not cost the refresh token.
            let bound = [presented.token, refreshToken].compactMap { $0?.proofKeyThumbprint }
            let proof = try await proof(in: tokens, forTokensBoundTo: bound)
            let answer = try await client.sessionState().refreshes.run(try digest(of: refreshJwt)) { [client] in
                try await client.send(.refresh, body: [:], token: refreshJwt, returning: .signIn)
            }
            let sent = tokens
            return try await session(
                from: answer,
                sent: refreshJwt,
                of: refreshToken.subject,
                audience: audience,
                validator,
                provenKey: bound.first
            ) { try await requireProof(proof, forNewTokenBoundTo: $0, isUsed: !bound.isEmpty, in: sent) }
        }
    }

    /// Checks a session token, and refreshes the session when that is what it takes: the token is missing, has expired,
    /// was signed with a key that is gone, or cannot be a session token: malformed, cut off, or of another kind. A
    /// forged token or one that is meant for somebody else fails at once.
    ///
    /// - Parameters:
    ///   - sessionJwt: The session token, if the request has one.
    ///   - refreshJwt: The refresh token, if the request has one.
    ///   - audience: Whom the session token has to be meant for: one of these. Empty: it does not matter.
    ///   - dpop: The request that they came with. A session token that is bound to a key (RFC 9449) is refused without.
    /// - Returns: The session. When it ``ActiveSession/isRefreshed``, hand the new tokens to the user.
    public func validateAndRefresh(
        sessionJwt: (any SecretConvertible)?,
        refreshJwt: (any SecretConvertible)?,
        audience: [String] = [],
        dpop: DPoPRequest? = nil
    ) async throws -> ActiveSession {
        let tokens = RequestTokens(sessionJwt: sessionJwt, refreshJwt: refreshJwt, dpop: dpop)
        return try await validateAndRefresh(tokens, audience: audience)
    }

    /// The same for the tokens of a request. ``validate(_:audience:)`` and ``refresh(_:audience:)`` say which of
    /// several count.
    public func validateAndRefresh(_ tokens: RequestTokens, audience: [String] = []) async throws -> ActiveSession {
        try await named("session.validateAndRefresh") { try requireNamedAudience(audience) }
        var reason = missingToken(
            "sessionJwt, refreshJwt: expected at least one of the two tokens, found neither. The user has to sign in."
        )
        if let session = tokens.sessionJwt, !session.isEmpty {
            do {
                let session = try await named("session.validate") {
                    try await sessionToken(in: tokens, audience: audience)
                }
                return ActiveSession(
                    token: session.token,
                    sessionJwt: session.jwt,
                    refreshJwt: refreshJwt(in: tokens, beside: session.token),
                    isRefreshed: false,
                    cookies: CookieSettings(),
                    refreshCookie: nil,
                    provenKey: session.token.proofKeyThumbprint
                )
            } catch let error as DescopeError where error.isOfUselessToken {
                reason = error
            }
        }
        guard let refreshJwt = tokens.refreshJwt, !refreshJwt.isEmpty else {
            throw reason.withoutRefreshToken.during("session.validateAndRefresh")
        }
        return try await refresh(tokens, audience: audience)
    }

    /// Ends the session. Its refresh token is dead from then on; its session token is good until it expires.
    ///
    /// - Parameter refreshJwt: The session's refresh token.
    /// - Returns: Where the tokens' cookies were, to be cleared with ``clearingCookies(_:options:)``.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/tokenInvalidatedByLogout``
    ///   when the session has ended before, ``/DescopeCore/DescopeError/Code/tokenExpired`` or another code of kind
    ///   `token` when the refresh token is refused here, before anything is sent: then all that is left to do is to
    ///   clear the cookies.
    @discardableResult
    public func logOut(_ refreshJwt: some SecretConvertible) async throws -> CookieSettings {
        try await end(.logOut, refreshJwt.asSecret)
    }

    /// The same for the refresh token of a request: of several the newest good one. When it is bound to a key, or the
    /// session token beside it is (RFC 9449), nothing is sent without a proof of the key. The proof is used up.
    @discardableResult
    public func logOut(_ tokens: RequestTokens) async throws -> CookieSettings {
        try await logOut(try await refreshJwt(in: tokens, for: .logOut))
    }

    /// Ends all sessions of the user, everywhere.
    ///
    /// - Parameter refreshJwt: The refresh token of one of the sessions.
    /// - Returns: Where the tokens' cookies were, to be cleared with ``clearingCookies(_:options:)``.
    /// - Throws: The same as ``logOut(_:)-(SecretConvertible)``.
    @discardableResult
    public func logOutEverywhere(_ refreshJwt: some SecretConvertible) async throws -> CookieSettings {
        try await end(.logOutEverywhere, refreshJwt.asSecret)
    }

    /// The same for the refresh token of a request: of several the newest good one. When it is bound to a key, or the
    /// session token beside it is (RFC 9449), nothing is sent without a proof of the key. The proof is used up.
    @discardableResult
    public func logOutEverywhere(_ tokens: RequestTokens) async throws -> CookieSettings {
        try await logOutEverywhere(try await refreshJwt(in: tokens, for: .logOutEverywhere))
    }

    /// The refresh token of a request that is to be sent. When it is bound to a key, or the session token beside it is,
    /// the request's proof is used up here. A single token that cannot be checked, for example while the project's keys
    /// cannot be had, is left to the call.
    func refreshJwt(in tokens: RequestTokens, for operation: APIOperation) async throws -> Secret {
        try await named(operation.name) {
            let first = try present(tokens.refreshJwt, "refreshJwt")
            var chosen: CheckedToken?
            do { chosen = try await good(tokens.refreshCookies, as: .refresh).newest } catch let error as DescopeError
                where tokens.refreshCookies.count == 1 && error.kind != .token && error.code != .unknownKey
            {
                // It says nothing of the token.
            }
            let presented = presentedSession(in: tokens)
            let bound = [presented.token, chosen?.token].compactMap { $0?.proofKeyThumbprint }
            if !bound.isEmpty {
                var tokens = tokens
                tokens.sessionJwt = presented.jwt
                _ = try await proof(in: tokens, forTokensBoundTo: bound)
            }
            return chosen?.jwt ?? first
        }
    }

    /// The user of a session, as the service knows them now.
    ///
    /// - Parameter refreshJwt: The session's refresh token (not the session token). It is checked here first, like that
    ///   of a refresh.
    public func me(_ refreshJwt: some SecretConvertible) async throws -> UserProfile {
        try await client.send(.me, token: try await usable(refreshJwt.asSecret, for: .me))
    }

    /// The same for the refresh token of a request: of several the newest good one. When it is bound to a key, or the
    /// session token beside it is (RFC 9449), nothing is sent without a proof of the key. The proof is used up.
    public func me(_ tokens: RequestTokens) async throws -> UserProfile {
        try await me(try await refreshJwt(in: tokens, for: .me))
    }

    private func end(_ operation: APIOperation, _ refreshJwt: Secret) async throws -> CookieSettings {
        try await client.send(
            operation,
            body: [:],
            token: try await usable(refreshJwt, for: operation),
            returning: ResponseForm { response, _, _ in
                // The session has ended whatever the body says; without cookie settings the defaults hold.
                (try? SignInResponse(json: response.body))?.cookies ?? CookieSettings()
            }
        )
    }

    /// A refresh token that may be sent: one that the service is certain to refuse, because it is malformed, forged,
    /// expired, of another kind or another project's, is refused here. What cannot be checked, for example while the
    /// project's keys cannot be had, is left to the service.
    func usable(_ refreshJwt: Secret, for operation: APIOperation) async throws -> Secret {
        try await named(operation.name) {
            let refreshJwt = try present(refreshJwt, "refreshJwt")
            do { _ = try await validator().validate(refreshJwt, as: .refresh) } catch let error as DescopeError
                where error.kind != .token && error.code != .unknownKey
            {
                // It says nothing of the token.
            }
            return refreshJwt
        }
    }

    /// - Parameter ignoresTimes: Whether a token passes whatever its times. For ``known(_:as:)`` alone.
    func validator(ignoresTimes: Bool = false) throws(DescopeError) -> TokenValidator {
        try client.configuration.cookies.requireUsable()
        let state = try client.sessionState()
        return TokenValidator(
            projectId: client.configuration.projectId,
            keys: state.keys,
            // Longer than from the first to the last time that a token can state.
            leeway: ignoresTimes ? .seconds(1 << 40) : client.configuration.leeway,
            cookies: client.configuration.cookies,
            clock: client.clock,
            maximumTokenBytes: client.configuration.maximumTokenBytes,
            familiarTokens: state.familiarTokens,
            cache: ignoresTimes ? nil : state.cache(capacity: client.configuration.tokenCacheCapacity),
            observer: state.observer
        )
    }

    /// A token or access key of a request. That there is none is a matter of who sent the request.
    func present(
        _ secret: Secret?,
        _ name: String,
        _ advice: String = "The user has to sign in."
    ) throws(DescopeError) -> Secret {
        guard let secret, !isBlank(secret.reveal()) else { throw missing(secret, name, advice) }
        return secret
    }

    func missing(_ secret: Secret?, _ name: String, _ advice: String = "The user has to sign in.") -> DescopeError {
        let found = secret.map(\.isEmpty) ?? true ? "none" : "only white space"
        return missingToken("\(name): expected one, found \(found). \(advice)")
    }

    func digest(of secret: Secret) throws(DescopeError) -> [UInt8] {
        try digest(of: Array(secret.reveal().utf8))
    }

    func digest(of bytes: [UInt8]) throws(DescopeError) -> [UInt8] {
        do { return try MessageDigest.hash(bytes, using: .sha256) } catch { throw DescopeError(error) }
    }

    /// Errors of what happens here, without a request of its own, name the call too.
    func named<Value>(_ operation: String, _ work: () async throws -> Value) async throws -> Value {
        do { return try await work() } catch let error as DescopeError { throw error.during(operation) }
    }
}

private func missingToken(_ message: String) -> DescopeError {
    DescopeError(.token, code: .missingToken, message: message)
}

extension DescopeError {
    /// What was found, without what to do about it: the message's first sentence.
    var finding: String { message.firstRange(of: ". ").map { String(message[..<$0.lowerBound]) } ?? message }

    /// Why a session token is refused that only a refresh could replace, when no refresh token came along.
    fileprivate var withoutRefreshToken: DescopeError {
        guard code != .missingToken else { return self }
        var copy = self
        copy.message = (code == .tokenExpired ? finding : message).followed(
            by: "The session cannot be refreshed, because no refresh token came along. Pass it as refreshJwt; "
                + "if there is none, the user has to sign in again."
        )
        return copy
    }
}
