import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The purpose of a code or a link.
struct MessagePurpose: Sendable {
    /// The kind of a user's message: its content and its delivery method.
    struct Kind: Hashable, Sendable {
        let userId: String
        let feature: String
        let method: String
    }

    let kind: Kind
    /// The address of the message; nil when none was sent, because the code or link was generated for a test user.
    let address: String?
    let expiresAt: Date
    let pending: PendingSignIn

    /// Whether it was generated. Generated ones stay valid when a later one is sent.
    var isGenerated: Bool { address == nil }
}

/// A request that has sent a message to a test user. A generated code or link of the same kind has the same effect, as
/// long as the message is valid.
struct TestUserStart: Sendable {
    let pending: PendingSignIn
    let expiresAt: Date
}

extension EmulatorState {
    /// The purpose of a new code or link, sent or generated.
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
            // With its own options it is a separate sign-in.
            starts[kind] = nil
        }
        return MessagePurpose(kind: kind, address: address, expiresAt: expiresAt, pending: pending)
    }

    /// Invalidates codes, links and starts.
    mutating func dropMessages(where isMeant: (MessagePurpose.Kind, PendingSignIn) -> Bool) {
        codes.removeAll { isMeant($0.purpose.kind, $0.purpose.pending) }
        links.magic.removeAll { isMeant($0.purpose.kind, $0.purpose.pending) }
        links.enchanted.removeAll { isMeant($0.purpose.kind, $0.purpose.pending) }
        starts = starts.filter { !isMeant($0.key, $0.value.pending) }
    }

    /// Signs in the user of a verified code or link.
    mutating func finish(_ purpose: MessagePurpose) throws(EmulatorRefusal) -> Reply {
        let index = try userIndex(id: purpose.kind.userId)
        // The start is completed, whether by the sent or the generated one.
        let start = starts.removeValue(forKey: purpose.kind).flatMap { now < $0.expiresAt ? $0 : nil }
        let pending = purpose.isGenerated ? start?.pending ?? purpose.pending : purpose.pending
        return try finish(pending, index, reachedBy: purpose.kind.method, at: purpose.address)
    }
}
