import DescopeCore
import DescopeHTTP
import DescopeJWT
import DescopeModels
import DescopeSession
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct LogOutTests {
    /// The calls that need nothing but a refresh token.
    enum Call: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case logOut, logOutEverywhere, me

        var testDescription: String { rawValue }

        func make(_ session: SessionClient, _ refreshJwt: String) async throws {
            switch self {
            case .logOut: try await session.logOut(refreshJwt)
            case .logOutEverywhere: try await session.logOutEverywhere(refreshJwt)
            case .me: _ = try await session.me(refreshJwt)
            }
        }
    }

    @Test(
        "each has its own path, and carries the refresh token",
        arguments: [
            (.logOut, "POST", "/v1/auth/logout", [:]), (.logOutEverywhere, "POST", "/v1/auth/logoutall", [:]),
            (.me, "GET", "/v1/auth/me", nil),
        ] as [(Call, String, String, JSONValue?)]
    )
    func request(_ call: Call, _ method: String, _ path: String, _ body: JSONValue?) async throws {
        let it = try Fixture(.json("{}"))
        let refreshJwt = try it.mint.refresh().reveal()
        try await call.make(it.session, refreshJwt)
        let request = try #require(it.transport.sent.first)
        #expect(request.method.rawValue == method)
        #expect(request.path == path)
        #expect(request.bodyJSON == body)
        #expect(request.headers["authorization"] == "Bearer P2test:\(refreshJwt)")
        try it.transport.verify()
    }

    @Test("a log-out needs no body, and no particular one", arguments: [Call.logOut, .logOutEverywhere])
    func emptyBody(_ call: Call) async throws {
        for answer in [
            ScriptedTransport.Answer.empty, .status(204), .json("{}"), .json(#"{"unknown":1}"#), .json("OK"),
        ] {
            let it = try Fixture(answer)
            try await call.make(it.session, it.mint.refresh().reveal())
        }
    }

    @Test("a blank refresh token is not sent", arguments: Call.allCases, ["", " "])
    func blank(_ call: Call, _ refreshJwt: String) async throws {
        let it = try Fixture()
        let error = try #require(
            await #expect(throws: DescopeError.self) { try await call.make(it.session, refreshJwt) }
        )
        #expect(error.code == .missingToken)
        #expect(error.isUnauthenticated)
        #expect(error.message.hasPrefix("refreshJwt: "))
        #expect(error.operation == "session.\(call.rawValue)")
        #expect(it.transport.sent.isEmpty)
    }

    @Test("the service's refusal comes with its code", arguments: Call.allCases)
    func refused(_ call: Call) async throws {
        let it = try Fixture(.refusal(.tokenInvalidatedByLogout, status: 401))
        let error = try #require(
            await #expect(throws: DescopeError.self) { try await call.make(it.session, it.mint.refresh().reveal()) }
        )
        #expect(error.code == .tokenInvalidatedByLogout)
        #expect(error.operation == "session.\(call.rawValue)")
    }

    @Test("a log-out says where the cookies were")
    func settings() async throws {
        let json =
            #"{"cookieDomain":"example.com","cookiePath":"/app","cookieName":"R","sessionCookieName":"S","cookieMaxAge":null}"#
        let it = try Fixture(.json(json), .json(json))
        let refreshJwt = try it.mint.refresh()
        for settings in [
            try await it.session.logOut(refreshJwt), try await it.session.logOutEverywhere(refreshJwt),
        ] {
            #expect(settings.cookieDomain == "example.com")
            #expect(settings.cookiePath == "/app")
            #expect(settings.cookieName == "R")
            #expect(settings.sessionCookieName == "S")
            #expect(settings.cookieMaxAge == nil)
        }
    }

    @Test("the user, as the service knows them")
    func me() async throws {
        let it = try Fixture(.json(#"{"userId":"U2ada","loginIds":["ada@example.com"],"verifiedEmail":true}"#))
        let user = try await it.session.me(it.mint.refresh())
        #expect(user.userId == "U2ada")
        #expect(user.loginIds == ["ada@example.com"])
        #expect(user.verifiedEmail)
    }

    @Test("reading may be repeated, ending a session only when it was not sent")
    func repetition() async throws {
        let me = try Fixture(.status(520), .json("{}"))
        _ = try await me.session.me(me.mint.refresh())
        try me.transport.verify()
        let logOut = try Fixture(.status(520))
        await #expect(throws: DescopeError.self) { try await logOut.session.logOut(logOut.mint.refresh()) }
        try logOut.transport.verify()
    }
}
