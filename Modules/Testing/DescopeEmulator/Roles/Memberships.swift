import DescopeCore

/// The roles of a user or an access key: in the project, and in each of its tenants.
struct Memberships: Codable, Sendable {
    /// The roles in one tenant.
    struct InTenant: Codable, Sendable {
        let id: String
        /// The ids of the roles.
        var roles: [String]
    }

    /// The ids of the roles in the project.
    var roles: [String] = []
    /// In the order of joining.
    var tenants: [InTenant] = []

    /// The ids of all roles, as keys of an index.
    var roleKeys: [TextKey] { (roles + tenants.flatMap(\.roles)).map { TextKey($0) } }

    func contains(tenant id: String) -> Bool { place(of: id) != nil }

    private func place(of tenantId: String) -> Int? { tenants.firstIndex { $0.id.hasSameBytes(as: tenantId) } }

    /// The current tenant of a session: the chosen one as long as it is one of the tenants, else the only one.
    func currentTenant(chosen: String?) -> String? {
        chosen.flatMap(place(of:)).map { tenants[$0].id } ?? (tenants.count == 1 ? tenants.first?.id : nil)
    }

    /// The ids of the roles in the project or in a tenant.
    func roles(tenantId: String?) -> [String] {
        guard let tenantId else { return roles }
        return place(of: tenantId).map { tenants[$0].roles } ?? []
    }

    mutating func set(_ roleIds: [String], tenantId: String?) {
        if let tenantId { join(InTenant(id: tenantId, roles: roleIds)) } else { roles = roleIds }
    }

    mutating func join(_ tenant: InTenant) {
        if let place = place(of: tenant.id) { tenants[place] = tenant } else { tenants.append(tenant) }
    }

    mutating func leave(_ tenantId: String) { tenants.removeAll { $0.id.hasSameBytes(as: tenantId) } }

    mutating func leaveOthers(than tenantIds: [String]) { tenants.removeAll { !tenantIds.hasSame($0.id) } }

    /// Removes a role everywhere.
    mutating func take(_ roleId: String) {
        roles.removeAll { $0 == roleId }
        for index in tenants.indices { tenants[index].roles.removeAll { $0 == roleId } }
    }
}

extension EmulatorState {
    /// Sets the roles in the project or in a tenant. A user who joins a tenant by it, without a role, gets the tenant's
    /// default roles.
    func setRoles(
        _ names: [String],
        tenantId: String?,
        of memberships: inout Memberships
    ) throws(EmulatorRefusal) {
        var roles = try roleIds(names, tenantId: tenantId)
        if let tenantId {
            guard tenants[tenantId] != nil else { throw .invalid("the tenant does not exist") }
            if roles.isEmpty, !memberships.contains(tenant: tenantId) { roles = defaultRoleIds(tenantId: tenantId) }
        }
        memberships.set(roles, tenantId: tenantId)
    }

    /// Adds roles in the project or in a tenant, which is joined if necessary.
    func addRoles(
        _ names: [String],
        tenantId: String?,
        to memberships: inout Memberships
    ) throws(EmulatorRefusal) {
        let old = memberships.roles(tenantId: tenantId)
        try setRoles(names, tenantId: tenantId, of: &memberships)
        let new = memberships.roles(tenantId: tenantId)
        memberships.set(old + new.filter { !old.contains($0) }, tenantId: tenantId)
    }

    /// Memberships with exactly these roles in the project and in tenants, as access keys have them.
    func memberships(
        _ roles: [String],
        _ tenants: [(key: String, value: [String])]
    ) throws(EmulatorRefusal) -> Memberships {
        var memberships = Memberships()
        memberships.set(try roleIds(roles, tenantId: nil), tenantId: nil)
        for (id, roles) in tenants {
            memberships.set(try roleIds(roles, tenantId: try tenant(id).id), tenantId: id)
        }
        return memberships
    }

    /// The memberships that tokens contain: without those in disabled tenants.
    func enabled(_ memberships: Memberships) -> Memberships {
        var memberships = memberships
        // The tenant of an anonymous user may have been deleted.
        memberships.tenants.removeAll { tenants[$0.id]?.isDisabled ?? true }
        return memberships
    }

    /// The memberships that tokens of a user contain: also without those in tenants that enforce SSO, except for the
    /// one to which the user has signed in by it.
    func memberships(of user: UserRecord, signedInBySSOTo ssoTenant: String?) -> Memberships {
        var memberships = enabled(user.memberships)
        memberships.tenants.removeAll { tenant in
            ssoTenant?.hasSameBytes(as: tenant.id) != true && tenants[tenant.id]?.enforcesSSO(on: user) ?? true
        }
        return memberships
    }

    /// The claims of a token about roles and tenants.
    func grants(_ memberships: Memberships, current: String?) -> [String: JSONValue] {
        var claims: [String: JSONValue] = [:]
        if !memberships.roles.isEmpty {
            claims["roles"] = .texts(names(ofRoles: memberships.roles))
            claims["permissions"] = .texts(permissions(ofRoles: memberships.roles))
        }
        if let current { claims["dct"] = .string(current) }
        let shown = memberships.tenants.filter { current?.hasSameBytes(as: $0.id) ?? true }
        if !shown.isEmpty {
            let members = shown.map { tenant -> (String, JSONValue) in
                guard !tenant.roles.isEmpty else { return (tenant.id, .object([:])) }
                let roles = JSONValue.texts(names(ofRoles: tenant.roles))
                return (tenant.id, ["roles": roles, "permissions": .texts(permissions(ofRoles: tenant.roles))])
            }
            claims["tenants"] = .object(Dictionary(members) { first, _ in first })
        }
        return claims
    }

    /// A membership in the service's JSON.
    func json(_ membership: Memberships.InTenant) -> JSONValue {
        [
            "tenantId": .string(membership.id), "tenantName": .text(tenants[membership.id]?.name),
            "roleNames": .texts(names(ofRoles: membership.roles)),
            "permissions": .texts(permissions(ofRoles: membership.roles)),
        ]
    }
}
