import DescopeCore
import DescopeEmulator
import DescopeTesting
import Testing

@Suite struct TestUserTests {
    /// What management calls are asked to make a test user; both paths do.
    @Test(
        "management makes test users on both paths",
        arguments: ["/v1/mgmt/user/create", "/v1/mgmt/user/create/test"]
    )
    func create(_ path: String) async throws {
        let project = try Project()
        let answer = try await project.manage(
            path,
            ["loginId": "probe", "phone": "+1-555-555-5555", "test": true, "invite": false]
        )
        #expect(answer.body["user"]?["test"] == true)
        #expect(answer.body["user"]?["status"] == "invited")
        #expect(answer.body["user"]?["phone"] == "+15555555555")
    }

    @Test("a generated code verifies with no sign-in started", arguments: ["email", "sms", "voice"])
    func generated(_ method: String) async throws {
        let project = try Project()
        try project.backend.addUser("probe", email: "probe@example.com", phone: "+15555550123", isTest: true)
        let generated = try await project.generate(method)
        #expect(generated.body["loginId"] == "probe")
        let first = try await project.verify(generated, by: method)
        #expect(first.body["firstSeen"] == true)
        #expect(!first.sessionJwt.isEmpty)
        #expect(project.backend.outbox.messages.isEmpty)
    }

    @Test("a code generated before a start outlives it", arguments: ["signup", "signin", "signup-in"])
    func outlives(_ start: String) async throws {
        let project = try Project()
        try project.backend.addUser("probe", phone: "+15555550123", isTest: true)
        let generated = try await project.generate("sms")
        #expect(try await project.post("/v1/auth/otp/\(start)/sms", ["loginId": "probe"]).status == 200)
        #expect(try await project.verify(generated, by: "sms").status == 200)
    }

