import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeOAuth
import DescopeTesting
import Testing

/// What is refused before anything is sent, what the service refuses, and what is repeated.
@Suite(.timeLimit(.minutes(1))) struct OAuthRefusalTests {
    static let blanks = ["", " ", "\t\n\r "]

    /// What a call throws that must not send anything.
    private func refusal(_ call: (OAuthClient) async throws -> Void) async throws -> DescopeError {
        let transport = ScriptedTransport(OAuthCall.answer)
        let error = await #expect(throws: DescopeError.self) { try await call(client(transport).oauth) }
        #expect(transport.sent.isEmpty)
        return try #require(error)
    }

    @Test("a blank provider", arguments: OAuthCall.allCases.filter { $0 != .exchange }, blanks)
    func provider(_ call: OAuthCall, _ blank: String) async throws {
        let error = try await refusal { try await call.make($0, with: OAuthProvider(rawValue: blank)) }
        #expect(error.code == .unusableArgument)
        #expect(error.message.hasPrefix("provider: "))
        #expect(error.operation == "oauth.\(call.rawValue)")
    }

    @Test(
        "a redirect URL that no code can be appended to",
        arguments: OAuthCall.starts,
        [
            "", " ", "/signed-in", "app.example.com/signed-in", "//app.example.com", "https:app.example.com",
            "https://", "https:///signed-in", "https://:443/", "https://?x=1", "://app.example.com",
            "1https://app.example.com", "https://app.example.com/a b", "https://app.example.com/\n",
            "https://app.example.com/#part", "https://ada@app.example.com/", "https://app.example.com\\@evil.example",
            "https://app.example.com/ä", "javascript:alert(1)", "javascript://app.example.com/%0Aalert(1)",
            "file:///etc", "https://app.example.com/<x>",
        ]
    )
    func redirectURL(_ call: OAuthCall, _ url: String) async throws {
        let error = try await refusal { try await call.make($0, redirectURL: url) }
        #expect(error.kind == .argument)
        #expect(error.code == .unusableArgument)
        #expect(error.message.hasPrefix("redirectURL: "))
        #expect(error.operation == "oauth.\(call.rawValue)")
    }

    @Test(
        "redirect URLs that are fine",
        arguments: [
            "https://app.example.com", "https://app.example.com:8443/a?b=c%20d&e=%2F", "http://localhost:3000/cb",
            "http://[::1]:3000/", "com.example.app://signed-in", "myapp:///signed-in", "HTTPS://APP.EXAMPLE.COM/",
        ]
    )
    func goodRedirectURL(_ url: String) async throws {
        let request = try await request { _ = try await $0.start(with: .google, redirectURL: url) }
        #expect(request.query.contains(QueryItem("redirectURL", url)))
    }

    @Test("a blank code, token, state or nonce", arguments: blanks)
    func others(_ blank: String) async throws {
        let calls: [(name: String, call: (OAuthClient) async throws -> Void)] = [
            ("code", { _ = try await $0.exchange(code: blank) }),
            ("refreshJwt", { _ = try await $0.start(with: .google, refreshJwt: blank) }),
            ("refreshJwt", { _ = try await $0.startUpdate(with: .google, refreshJwt: blank) }),
            ("stateId", { _ = try await $0.finishNative(with: .apple, stateId: blank, code: "c") }),
            ("code", { _ = try await $0.finishNative(with: .apple, stateId: "s", code: blank) }),
            ("idToken", { _ = try await $0.finishNative(with: .apple, stateId: "s", idToken: blank) }),
            ("code", { _ = try await $0.finishNative(with: .apple, stateId: "s") }),
            ("idToken", { _ = try await $0.verifyOneTap(with: .google, idToken: blank, nonce: "n") }),
            ("nonce", { _ = try await $0.verifyOneTap(with: .google, idToken: "i", nonce: blank) }),
            ("idToken", { _ = try await $0.exchangeOneTap(with: .google, idToken: blank, nonce: "n") }),
            ("nonce", { _ = try await $0.exchangeOneTap(with: .google, idToken: "i", nonce: blank) }),
        ]
        for (name, call) in calls {
            let error = try await refusal(call)
            #expect(error.code == (name == "refreshJwt" ? .missingToken : .unusableArgument))
            #expect(error.message.hasPrefix("\(name): "))
        }
    }

    static let furtherFactors = [LoginOptions(stepup: true), LoginOptions(mfa: true)]

    @Test("step-up and MFA without a refresh token", arguments: furtherFactors)
    func missingRefreshToken(_ options: LoginOptions) async throws {
        let calls: [(OAuthClient) async throws -> Void] = [
            { _ = try await $0.start(with: .google, options: options) },
            { _ = try await $0.startSignUp(with: .google, options: options) },
            { _ = try await $0.startSignIn(with: .google, options: options) },
        ]
        for call in calls {
            let error = try await refusal(call)
            #expect(error.code == .missingRefreshJwt)
            #expect(error.message.hasPrefix("refreshJwt: "))
        }
    }

    @Test("step-up and MFA where no refresh token can come along", arguments: furtherFactors)
    func noFurtherFactor(_ options: LoginOptions) async throws {
        let calls: [(OAuthClient) async throws -> Void] = [
            { _ = try await $0.startNative(with: .apple, options: options) },
            { _ = try await $0.verifyOneTap(with: .google, idToken: "i", nonce: "n", options: options) },
            { _ = try await $0.exchangeOneTap(with: .google, idToken: "i", nonce: "n", options: options) },
        ]
        for call in calls {
            let error = try await refusal(call)
            #expect(error.code == .unusableArgument)
            #expect(error.message.hasPrefix("options: "))
        }
    }

    @Test(
        "the service's refusals come with their codes",
        arguments: OAuthCall.allCases,
        [.userAlreadyExists, .userNotFound, .invalidArguments, DescopeError.Code(rawValue: "E999999")]
    )
    func serviceErrors(_ call: OAuthCall, _ code: DescopeError.Code) async throws {
        let oauth = try client(.scripted(.refusal(code, status: 401, description: "No"))).oauth
        let error = try #require(await #expect(throws: DescopeError.self) { try await call.make(oauth) })
        #expect(error.kind == .api)
        #expect(error.code == code)
        #expect(error.status == 401)
        #expect(error.operation == "oauth.\(call.rawValue)")
        #expect(error.message == "No")
    }

    @Test(
        "what spends a code, a state or a token is not sent twice when it may have reached the service",
        arguments: OAuthCall.allCases
    )
    func repeatedOnlyWhereHarmless(_ call: OAuthCall) async throws {
        for answer in [ScriptedTransport.Answer.status(520), .status(524)] {
            let transport = ScriptedTransport(answer, OAuthCall.answer)
            let error = await error { try await call.make(client(transport).oauth) }
            #expect((error == nil) == call.isRepeatable)
            #expect(transport.sent.count == (call.isRepeatable ? 2 : 1))
        }
        let limited = ScriptedTransport(.status(429), OAuthCall.answer)
        #expect(await error { try await call.make(client(limited).oauth) }?.code == .rateLimited)
        #expect(limited.sent.count == 1)
    }

    @Test("what cannot have reached the service is sent again", arguments: OAuthCall.allCases)
    func repeated(_ call: OAuthCall) async throws {
        for failure in [ScriptedTransport.Answer.status(503), .status(521), .status(522), .status(530), .cannotConnect]
        {
            let transport = ScriptedTransport(failure, failure, OAuthCall.answer)
            try await call.make(client(transport).oauth)
            try transport.verify()
            #expect(Set(transport.sent.map(\.body)).count == 1)
        }
    }

    @Test("no error shows a secret, even when the service repeats it", arguments: OAuthCall.allCases)
    func noSecrets(_ call: OAuthCall) async throws {
        let echo = "unknown: " + call.secrets.joined(separator: " ")
        for answer in [
            ScriptedTransport.Answer.refusal(.invalidArguments, description: echo), .json(echo),
            .json(echo, status: 500),
            .error(DescopeError(.transport, code: .connectionLost, message: "lost")),
        ] {
            // What may be sent again meets the same answer again.
            let oauth = try client(.scripted(answer, answer, answer, answer)).oauth
            let error = await #expect(throws: DescopeError.self) { try await call.make(oauth) }
            var shown = "\(String(describing: error))"
            dump(error, to: &shown)
            for secret in call.secrets { #expect(!shown.contains(secret)) }
            #expect(shown.contains("oauth.\(call.rawValue)"))
        }
    }

    private func error(_ work: () async throws -> Void) async -> DescopeError? {
        do {
            try await work()
            return nil
        } catch { return error as? DescopeError }
    }
}
