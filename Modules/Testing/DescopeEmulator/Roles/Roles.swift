import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A role of the project, or of one tenant.
struct RoleRecord: EmulatorRecord {
    static let table = "roles"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.roles }

    enum Index: Int, TableIndex {
        case name, tenant, permission
        /// The default roles of the project, whose key is empty, and of each tenant.
        case defaultOf

        var isUnique: Bool { self == .name }
    }

    static let references: [Reference<Self>] = [
        Reference(to: TenantRecord.self, by: .tenant, onDelete: .delete),
        Reference(
            to: PermissionRecord.self,
            by: .permission,
            onDelete: .update { role, name in role.permissions.removeAll { $0.hasSameBytes(as: name) } }
        ),
    ]

    let id: String
    var name: String
    let tenantId: String?
    var permissions: [String]
    var summary: String
    var isDefault: Bool
    var isPrivate: Bool
    let createdAt: Date

    func keys(_ index: Index) -> [TextKey] {
        switch index {
        case .name: [TextKey(Self.key(name, tenantId))]
        case .tenant: tenantId.map { [TextKey($0)] } ?? []
        case .permission: permissions.map { TextKey($0) }
        case .defaultOf: isDefault ? [TextKey(tenantId ?? "")] : []
        }
    }

    static func key(_ name: String, _ tenantId: String?) -> String { "\(tenantId ?? "")\0\(name)" }

    static func taken(_ index: Index) -> EmulatorRefusal { .invalid("the role exists") }

    /// The role in the service's JSON.
    var json: JSONValue {
        [
            "id": .string(id), "name": .string(name), "description": .string(summary),
            "permissionNames": .texts(permissions), "tenantId": .text(tenantId), "default": .bool(isDefault),
            "private": .bool(isPrivate), "createdTime": .seconds(createdAt),
        ]
    }
}

/// A permission of the project.
struct PermissionRecord: EmulatorRecord {
    static let table = "permissions"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.permissions }

    enum Index: Int, TableIndex {
        case name

        var isUnique: Bool { true }
    }

    let id: String
    var name: String
    var summary: String

    /// Roles refer to permissions by their names, because a role may have permissions that do not exist.
    var referenceKey: String { name }

    func keys(_ index: Index) -> [TextKey] { [TextKey(name)] }

    static func taken(_ index: Index) -> EmulatorRefusal { .invalid("the permission exists") }

    /// The permission in the service's JSON.
    var json: JSONValue {
        ["id": .string(id), "name": .string(name), "description": .string(summary), "systemDefault": false]
    }
}

extension EmulatorState {
    @discardableResult
    func addRole(
        _ name: String,
        tenantId: String? = nil,
        permissions: [String],
        summary: String = "",
        isDefault: Bool = false,
        isPrivate: Bool = false
    ) throws(EmulatorRefusal) -> RoleRecord {
        if let tenantId, tenants[tenantId] == nil { throw .invalid("the tenant does not exist") }
        let role = RoleRecord(
            id: try newId("ROL2"),
            name: name,
            tenantId: tenantId,
            permissions: permissions,
            summary: summary,
            isDefault: isDefault,
            isPrivate: isPrivate,
            createdAt: now
        )
        try save(role)
        return role
    }

    /// The role with a name, of the tenant if it has one, or else of the project.
    func role(_ name: String, tenantId: String?) -> RoleRecord? {
        tenantId.flatMap { roles.first(.name, RoleRecord.key(name, $0)) }
            ?? roles.first(.name, RoleRecord.key(name, nil))
    }

    func roleIds(_ names: [String], tenantId: String?) throws(EmulatorRefusal) -> [String] {
        var ids: [String] = []
        for name in names {
            guard let role = role(name, tenantId: tenantId) else { throw .invalid("the role \(name) does not exist") }
            if !ids.contains(role.id) { ids.append(role.id) }
        }
        return ids
    }

    /// The ids of the roles that new users have, or new members of a tenant, unless others are stated for them.
    func defaultRoleIds(tenantId: String?) -> [String] {
        let ids = roles.all(.defaultOf, tenantId ?? "").map(\.id)
        let further = tenantId.flatMap { tenants[$0] }?.defaultRoles ?? []
        return ids + further.filter { !ids.contains($0) }
    }

    func names(ofRoles ids: [String]) -> [String] { ids.compactMap { roles[$0]?.name } }

    /// The permissions of roles, each once, in the order of the roles.
    func permissions(ofRoles ids: [String]) -> [String] {
        ids.flatMap { roles[$0]?.permissions ?? [] }.distinct
    }
}
