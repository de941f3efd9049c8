import DescopeManagementRoles
import DescopeURLSession

// The code of DescopeManagementRoles's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    let client = try DescopeClient(projectId: "P2abc", managementKey: "K2abc", transport: .urlSession)

    /// Lets the editors delete documents too.
    func extendEditor() async throws {
        try await client.management.permissions.create(NewPermission("Delete", description: "May delete documents"))
        let search = RoleSearch { $0.names = ["editor"] }
        guard let editor = try await client.management.roles.search(search).first(where: { $0.tenantId == nil }) else {
            return
        }
        var update = RoleUpdate(editor)
        update.permissionNames?.append("Delete")
        try await client.management.roles.update(update)
    }
}
