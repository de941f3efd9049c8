import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A tenant of the project.
struct TenantRecord: EmulatorRecord {
    static let table = "tenants"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.tenants }

    enum Index: Int, TableIndex {
        case name, parent, role, ssoApp
        /// The domains of SSO in the tenant's settings, in lowercase.
        case domain
        /// The domains whose users join by signing in, in lowercase.
        case selfProvisioningDomain

        var isUnique: Bool { self == .name }
    }

    static let references: [Reference<Self>] = [
        Reference(to: Self.self, by: .parent, onDelete: .update { tenant, _ in tenant.parent = nil }),
        Reference(
            to: RoleRecord.self,
            by: .role,
            onDelete: .update { tenant, role in tenant.defaultRoles.removeAll { $0 == role } }
        ),
        Reference(
            to: StoredRecord.self,
            by: .ssoApp,
            onDelete: .update { $0.ssoAppIds.removeAll(where: StoredRecord.isSSOApp($1)) }
        ),
    ]

    let id: String
    var name: String
    var parent: String?
    /// The ids of the roles of users who join the tenant without roles.
    var defaultRoles: [String] = []
    /// The other members of the service's JSON, of the tenant and of its settings, except for what it signs in with.
    var details: [String: JSONValue] = [:]
    let createdAt: Date

    func keys(_ index: Index) -> [TextKey] {
        switch index {
        case .name: [TextKey(name)]
        case .parent: parent.map { [TextKey($0)] } ?? []
        case .role: defaultRoles.map { TextKey($0) }
        case .ssoApp: ssoAppIds.map(StoredRecord.keyOfSSOApp)
        case .domain: domains("domains").map { TextKey($0) }
        case .selfProvisioningDomain: domains("selfProvisioningDomains").map { TextKey($0) }
        }
    }

    static func taken(_ index: Index) -> EmulatorRefusal { .invalid("the tenant's name is taken") }

    private var ssoAppIds: [String] {
        get { details["federatedAppIds"]?.stringsValue ?? [] }
        set { details["federatedAppIds"] = .texts(newValue) }
    }

    /// The tenant as its users see it.
    var ownJSON: JSONValue {
        ["id": .string(id), "name": .string(name), "customAttributes": details["customAttributes"] ?? [:]]
    }

    /// Whether no user can sign in to it, and no new token contains it.
    var isDisabled: Bool { details["disabled"] == true }

    /// Whether only a session that began with the tenant's SSO may be one in this tenant. Which members the exclusions
    /// state is not documented; they are taken for login ids and user ids.
    func enforcesSSO(on user: UserRecord) -> Bool {
        guard details["enforceSSO"] == true else { return false }
        let excluded = details["enforceSSOExclusions"]?.stringsValue ?? []
        return !excluded.contains { $0 == user.id || user.hasLoginId($0) }
    }

    func domains(_ name: String) -> [String] { details[name]?.stringsValue.map { $0.lowercased() } ?? [] }

    /// The members of a tenant, with the values of a new one.
    static let newDetails: [String: JSONValue] = [
        "selfProvisioningDomains": [], "customAttributes": [:], "enforceSSO": false, "enforceSSOExclusions": [],
        "disabled": false, "roleInheritance": "", "federatedAppIds": [], "authType": "none",
    ]

    /// The members of a tenant's settings, with the values of a new tenant.
    static let newSettings: [String: JSONValue] = [
        "enabled": false, "domains": [], "selfProvisioningDomains": [], "authType": "none",
        "refreshTokenExpiration": 0, "refreshTokenExpirationUnit": "", "sessionTokenExpiration": 0,
        "sessionTokenExpirationUnit": "", "stepupTokenExpiration": 0, "stepupTokenExpirationUnit": "",
        "enableInactivity": false, "inactivityTime": 0, "inactivityTimeUnit": "", "JITDisabled": false,
        "ssoSetupSuiteSettings": [
            "enabled": false, "styleId": "",
            "disabledFeatures": [
                "saml": false, "oidc": false, "scim": false, "ssoDomains": false, "groupMapping": false,
            ],
        ],
    ]
}

extension EmulatorState {
    func addTenant(
        id: String?,
        name: String,
        parent: String? = nil,
        details: [String: JSONValue] = [:]
    ) throws(EmulatorRefusal) -> String {
        let id = if let id { id } else { try newId("T2") }
        guard tenants[id] == nil else { throw .invalid("the tenant's id is taken") }
        if let parent { _ = try tenant(parent) }
        try save(TenantRecord(id: id, name: name, parent: parent, createdAt: now), details)
        return id
    }

