/// The stored relations, as numbers, indexed from both sides.
///
/// An object is the number of an id. A node is a pair of an object and a relation that something is stored under, or
/// that a set on a right side names. A fact leads from a node to an object, to a node (a target set) or to a query. The
/// facts of a node, and those that lead to an object or a node, are doubly linked lists in flat arrays: a million facts
/// take no allocation of their own, and each is removed in constant time.
struct FactStore: Sendable {
    private(set) var ids = Interner()
    /// The relations, as numbers of ``relations``; those that no schema has too.
    private(set) var names = Interner()
    /// Namespace and name of each relation.
    private(set) var relations: [(namespace: Int32, name: Int32)] = []
    private var relationNumbers = NumberTable()

    /// The first node of each object.
    private var firstNode: [Int32] = []
    /// The first fact whose right side is the object.
    private var firstToObject: [Int32] = []

    private(set) var nodes: [Node] = []
    private(set) var facts: [Fact] = []
    private var freeFacts: [Int32] = []
    private(set) var queries: [AuthzUserQuery] = []
    /// The first fact whose right side is the query.
    private var firstToQuery: [Int32] = []
    private var queryNumbers: [AuthzUserQuery: Int32] = [:]
    /// The fact of a node and its right side.
    private var exact = NumberTable()

    static let none: Int32 = -1

    struct Node: Sendable {
        let object: Int32
        let relation: Int32
        /// The next node of the object.
        var next: Int32
        /// The first facts with an object, a set and a query on their right side.
        var firstPlain = none
        var firstSet = none
        var firstQuery = none
        /// The first fact whose right side is this node.
        var firstToNode = none
        var plainCount: Int32 = 0
        /// The right side of the first fact that leads to an object: most nodes have only one.
        var firstRight = none
        var firstCounts = false

        mutating func setFirstPlain(_ number: Int32, _ fact: Fact?) {
            firstPlain = number
            firstRight = fact?.right ?? FactStore.none
            firstCounts = fact?.counts ?? false
        }
    }

    struct Fact: Sendable {
        var node: Int32
        var right: Int32
        var kind: Kind
        /// Whether the schema allows it.
        var counts: Bool
        /// The namespace of the object on the right side, where it is known.
        var rightNamespace: Int32
        var next = none
        var previous = none
        /// In the list of those that lead to the same right side.
        var nextToRight = none
        var previousToRight = none
    }

    enum Kind: UInt8, Sendable { case removed, plain, set, query }

    var count: Int { facts.count - freeFacts.count }

    // MARK: - Numbers

    /// The number of a relation of a namespace, a new one when it has none.
    mutating func intern(relation name: String, of namespace: String) -> Int32 {
        let (space, name) = (names.intern(namespace), names.intern(name))
        if let known = relationNumbers[pair(space, name)] { return known }
        let number = Int32(relations.count)
        relationNumbers[pair(space, name)] = number
        relations.append((space, name))
        return number
    }

    func relation(_ name: String, of namespace: String) -> Int32? {
        guard let space = names.number(of: namespace), let name = names.number(of: name) else { return nil }
        return relationNumbers[pair(space, name)]
    }

    func namespace(of relation: Int32) -> String { names.texts[Int(relations[Int(relation)].namespace)] }
    func name(of relation: Int32) -> String { names.texts[Int(relations[Int(relation)].name)] }
    func id(_ object: Int32) -> String { ids.texts[Int(object)] }

    mutating func intern(name: String) -> Int32 { names.intern(name) }

    mutating func intern(object id: String) -> Int32 {
        let object = ids.intern(id)
        if object == firstNode.count {
            firstNode.append(Self.none)
            firstToObject.append(Self.none)
        }
        return object
    }

    /// The node of an object and a relation; ``none`` when it has none.
    @inline(__always)
    func node(_ object: Int32, _ relation: Int32) -> Int32 {
        var node = firstNode[Int(object)]
        while node != Self.none, nodes[Int(node)].relation != relation { node = nodes[Int(node)].next }
        return node
    }

    private mutating func internNode(_ object: Int32, _ relation: Int32) -> Int32 {
        let found = node(object, relation)
        guard found == Self.none else { return found }
        let new = Int32(nodes.count)
        nodes.append(Node(object: object, relation: relation, next: firstNode[Int(object)]))
        firstNode[Int(object)] = new
        return new
    }

    // MARK: - Changes

    /// Adds a relation; its fact, and whether it is new.
    mutating func insert(_ relation: AuthzRelation) -> (fact: Int32, isNew: Bool) {
        let node = internNode(
            intern(object: relation.resource),
            intern(relation: relation.relationDefinition, of: relation.namespace)
        )
        let (kind, right, namespace) = internRight(relation.target)
        if let known = exact[key(node, kind, right)] { return (known, false) }
        let fact = Fact(node: node, right: right, kind: kind, counts: true, rightNamespace: namespace)
        let number: Int32
        if let free = freeFacts.popLast() {
            number = free
            facts[Int(free)] = fact
        } else {
            number = Int32(facts.count)
            facts.append(fact)
        }
        exact[key(node, kind, right)] = number
        link(number)
        return (number, true)
    }

