public import DescopeCore
public import DescopeCrypto

/// A key that tokens can be checked with at once: read, judged suitable, and made ready.
///
/// A class, since it is made once and handed out with every token: that costs one reference.
public final class VerificationKey: Sendable {
    /// The key as it was listed.
    public let jwk: JWK
    /// What checks signatures.
    public let verifier: any SignatureVerifier

    /// The id that tokens name the key by.
    public var keyId: String { jwk.keyId }
    /// The one algorithm that the key is for.
    public var algorithm: SignatureAlgorithm { jwk.algorithm }

    /// Makes a key ready.
    ///
    /// - Throws: ``DescopeCore/DescopeError`` with code ``DescopeCore/DescopeError/Code/unsuitableKey`` when the key does not
    ///   fit its algorithm or is too weak.
    public init(_ jwk: JWK, crypto: some CryptoProvider = PlatformCrypto()) throws(DescopeError) {
        self.jwk = jwk
        do { verifier = try crypto.verifier(for: jwk.publicKey, algorithm: jwk.algorithm) } catch {
            throw DescopeError(
                .key,
                code: .unsuitableKey,
                message: "JWK '\(jwk.keyId)': \(error.message)",
                underlying: error
            )
        }
    }
}

/// The keys of a project, as its key endpoint lists them.
public struct JWKSet: Sendable {
    /// The keys that can be used, by key id.
    public let keys: [String: VerificationKey]

    /// Why others in the list cannot: one line each.
    public let skipped: [String]

    /// Reads a list of keys. A key that cannot be used is passed over and the rest stand.
    ///
    /// - Parameters:
    ///   - json: The answer of the key endpoint: `{"keys": […]}`.
    ///   - crypto: What makes verifiers.
    /// - Throws: ``DescopeCore/DescopeError`` with code ``DescopeCore/DescopeError/Code/keysUnavailable`` when there is no
    ///   such list, or no usable key in it.
    public init(json: [UInt8], crypto: some CryptoProvider = PlatformCrypto()) throws(DescopeError) {
        guard let list = (try? JSONScanner.parse(json))?["keys"]?.arrayValue else {
            throw unavailable("expected {\"keys\": […]}, found \(json.count) bytes of something else")
        }
        guard list.count <= 1024 else { throw unavailable("expected at most 1024 keys, found \(list.count)") }
        var keys: [String: VerificationKey] = [:]
        var skipped: [String] = []
        for entry in list {
            do {
                let jwk = try JWK(entry)
                guard keys[jwk.keyId] == nil else {
                    skipped.append("JWK '\(jwk.keyId)': another key in the list has the same id.")
                    continue
                }
                keys[jwk.keyId] = try VerificationKey(jwk, crypto: crypto)
            } catch {
                // Not the key's fault, and no other key will fare better.
                if (error.underlying as? CryptoError)?.code == .libraryUnavailable { throw error }
                skipped.append(error.message)
            }
        }
        guard !keys.isEmpty else {
            let reasons = skipped.prefix(3).joined(separator: " ")
            throw unavailable("expected at least one usable key, found \(list.count) keys and none usable. \(reasons)")
        }
        self.keys = keys
        self.skipped = skipped
    }
}

private func unavailable(_ message: String) -> DescopeError {
    DescopeError(.key, code: .keysUnavailable, message: "key set: \(message)")
}
