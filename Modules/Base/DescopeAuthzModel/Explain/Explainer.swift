/// Builds the tree of what a solver has computed.
struct Explainer {
    private typealias Walk = Solver<TargetDomain>.Walk

    private let solver: Solver<TargetDomain>
    /// The stored relations of the tree that it rests on.
    private(set) var storedRelations: [AuthzRelation] = []
    private var seen: Set<Int32> = []
    private var levels = 0

    private static let maximumLevels = 64
    private static let maximumPairs = 1000
    private static let maximumBranches = 32

    init(_ solver: Solver<TargetDomain>) { self.solver = solver }

    private var store: FactStore { solver.store }

    /// Recursion is bounded by ``maximumLevels`` and the depth of rules.
    mutating func derivation(of number: Int) -> AuthzDerivation {
        let pair = solver.pairs[number]
        let outcome = outcome(of: Int32(number))
        let step = AuthzDerivation.Step.holds(
            relationDefinition: store.name(of: pair.relation),
            resource: store.id(pair.object),
            namespace: store.namespace(of: pair.relation)
        )
        func ending(_ end: AuthzDerivation.Step) -> AuthzDerivation {
            AuthzDerivation(step, outcome, [AuthzDerivation(end, outcome)])
        }
        guard levels < Self.maximumLevels, seen.count < Self.maximumPairs else { return ending(.omitted) }
        guard seen.insert(Int32(number)).inserted else { return ending(.seen) }
        guard let definition = solver.rules.definition(pair.relation) else { return ending(.nothingStored) }
        levels += 1
        defer { levels -= 1 }
        var walk = Walk(pair)
        let reason = definition.rule.map { explain($0, pair, &walk) } ?? stored(pair, solver.leaf(&walk))
        return AuthzDerivation(step, outcome, [reason])
    }

    private mutating func explain(_ number: Int32, _ pair: Solver<TargetDomain>.Pair, _ walk: inout Walk)
        -> AuthzDerivation
    {
        let expression = solver.rules.expressions[Int(number)]
        switch expression.kind {
        case .stored: return stored(pair, solver.leaf(&walk))
        case .targetSet:
            walk.dependency += 1
            return derivation(of: Int(solver.dependencies[walk.dependency - 1]))
        case .right, .left: return arrow(expression, pair, solver.leaf(&walk))
        case .conditional:
            let children = solver.rules.children(of: expression).map { explain($0, pair, &walk) }
            return condition(expression.relation, over: children.first ?? AuthzDerivation(.nothingStored, .denied))
        case .union: return union(expression, pair, &walk)
        case .intersect, .sub: break
        }
        var outcome = AuthzDerivation.Outcome.granted
        var children: [AuthzDerivation] = []
        for (position, child) in solver.rules.children(of: expression).enumerated() {
            let derivation = explain(child, pair, &walk)
            let isSubtracted = expression.kind == .sub && position > 0
            outcome = min(outcome, isSubtracted ? derivation.outcome.negated : derivation.outcome)
            children.append(derivation)
        }
        return AuthzDerivation(expression.kind == .sub ? .sub : .intersect, outcome, children)
    }

    private func outcome(of number: Int32) -> AuthzDerivation.Outcome {
        solver.lower[Int(number)] ? .granted : solver.upper[Int(number)] ? .undetermined : .denied
    }

    /// One branch that grants, or all that do not.
    private mutating func union(
        _ expression: Rules.Expression,
        _ pair: Solver<TargetDomain>.Pair,
        _ walk: inout Walk
    ) -> AuthzDerivation {
        var granting: (need: Int32, child: Int32, walk: Walk)?
        let start = walk
        for child in solver.rules.children(of: expression) {
            let before = walk
            let need = need(child, pair, &walk)
            if need < granting?.need ?? Int32.max { granting = (need, child, before) }
        }
        if var granting {
            return AuthzDerivation(.union, .granted, [explain(granting.child, pair, &granting.walk)])
        }
        walk = start
        let children = solver.rules.children(of: expression).map { explain($0, pair, &walk) }
        return AuthzDerivation(.union, children.map(\.outcome).max() ?? .denied, children)
    }

