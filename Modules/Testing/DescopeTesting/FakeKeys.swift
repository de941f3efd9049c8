public import DescopeCore
@_exported public import DescopeCrypto
@_exported public import DescopeJWT

/// Keys of a project that exists only in a test: they check what a ``TokenMinter`` with the same keys has signed.
///
/// ```swift
/// let keys = try FakeKeys()
/// let client = try DescopeClient(projectId: "P2test", transport: .scripted()).with(keys: keys)
/// let token = try await client.session.validate(TokenMinter(projectId: "P2test", keys: keys).session())
/// ```
public struct FakeKeys: KeyProvider {
    /// The id that tokens name the key by.
    public let keyId: String

    /// What signs tokens.
    public let signingKey: SigningKey

    /// The public half.
    public let jwk: JWK

    private let keys: StaticKeys

    /// Makes a key. A new one each time: two of them refuse each other's tokens.
    ///
    /// - Parameters:
    ///   - keyId: The id that tokens name the key by.
    ///   - algorithm: What the key is for. RSA keys take a tenth of a second to make, others next to nothing.
    /// - Throws: ``/DescopeCore/DescopeError`` of kind `key`.
    public init(keyId: String = "SK2fake", algorithm: SignatureAlgorithm = .rs256) throws(DescopeError) {
        do { try self.init(keyId: keyId, signingKey: .generate(for: algorithm)) } catch {
            throw error as? DescopeError
                ?? DescopeError(.key, code: .unsuitableKey, message: "\(error)", underlying: error)
        }
    }

    /// Takes a key of your own.
    ///
    /// - Throws: ``/DescopeCore/DescopeError`` of kind `key`.
    public init(keyId: String, signingKey: SigningKey) throws(DescopeError) {
        self.keyId = keyId
        self.signingKey = signingKey
        jwk = JWK(publicKey: signingKey.publicKey, algorithm: signingKey.algorithm, keyId: keyId)
        keys = StaticKeys([try VerificationKey(jwk)])
    }

    /// The key, when it is the one asked for.
    public func cachedKey(for keyId: String) -> VerificationKey? { keys.cachedKey(for: keyId) }

    /// The key, when it is the one asked for.
    public func key(for keyId: String) async throws -> VerificationKey { try await keys.key(for: keyId) }

    /// Always the same: this key never goes.
    public func generation(at now: Double) -> UInt64? { keys.generation(at: now) }

    /// The public half, as JSON.
    public var publicKey: JSONValue { jwk.json }

    /// The public half, as the service's key endpoint lists it: the body of an answer to `GET /v2/keys/{projectId}`.
    public var keySet: JSONValue { ["keys": [jwk.json]] }
}
