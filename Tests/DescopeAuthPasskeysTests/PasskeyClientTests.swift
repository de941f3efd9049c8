import ClientTestSupport
import DescopeAuthPasskeys
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct PasskeyClientTests {
    @Test(
        "each operation posts to its path",
        arguments: [
            (.startSignUp, "signup/start"), (.finishSignUp, "signup/finish"), (.startSignIn, "signin/start"),
            (.finishSignIn, "signin/finish"), (.startSignUpOrIn, "signup-in/start"), (.startUpdate, "update/start"),
            (.finishUpdate, "update/finish"),
        ] as [(PasskeyCall, String)]
    )
    func path(_ call: PasskeyCall, _ path: String) async throws {
        let request = try await request { try await call.make($0) }
        #expect(request.method == .post)
        #expect(request.path == "/v1/auth/webauthn/" + path)
        #expect(request.query.isEmpty)
    }

    @Test(
        "the body of each operation without optional arguments",
        arguments: [
            (.startSignUp, ["user": ["loginId": "ada@example.com"], "origin": "https://app.example.com"]),
            (.startSignIn, ["loginId": "ada@example.com", "origin": "https://app.example.com"]),
            (.startSignUpOrIn, ["loginId": "ada@example.com", "origin": "https://app.example.com"]),
            (.startUpdate, ["loginId": "ada@example.com", "origin": "https://app.example.com"]),
            (.finishSignUp, ["transactionId": "TX2-of-ada", "response": #"{"id":"cred","type":"public-key"}"#]),
            (.finishSignIn, ["transactionId": "TX2-of-ada", "response": #"{"id":"cred","type":"public-key"}"#]),
            (.finishUpdate, ["transactionId": "TX2-of-ada", "response": #"{"id":"cred","type":"public-key"}"#]),
        ] as [(PasskeyCall, JSONValue)]
    )
    func body(_ call: PasskeyCall, _ expected: JSONValue) async throws {
        #expect(try await request { try await call.make($0) }.bodyJSON == expected)
    }

    @Test("the start of an update carries the refresh token, the other operations the project id only")
    func credentials() async throws {
        for call in PasskeyCall.allCases {
            let header = try await request { try await call.make($0) }.headers["authorization"]
            #expect(header == (call == .startUpdate ? "Bearer P2test:refresh-token-of-ada" : "Bearer P2test"))
        }
    }

    @Test("a sign-up sends the login id and every other member of the user")
    func signUpUser() async throws {
        let user = SignUpUser(
            name: "Ada Lovelace",
            givenName: "Ada",
            middleName: "King",
            familyName: "Lovelace",
            email: "countess@example.com",
            phone: "+12025550143"
        )
        let request = try await request {
            _ = try await $0.passkeys.startSignUp(loginId: "ada", origin: "https://o", user: user)
        }
        #expect(
            request.bodyJSON?["user"] == [
                "loginId": "ada", "name": "Ada Lovelace", "givenName": "Ada", "middleName": "King",
                "familyName": "Lovelace", "email": "countess@example.com", "phone": "+12025550143",
            ]
        )
        let members = request.bodyJSON?["user"]?.objectValue.map { Set($0.keys) }
        #expect(members == Set(SignUpUser.members.names + ["loginId"]))
    }

    @Test("a sign-in carries the refresh token that it was passed")
    func signInWithRefreshToken() async throws {
        let request = try await request {
            _ = try await $0.passkeys.startSignIn(
                loginId: "ada",
                origin: "https://o",
                options: LoginOptions(stepup: true),
                refreshJwt: PasskeyCall.refreshJwt
            )
        }
        #expect(request.headers["authorization"] == "Bearer P2test:refresh-token-of-ada")
        #expect(request.bodyJSON == ["loginId": "ada", "origin": "https://o", "loginOptions": ["stepup": true]])
    }

    @Test("a sign-in without a login id sends none")
    func discoverable() async throws {
        let request = try await request { _ = try await $0.passkeys.startSignIn(loginId: nil, origin: "https://o") }
        #expect(request.bodyJSON == ["origin": "https://o"])
    }

    @Test("an update sends whether it asks for MFA", arguments: [true, false])
    func mfa(_ mfa: Bool) async throws {
        let request = try await request {
            _ = try await $0.passkeys.startUpdate(loginId: "ada", origin: "https://o", refreshJwt: "refresh", mfa: mfa)
        }
        #expect(request.bodyJSON == ["loginId": "ada", "origin": "https://o", "mfa": .bool(mfa)])
    }

    @Test(
        "a start returns its id, the browser's options and the kind of finish",
        arguments: [(#","create":true"#, true), (#","create":false"#, false), ("", false), (#","create":null"#, false)]
    )
    func start(_ json: String, _ createsPasskey: Bool) async throws {
        let body = #"{"transactionId":"TX2","options":"{\"publicKey\":{}}""# + json + #","more":1}"#
        let start = try await client(.scripted(.json(body))).passkeys.startSignUpOrIn(
            loginId: "ada",
            origin: "https://o"
        )
        #expect(start.transactionId.reveal() == "TX2")
        #expect(start.options == #"{"publicKey":{}}"#)
        #expect(start.createsPasskey == createsPasskey)
    }

    @Test(
        "a response without an id or options, or with a malformed kind of finish, is refused",
        arguments: [
            #"{"transactionId":"TX2"}"#, #"{"options":"{}"}"#, #"{"transactionId":"","options":"{}"}"#,
            #"{"transactionId":"TX2","options":"{}","create":"yes"}"#, "{}", "", "[]",
        ]
    )
    func badStart(_ body: String) async throws {
        let error = await #expect(throws: DescopeError.self) {
            _ = try await client(.scripted(.json(body))).passkeys.startSignIn(loginId: "ada", origin: "https://o")
        }
        #expect(error?.code == .unexpectedResponse)
    }

    @Test("a finish returns the session", arguments: [PasskeyCall.finishSignUp, .finishSignIn])
    func finish(_ call: PasskeyCall) async throws {
        let body = #"{"sessionJwt":"s","refreshJwt":"r","user":{"userId":"U1","webauthn":true},"firstSeen":true}"#
        let passkeys = try client(.scripted(.json(body))).passkeys
        let signedIn =
            call == .finishSignUp
            ? try await passkeys.finishSignUp(transactionId: "TX2", response: "{}")
            : try await passkeys.finishSignIn(transactionId: "TX2", response: "{}")
        #expect(signedIn.sessionJwt.reveal() == "s")
        #expect(signedIn.refreshJwt?.reveal() == "r")
        #expect(signedIn.user?.webauthn == true)
        #expect(signedIn.firstSeen == true)
    }

    @Test(
        "an update returns a session or none",
        arguments: [
            ("", nil, nil), ("{}", nil, nil), (#"{"jwt":null}"#, nil, nil), (#"{"jwt":{}}"#, nil, nil),
            (#"{"jwt":"odd"}"#, nil, nil), (#"{"jwt":{"sessionJwt":""}}"#, nil, nil),
            (#"{"jwt":{"sessionJwt":"s","refreshJwt":"r"}}"#, "s", "r"), (#"{"sessionJwt":"s"}"#, "s", nil),
        ] as [(String, String?, String?)]
    )
    func update(_ body: String, _ sessionJwt: String?, _ refreshJwt: String?) async throws {
        let session = try await client(.scripted(.json(body))).passkeys
            .finishUpdate(transactionId: "TX2", response: "{}")
        #expect(session?.sessionJwt.reveal() == sessionJwt)
        #expect(session?.refreshJwt?.reveal() == refreshJwt)
    }

    @Test(
        "tokens of an update that cannot be read are an error",
        arguments: [#"{"jwt":{"sessionJwt":7}}"#, #"{"jwt":{"sessionJwt":"s","refreshJwt":7}}"#, #"{"sessionJwt":7}"#]
    )
    func unreadableUpdate(_ body: String) async throws {
        let passkeys = try client(.scripted(.json(body))).passkeys
        await #expect { try await passkeys.finishUpdate(transactionId: "TX2", response: "{}") } throws: {
            DescopeError.Code.unexpectedResponse ~= $0
        }
    }

    @Test(
        "an update's tokens may come as cookies",
        arguments: ["", "{}", #"{"jwt":{"sessionJwt":"","refreshJwt":""}}"#]
    )
    func updateWithCookies(_ body: String) async throws {
        var headers: APIHeaders = ["Set-Cookie": "DS=s; Path=/; HttpOnly"]
        headers.append("Set-Cookie", "DSR=r; Path=/; HttpOnly")
        let session = try await client(.scripted(.json(body, headers: headers))).passkeys
            .finishUpdate(transactionId: "TX2", response: "{}")
        #expect(session?.sessionJwt.reveal() == "s")
        #expect(session?.refreshJwt?.reveal() == "r")
    }

    @Test("one of an update's tokens may come as a cookie, and the other in the body")
    func updateWithOneCookie() async throws {
        let body = #"{"jwt":{"sessionJwt":"","refreshJwt":"r","firstSeen":false,"user":{"userId":"U2"}}}"#
        let session = try await client(.scripted(.json(body, headers: ["Set-Cookie": "DS=s; Path=/"]))).passkeys
            .finishUpdate(transactionId: "TX2", response: "{}")
        #expect((session?.sessionJwt.reveal(), session?.refreshJwt?.reveal()) == ("s", "r"))
        #expect(session?.user?.userId == "U2")
    }

    @Test("the transaction id does not print")
    func silence() async throws {
        let start = try await client(.scripted(PasskeyCall.answer)).passkeys.startSignIn(
            loginId: "ada",
            origin: "https://o"
        )
        #expect(!prints(start).contains("TX2"))
    }
}
