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
        case refreshDigest, user, actor
        /// The tenants that it is about: the chosen one, that of its SSO, and those of an anonymous user.
        case tenant

        var isUnique: Bool { self == .refreshDigest }
    }

    // A later tenant with the same id is another one.
    static let references: [Reference<Self>] = [
        Reference(to: UserRecord.self, by: .user, onDelete: .delete),
        Reference(to: UserRecord.self, by: .actor, onDelete: .delete),
        Reference(to: TenantRecord.self, by: .tenant, onDelete: .update { $0.leave(tenant: $1) }),
    ]

    var id: String
    let userId: String
    var methods: [String]
    /// Top-level claims of the session tokens.
    var claims: [String: JSONValue]
    /// Claims under `nsec`.
    var untrustedClaims: [String: JSONValue]
    var currentTenant: String?
    /// The tenant by whose SSO the session began.
    var ssoTenant: String?
    var refreshDigest = ""
    var refreshExpiresAt: Date
    /// Until when its session tokens are marked as stepped up.
    var steppedUpUntil: Date?
    /// Until when it has to be refreshed; nil for as long as the refresh token lasts.
    var activeUntil: Date?
    /// Whether management has made it. Its refresh tokens have the custom claims, too.
    var isManaged = false
    /// The id of the user who impersonates this one.
    var actor: String?
    /// The roles and tenants of an anonymous user, who is not stored.
    var anonymous: Memberships?
    /// The lifetime of its refresh tokens in seconds, unless it is the project's.
    var refreshLifetime: TimeInterval?

    var forgottenAt: Date? { refreshExpiresAt }

    /// The claims that are the same in its session and refresh tokens.
    fileprivate var ownClaims: [String: JSONValue] {
        var claims = claims.filter { !reservedClaims.contains($0.key) }
        if let actor { claims["act"] = ["sub": .string(actor)] }
        if anonymous != nil { claims["danu"] = true }
        return claims
    }

    func keys(_ index: Index) -> [TextKey] {
        switch index {
        case .refreshDigest: [TextKey(refreshDigest)]
        case .user: [TextKey(userId)]
        case .actor: actor.map { [TextKey($0)] } ?? []
        case .tenant:
            ([currentTenant, ssoTenant] + (anonymous?.tenants ?? []).map(\.id)).compactMap { $0.map { TextKey($0) } }
        }
    }

    private mutating func leave(tenant id: String) {
        if currentTenant?.hasSameBytes(as: id) == true { currentTenant = nil }
        if ssoTenant?.hasSameBytes(as: id) == true { ssoTenant = nil }
        anonymous?.leave(id)
    }
}

/// The claims that tokens set themselves. Custom claims with these names are ignored, so that no client sets its own
/// user, roles or tenants.
let reservedClaims: Set = [
    "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf", "dsub", "drn", "amr", "rexp", "nsec", "dct", "tenants",
    "roles", "permissions", "su", "act", "danu",
]

