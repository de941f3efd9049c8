import DescopeCore
import DescopeCrypto
import DescopeHTTP
import DescopeJWT

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A session of a user. It is deleted when it ends: its refresh token can still be told from a foreign one by its
/// signature.
struct SessionRecord: EmulatorRecord {
    static let table = "sessions"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.sessions }

    enum Index: Int, TableIndex {
        case refreshDigest, user

        var isUnique: Bool { self == .refreshDigest }
    }

    static let references: [Reference<Self>] = [Reference(to: UserRecord.self, by: .user, onDelete: .delete)]

    let id: String
    let userId: String
    var methods: [String]
    /// Top-level claims of the session tokens.
    var claims: [String: JSONValue]
    /// Claims under `nsec`.
    var untrustedClaims: [String: JSONValue]
    var currentTenant: String?
    var refreshDigest = ""
    var refreshExpiresAt: Date
    /// Until when its session tokens are marked as stepped up.
    var steppedUpUntil: Date?
    /// Until when it has to be refreshed; nil for as long as the refresh token lasts.
    var activeUntil: Date?

    var forgottenAt: Date? { refreshExpiresAt }

    func keys(_ index: Index) -> [TextKey] {
        switch index {
        case .refreshDigest: [TextKey(refreshDigest)]
        case .user: [TextKey(userId)]
        }
    }
}

/// The claims that tokens set themselves. Custom claims with these names are ignored, so that no client sets its own
/// user, roles or tenants.
let reservedClaims: Set = [
    "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf", "dsub", "drn", "amr", "rexp", "nsec", "dct", "tenants",
    "roles", "permissions", "su",
]

extension EmulatorState {
    /// Starts a session and returns its tokens, as every sign-in does.
    func signIn(
        _ user: UserRecord,
        by methods: [String],
        claims: [String: JSONValue] = [:],
        untrustedClaims: [String: JSONValue] = [:],
        isStepUp: Bool = false
    ) throws(EmulatorRefusal) -> Response {
        try user.requireEnabled()
        var user = user
        let isFirst = user.signIns.isEmpty
        if user.status != "enabled" { (user.status, user.modifiedAt) = ("enabled", now) }
        try provision(&user)
        user.signIns = user.signIns.suffix(UserRecord.rememberedSignIns - 1) + [now]
        try save(user)
        let tenant = user.memberships.currentTenant(chosen: nil)
        let stepUp = lifetime("stepupTokenExpiration", inTenant: tenant) ?? settings.stepUpLifetime
        let session = SessionRecord(
            id: try newId("S2"),
            userId: user.id,
            methods: methods,
            claims: claims,
            untrustedClaims: untrustedClaims,
            refreshExpiresAt: now,
            steppedUpUntil: isStepUp ? end(of: stepUp) : nil
        )
        var response = try tokens(of: session, newRefreshToken: true)
        response.merge(["user": json(user), "firstSeen": .bool(isFirst)])
        return response
    }

    /// The session that a refresh token belongs to.
    func session(_ refreshToken: String?) throws(EmulatorRefusal) -> SessionRecord {
        let token = refreshToken ?? ""
        guard let session = sessions.first(.refreshDigest, try digest(token)), now < session.refreshExpiresAt else {
            throw refusal(ofRefreshToken: token)
        }
        if let end = session.activeUntil, end <= now { throw .unauthorized("the session was inactive for too long") }
        return session
    }

    /// Why there is no session with a refresh token.
    private func refusal(ofRefreshToken token: String) -> EmulatorRefusal {
        guard let claims = claimsOfOwn(token), claims["drn"] == .string(settings.cookies.refresh) else {
            return .unauthorized("the refresh token belongs to another project")
        }
        guard let end = claims["exp"]?.intValue, seconds(now) < end else {
            return .unauthorized("the refresh token has expired")
        }
        // The service's code for a replaced token is not documented; this one is used for both.
        return EmulatorRefusal(401, .tokenInvalidatedByLogout, "the refresh token was revoked or replaced")
    }

    /// The user of the refresh token in a request; throws when the user is disabled.
    func user(ofToken token: String?) throws(EmulatorRefusal) -> UserRecord {
        let user = try user(id: try session(token).userId)
        try user.requireEnabled()
        return user
    }

    /// Ends all sessions of a user.
    func endSessions(of userId: String) {
        for session in sessions.all(.user, userId) { delete(session) }
    }

