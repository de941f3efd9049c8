import Descope
import DescopeEmulator
import Testing

extension Call {
    static let roles: [Call] = [
        .management("roles.create") { try await $0.roles.create(.everything($1("name"))) },
        .management("roles.createBatch") { management, _ in
            _ = try await management.roles.createBatch([.everything("editor")])
        },
        .management("roles.update") { management, given in
            let role = RoleUpdate(given("name"), tenantId: given("tenantId"), newName: given("newName"))
            try await management.roles.update(role.withEverything)
        },
        .management("roles.update, by id") { management, given in
            let role = RoleUpdate(id: given("id"), tenantId: given("tenantId"), newName: given("newName"))
            try await management.roles.update(role.withEverything)
        },
        .management("roles.updateBatch") { management, given in
            let author = RoleUpdate(id: given("roles.1.id"), tenantId: "acme", newName: "author")
            _ = try await management.roles.updateBatch([RoleUpdate("editor"), author.withEverything])
        },
        .management("roles.delete") { try await $0.roles.delete($1("name"), tenantId: $1("tenantId")) },
        .management("roles.delete, by id") { try await $0.roles.delete(id: $1("id"), tenantId: $1("tenantId")) },
        .management("roles.deleteBatch") { management, given in
            try await management.roles.deleteBatch([given("roleNames.0")], tenantId: given("tenantId"))
        },
        .management("roles.deleteBatch, by ids") { try await $0.roles.deleteBatch(ids: [$1("roleIds.0")]) },
        .management("roles.loadAll") { management, _ in _ = try await management.roles.loadAll() },
        .management("roles.search") { management, _ in _ = try await management.roles.search(.everything) },

        .management("permissions.create") {
            try await $0.permissions.create(NewPermission($1("name"), description: "Edits"))
        },
        .management("permissions.createBatch") { management, _ in
            try await management.permissions.createBatch([NewPermission("Publish", description: "Edits")])
        },
        .management("permissions.update") {
            try await $0.permissions.update(PermissionUpdate($1("name"), newName: $1("newName"), description: "Edits"))
        },
        .management("permissions.update, by id") {
            try await $0.permissions.update(
                PermissionUpdate(id: $1("id"), newName: $1("newName"), description: "Edits")
            )
        },
        .management("permissions.updateBatch") { management, given in
            try await management.permissions.updateBatch([
                PermissionUpdate("Edit", newName: "Write"),
                PermissionUpdate(id: given("permissions.1.id"), newName: "Publish", description: "Publishes"),
            ])
        },
        .management("permissions.delete") { try await $0.permissions.delete($1("name")) },
        .management("permissions.delete, by id") { try await $0.permissions.delete(id: $1("id")) },
        .management("permissions.deleteBatch") { management, _ in
            try await management.permissions.deleteBatch(["Edit", "View"])
        },
        .management("permissions.deleteBatch, by ids") { management, given in
            try await management.permissions.deleteBatch(ids: [given("ids.0")])
        },
        .management("permissions.loadAll") { management, _ in _ = try await management.permissions.loadAll() },
    ]

    /// Prepares a project for these calls.
    ///
    /// - Returns: The arguments that they are given there.
    static func prepareRoles(_ it: Journey) async throws -> [String: String] {
        let (roles, permissions) = (it.client.management.roles, it.client.management.permissions)
        try await permissions.createBatch(["Edit", "View", "Read"].map { NewPermission($0) })
        _ = try await roles.createBatch(["editor", "viewer", "deployer"].map { NewRole($0) })
        try await roles.create(NewRole("support", permissionNames: ["Impersonate"]))
        try await roles.create(NewRole("parent", permissionNames: ["Family Impersonate Dependents"]))
        try it.backend.addTenant(id: "acme", name: "Acme")
        let clerk = try #require(try await roles.create(NewRole("clerk", tenantId: "acme")))
        let all = try await permissions.loadAll()
        let (edit, view) = (all.first { $0.name == "Edit" }, all.first { $0.name == "View" })
        return [
            "roles.name": "clerk", "roles.id": clerk.id ?? "", "roles.create.name": "new",
            "roles.roleNames.0": "clerk", "roles.roleIds.0": clerk.id ?? "", "permissions.ids.0": edit?.id ?? "",
            "roles.roles.1.id": clerk.id ?? "", "permissions.permissions.1.id": view?.id ?? "",
            "permissions.name": "Edit", "permissions.id": edit?.id ?? "", "permissions.create.name": "new",
        ]
    }

    /// Refused before anything is sent: the service would act on everything.
    static let unboundedRoles: [Unbounded] = [
        Unbounded("roles.search", "roleNames") { _ = try await $0.roles.search(RoleSearch { $0.names = [] }) },
        Unbounded("roles.deleteBatch", "roleNames") { try await $0.roles.deleteBatch([]) },
        Unbounded("roles.deleteBatch", "roleIds") { try await $0.roles.deleteBatch(ids: []) },
        Unbounded("roles.createBatch", "roles") { _ = try await $0.roles.createBatch([]) },
        Unbounded("roles.updateBatch", "roles") { _ = try await $0.roles.updateBatch([]) },
        Unbounded("roles.createBatch", "roles.1.name") {
            _ = try await $0.roles.createBatch([NewRole("a"), NewRole(" ")])
        },
        Unbounded("roles.deleteBatch", "roleNames.1") { try await $0.roles.deleteBatch(["editor", " "]) },
        Unbounded("permissions.deleteBatch", "names") { try await $0.permissions.deleteBatch([]) },
        Unbounded("permissions.deleteBatch", "ids") { try await $0.permissions.deleteBatch(ids: []) },
        Unbounded("permissions.createBatch", "permissions") { try await $0.permissions.createBatch([]) },
        Unbounded("permissions.updateBatch", "permissions") { try await $0.permissions.updateBatch([]) },
    ]
}

extension Model {
    private static let flags = ["default": "isDefault", "private": "isPrivate"]

    static let roles: [Model] = [
        Model(SortField.self, "SortField", renamed: ["desc": "isDescending"]),
        Model(Role.self, "Role", renamed: flags), Model(NewRole.self, "Role", renamed: flags),
        Model(RoleUpdate.self, "RoleUpdate", renamed: flags),
        Model(
            RoleSearch.self,
            "management.role.search",
            renamed: [
                "roleNames": "names", "roleIds": "ids", "roleNameLike": "nameContains",
                "includeProjectRoles": "includesProjectRoles",
            ]
        ),
        Model(Permission.self, "Permission", renamed: ["systemDefault": "isSystemDefault"]),
        Model(NewPermission.self, "Permission"), Model(PermissionUpdate.self, "PermissionUpdate"),
    ]
}

extension NewRole {
    /// A role with all that can be sent.
    fileprivate static func everything(_ name: String) -> NewRole {
        NewRole(
            name,
            description: "Edits",
            permissionNames: ["Edit"],
            tenantId: "acme",
            isDefault: true,
            isPrivate: true
        )
    }
}

extension RoleSearch {
    fileprivate static let everything = RoleSearch {
        ($0.tenantIds, $0.names, $0.ids) = (["acme"], ["editor"], ["R1"])
        ($0.nameContains, $0.permissionNames, $0.includesProjectRoles) = ("edit", ["Edit"], true)
        ($0.text, $0.sort) = ("edit", [.descending("name")])
    }
}

extension RoleUpdate {
    fileprivate var withEverything: RoleUpdate {
        var role = self
        (role.description, role.permissionNames) = ("Edits", ["Edit"])
        (role.isDefault, role.isPrivate) = (true, true)
        return role
    }
}
