import DescopeCore

/// Finds the fewest relations to the target that would grant what a solver has denied.
struct MissingRelations {
    private let solver: Solver
    private let root: Int32
    /// How many new relations each pair needs: none when it is granted, one where the schema allows the target to be
    /// stored under it, the least of a union, the sum of an intersection. A relation that two branches share counts
    /// twice, and what is subtracted is taken as it is.
    private var costs: [Int32]
    /// When a cost was last lowered: what it rests on was lowered before.
    private var ranks: [Int32]
    private var rank: Int32 = 0

    private static let unreachable: Int32 = 1_000_000
    /// More than these would be no explanation.
    private static let maximumRelations: Int32 = 16
    /// All sets of up to so many relations are tried.
    private static let maximumTried = 3

    init(_ solver: Solver, _ root: Int32, _ budget: inout StepBudget) throws(DescopeError) {
        (self.solver, self.root) = (solver, root)
        costs = Array(repeating: Self.unreachable, count: solver.graph.pairs.count)
        ranks = Array(repeating: 0, count: solver.graph.pairs.count)
        for component in graph.components { try settle(component, &budget) }
    }

    private var graph: PairGraph { solver.graph }

    // MARK: - By costs

    /// The relations whose costs are the least; nil when nothing would grant what is denied, as far as the costs say.
    var cheapest: [AuthzRelation]? {
        guard costs[Int(root)] <= Self.maximumRelations else { return nil }
        var found: [AuthzRelation] = []
        var open = [root]
        var seen: Set<Int32> = []
        while let pair = open.popLast() {
            guard seen.insert(pair).inserted, !solver.isGranted(pair) else { continue }
            let choice = choice(pair)
            open += choice.pairs
            if choice.isStored { found.append(relation(pair)) }
        }
        return found
    }

    /// The target's type, when the question states one.
    private var type: String? {
        let names = graph.store.names.texts
        return solver.naming.target.type.flatMap { Int($0) < names.count ? names[Int($0)] : nil }
    }

    private func relation(_ pair: Int32) -> AuthzRelation {
        let pair = graph.pairs[Int(pair)]
        return AuthzRelation(
            resource: graph.store.id(pair.object),
            relationDefinition: graph.store.name(of: pair.relation),
            namespace: graph.store.namespace(of: pair.relation),
            target: .id(solver.naming.target.id, namespace: type)
        )
    }

    /// What a pair or an expression would be granted by.
    private struct Choice {
        var cost: Int32
        /// The pairs that it needs.
        var pairs: [Int32] = []
        /// Whether a new relation under the pair itself is needed.
        var isStored = false
        /// The latest rank among the pairs.
        var rank: Int32 = 0
    }

    private mutating func settle(_ component: [Int32], _ budget: inout StepBudget) throws(DescopeError) {
        let users = graph.isLoop(component) ? try usersInside(component, of: graph, &budget) : [:]
        var queue = WorkQueue(component)
        // Costs only fall, and each at most as often as there are costs worth telling.
        while let pair = queue.next() {
            try budget.spend(graph.cost(of: pair))
            let found = solver.isGranted(pair) ? 0 : choice(pair).cost
            let cost = found > Self.maximumRelations ? Self.unreachable : found
            guard cost < costs[Int(pair)] else { continue }
            rank += 1
            ranks[Int(pair)] = rank
            costs[Int(pair)] = cost
            for user in users[pair] ?? [] { queue.insert(user) }
        }
    }

    private func choice(_ pair: Int32) -> Choice {
        guard let definition = graph.definition(pair) else { return Choice(cost: Self.unreachable) }
        var walk = PairGraph.Walk(graph.pairs[Int(pair)])
        if let rule = definition.rule { return cheapest(rule, pair, &walk) }
        return stored(pair, graph.leaf(&walk))
    }

