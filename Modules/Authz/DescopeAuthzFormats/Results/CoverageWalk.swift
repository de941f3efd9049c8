import DescopeAuthzModel
import DescopeCore

/// Walks what the answers to a case's questions rest on.
///
/// The evaluator itself says what holds: it gets a schema in which every node of a rule is a permission of its own, so
/// that each can be asked for by its name.
struct CoverageWalk {
    private let evaluator: AuthzEvaluator
    private let split: SplitSchema
    private var definitions: [[UInt8]: Definition] = [:]
    private let schema: AuthzSchema

    /// A definition of the schema in which each node has a name.
    private struct Definition {
        /// The nodes of its rule in the order of the text; empty when it is only stored.
        var nodes: [Node] = []
        /// The types that may stand on the right side.
        var allowed: [AuthzAllowedTarget]?
        /// The leaf that stands for what is stored; nil when the leaf of a rule does.
        var isLeaf: Bool
    }

    private struct Node {
        let node: AuthzNode
        /// The permission that has the node as its rule.
        let name: String
        /// The numbers of the nodes directly below it.
        var children: [Int] = []
        /// Its number among the leaves.
        var leaf: Int?
    }

    private struct Pair: Hashable {
        let object: [UInt8]
        let namespace: String
        let definition: String
    }

    init(_ test: AuthzTestCase) throws(DescopeError) {
        // No schema that is read from a text has such names.
        split = SplitSchema(test.schema) { $0 + "\u{1}stored" }
        schema = split.schema
        var named = split.schema
        for (number, namespace) in split.schema.namespaces.enumerated() {
            for definition in namespace.relationDefinitions {
                var nodes: [Node] = []
                if let rule = definition.rule {
                    var leaves = 0
                    _ = Self.list(rule, of: definition.name, into: &nodes, &leaves)
                    named.namespaces[number].relationDefinitions += nodes.map {
                        AuthzRelationDefinition($0.name, rule: Self.rule(of: $0, in: nodes))
                    }
                }
                let isLeaf = test.schema[namespace.name, definition.name] != nil
                definitions[LeafPositions.key(namespace.name, definition.name)] = Definition(
                    nodes: nodes,
                    allowed: definition.allowedTargets,
                    isLeaf: isLeaf
                )
            }
        }
        // Only what the schema allows counts; then all stored relations do.
        var counted = try AuthzEvaluator(schema: test.schema, relations: test.relations)
        for relation in counted.disallowedRelations { counted.remove(relation) }
        let split = split
        evaluator = try AuthzEvaluator(schema: named, relations: counted.relations.map { split.moved($0) })
    }

    /// Rules nest only as deep as the evaluator allows, which has compiled the schema before.
    private static func list(
        _ node: AuthzNode,
        of definition: String,
        into nodes: inout [Node],
        _ leaves: inout Int
    ) -> Int {
        let number = nodes.count
        nodes.append(Node(node: node, name: "\(definition)\u{1}\(number)"))
        if node.children.isEmpty {
            nodes[number].leaf = leaves
            leaves += 1
        } else {
            nodes[number].children = node.children.map { list($0, of: definition, into: &nodes, &leaves) }
        }
        return number
    }

    /// The node's rule over the permissions of the nodes below it.
    private static func rule(of node: Node, in nodes: [Node]) -> AuthzNode {
        let children = node.children.map { AuthzNode.targetSet(nodes[$0].name) }
        switch node.node {
        case .union: return .union(children)
        case .intersect: return .intersect(children)
        case .sub: return .sub(children)
        case .conditional(_, let condition): return .conditional(children.first ?? node.node, condition)
        case .stored, .targetSet, .relationRight, .relationLeft: return node.node
        }
    }

    // MARK: - Walking

    typealias Visited = (namespace: String, definition: String, leaf: Int, holds: Bool)

    /// The leaves that a question's answer rests on. One that cannot be answered rests on none.
    func leaves(of question: AuthzQuestion) -> (leaves: [Visited], isComplete: Bool) {
        let (definition, namespace, context) = (question.relationDefinition, question.namespace, question.context)
        var checks: [(target: String, resource: String)] = []
        do throws(DescopeError) {
            switch question.form {
            case .check(let target, let resource):
                _ = try evaluator.check(target, definition, on: resource, in: namespace, context: context)
                checks = [(target, resource)]
            case .whoCanAccess(let resource, _):
                let ids = try evaluator.whoCanAccess(resource, definition, in: namespace, context: context)
                // An id that is not stored: why the answer has no more.
                checks = ids.map { ($0, resource) } + (ids.isEmpty ? [(unusedId, resource)] : [])
            case .whatCanTargetAccess(let target):
                let ids = try evaluator.whatCanTargetAccess(target, definition, in: namespace, context: context)
                checks = ids.map { (target, $0) }
            case .unsupported: break
            }
        } catch { return ([], false) }
        var visited: [Visited] = []
        var isComplete = checks.count <= AuthzCoverage.maximumIds
        for (target, resource) in checks.prefix(AuthzCoverage.maximumIds) {
            var walk = TargetWalk(tables: self, target: target, context: context)
            walk.run(from: resource, namespace, definition)
            if !walk.isComplete { isComplete = false }
            if !walk.hasFailed { visited += walk.visited }
        }
        return (visited, isComplete)
    }

    /// An id that no stored relation has.
    private var unusedId: String {
        var id = "\u{1}"
        while !evaluator.relations(ofResource: id).isEmpty
            || !evaluator.relations(ofTarget: id, includesTargetSets: true).isEmpty
        { id += "\u{1}" }
        return id
    }

