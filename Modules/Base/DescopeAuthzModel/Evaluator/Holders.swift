import DescopeCore

/// Finds everyone who holds a pair of object and relation.
///
/// Only a pair whose rule intersects, subtracts or has a condition gets a set of its own. Through all others, which
/// only unite, whoever needs their holders walks: along a chain of them nothing is copied from one to the next.
///
/// The bounds of a set are those of ``Solver``.
struct Holders {
    private let graph: PairGraph
    private let root: Int32
    private let users: (any AuthzUserDirectory)?
    private let verdicts: [ConditionVerdict]
    /// Whether the bounds may differ.
    private let hasBounds: Bool
    private var lower: [Int32: Set<Int32>] = [:]
    private var upper: [Int32: Set<Int32>] = [:]
    /// When each pair was last walked over.
    private var visits: [Int32]
    private var visit: Int32 = 0
    /// The users that match each query, and those of them that are not stored, who have numbers after the stored ones.
    private var matching: [Int32: Set<Int32>] = [:]
    private var others = Interner()

    init(
        of root: (object: Int32, relation: Int32),
        in index: AuthzIndex,
        _ users: (any AuthzUserDirectory)?,
        _ verdicts: [ConditionVerdict],
        _ budget: inout StepBudget
    ) throws(DescopeError) {
        let graph = try PairGraph(index, [root], &budget)
        (self.graph, self.users, self.verdicts) = (graph, users, verdicts)
        self.root = graph.roots.first ?? 0
        visits = Array(repeating: 0, count: graph.pairs.count)
        let isOpen = verdicts.contains { $0 != .met && $0 != .notMet }
        hasBounds =
            isOpen
            || graph.components.contains { component in
                component.contains { graph.definition($0)?.subtracts ?? false } && graph.isLoop(component)
            }
        for component in graph.components { try settle(component, &budget) }
    }

    /// The ids of those who hold the pair.
    var ids: [String] {
        let count = graph.store.ids.count
        return (lower[root] ?? []).map { Int($0) < count ? graph.store.id($0) : others.texts[Int($0) - count] }
    }

    /// Whether a pair has no set of its own.
    private func isPassed(_ pair: Int32) -> Bool { pair != root && graph.definition(pair)?.isUnion ?? true }

    private mutating func settle(_ component: [Int32], _ budget: inout StepBudget) throws(DescopeError) {
        let members = component.filter { !isPassed($0) }
        guard !members.isEmpty else { return }
        let bounds: [Solver.Bound] = hasBounds ? [.upper, .lower] : [.lower]
        guard graph.isLoop(component) else {
            for pair in members {
                for bound in bounds { set(bound, pair, try value(of: pair, bound, &budget)) }
            }
            return
        }
        let subtracts = component.contains { graph.definition($0)?.subtracts ?? false }
        while true {
            let before = members.map { lower[$0] }
            for bound in bounds { try raise(bound, members, &budget) }
            guard subtracts, members.map({ lower[$0] }) != before else { return }
        }
    }

    /// The least fixed point of one bound, with the other as it is.
    private mutating func raise(
        _ bound: Solver.Bound,
        _ members: [Int32],
        _ budget: inout StepBudget
    ) throws(DescopeError) {
        for pair in members { set(bound, pair, []) }
        var isChanged = true
        while isChanged {
            isChanged = false
            for pair in members {
                let new = try value(of: pair, bound, &budget)
                guard new.count != sets(bound, pair).count else { continue }
                set(bound, pair, new)
                isChanged = true
            }
        }
    }

    private mutating func set(_ bound: Solver.Bound, _ pair: Int32, _ value: Set<Int32>) {
        if bound == .upper { upper[pair] = value } else { lower[pair] = value }
    }

    private func sets(_ bound: Solver.Bound, _ pair: Int32) -> Set<Int32> {
        (bound == .upper && hasBounds ? upper[pair] : lower[pair]) ?? []
    }

    private mutating func value(
        of pair: Int32,
        _ bound: Solver.Bound,
        _ budget: inout StepBudget
    ) throws(DescopeError) -> Set<Int32> {
        try budget.spend(graph.cost(of: pair))
        guard let definition = graph.definition(pair) else { return [] }
        var walk = PairGraph.Walk(graph.pairs[Int(pair)])
        if let rule = definition.rule { return try judge(rule, pair, bound, &walk, &budget) }
        var value = try stored(pair, &budget)
        try add(graph.leaf(&walk), to: &value, bound, &budget)
        return value
    }

