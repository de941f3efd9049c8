import DescopeCore
import DescopeCrypto
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

typealias Identity = EmulatorIdentityProvider.Identity

/// The identity provider of a sign-in: an OAuth provider, or a tenant's SSO.
struct IdentitySource: Codable, Sendable {
    /// The OAuth provider.
    var provider: String?
    /// The tenant's SSO configuration, as it was when the sign-in started.
    var sso: SSOSource?
    /// The name in the path of the exchange: `oauth`, or that of the service's two paths for SSO.
    let protocolName: String

    static func provider(_ name: String) -> Self { Self(provider: name, protocolName: "oauth") }

    /// The issuer of subjects, which are unique only per issuer.
    var issuer: String {
        if let sso {
            "sso/\(percentEncoded(sso.tenantId))/\(percentEncoded(sso.ssoId))"
        } else {
            percentEncoded(provider ?? "")
        }
    }

    /// Its name in the session's authentication methods.
    var factor: String { sso == nil ? "oauth" : "fed" }

    /// Whether it is SSO with OpenID Connect, or with SAML; nil for an OAuth provider.
    var usesOIDC: Bool? { sso?.usesOIDC }

    /// Whether the identity's email address is verified. A tenant can verify addresses of its own domains only.
    fileprivate func vouches(for identity: Identity) -> Bool {
        guard identity.verifiedEmail, let email = identity.email else { return false }
        return sso.map { $0.domains.hasSame(domain(of: email)) } ?? true
    }
}

/// A started sign-in with an identity provider.
struct Authorization: OneTimeValue {
    static let table = "authorizations"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<OneTime<Self>>> { \.authorizations }

    enum Purpose: Codable {
        case signUpOrIn, signUp, signIn
        case update(mergesOthers: Bool)
    }

    let source: IdentitySource
    let purpose: Purpose
    var redirectURL = ""
    let pending: PendingSignIn
    /// The user of the refresh token in the request.
    var userId: String?
    var initiatedEmail: String?

    var tenantIds: [String] { pending.tenantIds }
}

/// What a code is exchanged for.
struct Grant: OneTimeValue {
    static let table = "grants"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<OneTime<Self>>> { \.grants }

    let userId: String?
    let source: IdentitySource
    let pending: PendingSignIn
    let identity: Identity

    var tenantIds: [String] { pending.tenantIds }
}

/// The external account of a user.
struct AccountRecord: EmulatorRecord {
    static let table = "accounts"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.accounts }

    enum Index: Int, TableIndex {
        case user, tenant
    }

    // A later tenant with the same id has other users, whose subjects may be the same.
    static let references: [Reference<Self>] = [
        Reference(to: UserRecord.self, by: .user, onDelete: .delete),
        Reference(to: TenantRecord.self, by: .tenant, onDelete: .delete),
    ]

    let id: String
    let source: IdentitySource
    private(set) var userId: String
    /// The user's groups in the tenant's directory at the last sign-in.
    let groups: [String]
    /// The newest tokens of the provider that management has loaded.
    var tokens: ProviderTokens?

    init(_ source: IdentitySource, _ identity: Identity, userId: String) {
        id = Self.id(source, identity.subject)
        self.source = source
        self.userId = userId
        groups = identity.groups
    }

    /// The id of the account at the provider.
    var subject: String { String(Substring(id.utf8.drop { $0 != 0 }.dropFirst())) }

    /// The login id of a user who has no verified email address.
    var loginId: String { Self.loginId(source, subject) }

    func keys(_ index: Index) -> [TextKey] {
        switch index {
        case .user: [TextKey(userId)]
        case .tenant: source.sso.map { [TextKey($0.tenantId)] } ?? []
        }
    }

    static func id(_ source: IdentitySource, _ subject: String) -> String { "\(source.issuer)\0\(subject)" }
    static func loginId(_ source: IdentitySource, _ subject: String) -> String { "\(source.issuer)/\(subject)" }

    func moved(to userId: String) -> Self {
        var account = self
        account.userId = userId
        return account
    }
}

// MARK: - Matching accounts and users

