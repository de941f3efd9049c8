import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What happens once a user has proven something: the outcome of a sign-in.
struct PendingSignIn: Codable, Sendable {
    var claims: [String: JSONValue] = [:]
    var untrustedClaims: [String: JSONValue] = [:]
    /// The earlier authentication methods of the session, for step-up and MFA.
    var earlierMethods: [String] = []
    /// The tenant by whose SSO the user signs in, or began the session.
    var ssoTenant: String?
    /// What the session that it continues has, whichever factors it keeps.
    var continued: Continued?
    /// Whether it steps up the session.
    var isStepUp = false
    /// The address to set.
    var newAddress: NewAddress?
    /// Whether it ends the user's other sessions.
    var endsOtherSessions = false
    /// Whether it is a password reset, which setting a new password cancels.
    var isReset = false

    /// What a session passes on to the one that continues it, so that it is neither freed of its limits nor moved to
    /// another tenant.
    struct Continued: Codable, Sendable {
        /// The id of the user who impersonates this one.
        let actor: String?
        let refreshLifetime: TimeInterval?
        let isManaged: Bool
        let currentTenant: String?
    }

    /// Continues an earlier session of the user.
    ///
    /// - Parameter keepsFactors: Whether what the user has proven in it counts, too.
    mutating func continues(_ session: SessionRecord, keepsFactors: Bool) {
        continued = Continued(
            actor: session.actor,
            refreshLifetime: session.refreshLifetime,
            isManaged: session.isManaged,
            currentTenant: session.currentTenant
        )
        if keepsFactors { (earlierMethods, ssoTenant) = (session.methods, session.ssoTenant) }
    }

    /// The tenants of the session that it continues.
    var tenantIds: [String] { [ssoTenant, continued?.currentTenant].compactMap(\.self) }

    /// Passes on to a new session what it has of the earlier one.
    func apply(to session: inout SessionRecord) {
        session.ssoTenant = ssoTenant
        guard let continued else { return }
        (session.actor, session.currentTenant) = (continued.actor, continued.currentTenant)
        (session.refreshLifetime, session.isManaged) = (continued.refreshLifetime, continued.isManaged)
    }
}

/// An address that is set for a user once it is verified.
struct NewAddress: Codable, Sendable {
    /// Empty until the message arrives, when only the message determines it.
    var address: String
    /// Whether it also becomes a login id.
    let addToLoginIds: Bool
    /// Whether, if another user has that login id, this user is merged into the other one instead of the reverse.
    let keepsOther: Bool
}

/// What a sign-up says about the user.
struct SignUpDetails: Codable, Sendable {
    let name: String?
    let givenName: String?
    let middleName: String?
    let familyName: String?
    let email: String?
    /// Unchanged. It is checked only when a message is sent to it.
    let phone: String?
    let recoveryEmail: String?
    let recoveryPhone: String?

    init(_ call: Call) throws(EmulatorRefusal) {
        name = call.detail("name")
        givenName = call.detail("givenName")
        middleName = call.detail("middleName")
        familyName = call.detail("familyName")
        email = try (call.text("email") ?? call.detail("email")).map(checkedEmail)
        phone = ["phone", "whatsapp", "voice"].lazy.compactMap(call.text).first ?? call.detail("phone")
        recoveryEmail = try call.detail("recoveryEmail").map(checkedEmail)
        recoveryPhone = try call.detail("recoveryPhone").map(checkedPhone).map(normalizedPhone)
    }
}

extension Call {
    /// The options' custom claims.
    var customClaims: [String: JSONValue] { options["customClaims"]?.objectValue ?? [:] }

    var endsOtherSessions: Bool { options["revokeOtherSessions"]?.boolValue ?? false }

    /// Whether the options request step-up or MFA, which add a factor to a session.
    var asksFurtherFactor: Bool { ["stepup", "mfa"].contains { options[$0]?.boolValue == true } }

