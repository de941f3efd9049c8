import DescopeCore
import DescopeCrypto
import DescopeJWT

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A session of a user.
struct EmulatedSession: Sendable {
    let userId: String
    var methods: [String]
    /// Top-level claims of the session tokens.
    var claims: [String: JSONValue]
    /// Claims under `nsec`.
    var untrustedClaims: [String: JSONValue]
    var currentTenant: String?
    var refreshDigest: [UInt8]
    var refreshExpiresAt: Date
    var isOver = false
    /// Until when its session tokens are marked as stepped up.
    var steppedUpUntil: Date?
    /// The digests of the refresh tokens that rotation has replaced.
    var replaced: [[UInt8]] = []
}

/// The claims that tokens set themselves. Custom claims with these names are ignored, so that no client sets its own
/// user, roles or tenants.
let reservedClaims: Set = [
    "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf", "dsub", "drn", "amr", "rexp", "nsec", "dct", "tenants",
    "roles", "permissions", "su",
]

extension EmulatorState {
    /// Starts a session and returns its tokens, as every sign-in does.
    mutating func signIn(
        _ userIndex: Int,
        by methods: [String],
        claims: [String: JSONValue] = [:],
        untrustedClaims: [String: JSONValue] = [:],
        isStepUp: Bool = false
    ) throws(EmulatorRefusal) -> Reply {
        let isFirst = users[userIndex].signIns.isEmpty
        try users[userIndex].requireEnabled()
        users[userIndex].status = "enabled"
        users[userIndex].signIns.append(now)
        let session = EmulatedSession(
            userId: users[userIndex].id,
            methods: methods,
            claims: claims,
            untrustedClaims: untrustedClaims,
            currentTenant: nil,
            refreshDigest: [],
            refreshExpiresAt: now,
            steppedUpUntil: isStepUp ? end(of: settings.stepUpLifetime) : nil
        )
        sessions.append(session)
        var reply = try tokens(of: sessions.count - 1, newRefreshToken: true)
        reply.merge(["user": json(users[userIndex]), "firstSeen": .bool(isFirst)])
        return reply
    }

    /// The session that a refresh token belongs to.
    func sessionIndex(_ refreshToken: String?) throws(EmulatorRefusal) -> Int {
        let digest = try self.digest(refreshToken ?? "")
        guard let index = sessions.firstIndex(where: { $0.refreshDigest == digest || $0.replaced.contains(digest) })
        else {
            throw .unauthorized("the refresh token belongs to another project")
        }
        // The service's code for a replaced token is not documented; this one is used for both.
        guard !sessions[index].isOver, sessions[index].refreshDigest == digest else {
            throw EmulatorRefusal(401, .tokenInvalidatedByLogout, "the refresh token was revoked or replaced")
        }
        guard now < sessions[index].refreshExpiresAt else { throw .unauthorized("the refresh token has expired") }
        return index
    }

    /// Ends all sessions of a user.
    mutating func endSessions(of userId: String) {
        for index in sessions.indices where sessions[index].userId == userId { sessions[index].isOver = true }
    }

    /// The user of the refresh token in a request; throws when the user is disabled.
    func userIndex(ofToken token: String?) throws(EmulatorRefusal) -> Int {
        let userId = sessions[try sessionIndex(token)].userId
        guard let index = users.firstIndex(where: { $0.id == userId }) else { throw .unauthorized("the user is gone") }
        try users[index].requireEnabled()
        return index
    }

    /// Makes new tokens for a session.
    mutating func tokens(of sessionIndex: Int, newRefreshToken: Bool) throws(EmulatorRefusal) -> Reply {
        var session = sessions[sessionIndex]
        guard let user = users.first(where: { $0.id == session.userId }) else {
            throw .unauthorized("the user is gone")
        }
        try user.requireEnabled()
        var refreshToken: String?
        if newRefreshToken {
            session.refreshExpiresAt = end(of: settings.refreshLifetime)
            let token = try sign(
                [
                    "drn": .string(settings.cookies.refresh), "amr": .texts(session.methods),
                    "jti": .string(try newId("")),
                ],
                user.id,
                until: session.refreshExpiresAt
            )
            if !session.refreshDigest.isEmpty { session.replaced.append(session.refreshDigest) }
            session.refreshDigest = try digest(token)
            refreshToken = token
        }
        sessions[sessionIndex] = session

        var sessionEnd = end(of: settings.sessionLifetime)
        if let stepUpEnd = session.steppedUpUntil, now < stepUpEnd { sessionEnd = min(sessionEnd, stepUpEnd) }
        let sessionToken = try sign(claims(of: session, user), user.id, until: sessionEnd)
        var reply = Reply(body: [
            "sessionJwt": .string(settings.sessionInCookie ? "" : sessionToken),
            "refreshJwt": .string(settings.refreshInCookie ? "" : refreshToken ?? ""),
            "cookieDomain": "", "cookiePath": "/",
            // Tokens have whole seconds; the cookie has to last as long.
            "cookieMaxAge": .int(seconds(session.refreshExpiresAt) - seconds(now)),
            "cookieExpiration": .int(seconds(session.refreshExpiresAt)),
            "sessionExpiration": .int(seconds(sessionEnd)),
        ])
        if settings.sessionInCookie { reply.cookies.append(cookie(settings.cookies.session, sessionToken)) }
        if settings.refreshInCookie, let refreshToken {
            reply.cookies.append(cookie(settings.cookies.refresh, refreshToken))
        }
        return reply
    }

