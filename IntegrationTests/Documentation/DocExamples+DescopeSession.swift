import DescopeSession
import DescopeURLSession

// The code of DescopeSession's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    let client = try DescopeClient(projectId: "P2abc", transport: .urlSession)

    /// Answers with the status and the `Set-Cookie` headers of the response.
    func switchTenant(
        to tenant: String,
        authorization: String?,
        cookies: [String],
        dpop: DPoPRequest? = nil
    ) async throws -> (Int, SetCookieHeaders) {
        guard tenant.contains(where: { !$0.isWhitespace }) else { return (400, SetCookieHeaders()) }
        let tokens = client.session.tokens(authorization: authorization, cookies: cookies, dpop: dpop)
        var setCookies = SetCookieHeaders()
        do {
            var session = try await client.session.validateAndRefresh(tokens)
            // To be set whatever follows: with rotation the token that came is dead by now.
            setCookies = client.session.setCookies(for: session)
            if session.token.currentTenant != tenant {
                guard let refreshJwt = session.refreshJwt else { return (401, setCookies) }
                let theirs = try await client.session.myTenants(refreshJwt, .ids([tenant]))
                guard !theirs.isEmpty else { return (403, setCookies) }
                session = try await client.session.selectTenant(tenant, in: session)
                setCookies = client.session.setCookies(for: session)
            }
            return (session.token.hasPermissions(["reports.read"], tenant: tenant) ? 200 : 403, setCookies)
        } catch let error as DescopeError {
            if error.refreshJwt != nil { setCookies = client.session.setCookies(for: error) }
            return (error.httpStatus, setCookies)
        }
    }

    /// The `Authorization` header for a service that trusts this project's tokens.
    func reportsAuthorization(accessKey: Secret) async throws -> String {
        let session = try await client.session.exchange(accessKey: accessKey, audience: ["reports"])
        return "Bearer \(session.sessionJwt.reveal())"
    }
}
