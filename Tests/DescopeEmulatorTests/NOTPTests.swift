import DescopeCore
import DescopeEmulator
import DescopeTesting
import Testing

/// Sign-ins by a message that the user sends.
@Suite struct NOTPTests {
    static let phone = "+15555550123"

    @Test("a user signs up, and in again, with and without a login id", arguments: [true, false])
    func wholeTrip(_ hasLoginId: Bool) async throws {
        let project = try Project()
        let body: JSONValue = hasLoginId ? ["loginId": "+1-555-555-0123"] : [:]
        for (act, isFirst) in [("signup", true), ("signin", false), ("signup-in", false)] {
            let begun = try await project.post("/v1/auth/notp/whatsapp/\(act)", body)
            #expect(begun.status == 200)
            #expect(begun.redirectURL.hasPrefix("https://wa.me/"))
            let waiting = try await project.session(begun)
            #expect((waiting.status, waiting.errorCode) == (401, "E066103"))

            try project.backend.sendMessage(begun.redirectURL, from: "+1 555 555 0123")
            let signedIn = try await project.session(begun)
            #expect(signedIn.body["firstSeen"] == .bool(isFirst))
            #expect(signedIn.body["user"]?["loginIds"] == [.string(Self.phone)])
            #expect(signedIn.body["user"]?["verifiedPhone"] == true)
            #expect(try signedIn.claims["amr"] == ["whatsapp"])
        }
        #expect(project.backend.loginIds == [Self.phone])
        #expect(project.backend.outbox.messages.isEmpty)
    }

    @Test("without a login id the number decides whose sign-in it is")
    func byNumber() async throws {
        let project = try Project()
        try project.backend.addUser(Self.phone)
        let signIn = try await project.post("/v1/auth/notp/whatsapp/signin", [:])
        let stranger = #expect(throws: EmulatorRefusal.self) {
            try project.backend.sendMessage(signIn.redirectURL, from: "+15555559999")
        }
        #expect(stranger?.code == "E062108")
        try project.backend.sendMessage(signIn.redirectURL, from: Self.phone)
        #expect(try await project.session(signIn).status == 200)

