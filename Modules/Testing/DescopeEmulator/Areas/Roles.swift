import DescopeCore
import DescopeHTTP

extension Route {
    /// The management of roles and permissions, as far as tokens need it.
    static let roles = [
        Route(
            "role.create",
            .post,
            "/v1/mgmt/role/create",
            .management,
            [
                .required("name"), .optional("permissionNames", .list(.text)), .optional("default", .flag),
                .optional("private", .flag),
            ] + .optional("description", "tenantId")
        ) { state, call throws(EmulatorRefusal) in
            let role = EmulatedRole(
                name: try call.required("name"),
                tenantId: call.text("tenantId"),
                permissions: call.body["permissionNames"]?.stringsValue ?? [],
                summary: call.text("description") ?? ""
            )
            try state.addRole(role)
            return Reply(body: [
                "name": .string(role.name), "description": .string(role.summary),
                "permissionNames": .texts(role.permissions),
                "tenantId": .text(role.tenantId),
            ])
        },
        Route(
            "role.delete",
            .post,
            "/v1/mgmt/role/delete",
            .management,
            [.required("name"), .optional("tenantId")]
        ) { state, call throws(EmulatorRefusal) in
            let name = try call.required("name")
            let tenantId = call.text("tenantId")
            guard let index = state.roles.firstIndex(where: { $0.name == name && $0.tenantId == tenantId }) else {
                throw .invalid("the role does not exist")
            }
            state.roles.remove(at: index)
            state.takeDeletedRoles()
            return Reply()
        },
        Route(
            "permission.create",
            .post,
            "/v1/mgmt/permission/create",
            .management,
            [.required("name"), .optional("description")]
        ) { state, call throws(EmulatorRefusal) in
            let name = try call.required("name")
            guard !state.permissions.contains(name) else { throw .invalid("the permission exists") }
            state.permissions.append(name)
            return Reply()
        },
    ]
}

extension EmulatorState {
    /// Removes deleted roles from all users.
    fileprivate mutating func takeDeletedRoles() {
        var users = users
        for index in users.indices {
            users[index].roles.removeAll { !hasRole($0, tenantId: nil) }
            for tenant in users[index].tenants.indices {
                let id = users[index].tenants[tenant].id
                users[index].tenants[tenant].roles.removeAll { !hasRole($0, tenantId: id) }
            }
        }
        self.users = users
    }

    mutating func addRole(_ role: EmulatedRole) throws(EmulatorRefusal) {
        guard role.tenantId == nil || tenants.contains(where: { $0.id == role.tenantId }) else {
            throw .invalid("the tenant does not exist")
        }
        guard !roles.contains(where: { $0.name == role.name && $0.tenantId == role.tenantId }) else {
            throw .invalid("the role exists")
        }
        roles.append(role)
    }
}
