import DescopeCore
import DescopeCrypto
import DescopeHTTP
import DescopeJWT

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Route {
    /// Tokens that management has made: updated ones, impersonation, sign-ins without the user, client assertions.
    static let managementTokens = [
        Route("jwt.update", audit: "TokenUpdated") { state, call in
            Response(body: ["jwt": .string(try state.updatedToken(try call.required("jwt"), call))])
        },
        Route("jwt.impersonate", audit: "UserImpersonated") { state, call in
            var session = try state.impersonation(call, isStepUp: call.flag("stepup"))
            return Response(body: ["jwt": .string(try state.issueRefreshToken(of: &session))])
        },
        Route("jwt.impersonateStepup", audit: "UserImpersonated") { state, call in
            var session = try state.impersonation(call, isStepUp: true)
            _ = try state.issueRefreshToken(of: &session)
            return Response(body: ["jwt": .string(try state.sessionToken(of: session).token)])
        },
        Route("jwt.stopImpersonation", audit: "ImpersonationStopped", stopImpersonation),
        Route("jwt.signIn") { state, call in
            var user = try state.managedUser(try call.required("loginId"))
            let (isStepUp, isMFA) = (call.flag("stepup"), call.flag("mfa"))
            var pending = PendingSignIn()
            if let jwt = call.text("jwt") {
                guard try state.user(ofToken: jwt).id == user.id else { throw EmulatorRefusal.foreignToken }
                pending.continues(try state.session(jwt), keepsFactors: isStepUp || isMFA)
            } else if isStepUp || isMFA {
                throw EmulatorRefusal.missing("jwt")
            }
            var methods = pending.earlierMethods
            if isMFA, !methods.contains("mfa") { methods.append("mfa") }
            let selected = call.text("selectedTenantId") ?? call.text("tenantId")
            try state.provision(&user)
            let tenant = try state.tenant(selected, of: user, pending.ssoTenant)
            if call.flag("revokeOtherSessions") { state.endSessions(of: user.id) }
            return try state.signIn(user, by: methods, call, isStepUp: isStepUp) {
                pending.apply(to: &$0)
                $0.currentTenant = tenant ?? $0.currentTenant
            }
        },
        Route("jwt.signUp") { state, call in
            try state.signInToSelected(try state.managedSignUp(call), call)
        },
        Route("jwt.signUpOrIn") { state, call in
            guard var user = state.user(try call.required("loginId")) else {
                return try state.signInToSelected(try state.managedSignUp(call), call)
            }
            // A known user joins the tenants, too. The roles in the request are those of a new member.
            let present = user.memberships.tenants
            try state.setTenants(call, of: &user.memberships)
            for tenant in present { user.memberships.join(tenant) }
            return try state.signInToSelected(user, call)
        },
        Route("jwt.anonymous") { state, call in
            var memberships = Memberships()
            let tenant = call.text("selectedTenant")
            try state.setRoles(call.texts("roles"), tenantId: tenant, of: &memberships)
            var session = try SessionRecord(managed: newId("U2"), claims: call.managedClaims, at: state.now)
            session.anonymous = memberships
            session.refreshLifetime = try call.refreshLifetime
            let response = try state.tokens(of: session, newRefreshToken: true)
            let members = response.body.objectValue ?? [:]
            return Response(
                body: .object(members.filter { !Self.unknownToAnonymous.contains($0.key) }),
                cookies: response.cookies
            )
        },
        Route("jwt.generateClientAssertionJwt") { state, call in
            let audience = call.texts("audience")
            guard !audience.isEmpty, !audience.contains("") else { throw EmulatorRefusal.missing("audience") }
            guard let lifetime = call.number("expiresIn"), lifetime > 0 else {
                throw EmulatorRefusal.invalid("expiresIn: expected seconds above 0")
            }
            let isText = call.flag("flattenAudience") && audience.count == 1
            let claims: [String: JSONValue] = [
                "iss": .string(try call.required("issuer")), "sub": .string(try call.required("subject")),
                "aud": isText ? .text(audience.first) : .texts(audience), "jti": .string(try newId("")),
                "iat": .seconds(state.now), "exp": .seconds(state.end(of: .seconds(lifetime))),
            ]
            let key = try state.assertionKey(call.text("algorithm"))
            guard let token = try? JWS.sign(claims, keyId: key.id, with: key.key) else {
                throw EmulatorRefusal(500, .badRequest, "the token could not be signed")
            }
            return Response(body: ["jwt": .string(token)])
        },
    ]

    /// The members of other sign-ins that the response for an anonymous user does not have.
    private static let unknownToAnonymous = [
        "sessionCookieDomain", "sessionExpiration", "cookieName", "sessionCookieName",
    ]

    /// Ends the impersonation, and starts a session of the user who has impersonated.
    static let stopImpersonation: Handler = { state, call in
        let jwt = try call.required("jwt")
        let claims = try state.validClaims(jwt)
        guard let actorId = claims["act"]?["sub"]?.stringValue else {
            throw EmulatorRefusal.invalid("jwt: expected a token of an impersonation, found another")
        }
        let actor = try state.user(id: actorId)
        try actor.requireEnabled()
        if state.isRefreshToken(claims) { state.delete(try state.session(jwt)) }
        var session = try SessionRecord(managed: actor.id, claims: call.managedClaims, at: state.now)
        // The actor is still signed in to a tenant by its SSO if a session of their own is. What management makes of
        // one does not outlast it.
        let selected = call.text("selectedTenant")
        let own = state.sessions.all(.user, actor.id).filter { !$0.isManaged && state.now < $0.refreshExpiresAt }
        let ssoTenants = own.compactMap(\.ssoTenant)
        session.ssoTenant = ssoTenants.last { selected?.hasSameBytes(as: $0) ?? false } ?? ssoTenants.last
        session.currentTenant = try state.tenant(selected, of: actor, session.ssoTenant)
        session.refreshLifetime = try call.refreshLifetime
        return Response(body: ["jwt": .string(try state.issueRefreshToken(of: &session))])
    }
}

