import DescopeCore
import DescopeCrypto
import DescopeJWT
import Testing

/// Which JWKs make a key that tokens can be checked with. All are made from the ones that PyJWT wrote.
@Suite struct JWKTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let keyId: String
        let changes: [String: JSONValue?]
        let says: String
        let testDescription: String

        init(_ what: String, _ keyId: String, _ changes: [String: JSONValue?] = [:], says: String = "") {
            testDescription = what
            self.keyId = keyId
            self.changes = changes
            self.says = says
        }

        func key() throws -> VerificationKey {
            let text = String(decoding: try bytes(changing(Fixtures.jwk(keyId), changes)), as: UTF8.self)
            return try VerificationKey(JWK(json: text))
        }
    }

    @Test(
        "good keys",
        arguments: [
            Row("RSA", "SK2rsa"), Row("RSA 3072", "SK2rs384"), Row("RSA for PSS", "SK2ps512"),
            Row("RSA with another algorithm", "SK2rsa", ["alg": "PS384"]),
            Row("RSA without use", "SK2rsa", ["use": nil]),
            Row("RSA for checking", "SK2rsa", ["key_ops": ["verify"]]),
            Row("RSA for both", "SK2rsa", ["key_ops": ["sign", "verify"]]),
            Row(
                "RSA with members that nobody knows",
                "SK2rsa",
                ["x5c": ["AAAA"], "x5t": "AAAA", "created": 5, "ext": true, "more": nil]
            ),
            Row("P-256", "SK2es256"), Row("P-256, algorithm from the curve", "SK2es256", ["alg": nil]),
            Row("P-384", "SK2es384"), Row("P-384, algorithm from the curve", "SK2es384", ["alg": nil]),
            Row("P-521", "SK2es512"), Row("P-521, algorithm from the curve", "SK2es512", ["alg": nil]),
            Row("Ed25519", "SK2eddsa"), Row("Ed25519, algorithm from the curve", "SK2eddsa", ["alg": nil]),
            Row("a key id of 256 bytes", "SK2eddsa", ["kid": .string(String(repeating: "k", count: 256))]),
        ]
    )
    func good(_ row: Row) async throws {
        let key = try row.key()
        #expect(key.keyId == row.changes["kid"]??.stringValue ?? row.keyId)
        // It is the key that it was before.
        let algorithm = try #require(try Fixtures.jwk(row.keyId)["alg"]?.stringValue)
        #expect(key.algorithm.rawValue == row.changes["alg"]??.stringValue ?? algorithm)
        guard key.keyId == row.keyId, key.algorithm.rawValue == algorithm else { return }
        #expect(throws: Never.self) { try JWS.payload(of: Fixtures.token("openssl" + algorithm), signedBy: key) }
    }

    @Test("a modulus may begin with zeros, which add nothing to its length")
    func zeros() throws {
        let jwk = try Fixtures.jwk("SK2rsa")
        let modulus = try #require(jwk["n"]?.stringValue.flatMap(Base64URL.decode))
        let key = try Row("", "SK2rsa", ["n": .string(Base64URL.encode([0, 0] + modulus))]).key()
        #expect(throws: Never.self) { try JWS.payload(of: Fixtures.token("opensslRS256"), signedBy: key) }
        let short = [UInt8](repeating: 0, count: 128) + [0x80] + modulus.suffix(127)
        #expect(throws: DescopeError.self) { try Row("", "SK2rsa", ["n": .string(Base64URL.encode(short))]).key() }
    }

    private static func text(_ bytes: [UInt8]) -> JSONValue { .string(Base64URL.encode(bytes)) }
    private static let odd1024 = text([0x80] + Array(repeating: 1, count: 127))

    @Test(
        "keys that cannot be used, and what is said of them",
        arguments: [
            Row("meant for encryption", "SK2rsa", ["use": "enc"], says: "'use'"),
            Row("use that is no text", "SK2rsa", ["use": ["sig"]], says: "'use'"),
            Row("use in capitals", "SK2es256", ["use": "SIG"], says: "'use'"),
            Row("use null", "SK2es256", ["use": .some(.null)], says: "'use'"),
            Row("for signing alone", "SK2rsa", ["key_ops": ["sign"]], says: "'key_ops'"),
            Row("for encryption", "SK2eddsa", ["key_ops": ["encrypt", "wrapKey"]], says: "'key_ops'"),
            Row("for nothing", "SK2eddsa", ["key_ops": []], says: "'key_ops'"),
            Row("operations as a text", "SK2eddsa", ["key_ops": "verify"], says: "'key_ops'"),
            Row("no key id", "SK2rsa", ["kid": nil], says: "'kid'"),
            Row("empty key id", "SK2rsa", ["kid": ""], says: "'kid'"),
            Row("key id as a number", "SK2rsa", ["kid": 5], says: "'kid'"),
            Row("key id of 257 bytes", "SK2rsa", ["kid": .string(String(repeating: "k", count: 257))], says: "'kid'"),
            Row("key id beyond ASCII", "SK2rsa", ["kid": "SK2\u{E9}"], says: "'kid'"),
            Row("key id with marks", "SK2rsa", ["kid": "SK2rsa\u{301}"], says: "'kid'"),
            Row("no type", "SK2rsa", ["kty": nil], says: "'kty'"),
            Row("the type with marks", "SK2rsa", ["kty": "RSA\u{301}"], says: "'kty'"),
            Row("the type as a list", "SK2rsa", ["kty": ["RSA"]], says: "'kty'"),
            Row("a curve that looks alike", "SK2es256", ["crv": "P\u{2010}256"], says: "'crv'"),
            Row("operations that look alike", "SK2rsa", ["key_ops": ["verify\u{301}"]], says: "'key_ops'"),
            Row("operations in a list", "SK2rsa", ["key_ops": [["verify"]]], says: "'key_ops'"),
            Row("use that looks alike", "SK2rsa", ["use": "\u{FF53}ig"], says: "'use'"),
            Row("Ed448 by its algorithm", "SK2eddsa", ["alg": "Ed448"], says: "algorithm"),
            Row("RSA with an algorithm of Ed25519", "SK2rsa", ["alg": "Ed25519"], says: "EdDSA"),
            Row("a type that nobody knows", "SK2rsa", ["kty": "DSA"], says: "'kty'"),
            Row("a shared secret", "SK2rsa", ["kty": "oct", "k": "c2VjcmV0", "alg": "HS256"], says: "'kty'"),
            Row("type in small letters", "SK2rsa", ["kty": "rsa"], says: "'kty'"),
            Row("RSA without algorithm", "SK2rsa", ["alg": nil], says: "'alg'"),
            Row("RSA with an algorithm that is no text", "SK2rsa", ["alg": 256], says: "'alg'"),
            Row("RSA with an algorithm of curves", "SK2rsa", ["alg": "ES256"], says: "ES256"),
            Row("RSA with an algorithm of shared secrets", "SK2rsa", ["alg": "HS256"], says: "algorithm"),
            Row("RSA with no algorithm by name", "SK2rsa", ["alg": "none"], says: "algorithm"),
            Row("RSA with an empty algorithm", "SK2rsa", ["alg": ""], says: "algorithm"),
            Row("RSA for encryption by its algorithm", "SK2rsa", ["alg": "RSA-OAEP-256"], says: "algorithm"),
            Row("RSA without modulus", "SK2rsa", ["n": nil], says: "'n'"),
            Row("RSA with an empty modulus", "SK2rsa", ["n": ""], says: "'n'"),
            Row("RSA without exponent", "SK2rsa", ["e": nil], says: "'e'"),
            Row("RSA with a padded exponent", "SK2rsa", ["e": "AQAB="], says: "'e'"),
            Row("RSA with an exponent as a number", "SK2rsa", ["e": 65537], says: "'e'"),
            Row("RSA with stray bits in the exponent", "SK2rsa", ["e": "AR"], says: "'e'"),
            Row("RSA with exponent 0", "SK2rsa", ["e": "AA"], says: "exponent"),
            Row("RSA with exponent 1", "SK2rsa", ["e": "AQ"], says: "exponent"),
            Row("RSA with exponent 2", "SK2rsa", ["e": "Ag"], says: "exponent"),
            Row("RSA with exponent 65536", "SK2rsa", ["e": "AQAA"], says: "exponent"),
            Row("RSA with an exponent of 33 bits", "SK2rsa", ["e": text([1, 0, 0, 0, 1])], says: "exponent"),
            Row("RSA of 1024 bits", "SK2rsa", ["n": odd1024], says: "2048"),
            Row("RSA of 2047 bits", "SK2rsa", ["n": text([0x7F] + Array(repeating: 0xFF, count: 255))], says: "2048"),
            Row(
                "RSA with an even modulus",
                "SK2rsa",
                ["n": text([0x80] + Array(repeating: 0, count: 255))],
                says: "odd"
            ),
            Row("RSA of 16392 bits", "SK2rsa", ["n": text([0x80] + Array(repeating: 1, count: 2048))], says: "16384"),
            Row("a curve that nobody knows", "SK2es256", ["crv": "secp256k1"], says: "'crv'"),
            Row("no curve", "SK2es256", ["crv": nil], says: "'crv'"),
            Row("the curve in small letters", "SK2es256", ["crv": "p-256"], says: "'crv'"),
            Row("another curve", "SK2es256", ["crv": "P-384"], says: "P-384"),
            Row("another curve's algorithm", "SK2es256", ["alg": "ES384"], says: "ES384"),
            Row("EC with an algorithm of RSA", "SK2es256", ["alg": "RS256"], says: "RS256"),
            Row("EC without y", "SK2es256", ["y": nil], says: "'y'"),
            Row("EC with a compressed point", "SK2es256", ["y": true], says: "'y'"),
            Row("EC off its curve", "SK2es256", ["y": text(Array(repeating: 1, count: 32))], says: "JWK 'SK2es256'"),
            Row(
                "EC at no point",
                "SK2es256",
                ["x": text(Array(repeating: 0, count: 32)), "y": text(Array(repeating: 0, count: 32))],
                says: "JWK 'SK2es256'"
            ),
            Row(
                "EC beyond its field",
                "SK2es256",
                ["x": text(Array(repeating: 0xFF, count: 32))],
                says: "JWK 'SK2es256'"
            ),
            Row(
                "EC with a short coordinate",
                "SK2es256",
                ["x": text(Array(repeating: 1, count: 31))],
                says: "32 bytes"
            ),
            Row("EC with a long coordinate", "SK2es384", ["x": text(Array(repeating: 0, count: 49))], says: "48 bytes"),
            Row("P-384 off its curve", "SK2es384", ["y": text(Array(repeating: 1, count: 48))], says: "JWK 'SK2es384'"),
            Row(
                "P-521 off its curve",
                "SK2es512",
                ["y": text([0] + Array(repeating: 1, count: 65))],
                says: "JWK 'SK2es512'"
            ),
            Row("Ed448", "SK2eddsa", ["crv": "Ed448"], says: "'crv'"),
            Row("X25519", "SK2eddsa", ["crv": "X25519"], says: "'crv'"),
            Row("OKP without curve", "SK2eddsa", ["crv": nil], says: "'crv'"),
            Row("OKP without x", "SK2eddsa", ["x": nil], says: "'x'"),
            Row("OKP too short", "SK2eddsa", ["x": text(Array(repeating: 1, count: 31))], says: "32 bytes"),
            Row("OKP with another algorithm", "SK2eddsa", ["alg": "ES256"], says: "ES256"),
            Row("RSA with its private half", "SK2rsa", ["d": "AQAB"], says: "'d'"),
            Row("RSA with one of its primes", "SK2rsa", ["p": "AQAB"], says: "'p'"),
            Row("RSA with what its private half is computed with", "SK2rsa", ["dq": "AQAB"], says: "'dq'"),
            Row("RSA with more primes", "SK2rsa", ["oth": []], says: "'oth'"),
            Row("EC with its private half", "SK2es256", ["d": "AQAB"], says: "'d'"),
            Row("Ed25519 with its private half", "SK2eddsa", ["d": .some(.null)], says: "'d'"),
            Row("a public key with a shared secret", "SK2es256", ["k": "c2VjcmV0"], says: "'k'"),
            Row("the type of RSA over a point", "SK2es256", ["kty": "RSA"], says: "'n'"),
            Row("the type of a point over RSA", "SK2rsa", ["kty": "EC"], says: "'crv'"),
        ]
    )
    func bad(_ row: Row) throws {
        let error = #expect(throws: DescopeError.self) { try row.key() }
        #expect(error?.code == .unsuitableKey)
        #expect(error?.kind == .key)
        #expect(error?.message.hasPrefix("JWK") == true)
        #expect(error?.message.contains(row.says) == true, "\(error?.message ?? "")")
    }

    @Test("a key that is nested to no end", arguments: ["[", #"{"a":"#])
    func depth(_ open: String) throws {
        for text in [
            String(repeating: open, count: 10_000), #"{"kid":"SK2","x":"# + String(repeating: open, count: 10_000),
        ] {
            let error = #expect(throws: DescopeError.self) { try JWK(json: text) }
            #expect(error?.code == .unsuitableKey)
            let unavailable = #expect(throws: DescopeError.self) { try JWKSet(json: Array(#"{"keys":[\#(text)"#.utf8)) }
            #expect(unavailable?.code == .keysUnavailable)
        }
    }

    @Test(
        "text that is no JWK",
        arguments: [
            "", " ", "{", "{}", "[]", "null", "5", #""SK2""#, "<html></html>", "-----BEGIN PUBLIC KEY-----", "[{}]",
            #"{"keys":[]}"#, #"{"kty":"RSA","kty":"RSA"}"#, "{\"kid\":\"\u{0}\"}",
        ]
    )
    func noKey(_ text: String) {
        let error = #expect(throws: DescopeError.self) { try JWK(json: text) }
        #expect(error?.code == .unsuitableKey)
    }

    @Test(
        "a key that is written is read again as the same",
        arguments: ["SK2rsa", "SK2ps384", "SK2es256", "SK2es384", "SK2es512", "SK2eddsa"]
    )
    func again(_ keyId: String) throws {
        let original = try Fixtures.jwk(keyId)
        let jwk = try JWK(json: String(decoding: bytes(original), as: UTF8.self))
        #expect(jwk.keyId == keyId)
        #expect(jwk.json == original)
    }

    @Test("a key may be made from its numbers")
    func numbers() throws {
        let jwk = JWK(publicKey: .edwards(x: Array(repeating: 1, count: 31)), algorithm: .edDSA, keyId: "SK2")
        let error = #expect(throws: DescopeError.self) { try VerificationKey(jwk) }
        #expect(error?.code == .unsuitableKey)
        #expect(error?.underlying is CryptoError)
    }
}
