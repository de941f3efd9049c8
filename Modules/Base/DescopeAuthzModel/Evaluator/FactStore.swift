import DescopeCore

/// The stored relations, as numbers, indexed from both sides.
///
/// An object is the number of an id. A node is a pair of an object and a relation that something is stored under, or
/// that a set on a right side names. A fact leads from a node to an object, to a node (a target set) or to a query. The
/// facts of a node, and those that lead to an object or a node, are doubly linked lists in flat arrays: a million facts
/// take no allocation of their own, and each is removed in constant time.
///
/// Facts that differ only in the type of the object on their right side are different facts. There are as few of them
/// as the object has types, and one leads to the next.
struct FactStore: Sendable {
    private(set) var ids = Interner()
    /// The relations, as numbers of ``relations``; those that no schema has too.
    private(set) var names = Interner()
    /// Namespace and name of each relation.
    private(set) var relations: [(namespace: Int32, name: Int32)] = []
    private var relationNumbers = NumberTable()

    /// The first node of each object.
    private var firstNode: [Int32] = []
    /// The nodes of objects that have more than ``walkedNodes``, except for that many of each.
    private var furtherNodes = NumberTable()
    /// The first fact whose right side is the object.
    private var firstToObject: [Int32] = []

    private(set) var nodes: [Node] = []
    private(set) var facts: [Fact] = []
    private var freeFacts: [Int32] = []
    private(set) var queries: [AuthzUserQuery] = []
    /// The first fact whose right side is the query.
    private var firstToQuery: [Int32] = []
    /// By the bytes of their JSON form.
    private var queryNumbers: [ByteKey: Int32] = [:]
    /// The fact of a node and its right side; the first of those that differ in its type.
    private var exact = NumberTable()

    static let none: Int32 = -1
    /// So many nodes of an object are looked at one after the other. Most objects have fewer.
    private static let walkedNodes = 8

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
        /// The next one that differs only in the namespace.
        var nextNamespace = none

