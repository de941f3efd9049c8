import DescopeCore
import DescopeJWT
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Begin and end of a token, to the second.
@Suite struct TokenTimeTests {
    private let setting: Setting

    init() throws { setting = try Setting() }

    /// A time as a token writes it: seconds from where the clock stands.
    private static func at(_ seconds: Double) -> JSONValue {
        seconds == seconds.rounded() ? .int(Setting.now + Int64(seconds)) : .double(Double(Setting.now) + seconds)
    }

    @Test(
        "exp: good until the leeway is over, and no longer",
        arguments: [
            (5, 600, true), (5, 1, true), (5, 0, true), (5, -1, true), (5, -4, true), (5, -4.875, true),
            (5, -5, false), (5, -5.125, false), (5, -6, false), (5, -86_400, false),
            (0, 1, true), (0, 0.125, true), (0, 0, false), (0, -0.125, false), (0, -1, false),
            (60, -59, true), (60, -60, false),
        ]
    )
    func expiry(leeway: Int, offset: Double, isGood: Bool) async throws {
        let (token, validator) = (
            try setting.token(["exp": Self.at(offset)]),
            setting.validator(leeway: .seconds(leeway))
        )
        if isGood {
            let expected = setting.clock.now + offset
            #expect(try await validator.validate(token).expiresAt == expected)
        } else {
            await expectRefusal(.tokenExpired, of: token, by: validator)
        }
    }

    @Test(
        "nbf and iat: good from the leeway before",
        arguments: ["nbf", "iat"],
        [
            (5, -86_400, true), (5, 0, true), (5, 4, true), (5, 5, true), (5, 5.125, false), (5, 6, false),
            (5, 86_400, false),
            (0, 0, true), (0, 0.125, false), (0, 1, false), (60, 60, true), (60, 61, false),
        ]
    )
    func begin(claim: String, row: (leeway: Int, offset: Double, isGood: Bool)) async throws {
        let token = try setting.token([claim: Self.at(row.offset)])
        let validator = setting.validator(leeway: .seconds(row.leeway))
        if row.isGood {
            #expect(try await validator.validate(token).subject == "U2secretUser")
        } else {
            await expectRefusal(.tokenNotYetValid, of: token, by: validator)
        }
    }

    @Test("a token grows old as the clock goes on")
    func clock() async throws {
        let token = try setting.token(["exp": Self.at(600), "nbf": Self.at(10), "iat": Self.at(0)])
        let validator = setting.validator()
        await expectRefusal(.tokenNotYetValid, of: token, by: validator)
        setting.clock.advance(by: .seconds(4))
        await expectRefusal(.tokenNotYetValid, of: token, by: validator)
        setting.clock.advance(by: .seconds(1))
        _ = try await validator.validate(token)
        setting.clock.advance(by: .seconds(599))
        _ = try await validator.validate(token)
        setting.clock.advance(by: .seconds(1))
        await expectRefusal(.tokenExpired, of: token, by: validator)
    }

    @Test("iat and nbf may be missing, exp may not")
    func missing() async throws {
        let token = try await setting.validator().validate(setting.token(["iat": nil]))
        #expect(token.issuedAt == nil)
        await expectRefusal(.missingClaim, of: try setting.token(["exp": nil]), by: setting.validator())
    }

