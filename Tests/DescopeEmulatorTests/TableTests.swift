import DescopeCore
import DescopeTesting
import Synchronization
import Testing

@testable import DescopeEmulator

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A row with a unique key, several others, and an end.
private struct Probe: EmulatorRecord, Equatable {
    static let table = "probes"
    // The state has no such table; only its own are reached in this way.
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.probes }

    enum Index: Int, TableIndex {
        case unique, color

        var isUnique: Bool { self == .unique }
    }

    let id: String
    var uniques: [String] = []
    var colors: [String] = []
    var forgottenAt: Date?

    func keys(_ index: Index) -> [TextKey] { (index == .unique ? uniques : colors).map { TextKey($0) } }
}

extension EmulatorState {
    fileprivate var probes: Table<Probe> {
        get { Table() }
        set { _ = newValue }
    }
}

/// The same, without indices.
private struct NaiveTable {
    struct Row: Equatable {
        let number: Int
        var record: Probe
    }

    var rows: [Row] = []
    var kept: [Row] = []
    var saved: [Row] = []
    private var next = 0

    subscript(_ id: String) -> Probe? { rows.first { $0.record.id == id }?.record }

    /// Whether the row was saved.
    mutating func save(_ record: Probe) -> Bool {
        let others = rows.filter { $0.record.id != record.id }
        guard !others.contains(where: { row in row.record.uniques.contains(where: record.uniques.contains) }) else {
            return false
        }
        if let index = rows.firstIndex(where: { $0.record.id == record.id }) {
            rows[index].record = record
        } else {
            rows.append(Row(number: next, record: record))
            next += 1
        }
        return true
    }

    mutating func remove(_ id: String) { rows.removeAll { $0.record.id == id } }

    func all(_ color: String) -> [Probe] { rows.map(\.record).filter { $0.colors.contains(color) } }

    func expired(at now: Date) -> [String] {
        rows.map(\.record).filter { $0.forgottenAt.map { $0 <= now } ?? false }.map(\.id)
    }
}

@Suite struct TableTests {
    private static let ids = (0..<12).map { "id\($0)" }
    private static let uniques = (0..<10).map { "unique\($0)" }
    private static let colors = ["red", "green", "blue"]

    @Test("each table of the project is one of those that are saved, pruned and rolled back")
    func allTables() {
        let state = EmulatorState(projectId: "P2tables", settings: EmulatorSettings(), now: Date())
        let properties = Mirror(reflecting: state).children.map { "\(type(of: $0.value))" }
        let names = Set(EmulatorState.tables.map(\.name))
        #expect(properties.count { $0.hasPrefix("Table<") } == EmulatorState.tables.count)
        #expect(names.count == EmulatorState.tables.count)
    }

    @Test("random changes are those of a naive table", arguments: 1...20 as ClosedRange<UInt64>)
    func random(_ seed: UInt64) throws {
        let random = SeededRandom(seed: seed)
        func below(_ bound: Int) -> Int { Int(random.unit() * Double(bound)) }
        func some(_ texts: [String], _ most: Int) -> [String] {
            (0..<below(most + 1)).map { _ in texts[below(texts.count)] }
        }
        var (table, model) = (Table<Probe>(), NaiveTable())
        var storage: [String: (number: Int, record: Probe)] = [:]
        var now = Date(timeIntervalSince1970: 0)
        for step in 0..<1500 {
            let place: Comment = "seed \(seed), step \(step)"
            switch below(100) {
            case 0..<55:
                let record = Probe(
                    id: Self.ids[below(Self.ids.count)],
                    uniques: some(Self.uniques, 2),
                    colors: some(Self.colors, 3),
                    forgottenAt: below(3) == 0 ? nil : now.addingTimeInterval(Double(below(30)))
                )
                let isSaved = (try? table.save(record)) != nil
                #expect(isSaved == model.save(record), place)
            case 55..<70:
                let id = Self.ids[below(Self.ids.count)]
                #expect(table.remove(id) == model[id], place)
                model.remove(id)
            case 70..<78:
                table.keep()
                model.kept = model.rows
            case 78..<86:
                table.rollBack()
                model.rows = model.kept
            case 86..<88:
                let limit = below(8)
                table.removeOldest(keeping: limit)
                model.rows = model.rows.suffix(limit)
            case 88..<94:
                now += Double(below(5))
                let expired = table.takeExpired(at: now)
                #expect(Set(expired) == Set(model.expired(at: now)), place)
                for id in expired {
                    _ = table.remove(id)
                    model.remove(id)
                }
            case 94..<98:
                // What is saved is what was kept, each row with its number.
                table.rollBack()
                model.rows = model.kept
                for row in table.unsavedRows { storage[row.id] = row.record.map { (row.number, $0) } }
                table.markSaved()
                model.saved = model.rows
                let sorted = storage.values.sorted { $0.number < $1.number }
                #expect(sorted.map(\.record) == model.saved.map(\.record), place)
            default:
                table.rollBackUnsaved()
                model.rows = model.saved
                model.kept = model.saved
            }
            try compare(table, model, place)
        }
    }

