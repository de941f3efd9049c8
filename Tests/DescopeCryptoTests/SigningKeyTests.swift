import DescopeCrypto
import Testing

@Suite struct SigningKeyTests {
    private static let message = utf8("eyJhbGciOiJub25lIn0.e30")

    @Test("a key signs what its public half accepts, nothing one bit away", arguments: SignatureAlgorithm.supported)
    func roundTrip(algorithm: SignatureAlgorithm) throws {
        let key = try SigningKey.generate(for: algorithm)
        #expect(key.algorithm == algorithm)
        let verifier = try PlatformCrypto().verifier(for: key.publicKey, algorithm: algorithm)
        for message in [Self.message, [], [UInt8](repeating: 7, count: 100_000)] {
            let signature = try key.signature(for: message)
            #expect(verifier.isValid(signature: signature, for: message))
            for bit in stride(from: 0, to: signature.count * 8, by: 61) {
                #expect(!verifier.isValid(signature: flippingBit(bit, of: signature), for: message))
            }
            for bit in stride(from: 0, to: min(message.count, 64) * 8, by: 37) {
                #expect(!verifier.isValid(signature: signature, for: flippingBit(bit, of: message)))
            }
        }
    }

    // r and s each lose their leading zeros once in 256 signatures; the JWS form has them.
    @Test(
        "ECDSA signatures always have the length of two coordinates",
        arguments: [
            (SignatureAlgorithm.es256, 64), (.es384, 96), (.es512, 132),
        ]
    )
    func signatureLength(algorithm: SignatureAlgorithm, count: Int) throws {
        let key = try SigningKey.generate(for: algorithm)
        let verifier = try PlatformCrypto().verifier(for: key.publicKey, algorithm: algorithm)
        for number in 0..<600 as Range<UInt16> {
            let message = utf8("\(number)")
            let signature = try key.signature(for: message)
            #expect(signature.count == count)
            #expect(verifier.isValid(signature: signature, for: message))
        }
    }

