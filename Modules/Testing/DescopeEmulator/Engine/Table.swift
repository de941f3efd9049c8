#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The rows of one kind, found by their id and by indices, in the order of their creation.
///
/// Changes belong to a transaction: ``rollBack()`` takes back those since the last ``keep()``. The cost of both depends
/// on the number of changed rows, not on the size of the table.
struct Table<Record: EmulatorRecord>: Sendable {
    private var rows = Rows<Record>()
    private var numbers: [TextKey: Int] = [:]
    private var indices = Record.Index.allCases.map { IndexedNumbers(isUnique: $0.isUnique) }
    private var expiries = ExpiryQueue()
    private var nextNumber = 0
    /// The rows that have changed since the last ``keep()``, as they were before.
    private var before: [TextKey: Former] = [:]
    /// The rows that have changed since they were saved, and that are kept, as they were before.
    private var unsaved: [TextKey: Former] = [:]

    /// A row before a change; nil for one that did not exist. A row that is deleted and made anew has another number.
    private typealias Former = (number: Int, record: Record?)

    var count: Int { numbers.count }

    /// All rows.
    var all: [Record] { Array(each) }

    /// All rows, one after the other: a search through many does not have them all twice.
    var each: some Sequence<Record> { rows.all.lazy.map { $0.record } }

    // MARK: Finding rows

    subscript(_ id: String) -> Record? { self[TextKey(id)] }

    private subscript(_ id: TextKey) -> Record? { numbers[id].flatMap { rows[$0] } }

    /// The oldest row with a key.
    func first(_ index: Record.Index, _ key: String) -> Record? { first(index, TextKey(key)) }

    func first(_ index: Record.Index, _ key: TextKey) -> Record? {
        indices[index.position].first(key).flatMap { rows[$0] }
    }

    /// The newest row with a key.
    func last(_ index: Record.Index, _ key: TextKey) -> Record? {
        indices[index.position].last(key).flatMap { rows[$0] }
    }

    /// All rows with a key, oldest first.
    func all(_ index: Record.Index, _ key: String) -> [Record] {
        indices[index.position][TextKey(key)].compactMap { rows[$0] }
    }

    func contains(_ index: Record.Index, _ key: String) -> Bool {
        indices[index.position].contains(TextKey(key))
    }

    // MARK: Changing rows

    /// Inserts a row, or replaces the one with the same id.
    mutating func save(_ record: Record) throws(EmulatorRefusal) {
        let id = TextKey(record.id)
        let number = numbers[id] ?? nextNumber
        if let index = takenIndex(of: record, number) { throw Record.taken(index) }
        note(id, number)
        put(record, id, number)
        nextNumber = max(nextNumber, number + 1)
    }

    /// The unique index in which a key of the row belongs to another row.
    private func takenIndex(of record: Record, _ number: Int) -> Record.Index? {
        Record.Index.allCases.first { index in
            index.isUnique
                && record.keys(index).contains { indices[index.position].belongsToOther($0, than: number) }
        }
    }

    /// Removes a row, without the consequences for other tables: see ``EmulatorState/delete(_:)``.
    mutating func remove(_ id: String) -> Record? {
        let id = TextKey(id)
        guard let number = numbers[id] else { return nil }
        note(id, number)
        return take(id, number)
    }

    /// Removes the oldest rows beyond a number of them.
    mutating func removeOldest(keeping limit: Int) {
        while count > limit, let oldest = rows.first { _ = remove(oldest.id) }
    }

    /// When the next row may expire.
    var nextExpiry: Date? { expiries.first }

    /// The ids of the rows that are to be deleted by now.
    mutating func takeExpired(at now: Date) -> [String] {
        var ids: [String] = []
        while let number = expiries.next(until: now) {
            // An entry stays behind when its row is deleted or gets another time.
            if let record = rows[number], let end = record.forgottenAt, end <= now { ids.append(record.id) }
        }
        return ids
    }

