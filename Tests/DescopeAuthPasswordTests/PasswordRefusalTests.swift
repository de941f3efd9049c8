import ClientTestSupport
import DescopeAuthPassword
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

/// Arguments that are refused before anything is sent, refusals by the service, and retries.
@Suite(.timeLimit(.minutes(5))) struct PasswordRefusalTests {
    @Test("a blank login id", arguments: PasswordCall.allCases.filter { $0 != .policy }, blanks)
    func loginId(_ call: PasswordCall, _ blank: String) async throws {
        let error = try await refusal { try await call.make($0, loginId: blank) }
        #expect(error.kind == .argument)
        #expect(error.code == .unusableArgument)
        #expect(error.message.hasPrefix("loginId: "))
        #expect(error.operation == "password.\(call.rawValue)")
    }

    @Test("an empty password")
    func password() async throws {
        let calls: [(name: String, call: (DescopeClient) async throws -> Void)] = [
            ("password", { _ = try await $0.password.signUp(loginId: "ada", password: "") }),
            ("password", { _ = try await $0.password.signIn(loginId: "ada", password: "") }),
            ("newPassword", { try await $0.password.update(loginId: "ada", newPassword: "", refreshJwt: "r") }),
            ("oldPassword", { _ = try await $0.password.replace(loginId: "ada", oldPassword: "", newPassword: "q") }),
            ("newPassword", { _ = try await $0.password.replace(loginId: "ada", oldPassword: "p", newPassword: "") }),
        ]
        for (name, call) in calls {
            let error = try await refusal(call)
            #expect(error.code == .unusableArgument)
            #expect(error.message.hasPrefix("\(name): "))
            #expect(!error.operation.isEmpty)
        }
    }

    @Test("a blank refresh token", arguments: blanks)
    func refreshJwt(_ blank: String) async throws {
        let error = try await refusal {
            try await $0.password.update(loginId: "ada", newPassword: "q", refreshJwt: blank)
        }
        #expect(error.message.hasPrefix("refreshJwt: "))
    }

    @Test("a redirect URL that is blank or not absolute", arguments: blanks + ["/reset", "javascript://app"])
    func redirectURL(_ url: String) async throws {
        let error = try await refusal { try await $0.password.sendReset(loginId: "ada", redirectURL: url) }
        #expect(error.message.hasPrefix("redirectURL: "))
    }

    @Test("step-up and MFA", arguments: [LoginOptions(stepup: true), LoginOptions(mfa: true)])
    func stepup(_ options: LoginOptions) async throws {
        let error = try await refusal {
            _ = try await $0.password.signIn(loginId: "ada", password: "p", options: options)
        }
        #expect(error.code == .unusableArgument)
        #expect(error.message.hasPrefix("options: "))
        #expect(error.operation == "password.signIn")
    }

    @Test(
        "refusals by the service keep their codes",
        arguments: PasswordCall.allCases,
        [.passwordExpired, .userAlreadyExists, .invalidArguments, DescopeError.Code(rawValue: "E999999")]
    )
    func serviceErrors(_ call: PasswordCall, _ code: DescopeError.Code) async throws {
        try await expectServiceError(code, from: "password.\(call.rawValue)") { try await call.make($0) }
    }

    @Test("only the policy is retried when the request may have reached the service", arguments: PasswordCall.allCases)
    func notRepeated(_ call: PasswordCall) async {
        await expectNotRepeated(unlessHarmless: call == .policy, answer: PasswordCall.answer) {
            try await call.make($0)
        }
    }

    @Test("a request that cannot have reached the service is retried", arguments: PasswordCall.allCases)
    func repeated(_ call: PasswordCall) async {
        await expectRepeated(answer: PasswordCall.answer) { try await call.make($0) }
    }

    @Test(
        "no error shows a password or a token, even when the service echoes them",
        arguments: PasswordCall.allCases.filter { !$0.secrets.isEmpty }
    )
    func noSecrets(_ call: PasswordCall) async throws {
        try await expectSilence(about: call.secrets, from: "password.\(call.rawValue)", readsAnswer: call != .update) {
            try await call.make($0)
        }
    }

    @Test("a reset's reference does not print")
    func silentReset() async throws {
        let answer = ScriptedTransport.Answer.json(#"{"resetMethod":"enchantedlink","pendingRef":"reference-of-ada"}"#)
        let reset = try await client(.scripted(answer)).password.sendReset(loginId: "ada")
        #expect(!prints(reset).contains("reference-of-ada"))
    }
}
