import ClientTestSupport
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeOAuth
import DescopeTesting
import Testing

/// Arguments that are refused before anything is sent, errors of the service, and retries.
@Suite(.timeLimit(.minutes(5))) struct OAuthRefusalTests {
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
        let request = try await request { _ = try await $0.oauth.start(with: .google, redirectURL: url) }
        #expect(request.query.contains(APIQueryItem("redirectURL", url)))
    }

    @Test("a blank code, token, state or nonce", arguments: blanks)
    func others(_ blank: String) async throws {
        let calls: [(name: String, call: (DescopeClient) async throws -> Void)] = [
            ("code", { _ = try await $0.oauth.exchange(code: blank) }),
            ("refreshJwt", { _ = try await $0.oauth.start(with: .google, refreshJwt: blank) }),
            ("refreshJwt", { _ = try await $0.oauth.startUpdate(with: .google, refreshJwt: blank) }),
            ("stateId", { _ = try await $0.oauth.finishNative(with: .apple, stateId: blank, code: "c") }),
            ("code", { _ = try await $0.oauth.finishNative(with: .apple, stateId: "s", code: blank) }),
            ("idToken", { _ = try await $0.oauth.finishNative(with: .apple, stateId: "s", idToken: blank) }),
            ("code", { _ = try await $0.oauth.finishNative(with: .apple, stateId: "s") }),
            ("idToken", { _ = try await $0.oauth.verifyOneTap(with: .google, idToken: blank, nonce: "n") }),
            ("nonce", { _ = try await $0.oauth.verifyOneTap(with: .google, idToken: "i", nonce: blank) }),
            ("idToken", { _ = try await $0.oauth.exchangeOneTap(with: .google, idToken: blank, nonce: "n") }),
            ("nonce", { _ = try await $0.oauth.exchangeOneTap(with: .google, idToken: "i", nonce: blank) }),
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
        let calls: [(DescopeClient) async throws -> Void] = [
            { _ = try await $0.oauth.start(with: .google, options: options) },
            { _ = try await $0.oauth.startSignUp(with: .google, options: options) },
            { _ = try await $0.oauth.startSignIn(with: .google, options: options) },
        ]
        for call in calls {
            let error = try await refusal(call)
            #expect(error.code == .missingRefreshJwt)
            #expect(error.message.hasPrefix("refreshJwt: "))
        }
    }

    @Test("step-up and MFA in operations that take no refresh token", arguments: furtherFactors)
    func noFurtherFactor(_ options: LoginOptions) async throws {
        let calls: [(DescopeClient) async throws -> Void] = [
            { _ = try await $0.oauth.startNative(with: .apple, options: options) },
            { _ = try await $0.oauth.verifyOneTap(with: .google, idToken: "i", nonce: "n", options: options) },
            { _ = try await $0.oauth.exchangeOneTap(with: .google, idToken: "i", nonce: "n", options: options) },
        ]
        for call in calls {
            let error = try await refusal(call)
            #expect(error.code == .unusableArgument)
            #expect(error.message.hasPrefix("options: "))
        }
    }

    @Test(
        "errors of the service keep their code",
        arguments: OAuthCall.allCases,
        [.userAlreadyExists, .userNotFound, .invalidArguments, DescopeError.Code(rawValue: "E999999")]
    )
    func serviceErrors(_ call: OAuthCall, _ code: DescopeError.Code) async throws {
        try await expectServiceError(code, from: "oauth.\(call.rawValue)") { try await call.make($0) }
    }

    @Test(
        "operations that spend a code, a state or a token are not retried when the service may have received them",
        arguments: OAuthCall.allCases
    )
    func notRepeated(_ call: OAuthCall) async {
        await expectNotRepeated(unlessHarmless: call.isRetryable, answer: OAuthCall.response) {
            try await call.make($0)
        }
    }

    @Test("every operation is retried when the service cannot have received it", arguments: OAuthCall.allCases)
    func repeated(_ call: OAuthCall) async {
        await expectRepeated(answer: OAuthCall.response) { try await call.make($0) }
    }

    @Test(
        "no error shows a secret, even when the response repeats it",
        arguments: OAuthCall.allCases.filter { !$0.secrets.isEmpty }
    )
    func noSecrets(_ call: OAuthCall) async throws {
        try await expectSilence(about: call.secrets, from: "oauth.\(call.rawValue)") {
            try await call.make($0, refreshJwt: OAuthCall.refreshJwt)
        }
    }
}