    /// The latest rank of the pairs that a granted expression needs; the greatest number when it is not granted. A
    /// proof that follows the least of several never comes back to where it was.
    private func need(_ number: Int32, _ pair: Solver<TargetDomain>.Pair, _ walk: inout Walk) -> Int32 {
        let expression = solver.rules.expressions[Int(number)]
        func least(_ pairs: ArraySlice<Int32>) -> Int32 {
            pairs.lazy.filter { solver.lower[Int($0)] }.map { solver.ranks[Int($0)] }.min() ?? .max
        }
        switch expression.kind {
        case .stored:
            let sets = least(solver.leaf(&walk))
            return namesTarget(pair) ? 0 : sets
        case .targetSet:
            walk.dependency += 1
            return least(solver.dependencies[(walk.dependency - 1)..<walk.dependency])
        case .right, .left: return least(solver.leaf(&walk))
        case .union, .intersect, .sub, .conditional: break
        }
        if expression.kind == .sub {
            var copy = walk
            let isGranted = solver.judge(number, pair, .lower, &copy)
            let first = solver.rules.children(of: expression).first.map { need($0, pair, &walk) } ?? .max
            walk = copy
            return isGranted ? first : .max
        }
        let needs = solver.rules.children(of: expression).map { need($0, pair, &walk) }
        switch expression.kind {
        case .union: return needs.min() ?? .max
        case .intersect: return needs.max() ?? .max
        default: return solver.verdicts[Int(expression.relation)] == .met ? needs.first ?? .max : .max
        }
    }

    private func condition(_ requirement: Int32, over child: AuthzDerivation) -> AuthzDerivation {
        let outcome: AuthzDerivation.Outcome =
            switch solver.verdicts[Int(requirement)] {
            case .met: .granted
            case .notMet: .denied
            case .missing, .failed: .undetermined
            }
        let step = AuthzDerivation.Step.condition(solver.rules.requirements[Int(requirement)], outcome)
        return AuthzDerivation(step, min(outcome, child.outcome), [child])
    }

    /// Whether a relation is stored under the pair that names the target, or a query that it matches.
    private func namesTarget(_ pair: Solver<TargetDomain>.Pair) -> Bool {
        let node = store.node(pair.object, pair.relation)
        return node != FactStore.none && solver.domain.stored(node, in: store)
    }

    /// What is stored under a pair.
    private mutating func stored(_ pair: Solver<TargetDomain>.Pair, _ sets: ArraySlice<Int32>) -> AuthzDerivation {
        guard !namesTarget(pair) else {
            let direct = relation(pair.object, pair.relation, .id(store.id(solver.domain.target)))
            if store.fact(of: direct) != nil { storedRelations.append(direct) }
            return AuthzDerivation(.stored(direct), .granted)
        }
        let store = store
        return branches(sets) { set in
            .set(
                resource: store.id(set.object),
                relationDefinition: store.name(of: set.relation),
                namespace: store.namespace(of: set.relation)
            )
        } left: { _ in
            (pair.object, pair.relation)
        }
    }

    private mutating func arrow(
        _ arrow: Rules.Expression,
        _ pair: Solver<TargetDomain>.Pair,
        _ reached: ArraySlice<Int32>
    ) -> AuthzDerivation {
        let store = store
        let walksRight = arrow.kind == .right
        return branches(reached) {
            .id(store.id(walksRight ? $0.object : pair.object))
        } left: {
            (walksRight ? pair.object : $0.object, arrow.relation)
        }
    }

    private func relation(_ object: Int32, _ relation: Int32, _ target: AuthzTarget) -> AuthzRelation {
        AuthzRelation(
            resource: store.id(object),
            relationDefinition: store.name(of: relation),
            namespace: store.namespace(of: relation),
            target: target
        )
    }

    /// Of several pairs that stored relations lead to, the first that was granted; otherwise all.
    private mutating func branches(
        _ pairs: ArraySlice<Int32>,
        target: (Solver<TargetDomain>.Pair) -> AuthzTarget,
        left: (Solver<TargetDomain>.Pair) -> (object: Int32, relation: Int32)
    ) -> AuthzDerivation {
        func stored(_ number: Int32) -> AuthzRelation {
            let pair = solver.pairs[Int(number)]
            return relation(left(pair).object, left(pair).relation, target(pair))
        }
        let granted = pairs.filter { solver.lower[Int($0)] }.min { solver.ranks[Int($0)] < solver.ranks[Int($1)] }
        if let granted {
            storedRelations.append(stored(granted))
            return AuthzDerivation(.stored(stored(granted)), .granted, [derivation(of: Int(granted))])
        }
        var children = pairs.prefix(Self.maximumBranches).map { pair in
            AuthzDerivation(.stored(stored(pair)), outcome(of: pair), [derivation(of: Int(pair))])
        }
        if pairs.count > children.count { children.append(AuthzDerivation(.omitted, .denied)) }
        switch children.count {
        case 0: return AuthzDerivation(.nothingStored, .denied)
        case 1: return children[0]
        default: return AuthzDerivation(.union, children.map(\.outcome).max() ?? .denied, children)
        }
    }
}
