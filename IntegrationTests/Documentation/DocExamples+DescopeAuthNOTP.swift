import DescopeAuthNOTP
import DescopeURLSession

// The code of the module's catalog page, compiled. `DocCatalogTests` holds the two together.

func docNOTP() throws {
    let client = try DescopeClient(projectId: "P2abc", transport: .urlSession)

    /// Begins a sign-in. The response has the link to open on the phone, and the reference to wait with.
    func begin() async throws -> NOTPResponse {
        try await client.notp.signUpOrIn()
    }

    /// Waits until the user has sent the message. Returns nil when the user has not sent it in time.
    func signIn(_ begun: NOTPResponse) async throws -> SignInResponse? {
        do {
            return try await client.notp.waitForSession(begun.pendingRef, every: .seconds(2), timeout: .seconds(180))
        } catch DescopeError.Code.signInTimedOut {
            return nil
        }
    }
}
