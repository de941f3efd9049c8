import DescopeCore

/// The pairs of object and relation on which those in question depend, each once, and the loops among them (Tarjan's
/// strongly connected components). Nothing recurses with the depth of the facts, and each step is charged.
struct PairGraph {
    let store: FactStore
    let rules: Rules
    private(set) var pairs: [Pair] = []
    /// The pairs in question.
    private(set) var roots: [Int32] = []
    /// Pairs that depend on one another, each group after those on which it depends.
    private(set) var components: [[Int32]] = []
    /// The pairs on which each pair depends, in the order in which its rule is walked.
    private(set) var dependencies: [Dependency] = []
    /// How many dependencies each leaf of a rule has.
    private var leafCounts: [Int32] = []
    private var numbers = NumberTable()

    struct Pair {
        let object: Int32
        let relation: Int32
        /// Where its dependencies and the counts of its leaves begin, and how many dependencies it has.
        var firstDependency: Int32 = 0
        var firstLeaf: Int32 = 0
        var dependencyCount: Int32 = 0
        var component: Int32 = -1
    }

    struct Dependency {
        let pair: Int32
        /// The fact that leads there; ``FactStore/none`` for another relation of the same object.
        var fact = FactStore.none
    }

    init(
        _ index: AuthzIndex,
        _ roots: [(object: Int32, relation: Int32)],
        _ budget: inout StepBudget
    ) throws(DescopeError) {
        (store, rules) = (index.store, index.rules)
        self.roots = roots.map { number($0.object, $0.relation) }
        var next = 0
        while next < pairs.count {
            try expand(next, &budget)
            next += 1
        }
        try budget.spend(pairs.count)
        findComponents()
    }

    func definition(_ pair: Int32) -> Rules.Definition? { rules.definition(pairs[Int(pair)].relation) }

    func dependencies(of pair: Int32) -> ArraySlice<Dependency> {
        let first = Int(pairs[Int(pair)].firstDependency)
        return dependencies[first..<(first + Int(pairs[Int(pair)].dependencyCount))]
    }

    /// What it costs to judge a pair.
    func cost(of pair: Int32) -> Int { 1 + (definition(pair)?.size ?? 0) + Int(pairs[Int(pair)].dependencyCount) }

    /// The number of a pair; nil when those in question do not depend on it.
    func number(of pair: (object: Int32, relation: Int32)) -> Int32? { numbers[Self.key(pair.object, pair.relation)] }

