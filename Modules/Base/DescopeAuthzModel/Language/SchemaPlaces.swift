/// Where the parts of a schema are in the text that it was read from, in the order of the schema's parts.
struct SchemaPlaces {
    var conditions: [AuthzPosition] = []
    /// Where their expressions begin; nil for constraints.
    var expressions: [AuthzPosition?] = []
    var types: [AuthzPosition] = []
    var definitions: [[Definition]] = []

    struct Definition {
        var name: AuthzPosition
        /// The types and sets that a relation allows.
        var targets: [Reference] = []
        /// The leaves of a rule, from left to right.
        var leaves: [Reference] = []
        /// The names after `with`, from left to right.
        var requirements: [AuthzPosition] = []
        /// What may be read in two ways.
        var doubts: [AuthzProblem] = []
    }

    /// One or two names: `editor`, `parent.editor`, `group#member`.
    struct Reference {
        var first: AuthzPosition
        var second: AuthzPosition?
    }
}

extension AuthzSchema {
    /// Where definitions and the leaves of their rules stand in a text in the language, in the order of the schema.
    package static func leafPositions(
        inDSL text: String
    ) -> [[(definition: AuthzPosition, leaves: [AuthzPosition])]] {
        SchemaParser(text).places.definitions.map { $0.map { ($0.name, $0.leaves.map(\.first)) } }
    }
}
