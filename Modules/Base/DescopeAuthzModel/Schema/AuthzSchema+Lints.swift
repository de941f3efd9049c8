import DescopeCore

extension AuthzSchema {
    /// What is wrong with the schema, and what looks like a mistake. Each problem says whether it is an error.
    public func lints() -> [AuthzProblem] { SchemaLints.problems(of: self, nil) }

    /// The same, with lines and columns, in the order of the text that the schema was read from.
    package func lints(at places: SchemaPlaces) -> [AuthzProblem] { SchemaLints.problems(of: self, places) }

    /// What is wrong with a schema in the language, and what looks like a mistake, in the order of the text. A text
    /// with syntax errors has no other problems.
    public static func lints(ofDSL text: String) -> [AuthzProblem] {
        let parser = SchemaParser(text)
        guard parser.problems.isEmpty else { return parser.problems }
        return SchemaLints.problems(of: parser.schema, parser.places)
    }
}

extension AuthzProblem.Code {
    /// No permission and no allowed target uses a relation, so that storing it has an effect only where it is checked
    /// itself.
    public static let unreachableRelation = Self(rawValue: "unreachableRelation")
    /// A rule names its own relation or permission on the same object, which adds nothing.
    public static let selfReference = Self(rawValue: "selfReference")
    /// A permission has the rule of another one of its type, or only names another permission.
    public static let repeatedPermission = Self(rawValue: "repeatedPermission")
    /// A rule subtracts what may depend on the rule itself. Where the stored relations close that loop, the verdict is
    /// undefined, and access is denied.
    public static let subtractedLoop = Self(rawValue: "subtractedLoop")
    /// An arrow may lead to objects of a type that lacks the name that it tests. They are passed over.
    public static let arrowWithoutName = Self(rawValue: "arrowWithoutName")
    /// An arrow follows a relation that allows sets. Arrows pass over sets, so their members get nothing. An error when
    /// the relation allows nothing else.
    public static let arrowOverSets = Self(rawValue: "arrowOverSets")
    /// An arrow follows a permission. Arrows follow stored relations only, so it leads nowhere.
    public static let arrowOverPermission = Self(rawValue: "arrowOverPermission")
    /// A type has no relations and permissions, and nothing refers to it.
    public static let unusedType = Self(rawValue: "unusedType")
    /// A condition stands after one of several terms, without parentheses. It counts for that term alone, where all of
    /// them may be meant.
    public static let conditionOfOneTerm = Self(rawValue: "conditionOfOneTerm")
    /// A condition has a parameter of a type that Descope does not document.
    public static let undocumentedParameterType = Self(rawValue: "undocumentedParameterType")
    /// A term stands twice in a union or intersection, or is subtracted from itself.
    public static let repeatedTerm = Self(rawValue: "repeatedTerm")
    /// The schema has no types, so that nothing can be stored or asked.
    public static let noTypes = Self(rawValue: "noTypes")
    /// Nothing requires a condition or constraint.
    public static let unusedCondition = Self(rawValue: "unusedCondition")
}

/// Finds what looks like a mistake in a schema.
private struct SchemaLints {
    private let index: SchemaIndex
    private let places: SchemaPlaces?
    private var problems: [AuthzProblem] = []

    /// The numbers of a type's definitions begin here.
    private var starts: [Int] = []
    private var references = ReferenceGraph()
    /// The arrows that were followed, by the number that stands for each in the graph.
    private var arrows: [Arrow: Int] = [:]
    private var subtracted: [Subtracted] = []
    private var usedDefinitions: Set<Int> = []
    private var usedTypes: Set<Int> = []
    private var usedConditions: Set<ByteKey> = []

    /// A leaf that is subtracted in the rule of a definition.
    private struct Subtracted {
        let from: (type: Int, number: Int)
        /// What it refers to, by the number in the graph.
        let to: Int
        let leaf: AuthzNode
        let position: AuthzPosition?

        init(_ from: (type: Int, number: Int), _ to: Int, _ leaf: AuthzNode, _ position: AuthzPosition?) {
            (self.from, self.to, self.leaf, self.position) = (from, to, leaf, position)
        }
    }

    private struct Arrow: Hashable {
        let edge: Int
        let name: ByteKey
    }

