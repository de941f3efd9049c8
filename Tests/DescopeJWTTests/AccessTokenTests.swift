import DescopeCore
import DescopeJWT
import DescopeTesting
import Testing

/// Access tokens of applications, agents and MCP clients: for one audience, with scopes, and never a session.
@Suite struct AccessTokenTests {
    private static let server = "https://mcp.shop.example"
    private static let agentic: JSONValue = "https://api.descope.com/v1/apps/agentic/P2test/MS2server"

    private let setting: Setting

    init() throws { setting = try Setting() }

    /// A token as an MCP client has it, but for the changes.
    private func token(_ changes: [String: JSONValue?] = [:], header: [String: JSONValue] = [:]) throws -> String {
        let usual: [String: JSONValue?] = [
            "iss": Self.agentic, "aud": .string(Self.server), "drn": nil, "scope": "orders.read orders.write",
        ]
        return try setting.token(usual.merging(changes) { $1 }, header: header)
    }

    private func expectRefusal(
        _ code: DescopeError.Code,
        of token: String,
        by validator: TokenValidator? = nil,
        audience: [String] = [server],
        scopes: [String] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async -> DescopeError? {
        let validator = validator ?? setting.validator()
        let error = await #expect(throws: DescopeError.self, sourceLocation: sourceLocation) {
            try await validator.validateAccessToken(token, audience: audience, scopes: scopes)
        }
        #expect(error?.code == code, sourceLocation: sourceLocation)
        #expect(error?.kind == (code == .unusableArgument ? .configuration : .token), sourceLocation: sourceLocation)
        if let error {
            expectSilence(error, about: token, except: audience + scopes, sourceLocation: sourceLocation)
        }
        return error
    }

    @Test(
        "every issuer of the project counts",
        arguments: [
            "P2test", "https://api.descope.com/P2test", "https://auth.example.com/v1/apps/P2test",
            "https://auth.example.com/v1/apps/P2test/T2acme",
            "https://api.descope.com/v1/apps/agentic/P2test/MS2server",
            "http://localhost:8080/v1/apps/agentic/P2test/MS2server",
        ]
    )
    func issuers(_ issuer: String) async throws {
        let access = try await setting.validator().validateAccessToken(
            token(["iss": .string(issuer)]),
            audience: [Self.server]
        )
        #expect(access.token.issuer == issuer)
        #expect(access.subject == "U2secretUser")
        #expect(access.audience == [Self.server])
        #expect(access.expiresAt == access.token.expiresAt)
        #expect(access.token.claims["email"] == "ada@secret.example")
        #expect(access.token.kind == nil)
    }

    @Test(
        "no other issuer does",
        arguments: [
            "P2other", "https://api.descope.com/v1/apps/agentic/P2other/MS2server",
            "https://api.descope.com/v1/apps/agentic/P2test", "https://api.descope.com/v1/apps/agentic/P2test/",
            "https://api.descope.com/v1/apps/agentic/P2test/MS2/x", "https://api.descope.com/v1/apps/agentic//P2test/x",
            "https://api.descope.com/v1/apps/agentic/MS2/P2test", "https://api.descope.com/v2/apps/agentic/P2test/MS2",
            "https://api.descope.com/v1/apps/Agentic/P2test/MS2", "http://evil.example/v1/apps/agentic/P2test/MS2",
            "https://u@h/v1/apps/agentic/P2test/MS2", "https://api.descope.com/v1/apps/agentic/P2test/MS2?x",
            "https://api.descope.com/v1/apps/agentic/P2test/MS2#x", "",
        ]
    )
    func foreignIssuers(_ issuer: String) async throws {
        _ = await expectRefusal(.wrongIssuer, of: try token(["iss": .string(issuer)]))
    }

    // MARK: - Audience

    @Test(
        "an audience is mandatory: without one nothing is looked at",
        arguments: [[], [""], [" "], ["\t\n"], [server, ""], [" ", server]]
    )
    func noAudience(_ audience: [String]) async throws {
        for token in [try token(), try token(["aud": ""]), try token(["aud": nil]), "", "garbage", "Bearer x"] {
            let error = await expectRefusal(.unusableArgument, of: token, audience: audience)
            #expect(error?.message.hasPrefix("audience: ") == true)
            #expect(error?.httpStatus == 500)
        }
        #expect(setting.asked.keyIds.isEmpty)
    }

