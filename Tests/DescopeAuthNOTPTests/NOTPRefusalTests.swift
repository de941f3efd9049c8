import ClientTestSupport
import DescopeAuthNOTP
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

/// Arguments that are refused before anything is sent, errors of the service, and retries.
@Suite(.timeLimit(.minutes(5))) struct NOTPRefusalTests {
    @Test(
        "a blank login id, which differs from none",
        arguments: NOTPCall.allCases.filter { $0 != .session },
        blanks
    )
    func loginId(_ call: NOTPCall, _ blank: String) async throws {
        let error = try await refusal { try await call.make($0, loginId: blank) }
        #expect((error.kind, error.code) == (.argument, .unusableArgument))
        #expect(error.message.hasPrefix("loginId: "))
        #expect(error.operation == call.name)
    }

    @Test("a blank reference, number or refresh token", arguments: blanks)
    func others(_ blank: String) async throws {
        let calls: [(name: String, call: (DescopeClient) async throws -> Void)] = [
            ("pendingRef", { _ = try await $0.notp.session(blank) }),
            ("pendingRef", { _ = try await $0.notp.waitForSession(blank) }),
            ("pendingRef", { _ = try $0.notp.sessionStates(blank) }),
            ("phone", { _ = try await $0.notp.updatePhone(to: blank, loginId: "ada", refreshJwt: "r") }),
            ("refreshJwt", { _ = try await $0.notp.updatePhone(loginId: "ada", refreshJwt: blank) }),
            ("refreshJwt", { _ = try await $0.notp.signIn(refreshJwt: blank) }),
        ]
        for (name, call) in calls {
            let error = try await refusal(call)
            #expect(error.code == (name == "refreshJwt" ? .missingToken : .unusableArgument))
            #expect(error.message.hasPrefix("\(name): "))
        }
    }

    @Test("step-up and MFA without a refresh token", arguments: [LoginOptions(stepup: true), LoginOptions(mfa: true)])
    func missingRefreshToken(_ options: LoginOptions) async throws {
        let error = try await refusal { _ = try await $0.notp.signIn(loginId: "1", options: options) }
        #expect((error.kind, error.code) == (.token, .missingRefreshJwt))
    }

    @Test(
        "errors of the service keep their code",
        arguments: NOTPCall.allCases,
        [DescopeError.Code.userAlreadyExists, .userNotFound, .notpPending]
    )
    func serviceErrors(_ call: NOTPCall, _ code: DescopeError.Code) async throws {
        try await expectServiceError(code, from: call.name) { try await call.make($0) }
    }

    @Test("only fetching the session is retried when it may have reached the service", arguments: NOTPCall.allCases)
    func notRepeated(_ call: NOTPCall) async {
        await expectNotRepeated(unlessHarmless: call == .session, answer: NOTPCall.answer) { try await call.make($0) }
    }

    @Test("a request that cannot have reached the service is retried", arguments: NOTPCall.allCases)
    func repeated(_ call: NOTPCall) async {
        await expectRepeated(answer: NOTPCall.answer) { try await call.make($0) }
    }

    @Test(
        "no error shows a secret, even when the response repeats it",
        arguments: NOTPCall.allCases.filter { !$0.secrets.isEmpty }
    )
    func noSecrets(_ call: NOTPCall) async throws {
        try await expectSilence(about: call.secrets, from: call.name) {
            try await call.make($0, refreshJwt: NOTPCall.refreshJwt)
        }
    }
}
