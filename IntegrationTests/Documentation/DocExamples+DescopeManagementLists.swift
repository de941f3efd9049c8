import DescopeManagementLists
import DescopeURLSession

// The code of DescopeManagementLists's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    let client = try DescopeClient(projectId: "P2abc", managementKey: "K2abc", transport: .urlSession)

    /// Makes the list of addresses that may not sign in.
    func createDeniedList() async throws -> String? {
        let list = NewList("denied", .ips(["203.0.113.0/24"]), description: "May not sign in")
        return try await client.management.lists.create(list).id
    }

    /// Denies an address, if it is not denied yet.
    func deny(_ ip: String, in listId: String) async throws {
        guard try await !client.management.lists.checkIP(ip, in: listId) else { return }
        try await client.management.lists.addIPs([ip], to: listId)
    }
}
