import DescopeAuthOTP
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

/// What is refused before anything is sent, what the service refuses, and what is repeated.
@Suite(.timeLimit(.minutes(1))) struct OTPRefusalTests {
    static let blanks = ["", " ", "\t\n\r "]

    /// What a call throws that must not send anything.
    private func refusal(_ call: (OTPClient) async throws -> Void) async throws -> DescopeError {
        let transport = ScriptedTransport(OTPCall.answer)
        let error = await #expect(throws: DescopeError.self) { try await call(client(transport).otp) }
        #expect(transport.sent.isEmpty)
        return try #require(error)
    }

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
        let calls: [(name: String, call: (OTPClient) async throws -> Void)] = [
            ("code", { _ = try await $0.verify(with: .sms, loginId: "ada", code: blank) }),
            ("email", { try await $0.updateEmail(to: blank, loginId: "ada", refreshJwt: "r") }),
            ("phone", { try await $0.updatePhone(to: blank, loginId: "ada", refreshJwt: "r") }),
            ("refreshJwt", { try await $0.updateEmail(to: "e", loginId: "ada", refreshJwt: blank) }),
            ("refreshJwt", { try await $0.updatePhone(to: "1", loginId: "ada", refreshJwt: blank) }),
            ("refreshJwt", { try await $0.signIn(with: .sms, loginId: "ada", refreshJwt: blank) }),
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
            try await $0.updatePhone(to: "+12025550143", with: .email, loginId: "ada", refreshJwt: "r")
        }
        #expect(error.code == .unusableArgument)
        #expect(error.message.hasPrefix("method: "))
    }

    @Test(
        "step-up and MFA without a refresh token",
        arguments: [LoginOptions(stepup: true), LoginOptions(mfa: true), LoginOptions(stepup: true, mfa: true)]
    )
    func missingRefreshToken(_ options: LoginOptions) async throws {
        let error = try await refusal { try await $0.signIn(with: .email, loginId: "ada", options: options) }
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
        let otp = try client(.scripted(.refusal(code, status: 401, description: "No"))).otp
        let error = try #require(await #expect(throws: DescopeError.self) { try await call.make(otp) })
        #expect(error.kind == .api)
        #expect(error.code == code)
        #expect(error.status == 401)
        #expect(error.operation == "otp.\(call.rawValue)")
        #expect(error.message == "No")
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
    func notRepeated(_ call: OTPCall) async throws {
        let failures: [(answer: ScriptedTransport.Answer, code: DescopeError.Code)] = [
            (.status(520), .unexpectedStatus), (.status(524), .unexpectedStatus), (.status(500), .unexpectedStatus),
            (.status(502), .unexpectedStatus), (.status(504), .unexpectedStatus), (.status(429), .rateLimited),
            (.connectionLost, .connectionLost), (.timedOut, .timedOut),
        ]
        for (answer, code) in failures {
            let transport = ScriptedTransport(answer, OTPCall.answer)
            let error = await #expect(throws: DescopeError.self) { try await call.make(client(transport).otp) }
            #expect(error?.code == code)
            #expect(transport.sent.count == 1, "\(answer)")
        }
    }

    @Test("what cannot have reached the service is sent again", arguments: OTPCall.allCases)
    func repeated(_ call: OTPCall) async throws {
        for failure in [ScriptedTransport.Answer.status(503), .status(521), .status(522), .status(530), .cannotConnect]
        {
            let transport = ScriptedTransport(failure, failure, OTPCall.answer)
            try await call.make(client(transport).otp)
            try transport.verify()
            #expect(Set(transport.sent.map(\.body)).count == 1)
        }
    }

    @Test(
        "no error shows the code or the refresh token, even when the service repeats them",
        arguments: OTPCall.allCases
    )
    func noSecrets(_ call: OTPCall) async throws {
        let echo = "unknown: \(OTPCall.code) \(OTPCall.refreshJwt)"
        for answer in [
            ScriptedTransport.Answer.refusal(.wrongOTPCode, description: echo), .json(echo), .json(echo, status: 500),
            .error(DescopeError(.transport, code: .connectionLost, message: "lost")),
        ] {
            let error = await #expect(throws: DescopeError.self) { try await call.make(client(.scripted(answer)).otp) }
            var shown = "\(String(describing: error))"
            dump(error, to: &shown)
            let secrets =
                call == .verify
                ? [OTPCall.code] : [.updateEmail, .updatePhone].contains(call) ? [OTPCall.refreshJwt] : []
            for secret in secrets { #expect(!shown.contains(secret)) }
            #expect(shown.contains("otp.\(call.rawValue)"))
        }
    }
}
