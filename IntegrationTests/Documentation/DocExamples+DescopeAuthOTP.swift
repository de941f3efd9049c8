import DescopeAuthOTP
import DescopeURLSession

// The code of the module's catalog page, compiled. `DocCatalogTests` holds the two together.

func docOTP() throws {
    let client = try DescopeClient(projectId: "P2abc", transport: .urlSession)

    /// Sends a code, and says where it went.
    func sendCode(to email: String) async throws -> String {
        let sent = try await client.otp.signUpOrIn(with: .email, loginId: email)
        return "Look into \(sent.address ?? "your mailbox")."
    }

    /// Signs in with what the user typed; nil when it has to be typed again.
    func signIn(email: String, code: Secret) async throws -> SignInResponse? {
        do {
            return try await client.otp.verify(with: .email, loginId: email, code: code)
        } catch DescopeError.Code.wrongOTPCode {
            return nil
        } catch DescopeError.Code.tooManyOTPAttempts {
            // Only a new code helps now.
            try await client.otp.signIn(with: .email, loginId: email)
            return nil
        }
    }

    /// Asks a user who is signed in for one more proof before something that matters. The token that comes of it
    /// says so: with `DescopeSession` it `isSteppedUp`.
    func sendSecondCode(loginId: String, refreshJwt: Secret) async throws {
        let options = LoginOptions(stepup: true)
        try await client.otp.signIn(with: .sms, loginId: loginId, options: options, refreshJwt: refreshJwt)
    }
}
