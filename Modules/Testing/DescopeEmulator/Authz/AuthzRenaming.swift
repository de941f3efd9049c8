import DescopeAuthzModel
import DescopeCore

/// Another name for a namespace, or for a definition of one.
struct AuthzRenaming {
    let namespace: String
    /// The definition; nil when the namespace itself is renamed.
    var relation: String?
    let new: String

    func callAsFunction(namespace name: String) -> String {
        relation == nil && name.hasSameBytes(as: namespace) ? new : name
    }

    func callAsFunction(_ name: String, of space: String) -> String {
        guard let relation, space.hasSameBytes(as: namespace), name.hasSameBytes(as: relation) else { return name }
        return new
    }
}

extension AuthzRelationRecord {
    func renamed(_ renaming: AuthzRenaming) -> Self {
        var record = self
        record.namespace = renaming(namespace: namespace)
        record.relation = renaming(relation, of: namespace)
        record.targetNamespace = targetNamespace.map { renaming(namespace: $0) }
        if let set = targetSet {
            record.targetSet?.namespace = renaming(namespace: set.namespace)
            record.targetSet?.relation = renaming(set.relation, of: set.namespace)
        }
        return record
    }
}

extension AuthzSchema {
    /// The schema with another name for something, wherever it is named.
    func renamed(_ renaming: AuthzRenaming) -> AuthzSchema {
        var schema = self
        schema.namespaces = namespaces.map { space in
            AuthzNamespace(
                renaming(namespace: space.name),
                space.relationDefinitions.map { definition in
                    AuthzRelationDefinition(
                        renaming(definition.name, of: space.name),
                        rule: definition.rule.map { renamed($0, in: space.name, renaming) },
                        allowedTargets: definition.allowedTargets?.map { target in
                            AuthzAllowedTarget(
                                renaming(namespace: target.namespace),
                                target.relationDefinition.map { renaming($0, of: target.namespace) }
                            )
                        },
                        condition: definition.condition
                    )
                }
            )
        }
        return schema
    }

    /// Rules are as deep as the evaluator takes them.
    private func renamed(_ node: AuthzNode, in own: String, _ renaming: AuthzRenaming) -> AuthzNode {
        func edge(_ edge: AuthzNode.Edge) -> AuthzNode.Edge {
            AuthzNode.Edge(
                renaming(edge.relationDefinition, of: edge.namespace ?? own),
                namespace: edge.namespace.map { renaming(namespace: $0) }
            )
        }
        func all(_ nodes: [AuthzNode]) -> [AuthzNode] { nodes.map { renamed($0, in: own, renaming) } }
        switch node {
        case .stored: return node
        case .targetSet(let name, let space):
            let new = space.map { renaming(namespace: $0) }
            return .targetSet(renaming(name, of: space ?? own), namespace: new)
        case .relationRight(let over, let name, let space?):
            return .relationRight(
                edge(over),
                renaming(name, of: space),
                namespace: renaming(namespace: space)
            )
        case .relationRight(let over, let name, nil):
            // It tests the type that it reaches; only where one of several has another name they are told apart.
            let reached = reached(by: over, in: own, having: name)
            guard reached.contains(where: { !renaming(name, of: $0).hasSameBytes(as: name) }) else {
                return .relationRight(edge(over), name)
            }
            let nodes = reached.map { AuthzNode.relationRight(edge(over), renaming(name, of: $0), namespace: $0) }
            return nodes.count == 1 ? nodes[0] : .union(nodes)
        case .relationLeft(let over, let name, let space):
            return .relationLeft(
                edge(over),
                renaming(name, of: space ?? over.namespace ?? own),
                namespace: space.map { renaming(namespace: $0) }
            )
        case .union(let nodes): return .union(all(nodes))
        case .intersect(let nodes): return .intersect(all(nodes))
        case .sub(let nodes): return .sub(all(nodes))
        case .conditional(let inner, let condition):
            return .conditional(renamed(inner, in: own, renaming), condition)
        }
    }

    /// The types that an arrow without a namespace tests.
    private func reached(by edge: AuthzNode.Edge, in own: String, having name: String) -> [String] {
        let allowed = self[edge.namespace ?? own, edge.relationDefinition]?.allowedTargets
        let spaces = allowed?.filter { $0.relationDefinition == nil }.map(\.namespace) ?? namespaces.map(\.name)
        return spaces.filter { self[$0, name] != nil }
    }
}
