import DescopeAuthzModel
public import DescopeCore

/// Where the leaves of a schema's rules stand in its text.
struct LeafPositions: Sendable {
    /// By namespace and definition: the definition's own position, and those of its leaves from left to right.
    private(set) var places: [[UInt8]: (definition: AuthzPosition, leaves: [AuthzPosition])] = [:]

    /// What a table of definitions is looked up by: names are the same when their bytes are.
    static func key(_ namespace: String, _ definition: String) -> [UInt8] {
        Array(namespace.utf8) + [0] + Array(definition.utf8)
    }

    init() {}

    /// Of a text in the language (`model AuthZ 1.0`) that holds the schema.
    init(dsl text: String, of schema: AuthzSchema) {
        for (namespace, positions) in zip(schema.namespaces, AuthzSchema.leafPositions(inDSL: text)) {
            for (definition, place) in zip(namespace.relationDefinitions, positions) {
                set(namespace.name, definition.name, at: place.definition, leaves: place.leaves)
            }
        }
    }

    mutating func set(
        _ namespace: String,
        _ definition: String,
        at position: AuthzPosition,
        leaves: [AuthzPosition]
    ) {
        places[Self.key(namespace, definition)] = (position, leaves)
    }

    /// The position of a leaf, or of its definition when the leaf's own is not known.
    func position(of leaf: AuthzLeaf) -> AuthzPosition? {
        guard let place = places[Self.key(leaf.namespace, leaf.relationDefinition)] else { return nil }
        return leaf.index < place.leaves.count ? place.leaves[leaf.index] : place.definition
    }
}

/// What a reader of a schema language has found.
struct SchemaReading {
    /// The schema; only of use when there is no problem that is an error.
    var schema = AuthzSchema()
    var problems: [AuthzProblem] = []
    var positions = LeafPositions()
    /// Where its parts stand; nil when it was read from several texts.
    var places: SchemaPlaces?

    /// What looks like a mistake in a schema that can be used.
    var lints: [AuthzProblem] { places.map { schema.lints(at: $0) } ?? schema.lints() }

    /// The schema, unless it cannot be used.
    ///
    /// - Throws: ``DescopeError/Code/unsupportedFeature`` when Descope lacks something that it uses, otherwise
    ///   `invalidSchema`.
    func get() throws(DescopeError) -> AuthzSchema {
        let errors = problems.filter(\.isError)
        guard let first = errors.first(where: { $0.code != .unsupported }) ?? errors.first else { return schema }
        throw DescopeError(
            .argument,
            code: first.code == .unsupported ? .unsupportedFeature : .invalidSchema,
            message: "\(first)"
        )
    }
}

extension DescopeError.Code {
    /// A file of another system uses a feature that Descope does not have. The message names it.
    public static let unsupportedFeature = Self(rawValue: "unsupportedFeature")
}

extension DescopeError {
    /// An error about a feature of another system that Descope does not have.
    static func unsupported(_ message: String) -> DescopeError {
        DescopeError(.argument, code: .unsupportedFeature, message: message)
    }

    static func invalidFile(_ message: String) -> DescopeError {
        DescopeError(.argument, code: .invalidFile, message: message)
    }
}

extension DescopeError.Code {
    /// A file cannot be read, or is not of a known form. The message says where.
    public static let invalidFile = Self(rawValue: "invalidFile")
}
