public import DescopeCore

/// A stored relation: a resource on the left side, what it is related to on the right side.
///
/// ```swift
/// let owner = AuthzRelation(resource: "roadmap", relationDefinition: "owner", namespace: "doc", target: "u1")
/// ```
public struct AuthzRelation: Hashable, Sendable {
    /// The resource's id. It names an object only together with the namespace.
    public var resource: String
    /// The relation.
    public var relationDefinition: String
    /// The relation's namespace, which is the type of the resource.
    public var namespace: String
    /// The right side.
    public var target: AuthzTarget

    /// Makes a relation.
    public init(resource: String, relationDefinition: String, namespace: String, target: AuthzTarget) {
        self.resource = resource
        self.relationDefinition = relationDefinition
        self.namespace = namespace
        self.target = target
    }

    /// Makes a relation to a user or another resource.
    public init(resource: String, relationDefinition: String, namespace: String, target: String) {
        self.init(
            resource: resource,
            relationDefinition: relationDefinition,
            namespace: namespace,
            target: .id(target)
        )
    }
}

/// The right side of a stored relation.
public enum AuthzTarget: Hashable, Sendable {
    /// A user or another resource.
    ///
    /// - Parameter namespace: Its type, where that is known; the authz face of the API does not say.
    case id(String, namespace: String? = nil)
    /// Everyone who holds a relation or permission on a resource.
    case set(resource: String, relationDefinition: String, namespace: String)
    /// Every user of the project that matches.
    case query(AuthzUserQuery)
}

extension AuthzRelation: JSONConvertible {
    /// Reads the service's form, in which the right side is one of three groups of members.
    public static func read(from json: inout JSONReader) throws(JSONFailure) -> Self {
        let start = json.position
        let wire = try Wire.read(from: &json)
        guard let relation = wire.relation else {
            throw JSONFailure("expected a target, a target set or a query", at: start, isMismatch: true)
        }
        return relation
    }

    /// Writes the service's form. In a request, a query needs a condition, and its lists an element: it would mean
    /// every user of the project.
    public func write(to json: inout JSONWriter) {
        guard json.requiresValues, case .query(let query) = target else { return Wire(self).write(to: &json) }
        guard !query.isOmitted else {
            json.refuse(expecting: "a query with at least one condition", found: "none")
            return json.writeNull()
        }
        let refusesEmptyLists = json.refusesEmptyLists
        json.refusesEmptyLists = true
        Wire(self).write(to: &json)
        json.refusesEmptyLists = refusesEmptyLists
    }

    private struct Wire: JSONModel {
        var resource = ""
        var relationDefinition = ""
        var namespace = ""
        var target: String?
        var targetNamespace: String?
        var targetSetResource: String?
        var targetSetRelationDefinition: String?
        var targetSetRelationDefinitionNamespace: String?
        var query: AuthzUserQuery?

        static let members = Members(Self()) {
            $0("resource", \.resource)
            $0("relationDefinition", \.relationDefinition)
            $0("namespace", \.namespace)
            $0("target", \.target, needsText: true)
            $0("targetNamespace", \.targetNamespace)
            $0("targetSetResource", \.targetSetResource, needsText: true)
            $0("targetSetRelationDefinition", \.targetSetRelationDefinition, needsText: true)
            $0("targetSetRelationDefinitionNamespace", \.targetSetRelationDefinitionNamespace, needsText: true)
            $0("query", \.query)
        }

        init() {}

        init(_ relation: AuthzRelation) {
            resource = relation.resource
            relationDefinition = relation.relationDefinition
            namespace = relation.namespace
            switch relation.target {
            case .id(let id, let namespace): (target, targetNamespace) = (id, namespace)
            case .set(let resource, let relationDefinition, let namespace):
                targetSetResource = resource
                targetSetRelationDefinition = relationDefinition
                targetSetRelationDefinitionNamespace = namespace
            case .query(let query): self.query = query
            }
        }

        var relation: AuthzRelation? {
            let side: AuthzTarget? =
                if let target {
                    .id(target, namespace: targetNamespace)
                } else if let resource = targetSetResource,
                    let relation = targetSetRelationDefinition,
                    let namespace = targetSetRelationDefinitionNamespace
                { .set(resource: resource, relationDefinition: relation, namespace: namespace) } else {
                    query.map(AuthzTarget.query)
                }
            return side.map {
                AuthzRelation(
                    resource: resource,
                    relationDefinition: relationDefinition,
                    namespace: namespace,
                    target: $0
                )
            }
        }
    }
}

extension AuthzRelation: CustomStringConvertible {
    /// `doc:roadmap#owner@u1`; a set is `group:acme#member`.
    public var description: String {
        let right =
            switch target {
            case .id(let id, let namespace): namespace.map { "\($0):\(id)" } ?? id
            case .set(let resource, let relation, let namespace): "\(namespace):\(resource)#\(relation)"
            case .query: "users that match a query"
            }
        return "\(namespace):\(resource)#\(relationDefinition)@\(right)"
    }
}