extension Call {
    /// Custom claims, without those that tokens set themselves.
    fileprivate var managedClaims: [String: JSONValue] {
        object("customClaims").filter { !reservedClaims.contains($0.key) }
    }

    /// The lifetime of the new token in seconds; nil for the project's own.
    fileprivate var refreshLifetime: TimeInterval? {
        get throws(EmulatorRefusal) {
            guard let seconds = number("refreshDuration"), seconds != 0 else { return nil }
            guard seconds > 0 else { throw .invalid("refreshDuration: expected seconds, found a negative number") }
            return TimeInterval(seconds)
        }
    }
}

extension SessionRecord {
    /// A session that management makes, without a refresh token yet.
    fileprivate init(managed userId: String, claims: [String: JSONValue], at now: Date) throws(EmulatorRefusal) {
        self.init(
            id: try newId("S2"),
            userId: userId,
            methods: [],
            claims: claims,
            untrustedClaims: [:],
            refreshExpiresAt: now,
            isManaged: true
        )
    }
}

extension EmulatorState {
    /// A session of one user in which another user acts.
    func impersonation(
        of user: UserRecord,
        by actor: UserRecord,
        claims: [String: JSONValue] = [:]
    ) throws(EmulatorRefusal) -> SessionRecord {
        for user in [actor, user] { try user.requireEnabled() }
        var session = try SessionRecord(managed: user.id, claims: claims, at: now)
        session.actor = actor.id
        return session
    }

    /// The same, from a request. The impersonator needs the permission `Impersonate` in the project, or in a tenant of
    /// the user.
    fileprivate func impersonation(_ call: Call, isStepUp: Bool) throws(EmulatorRefusal) -> SessionRecord {
        let actor = try managedUser(try call.required("impersonatorId"))
        let user = try managedUser(try call.required("loginId"))
        let tenants = actor.memberships.tenants.filter { user.memberships.contains(tenant: $0.id) }
        let roles = actor.memberships.roles + tenants.flatMap(\.roles)
        guard permissions(ofRoles: roles).contains("Impersonate") else {
            throw EmulatorRefusal(403, .invalidArguments, "the impersonator lacks the permission Impersonate")
        }
        if call.flag("validateConsent") {
            guard let end = user.consentExpiresAt, now < end else {
                throw EmulatorRefusal(403, .invalidArguments, "the user has not consented to impersonation")
            }
        }
        var session = try impersonation(of: user, by: actor, claims: call.managedClaims)
        session.currentTenant = try tenant(call.text("selectedTenant"), of: user)
        session.refreshLifetime = try call.refreshLifetime
        if isStepUp { try stepUp(&session) }
        return session
    }

    /// The chosen tenant; throws when the user cannot have it in a session.
    fileprivate func tenant(
        _ chosen: String?,
        of user: UserRecord,
        _ ssoTenant: String? = nil
    ) throws(EmulatorRefusal) -> String? {
        let usable = memberships(of: user, signedInBySSOTo: ssoTenant)
        guard let chosen, !usable.contains(tenant: chosen) else { return chosen }
        throw .noMember
    }

    fileprivate func signIn(
        _ user: UserRecord,
        by methods: [String],
        _ call: Call,
        isStepUp: Bool = false,
        _ change: (inout SessionRecord) -> Void = { _ in }
    ) throws(EmulatorRefusal) -> Response {
        let lifetime = try call.refreshLifetime
        return try signIn(user, by: methods, claims: call.managedClaims, isStepUp: isStepUp) { session in
            change(&session)
            session.refreshLifetime = lifetime ?? session.refreshLifetime
            session.isManaged = true
        }
    }

    /// Signs in to the tenant of the request, if it selects one.
    fileprivate func signInToSelected(_ user: UserRecord, _ call: Call) throws(EmulatorRefusal) -> Response {
        var user = user
        try provision(&user)
        let tenant = try tenant(call.text("selectedTenantId"), of: user)
        return try signIn(user, by: [], call) { $0.currentTenant = tenant }
    }

