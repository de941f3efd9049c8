import ClientTestSupport
import DescopeAuthOTP
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

/// The one request that a call makes.
func request(_ call: (DescopeClient) async throws -> Void) async throws -> APIRequest {
    try await request(answer: .json(#"{"maskedPhone":"+1******43","sessionJwt":"s"}"#), call)
}

@Suite(.timeLimit(.minutes(5))) struct OTPClientTests {
    /// A method that the SDK does not know.
    static let pigeon = DeliveryMethod(rawValue: "pigeon")

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

    @Test("the bodies of the other operations without options")
    func bodies() async throws {
        let loginId: JSONValue = ["loginId": "ada"]
        let calls: [(body: JSONValue, call: (OTPClient) async throws -> Void)] = [
            (loginId, { try await $0.signIn(with: .sms, loginId: "ada") }),
            (loginId, { try await $0.signUpOrIn(with: .sms, loginId: "ada") }),
            (["loginId": "ada", "code": "1"], { _ = try await $0.verify(with: .sms, loginId: "ada", code: "1") }),
            (
                ["loginId": "ada", "email": "e", "addToLoginIDs": false, "onMergeUseExisting": false],
                { try await $0.updateEmail(to: "e", loginId: "ada", refreshJwt: "r") }
            ),
            (
                ["loginId": "ada", "phone": "1", "addToLoginIDs": false, "onMergeUseExisting": false],
                { try await $0.updatePhone(to: "1", loginId: "ada", refreshJwt: "r") }
            ),
        ]
        for (body, call) in calls { #expect(try await request { try await call($0.otp) }.bodyJSON == body) }
    }

    @Test("a sign-in carries the refresh token that it is given")
    func signInWithRefreshToken() async throws {
        let request = try await request {
            try await $0.otp.signIn(
                with: .sms,
                loginId: "ada",
                options: LoginOptions(stepup: true),
                refreshJwt: "r"
            )
        }
        #expect(request.headers["authorization"] == "Bearer P2test:r")
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
        #expect(signIn.bodyJSON == ["loginId": "1", "providerId": "PR1"])
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
