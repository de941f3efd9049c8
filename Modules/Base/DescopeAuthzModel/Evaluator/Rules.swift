import DescopeCore

/// A schema whose names are numbers of a ``FactStore``.
struct Rules: Sendable {
    /// By the number of the relation; nil for those that the schema does not have.
    private(set) var definitions: [Definition?] = []
    private(set) var expressions: [Expression] = []
    private(set) var children: [Int32] = []
    private(set) var tests: [Test] = []
    /// The expression of each relation's rule, by the number of the relation, for those that a ``FastCheck`` can judge.
    private(set) var entries: [Entry] = []
    private(set) var requirements: [AuthzRequirement] = []
    /// Which definitions have rules that refer to a relation, by its number: where a granted verdict leads.
    private var uses: [[Use]] = []
    /// Whether all rules are unions, so that whatever can be reached is granted.
    private(set) var isMonotoneUnion = true
    let conditions: Conditions

    struct Definition: Sendable {
        /// The expression of its rule; nil when it is only stored.
        var rule: Int32?
        var requirement: Int32?
        /// Whether relations are stored under it.
        var isStored: Bool
        /// The types that may stand on the right side; nil when any may.
        var allowed: [AllowedTarget]?
        /// Whether a rule subtracts.
        var subtracts = false
        /// Whether only relations of the resource or of the target in question can change the verdict.
        var isDirect = false
    }

    enum Entry: Sendable {
        /// The schema does not have the relation, or it needs a condition.
        case unsuitable
        case stored
        case computed(Int32)
    }

    struct AllowedTarget: Sendable {
        let namespace: Int32
        /// The relation of a set; nil for objects.
        let relation: Int32?
    }

    /// An expression, small and without references: a check looks at many.
    struct Expression: Sendable {
        let kind: Kind
        /// What is tested or followed: the relation of a target set, the edge of an arrow, the number of a requirement.
        var relation: Int32 = 0
        /// Where its children (expressions) or its tests (of an arrow) are in ``Rules/children`` or ``Rules/tests``.
        var parts: Range<Int32> = 0..<0

        enum Kind: UInt8, Sendable {
            case stored, targetSet, right, left, union, intersect, sub, conditional

            /// Whether it has children.
            var isOperator: Bool { rawValue >= Kind.union.rawValue }
        }
    }

    /// What an arrow tests at objects of a namespace.
    struct Test: Sendable {
        let namespace: Int32
        let relation: Int32

        /// Whether the fact leads to an object of the namespace, as far as that is known.
        func applies(to fact: FactStore.Fact) -> Bool {
            fact.rightNamespace == FactStore.none || fact.rightNamespace == namespace
        }
    }

    /// A place in the rule of `definition` that refers to a relation.
    struct Use: Sendable {
        let definition: Int32
        let walk: Walk

        enum Walk: Sendable {
            /// On the same object.
            case stay
            /// From the right side of facts of the edge, when they lead to an object of the namespace, to their left.
            case right(edge: Int32, namespace: Int32)
            /// From the left side of facts of the edge to their right.
            case left(edge: Int32)
        }
    }

    func definition(_ relation: Int32) -> Definition? {
        Int(relation) < definitions.count ? definitions[Int(relation)] : nil
    }

    /// The places in rules that refer to a relation.
    func uses(of relation: Int32) -> [Use] { Int(relation) < uses.count ? uses[Int(relation)] : [] }

