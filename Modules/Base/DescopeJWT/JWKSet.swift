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
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/unsuitableKey`` when the key
    ///   does not fit its algorithm or is too weak, ``/DescopeCore/DescopeError/Code/cryptoUnavailable`` when there is
    ///   nothing to check signatures with.
    public init(_ jwk: JWK, crypto: some CryptoProvider = PlatformCrypto()) throws(DescopeError) {
        self.jwk = jwk
        do { verifier = try crypto.verifier(for: jwk.publicKey, algorithm: jwk.algorithm) } catch {
            // Not the key's fault.
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
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/keysUnavailable`` when there
    ///   is no such list, more than 1024 keys in it, or none that can be used;
    ///   ``/DescopeCore/DescopeError/Code/cryptoUnavailable`` when there is nothing to check signatures with.
    public init(json: [UInt8], crypto: some CryptoProvider = PlatformCrypto()) throws(DescopeError) {
        guard let (list, count) = Self.list(in: json) else {
            throw unavailable("expected {\"keys\": […]}, found \(json.count) bytes of something else")
        }
        try self.init(list, count, crypto, JWK.init)
    }

    /// Takes keys that are there already. One that cannot be used is passed over and the rest stand.
    ///
    /// - Parameters:
    ///   - jwks: The keys.
    ///   - crypto: What makes verifiers.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/keysUnavailable`` when none
    ///   of them can be used, or there are more than 1024; ``/DescopeCore/DescopeError/Code/cryptoUnavailable`` when
    ///   there is nothing to check signatures with.
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
                // No other key will fare better.
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

    /// The longest list that is taken.
    private static let maximumCount = 1024

    /// The list and its length; what is beyond the bound is read past and not kept. Nil when there is no list.
    private static func list(in json: [UInt8]) -> (entries: [JWKMembers?], count: Int)? {
        var entries: [JWKMembers?] = []
        var count: Int?
        do throws(JSONFailure) {
            try JSONReader.scan(json) { scanner throws(JSONFailure) in
                try scanner.forEachMember { scanner, name throws(JSONFailure) in
                    guard name.word == word("keys"), scanner.isAtList else { return try scanner.skipValue() }
                    var found = 0
                    try scanner.forEachElement { scanner throws(JSONFailure) in
                        found += 1
                        if found <= maximumCount {
                            entries.append(try JWKMembers.read(&scanner))
                        } else {
                            try scanner.skipValue()
                        }
                    }
                    count = found
                }
                try scanner.end()
            }
        } catch { return nil }
        return count.map { (entries, $0) }
    }
}

private func unavailable(_ message: String) -> DescopeError {
    DescopeError(.key, code: .keysUnavailable, message: "key set: \(message)")
}
