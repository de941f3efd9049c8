import ClientTestSupport
import DescopeAuthOTP
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct OTPClientTests {
    /// A method that the service may learn one day.
    static let pigeon = DeliveryMethod(rawValue: "pigeon")
    static let methods: [DeliveryMethod] = [.email, .sms, .voice, .whatsapp, .im, pigeon]

    @Test(
        "each call posts to its own path, for each method",
        arguments: [
            (.signUp, "signup"), (.signIn, "signin"), (.signUpOrIn, "signup-in"), (.verify, "verify"),
            (.updatePhone, "update/phone"),
        ] as [(OTPCall, String)]
    )
    func path(_ call: OTPCall, _ path: String) async throws {
        for method in Self.methods where call != .updatePhone || method != .email {
            let request = try await request { try await call.make($0, method: method) }
            #expect(request.method == .post)
            #expect(request.path == "/v1/auth/otp/\(path)/\(method.rawValue)")
            #expect(request.query.isEmpty)
        }
    }

    @Test("an e-mail address has one path only")
    func emailPath() async throws {
        #expect(try await request { try await OTPCall.updateEmail.make($0) }.path == "/v1/auth/otp/update/email")
    }

    @Test(
        "a method that the SDK does not know stays one segment of the path",
        arguments: [("a/b", "a%2Fb"), ("x?y#z", "x%3Fy%23z")]
    )
    func oddMethod(_ name: String, _ segment: String) async throws {
        let request = try await request {
            try await $0.otp.signIn(with: DeliveryMethod(rawValue: name), loginId: "ada")
        }
        #expect(request.path == "/v1/auth/otp/signin/" + segment)
    }

    @Test(
        "a sign-up says where the code goes, in the method's own member",
        arguments: [
            (.email, "email", "email"), (.sms, "phone", "phone"), (.voice, "voice", "phone"),
            (.whatsapp, "whatsapp", "phone"),
            (.im, "phone", "phone"), (pigeon, "phone", "phone"),
        ] as [(DeliveryMethod, String, String)]
    )
    func signUpAddress(_ method: DeliveryMethod, _ member: String, _ userMember: String) async throws {
        let request = try await request { try await $0.otp.signUp(with: method, loginId: "id") }
        #expect(request.bodyJSON == ["loginId": "id", "user": .object([userMember: "id"]), member: "id"])
    }

    @Test("a sign-up's address is the user's own, where they have one")
    func signUpUser() async throws {
        let user = SignUpUser(
            name: "Ada Lovelace",
            givenName: "Ada",
            middleName: "King",
            familyName: "Lovelace",
            email: "ada@example.com",
            phone: "+12025550143"
        )
        let wire: JSONValue = [
            "name": "Ada Lovelace", "givenName": "Ada", "middleName": "King", "familyName": "Lovelace",
            "email": "ada@example.com", "phone": "+12025550143",
        ]
        let byEmail = try await request { try await $0.otp.signUp(with: .email, loginId: "ada", user: user) }
        #expect(byEmail.bodyJSON == ["loginId": "ada", "email": "ada@example.com", "user": wire])
        let bySMS = try await request { try await $0.otp.signUp(with: .sms, loginId: "ada", user: user) }
        #expect(bySMS.bodyJSON == ["loginId": "ada", "phone": "+12025550143", "user": wire])
    }

    @Test(
        "what the other calls send",
        arguments: [
            (.signIn, ["loginId": "ada@example.com", "loginOptions": [:]]),
            (.signUpOrIn, ["loginId": "ada@example.com", "loginOptions": [:]]),
            (.verify, ["loginId": "ada@example.com", "code": "314159"]),
            (
                .updateEmail,
                [
                    "loginId": "ada@example.com", "email": "new@example.com", "addToLoginIDs": false,
                    "onMergeUseExisting": false,
                ]
            ),
            (
                .updatePhone,
                [
                    "loginId": "ada@example.com", "phone": "+12025550143", "addToLoginIDs": false,
                    "onMergeUseExisting": false,
                ]
            ),
        ] as [(OTPCall, JSONValue)]
    )
    func body(_ call: OTPCall, _ expected: JSONValue) async throws {
        let request = try await request { try await call.make($0) }
        #expect(request.bodyJSON == expected)
    }

    @Test("updates carry the refresh token, the other calls the project alone", arguments: OTPCall.allCases)
    func credentials(_ call: OTPCall) async throws {
        let request = try await request { try await call.make($0) }
        let isUpdate = [.updateEmail, .updatePhone].contains(call)
        #expect(request.headers["authorization"] == (isUpdate ? "Bearer P2test:refresh-token-of-ada" : "Bearer P2test"))
    }

    @Test("a sign-in carries the refresh token that it is given")
    func signInWithRefreshToken() async throws {
        let request = try await request {
            try await $0.otp.signIn(
                with: .sms,
                loginId: "ada",
                options: LoginOptions(stepup: true),
                refreshJwt: OTPCall.refreshJwt
            )
        }
        #expect(request.headers["authorization"] == "Bearer P2test:refresh-token-of-ada")
        #expect(request.bodyJSON == ["loginId": "ada", "loginOptions": ["stepup": true]])
    }

    @Test("a sign-up's options travel as loginOptions, the provider beside them")
    func signUpOptionsAndProvider() async throws {
        let options = SignUpOptions(templateId: "T1")
        let signUp = try await request {
            try await $0.otp.signUp(with: .sms, loginId: "1", options: options, providerId: "PR1")
        }
        #expect(
            signUp.bodyJSON == [
                "loginId": "1", "phone": "1", "user": ["phone": "1"], "loginOptions": ["templateId": "T1"],
                "providerId": "PR1",
            ]
        )
        let signUpOrIn = try await request {
            try await $0.otp.signUpOrIn(with: .sms, loginId: "1", options: options, providerId: "PR1")
        }
        #expect(signUpOrIn.bodyJSON == ["loginId": "1", "loginOptions": ["templateId": "T1"], "providerId": "PR1"])
        let signIn = try await request { try await $0.otp.signIn(with: .sms, loginId: "1", providerId: "PR1") }
        #expect(signIn.bodyJSON == ["loginId": "1", "loginOptions": [:], "providerId": "PR1"])
    }

    @Test(
        "the answer says where the code went",
        arguments: [
            (#"{"maskedEmail":"a***@example.com"}"#, "a***@example.com"),
            (#"{"maskedPhone":"+1******43","maskedEmail":null}"#, "+1******43"),
            (#"{"maskedPhone":"+1******43","verificationAttempts":3}"#, "+1******43"),
            ("{}", nil),
        ] as [(String, String?)]
    )
    func maskedAddress(_ json: String, _ address: String?) async throws {
        let sent = try await client(.scripted(.json(json))).otp.signUp(with: .email, loginId: "ada")
        #expect(sent.address == address)
    }

    @Test("verifying signs the user in")
    func verify() async throws {
        let signedIn = try await client(
            .scripted(
                .json(#"{"sessionJwt":"s","refreshJwt":"r","user":{"userId":"U1","name":"Ada"},"firstSeen":true}"#)
            )
        ).otp.verify(with: .email, loginId: "ada", code: "123456")
        #expect(signedIn.sessionJwt.reveal() == "s")
        #expect(signedIn.refreshJwt?.reveal() == "r")
        #expect(signedIn.user?.name == "Ada")
        #expect(signedIn.firstSeen == true)
    }

    @Test("verifying takes the tokens from cookies where the body has none")
    func verifyWithCookies() async throws {
        var headers: APIHeaders = ["Set-Cookie": "DS=s; Path=/; HttpOnly"]
        headers.append("Set-Cookie", "DSR=r; Path=/; HttpOnly")
        let signedIn = try await client(.scripted(.json(#"{"sessionJwt":"","user":{}}"#, headers: headers)))
            .otp.verify(with: .email, loginId: "ada", code: "123456")
        #expect(signedIn.sessionJwt.reveal() == "s")
        #expect(signedIn.refreshJwt?.reveal() == "r")
    }
}
