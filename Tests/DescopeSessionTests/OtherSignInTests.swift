import DescopeCore
import DescopeHTTP
import DescopeJWT
import DescopeModels
import DescopeSession
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct OtherSignInTests {
    // MARK: - Migration

    @Test("an external token is sent in the body, without a refresh token")
    func migrate() async throws {
        let it = try Fixture()
        it.transport.append(it.signedIn(try it.mint.session(userId: "U2ada"), refreshJwt: "R1"))
        let session = try await it.session.migrate(externalToken: "legacy")
        #expect(session.token.subject == "U2ada")
        #expect(session.refreshJwt?.reveal() == "R1")
        #expect(session.isRefreshed)
        let cookies = it.session.setCookies(for: session).map { $0.reveal() }
        #expect(cookies.map { $0.prefix { $0 != ";" } } == ["DS=\(session.sessionJwt.reveal())", "DSR=R1"])

        let request = try #require(it.transport.sent.first)
        #expect((request.method, request.path) == (.post, "/v1/auth/refresh"))
        #expect(request.bodyJSON == ["externalToken": "legacy"])
        #expect(request.headers["authorization"] == "Bearer P2test")
    }

    @Test("what it brings is checked, and the refresh token is not lost", arguments: Flaw.allCases)
    func answerIsChecked(_ flaw: Flaw) async throws {
        let it = try Fixture()
        it.transport.append(it.signedIn(try flaw.sessionToken(it), refreshJwt: "R1"))
        let error = await #expect(throws: DescopeError.self) {
            try await it.session.migrate(externalToken: "legacy", audience: ["api"])
        }
        #expect(error?.code == .newTokenRefused)
        #expect((error?.underlying as? DescopeError)?.code == flaw.code)
        #expect(error?.operation == "session.migrate")
        #expect(error?.refreshJwt?.reveal() == "R1")
        let cookies = error.map { it.session.setCookies(for: $0).map { $0.reveal() } } ?? []
        #expect(cookies.map { $0.prefix { $0 != ";" } } == ["DSR=R1"])
    }

    // MARK: - Code and push

    @Test("a code is exchanged by a get, encoded once")
    func code() async throws {
        let it = try Fixture(.json(#"{"sessionJwt":"S1","refreshJwt":"R1"}"#))
        let signedIn = try await it.session.exchange(code: "a+b/c=")
        #expect((signedIn.sessionJwt.reveal(), signedIn.refreshJwt?.reveal()) == ("S1", "R1"))
        let request = try #require(it.transport.sent.first)
        #expect(request.method == .get)
        #expect(request.url.hasSuffix("/v1/auth/exchange?code=a%2Bb%2Fc%3D"))
        #expect(request.headers["authorization"] == "Bearer P2test")
        #expect(request.bodyJSON == nil)
    }

    @Test("a push sign-in's session is asked for by its reference")
    func push() async throws {
        let it = try Fixture(.status(401), .json(#"{"sessionJwt":"S1","refreshJwt":"R1","firstSeen":false}"#))
        let error = await #expect(throws: DescopeError.self) { try await it.session.pushSession(pendingRef: "ref") }
        #expect(error?.status == 401)
        #expect(try await it.session.pushSession(pendingRef: "ref").sessionJwt.reveal() == "S1")
        let request = try #require(it.transport.sent.last)
        #expect((request.method, request.path) == (.post, "/v1/auth/push/pending-session"))
        #expect(request.bodyJSON == ["pendingRef": "ref"])
        #expect(request.headers["authorization"] == "Bearer P2test")
    }

    // MARK: - Factors

    @Test(
        "a session has several factors when it says so, or shows it",
        arguments: [
            (["email"], false), (["email", "mfa"], true), (["email", "sms"], true), (["mfa"], true), (nil, false),
            (["email", "email"], false),
        ] as [([String]?, Bool)]
    )
    func factors(_ methods: [String]?, _ isMultiFactor: Bool) async throws {
        let it = try Fixture()
        let jwt = try it.mint.session(claims: ["amr": methods.map { .array($0.map(JSONValue.string)) } ?? .null])
        #expect(try await it.session.validate(jwt).isMultiFactor == isMultiFactor)
    }

    @Test(
        "a session is stepped up when it says so and nothing else",
        arguments: [(true, true), (false, false), (nil, false), ("true", false), (1, false)] as [(JSONValue?, Bool)]
    )
    func steppedUp(_ claim: JSONValue?, _ isSteppedUp: Bool) async throws {
        let it = try Fixture()
        let jwt = try it.mint.session(claims: ["su": claim ?? .null, "amr": ["email", "sms", "mfa"]])
        #expect(try await it.session.validate(jwt).isSteppedUp == isSteppedUp)
    }
}
