import DescopeManagementApplications
import DescopeURLSession

// The code of DescopeManagementApplications's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    let client = try DescopeClient(projectId: "P2abc", managementKey: "K2abc", transport: .urlSession)

    /// Lets a partner's application read documents of the users who consent.
    func addPartner() async throws -> InboundApplicationCredentials {
        let details = InboundApplicationDetails("Partner CRM") {
            $0.loginPageURL = "https://login.example.com"
            $0.approvedCallbackURLs = ["https://partner.example.com/callback"]
            $0.permissionScopes = [ApplicationScope("read", description: "Reads documents", values: ["Read"])]
        }
        return try await client.management.inboundApplications.create(details)
    }

    /// Makes the wiki use PKCE, and keeps its other settings.
    func hardenWiki(_ id: String) async throws {
        let wiki = try await client.management.ssoApplications.load(id)
        guard var settings = wiki.oidc?.settings else { return }
        settings.requiresPKCE = true
        try await client.management.ssoApplications.updateOIDC(id, wiki.details, settings)
    }

    /// The token with which a user's calendar is read.
    func calendarToken(of userId: String) async throws -> Secret {
        try await client.management.outboundApplications.fetchToken("google-calendar", userId: userId).accessToken
    }

    /// The same on behalf of an inbound application, and only if its access token allows it.
    func calendarToken(of userId: String, appToken: Secret) async throws -> Secret {
        let applications = client.management.outboundApplications
        return try await applications.fetchToken("google-calendar", userId: userId, appToken: appToken).accessToken
    }
}
