import ClientTestSupport
import DescopeAuthLinks
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct LinkRequestTests {
    /// A method that the SDK does not know.
    static let pigeon = DeliveryMethod(rawValue: "pigeon")

    @Test("each operation has a path for each method", arguments: LinkCall.all.filter(\.takesMethod))
    func path(_ call: LinkCall) async throws {
        let segments: [LinkCall.Act: String] = [
            .signUp: "signup", .signIn: "signin", .signUpOrIn: "signup-in", .updatePhone: "update/phone",
        ]
        for method in call.feature.methods + [Self.pigeon] where call.act != .updatePhone || method != .email {
            let request = try await request { try await call.make($0, method: method) }
            #expect(request.method == .post)
            let feature = call.feature == .magicLink ? "magiclink" : "enchantedlink"
            #expect(request.path == "/v1/auth/\(feature)/\(try #require(segments[call.act]))/\(method.rawValue)")
            #expect(request.query.isEmpty)
        }
    }

    @Test(
        "the other operations have one path",
        arguments: [
            ("magicLink.verify", "magiclink/verify"), ("magicLink.updateEmail", "magiclink/update/email"),
            ("enchantedLink.verify", "enchantedlink/verify"),
            ("enchantedLink.updateEmail", "enchantedlink/update/email"),
            ("enchantedLink.session", "enchantedlink/pending-session"),
        ]
    )
    func otherPaths(_ name: String, _ path: String) async throws {
        let call = try #require(LinkCall.all.first { $0.name == name })
        let request = try await request { try await call.make($0) }
        #expect((request.method, request.path) == (.post, "/v1/auth/\(path)"))
    }

    @Test("by default enchanted links are sent by email, those for a new phone number by text message")
    func usualMethod() async throws {
        let calls: [(path: String, call: (EnchantedLinkClient) async throws -> Void)] = [
            ("signup/email", { _ = try await $0.signUp(loginId: "ada") }),
            ("signin/email", { _ = try await $0.signIn(loginId: "ada") }),
            ("signup-in/email", { _ = try await $0.signUpOrIn(loginId: "ada") }),
            ("update/phone/sms", { _ = try await $0.updatePhone(to: "1", loginId: "ada", refreshJwt: "r") }),
        ]
        for (path, call) in calls {
            #expect(
                try await request { try await call($0.enchantedLink) }.path == "/v1/auth/enchantedlink/\(path)"
            )
        }
    }

    @Test(
        "the request body of each operation",
        arguments: LinkCall.Feature.allCases,
        [
            (
                .signUp,
                ["loginId": "ada@example.com", "phone": "ada@example.com", "user": ["phone": "ada@example.com"]]
            ),
            (.signIn, ["loginId": "ada@example.com"]),
            (.signUpOrIn, ["loginId": "ada@example.com"]),
            (.verify, ["token": "token-of-the-link"]),
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
        ] as [(LinkCall.Act, JSONValue)]
    )
    func body(_ feature: LinkCall.Feature, _ expected: (LinkCall.Act, JSONValue)) async throws {
        let request = try await request { try await LinkCall(feature: feature, act: expected.0).make($0) }
        #expect(request.bodyJSON == expected.1)
    }

    @Test("the reference that fetches a session is sent in the body")
    func sessionBody() async throws {
        let request = try await request { _ = try await $0.enchantedLink.session(LinkCall.pendingRef) }
        #expect(request.bodyJSON == ["pendingRef": "reference-of-ada"])
    }

    @Test("the page and the provider are members of the root", arguments: LinkCall.sending)
    func redirectURL(_ call: LinkCall) async throws {
        let page = "https://app.example.com/verify?next=%2Fhome&x=1"
        let request = try await request { try await call.make($0, redirectURL: page, providerId: "PR1") }
        #expect(request.bodyJSON?["URI"] == .string(page))
        #expect(request.bodyJSON?["providerId"] == "PR1")
        for other in ["redirectUrl", "redirectURL"] { #expect(request.bodyJSON?[other] == nil) }
    }

    @Test(
        "a sign-up sends the address in the method's own member",
        arguments: [
            (.magicLink, .email, "email", "email"), (.magicLink, .sms, "phone", "phone"),
            (.magicLink, .whatsapp, "whatsapp", "phone"), (.magicLink, pigeon, "phone", "phone"),
            (.enchantedLink, .email, "email", "email"), (.enchantedLink, .sms, "phone", "phone"),
            (.enchantedLink, pigeon, "phone", "phone"),
        ] as [(LinkCall.Feature, DeliveryMethod, String, String)]
    )
    func signUpAddress(
        _ feature: LinkCall.Feature,
        _ method: DeliveryMethod,
        _ member: String,
        _ userMember: String
    ) async throws {
        let call = LinkCall(feature: feature, act: .signUp)
        let request = try await request { try await call.make($0, method: method, loginId: "id") }
        #expect(request.bodyJSON == ["loginId": "id", "user": .object([userMember: "id"]), member: "id"])
    }

    @Test("a sign-up sends the link to the user's own address, and its options as loginOptions")
    func signUpUser() async throws {
        let user = SignUpUser(name: "Ada Lovelace", email: "ada@example.com", phone: "+12025550143")
        let options = SignUpOptions(templateId: "T1")
        let expected: JSONValue = [
            "loginId": "ada", "email": "ada@example.com", "loginOptions": ["templateId": "T1"],
            "user": ["name": "Ada Lovelace", "email": "ada@example.com", "phone": "+12025550143"],
        ]
        let magic = try await request {
            try await $0.magicLink.signUp(with: .email, loginId: "ada", user: user, options: options)
        }
        #expect(magic.bodyJSON == expected)
        let enchanted = try await request {
            _ = try await $0.enchantedLink.signUp(loginId: "ada", user: user, options: options)
        }
        #expect(enchanted.bodyJSON == expected)
    }

    @Test("updates send the refresh token, other operations only the project id", arguments: LinkCall.all)
    func credentials(_ call: LinkCall) async throws {
        let request = try await request { try await call.make($0) }
        #expect(
            request.headers["authorization"] == "Bearer P2test" + (call.isUpdate ? ":refresh-token-of-ada" : "")
        )
    }

    @Test("a sign-in sends the options and the refresh token")
    func signInWithRefreshToken() async throws {
        let options = LoginOptions(mfa: true, locale: "en-GB")
        let requests = [
            try await request {
                try await $0.magicLink.signIn(
                    with: .sms,
                    loginId: "ada",
                    options: options,
                    refreshJwt: LinkCall.refreshJwt
                )
            },
            try await request {
                _ = try await $0.enchantedLink.signIn(
                    loginId: "ada",
                    options: options,
                    refreshJwt: LinkCall.refreshJwt
                )
            },
        ]
        for request in requests {
            #expect(request.headers["authorization"] == "Bearer P2test:refresh-token-of-ada")
            #expect(request.bodyJSON == ["loginId": "ada", "loginOptions": ["mfa": true, "locale": "en-GB"]])
        }
    }

    @Test("update options are members of the root, without mfa")
    func updateOptions() async throws {
        let options = UpdateOptions(
            addToLoginIDs: true,
            onMergeUseExisting: true,
            mfa: false,
            templateId: "T1",
            templateOptions: ["app": "Acme"],
            providerId: "PR1",
            locale: "en-GB"
        )
        let request = try await request {
            try await $0.magicLink.updateEmail(to: "e", loginId: "ada", refreshJwt: "r", options: options)
        }
        #expect(
            request.bodyJSON == [
                "loginId": "ada", "email": "e", "addToLoginIDs": true, "onMergeUseExisting": true, "templateId": "T1",
                "templateOptions": ["app": "Acme"], "providerId": "PR1", "locale": "en-GB",
            ]
        )
    }

    @Test(
        "a magic link's response has the masked address",
        arguments: [
            (#"{"maskedEmail":"a***@example.com"}"#, "a***@example.com"), (#"{"maskedPhone":"+1**43"}"#, "+1**43"),
            ("{}", nil),
        ] as [(String, String?)]
    )
    func maskedAddress(_ json: String, _ address: String?) async throws {
        let sent = try await client(.scripted(.json(json))).magicLink.signUpOrIn(with: .email, loginId: "ada")
        #expect(sent.address == address)
    }

    @Test(
        "an enchanted link's response has the number to show and the reference to wait with",
        arguments: [
            (#"{"linkId":"42","pendingRef":"p","maskedEmail":"a***@example.com"}"#, "a***@example.com"),
            (#"{"linkId":"42","pendingRef":"p","maskedPhone":"+1**43","extra":1}"#, "+1**43"),
            (#"{"linkId":"42","pendingRef":"p","maskedEmail":7}"#, nil), (#"{"linkId":"42","pendingRef":"p"}"#, nil),
        ] as [(String, String?)]
    )
    func enchantedAnswer(_ json: String, _ address: String?) async throws {
        let sent = try await client(.scripted(.json(json))).enchantedLink.signUpOrIn(loginId: "ada")
        #expect(sent.linkId == "42")
        #expect(sent.pendingRef.reveal() == "p")
        #expect(sent.sentTo.address == address)
        #expect(!prints(sent).contains("\"p\""))
    }

    @Test(
        "a response without number or reference is refused",
        arguments: [
            (#"{"pendingRef":"p"}"#, "linkId"), (#"{"linkId":42,"pendingRef":"p"}"#, "linkId"),
            (#"{"linkId":"42"}"#, "pendingRef"), (#"{"linkId":"42","pendingRef":""}"#, "pendingRef"),
            (#"{"linkId":"42","pendingRef":null}"#, "pendingRef"),
        ]
    )
    func incomplete(_ json: String, _ missing: String) async throws {
        let error = await #expect(throws: DescopeError.self) {
            _ = try await client(.scripted(.json(json))).enchantedLink.signUpOrIn(loginId: "ada")
        }
        #expect(error?.code == .unexpectedResponse)
        #expect(error?.message.contains(missing) == true)
    }

    @Test("a magic link signs in; an enchanted link's response is not read")
    func verify() async throws {
        let session = #"{"sessionJwt":"s","refreshJwt":"r","user":{"userId":"U1","name":"Ada"},"firstSeen":true}"#
        let signedIn = try await client(.scripted(.json(session))).magicLink.verify(token: "t")
        #expect(signedIn.refreshJwt?.reveal() == "r")
        #expect(signedIn.user?.name == "Ada")
        for answer in [ScriptedTransport.Answer.json("{}"), .empty] {
            try await client(.scripted(answer)).enchantedLink.verify(token: "t")
        }
    }
}
