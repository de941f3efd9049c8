import DescopeAuthzModel
import DescopeCore

extension FuzzTarget {
    /// The reader of the language `model AuthZ 1.0`. What it accepts is written, and read again as the same. The lints
    /// find the same errors.
    static let schemaLanguage = FuzzTarget("dsl") { input in
        let text = String(decoding: input, as: UTF8.self)
        let problems = AuthzSchema.problems(inDSL: text)
        let errors = AuthzSchema.lints(ofDSL: text).filter(\.isError)
        try require(errors == problems, "the lints find the same errors: \(errors), \(problems)")
        let schema: AuthzSchema
        do throws(DescopeError) { schema = try AuthzSchema(dsl: text) } catch {
            try require(error.kind == .argument && error.code == .invalidSchema, "refused as a schema: \(error)")
            try require(problems.first?.description.isEmpty == false, "the first problem is the error")
            let lines = text.utf8.count { $0 == UInt8(ascii: "\n") } + 1
            try require(
                problems.allSatisfy {
                    $0.position.map { $0.line <= lines && $0.column <= text.utf8.count + 1 } == true
                },
                "every problem is inside the text: \(problems)"
            )
            return false
        }
        try require(problems.isEmpty, "a text that is accepted has no problems: \(problems)")
        let written = try schema.dsl()
        let again = try AuthzSchema(dsl: written)
        try require(again == schema, "written and read again it is the same: \(written)")
        try require(try again.dsl() == written, "written again it is the same text")
        try require(AuthzSchemaChanges(from: schema, to: again).isEmpty, "nothing changes")
        return true
    }
}
