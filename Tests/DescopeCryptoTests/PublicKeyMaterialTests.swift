import DescopeCrypto
import Testing

/// Which keys make a verifier.
@Suite struct PublicKeyMaterialTests {
    private func code(_ key: PublicKeyMaterial, _ algorithm: SignatureAlgorithm) -> CryptoError.Code? {
        do {
            _ = try PlatformCrypto().verifier(for: key, algorithm: algorithm)
            return nil
        } catch {
            return error.code
        }
    }

    @Test(
        "what is not in the table is refused before the key is looked at",
        arguments: [
            "none", "None", "", "HS256", "HS384", "HS512", "rs256", "RS1", "RS257", "ES256K", "Ed448", "RSA-OAEP",
        ]
    )
    func unsupportedAlgorithm(name: String) {
        #expect(code(.edwards(x: []), SignatureAlgorithm(rawValue: name)) == .unsupportedAlgorithm)
    }

    @Test("ten algorithms are supported")
    func supported() {
        let names = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
        #expect(SignatureAlgorithm.supported.map(\.rawValue) == names)
    }

    @Test("each kind of key fits its own algorithms and no other")
    func kinds() throws {
        let keys: [(PublicKeyMaterial, [SignatureAlgorithm])] = [
            (try ExampleKeys.rsa(), [.rs256, .rs384, .rs512, .ps256, .ps384, .ps512]),
            (try ExampleKeys.p256(), [.es256]),
            (try SigningKey.generate(for: .es384).publicKey, [.es384]),
            (try ExampleKeys.p521(), [.es512]),
            (try ExampleKeys.ed25519(), [.edDSA]),
        ]
        for (key, algorithms) in keys {
            for algorithm in SignatureAlgorithm.supported {
                let expected: CryptoError.Code? = algorithms.contains(algorithm) ? nil : .invalidKey
                #expect(code(key, algorithm) == expected, "\(algorithm.rawValue), \(key)")
            }
        }
    }

    // `openssl pkey -pubin -outform DER | sha256sum` of each key.
    @Test("a key is written in DER as openssl writes it")
    func subjectPublicKeyInfo() throws {
        let keys: [(PublicKeyMaterial, Int, String)] = [
            (try ExampleKeys.rsa(), 294, "6fd13c2435a361e7c588cd17f55f5ad3df0177a66c1727a6a200845f4d7ab88c"),
            (try ExampleKeys.p256(), 91, "2bd1bb0c44a897c30a7aa0991cde38d8062fe441de50da0f46825344f602e827"),
            (try ExampleKeys.p521(), 158, "9146ce73d6abeda5e0ab6926e7bd9b563f2f2258b488d520534a0b84ba5871df"),
            (try ExampleKeys.ed25519(), 44, "06e3fd8fda29bb60ab59557de61edb0aecdb231134be30e75b455f8e1b792fa9"),
        ]
        for (key, count, digest) in keys {
            #expect(key.subjectPublicKeyInfo.count == count)
            #expect(try MessageDigest.hash(key.subjectPublicKeyInfo, using: .sha256) == hex(digest))
        }
    }

