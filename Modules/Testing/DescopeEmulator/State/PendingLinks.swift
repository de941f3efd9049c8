import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The links that have not been followed yet.
struct PendingLinks: Sendable {
    var magic: [MagicLink] = []
    var enchanted: [EnchantedLinks] = []
}

struct MagicLink: Sendable {
    let purpose: MessagePurpose
    let token: Secret
}

/// The three links of a message, and the sign-in that waits for the right one.
struct EnchantedLinks: Sendable {
    enum Progress: Sendable {
        case pending, followed
        /// A wrong link was followed: somebody else has started this sign-in, or the user did not pay attention.
        case refused
    }

    let purpose: MessagePurpose
    let pendingRef: Secret
    /// The right link's number.
    let linkId: String
    /// The links' tokens, by their numbers.
    let tokens: [String: Secret]
    var progress = Progress.pending
}

extension EmulatorState {
    /// The purpose of a new link. Without `pending` it is generated for a test user.
    mutating func linkPurpose(
        _ feature: String,
        _ index: Int,
        _ method: String,
        _ call: Call,
        _ pending: PendingSignIn?
    ) throws(EmulatorRefusal) -> MessagePurpose {
        try newPurpose(
            feature,
            index,
            method,
            pending ?? PendingSignIn(untrustedClaims: call.customClaims),
            isGenerated: pending == nil,
            until: pending?.isReset == true ? end(of: settings.passwords.resetLifetime) : linkExpiry
        )
    }

    /// The user with this id, who may have been deleted.
    func userIndex(id: String) throws(EmulatorRefusal) -> Int {
        guard let index = users.firstIndex(where: { $0.id == id }) else { throw .unauthorized("the user is gone") }
        return index
    }

    /// The expiry of a link that is made now.
    var linkExpiry: Date { end(of: settings.linkLifetime) }

    /// A random token or reference that cannot be guessed.
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
    // The service's code for an expired link is known. None is documented for wrong and used links; this is the
    // closest.
    static let deadLink = Self(401, .linkTokenExpired, "the link is wrong, used or expired")
}
