import DescopeCrypto
import TestVectors
import Testing

/// Project Wycheproof's signatures: the mistakes that verifiers have made.
///
/// What their files say of JWS and JWK (`json_web_*`) is for those who parse tokens, not for this module.
@Suite(.enabled(if: Wycheproof.isPresent, "\(Wycheproof.missing)"))
struct WycheproofTests {
    @Test(
        "signatures are judged as the vectors say",
        arguments: [
            ("rsa_signature_2048_sha256", SignatureAlgorithm.rs256),
            ("rsa_signature_2048_sha384", .rs384),
            ("rsa_signature_2048_sha512", .rs512),
            ("rsa_signature_3072_sha256", .rs256),
            ("rsa_signature_4096_sha512", .rs512),
            ("rsa_pss_2048_sha256_mgf1_32", .ps256),
            ("rsa_pss_4096_sha384_mgf1_48", .ps384),
            ("rsa_pss_4096_sha512_mgf1_64", .ps512),
            ("ecdsa_secp256r1_sha256_p1363", .es256),
            ("ecdsa_secp384r1_sha384_p1363", .es384),
            ("ecdsa_secp521r1_sha512_p1363", .es512),
            ("ed25519", .edDSA),
        ]
    )
    func signatures(file: String, algorithm: SignatureAlgorithm) throws {
        let vectors = try Wycheproof.file(file, of: Group.self)
        var (count, valid) = (0, 0)
        for group in vectors.testGroups {
            // No key of these files is refused: RSA has 2048 bits and more, with an exponent of 3 or 65537.
            let verifier = try PlatformCrypto().verifier(for: group.publicKey.material(), algorithm: algorithm)
            for test in group.tests {
                // `acceptable` is one case in each RSA file: a DigestInfo that lacks its NULL, as old software
                // wrote it. RFC 8017 (8.2.2) compares whole encodings, and no issuer of JWTs writes it so: refused.
                let expected = test.result == "valid"
                #expect(test.result != "acceptable" || test.flags == ["MissingNull"])
                let answer = verifier.isValid(signature: try hex(test.sig), for: try hex(test.msg))
                #expect(answer == expected, "\(file) \(test.tcId): \(test.comment) \(test.flags)")
                count += 1
                valid += answer ? 1 : 0
            }
        }
        #expect(count == vectors.numberOfTests)
        print("Wycheproof \(file): \(count) cases, \(valid) of them valid")
    }
}

/// The signatures of one key.
private struct Group: Decodable {
    let publicKey: Key
    let tests: [Case]

    struct Case: Decodable {
        let tcId: Int
        let comment: String
        let flags: [String]
        let msg: String
        let sig: String
        let result: String
    }

    struct Key: Decodable {
        let modulus: String?
        let publicExponent: String?
        let curve: String?
        let uncompressed: String?
        let pk: String?

        func material() throws -> PublicKeyMaterial {
            if let modulus, let publicExponent {
                return .rsa(modulus: try hex(modulus), exponent: try hex(publicExponent))
            }
            if let pk { return .edwards(x: try hex(pk)) }
            let curves = ["secp256r1": EllipticCurve.p256, "secp384r1": .p384, "secp521r1": .p521]
            let curve = try #require(curves[curve ?? ""])
            let point = try hex(#require(uncompressed))
            let count = curve.coordinateByteCount
            try #require(point.count == 1 + 2 * count)
            return .elliptic(curve: curve, x: Array(point[1...count]), y: Array(point[(count + 1)...]))
        }
    }
}
