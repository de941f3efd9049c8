import DescopeCore
import DescopeCrypto
import DescopeJWT
import DescopeTesting
import Testing

@Suite struct JWKSetTests {
    private func set(_ keys: [JSONValue]) throws -> JWKSet { try JWKSet(json: bytes(["keys": .array(keys)])) }

    @Test("every key of a list is found by its id")
    func all() throws {
        let set = try Fixtures.keySet()
        let expected = [
            "SK2rsa", "SK2rs384", "SK2rs512", "SK2ps256", "SK2ps384", "SK2ps512", "SK2es256", "SK2es384",
            "SK2es512", "SK2eddsa",
        ]
        #expect(set.keys.keys.sorted() == expected.sorted())
        #expect(set.keys.allSatisfy { $0.key == $0.value.keyId })
        #expect(set.skipped.isEmpty)
    }

    @Test("keys that cannot be used are passed over, each with its reason, and the rest stand")
    func mixed() throws {
        let good = try Fixtures.jwk("SK2es256")
        let set = try set([
            changing(good, ["kid": "SK2enc", "use": "enc"]),
            changing(good, ["kid": "SK2off", "y": good["x"]]),
            ["kid": "SK2oct", "kty": "oct", "k": "c2VjcmV0", "alg": "HS256"],
            changing(try Fixtures.jwk("SK2rsa"), ["alg": nil]),
            "no key", 5, nil, [], [:],
            good,
            changing(good, ["kid": nil]),
        ])
        #expect(Array(set.keys.keys) == ["SK2es256"])
        #expect(set.skipped.count == 10)
        #expect(set.skipped[0].contains("'use'"))
        #expect(set.skipped[1].contains("SK2off"))
        #expect(set.skipped[2].contains("'kty'"))
        #expect(set.skipped[3].contains("'alg'"))
        #expect(set.skipped[4].contains("object"))
        #expect(set.skipped[9].contains("'kid'"))
        #expect(set.skipped.allSatisfy { !$0.contains("c2VjcmV0") })
    }

    @Test(
        "an unsuitable key is passed over for a reason that can be read, and its neighbour is used",
        arguments: [
            ("SK2rsa", ["use": "enc"], "'use'"),
            ("SK2rsa", ["key_ops": ["sign"]], "'key_ops'"),
            ("SK2rsa", ["e": "AQAA"], "expected an odd RSA exponent"),
            ("SK2rsa", ["e": "AQ"], "expected an odd RSA exponent"),
            ("SK2rsa", ["n": .string(String(repeating: "_", count: 171) + "8")], "2048 to 16384 bits, found 1032"),
            ("SK2rsa", ["alg": nil], "'alg'"),
            ("SK2rsa", ["alg": "RSA-OAEP-256"], "expected one of RS256"),
            ("SK2rsa", ["alg": "ES256"], "expected one for ES256"),
            ("SK2rsa", ["d": "AQAB"], "expected a public key"),
            ("SK2es256", ["y": "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE"], "not on the curve"),
            ("SK2es256", ["x": "AQEB"], "32 bytes"),
            ("SK2es256", ["crv": "secp256k1"], "'crv'"),
            ("SK2es256", ["d": "AQEB"], "expected a public key"),
            ("SK2eddsa", ["crv": "Ed448"], "'crv'"),
            ("SK2eddsa", ["x": "AQEB"], "32 bytes"),
            ("SK2eddsa", ["kty": "AKP"], "'kty'"),
            ("SK2eddsa", ["kty": nil], "'kty'"),
            ("SK2eddsa", ["kid": nil], "'kid'"),
            ("SK2eddsa", ["kid": ""], "'kid'"),
        ] as [(String, [String: JSONValue?], String)]
    )
    func unsuitable(_ keyId: String, _ changes: [String: JSONValue?], _ reason: String) throws {
        let neighbour = changing(try Fixtures.jwk("SK2es384"), ["kid": "SK2neighbour"])
        let set = try set([changing(try Fixtures.jwk(keyId), changes), neighbour])
        #expect(set.keys.keys.sorted() == ["SK2neighbour"])
        #expect(set.skipped.count == 1)
        #expect(set.skipped.first?.contains(reason) == true, "\(set.skipped)")
    }

