public import DescopeCore

/// Where the keys come from that tokens are checked with.
///
/// To fetch keys from elsewhere, hand ``RemoteKeys`` a fetch of your own: it keeps all of the promises below. A
/// provider that you write yourself has to; `KeyProviderConformance` in `DescopeTesting` checks them:
///
/// - It never answers with another key than the one asked for: an unknown key id is an error, not an invitation to
///   guess.
/// - A cancelled caller leaves at once and leaves the others alone.
/// - Few fetches run, however many callers ask and for whatever ids: at once or one after another, with keys and
///   without any, whether the source answers or fails. A limit of three fetches a minute is small enough, and no
///   smaller one is needed.
/// - A failure is kept only as long as that limit forbids a fetch, or the source asks to be left alone
///   (``/DescopeCore/DescopeError/retryAfter``). After that, and after a first or second failure within a minute, a
///   caller who asks when the source answers again gets the key.
/// - When its source fails, with whatever error, a `CancellationError` of the source's own too, the error is
///   ``/DescopeCore/DescopeError/Code/keysUnavailable``.
/// - Its errors show no key id, for that is the token's own claim.
public protocol KeyProvider: Sendable {
    /// The key, when it is at hand; nil when it would have to be waited for, or is unknown.
    func cachedKey(for keyId: String) -> VerificationKey?

    /// The key, fetched if need be.
    ///
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/unknownKey`` when there is no
    ///   such key, ``/DescopeCore/DescopeError/Code/keysUnavailable`` when the keys could not be had.
    func key(for keyId: String) async throws -> VerificationKey

    /// A number that stays the same as long as every key that was at hand still is, so that nobody has to ask again for
    /// one that was there before. Nil, as it is by default: ask again.
    ///
    /// Remembered tokens rest on it: a number that stays when a key goes lets the tokens of that key pass until they
    /// expire. `KeyProviderConformance` does not check that. When in doubt, answer nil.
    ///
    /// - Parameter now: Seconds since 1970.
    func generation(at now: Double) -> UInt64?

    /// Fetches the keys, when that is what it takes, so that the first token need not wait. By default does nothing.
    ///
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/keysUnavailable`` when there
    ///   are no keys and none could be had.
    func warmUp() async throws
}

extension KeyProvider {
    /// Nil: keys have to be asked for each time.
    public func generation(at now: Double) -> UInt64? { nil }

    /// Does nothing: the keys are at hand, or are fetched when they are asked for.
    public func warmUp() async throws {}
}

/// Keys that are known from the start: your project's public key, so that nothing is ever fetched.
public struct StaticKeys: KeyProvider {
    private let keys: [VerificationKey]

    /// Takes the keys as they are; of keys with the same id the first one counts.
    public init(_ keys: [VerificationKey]) { self.keys = keys }

    /// Takes the usable keys of a set.
    public init(_ set: JWKSet) { self.init(set.keys.values.sorted { $0.keyId < $1.keyId }) }

    /// Takes one JWK as JSON text.
    ///
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/unsuitableKey``.
    public init(jwk: String) throws(DescopeError) {
        self.init([try VerificationKey(JWK(json: jwk))])
    }

    /// The key with that id, if there is one.
    public func cachedKey(for keyId: String) -> VerificationKey? { keys.first(withId: keyId) }

    /// Always the same: these keys never go.
    public func generation(at now: Double) -> UInt64? { 0 }

    /// The key with that id.
    public func key(for keyId: String) async throws -> VerificationKey {
        guard let key = keys.first(withId: keyId) else { throw DescopeError.unknownKey }
        return key
    }
}

extension [VerificationKey] {
    /// The first key with that id. The id is a token's own claim, and not yet trusted: it is compared as bytes, and
    /// neither hashed nor compared as a `String`, which would normalise it.
    func first(withId keyId: String) -> VerificationKey? {
        let id = keyId.utf8
        return first { $0.keyId.utf8.count == id.count && $0.keyId.utf8.elementsEqual(id) }
    }
}

extension KeyProvider {
    /// The key, fetched if need be. Whatever a provider of somebody's own throws, the error says what it means.
    func requireKey(for keyId: String) async throws -> VerificationKey {
        do { return try await key(for: keyId) } catch let error where !isOwnCancellation(error) {
            throw DescopeError.ofKeyProvider(error)
        }
    }
}

extension DescopeError {
    /// What a key provider's failure means. An error of its own may hold anything, and stays out of the message.
    package static func ofKeyProvider(_ error: any Error) -> DescopeError {
        error as? DescopeError
            ?? DescopeError(
                .key,
                code: .keysUnavailable,
                message: "keys: expected the key provider to answer, found it failing (\(type(of: error))). "
                    + "Try again later.",
                underlying: error
            )
    }

    /// The id is the token's own claim and stays out of the message.
    static let unknownKey = DescopeError(
        .key,
        code: .unknownKey,
        message: "expected a token signed with one of the project's keys, found another key id in it. "
            + "Is it another project's token, or signed with a key that is gone?"
    )
}