    /// Removes a relation; false when it was not there.
    mutating func remove(_ relation: AuthzRelation) -> Bool {
        guard let fact = fact(of: relation) else { return false }
        remove(fact)
        return true
    }

    mutating func remove(_ number: Int32) {
        let fact = facts[Int(number)]
        exact[key(fact.node, fact.kind, fact.right)] = nil
        unlink(number)
        facts[Int(number)].kind = .removed
        freeFacts.append(number)
    }

    /// Says of what type the object on the right side of a fact is.
    mutating func setNamespace(of fact: Int32, _ namespace: String?) {
        facts[Int(fact)].rightNamespace = namespace.map { names.intern($0) } ?? Self.none
    }

    mutating func setCounts(_ counts: Bool, of fact: Int32) {
        facts[Int(fact)].counts = counts
        let node = Int(facts[Int(fact)].node)
        if nodes[node].firstPlain == fact { nodes[node].firstCounts = counts }
    }

    /// The fact of a relation; nil when it is not stored.
    func fact(of relation: AuthzRelation) -> Int32? {
        guard let object = ids.number(of: relation.resource),
            let definition = self.relation(relation.relationDefinition, of: relation.namespace)
        else { return nil }
        let left = node(object, definition)
        guard left != Self.none else { return nil }
        switch relation.target {
        case .id(let id, _):
            guard let target = ids.number(of: id) else { return nil }
            return exact[key(left, .plain, target)]
        case .set(let resource, let name, let namespace):
            guard let target = ids.number(of: resource), let definition = self.relation(name, of: namespace) else {
                return nil
            }
            let right = node(target, definition)
            return right == Self.none ? nil : exact[key(left, .set, right)]
        case .query(let query):
            return queryNumbers[query].flatMap { exact[key(left, .query, $0)] }
        }
    }

    private mutating func internRight(_ target: AuthzTarget) -> (Kind, right: Int32, namespace: Int32) {
        switch target {
        case .id(let id, let namespace):
            return (.plain, intern(object: id), namespace.map { names.intern($0) } ?? Self.none)
        case .set(let resource, let name, let namespace):
            return (.set, internNode(intern(object: resource), intern(relation: name, of: namespace)), Self.none)
        case .query(let query):
            let next = Int32(queries.count)
            let number = queryNumbers[query, default: next]
            if number == next {
                queryNumbers[query] = next
                queries.append(query)
                firstToQuery.append(Self.none)
            }
            return (.query, number, Self.none)
        }
    }

    private mutating func link(_ number: Int32) {
        let fact = facts[Int(number)]
        let (node, right) = (Int(fact.node), Int(fact.right))
        switch fact.kind {
        case .plain:
            linkForward(number, before: nodes[node].firstPlain)
            nodes[node].setFirstPlain(number, fact)
            nodes[node].plainCount += 1
            linkBackward(number, before: firstToObject[right])
            firstToObject[right] = number
        case .set:
            linkForward(number, before: nodes[node].firstSet)
            nodes[node].firstSet = number
            linkBackward(number, before: nodes[right].firstToNode)
            nodes[right].firstToNode = number
        case .query:
            linkForward(number, before: nodes[node].firstQuery)
            nodes[node].firstQuery = number
            linkBackward(number, before: firstToQuery[right])
            firstToQuery[right] = number
        case .removed: break
        }
    }

    private mutating func linkForward(_ number: Int32, before first: Int32) {
        facts[Int(number)].next = first
        if first != Self.none { facts[Int(first)].previous = number }
    }

    private mutating func linkBackward(_ number: Int32, before first: Int32) {
        facts[Int(number)].nextToRight = first
        if first != Self.none { facts[Int(first)].previousToRight = number }
    }

    private mutating func unlink(_ number: Int32) {
        let fact = facts[Int(number)]
        let (node, right) = (Int(fact.node), Int(fact.right))
        if fact.next != Self.none { facts[Int(fact.next)].previous = fact.previous }
        if fact.nextToRight != Self.none { facts[Int(fact.nextToRight)].previousToRight = fact.previousToRight }
        if fact.previous != Self.none { facts[Int(fact.previous)].next = fact.next }
        if fact.previousToRight != Self.none { facts[Int(fact.previousToRight)].nextToRight = fact.nextToRight }
        if nodes[node].firstPlain == number {
            nodes[node].setFirstPlain(fact.next, fact.next == Self.none ? nil : facts[Int(fact.next)])
        }
        if nodes[node].firstSet == number { nodes[node].firstSet = fact.next }
        if nodes[node].firstQuery == number { nodes[node].firstQuery = fact.next }
        if fact.kind == .query, firstToQuery[right] == number { firstToQuery[right] = fact.nextToRight }
        if fact.kind == .plain {
            nodes[node].plainCount -= 1
            if firstToObject[right] == number { firstToObject[right] = fact.nextToRight }
        }
        if fact.kind == .set, nodes[right].firstToNode == number { nodes[right].firstToNode = fact.nextToRight }
    }