    @Test("of two keys with the same id the first that can be used stands, and the other is named")
    func duplicates() throws {
        let (first, second) = (
            try Fixtures.jwk("SK2es256"),
            changing(try Fixtures.jwk("SK2eddsa"), ["kid": "SK2es256"])
        )
        let usable = try set([first, second])
        #expect(usable.keys["SK2es256"]?.algorithm == .es256)
        #expect(usable.skipped.count == 1)
        #expect(usable.skipped[0].contains("SK2es256"))
        let secondUsable = try set([changing(first, ["use": "enc"]), second])
        #expect(secondUsable.keys["SK2es256"]?.algorithm == .edDSA)
    }

    @Test(
        "no list, or no usable key in it",
        arguments: [
            "", " ", "{", "{}", "[]", "null", "true", "5", #""keys""#, #"{"keys":null}"#, #"{"keys":{}}"#,
            #"{"keys":"x"}"#, #"{"Keys":[]}"#,
            #"{"keys":[]}"#, #"{"keys":[{}]}"#, #"{"keys":[null,null,null,null,null]}"#,
            #"{"keys":[{"kty":"oct","kid":"SK2","k":"AA"}]}"#,
            #"{"keys":[{"kid":"SK2","kty":"RSA","alg":"RS256","n":"AQ","e":"AQAB"}]}"#, #"{"keys":[],"keys":[]}"#,
            #"{"keys":[]}x"#,
            "<!DOCTYPE html><html><body>502 Bad Gateway</body></html>", "upstream connect error",
            #"{"errorCode":"E011001"}"#,
        ]
    )
    func none(_ text: String) {
        let error = #expect(throws: DescopeError.self) { try JWKSet(json: Array(text.utf8)) }
        #expect(error?.code == .keysUnavailable)
        #expect(error?.kind == .key)
        #expect(error?.message.contains("html") == false, "the body is shown")
    }

    @Test("bytes that are no text", arguments: [[0xFF, 0xFE], [0], [0x1F, 0x8B, 0x08]] as [[UInt8]])
    func bytesOnly(_ bytes: [UInt8]) {
        let error = #expect(throws: DescopeError.self) { try JWKSet(json: bytes) }
        #expect(error?.code == .keysUnavailable)
    }

    @Test("1024 keys are read, 1025 and 10000 are refused before any is made ready", arguments: [1024, 1025, 10_000])
    func many(_ count: Int) throws {
        let crypto = CountingCrypto()
        let jwk = try Fixtures.jwk("SK2eddsa")
        let keys = (0..<count).map { changing(jwk, ["kid": .string("SK2n\($0)")]) }
        let body = try bytes(["keys": .array(keys)])
        guard count > 1024 else {
            #expect(try JWKSet(json: body, crypto: crypto).keys.count == count)
            return #expect(crypto.keys == count)
        }
        let error = #expect(throws: DescopeError.self) { try JWKSet(json: body, crypto: crypto) }
        #expect(error?.code == .keysUnavailable)
        #expect(error?.message.contains("\(count)") == true)
        #expect(crypto.keys == 0)
    }

    @Test("keys that are there already make a list too, by the same rules")
    func fromKeys() throws {
        let (first, second) = (try FakeKeys(keyId: "a", algorithm: .es256), try FakeKeys(keyId: "b", algorithm: .edDSA))
        let set = try JWKSet([first.jwk, second.jwk, first.jwk])
        #expect(Set(set.keys.keys) == ["a", "b"])
        #expect(set.skipped.count == 1)
        let error = #expect(throws: DescopeError.self) { try JWKSet([JWK]()) }
        #expect(error?.code == .keysUnavailable)
    }

    @Test("without a cryptography library no key is to blame, and the error says what is missing")
    func noLibrary() throws {
        let jwk = try FakeKeys(algorithm: .es256).jwk
        let errors = [
            #expect(throws: DescopeError.self) { try VerificationKey(jwk, crypto: MissingCrypto()) },
            #expect(throws: DescopeError.self) { try JWKSet([jwk], crypto: MissingCrypto()) },
            #expect(throws: DescopeError.self) {
                try JWKSet(json: bytes(["keys": [jwk.json]]), crypto: MissingCrypto())
            },
        ]
        for error in errors {
            #expect((error?.kind, error?.code) == (.configuration, .cryptoUnavailable))
            #expect(error?.message == "expected a library, found none. Install one.")
        }
    }
}
