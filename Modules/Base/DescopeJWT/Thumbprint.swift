public import DescopeCore
public import DescopeCrypto

extension JWK {
    /// The key's thumbprint (RFC 7638) with SHA-256, as base64url: the same for the same key, whatever its id and
    /// algorithm.
    ///
    /// - Throws: ``/DescopeCore/DescopeError`` when the platform's cryptography library is missing.
    public func thumbprint() throws(DescopeError) -> String { try publicKey.thumbprint() }
}

extension PublicKeyMaterial {
    /// The key's thumbprint (RFC 7638) with SHA-256, as base64url. A bound token contains the thumbprint of its key
    /// (`cnf.jkt`).
    ///
    /// - Throws: ``/DescopeCore/DescopeError`` when the platform's cryptography library is missing.
    public func thumbprint() throws(DescopeError) -> String {
        // Names and values contain no characters that JSON escapes.
        let json = members.sorted { $0.key < $1.key }.map { #""\#($0.key)":"\#($0.value)""# }.joined(separator: ",")
        return Base64URL.encode(try sha256("{\(json)}"))
    }
}

/// The SHA-256 of a string's UTF-8 bytes.
func sha256(_ text: String) throws(DescopeError) -> [UInt8] {
    do { return try MessageDigest.hash(Array(text.utf8), using: .sha256) } catch { throw DescopeError(error) }
}

extension DescopeError {
    /// Makes an error for a missing or failing cryptography library.
    package init(_ error: CryptoError) {
        self.init(.configuration, code: .cryptoUnavailable, message: error.message + ".", underlying: error)
    }
}

/// The thumbprint of the key that a token says to be bound to (`cnf.jkt`, RFC 9449), with nothing of the token checked.
/// Nil when it says none, or cannot be read.
package func claimedProofKeyThumbprint(of jwt: Secret) -> String? {
    let parts = jwt.reveal().utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 3, let payload = Base64URL.decode(String(Substring(parts[1]))),
        let claims = try? JSONReader.parse(payload)
    else { return nil }
    return claims["cnf"]?["jkt"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
}
