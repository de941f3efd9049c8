import DescopeCore
import DescopeJWT
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite struct TokenTests {
    private struct Profile: Decodable, Equatable {
        let sub: String
        let exp: Date
        let seats: Int?
        let roles: [String]
    }

    private func token(_ changes: [String: JSONValue?] = [:]) async throws -> DescopeToken {
        let setting = try Setting()
        return try await setting.validator().validate(setting.token(changes))
    }

    @Test("claims are read as what they are")
    func claims() async throws {
        let token = try await token([
            "roles": ["editor"], "seats": 9_007_199_254_740_993, "share": 0.5, "beta": true, "none": .null,
            "amr": ["sms", 5, "mfa"],
            "dct": "T2acme", "text": "a\"\\/\u{8}\u{C}\n\r\té🚀",
        ])
        #expect(token["roles"] == ["editor"])
        #expect(token["seats"] == 9_007_199_254_740_993)
        #expect(token["share"] == 0.5)
        #expect(token["beta"] == true)
        #expect(token["none"] == .null)
        #expect(token["text"] == "a\"\\/\u{8}\u{C}\n\r\té🚀")
        #expect(token["missing"] == nil)
        #expect(token.claims.count == 14)
        #expect(token.authenticationMethods == ["sms", "mfa"])
        #expect(token.currentTenant == "T2acme")
        #expect(token.issuedAt == Date(timeIntervalSince1970: 1_767_225_600))
        #expect(token.keyId == "SK2fake")
    }

    @Test("the key that a token is bound to; other ways to bind one are passed over")
    func confirmation() async throws {
        // RFC 9449, figure 10.
        let thumbprint = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
        #expect(try await token(["cnf": ["jkt": .string(thumbprint)]]).proofKeyThumbprint == thumbprint)
        #expect(try await token(["cnf": ["x5t#S256": "abc"]]).proofKeyThumbprint == nil)
        #expect(try await token(["cnf": [:]]).proofKeyThumbprint == nil)
        #expect(try await token().proofKeyThumbprint == nil)
    }

    @Test("what is missing or of another type reads as nothing")
    func missing() async throws {
        let bare = try await token(["drn": nil])
        #expect(bare.kind == nil)
        #expect(bare.currentTenant == nil)
        #expect(bare.authenticationMethods.isEmpty)
        #expect(bare.refreshExpiresAt == nil)
        #expect(bare.audience.isEmpty)
        let odd = try await token(["dct": 5, "amr": "email", "rexp": 1_767_225_600])
        #expect(odd.currentTenant == nil)
        #expect(odd.authenticationMethods.isEmpty)
        #expect(odd.refreshExpiresAt == nil)
    }

    @Test(
        "the end of the refresh token, from RFC 3339 text",
        arguments: [
            ("2026-01-29T00:00:00Z", 1_769_644_800),
            ("2026-01-29T00:00:00+00:00", 1_769_644_800),
            ("2026-01-29T00:00:00-00:00", 1_769_644_800),
            ("2026-01-29T02:00:00+02:00", 1_769_644_800),
            ("2026-01-28T18:30:00-05:30", 1_769_644_800),
            ("2026-01-29T00:00:00.5Z", 1_769_644_800.5),
            ("2026-01-29T00:00:00.250Z", 1_769_644_800.25),
            ("2026-01-29T00:00:00.123456789Z", 1_769_644_800.123456789),
            ("2026-01-29T02:00:00.75+02:00", 1_769_644_800.75),
            ("1970-01-01T00:00:00Z", 0),
            ("2024-02-29T12:00:00Z", 1_709_208_000),
        ]
    )
    func refreshExpiry(text: String, seconds: Double) async throws {
        let date = try #require(try await token(["rexp": .string(text)]).refreshExpiresAt, "\(text) was not read")
        #expect(abs(date.timeIntervalSince1970 - seconds) < 0.001)
    }

    @Test(
        "text that is no RFC 3339 time",
        arguments: [
            "", "never", "2026-01-29", "2026-01-29T00:00:00", "2026-13-29T00:00:00Z", "1769644800", "29.01.2026 00:00",
            "T00:00:00Z",
            "2026-01-29T00:00Z", "2026-01-29T00:00:00.Z", "2026-01-29T00:00:00+",
        ]
    )
    func noTime(_ text: String) async throws {
        #expect(try await token(["rexp": .string(text)]).refreshExpiresAt == nil)
    }

    @Test("claims as a type of one's own; times are seconds since 1970")
    func decoded() async throws {
        let token = try await token(["roles": ["editor", "viewer"], "exp": 1_767_226_200.5])
        let expected = Profile(
            sub: "U2secretUser",
            exp: Date(timeIntervalSince1970: 1_767_226_200.5),
            seats: nil,
            roles: ["editor", "viewer"]
        )
        #expect(try token.claims(as: Profile.self) == expected)
        #expect(try token.claims(as: [String: JSONValue].self) == token.claims)
    }

    @Test("claims that do not fit the type")
    func notFitting() async throws {
        let token = try await token(["roles": "editor"])
        #expect(throws: DecodingError.self) { try token.claims(as: Profile.self) }
    }

    @Test("nothing printed of a token shows a claim")
    func silence() async throws {
        struct Holder {
            let token: DescopeToken
        }
        let token = try await token([
            "roles": ["secretRole"], "iss": "https://secret.example/P2test",
            "aud": "secretAudience",
        ])
        var dumped = ""
        dump(token, to: &dumped)
        dump(Holder(token: token), to: &dumped)
        dump([token], to: &dumped)
        let texts = [
            "\(token)", String(reflecting: token), String(describing: token), "\([token])", "\(["a": token])",
            "\(Holder(token: token))",
            "\(Optional(token) as Any)", dumped,
        ]
        for text in texts {
            #expect(!text.isEmpty)
            for claim in ["secret", "SK2fake", "P2test", "U2", "DS", "roles", "payload"] {
                #expect(!text.contains(claim), "\(text)")
            }
        }
        #expect(Mirror(reflecting: token).children.isEmpty)
        #expect("\(token)" == "<session token until \(token.expiresAt)>")
    }

    @Test("a token without a kind prints without one")
    func kindless() async throws {
        let token = try await token(["drn": nil])
        #expect("\(token)" == "<token until \(token.expiresAt)>")
    }
}
