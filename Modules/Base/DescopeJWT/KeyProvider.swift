public import DescopeCore

/// Provides the keys with which tokens are validated.
///
/// To fetch keys from another source, pass your own fetch function to ``RemoteKeys``: it meets all of the requirements
/// below. Your own provider has to meet them too; `KeyProviderConformance` in `DescopeTesting` checks them:
///
/// - It never returns another key than the requested one: an unknown key id is an error.
/// - A cancelled caller returns at once and does not affect the others.
/// - Few fetches run, however many callers request keys and for whatever ids: concurrently or sequentially, with or
///   without keys, whether the source responds or fails. A limit of three fetches a minute is low enough.
/// - A failure is kept only as long as that limit forbids a fetch, or the source asks to wait
///   (``/DescopeCore/DescopeError/retryAfter``). After that, and after a first or second failure within a minute, a
///   caller gets the key once the source responds again.
/// - When its source fails with any error, including a `CancellationError` that the source throws itself, the error is
///   ``/DescopeCore/DescopeError/Code/keysUnavailable``.
/// - Its errors contain no key id, because the key id comes from an untrusted token.
public protocol KeyProvider: Sendable {
    /// The key if it is available without waiting; nil when it would have to be fetched, or is unknown.
    func cachedKey(for keyId: String) -> VerificationKey?

    /// The key, fetched if necessary.
    ///
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/unknownKey`` when there is no
    ///   such key, ``/DescopeCore/DescopeError/Code/keysUnavailable`` when the keys could not be fetched.
    func key(for keyId: String) async throws -> VerificationKey

    /// A number that stays the same as long as every key that was available still is, so that callers need not look up
    /// such a key again. Nil, the default, means that keys have to be looked up each time.
    ///
    /// Cached tokens rely on it: if the number stays the same when a key is removed, tokens of that key are accepted
    /// until they expire. `KeyProviderConformance` does not check this. When in doubt, return nil.
    ///
    /// - Parameter now: Seconds since 1970.
    func generation(at now: Double) -> UInt64?

    /// Fetches the keys in advance, if necessary, so that the first token does not wait for them. The default does
    /// nothing.
    ///
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/keysUnavailable`` when there
    ///   are no keys and fetching them fails.
    func warmUp() async throws
}

extension KeyProvider {
    /// Nil: keys have to be looked up each time.
    public func generation(at now: Double) -> UInt64? { nil }

    /// Does nothing: the keys are available, or are fetched when they are requested.
    public func warmUp() async throws {}
}

/// Keys that are known from the start, such as your project's public key, so that nothing is fetched.
public struct StaticKeys: KeyProvider {
    private let keys: [VerificationKey]

    /// Makes a provider of these keys. Of several keys with the same id, the first one is used.
    public init(_ keys: [VerificationKey]) { self.keys = keys }

    /// Makes a provider of the usable keys in a key set.
    public init(_ set: JWKSet) { self.init(set.keys.values.sorted { $0.keyId < $1.keyId }) }

    /// Makes a provider of one JWK as a JSON string.
    ///
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/unsuitableKey``.
    public init(jwk: String) throws(DescopeError) {
        self.init([try VerificationKey(JWK(json: jwk))])
    }

    /// The key with this id, if there is one.
    public func cachedKey(for keyId: String) -> VerificationKey? { keys.first(withId: keyId) }

    /// Always the same, because these keys never change.
    public func generation(at now: Double) -> UInt64? { 0 }

    /// The key with this id.
    public func key(for keyId: String) async throws -> VerificationKey {
        guard let key = keys.first(withId: keyId) else { throw DescopeError.unknownKey }
        return key
    }
}

extension [VerificationKey] {
    /// The first key with this id. The id comes from an untrusted token: it is compared as bytes, and neither hashed
    /// nor compared as a `String`, which would normalize it.
    func first(withId keyId: String) -> VerificationKey? {
        first { $0.keyId.hasSameBytes(as: keyId) }
    }
}

extension KeyProvider {
    /// The key, fetched if necessary. Errors of custom providers are mapped to `DescopeError`.
    func requireKey(for keyId: String) async throws -> VerificationKey {
        do { return try await key(for: keyId) } catch let error where !isOwnCancellation(error) {
            throw DescopeError.ofKeyProvider(error)
        }
    }
}

extension DescopeError {
    /// Maps an error of a key provider. A foreign error may contain anything, so it is not part of the message.
    package static func ofKeyProvider(_ error: any Error) -> DescopeError {
        error as? DescopeError
            ?? DescopeError(
                .key,
                code: .keysUnavailable,
                message: "keys: expected keys from the key provider, found it failing (\(type(of: error))). "
                    + "Try again later.",
                underlying: error
            )
    }

    /// The key id comes from an untrusted token, so it is not part of the message.
    static let unknownKey = DescopeError(
        .key,
        code: .unknownKey,
        message: "expected a token signed with one of the project's keys, found another key id in it. "
            + "Is it another project's token, or signed with a key that the project has removed?"
    )
}
