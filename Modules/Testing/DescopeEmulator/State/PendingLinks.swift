import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The links that were made and wait to be followed.
struct PendingLinks: Sendable {
    var magic: [MagicLink] = []
    var enchanted: [EnchantedLinks] = []
    /// What a test user's generated links lead to: the newest call that would have sent one. By user, feature and
    /// method.
    var started: [String: PendingSignIn] = [:]
}

/// What every link is made for.
struct LinkPurpose: Sendable {
    let userId: String
    let method: String
    /// Where the link went; nil when it was generated for a test user.
    let address: String?
    let expiresAt: Date
    let pending: PendingSignIn
    /// Where a link that was generated for a test user finds the call that would have sent one.
    let startedKey: String?
}

struct MagicLink: Sendable {
    let purpose: LinkPurpose
    let token: Secret
}

/// The three links of a message, and the session that waits for the right one.
struct EnchantedLinks: Sendable {
    enum Progress: Sendable {
        case pending, followed
        /// A wrong link was followed: somebody else has begun this sign-in, or the user did not look.
        case refused
    }

    let purpose: LinkPurpose
    let pendingRef: Secret
    /// The right link's number.
    let linkId: String
    /// The links' tokens, by their numbers.
    let tokens: [String: Secret]
    var progress = Progress.pending
}

extension EmulatorState {
    /// What a new link is for. Without `pending` it is one generated for a test user.
    func linkPurpose(
        _ feature: String,
        _ index: Int,
        _ method: String,
        _ call: Call,
        _ pending: PendingSignIn?
    ) throws(EmulatorRefusal) -> LinkPurpose {
        LinkPurpose(
            userId: users[index].id,
            method: method,
            address: try pending.map { sent throws(EmulatorRefusal) in try address(of: index, method, sent) },
            expiresAt: pending?.isReset == true ? end(of: settings.passwords.resetLifetime) : linkExpiry,
            pending: pending ?? PendingSignIn(untrustedClaims: call.customClaims),
            startedKey: pending == nil ? startedKey(feature, index, method) : nil
        )
    }

    /// Notes what a sign-in that was started leads to, for a link that was generated before it.
    mutating func noteStart(_ feature: String, _ index: Int, _ method: String, _ pending: PendingSignIn) {
        if users[index].isTest { links.started[startedKey(feature, index, method)] = pending }
    }

    private func startedKey(_ feature: String, _ index: Int, _ method: String) -> String {
        "\(users[index].id) \(feature) \(method)"
    }

    /// Signs in the user of a link that was followed.
    mutating func finish(_ purpose: LinkPurpose) throws(EmulatorRefusal) -> Reply {
        let index = try userIndex(id: purpose.userId)
        let started = purpose.startedKey.flatMap { links.started.removeValue(forKey: $0) }
        return try finish(started ?? purpose.pending, index, reachedBy: purpose.method, at: purpose.address)
    }

    /// The user with an id, who may be deleted by now.
    func userIndex(id: String) throws(EmulatorRefusal) -> Int {
        guard let index = users.firstIndex(where: { $0.id == id }) else { throw .unauthorized("the user is gone") }
        return index
    }

    /// When what is made now expires.
    var linkExpiry: Date { end(of: settings.linkLifetime) }

    /// A token or reference that nobody can guess.
    func newSecret() throws(EmulatorRefusal) -> Secret { Secret(try newId("")) }

    /// Three different numbers of two digits.
    func newLinkNumbers() throws(EmulatorRefusal) -> [String] {
        var numbers: [String] = []
        while numbers.count < 3 {
            let number = String(10 + Int(try randomBytes(1)[0]) % 90)
            if !numbers.contains(number) { numbers.append(number) }
        }
        return numbers
    }
}

extension EmulatorRefusal {
    // The service's code for an expired link is known. For wrong and used ones none is documented: this is the nearest.
    static let deadLink = Self(401, .linkTokenExpired, "the link is wrong, used or expired")
}
