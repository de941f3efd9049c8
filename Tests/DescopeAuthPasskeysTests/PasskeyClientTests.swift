import ClientTestSupport
import DescopeAuthPasskeys
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct PasskeyClientTests {
    @Test(
        "each call posts to its own path",
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
        "what is sent when nothing else is said",
        arguments: [
            (.startSignUp, ["user": ["loginId": "ada@example.com"], "origin": "https://app.example.com"]),
            (
                .startSignIn,
                ["loginId": "ada@example.com", "origin": "https://app.example.com", "loginOptions": [:]]
            ),
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

    @Test("the start of an update carries the refresh token, the other calls the project alone")
    func credentials() async throws {
        for call in PasskeyCall.allCases {
            let header = try await request { try await call.make($0) }.headers["authorization"]
            #expect(header == (call == .startUpdate ? "Bearer P2test:refresh-token-of-ada" : "Bearer P2test"))
        }
    }

    @Test("a sign-up's user travels with the login id in it")
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
    }

    @Test("a sign-in carries the refresh token that it is given")
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

    @Test("a sign-in without a login id names nobody")
    func discoverable() async throws {
        let request = try await request { _ = try await $0.passkeys.startSignIn(loginId: nil, origin: "https://o") }
        #expect(request.bodyJSON == ["origin": "https://o", "loginOptions": [:]])
    }

    @Test("an update says whether it is to be a factor", arguments: [true, false])
    func mfa(_ mfa: Bool) async throws {
        let request = try await request {
            _ = try await $0.passkeys.startUpdate(loginId: "ada", origin: "https://o", refreshJwt: "refresh", mfa: mfa)
        }
        #expect(request.bodyJSON == ["loginId": "ada", "origin": "https://o", "mfa": .bool(mfa)])
    }

    @Test(
        "a start says what the browser is to do",
        arguments: [(#","create":true"#, true), (#","create":false"#, false), ("", false), (#","create":null"#, false)]
    )
    func start(_ json: String, _ createsPasskey: Bool) async throws {
        let answer = #"{"transactionId":"TX2","options":"{\"publicKey\":{}}""# + json + #","more":1}"#
        let start = try await client(.scripted(.json(answer))).passkeys.startSignUpOrIn(
            loginId: "ada",
            origin: "https://o"
        )
        #expect(start.transactionId.reveal() == "TX2")
        #expect(start.options == #"{"publicKey":{}}"#)
        #expect(start.createsPasskey == createsPasskey)
    }

    @Test(
        "a start without an id or options is no answer",
        arguments: [#"{"transactionId":"TX2"}"#, #"{"options":"{}"}"#, "{}", "", "[]"]
    )
    func badStart(_ answer: String) async throws {
        let error = await #expect(throws: DescopeError.self) {
            _ = try await client(.scripted(.json(answer))).passkeys.startSignIn(loginId: "ada", origin: "https://o")
        }
        #expect(error?.code == .unexpectedResponse)
    }

    @Test("finishing signs the user in", arguments: [PasskeyCall.finishSignUp, .finishSignIn])
    func finish(_ call: PasskeyCall) async throws {
        let answer = #"{"sessionJwt":"s","refreshJwt":"r","user":{"userId":"U1","webauthn":true},"firstSeen":true}"#
        let passkeys = try client(.scripted(.json(answer))).passkeys
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
        "an update brings a session or none",
        arguments: [
            ("", nil, nil), ("{}", nil, nil), (#"{"jwt":null}"#, nil, nil), (#"{"jwt":{}}"#, nil, nil),
            (#"{"jwt":"odd"}"#, nil, nil), (#"{"jwt":{"sessionJwt":""}}"#, nil, nil),
            (#"{"jwt":{"sessionJwt":"s","refreshJwt":"r"}}"#, "s", "r"), (#"{"sessionJwt":"s"}"#, "s", nil),
        ] as [(String, String?, String?)]
    )
    func update(_ answer: String, _ sessionJwt: String?, _ refreshJwt: String?) async throws {
        let session = try await client(.scripted(.json(answer))).passkeys
            .finishUpdate(transactionId: "TX2", response: "{}")
        #expect(session?.sessionJwt.reveal() == sessionJwt)
        #expect(session?.refreshJwt?.reveal() == refreshJwt)
    }

    @Test("an update's tokens that cannot be read are not passed over")
    func unreadableUpdate() async throws {
        let passkeys = try client(.scripted(.json(#"{"jwt":{"sessionJwt":7}}"#))).passkeys
        await #expect { try await passkeys.finishUpdate(transactionId: "TX2", response: "{}") } throws: {
            DescopeError.Code.unexpectedResponse ~= $0
        }
    }

    @Test(
        "an update's tokens may come as cookies",
        arguments: ["", "{}", #"{"jwt":{"sessionJwt":"","refreshJwt":""}}"#]
    )
    func updateWithCookies(_ answer: String) async throws {
        var headers: APIHeaders = ["Set-Cookie": "DS=s; Path=/; HttpOnly"]
        headers.append("Set-Cookie", "DSR=r; Path=/; HttpOnly")
        let session = try await client(.scripted(.json(answer, headers: headers))).passkeys
            .finishUpdate(transactionId: "TX2", response: "{}")
        #expect(session?.sessionJwt.reveal() == "s")
        #expect(session?.refreshJwt?.reveal() == "r")
    }

    @Test("one of an update's tokens may come as a cookie, and the rest in the answer")
    func updateWithOneCookie() async throws {
        let answer = #"{"jwt":{"sessionJwt":"","refreshJwt":"r","firstSeen":false,"user":{"userId":"U2"}}}"#
        let session = try await client(.scripted(.json(answer, headers: ["Set-Cookie": "DS=s; Path=/"]))).passkeys
            .finishUpdate(transactionId: "TX2", response: "{}")
        #expect((session?.sessionJwt.reveal(), session?.refreshJwt?.reveal()) == ("s", "r"))
        #expect(session?.user?.userId == "U2")
    }

    @Test("a start prints no transaction id")
    func silence() async throws {
        let start = try await client(.scripted(PasskeyCall.answer)).passkeys.startSignIn(
            loginId: "ada",
            origin: "https://o"
        )
        #expect(!prints(start).contains("TX2"))
    }
}
