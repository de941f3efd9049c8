import ClientTestSupport
import DescopeAuthOTP
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

/// Arguments that are refused before anything is sent.
@Suite(.timeLimit(.minutes(5))) struct OTPRefusalTests {
    @Test("a phone number update by email")
    func phoneByEmail() async throws {
        let error = try await refusal {
            try await $0.otp.updatePhone(to: "+12025550143", with: .email, loginId: "ada", refreshJwt: "r")
        }
        #expect(error.code == .unusableArgument)
        #expect(error.message.hasPrefix("method: "))
    }

    @Test(
        "step-up and MFA without a refresh token",
        arguments: [LoginOptions(stepup: true), LoginOptions(mfa: true), LoginOptions(stepup: true, mfa: true)]
    )
    func missingRefreshToken(_ options: LoginOptions) async throws {
        let error = try await refusal { try await $0.otp.signIn(with: .email, loginId: "ada", options: options) }
        #expect(error.kind == .token)
        #expect(error.code == .missingRefreshJwt)
        #expect(error.message.hasPrefix("refreshJwt: "))
    }

    @Test("step-up and MFA that are off need no refresh token")
    func noStepup() async throws {
        let options = LoginOptions(stepup: false, mfa: false)
        try await client(.scripted(.json("{}"))).otp.signIn(with: .email, loginId: "ada", options: options)
    }
}
