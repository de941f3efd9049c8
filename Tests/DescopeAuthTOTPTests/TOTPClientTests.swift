import ClientTestSupport
import DescopeAuthTOTP
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct TOTPClientTests {
    @Test(
        "the path and body of each operation with the fewest arguments",
        arguments: [
            (.signUp, "/v1/auth/totp/signup", ["loginId": "ada@example.com"]),
            (.update, "/v1/auth/totp/update", ["loginId": "ada@example.com"]),
            (.verify, "/v1/auth/totp/verify", ["loginId": "ada@example.com", "code": "314159"]),
            (.generateRecoveryCodes, "/v1/auth/recovery-codes", ["loginId": "ada@example.com"]),
            (.signIn, "/v1/auth/recovery-codes/signin", ["loginId": "ada@example.com", "code": "314159"]),
        ] as [(TOTPCall, String, JSONValue)]
    )
    func fewest(_ call: TOTPCall, _ path: String, _ body: JSONValue) async throws {
        let request = try await request { try await call.make($0) }
        #expect(request.method == .post)
        #expect(request.path == path)
        #expect(request.query.isEmpty)
        #expect(request.bodyJSON == body)
    }

    @Test("updates send the refresh token, other operations only the project id", arguments: TOTPCall.allCases)
    func credentials(_ call: TOTPCall) async throws {
        let request = try await request { try await call.make($0) }
        let expected = call.takesRefreshToken ? "Bearer P2test:refresh-token-of-ada" : "Bearer P2test"
        #expect(request.headers["authorization"] == expected)
    }

    @Test("a sign-up sends the user")
    func user() async throws {
        let request = try await request {
            _ = try await $0.totp.signUp(loginId: "ada", user: SignUpUser(name: "Ada", phone: "+12025550143"))
        }
        #expect(request.bodyJSON == ["loginId": "ada", "user": ["name": "Ada", "phone": "+12025550143"]])
    }

    @Test("a sign-in sends the options, and the refresh token for step-up")
    func options() async throws {
        let options = LoginOptions(stepup: true, customClaims: ["plan": "free"])
        let calls: [(DescopeClient) async throws -> Void] = [
            { _ = try await $0.totp.verify(loginId: "ada", code: "1", options: options, refreshJwt: "r") },
            { _ = try await $0.totp.signIn(loginId: "ada", recoveryCode: "1", options: options, refreshJwt: "r") },
        ]
        for call in calls {
            let request = try await request(call)
            #expect(request.headers["authorization"] == "Bearer P2test:r")
            #expect(request.bodyJSON?["loginOptions"] == ["stepup": true, "customClaims": ["plan": "free"]])
        }
    }

    @Test("a key has three forms")
    func key() async throws {
        let totp = try client(.scripted(TOTPCall.answer, TOTPCall.answer)).totp
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
        let setup = try await client(.scripted(TOTPCall.answer)).totp.signUp(loginId: "ada")
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

    @Test("recovery codes keep their order; there may be none")
    func recoveryCodes() async throws {
        let totp = try client(.scripted(TOTPCall.answer, .json("{}"), .json(#"{"codes":null}"#))).totp
        #expect(
            try await totp.generateRecoveryCodes(loginId: "a", refreshJwt: "r").map { $0.reveal() } == ["AAAA", "BBBB"]
        )
        for _ in 0..<2 { #expect(try await totp.generateRecoveryCodes(loginId: "a", refreshJwt: "r").isEmpty) }
    }

    @Test(
        "a recovery code that cannot be read is not dropped",
        arguments: [
            #"{"codes":["AAAA"]}"#, #"{"codes":[{"code":"AAAA"},{"code":7}]}"#, #"{"codes":[{"code":""}]}"#,
            #"{"codes":[{}]}"#, #"{"codes":"AAAA"}"#, #"["AAAA"]"#,
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