    static func problems(of schema: AuthzSchema, _ places: SchemaPlaces?) -> [AuthzProblem] {
        let index = SchemaIndex(schema)
        var lints = SchemaLints(index, places)
        lints.problems = SchemaCheck(index, places).problems
        lints.find()
        if places != nil { lints.problems.sort { ($0.position ?? .start) < ($1.position ?? .start) } }
        return lints.problems
    }

    private init(_ index: SchemaIndex, _ places: SchemaPlaces?) {
        (self.index, self.places) = (index, places)
        for namespace in index.schema.namespaces {
            starts.append(references.count)
            references.add(namespace.relationDefinitions.count)
        }
    }

    private mutating func warn(_ code: AuthzProblem.Code, _ position: AuthzPosition?, _ message: String) {
        problems.append(AuthzProblem(code, isError: false, at: position, message))
    }

    private mutating func find() {
        for (type, namespace) in index.schema.namespaces.enumerated() {
            var rules: [ByteKey: String] = [:]
            for (number, definition) in namespace.relationDefinitions.enumerated() {
                let place = places?.definitions[type][number]
                problems += place?.doubts ?? []
                followTargets(definition, starts[type] + number)
                for part in definition.parts(at: place) {
                    switch part {
                    case .leaf(let leaf, let position, let isSubtracted):
                        follow(leaf, (type, number), isSubtracted, position)
                    case .condition(let name, _): usedConditions.insert(ByteKey(name))
                    case .emptyOperator: break
                    }
                }
                findRepetition(definition, type, &rules, place?.name)
                findRepeatedTerms(definition, namespace.name, place)
            }
        }
        if index.schema.namespaces.isEmpty {
            warn(.noTypes, places.map { _ in .start }, "expected at least one type in the schema, found none.")
        }
        findUndocumentedTypes()
        for (number, condition) in index.schema.conditions.enumerated() where condition.isUnknownConstraint {
            warn(
                .unusableCondition,
                places?.conditions[number],
                "expected a constraint of a kind that can be judged here, found \(quoted(condition.name)): the service "
                    + "may know it."
            )
        }
        findLoops()
        findUnused()
    }

    // MARK: - References

    private mutating func followTargets(_ definition: AuthzRelationDefinition, _ number: Int) {
        for target in definition.allowedTargets ?? [] {
            guard let type = index.type(target.namespace) else { continue }
            usedTypes.insert(type)
            if let name = target.relationDefinition { refer(from: number, to: name, in: type) }
        }
    }

    private mutating func refer(from number: Int, to name: String, in type: Int) {
        guard let definition = index.definition(name, in: type) else { return }
        usedDefinitions.insert(starts[type] + definition)
        references.connect(number, starts[type] + definition)
    }

    private mutating func follow(
        _ leaf: AuthzNode,
        _ from: (type: Int, number: Int),
        _ isSubtracted: Bool,
        _ position: SchemaPlaces.Reference?
    ) {
        let own = index.schema.namespaces[from.type]
        let number = starts[from.type] + from.number
        func find(_ space: String?) -> Int? { space.map { index.type($0) } ?? from.type }
        switch leaf {
        case .targetSet(let name, let space):
            guard let type = find(space), let tested = index.definition(name, in: type) else { return }
            if starts[type] + tested == number {
                warn(
                    .selfReference,
                    position?.first,
                    "expected a rule of other names, found \(quoted(own.name, name)) in its own rule."
                )
            }
            refer(from: number, to: name, in: type)
            if isSubtracted { subtracted.append(Subtracted(from, starts[type] + tested, leaf, position?.first)) }
        case .relationRight(let edge, let name, let space), .relationLeft(let edge, let name, let space):
            guard let edgeType = find(edge.namespace),
                let followed = index.definition(edge.relationDefinition, in: edgeType)
            else { return }
            usedDefinitions.insert(starts[edgeType] + followed)
            let to: Int
            if case .relationRight(_, _, nil) = leaf {
                findMissingName(of: leaf, edge, name, (edgeType, followed), position?.second)
                to = arrow(over: (edgeType, followed), name)
                references.connect(number, to)
            } else {
                guard let type = find(space ?? edge.namespace), let tested = index.definition(name, in: type) else {
                    return
                }
                refer(from: number, to: name, in: type)
                to = starts[type] + tested
            }
            if case .relationRight = leaf { findOddEdge(of: leaf, edge, (edgeType, followed), position?.first) }
            if isSubtracted { subtracted.append(Subtracted(from, to, leaf, position?.first)) }
        case .stored, .union, .intersect, .sub, .conditional: break
        }
    }

