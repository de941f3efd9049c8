/// The stored relations and the schema that gives them their meaning.
struct AuthzIndex: Sendable {
    var store = FactStore()
    var rules: Rules
}

/// Answers a check by walking from the resource towards the target, without memory of where it has been.
///
/// Most questions end after a few steps. Whatever needs more (long chains, loops, diamonds, conditions) is given up
/// and left to ``Solver``, which visits each pair of object and relation once.
struct FastCheck {
    let target: Int32
    /// Whether there are users who may match a query.
    let hasUsers: Bool
    private var steps = 0

    private static let maximumSteps = 2048
    private static let maximumDepth = 64

    enum Outcome { case no, yes, givenUp }

    init(target: Int32, hasUsers: Bool) { (self.target, self.hasUsers) = (target, hasUsers) }

    mutating func holds(_ object: Int32, _ relation: Int32, in index: AuthzIndex, depth: Int = 0) -> Outcome {
        steps += 1
        guard steps < Self.maximumSteps, depth < Self.maximumDepth,
            let definition = index.rules.definition(relation), definition.requirement == nil
        else { return .givenUp }
        guard let rule = definition.rule else { return stored(object, relation, index, depth) }
        return judge(rule, object, relation, index, depth)
    }

    private mutating func judge(
        _ expression: Int32,
        _ object: Int32,
        _ relation: Int32,
        _ index: AuthzIndex,
        _ depth: Int
    ) -> Outcome {
        switch index.rules.expressions[Int(expression)] {
        case .stored: return stored(object, relation, index, depth)
        case .targetSet(let other): return holds(object, other, in: index, depth: depth + 1)
        case .right(let edge, let tests):
            var outcome = Outcome.no
            var number = index.store.firstPlain(of: index.store.node(object, edge))
            while number != FactStore.none {
                let fact = index.store.facts[Int(number)]
                number = fact.next
                guard fact.counts else { continue }
                for test in tests where test.applies(to: fact) {
                    switch holds(fact.right, test.relation, in: index, depth: depth + 1) {
                    case .yes: return .yes
                    case .givenUp: outcome = .givenUp
                    case .no: break
                    }
                }
            }
            return outcome
        // A walk to the left may meet many facts, most of which lead nowhere.
        case .left, .conditional: return .givenUp
        case .union(let children):
            var outcome = Outcome.no
            for child in children {
                switch judge(child, object, relation, index, depth) {
                case .yes: return .yes
                case .givenUp: outcome = .givenUp
                case .no: break
                }
            }
            return outcome
        case .intersect(let children):
            var outcome = Outcome.yes
            for child in children {
                switch judge(child, object, relation, index, depth) {
                case .no: return .no
                case .givenUp: outcome = .givenUp
                case .yes: break
                }
            }
            return outcome
        case .sub(let children):
            var outcome = Outcome.yes
            for (position, child) in children.enumerated() {
                switch (judge(child, object, relation, index, depth), position) {
                case (.no, 0), (.yes, 1...): return .no
                case (.givenUp, _): outcome = .givenUp
                default: break
                }
            }
            return outcome
        }
    }

    private mutating func stored(_ object: Int32, _ relation: Int32, _ index: AuthzIndex, _ depth: Int) -> Outcome {
        let node = index.store.node(object, relation)
        guard node != FactStore.none else { return .no }
        if index.store.isStored(node, target) { return .yes }
        let record = index.store.nodes[Int(node)]
        // Whether a user matches a query may be costly to find out.
        var outcome = record.firstQuery != FactStore.none && hasUsers ? Outcome.givenUp : .no
        var number = record.firstSet
        while number != FactStore.none {
            let fact = index.store.facts[Int(number)]
            number = fact.next
            guard fact.counts else { continue }
            let set = index.store.nodes[Int(fact.right)]
            // A set of a relation that the schema does not have is empty.
            guard index.rules.definition(set.relation) != nil else { continue }
            switch holds(set.object, set.relation, in: index, depth: depth + 1) {
            case .yes: return .yes
            case .givenUp: outcome = .givenUp
            case .no: break
            }
        }
        return outcome
    }
}
