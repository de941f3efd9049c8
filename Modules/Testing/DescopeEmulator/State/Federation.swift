import DescopeCore
import DescopeCrypto
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// External accounts of users, and pending sign-ins with identity providers.
struct FederationState: Sendable {
    typealias Identity = EmulatorIdentityProvider.Identity

    /// The identity provider of a sign-in.
    enum Source: Sendable {
        case provider(String)
        /// A tenant's SSO, started at one of the service's two paths for it.
        case tenant(EmulatedSSO, protocolName: String)

        /// The issuer of subjects, which are unique only per issuer.
        var issuer: String {
            switch self {
            case .provider(let name): percentEncoded(name)
            case .tenant(let sso, _): "sso/\(percentEncoded(sso.tenantId))/\(percentEncoded(sso.ssoId))"
            }
        }

        /// The protocol name in the path of the exchange.
        var protocolName: String {
            switch self {
            case .provider: "oauth"
            case .tenant(_, let name): name
            }
        }

        /// Its name in the session's authentication methods.
        var factor: String {
            switch self {
            case .provider: "oauth"
            case .tenant: "fed"
            }
        }
    }

    /// The purpose of a sign-in.
    enum Purpose: Sendable {
        case signUpOrIn, signUp, signIn
        case update(mergesOthers: Bool)
    }

    /// A started sign-in.
    struct Authorization: Sendable {
        let source: Source
        let purpose: Purpose
        let redirectURL: String
        let pending: PendingSignIn
        /// The user of the refresh token in the request.
        let userId: String?
        let initiatedEmail: String?
    }

    /// What a code is exchanged for.
    struct Grant: Sendable {
        let userId: String
        let source: Source
        let pending: PendingSignIn
        let identity: Identity
    }

    /// A sign-in that a native app started.
    struct NativeStart: Sendable {
        let nonce: String
        let pending: PendingSignIn
    }

    /// An id token that the identity provider issued.
    struct IDToken: Sendable {
        let provider: String
        let identity: Identity
        let nonce: String?
        let expiresAt: Date
    }

    /// The user that an external account belongs to.
    struct Account: Sendable {
        let source: Source
        let subject: String
        var userId: String
    }

    var authorizations = OneTimeTokens<Authorization>()
    var grants = OneTimeTokens<Grant>()
    var nativeStarts = OneTimeTokens<NativeStart>()
    var providerCodes = OneTimeTokens<Identity>()
    /// By the token's digest.
    var idTokens: [[UInt8]: IDToken] = [:]
    var accounts: [Account] = []
    var sso: [EmulatedSSO] = []
    /// The key that signs the identity provider's id tokens.
    var providerKey: SigningKey?

    var waitingCount: Int {
        authorizations.entries.count + grants.entries.count + nativeStarts.entries.count + providerCodes.entries.count
            + idTokens.count
    }

    /// The OAuth providers with which a user has signed in.
    func providers(of userId: String) -> [String: JSONValue] {
        var names: [String: JSONValue] = [:]
        for account in accounts where account.userId == userId {
            if case .provider(let name) = account.source { names[name] = true }
        }
        return names
    }

    /// Whether a user has signed in with a tenant's SSO.
    func hasSSO(_ userId: String, usesOIDC: Bool) -> Bool {
        accounts.contains {
            if case .tenant(let sso, _) = $0.source { $0.userId == userId && sso.usesOIDC == usesOIDC } else { false }
        }
    }

    /// Removes the accounts of a deleted user.
    mutating func forget(_ userId: String) { accounts.removeAll { $0.userId == userId } }
}

/// The SSO configuration of a tenant.
struct EmulatedSSO: Sendable {
    let tenantId: String
    /// The id of the configuration; empty for the one without an id.
    let ssoId: String
    let domains: [String]
    /// The roles in the tenant for each group.
    let groupRoles: [String: [String]]
    let usesOIDC: Bool
}

/// Random tokens for values. Each can be redeemed once, until it expires.
struct OneTimeTokens<Value: Sendable>: Sendable {
    fileprivate var entries: [[UInt8]: (value: Value, expiresAt: Date)] = [:]
}

extension EmulatorState {
    /// Makes a token for a value. Redeeming it requires the same `realm`.
    mutating func issue<Value>(
        _ value: Value,
        in tokens: WritableKeyPath<FederationState, OneTimeTokens<Value>>,
        _ realm: String,
        for lifetime: Duration
    ) throws(EmulatorRefusal) -> String {
        let now = now
        let token = try newId("")
        let key = try digest("\(realm):\(token)")
        federation[keyPath: tokens].entries = federation[keyPath: tokens].entries.filter { $0.value.expiresAt > now }
        federation[keyPath: tokens].entries[key] = (value, end(of: lifetime))
        return token
    }

    /// Redeems a token and returns its value; nil when it is wrong, used or expired.
    mutating func redeem<Value>(
        _ token: String,
        in tokens: WritableKeyPath<FederationState, OneTimeTokens<Value>>,
        _ realm: String
    ) throws(EmulatorRefusal) -> Value? {
        let entry = federation[keyPath: tokens].entries.removeValue(forKey: try digest("\(realm):\(token)"))
        return entry.flatMap { now < $0.expiresAt ? $0.value : nil }
    }
}

// MARK: - Matching accounts and users