    /// Stores a tenant with members that replace those of a template, or are added.
    func save(
        _ tenant: TenantRecord,
        _ new: [String: JSONValue],
        replacing template: [String: JSONValue] = [:]
    ) throws(EmulatorRefusal) {
        var (tenant, new) = (tenant, new)
        let authType = (new.removeValue(forKey: "authType") ?? template["authType"])?.stringValue
        tenant.details = tenant.details.filter { template[$0.key] == nil }.merging(new) { $1 }
        try save(tenant)
        if let authType { try setAuthType(SSORecord.AuthType(rawValue: authType) ?? .none, ofTenant: tenant.id) }
    }

    func tenant(_ id: String) throws(EmulatorRefusal) -> TenantRecord {
        guard let tenant = tenants[id] else { throw .invalid("the tenant \(id) does not exist") }
        return tenant
    }

    func enabledTenant(_ id: String) throws(EmulatorRefusal) -> TenantRecord {
        let tenant = try tenant(id)
        guard !tenant.isDisabled else { throw .invalid("the tenant \(id) is disabled") }
        return tenant
    }

    /// The tenant in the service's JSON.
    func json(_ tenant: TenantRecord) -> JSONValue {
        var successors: [String] = []
        var open = [tenant.id]
        // Tenants that were saved by hand may be each other's parents.
        var seen = Set(open)
        while let id = open.popLast() {
            let children = tenants.all(.parent, id).map(\.id).filter { seen.insert($0).inserted }
            successors += children
            open += children
        }
        let own: [String: JSONValue] = [
            "id": .string(tenant.id), "name": .string(tenant.name), "parent": .text(tenant.parent),
            "successors": .texts(successors), "createdTime": .seconds(tenant.createdAt),
            "authType": .string(authType(ofTenant: tenant.id).rawValue),
            "domains": .texts(ssoDomains(of: tenant)), "defaultRoles": .texts(names(ofRoles: tenant.defaultRoles)),
        ]
        let details = JSONValue.object(tenant.details).filling(.object(TenantRecord.newDetails))
        return .object(own.merging(details.objectValue ?? [:]) { own, _ in own })
    }

    /// The domains of a tenant's SSO, in lowercase: those of its settings, and those of its configurations.
    func ssoDomains(of tenant: TenantRecord) -> [String] {
        (tenant.domains("domains") + ssoConfigurations.all(.tenant, tenant.id).flatMap(\.domains)).distinct
    }

    /// Throws when a domain is one of another tenant's SSO.
    func requireFree(domains: [String], for tenantId: String) throws(EmulatorRefusal) {
        for domain in domains {
            let others =
                ssoConfigurations.all(.domain, domain).map(\.tenantId) + tenants.all(.domain, domain).map(\.id)
            guard others.allSatisfy({ $0.hasSameBytes(as: tenantId) }) else {
                throw .invalid("the domain \(domain) is another tenant's")
            }
        }
    }

    /// A lifetime in a tenant's session settings; nil when they do not apply or have none.
    func lifetime(_ name: String, inTenant id: String?) -> Duration? {
        guard let details = id.flatMap({ tenants[$0] })?.details, details["enabled"] == true,
            let count = details[name]?.intValue, count > 0
        else { return nil }
        let unit: Int64 =
            switch details[name + "Unit"]?.stringValue {
            case "hours": 3600
            case "days": 24 * 3600
            case "weeks": 7 * 24 * 3600
            default: 60
            }
        return .seconds(min(count, 1_000_000) * unit)
    }

    /// How long a session in a tenant lasts without being refreshed; nil for as long as its refresh token.
    func inactivityLimit(inTenant id: String?) -> Duration? {
        guard let id, tenants[id]?.details["enableInactivity"] == true else { return nil }
        return lifetime("inactivityTime", inTenant: id)
    }

    /// Makes a user a member of the tenants whose users are those of the verified email address's domain.
    func provision(_ user: inout UserRecord) throws(EmulatorRefusal) {
        guard user.verifiedEmail, let email = user.email else { return }
        for tenant in tenants.all(.selfProvisioningDomain, domain(of: email))
        where !tenant.isDisabled && !user.memberships.contains(tenant: tenant.id) {
            try setRoles([], tenantId: tenant.id, of: &user.memberships)
        }
    }
}