    /// The number that stands for an arrow, so that its types are only listed once.
    private mutating func arrow(over edge: (type: Int, definition: Int), _ name: String) -> Int {
        let arrow = Arrow(edge: starts[edge.type] + edge.definition, name: ByteKey(name))
        if let number = arrows[arrow] { return number }
        let number = references.count
        references.add(1)
        arrows[arrow] = number
        for type in index.reached(edge.definition, of: edge.type, with: name) {
            refer(from: number, to: name, in: type)
        }
        return number
    }

    private mutating func findOddEdge(
        of leaf: AuthzNode,
        _ edge: AuthzNode.Edge,
        _ followed: (type: Int, definition: Int),
        _ position: AuthzPosition?
    ) {
        let (text, edge) = (quoted(leaf.description), quoted(edge.relationDefinition))
        let facts = index.facts(followed.definition, of: followed.type)
        if !facts.isStored {
            warn(
                .arrowOverPermission,
                position,
                "expected a stored relation before the point of \(text), found the permission \(edge): the arrow leads "
                    + "nowhere."
            )
        } else if !facts.hasOnlySets, let set = facts.firstSet {
            warn(
                .arrowOverSets,
                position,
                "expected a relation without sets before the point of \(text), found that \(edge) allows "
                    + "\(quoted(set.description)): the arrow passes over sets and their members."
            )
        }
    }

    private mutating func findMissingName(
        of leaf: AuthzNode,
        _ edge: AuthzNode.Edge,
        _ name: String,
        _ followed: (type: Int, definition: Int),
        _ position: AuthzPosition?
    ) {
        guard index.count(followed.definition, of: followed.type, with: name) > 0,
            let lacking = index.firstLacking(followed.definition, of: followed.type, name)
        else { return }
        warn(
            .arrowWithoutName,
            position,
            "expected \(quoted(name)) in every type that \(quoted(edge.relationDefinition)) leads to, found none in "
                + "\(quoted(lacking)): \(quoted(leaf.description)) passes over its objects."
        )
    }

    // MARK: - Other findings

    /// - Parameter rules: The permissions of the type so far, by the text of their rules.
    private mutating func findRepetition(
        _ definition: AuthzRelationDefinition,
        _ type: Int,
        _ rules: inout [ByteKey: String],
        _ position: AuthzPosition?
    ) {
        guard let rule = definition.rule, !rule.isStored else { return }
        let text = ByteKey(rule.description)
        var repeated = rules[text]
        if case .targetSet(let name, nil) = rule, !name.hasSameBytes(as: definition.name),
            let number = index.definition(name, in: type),
            !index.facts(number, of: type).isStored
        {
            repeated = name
        }
        guard let repeated else {
            rules[text] = definition.name
            return
        }
        let space = index.schema.namespaces[type].name
        warn(
            .repeatedPermission,
            position,
            "expected a rule of its own in \(quoted(space, definition.name)), found that of "
                + "\(quoted(repeated))."
        )
    }

    /// Leaves that stand twice under one operator, with the place of the second.
    private mutating func findRepeatedTerms(
        _ definition: AuthzRelationDefinition,
        _ space: String,
        _ place: SchemaPlaces.Definition?
    ) {
        // In the order of the text, with the operator that each node belongs to.
        var (open, terms) = ([(node: AuthzNode, group: Int?)](), [Set<ByteKey>]())
        var leaves = place?.leaves[...] ?? []
        if let rule = definition.rule { open.append((rule, nil)) }
        while let (node, group) = open.popLast() {
            if case .conditional(let term, _) = node {
                open.append((term, nil))
            } else if node.children.isEmpty {
                var position = place?.name
                if node != .stored { position = leaves.popFirst()?.first }
                guard let group, !terms[group].insert(ByteKey(node.description)).inserted else { continue }
                let (term, place) = (quoted(node.description), quoted(space, definition.name))
                warn(.repeatedTerm, position, "expected each term once, found \(term) twice in \(place).")
            } else {
                terms.append([])
                for child in node.children.reversed() { open.append((child, terms.count - 1)) }
            }
        }
    }

    private static let documentedTypes: Set<String> = ["int", "string", "bool", "double", "list", "ipaddress"]

