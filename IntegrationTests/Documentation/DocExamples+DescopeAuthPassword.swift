import DescopeAuthPassword
import DescopeURLSession

// The code of the module's catalog page, compiled. `DocCatalogTests` holds the two together.

func docPassword() throws {
    let client = try DescopeClient(projectId: "P2abc", transport: .urlSession)

    func signIn(loginId: String, password: Secret, choose: () async throws -> Secret) async throws -> SignInResponse {
        do {
            return try await client.password.signIn(loginId: loginId, password: password)
        } catch DescopeError.Code.passwordExpired {
            // Right, but too old: the user chooses another one, and is signed in by that.
            let policy = try await client.password.policy()
            print("at least \(policy.minLength ?? 8) characters, please")
            let newPassword = try await choose()
            return try await client.password.replace(loginId: loginId, oldPassword: password, newPassword: newPassword)
        }
    }

    /// What the user is told, whether there is such a user or not: strangers shall not learn who has an account.
    func sendReset(loginId: String) async throws -> String {
        do {
            try await client.password.sendReset(loginId: loginId, redirectURL: "https://app.example.com/reset")
        } catch let error as DescopeError {
            let isRefused = error.kind == .api && !error.isRateLimited && (error.status ?? 500) < 500
            guard isRefused else { throw error }
        }
        return "If we know you, a message is on its way."
    }

    /// Behind the link, when `magicLink.verify` of `DescopeAuthLinks` has signed the user in with its token.
    func setPassword(_ newPassword: Secret, loginId: String, refreshJwt: Secret) async throws {
        try await client.password.update(loginId: loginId, newPassword: newPassword, refreshJwt: refreshJwt)
    }
}
