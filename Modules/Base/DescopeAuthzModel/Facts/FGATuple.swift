public import DescopeCore

/// A stored relation, or the question for one, in the form of the fine-grained authorization (FGA) face of the API.
public struct FGATuple: JSONModel, Hashable {
    /// The resource's id.
    public var resource = ""
    /// The resource's type.
    public var resourceType = ""
    /// The relation; in a question a permission too.
    public var relation = ""
    /// The id of a user or another resource.
    public var target = ""
    /// The target's type, such as `user`; `group#member` means everyone who holds that relation on the target.
    public var targetType = ""

    /// Makes a tuple.
    public init(resource: String, resourceType: String, relation: String, target: String, targetType: String) {
        self.resource = resource
        self.resourceType = resourceType
        self.relation = relation
        self.target = target
        self.targetType = targetType
    }

    private init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("resource", \.resource)
        $0("resourceType", \.resourceType)
        $0("relation", \.relation)
        $0("target", \.target)
        $0("targetType", \.targetType, required: false, needsText: true)
    }
}

extension AuthzRelation {
    /// The relation that a tuple means.
    public init(_ tuple: FGATuple) {
        let type = AuthzAllowedTarget(stringLiteral: tuple.targetType)
        let right: AuthzTarget =
            if let relation = type.relationDefinition {
                .set(resource: tuple.target, relationDefinition: relation, namespace: type.namespace)
            } else {
                .id(tuple.target, namespace: type.namespace.isEmpty ? nil : type.namespace)
            }
        self.init(
            resource: tuple.resource,
            relationDefinition: tuple.relation,
            namespace: tuple.resourceType,
            target: right
        )
    }
}

extension FGATuple {
    /// The tuple of a relation; nil when its right side is a query, which this face does not have. The type of a target
    /// is empty when the relation does not say it.
    public init?(_ relation: AuthzRelation) {
        resource = relation.resource
        resourceType = relation.namespace
        self.relation = relation.relationDefinition
        switch relation.target {
        case .id(let id, let namespace):
            target = id
            targetType = namespace ?? ""
        case .set(let resource, let relationDefinition, let namespace):
            target = resource
            targetType = "\(namespace)#\(relationDefinition)"
        case .query: return nil
        }
    }
}
