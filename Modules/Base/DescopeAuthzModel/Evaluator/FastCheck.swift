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

    private let maximumSteps: Int
    /// Of pairs and of rules together: it bounds the stack.
    private static let maximumDepth = 96

    enum Outcome { case no, yes, givenUp }

    init(target: Int32, hasUsers: Bool, maximumSteps: Int) {
        (self.target, self.hasUsers) = (target, hasUsers)
        self.maximumSteps = min(maximumSteps, 2048)
    }

    mutating func holds(_ object: Int32, _ relation: Int32, in index: AuthzIndex, depth: Int = 0) -> Outcome {
        guard step(), depth < Self.maximumDepth, Int(relation) < index.rules.entries.count else { return .givenUp }
        switch index.rules.entries[Int(relation)] {
        case .unsuitable: return .givenUp
        case .stored: return stored(object, relation, index, depth)
        case .computed(let rule): return judge(rule, object, relation, index, depth)
        }
    }

    private mutating func step() -> Bool {
        steps += 1
        return steps < maximumSteps
    }

    private mutating func judge(
        _ number: Int32,
        _ object: Int32,
        _ relation: Int32,
        _ index: AuthzIndex,
        _ depth: Int
    ) -> Outcome {
        let expression = index.rules.expressions[Int(number)]
        switch expression.kind {
        case .stored: return stored(object, relation, index, depth)
        case .targetSet: return holds(object, expression.relation, in: index, depth: depth + 1)
        case .right: return walk(expression, object, index, depth)
        // A walk to the left may meet many facts, most of which lead nowhere.
        case .left, .conditional: return .givenUp
        case .union, .intersect, .sub: guard step(), depth < Self.maximumDepth else { return .givenUp }
        }
        var outcome = expression.kind == .union ? Outcome.no : .yes
        for position in expression.parts {
            let child = judge(index.rules.children[Int(position)], object, relation, index, depth + 1)
            let isSubtracted = expression.kind == .sub && position > expression.parts.lowerBound
            switch child {
            case .givenUp: outcome = .givenUp
            case .yes: if expression.kind == .union || isSubtracted { return isSubtracted ? .no : .yes }
            case .no: if expression.kind != .union && !isSubtracted { return .no }
            }
        }
        return outcome
    }

    private mutating func walk(
        _ arrow: Rules.Expression,
        _ object: Int32,
        _ index: AuthzIndex,
        _ depth: Int
    ) -> Outcome {
        var outcome = Outcome.no
        var number = index.store.firstPlain(of: index.store.node(object, arrow.relation))
        while number != FactStore.none {
            let fact = index.store.facts[Int(number)]
            number = fact.next
            guard step() else { return .givenUp }
            guard fact.counts else { continue }
            for position in arrow.parts {
                let test = index.rules.tests[Int(position)]
                guard test.applies(to: fact) else { continue }
                switch holds(fact.right, test.relation, in: index, depth: depth + 1) {
                case .yes: return .yes
                case .givenUp: outcome = .givenUp
                case .no: break
                }
            }
        }
        return outcome
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
            guard step() else { return .givenUp }
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
