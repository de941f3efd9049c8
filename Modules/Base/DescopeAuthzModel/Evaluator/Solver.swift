import DescopeCore

/// What a solver computes for each pair of object and relation: whether one target holds it, or all that do.
protocol SolverDomain {
    associatedtype Value: Equatable

    var nothing: Value { get }
    /// What the facts of a node say themselves; sets on right sides not counted.
    func stored(_ node: Int32, in store: FactStore) -> Value
    func formUnion(_ value: inout Value, _ other: Value)
    func formIntersection(_ value: inout Value, _ other: Value)
    func subtract(_ value: inout Value, _ other: Value)
}

/// Whether one target holds it.
struct TargetDomain: SolverDomain {
    let target: Int32
    let users: (any AuthzUserDirectory)?

    var nothing: Bool { false }

    func stored(_ node: Int32, in store: FactStore) -> Bool {
        if store.isStored(node, target) { return true }
        guard let users else { return false }
        var matches = false
        store.forEach(from: store.nodes[Int(node)].firstQuery) { fact in
            matches = matches || users.isUser(store.id(target), matching: store.queries[Int(fact.right)])
        }
        return matches
    }

    func formUnion(_ value: inout Bool, _ other: Bool) { value = value || other }
    func formIntersection(_ value: inout Bool, _ other: Bool) { value = value && other }
    func subtract(_ value: inout Bool, _ other: Bool) { value = value && !other }
}

/// Everyone who holds it: the numbers of objects, and those of users that only queries name after them.
struct HoldersDomain: SolverDomain {
    /// The users that match each query of the store, by the query's number.
    let matching: [Int32: Set<Int32>]

    var nothing: Set<Int32> { [] }

    func stored(_ node: Int32, in store: FactStore) -> Set<Int32> {
        let record = store.nodes[Int(node)]
        var holders = Set<Int32>(minimumCapacity: Int(record.plainCount))
        store.forEach(from: record.firstPlain) { holders.insert($0.right) }
        store.forEach(from: record.firstQuery) { holders.formUnion(matching[$0.right] ?? []) }
        return holders
    }

    func formUnion(_ value: inout Set<Int32>, _ other: Set<Int32>) {
        if value.isEmpty { value = other } else { value.formUnion(other) }
    }
    func formIntersection(_ value: inout Set<Int32>, _ other: Set<Int32>) { value.formIntersection(other) }
    func subtract(_ value: inout Set<Int32>, _ other: Set<Int32>) { value.subtract(other) }
}

/// Computes values of pairs of object and relation, each pair once.
///
/// It collects the pairs on which those in question depend, finds the loops among them (Tarjan's strongly connected
/// components) and computes component by component, so that whatever a component depends on is known before. Inside a
/// loop the least fixed point is meant. Nothing recurses with the depth of the facts, and each step counts against a
/// limit.
///
/// Each value has two bounds: who certainly holds the relation, and who may hold it. They differ where a condition
/// cannot be judged, and where a loop leads through a subtracted rule: then the bounds are those of the well-founded
/// model, found by computing each bound from the other until neither changes. Only the lower bound grants.
struct Solver<Domain: SolverDomain> {
    let index: AuthzIndex
    let domain: Domain
    /// The verdict of each requirement of the rules.
    let verdicts: [ConditionVerdict]
    private var stepsLeft: Int
    private let maximumSteps: Int

    private(set) var pairs: [Pair] = []
    /// Pairs that depend on one another, each group after those on which it depends.
    private(set) var components: [[Int32]] = []
    private var numbers: [UInt64: Int32] = [:]
    /// The pairs on which each pair depends, in the order in which its rule is walked.
    private(set) var dependencies: [Int32] = []
    /// How many dependencies each leaf of a rule has.
    private(set) var leafCounts: [Int32] = []

