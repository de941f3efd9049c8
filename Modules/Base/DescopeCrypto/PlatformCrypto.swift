/// The platform's own cryptography: `libcrypto` (OpenSSL 3 or 1.1.1) on Linux, CryptoKit and Security on Apple
/// platforms.
///
/// On Linux the library is loaded on first use, and is not needed to build. RSA keys have 2048 to 16384 bits and an odd
/// exponent from 3 to 2^32.
public struct PlatformCrypto: CryptoProvider {
    /// Makes the provider.
    public init() {}

    /// Makes a verifier that is ready to check signatures.
    ///
    /// - Throws: ``CryptoError/Code/unsupportedAlgorithm``, ``CryptoError/Code/invalidKey`` or
    ///   ``CryptoError/Code/libraryUnavailable``.
    public func verifier(
        for key: PublicKeyMaterial,
        algorithm: SignatureAlgorithm
    ) throws(CryptoError) -> any SignatureVerifier {
        let scheme = try algorithm.supportedScheme()
        let count = try key.signatureByteCount(for: scheme)
        return try PlatformVerifier(key: key, family: scheme.family, signatureByteCount: count)
    }
}
