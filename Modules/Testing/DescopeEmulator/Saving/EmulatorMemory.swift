import Synchronization

/// Keeps the rows of an emulated project in memory, so that a backend can be replaced by another one during a test.
public final class EmulatorMemory: EmulatorStorage {
    private let rows = Mutex<[RowKey: EmulatorRow]>([:])

    /// Makes an empty storage.
    public init() {}

    /// The rows.
    public func load() -> [EmulatorRow] { rows.withLock { Array($0.values) } }

    /// Changes the rows.
    public func apply(_ changes: [EmulatorRowChange]) { rows.withLock { $0.apply(changes) } }
}

/// The address of a saved row.
struct RowKey: Hashable {
    let table: String
    let id: TextKey
}

extension [RowKey: EmulatorRow] {
    mutating func apply(_ changes: [EmulatorRowChange]) {
        for change in changes {
            switch change {
            case .save(let row): self[RowKey(table: row.table, id: TextKey(row.id))] = row
            case .delete(let table, let id): self[RowKey(table: table, id: TextKey(id))] = nil
            }
        }
    }
}