    @Test("a second code, generated before an update, verifies the update")
    func update() async throws {
        let project = try Project()
        try project.backend.addUser("probe", phone: "+15555550123", isTest: true)
        let first = try await project.generate("sms")
        let signedIn = try await project.verify(first, by: "sms")
        let second = try await project.generate("sms")
        let update: JSONValue = ["loginId": "probe", "phone": "+1-555-555-5556"]
        #expect(
            try await project.post("/v1/auth/otp/update/phone/sms", update, token: signedIn.refreshJwt).status == 200
        )
        #expect(try await project.verify(second, by: "sms").body["user"]?["phone"] == "+15555555556")
    }

    @Test("a generated link verifies with no sign-in started", arguments: ["email", "sms"])
    func generatedMagicLink(_ method: String) async throws {
        let project = try Project()
        try project.backend.addUser("probe", email: "probe@example.com", phone: "+15555550123", isTest: true)
        for isFirst in [true, false] {
            let generated = try await project.generateLink("magiclink", ["deliveryMethod": .string(method)])
            #expect(generated.body["loginId"] == "probe")
            // A start in between does no harm.
            if !isFirst { _ = try await project.post("/v1/auth/magiclink/signin/\(method)", ["loginId": "probe"]) }
            let signedIn = try await project.verifyLink("magiclink", generated)
            #expect(signedIn.body["firstSeen"] == .bool(isFirst))
        }
    }

    @Test("a generated enchanted link has a session that waits for it")
    func generatedEnchantedLink() async throws {
        let project = try Project()
        try project.backend.addUser("probe", email: "probe@example.com", isTest: true)
        let generated = try await project.generateLink("enchantedlink")
        let session: JSONValue = ["pendingRef": generated.body["pendingRef"] ?? .null]
        let path = "/v1/auth/enchantedlink/pending-session"
        #expect(try await project.post(path, session).errorCode == "E062503")
        #expect(try await project.verifyLink("enchantedlink", generated).body == [:])
        #expect(try await project.post(path, session).body["firstSeen"] == true)
        #expect(project.backend.outbox.messages.isEmpty)
    }

    @Test("a second link, generated before an update, verifies the update")
    func updateByLink() async throws {
        let project = try Project()
        try project.backend.addUser("probe", phone: "+15555550123", isTest: true)
        let sms: JSONValue = ["deliveryMethod": "sms"]
        let signedIn = try await project.verifyLink("magiclink", try await project.generateLink("magiclink", sms))
        let second = try await project.generateLink("magiclink", sms)
        let update: JSONValue = ["loginId": "probe", "phone": "+1-555-555-5556"]
        let path = "/v1/auth/magiclink/update/phone/sms"
        #expect(try await project.post(path, update, token: signedIn.refreshJwt).status == 200)
        #expect(try await project.verifyLink("magiclink", second).body["user"]?["phone"] == "+15555555556")
    }

    @Test(
        "a generated link leads to the page that the call names",
        arguments: ["URI", "uri", "redirectUrl"],
        ["magiclink", "enchantedlink"]
    )
    func linkPage(_ member: String, _ feature: String) async throws {
        let project = try Project()
        try project.backend.addUser("probe", email: "probe@example.com", isTest: true)
        var more: [String: JSONValue] = [
            member: "https://shop.example/in", "loginOptions": ["customClaims": ["plan": "pro"]],
        ]
        if feature == "magiclink" { more["deliveryMethod"] = "email" }
        let generated = try await project.generateLink(feature, .object(more))
        #expect(generated.body["link"]?.stringValue?.hasPrefix("https://shop.example/in?t=") == true)
        guard feature == "magiclink" else { return }
        #expect(try await project.verifyLink(feature, generated).claims["nsec"]?["plan"] == "pro")
    }

    /// What is generated, and for how long a start of its kind is good.
    static let kinds = [("otp", 180), ("magiclink", 600), ("enchantedlink", 600)]

    @Test("what is generated belongs to the start before it for as long as that is good", arguments: kinds)
    func expiredStart(_ feature: String, _ lifetime: Int) async throws {
        let project = try Project()
        try project.backend.addUser("probe", email: "probe@example.com", isTest: true)
        let refreshJwt = try await project.signInGenerated(feature).refreshJwt
        for (seconds, isGood) in [(lifetime - 1, true), (lifetime, false)] {
            #expect(try await project.stepUp(feature, refreshJwt).status == 200)
            project.clock.advance(by: .seconds(seconds))
            let signedIn = try await project.signInGenerated(feature)
            #expect(try signedIn.claims["su"] == (isGood ? true : nil))
        }
        #expect(try await project.signInGenerated(feature).claims["su"] == nil)

        for (seconds, email) in [(lifetime, "probe@example.com"), (lifetime - 1, "new@example.com")] {
            let update: JSONValue = ["loginId": "probe", "email": "new@example.com"]
            #expect(
                try await project.post("/v1/auth/\(feature)/update/email", update, token: refreshJwt).status == 200
            )
            project.clock.advance(by: .seconds(seconds))
            #expect(try await project.signInGenerated(feature).body["user"]?["email"] == .string(email))
        }
    }

    @Test("a start that its own message has ended leads nowhere", arguments: kinds.map(\.0))
    func endedStart(_ feature: String) async throws {
        let project = try Project()
        try project.backend.addUser("probe", email: "probe@example.com", isTest: true)
        let refreshJwt = try await project.signInGenerated(feature).refreshJwt
        let sent = try await project.stepUp(feature, refreshJwt)
        let message = try #require(project.backend.outbox.lastMessage(for: "probe"))
        let secret = message.code ?? project.backend.outbox.lastToken(for: "probe")
        let signedIn = try await project.finish(feature, secret?.reveal() ?? "", sent.body["pendingRef"])
        #expect(try signedIn.claims["su"] == true)
        #expect(try await project.signInGenerated(feature).claims["su"] == nil)
    }

    @Test("claims of a code that is generated after a start are its own, and the start's message keeps the start's")
    func ownClaims() async throws {
        let project = try Project()
        try project.backend.addUser("probe", email: "probe@example.com", isTest: true)
        let refreshJwt = try await project.signInGenerated("otp").refreshJwt
        #expect(try await project.stepUp("otp", refreshJwt).status == 200)
        let options: JSONValue = ["customClaims": ["plan": "pro"]]
        let generated = try await project.generate("email", ["loginOptions": options])
        let claims = try await project.verify(generated, by: "email").claims
        #expect((claims["su"], claims["nsec"]) == (nil, ["plan": "pro"]))
        let stepped = try await project.verify("probe").claims
        #expect((stepped["su"], stepped["nsec"]) == (true, nil))
    }

    @Test("links are generated for test users alone", arguments: ["magiclink", "enchantedlink"])
    func linksOfRealUsers(_ feature: String) async throws {
        let project = try Project()
        let more: JSONValue = feature == "magiclink" ? ["deliveryMethod": "email"] : [:]
        #expect(try await project.generateLink(feature, more).errorCode == "E112102")
        try project.backend.addUser("probe", email: "probe@example.com")
        #expect(try await project.generateLink(feature, more).errorCode == "E011004")
    }

    @Test("codes are generated for test users alone")
    func realUsers() async throws {
        let project = try Project()
        try project.backend.addUser("ada@example.com")
        let body: JSONValue = ["loginId": "ada@example.com", "deliveryMethod": "email"]
        #expect(try await project.manage("/v1/mgmt/tests/generate/otp", body).status == 400)
        let nobody: JSONValue = ["loginId": "nobody", "deliveryMethod": "email"]
        #expect(try await project.manage("/v1/mgmt/tests/generate/otp", nobody).errorCode == "E112102")
    }
}

