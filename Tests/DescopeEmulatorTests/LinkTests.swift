import DescopeCore
import DescopeEmulator
import DescopeTesting
import Testing

/// Magic and enchanted links, as the service sends and takes them.
@Suite struct LinkTests {
    /// How a link travels, and what comes of it.
    struct Way: Sendable, CustomTestStringConvertible {
        let feature: String
        let method: String

        var testDescription: String { "\(feature) by \(method)" }
        var loginId: String { method == "email" ? "ada@example.com" : "+1-555-555-0123" }
        var address: String { method == "email" ? "ada@example.com" : "+15555550123" }
        var factor: String { method }
        var masked: (name: String, value: JSONValue) {
            method == "email" ? ("maskedEmail", "a***@example.com") : ("maskedPhone", "+1********23")
        }

        static let all = [
            Way(feature: "magiclink", method: "email"), Way(feature: "magiclink", method: "sms"),
            Way(feature: "magiclink", method: "whatsapp"), Way(feature: "enchantedlink", method: "email"),
            Way(feature: "enchantedlink", method: "sms"),
        ]
    }

    @Test("a user signs up, and in again, by each way a link can travel", arguments: Way.all)
    func wholeTrip(_ way: Way) async throws {
        let project = try Project()
        let signUp: JSONValue = ["loginId": .string(way.loginId), "user": ["name": "Ada"]]
        let sent = try await project.post("/v1/auth/\(way.feature)/signup/\(way.method)", signUp)
        #expect(sent.status == 200)
        #expect(sent.body[way.masked.name] == way.masked.value)

        let message = try #require(project.backend.outbox.messages.first)
        #expect((message.method, message.address) == (way.method, way.address))
        #expect(message.sentAt == project.clock.now)
        #expect(message.code == nil)
        #expect(message.link?.reveal().hasPrefix("https://app.example.com/verify?t=") == true)

        let first = try await project.followLink(way, sent)
        #expect(first.body["firstSeen"] == true)
        #expect(first.body["user"]?["name"] == "Ada")
        #expect(first.body["user"]?["loginIds"] == [.string(way.address)])
        #expect(first.body["user"]?[way.method == "email" ? "verifiedEmail" : "verifiedPhone"] == true)
        #expect(try first.claims["amr"] == [.string(way.factor)])

        for act in ["signin", "signup-in"] {
            let again = try await project.post(
                "/v1/auth/\(way.feature)/\(act)/\(way.method)",
                ["loginId": .string(way.loginId)]
            )
            #expect(try await project.followLink(way, again).body["firstSeen"] == false)
        }
        #expect(project.backend.loginIds == [way.address])
    }

    @Test(
        "a link leads to the page that the call names, however its member is spelt",
        arguments: [
            ("URI", "https://shop.example/in", "https://shop.example/in?t="),
            ("redirectUrl", "https://shop.example/in?x=1", "https://shop.example/in?x=1&t="),
            ("redirectURL", "shop://in", "shop://in?t="), ("URI", "", "https://app.example.com/verify?t="),
            ("URI", "https://shop.example/in?t=no#top", "https://shop.example/in?t=no&t="),
        ]
    )
    func page(_ member: String, _ page: String, _ start: String) async throws {
        for feature in ["magiclink", "enchantedlink"] {
            let project = try Project()
            let body: JSONValue = ["loginId": "ada@example.com", member: .string(page)]
            #expect(try await project.post("/v1/auth/\(feature)/signup/email", body).status == 200)
            let link = try #require(project.backend.outbox.lastLink(for: "ada@example.com")?.reveal())
            #expect(link.hasPrefix(start))
            #expect(link.hasSuffix("#top") == page.hasSuffix("#top"))
            let token = try #require(project.backend.outbox.lastToken(for: "ada@example.com")?.reveal())
            #expect(token.utf8.count > 20)
            #expect(link.contains("t=\(token)"))
        }
    }

