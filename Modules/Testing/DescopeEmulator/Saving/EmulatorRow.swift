import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A row of an emulated project as it is saved. It may contain secrets in plain text, such as private keys and the
/// codes of messages; printing it shows none of them.
public struct EmulatorRow: Codable, Sendable {
    /// The name of the row's table.
    public let table: String
    /// The row's id, unique within the table.
    public let id: String
    /// The row's place in its table: lower numbers were created earlier.
    public let number: Int
    /// The row as a JSON object.
    public let json: String

    /// Makes a row from what was saved.
    public init(table: String, id: String, number: Int, json: String) {
        self.table = table
        self.id = id
        self.number = number
        self.json = json
    }

    init<Record: EmulatorRecord>(_ record: Record, number: Int) throws {
        let encoder = JSONEncoder()
        // The same row is always the same text, so that snapshots can be compared.
        encoder.outputFormatting = .sortedKeys
        self.init(
            table: Record.table,
            id: record.id,
            number: number,
            json: String(decoding: try encoder.encode(record), as: UTF8.self)
        )
    }

    func record<Record: EmulatorRecord>(_: Record.Type) throws -> Record {
        let record: Record
        do { record = try JSONDecoder().decode(Record.self, from: Data(json.utf8)) } catch {
            throw EmulatorRefusal.unreadable("the row \(id) of the table \(table) has another form")
        }
        guard record.id.hasSameBytes(as: id) else {
            throw EmulatorRefusal.unreadable("the row \(id) of the table \(table) contains another id")
        }
        return record
    }
}

extension EmulatorRow: CustomStringConvertible, CustomReflectable {
    /// The table and the id.
    public var description: String { "\(table) \(id)" }
    /// No children, so that `dump` does not show the content either.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// A change of a saved row.
public enum EmulatorRowChange: Sendable {
    /// The row is new, or replaces the one with the same table and id.
    case save(EmulatorRow)
    /// The row is deleted. It may have been created by the same request, and never been saved.
    case delete(table: String, id: String)
}

/// Where an emulated project is saved, row by row.
public protocol EmulatorStorage: Sendable {
    /// All rows, in any order; none for a new project.
    func load() throws -> [EmulatorRow]

    /// Saves the changes of one request, all or none of them. It is called while the project is locked, so it must not
    /// use the project's backend. If it throws, the request is taken back and gets a response with status 500.
    func apply(_ changes: [EmulatorRowChange]) throws
}

extension EmulatorRefusal {
    /// What was saved cannot be read.
    static func unreadable(_ message: String) -> Self {
        Self(400, .badRequest, "expected a saved project, found a damaged one: \(message)")
    }
}
