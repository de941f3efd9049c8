package import DescopeAuthzModel
package import DescopeCore

// Stands in for the indented form of DescopeAuthzModel. Delete this file when it is there.

extension AuthzSchema {
    package init(indented text: String) throws(DescopeError) {
        throw DescopeError(.argument, code: .invalidSchema, message: "the indented form is not read yet.")
    }
    package func indented() -> String { "" }
}
