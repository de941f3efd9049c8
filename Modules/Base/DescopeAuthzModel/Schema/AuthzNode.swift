/// A rule that computes who holds a relation or permission: a leaf, or an operator over other rules.
///
/// A string literal is a leaf as the language writes it: `"editor"` or `"parent.editor"`.
///
/// ```swift
/// let rule: AuthzNode = ("viewer" | "editor" | "parent.can_view") - "blocked"
/// ```
public indirect enum AuthzNode: Hashable, Sendable {
    /// Whoever a stored relation names. The JSON form calls it `self`; the language has no word for it.
    case stored
    /// Whoever holds another relation or permission on the same object. Without a namespace it is one of the same
    /// namespace.
    case targetSet(String, namespace: String? = nil)
    /// Walks a stored relation from the object to its right side, and tests there: `parent.editor`.
    ///
    /// When the followed relation has a condition, that has to be met too; so it is for
    /// ``relationLeft(_:_:namespace:)``.
    ///
    /// A nil namespace of the relation is the rule's own. A nil namespace of what is tested means the type of the
    /// object that the walk reaches; types that lack the name are passed over.
    case relationRight(Edge, String, namespace: String? = nil)
    /// Walks a stored relation from its right side to the object on the left, and tests there. The language has no
    /// spelling for it.
    case relationLeft(Edge, String, namespace: String? = nil)
    /// Holds when at least one rule holds.
    case union([AuthzNode])
    /// Holds when every rule holds.
    case intersect([AuthzNode])
    /// Holds when the first rule holds and none of the others does.
    case sub([AuthzNode])
    /// Holds when the rule holds and the condition is met.
    case conditional(AuthzNode, AuthzRequirement)

    /// The relation that a walk follows. A string literal names one of the rule's own namespace.
    public struct Edge: Hashable, Sendable, ExpressibleByStringLiteral {
        /// The relation.
        public var relationDefinition: String
        /// Its namespace; nil when it is the rule's own.
        public var namespace: String?

        /// Makes an edge.
        public init(_ relationDefinition: String, namespace: String? = nil) {
            self.relationDefinition = relationDefinition
            self.namespace = namespace
        }

        /// Makes an edge of the rule's own namespace.
        public init(stringLiteral name: String) { self.init(name) }
    }

    /// Holds when either rule holds. A chain of the operator is one node.
    public static func | (a: Self, b: Self) -> Self {
        if case .union(let nodes) = a { .union(nodes + [b]) } else { .union([a, b]) }
    }

    /// Holds when both rules hold. A chain of the operator is one node.
    public static func & (a: Self, b: Self) -> Self {
        if case .intersect(let nodes) = a { .intersect(nodes + [b]) } else { .intersect([a, b]) }
    }

    /// Holds when the first rule holds and the second does not. A chain of the operator is one node.
    public static func - (a: Self, b: Self) -> Self {
        if case .sub(let nodes) = a { .sub(nodes + [b]) } else { .sub([a, b]) }
    }

    /// The rule with a condition.
    public func when(_ condition: AuthzRequirement) -> Self { .conditional(self, condition) }

    /// The rules directly below this one.
    public var children: [AuthzNode] {
        switch self {
        case .union(let nodes), .intersect(let nodes), .sub(let nodes): nodes
        case .conditional(let node, _): [node]
        case .stored, .targetSet, .relationRight, .relationLeft: []
        }
    }
}

extension AuthzNode: ExpressibleByStringLiteral {
    /// Makes a leaf as the language writes it: `editor` or `parent.editor`.
    public init(stringLiteral text: String) {
        guard let point = text.utf8.firstIndex(of: UInt8(ascii: ".")) else {
            self = .targetSet(text)
            return
        }
        self = .relationRight(Edge(String(text[..<point])), String(text[text.index(after: point)...]))
    }
}
