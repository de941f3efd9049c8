import DescopeCore

/// Finds the pairs of object and relation that a target may hold, by walking from the target: all that it holds, and
/// with intersections, subtractions and conditions more than that.
struct Reach {
    private let index: AuthzIndex
    private let users: (any AuthzUserDirectory)?
    private let maximumSteps: Int

    init(_ index: AuthzIndex, _ users: (any AuthzUserDirectory)?, _ maximumSteps: Int) {
        (self.index, self.users, self.maximumSteps) = (index, users, maximumSteps)
    }

    func pairs(from target: Int32) throws(DescopeError) -> [(object: Int32, relation: Int32)] {
        let (store, rules) = (index.store, index.rules)
        var found: [(object: Int32, relation: Int32)] = []
        var seen: Set<UInt64> = []
        var steps = 0
        func reach(_ object: Int32, _ relation: Int32) {
            steps += 1
            let key = UInt64(UInt32(bitPattern: object)) << 32 | UInt64(UInt32(bitPattern: relation))
            if seen.insert(key).inserted { found.append((object, relation)) }
        }
        func reach(leftOf fact: FactStore.Fact) {
            let left = store.nodes[Int(fact.node)]
            reach(left.object, left.relation)
        }
        store.forEach(to: target, reach(leftOf:))
        if let users {
            for (number, query) in store.queries.enumerated()
            where store.isUsed(query: number) && users.isUser(store.id(target), matching: query) {
                store.forEach(toQuery: number, reach(leftOf:))
            }
        }
        var next = 0
        while next < found.count {
            let (object, relation) = found[next]
            next += 1
            let node = store.node(object, relation)
            if node != FactStore.none { store.forEach(toNode: node, reach(leftOf:)) }
            for use in rules.uses(of: relation) {
                let definitions = rules.definitions(with: use)
                func reachAll(_ object: Int32) { for definition in definitions { reach(object, definition) } }
                switch use.walk {
                case .stay: reachAll(object)
                case .right(let edge, let namespace):
                    store.forEach(to: object) { fact in
                        let left = store.nodes[Int(fact.node)]
                        guard left.relation == edge,
                            Rules.Test(namespace: namespace, relation: relation).applies(to: fact)
                        else { return }
                        reachAll(left.object)
                    }
                case .left(let edge):
                    store.forEach(from: store.firstPlain(of: store.node(object, edge))) { reachAll($0.right) }
                }
            }
            guard steps <= maximumSteps else { throw .tooManySteps(maximumSteps) }
        }
        return found
    }
}
