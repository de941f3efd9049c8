import DescopeCore
import DescopeJWT
import Testing

/// Whom a token is meant for, and whom it speaks for.
@Suite struct TokenAudienceTests {
    private let setting: Setting

    init() throws { setting = try Setting() }

    @Test(
        "the audience counts when it is asked for: one match is enough",
        arguments: [
            (nil, [], []), ("shop", [], ["shop"]), (["shop", "blog"], [], ["shop", "blog"]), (5, [], []),
            (["shop", 5], [], ["shop"]),
            ("shop", ["shop"], ["shop"]), ("shop", ["blog", "shop"], ["shop"]),
            (["blog", "shop"], ["shop"], ["blog", "shop"]),
            (["blog", "shop"], ["wiki", "blog"], ["blog", "shop"]), (["shop", 5], ["shop"], ["shop"]),
        ] as [(JSONValue?, [String], [String])]
    )
    func accepted(claim: JSONValue?, asked: [String], found: [String]) async throws {
        let token = try await setting.validator().validate(setting.token(["aud": claim]), audience: asked)
        #expect(token.audience == found)
    }

    @Test(
        "no match, no entry",
        arguments: [
            (nil, ["shop"]), ("blog", ["shop"]), (["blog", "wiki"], ["shop"]), ([], ["shop"]), ("", ["shop"]),
            ("shop", ["Shop"]),
            ("shop", ["sho"]), ("shop", ["shop "]), ("shop blog", ["shop"]), ("shop,blog", ["shop"]), (5, ["5"]),
            (.null, ["shop"]), (["aud": "shop"], ["shop"]), ([["shop"]], ["shop"]), (true, ["true"]),
        ] as [(JSONValue?, [String])]
    )
    func refused(claim: JSONValue?, asked: [String]) async throws {
        await expectRefusal(
            .wrongAudience,
            of: try setting.token(["aud": claim]),
            by: setting.validator(),
            audience: asked
        )
    }

    @Test(
        "a blank audience is the server's own mistake, and nothing is looked at",
        arguments: [[""], [" "], ["\t\n"], ["shop", ""], ["", "shop"]]
    )
    func blank(_ audience: [String]) async throws {
        let validator = setting.validator()
        for token in [try setting.token(["aud": "shop"]), try setting.token(["aud": ""]), "", "garbage"] {
            let errors = [
                await #expect(throws: DescopeError.self) { try await validator.validate(token, audience: audience) },
                #expect(throws: DescopeError.self) { try validator.validateIfKeyIsCached(token, audience: audience) },
            ]
            for error in errors {
                #expect((error?.kind, error?.code) == (.configuration, .unusableArgument))
                #expect(error?.httpStatus == 500)
                #expect(error?.message.hasPrefix("audience: ") == true)
            }
        }
        #expect(setting.asked.keyIds.isEmpty)
    }

    @Test(
        "the owner of an access key (dsub) comes before the subject",
        arguments: [
            ("U2a", nil, "U2a"), ("U2a", "U2b", "U2b"), (nil, "U2b", "U2b"), ("U2a", "", "U2a"), ("", "U2b", "U2b"),
        ] as [(JSONValue?, JSONValue?, String)]
    )
    func subject(sub: JSONValue?, dsub: JSONValue?, expected: String) async throws {
        let token = try await setting.validator().validate(setting.token(["sub": sub, "dsub": dsub]))
        #expect(token.subject == expected)
    }

    @Test("nobody to speak for", arguments: [(nil, nil), ("", nil), (nil, ""), ("", "")] as [(JSONValue?, JSONValue?)])
    func noSubject(sub: JSONValue?, dsub: JSONValue?) async throws {
        await expectRefusal(.missingClaim, of: try setting.token(["sub": sub, "dsub": dsub]), by: setting.validator())
    }

    @Test(
        "of several faults the one is told that decides what to do",
        arguments: [
            // A forged token is forged, whatever it says.
            (["iss": "P2other", "exp": 1], true, DescopeError.Code.invalidSignature),
            // An expired token of somebody else, or of the other kind, is no reason to refresh.
            (["iss": "P2other", "exp": 1], false, .wrongIssuer),
            (["drn": "DSR", "exp": 1], false, .wrongTokenKind),
            (["iss": "P2other", "drn": "DSR"], false, .wrongIssuer),
            (["aud": "blog", "exp": 1], false, .tokenExpired),
            (["exp": 1, "nbf": 9_999_999_999], false, .tokenExpired),
            (["aud": "blog", "sub": ""], false, .wrongAudience),
        ] as [([String: JSONValue], Bool, DescopeError.Code)]
    )
    func order(claims: [String: JSONValue], isForged: Bool, code: DescopeError.Code) async throws {
        var token = try setting.token(claims.mapValues { $0 })
        if isForged {
            token = token[...token.lastIndex(of: ".")!] + Base64URL.encode([UInt8](repeating: 7, count: 64))
        }
        await expectRefusal(code, of: token, by: setting.validator(), audience: ["shop"])
    }
}
