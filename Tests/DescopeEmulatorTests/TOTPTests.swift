import DescopeCore
import DescopeEmulator
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite struct TOTPTests {
    static let loginId = "ada@example.com"

    private func signUp(_ project: Project, _ loginId: String = loginId) async throws -> Answer {
        try await project.post("/v1/auth/totp/signup", ["loginId": .string(loginId), "user": ["name": "Ada"]])
    }

    private func app(_ setup: Answer, _ project: Project) throws -> AuthenticatorApp {
        try AuthenticatorApp(key: setup.body["key"]?.stringValue ?? "", clock: project.clock)
    }

    private func verify(_ project: Project, _ code: Secret, options: JSONValue? = nil, token: String? = nil)
        async throws -> Answer
    {
        var body: [String: JSONValue] = ["loginId": .string(Self.loginId), "code": .string(code.reveal())]
        body["loginOptions"] = options
        return try await project.post("/v1/auth/totp/verify", .object(body), token: token)
    }

    /// A code that the app shows neither now nor a step before or after.
    private func wrongCode(_ app: AuthenticatorApp) throws -> Secret {
        let near = try (-1...1).map { try app.code(stepsAway: $0).reveal() }
        return try #require(["000000", "000001", "000002", "000003"].first { !near.contains($0) }.map { Secret($0) })
    }

    /// Waits for a moment at which the app's codes of these steps all differ. Now and then two are the same, and the
    /// wrong one would be taken for the right one.
    private func waitUntilCodesDiffer(_ app: AuthenticatorApp, _ steps: ClosedRange<Int>, _ project: Project) throws {
        while Set(try steps.map { try app.code(stepsAway: $0).reveal() }).count < steps.count {
            project.clock.advance(by: .seconds(30))
        }
    }

    @Test("a user signs up, and in with the codes of an app")
    func wholeTrip() async throws {
        let project = try Project()
        let setup = try await signUp(project)
        #expect(setup.status == 200)
        #expect(setup.sessionJwt.isEmpty)
        let app = try app(setup, project)
        try waitUntilCodesDiffer(app, -1...1, project)
        let first = try await verify(project, app.code())
        #expect(first.body["firstSeen"] == true)
        #expect((first.body["user"]?["name"], first.body["user"]?["TOTP"]) == ("Ada", true))
        #expect((first.body["user"]?["verifiedEmail"], first.body["user"]?["status"]) == (false, "enabled"))
        #expect(try first.claims["amr"] == ["totp"])
        project.clock.advance(by: .seconds(30))
        #expect(try await verify(project, app.code()).body["firstSeen"] == false)
    }

    @Test("the key comes as text, as link and as image, and is the same in all of them")
    func forms() async throws {
        let project = try Project()
        let setup = try await signUp(project, "ada+1@example.com")
        let key = try #require(setup.body["key"]?.stringValue)
        // 20 bytes, as RFC 4226 wants them.
        #expect(key.utf8.count == 32)
        let url = try #require(setup.body["provisioningURL"]?.stringValue)
        #expect(
            url == "otpauth://totp/P2emulatedtests:ada%2B1%40example.com?secret=\(key)&issuer=P2emulatedtests"
                + "&algorithm=SHA1&digits=6&period=30"
        )
        let scanned = try AuthenticatorApp(provisioningURL: url, clock: project.clock).code().reveal()
        #expect(scanned == (try app(setup, project).code().reveal()))
        let image = try #require(setup.body["image"]?.stringValue.flatMap { Data(base64Encoded: $0) })
        #expect([UInt8](image) == PNG.image(of: try #require(QRCode(url))))
        #expect(try await signUp(project, "bob").body["key"]?.stringValue != key)
    }

    @Test(
        "a code of the step before or after is taken, of another one not",
        arguments: [(-2, 401), (-1, 200), (0, 200), (1, 200), (2, 401)]
    )
    func window(_ steps: Int, _ status: Int) async throws {
        let project = try Project()
        let app = try app(try await signUp(project), project)
        try waitUntilCodesDiffer(app, -2...2, project)
        let answer = try await verify(project, app.code(stepsAway: steps))
        #expect(answer.status == status)
        #expect(answer.errorCode == (status == 200 ? nil : "E061102"))
    }

    @Test("a code works once, and so do those before it")
    func once() async throws {
        let project = try Project()
        let app = try app(try await signUp(project), project)
        try waitUntilCodesDiffer(app, -1...1, project)
        let codes = try (-1...1).map { try app.code(stepsAway: $0) }
        #expect(try await verify(project, codes[1]).status == 200)
        #expect(try await verify(project, codes[1]).errorCode == "E061102")
        #expect(try await verify(project, codes[0]).errorCode == "E061102")
        #expect(try await verify(project, codes[2]).status == 200)
    }

    @Test("after too many wrong codes the right one is refused too, for a while")
    func attempts() async throws {
        let project = try Project()
        let app = try app(try await signUp(project), project)
        for _ in 0..<3 { #expect(try await verify(project, wrongCode(app)).errorCode == "E061102") }
        #expect(try await verify(project, app.code()).errorCode == "E061103")
        project.clock.advance(by: .seconds(179))
        #expect(try await verify(project, app.code()).errorCode == "E061103")
        project.clock.advance(by: .seconds(1))
        #expect(try await verify(project, app.code()).status == 200)
        // The count begins anew.
        project.clock.advance(by: .seconds(30))
        for _ in 0..<2 { #expect(try await verify(project, wrongCode(app)).errorCode == "E061102") }
        #expect(try await verify(project, app.code()).status == 200)
    }

    @Test("nobody takes over a user who is there, not even one who has never signed in")
    func taken() async throws {
        let project = try Project()
        try project.backend.addUser(Self.loginId)
        #expect(try await signUp(project).errorCode == "E062107")
        #expect(try await signUp(project, "bob").status == 200)
        #expect(try await signUp(project, "bob").errorCode == "E062107")
    }

    @Test("a key that was handed out before the user came another way is worth nothing")
    func strangersKey() async throws {
        let project = try Project()
        let app = try app(try await signUp(project), project)
        // The owner of the address signs up with a code, while a stranger has the key.
        #expect(try await project.signIn().status == 200)
        #expect(try await verify(project, app.code()).errorCode == "E061102")
    }

    @Test("a login id that no image can hold is refused, and leaves nobody behind")
    func tooLong() async throws {
        let project = try Project()
        #expect(try await signUp(project, String(repeating: "a", count: 3000)).errorCode == "E011004")
        #expect(project.backend.loginIds.isEmpty)
        #expect(try await signUp(project, String(repeating: "a", count: 2000)).status == 200)
    }

    @Test("a user who is signed in gets a key, and another one in its place")
    func update() async throws {
        let project = try Project()
        let refreshJwt = try await project.signIn().refreshJwt
        let body: JSONValue = ["loginId": .string(Self.loginId)]
        let first = try app(try await project.post("/v1/auth/totp/update", body, token: refreshJwt), project)
        #expect(try await verify(project, first.code()).status == 200)
        let second = try app(try await project.post("/v1/auth/totp/update", body, token: refreshJwt), project)
        #expect(try await verify(project, second.code()).status == 200)
        // Two apps show the same now and then.
        repeat {
            project.clock.advance(by: .seconds(60))
        } while try (-1...1).contains { try second.code(stepsAway: $0).reveal() == first.code().reveal() }
        #expect(try await verify(project, first.code()).errorCode == "E061102")

        let bobs = try await project.signIn("bob@example.com").refreshJwt
        #expect(try await project.post("/v1/auth/totp/update", body, token: bobs).status == 401)
        #expect(try await project.post("/v1/auth/totp/update", body).status == 401)
    }

    @Test("an app is a second factor, for the user of the refresh token alone")
    func secondFactor() async throws {
        let project = try Project()
        let signedIn = try await project.signIn()
        let body: JSONValue = ["loginId": .string(Self.loginId)]
        let app = try app(try await project.post("/v1/auth/totp/update", body, token: signedIn.refreshJwt), project)
        let bobs = try await project.signIn("bob@example.com").refreshJwt
        #expect(try await verify(project, app.code(), options: ["mfa": true], token: bobs).status == 401)
        #expect(try await verify(project, app.code(), options: ["mfa": true]).status == 401)
        let second = try await verify(project, app.code(), options: ["mfa": true], token: signedIn.refreshJwt)
        #expect(try second.claims["amr"] == ["email", "totp", "mfa"])
    }

    @Test("who has no app has no code")
    func noApp() async throws {
        let project = try Project()
        #expect(try await verify(project, "000000").errorCode == "E062108")
        _ = try await project.signIn()
        #expect(try await verify(project, "000000").errorCode == "E061102")
    }

    // MARK: - Recovery codes

    private func recover(_ project: Project, _ code: String) async throws -> Answer {
        let body: JSONValue = ["loginId": .string(Self.loginId), "code": .string(code)]
        return try await project.post("/v1/auth/recovery-codes/signin", body)
    }

    private func recoveryCodes(_ project: Project, _ refreshJwt: String) async throws -> [String] {
        let body: JSONValue = ["loginId": .string(Self.loginId)]
        let answer = try await project.post("/v1/auth/recovery-codes", body, token: refreshJwt)
        return answer.body["codes"]?.arrayValue?.compactMap { $0["code"]?.stringValue } ?? []
    }

    @Test("each recovery code signs in once; new ones replace them")
    func recovery() async throws {
        let project = try Project()
        let refreshJwt = try await project.signIn().refreshJwt
        let codes = try await recoveryCodes(project, refreshJwt)
        #expect(Set(codes).count == 10)
        let signedIn = try await recover(project, codes[3])
        #expect(try signedIn.claims["amr"] == ["recovery"])
        #expect(try await recover(project, codes[3]).errorCode == "E061102")
        #expect(try await recover(project, codes[0]).status == 200)

        let newer = try await recoveryCodes(project, refreshJwt)
        #expect(try await recover(project, codes[1]).errorCode == "E061102")
        #expect(try await recover(project, newer[1]).status == 200)
    }

    @Test("after too many wrong recovery codes the right one is refused too, for a while")
    func recoveryAttempts() async throws {
        let project = try Project()
        let codes = try await recoveryCodes(project, try await project.signIn().refreshJwt)
        for _ in 0..<3 { #expect(try await recover(project, "wrong").errorCode == "E061102") }
        #expect(try await recover(project, codes[0]).errorCode == "E061103")
        project.clock.advance(by: .seconds(180))
        #expect(try await recover(project, codes[0]).status == 200)
    }

    @Test("recovery codes are made for the owner of the refresh token, and for nobody else")
    func recoveryOfOthers() async throws {
        let project = try Project()
        _ = try await project.signIn()
        let bobs = try await project.signIn("bob@example.com").refreshJwt
        #expect(try await recoveryCodes(project, bobs).isEmpty)
        #expect(try await recover(project, "any").errorCode == "E061102")
    }

    @Test("a user who is deleted leaves neither app nor codes behind")
    func deleted() async throws {
        let project = try Project()
        let app = try app(try await signUp(project), project)
        let codes = try await recoveryCodes(project, try await verify(project, app.code()).refreshJwt)
        _ = try await project.manage("/v1/mgmt/user/delete", ["loginId": .string(Self.loginId)])
        _ = try await project.signIn()
        #expect(try await verify(project, app.code(stepsAway: 1)).errorCode == "E061102")
        #expect(try await recover(project, codes[0]).errorCode == "E061102")
    }
}