    @Test(
        "numbers as JSON may write them",
        arguments: [
            ("1767226200", 1_767_226_200), ("1767226200.0", 1_767_226_200), ("1767226200.5", 1_767_226_200.5),
            ("1.7672262e9", 1_767_226_200), ("17672262E+2", 1_767_226_200), ("253402300799", 253_402_300_799),
        ]
    )
    func numbers(text: String, seconds: Double) async throws {
        let token = try await setting.validator().validate(
            setting.token(payload: #"{"iss":"P2test","sub":"U2secretUser","drn":"DS","exp":\#(text)}"#)
        )
        #expect(token.expiresAt == Date(timeIntervalSince1970: seconds))
        // Whatever the number is, the token can be printed.
        #expect("\(token)".hasPrefix("<session token until "))
    }

    @Test(
        "numbers that lie behind us",
        arguments: ["0", "-0", "-0.0", "0e9", "1e-5", "1e-400", "1"]
    )
    func longAgo(_ text: String) async throws {
        let token = try setting.token(payload: #"{"iss":"P2test","sub":"U2secretUser","drn":"DS","exp":\#(text)}"#)
        await expectRefusal(.tokenExpired, of: token, by: setting.validator(), text)
        let begun = try await setting.validator().validate(
            setting.token(payload: setting.payload(#""iat":\#(text),"nbf":\#(text)"#))
        )
        #expect(begun.issuedAt == Double(text).map(Date.init(timeIntervalSince1970:)))
    }

    @Test(
        "what is no number",
        arguments: [
            #""1767226200""#, "null", "true", "[1767226200]", "{}", "01767226200", "+1767226200", "0x69555F40", "NaN",
            "Infinity",
            "-Infinity", "1e309", "-1e309", "1e400", "1e-", "1e99999999999999999999", "1767226200.", ".5", "1e",
            "1_767_226_200", "--1", "", String(repeating: "9", count: 400),
        ],
        ["exp", "nbf", "iat"]
    )
    func noNumber(text: String, claim: String) async throws {
        let rest = claim == "exp" ? "" : #","exp":1767226200"#
        let payload = #"{"iss":"P2test","sub":"U2secretUser","drn":"DS","\#(claim)":\#(text)\#(rest)}"#
        let token = try setting.token(payload: payload)
        await expectRefusal(.malformedToken, of: token, by: setting.validator(), "\(claim) = \(text)")
    }

    @Test(
        "a number that is no time from 1970 to the year 9999, and milliseconds among them",
        arguments: [
            "-1", "-1e-5", "-1767226200", "-9223372036854775808", "-1e308", "253402300799.5", "253402300800",
            "1767226200000", "9223372036854775807", "9223372036854775808", "99999999999999999999", "1e308",
            "1.7976931348623157e308", String(repeating: "9", count: 300),
        ],
        ["exp", "nbf", "iat"]
    )
    func noTime(text: String, claim: String) async throws {
        let rest = claim == "exp" ? "" : #","exp":1767226200"#
        let payload = #"{"iss":"P2test","sub":"U2secretUser","drn":"DS","\#(claim)":\#(text)\#(rest)}"#
        let token = try setting.token(payload: payload)
        await expectRefusal(.malformedToken, of: token, by: setting.validator(), "\(claim) = \(text)")
        let error = await #expect(throws: DescopeError.self) { try await setting.validator().validate(token) }
        #expect(error?.message.contains("'\(claim)'") == true)
    }

    @Test("a begin far ahead is refused like any other", arguments: ["4102444800", "253402300799"])
    func farBegin(_ text: String) async throws {
        for claim in ["nbf", "iat"] {
            let token = try setting.token(payload: setting.payload(#""\#(claim)":\#(text)"#))
            await expectRefusal(.tokenNotYetValid, of: token, by: setting.validator(), "\(claim) = \(text)")
        }
    }

    @Test("what to do about an expired token depends on what it was to be used as")
    func adviceWhenExpired() async throws {
        let token = try setting.token(["exp": Self.at(-600), "aud": "shop", "drn": nil])
        let validator = setting.validator()
        let checks: [(String, @Sendable () async throws -> Void)] = [
            ("Refresh the session, or sign in again.", { _ = try await validator.validate(token) }),
            ("the user has to sign in again.", { _ = try await validator.validate(token, as: .refresh) }),
            (
                "The client has to get a new one.",
                { _ = try await validator.validateAccessToken(token, audience: ["shop"]) }
            ),
        ]
        for (advice, check) in checks {
            let error = await #expect(throws: DescopeError.self) { try await check() }
            #expect(error?.code == .tokenExpired)
            #expect(error?.message.hasSuffix(advice) == true, "\(error?.message ?? "")")
        }
    }

    // Worked by hand; the clock stands at 2026-01-01T00:00:00Z.
    @Test(
        "a refusal says when the token begins or ended, what the clock says, and how far apart they are",
        arguments: [
            (
                ["exp": at(-600)],
                "expired at 2025-12-31T23:50:00Z; CLOCK, 600 s later. Refresh the session, or sign in again"
            ),
            (["exp": at(-5)], "expired at 2025-12-31T23:59:55Z; CLOCK, 5 s later"),
            (["exp": at(-5.5)], "expired at 2025-12-31T23:59:54Z; CLOCK, 6 s later"),
            (["exp": at(-31_536_000)], "expired at 2025-01-01T00:00:00Z; CLOCK, 31536000 s later"),
            (["exp": 1], "expired at 1970-01-01T00:00:01Z; CLOCK, 1767225599 s later"),
            (["nbf": at(3600)], "is valid from 2026-01-01T01:00:00Z; CLOCK, 3600 s earlier. Check this machine's"),
            (["iat": at(3600)], "was issued at 2026-01-01T01:00:00Z; CLOCK, 3600 s earlier"),
            (["iat": at(60), "nbf": at(90)], "is valid from 2026-01-01T00:01:30Z; CLOCK, 90 s earlier"),
            (["iat": at(90), "nbf": at(60)], "was issued at 2026-01-01T00:01:30Z; CLOCK, 90 s earlier"),
            (["iat": at(60), "nbf": at(60)], "is valid from 2026-01-01T00:01:00Z; CLOCK, 60 s earlier"),
            (["iat": nil, "nbf": at(60)], "is valid from 2026-01-01T00:01:00Z; CLOCK, 60 s earlier"),
            (["iat": 253_402_300_799], "was issued at 9999-12-31T23:59:59Z; CLOCK, 251635075199 s earlier"),
        ] as [([String: JSONValue?], String)]
    )
    func times(claims: [String: JSONValue?], expected: String) async throws {
        let token = try setting.token(claims)
        let code: DescopeError.Code = claims["exp"] == nil ? .tokenNotYetValid : .tokenExpired
        await expectRefusal(code, of: token, by: setting.validator())
        let error = #expect(throws: DescopeError.self) { try setting.validator().validateIfKeyIsCached(token) }
        let clock = "this machine's clock says 2026-01-01T00:00:00Z"
        let message = error?.message ?? ""
        #expect(message.contains("found one that \(expected.replacing("CLOCK", with: clock))"), "\(message)")
    }

    @Test(
        "a clock in an unlikely place",
        arguments: [-62_135_596_800, -1, 1, 253_402_300_800, 1e12, 1e300, .infinity, -.infinity, -1e300] as [Double]
    )
    func unlikelyClock(_ seconds: Double) async throws {
        let clock = ManualClock(now: Date(timeIntervalSince1970: seconds))
        let validator = TokenValidator(projectId: Setting.project, keys: setting.keys, clock: clock)
        let token = try setting.token()
        await expectRefusal(seconds > 1_767_226_200 ? .tokenExpired : .tokenNotYetValid, of: token, by: validator)
    }
}
