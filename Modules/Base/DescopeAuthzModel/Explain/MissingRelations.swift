/// Finds the fewest relations to the target that would grant what a solver has denied.
///
/// Each pair costs as many new relations as it needs: none when it is granted, one where the schema allows the target
/// to be stored under it, the least of a union, the sum of an intersection. A relation that two branches share counts
/// twice, and what is subtracted is taken as it is, so the caller tries the result.
struct MissingRelations {
    private let solver: Solver<TargetDomain>
    private var costs: [Int32]
    /// When a cost was last lowered: what it rests on was lowered before.
    private var ranks: [Int32]
    private var rank: Int32 = 0

    private static let unreachable: Int32 = 1_000_000
    /// More than these would be no explanation.
    private static let maximumRelations: Int32 = 16

    init(_ solver: Solver<TargetDomain>) {
        self.solver = solver
        costs = Array(repeating: Self.unreachable, count: solver.pairs.count)
        ranks = Array(repeating: 0, count: solver.pairs.count)
        for component in solver.components { settle(component) }
    }

    /// The relations that would grant a pair; none when nothing would.
    func relations(for root: Int) -> [AuthzRelation] {
        guard costs[root] <= Self.maximumRelations else { return [] }
        var found: [AuthzRelation] = []
        var open = [Int32(root)]
        var seen: Set<Int32> = []
        while let number = open.popLast() {
            guard seen.insert(number).inserted else { continue }
            let pair = solver.pairs[Int(number)]
            guard !solver.lower[Int(number)], let definition = solver.rules.definition(pair.relation) else { continue }
            var walk = Solver<TargetDomain>.Walk(pair)
            var choice = Choice(cost: Self.unreachable)
            if let rule = definition.rule {
                choice = cheapest(rule, pair, definition, &walk)
            } else {
                choice = stored(pair, definition, solver.leaf(&walk))
            }
            open += choice.pairs
            guard choice.isStored else { continue }
            let relation = AuthzRelation(
                resource: solver.store.id(pair.object),
                relationDefinition: solver.store.name(of: pair.relation),
                namespace: solver.store.namespace(of: pair.relation),
                target: solver.store.id(solver.domain.target)
            )
            if !found.contains(relation) { found.append(relation) }
        }
        return found
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

    private mutating func settle(_ component: [Int32]) {
        let users = solver.usersInside(component)
        var queue = component
        var isQueued = Set(component)
        var next = 0
        // Costs only fall, and each at most as often as there are costs worth telling.
        while next < queue.count {
            let number = queue[next]
            next += 1
            isQueued.remove(number)
            let cost = cost(of: number)
            guard cost < costs[Int(number)] else { continue }
            rank += 1
            ranks[Int(number)] = rank
            costs[Int(number)] = cost
            for user in users[number] ?? [] where isQueued.insert(user).inserted { queue.append(user) }
        }
    }

    private func cost(of number: Int32) -> Int32 {
        guard !solver.lower[Int(number)] else { return 0 }
        let pair = solver.pairs[Int(number)]
        guard let definition = solver.rules.definition(pair.relation) else { return Self.unreachable }
        var walk = Solver<TargetDomain>.Walk(pair)
        guard let rule = definition.rule else { return stored(pair, definition, solver.leaf(&walk)).cost }
        let cost = cheapest(rule, pair, definition, &walk).cost
        return cost > Self.maximumRelations ? Self.unreachable : cost
    }

    private func cheapest(
        _ number: Int32,
        _ pair: Solver<TargetDomain>.Pair,
        _ definition: Rules.Definition,
        _ walk: inout Solver<TargetDomain>.Walk
    ) -> Choice {
        let expression = solver.rules.expressions[Int(number)]
        switch expression.kind {
        case .stored: return stored(pair, definition, solver.leaf(&walk))
        case .targetSet:
            walk.dependency += 1
            return cheapest(of: solver.dependencies[(walk.dependency - 1)..<walk.dependency])
        case .right, .left: return cheapest(of: solver.leaf(&walk))
        case .union, .intersect, .sub, .conditional: break
        }
        var choices: [Choice] = []
        for (position, child) in solver.rules.children(of: expression).enumerated() {
            guard expression.kind == .sub, position > 0 else {
                choices.append(cheapest(child, pair, definition, &walk))
                continue
            }
            let isHeld = solver.judge(child, pair, .upper, &walk)
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

    private func cheapest(of pairs: ArraySlice<Int32>) -> Choice {
        let best = pairs.min { (costs[Int($0)], ranks[Int($0)]) < (costs[Int($1)], ranks[Int($1)]) }
        guard let best else { return Choice(cost: Self.unreachable) }
        return Choice(cost: costs[Int(best)], pairs: [best], rank: ranks[Int(best)])
    }

    private func stored(
        _ pair: Solver<TargetDomain>.Pair,
        _ definition: Rules.Definition,
        _ sets: ArraySlice<Int32>
    ) -> Choice {
        let node = solver.store.node(pair.object, pair.relation)
        if node != FactStore.none, solver.domain.stored(node, in: solver.store) { return Choice(cost: 0) }
        let bySet = cheapest(of: sets)
        let isAllowed = definition.isStored && definition.allowed?.contains { $0.relation == nil } ?? true
        return isAllowed && bySet.cost > 0 ? Choice(cost: 1, isStored: true) : bySet
    }
}
