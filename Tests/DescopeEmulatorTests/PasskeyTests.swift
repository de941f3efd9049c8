import DescopeCore
import DescopeEmulator
import DescopeTesting
import Testing

@Suite struct PasskeyTests {
    static let origin = "https://app.example.com"
    static let loginId = "ada@example.com"
    /// Without it no fault but that of verification would be one.
    static let verified: JSONValue = [
        "userVerification": "required", "authenticatorSelection": ["userVerification": "required"],
    ]

    let project: Project
    let authenticator = TestAuthenticator()

    init() throws { project = try Project() }

    private func start(_ what: String, _ more: [String: JSONValue] = [:], token: String? = nil) async throws -> Answer {
        let body: [String: JSONValue] = [
            "loginId": .string(Self.loginId), "origin": .string(Self.origin), "passkeyOptions": Self.verified,
        ]
        return try await project.post(
            "/v1/auth/webauthn/\(what)/start",
            .object(body.merging(more) { $1 }),
            token: token
        )
    }

    private func finish(_ what: String, _ start: Answer, _ response: Secret) async throws -> Answer {
        try await project.post(
            "/v1/auth/webauthn/\(what)/finish",
            ["transactionId": start.body["transactionId"] ?? .null, "response": .string(response.reveal())]
        )
    }

    private func create(_ start: Answer, fault: TestAuthenticator.Fault? = nil) throws -> Secret {
        try authenticator.create(start.body["options"]?.stringValue ?? "", origin: Self.origin, fault: fault)
    }

    private func get(_ start: Answer, fault: TestAuthenticator.Fault? = nil) throws -> Secret {
        try authenticator.get(start.body["options"]?.stringValue ?? "", origin: Self.origin, fault: fault)
    }

    private func signUp() async throws -> Answer {
        let start = try await start("signup")
        return try await finish("signup", start, create(start))
    }

    private func options(_ start: Answer) throws -> JSONValue {
        let text = try #require(start.body["options"]?.stringValue)
        return try #require(try JSONReader.parse(Array(text.utf8))["publicKey"])
    }

    private func message(_ answer: Answer) -> String { answer.body["errorMessage"]?.stringValue ?? "" }

    // MARK: - The way that it is meant

    @Test("a user signs up, and in again")
    func wholeTrip() async throws {
        let start = try await start("signup", ["user": ["name": "Ada", "phone": "+1-555-555-0123"]])
        #expect(start.body["create"] == true)
        #expect(project.backend.loginIds.isEmpty, "nobody is there before the passkey is")
        let signedUp = try await finish("signup", start, create(start))
        #expect(signedUp.body["firstSeen"] == true)
        let user = try #require(signedUp.body["user"])
        #expect(user["name"] == "Ada")
        // As with passwords, the number is kept as it was sent.
        #expect(user["phone"] == "+1-555-555-0123")
        #expect(user["email"] == .string(Self.loginId))
        #expect(user["verifiedEmail"] == false)
        #expect(user["webauthn"] == true)
        #expect(try signedUp.claims["amr"] == ["webauthn"])
        #expect(try signedUp.claims["sub"] == user["userId"])

        for _ in 0..<2 {
            let again = try await self.start("signin")
            #expect(again.body["create"] == false)
            let signedIn = try await finish("signin", again, get(again))
            #expect(signedIn.body["firstSeen"] == false)
            #expect(signedIn.body["user"]?["userId"] == user["userId"])
        }
    }

    @Test("sign-up-or-in says which of the two it is")
    func signUpOrIn() async throws {
        let first = try await start("signup-in")
        #expect(first.body["create"] == true)
        #expect(try await finish("signup", first, create(first)).body["firstSeen"] == true)
        let second = try await start("signup-in")
        #expect(second.body["create"] == false)
        #expect(try await finish("signin", second, get(second)).body["firstSeen"] == false)
    }

