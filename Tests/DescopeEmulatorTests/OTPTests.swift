import DescopeCore
import DescopeEmulator
import DescopeTesting
import Testing

@Suite struct OTPTests {
    /// A way for a code to travel, and what comes of it.
    struct Way: Sendable, CustomTestStringConvertible {
        let method: String
        let loginId: String
        let address: String
        let masked: (name: String, value: String)
        let factor: String

        var testDescription: String { method }

        static let all = [
            Way(
                method: "email",
                loginId: "ada@example.com",
                address: "ada@example.com",
                masked: ("maskedEmail", "a***@example.com"),
                factor: "email"
            ),
            Way(
                method: "sms",
                loginId: "+1-555-555-0123",
                address: "+15555550123",
                masked: ("maskedPhone", "+1********23"),
                factor: "sms"
            ),
            Way(
                method: "voice",
                loginId: "+15555550123",
                address: "+15555550123",
                masked: ("maskedPhone", "+1********23"),
                factor: "sms"
            ),
            Way(
                method: "whatsapp",
                loginId: "+15555550123",
                address: "+15555550123",
                masked: ("maskedPhone", "+1********23"),
                factor: "whatsapp"
            ),
            Way(
                method: "im",
                loginId: "+15555550123",
                address: "+15555550123",
                masked: ("maskedPhone", "+1********23"),
                factor: "sms"
            ),
        ]
    }