    /// Compiles a schema.
    ///
    /// - Throws: An error of kind `argument` that names what the schema refers to and does not have, or what it has
    ///   twice.
    init(_ schema: AuthzSchema, into store: inout FactStore) throws(DescopeError) {
        conditions = try Conditions(schema.conditions)
        var sources: [Int32: AuthzRelationDefinition] = [:]
        var namespaces: Set<Int32> = []
        for namespace in schema.namespaces {
            guard namespaces.insert(store.intern(name: namespace.name)).inserted else {
                throw .schema("the namespace \(namespace.name) is defined twice")
            }
            for definition in namespace.relationDefinitions {
                let number = store.intern(relation: definition.name, of: namespace.name)
                guard sources.updateValue(definition, forKey: number) == nil else {
                    throw .schema("\(namespace.name)#\(definition.name) is defined twice")
                }
            }
        }
        definitions = Array(repeating: nil, count: store.relations.count)
        for namespace in schema.namespaces {
            for definition in namespace.relationDefinitions {
                var compiler = Compiler(schema, sources, namespaces, in: namespace.name, definition)
                try compiler.compile(into: &self, &store)
            }
        }
        uses = Array(repeating: [], count: store.relations.count)
        entries = definitions.map { definition in
            guard let definition, definition.requirement == nil else { return .unsuitable }
            return definition.rule.map(Entry.computed) ?? .stored
        }
        findUses()
        findDirect()
    }

    fileprivate mutating func add(_ expression: Expression) -> Int32 {
        expressions.append(expression)
        return Int32(expressions.count - 1)
    }

    fileprivate mutating func add(_ kind: Expression.Kind, _ nodes: [Int32]) -> Int32 {
        let first = Int32(children.count)
        children += nodes
        return add(Expression(kind: kind, parts: first..<Int32(children.count)))
    }

    fileprivate mutating func add(_ kind: Expression.Kind, edge: Int32, _ found: [Test]) -> Int32 {
        let first = Int32(tests.count)
        tests += found
        return add(Expression(kind: kind, relation: edge, parts: first..<Int32(tests.count)))
    }

    /// Adds the condition of an expression.
    fileprivate mutating func add(_ requirement: Int32, over child: Int32) -> Int32 {
        let first = Int32(children.count)
        children.append(child)
        return add(Expression(kind: .conditional, relation: requirement, parts: first..<(first + 1)))
    }

    /// The children of an expression.
    func children(of expression: Expression) -> ArraySlice<Int32> {
        children[Int(expression.parts.lowerBound)..<Int(expression.parts.upperBound)]
    }

    /// The tests of an arrow.
    func tests(of expression: Expression) -> ArraySlice<Test> {
        tests[Int(expression.parts.lowerBound)..<Int(expression.parts.upperBound)]
    }

    fileprivate mutating func add(_ requirement: AuthzRequirement) throws(DescopeError) -> Int32 {
        try conditions.check(requirement)
        requirements.append(requirement)
        return Int32(requirements.count - 1)
    }

    fileprivate mutating func set(_ definition: Definition, at number: Int32) { definitions[Int(number)] = definition }

    /// Whether the schema allows a fact.
    func allows(_ fact: FactStore.Fact, in store: FactStore) -> Bool {
        let relation = store.nodes[Int(fact.node)].relation
        switch fact.kind {
        case .plain:
            return allowsTarget(of: fact.rightNamespace == FactStore.none ? nil : fact.rightNamespace, under: relation)
        case .set: return allowsSet(store.nodes[Int(fact.right)].relation, under: relation)
        case .query, .removed: return definition(relation)?.isStored ?? false
        }
    }

    /// Whether the schema allows a relation.
    func allows(_ relation: AuthzRelation, in store: FactStore) -> Bool {
        guard let left = store.relation(relation.relationDefinition, of: relation.namespace) else { return false }
        switch relation.target {
        // The number of a namespace that no schema and no fact has is none of those that are allowed.
        case .id(_, let namespace):
            return allowsTarget(of: namespace.map { store.names.number(of: $0) ?? -1 }, under: left)
        case .set(_, let name, let namespace): return allowsSet(store.relation(name, of: namespace) ?? -1, under: left)
        case .query: return definition(left)?.isStored ?? false
        }
    }

    private func allowsTarget(of namespace: Int32?, under relation: Int32) -> Bool {
        guard let definition = definition(relation), definition.isStored else { return false }
        return definition.allowed?.contains { $0.relation == nil && (namespace == nil || $0.namespace == namespace) }
            ?? true
    }

