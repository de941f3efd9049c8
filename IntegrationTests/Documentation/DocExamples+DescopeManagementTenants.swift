import DescopeManagementTenants
import DescopeURLSession

// The code of DescopeManagementTenants's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    let client = try DescopeClient(projectId: "P2abc", managementKey: "K2abc", transport: .urlSession)

    /// Creates a tenant for a new customer, and returns a link with which its administrator configures SSO.
    func addCustomer(_ name: String, domain: String) async throws -> Secret {
        let details = TenantDetails(name) { $0.selfProvisioningDomains = [domain] }
        let id = try await client.management.tenants.create(details)

        var settings = try await client.management.tenants.loadSettings(id)
        settings.isSessionEnabled = true
        settings.refreshTokenLifetime = .seconds(7 * 86_400)
        try await client.management.tenants.updateSettings(id, settings)

        var passwords = try await client.management.passwordSettings.load(tenantId: id)
        passwords.minLength = 12
        try await client.management.passwordSettings.update(passwords, tenantId: id)

        return try await client.management.tenants.generateSSOConfigurationLink(
            tenantId: id,
            lifetime: .seconds(86_400)
        )
    }
}