extension EmulatorState {
    /// Finds or creates the user of an identity, and connects the account with the user.
    ///
    /// A user is matched by the account, or else by an email address that both sides have verified: somebody who signs
    /// up with another person's address must not get into the same account as its owner.
    mutating func userIndex(
        of identity: FederationState.Identity,
        for authorization: FederationState.Authorization
    ) throws(EmulatorRefusal) -> Int {
        guard !identity.subject.isEmpty else { throw .invalid("an identity needs a subject or an email address") }
        if let expected = authorization.initiatedEmail, expected.lowercased() != identity.email?.lowercased() {
            throw .invalid("the account has another email address than the one in the start of the sign-in")
        }
        let source = authorization.source
        let provenEmail = source.vouches(for: identity) ? identity.email : nil
        let known = connectedUser(identity, source) ?? provenEmail.flatMap(userIndex(withProven:))

        let index: Int
        switch authorization.purpose {
        case .update(let mergesOthers):
            guard let own = users.firstIndex(where: { $0.id == authorization.userId }) else {
                throw .unauthorized("the user is gone")
            }
            guard let known, known != own else {
                index = own
                break
            }
            guard mergesOthers else {
                throw EmulatorRefusal(400, .userAlreadyExists, "the account belongs to another user")
            }
            try users[known].requireEnabled()
            index = merge(known, into: own)
        case .signUp where known.map { !users[$0].signIns.isEmpty } ?? false:
            throw EmulatorRefusal(400, .userAlreadyExists, "a user with this account exists")
        case .signIn where known == nil:
            throw EmulatorRefusal(400, .userNotFound, "no user has this account")
        case .signUpOrIn, .signUp, .signIn:
            if let userId = authorization.userId, known.map({ users[$0].id }) != userId {
                throw .unauthorized("the account and the refresh token belong to different users")
            }
            index = if let known { known } else { try addUser(for: identity, source, provenEmail) }
        }

        var user = users[index]
        try user.requireEnabled()
        if let provenEmail, user.email ?? provenEmail == provenEmail {
            user.email = provenEmail
            user.verifiedEmail = true
        }
        user.name = user.name ?? identity.name
        if case .tenant(let sso, _) = source {
            let mapped = identity.groups.flatMap { sso.groupRoles[$0] ?? [] }
            let present = user.tenants.first { $0.id == sso.tenantId }?.roles ?? []
            let roles = sso.groupRoles.isEmpty ? present : mapped
            try setRoles(
                roles.reduce(into: []) { if !$0.contains($1) { $0.append($1) } },
                tenantId: sso.tenantId,
                of: &user
            )
        }
        users[index] = user
        if connectedUser(identity, source) == nil {
            let account = FederationState.Account(source: source, subject: identity.subject, userId: user.id)
            federation.accounts.append(account)
        }
        return index
    }

    private func connectedUser(_ identity: FederationState.Identity, _ source: FederationState.Source) -> Int? {
        federation.accounts.first { $0.source.issuer == source.issuer && $0.subject == identity.subject }
            .flatMap { account in users.firstIndex { $0.id == account.userId } }
    }

    /// The user with this address, if it is verified, or if the user has nothing but the address and completes the
    /// sign-up here.
    private func userIndex(withProven email: String) -> Int? {
        users.firstIndex { $0.email == email && $0.verifiedEmail }
            ?? users.firstIndex {
                $0.signIns.isEmpty && $0.loginIds == [email] && ($0.phone == nil || $0.verifiedPhone)
            }
    }

    private mutating func addUser(
        for identity: FederationState.Identity,
        _ source: FederationState.Source,
        _ provenEmail: String?
    ) throws(EmulatorRefusal) -> Int {
        // An address that another user has as login id, or that is unverified, does not become a login id.
        let free = provenEmail.flatMap { userIndex($0) == nil ? $0 : nil }
        var user = try newUser(free ?? "\(source.issuer)/\(identity.subject)")
        (user.email, user.phone) = (identity.email, nil)
        users.append(user)
        return users.count - 1
    }

    /// Merges two users: login ids, tenants and external accounts move to the remaining user. Everything else of the
    /// other user is deleted: roles in the project, password, authenticator app, passkeys, sessions. Returns the index
    /// of the remaining user.
    mutating func merge(_ other: Int, into own: Int) -> Int {
        let (ownId, gone) = (users[own].id, users[other])
        users[own].loginIds += gone.loginIds
        for tenant in gone.tenants where !users[own].tenants.contains(where: { $0.id == tenant.id }) {
            users[own].tenants.append(tenant)
        }
        for index in federation.accounts.indices where federation.accounts[index].userId == gone.id {
            federation.accounts[index].userId = ownId
        }
        endSessions(of: gone.id)
        forget(gone.id)
        users.remove(at: other)
        return other < own ? own - 1 : own
    }
}

extension FederationState.Source {
    /// Whether the identity's email address is verified. A tenant can verify addresses of its own domains only.
    fileprivate func vouches(for identity: FederationState.Identity) -> Bool {
        guard identity.verifiedEmail, let email = identity.email else { return false }
        switch self {
        case .provider: return true
        case .tenant(let sso, _): return sso.domains.contains(domain(of: email))
        }
    }
}

/// The part after the last `@`, in lowercase.
func domain(of email: String) -> String { email.split(separator: "@").last.map { $0.lowercased() } ?? "" }
