import DescopeCore
import DescopeCrypto
import DescopeJWT
import DescopeTesting
import Synchronization
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite struct TokenAttackTests {
    /// A project with one key, which a validator fetches when it has to, and counts how often.
    struct Setting {
        let minter: TokenMinter
        let validator: TokenValidator
        let fetches = Counter()

        init(_ algorithm: SignatureAlgorithm) throws {
            let (keys, clock, fetches) = (try FakeKeys(algorithm: algorithm), ManualClock(), fetches)
            minter = TokenMinter(projectId: "P2test", keys: keys, clock: clock)
            let keySet = keys.keySet.json
            let remote = RemoteKeys(clock: clock) {
                fetches.count()
                return try JWKSet(json: keySet)
            }
            validator = TokenValidator(projectId: "P2test", keys: remote, clock: clock)
        }
    }

    final class Counter: Sendable {
        private let number = Mutex(0)
        func count() { number.withLock { $0 += 1 } }
        var value: Int { number.withLock(\.self) }
    }

    @Test("a token without an attack is good", arguments: SignatureAlgorithm.supported)
    func good(_ algorithm: SignatureAlgorithm) async throws {
        let it = try Setting(algorithm)
        let token = try await it.validator.validate(it.minter.session(claims: ["aud": "shop"]), audience: ["shop"])
        #expect(token.subject == "U2test")
    }

    @Test(
        "each attack is refused with its code, and no keys are fetched for what is no token",
        arguments: SignatureAlgorithm.supported
    )
    func refused(_ algorithm: SignatureAlgorithm) async throws {
        let it = try Setting(algorithm)
        for isWarm in [false, true] {
            for attack in TokenAttack.allCases where isWarm || !attack.needsKey {
                let jwt = try it.minter.token(for: attack, claims: ["aud": "shop"])
                let error = await #expect(throws: DescopeError.self, "\(attack)") {
                    try await it.validator.validate(jwt, audience: ["shop"])
                }
                #expect(error?.code == attack.code, "\(attack): \(error?.message ?? "")")
                #expect(error.map { !"\($0)".contains("attacker") } == true, "\(attack)")
            }
            // One for the good tokens, two for key ids that are unknown: more are not made within a minute.
            #expect(it.fetches.value == (isWarm ? 3 : 0))
            // From here on the validator knows good tokens of this key.
            for _ in 0..<2 { _ = try await it.validator.validate(it.minter.session()) }
        }
    }

    @Test("the attacks on access tokens are those that are no good access tokens", arguments: TokenAttack.allCases)
    func accessTokens(_ attack: TokenAttack) async throws {
        let it = try Setting(.edDSA)
        let jwt = try it.minter.token(for: attack, claims: ["aud": "shop"])
        var refusal: DescopeError?
        do { _ = try await it.validator.validateAccessToken(jwt, audience: ["shop"]) } catch {
            refusal = error as? DescopeError
        }
        let isListed = TokenAttack.againstAccessTokens.contains { $0.name == attack.name }
        #expect(refusal?.code == (isListed ? attack.code : nil))
    }

    @Test("what needs a key is looked for, and refused no sooner", arguments: TokenAttack.allCases.filter(\.needsKey))
    func needsKey(_ attack: TokenAttack) async throws {
        let it = try Setting(.edDSA)
        let jwt = try it.minter.token(for: attack, claims: ["aud": "shop"])
        await #expect(throws: DescopeError.self) { try await it.validator.validate(jwt, audience: ["shop"]) }
        #expect(it.fetches.value > 0)
    }

    @Test("an audience that nobody asks for is nothing to refuse a token for")
    func audience() async throws {
        let it = try Setting(.es256)
        let jwt = try it.minter.token(for: .wrongAudience)
        _ = try await it.validator.validate(jwt)
        await #expect { try await it.validator.validate(jwt, audience: ["shop"]) } throws: {
            DescopeError.Code.wrongAudience ~= $0
        }
    }

    @Test("attacks have names of their own, and tell what they say beside")
    func names() throws {
        let names = TokenAttack.allCases.map(\.name)
        #expect(names.count == Set(names).count)
        #expect(names.count > 100)
        #expect(TokenAttack.againstAccessTokens.count == names.count - 2)
        #expect(TokenAttack.allCases.last?.description == "another audience")
        for code: DescopeError.Code in [
            .malformedToken, .tokenTooLarge, .unsupportedAlgorithm, .unknownKey, .invalidSignature, .wrongIssuer,
            .missingClaim,
            .wrongTokenKind, .tokenExpired, .tokenNotYetValid, .wrongAudience,
        ] { #expect(TokenAttack.allCases.contains { $0.code == code }, "\(code.rawValue)") }
    }

    /// A token's header, the text that is signed, and the signature.
    private func taken(_ attack: String, of minter: TokenMinter) throws -> (
        JSONValue, signed: [UInt8], signature: [UInt8]
    ) {
        let attack = try #require(TokenAttack.allCases.first { $0.name == attack })
        let jwt = try minter.token(for: attack).reveal()
        let parts = jwt.split(separator: ".").map(String.init)
        let header = try JSONReader.parse(try #require(Base64URL.decode(parts[0])))
        return (header, Array("\(parts[0]).\(parts[1])".utf8), try #require(Base64URL.decode(parts[2])))
    }

    // `openssl pkey -pubout` of the key, which `openssl genpkey` made.
    private static let privatePEM = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQginEdh2qyTAL7qOAV
        ZPcE/qhMkEmsbZL+bvPahr0Vx/ehRANCAATg3NOcORwvjf+/acctGApQWCD04Lxx
        zbHEInC+nXtXB65SbPWC7jzZnE5xZopHthjOvBRvehkL6t0zEP6DVd2Q
        -----END PRIVATE KEY-----
        """
    private static let publicPEM = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE4NzTnDkcL43/v2nHLRgKUFgg9OC8
        cc2xxCJwvp17VweuUmz1gu482ZxOcWaKR7YYzrwUb3oZC+rdMxD+g1XdkA==
        -----END PUBLIC KEY-----

        """

    @Test(
        "the public key as a shared secret is the public key, to the byte",
        arguments: [
            ("HS256 with the public key in PEM", Array(publicPEM.utf8), DigestAlgorithm.sha256),
            ("HS384 with the public key in PEM", Array(publicPEM.utf8), .sha384),
            ("HS512 with the public key in PEM", Array(publicPEM.utf8), .sha512),
            ("HS256 with the public key in PEM, its last line not ended", publicPEM.utf8.dropLast(), .sha256),
            (
                "HS256 with the public key in DER",
                Array(Data(base64Encoded: publicPEM.split(separator: "\n").dropFirst().dropLast().joined()) ?? Data()),
                .sha256
            ),
            ("HS256 with an empty secret", [], .sha256), ("HS256 with the project id", Array("P2test".utf8), .sha256),
        ]
    )
    func sharedSecrets(_ attack: String, _ secret: [UInt8], _ digest: DigestAlgorithm) throws {
        let key = try SigningKey(algorithm: .es256, pkcs8PEM: Self.privatePEM)
        let minter = TokenMinter(projectId: "P2test", keys: try FakeKeys(keyId: "SK2", signingKey: key))
        let (_, signed, signature) = try taken(attack, of: minter)
        #expect(try HMAC.authenticationCode(for: signed, key: secret, using: digest) == signature)
    }

    @Test("what is signed with another key is signed well", arguments: SignatureAlgorithm.supported)
    func otherKeys(_ algorithm: SignatureAlgorithm) throws {
        let minter = TokenMinter(projectId: "P2test", keys: try FakeKeys(algorithm: algorithm))
        let (header, signed, signature) = try taken("another key in 'jwk', under the project's key id", of: minter)
        let jwk = try JWK(json: String(decoding: header["jwk"].json, as: UTF8.self))
        #expect(jwk.keyId == minter.keys.keyId)
        #expect(try VerificationKey(jwk).verifier.isValid(signature: signature, for: signed))
        #expect(minter.keys.cachedKey(for: jwk.keyId)?.verifier.isValid(signature: signature, for: signed) == false)
    }
}
