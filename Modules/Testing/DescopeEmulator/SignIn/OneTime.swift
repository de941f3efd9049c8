import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a random token stands for.
protocol OneTimeValue: Codable, Sendable {
    static var table: String { get }
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<OneTime<Self>>> { get }
    /// How long it is remembered after it has expired, so that a waiting client learns that it has.
    static var remembered: TimeInterval { get }

    /// The user whose deletion deletes it.
    var userId: String? { get }
    /// The tenants whose deletion deletes it.
    var tenantIds: [String] { get }
    /// Digests of further tokens that find it.
    var furtherDigests: [String] { get }
}

extension OneTimeValue {
    static var remembered: TimeInterval { 0 }
    var tenantIds: [String] { [] }
    var furtherDigests: [String] { [] }
}

/// A value that a random token stands for: the token works once, until it expires. Only its digest is stored.
struct OneTime<Value: OneTimeValue>: EmulatorRecord {
    static var table: String { Value.table }
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { Value.path }
    static var isWaiting: Bool { true }

    enum Index: Int, TableIndex {
        case user, tenant, furtherDigest
    }

    static var references: [Reference<Self>] {
        [
            Reference(to: UserRecord.self, by: .user, onDelete: .delete),
            Reference(to: TenantRecord.self, by: .tenant, onDelete: .delete),
        ]
    }

    /// The digest of the token.
    let id: String
    var value: Value
    let expiresAt: Date

    var forgottenAt: Date? { expiresAt.addingTimeInterval(Value.remembered) }

    func keys(_ index: Index) -> [TextKey] {
        switch index {
        case .user: value.userId.map { [TextKey($0)] } ?? []
        case .tenant: value.tenantIds.map { TextKey($0) }
        case .furtherDigest: value.furtherDigests.map { TextKey($0) }
        }
    }
}

extension EmulatorState {
    /// Makes a token for a value. Redeeming it requires the same `realm`.
    func issue<Value: OneTimeValue>(
        _ value: Value,
        realm: String = "",
        for lifetime: Duration
    ) throws(EmulatorRefusal) -> Secret {
        let token = try newSecret()
        try issue(value, realm: realm, token: token.reveal(), until: end(of: lifetime))
        return token
    }

    func issue<Value: OneTimeValue>(
        _ value: Value,
        realm: String = "",
        token: String,
        until expiresAt: Date
    ) throws(EmulatorRefusal) {
        try save(OneTime(id: try digest("\(realm):\(token)"), value: value, expiresAt: expiresAt))
    }

    /// Redeems a token and returns its value; nil when it is wrong, used or expired.
    func redeem<Value: OneTimeValue>(
        _ token: String,
        as _: Value.Type,
        realm: String = ""
    ) throws(EmulatorRefusal) -> Value? {
        guard let found = try waiting(token, as: Value.self, realm: realm) else { return nil }
        delete(found)
        return found.value
    }

    /// What a token stands for, without redeeming it; nil when it is wrong, used or expired.
    func waiting<Value: OneTimeValue>(
        _ token: String,
        as _: Value.Type,
        realm: String = ""
    ) throws(EmulatorRefusal) -> OneTime<Value>? {
        try remembered(token, as: Value.self, realm: realm).flatMap { now < $0.expiresAt ? $0 : nil }
    }

    /// The same, including what has expired, as long as it is remembered.
    func remembered<Value: OneTimeValue>(
        _ token: String,
        as _: Value.Type,
        realm: String = ""
    ) throws(EmulatorRefusal) -> OneTime<Value>? {
        self[keyPath: Value.path][try digest("\(realm):\(token)")]
    }
}
