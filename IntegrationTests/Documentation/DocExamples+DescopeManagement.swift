import DescopeManagement
import DescopeURLSession

// The code of DescopeManagement's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    let client = try DescopeClient(projectId: "P2abc", managementKey: "K2abc", transport: .urlSession)

    /// The name of a tenant.
    func tenantName(_ id: String) async throws -> String? {
        let tenant: JSONValue = try await client.management.send(
            "tenants.load",
            .get,
            "/v1/mgmt/tenant",
            query: ["id": id]
        )
        return tenant["name"]?.stringValue
    }
}
