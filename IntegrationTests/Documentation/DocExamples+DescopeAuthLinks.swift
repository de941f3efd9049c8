import DescopeAuthLinks
import DescopeURLSession

// The code of the module's catalog page, compiled. `DocCatalogTests` holds the two together.

func docLinks() throws {
    let client = try DescopeClient(projectId: "P2abc", transport: .urlSession)
    let page = "https://app.example.com/verify"

    /// Sends a magic link.
    func sendMagicLink(to email: String) async throws {
        try await client.magicLink.signUpOrIn(with: .email, loginId: email, redirectURL: page)
    }

    /// Handles the button on a magic link's page. Returns nil when a new link has to be sent.
    func followMagicLink(token: Secret) async throws -> SignInResponse? {
        do {
            return try await client.magicLink.verify(token: token)
        } catch DescopeError.Code.linkTokenExpired {
            return nil
        }
    }

    /// Sends enchanted links, shows the number of the right one, and waits until the user has followed it.
    func signIn(email: String, show: (String) -> Void) async throws -> SignInResponse? {
        let sent = try await client.enchantedLink.signUpOrIn(loginId: email, redirectURL: page)
        show("Follow the link with the number \(sent.linkId).")
        do {
            for try await state in try client.enchantedLink.sessionStates(sent.pendingRef, timeout: .seconds(180)) {
                switch state {
                case .pending: show("…")
                case .signedIn(let signedIn): return signedIn
                }
            }
        } catch DescopeError.Code.signInTimedOut {
            show("Try again when you have time.")
        }
        return nil
    }

    /// Handles the button on an enchanted link's page.
    func followEnchantedLink(token: Secret) async throws {
        try await client.enchantedLink.verify(token: token)
    }
}
