/// The headers of a request or response, in order. Names are case-insensitive and may occur more than once.
public struct APIHeaders: Sendable {
    private var fields: [(name: String, value: String)] = []

    /// Makes empty headers.
    public init() {}

    /// The values of all headers with this name, in order.
    public subscript(values name: String) -> [String] {
        let name = name.lowercased()
        return fields.filter { $0.name.lowercased() == name }.map(\.value)
    }

    /// The first value of this name. Setting it replaces all headers with this name; nil removes them.
    public subscript(name: String) -> String? {
        get { self[values: name].first }
        set {
            let lowercased = name.lowercased()
            fields.removeAll { $0.name.lowercased() == lowercased }
            if let newValue { fields.append((name, newValue)) }
        }
    }

    /// Adds a header and keeps others of the same name.
    public mutating func append(_ name: String, _ value: String) { fields.append((name, value)) }
}

extension APIHeaders: Sequence {
    /// Iterates over names and values in order.
    public func makeIterator() -> some IteratorProtocol<(name: String, value: String)> { fields.makeIterator() }
}

extension APIHeaders: ExpressibleByDictionaryLiteral {
    /// Makes headers from names and values.
    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { append(name, value) }
    }
}

extension APIHeaders: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Only the names, because values such as `Authorization` and cookies must not appear in logs.
    public var description: String { fields.map(\.name).joined(separator: ", ") }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// No children, so that `dump` shows nothing either.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
