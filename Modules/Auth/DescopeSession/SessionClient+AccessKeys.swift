public import DescopeCore
import DescopeHTTP
import DescopeJWT
import DescopeModels

extension SessionClient {
    /// Exchanges an access key for a session, for programs that sign in without a user.
    ///
    /// The session is cached by key and options until a minute before it expires, or a tenth of its lifetime before
    /// when that is less. Concurrent exchanges with the same key and options share one request. A refusal of the
    /// service is cached for 10 s; other failures are not cached. The session token is validated each time. The access
    /// key itself is not stored.
    ///
    /// ```swift
    /// let session = try await client.session.exchange(accessKey: key)
    /// guard session.token.hasPermissions(["reports.read"]) else { throw Forbidden() }
    /// ```
    ///
    /// A revoked key works here until its cached session ends, and a key that is enabled after a refusal fails for up
    /// to 10 s. Pass `ignoresCache: true` where that matters.
    ///
    /// - Parameters:
    ///   - accessKey: The access key, as it was shown when it was made.
    ///   - options: Options of the session.
    ///   - audience: The accepted audiences: the session token needs one of them (`aud`). Empty accepts any.
    ///   - ignoresCache: Whether to send a request even when the cache has an entry. The outcome is cached as usual.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/invalidAccessKey`` when the
    ///   service does not accept the key, ``/DescopeCore/DescopeError/Code/newTokenRefused`` when the session token
    ///   that it returns is refused here, ``/DescopeCore/DescopeError/Code/wrongAudience`` when it has none of the
    ///   audiences in `audience`, ``/DescopeCore/DescopeError/Code/missingProof`` when it is bound to a key.
    public func exchange(
        accessKey: some SecretConvertible,
        options: AccessKeyLoginOptions = AccessKeyLoginOptions(),
        audience: [String] = [],
        ignoresCache: Bool = false
    ) async throws -> AccessKeySession {
        try await named(APIOperation.exchangeAccessKey.name) {
            try requireNamedAudience(audience)
            let accessKey = try present(
                accessKey.asSecret,
                "accessKey",
                "Pass the key as it was shown when it was made."
            )
            let digest = try digest(of: accessKey, options)
            let sessions = try client.sessionState().accessKeys
            if !ignoresCache, let known = try sessions.sessionJwt(for: digest, client.clock) {
                do { return try await session(known, audience) } catch let error as DescopeError
                    where error.code == .tokenExpired || error.code == .unknownKey
                {
                    // The project's keys or this machine's clock have changed: only a new session helps.
                    sessions.drop(digest)
                }
            }
            let fetch: @Sendable () async throws -> Secret = {
                // Another caller may have stored a session since the lookup above.
                if !ignoresCache, let known = try sessions.sessionJwt(for: digest, client.clock) { return known }
                return try await fetchSession(accessKey, options, digest)
            }
            let sessionJwt = ignoresCache ? try await fetch() : try await sessions.exchanges.run(digest, fetch)
            return try await session(sessionJwt, audience)
        }
    }

    /// Sends the request, and caches the session when it is valid.
    private func fetchSession(
        _ accessKey: Secret,
        _ options: AccessKeyLoginOptions,
        _ digest: [UInt8]
    ) async throws -> Secret {
        let sessions = try client.sessionState().accessKeys
        let request = sessions.begin(digest)
        defer { sessions.end(digest) }
        do {
            let response = try await client.send(
                .exchangeAccessKey,
                body: ["loginOptions": options],
                token: accessKey,
                returning: .signIn
            )
            let session: AccessKeySession
            do { session = try await self.session(response.sessionJwt, []) } catch let error as DescopeError {
                throw error.ofNewToken
            }
            sessions.keep(response.sessionJwt, until: session.expiresAt, for: digest, request, now: client.clock.now)
            return response.sessionJwt
        } catch let error as DescopeError {
            let isRefused = error.kind == .api && (400..<500).contains(error.status ?? 0) && !error.isRateLimited
            if isRefused {
                // A refusal without a code comes from a proxy, and says nothing about the key.
                let refusal = error.isUnauthenticated ? error : nil
                sessions.refuse(digest, request, keeping: refusal, now: client.clock.uptime)
            }
            throw error
        }
    }

    /// Validates a session token. One that is bound to a key (RFC 9449) is refused: the caller cannot prove that key.
    private func session(_ sessionJwt: Secret, _ audience: [String]) async throws -> AccessKeySession {
        let token = try await validator().validate(sessionJwt, as: .session, audience: audience)
        try await requireProof(for: token, in: RequestTokens(sessionJwt: sessionJwt))
        return AccessKeySession(token: token, sessionJwt: sessionJwt)
    }

    private func digest(of accessKey: Secret, _ options: AccessKeyLoginOptions) throws(DescopeError) -> [UInt8] {
        let body: RequestBody = ["loginOptions": options]
        // The key's own digest has a fixed length, so that no other key and options concatenate to the same bytes.
        return try digest(of: try digest(of: accessKey) + body.encoded().json)
    }
}
