import DescopeCore
import DescopeCrypto
import DescopeJWT

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The whole state of the project. Each area extends it with its operations.
struct EmulatorState {
    let projectId: String
    /// The generated management key, used when the settings have none.
    let madeUpKey: Secret
    var settings: EmulatorSettings
    /// The time of the current request.
    var now: Date
    /// The published keys; the first one signs.
    var signingKeys: [ProjectKey]

    var users: [EmulatedUser] = []
    var tenants: [EmulatedTenant] = []
    var roles: [EmulatedRole] = []
    var permissions: [String] = []
    var codes: [PendingCode] = []
    var links = PendingLinks()
    var starts: [MessagePurpose.Kind: TestUserStart] = [:]
    var messageSignIns: [MessageSignIn] = []
    var passwords = PasswordState()
    var authenticators = AuthenticatorState()
    var federation = FederationState()
    var passkeys = PasskeyState()
    var sessions: [EmulatedSession] = []
    var accessKeys: [EmulatedAccessKey] = []
    var handovers = Handovers()
    var flows = EmulatedFlows()
    var outboundApps: Set<String> = []
    var messages: [EmulatorOutbox.Message] = []
    var counts: [String: Int] = [:]
    var faults: [String: [EmulatorFault]] = [:]

    var managementKey: Secret { settings.managementKey ?? madeUpKey }

    var keySet: JSONValue {
        [
            "keys": .array(
                signingKeys.map { JWK(publicKey: $0.key.publicKey, algorithm: $0.key.algorithm, keyId: $0.id).json }
            )
        ]
    }
}

/// A key of the project.
struct ProjectKey: Sendable {
    let id: String
    let key: SigningKey
}

/// A random string for ids and keys that cannot be guessed.
func randomText(bytes: Int = 20) throws(CryptoError) -> String {
    Base64URL.encode(try SecureRandom.bytes(count: bytes))
}

extension EmulatorState {
    /// Makes changes as a transaction: rolls back when they throw.
    mutating func whollyOrNot<Value>(
        _ change: (inout EmulatorState) throws(EmulatorRefusal) -> Value
    ) throws(EmulatorRefusal) -> Value {
        let before = self
        do { return try change(&self) } catch {
            self = before
            throw error
        }
    }

    /// Entries that expired before this are removed, and treated as if they had never existed. Waiting clients poll
    /// every few seconds.
    var forgottenSince: Date { now.addingTimeInterval(-3600) }

    var waitingCount: Int {
        codes.count + links.magic.count + links.enchanted.count + starts.count + messageSignIns.count
            + passkeys.started.count + handovers.open.count + flows.open.count + federation.waitingCount
    }

    /// Removes the credentials of a deleted user.
    mutating func forget(_ userId: String) {
        dropMessages { kind, _ in kind.userId == userId }
        federation.forget(userId)
        passwords.forget(userId)
        authenticators.forget(userId)
        passkeys.forget(userId)
    }

    /// A new id in the service's format.
    func newId(_ prefix: String) throws(EmulatorRefusal) -> String {
        do { return prefix + (try randomText()) } catch { throw .broken(error) }
    }
}

/// Cryptographically secure random bytes.
func randomBytes(_ count: Int) throws(EmulatorRefusal) -> [UInt8] {
    do { return try SecureRandom.bytes(count: count) } catch { throw .broken(error) }
}

func sha256(_ bytes: [UInt8]) throws(EmulatorRefusal) -> [UInt8] {
    do { return try MessageDigest.hash(bytes, using: .sha256) } catch { throw .broken(error) }
}

extension EmulatorRefusal {
    /// The platform's cryptography failed.
    static func broken(_ error: CryptoError) -> Self { Self(500, .badRequest, error.message) }
}

/// Compares a secret with a sent string in constant time.
func isSame(_ text: String, _ secret: Secret) -> Bool {
    ConstantTime.areEqual(Array(text.utf8), Array(secret.reveal().utf8))
}

extension JSONValue {
    /// A list of strings.
    static func texts(_ texts: some Sequence<String>) -> JSONValue { .array(texts.map(JSONValue.string)) }

    /// A string or null.
    static func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
}
