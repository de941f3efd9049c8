import DescopeCore
import DescopeCrypto
import DescopeJWT
import DescopeTesting
import Testing

/// The algorithm and the key id in a token's header.
@Suite struct TokenAlgorithmTests {
    @Test(
        "no signature, a shared secret, or an unknown algorithm: refused before any key is asked for",
        arguments: [
            "none", "None", "NONE", "nOnE", "none ", " none", "no\\u006ee", "non\\u0435", "", " ", "null",
            "HS256", "HS384", "HS512", "hs256", "Hs256", "HS256 ", "HS1", "HMAC", "HmacSHA256",
            "rs256", "RS256 ", " RS256", "RS1", "RS224", "RS512/256", "ps256", "es256", "ES224", "ES521", "ES256K",
            "eddsa",
            "EDDSA", "ed25519", "ED25519", "Ed25519 ", "Ed25519\\u0000", "Ed2551\\u0009", "Ed448", "ESP256",
            "EdDSA\u{301}", "RSA-OAEP", "RSA1_5", "dir", "A128KW", "ECDH-ES", "A256GCM",
            "PBES2-HS256+A128KW",
            "EdDSA\\u0000", "EdDSA,none",
        ],
        ["", "signed"]
    )
    func refused(name: String, signature: String) async throws {
        let setting = try Setting()
        let header = #"{"alg":"\#(name)","kid":"SK2fake"}"#
        var token = try setting.token(header: header, payload: setting.payload(#""x":1"#))
        if signature.isEmpty { token = String(token[...token.lastIndex(of: ".")!]) }
        await expectRefusal(.unsupportedAlgorithm, of: token, by: setting.validator(), name)
        #expect(setting.asked.keyIds.isEmpty)
    }

    @Test(
        "an algorithm that is no text",
        arguments: [
            "", #""alg":null,"#, #""alg":256,"#, #""alg":true,"#, #""alg":["EdDSA"],"#, #""alg":{"name":"EdDSA"},"#,
            #""Alg":"EdDSA","#,
        ]
    )
    func missing(_ member: String) async throws {
        let setting = try Setting()
        let token = try setting.token(header: #"{\#(member)"kid":"SK2fake"}"#, payload: setting.payload(#""x":1"#))
        await expectRefusal(.malformedToken, of: token, by: setting.validator())
        #expect(setting.asked.keyIds.isEmpty)
    }

    @Test("another algorithm than its key's, rightly signed or not", arguments: SignatureAlgorithm.supported)
    func otherThanKey(_ algorithm: SignatureAlgorithm) async throws {
        for key in [SignatureAlgorithm.edDSA, .es256] where key != algorithm {
            let setting = try Setting(algorithm: key)
            let token = try setting.token(header: ["alg": .string(algorithm.rawValue)])
            await expectRefusal(.unsupportedAlgorithm, of: token, by: setting.validator(), algorithm.rawValue)
            #expect(setting.asked.keyIds == ["SK2fake", "SK2fake"])
            let ready = try #require(setting.keys.cachedKey(for: setting.keys.keyId))
            let error = #expect(throws: DescopeError.self) { try JWS.payload(of: token, signedBy: ready) }
            #expect(error?.code == .unsupportedAlgorithm)
        }
    }

    @Test(
        "an RSA key is for the algorithm of its JWK, though it could do others",
        arguments: ["RS384", "RS512", "PS256"]
    )
    func otherRSA(_ algorithm: String) async throws {
        let setting = try Setting(algorithm: .rs256)
        _ = try await setting.validator().validate(setting.token())
        let token = try setting.token(header: ["alg": .string(algorithm)])
        await expectRefusal(.unsupportedAlgorithm, of: token, by: setting.validator())
    }

    @Test(
        "a key id that is missing, empty or no text",
        arguments: [
            "", #","kid":"""#, #","kid":null"#, #","kid":5"#, #","kid":["SK2fake"]"#, #","kid":{"id":"SK2fake"}"#,
            #","Kid":"SK2fake""#,
        ]
    )
    func noKeyId(_ member: String) async throws {
        let setting = try Setting()
        let token = try setting.token(header: #"{"alg":"EdDSA"\#(member)}"#, payload: setting.payload(#""x":1"#))
        await expectRefusal(.malformedToken, of: token, by: setting.validator())
        #expect(setting.asked.keyIds.isEmpty)
    }

    @Test(
        "a key id of 256 bytes is asked for, a longer one is not",
        arguments: [
            (256, true), (257, false), (10 << 10, false),
        ]
    )
    func longKeyId(count: Int, isGood: Bool) async throws {
        let setting = try Setting(keyId: String(repeating: "K", count: 256))
        let keyId = setting.keys.keyId + String(repeating: "x", count: count - 256)
        let token = try setting.token(header: ["kid": .string(keyId)])
        if isGood {
            #expect(try await setting.validator().validate(token).keyId == keyId)
        } else {
            await expectRefusal(.malformedToken, of: token, by: setting.validator())
            #expect(setting.asked.keyIds.isEmpty)
        }
    }

    @Test(
        "a key id beyond ASCII is not asked for, though a dictionary may take it for another",
        arguments: ["\u{E9}", "e\u{301}", "SK2fake\u{301}", "\u{212A}2", "\u{200B}SK2fake", "😀"]
    )
    func foreignKeyId(_ keyId: String) async throws {
        let setting = try Setting(keyId: keyId)
        await expectRefusal(.malformedToken, of: try setting.token(), by: setting.validator(), keyId)
        #expect(setting.asked.keyIds.isEmpty)
    }

    @Test(
        "Ed25519 and EdDSA are two names of one algorithm (RFC 9864), in keys and tokens",
        arguments: ["Ed25519", "EdDSA", nil],
        ["Ed25519", "EdDSA", #"Ed\u00325519"#]
    )
    func ed25519(ofKey: String?, ofToken: String) async throws {
        let setting = try Setting()
        let member = ofKey.map { #","alg":"\#($0)""# } ?? ""
        let x = try #require(Base64URL.decode(setting.keys.publicKey["x"]?.stringValue ?? ""))
        let jwk = #"{"kty":"OKP","crv":"Ed25519","kid":"SK2fake","x":"\#(Base64URL.encode(x))"\#(member)}"#
        let listed = try JWKSet(json: Array(#"{"keys":[\#(jwk)]}"#.utf8))
        let token = try setting.token(
            header: #"{"alg":"\#(ofToken)","kid":"SK2fake"}"#,
            payload: setting.payload(#""x":1"#)
        )
        let named = SignatureAlgorithm(rawValue: ofKey ?? "Ed25519")
        for key in try [
            VerificationKey(JWK(json: jwk)), #require(listed.keys["SK2fake"]),
            VerificationKey(JWK(publicKey: .edwards(x: x), algorithm: named, keyId: "SK2fake")),
        ] {
            #expect(key.algorithm == .edDSA)
            let keys = StaticKeys([key])
            let validator = TokenValidator(projectId: Setting.project, keys: keys, clock: setting.clock)
            #expect(try await validator.validate(token).subject == "U2secretUser")
            // Changed, it is refused for its signature.
            await expectRefusal(.invalidSignature, of: String(token.dropLast(4)) + "AAAA", by: validator)
        }
    }

    @Test("Ed25519 is no algorithm of other keys", arguments: [SignatureAlgorithm.es256, .rs256])
    func ed25519OfOthers(_ algorithm: SignatureAlgorithm) async throws {
        let setting = try Setting(algorithm: algorithm)
        let token = try setting.token(header: ["alg": "Ed25519"])
        await expectRefusal(.unsupportedAlgorithm, of: token, by: setting.validator())
        let jwk = JWK(
            publicKey: setting.keys.jwk.publicKey,
            algorithm: SignatureAlgorithm(rawValue: "Ed25519"),
            keyId: "SK2fake"
        )
        #expect { try VerificationKey(jwk) } throws: { DescopeError.Code.unsuitableKey ~= $0 }
    }

    @Test(
        "a key id that is not known: no other key is tried",
        arguments: [
            "SK2other", "sk2fake", "SK2fake ", " SK2fake", "SK2fak", "SK2fakes", "../SK2fake", "SK2fake\u{0}", "*",
            "' OR 1=1",
        ]
    )
    func unknownKeyId(_ keyId: String) async throws {
        let setting = try Setting()
        let token = try setting.token(header: ["kid": .string(keyId)])
        let error = await #expect(throws: DescopeError.self) { try await setting.validator().validate(token) }
        #expect(error?.code == .unknownKey)
        #expect(error?.kind == .key)
        if let error { expectSilence(error, about: token) }
        #expect(try setting.validator().validateIfKeyIsCached(token) == nil)
    }
}
