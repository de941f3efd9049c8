/// Cryptographically secure random bytes from the platform's library.
package enum SecureRandom {
    /// Random bytes, fit for keys, states, verifiers and codes.
    ///
    /// - Parameter count: The number of bytes, from 0 to 1 MiB.
    /// - Throws: ``CryptoError/Code/failed`` for a count out of range or when the system provides no random bytes;
    ///   ``CryptoError/Code/libraryUnavailable``.
    package static func bytes(count: Int) throws(CryptoError) -> [UInt8] {
        guard (0...(1 << 20)).contains(count) else {
            throw CryptoError(.failed, "count: expected a number from 0 to \(1 << 20), found \(count)")
        }
        return try filled(count) { output throws(CryptoError) in try PlatformPrimitives.fillWithRandomBytes(output) }
    }
}
