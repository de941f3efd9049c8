import DescopeCore

/// Finds the pairs of object and relation that a target may hold, by walking from the target: all that it holds, and
/// with intersections, subtractions and conditions more than that.
struct Reach {
    private let index: AuthzIndex
    private(set) var pairs: [(object: Int32, relation: Int32)] = []
    private var seen: Set<UInt64> = []

    init(
        from target: Target,
        in index: AuthzIndex,
        _ users: (any AuthzUserDirectory)?,
        _ budget: inout StepBudget
    ) throws(DescopeError) {
        self.index = index
        let store = index.store
        try reach(leftOf: store.facts(to: target.number), &budget)
        if let users {
            for (number, query) in store.queries.enumerated() where store.isUsed(query: number) {
                try budget.spend(1)
                guard users.isUser(target.id, matching: query) else { continue }
                try reach(leftOf: store.facts(toQuery: number), &budget)
            }
        }
        var next = 0
        while next < pairs.count {
            let (object, relation) = pairs[next]
            next += 1
            try reach(leftOf: store.facts(toNode: store.node(object, relation)), &budget)
            for use in index.rules.uses(of: relation) { try follow(use, from: object, relation, &budget) }
        }
    }

    private mutating func follow(
        _ use: Rules.Use,
        from object: Int32,
        _ relation: Int32,
        _ budget: inout StepBudget
    ) throws(DescopeError) {
        try budget.spend(1)
        let store = index.store
        let definitions = index.rules.definitions(with: use)
        switch use.walk {
        case .stay: try reach(object, definitions, &budget)
        case .right(let edge, let namespace):
            let test = Rules.Test(namespace: namespace, relation: relation)
            for number in store.facts(to: object) {
                try budget.spend(1)
                let fact = store.facts[Int(number)]
                let left = store.nodes[Int(fact.node)]
                guard fact.counts, left.relation == edge, test.applies(to: fact) else { continue }
                try reach(left.object, definitions, &budget)
            }
        case .left(let edge):
            for number in store.plain(of: store.node(object, edge)) {
                try budget.spend(1)
                let fact = store.facts[Int(number)]
                guard fact.counts else { continue }
                let reached = definitions.filter { fact.mayLead(to: store.relations[Int($0)].namespace) }
                try budget.spend(definitions.count - reached.count)
                try reach(fact.right, reached, &budget)
            }
        }
    }

    private mutating func reach(
        leftOf facts: FactStore.FactList,
        _ budget: inout StepBudget
    ) throws(DescopeError) {
        for number in facts {
            try budget.spend(1)
            let fact = index.store.facts[Int(number)]
            let left = index.store.nodes[Int(fact.node)]
            if fact.counts { try reach(left.object, [left.relation], &budget) }
        }
    }

    private mutating func reach(
        _ object: Int32,
        _ relations: [Int32],
        _ budget: inout StepBudget
    ) throws(DescopeError) {
        try budget.spend(relations.count)
        for relation in relations {
            let key = UInt64(UInt32(bitPattern: object)) << 32 | UInt64(UInt32(bitPattern: relation))
            if seen.insert(key).inserted { pairs.append((object, relation)) }
        }
    }
}