    /// A detail of the user in a sign-up; nil when it is empty.
    func detail(_ name: String) -> String? {
        body["user"]?[name]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The outcome of a sign-up: the claims of the options are trusted, because there was no session before.
    var signUp: PendingSignIn { PendingSignIn(claims: customClaims, endsOtherSessions: endsOtherSessions) }

    /// The outcome of a sign-in without a session.
    var signIn: PendingSignIn { PendingSignIn(untrustedClaims: customClaims, endsOtherSessions: endsOtherSessions) }

    /// Refuses options that need a session, for operations that cannot have one.
    func requireNoFurtherFactor() throws(EmulatorRefusal) {
        guard !asksFurtherFactor else {
            throw .invalid("this operation does not accept the options stepup and mfa")
        }
    }
}

extension UserRecord {
    /// Sets the names from a sign-up.
    mutating func take(_ details: SignUpDetails) {
        name = details.name ?? name
        givenName = details.givenName ?? givenName
        middleName = details.middleName ?? middleName
        familyName = details.familyName ?? familyName
        // Another address is one that nobody has proven.
        if let email = details.recoveryEmail, email != recoveryEmail {
            (recoveryEmail, verifiedRecoveryEmail) = (email, false)
        }
        if let phone = details.recoveryPhone, phone != recoveryPhone {
            (recoveryPhone, verifiedRecoveryPhone) = (phone, false)
        }
    }
}

// MARK: - Who signs in

extension EmulatorState {
    /// The user that signs up: a new one, or one that management has created or that has not completed the sign-up.
    ///
    /// Once an address is verified, neither it nor the other one changes. Otherwise a person who knows an invited
    /// user's login id could have the code sent to another address.
    func signUpUser(_ loginId: String, _ details: SignUpDetails) throws(EmulatorRefusal) -> UserRecord {
        let known = user(loginId)
        var user = if let known, known.signIns.isEmpty { known } else { try newUser(loginId) }
        user.take(details)
        if !user.verifiedEmail, !user.verifiedPhone {
            user.email = details.email ?? user.email
            user.phone = details.phone.map(normalizedPhone) ?? user.phone
        }
        user.modifiedAt = now
        try save(user)
        return user
    }

    /// The user who signs in with a login id, created if necessary.
    func user(
        signingUpOrIn loginId: String,
        _ details: SignUpDetails
    ) throws(EmulatorRefusal) -> UserRecord {
        if let known = user(loginId) { known } else { try signUpUser(loginId, details) }
    }

    /// A user who signs up without verifying an address; not stored yet. Unlike with a sent code, an existing user
    /// cannot be taken over, not even one who has never signed in.
    func newUser(_ loginId: String, _ details: SignUpDetails) throws(EmulatorRefusal) -> UserRecord {
        var user = try newUser(loginId)
        user.take(details)
        user.email = details.email ?? user.email
        // Unchanged: only addresses of messages are normalized.
        user.phone = details.phone ?? user.phone
        return user
    }

    /// The user of the refresh token in a request; throws unless it is the user in the request.
    func ownUser(_ call: Call) throws(EmulatorRefusal) -> UserRecord {
        let own = try user(ofToken: call.token)
        guard user(try call.required("loginId"))?.id == own.id else { throw .foreignToken }
        return own
    }

    /// The outcome of a sign-in, from its options. Step-up and MFA require the user's refresh token.
    ///
    /// - Parameter userId: The user who signs in; nil if the sign-in itself determines the user.
    func pendingSignIn(_ call: Call, _ userId: String?) throws(EmulatorRefusal) -> PendingSignIn {
        var pending = call.signIn
        guard call.token != nil || call.asksFurtherFactor else { return pending }
        guard try user(ofToken: call.token).id == userId else { throw .foreignToken }
        pending.continues(try session(call.token), keepsFactors: call.asksFurtherFactor)
        pending.isStepUp = call.options["stepup"]?.boolValue ?? false
        return pending
    }

