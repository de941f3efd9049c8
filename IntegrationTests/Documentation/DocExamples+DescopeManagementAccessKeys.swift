import DescopeManagementAccessKeys
import DescopeURLSession

// The code of DescopeManagementAccessKeys's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    let client = try DescopeClient(projectId: "P2abc", managementKey: "K2abc", transport: .urlSession)

    /// Creates a key that deploys for a tenant.
    func createDeployKey(_ tenantId: String) async throws -> CreatedAccessKey {
        let key = NewAccessKey("deploy \(tenantId)") {
            $0.tenants = [TenantMembership(tenantId, roleNames: ["deployer"])]
            $0.permittedIPs = ["10.0.0.0/8"]
        }
        return try await client.management.accessKeys.create(key)
    }

    /// Stops the keys of a tenant from being used.
    func deactivateKeys(_ tenantId: String) async throws {
        let keys = try await client.management.accessKeys.search(AccessKeySearch { $0.tenantIds = [tenantId] })
        guard !keys.isEmpty else { return }
        try await client.management.accessKeys.deactivateBatch(keys.map(\.id))
    }
}
