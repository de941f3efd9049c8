import DescopeAuthzModel

/// New names for what the language (`model AuthZ 1.0`) cannot spell: characters other than letters, digits and
/// underscores become underscores, and its own words get one at their end.
struct LanguageNames {
    private var namespaces: [String: String] = [:]
    /// One table for all namespaces, because an arrow may test a name in several of them.
    private var definitions: [String: String] = [:]

    private var conditions: [String: String] = [:]

    private static let words: Set<String> = [
        "model", "type", "relation", "permission", "condition", "constraint", "with",
    ]

    init(_ schema: AuthzSchema) {
        namespaces = Self.table(of: schema.namespaces.map(\.name))
        definitions = Self.table(of: schema.namespaces.flatMap { $0.relationDefinitions.map(\.name) })
        conditions = Self.table(of: schema.conditions.map(\.name))
    }

    /// Names that need no change keep theirs; the others follow in their order.
    private static func table(of names: [String]) -> [String: String] {
        var table: [String: String] = [:]
        var taken: Set<String> = []
        for name in names where fitted(name) == name {
            table[name] = name
            taken.insert(name)
        }
        for name in names where table[name] == nil {
            var new = fitted(name)
            while !taken.insert(new).inserted { new += "_" }
            table[name] = new
        }
        return table
    }

    private static func fitted(_ name: String) -> String {
        let bytes = name.utf8.map { $0.isWordByte ? $0 : UInt8(ascii: "_") }
        let text = String(decoding: bytes, as: UTF8.self)
        return words.contains(text) ? text + "_" : text
    }

    func namespace(_ name: String) -> String { namespaces[name] ?? name }
    func definition(_ name: String) -> String { definitions[name] ?? name }

    func renamed(_ schema: AuthzSchema) -> AuthzSchema { schema.renamed(by: self) }

    func renamed(_ relation: AuthzRelation) -> AuthzRelation {
        var relation = relation
        relation.namespace = namespace(relation.namespace)
        relation.relationDefinition = definition(relation.relationDefinition)
        switch relation.target {
        case .id(let id, let space): relation.target = .id(id, namespace: space.map(namespace))
        case .set(let resource, let name, let space):
            relation.target = .set(
                resource: resource,
                relationDefinition: definition(name),
                namespace: namespace(space)
            )
        case .query: break
        }
        return relation
    }
}

extension LanguageNames: SchemaNames {
    func definition(_ name: String, in namespace: String) -> String { definition(name) }

    func condition(_ name: String) -> String { conditions[name] ?? name }

    func arrow(_ edge: AuthzNode.Edge, _ tested: String, from old: AuthzNode.Edge, in namespace: String) -> AuthzNode {
        .relationRight(edge, definition(tested))
    }
}