    @Test(
        "one match is enough, compared by bytes",
        arguments: [
            (.string(server), [server], true), (["x", .string(server)], [server], true),
            (.string(server), ["x", server], true),
            (nil, [server], false), ("", [server], false), ([], [server], false), (5, ["5"], false),
            (.string(server + "/"), [server], false), ("https://MCP.shop.example", [server], false),
            ("https://mcp.blog.example", [server], false), (.string("x " + server), [server], false),
            ("caf\u{E9}", ["cafe\u{301}"], false),
        ] as [(JSONValue?, [String], Bool)]
    )
    func audience(_ claim: JSONValue?, _ asked: [String], _ isFit: Bool) async throws {
        let token = try token(["aud": claim])
        if isFit {
            _ = try await setting.validator().validateAccessToken(token, audience: asked)
        } else {
            _ = await expectRefusal(.wrongAudience, of: token, audience: asked)
        }
    }

    // MARK: - Kind

    @Test(
        "what is taken for an access token, and what is not",
        arguments: [
            (["token_type": "access_token"], true), (["token_type": nil], true),
            (["drn": "DS"], true), (["drn": "DS", "token_type": "access_token"], true),
            (["rexp": "2026-01-29T00:00:00Z"], true), (["token_type": "access_token", "drn": "other"], true),
            (["drn": "DSR"], false), (["token_type": "refresh_token"], false),
            (["drn": "DSR", "token_type": "access_token"], false),
            (["token_type": "id_token"], false), (["token_type": "Access_Token"], false),
            (["token_type": "secret"], false), (["token_type": ""], false),
            (["at_hash": "LDktKdoQak3Pk0cnXxCltA"], false), (["c_hash": "LDktKdoQak3Pk0cnXxCltA"], false),
            // It could be the refresh token of a project with names of its own.
            (["drn": "shopRefresh"], false),
        ] as [([String: JSONValue?], Bool)]
    )
    func kinds(_ claims: [String: JSONValue?], _ isFit: Bool) async throws {
        for issuer in [Self.agentic, "P2test"] {
            let token = try token(claims.merging(["iss": issuer]) { $1 })
            if isFit {
                let access = try await setting.validator().validateAccessToken(token, audience: [Self.server])
                #expect(access.token.kind == nil)
            } else {
                let error = await expectRefusal(.wrongTokenKind, of: token)
                #expect(error?.message.contains("expected an access token, found ") == true)
            }
        }
    }

    @Test("the refresh cookie's own name of a project counts")
    func cookies() async throws {
        let validator = setting.validator(cookies: CookieNames(session: "shop", refresh: "shopRefresh"))
        _ = try await validator.validateAccessToken(token(["drn": "shop"]), audience: [Self.server])
        _ = await expectRefusal(.wrongTokenKind, of: try token(["drn": "shopRefresh"]), by: validator)
    }

    // MARK: - Scopes

    @Test(
        "scopes are separated by spaces, in any order and number",
        arguments: [
            ("orders.read", ["orders.read"]), ("b a", ["b", "a"]), ("a  b ", ["a", "b"]), (" a", ["a"]), ("", []),
            ("   ", []), (nil, []), (5, []), (["a", "b"], []), ("a,b", ["a,b"]), ("a\tb", ["a\tb"]), ("a\nb", ["a\nb"]),
            ("openid https://shop.example/orders:read", ["openid", "https://shop.example/orders:read"]),
            ("caf\u{E9} \u{301}x", ["caf\u{E9}", "\u{301}x"]), ("a a", ["a", "a"]),
        ] as [(JSONValue?, [String])]
    )
    func scopes(_ claim: JSONValue?, _ expected: [String]) async throws {
        let access = try await setting.validator().validateAccessToken(token(["scope": claim]), audience: [Self.server])
        #expect(access.scopes == expected)
    }

