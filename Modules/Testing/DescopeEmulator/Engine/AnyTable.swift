#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What the project does with each table, whatever its rows are.
final class AnyTable: Sendable {
    let name: String
    let kind: ObjectIdentifier
    /// Whether its rows are pending: codes, links and started sign-ins.
    let isWaiting: Bool
    /// The kinds of rows that this table's rows refer to.
    let targets: [ObjectIdentifier]
    /// Deletes or changes the rows that refer to a deleted one, and returns those that it has deleted.
    let follow: @Sendable (EmulatorState, DeletedRow) -> [DeletedRow]
    /// When the next row may expire.
    let nextExpiry: @Sendable (EmulatorState) -> Date?
    /// Deletes the rows that have expired.
    let prune: @Sendable (EmulatorState) -> Void
    let keep: @Sendable (EmulatorState) -> Void
    let rollBack: @Sendable (EmulatorState) -> Void
    let rollBackUnsaved: @Sendable (EmulatorState) -> Void
    let unsavedRows: @Sendable (EmulatorState) throws -> [EmulatorRowChange]
    let markSaved: @Sendable (EmulatorState) -> Void
    /// Copies the table, which shares its rows until one of the two changes.
    let copy: @Sendable (EmulatorState, _ into: EmulatorState) -> Void
    let rows: @Sendable (EmulatorState) throws -> [EmulatorRow]
    let restore: @Sendable (EmulatorState, EmulatorRow) throws -> Void
    let count: @Sendable (EmulatorState) -> Int
    /// Deletes all rows, without the consequences for other tables.
    let empty: @Sendable (EmulatorState) -> Void
    /// Whether this request has changed a row.
    let isChanged: @Sendable (EmulatorState) -> Bool

    init<Record: EmulatorRecord>(_: Record.Type) {
        let kind = ObjectIdentifier(Record.self)
        name = Record.table
        self.kind = kind
        isWaiting = Record.isWaiting
        targets = Record.references.map(\.target)
        follow = { state, gone in
            var deleted: [DeletedRow] = []
            state.touch(Record.self)
            for reference in Record.references where reference.target == gone.kind {
                for var record in state[keyPath: Record.path].all(reference.index, gone.key) {
                    switch reference.consequence {
                    case .delete:
                        _ = state[keyPath: Record.path].remove(record.id)
                        deleted.append(DeletedRow(kind: kind, key: record.referenceKey))
                    case .update(let change):
                        change(&record, gone.key)
                        // Only a key that another row has is refused, and this removes keys.
                        try? state[keyPath: Record.path].save(record)
                    }
                }
            }
            return deleted
        }
        nextExpiry = { $0[keyPath: Record.path].nextExpiry }
        prune = { state in
            for id in state[keyPath: Record.path].takeExpired(at: state.now) { state.delete(id, from: Record.self) }
        }
        keep = { $0[keyPath: Record.path].keep() }
        rollBack = { $0[keyPath: Record.path].rollBack() }
        rollBackUnsaved = { $0[keyPath: Record.path].rollBackUnsaved() }
        unsavedRows = { state in
            try state[keyPath: Record.path].unsavedRows.map { id, number, record in
                guard let record else { return .delete(table: Record.table, id: id) }
                return .save(try EmulatorRow(record, number: number))
            }
        }
        markSaved = { $0[keyPath: Record.path].markSaved() }
        copy = { $1[keyPath: Record.path] = $0[keyPath: Record.path] }
        rows = { state in
            try state[keyPath: Record.path].numbered.map { try EmulatorRow($0.record, number: $0.number) }
        }
        restore = { state, row in try state[keyPath: Record.path].restore(row.record(Record.self), number: row.number) }
        count = { $0[keyPath: Record.path].count }
        empty = { state in
            state.touch(Record.self)
            for row in state[keyPath: Record.path].all { _ = state[keyPath: Record.path].remove(row.id) }
        }
        isChanged = { $0[keyPath: Record.path].isChanged }
    }
}
