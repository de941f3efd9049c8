import DescopeCore
import DescopeEmulator
import DescopeTesting
import Testing

@Suite struct PasswordTests {
    static let loginId = "ada@example.com"
    static let password = "Old+secret1"

    private func signUp(_ project: Project, _ loginId: String = loginId, password: String = password) async throws
        -> Answer
    {
        try await project.post(
            "/v1/auth/password/signup",
            ["loginId": .string(loginId), "password": .string(password), "user": ["name": "Ada", "phone": "+1-555"]]
        )
    }

    private func signIn(_ project: Project, _ password: String, loginId: String = loginId) async throws -> Answer {
        try await project.post(
            "/v1/auth/password/signin",
            ["loginId": .string(loginId), "password": .string(password)]
        )
    }

    private func replace(_ project: Project, _ old: String, _ new: String) async throws -> Answer {
        try await project.post(
            "/v1/auth/password/replace",
            ["loginId": .string(Self.loginId), "oldPassword": .string(old), "newPassword": .string(new)]
        )
    }

    @Test("a user signs up, and in")
    func signUpAndIn() async throws {
        let project = try Project()
        let first = try await signUp(project)
        #expect(first.status == 200)
        #expect(first.body["firstSeen"] == true)
        let user = try #require(first.body["user"])
        #expect(user["loginIds"] == ["ada@example.com"])
        #expect(user["status"] == "enabled")
        #expect(user["password"] == true)
        // Nothing of it is proven, and the number is kept as it was sent.
        #expect((user["verifiedEmail"], user["phone"]) == (false, "+1-555"))
        #expect(try first.claims["amr"] == ["pwd"])
        #expect(!first.refreshJwt.isEmpty)

        let second = try await signIn(project, Self.password)
        #expect(second.body["firstSeen"] == false)
        #expect(second.body["user"]?["userId"] == user["userId"])
    }

    @Test("a wrong password, an unknown login id and a user without a password are refused alike")
    func wrong() async throws {
        let project = try Project()
        let userId = try #require(try await signUp(project).body["user"]?["userId"]?.stringValue)
        try project.backend.addUser("bob@example.com")
        var answers: [Answer] = []
        for (loginId, password) in [
            (Self.loginId, "Old+secret2"), (Self.loginId, "old+secret1"), (Self.loginId, "Old+secret1 "),
            ("nobody", Self.password), ("bob@example.com", Self.password), (userId, Self.password),
        ] { answers.append(try await signIn(project, password, loginId: loginId)) }
        for answer in answers {
            #expect(answer.status == 401)
            #expect(answer.body == answers[0].body)
        }
    }

    @Test("nobody takes over a user who is there, not even one who has never signed in")
    func taken() async throws {
        let project = try Project()
        _ = try await signUp(project)
        try project.backend.addUser("bob@example.com")
        for loginId in [Self.loginId, "bob@example.com"] {
            #expect(try await signUp(project, loginId).errorCode == "E062107")
        }
        #expect(try await signIn(project, Self.password, loginId: "bob@example.com").status == 401)
    }

    @Test(
        "the policy",
        arguments: [
            ("A!a4", 400), ("Aaa456789", 400), ("WASD+ijkl", 200), ("somePassword1!", 200), ("Abcde+7", 400),
            ("Abcdef+8", 200), ("abcdef+8", 400), ("ABCDEF+8", 400), ("Äbcdéf 8", 200), ("", 400),
        ]
    )
    func policy(_ password: String, _ status: Int) async throws {
        let project = try Project()
        #expect(try await signUp(project, password: password).status == status)
        #expect(project.backend.loginIds.count == (status == 200 ? 1 : 0))
    }