    @Test("a user without a login id is known by the passkey")
    func discoverable() async throws {
        _ = try await signUp()
        for loginId in [JSONValue.null, ""] {
            let start = try await start("signin", ["loginId": loginId])
            #expect(try options(start)["allowCredentials"] == [])
            #expect(try await finish("signin", start, get(start)).body["user"]?["loginIds"] == [.string(Self.loginId)])
        }
        // The authenticator has to say whom it takes the user for.
        let start = try await start("signin", ["loginId": .null])
        var answer = try #require(try JSONReader.parse(Array(get(start).reveal().utf8)).objectValue)
        var parts = try #require(answer["response"]?.objectValue)
        parts["userHandle"] = .null
        answer["response"] = .object(parts)
        let text = Secret(String(decoding: answer.json, as: UTF8.self))
        #expect(try await finish("signin", start, text).status == 401)
    }

    @Test("a user who is signed in adds a passkey", arguments: [false, true])
    func update(_ mfa: Bool) async throws {
        let refreshJwt = try await project.signIn().refreshJwt
        #expect(try await start("signin").errorCode == "E011004", "there is none yet")
        let start = try await start("update", ["mfa": .bool(mfa)], token: refreshJwt)
        #expect(start.body["create"] == true)
        let updated = try await finish("update", start, create(start))
        #expect(updated.status == 200)
        if mfa {
            let token = try #require(updated.body["jwt"]?["sessionJwt"]?.stringValue)
            #expect(try parse(token).claims["amr"] == ["email", "webauthn", "mfa"])
        } else {
            #expect(updated.body == [:])
        }
        let signIn = try await self.start("signin")
        #expect(try await finish("signin", signIn, get(signIn)).status == 200)
    }

    @Test("a second factor stands beside the first")
    func stepUp() async throws {
        _ = try await signUp()
        let refreshJwt = try await project.signIn().refreshJwt
        let start = try await start("signin", ["loginOptions": ["mfa": true]], token: refreshJwt)
        let signedIn = try await finish("signin", start, get(start))
        #expect(try signedIn.claims["amr"] == ["email", "webauthn", "mfa"])
        for loginId in [JSONValue.string(Self.loginId), .null] {
            for factor in ["stepup", "mfa"] {
                let options: [String: JSONValue] = ["loginOptions": .object([factor: true]), "loginId": loginId]
                #expect(try await self.start("signin", options).status == 401)
            }
        }
    }

    @Test("claims are where they belong")
    func claims() async throws {
        let options: [String: JSONValue] = ["loginOptions": ["customClaims": ["plan": "free"]]]
        let up = try await start("signup", options)
        #expect(try await finish("signup", up, create(up)).claims["plan"] == "free")
        let signIn = try await start("signin", options)
        #expect(try await finish("signin", signIn, get(signIn)).claims["nsec"] == ["plan": "free"])
    }

    @Test("an authenticator that does not count is taken")
    func synced() async throws {
        let synced = TestAuthenticator(isSynced: true)
        let up = try await start("signup")
        let options = up.body["options"]?.stringValue ?? ""
        #expect(try await finish("signup", up, synced.create(options, origin: Self.origin)).status == 200)
        for _ in 0..<2 {
            let start = try await start("signin")
            let response = try synced.get(start.body["options"]?.stringValue ?? "", origin: Self.origin)
            #expect(try await finish("signin", start, response).status == 200)
        }
    }

    // MARK: - What the browser is told

