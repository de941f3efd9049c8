import DescopeAuthzModel

/// A schema in which no definition is both stored and computed, as in the language: what is stored moves to a relation
/// of its own. All verdicts stay the same.
struct SplitSchema {
    private(set) var schema: AuthzSchema
    private let original: AuthzSchema
    /// The names of the new relations, by namespace and the definition that they were split from.
    private var stored: [String: [String: String]] = [:]

    /// - Parameter name: The name of the new relation, from that of the definition. Underscores make it unique.
    init(_ schema: AuthzSchema, naming name: (String) -> String = { $0 + "_direct" }) {
        (self.schema, original) = (schema, schema)
        for namespace in schema.namespaces {
            var taken = Set(namespace.relationDefinitions.map(\.name))
            for definition in namespace.relationDefinitions where definition.rule?.isStored ?? false {
                var new = name(definition.name)
                while !taken.insert(new).inserted { new += "_" }
                stored[namespace.name, default: [:]][definition.name] = new
            }
        }
        for index in schema.namespaces.indices {
            let namespace = schema.namespaces[index]
            self.schema.namespaces[index].relationDefinitions = namespace.relationDefinitions.flatMap {
                split($0, in: namespace.name)
            }
        }
    }

    /// The relation that holds what is stored under a definition.
    func storedName(_ definition: String, in namespace: String) -> String {
        stored[namespace]?[definition] ?? definition
    }

    /// A stored relation, moved to where it now belongs.
    func moved(_ relation: AuthzRelation) -> AuthzRelation {
        var relation = relation
        relation.relationDefinition = storedName(relation.relationDefinition, in: relation.namespace)
        return relation
    }

    private func split(_ definition: AuthzRelationDefinition, in namespace: String) -> [AuthzRelationDefinition] {
        guard let rule = definition.rule else { return [definition] }
        var computed = definition
        computed.rule = split(rule, of: definition.name, in: namespace)
        guard let name = stored[namespace]?[definition.name] else { return [computed] }
        computed.allowedTargets = nil
        var direct = definition
        (direct.name, direct.rule, direct.condition) = (name, nil, nil)
        return [direct, computed]
    }

    private func split(_ node: AuthzNode, of definition: String, in namespace: String) -> AuthzNode {
        func nodes(_ children: [AuthzNode]) -> [AuthzNode] { children.map { split($0, of: definition, in: namespace) } }
        func edge(_ edge: AuthzNode.Edge) -> AuthzNode.Edge {
            let name = storedName(edge.relationDefinition, in: edge.namespace ?? namespace)
            return AuthzNode.Edge(name, namespace: edge.namespace)
        }
        /// The condition of what is stored stays in the rule that it was split from, so that the arrow takes it along.
        func arrow(_ edge: AuthzNode.Edge, _ split: AuthzNode) -> AuthzNode {
            let space = edge.namespace ?? namespace
            guard stored[space]?[edge.relationDefinition] != nil,
                let condition = original[space, edge.relationDefinition]?.storedRequirement
            else { return split }
            return .conditional(split, condition)
        }
        return switch node {
        case .stored: .targetSet(storedName(definition, in: namespace))
        case .targetSet: node
        case .relationRight(let followed, let name, let space):
            arrow(followed, .relationRight(edge(followed), name, namespace: space))
        case .relationLeft(let followed, let name, let space):
            arrow(followed, .relationLeft(edge(followed), name, namespace: space))
        case .union(let children): .union(nodes(children))
        case .intersect(let children): .intersect(nodes(children))
        case .sub(let children): .sub(nodes(children))
        case .conditional(let child, let condition):
            .conditional(split(child, of: definition, in: namespace), condition)
        }
    }
}
