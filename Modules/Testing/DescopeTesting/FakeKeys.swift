public import DescopeCore
@_exported public import DescopeCrypto
@_exported public import DescopeJWT

/// Keys of a project that exists only in a test. They verify tokens of a ``TokenMinter`` with the same keys.
///
/// ```swift
/// let keys = try FakeKeys()
/// let client = try DescopeClient(projectId: "P2test", transport: .scripted()).with(keys: keys)
/// let token = try await client.session.validate(TokenMinter(projectId: "P2test", keys: keys).session())
/// ```
public struct FakeKeys: KeyProvider {
    /// The key id, which tokens refer to.
    public let keyId: String

    /// The key that signs tokens.
    public let signingKey: SigningKey

    /// The public key.
    public let jwk: JWK

    private let keys: StaticKeys

    /// Generates a new key each time, so the tokens of one are invalid for another.
    ///
    /// - Parameters:
    ///   - keyId: The key id, which tokens refer to.
    ///   - algorithm: The key's algorithm. Generating an RSA key takes a tenth of a second, other keys almost no time.
    /// - Throws: ``/DescopeCore/DescopeError`` of kind `key`.
    public init(keyId: String = "SK2fake", algorithm: SignatureAlgorithm = .rs256) throws(DescopeError) {
        do { try self.init(keyId: keyId, signingKey: .generate(for: algorithm)) } catch {
            throw error as? DescopeError
                ?? DescopeError(.key, code: .unsuitableKey, message: "\(error)", underlying: error)
        }
    }

    /// Makes keys from your own key.
    ///
    /// - Throws: ``/DescopeCore/DescopeError`` of kind `key`.
    public init(keyId: String, signingKey: SigningKey) throws(DescopeError) {
        self.keyId = keyId
        self.signingKey = signingKey
        jwk = JWK(publicKey: signingKey.publicKey, algorithm: signingKey.algorithm, keyId: keyId)
        keys = StaticKeys([try VerificationKey(jwk)])
    }

    /// The key, if it has this id.
    public func cachedKey(for keyId: String) -> VerificationKey? { keys.cachedKey(for: keyId) }

    /// The key, if it has this id.
    public func key(for keyId: String) async throws -> VerificationKey { try await keys.key(for: keyId) }

    /// Always the same, because this key never changes.
    public func generation(at now: Double) -> UInt64? { keys.generation(at: now) }

    /// The public key as JSON.
    public var publicKey: JSONValue { jwk.json }

    /// The public key as a key set: the body of the service's response to `GET /v2/keys/{projectId}`.
    public var keySet: JSONValue { ["keys": [jwk.json]] }
}
