public import DescopeCore

/// The values of a configuration of outbound provisioning, by the names that the application gives them: strings,
/// numbers, Booleans, lists, objects, and secrets.
///
/// Tokens and passwords are among them, so that no value is printed, and values that the service has returned are not
/// encoded by `Codable`: ``reveal()`` returns them.
///
/// ```swift
/// ["baseUrl": "https://crm.example.com/scim/v2", "bearerToken": Secret(token)]
/// ```
public struct OutboundSCIMValues: ExpressibleByDictionaryLiteral, JSONConvertible {
    private var values: [String: any JSONConvertible]

    /// Takes values by their names. Wrap tokens and passwords in ``/DescopeCore/Secret``.
    public init(_ values: [String: any JSONConvertible] = [:]) { self.values = values }

    /// Takes the values that are not nil.
    public init(dictionaryLiteral elements: (String, (any JSONConvertible)?)...) {
        values = [:]
        for (name, value) in elements { values[name] = value }
    }

    /// Replaces a value; nil removes it.
    public subscript(name: String) -> (any JSONConvertible)? {
        get { values[name] }
        set { values[name] = newValue }
    }

    /// The values as JSON, with tokens and passwords.
    ///
    /// - Throws: ``/DescopeCore/DescopeError`` of kind `argument`, which names the value that JSON cannot hold.
    public func reveal() throws(DescopeError) -> [String: JSONValue] {
        var json = JSONWriter()
        write(to: &json)
        if let failure = json.failure {
            let name = failure.path.joined(separator: ".")
            throw .argument(name, "expected \(failure.expected), found \(failure.found).")
        }
        do throws(JSONFailure) { return try [String: JSONValue](json: json.bytes) } catch {
            throw .argument("values", "expected values that can be read back, found others: \(error).")
        }
    }

    /// Reads an object. Any string in it may be a secret.
    public static func read(from json: inout JSONReader) throws(JSONFailure) -> Self {
        Self(try [String: JSONValue].read(from: &json).mapValues(UnprintedValue.init))
    }

    /// Writes an object, its members in the order of their names.
    public func write(to json: inout JSONWriter) {
        json.writeObject { $0.writeMembers(values) }
    }

    /// No values.
    public static var absent: Self? { Self() }
    /// Whether there are no values.
    public var isBlank: Bool { values.isEmpty }
}

extension OutboundSCIMValues: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The names without the values.
    public var description: String { values.keys.sorted().joined(separator: ", ") }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// No children, so that `dump` does not print values either.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// A value in which all strings are secrets.
private struct UnprintedValue: JSONConvertible {
    let value: JSONValue

    static func read(from json: inout JSONReader) throws(JSONFailure) -> Self {
        Self(value: try JSONValue.read(from: &json))
    }

    func write(to json: inout JSONWriter) {
        switch value {
        case .string(let text): json.write(Secret(text))
        case .array(let elements): elements.map(Self.init).write(to: &json)
        case .object(let members): members.mapValues(Self.init).write(to: &json)
        default: value.write(to: &json)
        }
    }
}
