import DescopeAuthzModel
import DescopeCore

/// What became of a condition, as a check shows it.
enum Judged: Equatable {
    case met, unmet, failed
    case missing([String])
}

/// A check of a relation that is stored and has one condition.
func judged(_ conditions: [AuthzCondition], _ context: [String: JSONValue], when: AuthzRequirement) throws -> Judged {
    let schema = AuthzSchema(
        [AuthzNamespace("doc", [.relation("viewer", when: when)])],
        conditions: conditions
    )
    let fact = AuthzRelation(resource: "d", relationDefinition: "viewer", namespace: "doc", target: "u")
    let evaluator = try AuthzEvaluator(schema: schema, relations: [fact])
    let verdict = try evaluator.check("u", "viewer", on: "d", in: "doc", context: context)
    let isOpen = !verdict.missingContext.isEmpty || !verdict.conditionErrors.isEmpty
    // A condition that is not met must never grant, and its negation neither when it is not decided.
    let inverse = AuthzSchema(
        [AuthzNamespace("doc", [.relation("viewer", when: .not(when))])],
        conditions: conditions
    )
    let opposite = try AuthzEvaluator(schema: inverse, relations: [fact])
        .check("u", "viewer", on: "d", in: "doc", context: context)
    guard verdict.isConditional, opposite.isConditional, opposite.isAllowed == (!verdict.isAllowed && !isOpen) else {
        throw Inconsistent()
    }
    if !verdict.missingContext.isEmpty { return .missing(verdict.missingContext) }
    if !verdict.conditionErrors.isEmpty { return .failed }
    return verdict.isAllowed ? .met : .unmet
}

struct Inconsistent: Error {}

/// Judges one expression.
func judged(
    _ expression: String,
    _ parameters: KeyValuePairs<String, String> = [:],
    _ context: [String: JSONValue] = [:]
) throws -> Judged {
    let list = parameters.map { AuthzCondition.Parameter($0.key, .init(rawValue: $0.value)) }
    return try judged([AuthzCondition("Holds", list, expression)], context, when: "Holds")
}

/// Why a condition is refused; nil when it is not.
func refusal(_ condition: AuthzCondition) -> String? {
    do throws(DescopeError) {
        _ = try AuthzEvaluator(schema: AuthzSchema([], conditions: [condition]))
        return nil
    } catch {
        return error.code == .invalidSchema ? error.message : nil
    }
}