    @Test("another key, and another algorithm with the same key, accept nothing")
    func strangers() throws {
        for algorithm in SignatureAlgorithm.supported {
            let signature = try SigningKey.generate(for: algorithm).signature(for: Self.message)
            let stranger = try SigningKey.generate(for: algorithm).publicKey
            #expect(
                try !PlatformCrypto().verifier(for: stranger, algorithm: algorithm)
                    .isValid(signature: signature, for: Self.message)
            )
        }
        let rsa: [SignatureAlgorithm] = [.rs256, .rs384, .rs512, .ps256, .ps384, .ps512]
        for signing in rsa {
            let signature = try ExampleKeys.rsaSigningKey(signing).signature(for: Self.message)
            for verifying in rsa {
                let verifier = try PlatformCrypto().verifier(for: ExampleKeys.rsa(), algorithm: verifying)
                #expect(verifier.isValid(signature: signature, for: Self.message) == (signing == verifying))
            }
        }
    }

    @Test("RSA keys come in the size that was asked for", arguments: [2048, 3072])
    func rsaBits(bits: Int) throws {
        let key = try SigningKey.generate(for: .rs256, rsaBits: bits)
        guard case .rsa(let modulus, let exponent) = key.publicKey else {
            Issue.record("another kind of key was made")
            return
        }
        #expect(modulus.count == bits / 8)
        #expect(exponent == [1, 0, 1])
    }

    @Test("RSA sizes out of range are refused", arguments: [0, -1, 1024, 2047, 16385, .max])
    func badRSABits(bits: Int) {
        let error = #expect(throws: CryptoError.self) { try SigningKey.generate(for: .rs256, rsaBits: bits) }
        #expect(error?.code == .invalidKey)
    }

    @Test("no key is made for what is not supported")
    func unsupported() {
        for name in ["none", "HS256"] {
            let algorithm = SignatureAlgorithm(rawValue: name)
            let errors = [
                #expect(throws: CryptoError.self) { try SigningKey.generate(for: algorithm) },
                #expect(throws: CryptoError.self) { try ExampleKeys.rsaSigningKey(algorithm) },
                #expect(throws: CryptoError.self) {
                    try SigningKey(algorithm: algorithm, pkcs8PEM: ExampleKeys.rsaPEM)
                },
            ]
            #expect(errors.map(\.?.code) == [.unsupportedAlgorithm, .unsupportedAlgorithm, .unsupportedAlgorithm])
        }
    }

    @Test("the numbers of RFC 7515 A.2 sign as the RFC does")
    func rsaNumbers() throws {
        let key = try ExampleKeys.rsaSigningKey()
        #expect(try key.publicKey == ExampleKeys.rsa())
        #expect(try key.signature(for: RFCExampleTests.rs256Message) == base64URL(RFCExampleTests.rs256Signature))
    }

    @Test("numbers that do not belong together are refused")
    func mixedNumbers() throws {
        let n = try base64URL(ExampleKeys.n)
        for n in [flippingBit(n.count * 4, of: n), Array(n.dropFirst()), [], [1]] {
            let error = #expect(throws: CryptoError.self) { try ExampleKeys.rsaSigningKey(n: n) }
            #expect(error?.code == .invalidKey)
        }
        let error = #expect(throws: CryptoError.self) { try ExampleKeys.rsaSigningKey(.es256) }
        #expect(error?.code == .invalidKey)
    }

    @Test("PKCS#8 in PEM is read for each kind of key")
    func pem() throws {
        let rsa = try SigningKey(algorithm: .rs256, pkcs8PEM: ExampleKeys.rsaPEM)
        #expect(try rsa.publicKey == ExampleKeys.rsa())
        #expect(try rsa.signature(for: RFCExampleTests.rs256Message) == base64URL(RFCExampleTests.rs256Signature))

        let p256 = try SigningKey(algorithm: .es256, pkcs8PEM: "a comment before\n" + ExampleKeys.p256PEM + "\n")
        #expect(try p256.publicKey == ExampleKeys.p256())

        let edwards = try SigningKey(algorithm: .edDSA, pkcs8PEM: ExampleKeys.ed25519PEM)
        #expect(try edwards.publicKey == .edwards(x: hex(ExampleKeys.ed25519PEMPublicKey)))
    }

    // By name, so that a run's log holds no keys.
    private static let badPEMs = [
        "empty": "",
        "no PEM": "secret",
        "no end": "-----BEGIN PRIVATE KEY-----",
        "nothing inside": "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
        "zeros inside": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "no base64 inside": "-----BEGIN PRIVATE KEY-----\n\u{0}\u{FF}\n-----END PRIVATE KEY-----",
        "headed as PKCS#1": ExampleKeys.rsaPEM.replacing("PRIVATE", with: "RSA PRIVATE"),
        "headed as encrypted": ExampleKeys.rsaPEM.replacing("PRIVATE", with: "ENCRYPTED PRIVATE"),
        "cut off": String(ExampleKeys.rsaPEM.dropLast(400)),
        "a good key for another algorithm": ExampleKeys.p256PEM,
        "asks for a password, in the old way": """
        -----BEGIN PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF

        MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
        -----END PRIVATE KEY-----
        """,
        // openssl ecparam -name secp256k1 -genkey
        "on a curve that we do not use": """
        -----BEGIN PRIVATE KEY-----
        MIGEAgEAMBAGByqGSM49AgEGBSuBBAAKBG0wawIBAQQgQs/9PSftwqMHy50Qo5Dk
        4ifzLFZKs7sdMpQ7YpDzy9mhRANCAASbsrOITQrBmGavYZFe9J4iHpwtn/w/P3l3
        Hdb13EK8owmtgH9fMIp9n0pnU+Fx7sGUUeu9PvkzJB5tiWHu0tLo
        -----END PRIVATE KEY-----
        """,
    ]

    @Test("texts that hold no fitting key are refused", arguments: badPEMs.keys.sorted())
    func badPEM(name: String) throws {
        let pem = try #require(Self.badPEMs[name])
        let error = #expect(throws: CryptoError.self) { try SigningKey(algorithm: .rs256, pkcs8PEM: pem) }
        #expect(error?.code == .invalidKey)
    }

    @Test("a PEM key whose halves are strangers is refused")
    func mixedPEM() {
        // The RFC's P-256 key, with one bit of its private number turned.
        let pem = ExampleKeys.p256PEM.replacing("BG0wawIBAQQgjpsQ", with: "BG0wawIBAQQgj5sQ")
        let error = #expect(throws: CryptoError.self) { try SigningKey(algorithm: .es256, pkcs8PEM: pem) }
        #expect(error?.code == .invalidKey)
    }

    @Test("it does not print")
    func printing() throws {
        let key = try SigningKey.generate(for: .es256)
        var dumped = ""
        dump(key, to: &dumped)
        #expect("\(key)" == "<signing key for ES256>")
        #expect(String(reflecting: key) == "<signing key for ES256>")
        #expect(dumped == "- <signing key for ES256>\n")
    }
}
