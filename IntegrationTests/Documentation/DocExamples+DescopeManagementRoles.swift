import DescopeManagementRoles
import DescopeURLSession

// The code of DescopeManagementRoles's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    let client = try DescopeClient(projectId: "P2abc", managementKey: "K2abc", transport: .urlSession)

    /// Creates a role that may edit documents, unless there is one.
    func createEditor() async throws {
        var search = RoleSearch()
        search.roleNames = ["editor"]
        guard try await client.management.roles.search(search).isEmpty else { return }
        try await client.management.permissions.create("Edit", description: "May change documents")
        try await client.management.roles.create(NewRole("editor", permissionNames: ["Edit"]))
    }
}
