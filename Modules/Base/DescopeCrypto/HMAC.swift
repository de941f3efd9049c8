/// Keyed hashes (RFC 2104), from the platform's library.
package enum HMAC {
    /// The authentication code of a message. Compare it with ``ConstantTime``.
    ///
    /// - Throws: ``CryptoError/Code/libraryUnavailable``.
    package static func authenticationCode(
        for message: [UInt8],
        key: [UInt8],
        using algorithm: DigestAlgorithm
    ) throws(CryptoError) -> [UInt8] {
        try filled(algorithm.byteCount) { output throws(CryptoError) in
            try PlatformPrimitives.authenticationCode(for: message, key: key, using: algorithm, into: output)
        }
    }
}
