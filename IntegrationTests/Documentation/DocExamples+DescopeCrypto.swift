import DescopeCrypto

// The code of the module's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    /// Whether a key pair fits: what it signs is accepted, and something else is not.
    func isSound(_ algorithm: SignatureAlgorithm) throws(CryptoError) -> Bool {
        let key = try SigningKey.generate(for: algorithm)
        let verifier = try PlatformCrypto().verifier(for: key.publicKey, algorithm: algorithm)
        let message = Array("message".utf8)
        let signature = try key.signature(for: message)
        return verifier.isValid(signature: signature, for: message)
            && !verifier.isValid(signature: signature, for: Array("another".utf8))
    }

    /// A fingerprint of a file, for example.
    func fingerprint(_ bytes: [UInt8]) throws(CryptoError) -> [UInt8] {
        try MessageDigest.hash(bytes, using: .sha256)
    }
}
