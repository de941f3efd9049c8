public import DescopeCore

/// What a flow is given: the values that it starts with, or what a user entered, by the names that the flow uses.
/// Values are strings, numbers, Booleans, lists, objects, and secrets, which are sent and never printed.
///
/// ```swift
/// ["email": "ada@example.com", "password": Secret(password)]
/// ```
public struct FlowInput: ExpressibleByDictionaryLiteral, JSONConvertible, Encodable {
    private var values: [String: any JSONConvertible] = [:]

    /// Takes the values that are not nil.
    public init(dictionaryLiteral elements: (String, (any JSONConvertible)?)...) {
        for (name, value) in elements { values[name] = value }
    }

    /// A value; nil removes it.
    public subscript(name: String) -> (any JSONConvertible)? {
        get { values[name] }
        set { values[name] = newValue }
    }

    /// Reads an object.
    public static func read(from json: inout JSONReader) throws(JSONFailure) -> FlowInput {
        var input = FlowInput()
        input.values = try [String: JSONValue].read(from: &json)
        return input
    }

    /// Writes an object, its members in the order of their names.
    public func write(to json: inout JSONWriter) {
        json.writeObject { $0.writeMembers(values) }
    }

    /// Whether there are no values.
    public var isOmitted: Bool { values.isEmpty }

    /// Writes the values by their names.
    ///
    /// - Throws: `EncodingError.invalidValue` when one of them is a ``/DescopeCore/Secret``: only requests of this SDK
    ///   contain secrets.
    public func encode(to encoder: any Encoder) throws { try encodeWithoutSecrets(to: encoder) }
}

extension FlowInput: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The names without the values, which are personal data.
    public var description: String { values.keys.sorted().joined(separator: ", ") }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// No children, so that `dump` does not print values either.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
