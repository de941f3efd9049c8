import DescopeCore
import DescopeHTTP

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
        case name, parent

        var isUnique: Bool { self == .name }
    }

    static let references: [Reference<Self>] = [
        Reference(to: Self.self, by: .parent, onDelete: .update { tenant, _ in tenant.parent = nil })
    ]

    let id: String
    var name: String
    var parent: String?
    /// The other members of the service's JSON, which have no effect here.
    var details: [String: JSONValue]
    let createdAt: Date

    func keys(_ index: Index) -> [TextKey] {
        switch index {
        case .name: [TextKey(name)]
        case .parent: parent.map { [TextKey($0)] } ?? []
        }
    }

    static func taken(_ index: Index) -> EmulatorRefusal { .invalid("the tenant's name is taken") }

    /// The tenant as its users see it.
    var ownJSON: JSONValue {
        ["id": .string(id), "name": .string(name), "customAttributes": details["customAttributes"] ?? [:]]
    }

    static let detailNames = [
        "selfProvisioningDomains", "customAttributes", "enforceSSO", "enforceSSOExclusions", "disabled",
        "roleInheritance", "federatedAppIds", "authType",
    ]

    fileprivate static let emptyDetails: [String: JSONValue] = [
        "selfProvisioningDomains": [], "customAttributes": [:], "enforceSSO": false, "enforceSSOExclusions": [],
        "disabled": false, "roleInheritance": "", "federatedAppIds": [], "authType": "none", "domains": [],
        "defaultRoles": [],
    ]
}

extension Route {
    /// The management of tenants, as far as tokens need it.
    static let tenants = [
        Route("tenant.create", audit: "TenantCreated") { state, call in
            let id = try state.addTenant(
                id: call.text("id"),
                name: try call.required("name"),
                parent: call.text("parent"),
                details: call.body.filter { TenantRecord.detailNames.contains($0.key) && $0.value != .null }
            )
            return Response(body: ["id": .string(id)])
        },
        Route("tenant.load") { state, call in
            Response(body: state.json(try state.tenant(try call.required("id"))))
        },
        Route("tenant.delete", audit: "TenantDeleted") { state, call in
            let tenant = try state.tenant(try call.required("id"))
            if call.flag("cascade") {
                // What belongs to no other tenant.
                for user in state.users.all(.tenant, tenant.id) where user.memberships.tenants.count == 1 {
                    state.delete(user)
                }
                for key in state.accessKeys.all(.tenant, tenant.id) where key.memberships.tenants.count == 1 {
                    state.delete(key)
                }
            }
            state.delete(tenant)
            return Response()
        },
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
        try save(TenantRecord(id: id, name: name, parent: parent, details: details, createdAt: now))
        return id
    }

    func tenant(_ id: String) throws(EmulatorRefusal) -> TenantRecord {
        guard let tenant = tenants[id] else { throw .invalid("the tenant \(id) does not exist") }
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
            "domains": .texts(ssoConfigurations.all(.tenant, tenant.id).flatMap(\.domains)),
        ]
        return .object(TenantRecord.emptyDetails.merging(tenant.details) { $1 }.merging(own) { $1 })
    }
}