    private(set) var lower: [Domain.Value] = []
    private(set) var upper: [Domain.Value] = []
    /// When the lower bound of a pair was last raised: a proof never needs a pair with a later one.
    private(set) var ranks: [Int32] = []
    private var rank: Int32 = 0

    struct Pair {
        let object: Int32
        let relation: Int32
        /// Where its dependencies and the counts of its leaves begin, and how many dependencies it has.
        var firstDependency: Int32 = 0
        var firstLeaf: Int32 = 0
        var dependencyCount: Int32 = 0
        var component: Int32 = -1
    }

    init(_ index: AuthzIndex, _ domain: Domain, verdicts: [ConditionVerdict], maximumSteps: Int) {
        (self.index, self.domain, self.verdicts) = (index, domain, verdicts)
        (stepsLeft, self.maximumSteps) = (maximumSteps, maximumSteps)
    }

    var store: FactStore { index.store }
    var rules: Rules { index.rules }

    /// Computes the values of pairs.
    ///
    /// - Returns: Their numbers in ``lower`` and ``upper``.
    mutating func solve(_ roots: [(object: Int32, relation: Int32)]) throws(DescopeError) -> [Int32] {
        let numbers = roots.map { number($0.object, $0.relation) }
        var next = 0
        while next < pairs.count {
            try expand(next)
            next += 1
        }
        lower = Array(repeating: domain.nothing, count: pairs.count)
        upper = lower
        ranks = Array(repeating: 0, count: pairs.count)
        components = try findComponents()
        for component in components { try settle(component) }
        return numbers
    }

    mutating func spend(_ steps: Int) throws(DescopeError) {
        stepsLeft -= steps
        guard stepsLeft >= 0 else { throw .tooManySteps(maximumSteps) }
    }

    private mutating func number(_ object: Int32, _ relation: Int32) -> Int32 {
        let key = UInt64(UInt32(bitPattern: object)) << 32 | UInt64(UInt32(bitPattern: relation))
        let next = Int32(pairs.count)
        let number = numbers[key, default: next]
        if number == next {
            numbers[key] = next
            pairs.append(Pair(object: object, relation: relation))
        }
        return number
    }

    // MARK: - What a pair depends on

    private mutating func expand(_ index: Int) throws(DescopeError) {
        let pair = pairs[index]
        pairs[index].firstDependency = Int32(dependencies.count)
        pairs[index].firstLeaf = Int32(leafCounts.count)
        let first = dependencies.count
        if let definition = rules.definition(pair.relation) {
            if let rule = definition.rule { collect(rule, pair) } else { collectSets(pair) }
        }
        pairs[index].dependencyCount = Int32(dependencies.count - first)
        try spend(1 + dependencies.count - first)
    }

    /// Rules are as deep as the compiler allows, so this recursion is bounded; see `judge`, which walks the same way.
    private mutating func collect(_ expression: Int32, _ pair: Pair) {
        let expression = rules.expressions[Int(expression)]
        switch expression.kind {
        case .stored: collectSets(pair)
        case .targetSet: dependencies.append(number(pair.object, expression.relation))
        case .right:
            let first = dependencies.count
            var fact = store.firstPlain(of: store.node(pair.object, expression.relation))
            while fact != FactStore.none {
                let record = store.facts[Int(fact)]
                fact = record.next
                guard record.counts else { continue }
                for test in rules.tests(of: expression) where test.applies(to: record) {
                    dependencies.append(number(record.right, test.relation))
                }
            }
            leafCounts.append(Int32(dependencies.count - first))
        case .left:
            let first = dependencies.count
            var objects: [Int32] = []
            store.forEach(to: pair.object) { fact in
                let left = store.nodes[Int(fact.node)]
                if left.relation == expression.relation { objects.append(left.object) }
            }
            for object in objects {
                for test in rules.tests(of: expression) { dependencies.append(number(object, test.relation)) }
            }
            leafCounts.append(Int32(dependencies.count - first))
        case .union, .intersect, .sub, .conditional:
            for child in rules.children(of: expression) { collect(child, pair) }
        }
    }

