import DescopeCore
import DescopeEmulator
import DescopeTesting
import Testing

/// What has expired does not stay for ever: a project may live as long as a whole run of tests.
@Suite struct ForgettingTests {
    /// Begins something that somebody is expected to end.
    struct Start: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let begin: @Sendable (Project) async throws -> Void

        init(_ name: String, _ begin: @escaping @Sendable (Project) async throws -> Void) {
            testDescription = name
            self.begin = begin
        }

        init(posting path: String, _ body: JSONValue = ["loginId": "ada@example.com"]) {
            self.init(path) { project in
                let answer = try await project.post("/v1/\(path)", body)
                #expect(answer.status == 200)
            }
        }

        static let all = [
            // A new code replaces an older one, so each is generated.
            Start("codes") { project in
                let body: JSONValue = ["loginId": "probe", "deliveryMethod": "email"]
                let answer = try await project.manage("/v1/mgmt/tests/generate/otp", body)
                #expect(answer.status == 200)
            },
            Start(posting: "auth/magiclink/signin/email"), Start(posting: "auth/enchantedlink/signin/email"),
            Start(posting: "auth/notp/whatsapp/signup-in", [:]), Start(posting: "flow/start", ["flowId": "in"]),
            Start(posting: "auth/webauthn/signup/start", ["loginId": "eve", "origin": "https://app.example.com"]),
            Start(posting: "auth/oauth/native/start", ["provider": "apple"]),
            Start("session codes") { _ = try $0.backend.makeSessionCode(for: "ada@example.com") },
            Start("pushes") { _ = try $0.backend.startPush(for: "ada@example.com") },
            Start("OAuth") { _ = try await $0.oauth() },
            Start("OAuth codes") { project in
                let url = try await project.oauth()
                _ = try project.backend.identityProvider.signIn(at: url, as: OAuthTests.ada)
            },
            Start("id tokens") { project in
                _ = try project.backend.identityProvider.idToken(from: "apple", as: OAuthTests.ada, nonce: "n")
            },
            Start("codes of providers") { project in
                _ = try project.backend.identityProvider.authorizationCode(from: "apple", as: OAuthTests.ada)
            },
        ]
    }

    @Test("only the newest is left when the others have long expired", arguments: Start.all)
    func onlyNewest(_ start: Start) async throws {
        let project = try Project()
        try project.backend.addUser("ada@example.com")
        try project.backend.addUser("probe", isTest: true)
        project.backend.addFlow("in")
        for _ in 0..<5 { try await start.begin(project) }
        #expect(project.backend.waitingCount == 5)
        project.clock.advance(by: .seconds(24 * 3600))
        try await start.begin(project)
        #expect(project.backend.waitingCount == 1)
    }

    @Test("what test users have started is forgotten too", arguments: ["otp", "magiclink", "enchantedlink"])
    func starts(_ feature: String) async throws {
        let project = try Project()
        func start(_ loginId: String) async throws {
            try project.backend.addUser(loginId, isTest: true)
            let body: JSONValue = ["loginId": .string(loginId)]
            #expect(try await project.post("/v1/auth/\(feature)/signin/email", body).status == 200)
        }
        // The message, and the start that one which is generated belongs to.
        for number in 1...5 { try await start("probe\(number)@example.com") }
        #expect(project.backend.waitingCount == 10)
        project.clock.advance(by: .seconds(24 * 3600))
        try await start("probe@example.com")
        #expect(project.backend.waitingCount == 2)
        #expect(try await project.manage("/v1/mgmt/user/delete", ["loginId": "probe@example.com"]).status == 200)
        #expect(project.backend.waitingCount == 0)
    }

    @Test("whoever waits is told that the time is up, also when others have begun since", arguments: [true, false])
    func toldForAnHour(_ isLink: Bool) async throws {
        let project = try Project()
        let (begin, end): (String, String) =
            isLink
            ? ("enchantedlink/signup-in/email", "enchantedlink/pending-session")
            : ("notp/whatsapp/signup-in", "notp/pending-session")
        func start() async throws -> Answer {
            try await project.post("/v1/auth/\(begin)", ["loginId": isLink ? "ada@example.com" : "+15555550123"])
        }
        let begun = try await start()
        let ref: JSONValue = ["pendingRef": begun.body["pendingRef"] ?? .null]
        for (seconds, code) in [(600, "E062504"), (3599, "E062504"), (1, "E011004")] {
            project.clock.advance(by: .seconds(seconds))
            _ = try await start()
            #expect(try await project.post("/v1/auth/\(end)", ref).errorCode == code)
        }
    }
}
