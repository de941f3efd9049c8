import DescopeCore

extension Call {
    /// A page of search results: pages count from 0, and a limit of 0 is the default of 100.
    func page<Row>(of all: [Row]) throws(EmulatorRefusal) -> [Row] {
        let (page, limit) = (number("page") ?? 0, number("limit") ?? 0)
        guard page >= 0, limit >= 0 else { throw .invalid("page and limit must not be negative") }
        let size = limit == 0 ? 100 : limit
        let start = page.multipliedReportingOverflow(by: size)
        return Array(all.dropFirst(start.overflow ? all.count : start.partialValue).prefix(size))
    }

    /// Search results in the order that the request's member `sort` states: the first field counts first, and equal
    /// rows stay in their order.
    func sorted<Row>(
        _ all: [Row],
        known: Set<String>,
        by value: (Row, String) -> JSONValue
    ) throws(EmulatorRefusal) -> [Row] {
        let fields = (body["sort"]?.arrayValue ?? []).map { ($0["field"]?.stringValue ?? "", $0["desc"] == true) }
        for (name, _) in fields where !known.contains(name) { throw .invalid("sort: no field \(name) is known") }
        guard !fields.isEmpty else { return all }
        let keyed = all.enumerated().map { place, row in
            (keys: fields.map { value(row, $0.0) }, place: place, row: row)
        }
        return keyed.sorted { a, b in
            for ((a, b), (_, descends)) in zip(zip(a.keys, b.keys), fields) {
                if a.precedes(b) { return !descends }
                if b.precedes(a) { return descends }
            }
            return a.place < b.place
        }.map(\.row)
    }
}

extension JSONValue {
    /// The order of numbers and of strings by bytes; other values are equal.
    fileprivate func precedes(_ other: JSONValue) -> Bool {
        if let number = doubleValue, let other = other.doubleValue { return number < other }
        return (stringValue ?? "").utf8.lexicographicallyPrecedes((other.stringValue ?? "").utf8)
    }
}