    private mutating func collectSets(_ pair: Pair) {
        let first = dependencies.count
        let node = store.node(pair.object, pair.relation)
        var fact = node == FactStore.none ? FactStore.none : store.nodes[Int(node)].firstSet
        while fact != FactStore.none {
            let record = store.facts[Int(fact)]
            fact = record.next
            guard record.counts else { continue }
            let set = store.nodes[Int(record.right)]
            dependencies.append(number(set.object, set.relation))
        }
        leafCounts.append(Int32(dependencies.count - first))
    }

    func dependencies(of pair: Int) -> ArraySlice<Int32> {
        let first = Int(pairs[pair].firstDependency)
        return dependencies[first..<(first + Int(pairs[pair].dependencyCount))]
    }

    // MARK: - Loops

    /// The strongly connected components, each after those on which it depends.
    private mutating func findComponents() throws(DescopeError) -> [[Int32]] {
        var found: [[Int32]] = []
        var order = Array(repeating: Int32(-1), count: pairs.count)
        var low = order
        var counter: Int32 = 0
        var waiting: [Int32] = []
        var path: [(pair: Int32, next: Int32)] = []
        for root in pairs.indices where order[root] < 0 {
            path.append((Int32(root), 0))
            while let top = path.last {
                let pair = Int(top.pair)
                if top.next == 0 {
                    (order[pair], low[pair]) = (counter, counter)
                    counter += 1
                    waiting.append(top.pair)
                }
                if top.next < pairs[pair].dependencyCount {
                    path[path.count - 1].next += 1
                    let other = Int(dependencies[Int(pairs[pair].firstDependency + top.next)])
                    if order[other] < 0 {
                        path.append((Int32(other), 0))
                    } else if pairs[other].component < 0 {
                        low[pair] = min(low[pair], order[other])
                    }
                    continue
                }
                path.removeLast()
                if let parent = path.last { low[Int(parent.pair)] = min(low[Int(parent.pair)], low[pair]) }
                guard low[pair] == order[pair] else { continue }
                var component: [Int32] = []
                repeat {
                    guard let member = waiting.popLast() else { break }
                    pairs[Int(member)].component = Int32(found.count)
                    component.append(member)
                } while component.last != top.pair
                found.append(component)
            }
        }
        try spend(pairs.count)
        return found
    }

    // MARK: - Values

    private mutating func settle(_ component: [Int32]) throws(DescopeError) {
        if let only = component.first, component.count == 1, !dependencies(of: Int(only)).contains(only) {
            upper[Int(only)] = value(of: only, .upper)
            setLower(only, value(of: only, .lower))
            return try spend(1 + Int(pairs[Int(only)].dependencyCount))
        }
        let users = usersInside(component)
        let subtracts = component.contains { rules.definition(pairs[Int($0)].relation)?.subtracts ?? false }
        while true {
            let before = component.map { lower[Int($0)] }
            try raise(.upper, component, users)
            try raise(.lower, component, users)
            // Without a subtraction the bounds do not depend on each other.
            guard subtracts, component.map({ lower[Int($0)] }) != before else { return }
        }
    }

    /// The least fixed point of one bound, with the other as it is.
    private mutating func raise(_ bound: Bound, _ component: [Int32], _ users: [Int32: [Int32]]) throws(DescopeError) {
        for pair in component {
            if bound == .lower { lower[Int(pair)] = domain.nothing } else { upper[Int(pair)] = domain.nothing }
        }
        var queue = component
        var isQueued = Set(component)
        var next = 0
        while next < queue.count {
            let pair = queue[next]
            next += 1
            isQueued.remove(pair)
            try spend(1 + Int(pairs[Int(pair)].dependencyCount))
            let new = value(of: pair, bound)
            guard new != (bound == .lower ? lower[Int(pair)] : upper[Int(pair)]) else { continue }
            if bound == .lower { setLower(pair, new) } else { upper[Int(pair)] = new }
            for user in users[pair] ?? [] where isQueued.insert(user).inserted { queue.append(user) }
        }
    }

