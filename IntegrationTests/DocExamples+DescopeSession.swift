import DescopeSession
import DescopeURLSession

// The code of DescopeSession's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    struct Forbidden: Error {}

    let client = try DescopeClient(projectId: "P2abc", transport: .urlSession)

    /// Answers with the `Set-Cookie` headers of the response.
    func switchTenant(to tenant: String, authorization: String?, cookies: [String]) async throws -> [String] {
        let tokens = client.session.tokens(authorization: authorization, cookies: cookies)
        var session = try await client.session.validateAndRefresh(tokens)
        if session.token.currentTenant != tenant {
            guard let refreshJwt = session.refreshJwt else { throw Forbidden() }
            session = try await client.session.selectTenant(tenant, refreshJwt: refreshJwt)
        }
        guard session.token.hasPermissions(["reports.read"], tenant: tenant) else { throw Forbidden() }
        return client.session.setCookies(for: session).map { $0.reveal() }
    }

    /// The `Authorization` header for a service that trusts this project's tokens.
    func reportsAuthorization(accessKey: Secret) async throws -> String {
        let session = try await client.session.exchange(accessKey: accessKey, audience: ["reports"])
        return "Bearer \(session.sessionJwt.reveal())"
    }
}