    /// The user that management signs up; not stored yet.
    fileprivate func managedSignUp(_ call: Call) throws(EmulatorRefusal) -> UserRecord {
        let loginId = try call.required("loginId")
        guard call.detail("loginId") ?? loginId == loginId else {
            throw .invalid("user.loginId: expected the same as loginId, found another")
        }
        var user = try newUser(loginId, try SignUpDetails(call))
        user.phone = try user.phone.map(checkedPhone).map(normalizedPhone)
        user.trustLoginId()
        try setTenants(call, of: &user.memberships)
        // Python's SDK sends them in the user, too.
        let flags = Call((call.body["user"]?.objectValue ?? [:]).merging(call.body) { $1 })
        user.verifiedEmail = try flags.verification("emailVerified", of: user.email) ?? user.verifiedEmail
        user.verifiedPhone = try flags.verification("phoneVerified", of: user.phone) ?? user.verifiedPhone
        return user
    }

    // MARK: Updated tokens

    fileprivate func isRefreshToken(_ claims: [String: JSONValue]) -> Bool {
        claims["drn"] == .string(settings.cookies.refresh)
    }

    /// The claims of a session or refresh token of the project that has not expired.
    fileprivate func validClaims(_ token: String) throws(EmulatorRefusal) -> [String: JSONValue] {
        guard let claims = claimsOfOwn(token),
            isRefreshToken(claims) || claims["drn"] == .string(settings.cookies.session)
        else { throw .unauthorized("jwt: expected a token of this project, found another") }
        guard let end = claims["exp"]?.intValue, seconds(now) < end else {
            throw .unauthorized("the token has expired")
        }
        return claims
    }

    /// A token with further claims and the current roles and tenants. The old one stays valid.
    fileprivate func updatedToken(_ token: String, _ call: Call) throws(EmulatorRefusal) -> String {
        let old = try validClaims(token)
        let lifetime = try call.refreshLifetime
        if isRefreshToken(old) {
            var session = try session(token)
            session.id = try newId("S2")
            session.claims.merge(call.managedClaims) { $1 }
            session.isManaged = true
            session.refreshLifetime = lifetime ?? session.refreshLifetime
            _ = try memberships(of: session)
            let end = lifetime.map { self.end(of: .seconds($0)) } ?? session.refreshExpiresAt
            return try issueRefreshToken(of: &session, until: end)
        }
        let subject = old["sub"]?.stringValue ?? ""
        let end =
            lifetime.map { self.end(of: .seconds($0)) }
            ?? Date(timeIntervalSince1970: Double(old["exp"]?.intValue ?? 0))
        var claims = old.merging(call.managedClaims) { $1 }
        // The roles of an anonymous user stand only in the token.
        if old["danu"] != true {
            for name in ["roles", "permissions", "tenants", "dct"] { claims[name] = nil }
            let memberships = try memberships(ofSubject: subject, old)
            let current = memberships.currentTenant(chosen: old["dct"]?.stringValue)
            claims.merge(grants(memberships, current: current)) { $1 }
        }
        return try sign(claims, subject, until: end)
    }

    /// The roles and tenants of the user or access key in a session token.
    private func memberships(
        ofSubject id: String,
        _ old: [String: JSONValue]
    ) throws(EmulatorRefusal) -> Memberships {
        if let key = accessKeys[id], key.isActive {
            guard let userId = key.userId else { return enabled(key.memberships) }
            return enabled(try user(id: userId).memberships)
        }
        if let actor = old["act"]?["sub"]?.stringValue { try user(id: actor).requireEnabled() }
        let user = try user(id: id)
        try user.requireEnabled()
        // A tenant that enforces SSO is only in tokens of a session that began with it. A token does not name its
        // session: it has the session's methods, and the tenant.
        let methods = old["amr"]?.stringsValue ?? []
        let ssoTenants = sessions.all(.user, id).filter { $0.methods == methods }.compactMap(\.ssoTenant)
        return memberships(of: user, signedInBySSOTo: ssoTenants.first { old["tenants"]?[$0] != nil })
    }

    // MARK: Client assertions

    /// The key that signs client assertions with an algorithm: the project's own if it has this algorithm, or else one
    /// that is made for it.
    fileprivate func assertionKey(_ name: String?) throws(EmulatorRefusal) -> ProjectKey {
        let own = signingKeys.first
        guard let name = name ?? own?.key.algorithm.rawValue, ["RS256", "RS384", "ES384"].contains(name) else {
            throw .invalid("algorithm: expected RS256, RS384 or ES384")
        }
        if let own, own.key.algorithm.rawValue == name { return own }
        do {
            if let known = keys.all.first(where: { $0.use == .assertions && $0.algorithm == name }) {
                return try known.key()
            }
            let key = try ProjectKey(id: newId("SK2"), key: .generate(for: SignatureAlgorithm(rawValue: name)))
            try save(ProjectKeyRecord(key, for: .assertions))
            return key
        } catch let error as CryptoError {
            throw .broken(error)
        } catch {
            throw EmulatorRefusal(500, .badRequest, "the key could not be made")
        }
    }
}
