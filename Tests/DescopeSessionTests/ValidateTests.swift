import DescopeCore
import DescopeHTTP
import DescopeJWT
import DescopeModels
import DescopeSession
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite(.timeLimit(.minutes(5))) struct ValidateTests {
    private func text(_ json: JSONValue) throws -> String {
        String(decoding: try JSONEncoder().encode(json), as: UTF8.self)
    }

    @Test("with keys at hand nothing is sent")
    func noNetwork() async throws {
        let it = try Fixture()
        let token = try await it.session.validate(it.mint.session(userId: "U2ada", claims: ["dct": "acme"]))
        #expect(token.subject == "U2ada")
        #expect(token.kind == .session)
        #expect(token.projectId == Fixture.projectId)
        #expect(token.currentTenant == "acme")
        #expect(token.authenticationMethods == ["email"])
        #expect(token.expiresAt == it.clock.now.addingTimeInterval(600))
        #expect(it.transport.sent.isEmpty)
    }

    @Test("with a public key of one's own nothing is sent, and another key id fails")
    func ownPublicKey() async throws {
        let known = try Fixture()
        let jwk = try text(known.keys.publicKey)
        let it = try Fixture(keysAreKnown: false) { $0.publicKey = jwk }
        #expect(try await it.session.validate(known.mint.session()).subject == "U2test")
        await #expect { try await it.session.validate(it.mintWithUnknownKey.session()) } throws: {
            DescopeError.Code.unknownKey ~= $0
        }
        #expect(it.transport.sent.isEmpty)
    }

    @Test(
        "a malformed public key is the caller's mistake, said by its name",
        arguments: ["", "no JSON", "{}", #"{"kty":"RSA","kid":"SK1","alg":"RS256","n":"AQAB","e":"AQAB"}"#]
    )
    func malformedPublicKey(_ jwk: String) async throws {
        let it = try Fixture(keysAreKnown: false) { $0.publicKey = jwk }
        let calls: [(String, @Sendable () async throws -> Void)] = [
            ("session.validate", { _ = try await it.session.validate(it.mint.session()) }),
            ("session.refresh", { _ = try await it.session.refresh(it.mint.refresh()) }),
        ]
        for (operation, call) in calls {
            let error = try #require(await #expect(throws: DescopeError.self) { try await call() })
            #expect(error.kind == .key)
            #expect(error.code == .unsuitableKey)
            #expect(error.operation == operation)
            #expect(error.message.hasPrefix("publicKey: "))
        }
        #expect(it.transport.sent.isEmpty)
    }

    @Test("the keys are fetched once, for a hundred who ask at the same time")
    func oneFetch() async throws {
        let gate = ManualClock(patience: nil)
        let known = try Fixture()
        let keySet = try text(known.keys.keySet)
        let it = try Fixture(.held(by: gate) { _ in keySet }, keysAreKnown: false)
        let executor = HeldExecutor()
        let jwts = Array(repeating: try known.mint.session(), count: 100)
        let tasks = await callers(with: jwts, on: executor, waitingAt: gate) {
            try await it.session.validate($0).subject
        }
        gate.advance(by: .seconds(1))
        executor.release()
        for task in tasks { #expect(try await task.value == "U2test") }

        try it.transport.verify()
        let request = try #require(it.transport.sent.first)
        #expect(request.method == .get)
        #expect(request.path == "/v2/keys/P2test")
        #expect(request.headers["authorization"] == "Bearer P2test")
        #expect(request.body == nil)
    }

    @Test("copies of a client share the keys; one with another public key does not")
    func sharedKeys() async throws {
        let known = try Fixture()
        let it = try Fixture(.json(text(known.keys.keySet)), keysAreKnown: false)
        let jwt = try known.mint.session()
        _ = try await it.session.validate(jwt)
        _ = try await it.client.with { $0.requestTimeout = .seconds(1) }.session.validate(jwt)
        let other = try text(it.keys.publicKey)
        await #expect { try await it.client.with { $0.publicKey = other }.session.validate(jwt) } throws: {
            DescopeError.Code.invalidSignature ~= $0
        }
        try it.transport.verify()
    }

    @Test("keys that cannot be had are not the token's fault", arguments: [500, 404, 429])
    func keysUnavailable(_ status: Int) async throws {
        let it = try Fixture(.status(status, headers: ["Retry-After": "7"]), keysAreKnown: false)
        let error = try #require(
            await #expect(throws: DescopeError.self) { try await it.session.validate(it.mint.session()) }
        )
        #expect(error.kind == .key)
        #expect(error.code == .keysUnavailable)
        #expect(error.operation == "session.validate")
        #expect(error.retryAfter == .seconds(7))
    }

    @Test("a key list without a usable key says why")
    func unusableKeys() async throws {
        let it = try Fixture(
            .json(#"{"keys":[{"kid":"k","kty":"RSA","alg":"RS256","n":"AQAB","e":"AQAB"}]}"#),
            keysAreKnown: false
        )
        let error = await #expect(throws: DescopeError.self) { try await it.session.validate(it.mint.session()) }
        #expect(error?.code == .keysUnavailable)
        #expect(error?.message.contains("expected at least one usable key") == true)
        #expect(error?.message.contains("JWK 'k'") == true)
    }

    @Test("each flaw has its own refusal, without the network", arguments: Flaw.allCases)
    func flaws(_ flaw: Flaw) async throws {
        let it = try Fixture()
        let jwt = try flaw.sessionToken(it)
        let error = try #require(
            await #expect(throws: DescopeError.self) { try await it.session.validate(jwt, audience: ["api"]) }
        )
        #expect(error.code == flaw.code)
        #expect(error.kind == (flaw == .unknownKey ? .key : .token))
        #expect(error.operation == "session.validate")
        #expect(it.transport.sent.isEmpty)
    }

    @Test("a blank token", arguments: ["", " ", "\n"])
    func blank(_ jwt: String) async throws {
        let it = try Fixture()
        let error = try #require(await #expect(throws: DescopeError.self) { try await it.session.validate(jwt) })
        #expect((error.kind, error.code) == (.token, .missingToken))
        #expect(error.isUnauthenticated)
        #expect(error.message.hasPrefix("sessionJwt: "))
        #expect(error.operation == "session.validate")
    }

    @Test(
        "the audience matters when it is asked for",
        arguments: [
            ("api", [], true), (["api", "web"], [], true), (nil, [], true),
            ("api", ["api"], true), (["web", "api"], ["api"], true), ("web", ["api", "web"], true),
            ("web", ["api"], false), (nil, ["api"], false), ([], ["api"], false), (["API"], ["api"], false),
            (["", 7], ["api"], false),
        ] as [(JSONValue?, [String], Bool)]
    )
    func audience(_ claim: JSONValue?, _ wanted: [String], _ isFit: Bool) async throws {
        let it = try Fixture()
        let jwt = try it.mint.session(claims: claim.map { ["aud": $0] } ?? [:])
        if isFit {
            _ = try await it.session.validate(jwt, audience: wanted)
        } else {
            await #expect { try await it.session.validate(jwt, audience: wanted) } throws: {
                DescopeError.Code.wrongAudience ~= $0
            }
        }
    }

    @Test(
        "the leeway is the configuration's, to the second",
        arguments: [(5, -4, true), (5, -5, false), (60, -59, true), (60, -60, false), (0, 1, true), (0, 0, false)]
    )
    func leeway(_ leeway: Int, _ lifetime: Int, _ isFit: Bool) async throws {
        let it = try Fixture { $0.leeway = .seconds(leeway) }
        let jwt = try it.mint.session(lifetime: .seconds(lifetime))
        if isFit {
            _ = try await it.session.validate(jwt)
        } else {
            await #expect { try await it.session.validate(jwt) } throws: { DescopeError.Code.tokenExpired ~= $0 }
        }
    }

    @Test("tokens of a project with cookie names of its own are told apart")
    func cookieNames() async throws {
        let it = try Fixture { $0.cookies = CookieNames(session: "MYDS", refresh: "MYDSR") }
        _ = try await it.session.validate(it.mint.session(claims: ["drn": "MYDS"]))
        await #expect { try await it.session.validate(it.mint.session(claims: ["drn": "MYDSR"])) } throws: {
            DescopeError.Code.wrongTokenKind ~= $0
        }
    }

    @Test("a blank audience is refused by name in every call that takes one, before anything is sent")
    func blankAudience() async throws {
        let it = try Fixture()
        let (jwt, refreshJwt) = (try it.mint.session(), try it.mint.refresh())
        let session = try await it.session.validateAndRefresh(sessionJwt: jwt, refreshJwt: refreshJwt)
        let calls: [(String, @Sendable ([String]) async throws -> Void)] = [
            ("session.validate", { _ = try await it.session.validate(jwt, audience: $0) }),
            ("session.validate", { _ = try await it.session.validate(RequestTokens(), audience: $0) }),
            ("session.refresh", { _ = try await it.session.refresh(refreshJwt, audience: $0) }),
            ("session.refresh", { _ = try await it.session.refresh(RequestTokens(), audience: $0) }),
            (
                "session.validateAndRefresh",
                { _ = try await it.session.validateAndRefresh(sessionJwt: jwt, refreshJwt: nil, audience: $0) }
            ),
            (
                "session.validateAndRefresh",
                { _ = try await it.session.validateAndRefresh(RequestTokens(), audience: $0) }
            ),
            (
                "session.selectTenant",
                { _ = try await it.session.selectTenant("acme", refreshJwt: refreshJwt, audience: $0) }
            ),
            ("session.selectTenant", { _ = try await it.session.selectTenant("acme", in: session, audience: $0) }),
            ("session.migrate", { _ = try await it.session.migrate(externalToken: "legacy", audience: $0) }),
            ("session.exchange", { _ = try await it.session.exchange(accessKey: "K2key", audience: $0) }),
            ("session.validateAccessToken", { _ = try await it.session.validateAccessToken(jwt, audience: $0) }),
        ]
        for (operation, call) in calls {
            for audience in [[""], [" "], ["api", ""]] {
                let error = await #expect(throws: DescopeError.self) { try await call(audience) }
                #expect((error?.operation, error?.httpStatus) == (operation, 500))
                #expect(error?.message.hasPrefix("audience: ") == true)
            }
        }
        #expect(it.transport.sent.isEmpty)
    }
}
