import DescopeCore
import DescopeHTTP

/// The SSO configuration of a tenant.
struct SSORecord: EmulatorRecord {
    static let table = "ssoConfigurations"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.ssoConfigurations }

    enum Index: Int, TableIndex {
        case tenant, domain, role
    }

    static let references: [Reference<Self>] = [
        Reference(to: TenantRecord.self, by: .tenant, onDelete: .delete),
        Reference(
            to: RoleRecord.self,
            by: .role,
            onDelete: .update { sso, role in
                sso.groupRoles = sso.groupRoles.mapValues { $0.filter { $0 != role } }
            }
        ),
    ]

    let tenantId: String
    /// The id of the configuration; empty for the one without an id.
    let ssoId: String
    var domains: [String]
    /// The ids of the roles in the tenant for each group.
    var groupRoles: [String: [String]]
    let usesOIDC: Bool

    var id: String { "\(tenantId)\0\(ssoId)" }

    /// The name of the configuration without an id, where the service has to name it.
    static let defaultId = "default_ssoid"

    func keys(_ index: Index) -> [TextKey] {
        switch index {
        case .tenant: [TextKey(tenantId)]
        case .domain: domains.map { TextKey($0) }
        case .role: groupRoles.values.joined().map { TextKey($0) }
        }
    }
}

extension Route {
    /// Signing in with a tenant's identity provider, at both of the service's paths for it.
    static let sso = ["sso", "saml"].flatMap { name in
        [
            Route("\(name).start") { state, call in
                let sso = try state.sso(of: try call.required("tenant"), call.asked("ssoId"))
                return try state.authorize(call, IdentitySource(sso: sso, protocolName: name), .signUpOrIn)
            },
            exchange(name),
        ]
    }
}

extension EmulatorState {
    /// The SSO configuration of a tenant, found by its id or an email address of one of its domains.
    fileprivate func sso(of tenant: String, _ ssoId: String?) throws(EmulatorRefusal) -> SSORecord {
        var candidates = ssoConfigurations.all(.tenant, tenant)
        if tenant.contains("@") {
            let domain = domain(of: tenant)
            candidates = ssoConfigurations.all(.domain, domain)
            // A domain in a tenant's settings is one of all its configurations.
            if candidates.isEmpty, let tenant = tenants.first(.domain, domain) {
                candidates = ssoConfigurations.all(.tenant, tenant.id)
            }
        }
        guard var found = ssoId.map({ id in candidates.first { $0.ssoId == id } }) ?? candidates.first else {
            throw .invalid("no tenant with SSO has this id, email domain or SSO id")
        }
        found.domains += tenants[found.tenantId]?.domains("domains") ?? []
        return found
    }

    func configureSSO(
        tenant: String,
        domains: [String],
        ssoId: String?,
        groupRoles: [String: [String]],
        usesOIDC: Bool
    ) throws(EmulatorRefusal) {
        _ = try self.tenant(tenant)
        let domains = domains.map { $0.lowercased() }
        try requireFree(domains: domains, for: tenant)
        var roles: [String: [String]] = [:]
        for (group, names) in groupRoles { roles[group] = try roleIds(names, tenantId: tenant) }
        let new = SSORecord(
            tenantId: tenant,
            ssoId: ssoId ?? "",
            domains: domains,
            groupRoles: roles,
            usesOIDC: usesOIDC
        )
        // A replaced configuration is the newest again, as the first one found counts.
        delete(new)
        try save(new)
    }
}
