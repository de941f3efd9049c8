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
    /// How rules refer to a relation, by its number: where a granted verdict leads.
    private var uses: [[Use]] = []
    /// The definitions whose rules share a leaf.
    private var users: [[Int32]] = []
    /// What arrows test: equal ones share it, so that many arrows over many types take no more room than both.
    private var arrows: [Arrow: Range<Int32>] = [:]
    /// The requirement of each relation that arrows follow; nil for those that have none.
    private var edges: [Int32: Int32?] = [:]
    /// Whether all rules are unions, so that whatever can be reached is granted.
    private(set) var isMonotoneUnion = true
    let conditions: Conditions

    /// An arrow without a namespace, over a relation that allows any type, tests all types that have the name.
    private static let maximumTests = 1_000_000

    struct Definition: Sendable {
        /// The expression of its rule, with its condition; nil when it is only stored, without one.
        var rule: Int32?
        /// Whether relations are stored under it.
        var isStored: Bool
        /// The types that may stand on the right side; nil when any may.
        var allowed: [AllowedTarget]?
        /// How many expressions its rule has.
        var size = 0
        /// Whether its rule only unites, without a condition.
        var isUnion = true
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
    struct Expression: Hashable, Sendable {
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
        func applies(to fact: FactStore.Fact) -> Bool { fact.mayLead(to: namespace) }
    }

    fileprivate struct Arrow: Hashable, Sendable {
        let kind: Expression.Kind
        let edge: Int32
        let name: ByteKey
        /// Nil for the types that the edge leads to.
        let namespace: ByteKey?
    }

    /// A leaf that refers to a relation.
    struct Use: Sendable {
        let walk: Walk
        fileprivate let group: Int32

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

    /// The leaves that refer to a relation.
    func uses(of relation: Int32) -> [Use] { Int(relation) < uses.count ? uses[Int(relation)] : [] }

    /// The definitions whose rules have a leaf.
    func definitions(with use: Use) -> [Int32] { users[Int(use.group)] }

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
                guard !definition.mayLackCondition else {
                    throw .schema(
                        "\(namespace.name)#\(definition.name) of the JSON form, which does not say for which rules "
                            + "conditions count, or has members that are not known; load the schema's text"
                    )
                }
                guard sources.updateValue(definition, forKey: number) == nil else {
                    throw .schema("\(namespace.name)#\(definition.name) is defined twice")
                }
            }
        }
        definitions = Array(repeating: nil, count: store.relations.count)
        let index = SchemaIndex(schema)
        for namespace in schema.namespaces {
            for definition in namespace.relationDefinitions {
                var compiler = Compiler(index, sources, namespaces, in: namespace.name, definition)
                try compiler.compile(into: &self, &store)
            }
        }
        (arrows, edges) = ([:], [:])
        uses = Array(repeating: [], count: store.relations.count)
        entries = definitions.map { definition in
            guard let definition else { return .unsuitable }
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

    /// Adds an arrow.
    ///
    /// - Parameter find: Finds what it tests; only called for the first of equal ones.
    fileprivate mutating func add(_ arrow: Arrow, _ find: () throws(DescopeError) -> [Test]) throws(DescopeError)
        -> Int32
    {
        if let known = arrows[arrow] { return add(Expression(kind: arrow.kind, relation: arrow.edge, parts: known)) }
        let first = Int32(tests.count)
        let found = try find()
        guard tests.count + found.count <= Self.maximumTests else {
            throw .schema(
                "arrows that together test more than \(Self.maximumTests) types: name the namespace that each one "
                    + "reaches, or the types that its relation allows"
            )
        }
        tests += found
        arrows[arrow] = first..<Int32(tests.count)
        return add(Expression(kind: arrow.kind, relation: arrow.edge, parts: first..<Int32(tests.count)))
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

    /// Adds what has to be met before a stored relation of an edge is followed, once for all arrows over it.
    fileprivate mutating func add(
        requirementOf definition: AuthzRelationDefinition?,
        _ edge: Int32
    ) throws(DescopeError) -> Int32? {
        if let known = edges[edge] { return known }
        let number: Int32? = if let found = definition?.storedRequirement { try add(found) } else { nil }
        edges[edge] = .some(number)
        return number
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
        var groups: [Expression: Int32] = [:]
        for (number, definition) in definitions.enumerated() {
            guard let rule = definition?.rule else { continue }
            var open = [(rule, false)]
            while let (index, isSubtracted) = open.popLast() {
                let expression = expressions[Int(index)]
                definitions[number]?.size += 1
                if expression.kind.isOperator, expression.kind != .union {
                    isMonotoneUnion = false
                    definitions[number]?.isUnion = false
                }
                switch expression.kind {
                case .stored: break
                case .targetSet, .right, .left:
                    guard !isSubtracted else { continue }
                    let group = groups[expression] ?? addUses(of: expression)
                    groups[expression] = group
                    if users[Int(group)].last != Int32(number) { users[Int(group)].append(Int32(number)) }
                case .sub:
                    definitions[number]?.subtracts = true
                    open += children(of: expression).enumerated().map { ($1, isSubtracted || $0 > 0) }
                case .union, .intersect, .conditional: open += children(of: expression).map { ($0, isSubtracted) }
                }
            }
        }
    }

    /// Adds a leaf to the relations that it refers to.
    private mutating func addUses(of leaf: Expression) -> Int32 {
        let group = Int32(users.count)
        users.append([])
        if leaf.kind == .targetSet { uses[Int(leaf.relation)].append(Use(walk: .stay, group: group)) }
        if leaf.kind == .right || leaf.kind == .left {
            for test in tests(of: leaf) {
                let walk: Use.Walk =
                    leaf.kind == .left
                    ? .left(edge: leaf.relation) : .right(edge: leaf.relation, namespace: test.namespace)
                uses[Int(test.relation)].append(Use(walk: walk, group: group))
            }
        }
        return group
    }

    /// A definition is direct unless it, or one that it refers to on the same object, walks or may hold a set.
    private mutating func findDirect() {
        var referring: [[Int32]] = Array(repeating: [], count: definitions.count)
        var indirect: [Int32] = []
        for (number, definition) in definitions.enumerated() {
            guard let definition else { continue }
            var isDirect = true
            if definition.isStored { isDirect = definition.allowed?.allSatisfy { $0.relation == nil } ?? false }
            var open = definition.rule.map { [$0] } ?? []
            while let next = open.popLast() {
                let expression = expressions[Int(next)]
                switch expression.kind {
                case .stored: break
                case .targetSet: referring[Int(expression.relation)].append(Int32(number))
                case .right, .left: isDirect = false
                case .union, .intersect, .sub, .conditional: open += children(of: expression)
                }
            }
            definitions[number]?.isDirect = isDirect
            if !isDirect { indirect.append(Int32(number)) }
        }
        while let next = indirect.popLast() {
            for number in referring[Int(next)] where definitions[Int(number)]?.isDirect == true {
                definitions[Int(number)]?.isDirect = false
                indirect.append(number)
            }
        }
    }
}

/// Compiles one definition.
private struct Compiler {
    private let index: SchemaIndex
    /// All definitions, by the number of the relation.
    private let sources: [Int32: AuthzRelationDefinition]
    private let namespaces: Set<Int32>
    private let namespace: String
    private let definition: AuthzRelationDefinition
    private var isStored = false

    /// A rule nests at most this deep: it is compiled and judged by recursion.
    static let maximumDepth = 64

    init(
        _ index: SchemaIndex,
        _ sources: [Int32: AuthzRelationDefinition],
        _ namespaces: Set<Int32>,
        in namespace: String,
        _ definition: AuthzRelationDefinition
    ) {
        (self.index, self.sources, self.namespaces) = (index, sources, namespaces)
        (self.namespace, self.definition) = (namespace, definition)
    }

    mutating func compile(into rules: inout Rules, _ store: inout FactStore) throws(DescopeError) {
        let number = store.intern(relation: definition.name, of: namespace)
        isStored = definition.rule == nil
        var rule: Int32? =
            if let node = definition.rule { try compile(node, 0, &rules, &store) } else { nil }
        if let condition = definition.condition {
            let inner = rule ?? rules.add(Rules.Expression(kind: .stored))
            rule = rules.add(try rules.add(condition), over: inner)
        }
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
        rules.set(Rules.Definition(rule: rule, isStored: isStored, allowed: allowed), at: number)
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
        case .union(let nodes): return rules.add(.union, try compile(nodes, "union", depth, &rules, &store))
        case .intersect(let nodes): return rules.add(.intersect, try compile(nodes, "intersect", depth, &rules, &store))
        case .sub(let nodes): return rules.add(.sub, try compile(nodes, "sub", depth, &rules, &store))
        case .conditional(let child, let condition):
            let inner = try compile(child, depth + 1, &rules, &store)
            return rules.add(try rules.add(condition), over: inner)
        case .stored, .targetSet, .relationRight, .relationLeft: return try compile(leaf: node, &rules, &store)
        }
    }

    /// By itself, so that the stack of the recursion stays small.
    private mutating func compile(
        leaf: AuthzNode,
        _ rules: inout Rules,
        _ store: inout FactStore
    ) throws(DescopeError) -> Int32 {
        switch leaf {
        case .targetSet(let name, let space):
            return rules.add(Rules.Expression(kind: .targetSet, relation: try find(name, space ?? namespace, &store)))
        case .relationRight(let edge, let name, let space):
            let followed = try find(edge.relationDefinition, edge.namespace ?? namespace, &store)
            let arrow = Rules.Arrow(
                kind: .right,
                edge: followed,
                name: ByteKey(name),
                namespace: space.map(ByteKey.init)
            )
            let added = try rules.add(arrow) { () throws(DescopeError) in try tests(name, space, at: edge, &store) }
            return try condition(added, over: followed, &rules)
        case .relationLeft(let edge, let name, let space):
            let followed = try find(edge.relationDefinition, edge.namespace ?? namespace, &store)
            let tested = space ?? edge.namespace ?? namespace
            let arrow = Rules.Arrow(
                kind: .left,
                edge: followed,
                name: ByteKey(name),
                namespace: ByteKey(tested)
            )
            let added = try rules.add(arrow) { () throws(DescopeError) in try tests(name, tested, at: edge, &store) }
            return try condition(added, over: followed, &rules)
        case .stored, .union, .intersect, .sub, .conditional:
            isStored = true
            return rules.add(Rules.Expression(kind: .stored))
        }
    }

    /// An arrow with the condition of the relation that it follows: the whole path has to pass.
    private func condition(
        _ arrow: Int32,
        over edge: Int32,
        _ rules: inout Rules
    ) throws(DescopeError) -> Int32 {
        try rules.add(requirementOf: sources[edge], edge).map { rules.add($0, over: arrow) } ?? arrow
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
        var tests: [Rules.Test] = []
        if let type = index.type(edge.namespace ?? namespace),
            let followed = index.definition(edge.relationDefinition, in: type)
        {
            for number in index.reached(followed, of: type, with: name).sorted() {
                let reached = index.schema.namespaces[number].name
                tests.append(
                    Rules.Test(namespace: store.intern(name: reached), relation: try find(name, reached, &store))
                )
            }
        }
        guard !tests.isEmpty else {
            if let type = index.type(edge.namespace ?? namespace),
                let followed = index.definition(edge.relationDefinition, in: type),
                index.facts(followed, of: type).hasOnlySets
            {
                throw .schema(
                    "\(place) refers to \(edge.relationDefinition).\(name), but \(edge.relationDefinition) allows only "
                        + "sets, which arrows do not follow"
                )
            }
            throw .schema(
                "\(place) refers to \(edge.relationDefinition).\(name), but no type that \(edge.relationDefinition) "
                    + "leads to has \(name)"
            )
        }
        return tests
    }
}
