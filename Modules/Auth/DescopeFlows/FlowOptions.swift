public import DescopeCore

/// What a flow is told at its start. Nil leaves a matter to the flow.
public struct FlowOptions: Encodable, Hashable, Sendable {
    /// Where the user comes back to from elsewhere.
    public var redirectURL: String?
    /// The tenant to sign in to.
    public var tenant: String?
    /// The language of screens and messages: `en-GB`.
    public var locale: String?
    /// Options that have no property here, by the service's names.
    public var others: [String: JSONValue]

    /// Says what is to be different.
    public init(
        redirectURL: String? = nil,
        tenant: String? = nil,
        locale: String? = nil,
        others: [String: JSONValue] = [:]
    ) {
        self.redirectURL = redirectURL
        self.tenant = tenant
        self.locale = locale
        self.others = others
    }

    /// Writes the service's names; a property wins over one of ``others``.
    public func encode(to encoder: any Encoder) throws { try members.encode(to: encoder) }

    var isEmpty: Bool { members.isEmpty }

    private var members: [String: JSONValue] {
        let named = ["redirectUrl": redirectURL, "tenant": tenant, "locale": locale]
        return others.merging(named.compactMapValues { $0.map(JSONValue.string) }) { $1 }
    }
}

/// What a user has entered, by the screen's names for it. Values are texts, numbers, truth values, lists, objects, and
/// secrets, which are sent and never printed.
///
/// ```swift
/// ["email": "ada@example.com", "password": Secret(password)]
/// ```
public struct FlowInput: ExpressibleByDictionaryLiteral, Encodable, Sendable {
    private var members: [String: any Encodable & Sendable] = [:]

    /// Takes the values that are not nil.
    public init(dictionaryLiteral elements: (String, (any Encodable & Sendable)?)...) {
        for (name, value) in elements { members[name] = value }
    }

    /// A value; nil removes it.
    public subscript(name: String) -> (any Encodable & Sendable)? {
        get { members[name] }
        set { members[name] = newValue }
    }

    var isEmpty: Bool { members.isEmpty }

    /// Writes the values by their names.
    ///
    /// - Throws: `EncodingError.invalidValue` for a secret, unless this SDK's request is written.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Name.self)
        for (name, value) in members { try container.encode(value, forKey: Name(stringValue: name)) }
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

extension FlowInput: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The names alone: what a user enters is nobody's business in a log.
    public var description: String { members.keys.sorted().joined(separator: ", ") }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// No children, so that `dump` stays silent too.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
