import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The purpose of a code or a link.
struct MessagePurpose: Codable, Sendable {
    /// The kind of a user's message: its content and its delivery method.
    struct Kind: Codable, Sendable {
        let userId: String
        let feature: String
        let method: String

        var key: String { "\(userId)\0\(feature)\0\(method)" }
    }

    let kind: Kind
    /// The address of the message; nil when none was sent, because the code or link was generated for a test user.
    let address: String?
    let pending: PendingSignIn

    /// Whether it was generated. Generated ones stay valid when a later one is sent.
    var isGenerated: Bool { address == nil }
}

/// A request that has sent a message to a test user. A generated code or link of the same kind has the same effect, as
/// long as the message is valid.
struct TestUserStart: EmulatorRecord {
    static let table = "testUserStarts"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.testUserStarts }
    static let isWaiting = true

    enum Index: Int, TableIndex {
        case user, tenant
    }

    static let references: [Reference<Self>] = [
        Reference(to: UserRecord.self, by: .user, onDelete: .delete),
        Reference(to: TenantRecord.self, by: .tenant, onDelete: .delete),
    ]

    let id: String
    let userId: String
    let pending: PendingSignIn
    let expiresAt: Date

    var forgottenAt: Date? { expiresAt }

    func keys(_ index: Index) -> [TextKey] {
        switch index {
        case .user: [TextKey(userId)]
        case .tenant: pending.tenantIds.map { TextKey($0) }
        }
    }
}

extension EmulatorState {
    /// The purpose of a new code or link, sent or generated.
    func newPurpose(
        _ feature: String,
        _ user: UserRecord,
        _ method: String,
        _ pending: PendingSignIn,
        isGenerated: Bool,
        until expiresAt: Date
    ) throws(EmulatorRefusal) -> MessagePurpose {
        let kind = MessagePurpose.Kind(userId: user.id, feature: feature, method: method)
        if !isGenerated, user.isTest {
            try save(TestUserStart(id: kind.key, userId: user.id, pending: pending, expiresAt: expiresAt))
        } else if isGenerated, !pending.untrustedClaims.isEmpty {
            // With its own options it is a separate sign-in.
            delete(kind.key, from: TestUserStart.self)
        }
        return MessagePurpose(
            kind: kind,
            address: isGenerated ? nil : try address(of: user, method, pending),
            pending: pending
        )
    }

    /// The address of a message: the new address to be verified, or else the user's.
    func address(of user: UserRecord, _ method: String, _ pending: PendingSignIn) throws(EmulatorRefusal) -> String {
        if let new = pending.newAddress { new.address } else { try user.address(for: method) }
    }

    /// Invalidates the reset messages with which a user could sign in without the password.
    func dropResets(of userId: String) {
        for code in codes.all(.user, userId) where code.purpose.pending.isReset { delete(code) }
        for link in magicLinks.all(.user, userId) where link.value.purpose.pending.isReset { delete(link) }
        for links in enchantedLinks.all(.user, userId) where links.value.purpose.pending.isReset { delete(links) }
        for start in testUserStarts.all(.user, userId) where start.pending.isReset { delete(start) }
    }

    /// Signs in the user of a verified code or link.
    func finish(_ purpose: MessagePurpose) throws(EmulatorRefusal) -> Response {
        let user = try user(id: purpose.kind.userId)
        // The start is completed, whether by the sent or the generated one.
        let start = testUserStarts[purpose.kind.key]
        if let start { delete(start) }
        let pending = purpose.isGenerated ? start?.pending ?? purpose.pending : purpose.pending
        return try finish(pending, user, reachedBy: purpose.kind.method, at: purpose.address)
    }
}

/// The masked address of a message, in the service's format.
func masked(_ address: String, _ method: String) -> JSONValue {
    method == "email" ? ["maskedEmail": .string(maskedEmail(address))] : ["maskedPhone": .string(maskedPhone(address))]
}

private func maskedEmail(_ address: String) -> String {
    let domain = address.firstIndex(of: "@").map { address[$0...] } ?? ""
    return address.prefix(1) + "***" + domain
}

private func maskedPhone(_ number: String) -> String {
    number.prefix(2) + String(repeating: "*", count: max(0, number.count - 4)) + number.suffix(2)
}
