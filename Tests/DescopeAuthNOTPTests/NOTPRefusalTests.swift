import DescopeAuthNOTP
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

/// What is refused before anything is sent, what the service refuses, and what is repeated.
@Suite(.timeLimit(.minutes(1))) struct NOTPRefusalTests {
    /// What a call throws that must not send anything.
    private func refusal(_ call: (NOTPClient) async throws -> Void) async throws -> DescopeError {
        let transport = ScriptedTransport(NOTPCall.answer)
        let error = await #expect(throws: DescopeError.self) { try await call(client(transport).notp) }
        #expect(transport.sent.isEmpty)
        return try #require(error)
    }

    @Test(
        "a blank login id, which is another thing than none",
        arguments: NOTPCall.allCases.filter { $0 != .session },
        ["", " ", "\t\n\r "]
    )
    func loginId(_ call: NOTPCall, _ blank: String) async throws {
        let error = try await refusal { try await call.make($0, loginId: blank) }
        #expect((error.kind, error.code) == (.argument, .unusableArgument))
        #expect(error.message.hasPrefix("loginId: "))
        #expect(error.operation == call.name)
    }

    @Test("a blank reference, number or refresh token", arguments: ["", " ", "\t\n\r "])
    func others(_ blank: String) async throws {
        let calls: [(name: String, call: (NOTPClient) async throws -> Void)] = [
            ("pendingRef", { _ = try await $0.session(blank) }),
            ("pendingRef", { _ = try await $0.waitForSession(blank) }),
            ("pendingRef", { _ = try $0.sessionStates(blank) }),
            ("phone", { _ = try await $0.updatePhone(to: blank, loginId: "ada", refreshJwt: "r") }),
            ("refreshJwt", { _ = try await $0.updatePhone(loginId: "ada", refreshJwt: blank) }),
            ("refreshJwt", { _ = try await $0.signIn(refreshJwt: blank) }),
        ]
        for (name, call) in calls {
            let error = try await refusal(call)
            #expect(error.code == (name == "refreshJwt" ? .missingToken : .unusableArgument))
            #expect(error.message.hasPrefix("\(name): "))
        }
    }

    @Test("step-up and MFA without a refresh token", arguments: [LoginOptions(stepup: true), LoginOptions(mfa: true)])
    func missingRefreshToken(_ options: LoginOptions) async throws {
        let error = try await refusal { _ = try await $0.signIn(loginId: "1", options: options) }
        #expect((error.kind, error.code) == (.token, .missingRefreshJwt))
    }

    @Test(
        "the service's refusals come with their codes",
        arguments: NOTPCall.allCases,
        [DescopeError.Code.userAlreadyExists, .userNotFound, .notpPending]
    )
    func serviceErrors(_ call: NOTPCall, _ code: DescopeError.Code) async throws {
        let notp = try client(.scripted(.refusal(code, status: 401, description: "No"))).notp
        let error = try #require(await #expect(throws: DescopeError.self) { try await call.make(notp) })
        #expect((error.kind, error.code, error.status) == (.api, code, 401))
        #expect((error.operation, error.message) == (call.name, "No"))
    }

    @Test("only asking for the session is repeated when it may have reached the service", arguments: NOTPCall.allCases)
    func notRepeated(_ call: NOTPCall) async throws {
        for status in [520, 524] {
            let transport = ScriptedTransport(.status(status), NOTPCall.answer)
            if call == .session {
                try await call.make(client(transport).notp)
            } else {
                await #expect(throws: DescopeError.self) { try await call.make(client(transport).notp) }
            }
            #expect(transport.sent.count == (call == .session ? 2 : 1))
        }
    }

    @Test("what cannot have reached the service is sent again", arguments: NOTPCall.allCases)
    func repeated(_ call: NOTPCall) async throws {
        for failure in [ScriptedTransport.Answer.status(503), .status(521), .status(522), .status(530), .cannotConnect]
        {
            let transport = ScriptedTransport(failure, failure, NOTPCall.answer)
            try await call.make(client(transport).notp)
            try transport.verify()
        }
    }

    @Test("no error shows what was secret, even when the service repeats it", arguments: NOTPCall.allCases)
    func noSecrets(_ call: NOTPCall) async throws {
        let echo = "unknown: \(NOTPCall.pendingRef) \(NOTPCall.refreshJwt)"
        for answer in [
            ScriptedTransport.Answer.refusal(.notpPending, description: echo), .json(echo), .json(echo, status: 500),
            .error(DescopeError(.transport, code: .connectionLost, message: "lost")),
        ] {
            let error = await #expect(throws: DescopeError.self) { try await call.make(client(.scripted(answer)).notp) }
            var shown = "\(String(describing: error))"
            dump(error, to: &shown)
            switch call {
            case .session: #expect(!shown.contains(NOTPCall.pendingRef))
            case .updatePhone: #expect(!shown.contains(NOTPCall.refreshJwt))
            default: break
            }
            #expect(shown.contains(call.name))
        }
    }
}