    private func allowsSet(_ set: Int32, under relation: Int32) -> Bool {
        guard let definition = definition(relation), definition.isStored else { return false }
        return definition.allowed?.contains { $0.relation == set } ?? true
    }

    // MARK: - What follows from the rules

    private mutating func findUses() {
        for (number, definition) in definitions.enumerated() {
            guard let rule = definition?.rule else { continue }
            var open = [(rule, false)]
            while let (index, isSubtracted) = open.popLast() {
                func use(_ relation: Int32, _ walk: Use.Walk) {
                    if !isSubtracted { uses[Int(relation)].append(Use(definition: Int32(number), walk: walk)) }
                }
                let expression = expressions[Int(index)]
                if expression.kind.isOperator, expression.kind != .union { isMonotoneUnion = false }
                switch expression.kind {
                case .stored: break
                case .targetSet: use(expression.relation, .stay)
                case .right:
                    for test in tests(of: expression) {
                        use(test.relation, .right(edge: expression.relation, namespace: test.namespace))
                    }
                case .left: for test in tests(of: expression) { use(test.relation, .left(edge: expression.relation)) }
                case .sub:
                    definitions[number]?.subtracts = true
                    open += children(of: expression).enumerated().map { ($1, isSubtracted || $0 > 0) }
                case .union, .intersect, .conditional: open += children(of: expression).map { ($0, isSubtracted) }
                }
            }
        }
        if definitions.contains(where: { $0?.requirement != nil }) { isMonotoneUnion = false }
    }

    private mutating func findDirect() {
        for number in definitions.indices where definitions[number] != nil {
            var seen: Set<Int32> = [Int32(number)]
            var open = [Int32(number)]
            var isDirect = true
            while isDirect, let next = open.popLast() {
                guard let definition = definition(next) else { continue }
                if definition.isStored { isDirect = definition.allowed?.allSatisfy { $0.relation == nil } ?? false }
                if definition.rule == nil { continue }
                var parts = definition.rule.map { [$0] } ?? []
                while isDirect, let part = parts.popLast() {
                    let expression = expressions[Int(part)]
                    switch expression.kind {
                    case .stored: break
                    case .targetSet:
                        if seen.insert(expression.relation).inserted { open.append(expression.relation) }
                    case .right, .left: isDirect = false
                    case .union, .intersect, .sub, .conditional: parts += children(of: expression)
                    }
                }
            }
            definitions[number]?.isDirect = isDirect
        }
    }
}

/// Compiles one definition.
private struct Compiler {
    private let schema: AuthzSchema
    /// All definitions, by the number of the relation.
    private let sources: [Int32: AuthzRelationDefinition]
    private let namespaces: Set<Int32>
    private let namespace: String
    private let definition: AuthzRelationDefinition
    private var isStored = false

    /// A rule nests at most this deep: it is compiled and judged by recursion.
    static let maximumDepth = 64

    init(
        _ schema: AuthzSchema,
        _ sources: [Int32: AuthzRelationDefinition],
        _ namespaces: Set<Int32>,
        in namespace: String,
        _ definition: AuthzRelationDefinition
    ) {
        (self.schema, self.sources, self.namespaces) = (schema, sources, namespaces)
        (self.namespace, self.definition) = (namespace, definition)
    }

    mutating func compile(into rules: inout Rules, _ store: inout FactStore) throws(DescopeError) {
        let number = store.intern(relation: definition.name, of: namespace)
        isStored = definition.rule == nil
        let rule: Int32? =
            if let node = definition.rule { try compile(node, 0, &rules, &store) } else { nil }
        let requirement: Int32? =
            if let condition = definition.condition { try rules.add(condition) } else { nil }
        var allowed: [Rules.AllowedTarget]?
        if let targets = definition.allowedTargets {
            var list: [Rules.AllowedTarget] = []
            for target in targets {
                guard namespaces.contains(store.intern(name: target.namespace)) else {
                    throw .schema("\(place) allows \(target), but there is no type \(target.namespace)")
                }
                let relation: Int32? =
                    if let name = target.relationDefinition { try find(name, target.namespace, &store) } else { nil }
                list.append(Rules.AllowedTarget(namespace: store.intern(name: target.namespace), relation: relation))
            }
            allowed = list
        }
        rules.set(
            Rules.Definition(rule: rule, requirement: requirement, isStored: isStored, allowed: allowed),
            at: number
        )
    }

