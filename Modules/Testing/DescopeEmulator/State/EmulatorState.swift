import DescopeCore
import DescopeCrypto
import DescopeJWT

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// All that the project knows. Areas extend it with what they do.
struct EmulatorState {
    let projectId: String
    /// What stands in for a management key that the settings do not say.
    let madeUpKey: Secret
    var settings: EmulatorSettings
    /// The time of the request at hand.
    var now: Date
    /// The keys that are listed; the first one signs.
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

/// A text that nobody can guess, as ids and keys need it.
func randomText(bytes: Int = 20) throws(CryptoError) -> String {
    Base64URL.encode(try SecureRandom.bytes(count: bytes))
}

extension EmulatorState {
    /// Makes a change, or leaves all as it was when it is refused half-way.
    mutating func whollyOrNot<Value>(
        _ change: (inout EmulatorState) throws(EmulatorRefusal) -> Value
    ) throws(EmulatorRefusal) -> Value {
        let before = self
        do { return try change(&self) } catch {
            self = before
            throw error
        }
    }

    /// What has expired by then is no longer told from what never was. Whoever waits asks every few seconds.
    var forgottenSince: Date { now.addingTimeInterval(-3600) }

    var waitingCount: Int {
        codes.count + links.magic.count + links.enchanted.count + starts.count + messageSignIns.count
            + passkeys.started.count + handovers.open.count + flows.open.count + federation.waitingCount
    }

    /// Takes away what a user who is gone could sign in with.
    mutating func forget(_ userId: String) {
        dropMessages { kind, _ in kind.userId == userId }
        federation.forget(userId)
        passwords.forget(userId)
        authenticators.forget(userId)
        passkeys.forget(userId)
    }

    /// A new id of the service's form.
    func newId(_ prefix: String) throws(EmulatorRefusal) -> String {
        do { return prefix + (try randomText()) } catch { throw .broken(error) }
    }
}

/// Bytes that nobody can guess.
func randomBytes(_ count: Int) throws(EmulatorRefusal) -> [UInt8] {
    do { return try SecureRandom.bytes(count: count) } catch { throw .broken(error) }
}

func sha256(_ bytes: [UInt8]) throws(EmulatorRefusal) -> [UInt8] {
    do { return try MessageDigest.hash(bytes, using: .sha256) } catch { throw .broken(error) }
}

extension EmulatorRefusal {
    /// The platform's cryptography does not work.
    static func broken(_ error: CryptoError) -> Self { Self(500, .badRequest, error.message) }
}

/// Whether a secret is the one that was sent, in constant time.
func isSame(_ text: String, _ secret: Secret) -> Bool {
    ConstantTime.areEqual(Array(text.utf8), Array(secret.reveal().utf8))
}

extension JSONValue {
    /// A list of strings.
    static func texts(_ texts: some Sequence<String>) -> JSONValue { .array(texts.map(JSONValue.string)) }

    /// A string or null.
    static func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
}