    private func cheapest(_ number: Int32, _ pair: Int32, _ walk: inout PairGraph.Walk) -> Choice {
        let expression = graph.rules.expressions[Int(number)]
        switch expression.kind {
        case .stored: return stored(pair, graph.leaf(&walk))
        case .targetSet, .right, .left: return cheapest(of: graph.leaf(&walk))
        case .union, .intersect, .sub, .conditional: break
        }
        var choices: [Choice] = []
        for (position, child) in graph.rules.children(of: expression).enumerated() {
            guard expression.kind == .sub, position > 0 else {
                choices.append(cheapest(child, pair, &walk))
                continue
            }
            let isHeld = solver.judge(child, pair, .upper, &walk) & 1 == 1
            choices.append(Choice(cost: isHeld ? Self.unreachable : 0))
        }
        switch expression.kind {
        case .union: return choices.min { ($0.cost, $0.rank) < ($1.cost, $1.rank) } ?? Choice(cost: Self.unreachable)
        case .conditional where solver.verdicts[Int(expression.relation)] != .met: return Choice(cost: Self.unreachable)
        default:
            return choices.reduce(into: Choice(cost: 0)) {
                $0.cost = min($0.cost + $1.cost, Self.unreachable)
                $0.pairs += $1.pairs
                $0.isStored = $0.isStored || $1.isStored
                $0.rank = max($0.rank, $1.rank)
            }
        }
    }

    private func cheapest(of dependencies: ArraySlice<PairGraph.Dependency>) -> Choice {
        let best = dependencies.lazy.map(\.pair)
            .min { (costs[Int($0)], ranks[Int($0)]) < (costs[Int($1)], ranks[Int($1)]) }
        guard let best else { return Choice(cost: Self.unreachable) }
        return Choice(cost: costs[Int(best)], pairs: [best], rank: ranks[Int(best)])
    }

    private func stored(_ pair: Int32, _ sets: ArraySlice<PairGraph.Dependency>) -> Choice {
        guard solver.naming.facts[pair] == nil else { return Choice(cost: 0) }
        let bySet = cheapest(of: sets)
        return allowsTarget(pair) && bySet.cost > 0 ? Choice(cost: 1, isStored: true) : bySet
    }

    private func allowsTarget(_ pair: Int32) -> Bool {
        guard let definition = graph.definition(pair), definition.isStored else { return false }
        return definition.allowed?.contains { $0.relation == nil } ?? true
    }

    // MARK: - By trial

    /// The smallest set of relations, up to a size, that grants what is denied; nil when there is none.
    ///
    /// - Parameter isAllowed: Whether it is granted with further relations.
    func smallest(
        upTo size: Int,
        _ budget: inout StepBudget,
        _ isAllowed: ([AuthzRelation], inout StepBudget) throws(DescopeError) -> Bool
    ) throws(DescopeError) -> [AuthzRelation]? {
        guard size > 0 else { return nil }
        let candidates = try candidates(&budget)
        for size in 1...min(size, Self.maximumTried) where size <= candidates.count {
            var next: [Int]? = Array(0..<size)
            while next != nil {
                var tried: [[Int32]] = []
                var worlds = Solver.Worlds()
                while let chosen = next, tried.count < 64 {
                    for place in chosen { worlds.added[candidates[place], default: 0] |= 1 << UInt64(tried.count) }
                    tried.append(chosen.map { candidates[$0] })
                    next = Self.combination(after: chosen, of: candidates.count)
                }
                worlds.all = UInt64.max >> UInt64(64 - tried.count)
                let granted = try Solver(graph, solver.naming, solver.verdicts, in: worlds, &budget).lower[Int(root)]
                for (bit, pairs) in tried.enumerated() where granted >> UInt64(bit) & 1 == 1 {
                    let relations = pairs.map(relation)
                    if try isAllowed(relations, &budget) { return relations }
                }
            }
        }
        return nil
    }

    /// The next of all choices of places out of a number of them, in their order.
    private static func combination(after chosen: [Int], of count: Int) -> [Int]? {
        guard let moved = chosen.indices.last(where: { chosen[$0] < count - (chosen.count - $0) }) else { return nil }
        return chosen[..<moved] + (0..<(chosen.count - moved)).map { chosen[moved] + 1 + $0 }
    }

