import DescopeCore

/// Judges for one target whether it holds the pairs of a graph, component by component, so that whatever a component
/// depends on is known before. Inside a loop the least fixed point is meant.
///
/// Each value has two bounds: whether the target certainly holds the relation, and whether it may hold it. They differ
/// where a condition cannot be judged, and where a loop leads through a subtracted rule: then the bounds are those of
/// the well-founded model, found by computing each bound from the other until neither changes. Only the lower bound
/// grants.
///
/// A value has a bit for each of up to 64 worlds, which are judged at once: they differ by a few stored relations.
struct Solver {
    let graph: PairGraph
    /// The facts that name the target under each pair, directly or by a query.
    let naming: NamingFacts
    /// The verdict of each requirement of the rules.
    let verdicts: [ConditionVerdict]
    let worlds: Worlds

    private(set) var lower: [UInt64]
    private(set) var upper: [UInt64]
    /// When the lower bound of a pair was last raised: a proof never needs a pair with a later one.
    private(set) var ranks: [Int32]
    private var rank: Int32 = 0
    /// The worlds in which the target is named under each pair.
    private var named: [Int32: UInt64]

    /// Relations that are there in some worlds only.
    struct Worlds {
        var all: UInt64 = 1
        /// The worlds in which the target is named under a pair in addition, by the pair.
        var added: [Int32: UInt64] = [:]
        /// The worlds that lack a fact, by the fact.
        var removed: [Int32: UInt64] = [:]
        /// A pair that the target holds in all of them.
        var held: Int32?
    }

    init(
        _ graph: PairGraph,
        _ naming: NamingFacts,
        _ verdicts: [ConditionVerdict],
        in worlds: Worlds = Worlds(),
        _ budget: inout StepBudget
    ) throws(DescopeError) {
        (self.graph, self.naming, self.verdicts, self.worlds) = (graph, naming, verdicts, worlds)
        lower = Array(repeating: 0, count: graph.pairs.count)
        upper = lower
        ranks = Array(repeating: 0, count: graph.pairs.count)
        named = worlds.added
        for (pair, facts) in naming.facts {
            named[pair, default: 0] |= facts.reduce(0) { $0 | worlds.all & ~(worlds.removed[$1] ?? 0) }
        }
        for component in graph.components { try settle(component, &budget) }
    }

    /// Whether the target holds a pair in the first world.
    func isGranted(_ pair: Int32) -> Bool { lower[Int(pair)] & 1 == 1 }

    /// Whether the target may hold a pair in the first world.
    func isPossible(_ pair: Int32) -> Bool { upper[Int(pair)] & 1 == 1 }

    func isUndetermined(_ pair: Int32) -> Bool { isPossible(pair) && !isGranted(pair) }

    // MARK: - Values

    private mutating func settle(_ component: [Int32], _ budget: inout StepBudget) throws(DescopeError) {
        guard graph.isLoop(component) else {
            guard let only = component.first else { return }
            try budget.spend(graph.cost(of: only))
            upper[Int(only)] = value(of: only, .upper)
            return setLower(only, value(of: only, .lower))
        }
        let users = try usersInside(component, of: graph, &budget)
        let subtracts = component.contains { graph.definition($0)?.subtracts ?? false }
        while true {
            let before = component.map { lower[Int($0)] }
            try raise(.upper, component, users, &budget)
            try raise(.lower, component, users, &budget)
            // Without a subtraction the bounds do not depend on each other.
            guard subtracts, component.map({ lower[Int($0)] }) != before else { return }
        }
    }

    /// The least fixed point of one bound, with the other as it is.
    private mutating func raise(
        _ bound: Bound,
        _ component: [Int32],
        _ users: [Int32: [Int32]],
        _ budget: inout StepBudget
    ) throws(DescopeError) {
        for pair in component {
            if bound == .lower { lower[Int(pair)] = 0 } else { upper[Int(pair)] = 0 }
        }
        var queue = WorkQueue(component)
        while let pair = queue.next() {
            try budget.spend(graph.cost(of: pair))
            let new = value(of: pair, bound)
            guard new != bounds(bound, pair) else { continue }
            if bound == .lower { setLower(pair, new) } else { upper[Int(pair)] = new }
            for user in users[pair] ?? [] { queue.insert(user) }
        }
    }

    private mutating func setLower(_ pair: Int32, _ value: UInt64) {
        rank += 1
        ranks[Int(pair)] = rank
        lower[Int(pair)] = value
    }

    /// Who certainly holds a relation, or who may.
    enum Bound {
        case lower, upper

        var other: Bound { self == .lower ? .upper : .lower }
    }

    private func value(of pair: Int32, _ bound: Bound) -> UInt64 {
        guard pair != worlds.held else { return worlds.all }
        guard let definition = graph.definition(pair) else { return 0 }
        var walk = PairGraph.Walk(graph.pairs[Int(pair)])
        guard let rule = definition.rule else { return stored(pair, bound, &walk) }
        return judge(rule, pair, bound, &walk)
    }

