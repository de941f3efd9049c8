import DescopeAuthzModel
import DescopeCore

extension FuzzTarget {
    /// The reader and the interpreter of conditions.
    static let condition = FuzzTarget("condition") { input in
        let text = String(decoding: input, as: UTF8.self)
        let pattern = AuthzCondition(
            constraint: "C",
            kind: .init(rawValue: "StringMatchRegex"),
            arguments: [.string(text)]
        )
        for string in [text, "", "abc\n"] { _ = try judge(pattern, ["str": .string(string)]) }

        let condition = AuthzCondition("C", parameters, text)
        guard let whole = try judge(condition, context) else {
            try require(problem(of: condition).contains("line "), "a refusal says where")
            return false
        }
        try require(!whole.isMissing, "with all parameters none is missing")
        try require(try judge(condition, context) == whole, "it has the same verdict again")
        for name in context.keys {
            guard let part = try judge(condition, context.filter { $0.key != name }) else { continue }
            try require(part.isMissing || part == whole, "without \(name) it is missing, or the verdict is the same")
        }
        return true
    }

    private static let parameters: [AuthzCondition.Parameter] = [
        .init("role", .string), .init("age", .int), .init("tags", .list), .init("ip", .ipAddress),
        .init("now", .init(rawValue: "timestamp")), .init("more", .init(rawValue: "map")),
    ]

    private static let context: [String: JSONValue] = [
        "role": "admin", "age": 18, "tags": ["abc", 1, ["x"]], "ip": "10.1.2.3", "now": "2023-01-01T00:00:00Z",
        "more": ["a": ["b": "x"]],
    ]

    private static func problem(of condition: AuthzCondition) -> String {
        do throws(DescopeError) {
            _ = try AuthzEvaluator(schema: AuthzSchema([], conditions: [condition]))
            return ""
        } catch {
            return error.message
        }
    }

    /// The verdict on a relation with a condition, and on one with its negation; nil when the condition is refused.
    private static func judge(_ condition: AuthzCondition, _ context: [String: JSONValue]) throws -> Verdict? {
        let schema = AuthzSchema(
            [AuthzNamespace("doc", [.relation("viewer", when: "C"), .relation("stranger", when: .not("C"))])],
            conditions: [condition]
        )
        let facts = ["viewer", "stranger"].map {
            AuthzRelation(resource: "d", relationDefinition: $0, namespace: "doc", target: "u")
        }
        guard let evaluator = try? AuthzEvaluator(schema: schema, relations: facts) else { return nil }
        let verdict = try evaluator.check("u", "viewer", on: "d", in: "doc", context: context)
        let opposite = try evaluator.check("u", "stranger", on: "d", in: "doc", context: context)
        let isOpen = !verdict.missingContext.isEmpty || !verdict.conditionErrors.isEmpty
        try require(!isOpen || !verdict.isAllowed, "what is not decided does not grant")
        try require(opposite.isAllowed == (!isOpen && !verdict.isAllowed), "the negation grants when it is not met")
        return Verdict(
            isAllowed: verdict.isAllowed,
            isMissing: !verdict.missingContext.isEmpty,
            isFailed: !verdict.conditionErrors.isEmpty
        )
    }

    private struct Verdict: Equatable {
        let isAllowed: Bool
        let isMissing: Bool
        let isFailed: Bool
    }
}