    /// The pairs under which a new relation to the target could help: those that are not only subtracted, and on which
    /// the verdict depends whatever is added.
    private func candidates(_ budget: inout StepBudget) throws(DescopeError) -> [Int32] {
        let search = CandidateSearch(solver)
        var found: [Int32] = []
        var seen: [Set<Int32>] = [[], [root]]
        var open = [(pair: root, isPositive: true)]
        while let (pair, isPositive) = open.popLast() {
            try budget.spend(2 * graph.cost(of: pair))
            guard !search.isFixed(pair), let definition = graph.definition(pair) else { continue }
            if isPositive || definition.subtracts, solver.naming.facts[pair] == nil, allowsTarget(pair) {
                found.append(pair)
            }
            for next in search.uses(by: pair, isPositive) where seen[next.isPositive ? 1 : 0].insert(next.pair).inserted
            {
                open.append(next)
            }
        }
        return found
    }
}

/// Where new relations can change what a pair depends on.
private struct CandidateSearch {
    private let solver: Solver
    /// Whether a pair, once it is granted, stays so whatever is added: nothing is subtracted on the way to it.
    private var grows: [Bool]

    private var graph: PairGraph { solver.graph }

    init(_ solver: Solver) {
        self.solver = solver
        grows = Array(repeating: false, count: solver.graph.pairs.count)
        for (number, component) in graph.components.enumerated() {
            let isGrowing = component.allSatisfy { pair in
                !(graph.definition(pair)?.subtracts ?? false)
                    && graph.dependencies(of: pair).allSatisfy {
                        grows[Int($0.pair)] || graph.pairs[Int($0.pair)].component == number
                    }
            }
            if isGrowing { for pair in component { grows[Int(pair)] = true } }
        }
    }

    /// Whether a pair is granted, and stays so whatever is added.
    func isFixed(_ pair: Int32) -> Bool { solver.isGranted(pair) && grows[Int(pair)] }

    /// The pairs on which a pair depends, and whether it is granted more easily when they are.
    func uses(by pair: Int32, _ isPositive: Bool) -> [(pair: Int32, isPositive: Bool)] {
        guard let rule = graph.definition(pair)?.rule else {
            return graph.dependencies(of: pair).map { ($0.pair, isPositive) }
        }
        var walk = PairGraph.Walk(graph.pairs[Int(pair)])
        var found: [(pair: Int32, isPositive: Bool)] = []
        collect(rule, pair, isPositive, &walk, &found)
        return found
    }

    private func collect(
        _ number: Int32,
        _ pair: Int32,
        _ isPositive: Bool,
        _ walk: inout PairGraph.Walk,
        _ found: inout [(pair: Int32, isPositive: Bool)]
    ) {
        let expression = graph.rules.expressions[Int(number)]
        guard expression.kind.isOperator else {
            found += graph.leaf(&walk).map { ($0.pair, isPositive) }
            return
        }
        let children = graph.rules.children(of: expression)
        switch expression.kind {
        case .stored, .targetSet, .right, .left, .union, .intersect:
            for child in children { collect(child, pair, isPositive, &walk, &found) }
        case .conditional:
            let verdict = solver.verdicts[Int(expression.relation)]
            let counts = isPositive ? verdict == .met : verdict != .notMet
            var unused: [(pair: Int32, isPositive: Bool)] = []
            for child in children {
                if counts {
                    collect(child, pair, isPositive, &walk, &found)
                } else {
                    collect(child, pair, isPositive, &walk, &unused)
                }
            }
        case .sub:
            var (parts, isLost): ([(pair: Int32, isPositive: Bool)], Bool) = ([], false)
            for (position, child) in children.enumerated() {
                var start = walk
                if position > 0, solver.judge(child, pair, .lower, &start) & 1 == 1, isGrowing(child, pair, walk) {
                    isLost = true
                }
                collect(child, pair, position > 0 ? !isPositive : isPositive, &walk, &parts)
            }
            // What is subtracted for good leaves nothing to be granted.
            if !isLost { found += parts }
        }
    }

    private func isGrowing(_ number: Int32, _ pair: Int32, _ walk: PairGraph.Walk) -> Bool {
        var (walk, open) = (walk, [number])
        while let next = open.popLast() {
            let expression = graph.rules.expressions[Int(next)]
            switch expression.kind {
            case .sub: return false
            case .union, .intersect, .conditional: open += graph.rules.children(of: expression).reversed()
            case .stored, .targetSet, .right, .left:
                guard graph.leaf(&walk).allSatisfy({ grows[Int($0.pair)] }) else { return false }
            }
        }
        return true
    }
}
