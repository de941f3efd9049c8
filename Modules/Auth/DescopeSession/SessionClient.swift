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

/// Validates, refreshes and ends sessions.
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

    /// Validates a session token. Does not suspend when the key that signed it is cached.
    ///
    /// Access tokens of agents and MCP clients are refused; ``validateAccessToken(_:audience:scopes:dpop:)`` validates
    /// those.
    ///
    /// - Parameters:
    ///   - sessionJwt: The session token.
    ///   - audience: The accepted audiences: the token needs one of them (`aud`). Empty accepts any.
    ///   - dpop: The request that it came with. A token that is bound to a key (RFC 9449) is refused without it.
    /// - Returns: The verified claims of the token.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/tokenExpired`` when the
    ///   session has to be refreshed, of kind `token` when it is refused for any other reason, of kind `key` or
    ///   `storage` when it could not be checked, of kind `argument` when `dpop` has no usable URL.
    public func validate(
        _ sessionJwt: some SecretConvertible,
        audience: [String] = [],
        dpop: DPoPRequest? = nil
    ) async throws -> DescopeToken {
        try await validate(RequestTokens(sessionJwt: sessionJwt.asSecret, dpop: dpop), audience: audience)
    }

    /// The same for the session token of a request, which must be bound to a key when it was sent with the scheme DPoP.
    ///
    /// Uses the token of the `Authorization` header; when that is missing or useless, the newest valid one of the
    /// cookies (`iat`). A token is useless when it is malformed, truncated, expired, of another kind, or signed with an
    /// unknown key. A forged token, or one with another issuer or audience, is refused at once, unless a valid one came
    /// before it.
    public func validate(_ tokens: RequestTokens, audience: [String] = []) async throws -> DescopeToken {
        try await named("session.validate") {
            try requireNamedAudience(audience)
            return try await sessionToken(in: tokens, audience: audience).token
        }
    }

    /// Fetches a new session token. The refresh token is validated here first: an expired or forged one is not sent.
    ///
    /// Concurrent refreshes with the same token share one request, and all callers get its outcome.
    ///
    /// A task that is cancelled before the response arrives throws at once, and loses the new tokens. Once the response
    /// has arrived, the tokens are validated and returned even when the task is cancelled. To lose no tokens, refresh
    /// in a task that is not cancelled.
    ///
    /// - Parameters:
    ///   - refreshJwt: The refresh token.
    ///   - audience: The accepted audiences: the new session token needs one of them (`aud`). Empty accepts any.
    ///   - dpop: The request that it came with, if it has no session token. When the new session token is bound to a
    ///     key (RFC 9449), it is refused without a proof, and a new refresh token is discarded.
    /// - Returns: The new session. Store its ``ActiveSession/refreshJwt``: with rotation the old one is no longer
    ///   valid.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/tokenExpired`` when the
    ///   refresh token has expired, ``/DescopeCore/DescopeError/Code/tokenInvalidatedByLogout`` when the session has
    ///   ended; then the user has to sign in again. With ``/DescopeCore/DescopeError/Code/newTokenRefused`` the refresh
    ///   was granted, but the new session token is refused here. Whenever ``/DescopeCore/DescopeError/refreshJwt`` is
    ///   set, it is the refresh token to keep: ``setCookies(for:options:)-(DescopeError,_)`` sends it to a browser.
    public func refresh(
        _ refreshJwt: some SecretConvertible,
        audience: [String] = [],
        dpop: DPoPRequest? = nil
    ) async throws -> ActiveSession {
        try await refresh(RequestTokens(refreshJwt: refreshJwt.asSecret, dpop: dpop), audience: audience)
    }

    /// The same for the refresh token of a request. When the request has a session token, too, expired or not, a DPoP
    /// proof has to be made for it, and both tokens have to belong to one user. When that session token is bound to a
    /// key, a proof of the key is required before anything is sent.
    ///
    /// Of several refresh cookies the newest valid one is sent (`iat`). When the service refuses it, no other is sent:
    /// sending a token that rotation has replaced may end the session.
    ///
    /// - Throws: The same, and ``/DescopeCore/DescopeError/Code/wrongSubject`` when the refresh token and the session
    ///   token belong to different users: then nothing is sent.
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
            let response = try await client.sessionState().refreshes.run(try digest(of: refreshJwt)) { [client] in
                try await client.send(.refresh, body: [:], token: refreshJwt, returning: .signIn)
            }
            let sent = tokens
            return try await session(
                from: response,
                sent: refreshJwt,
                of: refreshToken.subject,
                audience: audience,
                validator,
                provenKey: bound.first
            ) { try await requireProof(proof, forNewTokenBoundTo: $0, isUsed: !bound.isEmpty, in: sent) }
        }
    }

    /// Validates a session token, and refreshes the session when the token is missing or useless: expired, signed with
    /// an unknown key, malformed, truncated, or of another kind. A forged token, or one with another issuer or
    /// audience, is refused at once.
    ///
    /// - Parameters:
    ///   - sessionJwt: The session token, if the request has one.
    ///   - refreshJwt: The refresh token, if the request has one.
    ///   - audience: The accepted audiences: the session token needs one of them (`aud`). Empty accepts any.
    ///   - dpop: The request that they came with. A session token that is bound to a key (RFC 9449) is refused without
    ///     it.
    /// - Returns: The session. When it ``ActiveSession/isRefreshed``, send the new tokens to the user.
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
    /// several are used.
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

    /// Ends the session. Its refresh token is invalid from then on; its session token stays valid until it expires.
    ///
    /// - Parameter refreshJwt: The session's refresh token.
    /// - Returns: The settings of the tokens' cookies, to be cleared with ``clearingCookies(_:options:)``.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/tokenInvalidatedByLogout``
    ///   when the session has already ended, ``/DescopeCore/DescopeError/Code/tokenExpired`` or another code of kind
    ///   `token` when the refresh token is refused here, before anything is sent. In both cases only the cookies remain
    ///   to be cleared.
    @discardableResult
    public func logOut(_ refreshJwt: some SecretConvertible) async throws -> CookieSettings {
        try await end(.logOut, refreshJwt.asSecret)
    }

    /// The same, with the newest valid refresh token of a request. When it or the session token beside it is bound to a
    /// key (RFC 9449), a proof of the key is required before anything is sent. The proof is used up.
    @discardableResult
    public func logOut(_ tokens: RequestTokens) async throws -> CookieSettings {
        try await logOut(try await refreshJwt(in: tokens, for: .logOut))
    }

    /// Ends all sessions of the user, on all devices.
    ///
    /// - Parameter refreshJwt: The refresh token of one of the sessions.
    /// - Returns: The settings of the tokens' cookies, to be cleared with ``clearingCookies(_:options:)``.
    /// - Throws: The same as ``logOut(_:)-(SecretConvertible)``.
    @discardableResult
    public func logOutEverywhere(_ refreshJwt: some SecretConvertible) async throws -> CookieSettings {
        try await end(.logOutEverywhere, refreshJwt.asSecret)
    }

    /// The same, with the newest valid refresh token of a request. When it or the session token beside it is bound to a
    /// key (RFC 9449), a proof of the key is required before anything is sent. The proof is used up.
    @discardableResult
    public func logOutEverywhere(_ tokens: RequestTokens) async throws -> CookieSettings {
        try await logOutEverywhere(try await refreshJwt(in: tokens, for: .logOutEverywhere))
    }

    /// Chooses the refresh token of a request to send. When it or the session token beside it is bound to a key, the
    /// request's proof is used up here. A single token that cannot be checked, for example while the project's keys are
    /// unavailable, is returned unchecked.
    func refreshJwt(in tokens: RequestTokens, for operation: APIOperation) async throws -> Secret {
        try await named(operation.name) {
            let first = try present(tokens.refreshJwt, "refreshJwt")
            var chosen: CheckedToken?
            do { chosen = try await good(tokens.refreshCookies, as: .refresh).newest } catch let error as DescopeError
                where tokens.refreshCookies.count == 1 && error.kind != .token && error.code != .unknownKey
            {
                // The error says nothing about the token.
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

    /// Loads the user of a session.
    ///
    /// - Parameter refreshJwt: The session's refresh token (not the session token). It is validated here before it is
    ///   sent.
    public func me(_ refreshJwt: some SecretConvertible) async throws -> UserProfile {
        try await client.send(.me, token: try await usable(refreshJwt.asSecret, for: .me))
    }

    /// The same, with the newest valid refresh token of a request. When it or the session token beside it is bound to a
    /// key (RFC 9449), a proof of the key is required before anything is sent. The proof is used up.
    public func me(_ tokens: RequestTokens) async throws -> UserProfile {
        try await me(try await refreshJwt(in: tokens, for: .me))
    }

    private func end(_ operation: APIOperation, _ refreshJwt: Secret) async throws -> CookieSettings {
        try await client.send(
            operation,
            body: [:],
            token: try await usable(refreshJwt, for: operation),
            returning: ResponseForm { response, _, _ in
                // The session has ended whatever the body says; without cookie settings the defaults apply.
                (try? SignInResponse(json: response.body))?.cookies ?? CookieSettings()
            }
        )
    }

    /// Refuses a refresh token that the service is certain to refuse: malformed, forged, expired, of another kind or of
    /// another project. A token that cannot be checked, for example while the project's keys are unavailable, is left
    /// to the service.
    func usable(_ refreshJwt: Secret, for operation: APIOperation) async throws -> Secret {
        try await named(operation.name) {
            let refreshJwt = try present(refreshJwt, "refreshJwt")
            do { _ = try await validator().validate(refreshJwt, as: .refresh) } catch let error as DescopeError
                where error.kind != .token && error.code != .unknownKey
            {
                // The error says nothing about the token.
            }
            return refreshJwt
        }
    }

    /// - Parameter ignoresTimes: Whether expired tokens and those from the future pass. Only for ``known(_:as:)``.
    func validator(ignoresTimes: Bool = false) throws(DescopeError) -> TokenValidator {
        try client.configuration.cookies.requireUsable()
        let state = try client.sessionState()
        return TokenValidator(
            projectId: client.configuration.projectId,
            keys: state.keys,
            // Longer than the whole range of times that a token can state.
            leeway: ignoresTimes ? .seconds(1 << 40) : client.configuration.leeway,
            cookies: client.configuration.cookies,
            clock: client.clock,
            maximumTokenBytes: client.configuration.maximumTokenBytes,
            familiarTokens: state.familiarTokens,
            cache: ignoresTimes ? nil : state.cache(capacity: client.configuration.tokenCacheCapacity),
            observer: state.observer
        )
    }

    /// Requires a token or access key of a request. A missing one is the sender's error, not ours.
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

    /// Names the operation in errors that arise here, before or without a request.
    func named<Value>(_ operation: String, _ work: () async throws -> Value) async throws -> Value {
        do { return try await work() } catch let error as DescopeError { throw error.during(operation) }
    }
}

private func missingToken(_ message: String) -> DescopeError {
    DescopeError(.token, code: .missingToken, message: message)
}

extension DescopeError {
    /// The message's first sentence: the finding without the advice.
    var finding: String { message.firstRange(of: ". ").map { String(message[..<$0.lowerBound]) } ?? message }

    /// The reason why a session token is refused, when the session needs a refresh and the request has no refresh
    /// token.
    fileprivate var withoutRefreshToken: DescopeError {
        guard code != .missingToken else { return self }
        var copy = self
        copy.message = (code == .tokenExpired ? finding : message).followed(
            by: "The session cannot be refreshed, because there is no refresh token. Pass it as refreshJwt; "
                + "if there is none, the user has to sign in again."
        )
        return copy
    }
}
