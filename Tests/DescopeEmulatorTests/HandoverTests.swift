import DescopeCore
import DescopeEmulator
import DescopeHTTP
import DescopeTesting
import Testing

/// Sessions that begin elsewhere: external tokens, codes, push, flows; and outbound applications.
@Suite struct HandoverTests {
    @Test("an external token is taken when the hook knows it, and its user is made")
    func external() async throws {
        let project = try Project()
        #expect(try await project.post("/v1/auth/refresh", ["externalToken": "legacy-ada"]).status == 401)
        project.backend.recognizeExternalTokens { $0.reveal() == "legacy-ada" ? "ada@example.com" : nil }
        for isFirst in [true, false] {
            let answer = try await project.post("/v1/auth/refresh", ["externalToken": "legacy-ada"])
            #expect(answer.body["firstSeen"] == .bool(isFirst))
            #expect(answer.body["externalToken"] == "legacy-ada")
            #expect(try await project.post("/v1/auth/refresh", token: answer.refreshJwt).status == 200)
        }
        #expect(project.backend.loginIds == ["ada@example.com"])
        #expect(try await project.post("/v1/auth/refresh", ["externalToken": "other"]).status == 401)
        #expect(try await project.post("/v1/auth/refresh", ["externalToken": ""]).status == 401)
        let tried = try await project.post("/v1/auth/try-refresh", ["externalToken": "legacy-ada"])
        #expect(tried.body["externalToken"] == "legacy-ada")
        #expect(try await project.post("/v1/auth/try-refresh", ["externalToken": "other"]).body == [:])
        #expect(try await project.post("/v1/auth/refresh", [:]).status == 401)
    }

    private func exchange(_ project: Project, _ code: Secret) async throws -> Answer {
        try await project.send(.get, "/v1/auth/exchange", query: [APIQueryItem("code", code.reveal())])
    }

