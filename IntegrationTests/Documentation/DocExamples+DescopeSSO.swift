import DescopeSSO
import DescopeURLSession

// The code of the module's catalog page, compiled. `DocCatalogTests` holds the two together.

func docSSO() throws {
    let client = try DescopeClient(projectId: "P2abc", transport: .urlSession)

    /// Where the browser goes of somebody who typed a company address: answer with a redirect to `url.reveal()`, and
    /// with a cookie for the nonce (`HttpOnly; Secure; SameSite=Lax`).
    func begin(email: String, nonce: String) async throws -> Secret {
        try await client.sso.start(
            tenant: email,
            redirectURL: "https://app.example.com/signed-in?nonce=\(nonce)",
            ssoOptions: SSOOptions(loginHint: email, initiatedEmail: email)
        )
    }

    /// What the handler of /signed-in does with its query and the cookie. Nil when the sign-in failed, or was begun in
    /// another browser.
    func finish(code: String?, nonce: String?, cookie: String?) async throws -> SignInResponse? {
        guard let code, let nonce, nonce == cookie else { return nil }
        let signedIn = try await client.sso.exchange(code: code)
        print("the identity provider's groups: \(signedIn.idpResponse?.groups ?? [])")
        return signedIn
    }
}
