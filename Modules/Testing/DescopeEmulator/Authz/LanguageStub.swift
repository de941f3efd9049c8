import DescopeAuthzModel
import DescopeCore

// Delete this file when DescopeAuthzModel reads and writes the language: it has both itself then.

extension AuthzSchema {
    init(dsl: String) throws(DescopeError) { throw Self.notYet }

    func dsl() throws(DescopeError) -> String { throw Self.notYet }

    private static var notYet: DescopeError {
        DescopeError(.argument, code: .invalidSchema, message: "the language of schemas is not supported yet.")
    }
}
