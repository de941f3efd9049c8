#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A row of a table. Rows are saved as they are: they contain no closures, and of secrets only digests, except where
/// the service has to use the secret itself.
protocol EmulatorRecord: Codable, Sendable {
    associatedtype Index: TableIndex = NoIndex

    /// The table's name in saved rows.
    static var table: String { get }
    /// Whether its rows are pending: codes, links and started sign-ins.
    static var isWaiting: Bool { get }
    /// The table in the project's state.
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { get }
    /// What this table's rows refer to, and what happens when that is deleted.
    static var references: [Reference<Self>] { get }
    /// The refusal of a row whose key in a unique index belongs to another row.
    static func taken(_ index: Index) -> EmulatorRefusal

    var id: String { get }
    /// By what other rows refer to it.
    var referenceKey: String { get }
    /// When the row is deleted, because it has expired. Nil: never.
    var forgottenAt: Date? { get }

    /// The keys under which an index finds the row.
    func keys(_ index: Index) -> [TextKey]
}

extension EmulatorRecord {
    static var isWaiting: Bool { false }
    static var references: [Reference<Self>] { [] }
    var referenceKey: String { id }
    var forgottenAt: Date? { nil }

    static func taken(_ index: Index) -> EmulatorRefusal {
        EmulatorRefusal(400, .invalidArguments, "\(table): another row has this \(index)")
    }
}

extension EmulatorRecord where Index == NoIndex {
    func keys(_ index: NoIndex) -> [TextKey] { [] }
}

/// The indices of a table: an enumeration whose raw values count from 0.
protocol TableIndex: CaseIterable, Hashable, Sendable {
    /// The place in `allCases`.
    var position: Int { get }
    /// Whether a key belongs to one row at most.
    var isUnique: Bool { get }
}

extension TableIndex {
    var isUnique: Bool { false }
}

extension TableIndex where Self: RawRepresentable<Int> {
    var position: Int { rawValue }
}

/// For tables without an index.
enum NoIndex: Int, TableIndex {
    // An enumeration without a case has no values to call functions with, which the compiler warns about.
    case unused

    static var allCases: [NoIndex] { [] }
}

/// The rows of a table refer to rows of another table, whose ids, or what else they are referred to by, are the keys
/// of an index.
struct Reference<Record: EmulatorRecord>: Sendable {
    /// What happens to a row when the row that it refers to is deleted.
    enum Consequence: Sendable {
        case delete
        /// Removes the reference, given the key of the deleted row.
        case update(@Sendable (inout Record, _ gone: String) -> Void)
    }

    let target: ObjectIdentifier
    let index: Record.Index
    let consequence: Consequence

    init(to target: (some EmulatorRecord).Type, by index: Record.Index, onDelete consequence: Consequence) {
        self.target = ObjectIdentifier(target)
        self.index = index
        self.consequence = consequence
    }
}

/// A row that belongs to a user, is found by the user's id, and is deleted with the user.
protocol RecordOfUser: EmulatorRecord where Index == IndexByUser {
    var userId: String { get }
}

enum IndexByUser: Int, TableIndex {
    case user
}

extension RecordOfUser {
    static var references: [Reference<Self>] { [Reference(to: UserRecord.self, by: .user, onDelete: .delete)] }

    func keys(_ index: IndexByUser) -> [TextKey] { [TextKey(userId)] }
}
