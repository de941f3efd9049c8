import DescopeManagementJWT
import DescopeSession
import DescopeURLSession

// The code of DescopeManagementJWT's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    let client = try DescopeClient(projectId: "P2abc", managementKey: "K2abc", transport: .urlSession)

    /// Lets a member of the support team act for 15 minutes as a user who has consented to it.
    func impersonate(_ loginId: String, supporterId: String) async throws -> ActiveSession {
        let refreshJwt = try await client.management.jwt.impersonate(
            loginId,
            impersonatorId: supporterId,
            validatesConsent: true,
            refreshDuration: .seconds(900)
        )
        return try await client.session.refresh(refreshJwt)
    }
}
