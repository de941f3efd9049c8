package import DescopeAuthzModel
package import DescopeCore

// Stands in for parts of DescopeAuthzModel that are built beside this module. Delete this file when they are there.

extension AuthzSchema {
    package init(dsl text: String) throws(DescopeError) {
        throw DescopeError(.argument, code: .invalidSchema, message: "line 1, column 1: the language is not read yet.")
    }
    package func dsl() throws(DescopeError) -> String {
        throw DescopeError(.argument, code: .invalidSchema, message: "the language is not written yet.")
    }
    package init(indented text: String) throws(DescopeError) {
        throw DescopeError(.argument, code: .invalidSchema, message: "the indented form is not read yet.")
    }
    package func indented() -> String { "" }
    package func lints() -> [AuthzProblem] { [] }
    package static func lints(ofDSL text: String) -> [AuthzProblem] { [] }
    package static func problems(inDSL text: String) -> [AuthzProblem] { [] }
    /// Where definitions and their leaves stand, in the order of the schema.
    package static func leafPositions(
        inDSL text: String
    ) -> [[(definition: AuthzPosition, leaves: [AuthzPosition])]] { [] }
}

package struct AuthzSchemaChanges: CustomStringConvertible {
    package init(from old: AuthzSchema, to new: AuthzSchema) {}
    package var isEmpty: Bool { true }
    package var description: String { "" }
}
