import DescopeAuthOTP
import DescopeCurl

// The code of the module's catalog page, compiled. `DocCatalogTests` holds the two together.
#if os(Linux)
private func example() throws {
    /// Makes a client whose requests time out after five seconds.
    func makeClient() throws -> DescopeClient {
        try DescopeClient(projectId: "P2abc", transport: .curl)
            .with { $0.requestTimeout = .seconds(5) }
    }

    /// Sends a code with that client.
    func sendCode(to email: String, client: DescopeClient) async throws {
        try await client.otp.signUpOrIn(with: .email, loginId: email)
    }
}
#endif
