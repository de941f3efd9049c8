/// Checks signatures with one key and one algorithm.
///
/// Made once for a key by a ``CryptoProvider`` and used by many tasks at once.
public protocol SignatureVerifier: Sendable {
    /// Whether `signature` is this key's signature of `message`. Whatever is wrong, the answer is `false`.
    ///
    /// - Parameters:
    ///   - signature: As in a JWS: for ECDSA, `r` and `s` one after the other.
    ///   - message: What was signed; not its hash.
    func isValid(signature: UnsafeRawBufferPointer, for message: UnsafeRawBufferPointer) -> Bool
}

extension SignatureVerifier {
    /// Whether `signature` is this key's signature of `message`. Whatever is wrong, the answer is `false`.
    public func isValid(signature: [UInt8], for message: [UInt8]) -> Bool {
        signature.withUnsafeBytes { signature in
            message.withUnsafeBytes { message in isValid(signature: signature, for: message) }
        }
    }
}
