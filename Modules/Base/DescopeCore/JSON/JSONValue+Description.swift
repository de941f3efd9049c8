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
