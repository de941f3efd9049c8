import DescopeAuthTOTP
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

/// What is refused before anything is sent, what the service refuses, and what is repeated.
@Suite(.timeLimit(.minutes(1))) struct TOTPRefusalTests {
    static let blanks = ["", " ", "\t\n\r "]

    /// What a call throws that must not send anything.
    private func refusal(_ call: (TOTPClient) async throws -> Void) async throws -> DescopeError {
        let transport = ScriptedTransport(TOTPCall.answer)
        let error = await #expect(throws: DescopeError.self) { try await call(client(transport).totp) }
        #expect(transport.sent.isEmpty)
        return try #require(error)
    }

    @Test("a blank login id", arguments: TOTPCall.allCases, blanks)
    func loginId(_ call: TOTPCall, _ blank: String) async throws {
        let error = try await refusal { try await call.make($0, loginId: blank) }
        #expect(error.kind == .argument)
        #expect(error.code == .unusableArgument)
        #expect(error.message.hasPrefix("loginId: "))
        #expect(error.operation == call.rawValue)
    }

    @Test("a blank code or refresh token", arguments: blanks)
    func others(_ blank: String) async throws {
        let calls: [(name: String, call: (TOTPClient) async throws -> Void)] = [
            ("code", { _ = try await $0.verify(loginId: "ada", code: blank) }),
            ("recoveryCode", { _ = try await $0.signIn(loginId: "ada", recoveryCode: blank) }),
            ("refreshJwt", { _ = try await $0.update(loginId: "ada", refreshJwt: blank) }),
            ("refreshJwt", { _ = try await $0.generateRecoveryCodes(loginId: "ada", refreshJwt: blank) }),
            ("refreshJwt", { _ = try await $0.verify(loginId: "ada", code: "1", refreshJwt: blank) }),
        ]
        for (name, call) in calls {
            let error = try await refusal(call)
            #expect(error.code == (name == "refreshJwt" ? .missingToken : .unusableArgument))
            #expect(error.message.hasPrefix("\(name): "))
        }
    }

    @Test("step-up and MFA without a refresh token", arguments: [LoginOptions(stepup: true), LoginOptions(mfa: true)])
    func missingRefreshToken(_ options: LoginOptions) async throws {
        let calls: [(TOTPClient) async throws -> Void] = [
            { _ = try await $0.verify(loginId: "ada", code: "1", options: options) },
            { _ = try await $0.signIn(loginId: "ada", recoveryCode: "1", options: options) },
        ]
        for call in calls { #expect(try await refusal(call).code == .missingRefreshJwt) }
    }

    @Test(
        "the service's refusals come with their codes",
        arguments: TOTPCall.allCases,
        [.wrongOTPCode, .tooManyOTPAttempts, .userAlreadyExists, DescopeError.Code(rawValue: "E999999")]
    )
    func serviceErrors(_ call: TOTPCall, _ code: DescopeError.Code) async throws {
        let totp = try client(.scripted(.refusal(code, status: 401, description: "No"))).totp
        let error = try #require(await #expect(throws: DescopeError.self) { try await call.make(totp) })
        #expect(error.kind == .api)
        #expect(error.code == code)
        #expect(error.status == 401)
        #expect(error.operation == call.rawValue)
    }

    @Test("what may have reached the service is not sent twice", arguments: TOTPCall.allCases)
    func notRepeated(_ call: TOTPCall) async throws {
        for answer in [
            ScriptedTransport.Answer.status(520), .status(524), .status(500), .status(429), .connectionLost, .timedOut,
        ] {
            let transport = ScriptedTransport(answer, TOTPCall.answer)
            await #expect(throws: DescopeError.self) { try await call.make(client(transport).totp) }
            #expect(transport.sent.count == 1, "\(answer)")
        }
    }

    @Test("what cannot have reached the service is sent again", arguments: TOTPCall.allCases)
    func repeated(_ call: TOTPCall) async throws {
        for failure in [ScriptedTransport.Answer.status(503), .status(521), .status(522), .status(530), .cannotConnect]
        {
            let transport = ScriptedTransport(failure, failure, TOTPCall.answer)
            try await call.make(client(transport).totp)
            try transport.verify()
        }
    }

    @Test(
        "no error shows the code or the refresh token, even when the service repeats them",
        arguments: TOTPCall.allCases.filter { $0 != .signUp }
    )
    func noSecrets(_ call: TOTPCall) async throws {
        let echo = "unknown: \(TOTPCall.code) \(TOTPCall.refreshJwt)"
        let secret = call.takesCode ? TOTPCall.code : TOTPCall.refreshJwt
        for answer in [
            ScriptedTransport.Answer.refusal(.wrongOTPCode, description: echo), .json(echo), .json(echo, status: 500),
        ] {
            let error = await #expect(throws: DescopeError.self) { try await call.make(client(.scripted(answer)).totp) }
            var shown = "\(String(describing: error))"
            dump(error, to: &shown)
            #expect(!shown.contains(secret))
            #expect(shown.contains(call.rawValue))
        }
    }
}
