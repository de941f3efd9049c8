/// A hash function.
public enum DigestAlgorithm: Hashable, Sendable, CaseIterable {
    /// SHA-1. Broken for signatures; used only for the codes of authenticator apps (HMAC in TOTP).
    case sha1
    /// SHA-256.
    case sha256
    /// SHA-384.
    case sha384
    /// SHA-512.
    case sha512

    /// The length of its digests in bytes.
    public var byteCount: Int {
        switch self {
        case .sha1: 20
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }
}
