/// Finds types, relations and permissions of a schema by their names. Of several with the same name it finds the first.
final class SchemaIndex {
    let schema: AuthzSchema
    private var types: [ByteKey: Int] = [:]
    private var definitions: [[ByteKey: Int]] = []
    /// The types that have a relation or permission of a name.
    private var owners: [ByteKey: [Int]] = [:]
    /// For each definition the types that its stored relations lead to; nil for all.
    private var allowed: [[Set<Int>?]] = []
    private var counts: [Arrow: Int] = [:]

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
        allowed = schema.namespaces.map { namespace in
            namespace.relationDefinitions.map { definition in
                definition.allowedTargets.map { targets in
                    Set(targets.compactMap { $0.relationDefinition == nil ? types[ByteKey($0.namespace)] : nil })
                }
            }
        }
    }

    func type(_ name: String) -> Int? { types[ByteKey(name)] }

    /// The number of a definition in a type.
    func definition(_ name: String, in type: Int) -> Int? { definitions[type][ByteKey(name)] }

    func definition(_ name: String, in type: String) -> AuthzRelationDefinition? {
        guard let type = self.type(type), let number = definition(name, in: type) else { return nil }
        return schema.namespaces[type].relationDefinitions[number]
    }

    // MARK: - Arrows

    /// Whether an arrow over a relation leads to objects of a type, which has the name that it tests.
    func leads(_ edge: Int, of type: Int, to other: String, with name: String) -> Bool {
        guard let other = self.type(other), definition(name, in: other) != nil else { return false }
        return allowed[type][edge]?.contains(other) ?? true
    }

    /// How many of the types that an arrow leads to have the name that it tests.
    ///
    /// The smaller of both sets is searched, and each arrow only once, so that no schema makes this slow.
    func count(_ edge: Int, of type: Int, with name: String) -> Int {
        let arrow = Arrow(type: type, edge: edge, name: ByteKey(name))
        if let count = counts[arrow] { return count }
        let owners = owners[arrow.name] ?? []
        var count = owners.count
        if let allowed = allowed[type][edge] {
            count =
                allowed.count < owners.count
                ? allowed.count { definitions[$0][arrow.name] != nil } : owners.count(where: allowed.contains)
        }
        counts[arrow] = count
        return count
    }

    /// The first type that an arrow leads to and that lacks the name that it tests; nil also where any type may follow.
    func firstLacking(_ edge: Int, of type: Int, _ name: String) -> String? {
        guard let allowed = allowed[type][edge], count(edge, of: type, with: name) < allowed.count else { return nil }
        return schema.namespaces[type].relationDefinitions[edge].allowedTargets?.first {
            guard $0.relationDefinition == nil, let other = self.type($0.namespace) else { return false }
            return definition(name, in: other) == nil
        }?.namespace
    }
}
