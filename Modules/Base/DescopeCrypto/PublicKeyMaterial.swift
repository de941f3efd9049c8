/// A public key as numbers: the members of a JWK, decoded from base64url. Numbers are big-endian.
public enum PublicKeyMaterial: Hashable, Sendable {
    /// An RSA key: `n` and `e`.
    case rsa(modulus: [UInt8], exponent: [UInt8])
    /// A point on a curve: `crv`, `x` and `y`, each coordinate with its leading zeros.
    case elliptic(curve: EllipticCurve, x: [UInt8], y: [UInt8])
    /// An Ed25519 key: `x`, 32 bytes.
    case edwards(x: [UInt8])
}

extension PublicKeyMaterial {
    /// Throws for a key that is too weak, malformed, or for another algorithm, whichever library will use it.
    ///
    /// Whether a point lies on its curve is checked by that library.
    ///
    /// - Returns: The length of this key's signatures in bytes; a signature of another length is invalid.
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

    /// The accepted sizes of RSA moduli, in bits. RFC 7518 requires at least 2048; the maximum limits the time of a
    /// check.
    static let rsaBits = 2048...16384

    // An exponent that is too small breaks padding, a long one makes each check slow. Keys usually have 65537.
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
    /// A big-endian number without its leading zeros.
    var withoutLeadingZeros: ArraySlice<UInt8> { drop { $0 == 0 } }

    /// The length in bits of a big-endian number.
    var bitCount: Int {
        let digits = withoutLeadingZeros
        guard let first = digits.first else { return 0 }
        return digits.count * 8 - first.leadingZeroBitCount
    }
}
