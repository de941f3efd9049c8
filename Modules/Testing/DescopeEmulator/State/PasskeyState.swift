import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The users' passkeys, and the started operations with them.
struct PasskeyState: Sendable {
    var owned: [OwnedPasskey] = []
    var started: [StartedPasskey] = []

    mutating func forget(_ userId: String) {
        owned.removeAll { $0.userId == userId }
        started.removeAll { $0.purpose.userId == userId }
    }
}

/// A user's passkey.
struct OwnedPasskey: Sendable {
    let userId: String
    /// The relying party id.
    let site: String
    var passkey: RegisteredPasskey
}

/// A started operation that waits for the browser's response.
struct StartedPasskey: Sendable {
    /// What a response leads to.
    enum Purpose: Sendable {
        /// Creates this user.
        case signUp(EmulatedUser)
        /// Signs in this user, or the user that the passkey belongs to.
        case signIn(userId: String?)
        /// Adds a passkey to this user; also signs in if requested.
        case update(userId: String, signsIn: Bool)

        var userId: String? {
            switch self {
            case .signUp(let user): user.id
            case .signIn(let userId): userId
            case .update(let userId, _): userId
            }
        }
    }

    let id: Secret
    let purpose: Purpose
    let check: PasskeyCheck
    let pending: PendingSignIn
    let expiresAt: Date
}

extension EmulatorState {
    /// Starts an operation, and returns the options for the browser.
    mutating func startPasskey(
        _ purpose: StartedPasskey.Purpose,
        _ pending: PendingSignIn,
        _ call: Call,
        _ origin: PageOrigin,
        _ options: (PasskeyWishes, _ challenge: String) -> JSONValue
    ) throws(EmulatorRefusal) -> Reply {
        let wishes = try PasskeyWishes(call)
        let challenge = try randomBytes(32)
        let createsPasskey = if case .signIn = purpose { false } else { true }
        let id = try newId("TX2")
        passkeys.started.removeAll { $0.expiresAt <= now }
        passkeys.started.append(
            StartedPasskey(
                id: Secret(id),
                purpose: purpose,
                check: PasskeyCheck(
                    challenge: challenge,
                    origin: origin.text,
                    site: origin.host,
                    requiresUserVerification: wishes.userVerification(createsPasskey) == "required",
                    asksForAttestation: wishes.asksForAttestation
                ),
                pending: pending,
                expiresAt: end(of: settings.passkeyLifetime)
            )
        )
        let text = String(decoding: options(wishes, Base64URL.encode(challenge)).json, as: UTF8.self)
        return Reply(body: ["transactionId": .string(id), "options": .string(text), "create": .bool(createsPasskey)])
    }

    /// Removes a started operation: it accepts a single response, right or wrong.
    mutating func startedPasskey(_ call: Call) throws(EmulatorRefusal) -> StartedPasskey {
        guard let id = call.text("transactionId") ?? call.text("transactionID") else { throw .missing("transactionId") }
        passkeys.started.removeAll { $0.expiresAt <= now }
        guard let index = passkeys.started.firstIndex(where: { isSame(id, $0.id) }) else { throw .unknownStart }
        return passkeys.started.remove(at: index)
    }

    /// Stores a passkey that is not registered yet.
    mutating func keep(_ passkey: RegisteredPasskey, _ site: String, of userId: String) throws(EmulatorRefusal) {
        guard !passkeys.owned.contains(where: { $0.passkey.id == passkey.id }) else {
            throw .unauthorized("the credential is registered already")
        }
        passkeys.owned.append(OwnedPasskey(userId: userId, site: site, passkey: passkey))
    }

    /// The passkeys that a user has for a site.
    func passkeys(of userId: String, for site: String) -> [OwnedPasskey] {
        passkeys.owned.filter { $0.userId == userId && $0.site == site }
    }
}

extension EmulatorRefusal {
    // The service's codes for passkeys are not documented; this is its code for invalid arguments.
    static var unknownStart: Self {
        .unauthorized("the transaction is unknown, already used, expired, or of another operation")
    }
}