    @Test("the project's own page can be set")
    func ownPage() async throws {
        let project = try Project { $0.linkRedirectURL = "https://shop.example/own" }
        _ = try await project.start("magiclink")
        #expect(
            project.backend.outbox.lastLink(for: "ada@example.com")?.reveal()
                .hasPrefix("https://shop.example/own?t=") == true
        )
    }

    @Test(
        "a link is good until its time is up, and no longer",
        arguments: ["magiclink", "enchantedlink"],
        [(599, true), (600, false)]
    )
    func expiry(_ feature: String, _ row: (seconds: Int, isGood: Bool)) async throws {
        let project = try Project()
        let sent = try await project.start(feature)
        project.clock.advance(by: .seconds(row.seconds))
        let answer = try await project.verifyLink(feature)
        #expect(answer.status == (row.isGood ? 200 : 401))
        #expect(answer.errorCode == (row.isGood ? nil : "E062504"))
        guard feature == "enchantedlink" else { return }
        #expect(try await project.session(sent).errorCode == (row.isGood ? nil : "E062504"))
    }

    @Test("a link works once, and so does the reference")
    func once() async throws {
        let project = try Project()
        _ = try await project.start("magiclink")
        #expect(try await project.verifyLink("magiclink").status == 200)
        #expect(try await project.verifyLink("magiclink").errorCode == "E062504")

        let sent = try await project.start("enchantedlink")
        #expect(try await project.verifyLink("enchantedlink").body == [:])
        #expect(try await project.verifyLink("enchantedlink").errorCode == "E062504")
        #expect(try await project.session(sent).status == 200)
        let used = try await project.session(sent)
        #expect((used.status, used.errorCode) == (401, "E011004"))
    }

    @Test("links do not take each other's tokens, nor anybody's", arguments: ["magiclink", "enchantedlink"])
    func foreignToken(_ feature: String) async throws {
        let project = try Project()
        _ = try await project.start(feature == "magiclink" ? "enchantedlink" : "magiclink")
        #expect(try await project.verifyLink(feature).errorCode == "E062504")
        let made: JSONValue = ["token": "made-up"]
        #expect(try await project.post("/v1/auth/\(feature)/verify", made).errorCode == "E062504")
    }

    @Test("two sign-ins at a time do not disturb each other")
    func independent() async throws {
        let project = try Project()
        let (first, second) = (try await project.start("enchantedlink"), try await project.start("enchantedlink"))
        #expect(try await project.verifyLink("enchantedlink").status == 200)
        #expect(try await project.session(first).errorCode == "E062503")
        #expect(try await project.session(second).status == 200)
    }

    @Test("an enchanted message has three links, and the session waits for the right one")
    func threeLinks() async throws {
        let project = try Project()
        let sent = try await project.start("enchantedlink")
        let linkId = try #require(sent.body["linkId"]?.stringValue)
        let message = try #require(project.backend.outbox.lastMessage(for: "ada@example.com"))
        #expect(message.links.count == 3)
        #expect(message.links.keys.allSatisfy { $0.utf8.count == 2 && Int($0) != nil })
        #expect(Set(message.links.values.map { $0.reveal() }).count == 3)
        #expect(message.links[linkId]?.reveal() == message.link?.reveal())

        let waiting = try await project.session(sent)
        #expect((waiting.status, waiting.errorCode) == (401, "E062503"))
        try project.backend.follow(try #require(message.links[linkId]))
        #expect(try await project.session(sent).status == 200)
    }

    @Test("a wrong link ends the sign-in, so that nobody gets through by trying")
    func wrongLink() async throws {
        let project = try Project()
        let sent = try await project.start("enchantedlink")
        let message = try #require(project.backend.outbox.lastMessage(for: "ada@example.com"))
        let wrong = try #require(message.links.first { $0.value.reveal() != message.link?.reveal() }).value
        let refusal = #expect(throws: EmulatorRefusal.self) { try project.backend.follow(wrong) }
        #expect(refusal?.code == "E062504")
        #expect(try await project.verifyLink("enchantedlink").errorCode == "E062504")
        let answer = try await project.session(sent)
        #expect((answer.status, answer.errorCode) == (401, "E062504"))
    }

    @Test("what is no link cannot be followed", arguments: ["", "https://app.example.com/verify", "?t=made-up"])
    func noLink(_ link: String) throws {
        let project = try Project()
        #expect(throws: EmulatorRefusal.self) { try project.backend.follow(link) }
    }

    @Test("a new address counts once its link was followed", arguments: ["magiclink", "enchantedlink"])
    func updates(_ feature: String) async throws {
        let project = try Project()
        let refreshJwt = try await project.signIn().refreshJwt
        let updates: [(path: String, member: String, address: String, masked: String)] = [
            ("email", "email", "countess@example.com", "c***@example.com"),
            ("phone/sms", "phone", "+1-555-555-5556", "+1********56"),
        ]
        for (path, member, address, masked) in updates {
            let body: JSONValue = ["loginId": "ada@example.com", member: .string(address), "addToLoginIDs": true]
            let sent = try await project.post("/v1/auth/\(feature)/update/\(path)", body, token: refreshJwt)
            #expect(sent.body[member == "email" ? "maskedEmail" : "maskedPhone"] == .string(masked))
            let before = try await project.get("/v1/auth/me", token: refreshJwt).body[member]
            #expect(before != .string(address) && before != "+15555555556")
            let way = Way(feature: feature, method: member == "email" ? "email" : "sms")
            #expect(try await project.followLink(way, sent).status == 200)
        }
        let user = try await project.get("/v1/auth/me", token: refreshJwt).body
        #expect((user["email"], user["phone"]) == ("countess@example.com", "+15555555556"))
        #expect((user["verifiedEmail"], user["verifiedPhone"]) == (true, true))
        #expect(user["loginIds"] == ["ada@example.com", "countess@example.com", "+15555555556"])
    }

    @Test("nobody changes another user's address", arguments: ["magiclink", "enchantedlink"])
    func foreignUpdate(_ feature: String) async throws {
        let project = try Project()
        try project.backend.addUser("grace@example.com")
        let refreshJwt = try await project.signIn().refreshJwt
        let count = project.backend.outbox.messages.count
        let update: JSONValue = ["loginId": "grace@example.com", "email": "ada@example.com"]
        let answer = try await project.post("/v1/auth/\(feature)/update/email", update, token: refreshJwt)
        #expect(answer.status == 401)
        #expect(project.backend.outbox.messages.count == count)
    }

    @Test(
        "what is wrong is refused",
        arguments: [
            ("magiclink/signup/voice", #"{"loginId":"+1"}"#, "E011004"),
            ("magiclink/signup/im", #"{"loginId":"+1"}"#, "E011004"),
            ("enchantedlink/signup/whatsapp", #"{"loginId":"+1"}"#, "E011004"),
            ("magiclink/signup/email", #"{}"#, "E011002"),
            ("magiclink/signup/email", #"{"loginId":"a@b.co","link":"x"}"#, "E011003"),
            ("magiclink/signup/email", #"{"loginId":"a@b.co","URI":7}"#, "E011004"),
            ("magiclink/signup/email", #"{"loginId":"ada"}"#, "E011004"),
            ("magiclink/signin/email", #"{"loginId":"nobody"}"#, "E062108"),
            ("enchantedlink/signin/email", #"{"loginId":"nobody"}"#, "E062108"),
            ("magiclink/verify", #"{"token":""}"#, "E011002"),
            ("magiclink/verify", #"{"t":"x"}"#, "E011003"),
            ("enchantedlink/verify", "{}", "E011002"),
            ("enchantedlink/pending-session", "{}", "E011002"),
            ("enchantedlink/pending-session", #"{"pendingRef":"made-up"}"#, "E011004"),
        ]
    )
    func refused(_ path: String, _ body: String, _ code: String) async throws {
        let project = try Project()
        let answer = try await project.send(.post, "/v1/auth/\(path)", body: Array(body.utf8))
        #expect(answer.errorCode == code)
        #expect(project.backend.outbox.messages.isEmpty)
        #expect(project.backend.loginIds.isEmpty)
    }

    @Test("claims of a sign-up are at the top, those of a sign-in are not trusted", arguments: Way.all)
    func claims(_ way: Way) async throws {
        let project = try Project()
        for (act, isTrusted) in [("signup", true), ("signin", false), ("signup-in", false)] {
            let body: JSONValue = [
                "loginId": .string(way.loginId), "loginOptions": ["customClaims": ["plan": "pro"]],
            ]
            let sent = try await project.post("/v1/auth/\(way.feature)/\(act)/\(way.method)", body)
            let claims = try await project.followLink(way, sent).claims
            #expect(claims["plan"] == (isTrusted ? "pro" : nil))
            #expect(claims["nsec"]?["plan"] == (isTrusted ? nil : "pro"))
        }
    }

    @Test("a link whose user is gone signs nobody in")
    func deletedUser() async throws {
        let project = try Project()
        _ = try await project.start("magiclink")
        let (token, body) = (project.backend.outbox.lastToken(for: "ada@example.com"), ["loginId": "ada@example.com"])
        _ = try await project.manage("/v1/mgmt/user/delete", JSONValue.object(body.mapValues(JSONValue.string)))
        let verify: JSONValue = ["token": .string(token?.reveal() ?? "")]
        #expect(try await project.post("/v1/auth/magiclink/verify", verify).status == 401)
    }

    @Test("the outbox prints no link")
    func silentOutbox() async throws {
        let project = try Project()
        _ = try await project.start("enchantedlink")
        let token = try #require(project.backend.outbox.lastToken(for: "ada@example.com")?.reveal())
        var dumped = "\(project.backend.outbox.messages)"
        dump(project.backend.outbox, to: &dumped)
        #expect(!dumped.contains(token))
    }
}

extension Project {
    /// Has a link mailed.
    fileprivate func start(_ feature: String) async throws -> Answer {
        try await post("/v1/auth/\(feature)/signup-in/email", ["loginId": "ada@example.com"])
    }

    /// Verifies the newest link for a user.
    fileprivate func verifyLink(_ feature: String, _ loginId: String = "ada@example.com") async throws -> Answer {
        let token = backend.outbox.lastToken(for: loginId)?.reveal() ?? ""
        return try await post("/v1/auth/\(feature)/verify", ["token": .string(token)])
    }

    /// Fetches the session that waits for an enchanted link.
    fileprivate func session(_ sent: Answer) async throws -> Answer {
        try await post(
            "/v1/auth/enchantedlink/pending-session",
            ["pendingRef": sent.body["pendingRef"] ?? .null]
        )
    }

    /// Follows the newest link; the answer with the session.
    fileprivate func followLink(_ way: LinkTests.Way, _ sent: Answer) async throws -> Answer {
        let loginId = backend.outbox.messages.last?.loginId ?? ""
        let verified = try await verifyLink(way.feature, loginId)
        return way.feature == "magiclink" || verified.status != 200 ? verified : try await session(sent)
    }
}