    private mutating func findUndocumentedTypes() {
        for (number, condition) in index.schema.conditions.enumerated() {
            guard case .expression(let parameters, _) = condition.form else { continue }
            for parameter in parameters {
                let type = parameter.type.rawValue
                guard let name = type.split(separator: "<").first, !Self.documentedTypes.contains(String(name)) else {
                    continue
                }
                warn(
                    .undocumentedParameterType,
                    places?.conditions[number],
                    "expected parameters of types that Descope documents, found \(quoted(type)) at "
                        + "\(quoted(parameter.name)) of \(quoted(condition.name)): here it is judged, the service may "
                        + "refuse it."
                )
            }
        }
    }

    private mutating func findLoops() {
        let loops = references.components()
        for found in subtracted where loops[starts[found.from.type] + found.from.number] == loops[found.to] {
            let namespace = index.schema.namespaces[found.from.type]
            let place = quoted(namespace.name, namespace.relationDefinitions[found.from.number].name)
            warn(
                .subtractedLoop,
                found.position,
                "expected what is subtracted not to depend on the rule itself, found that "
                    + "\(quoted(found.leaf.description)) in \(place) may lead back to it: access that depends on such a "
                    + "loop is denied."
            )
        }
    }

    private mutating func findUnused() {
        // Where the schema does not say what relations allow, they may lead to any type.
        var isAnyTypeUsed = false
        // Forms without allowed targets do not say which sets use a relation.
        let hasTargets = index.schema.namespaces.contains { namespace in
            namespace.relationDefinitions.contains { $0.allowedTargets != nil }
        }
        for (type, namespace) in index.schema.namespaces.enumerated() {
            for (number, definition) in namespace.relationDefinitions.enumerated() where definition.isStored {
                if definition.allowedTargets == nil { isAnyTypeUsed = true }
                guard hasTargets, !usedDefinitions.contains(starts[type] + number) else { continue }
                warn(
                    .unreachableRelation,
                    places?.definitions[type][number].name,
                    "expected a permission or an allowed set that uses the relation "
                        + "\(quoted(namespace.name, definition.name)), found none."
                )
            }
        }
        for (type, namespace) in index.schema.namespaces.enumerated()
        where namespace.relationDefinitions.isEmpty && !isAnyTypeUsed && !usedTypes.contains(type) {
            warn(
                .unusedType,
                places?.types[type],
                "expected a relation that allows the type \(quoted(namespace.name)), found none."
            )
        }
        for (number, condition) in index.schema.conditions.enumerated()
        where !usedConditions.contains(ByteKey(condition.name)) {
            warn(
                .unusedCondition,
                places?.conditions[number],
                "expected a relation or permission with the condition \(quoted(condition.name)), found none."
            )
        }
    }
}

/// Which definitions and arrows refer to which, by number.
private struct ReferenceGraph {
    private var targets: [[Int]] = []

    var count: Int { targets.count }

    mutating func add(_ count: Int) { targets += Array(repeating: [], count: count) }

    mutating func connect(_ from: Int, _ to: Int) { targets[from].append(to) }

    /// For each number the loop that it belongs to: two have the same when each leads to the other.
    ///
    /// Tarjan's algorithm, without recursion.
    func components() -> [Int] {
        var (order, low, component) = ([Int?](), [Int](), [Int?]())
        order = Array(repeating: nil, count: count)
        component = order
        low = Array(repeating: 0, count: count)
        var (visited, found) = (0, 0)
        var stack: [Int] = []
        var open: [(number: Int, next: Int)] = []
        for start in targets.indices where order[start] == nil {
            open.append((start, 0))
            while let (number, next) = open.last {
                if next == 0 {
                    (order[number], low[number]) = (visited, visited)
                    visited += 1
                    stack.append(number)
                }
                guard next < targets[number].count else {
                    if low[number] == order[number] {
                        while let last = stack.popLast() {
                            component[last] = found
                            if last == number { break }
                        }
                        found += 1
                    }
                    open.removeLast()
                    if let parent = open.last?.number { low[parent] = min(low[parent], low[number]) }
                    continue
                }
                open[open.count - 1].next += 1
                let target = targets[number][next]
                if let seen = order[target] {
                    if component[target] == nil { low[number] = min(low[number], seen) }
                } else {
                    open.append((target, 0))
                }
            }
        }
        return component.map { $0 ?? 0 }
    }
}
