import DescopeCore

/// A schema of relation-based access control: the types of objects, which relations are stored between them, and what
/// follows from those.
///
/// A schema can be written in Swift, or read from JSON, from the indented form, or from the language
/// (`model AuthZ 1.0`).
///
/// ```swift
/// let schema = AuthzSchema([
///     AuthzNamespace("user"),
///     AuthzNamespace("folder", [
///         .relation("parent", to: "folder"),
///         .relation("owner", to: "user"),
///         .permission("can_view", "owner" | "parent.can_view"),
///     ]),
/// ])
/// ```
public struct AuthzSchema: Hashable, Sendable {
    /// A label, free for tracking versions. The language has none.
    public var name: String?
    /// The types of objects.
    public var namespaces: [AuthzNamespace]
    /// The conditions and constraints that the types refer to.
    public var conditions: [AuthzCondition]

    /// Makes a schema.
    public init(_ namespaces: [AuthzNamespace] = [], conditions: [AuthzCondition] = [], name: String? = nil) {
        self.name = name
        self.namespaces = namespaces
        self.conditions = conditions
    }
}

/// A type of objects, such as `folder`, with its relations and permissions.
public struct AuthzNamespace: Hashable, Sendable {
    /// The name, unique in the schema.
    public var name: String
    /// The relations and permissions; their names are unique in the namespace.
    public var relationDefinitions: [AuthzRelationDefinition]

    /// Makes a namespace.
    public init(_ name: String, _ relationDefinitions: [AuthzRelationDefinition] = []) {
        self.name = name
        self.relationDefinitions = relationDefinitions
    }
}

/// A relation or a permission of a namespace.
///
/// In the JSON form one definition can be stored and computed at once (``AuthzNode/stored`` in its rule). The language
/// tells the two apart: a relation is stored, a permission is computed.
public struct AuthzRelationDefinition: Hashable, Sendable {
    /// The name, unique in the namespace.
    public var name: String
    /// The rule that computes it; nil when it is only stored.
    public var rule: AuthzNode?
    /// What may stand on the right side of a stored relation; nil when the schema does not say, as in the JSON form.
    public var allowedTargets: [AuthzAllowedTarget]?
    /// What has to hold, beside ``rule``, when the definition is read, and when an arrow follows it.
    public var condition: AuthzRequirement?
    /// Whether it was read from the JSON form of a schema with conditions, or has members there that are not known. The
    /// form does not say for which relations and rules conditions count, so the definition is not evaluated, sent or
    /// written: without its condition it would hold for more targets. Load the schema's text (`fga.loadSchema()`)
    /// instead.
    public package(set) var mayLackCondition = false

    /// Makes a definition. ``relation(_:to:when:)`` and ``permission(_:_:)`` read better.
    public init(
        _ name: String,
        rule: AuthzNode? = nil,
        allowedTargets: [AuthzAllowedTarget]? = nil,
        condition: AuthzRequirement? = nil
    ) {
        self.name = name
        self.rule = rule
        self.allowedTargets = allowedTargets
        self.condition = condition
    }

    /// A relation that is stored.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - targets: What may stand on its right side: a type (`user`) or a set (`group#member`). With none, the schema
    ///     does not say.
    ///   - condition: What has to hold when the relation is read.
    public static func relation(
        _ name: String,
        to targets: AuthzAllowedTarget...,
        when condition: AuthzRequirement? = nil
    ) -> Self {
        Self(name, allowedTargets: targets.isEmpty ? nil : targets, condition: condition)
    }

    /// A permission, which is computed from relations and other permissions.
    public static func permission(_ name: String, _ rule: AuthzNode) -> Self { Self(name, rule: rule) }
}

/// What may stand on the right side of a stored relation: an object of a type, or everyone who holds a relation or
/// permission on such an object.
public struct AuthzAllowedTarget: Hashable, Sendable, ExpressibleByStringLiteral {
    /// The type.
    public var namespace: String
    /// The relation or permission whose holders are meant; nil when the object itself is.
    public var relationDefinition: String?

    /// Makes an allowed target.
    public init(_ namespace: String, _ relationDefinition: String? = nil) {
        self.namespace = namespace
        self.relationDefinition = relationDefinition
    }

    /// Makes an allowed target as the language writes it: `user` or `group#member`.
    public init(stringLiteral text: String) {
        let mark = text.utf8.firstIndex(of: UInt8(ascii: "#"))
        self.init(String(text[..<(mark ?? text.endIndex)]), mark.map { String(text[text.index(after: $0)...]) })
    }
}

extension AuthzAllowedTarget: CustomStringConvertible {
    /// As the language writes it: `user` or `group#member`.
    public var description: String { relationDefinition.map { "\(namespace)#\($0)" } ?? namespace }
}

extension AuthzSchema {
    /// The namespace of a name; nil when there is none.
    public subscript(namespace: String) -> AuthzNamespace? {
        namespaces.first { $0.name.hasSameBytes(as: namespace) }
    }

    /// The relation or permission of a namespace; nil when there is none.
    public subscript(namespace: String, relationDefinition: String) -> AuthzRelationDefinition? {
        self[namespace]?.relationDefinitions.first { $0.name.hasSameBytes(as: relationDefinition) }
    }
}
