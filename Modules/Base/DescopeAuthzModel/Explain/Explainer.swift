/// Builds the tree of what a solver has computed.
struct Explainer {
    private let solver: Solver
    private var seen: Set<Int32> = []
    private var levels = 0

    /// Of the tree: it bounds the stack, here and wherever the tree is walked.
    private static let maximumLevels = 64
    private static let maximumPairs = 1000
    private static let maximumBranches = 32

    init(_ solver: Solver) { self.solver = solver }

    private var graph: PairGraph { solver.graph }
    private var store: FactStore { solver.graph.store }

    mutating func derivation(of number: Int32) -> AuthzDerivation {
        let pair = graph.pairs[Int(number)]
        let outcome = outcome(of: number)
        let step = AuthzDerivation.Step.holds(
            relationDefinition: store.name(of: pair.relation),
            resource: store.id(pair.object),
            namespace: store.namespace(of: pair.relation)
        )
        func ending(_ end: AuthzDerivation.Step) -> AuthzDerivation {
            AuthzDerivation(step, outcome, [AuthzDerivation(end, outcome)])
        }
        guard levels < Self.maximumLevels, seen.count < Self.maximumPairs else { return ending(.omitted) }
        guard seen.insert(number).inserted else { return ending(.seen) }
        guard let definition = graph.definition(number) else { return ending(.nothingStored) }
        levels += 1
        defer { levels -= 1 }
        var walk = PairGraph.Walk(pair)
        let reason = definition.rule.map { explain($0, number, &walk) } ?? stored(number, graph.leaf(&walk))
        return AuthzDerivation(step, outcome, [reason])
    }

    private mutating func explain(_ number: Int32, _ pair: Int32, _ walk: inout PairGraph.Walk) -> AuthzDerivation {
        guard levels < Self.maximumLevels else {
            var start = walk
            let isGranted = solver.judge(number, pair, .lower, &start) & 1 == 1
            let isPossible = solver.judge(number, pair, .upper, &walk) & 1 == 1
            return AuthzDerivation(.omitted, isGranted ? .granted : isPossible ? .undetermined : .denied)
        }
        levels += 1
        defer { levels -= 1 }
        let expression = graph.rules.expressions[Int(number)]
        switch expression.kind {
        case .stored: return stored(pair, graph.leaf(&walk))
        case .targetSet: return graph.leaf(&walk).first.map { derivation(of: $0.pair) } ?? Self.nothing
        case .left: return branches(graph.leaf(&walk))
        case .right:
            let pair = graph.pairs[Int(pair)]
            let edge = store.node(pair.object, expression.relation)
            let reached = graph.leaf(&walk)
            // What is stored may lead to no such name, and sets are passed over.
            let isStored = store.firstPlain(of: edge) != FactStore.none || store.sets(of: edge).contains { _ in true }
            guard reached.isEmpty, !isStored else { return branches(reached) }
            let step = AuthzDerivation.Step.noEdge(
                relationDefinition: store.name(of: expression.relation),
                resource: store.id(pair.object),
                namespace: store.namespace(of: expression.relation)
            )
            return AuthzDerivation(step, .denied)
        case .conditional:
            let children = graph.rules.children(of: expression).map { explain($0, pair, &walk) }
            return condition(expression.relation, over: children.first ?? Self.nothing)
        case .union: return union(expression, pair, &walk)
        case .intersect, .sub: break
        }
        var outcome = AuthzDerivation.Outcome.granted
        var children: [AuthzDerivation] = []
        for (position, child) in graph.rules.children(of: expression).enumerated() {
            let derivation = explain(child, pair, &walk)
            let isSubtracted = expression.kind == .sub && position > 0
            outcome = min(outcome, isSubtracted ? derivation.outcome.negated : derivation.outcome)
            children.append(derivation)
        }
        return AuthzDerivation(expression.kind == .sub ? .sub : .intersect, outcome, children)
    }

    private static let nothing = AuthzDerivation(.nothingStored, .denied)