    /// The time after `lifetime`, limited to the times that a token can state.
    func end(of lifetime: Duration) -> Date {
        let end = now.addingTimeInterval(lifetime / .seconds(1))
        return min(max(end, Date(timeIntervalSince1970: 0)), Date(timeIntervalSince1970: 253_402_300_799))
    }

    private func claims(of session: EmulatedSession, _ user: EmulatedUser) -> [String: JSONValue] {
        var claims = session.claims.filter { !reservedClaims.contains($0.key) }
        claims["drn"] = .string(settings.cookies.session)
        claims["amr"] = .texts(session.methods)
        claims["rexp"] = .string(session.refreshExpiresAt.formatted(.iso8601))
        if let thumbprint = settings.proofKeyThumbprint { claims["cnf"] = ["jkt": .string(thumbprint)] }
        if let end = session.steppedUpUntil, now < end { claims["su"] = true }
        if !session.untrustedClaims.isEmpty { claims["nsec"] = .object(session.untrustedClaims) }
        let current = user.currentTenant(chosen: session.currentTenant)
        return claims.merging(grants(user.roles, user.tenants, current: current)) { $1 }
    }

    /// The claims of a token about roles and tenants.
    func grants(
        _ roles: [String],
        _ tenants: [(id: String, roles: [String])],
        current: String?
    ) -> [String: JSONValue] {
        var claims: [String: JSONValue] = [:]
        if !roles.isEmpty {
            claims["roles"] = .texts(roles)
            claims["permissions"] = .texts(permissions(of: roles, tenantId: nil))
        }
        if let current { claims["dct"] = .string(current) }
        let shown = current == nil ? tenants : tenants.filter { $0.id == current }
        if !shown.isEmpty {
            claims["tenants"] = .object(
                Dictionary(
                    shown.map { tenant -> (String, JSONValue) in
                        guard !tenant.roles.isEmpty else { return (tenant.id, .object([:])) }
                        let permissions = permissions(of: tenant.roles, tenantId: tenant.id)
                        return (tenant.id, ["roles": .texts(tenant.roles), "permissions": .texts(permissions)])
                    },
                    uniquingKeysWith: { first, _ in first }
                )
            )
        }
        return claims
    }

    func sign(_ claims: [String: JSONValue], _ subject: String, until end: Date) throws(EmulatorRefusal)
        -> String
    {
        var claims = claims
        switch settings.issuer {
        case .projectId: claims["iss"] = .string(projectId)
        case .url(let url): claims["iss"] = .string("\(url)/\(projectId)")
        }
        claims["sub"] = .string(subject)
        claims["iat"] = .int(seconds(now))
        claims["exp"] = .int(seconds(end))
        guard let key = signingKeys.first, let token = try? JWS.sign(claims, keyId: key.id, with: key.key) else {
            throw EmulatorRefusal(500, .badRequest, "the token could not be signed")
        }
        return token
    }

    func seconds(_ date: Date) -> Int64 { Int64(date.timeIntervalSince1970) }

    private func cookie(_ name: String, _ value: String) -> String {
        "\(name)=\(value); Path=/; HttpOnly; Secure; SameSite=Strict"
    }

    func digest(_ token: String) throws(EmulatorRefusal) -> [UInt8] { try sha256(Array(token.utf8)) }
}

extension Reply {
    mutating func merge(_ members: [String: JSONValue]) {
        body = .object((body.objectValue ?? [:]).merging(members) { $1 })
    }
}
