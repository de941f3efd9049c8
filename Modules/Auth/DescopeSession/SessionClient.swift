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
/// A session has two tokens. The session token accompanies every request, lasts for minutes, and is checked here without
/// the network once the project's keys are known. The refresh token lasts for weeks and only fetches new session tokens.
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
    /// - Returns: The token's claims, now to be trusted.
    /// - Throws: ``DescopeCore/DescopeError`` with code ``DescopeCore/DescopeError/Code/tokenExpired`` when the session has to
    ///   be refreshed, of kind `token` for any other reason to refuse it, of kind `key` when it could not be checked.
    public func validate(_ sessionJwt: some SecretConvertible, audience: [String] = []) async throws -> Token {
        try await named("session.validate") {
            try await validator().validate(try checked(sessionJwt, "sessionJwt"), as: .session, audience: audience)
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
    /// - Returns: The new session. Store its ``ActiveSession/refreshJwt``: with rotation the old one is dead.
    /// - Throws: ``DescopeCore/DescopeError`` with code ``DescopeCore/DescopeError/Code/tokenExpired`` when the refresh token
    ///   has expired; then the user has to sign in again. When the new session token is refused here,
    ///   ``DescopeCore/DescopeError/refreshJwt`` is the refresh token to keep.
    public func refresh(_ refreshJwt: some SecretConvertible, audience: [String] = []) async throws -> ActiveSession {
        try await named("session.refresh") {
            let refreshJwt = try checked(refreshJwt, "refreshJwt")
            let validator = try validator()
            _ = try await validator.validate(refreshJwt, as: .refresh)
            let answer = try await client.sessionState().refreshes.run(try digest(of: refreshJwt)) { [client] in
                try await client.send(
                    Endpoint(
                        "session.refresh",
                        .post,
                        "/v1/auth/refresh",
                        body: [:],
                        authorization: .refreshJwt(refreshJwt)
                    )
                )
            }
            let current = answer.refreshJwt ?? refreshJwt
            let token = try await keeping(current) {
                try await validator.validate(answer.sessionJwt, as: .session, audience: audience)
            }
            return ActiveSession(
                token: token,
                sessionJwt: answer.sessionJwt,
                refreshJwt: current,
                isRefreshed: true,
                cookies: answer.cookies
            )
        }
    }

    /// Checks a session token, and refreshes the session when that is what it takes: the token is missing, has expired, or
    /// was signed with a key that is gone. A forged token or one that is meant for somebody else fails at once.
    ///
    /// - Parameters:
    ///   - sessionJwt: The session token, if the request has one.
    ///   - refreshJwt: The refresh token, if the request has one.
    ///   - audience: Whom the session token has to be meant for: one of these. Empty: it does not matter.
    /// - Returns: The session. When it ``ActiveSession/isRefreshed``, hand the new tokens to the user.
    public func validateAndRefresh(
        sessionJwt: (any SecretConvertible)?,
        refreshJwt: (any SecretConvertible)?,
        audience: [String] = []
    ) async throws -> ActiveSession {
        let session = sessionJwt?.asSecret, refresh = refreshJwt?.asSecret
        var reason = DescopeError.argument(
            "sessionJwt, refreshJwt",
            "expected at least one of the two tokens, found neither. The user has to sign in."
        )
        if let session, !session.isEmpty {
            do {
                let token = try await validate(session, audience: audience)
                return ActiveSession(
                    token: token,
                    sessionJwt: session,
                    refreshJwt: refresh,
                    isRefreshed: false,
                    cookies: CookieSettings()
                )
            } catch let error as DescopeError where error.code == .tokenExpired || error.code == .unknownKey {
                reason = error
            }
        }
        guard let refresh, !refresh.isEmpty else { throw reason.during("session.validateAndRefresh") }
        return try await self.refresh(refresh, audience: audience)
    }

    /// Ends the session. Its refresh token is dead from then on; its session token is good until it expires.
    ///
    /// - Parameter refreshJwt: The session's refresh token.
    /// - Returns: Where the tokens' cookies were, to be cleared with ``clearingCookies(_:options:)``.
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
            Endpoint("session.me", .get, "/v1/auth/me", authorization: .refreshJwt(refreshJwt.asSecret))
        )
    }

    private func end(_ operation: String, _ path: EndpointPath, _ refreshJwt: Secret) async throws -> CookieSettings {
        try await client.send(
            Endpoint<NoContent>(operation, .post, path, body: [:], authorization: .refreshJwt(refreshJwt)).reading {
                response,
                _ in
                // The session is over whatever the body says; without the cookies' settings the usual ones hold.
                (try? JSONDecoder().decode(CookieSettings.self, from: Data(response.body))) ?? CookieSettings()
            }
        )
    }

    private func validator() throws(DescopeError) -> TokenValidator {
        let state = try client.sessionState()
        return TokenValidator(
            projectId: client.configuration.projectId,
            keys: state.keys,
            leeway: client.configuration.leeway,
            cookies: client.configuration.cookies,
            clock: client.clock,
            familiarTokens: state.familiarTokens,
            cache: state.cache(capacity: client.configuration.tokenCacheCapacity)
        )
    }

    private func checked(_ token: some SecretConvertible, _ name: String) throws(DescopeError) -> Secret {
        let token = token.asSecret
        try requireText(token.reveal(), name, "Pass the token as the service gave it out.")
        return token
    }

    private func digest(of token: Secret) throws(DescopeError) -> [UInt8] {
        do { return try Digest.hash(Array(token.reveal().utf8), using: .sha256) } catch {
            throw DescopeError(.configuration, message: error.message, underlying: error)
        }
    }

    /// Errors of what happens here, without a request of its own, name the call too.
    private func named<Value>(_ operation: String, _ work: () async throws -> Value) async throws -> Value {
        do { return try await work() } catch let error as DescopeError { throw error.during(operation) }
    }
}
