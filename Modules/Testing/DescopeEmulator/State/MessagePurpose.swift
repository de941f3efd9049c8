import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a code or a link is for.
struct MessagePurpose: Sendable {
    /// Tells a user's messages apart by what they bring and what they travel by.
    struct Kind: Hashable, Sendable {
        let userId: String
        let feature: String
        let method: String
    }

    let kind: Kind
    /// Where the message went; nil when none was sent, because the code or link was generated for a test user.
    let address: String?
    let expiresAt: Date
    let pending: PendingSignIn

    /// Generated ones outlive what is started after them.
    var isGenerated: Bool { address == nil }
}

/// A call that has sent a message to a test user. A code or link of the same kind that was generated leads to the same,
/// for as long as the message could.
struct TestUserStart: Sendable {
    let pending: PendingSignIn
    let expiresAt: Date
}

extension EmulatorState {
    /// What a new code or link is for, be it sent or generated.
    mutating func newPurpose(
        _ feature: String,
        _ index: Int,
        _ method: String,
        _ pending: PendingSignIn,
        isGenerated: Bool,
        until expiresAt: Date
    ) throws(EmulatorRefusal) -> MessagePurpose {
        let address = isGenerated ? nil : try address(of: index, method, pending)
        let kind = MessagePurpose.Kind(userId: users[index].id, feature: feature, method: method)
        let now = now
        starts = starts.filter { now < $0.value.expiresAt }
        if !isGenerated, users[index].isTest {
            starts[kind] = TestUserStart(pending: pending, expiresAt: expiresAt)
        } else if isGenerated, !pending.untrustedClaims.isEmpty {
            // Options of its own make it a sign-in of its own.
            starts[kind] = nil
        }
        return MessagePurpose(kind: kind, address: address, expiresAt: expiresAt, pending: pending)
    }

    /// Makes codes, links and starts useless.
    mutating func dropMessages(where isMeant: (MessagePurpose.Kind, PendingSignIn) -> Bool) {
        codes.removeAll { isMeant($0.purpose.kind, $0.purpose.pending) }
        links.magic.removeAll { isMeant($0.purpose.kind, $0.purpose.pending) }
        links.enchanted.removeAll { isMeant($0.purpose.kind, $0.purpose.pending) }
        starts = starts.filter { !isMeant($0.key, $0.value.pending) }
    }

    /// Signs in the user of a code that was typed in or a link that was followed.
    mutating func finish(_ purpose: MessagePurpose) throws(EmulatorRefusal) -> Reply {
        let index = try userIndex(id: purpose.kind.userId)
        // The start has led somewhere now, whichever of the two it was by.
        let start = starts.removeValue(forKey: purpose.kind).flatMap { now < $0.expiresAt ? $0 : nil }
        let pending = purpose.isGenerated ? start?.pending ?? purpose.pending : purpose.pending
        return try finish(pending, index, reachedBy: purpose.kind.method, at: purpose.address)
    }
}