extension EmulatorState {
    /// Finds or creates the user of an identity, and connects the account with the user.
    ///
    /// A user is matched by the account, or else by an email address that both sides have verified: a person who signs
    /// up with another person's address must not get into the same account as its owner.
    func user(of identity: Identity, for authorization: Authorization) throws(EmulatorRefusal) -> UserRecord {
        guard !identity.subject.isEmpty else { throw .invalid("an identity needs a subject or an email address") }
        if let expected = authorization.initiatedEmail, expected.lowercased() != identity.email?.lowercased() {
            throw .invalid("the account has another email address than the one in the start of the sign-in")
        }
        let source = authorization.source
        if let sso = source.sso { _ = try enabledTenant(sso.tenantId) }
        let provenEmail = source.vouches(for: identity) ? identity.email : nil
        let connected = accounts[AccountRecord.id(source, identity.subject)].flatMap { users[$0.userId] }
        let known = connected ?? provenEmail.flatMap { self.user(withProven: $0) }

        var user: UserRecord
        switch authorization.purpose {
        case .update(let mergesOthers):
            let own = try self.user(id: authorization.userId ?? "")
            if let known, known.id != own.id {
                guard mergesOthers else {
                    throw EmulatorRefusal(400, .userAlreadyExists, "the account belongs to another user")
                }
                try known.requireEnabled()
                user = try merge(known, into: own)
            } else {
                user = own
            }
        case .signUp where known.map { !$0.signIns.isEmpty } ?? false:
            throw EmulatorRefusal(400, .userAlreadyExists, "a user with this account exists")
        case .signIn where known == nil, .signUpOrIn where known == nil && !createsUsers(source):
            throw EmulatorRefusal(400, .userNotFound, "no user has this account")
        case .signUpOrIn, .signUp, .signIn:
            if let userId = authorization.userId, known?.id != userId {
                throw .unauthorized("the account and the refresh token belong to different users")
            }
            user = if let known { known } else { try newUser(for: identity, source, provenEmail) }
        }

        try user.requireEnabled()
        if let provenEmail, user.email ?? provenEmail == provenEmail {
            user.email = provenEmail
            user.verifiedEmail = true
        }
        user.name = user.name ?? identity.name
        if let sso = source.sso {
            sso.apply(identity.attributes, to: &user)
            try join(sso, &user, identity.groups)
        }
        user.modifiedAt = now
        try save(user)
        try save(AccountRecord(source, identity, userId: user.id))
        return user
    }

    /// Whether a sign-in creates the user who does not exist yet, which a tenant can switch off.
    private func createsUsers(_ source: IdentitySource) -> Bool {
        source.sso.flatMap { tenants[$0.tenantId] }?.details["JITDisabled"] != true
    }

    /// Makes the user a member of the tenant, with the roles of the identity's groups.
    func join(_ sso: SSOSource, _ user: inout UserRecord, _ groups: [String]) throws(EmulatorRefusal) {
        if !user.memberships.contains(tenant: sso.tenantId) {
            try setRoles([], tenantId: sso.tenantId, of: &user.memberships)
        }
        let present = user.memberships.roles(tenantId: sso.tenantId)
        // A role may have been deleted since the sign-in started.
        let mapped = sso.roles.roles(of: groups).filter { roles[$0] != nil }
        user.memberships.join(
            .init(
                id: sso.tenantId,
                roles: sso.roles.isEmpty ? present : mapped
            )
        )
    }

    /// The user with this address, if it is verified, or if the user has nothing but the address and completes the
    /// sign-up here.
    private func user(withProven email: String) -> UserRecord? {
        let candidates = users.all(.email, email)
        if let proven = candidates.first(where: \.verifiedEmail) { return proven }
        guard let user = users.first(.loginId, settings.loginIdKey(email)), user.signIns.isEmpty,
            user.loginIds.count == 1, user.phone == nil || user.verifiedPhone
        else { return nil }
        return user
    }

    private func newUser(
        for identity: Identity,
        _ source: IdentitySource,
        _ provenEmail: String?
    ) throws(EmulatorRefusal) -> UserRecord {
        // An address that another user has as login id, or that is unverified, does not become a login id.
        let free = provenEmail.flatMap { self.user($0) == nil ? $0 : nil }
        var user = try newUser(free ?? AccountRecord.loginId(source, identity.subject))
        (user.email, user.phone) = (identity.email, nil)
        return user
    }
}

/// The part after the last `@`, in lowercase.
func domain(of email: String) -> String { email.split(separator: "@").last.map { $0.lowercased() } ?? "" }
