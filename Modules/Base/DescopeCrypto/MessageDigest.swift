/// Hash functions from the platform's library.
public enum MessageDigest {
    /// Hashes bytes and returns the digest.
    ///
    /// - Throws: ``CryptoError/Code/libraryUnavailable``.
    public static func hash(
        _ bytes: UnsafeRawBufferPointer,
        using algorithm: DigestAlgorithm
    ) throws(CryptoError) -> [UInt8] {
        try filled(algorithm.byteCount) { output throws(CryptoError) in
            try PlatformPrimitives.hash(bytes, using: algorithm, into: output)
        }
    }

    /// Hashes bytes and returns the digest.
    ///
    /// - Throws: ``CryptoError/Code/libraryUnavailable``.
    public static func hash(_ bytes: [UInt8], using algorithm: DigestAlgorithm) throws(CryptoError) -> [UInt8] {
        try withBytes(bytes) { bytes throws(CryptoError) in try hash(bytes, using: algorithm) }
    }

    /// Writes the SHA-256 of `bytes` into memory that the caller provides, so that nothing is allocated for the result.
    ///
    /// - Parameters:
    ///   - bytes: The bytes to hash.
    ///   - output: Exactly 32 bytes.
    /// - Throws: ``CryptoError/Code/libraryUnavailable``; ``CryptoError/Code/failed`` if `output` has another size.
    public static func sha256(
        _ bytes: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CryptoError) {
        guard output.count == DigestAlgorithm.sha256.byteCount else {
            throw CryptoError(.failed, "output: expected room for 32 bytes, found \(output.count)")
        }
        try PlatformPrimitives.hash(bytes, using: .sha256, into: output)
    }
}