extension Project {
    fileprivate func generate(_ method: String, _ more: [String: JSONValue] = [:]) async throws -> Answer {
        let body: [String: JSONValue] = ["loginId": "probe", "deliveryMethod": .string(method)]
        return try await manage("/v1/mgmt/tests/generate/otp", .object(body.merging(more) { $1 }))
    }

    /// Signs in with a code or link that is generated now.
    fileprivate func signInGenerated(_ feature: String) async throws -> Answer {
        if feature == "otp" { return try await verify(try await generate("email"), by: "email") }
        let link = try await generateLink(feature, feature == "magiclink" ? ["deliveryMethod": "email"] : [:])
        let token = link.body["link"]?.stringValue?.split(separator: "=").last.map(String.init)
        return try await finish(feature, token ?? "", link.body["pendingRef"])
    }

    /// Starts a step-up.
    fileprivate func stepUp(_ feature: String, _ refreshJwt: String) async throws -> Answer {
        let body: JSONValue = ["loginId": "probe", "loginOptions": ["stepup": true]]
        return try await post("/v1/auth/\(feature)/signin/email", body, token: refreshJwt)
    }

    /// Types in a code, or follows a link, to the session.
    fileprivate func finish(_ feature: String, _ secret: String, _ pendingRef: JSONValue?) async throws -> Answer {
        guard feature != "otp" else {
            return try await post("/v1/auth/otp/verify/email", ["loginId": "probe", "code": .string(secret)])
        }
        let verified = try await post("/v1/auth/\(feature)/verify", ["token": .string(secret)])
        guard feature == "enchantedlink" else { return verified }
        return try await post("/v1/auth/enchantedlink/pending-session", ["pendingRef": pendingRef ?? .null])
    }

    fileprivate func generateLink(_ feature: String, _ more: JSONValue = [:]) async throws -> Answer {
        let body = (more.objectValue ?? [:]).merging(["loginId": "probe"]) { $1 }
        return try await manage("/v1/mgmt/tests/generate/\(feature)", .object(body))
    }

    fileprivate func verifyLink(_ feature: String, _ generated: Answer) async throws -> Answer {
        let token = generated.body["link"]?.stringValue?.split(separator: "=").last.map(String.init)
        return try await post("/v1/auth/\(feature)/verify", ["token": .string(token ?? "")])
    }

    fileprivate func verify(_ generated: Answer, by method: String) async throws -> Answer {
        try await post("/v1/auth/otp/verify/\(method)", ["loginId": "probe", "code": generated.body["code"] ?? .null])
    }
}
