import ClientTestSupport
import DescopeAuthTOTP
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct TOTPClientTests {
    /// A response that every operation can read. The image is only the start of a PNG file.
    private static let answer = ScriptedTransport.Answer.json(
        #"""
        {"key":"JBSWY3DPEHPK3PXP","provisioningURL":"otpauth://totp/a?secret=JBSWY3DPEHPK3PXP","image":"iVBORw0K",
        "sessionJwt":"session-token-of-ada","codes":[{"code":"AAAA"},{"code":"BBBB"}]}
        """#
    )

    private func request(_ call: (TOTPClient) async throws -> Void) async throws -> APIRequest {
        try await ClientTestSupport.request(answer: Self.answer) { try await call($0.totp) }
    }

    @Test("the body of each operation with the fewest arguments")
    func fewest() async throws {
        let withCode: JSONValue = ["loginId": "ada", "code": "1"]
        let calls: [(body: JSONValue, call: (TOTPClient) async throws -> Void)] = [
            (["loginId": "ada"], { _ = try await $0.signUp(loginId: "ada") }),
            (["loginId": "ada"], { _ = try await $0.update(loginId: "ada", refreshJwt: "r") }),
            (["loginId": "ada"], { _ = try await $0.generateRecoveryCodes(loginId: "ada", refreshJwt: "r") }),
            (withCode, { _ = try await $0.verify(loginId: "ada", code: "1") }),
            (withCode, { _ = try await $0.signIn(loginId: "ada", recoveryCode: "1") }),
        ]
        for (body, call) in calls { #expect(try await request(call).bodyJSON == body) }
    }

    @Test("a sign-up sends the user")
    func user() async throws {
        let request = try await request {
            _ = try await $0.signUp(loginId: "ada", user: SignUpUser(name: "Ada", phone: "+12025550143"))
        }
        #expect(request.bodyJSON == ["loginId": "ada", "user": ["name": "Ada", "phone": "+12025550143"]])
    }

    @Test("a sign-in sends the options, and the refresh token for step-up")
    func options() async throws {
        let options = LoginOptions(stepup: true, customClaims: ["plan": "free"])
        let calls: [(TOTPClient) async throws -> Void] = [
            { _ = try await $0.verify(loginId: "ada", code: "1", options: options, refreshJwt: "r") },
            { _ = try await $0.signIn(loginId: "ada", recoveryCode: "1", options: options, refreshJwt: "r") },
        ]
        for call in calls {
            let request = try await request(call)
            #expect(request.headers["authorization"] == "Bearer P2test:r")
            #expect(request.bodyJSON?["loginOptions"] == ["stepup": true, "customClaims": ["plan": "free"]])
        }
    }

    @Test("step-up and MFA without a refresh token", arguments: [LoginOptions(stepup: true), LoginOptions(mfa: true)])
    func missingRefreshToken(_ options: LoginOptions) async throws {
        let calls: [(TOTPClient) async throws -> Void] = [
            { _ = try await $0.verify(loginId: "ada", code: "1", options: options) },
            { _ = try await $0.signIn(loginId: "ada", recoveryCode: "1", options: options) },
        ]
        for call in calls { #expect(try await refusal { try await call($0.totp) }.code == .missingRefreshJwt) }
    }

    @Test("a key has three forms")
    func key() async throws {
        let totp = try client(.scripted(Self.answer, Self.answer)).totp
        for setup in [
            try await totp.signUp(loginId: "ada"), try await totp.update(loginId: "ada", refreshJwt: "r"),
        ] {
            #expect(setup.key.reveal() == "JBSWY3DPEHPK3PXP")
            #expect(setup.provisioningURL.reveal() == "otpauth://totp/a?secret=JBSWY3DPEHPK3PXP")
            // The first six bytes of every PNG file, encoded by another program.
            #expect(setup.image == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A])
        }
    }

    @Test("an image may be a data URL")
    func dataURL() async throws {
        let answer = #"{"key":"AAAA","provisioningURL":"otpauth://a","image":"data:image/png;base64,iVBORw0K"}"#
        let setup = try await client(.scripted(.json(answer))).totp.signUp(loginId: "ada")
        #expect(setup.image == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A])
    }

    @Test("no key is printed")
    func silent() async throws {
        let setup = try await client(.scripted(Self.answer)).totp.signUp(loginId: "ada")
        let shown = prints(setup)
        for secret in ["JBSWY3DPEHPK3PXP", "otpauth", "137", "89"] { #expect(!shown.contains(secret)) }
    }

    @Test("an unreadable image reads as nil", arguments: ["", #","image":"%""#, #","image":7"#])
    func noImage(_ image: String) async throws {
        let answer = ScriptedTransport.Answer.json(#"{"key":"AAAA","provisioningURL":"otpauth://totp/a"\#(image)}"#)
        let setup = try await client(.scripted(answer)).totp.signUp(loginId: "ada")
        #expect(setup.image == nil)
        #expect(setup.key.reveal() == "AAAA")
    }

    @Test(
        "a response without a key is refused",
        arguments: [
            "{}", #"{"key":"AAAA"}"#, #"{"provisioningURL":"otpauth:"}"#, #"{"key":"","provisioningURL":"otpauth:"}"#,
            #"{"key":["AAAA"],"provisioningURL":"otpauth:"}"#,
        ]
    )
    func noKey(_ json: String) async throws {
        let error = await #expect(throws: DescopeError.self) {
            _ = try await client(.scripted(.json(json))).totp.signUp(loginId: "ada")
        }
        #expect(error?.code == .unexpectedResponse)
    }

    @Test("recovery codes keep their order")
    func recoveryCodes() async throws {
        let totp = try client(.scripted(Self.answer)).totp
        #expect(
            try await totp.generateRecoveryCodes(loginId: "a", refreshJwt: "r").map { $0.reveal() } == ["AAAA", "BBBB"]
        )
    }

    @Test(
        "a recovery code that cannot be read is not dropped",
        arguments: [
            #"{"codes":["AAAA"]}"#, #"{"codes":[{"code":"AAAA"},{"code":7}]}"#, #"{"codes":[{"code":""}]}"#,
            #"{"codes":[{}]}"#, #"{"codes":"AAAA"}"#, #"["AAAA"]"#, "{}", #"{"codes":null}"#, #"{"codes":[]}"#,
        ]
    )
    func unreadableRecoveryCodes(_ json: String) async throws {
        let totp = try client(.scripted(.json(json))).totp
        let error = await #expect(throws: DescopeError.self) {
            try await totp.generateRecoveryCodes(loginId: "a", refreshJwt: "r")
        }
        #expect(error?.code == .unexpectedResponse)
        #expect(error.map { prints($0).contains("AAAA") } == false)
    }

    @Test("a code of either kind signs in")
    func session() async throws {
        let answer = ScriptedTransport.Answer.json(#"{"sessionJwt":"s","refreshJwt":"r","user":{"userId":"U1"}}"#)
        let totp = try client(.scripted(answer, answer)).totp
        for signedIn in [
            try await totp.verify(loginId: "ada", code: "1"), try await totp.signIn(loginId: "ada", recoveryCode: "1"),
        ] {
            #expect(signedIn.sessionJwt.reveal() == "s")
            #expect(signedIn.refreshJwt?.reveal() == "r")
            #expect(signedIn.user?.userId == "U1")
        }
    }
}
