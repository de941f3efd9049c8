public import DescopeCore

/// The relations of fine-grained authorization that the members of a group get.
public struct FGAGroupMapping: JSONModel, Hashable {
    /// The relations.
    public var relations: [Relation] = []

    /// Makes a mapping.
    public init(_ relations: [Relation]) { self.relations = relations }

    /// The members in JSON.
    public static let members = Members(Self([])) {
        $0("relations", \.relations)
    }

    /// A relation to a resource.
    public struct Relation: JSONModel, Hashable {
        /// The resource.
        public var resource: String?
        /// The relation's name in the schema.
        public var relationDefinition: String?
        /// The resource's namespace, or type, in the schema.
        public var namespace: String?

        /// Makes a relation.
        ///
        /// - Parameters:
        ///   - relationDefinition: The relation's name in the schema.
        ///   - resource: The resource.
        ///   - namespace: The resource's namespace, or type, in the schema.
        public init(_ relationDefinition: String, resource: String, namespace: String) {
            self.relationDefinition = relationDefinition
            self.resource = resource
            self.namespace = namespace
        }

        private init() {}

        /// The members in JSON.
        public static let members = Members(Self()) {
            $0("resource", \.resource)
            $0("relationDefinition", \.relationDefinition)
            $0("namespace", \.namespace)
        }
    }
}
