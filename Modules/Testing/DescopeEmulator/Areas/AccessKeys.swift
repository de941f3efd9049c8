import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// An access key of the project. Only the digest of its secret is stored.
struct EmulatedAccessKey: Sendable {
    let id: String
    let name: String
    let digest: [UInt8]
    /// The user whose roles and tenants the key has instead of its own.
    let userId: String?
    let roles: [String]
    let tenants: [(id: String, roles: [String])]
    let customClaims: [String: JSONValue]
    let expiresAt: Date?
    var isActive = true
}

extension Route {
    /// The operations of access keys, without their management.
    static let accessKeys = [
        Route(
            "session.exchange",
            .post,
            "/v1/auth/accesskey/exchange",
            .accessKey,
            [
                .optional(
                    "loginOptions",
                    .object([.optional("customClaims", .map(.any)), .optional("selectedTenant")])
                )
            ]
        ) { state, call throws(EmulatorRefusal) in
            let options = call.body["loginOptions"] ?? .null
            return try state.exchange(
                call.token ?? "",
                claims: options["customClaims"]?.objectValue ?? [:],
                tenant: options["selectedTenant"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
            )
        }
    ]
}

extension EmulatorState {
    mutating func addAccessKey(
        _ name: String,
        roles: [String],
        tenants: [String: [String]],
        userId: String?,
        customClaims: [String: JSONValue],
        expires: Date?
    ) throws(EmulatorRefusal) -> Secret {
        guard !name.isEmpty else { throw .missing("name") }
        var user: EmulatedUser?
        if let userId {
            guard let index = userIndex(userId) else { throw .invalid("the user does not exist") }
            user = users[index]
        }
        // A temporary user, so that the key's roles are checked like a user's.
        var bearer = EmulatedUser(id: "", loginIds: [], createdAt: now)
        try setRoles(roles, tenantId: nil, of: &bearer)
        for (tenantId, roles) in tenants.sorted(by: { $0.key < $1.key }) {
            try setRoles(roles, tenantId: tenantId, of: &bearer)
        }
        let key = try newId("")
        accessKeys.append(
            EmulatedAccessKey(
                id: try newId("K2"),
                name: name,
                digest: try digest(key),
                userId: user?.id,
                roles: bearer.roles,
                tenants: bearer.tenants,
                customClaims: customClaims.filter { !reservedClaims.contains($0.key) },
                expiresAt: expires
            )
        )
        return Secret(key)
    }

    mutating func setAccessKey(_ name: String, isActive: Bool) throws(EmulatorRefusal) {
        guard accessKeys.contains(where: { $0.name == name }) else { throw .invalid("no access key has this name") }
        for index in accessKeys.indices where accessKeys[index].name == name { accessKeys[index].isActive = isActive }
    }

    /// Makes a session token for an access key: the key's claims are at the top level, those of the exchange under
    /// `nsec`.
    fileprivate func exchange(
        _ key: String,
        claims untrusted: [String: JSONValue],
        tenant: String?
    ) throws(EmulatorRefusal) -> Reply {
        let digest = try digest(key)
        guard let key = accessKeys.first(where: { $0.digest == digest }) else {
            throw EmulatorRefusal(401, .invalidAccessKey, "the access key is unknown")
        }
        guard key.isActive else { throw EmulatorRefusal(401, .invalidAccessKey, "the access key was deactivated") }
        if let end = key.expiresAt, end <= now {
            throw EmulatorRefusal(401, .invalidAccessKey, "the access key has expired")
        }
        var (roles, tenants) = (key.roles, key.tenants)
        if let userId = key.userId {
            guard let user = users.first(where: { $0.id == userId }) else {
                throw EmulatorRefusal(401, .invalidAccessKey, "the access key's user is gone")
            }
            try user.requireEnabled()
            (roles, tenants) = (user.roles, user.tenants)
        }
        if let tenant, !tenants.contains(where: { $0.id == tenant }) {
            throw .invalid("the access key does not belong to the tenant")
        }
        let current = tenant ?? (tenants.count == 1 ? tenants.first?.id : nil)
        var claims = key.customClaims.merging(grants(roles, tenants, current: current)) { $1 }
        claims["drn"] = .string(settings.cookies.session)
        if !untrusted.isEmpty { claims["nsec"] = .object(untrusted) }
        let end = end(of: settings.sessionLifetime)
        return Reply(body: [
            "keyId": .string(key.id), "sessionJwt": .string(try sign(claims, key.id, until: end)),
            "expiration": .int(seconds(end)),
        ])
    }
}
