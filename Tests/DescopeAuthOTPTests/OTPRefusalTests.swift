import ClientTestSupport
import DescopeAuthOTP
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

/// What is refused before anything is sent, what the service refuses, and what is repeated.
@Suite(.timeLimit(.minutes(5))) struct OTPRefusalTests {
    @Test("a blank login id", arguments: OTPCall.allCases, blanks)
    func loginId(_ call: OTPCall, _ blank: String) async throws {
        let error = try await refusal { try await call.make($0, loginId: blank) }
        #expect(error.kind == .argument)
        #expect(error.code == .unusableArgument)
        #expect(error.message.hasPrefix("loginId: "))
    }

    @Test("a blank method", arguments: OTPCall.allCases.filter(\.takesMethod), blanks)
    func method(_ call: OTPCall, _ blank: String) async throws {
        let error = try await refusal { try await call.make($0, method: DeliveryMethod(rawValue: blank)) }
        #expect(error.code == .unusableArgument)
        #expect(error.message.hasPrefix("method: "))
    }

    @Test("a blank code, address or refresh token", arguments: blanks)
    func others(_ blank: String) async throws {
        let calls: [(name: String, call: (DescopeClient) async throws -> Void)] = [
            ("code", { _ = try await $0.otp.verify(with: .sms, loginId: "ada", code: blank) }),
            ("email", { try await $0.otp.updateEmail(to: blank, loginId: "ada", refreshJwt: "r") }),
            ("phone", { try await $0.otp.updatePhone(to: blank, loginId: "ada", refreshJwt: "r") }),
            ("refreshJwt", { try await $0.otp.updateEmail(to: "e", loginId: "ada", refreshJwt: blank) }),
            ("refreshJwt", { try await $0.otp.updatePhone(to: "1", loginId: "ada", refreshJwt: blank) }),
            ("refreshJwt", { try await $0.otp.signIn(with: .sms, loginId: "ada", refreshJwt: blank) }),
        ]
        for (name, call) in calls {
            let error = try await refusal(call)
            #expect(error.code == (name == "refreshJwt" ? .missingToken : .unusableArgument))
            #expect(error.message.hasPrefix("\(name): "))
        }
    }

    @Test("a phone cannot be reached by e-mail")
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
        try await client(.scripted(OTPCall.answer)).otp.signIn(with: .email, loginId: "ada", options: options)
    }

    @Test(
        "the service's refusals come with their codes",
        arguments: OTPCall.allCases,
        [.wrongOTPCode, .tooManyOTPAttempts, .userAlreadyExists, .userNotFound, DescopeError.Code(rawValue: "E999999")]
    )
    func serviceErrors(_ call: OTPCall, _ code: DescopeError.Code) async throws {
        try await expectServiceError(code, from: "otp.\(call.rawValue)") { try await call.make($0) }
    }

    @Test("a wrong code is caught as such")
    func wrongCode() async throws {
        let otp = try client(.scripted(.refusal(.wrongOTPCode))).otp
        var isCaught = false
        do {
            _ = try await otp.verify(with: .email, loginId: "ada", code: "123456")
        } catch DescopeError.Code.wrongOTPCode {
            isCaught = true
        }
        #expect(isCaught)
    }

    @Test("what may have reached the service is not sent twice", arguments: OTPCall.allCases)
    func notRepeated(_ call: OTPCall) async {
        await expectNotRepeated(answer: OTPCall.answer) { try await call.make($0) }
    }

    @Test("what cannot have reached the service is sent again", arguments: OTPCall.allCases)
    func repeated(_ call: OTPCall) async {
        await expectRepeated(answer: OTPCall.answer) { try await call.make($0) }
    }

    @Test(
        "no error shows the code or the refresh token, even when the service repeats them",
        arguments: OTPCall.allCases.filter { !$0.secrets.isEmpty }
    )
    func noSecrets(_ call: OTPCall) async throws {
        try await expectSilence(about: call.secrets, from: "otp.\(call.rawValue)") {
            try await call.make($0, refreshJwt: OTPCall.refreshJwt)
        }
    }
}
