import ClientTestSupport
import DescopeAuthPasskeys
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

/// Arguments that are refused before anything is sent, refusals by the service, and retries.
@Suite(.timeLimit(.minutes(5))) struct PasskeyRefusalTests {
    @Test(
        "a malformed origin",
        arguments: PasskeyCall.starts,
        [
            "app.example.com", "https://", "https://app.example.com/", "https://app.example.com/signin",
            "https://app.example.com?a=b", "https://app.example.com#a", "https://ada@app.example.com",
            "app.example.com:8443", "localhost:3000", "https:app.example.com", "javascript:x",
            "HTTPS://app.example.com",
            "https://App.example.com", "ftp://app.example.com", "https://app.example.com:443",
            "http://localhost:80", "https://app.example.com:", "https://app.example.com:65536", "https://:8443",
        ]
    )
    func origin(_ call: PasskeyCall, _ origin: String) async throws {
        let error = try await refusal { try await call.make($0, origin: origin) }
        #expect(error.code == .unusableArgument)
        #expect(error.message.hasPrefix("origin: "))
    }

    @Test(
        "an app's origin, one on localhost, and one with a port",
        arguments: ["android:apk-key-hash:abc", "http://localhost:3000", "https://app.example.com:8443"]
    )
    func goodOrigin(_ origin: String) async throws {
        let transport = ScriptedTransport(PasskeyCall.answer)
        _ = try await client(transport).passkeys.startSignIn(loginId: "ada", origin: origin)
        #expect(transport.sent.first?.bodyJSON?["origin"] == .string(origin))
    }

    @Test("a blank login id or origin", arguments: PasskeyCall.starts, blanks)
    func starts(_ call: PasskeyCall, _ blank: String) async throws {
        let loginId = try await refusal { try await call.make($0, loginId: blank) }
        #expect(loginId.code == .unusableArgument)
        #expect(loginId.message.hasPrefix("loginId: "))
        #expect(loginId.operation == "passkeys.\(call.rawValue)")
        let origin = try await refusal { try await call.make($0, origin: blank) }
        #expect(origin.code == .unusableArgument)
        #expect(origin.message.hasPrefix("origin: "))
    }

    @Test("a blank transaction id or response", arguments: PasskeyCall.finishes, blanks)
    func finishes(_ call: PasskeyCall, _ blank: String) async throws {
        let transactionId = try await refusal { try await call.make($0, transactionId: blank) }
        #expect(transactionId.code == .unusableArgument)
        #expect(transactionId.message.hasPrefix("transactionId: "))
        #expect(transactionId.operation == "passkeys.\(call.rawValue)")
        let response = try await refusal { try await call.make($0, response: blank) }
        #expect(response.code == .unusableArgument)
        #expect(response.message.hasPrefix("response: "))
    }

    @Test("a blank refresh token", arguments: blanks)
    func refreshJwt(_ blank: String) async throws {
        let update = try await refusal { try await PasskeyCall.startUpdate.make($0, refreshJwt: blank) }
        #expect(update.message.hasPrefix("refreshJwt: "))
        let signIn = try await refusal { try await PasskeyCall.startSignIn.make($0, refreshJwt: blank) }
        #expect(signIn.message.hasPrefix("refreshJwt: "))
    }

    @Test(
        "step-up and MFA without a refresh token",
        arguments: [LoginOptions(stepup: true), LoginOptions(mfa: true)],
        ["ada", nil]
    )
    func missingRefreshToken(_ options: LoginOptions, _ loginId: String?) async throws {
        let error = try await refusal {
            _ = try await $0.passkeys.startSignIn(loginId: loginId, origin: "https://o", options: options)
        }
        #expect(error.code == .missingRefreshJwt)
        #expect(error.message.hasPrefix("refreshJwt: "))
    }

    @Test(
        "refusals by the service keep their codes",
        arguments: PasskeyCall.allCases,
        [.invalidArguments, .userAlreadyExists, .userNotFound, DescopeError.Code(rawValue: "E999999")]
    )
    func serviceErrors(_ call: PasskeyCall, _ code: DescopeError.Code) async throws {
        try await expectServiceError(code, from: "passkeys.\(call.rawValue)") { try await call.make($0) }
    }

    @Test("a request that may have reached the service is not retried", arguments: PasskeyCall.allCases)
    func notRepeated(_ call: PasskeyCall) async {
        await expectNotRepeated(answer: PasskeyCall.answer) { try await call.make($0) }
    }

    @Test("a request that cannot have reached the service is retried", arguments: PasskeyCall.allCases)
    func repeated(_ call: PasskeyCall) async {
        await expectRepeated(answer: PasskeyCall.answer) { try await call.make($0) }
    }

    @Test(
        "no error shows a secret that was sent, even when the service echoes it",
        arguments: PasskeyCall.allCases.filter { !$0.secrets.isEmpty }
    )
    func noSecrets(_ call: PasskeyCall) async throws {
        try await expectSilence(about: call.secrets, from: "passkeys.\(call.rawValue)") {
            try await call.make($0, refreshJwt: PasskeyCall.refreshJwt)
        }
    }
}
