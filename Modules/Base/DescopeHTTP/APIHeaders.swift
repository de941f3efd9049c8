/// The headers of a message: names regardless of case, in order, any of them more than once.
public struct APIHeaders: Sendable {
    private var fields: [(name: String, value: String)] = []

    /// No headers.
    public init() {}

    /// The values of all headers of that name, in order.
    public subscript(values name: String) -> [String] {
        let name = name.lowercased()
        return fields.filter { $0.name.lowercased() == name }.map(\.value)
    }

    /// The first value of that name. Setting it replaces all of that name; nil removes them.
    public subscript(name: String) -> String? {
        get { self[values: name].first }
        set {
            let lowercased = name.lowercased()
            fields.removeAll { $0.name.lowercased() == lowercased }
            if let newValue { fields.append((name, newValue)) }
        }
    }

    /// Adds a header beside those of the same name.
    public mutating func append(_ name: String, _ value: String) { fields.append((name, value)) }
}

extension APIHeaders: Sequence {
    /// Visits names and values in order.
    public func makeIterator() -> some IteratorProtocol<(name: String, value: String)> { fields.makeIterator() }
}

extension APIHeaders: ExpressibleByDictionaryLiteral {
    /// Makes headers from names and values.
    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { append(name, value) }
    }
}

extension APIHeaders: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The names alone: `Authorization` and cookies are values nobody should find in a log.
    public var description: String { fields.map(\.name).joined(separator: ", ") }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// No children, so that `dump` stays silent too.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
