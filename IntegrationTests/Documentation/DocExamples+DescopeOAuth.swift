import DescopeOAuth
import DescopeURLSession

// The code of the module's catalog page, compiled. `DocCatalogTests` holds the two together.

func docOAuth() throws {
    let client = try DescopeClient(projectId: "P2abc", transport: .urlSession)

    /// The handler that starts a sign-in. Respond with a redirect to `url.reveal()`, and with a cookie for the nonce
    /// (`HttpOnly; Secure; SameSite=Lax`).
    func begin(nonce: String) async throws -> Secret {
        try await client.oauth.start(with: .google, redirectURL: "https://app.example.com/signed-in?nonce=\(nonce)")
    }

    /// The handler of /signed-in, with its query and the cookie. Returns nil when the user declined, the service
    /// refused the user, or the sign-in started in another browser.
    func finish(code: String?, nonce: String?, cookie: String?) async throws -> SignInResponse? {
        guard let code, let nonce, nonce == cookie else { return nil }
        return try await client.oauth.exchange(code: code)
    }

    /// Connects a signed-in user with a GitHub account. The service makes the connection when GitHub sends the browser
    /// back, before your handler of /connected runs: redirect only that user's own browser to this URL.
    func connectGitHub(refreshJwt: Secret) async throws -> Secret {
        try await client.oauth.startUpdate(
            with: .github,
            redirectURL: "https://app.example.com/connected",
            refreshJwt: refreshJwt
        )
    }
}