    private mutating func setLower(_ pair: Int32, _ value: Domain.Value) {
        rank += 1
        ranks[Int(pair)] = rank
        lower[Int(pair)] = value
    }

    /// The pairs of a component that depend on each other one.
    func usersInside(_ component: [Int32]) -> [Int32: [Int32]] {
        let number = component.first.map { pairs[Int($0)].component }
        var users: [Int32: [Int32]] = [:]
        for pair in component {
            for other in dependencies(of: Int(pair)) where pairs[Int(other)].component == number {
                users[other, default: []].append(pair)
            }
        }
        return users
    }

    /// Who certainly holds a relation, or who may.
    enum Bound {
        case lower, upper

        var other: Bound { self == .lower ? .upper : .lower }
    }

    private func value(of pair: Int32, _ bound: Bound) -> Domain.Value {
        let record = pairs[Int(pair)]
        guard let definition = rules.definition(record.relation) else { return domain.nothing }
        var walk = Walk(record)
        guard let rule = definition.rule else { return stored(record, bound, &walk) }
        return judge(rule, record, bound, &walk)
    }

    /// Where a walk over the leaves of a rule stands.
    struct Walk {
        var dependency: Int
        var leaf: Int

        init(_ pair: Pair) { (dependency, leaf) = (Int(pair.firstDependency), Int(pair.firstLeaf)) }
    }

    /// The pairs of the next leaf that has a count.
    func leaf(_ walk: inout Walk) -> ArraySlice<Int32> {
        let first = walk.dependency
        walk.dependency += Int(leafCounts[walk.leaf])
        walk.leaf += 1
        return dependencies[first..<walk.dependency]
    }

    func judge(_ expression: Int32, _ pair: Pair, _ bound: Bound, _ walk: inout Walk) -> Domain.Value {
        let expression = rules.expressions[Int(expression)]
        switch expression.kind {
        case .stored: return stored(pair, bound, &walk)
        case .targetSet:
            walk.dependency += 1
            return bounds(bound, dependencies[walk.dependency - 1])
        case .right, .left:
            var value = domain.nothing
            addDependencies(&value, bound, &walk)
            return value
        case .union, .intersect, .sub, .conditional: break
        }
        let children = rules.children(of: expression)
        guard let first = children.first else { return domain.nothing }
        var value = judge(first, pair, bound, &walk)
        if expression.kind == .conditional { return apply(expression.relation, bound, value) }
        for child in children.dropFirst() {
            switch expression.kind {
            case .union: domain.formUnion(&value, judge(child, pair, bound, &walk))
            case .intersect: domain.formIntersection(&value, judge(child, pair, bound, &walk))
            default: domain.subtract(&value, judge(child, pair, bound.other, &walk))
            }
        }
        return value
    }

    private func stored(_ pair: Pair, _ bound: Bound, _ walk: inout Walk) -> Domain.Value {
        let node = store.node(pair.object, pair.relation)
        var value = node == FactStore.none ? domain.nothing : domain.stored(node, in: store)
        addDependencies(&value, bound, &walk)
        return value
    }

    private func addDependencies(_ value: inout Domain.Value, _ bound: Bound, _ walk: inout Walk) {
        for dependency in leaf(&walk) { domain.formUnion(&value, bounds(bound, dependency)) }
    }

    private func bounds(_ bound: Bound, _ pair: Int32) -> Domain.Value {
        bound == .lower ? lower[Int(pair)] : upper[Int(pair)]
    }

    private func apply(_ requirement: Int32, _ bound: Bound, _ value: Domain.Value) -> Domain.Value {
        switch verdicts[Int(requirement)] {
        case .met: return value
        case .notMet: return domain.nothing
        case .missing, .failed: return bound == .upper ? value : domain.nothing
        }
    }
}
