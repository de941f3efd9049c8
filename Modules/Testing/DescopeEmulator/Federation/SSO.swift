import DescopeCore
import DescopeHTTP

/// An SSO configuration of a tenant.
struct SSORecord: EmulatorRecord {
    static let table = "ssoConfigurations"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.ssoConfigurations }

    enum Index: Int, TableIndex {
        case tenant, domain, role
    }

    static let references: [Reference<Self>] = [
        Reference(to: TenantRecord.self, by: .tenant, onDelete: .delete),
        Reference(to: RoleRecord.self, by: .role, onDelete: .update { $0.take(role: $1) }),
    ]

    /// What users sign in with.
    enum AuthType: String, Codable {
        /// Nothing: the configuration is kept, but disabled.
        case none
        case saml, oidc
    }

    /// The settings of one protocol.
    struct Settings: Codable, Sendable {
        /// The members of the service's JSON, without those about roles.
        var members: [String: JSONValue] = [:]
        var roles = GroupRoles()
    }

    let tenantId: String
    /// The id of the configuration; empty for the one without an id.
    let ssoId: String
    var domains: [String] = []
    var authType = AuthType.none
    var saml = Settings()
    var oidc = Settings()
    /// The settings of Cross-App Access.
    var xaa: Settings?

    var id: String { Self.id(tenantId, ssoId) }

    static func id(_ tenantId: String, _ ssoId: String) -> String { "\(tenantId)\0\(ssoId)" }

    /// The name of the configuration without an id, where the service has to name it.
    static let defaultId = "default_ssoid"

    func keys(_ index: Index) -> [TextKey] {
        switch index {
        case .tenant: [TextKey(tenantId)]
        case .domain: domains.map { TextKey($0) }
        case .role: [saml.roles, oidc.roles, xaa?.roles ?? GroupRoles()].flatMap(\.ids).map { TextKey($0) }
        }
    }

    private mutating func take(role: String) {
        saml.roles.take(role)
        oidc.roles.take(role)
        xaa?.roles.take(role)
    }

    /// What a sign-in needs of the configuration.
    var source: SSOSource {
        let settings = authType == .oidc ? oidc : saml
        return SSOSource(
            tenantId: tenantId,
            ssoId: ssoId,
            domains: domains,
            usesOIDC: authType == .oidc,
            redirectURL: settings.members["redirectUrl"]?.stringValue ?? "",
            attributes: settings.members[authType == .oidc ? "userAttrMapping" : "attributeMapping"] ?? [:],
            roles: settings.roles
        )
    }
}

/// What a sign-in needs of an SSO configuration.
struct SSOSource: Codable, Sendable {
    let tenantId: String
    let ssoId: String
    let domains: [String]
    let usesOIDC: Bool
    /// Where the user is redirected when the start of a sign-in does not say it; may be empty.
    let redirectURL: String
    /// The attributes of the identity provider for each attribute of users.
    let attributes: JSONValue
    let roles: GroupRoles

    /// Sets the attributes of a user that the configuration maps and the identity has. The emulator's identities have
    /// an email address and a name of their own.
    func apply(_ found: [String: JSONValue], to user: inout UserRecord) {
        func attribute(_ name: JSONValue?) -> JSONValue? { name?.stringValue.flatMap { found[$0] } }
        func text(_ name: String) -> String? { attribute(attributes[name])?.stringValue }
        user.givenName = text("givenName") ?? user.givenName
        user.middleName = text("middleName") ?? user.middleName
        user.familyName = text("familyName") ?? user.familyName
        user.picture = text("picture") ?? user.picture
        let custom = attributes["customAttributes"]?.objectValue ?? [:]
        user.customAttributes.merge(custom.compactMapValues(attribute)) { $1 }
    }
}

/// The roles that users have because of their groups in a tenant's directory.
struct GroupRoles: Codable, Sendable {
    struct Mapping: Codable {
        /// The id of the role.
        let role: String
        let groups: [String]
    }

    var mappings: [Mapping] = []
    /// The ids of the roles of users none of whose groups is mapped.
    var defaults: [String] = []
    /// If a user is in some of these groups, only the first of them counts.
    var priority: [String] = []

    var isEmpty: Bool { mappings.isEmpty && defaults.isEmpty }

    /// The ids of all roles.
    var ids: [String] { mappings.map(\.role) + defaults }

    /// The ids of the roles of a user in these groups, each once.
    func roles(of groups: [String]) -> [String] {
        let counted = priority.first(where: groups.hasSame).map { [$0] } ?? groups
        let mapped = counted.flatMap { group in mappings.filter { $0.groups.hasSame(group) }.map(\.role) }
        return (mapped.isEmpty ? defaults : mapped).distinct
    }

    mutating func take(_ role: String) {
        mappings.removeAll { $0.role == role }
        defaults.removeAll { $0 == role }
    }
}

extension Route {
    /// Signing in with a tenant's identity provider, at both of the service's paths for it.
    static let sso = ["sso", "saml"].flatMap { name in
        [
            Route("\(name).start") { state, call in
                let sso = try state.sso(of: try call.required("tenant"), call.asked("ssoId"))
                return try state.authorize(call, IdentitySource(sso: sso.source, protocolName: name), .signUpOrIn)
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
        let enabled = candidates.filter { $0.authType != .none }
        guard var found = ssoId.map({ id in enabled.first { $0.ssoId.hasSameBytes(as: id) } }) ?? enabled.first else {
            throw .invalid("no tenant with SSO has this id, email domain or SSO id")
        }
        found.domains += try enabledTenant(found.tenantId).domains("domains")
        return found
    }

    /// Stores a configuration.
    func keep(_ sso: SSORecord) throws(EmulatorRefusal) {
        try requireFree(domains: sso.domains, for: sso.tenantId)
        try save(sso)
    }

    /// What a tenant signs in with, which its configuration without an id says.
    func authType(ofTenant id: String) -> SSORecord.AuthType {
        ssoConfigurations[SSORecord.id(id, "")]?.authType ?? .none
    }

    func setAuthType(_ authType: SSORecord.AuthType, ofTenant id: String) throws(EmulatorRefusal) {
        guard self.authType(ofTenant: id) != authType else { return }
        var sso = ssoConfigurations[SSORecord.id(id, "")] ?? SSORecord(tenantId: id, ssoId: "")
        sso.authType = authType
        try save(sso)
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
        var settings = SSORecord.Settings()
        for (group, names) in groupRoles.sorted(by: { $0.key < $1.key }) {
            for role in try roleIds(names, tenantId: tenant) {
                settings.roles.mappings.append(.init(role: role, groups: [group]))
            }
        }
        var new = SSORecord(tenantId: tenant, ssoId: ssoId ?? "", domains: domains)
        new.authType = usesOIDC ? .oidc : .saml
        if usesOIDC { new.oidc = settings } else { new.saml = settings }
        // A replaced configuration is the newest again, as the first one found counts. What refers to it stays.
        touch(SSORecord.self)
        _ = ssoConfigurations.remove(new.id)
        try keep(new)
    }
}
