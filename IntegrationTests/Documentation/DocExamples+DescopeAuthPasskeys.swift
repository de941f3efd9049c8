import DescopeAuthPasskeys
import DescopeURLSession

// The code of DescopeAuthPasskeys's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    let client = try DescopeClient(projectId: "P2abc", transport: .urlSession)

    /// Signs a user in, or up when there is no such user. `ask` has the browser make or use a passkey.
    func signUpOrIn(
        _ loginId: String,
        ask: (_ options: String, _ createsPasskey: Bool) async throws -> String
    ) async throws -> SignInResponse {
        let start = try await client.passkeys.startSignUpOrIn(loginId: loginId, origin: "https://app.example.com")
        let response = try await ask(start.options, start.createsPasskey)
        return start.createsPasskey
            ? try await client.passkeys.finishSignUp(transactionId: start.transactionId, response: response)
            : try await client.passkeys.finishSignIn(transactionId: start.transactionId, response: response)
    }
}
