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
        renamed(by: RenamedSchema(schema: self, renaming: renaming))
    }

    /// The types that an arrow without a namespace tests.
    fileprivate func reached(by edge: AuthzNode.Edge, in own: String, having name: String) -> [String] {
        let allowed = self[edge.namespace ?? own, edge.relationDefinition]?.allowedTargets
        let spaces = allowed?.filter { $0.relationDefinition == nil }.map(\.namespace) ?? namespaces.map(\.name)
        return spaces.filter { self[$0, name] != nil }
    }
}

private struct RenamedSchema: SchemaNames {
    let schema: AuthzSchema
    let renaming: AuthzRenaming

    func namespace(_ name: String) -> String { renaming(namespace: name) }

    func definition(_ name: String, in namespace: String) -> String { renaming(name, of: namespace) }

    func condition(_ name: String) -> String { name }

    /// Only where one of several types that it tests has another name they are told apart.
    func arrow(_ edge: AuthzNode.Edge, _ tested: String, from old: AuthzNode.Edge, in namespace: String) -> AuthzNode {
        let reached = schema.reached(by: old, in: namespace, having: tested)
        guard reached.contains(where: { !renaming(tested, of: $0).hasSameBytes(as: tested) }) else {
            return .relationRight(edge, tested)
        }
        let nodes = reached.map { AuthzNode.relationRight(edge, renaming(tested, of: $0), namespace: $0) }
        return nodes.count == 1 ? nodes[0] : .union(nodes)
    }
}
