import DescopeCore

/// One condition, ready to be judged.
struct ConditionJudge: Sendable {
    /// - Throws: An error of code `invalidSchema` that says what is not supported.
    init(_ condition: AuthzCondition) throws(DescopeError) {
        throw .schema("conditions are not supported yet: \(condition.name)")
    }

    func judge(_ context: [String: JSONValue]) -> ConditionVerdict { .failed("not supported yet") }
}
