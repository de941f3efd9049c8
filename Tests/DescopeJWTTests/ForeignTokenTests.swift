import DescopeCore
import DescopeCrypto
import DescopeJWT
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Tokens that PyJWT and the openssl tool have signed.
@Suite struct ForeignTokenTests {
    private static let algorithms = SignatureAlgorithm.supported.map(\.rawValue)

    @Test("a token of every algorithm is accepted", arguments: ["pyjwt", "openssl"], algorithms)
    func accepted(signer: String, algorithm: String) async throws {
        let token = try await Fixtures.validator().validate(Fixtures.token(signer + algorithm))
        #expect(token.subject == "U2fixtureAda")
        #expect(token.kind == .session)
        #expect(token.keyId == (algorithm == "RS256" ? "SK2rsa" : "SK2" + algorithm.lowercased()))
    }

    @Test("the openssl tool's text is read as it stands: white space, fractions, escapes, UTF-8", arguments: algorithms)
    func text(algorithm: String) async throws {
        let token = try await Fixtures.validator().validate(Fixtures.token("openssl" + algorithm))
        #expect(token.issuer == "https://api.descope.com/P2fixtures")
        #expect(token.expiresAt == Date(timeIntervalSince1970: 1_767_226_200.5))
        #expect(token["name"] == "Ada Lövelace 🚀")
        #expect(token["path"] == "a/bé")
    }

    @Test("each of the keys refuses every other key's token")
    func otherKeys() async throws {
        let keys = try Fixtures.keySet().keys
        for (keyId, key) in keys {
            for other in keys.values where other.keyId != keyId {
                // Under the other's name, or the token would not find it.
                let jwk = changing(try Fixtures.jwk(other.keyId), ["kid": .string(keyId)])
                let text = String(decoding: try bytes(jwk), as: UTF8.self)
                let validator = TokenValidator(
                    projectId: Fixtures.project,
                    keys: try StaticKeys(jwk: text),
                    clock: ManualClock()
                )
                let expected =
                    other.algorithm == key.algorithm
                    ? DescopeError.Code.invalidSignature : .unsupportedAlgorithm
                let token = try Fixtures.token("pyjwt" + key.algorithm.rawValue)
                await expectRefusal(expected, of: token, by: validator, "\(keyId) with \(other.keyId)")
            }
        }
    }

    @Test("a whole session is read")
    func session() async throws {
        let token = try await Fixtures.validator().validate(Fixtures.token("session"))
        #expect(token.kind == .session)
        #expect(token.projectId == Fixtures.project)
        #expect(token.issuer == Fixtures.project)
        #expect(token.issuedAt == Date(timeIntervalSince1970: 1_767_225_540))
        #expect(token.expiresAt == Date(timeIntervalSince1970: 1_767_226_140))
        #expect(token.refreshExpiresAt == Date(timeIntervalSince1970: 1_769_644_800))
        #expect(token.authenticationMethods == ["email", "mfa"])
        #expect(token.currentTenant == "T2acme")
        #expect(token["name"] == "Ada Lövelace 🚀")
        #expect(token["tenants"]?["T2acme"]?["roles"] == ["admin", "billing"])
        #expect(token["tenants"]?["T2empty"] == [:])
        #expect(token["plan"] == ["name": "enterprise", "seats": 250, "price": 19.5, "trial": false, "coupon": nil])
    }

    @Test(
        "tokens that are good for what is asked",
        arguments: [
            ("refresh", TokenKind.refresh, [String](), "U2fixtureAda"),
            ("accessKey", .session, [], "K2fixtureOwner"),
            ("issuerURL", .session, [], "U2fixtureAda"),
            ("issuerTenant", .session, [], "U2fixtureAda"),
            ("expiredWithinLeeway", .session, [], "U2fixtureAda"),
            ("notYetValidWithinLeeway", .session, [], "U2fixtureAda"),
            ("audienceText", .session, [], "U2fixtureAda"),
            ("audienceText", .session, ["https://shop.example.com"], "U2fixtureAda"),
            ("audienceList", .session, ["https://other.example.com", "https://shop.example.com"], "U2fixtureAda"),
        ]
    )
    func good(name: String, kind: TokenKind, audience: [String], subject: String) async throws {
        let token = try await Fixtures.validator().validate(Fixtures.token(name), as: kind, audience: audience)
        #expect(token.subject == subject)
    }

    @Test(
        "tokens that are not",
        arguments: [
            ("session", TokenKind.refresh, [String](), DescopeError.Code.wrongTokenKind),
            ("session", .session, ["https://shop.example.com"], .wrongAudience),
            ("refresh", .session, [], .wrongTokenKind),
            ("expired", .session, [], .tokenExpired),
            ("notYetValid", .session, [], .tokenNotYetValid),
            ("issuedInTheFuture", .session, [], .tokenNotYetValid),
            ("neverExpires", .session, [], .missingClaim),
            ("otherProject", .session, [], .wrongIssuer),
            ("otherProjectURL", .session, [], .wrongIssuer),
            ("audienceText", .session, ["https://blog.example.com"], .wrongAudience),
            ("audienceList", .session, ["https://other.example.com"], .wrongAudience),
            ("otherKey", .session, [], .invalidSignature),
            ("otherAlgorithm", .session, [], .unsupportedAlgorithm),
            ("noKeyId", .session, [], .malformedToken),
            ("hs256WithPublicPEM", .session, [], .unsupportedAlgorithm),
            ("hs256WithPublicJWK", .session, [], .unsupportedAlgorithm),
            ("unsigned", .session, [], .unsupportedAlgorithm),
            ("embeddedKey", .session, [], .invalidSignature),
        ]
    )
    func bad(name: String, kind: TokenKind, audience: [String], code: DescopeError.Code) async throws {
        let validator = try Fixtures.validator()
        await expectRefusal(code, of: try Fixtures.token(name), by: validator, as: kind, audience: audience, name)
    }

    @Test("a key that is not the project's is unknown, and nothing is checked without it")
    func unknownKey() async throws {
        let (validator, token) = (try Fixtures.validator(), try Fixtures.token("unknownKey"))
        let error = await #expect(throws: DescopeError.self) { try await validator.validate(token) }
        #expect(error?.code == .unknownKey)
        #expect(error?.kind == .key)
        if let error { expectSilence(error, about: token) }
        #expect(try validator.validateIfKeyIsCached(token) == nil)
    }

    @Test("there is no fixture that no test speaks of")
    func all() throws {
        let signed = ["pyjwt", "openssl"].flatMap { signer in Self.algorithms.map { signer + $0 } }
        let named = [
            "session", "refresh", "accessKey", "issuerURL", "issuerTenant", "expired", "expiredWithinLeeway",
            "notYetValid", "notYetValidWithinLeeway", "issuedInTheFuture", "neverExpires", "otherProject",
            "otherProjectURL", "audienceText", "audienceList", "otherKey", "otherAlgorithm", "unknownKey", "noKeyId",
            "hs256WithPublicPEM", "hs256WithPublicJWK", "unsigned", "embeddedKey",
        ]
        #expect(try Fixtures.names() == Set(signed + named))
    }
}
