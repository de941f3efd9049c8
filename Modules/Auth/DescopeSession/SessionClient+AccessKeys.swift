public import DescopeCore
import DescopeHTTP
import DescopeJWT
import DescopeModels

extension SessionClient {
    /// Exchanges an access key for a session, as a program that signs in without a user does.
    ///
    /// The session is used again for the same key and options until shortly before it expires: a minute, or a tenth of
    /// its time when that is less. Equal exchanges at the same time are one request. A key that the service refuses is
    /// refused for 10 s without another request; no other failure is kept. The token is checked each time like any
    /// other; the access key itself is not stored.
    ///
    /// ```swift
    /// let session = try await client.session.exchange(accessKey: key)
    /// guard session.token.hasPermissions(["reports.read"]) else { throw Forbidden() }
    /// ```
    ///
    /// A key that is revoked meanwhile goes on working here until its session has to be fetched anew, and one that is
    /// enabled after a refusal fails for up to 10 s. Pass `ignoresCache` where that matters.
    ///
    /// - Parameters:
    ///   - accessKey: The access key, as it was shown when it was made.
    ///   - options: What the session is to be like.
    ///   - audience: Whom the session token has to be meant for: one of these. Empty: it does not matter.
    ///   - ignoresCache: Whether to ask the service in any case. What it answers is kept like any other.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/invalidAccessKey`` when the
    ///   service does not accept the key, ``/DescopeCore/DescopeError/Code/newTokenRefused`` when the session token
    ///   that it gives is refused here, ``/DescopeCore/DescopeError/Code/wrongAudience`` when it is not meant for
    ///   `audience`, ``/DescopeCore/DescopeError/Code/missingProof`` when it is bound to a key.
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
                // Somebody else may have been quicker, between the look above and now.
                if !ignoresCache, let known = try sessions.sessionJwt(for: digest, client.clock) { return known }
                return try await fetchSession(accessKey, options, digest)
            }
            let sessionJwt = ignoresCache ? try await fetch() : try await sessions.exchanges.run(digest, fetch)
            return try await session(sessionJwt, audience)
        }
    }

    /// Asks the service, and keeps what it answers when that is good.
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
                // Without a code it is a proxy that refuses: that says nothing of the key.
                let refusal = error.isUnauthenticated ? error : nil
                sessions.refuse(digest, request, keeping: refusal, now: client.clock.uptime)
            }
            throw error
        }
    }

    /// Checks a session token. One that is bound to somebody's key (RFC 9449) is of no use to who exchanged the access
    /// key.
    private func session(_ sessionJwt: Secret, _ audience: [String]) async throws -> AccessKeySession {
        let token = try await validator().validate(sessionJwt, as: .session, audience: audience)
        try await requireProof(for: token, in: RequestTokens(sessionJwt: sessionJwt))
        return AccessKeySession(token: token, sessionJwt: sessionJwt)
    }

    private func digest(of accessKey: Secret, _ options: AccessKeyLoginOptions) throws(DescopeError) -> [UInt8] {
        var json = JSONWriter()
        options.write(to: &json)
        if let failure = json.failure {
            throw .argument(
                "options." + failure.path.joined(separator: "."),
                "expected a value that JSON can hold, found \(failure.found)."
            )
        }
        // The key's own digest has a fixed length, so that no other key and options run together to the same text.
        return try digest(of: try digest(of: accessKey) + json.bytes)
    }
}
