import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Call {
    /// One entry of a batch, like a request of its own.
    init(_ body: [String: JSONValue]) { self.init(path: [:], query: [:], body: body) }

    /// The entries of a batch.
    func entries(_ name: String) -> [Call] { body[name]?.arrayValue?.map { Call($0.objectValue ?? [:]) } ?? [] }

    /// A list of strings that must not be empty, because it says what the operation affects.
    func requiredTexts(_ name: String) throws(EmulatorRefusal) -> [String] {
        let texts = texts(name)
        guard !texts.isEmpty else { throw .missing(name) }
        return texts
    }

    /// The row that a request names by its id or by its name, of which it contains one.
    func named<Record>(
        byId: (String) -> Record?,
        byName: (String) -> Record?
    ) throws(EmulatorRefusal) -> Record? {
        guard text("id") == nil || text("name") == nil else {
            throw .invalid("expected one of name and id, found both")
        }
        return if let id = text("id") { byId(id) } else { byName(try required("name", or: "id")) }
    }

    /// Refuses members of an entry that only responses have.
    func requireNone(_ names: String...) throws(EmulatorRefusal) {
        for name in names where ![nil, "", 0, false].contains(body[name]) {
            throw .invalid("\(name) is set by the project")
        }
    }
}

// MARK: - Order and pages

/// A value by which rows are sorted.
enum SortValue: Comparable {
    case number(Int64)
    case text(String)
}

extension Call {
    /// Sorts rows as the request's `sort` says. Rows that are equal in it keep their order.
    func sorted<Record>(
        _ records: [Record],
        by fields: [String: @Sendable (Record) -> SortValue]
    ) throws(EmulatorRefusal) -> [Record] {
        var orders: [(value: @Sendable (Record) -> SortValue, isDescending: Bool)] = []
        for order in entries("sort") {
            let field = try order.required("field")
            guard let value = fields[field] else {
                let known = fields.keys.sorted().joined(separator: ", ")
                throw .invalid("sort: expected one of \(known), found \(field)")
            }
            orders.append((value, order.flag("desc")))
        }
        guard !orders.isEmpty else { return records }
        return records.enumerated().sorted { a, b in
            for order in orders {
                let (first, second) = (order.value(a.element), order.value(b.element))
                if first != second { return order.isDescending ? second < first : first < second }
            }
            return a.offset < b.offset
        }.map(\.element)
    }

    /// The page of a search: `limit` rows from `page`, which starts at 0, or from the row `offset`; and the number of all
    /// rows. The rows of other pages are only counted.
    func page<Record>(
        of found: some Sequence<Record>,
        defaultLimit: Int
    ) throws(EmulatorRefusal) -> (rows: [Record], total: Int) {
        for name in ["limit", "page", "offset"] where number(name) ?? 0 < 0 {
            throw .invalid("\(name) must not be negative")
        }
        let limit = number("limit").flatMap { $0 == 0 ? nil : $0 } ?? defaultLimit
        let start = (number("page") ?? 0).multipliedReportingOverflow(by: limit)
        let offset = number("offset") ?? 0
        let first = offset > 0 ? offset : start.overflow ? Int.max : start.partialValue
        var (rows, total): ([Record], Int) = ([], 0)
        for row in found {
            if total >= first, rows.count < limit { rows.append(row) }
            total += 1
        }
        return (rows, total)
    }
}

/// A time in milliseconds since 1970, as searches state it.
func milliseconds(_ date: Date) -> Int64 { Int64(date.inTokens.timeIntervalSince1970 * 1000) }

extension String {
    /// Whether a string is a part of this one, in upper or lower case.
    func containsIgnoringCase(_ part: String) -> Bool { lowercased().contains(part.lowercased()) }
}
