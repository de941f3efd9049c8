public import DescopeCore
public import DescopeCrypto

/// A key that is parsed, checked for suitability and prepared for verifying signatures.
///
/// A class, because it is made once and shared by every token: a copy costs one reference.
public final class VerificationKey: Sendable {
    /// The key as a JWK.
    public let jwk: JWK
    /// The verifier that checks signatures.
    public let verifier: any SignatureVerifier

    /// The key id, which tokens refer to.
    public var keyId: String { jwk.keyId }
    /// The only algorithm that the key is for.
    public var algorithm: SignatureAlgorithm { jwk.algorithm }

    /// Prepares a key.
    ///
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/unsuitableKey`` when the key
    ///   does not fit its algorithm or is too weak, ``/DescopeCore/DescopeError/Code/cryptoUnavailable`` when the
    ///   platform's cryptography library is missing.
    public init(_ jwk: JWK, crypto: some CryptoProvider = PlatformCrypto()) throws(DescopeError) {
        self.jwk = jwk
        do { verifier = try crypto.verifier(for: jwk.publicKey, algorithm: jwk.algorithm) } catch {
            // Not an error of the key.
            if error.code == .libraryUnavailable { throw DescopeError(error) }
            throw DescopeError(
                .key,
                code: .unsuitableKey,
                message: "\(keyName(jwk.keyId)): \(error.message)",
                underlying: error
            )
        }
    }
}

/// The keys of a project, as its key endpoint returns them.
public struct JWKSet: Sendable {
    /// The usable keys by key id.
    public let keys: [String: VerificationKey]

    /// The reasons why other keys in the set are unusable, one line each.
    public let skipped: [String]

    /// Parses a key set. Unusable keys are skipped.
    ///
    /// - Parameters:
    ///   - json: The response body of the key endpoint: `{"keys": […]}`.
    ///   - crypto: The provider of signature verifiers.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/keysUnavailable`` when `json`
    ///   is not a key set, has more than 1024 keys, or has no usable key;
    ///   ``/DescopeCore/DescopeError/Code/cryptoUnavailable`` when the platform's cryptography library is missing.
    public init(json: [UInt8], crypto: some CryptoProvider = PlatformCrypto()) throws(DescopeError) {
        guard let (list, count) = Self.list(in: json) else {
            throw unavailable("expected {\"keys\": […]}, found \(json.count) bytes of something else")
        }
        try self.init(list, count, crypto, JWK.init)
    }

    /// Makes a key set from parsed keys. Unusable keys are skipped.
    ///
    /// - Parameters:
    ///   - jwks: The keys.
    ///   - crypto: The provider of signature verifiers.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/keysUnavailable`` when none
    ///   of them is usable, or there are more than 1024; ``/DescopeCore/DescopeError/Code/cryptoUnavailable`` when the
    ///   platform's cryptography library is missing.
    public init(_ jwks: [JWK], crypto: some CryptoProvider = PlatformCrypto()) throws(DescopeError) {
        try self.init(jwks, jwks.count, crypto) { $0 }
    }

    private init<Entry>(
        _ list: [Entry],
        _ count: Int,
        _ crypto: some CryptoProvider,
        _ read: (Entry) throws(DescopeError) -> JWK
    ) throws(DescopeError) {
        guard count <= Self.maximumCount else {
            throw unavailable("expected at most \(Self.maximumCount) keys, found \(count)")
        }
        var keys: [String: VerificationKey] = [:]
        var skipped: [String] = []
        for entry in list {
            do {
                let jwk = try read(entry)
                guard keys[jwk.keyId] == nil else {
                    skipped.append("\(keyName(jwk.keyId)): another key in the list has the same id.")
                    continue
                }
                keys[jwk.keyId] = try VerificationKey(jwk, crypto: crypto)
            } catch {
                // It would fail for every other key, too.
                if error.code == .cryptoUnavailable { throw error }
                skipped.append(error.message)
            }
        }
        guard !keys.isEmpty else {
            let reasons = skipped.prefix(3).map { " " + $0 }.joined()
            throw unavailable("expected at least one usable key, found \(list.count) keys and none usable.\(reasons)")
        }
        self.keys = keys
        self.skipped = skipped
    }

    /// The maximum number of keys in a set.
    private static let maximumCount = 1024

    /// The entries and their number; entries beyond the maximum are skipped. Nil when there is no list.
    private static func list(in json: [UInt8]) -> (entries: [JWKMembers?], count: Int)? {
        var entries: [JWKMembers?] = []
        var count: Int?
        do throws(JSONFailure) {
            try JSONReader.scan(json) { reader throws(JSONFailure) in
                try reader.forEachMember { reader, name throws(JSONFailure) in
                    guard name.word == word("keys"), reader.isAtList else { return try reader.skipValue() }
                    var found = 0
                    try reader.forEachElement { reader throws(JSONFailure) in
                        found += 1
                        if found <= maximumCount {
                            entries.append(try JWKMembers.read(&reader))
                        } else {
                            try reader.skipValue()
                        }
                    }
                    count = found
                }
                try reader.end()
            }
        } catch { return nil }
        return count.map { (entries, $0) }
    }
}

private func unavailable(_ message: String) -> DescopeError {
    DescopeError(.key, code: .keysUnavailable, message: "key set: \(message)")
}
