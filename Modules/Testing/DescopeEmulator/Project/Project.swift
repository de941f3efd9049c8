import DescopeCore
import DescopeCrypto
import DescopeHTTP
import DescopeJWT

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The project itself: a single row.
struct ProjectRecord: EmulatorRecord {
    static let table = "project"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.project }

    static let onlyId = "project"

    var id = Self.onlyId
    let projectId: String
    /// The generated management key, used when the settings have none.
    let managementKey: SavedSecret
    /// Without the keys in them.
    var settings: EmulatorSettings
    var chosenManagementKey: SavedSecret?
    var authManagementKey: SavedSecret?
    var name = "Emulated project"
    var environment = ""
    var tags: [String] = []
    /// Whether it was deleted: no request is accepted any longer.
    var isDeleted = false
}

/// A private key of the project.
struct ProjectKeyRecord: EmulatorRecord {
    static let table = "keys"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.keys }

    /// What a key signs.
    enum Use: String, Codable {
        case tokens
        /// The id tokens of the replaced identity providers.
        case identities
        /// Client assertions with another algorithm than the project's tokens.
        case assertions
    }

    let id: String
    let use: Use
    let algorithm: String
    /// PKCS#8 in base64.
    let privateKey: SavedSecret
}

/// A key in use.
struct ProjectKey: Sendable {
    let id: String
    let key: SigningKey
    let verifier: any SignatureVerifier

    init(id: String, key: SigningKey) throws(CryptoError) {
        self.id = id
        self.key = key
        verifier = try PlatformCrypto().verifier(for: key.publicKey, algorithm: key.algorithm)
    }
}

extension ProjectKeyRecord {
    init(_ key: ProjectKey, for use: Use) throws(CryptoError) {
        id = key.id
        self.use = use
        algorithm = key.key.algorithm.rawValue
        privateKey = SavedSecret(Secret(Data(try key.key.pkcs8()).base64EncodedString()))
    }

    func key() throws(CryptoError) -> ProjectKey {
        let pem = "-----BEGIN PRIVATE KEY-----\n\(privateKey.secret.reveal())\n-----END PRIVATE KEY-----\n"
        return try ProjectKey(
            id: id,
            key: SigningKey(algorithm: SignatureAlgorithm(rawValue: algorithm), pkcs8PEM: pem)
        )
    }
}

extension Route {
    static let project = [
        // Requests carry the project id, with or without the auth management key. Public keys are not secret, so no
        // credentials are required.
        Route("session.keys", "session.publicKeys", credentials: OperationShape.Credentials.none) { state, call in
            guard call.path["projectId"] == state.projectId else {
                throw EmulatorRefusal(404, .invalidArguments, "the project is unknown")
            }
            return Response(body: state.keySet)
        },
        // The handshake that returns the rate limits of management operations.
        Route("license.load", "management.license.get") { _, _ in Response(body: ["rateLimitTier": "tier1"]) },
    ]
}

extension EmulatorState {
    /// The public keys, as the key endpoint returns them.
    var keySet: JSONValue {
        let others = keys.all.filter { $0.use == .assertions }.compactMap { try? $0.key() }
        return [
            "keys": .array(
                (signingKeys + others).map {
                    JWK(publicKey: $0.key.publicKey, algorithm: $0.key.algorithm, keyId: $0.id).json
                }
            )
        ]
    }

    /// Signs tokens with a key from now on.
    func use(_ key: ProjectKey, keepsOld: Bool) throws(CryptoError) {
        let record = try ProjectKeyRecord(key, for: .tokens)
        if !keepsOld {
            for old in keys.all where old.use == .tokens { delete(old) }
            signingKeys = []
        }
        signingKeys.insert(key, at: 0)
        // An id of random bits is no other row's.
        try? save(record)
    }

    /// The management key that the project accepts.
    var managementKey: Secret {
        settings.managementKey ?? project[ProjectRecord.onlyId]?.managementKey.secret ?? ""
    }

    /// Stores the settings, so that they are saved.
    func keepSettings() {
        guard var record = project[ProjectRecord.onlyId] else { return }
        record.settings = settings
        record.chosenManagementKey = settings.managementKey.map(SavedSecret.init)
        record.authManagementKey = settings.authManagementKey.map(SavedSecret.init)
        // The table has this row only.
        try? save(record)
    }

    /// Signs a token of the project.
    func sign(_ claims: [String: JSONValue], _ subject: String, until end: Date) throws(EmulatorRefusal) -> String {
        var claims = claims
        switch settings.issuer {
        case .projectId: claims["iss"] = .string(projectId)
        case .url(let url): claims["iss"] = .string("\(url)/\(projectId)")
        }
        claims["sub"] = .string(subject)
        claims["iat"] = .seconds(now)
        claims["exp"] = .seconds(end)
        guard let key = signingKeys.first, let token = try? JWS.sign(claims, keyId: key.id, with: key.key) else {
            throw EmulatorRefusal(500, .badRequest, "the token could not be signed")
        }
        return token
    }

    /// The claims of a token that one of the project's keys has signed.
    func claimsOfOwn(_ token: String) -> [String: JSONValue]? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let signature = Base64URL.decode(String(parts[2])) else { return nil }
        let signed = Array("\(parts[0]).\(parts[1])".utf8)
        guard signingKeys.contains(where: { $0.verifier.isValid(signature: signature, for: signed) }) else {
            return nil
        }
        return Base64URL.decode(String(parts[1])).flatMap { try? JSONReader.parse($0).objectValue }
    }
}

// MARK: - Random ids and digests

/// A random string for ids and keys that cannot be guessed.
func randomText(bytes: Int = 20) throws(CryptoError) -> String {
    Base64URL.encode(try SecureRandom.bytes(count: bytes))
}

/// A new id in the service's format.
func newId(_ prefix: String) throws(EmulatorRefusal) -> String {
    do { return prefix + (try randomText()) } catch { throw .broken(error) }
}

/// A random token or reference that cannot be guessed.
func newSecret() throws(EmulatorRefusal) -> Secret { Secret(try newId("")) }

/// Cryptographically secure random bytes.
func randomBytes(_ count: Int) throws(EmulatorRefusal) -> [UInt8] {
    do { return try SecureRandom.bytes(count: count) } catch { throw .broken(error) }
}

func sha256(_ bytes: [UInt8]) throws(EmulatorRefusal) -> [UInt8] {
    do { return try MessageDigest.hash(bytes, using: .sha256) } catch { throw .broken(error) }
}

/// The digest by which a random token is found.
func digest(_ token: String) throws(EmulatorRefusal) -> String { Base64URL.encode(try sha256(Array(token.utf8))) }

/// Compares a secret with a sent string in constant time.
func isSame(_ text: String, _ secret: Secret) -> Bool {
    ConstantTime.areEqual(Array(text.utf8), Array(secret.reveal().utf8))
}

extension EmulatorRefusal {
    /// The platform's cryptography failed.
    static func broken(_ error: CryptoError) -> Self { Self(500, .badRequest, error.message) }
}

extension JSONValue {
    /// A list of strings.
    static func texts(_ texts: some Sequence<String>) -> JSONValue { .array(texts.map(JSONValue.string)) }

    /// A string, which is empty when there is none.
    static func text(_ text: String?) -> JSONValue { .string(text ?? "") }
}
