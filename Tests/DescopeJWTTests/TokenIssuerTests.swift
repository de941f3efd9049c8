import DescopeCore
import DescopeJWT
import Testing

/// Who may have issued a token.
@Suite struct TokenIssuerTests {
    private let setting: Setting

    init() throws { setting = try Setting() }

    @Test(
        "the known forms, with the project id in its known place",
        arguments: [
            "P2test",
            "https://api.descope.com/P2test",
            "https://api.euc1.descope.com/P2test",
            "https://auth.example.com/P2test",
            "https://auth.example.com:8443/P2test",
            "http://localhost:8080/P2test",
            "https://api.descope.com/v1/apps/P2test",
            "https://auth.example.com/v1/apps/P2test/T2acme",
            "https://api.descope.com/v1/apps/P2test/P2other",
        ]
    )
    func accepted(_ issuer: String) async throws {
        let token = try await setting.validator().validate(setting.token(["iss": .string(issuer)]))
        #expect(token.issuer == issuer)
        #expect(token.projectId == "P2test")
    }

    @Test(
        "an issuer for agents and MCP servers gives out no token of a session, whatever the token says it is",
        arguments: [
            "https://api.descope.com/v1/apps/agentic/P2test/MS2server",
            "https://api.euc1.descope.com/v1/apps/agentic/P2test/MS2server",
            "https://auth.example.com/v1/apps/agentic/P2test/P2test",
            "https://auth.example.com:8443/v1/apps/agentic/P2test/agentic",
            "http://localhost:8080/v1/apps/agentic/P2test/x",
        ],
        [
            [:], ["drn": nil], ["drn": nil, "token_type": "access_token"], ["drn": "DSR"],
            ["drn": nil, "token_type": "refresh_token"], ["drn": nil, "rexp": "2026-01-29T00:00:00Z"],
            // What is no session is not worth a refresh either.
            ["exp": 1],
        ] as [[String: JSONValue?]]
    )
    func agentic(_ issuer: String, _ claims: [String: JSONValue?]) async throws {
        let token = try setting.token(claims.merging(["iss": .string(issuer)]) { $1 })
        for validator in [setting.validator(), setting.validator(cacheCapacity: 10)] {
            for kind in [TokenKind.session, .refresh] {
                await expectRefusal(.wrongIssuer, of: token, by: validator, as: kind)
                let error = #expect(throws: DescopeError.self) {
                    try validator.validateIfKeyIsCached(token, as: kind)
                }
                #expect(error?.message.contains("expected a \(kind) token of the project") == true)
                #expect(error?.message.contains("validateAccessToken(_:audience:scopes:)") == true)
            }
        }
    }

    @Test("a project that is called agentic: its own applications' issuers stay what they are")
    func projectCalledAgentic() async throws {
        let validator = setting.validator(projectId: "agentic")
        for path in ["agentic", "v1/apps/agentic", "v1/apps/agentic/P2test"] {
            let issuer = "https://api.descope.com/\(path)"
            #expect(try await validator.validate(setting.token(["iss": .string(issuer)])).issuer == issuer)
        }
        let agents = try setting.token(["iss": "https://api.descope.com/v1/apps/agentic/agentic/MS2"])
        await expectRefusal(.wrongIssuer, of: agents, by: validator)
    }

    @Test(
        "near misses",
        arguments: [
            // The project id itself, almost.
            "", " ", "p2test", "P2TEST", "P2test ", " P2test", "P2test/", "/P2test", "P2tes", "P2testing", "xP2test",
            "P2test\u{0}",
            "P2test\n", "P2test.", "P2other", "P2test P2other", "P2test,P2other", "\"P2test\"", "P2\u{200B}test",
            // The host alone, or the host that names the project.
            "https://api.descope.com", "https://api.descope.com/", "https://P2test", "https://P2test/",
            "https://P2test.descope.com/",
            "https://P2test.descope.com/P2other", "https://P2test@evil.example/", "https://P2test/P2other",
            // A part of a longer word.
            "https://api.descope.com/P2testing", "https://api.descope.com/xP2test",
            "https://api.descope.com/P2test.evil",
            "https://api.descope.com/p2test", "https://api.descope.com/%502test", "https://api.descope.com/P2test%2F",
            "https://api.descope.com/P2test;x=1", "https://api.descope.com/P2test@x",
            // The wrong place.
            "https://api.descope.com/P2test/P2other", "https://api.descope.com/P2other/P2test",
            "https://api.descope.com/x/P2test",
            "https://api.descope.com/P2test/T2acme", "https://api.descope.com/v1/P2test",
            "https://api.descope.com/apps/P2test",
            "https://api.descope.com/v1/apps", "https://api.descope.com/v1/apps/",
            "https://api.descope.com/v2/apps/P2test",
            "https://api.descope.com/V1/apps/P2test", "https://api.descope.com/v1/Apps/P2test",
            "https://api.descope.com/v1/apps/P2other/P2test", "https://api.descope.com/v1/apps/T2acme/P2test",
            "https://api.descope.com/v1/apps/P2test/T2acme/x", "https://api.descope.com/P2test/v1/apps",
            "https://api.descope.com/v1/apps/agentic/P2test", "https://api.descope.com/v1/apps/agentic",
            "https://api.descope.com/v1/apps/agentic/P2other/P2test",
            "https://api.descope.com/v1/apps/agentic/P2test/MS2/x",
            "https://api.descope.com/v1/apps/Agentic/P2test/MS2", "https://api.descope.com/x/v1/apps/P2test",
            // A known form after http, or with a user: neither comes from the service.
            "http://evil.example/P2test", "http://api.descope.com/P2test", "http://10.0.0.1/v1/apps/P2test",
            "https://u@h/P2test", "https://u:p@h/P2test", "https://api.descope.com@evil.example/P2test",
            "https://api.descope.com:0/P2test", "https://api.descope.com:port/P2test", "https://a b/P2test",
            "https://a,b/P2test", "http://localhost@evil.example/P2test", "https://\u{E9}vil.example/P2test",
            // Slashes: at the end, two in a row, none before the host.
            "https://api.descope.com/P2test/", "https://api.descope.com//P2test", "https:///P2test",
            "https://api.descope.com/v1/apps/P2test/",
            "https://api.descope.com/v1//apps/P2test", "https://api.descope.com/v1/apps//P2test",
            "https://api.descope.com/v1/apps/P2test//",
            "https://api.descope.com/v1/apps/agentic/P2test/", "https://api.descope.com\\P2test",
            "https:/api.descope.com/P2test",
            // A query or a fragment.
            "https://api.descope.com/?P2test", "https://api.descope.com/P2test?", "https://api.descope.com/P2test?x=1",
            "https://api.descope.com/x?y=/P2test", "https://api.descope.com/#P2test", "https://api.descope.com/P2test#",
            "https://api.descope.com?/P2test", "https://evil.example#/P2test",
            "https://api.descope.com/v1/apps/P2test/T2?x",
            "https://api.descope.com/v1/apps/P2test/T2#x",
            // Other schemes, or none.
            "ftp://api.descope.com/P2test", "HTTPS://api.descope.com/P2test", "file:///P2test", "urn:P2test",
            "javascript://x/P2test",
            "api.descope.com/P2test", "//api.descope.com/P2test", "descope.com/v1/apps/P2test",
            "httpss://api.descope.com/P2test",
            " https://api.descope.com/P2test", "https://api.descope.com/P2test ",
        ]
    )
    func refused(_ issuer: String) async throws {
        await expectRefusal(
            .wrongIssuer,
            of: try setting.token(["iss": .string(issuer)]),
            by: setting.validator(),
            issuer
        )
    }

    @Test(
        "letters that combine with the ones before them hide no query, fragment or slash",
        arguments: [
            "https://api.descope.com/v1/apps/P2test/T2?\u{301}x", "https://api.descope.com/v1/apps/P2test/T2#\u{301}x",
            "https://api.descope.com/v1/apps/P2test/T2/\u{301}x", "https://evil.example?\u{301}/P2test",
        ]
    )
    func combining(_ issuer: String) async throws {
        await expectRefusal(
            .wrongIssuer,
            of: try setting.token(["iss": .string(issuer)]),
            by: setting.validator(),
            issuer
        )
    }

    @Test("a project id is compared by its bytes")
    func bytes() async throws {
        // Swift's `==` takes a Kelvin sign for a K.
        let validator = setting.validator(projectId: "P2K")
        _ = try await validator.validate(setting.token(["iss": "P2K"]))
        for issuer in [
            "P2\u{212A}", "https://api.descope.com/P2\u{212A}",
            "https://api.descope.com/v1/apps/P2\u{212A}/T2",
        ] {
            let token = try setting.token(["iss": .string(issuer)])
            let error = await #expect(throws: DescopeError.self) { try await validator.validate(token) }
            #expect(error?.code == .wrongIssuer)
        }
    }

    @Test(
        "a project without an id has no issuer",
        arguments: [
            "", "/", "https://api.descope.com", "https://api.descope.com/", "https://api.descope.com//",
            "https://api.descope.com/v1/apps", "https://api.descope.com/v1/apps/",
            "https://api.descope.com/v1/apps//T2",
            "https://api.descope.com/v1/apps/T2", "https://api.descope.com/v1/apps/agentic//MS2", "P2test",
        ]
    )
    func withoutProject(_ issuer: String) async throws {
        let validator = setting.validator(projectId: "")
        await expectRefusal(.wrongIssuer, of: try setting.token(["iss": .string(issuer)]), by: validator, issuer)
    }

    @Test("no issuer at all")
    func missing() async throws {
        await expectRefusal(.missingClaim, of: try setting.token(["iss": nil]), by: setting.validator())
    }
}
