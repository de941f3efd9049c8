/// The codes of authenticator apps: RFC 6238, over the truncated HMAC of RFC 4226.
package enum TOTP {
    /// How many seconds each code is valid.
    package static let period = 30

    /// The time step that contains a moment; 0 for any moment before 1970.
    package static func step(at secondsSince1970: Double, period: Int = TOTP.period) -> UInt64 {
        UInt64(exactly: (max(0, secondsSince1970) / Double(max(1, period))).rounded(.down)) ?? 0
    }

    /// The code for a time step.
    ///
    /// - Parameters:
    ///   - key: The secret that the service and the app share.
    ///   - step: The time step.
    ///   - digits: The code's length, from 6 to 8.
    ///   - algorithm: The hash function of the HMAC. Many apps support only SHA-1.
    /// - Throws: ``CryptoError/Code/failed`` for a length out of range; ``CryptoError/Code/libraryUnavailable``.
    package static func code(
        key: [UInt8],
        step: UInt64,
        digits: Int = 6,
        using algorithm: DigestAlgorithm = .sha1
    ) throws(CryptoError) -> String {
        guard (6...8).contains(digits) else {
            throw CryptoError(.failed, "digits: expected a number from 6 to 8, found \(digits)")
        }
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * $0)) }
        let hash = try HMAC.authenticationCode(for: counter, key: key, using: algorithm)
        // The last four bits are the offset of the 31 bits that become the code. Every hash has the 19 bytes that this
        // needs.
        let offset = Int(hash[hash.count - 1] & 0xF)
        let number = hash[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let text = String(number)
        return String((String(repeating: "0", count: digits) + text).suffix(digits))
    }
}