    @Test("a user signs up, and in again, by each way a code can travel", arguments: Way.all)
    func wholeTrip(_ way: Way) async throws {
        let project = try Project()
        let signUp: JSONValue = ["loginId": .string(way.loginId), "user": ["name": "Ada"]]
        let sent = try await project.post("/v1/auth/otp/signup/\(way.method)", signUp)
        #expect(sent.status == 200)
        #expect(sent.body == .object([way.masked.name: .string(way.masked.value)]))

        let message = try #require(project.backend.outbox.messages.first)
        #expect(message.method == way.method)
        #expect(message.address == way.address)
        #expect(message.sentAt == project.clock.now)
        #expect(message.code?.reveal().utf8.count == 6)

        let first = try await project.verify(way.loginId, by: way.method)
        #expect(first.body["firstSeen"] == true)
        #expect(first.body["user"]?["name"] == "Ada")
        #expect(first.body["user"]?["status"] == "enabled")
        #expect(first.body["user"]?["loginIds"] == [.string(way.address)])
        #expect(first.body["user"]?[way.method == "email" ? "verifiedEmail" : "verifiedPhone"] == true)
        #expect(try first.claims["amr"] == [.string(way.factor)])
        #expect(try first.claims["sub"] == first.body["user"]?["userId"])

        #expect(
            try await project.post("/v1/auth/otp/signin/\(way.method)", ["loginId": .string(way.loginId)]).status == 200
        )
        #expect(try await project.verify(way.loginId, by: way.method).body["firstSeen"] == false)
    }

    @Test("sign-up-or-in makes an unknown user and finds a known one")
    func signUpOrIn() async throws {
        let project = try Project()
        #expect(try await project.signIn().body["firstSeen"] == true)
        #expect(try await project.signIn().body["firstSeen"] == false)
        #expect(project.backend.loginIds == ["ada@example.com"])
    }

    @Test("a code is good until its time is up, and no longer", arguments: [(179, 200), (180, 401)])
    func expiry(_ seconds: Int, _ status: Int) async throws {
        let project = try Project()
        _ = try await project.post("/v1/auth/otp/signup/email", ["loginId": "ada@example.com"])
        project.clock.advance(by: .seconds(seconds))
        let answer = try await project.verify("ada@example.com")
        #expect(answer.status == status)
        #expect(answer.errorCode == (status == 200 ? nil : "E061102"))
    }

    @Test("a code works once")
    func once() async throws {
        let project = try Project()
        #expect(try await project.signIn().status == 200)
        #expect(try await project.verify("ada@example.com").errorCode == "E061102")
    }

    @Test("a new code replaces the old one")
    func replaced() async throws {
        let project = try Project()
        _ = try await project.post("/v1/auth/otp/signup/email", ["loginId": "ada@example.com"])
        let old = try #require(project.backend.outbox.lastCode(for: "ada@example.com")?.reveal())
        // One time in a million the new code is the old one, which would say nothing.
        repeat {
            _ = try await project.post("/v1/auth/otp/signin/email", ["loginId": "ada@example.com"])
        } while project.backend.outbox.lastCode(for: "ada@example.com")?.reveal() == old
        let body: JSONValue = ["loginId": "ada@example.com", "code": .string(old)]
        #expect(try await project.post("/v1/auth/otp/verify/email", body).errorCode == "E061102")
        #expect(try await project.verify("ada@example.com").status == 200)
    }

    @Test("after too many wrong codes the right one is refused too; a new one is not", arguments: [1, 3])
    func attempts(_ allowed: Int) async throws {
        let project = try Project { $0.codeAttempts = allowed }
        _ = try await project.post("/v1/auth/otp/signup/email", ["loginId": "ada@example.com"])
        for _ in 0..<allowed {
            let wrong: JSONValue = ["loginId": "ada@example.com", "code": "wrong"]
            #expect(try await project.post("/v1/auth/otp/verify/email", wrong).errorCode == "E061102")
        }
        #expect(try await project.verify("ada@example.com").errorCode == "E061103")
        _ = try await project.post("/v1/auth/otp/signin/email", ["loginId": "ada@example.com"])
        #expect(try await project.verify("ada@example.com").status == 200)
    }

    @Test("a code that went one way is worth nothing on another")
    func otherWay() async throws {
        let project = try Project()
        try project.backend.addUser("ada@example.com", phone: "+15555550123")
        _ = try await project.post("/v1/auth/otp/signin/email", ["loginId": "ada@example.com"])
        #expect(try await project.verify("ada@example.com", by: "sms").errorCode == "E061102")
    }

    @Test(
        "a new address counts once its code is typed in, and becomes a login id when asked to",
        arguments: [true, false]
    )
    func updateEmail(_ addToLoginIds: Bool) async throws {
        let project = try Project()
        let refreshJwt = try await project.signIn().refreshJwt
        let update: JSONValue = [
            "loginId": "ada@example.com", "email": "countess@example.com", "addToLoginIDs": .bool(addToLoginIds),
        ]
        let sent = try await project.post("/v1/auth/otp/update/email", update, token: refreshJwt)
        #expect(sent.body["maskedEmail"] == "c***@example.com")
        #expect(project.backend.outbox.messages.last?.address == "countess@example.com")
        #expect(try await project.get("/v1/auth/me", token: refreshJwt).body["email"] == "ada@example.com")

        let user = try #require(try await project.verify("ada@example.com").body["user"])
        #expect(user["email"] == "countess@example.com")
        #expect(
            user["loginIds"] == (addToLoginIds ? ["ada@example.com", "countess@example.com"] : ["ada@example.com"])
        )
    }

    @Test("a new phone number is normalised", arguments: ["sms", "voice", "whatsapp", "im"])
    func updatePhone(_ method: String) async throws {
        let project = try Project()
        let refreshJwt = try await project.signIn().refreshJwt
        let update: JSONValue = ["loginId": "ada@example.com", "phone": "+1-555-555-5556"]
        #expect(try await project.post("/v1/auth/otp/update/phone/\(method)", update, token: refreshJwt).status == 200)
        let user = try #require(try await project.verify("ada@example.com", by: method).body["user"])
        #expect(user["phone"] == "+15555555556")
        #expect(user["verifiedPhone"] == true)
    }

    @Test("nobody changes another user's address")
    func foreignUpdate() async throws {
        let project = try Project()
        try project.backend.addUser("grace@example.com")
        let refreshJwt = try await project.signIn().refreshJwt
        let update: JSONValue = ["loginId": "grace@example.com", "email": "ada@example.com"]
        #expect(try await project.post("/v1/auth/otp/update/email", update, token: refreshJwt).status == 401)
        #expect(project.backend.outbox.messages.allSatisfy { $0.loginId == "ada@example.com" })
    }

    @Test("the outbox prints no code")
    func silentOutbox() async throws {
        let project = try Project()
        _ = try await project.post("/v1/auth/otp/signup/email", ["loginId": "ada@example.com"])
        let code = try #require(project.backend.outbox.lastCode(for: "ada@example.com")?.reveal())
        var dumped = ""
        dump(project.backend.outbox, to: &dumped)
        #expect(!dumped.contains(code))
        #expect(!"\(project.backend.outbox.messages)".contains(code))
    }
}
