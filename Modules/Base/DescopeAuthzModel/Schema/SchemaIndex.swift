/// Finds types, relations and permissions of a schema by their names. Of several with the same name it finds the first.
final class SchemaIndex {
    let schema: AuthzSchema
    private var types: [ByteKey: Int] = [:]
    private var definitions: [[ByteKey: Int]] = []
    /// The types that have a relation or permission of a name.
    private var owners: [ByteKey: [Int]] = [:]
    /// For each definition the types that its stored relations lead to; nil for all.
    private var allowed: [[Set<Int>?]] = []
    private var facts: [[Facts]] = []
    private var counts: [Arrow: Int] = [:]
    private var lacking: [Arrow: String?] = [:]

    /// What the stored relations of a definition are.
    struct Facts {
        let isStored: Bool
        /// The first set that may stand on the right side.
        let firstSet: AuthzAllowedTarget?
        /// Whether only sets may stand there, which arrows do not follow.
        let hasOnlySets: Bool
    }

    private struct Arrow: Hashable {
        let type: Int
        let edge: Int
        let name: ByteKey
    }

    init(_ schema: AuthzSchema) {
        self.schema = schema
        for (type, namespace) in schema.namespaces.enumerated() {
            if types[ByteKey(namespace.name)] == nil { types[ByteKey(namespace.name)] = type }
            var numbers: [ByteKey: Int] = [:]
            for (number, definition) in namespace.relationDefinitions.enumerated() {
                let name = ByteKey(definition.name)
                guard numbers[name] == nil else { continue }
                numbers[name] = number
                if types[ByteKey(namespace.name)] == type { owners[name, default: []].append(type) }
            }
            definitions.append(numbers)
        }
        facts = schema.namespaces.map { namespace in
            namespace.relationDefinitions.map {
                let (targets, sets) = ($0.allowedTargets ?? [], $0.allowedTargets?.filter(\.isSet) ?? [])
                return Facts(
                    isStored: $0.isStored,
                    firstSet: sets.first,
                    hasOnlySets: !sets.isEmpty && sets.count == targets.count
                )
            }
        }
        allowed = schema.namespaces.map { namespace in
            namespace.relationDefinitions.map { definition in
                definition.allowedTargets.map { targets in
                    Set(targets.compactMap { $0.relationDefinition == nil ? types[ByteKey($0.namespace)] : nil })
                }
            }
        }
    }

    func facts(_ definition: Int, of type: Int) -> Facts { facts[type][definition] }

    func type(_ name: String) -> Int? { types[ByteKey(name)] }

    /// The number of a definition in a type.
    func definition(_ name: String, in type: Int) -> Int? { definitions[type][ByteKey(name)] }

    // MARK: - Arrows

    /// Whether an arrow over a relation leads to objects of a type, which has the name that it tests.
    func leads(_ edge: Int, of type: Int, to other: String, with name: String) -> Bool {
        guard let other = self.type(other), definition(name, in: other) != nil else { return false }
        return allowed[type][edge]?.contains(other) ?? true
    }

    /// The types that an arrow leads to and that have the name that it tests.
    func reached(_ edge: Int, of type: Int, with name: String) -> [Int] {
        let owners = owners[ByteKey(name)] ?? []
        guard let allowed = allowed[type][edge] else { return owners }
        return allowed.count < owners.count
            ? allowed.filter { definition(name, in: $0) != nil } : owners.filter(allowed.contains)
    }

    /// How many of the types that an arrow leads to have the name that it tests.
    ///
    /// The smaller of both sets is searched, and each arrow only once, so that no schema makes this slow.
    func count(_ edge: Int, of type: Int, with name: String) -> Int {
        let arrow = Arrow(type: type, edge: edge, name: ByteKey(name))
        if let count = counts[arrow] { return count }
        let count = reached(edge, of: type, with: name).count
        counts[arrow] = count
        return count
    }

    /// The first type that an arrow leads to and that lacks the name that it tests; nil also where any type may follow.
    func firstLacking(_ edge: Int, of type: Int, _ name: String) -> String? {
        guard let allowed = allowed[type][edge], count(edge, of: type, with: name) < allowed.count else { return nil }
        let arrow = Arrow(type: type, edge: edge, name: ByteKey(name))
        if let known = lacking[arrow] { return known }
        let first = schema.namespaces[type].relationDefinitions[edge].allowedTargets?.first {
            guard $0.relationDefinition == nil, let other = self.type($0.namespace) else { return false }
            return definition(name, in: other) == nil
        }
        lacking[arrow] = .some(first?.namespace)
        return first?.namespace
    }
}

extension AuthzAllowedTarget {
    fileprivate var isSet: Bool { relationDefinition != nil }
}

extension AuthzRelationDefinition {
    /// Whether relations are stored under it.
    package var isStored: Bool { rule?.isStored ?? true }
}

extension AuthzNode {
    /// Whether a stored relation counts in it.
    package var isStored: Bool {
        var open = [self]
        while let node = open.popLast() {
            if case .stored = node { return true }
            open += node.children
        }
        return false
    }
}