    private var place: String { "\(namespace)#\(definition.name)" }

    private func find(_ name: String, _ namespace: String, _ store: inout FactStore) throws(DescopeError) -> Int32 {
        guard let number = store.relation(name, of: namespace), sources[number] != nil else {
            throw .schema("\(place) refers to \(namespace)#\(name), which is not defined")
        }
        return number
    }

    private mutating func compile(
        _ node: AuthzNode,
        _ depth: Int,
        _ rules: inout Rules,
        _ store: inout FactStore
    ) throws(DescopeError) -> Int32 {
        guard depth < Self.maximumDepth else {
            throw .schema("the rule of \(place) nests deeper than \(Self.maximumDepth)")
        }
        switch node {
        case .stored:
            isStored = true
            return rules.add(Rules.Expression(kind: .stored))
        case .targetSet(let name, let space):
            return rules.add(Rules.Expression(kind: .targetSet, relation: try find(name, space ?? namespace, &store)))
        case .relationRight(let edge, let name, let space):
            let followed = try find(edge.relationDefinition, edge.namespace ?? namespace, &store)
            let tests = try tests(name, space, at: edge, &store)
            return rules.add(.right, edge: followed, tests)
        case .relationLeft(let edge, let name, let space):
            let followed = try find(edge.relationDefinition, edge.namespace ?? namespace, &store)
            let tested = space ?? edge.namespace ?? namespace
            let test = Rules.Test(namespace: store.intern(name: tested), relation: try find(name, tested, &store))
            return rules.add(.left, edge: followed, [test])
        case .union(let nodes): return rules.add(.union, try compile(nodes, "union", depth, &rules, &store))
        case .intersect(let nodes): return rules.add(.intersect, try compile(nodes, "intersect", depth, &rules, &store))
        case .sub(let nodes): return rules.add(.sub, try compile(nodes, "sub", depth, &rules, &store))
        case .conditional(let child, let condition):
            let inner = try compile(child, depth + 1, &rules, &store)
            return rules.add(try rules.add(condition), over: inner)
        }
    }

    private mutating func compile(
        _ nodes: [AuthzNode],
        _ kind: String,
        _ depth: Int,
        _ rules: inout Rules,
        _ store: inout FactStore
    ) throws(DescopeError) -> [Int32] {
        // An intersection of nothing would grant everything.
        guard !nodes.isEmpty else { throw .schema("the \(kind) of \(place) has no children") }
        var children: [Int32] = []
        for node in nodes { children.append(try compile(node, depth + 1, &rules, &store)) }
        return children
    }

    /// What an arrow tests, by the type of the object that it reaches. Types that lack the name are passed over, unless
    /// all lack it.
    private func tests(
        _ name: String,
        _ space: String?,
        at edge: AuthzNode.Edge,
        _ store: inout FactStore
    ) throws(DescopeError) -> [Rules.Test] {
        if let space {
            return [Rules.Test(namespace: store.intern(name: space), relation: try find(name, space, &store))]
        }
        let followed = try find(edge.relationDefinition, edge.namespace ?? namespace, &store)
        let reached = sources[followed]?.allowedTargets?.filter { $0.relationDefinition == nil }.map(\.namespace)
        var tests: [Rules.Test] = []
        for reached in reached ?? schema.namespaces.map(\.name) {
            guard let relation = store.relation(name, of: reached), sources[relation] != nil else { continue }
            tests.append(Rules.Test(namespace: store.intern(name: reached), relation: relation))
        }
        guard !tests.isEmpty else {
            throw .schema(
                "\(place) refers to \(edge.relationDefinition).\(name), but no type that \(edge.relationDefinition) "
                    + "leads to has \(name)"
            )
        }
        return tests
    }
}
