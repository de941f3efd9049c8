/// A signature algorithm, by its name in a JWT's header (RFC 7518, RFC 8037).
///
/// The set is open, because the name comes from a token. Only algorithms in ``supported`` make a verifier. `none` and
/// HMAC are not among them, so that a token signed with the public key as an HMAC secret is never accepted.
public struct SignatureAlgorithm: RawRepresentable, Hashable, Sendable {
    /// The name, for example `RS256`.
    public let rawValue: String

    /// Makes an algorithm from its name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// RSASSA-PKCS1-v1_5 with SHA-256.
    public static let rs256 = Self(rawValue: "RS256")
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    public static let rs384 = Self(rawValue: "RS384")
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    public static let rs512 = Self(rawValue: "RS512")
    /// RSASSA-PSS with SHA-256, MGF1 with SHA-256, 32 bytes of salt.
    public static let ps256 = Self(rawValue: "PS256")
    /// RSASSA-PSS with SHA-384, MGF1 with SHA-384, 48 bytes of salt.
    public static let ps384 = Self(rawValue: "PS384")
    /// RSASSA-PSS with SHA-512, MGF1 with SHA-512, 64 bytes of salt.
    public static let ps512 = Self(rawValue: "PS512")
    /// ECDSA over P-256 with SHA-256.
    public static let es256 = Self(rawValue: "ES256")
    /// ECDSA over P-384 with SHA-384.
    public static let es384 = Self(rawValue: "ES384")
    /// ECDSA over P-521 with SHA-512.
    public static let es512 = Self(rawValue: "ES512")
    /// Ed25519. Its other name, `Ed25519` (RFC 9864), is read as this one. Ed448, which JWTs also call `EdDSA`, is not
    /// supported.
    public static let edDSA = Self(rawValue: "EdDSA")

    /// Every algorithm that can be verified.
    public static let supported = schemes.map(\.algorithm)

    /// The supported algorithm with this name, or nil. Names are compared by bytes, so `name` may be untrusted.
    package static func supported(named name: String) -> SignatureAlgorithm? { scheme(named: name)?.algorithm }

    /// How the algorithm signs; nil when it is not supported.
    package var scheme: Scheme? { Self.scheme(named: rawValue) }

    private static func scheme(named name: String) -> Scheme? {
        // RFC 9864 renames EdDSA with the curve Ed25519, the only supported one, to Ed25519.
        let name = name.utf8.elementsEqual("Ed25519".utf8) ? edDSA.rawValue : name
        return schemes.first { $0.algorithm.rawValue.utf8.elementsEqual(name.utf8) }
    }

    /// Like ``scheme``, but throws an error that lists the supported algorithms when this one is not supported.
    package func supportedScheme() throws(CryptoError) -> Scheme {
        guard let scheme else {
            let names = Self.supported.map(\.rawValue).joined(separator: ", ")
            throw CryptoError(.unsupportedAlgorithm, "algorithm: expected one of \(names), found another one")
        }
        return scheme
    }

    private static let schemes = [
        Scheme(algorithm: .rs256, family: .rsaPKCS1(.sha256)),
        Scheme(algorithm: .rs384, family: .rsaPKCS1(.sha384)),
        Scheme(algorithm: .rs512, family: .rsaPKCS1(.sha512)),
        Scheme(algorithm: .ps256, family: .rsaPSS(.sha256)),
        Scheme(algorithm: .ps384, family: .rsaPSS(.sha384)),
        Scheme(algorithm: .ps512, family: .rsaPSS(.sha512)),
        Scheme(algorithm: .es256, family: .ecdsa(.p256, .sha256)),
        Scheme(algorithm: .es384, family: .ecdsa(.p384, .sha384)),
        Scheme(algorithm: .es512, family: .ecdsa(.p521, .sha512)),
        Scheme(algorithm: .edDSA, family: .ed25519),
    ]

    /// One row of the table of algorithms.
    package struct Scheme: Sendable {
        /// The algorithm's name.
        package let algorithm: SignatureAlgorithm
        /// How it signs, and with which parameters.
        package let family: Family
    }

    /// How an algorithm signs.
    package enum Family: Hashable, Sendable {
        /// RSASSA-PKCS1-v1_5.
        case rsaPKCS1(DigestAlgorithm)
        /// RSASSA-PSS with MGF1 over the same digest and a salt of the digest's length.
        case rsaPSS(DigestAlgorithm)
        /// ECDSA; a signature is `r` and `s`, each as long as a coordinate.
        case ecdsa(EllipticCurve, DigestAlgorithm)
        /// Ed25519, which includes its own hashing.
        case ed25519

        /// The hash function applied to the message before signing; nil when the algorithm takes the message itself.
        package var digest: DigestAlgorithm? {
            switch self {
            case .rsaPKCS1(let digest), .rsaPSS(let digest), .ecdsa(_, let digest): digest
            case .ed25519: nil
            }
        }
    }
}
