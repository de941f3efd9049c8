public import DescopeCore

/// The question whether a target holds a relation or permission on a resource.
public struct AuthzRelationQuery: JSONModel, Hashable {
    /// The resource's id.
    public var resource = ""
    /// The relation or permission.
    public var relationDefinition = ""
    /// The resource's namespace.
    public var namespace = ""
    /// The id of a user or another resource.
    public var target = ""

    /// Makes a question.
    public init(resource: String, relationDefinition: String, namespace: String, target: String) {
        self.resource = resource
        self.relationDefinition = relationDefinition
        self.namespace = namespace
        self.target = target
    }

    /// The members in JSON.
    public static let members = Members(
        Self(resource: "", relationDefinition: "", namespace: "", target: "")
    ) {
        $0("resource", \.resource)
        $0("relationDefinition", \.relationDefinition)
        $0("namespace", \.namespace)
        $0("target", \.target)
    }
}

/// The answer to a question.
public struct AuthzRelationResult: JSONModel, Hashable {
    /// The question.
    public var query: AuthzRelationQuery
    /// Whether the target holds the relation or permission.
    public var hasRelation = false

    /// The members in JSON.
    public static let members = Members(
        Self(query: AuthzRelationQuery(resource: "", relationDefinition: "", namespace: "", target: ""))
    ) {
        $0(all: \.query)
        $0("hasRelation", \.hasRelation)
    }
}