    @Test("options for making a passkey")
    func creationOptions() async throws {
        let wishes: JSONValue = [
            "attestation": "direct", "extensionsJSON": #"{"credProps":true}"#,
            "authenticatorSelection": [
                "authenticatorAttachment": "crossplatform", "residentKey": "required",
                "userVerification": "discouraged",
            ],
        ]
        let start = try await start("signup", ["user": ["name": "Ada"], "passkeyOptions": wishes])
        var options = try #require(try options(start).objectValue)
        let challenge = try #require(options.removeValue(forKey: "challenge")?.stringValue)
        #expect(Base64URL.decode(challenge)?.count == 32)
        let handle = try #require(options["user"]?["id"]?.stringValue)
        #expect((1...64).contains(try #require(Base64URL.decode(handle)).count))
        #expect(
            JSONValue.object(options) == [
                "rp": ["id": "app.example.com", "name": .string(Project.projectId)],
                "user": ["id": .string(handle), "name": "ada@example.com", "displayName": "Ada"],
                "pubKeyCredParams": [
                    ["type": "public-key", "alg": -7], ["type": "public-key", "alg": -8],
                    ["type": "public-key", "alg": -257],
                ],
                "timeout": 300_000, "excludeCredentials": [], "attestation": "direct",
                "extensions": ["credProps": true],
                "authenticatorSelection": [
                    "authenticatorAttachment": "cross-platform", "residentKey": "required", "requireResidentKey": true,
                    "userVerification": "discouraged",
                ],
            ]
        )
    }

    @Test("options for using a passkey")
    func requestOptions() async throws {
        _ = try await signUp()
        var options = try #require(try options(await start("signin")).objectValue)
        #expect(Base64URL.decode(options.removeValue(forKey: "challenge")?.stringValue ?? "")?.count == 32)
        let id = try #require(authenticator.passkeys.first?.credentialId)
        #expect(
            JSONValue.object(options) == [
                "rpId": "app.example.com", "timeout": 300_000, "userVerification": "required",
                "allowCredentials": [["type": "public-key", "id": .string(id)]],
            ]
        )
    }

    @Test("an update excludes the passkeys that are there")
    func excluded() async throws {
        let refreshJwt = try await signUp().refreshJwt
        let start = try await start("update", token: refreshJwt)
        #expect(try options(start)["excludeCredentials"]?.arrayValue?.count == 1)
        #expect { try create(start) } throws: { ($0 as? TestAuthenticator.Refusal)?.name == "InvalidStateError" }
    }

    @Test("no two challenges are the same, and no two transaction ids")
    func challenges() async throws {
        var (challenges, ids): (Set<JSONValue>, Set<JSONValue>) = ([], [])
        for _ in 0..<20 {
            let start = try await start("signup")
            challenges.insert(try #require(try options(start)["challenge"]))
            ids.insert(try #require(start.body["transactionId"]))
        }
        #expect(challenges.count == 20)
        #expect(ids.count == 20)
    }

    // MARK: - What is refused

    @Test(
        "a wrong making is refused, and nobody is made",
        arguments: TestAuthenticator.Fault.inCreation.map { ($0, "none") }
            + TestAuthenticator.Fault.inAttestedCreation.map { ($0, "direct") }
    )
    func wrongCreation(_ fault: TestAuthenticator.Fault, _ attestation: String) async throws {
        var wishes = Self.verified.objectValue ?? [:]
        wishes["attestation"] = .string(attestation)
        let start = try await start("signup", ["passkeyOptions": .object(wishes)])
        let refused = try await finish("signup", start, create(start, fault: fault))
        #expect(refused.status == 401)
        #expect(refused.errorCode == "E011004")
        #expect(message(refused).contains(try #require(Self.words[fault])))
        #expect(project.backend.loginIds.isEmpty)
    }

    @Test(
        "an authenticator that signs for a new passkey is taken, and who names a model where it was asked for",
        arguments: [
            ("none", "not requested"), ("indirect", "signature is wrong"), ("direct", "signature is wrong"),
        ]
    )
    func attestation(_ wish: String, _ why: String) async throws {
        for namesModel in [true, false] {
            let start = try await start("signup", ["passkeyOptions": ["attestation": .string(wish)]])
            // The authenticator signs whatever the browser was told.
            let options = try #require(start.body["options"]?.stringValue)
                .replacing(#""attestation":"\#(wish)""#, with: #""attestation":"direct""#)
            var answer = try JSONReader.parse(
                Array(try authenticator.create(options, origin: Self.origin).reveal().utf8)
            ).objectValue
            var parts = try #require(answer?["response"]?.objectValue)
            var object = try #require(Base64URL.decode(parts["attestationObject"]?.stringValue ?? ""))
            // The last 164 bytes are the authenticator's, and after 37 of them comes the model.
            if namesModel { object[object.count - 164 + 37] = 1 }
            parts["attestationObject"] = .string(Base64URL.encode(object))
            answer?["response"] = .object(parts)
            let text = Secret(String(decoding: answer.json, as: UTF8.self))
            let finished = try await finish("signup", start, text)
            #expect(finished.status == (namesModel ? 401 : 200))
            if namesModel { #expect(message(finished).contains(why)) }
        }
    }

    @Test("a wrong use is refused, and the next right one is not", arguments: TestAuthenticator.Fault.inUse)
    func wrongUse(_ fault: TestAuthenticator.Fault) async throws {
        _ = try await signUp()
        let start = try await start("signin")
        let refused = try await finish("signin", start, get(start, fault: fault))
        #expect(refused.status == 401)
        #expect(refused.errorCode == "E011004")
        let words = fault == .unknownCredential ? "does not belong to the user" : Self.words[fault]
        #expect(message(refused).contains(try #require(words)))
        #expect(refused.sessionJwt.isEmpty)
        let again = try await self.start("signin")
        #expect(try await finish("signin", again, get(again)).status == 200)
    }

    /// What a refusal of each fault says.
    static let words: [TestAuthenticator.Fault: String] = [
        .otherOrigin: "origin does not match", .otherChallenge: "challenge does not match", .otherType: "another type",
        .crossOrigin: "framed", .otherRelyingParty: "another site's", .userNotPresent: "not present",
        .userNotVerified: "not verified", .unknownCredential: "two ids differ", .damagedSignature: "signature is wrong",
        .otherKey: "signature is wrong", .countNotGrowing: "has not increased", .otherUser: "another user's",
    ]

    @Test("verification of the user is asked for where it is required", arguments: ["preferred", "discouraged"])
    func unverified(_ wish: String) async throws {
        let unverified = TestAuthenticator(verifiesUser: false)
        let wishes: [String: JSONValue] = [
            "passkeyOptions": [
                "userVerification": .string(wish), "authenticatorSelection": ["userVerification": .string(wish)],
            ]
        ]
        let up = try await start("signup", wishes)
        let made = try unverified.create(up.body["options"]?.stringValue ?? "", origin: Self.origin)
        #expect(try await finish("signup", up, made).status == 200)
        let start = try await start("signin", wishes)
        let used = try unverified.get(start.body["options"]?.stringValue ?? "", origin: Self.origin)
        #expect(try await finish("signin", start, used).status == 200)
    }

    @Test("a start is good until its time is up, and no longer", arguments: [(299, 200), (300, 401)])
    func expiry(_ seconds: Int, _ status: Int) async throws {
        let up = try await start("signup")
        project.clock.advance(by: .seconds(seconds))
        #expect(try await finish("signup", up, create(up)).status == status)
        guard status == 200 else { return }
        let start = try await start("signin")
        project.clock.advance(by: .seconds(300))
        #expect(message(try await finish("signin", start, get(start))).contains("expired"))
    }

    @Test("a start is good for one answer, right or wrong")
    func once() async throws {
        let up = try await start("signup")
        let made = try create(up)
        #expect(try await finish("signup", up, made).status == 200)
        #expect(message(try await finish("signup", up, made)).contains("used"))

        let start = try await start("signin")
        let right = try get(start)
        #expect(try await finish("signin", start, get(start, fault: .damagedSignature)).status == 401)
        #expect(message(try await finish("signin", start, right)).contains("used"))
    }

    @Test("an answer is for the start that it was made for")
    func otherStart() async throws {
        _ = try await signUp()
        let (first, second) = (try await start("signin"), try await start("signin"))
        #expect(message(try await finish("signin", second, get(first))).contains("challenge"))
        // Nor does a sign-in's answer come in through another door.
        for door in ["signup", "update"] {
            let start = try await start("signin")
            #expect(message(try await finish(door, start, get(start))).contains("of another operation"))
        }
        #expect(try await finish("signin", first, get(first)).status == 200)
    }

    @Test("a passkey is for one user and one site")
    func otherUserAndSite() async throws {
        _ = try await signUp()
        try project.backend.addUser("grace@example.com")
        // Grace has none, and Ada's is none for another site.
        #expect(try await start("signin", ["loginId": "grace@example.com"]).errorCode == "E011004")
        #expect(try await start("signin", ["origin": "https://other.example.com"]).errorCode == "E011004")

        // Grace's own, and then Ada's where Grace's is asked for.
        let refreshJwt = try await project.signIn("grace@example.com").refreshJwt
        let update = try await start("update", ["loginId": "grace@example.com"], token: refreshJwt)
        let graces = TestAuthenticator()
        let made = try graces.create(update.body["options"]?.stringValue ?? "", origin: Self.origin)
        #expect(try await finish("update", update, made).status == 200)
        let (hers, adas) = (
            try await start("signin", ["loginId": "grace@example.com"]), try await start("signin", ["loginId": .null])
        )
        let used = try authenticator.get(adas.body["options"]?.stringValue ?? "", origin: Self.origin)
        #expect(message(try await finish("signin", hers, used)).contains("does not belong to the user"))
    }

    @Test("a passkey is registered once")
    func registeredTwice() async throws {
        let (first, second) = (
            try await start("signup"), try await start("signup", ["loginId": "grace@example.com"])
        )
        let made = try create(first)
        #expect(try await finish("signup", first, made).status == 200)
        // The same id, made for another user: the attestation is none, so the id alone can be changed.
        let mine = try JSONReader.parse(Array(made.reveal().utf8))
        let hers = try JSONReader.parse(Array(create(second).reveal().utf8))
        let parts: JSONValue = [
            "clientDataJSON": hers["response"]?["clientDataJSON"] ?? .null,
            "attestationObject": mine["response"]?["attestationObject"] ?? .null,
        ]
        let stolen: JSONValue = [
            "id": mine["id"] ?? .null, "rawId": mine["id"] ?? .null, "type": "public-key", "response": parts,
        ]
        let text = Secret(String(decoding: stolen.json, as: UTF8.self))
        #expect(message(try await finish("signup", second, text)).contains("registered already"))
        #expect(project.backend.loginIds == [Self.loginId])
    }

    @Test("a login id that is taken is no sign-up, also when it was taken meanwhile")
    func taken() async throws {
        let start = try await start("signup")
        try project.backend.addUser(Self.loginId)
        #expect(try await self.start("signup").errorCode == "E062107")
        #expect(try await finish("signup", start, create(start)).errorCode == "E062107")
        // Whoever management made has to come in another way first.
        #expect(try await self.start("signup-in").errorCode == "E011004")
        #expect(try await self.start("signin", ["loginId": "nobody"]).errorCode == "E062108")
    }

    @Test("nobody adds a passkey to another user, or without a session")
    func foreignUpdate() async throws {
        try project.backend.addUser("grace@example.com")
        let refreshJwt = try await project.signIn().refreshJwt
        #expect(try await start("update", ["loginId": "grace@example.com"], token: refreshJwt).status == 401)
        #expect(try await start("update").status == 401)
        #expect(try await start("signin", ["loginId": "grace@example.com"], token: refreshJwt).errorCode == "E011004")
    }

    @Test("a user who is disabled or deleted does not come in")
    func gone() async throws {
        let refreshJwt = try await signUp().refreshJwt
        let (signIn, update) = (try await start("signin"), try await start("update", token: refreshJwt))
        _ = try await project.manage("/v1/mgmt/user/delete", ["loginId": .string(Self.loginId)])
        #expect(try await finish("signin", signIn, get(signIn)).status == 401)
        let other = TestAuthenticator()
        let made = try other.create(update.body["options"]?.stringValue ?? "", origin: Self.origin)
        #expect(try await finish("update", update, made).status == 401)
        #expect(try await start("signin").errorCode == "E062108")
        let discoverable = try await start("signin", ["loginId": .null])
        #expect(try await finish("signin", discoverable, get(discoverable)).status == 401)
        // The same login id is another user.
        let again = try await start("signup")
        #expect(
            try await finish(
                "signup",
                again,
                other.create(again.body["options"]?.stringValue ?? "", origin: Self.origin)
            ).status == 200
        )
    }

    @Test(
        "an origin is written as a browser writes it",
        arguments: [
            ("https://example.com", "example.com"), ("https://example.com:8443", "example.com"),
            ("http://localhost", "localhost"), ("http://localhost:3000", "localhost"),
            ("https://xn--mnchen-3ya.example", "xn--mnchen-3ya.example"), ("https://example.com/", nil),
            ("https://example.com/path", nil), ("https://example.com:443", nil), ("http://localhost:80", nil),
            ("http://example.com", nil), ("https://Example.com", nil), ("https://", nil), ("https://:8443", nil),
            ("https://example..com", nil), ("https://example.com:", nil), ("https://example.com:0", nil),
            ("https://example.com:65536", nil), ("https://example.com:+1", nil), ("https://example.com:08", nil),
            ("https://user@example.com", nil), ("https://127.0.0.1", nil), ("https://[::1]", nil), ("example.com", nil),
            ("https://a://b", nil), ("https://example.com?q", nil), ("https://exämple.com", nil), ("null", nil),
        ] as [(String, String?)]
    )
    func origins(_ origin: String, _ host: String?) async throws {
        let start = try await start("signup", ["origin": .string(origin)])
        #expect(start.status == (host == nil ? 400 : 200))
        if let host { #expect(try options(start)["rp"]?["id"] == .string(host)) }
    }

    @Test(
        "what is no answer of a browser",
        arguments: [
            "", "{}", "[]", "cred", #"{"id":"AA","rawId":"AA","type":"public-key"}"#,
            #"{"id":"AA","rawId":"AA","type":"public-key","response":{}}"#,
            #"{"id":"AA","rawId":"AA","type":"password","response":{"clientDataJSON":"e30"}}"#,
            #"{"id":"AA","rawId":"AB","type":"public-key","response":{"clientDataJSON":"e30"}}"#,
            #"{"id":"","rawId":"","type":"public-key","response":{"clientDataJSON":"e30"}}"#,
            #"{"id":"A=","rawId":"A=","type":"public-key","response":{"clientDataJSON":"e30"}}"#,
            #"{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30="}}"#,
            #"{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30"}}"#,
            #"{"id":"AA","id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30"}}"#,
        ]
    )
    func malformed(_ response: String) async throws {
        let start = try await start("signup")
        let refused = try await finish("signup", start, Secret(response))
        #expect([400, 401].contains(refused.status))
        #expect(project.backend.loginIds.isEmpty)
    }

    @Test("an answer of any length is refused unread")
    func long() async throws {
        let start = try await start("signup")
        let padded = Secret(try create(start).reveal() + String(repeating: " ", count: 64 << 10))
        #expect(message(try await finish("signup", start, padded)).contains("not a credential"))
    }

    @Test("wishes that are none, and members of both spellings")
    func strictness() async throws {
        for wishes: JSONValue in [
            ["attestation": "enterprise"], ["userVerification": "yes"], ["extensionsJSON": "[]"],
            ["authenticatorSelection": ["residentKey": "maybe"]],
            ["authenticatorSelection": ["authenticatorAttachment": "cross-platform"]],
        ] {
            #expect(try await start("signup", ["passkeyOptions": wishes]).errorCode == "E011004")
        }
        #expect(try await start("signup", ["passkeyOptions": ["timeout": 1]]).errorCode == "E011003")
        #expect(try await start("signup", ["loginId": .null]).errorCode == "E011002")
        #expect(try await start("signup", ["origin": .null]).errorCode == "E011002")

        let nested = try await start("signup", ["loginId": .null, "user": ["loginId": .string(Self.loginId)]])
        let finish = try await project.post(
            "/v1/auth/webauthn/signup/finish",
            ["transactionID": nested.body["transactionId"] ?? .null, "response": .string(try create(nested).reveal())]
        )
        #expect(finish.body["user"]?["loginIds"] == [.string(Self.loginId)])
        #expect(try await project.post("/v1/auth/webauthn/signin/finish", ["response": "{}"]).errorCode == "E011002")
    }
}