    @Test(
        "all scopes that are asked for have to be there",
        arguments: [
            ([], []), (["orders.read"], []), (["orders.write", "orders.read"], []),
            (["orders.read", "orders.read"], []),
            (["orders"], ["orders"]), (["orders.rea"], ["orders.rea"]), (["Orders.Read"], ["Orders.Read"]),
            (["orders.read", "users.read"], ["users.read"]), (["*"], ["*"]), (["x", "orders.read", "y"], ["x", "y"]),
        ] as [([String], [String])]
    )
    func asked(_ scopes: [String], _ missing: [String]) async throws {
        let token = try token()
        let access = try await setting.validator().validateAccessToken(token, audience: [Self.server])
        #expect(access.hasScopes(scopes) == missing.isEmpty)
        if missing.isEmpty {
            _ = try await setting.validator().validateAccessToken(token, audience: [Self.server], scopes: scopes)
            try access.requireScopes(scopes)
        } else {
            let error = await expectRefusal(.insufficientScope, of: token, scopes: scopes)
            #expect(error?.message.contains("found one without '\(missing.joined(separator: " "))'") == true)
            // The client may be anybody; it is known who sent it, so signing in again is of no use.
            #expect(error?.isUnauthenticated == false)
            let later = #expect(throws: DescopeError.self) { try access.requireScopes(scopes) }
            #expect(later?.message == error?.message)
        }
    }

    // Swift's `==` takes a Kelvin sign for a K, a Greek question mark for a semicolon, and a varia for a backtick.
    @Test(
        "a scope that only looks like the one asked for grants nothing",
        arguments: [("\u{212A}eys", "Keys"), ("a\u{37E}b", "a;b"), ("\u{1FEF}", "`")]
    )
    func lookalikes(_ granted: String, _ asked: String) async throws {
        let token = try token(["scope": .string(granted)])
        let access = try await setting.validator().validateAccessToken(token, audience: [Self.server])
        #expect(granted == asked && !access.hasScopes([asked]))
        _ = await expectRefusal(.insufficientScope, of: token, scopes: [asked])
    }