    private func outcome(of pair: Int32) -> AuthzDerivation.Outcome {
        solver.isGranted(pair) ? .granted : solver.isPossible(pair) ? .undetermined : .denied
    }

    /// One branch that grants, or all that do not.
    private mutating func union(
        _ expression: Rules.Expression,
        _ pair: Int32,
        _ walk: inout PairGraph.Walk
    ) -> AuthzDerivation {
        var granting: (need: Int32, child: Int32, walk: PairGraph.Walk)?
        let start = walk
        for child in graph.rules.children(of: expression) {
            let before = walk
            let need = need(child, pair, &walk)
            if need < granting?.need ?? Int32.max { granting = (need, child, before) }
        }
        if var granting {
            return AuthzDerivation(.union, .granted, [explain(granting.child, pair, &granting.walk)])
        }
        walk = start
        let children = graph.rules.children(of: expression).map { explain($0, pair, &walk) }
        return AuthzDerivation(.union, children.map(\.outcome).max() ?? .denied, children)
    }

    /// The latest rank of the pairs that a granted expression needs; the greatest number when it is not granted. A
    /// proof that follows the least of several never comes back to where it was.
    private func need(_ number: Int32, _ pair: Int32, _ walk: inout PairGraph.Walk) -> Int32 {
        let expression = graph.rules.expressions[Int(number)]
        func least(_ dependencies: ArraySlice<PairGraph.Dependency>) -> Int32 {
            dependencies.lazy.filter { solver.isGranted($0.pair) }.map { solver.ranks[Int($0.pair)] }.min() ?? .max
        }
        switch expression.kind {
        case .stored:
            let sets = least(graph.leaf(&walk))
            return solver.naming.facts[pair] != nil ? 0 : sets
        case .targetSet, .right, .left: return least(graph.leaf(&walk))
        case .union, .intersect, .sub, .conditional: break
        }
        if expression.kind == .sub {
            var copy = walk
            let isGranted = solver.judge(number, pair, .lower, &copy) & 1 == 1
            let first = graph.rules.children(of: expression).first.map { need($0, pair, &walk) } ?? .max
            walk = copy
            return isGranted ? first : .max
        }
        let needs = graph.rules.children(of: expression).map { need($0, pair, &walk) }
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
        let step = AuthzDerivation.Step.condition(graph.rules.requirements[Int(requirement)], outcome)
        return AuthzDerivation(step, min(outcome, child.outcome), [child])
    }

    /// What is stored under a pair.
    private mutating func stored(_ pair: Int32, _ sets: ArraySlice<PairGraph.Dependency>) -> AuthzDerivation {
        guard let naming = solver.naming.facts[pair]?.first else { return branches(sets) }
        return AuthzDerivation(.stored(relation(naming)), .granted)
    }

    private func relation(_ fact: Int32) -> AuthzRelation { store.relation(of: store.facts[Int(fact)]) }

    /// Of several pairs that stored relations lead to, the first that was granted; otherwise all.
    private mutating func branches(_ dependencies: ArraySlice<PairGraph.Dependency>) -> AuthzDerivation {
        let granted = dependencies.filter { solver.isGranted($0.pair) }
            .min { solver.ranks[Int($0.pair)] < solver.ranks[Int($1.pair)] }
        if let granted {
            return AuthzDerivation(.stored(relation(granted.fact)), .granted, [derivation(of: granted.pair)])
        }
        var children = dependencies.prefix(Self.maximumBranches).map { next in
            AuthzDerivation(.stored(relation(next.fact)), outcome(of: next.pair), [derivation(of: next.pair)])
        }
        if dependencies.count > children.count {
            let rest = dependencies.dropFirst(children.count).contains { solver.isUndetermined($0.pair) }
            children.append(AuthzDerivation(.omitted, rest ? .undetermined : .denied))
        }
        switch children.count {
        case 0: return Self.nothing
        case 1: return children[0]
        default: return AuthzDerivation(.union, children.map(\.outcome).max() ?? .denied, children)
        }
    }
}