    // MARK: - Reading

    /// Whether a counted fact leads from the node to the object itself.
    @inline(__always)
    func isStored(_ node: Int32, _ target: Int32) -> Bool {
        let record = nodes[Int(node)]
        if record.firstRight == target { return record.firstCounts }
        guard record.plainCount > 1, let fact = exact[key(node, .plain, target)] else { return false }
        return facts[Int(fact)].counts
    }

    /// The first fact of a node that leads to an object; ``none`` when there is none, or no node.
    @inline(__always)
    func firstPlain(of node: Int32) -> Int32 { node == Self.none ? Self.none : nodes[Int(node)].firstPlain }

    /// Visits the counted facts of a list.
    @inline(__always)
    func forEach(from first: Int32, _ visit: (Fact) -> Void) {
        var number = first
        while number != Self.none {
            let fact = facts[Int(number)]
            if fact.counts { visit(fact) }
            number = fact.next
        }
    }

    /// Visits the counted facts that lead to an object.
    func forEach(to object: Int32, _ visit: (Fact) -> Void) { forEachToRight(from: firstToObject[Int(object)], visit) }

    /// Visits the counted facts that lead to a node.
    func forEach(toNode node: Int32, _ visit: (Fact) -> Void) {
        forEachToRight(from: nodes[Int(node)].firstToNode, visit)
    }

    /// Whether a fact leads to a query.
    func isUsed(query: Int) -> Bool { firstToQuery[query] != Self.none }

    /// Visits the counted facts that lead to a query.
    func forEach(toQuery query: Int, _ visit: (Fact) -> Void) { forEachToRight(from: firstToQuery[query], visit) }

    private func forEachToRight(from first: Int32, _ visit: (Fact) -> Void) {
        var number = first
        while number != Self.none {
            let fact = facts[Int(number)]
            if fact.counts { visit(fact) }
            number = fact.nextToRight
        }
    }

    /// The relation of a fact, as it was stored.
    func relation(of fact: Fact) -> AuthzRelation {
        let left = nodes[Int(fact.node)]
        let target: AuthzTarget
        switch fact.kind {
        case .set:
            let right = nodes[Int(fact.right)]
            target = .set(
                resource: id(right.object),
                relationDefinition: name(of: right.relation),
                namespace: namespace(of: right.relation)
            )
        case .query: target = .query(queries[Int(fact.right)])
        case .plain, .removed:
            let namespace = fact.rightNamespace == Self.none ? nil : names.texts[Int(fact.rightNamespace)]
            target = .id(id(fact.right), namespace: namespace)
        }
        return AuthzRelation(
            resource: id(left.object),
            relationDefinition: name(of: left.relation),
            namespace: namespace(of: left.relation),
            target: target
        )
    }

    /// The facts, counted or not, whose left side is the object.
    func facts(onLeft object: Int32) -> [Int32] {
        var found: [Int32] = []
        var node = firstNode[Int(object)]
        while node != Self.none {
            let record = nodes[Int(node)]
            for first in [record.firstPlain, record.firstSet, record.firstQuery] {
                var fact = first
                while fact != Self.none {
                    found.append(fact)
                    fact = facts[Int(fact)].next
                }
            }
            node = record.next
        }
        return found
    }

    /// The facts, counted or not, whose right side is the object; with sets also those whose right side is a set of it.
    func facts(onRight object: Int32, withSets: Bool) -> [Int32] {
        var found: [Int32] = []
        func collect(_ first: Int32) {
            var fact = first
            while fact != Self.none {
                found.append(fact)
                fact = facts[Int(fact)].nextToRight
            }
        }
        collect(firstToObject[Int(object)])
        guard withSets else { return found }
        var node = firstNode[Int(object)]
        while node != Self.none {
            collect(nodes[Int(node)].firstToNode)
            node = nodes[Int(node)].next
        }
        return found
    }

    @inline(__always)
    private func key(_ node: Int32, _ kind: Kind, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: node)) << 32 | UInt64(UInt32(bitPattern: right)) << 2 & 0xFFFF_FFFF
            | UInt64(kind.rawValue)
    }

    private func pair(_ a: Int32, _ b: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: a)) << 32 | UInt64(UInt32(bitPattern: b))
    }
}