    private func compare(_ table: Table<Probe>, _ model: NaiveTable, _ place: Comment) throws {
        // What follows a difference says nothing more.
        try #require(table.all == model.rows.map(\.record), place)
        #expect(table.count == model.rows.count, place)
        for id in Self.ids { #expect(table[id] == model[id], place) }
        for color in Self.colors {
            let all = model.all(color)
            #expect(table.all(.color, color) == all, place)
            #expect(table.first(.color, color) == all.first, place)
            #expect(table.last(.color, TextKey(color)) == all.last, place)
            #expect(table.contains(.color, color) == !all.isEmpty, place)
        }
        for key in Self.uniques {
            #expect(table.first(.unique, key) == model.rows.map(\.record).first { $0.uniques.contains(key) }, place)
        }
        // Row by row, since a row that was deleted and made anew has another number.
        #expect(table.isChanged || model.rows == model.kept, place)
    }

    @Test("a row that is deleted and made anew in one step is the newest, saved once, and taken back whole")
    func madeAnew() throws {
        var table = Table<Probe>()
        for id in ["a", "b"] { try table.save(Probe(id: id, colors: ["red"])) }
        table.keep()
        table.markSaved()
        _ = table.remove("a")
        try table.save(Probe(id: "a", uniques: ["new"], colors: ["red"]))
        #expect(table.all.map(\.id) == ["b", "a"])
        #expect(!table.hasNewRows || table.changedRecords.map(\.id) == ["a"])

        var taken = table
        taken.rollBack()
        #expect(taken.all == [Probe(id: "a", colors: ["red"]), Probe(id: "b", colors: ["red"])])
        #expect(taken.all(.color, "red").map(\.id) == ["a", "b"])
        #expect(taken.first(.unique, "new") == nil)

        table.keep()
        #expect(table.unsavedRows.map { [$0.id] + ($0.record?.uniques ?? ["deleted"]) } == [["a", "new"]])
        #expect(table.unsavedRows.first?.number == 2)
    }

    @Test("entries of ends do not pile up with the changes of a row", arguments: [1, 100])
    func expiries(_ factor: Int) throws {
        var table = Table<Probe>()
        for round in 0..<1000 * factor {
            try table.save(Probe(id: "a", forgottenAt: Date(timeIntervalSince1970: Double(round))))
            if round % 3 == 0 { table.rollBack() } else { table.keep() }
        }
        let queue = try #require(Mirror(reflecting: table).descendant("expiries", "heap"))
        #expect(Mirror(reflecting: queue).children.count < 100)
    }

    @Test("many rows with one key are found in their order")
    func oneKey() throws {
        var table = Table<Probe>()
        let ids = (0..<5000).map { "id\($0)" }
        for id in ids { try table.save(Probe(id: id, colors: ["red"])) }
        #expect(table.all(.color, "red").map(\.id) == ids)
        for id in ids where id.hasSuffix("7") { _ = table.remove(id) }
        #expect(table.all(.color, "red").map(\.id) == ids.filter { !$0.hasSuffix("7") })
        #expect((table.first(.color, "red")?.id, table.last(.color, TextKey("red"))?.id) == ("id0", "id4999"))
        table.rollBack()
        #expect(table.count == 0)
        #expect(table.all(.color, "red").isEmpty)
    }

    // MARK: - Sizes

    private func state() -> EmulatorState {
        EmulatorState(projectId: "P2", settings: EmulatorSettings(), now: Date(timeIntervalSince1970: 0))
    }

    @Test("a chain of 100,000 tenants is read and deleted")
    func chain() throws {
        let count = 100_000
        let state = state()
        for number in 0..<count {
            try state.save(
                TenantRecord(
                    id: "t\(number)",
                    name: "t\(number)",
                    parent: number == 0 ? nil : "t\(number - 1)",
                    details: [:],
                    createdAt: state.now
                )
            )
        }
        state.keep()
        let head = try state.tenant("t0")
        #expect(state.json(head)["successors"]?.arrayValue?.count == count - 1)
        for number in 0..<1000 {
            state.delete("t\(number)", from: TenantRecord.self)
            #expect(state.tenants["t\(number + 1)"]?.parent == nil)
        }
        state.rollBack()
        #expect(state.tenants.count == count)
        #expect(state.tenants["t1"]?.parent == "t0")
    }

    @Test("deleting some of many rows does not cost more than of few")
    func deletion() throws {
        func cost(of count: Int) throws -> Double {
            var table = Table<Probe>()
            for number in 0..<count {
                let end = Date(timeIntervalSince1970: Double(number))
                try table.save(
                    Probe(id: "\(number)", uniques: ["\(number)"], colors: ["\(number % 2)"], forgottenAt: end)
                )
            }
            table.keep()
            // The shortest of several times: others are longer for reasons outside.
            return (0..<3).map { _ in
                var copy = table
                _ = copy.remove("0")
                let start = processorTime()
                for number in 1...200 { _ = copy.remove("\(number)") }
                copy.rollBack()
                return processorTime() - start
            }.min() ?? 0
        }
        let (few, many) = (try cost(of: 500), try cost(of: 50_000))
        #expect(many < 25 * few, "few \(few), many \(many)")
    }

    /// The seconds that this thread has computed.
    private func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