    /// The walk for one target.
    private struct TargetWalk {
        let tables: CoverageWalk
        let target: String
        let context: [String: JSONValue]
        var visited: [Visited] = []
        var isComplete = true
        /// Whether a part could not be judged, so that what was visited may be wrong.
        var hasFailed = false
        private var seen: Set<Pair> = []
        private var open: [(object: String, namespace: String, definition: String)] = []

        init(tables: CoverageWalk, target: String, context: [String: JSONValue]) {
            (self.tables, self.target, self.context) = (tables, target, context)
        }

        private mutating func holds(_ object: String, _ namespace: String, _ definition: String) -> Bool {
            do throws(DescopeError) {
                return try tables.evaluator.check(target, definition, on: object, in: namespace, context: context)
                    .isAllowed
            } catch {
                (isComplete, hasFailed) = (false, true)
                return false
            }
        }

        mutating func run(from object: String, _ namespace: String, _ definition: String) {
            push(object, namespace, definition)
            while let (object, namespace, name) = open.popLast() {
                guard let definition = tables.definitions[LeafPositions.key(namespace, name)] else { continue }
                if definition.nodes.isEmpty {
                    let holds = holds(object, namespace, name)
                    if definition.isLeaf { visited.append((namespace, name, 0, holds)) }
                    pushSets(of: object, namespace, name, if: holds)
                } else {
                    walk(definition, on: object, namespace, name)
                }
            }
        }

        private mutating func push(_ object: String, _ namespace: String, _ definition: String) {
            guard seen.count < AuthzCoverage.maximumPairs else {
                isComplete = false
                return
            }
            let pair = Pair(object: Array(object.utf8), namespace: namespace, definition: definition)
            if seen.insert(pair).inserted { open.append((object, namespace, definition)) }
        }

        /// Follows what a verdict rests on: of those pairs that give it, the ones that hold when it holds, otherwise
        /// all.
        private mutating func push(_ object: String, _ namespace: String, _ definition: String, if isHeld: Bool) {
            if !isHeld || holds(object, namespace, definition) { push(object, namespace, definition) }
        }

        private func facts(of object: String, _ namespace: String, _ definition: String) -> [AuthzTarget] {
            tables.evaluator.relations(ofResource: object)
                .filter { $0.namespace == namespace && $0.relationDefinition == definition }
                .map(\.target)
        }

        private mutating func pushSets(of object: String, _ namespace: String, _ name: String, if isHeld: Bool) {
            for case .set(let resource, let definition, let space) in facts(of: object, namespace, name) {
                push(resource, space, definition, if: isHeld)
            }
        }

        private mutating func walk(_ definition: Definition, on object: String, _ namespace: String, _ name: String) {
            var nodes = [0]
            while let number = nodes.popLast() {
                let node = definition.nodes[number]
                let isHeld = holds(object, namespace, node.name)
                if let leaf = node.leaf {
                    visited.append((namespace, name, leaf, isHeld))
                    follow(node.node, from: object, namespace, if: isHeld)
                    continue
                }
                func holding(_ expected: Bool) -> [Int] {
                    node.children.filter { holds(object, namespace, definition.nodes[$0].name) == expected }
                }
                switch (node.node, isHeld) {
                case (.union, true): nodes += holding(true)
                case (.intersect, false): nodes += holding(false)
                case (.sub, false):
                    // Either the first term does not hold, or others do as well.
                    guard let first = node.children.first else { continue }
                    let held = holding(true)
                    nodes += held.contains(first) ? held : [first]
                default: nodes += node.children
                }
            }
        }

        /// The relation that a walk follows is read too.
        private mutating func visit(_ edge: String, of namespace: String, if isThere: Bool) {
            guard let definition = tables.definitions[LeafPositions.key(namespace, edge)] else { return }
            if definition.nodes.isEmpty, definition.isLeaf { visited.append((namespace, edge, 0, isThere)) }
        }

        private mutating func follow(_ leaf: AuthzNode, from object: String, _ own: String, if isHeld: Bool) {
            switch leaf {
            case .targetSet(let name, let space): push(object, space ?? own, name, if: isHeld)
            case .relationRight(let edge, let name, let space):
                let namespace = edge.namespace ?? own
                let allowed = tables.definitions[LeafPositions.key(namespace, edge.relationDefinition)]?.allowed
                let facts = facts(of: object, namespace, edge.relationDefinition)
                visit(edge.relationDefinition, of: namespace, if: !facts.isEmpty)
                for case .id(let id, let type) in facts {
                    let types = space.map { [$0] } ?? allowed?.map(\.namespace) ?? tables.schema.namespaces.map(\.name)
                    for reached in types where type == nil || type == reached {
                        if tables.definitions[LeafPositions.key(reached, name)] != nil {
                            push(id, reached, name, if: isHeld)
                        }
                    }
                }
            case .relationLeft(let edge, let name, let space):
                let namespace = edge.namespace ?? own
                let facts = tables.evaluator.relations(ofTarget: object).filter { fact in
                    guard case .id(_, let type) = fact.target, type == nil || type == own else { return false }
                    return fact.namespace == namespace && fact.relationDefinition == edge.relationDefinition
                }
                visit(edge.relationDefinition, of: namespace, if: !facts.isEmpty)
                for fact in facts { push(fact.resource, space ?? namespace, name, if: isHeld) }
            case .stored, .union, .intersect, .sub, .conditional: break
            }
        }
    }
}