    @Test("each rule of the policy can be switched off, and is told to whoever asks")
    func otherPolicy() async throws {
        let project = try Project()
        let rules = try await project.get("/v1/auth/password/policy").body
        #expect(
            rules == [
                "minLength": 8, "lowercase": true, "uppercase": true, "number": false, "nonAlphanumeric": true,
                "strengthScore": 0, "strengthScoreEnabled": false,
            ]
        )
        project.backend.configure {
            $0.passwords.minLength = 3
            $0.passwords.lowercase = false
            $0.passwords.uppercase = false
            $0.passwords.nonAlphanumeric = false
            $0.passwords.number = true
        }
        #expect(
            try await project.get("/v1/auth/password/policy").body == [
                "minLength": 3, "lowercase": false, "uppercase": false, "number": true, "nonAlphanumeric": false,
                "strengthScore": 0, "strengthScoreEnabled": false,
            ]
        )
        #expect(try await signUp(project, password: "abc").status == 400)
        #expect(try await signUp(project, password: "123").status == 200)
    }

    @Test("after too many wrong passwords the right one is refused too, until a new one is set", arguments: [1, 3])
    func lockOut(_ attempts: Int) async throws {
        let project = try Project { $0.passwords.lockAttempts = attempts }
        let refreshJwt = try await signUp(project).refreshJwt
        // A right one in between begins the count anew.
        for _ in 0..<attempts - 1 { #expect(try await signIn(project, "wrong").errorCode == "E011004") }
        #expect(try await signIn(project, Self.password).status == 200)
        for _ in 0..<attempts { #expect(try await signIn(project, "wrong").errorCode == "E011004") }
        project.clock.advance(by: .seconds(7 * 86_400))
        #expect(try await signIn(project, Self.password).errorCode == "E061103")
        #expect(try await replace(project, Self.password, "New+secret2").errorCode == "E061103")

        let update: JSONValue = ["loginId": .string(Self.loginId), "newPassword": "New+secret2"]
        #expect(try await project.post("/v1/auth/password/update", update, token: refreshJwt).body == [:])
        #expect(try await signIn(project, Self.password).errorCode == "E011004")
        if attempts > 1 { #expect(try await signIn(project, "New+secret2").status == 200) }
    }

    @Test("wrong old passwords lock as well")
    func lockOutByReplace() async throws {
        let project = try Project { $0.passwords.lockAttempts = 2 }
        _ = try await signUp(project)
        for _ in 0..<2 { #expect(try await replace(project, "wrong", "New+secret2").errorCode == "E011004") }
        #expect(try await signIn(project, Self.password).errorCode == "E061103")
    }

    @Test("without a lock, wrong passwords may go on")
    func noLock() async throws {
        let project = try Project { $0.passwords.lockAttempts = nil }
        _ = try await signUp(project)
        for _ in 0..<20 { #expect(try await signIn(project, "wrong").errorCode == "E011004") }
        #expect(try await signIn(project, Self.password).status == 200)
    }

    @Test("a password that has expired is replaced, to the second")
    func expiry() async throws {
        let project = try Project { $0.passwords.expirationWeeks = 2 }
        _ = try await signUp(project)
        project.clock.advance(by: .seconds(14 * 86_400 - 1))
        #expect(try await signIn(project, Self.password).status == 200)
        project.clock.advance(by: .seconds(1))
        #expect(try await signIn(project, Self.password).errorCode == "E062909")
        // Whoever does not know it is not told.
        #expect(try await signIn(project, "wrong").errorCode == "E011004")
        #expect(try await replace(project, Self.password, "New+secret2").status == 200)
        #expect(try await signIn(project, "New+secret2").status == 200)
    }

    @Test("a temporary password is good for being replaced")
    func temporary() async throws {
        let project = try Project()
        try project.backend.addUser(Self.loginId)
        try project.backend.setPassword("tmp", of: Self.loginId, isTemporary: true)
        #expect(try await signIn(project, "tmp").errorCode == "E062909")
        #expect(try await replace(project, "tmp", "New+secret2").body["firstSeen"] == true)
        #expect(try await signIn(project, "New+secret2").status == 200)
        // One that is not temporary signs in at once, policy or not.
        try project.backend.setPassword("x", of: Self.loginId)
        #expect(try await signIn(project, "x").status == 200)
        #expect(throws: EmulatorRefusal.self) { try project.backend.setPassword("x", of: "nobody") }
    }

    @Test("earlier passwords may not come again, as many as the project says")
    func reuse() async throws {
        let project = try Project { $0.passwords.reuseAmount = 2 }
        _ = try await signUp(project, password: "One+secret")
        #expect(try await replace(project, "One+secret", "One+secret").errorCode == "E011004")
        #expect(try await replace(project, "One+secret", "Two+secret").status == 200)
        #expect(try await replace(project, "Two+secret", "One+secret").errorCode == "E011004")
        #expect(try await replace(project, "Two+secret", "Three+secret").status == 200)
        #expect(try await replace(project, "Three+secret", "One+secret").status == 200)
    }

    @Test("a count of earlier passwords below zero is none", arguments: [0, -1, Int.min])
    func noReuse(_ amount: Int) async throws {
        let project = try Project { $0.passwords.reuseAmount = amount }
        _ = try await signUp(project)
        #expect(try await replace(project, Self.password, Self.password).status == 200)
    }

    @Test("a replacement needs the old one, and may end the other sessions", arguments: [false, true])
    func replaceAndRevoke(_ ends: Bool) async throws {
        let project = try Project()
        let refreshJwt = try await signUp(project).refreshJwt
        #expect(try await replace(project, "wrong", "New+secret2").errorCode == "E011004")
        #expect(try await replace(project, Self.password, "weak").errorCode == "E011004")
        let body: JSONValue = [
            "loginId": .string(Self.loginId), "oldPassword": .string(Self.password), "newPassword": "New+secret2",
            "revokeOtherSessions": .bool(ends),
        ]
        let replaced = try await project.post("/v1/auth/password/replace", body)
        #expect(!replaced.refreshJwt.isEmpty)
        #expect(try await project.get("/v1/auth/me", token: refreshJwt).status == (ends ? 401 : 200))
        #expect(try await project.get("/v1/auth/me", token: replaced.refreshJwt).status == 200)
        #expect(try await signIn(project, Self.password).status == 401)
    }

    @Test("an update is for the owner of the refresh token alone")
    func updateOfOthers() async throws {
        let project = try Project()
        _ = try await signUp(project)
        let bobs = try await signUp(project, "bob@example.com").refreshJwt
        let update: JSONValue = ["loginId": .string(Self.loginId), "newPassword": "New+secret2"]
        #expect(try await project.post("/v1/auth/password/update", update, token: bobs).status == 401)
        #expect(try await signIn(project, Self.password).status == 200)
    }

    // MARK: - Resets

    /// A project with a user whose address is proven and who has a password.
    private func provenProject(_ configure: (inout EmulatorSettings) -> Void = { _ in }) async throws -> Project {
        let project = try Project(configure)
        _ = try await signUp(project)
        #expect(try await project.signIn().status == 200)
        return project
    }

    private func sendReset(_ project: Project, _ redirect: JSONValue = [:]) async throws -> Answer {
        var body = redirect.objectValue ?? [:]
        body["loginId"] = .string(Self.loginId)
        return try await project.post("/v1/auth/password/reset", .object(body))
    }

    private func follow(_ project: Project, _ token: String? = nil) async throws -> Answer {
        let token = token ?? project.backend.outbox.lastToken(for: Self.loginId)?.reveal() ?? ""
        return try await project.post("/v1/auth/magiclink/verify", ["token": .string(token)])
    }

    @Test("a reset mails a link, which signs in once; then the password is set")
    func reset() async throws {
        let project = try await provenProject { $0.passwords.lockAttempts = 1 }
        #expect(try await signIn(project, "forgotten").status == 401)
        let sent = try await sendReset(project, ["redirectUrl": "https://app.example.com/reset?lang=en"])
        #expect(sent.body == ["maskedEmail": "a***@example.com", "resetMethod": "magiclink"])
        let message = try #require(project.backend.outbox.messages.last)
        #expect((message.method, message.address) == ("email", "ada@example.com"))
        let link = try #require(message.link?.reveal())
        #expect(link.hasPrefix("https://app.example.com/reset?lang=en&t="))

        let signedIn = try await follow(project)
        #expect(try signedIn.claims["amr"] == ["email"])
        #expect(try await follow(project).errorCode == "E062504")
        let update: JSONValue = ["loginId": .string(Self.loginId), "newPassword": "New+secret2"]
        let updated = try await project.post("/v1/auth/password/update", update, token: signedIn.refreshJwt)
        #expect(updated.status == 200)
        #expect(try await signIn(project, "New+secret2").status == 200)
    }

    @Test(
        "the link leads to the page that the call names, or to the project's own",
        arguments: [
            (["redirectURL": "https://a.example"], "https://a.example?t="),
            (["redirectUrl": "https://a.example/?x=1"], "https://a.example/?x=1&t="),
            (["redirectUrl": "https://a.example/#x"], "https://a.example/?t="),
            ([:], "https://own.example/in?t="),
        ] as [(JSONValue, String)]
    )
    func redirects(_ redirect: JSONValue, _ start: String) async throws {
        let project = try await provenProject { $0.linkRedirectURL = "https://own.example/in" }
        #expect(try await sendReset(project, redirect).status == 200)
        let link = try #require(project.backend.outbox.lastLink(for: Self.loginId)?.reveal())
        #expect(link.hasPrefix(start))
        #expect(try await follow(project).status == 200)
    }

    @Test("an enchanted link or a code in its place, where the project says so")
    func otherResets() async throws {
        for method in [EmulatorSettings.Passwords.ResetMethod.enchantedLink, .otp] {
            let project = try await provenProject { $0.passwords.resetMethod = method }
            let sent = try await sendReset(project, ["redirectUrl": "https://a.example"])
            let message = try #require(project.backend.outbox.messages.last)
            #expect((message.method, message.address) == ("email", "ada@example.com"))
            var expected: JSONValue = ["maskedEmail": "a***@example.com", "resetMethod": "otp"]
            if method == .enchantedLink {
                expected = [
                    "maskedEmail": "a***@example.com", "resetMethod": "enchantedlink",
                    "linkId": sent.body["linkId"] ?? .null, "pendingRef": sent.body["pendingRef"] ?? .null,
                ]
                #expect(message.links[sent.body["linkId"]?.stringValue ?? ""]?.reveal() == message.link?.reveal())
                #expect(message.link?.reveal().hasPrefix("https://a.example?t=") == true)
            }
            #expect(sent.body == expected)
            let signedIn = try await redeem(project, sent, message)
            #expect(try signedIn.claims["amr"] == ["email"])
            #expect(try await redeem(project, sent, message).status == 401)
            let update: JSONValue = ["loginId": .string(Self.loginId), "newPassword": "New+secret2"]
            #expect(
                try await project.post("/v1/auth/password/update", update, token: signedIn.refreshJwt).status == 200
            )
            #expect(try await signIn(project, "New+secret2").status == 200)
        }
    }

    @Test("of these too only the newest counts, none after a new password, and none that is late")
    func otherResetsDropped() async throws {
        for (method, lifetime) in [(EmulatorSettings.Passwords.ResetMethod.enchantedLink, 300), (.otp, 180)] {
            let project = try await provenProject {
                $0.passwords.resetMethod = method
                $0.passwords.resetLifetime = .seconds(300)
            }
            func send() async throws -> (Answer, EmulatorOutbox.Message) {
                (try await sendReset(project), try #require(project.backend.outbox.messages.last))
            }
            let (old, oldMessage) = try await send()
            var (sent, message) = try await send()
            // One time in a million the second code is the first.
            while message.code != nil, message.code?.reveal() == oldMessage.code?.reveal() {
                (sent, message) = try await send()
            }
            #expect(try await redeem(project, old, oldMessage).status == 401)
            project.clock.advance(by: .seconds(lifetime - 1))
            #expect(try await redeem(project, sent, message).status == 200)

            (sent, message) = try await send()
            project.clock.advance(by: .seconds(lifetime))
            #expect(try await redeem(project, sent, message).status == 401)

            (sent, message) = try await send()
            #expect(try await replace(project, Self.password, "New+secret2").status == 200)
            #expect(try await redeem(project, sent, message).status == 401)
        }
    }

    @Test(
        "a new password ends a test user's resets too, whatever was generated since",
        arguments: [EmulatorSettings.Passwords.ResetMethod.magicLink, .enchantedLink, .otp]
    )
    func resetsOfTestUsers(_ method: EmulatorSettings.Passwords.ResetMethod) async throws {
        let project = try Project { $0.passwords.resetMethod = method }
        let create: JSONValue = ["loginId": .string(Self.loginId), "test": true]
        #expect(try await project.manage("/v1/mgmt/user/create", create).status == 200)
        try project.backend.setPassword(Self.password, of: Self.loginId)
        let sent = try await sendReset(project)
        let message = try #require(project.backend.outbox.messages.last)
        let generate: JSONValue = [
            "loginId": .string(Self.loginId), "deliveryMethod": "email", "loginOptions": ["customClaims": ["a": 1]],
        ]
        #expect(try await project.manage("/v1/mgmt/tests/generate/otp", generate).status == 200)
        #expect(try await replace(project, Self.password, "New+secret2").status == 200)
        // The generated code is no reset.
        #expect(project.backend.waitingCount == 1)
        let answer = method == .magicLink ? try await follow(project) : try await redeem(project, sent, message)
        #expect(answer.status == 401)
    }

    /// Types in the code of a reset message, or follows its link and fetches the session.
    private func redeem(
        _ project: Project,
        _ sent: Answer,
        _ message: EmulatorOutbox.Message
    ) async throws -> Answer {
        if let code = message.code?.reveal() {
            let body: JSONValue = ["loginId": .string(Self.loginId), "code": .string(code)]
            return try await project.post("/v1/auth/otp/verify/email", body)
        }
        if let link = message.link { try? project.backend.follow(link) }
        let body: JSONValue = ["pendingRef": sent.body["pendingRef"] ?? .null]
        return try await project.post("/v1/auth/enchantedlink/pending-session", body)
    }

    @Test("a link is good until its time is up, and no longer", arguments: [(599, 200), (600, 401)])
    func resetExpiry(_ seconds: Int, _ status: Int) async throws {
        let project = try await provenProject()
        _ = try await sendReset(project)
        project.clock.advance(by: .seconds(seconds))
        let answer = try await follow(project)
        #expect(answer.status == status)
        #expect(answer.errorCode == (status == 200 ? nil : "E062504"))
    }

    @Test("a new link, and a new password, make the old link useless")
    func resetReplaced() async throws {
        let project = try await provenProject()
        _ = try await sendReset(project)
        let old = try #require(project.backend.outbox.lastToken(for: Self.loginId)?.reveal())
        _ = try await sendReset(project)
        #expect(try await follow(project, old).status == 401)
        #expect(try await replace(project, Self.password, "New+secret2").status == 200)
        #expect(try await follow(project).status == 401)
        #expect(try await follow(project, "made up").status == 401)
    }

    @Test("an address that nobody has proven gets no link")
    func unproven() async throws {
        let project = try Project()
        _ = try await signUp(project)
        #expect(try await sendReset(project).errorCode == "E011004")
        #expect(project.backend.outbox.messages.isEmpty)
        let nobody: JSONValue = ["loginId": "nobody"]
        #expect(try await project.post("/v1/auth/password/reset", nobody).errorCode == "E062108")
    }

    @Test("a disabled user gets in by neither password nor link, and keeps the password")
    func disabled() async throws {
        let project = try Project()
        let user: JSONValue = ["loginId": .string(Self.loginId), "status": "disabled", "verifiedEmail": true]
        _ = try await project.manage("/v1/mgmt/user/create", user)
        try project.backend.setPassword(Self.password, of: Self.loginId)
        #expect(try await signIn(project, Self.password).status == 403)
        #expect(try await replace(project, Self.password, "New+secret2").status == 403)
        _ = try await sendReset(project)
        #expect(try await follow(project).status == 403)
        #expect(try await signIn(project, "New+secret2").status == 401)
    }

    @Test("a user who is deleted leaves no password and no link behind")
    func deleted() async throws {
        let project = try await provenProject()
        _ = try await sendReset(project)
        _ = try await project.manage("/v1/mgmt/user/delete", ["loginId": .string(Self.loginId)])
        #expect(try await follow(project).status == 401)
        #expect(try await signIn(project, Self.password).status == 401)
    }

    @Test(
        "what is no request",
        arguments: [
            ("signup", #"{"loginId":"a"}"#, "E011002"), ("signup", #"{"loginId":"a","password":"p","x":1}"#, "E011003"),
            ("signin", #"{"password":"p"}"#, "E011002"), ("signin", #"{"loginId":"a","password":1}"#, "E011004"),
            ("reset", "{}", "E011002"), ("reset", #"{"loginId":"a","link":"u"}"#, "E011003"),
            ("replace", #"{"loginId":"a","newPassword":"p"}"#, "E011002"),
        ]
    )
    func strict(_ path: String, _ body: String, _ code: String) async throws {
        let project = try Project()
        let answer = try await project.send(.post, "/v1/auth/password/\(path)", body: Array(body.utf8))
        #expect(answer.status == 400)
        #expect(answer.errorCode == code)
    }
}