    /// An odd number of so many bits.
    private static func number(bits: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: (bits + 7) / 8)
        bytes[0] = 1 << UInt8((bits - 1) % 8)
        bytes[bytes.count - 1] |= 1
        return bytes
    }

    @Test(
        "RSA moduli have 2048 to 16384 bits",
        arguments: [
            (1, false), (512, false), (1024, false), (2040, false), (2047, false), (2048, true), (2049, true),
            (4096, true),
            (16384, true), (16385, false), (65536, false),
        ]
    )
    func modulusSize(bits: Int, isAccepted: Bool) {
        let key = PublicKeyMaterial.rsa(modulus: Self.number(bits: bits), exponent: [1, 0, 1])
        #expect(code(key, .rs256) == (isAccepted ? nil : .invalidKey))
    }

    @Test("zeros before a modulus or an exponent change nothing")
    func leadingZeros() throws {
        let modulus = try base64URL(ExampleKeys.n)
        let key = PublicKeyMaterial.rsa(modulus: [0, 0] + modulus, exponent: [0, 1, 0, 1])
        let verifier = try PlatformCrypto().verifier(for: key, algorithm: .rs256)
        let signature = try base64URL(RFCExampleTests.rs256Signature)
        #expect(verifier.isValid(signature: signature, for: RFCExampleTests.rs256Message))
        #expect(!verifier.isValid(signature: [0, 0] + signature, for: RFCExampleTests.rs256Message))
        let short = PublicKeyMaterial.rsa(modulus: [0] + Self.number(bits: 2040), exponent: [3])
        #expect(code(short, .rs256) == .invalidKey)
    }

    @Test("an even, missing or zero modulus is refused")
    func badModulus() throws {
        let even = Array(try base64URL(ExampleKeys.n).dropLast()) + [0xA0]
        for modulus in [even, [], [UInt8](repeating: 0, count: 256)] {
            #expect(code(.rsa(modulus: modulus, exponent: [1, 0, 1]), .rs256) == .invalidKey)
        }
    }

    @Test(
        "RSA exponents are odd, from 3 to 2^32",
        arguments: [
            ([], false), ([0], false), ([1], false), ([2], false), ([3], true), ([17], true), ([1, 0, 0], false),
            ([1, 0, 1], true), ([0xFF, 0xFF, 0xFF, 0xFF], true), ([1, 0, 0, 0, 1], false),
            ([UInt8](repeating: 0xFF, count: 256), false),
        ] as [([UInt8], Bool)]
    )
    func exponents(exponent: [UInt8], isAccepted: Bool) throws {
        let key = PublicKeyMaterial.rsa(modulus: try base64URL(ExampleKeys.n), exponent: exponent)
        #expect(code(key, .rs256) == (isAccepted ? nil : .invalidKey))
    }

    @Test(
        "coordinates have the length of their curve",
        arguments: [
            (EllipticCurve.p256, SignatureAlgorithm.es256, 32), (.p384, .es384, 48), (.p521, .es512, 66),
        ]
    )
    func coordinateLength(curve: EllipticCurve, algorithm: SignatureAlgorithm, count: Int) throws {
        guard case .elliptic(_, let x, let y) = try SigningKey.generate(for: algorithm).publicKey else {
            Issue.record("another kind of key was made")
            return
        }
        #expect(x.count == count && y.count == count && curve.coordinateByteCount == count)
        #expect(code(.elliptic(curve: curve, x: x, y: y), algorithm) == nil)
        let (shortX, shortY) = (Array(x.dropFirst()), Array(y.dropLast()))
        for (x, y) in [([0] + x, y), (x, [0] + y), (shortX, y), (x, shortY), ([], []), (x, [])] {
            #expect(code(.elliptic(curve: curve, x: x, y: y), algorithm) == .invalidKey)
        }
    }

    @Test(
        "points that are not on their curve are refused",
        arguments: [
            (EllipticCurve.p256, SignatureAlgorithm.es256), (.p384, .es384), (.p521, .es512),
        ]
    )
    func pointOffCurve(curve: EllipticCurve, algorithm: SignatureAlgorithm) throws {
        guard case .elliptic(_, let x, let y) = try SigningKey.generate(for: algorithm).publicKey else {
            Issue.record("another kind of key was made")
            return
        }
        let last = curve.coordinateByteCount * 8 - 8
        let zero = [UInt8](repeating: 0, count: curve.coordinateByteCount)
        let ones = [UInt8](repeating: 0xFF, count: curve.coordinateByteCount)
        for (x, y) in [
            (flippingBit(last, of: x), y), (x, flippingBit(last, of: y)),
            (zero, zero), (x, zero), (ones, ones), (ones, y),
        ] {
            #expect(code(.elliptic(curve: curve, x: x, y: y), algorithm) == .invalidKey)
        }
    }

    @Test("Ed25519 keys have 32 bytes", arguments: [0, 31, 33, 57, 64])
    func edwardsLength(count: Int) {
        #expect(code(.edwards(x: [UInt8](repeating: 9, count: count)), .edDSA) == .invalidKey)
    }

    // 2 is no y-coordinate of the curve. Libraries notice when the key is made or when it is used: both will do.
    @Test("an Ed25519 key off its curve verifies nothing")
    func edwardsOffCurve() throws {
        let key = PublicKeyMaterial.edwards(x: [2] + [UInt8](repeating: 0, count: 31))
        guard let verifier = try? PlatformCrypto().verifier(for: key, algorithm: .edDSA) else { return }
        let signature = try base64URL(RFCExampleTests.edDSASignature)
        #expect(!verifier.isValid(signature: signature, for: RFCExampleTests.edDSAMessage))
        #expect(!verifier.isValid(signature: [UInt8](repeating: 0, count: 64), for: []))
    }

    @Test("errors say what was expected, and print no key")
    func messages() throws {
        let error = #expect(throws: CryptoError.self) {
            try PlatformCrypto().verifier(for: ExampleKeys.p256(), algorithm: .rs256)
        }
        #expect(
            error?.description
                == "key: expected one for RS256, found a key on P-256. "
                + "Use the algorithm that the key is for [invalidKey]"
        )
    }
}
