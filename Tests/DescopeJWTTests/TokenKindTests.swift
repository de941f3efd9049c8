import DescopeCore
import DescopeJWT
import Testing

/// Which of the two tokens of a session a token is, and that the other is refused.
@Suite struct TokenKindTests {
    private let setting: Setting

    init() throws { setting = try Setting() }

    private static let plain = CookieNames()
    private static let custom = CookieNames(session: "shopSession", refresh: "shopRefresh")

    @Test(
        "a token says what it is by its cookie's name, its type, or the end of its refresh token",
        arguments: [
            ("drn", "DS", plain, TokenKind.session),
            ("drn", "DSR", plain, .refresh),
            ("drn", "shopSession", custom, .session),
            ("drn", "shopRefresh", custom, .refresh),
            // The service's own names are known beside those of the project.
            ("drn", "DS", custom, .session),
            ("drn", "DSR", custom, .refresh),
            ("drn", "", plain, nil),
            ("drn", 5, plain, nil),
            ("drn", nil, plain, nil),
            ("token_type", "refresh_token", plain, .refresh),
            ("token_type", "access_token", plain, .session),
            ("token_type", 7, plain, nil),
            ("rexp", "2026-01-29T00:00:00Z", plain, .session),
            ("rexp", nil, plain, .session),
        ] as [(String, JSONValue, CookieNames, TokenKind?)]
    )
    func kind(claim: String, value: JSONValue, cookies: CookieNames, kind: TokenKind?) async throws {
        let token = try setting.token(["drn": nil].merging([claim: value]) { $1 })
        let validator = setting.validator(cookies: cookies)
        for asked in [TokenKind.session, .refresh] {
            if kind == nil || kind == asked {
                #expect(try await validator.validate(token, as: asked).kind == kind)
            } else {
                await expectRefusal(.wrongTokenKind, of: token, by: validator, as: asked)
            }
        }
    }

    @Test(
        "a name that is neither cookie's could be a refresh token's: it is no session token",
        arguments: ["shopSession", "shopRefresh", "dsr", "DSR "]
    )
    func foreignName(_ name: String) async throws {
        let token = try setting.token(["drn": .string(name)])
        await expectRefusal(.wrongTokenKind, of: token, by: setting.validator(), as: .session)
        #expect(try await setting.validator().validate(token, as: .refresh).kind == nil)
        // What says in another way that it is a session token is one.
        let session = try setting.token(["drn": .string(name), "rexp": "2026-01-29T00:00:00Z"])
        #expect(try await setting.validator().validate(session).kind == .session)
    }

    @Test(
        "what a token says of its cookie counts before its type, and its type before the rest",
        arguments: [
            (["drn": "DSR", "token_type": "access_token"], TokenKind.refresh),
            (["drn": "DS", "token_type": "refresh_token"], .session),
            (["drn": "other", "token_type": "refresh_token", "rexp": "2026-01-29T00:00:00Z"], .refresh),
            (["drn": "DSR", "rexp": "2026-01-29T00:00:00Z"], .refresh),
            (["drn": "DS", "token_type": "id_token"], .session),
        ] as [([String: JSONValue], TokenKind)]
    )
    func order(claims: [String: JSONValue], kind: TokenKind) async throws {
        let token = try setting.token(claims.mapValues { $0 })
        #expect(try await setting.validator().validate(token, as: kind).kind == kind)
        await expectRefusal(
            .wrongTokenKind,
            of: token,
            by: setting.validator(),
            as: kind == .session ? .refresh : .session
        )
    }

    @Test("a token of another type is neither, whatever else it says", arguments: ["id_token", "hush", "Access_Token"])
    func otherType(_ type: String) async throws {
        for more in [[:], ["rexp": "2026-01-29T00:00:00Z"], ["drn": "shopSession"]] as [[String: JSONValue]] {
            let claims: [String: JSONValue?] = ["drn": nil, "token_type": .string(type)]
            let token = try setting.token(claims.merging(more.mapValues(Optional.some)) { $1 })
            for asked in [TokenKind.session, .refresh] {
                await expectRefusal(.wrongTokenKind, of: token, by: setting.validator(), as: asked)
            }
        }
    }

    @Test("an id token shows itself by the digest of what came with it", arguments: ["at_hash", "c_hash"])
    func idToken(_ claim: String) async throws {
        for value in ["LDktKdoQak3Pk0cnXxCltA", nil, 5] as [JSONValue] {
            for more in [[:], ["rexp": "2026-01-29T00:00:00Z"], ["drn": "shopSession"]] as [[String: JSONValue]] {
                let claims: [String: JSONValue?] = ["drn": nil, claim: value]
                let token = try setting.token(claims.merging(more.mapValues(Optional.some)) { $1 })
                for asked in [TokenKind.session, .refresh] {
                    await expectRefusal(.wrongTokenKind, of: token, by: setting.validator(), as: asked)
                }
            }
            // What the service says itself counts before.
            let session = try setting.token([claim: value])
            #expect(try await setting.validator().validate(session).kind == .session)
        }
    }

    @Test("a project that calls its session cookie DSR: its own name for it counts")
    func crossed() async throws {
        let validator = setting.validator(cookies: CookieNames(session: "DSR", refresh: "DS"))
        #expect(try await validator.validate(setting.token(["drn": "DSR"])).kind == .session)
        #expect(try await validator.validate(setting.token(["drn": "DS"]), as: .refresh).kind == .refresh)
    }
}