    private mutating func put(_ record: Record, _ id: TextKey, _ number: Int) {
        let old = rows[number]
        for index in Record.Index.allCases {
            let (gone, new) = (old?.keys(index) ?? [], record.keys(index))
            if gone == new { continue }
            for key in gone { indices[index.position].remove(key, number) }
            for key in new { indices[index.position].insert(key, number) }
        }
        rows[number] = record
        numbers[id] = number
        if let end = record.forgottenAt, end != old?.forgottenAt {
            expiries.insert(number, end)
            if expiries.count > 2 * count + 64 {
                expiries = ExpiryQueue(rows.all.compactMap { row in row.record.forgottenAt.map { (row.number, $0) } })
            }
        }
    }

    private mutating func take(_ id: TextKey, _ number: Int) -> Record? {
        guard let record = rows[number] else { return nil }
        for index in Record.Index.allCases {
            for key in record.keys(index) { indices[index.position].remove(key, number) }
        }
        rows[number] = nil
        numbers[id] = nil
        return record
    }

    // MARK: The transaction

    private mutating func note(_ id: TextKey, _ number: Int) {
        if before[id] == nil { before[id] = (number, rows[number]) }
    }

    /// Whether something has changed since the last ``keep()``.
    var isChanged: Bool { !before.isEmpty }

    /// Whether there are new rows since the last ``keep()``.
    var hasNewRows: Bool { before.contains { $1.record == nil && numbers[$0] != nil } }

    /// The rows that have changed since the last ``keep()``, as they are now, or as they were if they are deleted.
    var changedRecords: [Record] {
        guard isChanged else { return [] }
        return before.sorted { $0.value.number < $1.value.number }.compactMap { self[$0.key] ?? $0.value.record }
    }

    /// Keeps the changes made so far, whatever follows.
    mutating func keep() {
        guard isChanged else { return }
        unsaved.merge(before) { older, _ in older }
        before.removeAll(keepingCapacity: before.count < 64)
    }

    /// Takes back the changes since the last ``keep()``.
    mutating func rollBack() {
        guard isChanged else { return }
        putBack(before)
        before = [:]
    }

    /// Takes back all changes since they were saved.
    mutating func rollBackUnsaved() {
        keep()
        putBack(unsaved)
        unsaved = [:]
    }

    private mutating func putBack(_ formers: [TextKey: Former]) {
        // All changed rows are removed before any is put back: a key may have moved from one to another.
        for id in formers.keys { if let number = numbers[id] { _ = take(id, number) } }
        for (id, former) in formers {
            if let record = former.record { put(record, id, former.number) }
        }
    }

    /// The kept rows that are not saved yet: nil instead of a record for deleted ones.
    var unsavedRows: [(id: String, number: Int, record: Record?)] {
        unsaved.map { id, former in (id.text, numbers[id] ?? former.number, self[id]) }
    }

    mutating func markSaved() {
        if !unsaved.isEmpty { unsaved.removeAll(keepingCapacity: unsaved.count < 64) }
    }

    // MARK: Saved rows

    /// All rows with their numbers.
    var numbered: [(number: Int, record: Record)] { Array(rows.all) }

    /// Puts back a saved row. Throws when it contradicts another one.
    mutating func restore(_ record: Record, number: Int) throws(EmulatorRefusal) {
        let id = TextKey(record.id)
        // Later rows need numbers, too.
        guard (0..<Int.max / 2).contains(number) else {
            throw .unreadable("the row \(record.id) of the table \(Record.table) has an impossible number")
        }
        guard numbers[id] == nil, rows[number] == nil else {
            throw .unreadable("two rows of the table \(Record.table) have the same id or number")
        }
        if let index = takenIndex(of: record, number) {
            throw .unreadable("two rows of the table \(Record.table) have the same \(index)")
        }
        put(record, id, number)
        nextNumber = max(nextNumber, number + 1)
    }
}

/// Rows by their numbers, in small pieces: growing copies none of them, and an empty piece needs no memory.
private struct Rows<Record: Sendable>: Sendable {
    private static var pieceSize: Int { 32 }

    private struct Piece {
        var records: [Record?]
        var count = 0
    }

    private var pieces: [Int: Piece] = [:]