        let signUp = try await project.post("/v1/auth/notp/whatsapp/signup", ["user": ["name": "Grace"]])
        let taken = #expect(throws: EmulatorRefusal.self) {
            try project.backend.sendMessage(signUp.redirectURL, from: Self.phone)
        }
        #expect(taken?.code == "E062107")
        try project.backend.sendMessage(signUp.redirectURL, from: "+15555550199")
        #expect(try await project.session(signUp).body["user"]?["name"] == "Grace")
    }

    @Test("a message from another phone than the user's is refused, and one from theirs still taken")
    func otherPhone() async throws {
        let project = try Project()
        let begun = try await project.post("/v1/auth/notp/whatsapp/signup-in", ["loginId": .string(Self.phone)])
        let refusal = #expect(throws: EmulatorRefusal.self) {
            try project.backend.sendMessage(begun.redirectURL, from: "+15555559999")
        }
        #expect(refusal?.code == "E011004")
        #expect(try await project.session(begun).errorCode == "E066103")
        try project.backend.sendMessage(begun.redirectURL, from: Self.phone)
        #expect(try await project.session(begun).status == 200)
    }

    @Test("message and reference work once")
    func once() async throws {
        let project = try Project()
        let begun = try await project.post("/v1/auth/notp/whatsapp/signup-in", [:])
        try project.backend.sendMessage(begun.redirectURL, from: Self.phone)
        let again = #expect(throws: EmulatorRefusal.self) {
            try project.backend.sendMessage(begun.redirectURL, from: Self.phone)
        }
        #expect(again?.code == "E062504")
        #expect(try await project.session(begun).status == 200)
        #expect(try await project.session(begun).errorCode == "E011004")
    }

    @Test("a sign-in is good until its time is up, and no longer", arguments: [(599, true), (600, false)])
    func expiry(_ seconds: Int, _ isGood: Bool) async throws {
        let project = try Project()
        let begun = try await project.post("/v1/auth/notp/whatsapp/signup-in", [:])
        let late = try await project.post("/v1/auth/notp/whatsapp/signup-in", [:])
        try project.backend.sendMessage(late.redirectURL, from: Self.phone)
        project.clock.advance(by: .seconds(seconds))
        let refusal = Result { try project.backend.sendMessage(begun.redirectURL, from: Self.phone) }
        let isTaken = (try? refusal.get()) != nil
        #expect(isTaken == isGood)
        #expect(try await project.session(begun).errorCode == (isGood ? nil : "E062504"))
        #expect(try await project.session(late).errorCode == (isGood ? nil : "E062504"))
    }

    @Test("a new number counts once a message came from it", arguments: [true, false])
    func update(_ isNamed: Bool) async throws {
        let project = try Project()
        let refreshJwt = try await project.signIn().refreshJwt
        var body: [String: JSONValue] = ["loginId": "ada@example.com", "addToLoginIDs": true]
        if isNamed { body["phone"] = "+1-555-555-0123" }
        let begun = try await project.post("/v1/auth/notp/whatsapp/update", .object(body), token: refreshJwt)
        if isNamed {
            #expect(throws: EmulatorRefusal.self) {
                try project.backend.sendMessage(begun.redirectURL, from: "+15555559999")
            }
        }
        try project.backend.sendMessage(begun.redirectURL, from: Self.phone)
        #expect(try await project.session(begun).status == 200)
        let user = try await project.get("/v1/auth/me", token: refreshJwt).body
        #expect((user["phone"], user["verifiedPhone"]) == (.string(Self.phone), true))
        #expect(user["loginIds"] == ["ada@example.com", .string(Self.phone)])
    }

    @Test("a second factor needs the session's own refresh token")
    func secondFactor() async throws {
        let project = try Project()
        try project.backend.addUser("ada@example.com", phone: Self.phone)
        let refreshJwt = try await project.signIn().refreshJwt
        let path = "/v1/auth/notp/whatsapp/signin"
        let mfa: JSONValue = ["loginOptions": ["mfa": true]]
        #expect(try await project.post(path, mfa).status == 401)
        let begun = try await project.post(path, mfa, token: refreshJwt)
        try project.backend.sendMessage(begun.redirectURL, from: Self.phone)
        #expect(try await project.session(begun).claims["amr"] == ["email", "whatsapp", "mfa"])
    }

    @Test(
        "what is wrong is refused",
        arguments: [
            ("notp/telegram/signup", #"{}"#, "E011004"), ("notp/whatsapp/signin", #"{"loginId":"nobody"}"#, "E062108"),
            ("notp/whatsapp/signup", #"{"loginId":"ada@example.com"}"#, "E011004"),
            ("notp/whatsapp/signup", #"{"templates":{"verify":"T1"}}"#, "E011003"),
            ("notp/whatsapp/signup-in", #"{"URI":"https://app.example.com"}"#, "E011003"),
            ("notp/pending-session", #"{}"#, "E011002"), ("notp/pending-session", #"{"pendingRef":"x"}"#, "E011004"),
        ]
    )
    func refused(_ path: String, _ body: String, _ code: String) async throws {
        let project = try Project()
        let answer = try await project.send(.post, "/v1/auth/\(path)", body: Array(body.utf8))
        #expect(answer.errorCode == code)
        #expect(project.backend.loginIds.isEmpty)
    }

    @Test("what is no message cannot be sent", arguments: ["", "https://wa.me/1", "https://wa.me/1?text=made-up"])
    func noMessage(_ link: String) throws {
        let project = try Project()
        #expect(throws: EmulatorRefusal.self) { try project.backend.sendMessage(link, from: Self.phone) }
    }
}

extension Answer {
    fileprivate var redirectURL: String { body["redirectUrl"]?.stringValue ?? "" }
}

extension Project {
    fileprivate func session(_ begun: Answer) async throws -> Answer {
        try await post("/v1/auth/notp/pending-session", ["pendingRef": begun.body["pendingRef"] ?? .null])
    }
}