    /// The outcome of verifying a new address, and the user.
    func pendingUpdate(
        _ call: Call,
        to address: String,
        keepsFactors: Bool = false
    ) throws(EmulatorRefusal) -> (UserRecord, PendingSignIn) {
        let user = try ownUser(call)
        var pending = PendingSignIn(
            newAddress: NewAddress(
                address: address,
                addToLoginIds: call.flag("addToLoginIDs"),
                keepsOther: call.flag("onMergeUseExisting")
            )
        )
        pending.continues(try session(call.token), keepsFactors: keepsFactors)
        return (user, pending)
    }
}

// MARK: - The sign-in

extension EmulatorState {
    /// Signs in a user after a successful authentication, in addition to the session's earlier methods.
    func finish(
        _ pending: PendingSignIn,
        _ user: UserRecord,
        provenBy way: String
    ) throws(EmulatorRefusal) -> Response {
        let earlier = pending.earlierMethods.filter { $0 != "mfa" }
        let methods = earlier + (earlier.contains(way) ? [] : [way])
        if pending.endsOtherSessions { endSessions(of: user.id) }
        return try signIn(
            user,
            by: methods.count > 1 ? methods + ["mfa"] : methods,
            claims: pending.claims,
            untrustedClaims: pending.untrustedClaims,
            isStepUp: pending.isStepUp
        ) { pending.apply(to: &$0) }
    }

    /// Signs up a user who was made when the sign-up began, with the default roles that the project has now: those of
    /// the beginning may have been deleted.
    func finish(
        _ pending: PendingSignIn,
        signingUp user: UserRecord,
        provenBy way: String
    ) throws(EmulatorRefusal) -> Response {
        var user = user
        user.memberships.roles = defaultRoleIds(tenantId: nil)
        return try finish(pending, user, provenBy: way)
    }

    /// Signs in a user who has verified an address, and applies the pending change.
    ///
    /// - Parameter sentTo: The address of the message, which is now verified. Nil when none was sent, for a test user.
    func finish(
        _ pending: PendingSignIn,
        _ user: UserRecord,
        reachedBy method: String,
        at sentTo: String?
    ) throws(EmulatorRefusal) -> Response {
        try user.requireEnabled()
        var user = user
        if let new = pending.newAddress {
            user = try take(new, by: method, user)
        } else if let sentTo, !user.isAddress(sentTo, for: method) {
            throw .unauthorized("the user's address has changed")
        }
        if user.knownAddress(for: method) != nil {
            let flag: WritableKeyPath<UserRecord, Bool> = method == "email" ? \.verifiedEmail : \.verifiedPhone
            if !user[keyPath: flag] { (user[keyPath: flag], user.modifiedAt) = (true, now) }
        }
        return try finish(pending, user, provenBy: method == "voice" || method == "im" ? "sms" : method)
    }

    /// Sets a user's address. If it is to become a login id and another user has it, the two users are merged. Returns
    /// the remaining user, with the address, which is not stored yet.
    ///
    /// A user with an unverified address as login id may be another person, who must not gain access to the merged
    /// user. A user who has never signed in keeps no credential that could be used to sign in.
    private func take(
        _ new: NewAddress,
        by method: String,
        _ own: UserRecord
    ) throws(EmulatorRefusal) -> UserRecord {
        var own = own
        if new.addToLoginIds {
            if let other = user(new.address), other.id != own.id {
                try other.requireEnabled()
                guard other.hasProven(new.address) || (other.signIns.isEmpty && !new.keepsOther) else {
                    throw EmulatorRefusal(400, .userAlreadyExists, "another user has this unverified login id")
                }
                own = new.keepsOther ? try merge(own, into: other) : try merge(other, into: own)
            } else {
                own.add(settings.loginId(new.address))
            }
        }
        if method == "email" { own.email = new.address } else { own.phone = new.address }
        own.modifiedAt = now
        return own
    }

    /// Merges two users: login ids, tenants and external accounts move to the remaining user, who is returned.
    /// Everything else of the other user is deleted: roles in the project, password, authenticator app, passkeys,
    /// sessions.
    func merge(_ other: UserRecord, into own: UserRecord) throws(EmulatorRefusal) -> UserRecord {
        var own = own
        let accounts = accounts.all(.user, other.id)
        for account in accounts { delete(account) }
        delete(other)
        own.loginIds += other.loginIds
        for tenant in other.memberships.tenants where !own.memberships.contains(tenant: tenant.id) {
            own.memberships.tenants.append(tenant)
        }
        own.modifiedAt = now
        try save(own)
        for account in accounts { try save(account.moved(to: own.id)) }
        return own
    }
}

extension EmulatorRefusal {
    static var foreignToken: Self { .unauthorized("the refresh token is another user's") }
}