    /// All rows with their numbers, in order, each copied when it is asked for.
    var all: some Sequence<(number: Int, record: Record)> { InOrder(pieces: pieces) }

    // Written out: combined lazy sequences copy each row several times.
    private struct InOrder: Sequence, IteratorProtocol {
        private var places: IndexingIterator<[(key: Int, value: Piece)]>
        private var first = 0
        private var records: [Record?] = []
        private var offset = 0

        init(pieces: [Int: Piece]) { places = pieces.sorted { $0.key < $1.key }.makeIterator() }

        mutating func next() -> (number: Int, record: Record)? {
            while true {
                while offset < records.count {
                    defer { offset += 1 }
                    if let record = records[offset] { return (first + offset, record) }
                }
                guard let (place, piece) = places.next() else { return nil }
                (first, records, offset) = (place * Rows.pieceSize, piece.records, 0)
            }
        }
    }

    /// The row with the lowest number.
    var first: Record? { pieces.keys.min().flatMap { pieces[$0]?.records.lazy.compactMap(\.self).first } }

    subscript(number: Int) -> Record? {
        get { pieces[number / Self.pieceSize]?.records[number % Self.pieceSize] }
        set {
            let (place, offset) = number.quotientAndRemainder(dividingBy: Self.pieceSize)
            var change = newValue == nil ? 0 : 1
            if pieces[place]?.records[offset] != nil { change -= 1 }
            if pieces[place] == nil {
                guard newValue != nil else { return }
                pieces[place] = Piece(records: Array(repeating: nil, count: Self.pieceSize))
            }
            pieces[place]?.records[offset] = newValue
            pieces[place]?.count += change
            if pieces[place]?.count == 0 { pieces[place] = nil }
        }
    }
}

/// The numbers of the rows that have a key.
private struct IndexedNumbers: Sendable {
    let isUnique: Bool
    // Most keys belong to one row, which needs no set.
    private var single: [TextKey: Int] = [:]
    private var several: [TextKey: Set<Int>] = [:]

    init(isUnique: Bool) { self.isUnique = isUnique }

    /// The numbers in order.
    subscript(key: TextKey) -> [Int] { single[key].map { [$0] } ?? several[key]?.sorted() ?? [] }

    func first(_ key: TextKey) -> Int? { single[key] ?? several[key]?.min() }
    func last(_ key: TextKey) -> Int? { single[key] ?? several[key]?.max() }
    func contains(_ key: TextKey) -> Bool { single[key] != nil || several[key] != nil }

    func belongsToOther(_ key: TextKey, than number: Int) -> Bool { single[key].map { $0 != number } ?? false }

    mutating func insert(_ key: TextKey, _ number: Int) {
        if several[key]?.insert(number) != nil { return }
        if let other = single[key], other != number {
            single[key] = nil
            several[key] = [other, number]
        } else {
            single[key] = number
        }
    }

    mutating func remove(_ key: TextKey, _ number: Int) {
        if single[key] == number { single[key] = nil }
        several[key]?.remove(number)
        if let rest = several[key], rest.count == 1, let last = rest.first {
            several[key] = nil
            single[key] = last
        }
    }
}

/// Row numbers by the time at which the rows are deleted: a binary heap.
private struct ExpiryQueue: Sendable {
    private var heap: [(end: Date, number: Int)] = []

    var count: Int { heap.count }
    var first: Date? { heap.first?.end }

    init(_ entries: [(number: Int, end: Date)] = []) {
        // A sorted array is a heap.
        heap = entries.map { ($0.end, $0.number) }.sorted { $0.end < $1.end }
    }

    mutating func insert(_ number: Int, _ end: Date) {
        heap.append((end, number))
        var child = heap.count - 1
        while child > 0, heap[child].end < heap[(child - 1) / 2].end {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Removes and returns the first row whose time has come.
    mutating func next(until now: Date) -> Int? {
        guard let first = heap.first, first.end <= now else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            let (left, right) = (2 * parent + 1, 2 * parent + 2)
            let least = right < heap.count && heap[right].end < heap[left].end ? right : left
            guard least < heap.count, heap[least].end < heap[parent].end else { return first.number }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
