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
        /// Whether a condition has to be met beside its rule, or for what is stored.
        var hasCondition: Bool
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
                    hasCondition: definition.condition != nil,
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
        // Only a check states the type of its target.
        var type: String?
        do throws(DescopeError) {
            switch question.form {
            case .check(let target, let resource):
                type = question.targetNamespace
                _ = try evaluator.check(
                    target,
                    ofType: type,
                    definition,
                    on: resource,
                    in: namespace,
                    context: context
                )
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
            var walk = TargetWalk(tables: self, target: target, type: type, context: context)
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
        let type: String?
        let context: [String: JSONValue]
        var visited: [Visited] = []
        var isComplete = true
        /// Whether a part could not be judged, so that what was visited may be wrong.
        var hasFailed = false
        private var seen: Set<Pair> = []
        private var open: [(object: String, namespace: String, definition: String)] = []

        init(tables: CoverageWalk, target: String, type: String?, context: [String: JSONValue]) {
            (self.tables, self.target, self.type, self.context) = (tables, target, type, context)
        }

        private enum Answer {
            case held, notHeld
            /// It depends on a condition that cannot be judged.
            case open
        }

        /// - Parameter other: Asked for in place of the target.
        private mutating func answer(
            _ object: String,
            _ namespace: String,
            _ definition: String,
            of other: String? = nil
        ) -> Answer {
            do throws(DescopeError) {
                let verdict = try tables.evaluator.check(
                    other ?? target,
                    ofType: other == nil ? type : nil,
                    definition,
                    on: object,
                    in: namespace,
                    context: context
                )
                if verdict.isAllowed { return .held }
                return verdict.missingContext.isEmpty && verdict.conditionErrors.isEmpty ? .notHeld : .open
            } catch {
                (isComplete, hasFailed) = (false, true)
                return .open
            }
        }

        mutating func run(from object: String, _ namespace: String, _ definition: String) {
            // Of a conditional answer no leaf can be said to hold or not.
            guard answer(object, namespace, definition) != .open else { return }
            push(object, namespace, definition)
            while let (object, namespace, name) = open.popLast() {
                guard let definition = tables.definitions[LeafPositions.key(namespace, name)] else { continue }
                if definition.nodes.isEmpty {
                    let answer = answer(object, namespace, name)
                    if definition.isLeaf, answer != .open { visited.append((namespace, name, 0, answer == .held)) }
                    pushSets(of: object, namespace, name, that: answer)
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

        /// Follows what a verdict rests on: the pairs with the same one. What holds behind a relation whose condition
        /// is not met is no reason.
        private mutating func push(_ object: String, _ namespace: String, _ definition: String, that expected: Answer) {
            if answer(object, namespace, definition) == expected { push(object, namespace, definition) }
        }

        private func facts(of object: String, _ namespace: String, _ definition: String) -> [AuthzRelation] {
            tables.evaluator.relations(ofResource: object)
                .filter { $0.namespace == namespace && $0.relationDefinition == definition }
        }

        private mutating func pushSets(of object: String, _ namespace: String, _ name: String, that answer: Answer) {
            for fact in facts(of: object, namespace, name) {
                guard case .set(let resource, let definition, let space) = fact.target else { continue }
                push(resource, space, definition, that: answer)
            }
        }

        private mutating func walk(_ definition: Definition, on object: String, _ namespace: String, _ name: String) {
            var isMet = true
            if definition.hasCondition, let root = definition.nodes.first {
                isMet = answer(object, namespace, name) == answer(object, namespace, root.name)
            }
            // Below a condition that is not met, a leaf is not held, and nothing behind it is a reason.
            var nodes = [(number: 0, isMet: isMet)]
            while let (number, isMet) = nodes.popLast() {
                let node = definition.nodes[number]
                let found = answer(object, namespace, node.name)
                if let leaf = node.leaf {
                    guard isMet else {
                        visited.append((namespace, name, leaf, false))
                        continue
                    }
                    guard found != .open else { continue }
                    visited.append((namespace, name, leaf, found == .held))
                    follow(node.node, from: object, namespace, that: found)
                    continue
                }
                let children = node.children.map {
                    (number: $0, answer: answer(object, namespace, definition.nodes[$0].name))
                }
                var next = children
                switch (node.node, found) {
                case (.union, .held): next = children.filter { $0.answer == .held }
                case (.intersect, .notHeld): next = children.filter { $0.answer == .notHeld }
                case (.sub, .notHeld):
                    // Either the first term does not hold, or others do as well.
                    let isFirst = children.first?.answer == .notHeld
                    next = isFirst ? Array(children.prefix(1)) : children.filter { $0.answer == .held }
                default: break
                }
                var isConditionMet = isMet
                if case .conditional = node.node, found == .notHeld, children.first?.answer != .notHeld {
                    isConditionMet = false
                }
                nodes += next.map { ($0.number, isConditionMet) }
            }
        }

        /// The relation that a walk follows is read too, with its condition.
        private mutating func visit(_ edge: String, of namespace: String, _ facts: [AuthzRelation]) {
            guard let definition = tables.definitions[LeafPositions.key(namespace, edge)], definition.nodes.isEmpty,
                definition.isLeaf
            else { return }
            var found: Answer = facts.isEmpty ? .notHeld : .held
            if definition.hasCondition, let fact = facts.first, case .id(let id, _) = fact.target {
                found = answer(fact.resource, namespace, edge, of: id)
            }
            if found != .open { visited.append((namespace, edge, 0, found == .held)) }
        }

        private mutating func follow(_ leaf: AuthzNode, from object: String, _ own: String, that answer: Answer) {
            switch leaf {
            case .targetSet(let name, let space): push(object, space ?? own, name, that: answer)
            case .relationRight(let edge, let name, let space):
                let namespace = edge.namespace ?? own
                let allowed = tables.definitions[LeafPositions.key(namespace, edge.relationDefinition)]?.allowed
                let facts = facts(of: object, namespace, edge.relationDefinition)
                visit(edge.relationDefinition, of: namespace, facts)
                for fact in facts {
                    guard case .id(let id, let type) = fact.target else { continue }
                    let types = space.map { [$0] } ?? allowed?.map(\.namespace) ?? tables.schema.namespaces.map(\.name)
                    for reached in types where type == nil || type == reached {
                        if tables.definitions[LeafPositions.key(reached, name)] != nil {
                            push(id, reached, name, that: answer)
                        }
                    }
                }
            case .relationLeft(let edge, let name, let space):
                let namespace = edge.namespace ?? own
                let facts = tables.evaluator.relations(ofTarget: object).filter { fact in
                    guard case .id(_, let type) = fact.target, type == nil || type == own else { return false }
                    return fact.namespace == namespace && fact.relationDefinition == edge.relationDefinition
                }
                visit(edge.relationDefinition, of: namespace, facts)
                for fact in facts { push(fact.resource, space ?? namespace, name, that: answer) }
            case .stored, .union, .intersect, .sub, .conditional: break
            }
        }
    }
}
