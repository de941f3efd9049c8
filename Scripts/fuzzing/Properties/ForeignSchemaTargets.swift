import DescopeAuthzFormats
import DescopeAuthzModel
import DescopeCore

extension FuzzTarget {
    /// The readers of OpenFGA's and SpiceDB's languages. What they accept, our language can express after a fitting,
    /// and the evaluator takes both or neither.
    static let foreignSchemas = FuzzTarget("foreign") { input in
        let text = String(decoding: input, as: UTF8.self)
        let isOpenFGA = try check(text, AuthzSchema.problems(inOpenFGA: text)) { () throws(DescopeError) in
            try AuthzSchema(openFGA: text)
        }
        let isSpiceDB = try check(text, AuthzSchema.problems(inSpiceDB: text)) { () throws(DescopeError) in
            try AuthzSchema(spiceDB: text)
        }
        return isOpenFGA || isSpiceDB
    }

    private static func check(
        _ text: String,
        _ problems: [AuthzProblem],
        _ read: () throws(DescopeError) -> AuthzSchema
    ) throws -> Bool {
        let schema: AuthzSchema
        do throws(DescopeError) { schema = try read() } catch {
            let codes: [DescopeError.Code?] = [.invalidSchema, .unsupportedFeature]
            try require(error.kind == .argument && codes.contains(error.code), "refused as a schema: \(error)")
            let lines = text.utf8.count { $0 == UInt8(ascii: "\n") } + 1
            try require(
                !problems.isEmpty
                    && problems.allSatisfy { problem in
                        problem.position.map { $0.line <= lines && $0.column <= text.utf8.count + 1 } ?? true
                    },
                "every problem is inside the text: \(problems)"
            )
            return false
        }
        try require(!problems.contains(where: \.isError), "a text that is accepted has no problems: \(problems)")
        guard isAccepted(schema) else { return true }
        let fitted = AuthzTestCase("", schema: schema).fitted.schema
        try require(isAccepted(try AuthzSchema(dsl: try fitted.dsl())), "the language can express it")
        return true
    }

    private static func isAccepted(_ schema: AuthzSchema) -> Bool { (try? AuthzEvaluator(schema: schema)) != nil }
}