    /// Rules are as deep as the compiler allows, so this recursion is bounded.
    private mutating func judge(
        _ number: Int32,
        _ pair: Int32,
        _ bound: Solver.Bound,
        _ walk: inout PairGraph.Walk,
        _ budget: inout StepBudget
    ) throws(DescopeError) -> Set<Int32> {
        let expression = graph.rules.expressions[Int(number)]
        var value: Set<Int32> = []
        guard expression.kind.isOperator, expression.kind != .union else {
            var leaves: [PairGraph.Dependency] = []
            try unite(number, pair, into: &value, leaves: &leaves, bound, &walk, &budget)
            try add(leaves[...], to: &value, bound, &budget)
            return value
        }
        let children = graph.rules.children(of: expression)
        guard let first = children.first else { return [] }
        value = try judge(first, pair, bound, &walk, &budget)
        if expression.kind == .conditional { return isCounted(expression.relation, bound) ? value : [] }
        for child in children.dropFirst() {
            let isSubtracted = expression.kind == .sub
            let other = try judge(child, pair, isSubtracted ? bound.other : bound, &walk, &budget)
            try budget.spend(value.count)
            value = value.filter { other.contains($0) != isSubtracted }
        }
        return value
    }

    /// Unites the parts of a union. Its leaves are gathered: what several of them lead to is walked over once.
    private mutating func unite(
        _ number: Int32,
        _ pair: Int32,
        into value: inout Set<Int32>,
        leaves: inout [PairGraph.Dependency],
        _ bound: Solver.Bound,
        _ walk: inout PairGraph.Walk,
        _ budget: inout StepBudget
    ) throws(DescopeError) {
        let expression = graph.rules.expressions[Int(number)]
        switch expression.kind {
        case .stored:
            if value.isEmpty {
                value = try stored(pair, &budget)
            } else {
                value.formUnion(try stored(pair, &budget))
            }
            leaves += graph.leaf(&walk)
        case .targetSet, .right, .left: leaves += graph.leaf(&walk)
        case .union:
            for child in graph.rules.children(of: expression) {
                try unite(child, pair, into: &value, leaves: &leaves, bound, &walk, &budget)
            }
        case .intersect, .sub, .conditional:
            value.formUnion(try judge(number, pair, bound, &walk, &budget))
        }
    }

    private func isCounted(_ requirement: Int32, _ bound: Solver.Bound) -> Bool {
        switch verdicts[Int(requirement)] {
        case .met: true
        case .notMet: false
        case .missing, .failed: bound == .upper
        }
    }

    /// Adds everyone who holds one of some pairs.
    private mutating func add(
        _ dependencies: ArraySlice<PairGraph.Dependency>,
        to value: inout Set<Int32>,
        _ bound: Solver.Bound,
        _ budget: inout StepBudget
    ) throws(DescopeError) {
        visit += 1
        var open: [Int32] = []
        func reach(_ dependencies: ArraySlice<PairGraph.Dependency>) {
            for next in dependencies where visits[Int(next.pair)] != visit {
                visits[Int(next.pair)] = visit
                open.append(next.pair)
            }
        }
        try budget.spend(1 + dependencies.count)
        reach(dependencies)
        while let pair = open.popLast() {
            try budget.spend(graph.cost(of: pair))
            guard isPassed(pair) else {
                let own = sets(bound, pair)
                try budget.spend(own.count)
                if value.isEmpty { value = own } else { value.formUnion(own) }
                continue
            }
            guard let definition = graph.definition(pair) else { continue }
            if definition.isStored { try addStored(pair, to: &value, &budget) }
            reach(graph.dependencies(of: pair))
        }
    }

    private mutating func stored(_ pair: Int32, _ budget: inout StepBudget) throws(DescopeError) -> Set<Int32> {
        let node = graph.store.node(graph.pairs[Int(pair)].object, graph.pairs[Int(pair)].relation)
        guard node != FactStore.none else { return [] }
        var value = Set<Int32>(minimumCapacity: Int(graph.store.nodes[Int(node)].plainCount))
        try addStored(pair, to: &value, &budget)
        return value
    }

    /// Adds whom the facts of a pair name themselves; sets on right sides not counted.
    private mutating func addStored(
        _ pair: Int32,
        to value: inout Set<Int32>,
        _ budget: inout StepBudget
    ) throws(DescopeError) {
        let store = graph.store
        let node = store.node(graph.pairs[Int(pair)].object, graph.pairs[Int(pair)].relation)
        for fact in store.plain(of: node) {
            try budget.spend(1)
            if store.facts[Int(fact)].counts { value.insert(store.facts[Int(fact)].right) }
        }
        for fact in store.queries(of: node) where store.facts[Int(fact)].counts {
            let found = try users(matching: store.facts[Int(fact)].right, &budget)
            try budget.spend(1 + found.count)
            value.formUnion(found)
        }
    }

    private mutating func users(
        matching query: Int32,
        _ budget: inout StepBudget
    ) throws(DescopeError) -> Set<Int32> {
        guard let users else { return [] }
        if let known = matching[query] { return known }
        let ids = users.users(matching: graph.store.queries[Int(query)])
        try budget.spend(ids.count)
        let numbers = ids.map { graph.store.ids.number(of: $0) ?? Int32(graph.store.ids.count) + others.intern($0) }
        matching[query] = Set(numbers)
        return Set(numbers)
    }
}
