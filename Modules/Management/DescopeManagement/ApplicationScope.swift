public import DescopeCore

/// A scope that an inbound application may ask for.
public struct ApplicationScope: JSONModel, Hashable {
    /// The name that the application asks for.
    public var name = ""
    /// What the scope allows, as the consent screen shows it.
    public var description = ""
    /// What the scope stands for: names of roles, permissions, attributes or connections.
    public var values: [String]?
    /// Whether users may decline the scope and consent to the others.
    public var isOptional: Bool?

    /// Makes a scope.
    public init(_ name: String, description: String, values: [String]? = nil, isOptional: Bool? = nil) {
        self.name = name
        self.description = description
        self.values = values
        self.isOptional = isOptional
    }

    /// The members in JSON.
    public static let members = Members(Self("", description: "")) {
        $0("name", \.name, required: false, needsText: true)
        $0("description", \.description, required: false)
        $0("values", \.values)
        $0("optional", \.isOptional)
    }
}