    @Test("a code works once, and until its time is up", arguments: [(179, 200), (180, 401)])
    func code(_ seconds: Int, _ status: Int) async throws {
        let project = try Project()
        let userId = try project.backend.addUser("ada@example.com")
        let code = try project.backend.makeSessionCode(for: "ada@example.com")
        project.clock.advance(by: .seconds(seconds))
        let answer = try await exchange(project, code)
        #expect(answer.status == status)
        if status == 200 { #expect(try answer.claims["sub"] == .string(userId)) }
        #expect(try await exchange(project, code).errorCode == "E011004")
        #expect(throws: EmulatorRefusal.self) { try project.backend.makeSessionCode(for: "nobody") }
    }

    private func pending(_ project: Project, _ ref: Secret) async throws -> Answer {
        try await project.post("/v1/auth/push/pending-session", ["pendingRef": .string(ref.reveal())])
    }

    @Test(
        "a reference that is unknown or used is refused alike, whatever is waited for",
        arguments: ["push", "enchantedlink", "notp"]
    )
    func unknownReference(_ way: String) async throws {
        let project = try Project()
        try project.backend.addUser("ada@example.com")
        var ref: JSONValue = "made-up"
        for isKnown in [false, true] {
            if isKnown {
                switch way {
                case "push":
                    let push = try project.backend.startPush(for: "ada@example.com")
                    try project.backend.answerPush(push, confirms: true)
                    ref = .string(push.reveal())
                case "enchantedlink":
                    let loginId: JSONValue = ["loginId": "ada@example.com"]
                    let sent = try await project.post("/v1/auth/enchantedlink/signin/email", loginId)
                    try project.backend.follow(try #require(project.backend.outbox.lastLink(for: "ada@example.com")))
                    ref = sent.body["pendingRef"] ?? .null
                default:
                    let begun = try await project.post("/v1/auth/notp/whatsapp/signup-in", [:])
                    let link = try #require(begun.body["redirectUrl"]?.stringValue)
                    try project.backend.sendMessage(link, from: "+15555550123")
                    ref = begun.body["pendingRef"] ?? .null
                }
                let signedIn = try await project.post("/v1/auth/\(way)/pending-session", ["pendingRef": ref])
                #expect(signedIn.status == 200)
            }
            let refused = try await project.post("/v1/auth/\(way)/pending-session", ["pendingRef": ref])
            #expect((refused.status, refused.errorCode) == (401, "E011004"))
        }
    }

    @Test("a push sign-in waits for the user, and hands its session out once")
    func push() async throws {
        let project = try Project()
        try project.backend.addUser("ada@example.com")
        let ref = try project.backend.startPush(for: "ada@example.com")
        #expect(try await pending(project, ref).status == 401)
        try project.backend.answerPush(ref, confirms: true)
        #expect(try await pending(project, ref).status == 200)
        #expect(try await pending(project, ref).errorCode == "E011004")

        let declined = try project.backend.startPush(for: "ada@example.com")
        try project.backend.answerPush(declined, confirms: false)
        for _ in 0..<2 {
            let refused = try await pending(project, declined)
            #expect((refused.status, refused.errorCode) == (401, "E011004"))
        }

        let late = try project.backend.startPush(for: "ada@example.com")
        project.clock.advance(by: .seconds(180))
        #expect(throws: EmulatorRefusal.self) { try project.backend.answerPush(late, confirms: true) }
        // A code is no reference, and the other way round.
        let code = try project.backend.makeSessionCode(for: "ada@example.com")
        #expect(try await pending(project, code).errorCode == "E011004")
    }

    @Test("a flow asks for an address and a code, and signs in")
    func flow() async throws {
        let project = try Project()
        #expect(try await project.post("/v1/flow/start", ["flowId": "in"]).errorCode == "E011004")
        project.backend.addFlow("in")
        #expect(try await project.post("/v1/flow/start", ["flowId": "in", "options": ["x": 1]]).errorCode == "E011003")
        let start = try await project.post("/v1/flow/start", ["flowId": "in", "isCustomScreen": false])
        let id = try #require(start.body["executionId"])
        func next(_ step: String, _ input: JSONValue) async throws -> Answer {
            try await project.post(
                "/v1/flow/next",
                ["executionId": id, "stepId": .string(step), "interactionId": "submit", "input": input]
            )
        }
        #expect(start.body["screen"]?["id"] == "email")
        #expect(try await next("1", ["code": "000000"]).errorCode == "E011004")
        #expect(try await next("0", [:]).errorCode == "E011002")
        #expect(try await next("0", ["email": "ada@example.com"]).body["screen"]?["id"] == "code")
        let code = try #require(project.backend.outbox.lastCode(for: "ada@example.com")).reveal()
        let wrong = try await next("1", ["code": .string(code == "000000" ? "000001" : "000000")])
        #expect((wrong.status, wrong.body["error"]?["code"]) == (200, "E061102"))
        #expect(wrong.body["authInfo"] == nil)
        let done = try await next("1", ["code": .string(code)])
        #expect(done.body["status"] == "completed")
        #expect(done.body["authInfo"]?["user"]?["email"] == "ada@example.com")
        #expect(try await next("1", ["code": .string(code)]).status == 400)
    }

    @Test("a flow does not ask for an address that its input has, and refuses a tenant that does not exist")
    func flowInput() async throws {
        let project = try Project()
        project.backend.addFlow("in")
        let unknown: JSONValue = ["flowId": "in", "options": ["tenant": "nowhere"]]
        #expect(try await project.post("/v1/flow/start", unknown).errorCode == "E011004")
        let wrong: JSONValue = ["flowId": "in", "input": ["email": "ada"]]
        #expect(try await project.post("/v1/flow/start", wrong).status == 400)
        let input: JSONValue = ["flowId": "in", "input": ["email": "ada@example.com"], "options": ["tenant": ""]]
        let start = try await project.post("/v1/flow/start", input)
        #expect(start.body["screen"]?["id"] == "code")
        let code = try #require(project.backend.outbox.lastCode(for: "ada@example.com")).reveal()
        let done = try await project.post(
            "/v1/flow/next",
            [
                "executionId": start.body["executionId"] ?? .null, "stepId": "1", "interactionId": "submit",
                "input": ["code": .string(code)],
            ]
        )
        #expect(done.body["status"] == "completed")
    }

    @Test("a flow locks after too many wrong codes, and ends with its time")
    func flowLimits() async throws {
        let project = try Project { $0.codeAttempts = 1 }
        project.backend.addFlow("in")
        func begin() async throws -> JSONValue {
            let id = try await project.post("/v1/flow/start", ["flowId": "in"]).body["executionId"] ?? .null
            let body: JSONValue = [
                "executionId": id, "stepId": "0", "interactionId": "i", "input": ["email": "ada@example.com"],
            ]
            #expect(try await project.post("/v1/flow/next", body).status == 200)
            return id
        }
        func type(_ code: String, _ id: JSONValue) async throws -> Answer {
            try await project.post(
                "/v1/flow/next",
                ["executionId": id, "stepId": "1", "interactionId": "i", "input": ["code": .string(code)]]
            )
        }
        let locked = try await begin()
        let code = try #require(project.backend.outbox.lastCode(for: "ada@example.com")).reveal()
        _ = try await type(code + "0", locked)
        #expect(try await type(code, locked).errorCode == "E061103")

        let late = try await begin()
        project.clock.advance(by: .seconds(180))
        let lateCode = try #require(project.backend.outbox.lastCode(for: "ada@example.com")).reveal()
        #expect(try await type(lateCode, late).errorCode == "E011004")
    }

    @Test("a push is answered once", arguments: [true, false])
    func answeredOnce(_ confirms: Bool) async throws {
        let project = try Project()
        try project.backend.addUser("ada@example.com")
        let ref = try project.backend.startPush(for: "ada@example.com")
        try project.backend.answerPush(ref, confirms: confirms)
        #expect(throws: EmulatorRefusal.self) { try project.backend.answerPush(ref, confirms: !confirms) }
        let session = try await project.post("/v1/auth/push/pending-session", ["pendingRef": .string(ref.reveal())])
        #expect(session.status == (confirms ? 200 : 401))
    }

    @Test("PKCE is refused by name instead of ignored")
    func proofKey() async throws {
        let project = try Project()
        let start: JSONValue = ["loginId": "ada@example.com", "loginOptions": ["pkceChallenge": "c"]]
        let started = try await project.post("/v1/auth/enchantedlink/signup-in/email", start)
        #expect(started.errorCode == "E011004")
        #expect(started.body["errorMessage"]?.stringValue?.contains("pkceChallenge") == true)
        let verify: JSONValue = ["token": "t", "pkceVerifier": "v"]
        #expect(try await project.post("/v1/auth/enchantedlink/verify", verify).errorCode == "E011004")
    }

    @Test("an outbound application is connected by a user who is signed in")
    func outbound() async throws {
        let project = try Project()
        let refreshJwt = try await project.signIn().refreshJwt
        func connect(_ body: JSONValue, _ token: String?) async throws -> Answer {
            try await project.post("/v1/outbound/oauth/connect", body, token: token)
        }
        #expect(try await connect(["appId": "calendar"], refreshJwt).errorCode == "E011004")
        project.backend.addOutboundApp("calendar")
        let url = try await connect(["appId": "calendar"], refreshJwt).body["url"]?.stringValue
        #expect(url?.hasPrefix("https://") == true)
        #expect(try await connect(["appId": "calendar"], nil).status == 401)
        #expect(try await connect(["appId": "calendar", "tenantId": "acme"], refreshJwt).errorCode == "E011004")
        #expect(try await connect(["appId": "calendar", "tenantLevel": true], refreshJwt).errorCode == "E011002")
    }
}
