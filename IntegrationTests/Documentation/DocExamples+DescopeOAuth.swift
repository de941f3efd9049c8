import DescopeOAuth
import DescopeURLSession

// The code of the module's catalog page, compiled. `DocCatalogTests` holds the two together.

func docOAuth() throws {
    let client = try DescopeClient(projectId: "P2abc", transport: .urlSession)

    /// Where the browser goes that wants to sign in: answer with a redirect to `url.reveal()`, and with a cookie for
    /// the nonce (`HttpOnly; Secure; SameSite=Lax`).
    func begin(nonce: String) async throws -> Secret {
        try await client.oauth.start(with: .google, redirectURL: "https://app.example.com/signed-in?nonce=\(nonce)")
    }

    /// What the handler of /signed-in does with its query and the cookie. Nil when the user said no, was refused, or
    /// began in another browser.
    func finish(code: String?, nonce: String?, cookie: String?) async throws -> SignInResponse? {
        guard let code, let nonce, nonce == cookie else { return nil }
        return try await client.oauth.exchange(code: code)
    }

    /// Lets a user who is signed in use a GitHub account from now on. It is connected when GitHub sends the browser
    /// back, before your handler of /connected sees anything: redirect nobody but that user's own browser there.
    func connectGitHub(refreshJwt: Secret) async throws -> Secret {
        try await client.oauth.startUpdate(
            with: .github,
            redirectURL: "https://app.example.com/connected",
            refreshJwt: refreshJwt
        )
    }
}
