import DescopeCore
import DescopeHTTP
import DescopeJWT
import DescopeModels
import DescopeSession
import DescopeTesting
import Testing

/// What is done with a refresh token before any call that takes one is made.
@Suite(.timeLimit(.minutes(5))) struct RefreshTokenTests {
    enum Call: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case me, logOut, logOutEverywhere, myTenants, history, selectTenant, refresh

        var testDescription: String { rawValue }

        /// Whether it brings tokens, which cannot be checked without keys.
        var bringsTokens: Bool { self == .selectTenant || self == .refresh }

        func make(_ session: SessionClient, _ refreshJwt: Secret) async throws {
            switch self {
            case .me: _ = try await session.me(refreshJwt)
            case .logOut: try await session.logOut(refreshJwt)
            case .logOutEverywhere: try await session.logOutEverywhere(refreshJwt)
            case .myTenants: _ = try await session.myTenants(refreshJwt)
            case .history: _ = try await session.history(refreshJwt)
            case .selectTenant: _ = try await session.selectTenant("acme", refreshJwt: refreshJwt)
            case .refresh: _ = try await session.refresh(refreshJwt)
            }
        }
    }

    private func error(_ call: Call, _ session: SessionClient, _ refreshJwt: Secret) async throws -> DescopeError {
        try #require(await #expect(throws: DescopeError.self) { try await call.make(session, refreshJwt) })
    }

    @Test(
        "one that the service is certain to refuse is refused here, and nothing is sent",
        arguments: Call.allCases,
        Flaw.allCases
    )
    func flawed(_ call: Call, _ flaw: Flaw) async throws {
        let it = try Fixture()
        guard let refreshJwt = try flaw.refreshToken(it) else { return }
        let error = try await error(call, it.session, refreshJwt)
        #expect(error.code == flaw.code)
        #expect(error.isUnauthenticated)
        #expect(error.operation == "session.\(call.rawValue)")
        #expect(it.transport.sent.isEmpty)
    }

    @Test(
        "nor is a text that is no token, however often it comes",
        arguments: Call.allCases,
        ["garbage", "a:b", "a\r\nb", "é", "a.b.c", "e30.e30.", "{}", "Bearer e30.e30.e30"]
    )
    func garbage(_ call: Call, _ refreshJwt: String) async throws {
        let it = try Fixture(keysAreKnown: false)
        for _ in 0..<5 {
            let error = try await error(call, it.session, Secret(refreshJwt))
            #expect([.malformedToken, .unsupportedAlgorithm].contains(error.code))
            #expect(error.isUnauthenticated)
            #expect(!"\(error)".contains(refreshJwt))
        }
        #expect(it.transport.sent.isEmpty)
    }

    @Test("without keys the service judges it, where no tokens come back", arguments: Call.allCases)
    func keysUnavailable(_ call: Call) async throws {
        let it = try Fixture(keysAreKnown: false) { $0.retry = .never }
        it.transport.append(.status(500), .json("{}"))
        let refreshJwt = try it.mint.refresh()
        guard call.bringsTokens else {
            try await call.make(it.session, refreshJwt)
            #expect(it.transport.sent.last?.headers["authorization"] == "Bearer P2test:\(refreshJwt.reveal())")
            return try it.transport.verify()
        }
        #expect(try await error(call, it.session, refreshJwt).code == .keysUnavailable)
        #expect(it.transport.sent.count == 1)
    }

    @Test("without keys, what can be seen without them is refused all the same", arguments: Call.allCases)
    func malformedWithoutKeys(_ call: Call) async throws {
        let it = try Fixture(keysAreKnown: false)
        #expect(try await error(call, it.session, "a.b.c").code == .malformedToken)
        #expect(it.transport.sent.isEmpty)
    }

    @Test("a key provider that fails in its own way says nothing of the token", arguments: Call.allCases)
    func failingProvider(_ call: Call) async throws {
        struct Failing: KeyProvider {
            struct Broken: Error {}
            func cachedKey(for keyId: String) -> VerificationKey? { nil }
            func key(for keyId: String) async throws -> VerificationKey { throw Broken() }
        }
        let it = try Fixture(.json("{}"))
        let (session, refreshJwt) = (it.client.with(keys: Failing()).session, try it.mint.refresh())
        if call.bringsTokens {
            #expect(try await error(call, session, refreshJwt).code == .keysUnavailable)
        } else {
            try await call.make(session, refreshJwt)
        }
        #expect(it.transport.sent.count == (call.bringsTokens ? 0 : 1))
    }

    @Test("a session's own refresh token is checked before it is used to move the session", arguments: Flaw.allCases)
    func sessionToMove(_ flaw: Flaw) async throws {
        let it = try Fixture()
        guard let refreshJwt = try flaw.refreshToken(it) else { return }
        let session = try await it.session.validateAndRefresh(sessionJwt: it.mint.session(), refreshJwt: refreshJwt)
        let error = await #expect(throws: DescopeError.self) { try await it.session.selectTenant("acme", in: session) }
        // Of a key that is not at hand nobody knows yet; all others are certainly of no use, and not handed on.
        #expect((session.refreshJwt == nil) == (flaw != .unknownKey))
        #expect(error?.code == (flaw == .unknownKey ? .unknownKey : .missingToken))
        #expect(it.transport.sent.isEmpty)
    }

    @Test("a caller who is cancelled while the keys are fetched sends nothing", arguments: Call.allCases)
    func cancelled(_ call: Call) async throws {
        let (it, gate) = (try Fixture(keysAreKnown: false), ManualClock())
        it.transport.append(.held(by: gate) { _ in #"{"keys":[]}"# })
        let refreshJwt = try it.mint.refresh()
        let task = Task { try await call.make(it.session, refreshJwt) }
        await gate.sleepers(atLeast: 1)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(it.transport.sent.count == 1)
        gate.advance(by: .seconds(1))
    }
}
