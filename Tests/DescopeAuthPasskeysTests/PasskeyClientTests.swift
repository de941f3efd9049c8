import ClientTestSupport
import DescopeAuthPasskeys
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

/// The one request that an operation sends.
func request(_ call: (PasskeyClient) async throws -> Void) async throws -> APIRequest {
    let answer = #"{"transactionId":"TX2","options":"{}","create":true,"sessionJwt":"s"}"#
    return try await request(answer: .json(answer)) { try await call($0.passkeys) }
}

/// The operations that take an origin.
let starts: [@Sendable (PasskeyClient, _ origin: String, PasskeyOptions) async throws -> Void] = [
    { _ = try await $0.startSignUp(loginId: "ada", origin: $1, passkeyOptions: $2) },
    { _ = try await $0.startSignIn(loginId: "ada", origin: $1, passkeyOptions: $2) },
    { _ = try await $0.startSignUpOrIn(loginId: "ada", origin: $1, passkeyOptions: $2) },
    { _ = try await $0.startUpdate(loginId: "ada", origin: $1, refreshJwt: "r", passkeyOptions: $2) },
]

@Suite(.timeLimit(.minutes(5))) struct PasskeyClientTests {
    @Test("the body of each operation without optional arguments")
    func bodies() async throws {
        for (index, start) in starts.enumerated() {
            let body = try await request { try await start($0, "https://o", PasskeyOptions()) }.bodyJSON
            let signUp: JSONValue = ["user": ["loginId": "ada"], "origin": "https://o"]
            #expect(body == (index == 0 ? signUp : ["loginId": "ada", "origin": "https://o"]))
        }
        let finishes: [(PasskeyClient) async throws -> Void] = [
            { _ = try await $0.finishSignUp(transactionId: "TX2", response: "{}") },
            { _ = try await $0.finishSignIn(transactionId: "TX2", response: "{}") },
            { try await $0.finishUpdate(transactionId: "TX2", response: "{}") },
        ]
        for finish in finishes {
            #expect(try await request(finish).bodyJSON == ["transactionId": "TX2", "response": "{}"])
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
            phone: "+12025550143",
            recoveryEmail: "ada@example.org",
            recoveryPhone: "+12025550145"
        )
        let request = try await request {
            _ = try await $0.startSignUp(loginId: "ada", origin: "https://o", user: user)
        }
        #expect(
            request.bodyJSON?["user"] == [
                "loginId": "ada", "name": "Ada Lovelace", "givenName": "Ada", "middleName": "King",
                "familyName": "Lovelace", "email": "countess@example.com", "phone": "+12025550143",
                "recoveryEmail": "ada@example.org", "recoveryPhone": "+12025550145",
            ]
        )
        let members = request.bodyJSON?["user"]?.objectValue.map { Set($0.keys) }
        #expect(members == Set(SignUpUser.members.names + ["loginId"]))
    }

    @Test("a sign-in carries the refresh token that it was passed")
    func signInWithRefreshToken() async throws {
        let request = try await request {
            _ = try await $0.startSignIn(
                loginId: "ada",
                origin: "https://o",
                options: LoginOptions(stepup: true),
                refreshJwt: "r"
            )
        }
        #expect(request.headers["authorization"] == "Bearer P2test:r")
        #expect(request.bodyJSON == ["loginId": "ada", "origin": "https://o", "loginOptions": ["stepup": true]])
    }

    @Test("a sign-in without a login id sends none")
    func discoverable() async throws {
        let request = try await request { _ = try await $0.startSignIn(loginId: nil, origin: "https://o") }
        #expect(request.bodyJSON == ["origin": "https://o"])
    }

    @Test("an update sends whether it asks for MFA", arguments: [true, false])
    func mfa(_ mfa: Bool) async throws {
        let request = try await request {
            _ = try await $0.startUpdate(loginId: "ada", origin: "https://o", refreshJwt: "refresh", mfa: mfa)
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

    @Test("a finish returns the session", arguments: [true, false])
    func finish(_ isSignUp: Bool) async throws {
        let body = #"{"sessionJwt":"s","refreshJwt":"r","user":{"userId":"U1","webauthn":true},"firstSeen":true}"#
        let passkeys = try client(.scripted(.json(body))).passkeys
        let signedIn =
            isSignUp
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
        let start = try await client(.scripted(.json(#"{"transactionId":"TX2","options":"{}"}"#))).passkeys
            .startSignIn(loginId: "ada", origin: "https://o")
        #expect(!prints(start).contains("TX2"))
    }
}