    func judge(_ expression: Int32, _ pair: Int32, _ bound: Bound, _ walk: inout PairGraph.Walk) -> UInt64 {
        let expression = graph.rules.expressions[Int(expression)]
        switch expression.kind {
        case .stored: return stored(pair, bound, &walk)
        case .targetSet, .right, .left: return any(graph.leaf(&walk), bound)
        case .union, .intersect, .sub, .conditional: break
        }
        let children = graph.rules.children(of: expression)
        guard let first = children.first else { return 0 }
        var value = judge(first, pair, bound, &walk)
        if expression.kind == .conditional { return apply(expression.relation, bound, value) }
        for child in children.dropFirst() {
            switch expression.kind {
            case .union: value |= judge(child, pair, bound, &walk)
            case .intersect: value &= judge(child, pair, bound, &walk)
            default: value &= ~judge(child, pair, bound.other, &walk)
            }
        }
        return value
    }

    private func stored(_ pair: Int32, _ bound: Bound, _ walk: inout PairGraph.Walk) -> UInt64 {
        named[pair, default: 0] | any(graph.leaf(&walk), bound)
    }

    private func any(_ dependencies: ArraySlice<PairGraph.Dependency>, _ bound: Bound) -> UInt64 {
        guard !worlds.removed.isEmpty else { return dependencies.reduce(0) { $0 | bounds(bound, $1.pair) } }
        return dependencies.reduce(0) { $0 | bounds(bound, $1.pair) & ~(worlds.removed[$1.fact] ?? 0) }
    }

    private func bounds(_ bound: Bound, _ pair: Int32) -> UInt64 {
        bound == .lower ? lower[Int(pair)] : upper[Int(pair)]
    }

    private func apply(_ requirement: Int32, _ bound: Bound, _ value: UInt64) -> UInt64 {
        switch verdicts[Int(requirement)] {
        case .met: return value
        case .notMet: return 0
        case .missing, .failed: return bound == .upper ? value : 0
        }
    }
}

/// The pairs of a component that depend on each other one.
func usersInside(
    _ component: [Int32],
    of graph: PairGraph,
    _ budget: inout StepBudget
) throws(DescopeError) -> [Int32: [Int32]] {
    let number = component.first.map { graph.pairs[Int($0)].component }
    var users: [Int32: [Int32]] = [:]
    for pair in component {
        try budget.spend(graph.cost(of: pair))
        for other in graph.dependencies(of: pair) where graph.pairs[Int(other.pair)].component == number {
            users[other.pair, default: []].append(pair)
        }
    }
    return users
}

/// Pairs that wait to be judged, each once at a time.
struct WorkQueue {
    private var queue: [Int32]
    private var waiting: Set<Int32>
    private var position = 0

    init(_ pairs: [Int32]) { (queue, waiting) = (pairs, Set(pairs)) }

    mutating func insert(_ pair: Int32) { if waiting.insert(pair).inserted { queue.append(pair) } }

    mutating func next() -> Int32? {
        guard position < queue.count else { return nil }
        let pair = queue[position]
        position += 1
        waiting.remove(pair)
        return pair
    }
}

/// Whom a question is about.
struct Target {
    /// The number of the id; one that no id has when it is not stored.
    let number: Int32
    let id: String
    /// The number of its type, one that no name has when it is not known; nil for any type.
    let type: Int32?

    // Borrowing: an initializer would copy the store, with all its arrays, for each question.
    init(_ id: String, ofType type: String? = nil, in store: borrowing FactStore) {
        (number, self.id) = (store.ids.number(of: id) ?? Int32(store.ids.count), id)
        if let type {
            self.type = store.names.number(of: type) ?? Int32(store.names.count)
        } else {
            self.type = nil
        }
    }

    /// One that is not stored.
    init(newIn store: borrowing FactStore) { (number, id, type) = (Int32(store.ids.count), "", nil) }
}

/// The facts that name a target, by the pair of a graph under which they are stored.
struct NamingFacts {
    let target: Target
    private(set) var facts: [Int32: [Int32]] = [:]

    init(
        _ target: Target,
        _ users: (any AuthzUserDirectory)?,
        in graph: PairGraph,
        _ budget: inout StepBudget
    ) throws(DescopeError) {
        self.target = target
        let store = graph.store
        var matching: [Int32: Bool] = [:]
        for (number, pair) in graph.pairs.enumerated() {
            let node = store.node(pair.object, pair.relation)
            guard node != FactStore.none, graph.rules.definition(pair.relation)?.isStored ?? false else { continue }
            var found = store.plain(node, to: target.number)
            if let type = target.type { found.removeAll { !store.facts[Int($0)].mayLead(to: type) } }
            if let users {
                for fact in store.queries(of: node) {
                    try budget.spend(1)
                    let record = store.facts[Int(fact)]
                    let isMatching =
                        matching[record.right]
                        ?? users.isUser(target.id, matching: store.queries[Int(record.right)])
                    matching[record.right] = isMatching
                    if isMatching, record.counts { found.append(fact) }
                }
            }
            if !found.isEmpty { facts[Int32(number)] = found }
        }
    }
}
