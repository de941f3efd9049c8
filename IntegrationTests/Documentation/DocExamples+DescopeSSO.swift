import DescopeSSO
import DescopeURLSession

// The code of the module's catalog page, compiled. `DocCatalogTests` holds the two together.

func docSSO() throws {
    let client = try DescopeClient(projectId: "P2abc", transport: .urlSession)

    /// The handler that starts a sign-in with a company email address. Respond with a redirect to `url.reveal()`, and
    /// with a cookie for the nonce (`HttpOnly; Secure; SameSite=Lax`).
    func begin(email: String, nonce: String) async throws -> Secret {
        try await client.sso.start(
            tenant: email,
            redirectURL: "https://app.example.com/signed-in?nonce=\(nonce)",
            ssoOptions: SSOOptions(loginHint: email, initiatedEmail: email)
        )
    }

    /// The handler of /signed-in, with its query and the cookie. Returns nil when the sign-in failed, or started in
    /// another browser.
    func finish(code: String?, nonce: String?, cookie: String?) async throws -> SignInResponse? {
        guard let code, let nonce, nonce == cookie else { return nil }
        let signedIn = try await client.sso.exchange(code: code)
        print("the identity provider's groups: \(signedIn.idpResponse?.groups ?? [])")
        return signedIn
    }
}
