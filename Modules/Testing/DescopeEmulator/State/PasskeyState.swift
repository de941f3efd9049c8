import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The users' passkeys, and what was begun with them.
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
    /// The site that it is for.
    let site: String
    var passkey: RegisteredPasskey
}

/// What was begun and waits for the browser's answer.
struct StartedPasskey: Sendable {
    /// What an answer is good for.
    enum Purpose: Sendable {
        /// To make this user.
        case signUp(EmulatedUser)
        /// To sign in this user, or whoever the passkey belongs to.
        case signIn(userId: String?)
        /// To add a passkey to this user; with a session where one was asked for.
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
    /// Begins something, and says what the browser is to do.
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

    /// Takes out what was begun: there is one answer to it, be it right or wrong.
    mutating func startedPasskey(_ call: Call) throws(EmulatorRefusal) -> StartedPasskey {
        guard let id = call.text("transactionId") ?? call.text("transactionID") else { throw .missing("transactionId") }
        passkeys.started.removeAll { $0.expiresAt <= now }
        guard let index = passkeys.started.firstIndex(where: { isSame(id, $0.id) }) else { throw .unknownStart }
        return passkeys.started.remove(at: index)
    }

    /// Keeps a passkey that is nobody's yet.
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
    // The service's own codes for passkeys are not documented; this is its code for arguments that it does not take.
    static var unknownStart: Self {
        .unauthorized("the transaction is unknown, used or expired, or another operation's")
    }
}