extension EmulatorState {
    /// Starts a session and returns its tokens, as every sign-in does.
    func signIn(
        _ user: UserRecord,
        by methods: [String],
        claims: [String: JSONValue] = [:],
        untrustedClaims: [String: JSONValue] = [:],
        isStepUp: Bool = false,
        _ change: (inout SessionRecord) -> Void = { _ in }
    ) throws(EmulatorRefusal) -> Response {
        try user.requireEnabled()
        guard !isDependent(user.id) else {
            throw EmulatorRefusal(403, .invalidArguments, "the user is a dependent, who has no credentials")
        }
        var user = user
        let isFirst = user.signIns.isEmpty
        if user.status != "enabled" { (user.status, user.modifiedAt) = ("enabled", now) }
        try provision(&user)
        user.signIns = user.signIns.suffix(UserRecord.rememberedSignIns - 1) + [now]
        try save(user)
        var session = SessionRecord(
            id: try newId("S2"),
            userId: user.id,
            methods: methods,
            claims: claims,
            untrustedClaims: untrustedClaims,
            refreshExpiresAt: now
        )
        change(&session)
        if isStepUp { try stepUp(&session) }
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

    /// The user of the refresh token in a request; throws as ``user(of:)`` does.
    func user(ofToken token: String?) throws(EmulatorRefusal) -> UserRecord { try user(of: try session(token)) }

    /// The user of a session; throws when the user is deleted or disabled, or the one who impersonates the user.
    fileprivate func user(of session: SessionRecord) throws(EmulatorRefusal) -> UserRecord {
        if let actor = session.actor { try user(id: actor).requireEnabled() }
        let user = try user(id: session.userId)
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
        let refreshToken: String?
        if newRefreshToken {
            refreshToken = try issueRefreshToken(of: &session)
        } else {
            refreshToken = nil
            let activeUntil = session.activeUntil
            session.activeUntil = inactivityLimit(inTenant: try currentTenant(of: session)).map(end(of:))
            if session.activeUntil != activeUntil { try save(session) }
        }
        let (sessionToken, sessionEnd) = try sessionToken(of: session)
        // Tokens have whole seconds; the cookie has to last as long.
        let maxAge = seconds(session.refreshExpiresAt) - seconds(now)
        var response = Response(body: [
            "sessionJwt": .string(settings.sessionInCookie ? "" : sessionToken),
            "refreshJwt": .string(settings.refreshInCookie ? "" : refreshToken ?? ""), "cookieMaxAge": .int(maxAge),
            "cookieExpiration": .seconds(session.refreshExpiresAt), "sessionExpiration": .seconds(sessionEnd),
        ])
        response.merge(cookieSettings)
        if settings.sessionInCookie {
            let maxAge = seconds(sessionEnd) - seconds(now)
            response.cookies.append(cookie(settings.cookies.session, sessionToken, maxAge: maxAge))
        }
        if settings.refreshInCookie, let refreshToken {
            response.cookies.append(cookie(settings.cookies.refresh, refreshToken, maxAge: maxAge))
        }
        return response
    }

    /// Makes a new refresh token for a session, and stores it.
    ///
    /// - Parameter end: Nil for the usual time.
    func issueRefreshToken(
        of session: inout SessionRecord,
        until end: Date? = nil
    ) throws(EmulatorRefusal) -> String {
        let tenant = try currentTenant(of: session)
        let lifetime =
            session.refreshLifetime.map { Duration.seconds(min(max($0, 0), 1e9)) } ?? lifetime(
                "refreshTokenExpiration",
                inTenant: tenant
            )
            ?? settings.refreshLifetime
        session.refreshExpiresAt = end ?? self.end(of: lifetime)
        session.activeUntil = inactivityLimit(inTenant: tenant).map(self.end(of:))
        var claims = session.isManaged ? session.ownClaims : session.ownClaims.filter { $0.key == "act" }
        claims["drn"] = .string(settings.cookies.refresh)
        claims["amr"] = .texts(session.methods)
        claims["jti"] = .string(try newId(""))
        let token = try sign(claims, session.userId, until: session.refreshExpiresAt)
        session.refreshDigest = try digest(token)
        try save(session)
        return token
    }

    /// Makes a session token, and returns when it expires.
    func sessionToken(of session: SessionRecord) throws(EmulatorRefusal) -> (token: String, end: Date) {
        let memberships = try memberships(of: session)
        let current = memberships.currentTenant(chosen: session.currentTenant)
        var end = end(of: lifetime("sessionTokenExpiration", inTenant: current) ?? settings.sessionLifetime)
        if let stepUpEnd = session.steppedUpUntil, now < stepUpEnd { end = min(end, stepUpEnd) }
        return (try sign(claims(of: session, memberships, current), session.userId, until: end), end)
    }

    /// The roles and tenants in the tokens of a session; throws when it has no user, as ``user(of:)`` does.
    func memberships(of session: SessionRecord) throws(EmulatorRefusal) -> Memberships {
        if let anonymous = session.anonymous { return enabled(anonymous) }
        return memberships(of: try user(of: session), signedInBySSOTo: session.ssoTenant)
    }

    /// Marks a session as stepped up, for the time that is set in its current tenant or in the project.
    func stepUp(_ session: inout SessionRecord) throws(EmulatorRefusal) {
        let lifetime = lifetime("stepupTokenExpiration", inTenant: try currentTenant(of: session))
        session.steppedUpUntil = end(of: lifetime ?? settings.stepUpLifetime)
    }

    private func currentTenant(of session: SessionRecord) throws(EmulatorRefusal) -> String? {
        try memberships(of: session).currentTenant(chosen: session.currentTenant)
    }

    private func claims(
        of session: SessionRecord,
        _ memberships: Memberships,
        _ current: String?
    ) -> [String: JSONValue] {
        var claims = session.ownClaims
        claims["drn"] = .string(settings.cookies.session)
        claims["amr"] = .texts(session.methods)
        claims["rexp"] = .string(session.refreshExpiresAt.inTokens.formatted(.iso8601))
        if let thumbprint = settings.proofKeyThumbprint { claims["cnf"] = ["jkt": .string(thumbprint)] }
        if let end = session.steppedUpUntil, now < end { claims["su"] = true }
        if !session.untrustedClaims.isEmpty { claims["nsec"] = .object(session.untrustedClaims) }
        return claims.merging(grants(memberships, current: current)) { $1 }
    }

    /// The end of a session: empty tokens, and the settings of their cookies, which are cleared if the project sets
    /// any.
    var clearedTokens: Response {
        var response = Response(body: [
            "sessionJwt": "", "refreshJwt": "", "cookieMaxAge": 0, "cookieExpiration": 0,
        ])
        response.merge(cookieSettings)
        if settings.sessionInCookie { response.cookies.append(cookie(settings.cookies.session, "", maxAge: 0)) }
        if settings.refreshInCookie { response.cookies.append(cookie(settings.cookies.refresh, "", maxAge: 0)) }
        return response
    }

    /// The members of responses that say where cookies belong. Their names are there only if they are not the usual
    /// ones.
    private var cookieSettings: [String: JSONValue] {
        let (usual, names) = (CookieNames(), settings.cookies)
        var members: [String: JSONValue] = [
            "cookieDomain": .string(settings.cookieDomain), "sessionCookieDomain": .string(settings.cookieDomain),
            "cookiePath": "/",
        ]
        if names.refresh != usual.refresh { members["cookieName"] = .string(names.refresh) }
        if names.session != usual.session { members["sessionCookieName"] = .string(names.session) }
        return members
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
