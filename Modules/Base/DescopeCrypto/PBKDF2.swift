/// Derives keys from passwords (PBKDF2, RFC 8018) with the platform's library.
package enum PBKDF2 {
    /// Derives a key from a password. More iterations make both deriving and guessing slower.
    ///
    /// - Parameters:
    ///   - password: The password's bytes, usually UTF-8.
    ///   - salt: Random bytes, different for each password.
    ///   - iterations: At least 1.
    ///   - count: The key's length in bytes, at least 1 and at most 1024.
    ///   - algorithm: The hash function of the HMAC.
    /// - Throws: ``CryptoError/Code/failed`` for a number out of range; ``CryptoError/Code/libraryUnavailable``.
    package static func derive(
        password: [UInt8],
        salt: [UInt8],
        iterations: Int,
        count: Int,
        using algorithm: DigestAlgorithm = .sha256
    ) throws(CryptoError) -> [UInt8] {
        guard (1...Int(Int32.max)).contains(iterations) else {
            throw CryptoError(.failed, "iterations: expected a number from 1 to \(Int32.max), found \(iterations)")
        }
        guard (1...1024).contains(count) else {
            throw CryptoError(.failed, "count: expected a number from 1 to 1024, found \(count)")
        }
        return try filled(count) { output throws(CryptoError) in
            try PlatformPrimitives.deriveKey(
                password: password,
                salt: salt,
                iterations: UInt32(iterations),
                using: algorithm,
                into: output
            )
        }
    }
}
