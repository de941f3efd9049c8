/// Checks signatures with one key and one algorithm.
///
/// A ``CryptoProvider`` makes it once per key; many tasks use it concurrently.
public protocol SignatureVerifier: Sendable {
    /// Whether `signature` is this key's signature of `message`. Returns `false` for anything else and never throws.
    ///
    /// - Parameters:
    ///   - signature: The signature as in a JWS: for ECDSA, `r` followed by `s`.
    ///   - message: The signed message, not its hash.
    func isValid(signature: UnsafeRawBufferPointer, for message: UnsafeRawBufferPointer) -> Bool
}

extension SignatureVerifier {
    /// Whether `signature` is this key's signature of `message`. Returns `false` for anything else and never throws.
    public func isValid(signature: [UInt8], for message: [UInt8]) -> Bool {
        signature.withUnsafeBytes { signature in
            message.withUnsafeBytes { message in isValid(signature: signature, for: message) }
        }
    }
}
