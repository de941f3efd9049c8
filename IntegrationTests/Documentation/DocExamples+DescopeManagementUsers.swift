import DescopeManagementUsers
import DescopeURLSession

// The code of DescopeManagementUsers's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    let client = try DescopeClient(projectId: "P2abc", managementKey: "K2abc", transport: .urlSession)

    /// Creates a member of a tenant, unless there is one with that login id.
    func ensureMember(_ email: String, tenantId: String) async throws -> UserProfile {
        let known = UserSearch { $0.loginIds = [email] }
        for try await user in client.management.users.search(known) {
            return try await client.management.users.addTenant(tenantId, loginId: user.userId ?? email)
        }
        let details = UserDetails { $0.tenants = [TenantMembership(tenantId, roleNames: ["viewer"])] }
        return try await client.management.users.create(email, details)
    }
}
