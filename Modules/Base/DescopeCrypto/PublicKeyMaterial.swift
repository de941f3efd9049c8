/// A public key as numbers: what a JWK says, decoded from base64url. Numbers are big-endian.
public enum PublicKeyMaterial: Hashable, Sendable {
    /// An RSA key: `n` and `e`.
    case rsa(modulus: [UInt8], exponent: [UInt8])
    /// A point on a curve: `crv`, `x` and `y`, each coordinate with its leading zeros.
    case elliptic(curve: EllipticCurve, x: [UInt8], y: [UInt8])
    /// An Ed25519 key: `x`, 32 bytes.
    case edwards(x: [UInt8])
}

extension PublicKeyMaterial {
    /// Refuses a key that is too weak, malformed, or not one for this algorithm, whichever library will use it.
    ///
    /// Whether a point lies on its curve is for that library to say.
    ///
    /// - Returns: The length of this key's signatures in bytes; one of another length is no signature.
    package func signatureByteCount(for scheme: SignatureAlgorithm.Scheme) throws(CryptoError) -> Int {
        switch (self, scheme.family) {
        case (.rsa(let modulus, let exponent), .rsaPKCS1), (.rsa(let modulus, let exponent), .rsaPSS):
            try Self.checkRSA(modulus: modulus, exponent: exponent)
            return modulus.withoutLeadingZeros.count
        case (.elliptic(let curve, let x, let y), .ecdsa(let expected, _)) where curve == expected:
            let count = curve.coordinateByteCount
            guard x.count == count, y.count == count else {
                throw CryptoError(
                    .invalidKey,
                    "key: expected coordinates of \(count) bytes for \(curve.rawValue), found \(x.count) and \(y.count)"
                )
            }
            return 2 * count
        case (.edwards(let x), .ed25519):
            guard x.count == 32 else {
                throw CryptoError(.invalidKey, "key: expected 32 bytes for Ed25519, found \(x.count)")
            }
            return 64
        default:
            throw CryptoError(
                .invalidKey,
                "key: expected one for \(scheme.algorithm.rawValue), found \(kind). "
                    + "Use the algorithm that the key is for"
            )
        }
    }

    private var kind: String {
        switch self {
        case .rsa: "an RSA key"
        case .elliptic(let curve, _, _): "a key on \(curve.rawValue)"
        case .edwards: "an Ed25519 key"
        }
    }

    /// The sizes of RSA moduli that we use, in bits: RFC 7518 asks for 2048, and a check must not take for ever.
    static let rsaBits = 2048...16384

    // A small exponent breaks padding, a long one makes each check slow; 65537 is what keys have.
    private static func checkRSA(modulus: [UInt8], exponent: [UInt8]) throws(CryptoError) {
        let bits = modulus.bitCount
        guard rsaBits.contains(bits) else {
            throw CryptoError(.invalidKey, "key: expected an RSA modulus of 2048 to 16384 bits, found \(bits)")
        }
        guard let last = modulus.last, last & 1 == 1 else {
            throw CryptoError(.invalidKey, "key: expected an odd RSA modulus, found an even one")
        }
        guard let last = exponent.last, last & 1 == 1, (2...32).contains(exponent.bitCount) else {
            throw CryptoError(
                .invalidKey,
                "key: expected an odd RSA exponent from 3 to 2^32 (usually 65537), "
                    + "found one of \(exponent.bitCount) bits"
            )
        }
    }
}

extension [UInt8] {
    /// A big-endian number without the zeros before it.
    var withoutLeadingZeros: ArraySlice<UInt8> { drop { $0 == 0 } }

    /// The length in bits of a big-endian number.
    var bitCount: Int {
        let digits = withoutLeadingZeros
        guard let first = digits.first else { return 0 }
        return digits.count * 8 - first.leadingZeroBitCount
    }
}
