import ClientTestSupport
import DescopeAuthTOTP
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

/// Arguments that are refused before anything is sent, errors of the service, and retries.
@Suite(.timeLimit(.minutes(5))) struct TOTPRefusalTests {
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
        let calls: [(name: String, call: (DescopeClient) async throws -> Void)] = [
            ("code", { _ = try await $0.totp.verify(loginId: "ada", code: blank) }),
            ("recoveryCode", { _ = try await $0.totp.signIn(loginId: "ada", recoveryCode: blank) }),
            ("refreshJwt", { _ = try await $0.totp.update(loginId: "ada", refreshJwt: blank) }),
            ("refreshJwt", { _ = try await $0.totp.generateRecoveryCodes(loginId: "ada", refreshJwt: blank) }),
            ("refreshJwt", { _ = try await $0.totp.verify(loginId: "ada", code: "1", refreshJwt: blank) }),
        ]
        for (name, call) in calls {
            let error = try await refusal(call)
            #expect(error.code == (name == "refreshJwt" ? .missingToken : .unusableArgument))
            #expect(error.message.hasPrefix("\(name): "))
        }
    }

    @Test("step-up and MFA without a refresh token", arguments: [LoginOptions(stepup: true), LoginOptions(mfa: true)])
    func missingRefreshToken(_ options: LoginOptions) async throws {
        let calls: [(DescopeClient) async throws -> Void] = [
            { _ = try await $0.totp.verify(loginId: "ada", code: "1", options: options) },
            { _ = try await $0.totp.signIn(loginId: "ada", recoveryCode: "1", options: options) },
        ]
        for call in calls { #expect(try await refusal(call).code == .missingRefreshJwt) }
    }

    @Test(
        "errors of the service keep their code",
        arguments: TOTPCall.allCases,
        [.wrongOTPCode, .tooManyOTPAttempts, .userAlreadyExists, DescopeError.Code(rawValue: "E999999")]
    )
    func serviceErrors(_ call: TOTPCall, _ code: DescopeError.Code) async throws {
        try await expectServiceError(code, from: call.rawValue) { try await call.make($0) }
    }

    @Test("a request that may have reached the service is not retried", arguments: TOTPCall.allCases)
    func notRepeated(_ call: TOTPCall) async {
        await expectNotRepeated(answer: TOTPCall.answer) { try await call.make($0) }
    }

    @Test("a request that cannot have reached the service is retried", arguments: TOTPCall.allCases)
    func repeated(_ call: TOTPCall) async {
        await expectRepeated(answer: TOTPCall.answer) { try await call.make($0) }
    }

    @Test(
        "no error shows the code or the refresh token, even when the response repeats them",
        arguments: TOTPCall.allCases.filter { !$0.secrets.isEmpty }
    )
    func noSecrets(_ call: TOTPCall) async throws {
        try await expectSilence(about: call.secrets, from: call.rawValue) {
            try await call.make($0, refreshJwt: TOTPCall.refreshJwt)
        }
    }
}
