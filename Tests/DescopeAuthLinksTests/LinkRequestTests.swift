import ClientTestSupport
import DescopeAuthLinks
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct LinkRequestTests {
    private typealias Magic = (MagicLinkClient) async throws -> Void
    private typealias Enchanted = (EnchantedLinkClient) async throws -> Void

    /// A method that the SDK does not know.
    static let pigeon = DeliveryMethod(rawValue: "pigeon")

    private func request(_ call: Magic) async throws -> APIRequest {
        try await ClientTestSupport.request(answer: .json(#"{"sessionJwt":"s"}"#)) { try await call($0.magicLink) }
    }

    private func request(_ call: Enchanted) async throws -> APIRequest {
        let answer = #"{"linkId":"42","pendingRef":"p","sessionJwt":"s"}"#
        return try await ClientTestSupport.request(answer: .json(answer)) { try await call($0.enchantedLink) }
    }

    @Test("by default enchanted links are sent by email, those for a new phone number by text message")
    func usualMethod() async throws {
        let calls: [(path: String, call: Enchanted)] = [
            ("signup/email", { _ = try await $0.signUp(loginId: "ada") }),
            ("signin/email", { _ = try await $0.signIn(loginId: "ada") }),
            ("signup-in/email", { _ = try await $0.signUpOrIn(loginId: "ada") }),
            ("update/phone/sms", { _ = try await $0.updatePhone(to: "1", loginId: "ada", refreshJwt: "r") }),
        ]
        for (path, call) in calls {
            #expect(try await request(call).path == "/v1/auth/enchantedlink/\(path)")
        }
    }

    @Test("the request body of each operation, with the page as URI")
    func bodies() async throws {
        let page = "https://app.example.com/verify?next=%2Fhome&x=1"
        let signIn: JSONValue = ["loginId": "ada", "URI": .string(page), "providerId": "PR1"]
        let calls: [(body: JSONValue, magic: Magic, enchanted: Enchanted)] = [
            (
                ["loginId": "1", "URI": .string(page), "phone": "1", "user": ["phone": "1"], "providerId": "PR1"],
                { try await $0.signUp(with: .sms, loginId: "1", redirectURL: page, providerId: "PR1") },
                { _ = try await $0.signUp(with: .sms, loginId: "1", redirectURL: page, providerId: "PR1") }
            ),
            (
                signIn, { try await $0.signIn(with: .sms, loginId: "ada", redirectURL: page, providerId: "PR1") },
                { _ = try await $0.signIn(with: .sms, loginId: "ada", redirectURL: page, providerId: "PR1") }
            ),
            (
                signIn, { try await $0.signUpOrIn(with: .sms, loginId: "ada", redirectURL: page, providerId: "PR1") },
                { _ = try await $0.signUpOrIn(with: .sms, loginId: "ada", redirectURL: page, providerId: "PR1") }
            ),
            (
                [
                    "loginId": "ada", "URI": .string(page), "email": "e", "addToLoginIDs": false,
                    "onMergeUseExisting": false,
                ],
                { try await $0.updateEmail(to: "e", loginId: "ada", redirectURL: page, refreshJwt: "r") },
                { _ = try await $0.updateEmail(to: "e", loginId: "ada", redirectURL: page, refreshJwt: "r") }
            ),
            (
                [
                    "loginId": "ada", "URI": .string(page), "phone": "1", "addToLoginIDs": false,
                    "onMergeUseExisting": false,
                ],
                { try await $0.updatePhone(to: "1", loginId: "ada", redirectURL: page, refreshJwt: "r") },
                { _ = try await $0.updatePhone(to: "1", loginId: "ada", redirectURL: page, refreshJwt: "r") }
            ),
            (["token": "t"], { _ = try await $0.verify(token: "t") }, { try await $0.verify(token: "t") }),
        ]
        for (body, magic, enchanted) in calls {
            #expect(try await request(magic).bodyJSON == body)
            #expect(try await request(enchanted).bodyJSON == body)
        }
        let fetch: Enchanted = { _ = try await $0.session("p") }
        #expect(try await request(fetch).bodyJSON == ["pendingRef": "p"])
    }

    @Test(
        "a sign-up sends the address in the method's own member",
        arguments: [
            (.email, "email", "email"), (.sms, "phone", "phone"), (.whatsapp, "whatsapp", "phone"),
            (pigeon, "phone", "phone"),
        ] as [(DeliveryMethod, String, String)]
    )
    func signUpAddress(_ method: DeliveryMethod, _ member: String, _ userMember: String) async throws {
        let magic: Magic = { try await $0.signUp(with: method, loginId: "id") }
        let body: JSONValue = ["loginId": "id", "user": .object([userMember: "id"]), member: "id"]
        #expect(try await request(magic).bodyJSON == body)
        // Enchanted links do not support it.
        guard method != .whatsapp else { return }
        let enchanted: Enchanted = { _ = try await $0.signUp(with: method, loginId: "id") }
        #expect(try await request(enchanted).bodyJSON == body)
    }

    @Test("a sign-up sends the link to the user's own address, and its options as loginOptions")
    func signUpUser() async throws {
        let user = SignUpUser(name: "Ada Lovelace", email: "ada@example.com", phone: "+12025550143")
        let options = SignUpOptions(templateId: "T1")
        let expected: JSONValue = [
            "loginId": "ada", "email": "ada@example.com", "loginOptions": ["templateId": "T1"],
            "user": ["name": "Ada Lovelace", "email": "ada@example.com", "phone": "+12025550143"],
        ]
        let magic: Magic = { try await $0.signUp(with: .email, loginId: "ada", user: user, options: options) }
        let enchanted: Enchanted = { _ = try await $0.signUp(loginId: "ada", user: user, options: options) }
        #expect(try await request(magic).bodyJSON == expected)
        #expect(try await request(enchanted).bodyJSON == expected)
    }

    @Test("a sign-in sends the options and the refresh token")
    func signInWithRefreshToken() async throws {
        let options = LoginOptions(mfa: true, locale: "en-GB")
        let magic: Magic = { try await $0.signIn(with: .sms, loginId: "ada", options: options, refreshJwt: "r") }
        let enchanted: Enchanted = { _ = try await $0.signIn(loginId: "ada", options: options, refreshJwt: "r") }
        for request in [try await request(magic), try await request(enchanted)] {
            #expect(request.headers["authorization"] == "Bearer P2test:r")
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
        let email: [String: JSONValue] = [
            "loginId": "ada", "email": "e", "addToLoginIDs": true, "onMergeUseExisting": true, "templateId": "T1",
            "templateOptions": ["app": "Acme"], "providerId": "PR1", "locale": "en-GB",
        ]
        let magic: Magic = { try await $0.updateEmail(to: "e", loginId: "ada", refreshJwt: "r", options: options) }
        #expect(try await request(magic).bodyJSON == .object(email))
        let enchanted: Enchanted = {
            _ = try await $0.updatePhone(to: "1", loginId: "ada", refreshJwt: "r", options: options)
        }
        let phone = email.filter { $0.key != "email" }.merging(["phone": "1"]) { $1 }
        #expect(try await request(enchanted).bodyJSON == .object(phone))
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
