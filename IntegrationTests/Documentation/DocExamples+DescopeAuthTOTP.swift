import DescopeAuthTOTP
import DescopeURLSession

// The code of the module's catalog page, compiled. `DocCatalogTests` holds the two together.

func docTOTP() throws {
    let client = try DescopeClient(projectId: "P2abc", transport: .urlSession)

    /// Adds a second factor for a signed-in user. `show` shows the QR image and returns the code that the user types.
    func addApp(
        loginId: String,
        refreshJwt: Secret,
        show: (_ setup: TOTPResponse) async throws -> Secret
    ) async throws -> SignInResponse {
        let setup = try await client.totp.update(loginId: loginId, refreshJwt: refreshJwt)
        let code = try await show(setup)
        return try await client.totp.verify(
            loginId: loginId,
            code: code,
            options: LoginOptions(mfa: true),
            refreshJwt: refreshJwt
        )
    }

    /// Signs in with a code of the app or with a recovery code.
    func signIn(loginId: String, code: Secret, isRecoveryCode: Bool) async throws -> SignInResponse {
        if isRecoveryCode { return try await client.totp.signIn(loginId: loginId, recoveryCode: code) }
        return try await client.totp.verify(loginId: loginId, code: code)
    }
}
