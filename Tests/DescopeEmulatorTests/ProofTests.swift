import DescopeCore
import DescopeEmulator
import DescopeHTTP
import DescopeTesting
import Testing

/// What a code, a link or a message proves: the address that it went to or came from, and no other.
@Suite struct ProofTests {
    let ada = "ada@example.com"
    let grace = "grace@example.com"
    let phone = "+15555550123"
    let otherPhone = "+15555550666"

    // MARK: - Addresses that have changed since

    @Test(
        "what went to one e-mail address proves no other",
        arguments: [
            ("otp", "otp/signup/sms"), ("magiclink", "magiclink/signup/email"), ("magiclink", "otp/signup/sms"),
            ("enchantedlink", "enchantedlink/signup/email"),
        ]
    )
    func changedEmail(_ feature: String, _ second: String) async throws {
        let project = try Project()
        let signUp: JSONValue = ["loginId": "eve", "user": ["email": "eve@example.com"]]
        let sent = try await project.post("/v1/auth/\(feature)/signup/email", signUp)
        let proof = try #require(project.backend.outbox.lastMessage(for: "eve"))
        // Nothing is proven yet, so the address may still be corrected; here to somebody else's.
        let again: JSONValue = ["loginId": "eve", "email": .string(ada), "phone": .string(otherPhone)]
        #expect(try await project.post("/v1/auth/\(second)", again).status == 200)

        let answer = try await project.redeem(proof, sent)
        #expect((answer.status, answer.errorCode) == (401, "E011004"))
        #expect(try await project.load("eve")["email"] == .string(ada))
        #expect(try await project.load("eve")["verifiedEmail"] == false)
        let owner = try await project.oauthSignIn(Identity(email: ada))
        #expect(owner.body["user"]?["loginIds"] == [.string(ada)])
    }

    @Test("what went to one phone proves no other", arguments: ["otp", "magiclink", "enchantedlink"])
    func changedPhone(_ feature: String) async throws {
        let project = try Project()
        let signUp: JSONValue = ["loginId": "eve", "phone": .string(otherPhone)]
        let sent = try await project.post("/v1/auth/\(feature)/signup/sms", signUp)
        let proof = try #require(project.backend.outbox.lastMessage(for: "eve"))
        let again: JSONValue = ["loginId": "eve", "email": "eve@example.com", "phone": .string(phone)]
        #expect(try await project.post("/v1/auth/otp/signup/email", again).status == 200)

        #expect(try await project.redeem(proof, sent).errorCode == "E011004")
        #expect(try await project.load("eve")["verifiedPhone"] == false)
    }

    @Test("what is sent after a correction proves the corrected address", arguments: ["magiclink", "enchantedlink"])
    func correction(_ feature: String) async throws {
        let project = try Project()
        var sent: Answer?
        for email in ["adda@example.com", ada] {
            let signUp: JSONValue = ["loginId": "ada", "email": .string(email)]
            sent = try await project.post("/v1/auth/\(feature)/signup/email", signUp)
        }
        let proof = try #require(project.backend.outbox.lastMessage(for: "ada"))
        let user = try await project.redeem(proof, try #require(sent)).body["user"]
        #expect((user?["email"], user?["verifiedEmail"]) == (.string(ada), true))
    }

    @Test("a message from one phone proves no other that the user has had since")
    func messageFromBefore() async throws {
        let project = try Project()
        let signUp: JSONValue = ["loginId": "eve", "phone": .string(otherPhone)]
        let begun = try await project.post("/v1/auth/notp/whatsapp/signup", signUp)
        let link = try #require(begun.body["redirectUrl"]?.stringValue)
        try project.backend.sendMessage(link, from: otherPhone)
        let again: JSONValue = ["loginId": "eve", "email": "eve@example.com", "phone": .string(phone)]
        #expect(try await project.post("/v1/auth/otp/signup/email", again).status == 200)

        let ref: JSONValue = ["pendingRef": begun.body["pendingRef"] ?? .null]
        #expect(try await project.post("/v1/auth/notp/pending-session", ref).errorCode == "E011004")
        #expect(try await project.load("eve")["verifiedPhone"] == false)
    }

    @Test("a sign-up by message that names a phone takes no other", arguments: ["phone", "user"])
    func messageFromElsewhere(_ member: String) async throws {
        let project = try Project()
        let signUp: JSONValue = member == "phone" ? ["phone": .string(phone)] : ["user": ["phone": .string(phone)]]
        let begun = try await project.post("/v1/auth/notp/whatsapp/signup", signUp)
        let link = try #require(begun.body["redirectUrl"]?.stringValue)
        let refusal = #expect(throws: EmulatorRefusal.self) {
            try project.backend.sendMessage(link, from: otherPhone)
        }
        #expect(refusal?.code == "E011004")
        #expect(project.backend.loginIds.isEmpty)
        try project.backend.sendMessage(link, from: phone)
        #expect(project.backend.loginIds == [phone])
    }