        /// Whether the object on the right side is of a namespace, as far as that is known.
        func mayLead(to namespace: Int32) -> Bool {
            rightNamespace == FactStore.none || rightNamespace == namespace
        }
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
        var count = 0
        while node != Self.none, nodes[Int(node)].relation != relation {
            count += 1
            guard count < Self.walkedNodes else { return furtherNodes[pair(object, relation)] ?? Self.none }
            node = nodes[Int(node)].next
        }
        return node
    }

    private mutating func internNode(_ object: Int32, _ relation: Int32) -> Int32 {
        let found = node(object, relation)
        guard found == Self.none else { return found }
        let new = Int32(nodes.count)
        var (last, count) = (firstNode[Int(object)], 1)
        while last != Self.none, count < Self.walkedNodes, nodes[Int(last)].next != Self.none {
            last = nodes[Int(last)].next
            count += 1
        }
        guard last != Self.none else {
            nodes.append(Node(object: object, relation: relation, next: Self.none))
            firstNode[Int(object)] = new
            return new
        }
        if count == Self.walkedNodes { furtherNodes[pair(object, relation)] = new }
        nodes.append(Node(object: object, relation: relation, next: nodes[Int(last)].next))
        nodes[Int(last)].next = new
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
        let first = exact[key(node, kind, right)] ?? Self.none
        var known = first
        while known != Self.none {
            if facts[Int(known)].rightNamespace == namespace { return (known, false) }
            known = facts[Int(known)].nextNamespace
        }
        var fact = Fact(node: node, right: right, kind: kind, counts: true, rightNamespace: namespace)
        fact.nextNamespace = first
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

    mutating func remove(_ number: Int32) {
        let fact = facts[Int(number)]
        let key = key(fact.node, fact.kind, fact.right)
        if exact[key] == number {
            exact[key] = fact.nextNamespace == Self.none ? nil : fact.nextNamespace
        } else {
            var before = exact[key] ?? Self.none
            while before != Self.none, facts[Int(before)].nextNamespace != number {
                before = facts[Int(before)].nextNamespace
            }
            if before != Self.none { facts[Int(before)].nextNamespace = fact.nextNamespace }
        }
        unlink(number)
        facts[Int(number)].kind = .removed
        freeFacts.append(number)
    }

    mutating func setCounts(_ counts: Bool, of fact: Int32) {
        facts[Int(fact)].counts = counts
        let node = Int(facts[Int(fact)].node)
        if nodes[node].firstPlain == fact { nodes[node].firstCounts = counts }
    }

    /// The facts of a relation. One that does not say the type of its target stands for any type.
    func facts(of relation: AuthzRelation) -> [Int32] {
        guard let object = ids.number(of: relation.resource),
            let definition = self.relation(relation.relationDefinition, of: relation.namespace)
        else { return [] }
        let left = node(object, definition)
        guard left != Self.none else { return [] }
        switch relation.target {
        case .id(let id, let namespace):
            guard let target = ids.number(of: id) else { return [] }
            let all = all(exact[key(left, .plain, target)])
            guard let namespace else { return all }
            let type = names.number(of: namespace)
            return all.filter { [Self.none, type].contains(facts[Int($0)].rightNamespace) }
        case .set(let resource, let name, let namespace):
            guard let target = ids.number(of: resource), let definition = self.relation(name, of: namespace) else {
                return []
            }
            let right = node(target, definition)
            return right == Self.none ? [] : all(exact[key(left, .set, right)])
        case .query(let query): return all(queryNumbers[query.key].flatMap { exact[key(left, .query, $0)] })
        }
    }

    /// The fact of exactly this relation; nil when it is not stored.
    func fact(exactly relation: AuthzRelation) -> Int32? {
        var type: Int32? = Self.none
        if case .id(_, let namespace?) = relation.target { type = names.number(of: namespace) }
        return facts(of: relation).first { facts[Int($0)].rightNamespace == type }
    }

    /// A fact with those that differ from it only in the type of the target.
    private func all(_ first: Int32?) -> [Int32] {
        var (found, fact) = ([Int32](), first ?? Self.none)
        while fact != Self.none {
            found.append(fact)
            fact = facts[Int(fact)].nextNamespace
        }
        return found
    }

    private mutating func internRight(_ target: AuthzTarget) -> (Kind, right: Int32, namespace: Int32) {
        switch target {
        case .id(let id, let namespace):
            return (.plain, intern(object: id), namespace.map { names.intern($0) } ?? Self.none)
        case .set(let resource, let name, let namespace):
            return (.set, internNode(intern(object: resource), intern(relation: name, of: namespace)), Self.none)
        case .query(let query):
            let next = Int32(queries.count)
            let key = query.key
            let number = queryNumbers[key, default: next]
            if number == next {
                queryNumbers[key] = next
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
        if record.firstRight == target, record.firstCounts { return true }
        guard record.plainCount > 1 else { return false }
        var fact = exact[key(node, .plain, target)] ?? Self.none
        while fact != Self.none, !facts[Int(fact)].counts { fact = facts[Int(fact)].nextNamespace }
        return fact != Self.none
    }

    /// The counted facts that lead from the node to the object itself.
    func plain(_ node: Int32, to target: Int32) -> [Int32] {
        isStored(node, target) ? all(exact[key(node, .plain, target)]).filter { facts[Int($0)].counts } : []
    }

    /// The first fact of a node that leads to an object; ``none`` when there is none, or no node.
    @inline(__always)
    func firstPlain(of node: Int32) -> Int32 { node == Self.none ? Self.none : nodes[Int(node)].firstPlain }

    /// Facts, counted or not, that follow one another.
    struct FactList: Sequence, IteratorProtocol {
        fileprivate let facts: [Fact]
        fileprivate var number: Int32
        fileprivate var isToRight = false

        @inline(__always)
        mutating func next() -> Int32? {
            guard number != FactStore.none else { return nil }
            let current = number
            number = isToRight ? facts[Int(current)].nextToRight : facts[Int(current)].next
            return current
        }
    }

    /// The facts of a node that lead to objects.
    func plain(of node: Int32) -> FactList { FactList(facts: facts, number: firstPlain(of: node)) }

    /// The facts of a node that lead to sets.
    func sets(of node: Int32) -> FactList {
        FactList(facts: facts, number: node == Self.none ? Self.none : nodes[Int(node)].firstSet)
    }

    /// The facts of a node that lead to queries.
    func queries(of node: Int32) -> FactList {
        FactList(facts: facts, number: node == Self.none ? Self.none : nodes[Int(node)].firstQuery)
    }

    /// The facts that lead to an object; none for a number that no id has.
    func facts(to object: Int32) -> FactList {
        let first = Int(object) < firstToObject.count ? firstToObject[Int(object)] : Self.none
        return FactList(facts: facts, number: first, isToRight: true)
    }

    /// The facts that lead to a node.
    func facts(toNode node: Int32) -> FactList {
        FactList(facts: facts, number: node == Self.none ? Self.none : nodes[Int(node)].firstToNode, isToRight: true)
    }

    /// The facts that lead to a query.
    func facts(toQuery query: Int) -> FactList { FactList(facts: facts, number: firstToQuery[query], isToRight: true) }

    /// Whether a fact leads to a query.
    func isUsed(query: Int) -> Bool { firstToQuery[query] != Self.none }

    /// Whether a fact leads from an object to a query.
    func hasQuery(_ object: Int32) -> Bool {
        guard !queries.isEmpty else { return false }
        var node = firstNode[Int(object)]
        while node != Self.none, nodes[Int(node)].firstQuery == Self.none { node = nodes[Int(node)].next }
        return node != Self.none
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
        nodes(of: object).flatMap { Array(plain(of: $0)) + Array(sets(of: $0)) + Array(queries(of: $0)) }
    }

    /// The facts, counted or not, whose right side is the object; with sets also those whose right side is a set of it.
    func facts(onRight object: Int32, withSets: Bool) -> [Int32] {
        Array(facts(to: object)) + (withSets ? nodes(of: object).flatMap { Array(facts(toNode: $0)) } : [])
    }

    private func nodes(of object: Int32) -> [Int32] {
        var (found, node) = ([Int32](), firstNode[Int(object)])
        while node != Self.none {
            found.append(node)
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

extension AuthzUserQuery {
    /// Equal only for those that are written with the same bytes.
    fileprivate var key: ByteKey {
        var json = JSONWriter()
        write(to: &json)
        return ByteKey(String(decoding: json.bytes, as: UTF8.self))
    }
}
