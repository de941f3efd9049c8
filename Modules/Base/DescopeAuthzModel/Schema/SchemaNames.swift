/// New names for what a schema has. Each is asked for by the old name, that of a definition with its namespace.
package protocol SchemaNames {
    func namespace(_ name: String) -> String
    func definition(_ name: String, in namespace: String) -> String
    func condition(_ name: String) -> String
    /// An arrow without a namespace, whose parts have their new names already but for what it tests: that may have
    /// another name in each type that is reached.
    func arrow(_ edge: AuthzNode.Edge, _ tested: String, from old: AuthzNode.Edge, in namespace: String) -> AuthzNode
}

extension AuthzSchema {
    /// The schema with other names. Whatever has no name stays as it is.
    package func renamed(by names: some SchemaNames) -> AuthzSchema {
        var schema = self
        for index in schema.conditions.indices {
            schema.conditions[index].name = names.condition(schema.conditions[index].name)
        }
        for index in schema.namespaces.indices {
            let own = schema.namespaces[index].name
            schema.namespaces[index].name = names.namespace(own)
            for number in schema.namespaces[index].relationDefinitions.indices {
                schema.namespaces[index].relationDefinitions[number].rename(by: names, in: own)
            }
        }
        return schema
    }
}

extension AuthzRelationDefinition {
    fileprivate mutating func rename(by names: some SchemaNames, in own: String) {
        name = names.definition(name, in: own)
        rule = rule?.renamed(by: names, in: own)
        allowedTargets = allowedTargets?.map { target in
            AuthzAllowedTarget(
                names.namespace(target.namespace),
                target.relationDefinition.map { names.definition($0, in: target.namespace) }
            )
        }
        condition = condition?.renamed(by: names)
    }
}

extension AuthzNode {
    /// Rules are as deep as the evaluator takes them.
    fileprivate func renamed(by names: some SchemaNames, in own: String) -> AuthzNode {
        func edge(_ edge: Edge) -> Edge {
            Edge(
                names.definition(edge.relationDefinition, in: edge.namespace ?? own),
                namespace: edge.namespace.map(names.namespace)
            )
        }
        func all(_ nodes: [AuthzNode]) -> [AuthzNode] { nodes.map { $0.renamed(by: names, in: own) } }
        switch self {
        case .stored: return self
        case .targetSet(let name, let space):
            return .targetSet(names.definition(name, in: space ?? own), namespace: space.map(names.namespace))
        case .relationRight(let followed, let name, let space?):
            return .relationRight(
                edge(followed),
                names.definition(name, in: space),
                namespace: names.namespace(space)
            )
        case .relationRight(let followed, let name, nil):
            return names.arrow(edge(followed), name, from: followed, in: own)
        case .relationLeft(let followed, let name, let space):
            return .relationLeft(
                edge(followed),
                names.definition(name, in: space ?? followed.namespace ?? own),
                namespace: space.map(names.namespace)
            )
        case .union(let nodes): return .union(all(nodes))
        case .intersect(let nodes): return .intersect(all(nodes))
        case .sub(let nodes): return .sub(all(nodes))
        case .conditional(let inner, let condition):
            return .conditional(inner.renamed(by: names, in: own), condition.renamed(by: names))
        }
    }
}

extension AuthzRequirement {
    fileprivate func renamed(by names: some SchemaNames) -> AuthzRequirement {
        switch self {
        case .named(let name): .named(names.condition(name))
        case .all(let list): .all(list.map { $0.renamed(by: names) })
        case .any(let list): .any(list.map { $0.renamed(by: names) })
        case .not(let inner): .not(inner.renamed(by: names))
        }
    }
}
