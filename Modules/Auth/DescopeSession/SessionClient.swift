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
    ) async throws -> Token {
        try await validate(RequestTokens(sessionJwt: sessionJwt.asSecret, dpop: dpop), audience: audience)
    }

    /// The same for the session token of a request, which must be bound to a key when it came with the scheme DPoP.
    public func validate(_ tokens: RequestTokens, audience: [String] = []) async throws -> Token {
        try await named("session.validate") {
            let sessionJwt = try present(tokens.sessionJwt, "sessionJwt")
            let token = try await validator().validate(sessionJwt, as: .session, audience: audience)
            try await requireProof(for: token, in: tokens)
            return token
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
    ///     (RFC 9449), it is refused without.
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
    /// to be made for it.
    public func refresh(_ tokens: RequestTokens, audience: [String] = []) async throws -> ActiveSession {
        try await named("session.refresh") {
            let refreshJwt = try present(tokens.refreshJwt, "refreshJwt")
            let validator = try validator()
            let refreshToken = try await validator.validate(refreshJwt, as: .refresh)
            // Before anything is sent: a bad proof shall not cost the refresh token.
            let proof = try await proof(in: tokens, forRefreshTokenBoundTo: refreshToken.proofKeyThumbprint)
            let answer = try await client.sessionState().refreshes.run(try digest(of: refreshJwt)) { [client] in
                try await client.send(
                    Endpoint(
                        "session.refresh",
                        .post,
                        "/v1/auth/refresh",
                        body: [:],
                        authorization: .refreshJwt(refreshJwt),
                        refusal: .unauthenticated
                    )
                )
            }
            let bound = refreshToken.proofKeyThumbprint
            return try await session(
                from: answer,
                sent: refreshJwt,
                audience: audience,
                validator,
                provenKey: bound
            ) { try await requireProof(proof, for: $0, broughtByRefreshTokenBoundTo: bound, tokens.scheme) }
        }
    }

    /// Checks a session token, and refreshes the session when that is what it takes: the token is missing, has expired,
    /// or was signed with a key that is gone. A forged token or one that is meant for somebody else fails at once.
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

    /// The same for the tokens of a request.
    public func validateAndRefresh(_ tokens: RequestTokens, audience: [String] = []) async throws -> ActiveSession {
        var reason = missingToken(
            "sessionJwt, refreshJwt: expected at least one of the two tokens, found neither. The user has to sign in."
        )
        if let session = tokens.sessionJwt, !session.isEmpty {
            do {
                let token = try await validate(tokens, audience: audience)
                return ActiveSession(
                    token: token,
                    sessionJwt: session,
                    refreshJwt: tokens.refreshJwt,
                    isRefreshed: false,
                    cookies: CookieSettings(),
                    provenKey: token.proofKeyThumbprint
                )
            } catch let error as DescopeError
                where [.tokenExpired, .unknownKey, .missingToken].contains(error.code)
            {
                reason = error
            }
        }
        guard let refreshJwt = tokens.refreshJwt, !refreshJwt.isEmpty else {
            throw reason.during("session.validateAndRefresh")
        }
        return try await refresh(tokens, audience: audience)
    }

    /// Ends the session. Its refresh token is dead from then on; its session token is good until it expires.
    ///
    /// - Parameter refreshJwt: The session's refresh token.
    /// - Returns: Where the tokens' cookies were, to be cleared with ``clearingCookies(_:options:)``.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/tokenInvalidatedByLogout``
    ///   when the session has ended before: then all that is left to do is to clear the cookies.
    @discardableResult
    public func logOut(_ refreshJwt: some SecretConvertible) async throws -> CookieSettings {
        try await end("session.logOut", "/v1/auth/logout", refreshJwt.asSecret)
    }

    /// Ends all sessions of the user, everywhere.
    ///
    /// - Parameter refreshJwt: The refresh token of one of the sessions.
    /// - Returns: Where the tokens' cookies were, to be cleared with ``clearingCookies(_:options:)``.
    @discardableResult
    public func logOutEverywhere(_ refreshJwt: some SecretConvertible) async throws -> CookieSettings {
        try await end("session.logOutEverywhere", "/v1/auth/logoutall", refreshJwt.asSecret)
    }

    /// The user of a session, as the service knows them now.
    ///
    /// - Parameter refreshJwt: The session's refresh token (not the session token).
    public func me(_ refreshJwt: some SecretConvertible) async throws -> UserProfile {
        try await client.send(
            Endpoint(
                "session.me",
                .get,
                "/v1/auth/me",
                authorization: .refreshJwt(refreshJwt.asSecret),
                refusal: .unauthenticated
            )
        )
    }

    private func end(_ operation: String, _ path: EndpointPath, _ refreshJwt: Secret) async throws -> CookieSettings {
        try await client.send(
            Endpoint<NoContent>(
                operation,
                .post,
                path,
                body: [:],
                authorization: .refreshJwt(refreshJwt),
                refusal: .unauthenticated
            ).reading { response, _ in
                // The session is over whatever the body says; without the cookies' settings the usual ones hold.
                (try? JSONDecoder().decode(CookieSettings.self, from: Data(response.body))) ?? CookieSettings()
            }
        )
    }

    func validator() throws(DescopeError) -> TokenValidator {
        let state = try client.sessionState()
        return TokenValidator(
            projectId: client.configuration.projectId,
            keys: state.keys,
            leeway: client.configuration.leeway,
            cookies: client.configuration.cookies,
            clock: client.clock,
            familiarTokens: state.familiarTokens,
            cache: state.cache(capacity: client.configuration.tokenCacheCapacity),
            observer: state.observer
        )
    }

    /// A token or access key of a request. That there is none is a matter of who sent the request.
    func present(
        _ secret: Secret?,
        _ name: String,
        _ advice: String = "The user has to sign in."
    ) throws(DescopeError) -> Secret {
        guard let secret, !isBlank(secret.reveal()) else {
            let found = secret.map(\.isEmpty) ?? true ? "none" : "only white space"
            throw missingToken("\(name): expected one, found \(found). \(advice)")
        }
        return secret
    }

    func digest(of secret: Secret) throws(DescopeError) -> [UInt8] {
        try digest(of: Array(secret.reveal().utf8))
    }

    func digest(of bytes: [UInt8]) throws(DescopeError) -> [UInt8] {
        do { return try Digest.hash(bytes, using: .sha256) } catch { throw DescopeError(error) }
    }

    /// Errors of what happens here, without a request of its own, name the call too.
    func named<Value>(_ operation: String, _ work: () async throws -> Value) async throws -> Value {
        do { return try await work() } catch let error as DescopeError { throw error.during(operation) }
    }
}

private func missingToken(_ message: String) -> DescopeError {
    DescopeError(.token, code: .missingToken, message: message)
}
