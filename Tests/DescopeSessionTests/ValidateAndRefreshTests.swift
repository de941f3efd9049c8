import DescopeCore
import DescopeHTTP
import DescopeJWT
import DescopeModels
import DescopeSession
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct ValidateAndRefreshTests {
    private static let audience: [String: JSONValue] = ["aud": "api"]
    /// What a refresh may help against.
    static let helped: [Flaw] = [.expired, .unknownKey, .malformed, .oversized, .wrongKind]
    static let fatal = Flaw.allCases.filter { !helped.contains($0) }

    @Test("a good session token is handed back as it is, with the refresh token that came along")
    func good() async throws {
        let it = try Fixture()
        let jwt = try it.mint.session(claims: Self.audience)
        for refreshJwt in [try it.mint.refresh(), nil] {
            let session = try await it.session.validateAndRefresh(
                sessionJwt: jwt,
                refreshJwt: refreshJwt,
                audience: ["api"]
            )
            #expect(!session.isRefreshed)
            #expect(session.sessionJwt.reveal() == jwt.reveal())
            #expect(session.refreshJwt?.reveal() == refreshJwt?.reveal())
            #expect(session.token.subject == "U2test")
        }
        #expect(it.transport.sent.isEmpty)
    }

    @Test("a session token that is missing or of no use is refreshed", arguments: [nil, "", " ", "\u{B}"], helped)
    func refreshed(_ absent: String?, _ flaw: Flaw) async throws {
        let it = try Fixture()
        for sessionJwt in [absent.map { Secret($0) }, try flaw.sessionToken(it)] {
            it.transport.append(
                it.signedIn(try it.mint.session(claims: ["aud": "api", "dct": "new"]), refreshJwt: "rotated")
            )
            let refreshJwt = try it.mint.refresh()
            let session = try await it.session.validateAndRefresh(
                sessionJwt: sessionJwt,
                refreshJwt: refreshJwt,
                audience: ["api"]
            )
            #expect(session.isRefreshed)
            #expect(session.token.currentTenant == "new")
            #expect(session.refreshJwt?.reveal() == "rotated")
            #expect(it.transport.sent.last?.headers["authorization"] == "Bearer P2test:\(refreshJwt.reveal())")
        }
        #expect(it.transport.sent.map(\.path) == ["/v1/auth/refresh", "/v1/auth/refresh"])
    }

    @Test("any other flaw fails at once, without the network", arguments: fatal)
    func failsAtOnce(_ flaw: Flaw) async throws {
        let it = try Fixture()
        let jwt = try flaw.sessionToken(it)
        let error = try #require(
            await #expect(throws: DescopeError.self) {
                try await it.session.validateAndRefresh(
                    sessionJwt: jwt,
                    refreshJwt: it.mint.refresh(),
                    audience: ["api"]
                )
            }
        )
        #expect(error.code == flaw.code)
        #expect(error.operation.hasPrefix("session.validate"))
        #expect(it.transport.sent.isEmpty)
    }

    @Test("without a refresh token the reason is the session token's", arguments: [nil, ""], helped)
    func noRefreshToken(_ refreshJwt: String?, _ flaw: Flaw) async throws {
        let it = try Fixture()
        let error = try #require(
            await #expect(throws: DescopeError.self) {
                try await it.session.validateAndRefresh(sessionJwt: flaw.sessionToken(it), refreshJwt: refreshJwt)
            }
        )
        #expect(error.code == flaw.code)
        #expect(error.message.contains("because there is no refresh token"))
        #expect(!error.message.contains("Refresh the session"))
    }

    @Test("without both, both are named", arguments: [nil, ""], [nil, ""])
    func neither(_ sessionJwt: String?, _ refreshJwt: String?) async throws {
        let it = try Fixture()
        let error = try #require(
            await #expect(throws: DescopeError.self) {
                try await it.session.validateAndRefresh(sessionJwt: sessionJwt, refreshJwt: refreshJwt)
            }
        )
        #expect((error.kind, error.code) == (.token, .missingToken))
        #expect(error.isUnauthenticated)
        #expect(error.message.hasPrefix("sessionJwt, refreshJwt: "))
        #expect(error.operation == "session.validateAndRefresh")
    }

    @Test("a refresh token with a flaw is not sent either")
    func flawedRefreshToken() async throws {
        let it = try Fixture()
        for flaw in [Flaw.expired, .forged, .wrongKind] {
            let error = await #expect(throws: DescopeError.self) {
                try await it.session.validateAndRefresh(sessionJwt: nil, refreshJwt: flaw.refreshToken(it))
            }
            #expect(error?.code == flaw.code)
            #expect(error?.operation == "session.refresh")
        }
        #expect(it.transport.sent.isEmpty)
    }

    @Test("the new session token has to meet the audience too")
    func audienceOfTheNewToken() async throws {
        let it = try Fixture()
        it.transport.append(it.signedIn(try it.mint.session(claims: ["aud": "web"])))
        await #expect {
            try await it.session.validateAndRefresh(sessionJwt: nil, refreshJwt: it.mint.refresh(), audience: ["api"])
        } throws: { DescopeError.Code.newTokenRefused ~= $0 }
    }

    @Test("keys that cannot be had are no reason to refresh")
    func keysUnavailable() async throws {
        let it = try Fixture(.status(500), keysAreKnown: false)
        let error = await #expect(throws: DescopeError.self) {
            try await it.session.validateAndRefresh(sessionJwt: it.mint.session(), refreshJwt: it.mint.refresh())
        }
        #expect(error?.code == .keysUnavailable)
        #expect(it.transport.sent.map(\.path) == ["/v2/keys/P2test"])
    }

    @Test("the tokens of a request")
    func ofARequest() async throws {
        let it = try Fixture()
        it.transport.append(it.signedIn(try it.mint.session(userId: "U2new")))
        let cookies = ["DSR=\(try it.mint.refresh(userId: "U2new").reveal())"]
        let session = try await it.session.validateAndRefresh(it.session.tokens(authorization: nil, cookies: cookies))
        #expect(session.token.subject == "U2new")
    }
}
