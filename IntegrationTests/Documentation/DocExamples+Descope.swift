import Descope

// The code of the module's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    /// Makes the client from `DESCOPE_PROJECT_ID` and the other environment variables.
    func makeClient() throws -> DescopeClient {
        DescopeClient(try DescopeConfiguration())
    }

    /// Signs in, and validates the token as each later request does.
    func signIn(email: String, password: Secret, client: DescopeClient) async throws -> DescopeToken {
        let signedIn = try await client.password.signIn(loginId: email, password: password)
        return try await client.session.validate(signedIn.sessionJwt)
    }
}
