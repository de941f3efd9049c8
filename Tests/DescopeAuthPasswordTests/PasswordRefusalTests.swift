import DescopeAuthPassword
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

/// What is refused before anything is sent, what the service refuses, and what is repeated.
@Suite(.timeLimit(.minutes(1))) struct PasswordRefusalTests {
    static let blanks = ["", " ", "\t\n\r "]

    /// What a call throws that must not send anything.
    private func refusal(_ call: (PasswordClient) async throws -> Void) async throws -> DescopeError {
        let transport = ScriptedTransport(PasswordCall.answer)
        let error = await #expect(throws: DescopeError.self) { try await call(client(transport).password) }
        #expect(transport.sent.isEmpty)
        return try #require(error)
    }

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
        let calls: [(name: String, call: (PasswordClient) async throws -> Void)] = [
            ("password", { _ = try await $0.signUp(loginId: "ada", password: "") }),
            ("password", { _ = try await $0.signIn(loginId: "ada", password: "") }),
            ("newPassword", { try await $0.update(loginId: "ada", newPassword: "", refreshJwt: "r") }),
            ("oldPassword", { _ = try await $0.replace(loginId: "ada", oldPassword: "", newPassword: "q") }),
            ("newPassword", { _ = try await $0.replace(loginId: "ada", oldPassword: "p", newPassword: "") }),
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
        let error = try await refusal { try await $0.update(loginId: "ada", newPassword: "q", refreshJwt: blank) }
        #expect(error.message.hasPrefix("refreshJwt: "))
    }

    @Test("a redirect that is blank, or no absolute URL", arguments: blanks + ["/reset", "javascript://app"])
    func redirectURL(_ url: String) async throws {
        let error = try await refusal { try await $0.sendReset(loginId: "ada", redirectURL: url) }
        #expect(error.message.hasPrefix("redirectURL: "))
    }

    @Test("step-up and MFA", arguments: [LoginOptions(stepup: true), LoginOptions(mfa: true)])
    func stepup(_ options: LoginOptions) async throws {
        let error = try await refusal { _ = try await $0.signIn(loginId: "ada", password: "p", options: options) }
        #expect(error.code == .unusableArgument)
        #expect(error.message.hasPrefix("options: "))
        #expect(error.operation == "password.signIn")
    }

    @Test(
        "the service's refusals come with their codes",
        arguments: PasswordCall.allCases,
        [.passwordExpired, .userAlreadyExists, .invalidArguments, DescopeError.Code(rawValue: "E999999")]
    )
    func serviceErrors(_ call: PasswordCall, _ code: DescopeError.Code) async throws {
        let password = try client(.scripted(.refusal(code, status: 401, description: "No"))).password
        let error = try #require(await #expect(throws: DescopeError.self) { try await call.make(password) })
        #expect(error.kind == .api)
        #expect(error.code == code)
        #expect(error.status == 401)
        #expect(error.operation == "password.\(call.rawValue)")
    }

    @Test("what may have reached the service is not sent twice", arguments: PasswordCall.allCases)
    func notRepeated(_ call: PasswordCall) async throws {
        // Only the policy is read; reading may be repeated.
        let count = call == .policy ? 2 : 1
        for answer in [ScriptedTransport.Answer.status(520), .status(524)] {
            let transport = ScriptedTransport(answer, PasswordCall.answer)
            try? await call.make(client(transport).password)
            #expect(transport.sent.count == count, "\(answer)")
        }
        for answer in [ScriptedTransport.Answer.status(500), .status(429)] {
            let transport = ScriptedTransport(answer, PasswordCall.answer)
            await #expect(throws: DescopeError.self) { try await call.make(client(transport).password) }
            #expect(transport.sent.count == 1, "\(answer)")
        }
    }

    @Test("what cannot have reached the service is sent again", arguments: PasswordCall.allCases)
    func repeated(_ call: PasswordCall) async throws {
        for failure in [ScriptedTransport.Answer.status(503), .status(521), .status(522), .status(530), .cannotConnect]
        {
            let transport = ScriptedTransport(failure, failure, PasswordCall.answer)
            try await call.make(client(transport).password)
            try transport.verify()
            #expect(Set(transport.sent.map(\.body)).count == 1)
        }
    }

    @Test(
        "no error shows a password or a token, even when the service repeats them",
        arguments: PasswordCall.allCases.filter { !$0.secrets.isEmpty }
    )
    func noSecrets(_ call: PasswordCall) async throws {
        let echo = "unknown: " + call.secrets.joined(separator: " ")
        for answer in [
            ScriptedTransport.Answer.refusal(.invalidArguments, description: echo), .json(echo, status: 500),
            .error(DescopeError(.transport, code: .connectionLost, message: "lost")),
        ] {
            let error = await #expect(throws: DescopeError.self) {
                try await call.make(client(.scripted(answer)).password)
            }
            var shown = "\(String(describing: error))"
            dump(error, to: &shown)
            for secret in call.secrets { #expect(!shown.contains(secret)) }
            #expect(shown.contains("password.\(call.rawValue)"))
        }
    }

    @Test("a reset's reference does not print")
    func silentReset() async throws {
        let answer = ScriptedTransport.Answer.json(#"{"resetMethod":"enchantedlink","pendingRef":"reference-of-ada"}"#)
        let reset = try await client(.scripted(answer)).password.sendReset(loginId: "ada")
        var shown = "\(reset)"
        dump(reset, to: &shown)
        #expect(!shown.contains("reference-of-ada"))
    }
}
