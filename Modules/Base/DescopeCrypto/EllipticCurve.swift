/// A curve for ECDSA, by its name in a JWK.
public enum EllipticCurve: String, Hashable, Sendable, CaseIterable {
    /// NIST P-256, for ES256.
    case p256 = "P-256"
    /// NIST P-384, for ES384.
    case p384 = "P-384"
    /// NIST P-521, for ES512.
    case p521 = "P-521"

    /// The length of a coordinate in bytes. A signature (`r` and `s`) is twice as long.
    public var coordinateByteCount: Int {
        switch self {
        case .p256: 32
        case .p384: 48
        case .p521: 66
        }
    }
}