    private static func key(_ object: Int32, _ relation: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: object)) << 32 | UInt64(UInt32(bitPattern: relation))
    }

    private mutating func number(_ object: Int32, _ relation: Int32) -> Int32 {
        let key = Self.key(object, relation)
        if let known = numbers[key] { return known }
        let number = Int32(pairs.count)
        numbers[key] = number
        pairs.append(Pair(object: object, relation: relation))
        return number
    }

    // MARK: - What a pair depends on

    private mutating func expand(_ number: Int, _ budget: inout StepBudget) throws(DescopeError) {
        let pair = pairs[number]
        pairs[number].firstDependency = Int32(dependencies.count)
        pairs[number].firstLeaf = Int32(leafCounts.count)
        let first = dependencies.count
        try budget.spend(1)
        if let definition = rules.definition(pair.relation) {
            if let rule = definition.rule {
                try collect(rule, pair, &budget)
            } else {
                try collectSets(pair, &budget)
            }
        }
        pairs[number].dependencyCount = Int32(dependencies.count - first)
    }

    /// Rules are as deep as the compiler allows, so this recursion is bounded. What reads the dependencies walks the
    /// rule the same way.
    private mutating func collect(
        _ number: Int32,
        _ pair: Pair,
        _ budget: inout StepBudget
    ) throws(DescopeError) {
        try budget.spend(1)
        guard rules.expressions[Int(number)].kind.isOperator else { return try collectLeaf(number, pair, &budget) }
        for position in rules.expressions[Int(number)].parts {
            try collect(rules.children[Int(position)], pair, &budget)
        }
    }

    private mutating func collectLeaf(
        _ number: Int32,
        _ pair: Pair,
        _ budget: inout StepBudget
    ) throws(DescopeError) {
        let expression = rules.expressions[Int(number)]
        let first = dependencies.count
        switch expression.kind {
        case .targetSet: dependencies.append(Dependency(pair: self.number(pair.object, expression.relation)))
        case .right:
            for fact in store.plain(of: store.node(pair.object, expression.relation)) {
                let record = store.facts[Int(fact)]
                try budget.spend(1)
                guard record.counts else { continue }
                try budget.spend(expression.parts.count)
                for test in rules.tests(of: expression) where test.applies(to: record) {
                    dependencies.append(Dependency(pair: self.number(record.right, test.relation), fact: fact))
                }
            }
        case .left:
            let own = store.relations[Int(pair.relation)].namespace
            for fact in store.facts(to: pair.object) {
                let record = store.facts[Int(fact)]
                let left = store.nodes[Int(record.node)]
                try budget.spend(1)
                guard record.counts, left.relation == expression.relation, record.mayLead(to: own) else { continue }
                try budget.spend(expression.parts.count)
                for test in rules.tests(of: expression) {
                    dependencies.append(Dependency(pair: self.number(left.object, test.relation), fact: fact))
                }
            }
        case .stored, .union, .intersect, .sub, .conditional: return try collectSets(pair, &budget)
        }
        leafCounts.append(Int32(dependencies.count - first))
    }

    private mutating func collectSets(_ pair: Pair, _ budget: inout StepBudget) throws(DescopeError) {
        let first = dependencies.count
        for fact in store.sets(of: store.node(pair.object, pair.relation)) {
            let record = store.facts[Int(fact)]
            try budget.spend(1)
            guard record.counts else { continue }
            let set = store.nodes[Int(record.right)]
            dependencies.append(Dependency(pair: number(set.object, set.relation), fact: fact))
        }
        leafCounts.append(Int32(dependencies.count - first))
    }

    /// Where a walk over the leaves of a rule stands.
    struct Walk {
        fileprivate var dependency: Int
        fileprivate var leaf: Int

        init(_ pair: Pair) { (dependency, leaf) = (Int(pair.firstDependency), Int(pair.firstLeaf)) }
    }

    /// The dependencies of the next leaf.
    func leaf(_ walk: inout Walk) -> ArraySlice<Dependency> {
        let first = walk.dependency
        walk.dependency += Int(leafCounts[walk.leaf])
        walk.leaf += 1
        return dependencies[first..<walk.dependency]
    }

    // MARK: - Loops

    /// Whether a pair depends on another one of its component.
    func isLoop(_ component: [Int32]) -> Bool {
        guard let only = component.first, component.count == 1 else { return true }
        return dependencies(of: only).contains { $0.pair == only }
    }

    private mutating func findComponents() {
        var order = Array(repeating: Int32(-1), count: pairs.count)
        var low = order
        var counter: Int32 = 0
        var waiting: [Int32] = []
        var path: [(pair: Int32, next: Int32)] = []
        for root in pairs.indices where order[root] < 0 {
            path.append((Int32(root), 0))
            while let top = path.last {
                let pair = Int(top.pair)
                if top.next == 0 {
                    (order[pair], low[pair]) = (counter, counter)
                    counter += 1
                    waiting.append(top.pair)
                }
                if top.next < pairs[pair].dependencyCount {
                    path[path.count - 1].next += 1
                    let other = Int(dependencies[Int(pairs[pair].firstDependency + top.next)].pair)
                    if order[other] < 0 {
                        path.append((Int32(other), 0))
                    } else if pairs[other].component < 0 {
                        low[pair] = min(low[pair], order[other])
                    }
                    continue
                }
                path.removeLast()
                if let parent = path.last { low[Int(parent.pair)] = min(low[Int(parent.pair)], low[pair]) }
                guard low[pair] == order[pair] else { continue }
                var component: [Int32] = []
                repeat {
                    guard let member = waiting.popLast() else { break }
                    pairs[Int(member)].component = Int32(components.count)
                    component.append(member)
                } while component.last != top.pair
                components.append(component)
            }
        }
    }
}