    @Test(
        "a scope that no token can have is a mistake of whoever asks, and nothing is looked at",
        arguments: ["", " ", "orders.read orders.write", "a\tb", "\"a\"", #"a\b"#, "caf\u{E9}", "a\u{0}", "a\n"]
    )
    func impossibleScopes(_ scope: String) async throws {
        let access = try await setting.validator().validateAccessToken(token(), audience: [Self.server])
        let asked = setting.asked.keyIds
        for token in [try token(), try token(["scope": .string(scope)]), ""] {
            let error = await expectRefusal(.unusableArgument, of: token, scopes: ["orders.read", scope])
            #expect(error?.message.hasPrefix("scopes: ") == true)
        }
        #expect(setting.asked.keyIds == asked)
        let error = #expect(throws: DescopeError.self) { try access.requireScopes([scope]) }
        #expect((error?.kind, error?.httpStatus) == (.configuration, 500))
    }

    @Test(
        "a missing scope is told last, to a token that is good otherwise",
        arguments: [
            (["exp": 1], .tokenExpired), (["nbf": 9_999_999_999], .tokenNotYetValid),
            (["iss": "P2other"], .wrongIssuer),
            (["aud": "blog"], .wrongAudience), (["drn": "DSR"], .wrongTokenKind), (["sub": ""], .missingClaim),
            (["act": "secretAgent"], .malformedToken),
        ] as [([String: JSONValue?], DescopeError.Code)]
    )
    func order(_ claims: [String: JSONValue?], _ code: DescopeError.Code) async throws {
        _ = await expectRefusal(code, of: try token(claims), scopes: ["users.read"])
        // The signature comes before all of it.
        let forged = try Setting().token(["iss": Self.agentic].merging(claims) { $1 })
        _ = await expectRefusal(.invalidSignature, of: forged, scopes: ["users.read"])
    }

    // MARK: - Client and actors

    @Test(
        "the client that the token was issued to",
        arguments: [
            (["azp": "UD1"], "UD1"), (["client_id": "UD2"], "UD2"), (["azp": "UD1", "client_id": "UD2"], "UD1"),
            (["azp": "", "client_id": "UD2"], "UD2"), (["azp": 5, "client_id": "UD2"], "UD2"), (["azp": 5], nil),
            (["azp": nil, "client_id": ""], nil), ([:], nil),
        ] as [([String: JSONValue], String?)]
    )
    func client(_ claims: [String: JSONValue], _ expected: String?) async throws {
        let access = try await setting.validator().validateAccessToken(
            token(claims.mapValues(Optional.some)),
            audience: [Self.server]
        )
        #expect(access.clientId == expected)
    }

    // Two of them are the examples of RFC 8693, section 4.1.
    @Test(
        "who acts, the current actor first",
        arguments: [
            (nil, []),
            (["sub": "admin@example.com"], [AccessToken.Actor(subject: "admin@example.com")]),
            (
                [
                    "sub": "https://service16.example.com",
                    "act": ["sub": "https://service77.example.com"],
                ],
                [
                    AccessToken.Actor(subject: "https://service16.example.com"),
                    AccessToken.Actor(subject: "https://service77.example.com"),
                ]
            ),
            (
                ["sub": "UDagent", "iss": "https://a.example", "client_id": "UD1", "exp": 5],
                [AccessToken.Actor(subject: "UDagent", issuer: "https://a.example", clientId: "UD1")]
            ),
            ([:], [AccessToken.Actor()]), (["sub": 5], [AccessToken.Actor()]),
        ] as [(JSONValue?, [AccessToken.Actor])]
    )
    func actors(_ claim: JSONValue?, _ expected: [AccessToken.Actor]) async throws {
        let access = try await setting.validator().validateAccessToken(token(["act": claim]), audience: [Self.server])
        #expect(access.actors == expected)
    }

    /// That many actors in each other.
    private func chain(_ count: Int, innermost: JSONValue? = nil) -> JSONValue? {
        (0..<count).reversed().reduce(innermost) { inner, index in
            var actor: [String: JSONValue] = ["sub": .string("A\(index)")]
            actor["act"] = inner
            return .object(actor)
        }
    }

    @Test("a chain of 16 actors is read, a longer one is not", arguments: [1, 2, 15, 16, 17, 18, 60])
    func chains(_ count: Int) async throws {
        let token = try token(["act": chain(count)])
        if count <= 16 {
            let access = try await setting.validator().validateAccessToken(token, audience: [Self.server])
            #expect(access.actors.map(\.subject) == (0..<count).map { "A\($0)" })
        } else {
            let error = await expectRefusal(.malformedToken, of: token)
            #expect(error?.message.contains("at most 16 actors in 'act'") == true)
        }
    }

    @Test("an actor that is no object is not passed over", arguments: [0, 1, 5, 15])
    func brokenActor(_ depth: Int) async throws {
        for broken in ["secretAgent", nil, 5, true, [], [["sub": "A"]]] as [JSONValue] {
            let error = await expectRefusal(.malformedToken, of: try token(["act": chain(depth, innermost: broken)]))
            #expect(error?.message.contains("an object in 'act'") == true)
        }
    }

    // MARK: - What a validator has seen

    @Test(
        "an agent's token that was accepted as such is still no session, and one that was refused still an access token",
        arguments: [0, 100],
        [["typ": "JWT"], ["typ": "at+jwt"]] as [[String: JSONValue]]
    )
    func bothOrders(cacheCapacity: Int, header: [String: JSONValue]) async throws {
        for accessFirst in [true, false] {
            let validator = setting.validator(cacheCapacity: cacheCapacity)
            let agents = try token(header: header)
            // The same header, so that the validator knows it from the other token.
            let session = try setting.token(["aud": .string(Self.server)], header: header)
            let other = try token(["aud": "https://mcp.blog.example"], header: header)
            func access() async throws {
                let found = try await validator.validateAccessToken(agents, audience: [Self.server])
                #expect(found.scopes == ["orders.read", "orders.write"])
            }
            func noSession() async {
                for kind in [TokenKind.session, .refresh] {
                    for audience in [[], [Self.server]] {
                        await DescopeJWTTests.expectRefusal(
                            .wrongIssuer,
                            of: agents,
                            by: validator,
                            as: kind,
                            audience: audience
                        )
                    }
                }
            }
            if accessFirst { try await access() }
            for _ in 0..<3 {
                await noSession()
                try await access()
                #expect(try await validator.validate(session).kind == .session)
                _ = await expectRefusal(.wrongAudience, of: other, by: validator)
                _ = await expectRefusal(
                    .wrongAudience,
                    of: agents,
                    by: validator,
                    audience: ["https://mcp.blog.example"]
                )
                await noSession()
            }
        }
    }

    @Test("a session that is remembered is no access token for everybody", arguments: [0, 100])
    func sessionFirst(cacheCapacity: Int) async throws {
        let validator = setting.validator(cacheCapacity: cacheCapacity)
        let session = try setting.token()
        let refresh = try setting.token(["drn": "DSR", "aud": .string(Self.server)])
        for _ in 0..<3 {
            #expect(try await validator.validate(session).kind == .session)
            _ = await expectRefusal(.wrongAudience, of: session, by: validator)
            #expect(try await validator.validate(refresh, as: .refresh, audience: [Self.server]).kind == .refresh)
            _ = await expectRefusal(.wrongTokenKind, of: refresh, by: validator)
        }
    }

    @Test("an access token that comes again needs no signature check, and scopes are asked each time")
    func remembered() async throws {
        let crypto = CountingCrypto()
        let key = try VerificationKey(
            JWK(json: String(decoding: bytes(setting.keys.publicKey), as: UTF8.self)),
            crypto: crypto
        )
        let validator = TokenValidator(
            projectId: Setting.project,
            keys: StaticKeys([key]),
            clock: setting.clock,
            cacheCapacity: 100
        )
        let token = try token(["act": ["sub": "UDagent"], "azp": "UD1", "token_type": "access_token"])
        for _ in 0..<3 {
            let access = try await validator.validateAccessToken(
                token,
                audience: [Self.server],
                scopes: ["orders.read"]
            )
            #expect(access.clientId == "UD1")
            #expect(access.actors.first?.subject == "UDagent")
            #expect(access.token.kind == nil)
            _ = await expectRefusal(.insufficientScope, of: token, by: validator, scopes: ["users.read"])
        }
        #expect(crypto.checks == 1)
        setting.clock.advance(by: .seconds(605))
        _ = await expectRefusal(.tokenExpired, of: token, by: validator)
    }

    @Test("it waits for its key, and without keys nothing is said of it")
    func keys() async throws {
        let token = try token()
        let keys = setting.keys
        let waiting = TokenValidator(
            projectId: Setting.project,
            keys: RemoteKeys(clock: setting.clock) { try JWKSet([keys.jwk]) },
            clock: setting.clock
        )
        #expect(try await waiting.validateAccessToken(token, audience: [Self.server]).subject == "U2secretUser")
        let keyless = TokenValidator(projectId: Setting.project, keys: StaticKeys([]), clock: setting.clock)
        let error = await #expect(throws: DescopeError.self) {
            try await keyless.validateAccessToken(token, audience: [Self.server])
        }
        #expect((error?.kind, error?.code) == (.key, .unknownKey))
    }

    @Test("nothing printed of an access token shows a claim")
    func silence() async throws {
        let access = try await setting.validator().validateAccessToken(
            token(["azp": "secretClient", "act": ["sub": "secretAgent"]]),
            audience: [Self.server]
        )
        var dumped = ""
        dump(access, to: &dumped)
        for text in ["\(access)", String(reflecting: access), "\([access])", "\(Optional(access) as Any)", dumped] {
            for claim in ["secret", "orders", "shop", "P2test"] { #expect(!text.contains(claim), "\(text)") }
        }
        #expect("\(access)" == "<access token until \(access.expiresAt)>")
    }
}
