import DescopeCore
import DescopeHTTP
import DescopeJWT
import DescopeModels
import DescopeSession
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct RefreshTests {
    @Test("the request carries the refresh token and an empty body")
    func request() async throws {
        let it = try Fixture()
        it.transport.append(it.signedIn(try it.mint.session(userId: "U2ada")))
        let refreshJwt = try it.mint.refresh(userId: "U2ada")
        let session = try await it.session.refresh(refreshJwt)
        #expect(session.token.subject == "U2ada")
        #expect(session.isRefreshed)

        let request = try #require(it.transport.sent.first)
        #expect(request.method == .post)
        #expect(request.path == "/v1/auth/refresh")
        #expect(request.headers["authorization"] == "Bearer P2test:\(refreshJwt.reveal())")
        #expect(request.bodyJSON == [:])
        try it.transport.verify()
    }

    @Test("a refresh token with a flaw is not sent", arguments: Flaw.allCases.filter { $0 != .wrongAudience })
    func localCheck(_ flaw: Flaw) async throws {
        let it = try Fixture()
        let jwt = try #require(try flaw.refreshToken(it))
        let error = try #require(await #expect(throws: DescopeError.self) { try await it.session.refresh(jwt) })
        #expect(error.code == flaw.code)
        #expect(error.operation == "session.refresh")
        #expect(it.transport.sent.isEmpty)
    }

    /// Where the new tokens are, and which of them count. `<S1>` stands for a session token; nil refresh: the one that
    /// was sent.
    struct Delivery: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var names = CookieNames()
        var body: [String: JSONValue] = [:]
        var cookies: [String] = []
        var session: String? = "S1"
        var refresh: String?
    }

    static let deliveries = [
        Delivery(
            testDescription: "rotated, in the body",
            body: ["sessionJwt": "<S1>", "refreshJwt": "R1"],
            refresh: "R1"
        ),
        Delivery(testDescription: "not rotated", body: ["sessionJwt": "<S1>"]),
        Delivery(testDescription: "not rotated, an empty text", body: ["sessionJwt": "<S1>", "refreshJwt": ""]),
        Delivery(testDescription: "not rotated, null", body: ["sessionJwt": "<S1>", "refreshJwt": nil]),
        Delivery(
            testDescription: "both in cookies, no body members",
            cookies: ["DS=<S1>; Path=/", "DSR=R1; HttpOnly"],
            refresh: "R1"
        ),
        Delivery(
            testDescription: "both in cookies, empty texts in the body",
            body: ["sessionJwt": "", "refreshJwt": ""],
            cookies: ["DS=<S1>", "DSR=R1"],
            refresh: "R1"
        ),
        Delivery(
            testDescription: "refresh token alone in a cookie",
            body: ["sessionJwt": "<S1>"],
            cookies: ["DSR=R1"],
            refresh: "R1"
        ),
        Delivery(
            testDescription: "session token alone in a cookie",
            body: ["refreshJwt": "R1"],
            cookies: ["DS=<S1>"],
            refresh: "R1"
        ),
        Delivery(
            testDescription: "the body wins",
            body: ["sessionJwt": "<S1>", "refreshJwt": "R1"],
            cookies: ["DS=<S2>", "DSR=R2"],
            refresh: "R1"
        ),
        Delivery(
            testDescription: "joined into one line, with the comma of a date",
            cookies: ["DS=<S1>; Expires=Wed, 09 Jun 2027 10:18:14 GMT, DSR=R1; Expires=Wed, 09 Jun 2027 10:18:14 GMT"],
            refresh: "R1"
        ),
        Delivery(
            testDescription: "beside cookies of the edge",
            cookies: ["__cf_bm=x; Path=/", "DS=<S1>", "DSR=R1"],
            refresh: "R1"
        ),
        Delivery(
            testDescription: "an empty cookie is no token",
            body: ["sessionJwt": "<S1>"],
            cookies: ["DSR=; Max-Age=0"]
        ),
        Delivery(
            testDescription: "names of the project's own",
            names: CookieNames(session: "MYDS", refresh: "MYDSR"),
            cookies: ["DS=<S2>", "DSR=R2", "MYDS=<S1>", "MYDSR=R1"],
            refresh: "R1"
        ),
        Delivery(
            testDescription: "names are taken exactly",
            body: ["sessionJwt": "<S1>"],
            cookies: ["dsr=R1", "XDSR=R1"]
        ),
        Delivery(testDescription: "no session token at all", body: ["refreshJwt": "R1"], session: nil),
    ]

    @Test("tokens are taken from body and cookies", arguments: deliveries)
    func delivery(_ row: Delivery) async throws {
        let it = try Fixture { $0.cookies = row.names }
        // Session tokens are checked, so each stands for a real one of a user of that name.
        func real(_ text: String) throws -> String {
            try ["S1", "S2"].reduce(text) { text, name in
                try text.split(separator: "<\(name)>", omittingEmptySubsequences: false)
                    .joined(separator: it.mint.session(userId: name).reveal())
            }
        }
        var headers = APIHeaders()
        for cookie in row.cookies { headers.append("Set-Cookie", try real(cookie)) }
        let body = try row.body.map { "\"\($0)\":" + ($1.stringValue.map { "\"\($0)\"" } ?? "null") }.map(real)
        it.transport.append(.json("{\(body.joined(separator: ","))}", headers: headers))

        let sent = try it.mint.refresh(userId: row.session ?? "U2test")
        guard let expected = row.session else {
            let error = await #expect(throws: DescopeError.self) { try await it.session.refresh(sent) }
            #expect(error?.code == .unexpectedResponse)
            #expect(error?.operation == "session.refresh")
            return
        }
        let session = try await it.session.refresh(sent)
        #expect(session.token.subject == expected)
        #expect(session.refreshJwt?.reveal() == (row.refresh ?? sent.reveal()))
        #expect(try await it.session.validate(session.sessionJwt).subject == expected)
    }

    @Test("the project's cookie settings are handed on")
    func settings() async throws {
        let it = try Fixture()
        let jwt = try it.mint.session()
        it.transport.append(.json(#"{"sessionJwt":"\#(jwt.reveal())","cookieDomain":"example.com","cookieMaxAge":60}"#))
        let session = try await it.session.refresh(it.mint.refresh())
        #expect(session.cookies.cookieDomain == "example.com")
        #expect(session.cookies.cookieMaxAge == 60)
    }

    @Test("the audience is asked of the new session token alone")
    func audience() async throws {
        let it = try Fixture()
        it.transport.append(it.signedIn(try it.mint.session(claims: ["aud": "api"])))
        let refreshJwt = try it.mint.refresh(claims: ["aud": "other"])
        #expect(try await it.session.refresh(refreshJwt, audience: ["api"]).token.audience == ["api"])
    }

    @Test(
        "a session token with a flaw is refused, even from the service, with the refresh token to keep",
        arguments: Flaw.allCases
    )
    func answerIsChecked(_ flaw: Flaw) async throws {
        let it = try Fixture()
        it.transport.append(it.signedIn(try flaw.sessionToken(it), refreshJwt: "hush-rotated"))
        let error = try #require(
            await #expect(throws: DescopeError.self) {
                try await it.session.refresh(it.mint.refresh(), audience: ["api"])
            }
        )
        #expect((error.kind, error.code) == (flaw == .unknownKey ? .key : .token, .newTokenRefused))
        #expect((error.underlying as? DescopeError)?.code == flaw.code)
        #expect(!error.isUnauthenticated)
        #expect(error.operation == "session.refresh")
        #expect(error.refreshJwt?.reveal() == "hush-rotated")
        #expect(!"\(error)".contains("hush"))
        #expect(flaw != .wrongAudience || error.message.contains("api"))
    }

    // MARK: - At the same time

    private func gated(_ gate: ManualClock, _ it: Fixture) throws -> ScriptedTransport.Answer {
        let session = try it.mint.session().reveal()
        return .held(by: gate) { request in
            let sent = request.headers["authorization"]?.split(separator: ":").last ?? ""
            return object(["sessionJwt": session, "refreshJwt": "after-\(sent)"])
        }
    }

    @Test("equal refreshes are one request, and all get its outcome")
    func equal() async throws {
        let (it, gate, executor) = (try Fixture(), ManualClock(patience: nil), HeldExecutor())
        it.transport.append(try gated(gate, it))
        let token = try it.mint.refresh()
        let tasks = await callers(with: Array(repeating: token, count: 20), on: executor, waitingAt: gate) {
            try await it.session.refresh($0).refreshJwt?.reveal()
        }
        gate.advance(by: .seconds(1))
        executor.release()
        for task in tasks { #expect(try await task.value == "after-\(token.reveal())") }
        try it.transport.verify()
    }

    @Test("different refreshes are different requests, and nobody gets another's tokens")
    func different() async throws {
        let (it, gate, executor) = (try Fixture(), ManualClock(patience: nil), HeldExecutor())
        for _ in 0..<3 { it.transport.append(try gated(gate, it)) }
        let tokens = try (0..<3).map { try it.mint.refresh(claims: ["n": .int($0)]) }
        let tasks = await callers(with: tokens, on: executor, waitingAt: gate, requests: 3) {
            try await it.session.refresh($0).refreshJwt?.reveal()
        }
        gate.advance(by: .seconds(1))
        executor.release()
        for (task, token) in zip(tasks, tokens) { #expect(try await task.value == "after-\(token.reveal())") }
        try it.transport.verify()
    }

    @Test("one after the other they are two requests")
    func later() async throws {
        let it = try Fixture()
        for _ in 0..<2 { it.transport.append(it.signedIn(try it.mint.session())) }
        let token = try it.mint.refresh()
        for _ in 0..<2 { _ = try await it.session.refresh(token) }
        try it.transport.verify()
    }

    @Test("a cancelled caller leaves at once and alone", arguments: [0, 1])
    func cancelled(_ index: Int) async throws {
        let (it, gate, executor) = (try Fixture(), ManualClock(patience: nil), HeldExecutor())
        it.transport.append(try gated(gate, it))
        let token = try it.mint.refresh()
        let tasks = await callers(with: [token, token, token], on: executor, waitingAt: gate) {
            try await it.session.refresh($0).refreshJwt?.reveal()
        }
        tasks[index].cancel()
        executor.release()
        await #expect(throws: CancellationError.self) { try await tasks[index].value }
        gate.advance(by: .seconds(1))
        for (other, task) in tasks.enumerated() where other != index {
            #expect(try await task.value == "after-\(token.reveal())")
        }
        try it.transport.verify()
    }
}
