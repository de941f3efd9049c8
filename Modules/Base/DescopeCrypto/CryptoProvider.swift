/// Makes signature verifiers. Conform to it to use a cryptography library other than the platform's.
public protocol CryptoProvider: Sendable {
    /// Makes a verifier that is ready to check signatures. Make one per key and keep it.
    ///
    /// - Throws: ``CryptoError/Code/unsupportedAlgorithm`` for an algorithm outside ``SignatureAlgorithm/supported``;
    ///   ``CryptoError/Code/invalidKey`` for a key that is malformed, too weak or for another algorithm;
    ///   ``CryptoError/Code/libraryUnavailable``.
    func verifier(
        for key: PublicKeyMaterial,
        algorithm: SignatureAlgorithm
    ) throws(CryptoError) -> any SignatureVerifier
}
