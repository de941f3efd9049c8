import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// An access key of the project. Only the digest of its secret is stored.
struct AccessKeyRecord: EmulatorRecord {
    static let table = "accessKeys"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.accessKeys }

    enum Index: Int, TableIndex {
        case digest, name, user, tenant, role

        var isUnique: Bool { self == .digest }
    }

    static let references: [Reference<Self>] = [
        Reference(to: UserRecord.self, by: .user, onDelete: .delete),
        Reference(to: TenantRecord.self, by: .tenant, onDelete: .update { $0.memberships.leave($1) }),
        Reference(to: RoleRecord.self, by: .role, onDelete: .update { $0.memberships.take($1) }),
    ]

    let id: String
    var name: String
    var digest: String
    var summary = ""
    /// The user whose roles and tenants the key has instead of its own.
    let userId: String?
    var memberships: Memberships
    var customClaims: [String: JSONValue] = [:]
    var customAttributes: [String: JSONValue] = [:]
    var permittedIPs: [String] = []
    let createdAt: Date
    let createdBy: String
    let expiresAt: Date?
    var isActive = true

    func keys(_ index: Index) -> [TextKey] {
        switch index {
        case .digest: [TextKey(digest)]
        case .name: [TextKey(name)]
        case .user: userId.map { [TextKey($0)] } ?? []
        case .tenant: memberships.tenants.map { TextKey($0.id) }
        case .role: memberships.roleKeys
        }
    }

    static func taken(_ index: Index) -> EmulatorRefusal { .invalid("cleartext is the secret of another access key") }
}

extension Route {
    /// The operations of access keys, without their management.
    static let accessKeys = [
        Route("session.exchange", "accessKey.exchange") { state, call in
            try state.exchange(
                call.token ?? "",
                claims: call.customClaims,
                tenant: call.options["selectedTenant"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
            )
        }
    ]
}

extension EmulatorState {
    func addAccessKey(
        _ name: String,
        memberships: Memberships,
        userId: String?,
        customClaims: [String: JSONValue],
        expires: Date?
    ) throws(EmulatorRefusal) -> Secret {
        guard !name.isEmpty else { throw .missing("name") }
        let user = userId.flatMap { self.user($0) }
        guard userId == nil || user != nil else { throw .invalid("the user does not exist") }
        let key = try newSecret()
        try save(
            AccessKeyRecord(
                id: try newId("K2"),
                name: name,
                digest: try digest(key.reveal()),
                userId: user?.id,
                memberships: memberships,
                customClaims: customClaims,
                createdAt: now,
                createdBy: "management",
                expiresAt: expires
            )
        )
        return key
    }

    func setAccessKey(_ name: String, isActive: Bool) throws(EmulatorRefusal) {
        let keys = accessKeys.all(.name, name)
        guard !keys.isEmpty else { throw .invalid("no access key has this name") }
        for var key in keys {
            key.isActive = isActive
            try save(key)
        }
    }

    /// Makes a session token for an access key: the key's claims are at the top level, those of the exchange under
    /// `nsec`.
    fileprivate func exchange(
        _ key: String,
        claims untrusted: [String: JSONValue],
        tenant: String?
    ) throws(EmulatorRefusal) -> Response {
        guard let key = accessKeys.first(.digest, try digest(key)) else {
            throw EmulatorRefusal(401, .invalidAccessKey, "the access key is unknown")
        }
        guard key.isActive else { throw EmulatorRefusal(401, .invalidAccessKey, "the access key was deactivated") }
        if let end = key.expiresAt, end <= now {
            throw EmulatorRefusal(401, .invalidAccessKey, "the access key has expired")
        }
        guard isPermitted(key.permittedIPs) else {
            throw EmulatorRefusal(401, .invalidAccessKey, "the access key is not permitted from this IP address")
        }
        var memberships = key.memberships
        if let userId = key.userId {
            guard let user = users[userId] else {
                throw EmulatorRefusal(401, .invalidAccessKey, "the access key's user is gone")
            }
            try user.requireEnabled()
            memberships = user.memberships
        }
        memberships = enabled(memberships)
        if let tenant, !memberships.contains(tenant: tenant) {
            throw .invalid("the access key does not belong to the tenant, or it is disabled")
        }
        let current = memberships.currentTenant(chosen: tenant)
        let own = key.customClaims.filter { !reservedClaims.contains($0.key) }
        var claims = own.merging(grants(memberships, current: current)) { $1 }
        claims["drn"] = .string(settings.cookies.session)
        if !untrusted.isEmpty { claims["nsec"] = .object(untrusted) }
        let end = end(of: settings.sessionLifetime)
        return Response(body: [
            "keyId": .string(key.id), "sessionJwt": .string(try sign(claims, key.id, until: end)),
            "expiration": .seconds(end),
        ])
    }
}
