extension JSONValue: CustomStringConvertible, CustomDebugStringConvertible {
    /// Its JSON text, without white space and with members in the order of their names. A number that JSON cannot hold
    /// is printed as Swift prints it, for example `inf`.
    public var description: String {
        switch self {
        case .array(let elements): "[" + elements.map(\.description).joined(separator: ",") + "]"
        case .object(let members):
            "{"
                + members.sorted { $0.key < $1.key }
                .map { JSONValue.string($0.key).description + ":" + $0.value.description }
                .joined(separator: ",") + "}"
        case .double(let number) where !number.isFinite: "\(number)"
        default: String(decoding: json, as: UTF8.self)
        }
    }

    /// The same as ``description``.
    public var debugDescription: String { description }
}

extension JSONValue {
    /// Its JSON text in lines, indented by two spaces each, with members in the order of their names: for files that
    /// people read and compare. Nil when JSON cannot hold the value.
    package var indentedText: String? {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.failure == nil ? indented(after: "\n") : nil
    }

    /// - Parameter line: The line break and the indentation of the line that the value stands in.
    private func indented(after line: String) -> String {
        let inner = line + "  "
        switch self {
        case .array(let elements) where !elements.isEmpty:
            return "[" + elements.map { inner + $0.indented(after: inner) }.joined(separator: ",") + line + "]"
        case .object(let members) where !members.isEmpty:
            return "{"
                + members.sorted { $0.key < $1.key }
                .map { inner + JSONValue.string($0.key).description + ": " + $0.value.indented(after: inner) }
                .joined(separator: ",") + line + "}"
        default: return description
        }
    }
}