    @Test("whose login id is a number, but whose phone is another, is reached at the latter")
    func oldNumber() async throws {
        let project = try Project()
        try project.backend.addUser(otherPhone, phone: phone)
        let begun = try await project.post("/v1/auth/notp/whatsapp/signin", [:])
        let link = try #require(begun.body["redirectUrl"]?.stringValue)
        #expect(throws: EmulatorRefusal.self) { try project.backend.sendMessage(link, from: otherPhone) }
        #expect(try await project.load(otherPhone)["verifiedPhone"] == false)
    }

    @Test("a password's reset is for the address that it went to")
    func resetLink() async throws {
        let project = try Project()
        let refreshJwt = try await project.signIn(ada).refreshJwt
        #expect(try await project.post("/v1/auth/password/reset", ["loginId": .string(ada)]).status == 200)
        let proof = try #require(project.backend.outbox.messages.last)
        let update: JSONValue = ["loginId": .string(ada), "email": .string(grace)]
        _ = try await project.post("/v1/auth/otp/update/email", update, token: refreshJwt)
        #expect(try await project.verify(ada).body["user"]?["email"] == .string(grace))
        let token = try #require(proof.link?.reveal().split(separator: "=").last)
        let verify: JSONValue = ["token": .string(String(token))]
        #expect(try await project.post("/v1/auth/magiclink/verify", verify).errorCode == "E011004")
    }

    @Test("for a test user without an address a generated code proves none")
    func nothing() async throws {
        let project = try Project()
        try project.backend.addUser("probe", isTest: true)
        let generate: JSONValue = ["loginId": "probe", "deliveryMethod": "email"]
        let code = try await project.manage("/v1/mgmt/tests/generate/otp", generate).body["code"] ?? .null
        let answer = try await project.post("/v1/auth/otp/verify/email", ["loginId": "probe", "code": code])
        #expect((answer.status, answer.body["user"]?["verifiedEmail"]) == (200, false))
    }

    // MARK: - Users who may not sign in

    @Test("a disabled user's code or link proves nothing", arguments: ["otp", "magiclink", "enchantedlink"])
    func disabled(_ feature: String) async throws {
        let project = try Project()
        let create: JSONValue = ["loginId": "ada", "email": .string(ada), "status": "disabled"]
        #expect(try await project.manage("/v1/mgmt/user/create", create).body["user"]?["verifiedEmail"] == false)
        let sent = try await project.post("/v1/auth/\(feature)/signin/email", ["loginId": "ada"])
        let proof = try #require(project.backend.outbox.lastMessage(for: "ada"))
        #expect(try await project.redeem(proof, sent).status == 403)
        #expect(try await project.load("ada")["verifiedEmail"] == false)
    }
}

extension Project {
    /// Types in or follows what a message has brought; the answer with the session, or why there is none.
    fileprivate func redeem(_ message: EmulatorOutbox.Message, _ sent: Answer) async throws -> Answer {
        if let code = message.code {
            return try await post(
                "/v1/auth/otp/verify/\(message.method)",
                ["loginId": .string(message.loginId), "code": .string(code.reveal())]
            )
        }
        let link = try #require(message.link)
        guard let ref = sent.body["pendingRef"] else {
            let token = try #require(link.reveal().split(separator: "=").last)
            return try await post("/v1/auth/magiclink/verify", ["token": .string(String(token))])
        }
        try backend.follow(link)
        return try await post("/v1/auth/enchantedlink/pending-session", ["pendingRef": ref])
    }

    /// A user as management sees them.
    fileprivate func load(_ loginId: String) async throws -> JSONValue {
        try await send(
            .get,
            "/v1/mgmt/user",
            bearer: "\(Self.projectId):\(Self.managementKey)",
            query: [APIQueryItem("loginId", loginId)]
        ).body["user"] ?? .null
    }
}
