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

    /// The entries of a batch that must not be empty.
    func requiredEntries(_ name: String) throws(EmulatorRefusal) -> [Call] {
        let entries = entries(name)
        guard !entries.isEmpty else { throw .missing(name) }
        return entries
    }

    /// A list of strings, each once, that must not be empty, because it says what the operation affects.
    func requiredTexts(_ name: String) throws(EmulatorRefusal) -> [String] {
        let texts = texts(name)
        guard !texts.isEmpty, !texts.contains("") else { throw .missing(name) }
        return texts.distinct
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

    /// Refuses members that mean something here which the emulator cannot do.
    func requireNone(_ names: String..., because reason: String) throws(EmulatorRefusal) {
        for name in names where ![nil, "", 0, false, []].contains(body[name]) { throw .invalid("\(name) \(reason)") }
    }

    /// Throws for a negative number in the body.
    func requireNoNegativeNumber() throws(EmulatorRefusal) {
        for (name, value) in body.sorted(by: { $0.key < $1.key }) where value.intValue.map({ $0 < 0 }) ?? false {
            throw .invalid("\(name) is negative")
        }
    }

    /// Whether a list of the request contains one of some values; an absent or empty list allows any.
    func allows(_ name: String, _ values: [String]) -> Bool {
        let wanted = texts(name)
        return wanted.isEmpty || wanted.contains(where: values.hasSame)
    }

    /// Whether custom attributes are those that the request asks for. Of an attribute that is a list, one element is
    /// sufficient.
    func allows(attributes own: [String: JSONValue]) -> Bool {
        object("customAttributes").allSatisfy { name, wanted in
            own[name] == wanted || own[name]?.arrayValue?.contains(wanted) == true
        }
    }
}

// MARK: - Order and pages

/// A value by which rows are sorted.
enum SortValue: Comparable {
    case number(Int64)
    case text(String)

    init(_ value: JSONValue?) { self = value?.intValue.map { .number($0) } ?? .text(value?.stringValue ?? "") }
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

    /// Sorts rows in the service's JSON by members that are strings or integers.
    func sorted(_ rows: [JSONValue], by names: [String]) throws(EmulatorRefusal) -> [JSONValue] {
        let fields = names.map { name in (name, { @Sendable (row: JSONValue) in SortValue(row[name]) }) }
        return try sorted(rows, by: Dictionary(fields) { first, _ in first })
    }

    /// The page of a search, which starts at 0, or what follows the row `offset`; and the number of all rows. The rows
    /// of other pages are only counted.
    ///
    /// - Parameters:
    ///   - size: The member of the request that states the size of a page.
    ///   - usual: The size when the request states 0 or none.
    ///   - most: The greatest size.
    func page<Record>(
        of found: some Sequence<Record>,
        size: String = "limit",
        usual: Int = 100,
        most: Int = .max
    ) throws(EmulatorRefusal) -> (rows: [Record], total: Int) {
        for name in [size, "page", "offset"] where number(name) ?? 0 < 0 {
            throw .invalid("\(name) must not be negative")
        }
        let limit = number(size).flatMap { $0 == 0 ? nil : $0 } ?? usual
        guard limit <= most else { throw .invalid("\(size): expected up to \(most), found \(limit)") }
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
