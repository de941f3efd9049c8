import DescopeCore
import DescopeHTTP

extension Route {
    /// The management of roles and permissions.
    static let roles = roleRoutes + permissionRoutes

    private static let roleRoutes = [
        Route("role.create", audit: "RoleCreated") { state, call in Response(body: try state.createRole(call).json) },
        Route("role.createBatch", audit: "RoleCreated") { state, call in
            Response(body: ["roles": .array(try call.entries("roles").map { try state.createRole($0).json })])
        },
        Route("role.update", audit: "RoleModified") { state, call in Response(body: try state.updateRole(call).json) },
        Route("role.updateBatch", audit: "RoleModified") { state, call in
            Response(body: ["roles": .array(try call.entries("roles").map { try state.updateRole($0).json })])
        },
        Route.command("role.delete", audit: "RoleDeleted") { state, call in
            state.delete(try state.role(namedBy: call))
        },
        Route.command("role.deleteBatch", audit: "RoleDeleted") { state, call in
            let names = call.deletions(byName: "roleNames", byId: "roleIds")
            guard !names.isEmpty else { throw EmulatorRefusal.missing("roleNames or roleIds") }
            for role in try names.map({ try state.role(namedBy: $0) }) { state.delete(role) }
        },
        Route("role.loadAll") { state, _ in Response(body: ["roles": .array(state.roles.all.map(\.json))]) },
        Route("role.search") { state, call in
            let found = state.roles.all.filter { $0.matches(call) }
            return Response(body: ["roles": .array(try call.sorted(found, by: RoleRecord.sortFields).map(\.json))])
        },
    ]

    private static let permissionRoutes = [
        Route.command("permission.create", audit: "PermissionCreated") { state, call in
            try state.createPermission(call)
        },
        Route.command("permission.createBatch", audit: "PermissionCreated") { state, call in
            for entry in call.entries("permissions") { try state.createPermission(entry) }
        },
        Route.command("permission.update", audit: "PermissionModified") { state, call in
            try state.updatePermission(call)
        },
        Route.command("permission.updateBatch", audit: "PermissionModified") { state, call in
            for entry in call.entries("permissions") { try state.updatePermission(entry) }
        },
        Route.command("permission.delete", audit: "PermissionDeleted") { state, call in
            state.delete(try state.permission(namedBy: call))
        },
        Route.command("permission.deleteBatch", audit: "PermissionDeleted") { state, call in
            let names = call.deletions(byName: "names", byId: "ids")
            guard !names.isEmpty else { throw EmulatorRefusal.missing("names or ids") }
            for permission in try names.map({ try state.permission(namedBy: $0) }) { state.delete(permission) }
        },
        Route("permission.loadAll") { state, _ in
            Response(body: ["permissions": .array(state.permissions.all.map(\.json))])
        },
    ]
}

extension Call {
    /// What a batch deletes, each like a request of its own.
    fileprivate func deletions(byName: String, byId: String) -> [Call] {
        let tenant = body.filter { $0.key == "tenantId" }
        return texts(byName).map { Call(tenant.merging(["name": .string($0)]) { $1 }) }
            + texts(byId).map { Call(tenant.merging(["id": .string($0)]) { $1 }) }
    }
}

// MARK: - Roles

extension RoleRecord {
    fileprivate func matches(_ call: Call) -> Bool {
        let isOfTenant =
            call.allows("tenantIds", [tenantId].compactMap(\.self))
            || (tenantId == nil && call.flag("includeProjectRoles"))
        return isOfTenant && call.allows("roleNames", [name]) && call.allows("roleIds", [id])
            && call.allows("permissionNames", permissions)
            && call.text("roleNameLike").map { name.containsIgnoringCase($0) } ?? true
            && call.text("text").map { part in [name, summary].contains { $0.containsIgnoringCase(part) } } ?? true
    }

    fileprivate static let sortFields: [String: @Sendable (RoleRecord) -> SortValue] = [
        "id": { .text($0.id) }, "name": { .text($0.name) }, "description": { .text($0.summary) },
        "tenantId": { .text($0.tenantId ?? "") }, "createdTime": { .number(milliseconds($0.createdAt)) },
    ]
}

extension EmulatorState {
    fileprivate func createRole(_ call: Call) throws(EmulatorRefusal) -> RoleRecord {
        try call.requireNone("id", "createdTime", because: "is set by the project")
        return try addRole(
            try call.required("name"),
            tenantId: call.text("tenantId"),
            permissions: call.texts("permissionNames"),
            summary: call.text("description") ?? "",
            isDefault: call.flag("default"),
            isPrivate: call.flag("private")
        )
    }

    /// Replaces all values of a role. Users, tenants and access keys refer to it by its id, so its new name is theirs.
    fileprivate func updateRole(_ call: Call) throws(EmulatorRefusal) -> RoleRecord {
        var role = try role(namedBy: call)
        role.name = try call.required("newName")
        role.summary = call.text("description") ?? ""
        role.permissions = call.texts("permissionNames")
        role.isDefault = call.flag("default")
        role.isPrivate = call.flag("private")
        try save(role)
        return role
    }

    /// The role that a request names by its id, or by its name in the project or a tenant.
    fileprivate func role(namedBy call: Call) throws(EmulatorRefusal) -> RoleRecord {
        let tenantId = call.text("tenantId")
        let role = try call.named(byId: { roles[$0] }, byName: { roles.first(.name, RoleRecord.key($0, tenantId)) })
        guard let role, tenantId.map({ role.tenantId?.hasSameBytes(as: $0) ?? false }) ?? true else {
            throw .invalid("the role does not exist")
        }
        return role
    }
}

// MARK: - Permissions

extension EmulatorState {
    fileprivate func createPermission(_ call: Call) throws(EmulatorRefusal) {
        try call.requireNone("id", "systemDefault", because: "is set by the project")
        let summary = call.text("description") ?? ""
        try save(PermissionRecord(id: try newId("P2"), name: try call.required("name"), summary: summary))
    }

    fileprivate func updatePermission(_ call: Call) throws(EmulatorRefusal) {
        var permission = try permission(namedBy: call)
        let old = permission.name
        permission.name = try call.required("newName")
        permission.summary = call.text("description") ?? ""
        try save(permission)
        try replaceInRoles(old, by: permission.name)
    }

    /// Replaces a permission in the roles that have it, which refer to it by its name.
    private func replaceInRoles(_ old: String, by new: String) throws(EmulatorRefusal) {
        for var role in roles.all(.permission, old) where !old.hasSameBytes(as: new) {
            if role.permissions.hasSame(new) {
                role.permissions.removeAll { $0.hasSameBytes(as: old) }
            } else {
                role.permissions = role.permissions.map { $0.hasSameBytes(as: old) ? new : $0 }
            }
            try save(role)
        }
    }

    fileprivate func permission(namedBy call: Call) throws(EmulatorRefusal) -> PermissionRecord {
        let found = try call.named(byId: { permissions[$0] }, byName: { permissions.first(.name, $0) })
        guard let found else { throw .invalid("the permission does not exist") }
        return found
    }
}