    /// Makes new tokens for a session, and stores it.
    func tokens(of session: SessionRecord, newRefreshToken: Bool) throws(EmulatorRefusal) -> Response {
        var session = session
        let user = try user(id: session.userId)
        try user.requireEnabled()
        let tenant = user.memberships.currentTenant(chosen: session.currentTenant)
        let activeUntil = session.activeUntil
        session.activeUntil = inactivityLimit(inTenant: tenant).map(end(of:))
        var refreshToken: String?
        if newRefreshToken {
            let lifetime = lifetime("refreshTokenExpiration", inTenant: tenant) ?? settings.refreshLifetime
            session.refreshExpiresAt = end(of: lifetime)
            let token = try sign(
                [
                    "drn": .string(settings.cookies.refresh), "amr": .texts(session.methods),
                    "jti": .string(try newId("")),
                ],
                user.id,
                until: session.refreshExpiresAt
            )
            session.refreshDigest = try digest(token)
            refreshToken = token
        }
        if newRefreshToken || session.activeUntil != activeUntil { try save(session) }

        var sessionEnd = end(
            of: lifetime("sessionTokenExpiration", inTenant: tenant) ?? settings.sessionLifetime
        )
        if let stepUpEnd = session.steppedUpUntil, now < stepUpEnd { sessionEnd = min(sessionEnd, stepUpEnd) }
        let sessionToken = try sign(claims(of: session, user), user.id, until: sessionEnd)
        // Tokens have whole seconds; the cookie has to last as long.
        let maxAge = seconds(session.refreshExpiresAt) - seconds(now)
        var response = Response(body: [
            "sessionJwt": .string(settings.sessionInCookie ? "" : sessionToken),
            "refreshJwt": .string(settings.refreshInCookie ? "" : refreshToken ?? ""),
            "cookieDomain": .string(settings.cookieDomain),
            "sessionCookieDomain": .string(settings.cookieDomain), "cookiePath": "/", "cookieMaxAge": .int(maxAge),
            "cookieExpiration": .seconds(session.refreshExpiresAt), "sessionExpiration": .seconds(sessionEnd),
        ])
        if settings.sessionInCookie {
            let maxAge = seconds(sessionEnd) - seconds(now)
            response.cookies.append(cookie(settings.cookies.session, sessionToken, maxAge: maxAge))
        }
        if settings.refreshInCookie, let refreshToken {
            response.cookies.append(cookie(settings.cookies.refresh, refreshToken, maxAge: maxAge))
        }
        return response
    }

    private func claims(of session: SessionRecord, _ user: UserRecord) -> [String: JSONValue] {
        var claims = session.claims.filter { !reservedClaims.contains($0.key) }
        claims["drn"] = .string(settings.cookies.session)
        claims["amr"] = .texts(session.methods)
        claims["rexp"] = .string(session.refreshExpiresAt.inTokens.formatted(.iso8601))
        if let thumbprint = settings.proofKeyThumbprint { claims["cnf"] = ["jkt": .string(thumbprint)] }
        if let end = session.steppedUpUntil, now < end { claims["su"] = true }
        if !session.untrustedClaims.isEmpty { claims["nsec"] = .object(session.untrustedClaims) }
        let current = user.memberships.currentTenant(chosen: session.currentTenant)
        return claims.merging(grants(user.memberships, current: current)) { $1 }
    }

    /// The end of a session: empty tokens, and the settings of their cookies, which are cleared if the project sets
    /// any.
    var clearedTokens: Response {
        var response = Response(body: [
            "sessionJwt": "", "refreshJwt": "", "cookieDomain": .string(settings.cookieDomain),
            "sessionCookieDomain": .string(settings.cookieDomain), "cookiePath": "/",
            "cookieMaxAge": 0, "cookieExpiration": 0,
        ])
        if settings.sessionInCookie { response.cookies.append(cookie(settings.cookies.session, "", maxAge: 0)) }
        if settings.refreshInCookie { response.cookies.append(cookie(settings.cookies.refresh, "", maxAge: 0)) }
        return response
    }

    private func cookie(_ name: String, _ value: String, maxAge: Int64) -> String {
        let domain = settings.cookieDomain.isEmpty ? "" : " Domain=\(settings.cookieDomain);"
        return "\(name)=\(value); Path=/;\(domain) Max-Age=\(maxAge); HttpOnly; Secure; SameSite=Strict"
    }
}

// MARK: - Time

extension EmulatorState {
    /// The time after `lifetime`, limited to the times that a token can state.
    func end(of lifetime: Duration) -> Date {
        now.addingTimeInterval(lifetime / .seconds(1)).inTokens
    }
}

func seconds(_ date: Date) -> Int64 { Int64(date.inTokens.timeIntervalSince1970) }

extension Date {
    /// The time, limited to those that a token can state: until the year 9999. A saved row may contain any.
    var inTokens: Date { min(max(self, Date(timeIntervalSince1970: 0)), Date(timeIntervalSince1970: 253_402_300_799)) }
}

extension JSONValue {
    /// A time in seconds since 1970.
    static func seconds(_ date: Date) -> JSONValue { .int(DescopeEmulator.seconds(date)) }
}
