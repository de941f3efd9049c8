import DescopeCore
import DescopeHTTP
import DescopeJWT
import DescopeSession
import DescopeTesting
import Testing

/// Access tokens beside sessions on one client: neither is taken for the other, and bound ones need their proof.
@Suite(.timeLimit(.minutes(5))) struct AccessTokenTests {
    private static let server = "https://mcp.shop.example"
    private static let agentic: JSONValue = "https://api.descope.com/v1/apps/agentic/P2test/MS2server"
    private static let method = "POST"
    private static let url = "https://mcp.shop.example/messages"

    /// An access token as an MCP client has it.
    private func jwt(_ it: Fixture, _ more: [String: JSONValue] = [:]) throws -> Secret {
        // The manual clock's start: 2026-01-01.
        let now: Int64 = 1_767_225_600
        let usual: [String: JSONValue] = [
            "iss": Self.agentic, "sub": "U2ada", "aud": .string(Self.server), "scope": "orders.read", "azp": "UDclient",
            "iat": .int(now), "exp": .int(now + 600),
        ]
        return try it.mint.token(claims: usual.merging(more) { $1 })
    }

    private func refusal(
        _ code: DescopeError.Code,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ work: () async throws -> Void
    ) async throws -> DescopeError {
        let error = try #require(
            await #expect(throws: DescopeError.self, sourceLocation: sourceLocation) { try await work() }
        )
        #expect(error.code == code, sourceLocation: sourceLocation)
        return error
    }

    @Test("an access token says whom it speaks for, which client has it, and what it allows")
    func good() async throws {
        let it = try Fixture()
        let jwt = try jwt(it, ["act": ["sub": "UDagent"], "roles": ["editor"]])
        let access = try await it.session.validateAccessToken(jwt, audience: [Self.server], scopes: ["orders.read"])
        #expect(access.subject == "U2ada")
        #expect(access.clientId == "UDclient")
        #expect(access.actors.map(\.subject) == ["UDagent"])
        #expect(access.scopes == ["orders.read"])
        #expect(access.token.hasRoles(["editor"]))
        let tokens = it.session.tokens(authorization: "Bearer \(jwt.reveal())")
        #expect(try await it.session.validateAccessToken(tokens, audience: [Self.server]).subject == "U2ada")
        #expect(it.transport.sent.isEmpty)
    }

    @Test(
        "an access token counts in the Authorization header alone: cookies are not looked at",
        arguments: [nil, "", "Bearer", "Bearer ", "Bearer a b", "Basic dTpw", "DPoP"]
    )
    func cookies(_ authorization: String?) async throws {
        let it = try Fixture()
        let jwt = try jwt(it).reveal()
        let tokens = it.session.tokens(authorization: authorization, cookies: ["DS=\(jwt); DSR=\(jwt)"])
        let error = try await refusal(.missingToken) {
            _ = try await it.session.validateAccessToken(tokens, audience: [Self.server])
        }
        #expect(error.message.hasPrefix("accessJwt: "))
    }

    @Test("an agent's token is no session to any call, before and after it was accepted as what it is")
    func noSession() async throws {
        let it = try Fixture()
        let jwt = try jwt(it)
        let refreshJwt = try it.mint.refresh(userId: "U2ada")
        for _ in 0..<2 {
            for audience in [[], [Self.server]] {
                let one = try await refusal(.wrongIssuer) {
                    _ = try await it.session.validate(jwt, audience: audience)
                }
                #expect(one.operation == "session.validate")
                #expect(one.isUnauthenticated)
                // It is not refreshed away either.
                _ = try await refusal(.wrongIssuer) {
                    _ = try await it.session.validateAndRefresh(
                        sessionJwt: jwt,
                        refreshJwt: refreshJwt,
                        audience: audience
                    )
                }
            }
            _ = try await refusal(.wrongIssuer) { _ = try await it.session.refresh(jwt) }
            _ = try await it.session.validateAccessToken(jwt, audience: [Self.server])
        }
        #expect(it.transport.sent.isEmpty)
        // Nor when the service were to answer with one.
        it.transport.append(it.signedIn(jwt), it.signedIn(jwt))
        let refreshed = try await refusal(.newTokenRefused) { _ = try await it.session.refresh(refreshJwt) }
        #expect((refreshed.underlying as? DescopeError)?.code == .wrongIssuer)
        _ = try await refusal(.newTokenRefused) { _ = try await it.session.exchange(accessKey: "k") }
    }

    @Test("a session is no access token, unless it is meant for this server")
    func session() async throws {
        let it = try Fixture()
        let (session, meant) = (try it.mint.session(), try it.mint.session(claims: ["aud": .string(Self.server)]))
        let refresh = try it.mint.refresh(claims: ["aud": .string(Self.server)])
        for _ in 0..<2 {
            _ = try await it.session.validate(session)
            _ = try await refusal(.wrongAudience) {
                _ = try await it.session.validateAccessToken(session, audience: [Self.server])
            }
            #expect(try await it.session.validateAccessToken(meant, audience: [Self.server]).subject == "U2test")
            _ = try await refusal(.wrongTokenKind) {
                _ = try await it.session.validateAccessToken(refresh, audience: [Self.server])
            }
        }
    }

    @Test("arguments come before everything else: the token, the keys, the configured key", arguments: [true, false])
    func arguments(_ keysAreKnown: Bool) async throws {
        let it = try Fixture(keysAreKnown: keysAreKnown) { if !keysAreKnown { $0.publicKey = "no JSON" } }
        let jwts: [Secret] = [try jwt(it), "", "garbage"]
        for jwt in jwts {
            for (audience, scopes) in [([], []), ([" "], []), ([Self.server], ["a b"])] as [([String], [String])] {
                let error = try await refusal(.unusableArgument) {
                    _ = try await it.session.validateAccessToken(jwt, audience: audience, scopes: scopes)
                }
                #expect((error.kind, error.operation) == (.configuration, "session.validateAccessToken"))
            }
        }
        #expect(it.transport.sent.isEmpty)
    }

    @Test("a blank token", arguments: ["", " ", "\n"])
    func blank(_ jwt: String) async throws {
        let it = try Fixture()
        for tokens in [RequestTokens(sessionJwt: jwt), RequestTokens(refreshJwt: try it.mint.refresh())] {
            let error = try await refusal(.missingToken) {
                _ = try await it.session.validateAccessToken(tokens, audience: [Self.server])
            }
            #expect(error.isUnauthenticated)
            #expect(error.message.hasPrefix("accessJwt: "))
        }
    }

    @Test("a lacking scope is 403 and not 401")
    func scopes() async throws {
        let it = try Fixture()
        let error = try await refusal(.insufficientScope) {
            _ = try await it.session.validateAccessToken(
                jwt(it),
                audience: [Self.server],
                scopes: ["orders.read", "orders.write"]
            )
        }
        #expect(error.operation == "session.validateAccessToken")
        #expect(!error.isUnauthenticated)
    }

    @Test("a bound access token needs its proof, and one that is not bound must not come with the scheme DPoP")
    func proofs() async throws {
        let it = try Fixture()
        let prover = try DPoPProver(clock: it.clock)
        let bound = try jwt(it, prover.binding)
        func request(_ jwt: Secret) throws -> DPoPRequest {
            DPoPRequest(proofs: [try prover.proof(Self.method, Self.url, for: jwt)], method: Self.method, url: Self.url)
        }
        func validate(_ jwt: Secret, _ dpop: DPoPRequest?, _ scheme: RequestTokens.Scheme = .bearer) async throws {
            let tokens = RequestTokens(sessionJwt: jwt, scheme: scheme, dpop: dpop)
            // A proof is asked for before scopes: what they lack is the owner's affair.
            _ = try await it.session.validateAccessToken(tokens, audience: [Self.server], scopes: ["orders.read"])
        }
        for _ in 0..<2 {
            _ = try await refusal(.missingProof) { try await validate(bound, nil) }
            _ = try await refusal(.missingProof) { try await validate(bound, nil, .dpop) }
            _ = try await refusal(.invalidProof) { try await validate(bound, request("another")) }
            let good = try request(bound)
            try await validate(bound, good, .dpop)
            _ = try await refusal(.replayedProof) { try await validate(bound, good, .dpop) }
            _ = try await it.session.validateAccessToken(bound, audience: [Self.server], dpop: request(bound))
        }
        _ = try await refusal(.missingProof) {
            _ = try await it.session.validateAccessToken(bound, audience: [Self.server], scopes: ["users.read"])
        }
        _ = try await refusal(.insufficientScope) {
            _ = try await it.session.validateAccessToken(
                bound,
                audience: [Self.server],
                scopes: ["users.read"],
                dpop: request(bound)
            )
        }
        let unbound = try jwt(it)
        try await validate(unbound, nil)
        _ = try await refusal(.unboundToken) { try await validate(unbound, request(unbound), .dpop) }
    }
}
