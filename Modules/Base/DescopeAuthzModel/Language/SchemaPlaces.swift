/// Where the parts of a schema are in the text that it was read from, in the order of the schema's parts.
package struct SchemaPlaces: Sendable {
    package var conditions: [AuthzPosition] = []
    /// Where their expressions begin; nil for constraints, and when it is not known.
    package var expressions: [AuthzPosition?] = []
    package var types: [AuthzPosition] = []
    package var definitions: [[Definition]] = []

    package init() {}

    package struct Definition: Sendable {
        package var name: AuthzPosition
        /// The types and sets that a relation allows.
        package var targets: [Reference] = []
        /// The leaves of a rule, from left to right.
        package var leaves: [Reference] = []
        /// The names after `with`, from left to right.
        package var requirements: [AuthzPosition] = []
        /// What may be read in two ways.
        var doubts: [AuthzProblem] = []

        package init(name: AuthzPosition) { self.name = name }
    }

    /// One or two names: `editor`, `parent.editor`, `group#member`. The edge of an arrow is the first.
    package struct Reference: Sendable {
        package var first: AuthzPosition
        package var second: AuthzPosition?

        package init(first: AuthzPosition, second: AuthzPosition? = nil) { (self.first, self.second) = (first, second) }
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
