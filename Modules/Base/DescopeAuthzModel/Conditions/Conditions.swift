import DescopeCore

/// The conditions of a schema, ready to be judged.
struct Conditions: Sendable {
    private var judges: [ByteKey: ConditionJudge] = [:]

    /// - Throws: An error that names a condition that is defined twice or uses what is not supported.
    init(_ conditions: [AuthzCondition]) throws(DescopeError) {
        for condition in conditions {
            guard judges.updateValue(try ConditionJudge(condition), forKey: ByteKey(condition.name)) == nil else {
                throw .schema("the condition \(condition.name) is defined twice")
            }
        }
    }

    /// - Throws: An error that names a condition that does not exist, or says that the requirement is too deep.
    func check(_ requirement: AuthzRequirement) throws(DescopeError) { try check(requirement, depth: 1) }

    private func check(_ requirement: AuthzRequirement, depth: Int) throws(DescopeError) {
        guard depth <= CELExpression.maximumDepth else {
            throw .schema("a requirement of more than \(CELExpression.maximumDepth) levels")
        }
        switch requirement {
        case .named(let name):
            guard judges[ByteKey(name)] != nil else { throw .schema("the condition \(name) is not defined") }
        case .not(let inner): try check(inner, depth: depth + 1)
        case .all(let list), .any(let list):
            // All of none would be met.
            guard !list.isEmpty else { throw .schema("a requirement that names no condition") }
            for inner in list { try check(inner, depth: depth + 1) }
        }
    }

    /// Judges requirements with a context, each condition once.
    func judge(
        _ requirements: [AuthzRequirement],
        _ context: [String: JSONValue],
        _ budget: inout StepBudget
    ) throws(DescopeError) -> [ConditionVerdict] {
        var known: [ByteKey: ConditionVerdict] = [:]
        var verdicts: [ConditionVerdict] = []
        for requirement in requirements { verdicts.append(try judge(requirement, context, &known, &budget)) }
        return verdicts
    }

    private func judge(
        _ requirement: AuthzRequirement,
        _ context: [String: JSONValue],
        _ known: inout [ByteKey: ConditionVerdict],
        _ budget: inout StepBudget
    ) throws(DescopeError) -> ConditionVerdict {
        try budget.spend(1)
        switch requirement {
        case .named(let name):
            let key = ByteKey(name)
            if let verdict = known[key] { return verdict }
            guard let judge = judges[key] else { return .failed("the condition \(name) is not defined") }
            let (verdict, steps) = judge.judge(context)
            try budget.spend(steps)
            known[key] = verdict
            return verdict
        case .not(let inner): return try judge(inner, context, &known, &budget).negated
        case .all(let list):
            var verdict = ConditionVerdict.met
            for inner in list { verdict = verdict.and(try judge(inner, context, &known, &budget)) }
            return verdict
        case .any(let list):
            var verdict = ConditionVerdict.notMet
            for inner in list { verdict = verdict.or(try judge(inner, context, &known, &budget)) }
            return verdict
        }
    }
}

/// The result of judging a condition.
enum ConditionVerdict: Hashable, Sendable {
    case met
    case notMet
    /// The context lacks parameters that it depends on.
    case missing([String])
    /// It cannot be judged with these values.
    case failed(String)

    var negated: Self {
        switch self {
        case .met: .notMet
        case .notMet: .met
        case .missing, .failed: self
        }
    }

    /// Not met as soon as one is not met; otherwise met only when both are.
    func and(_ other: Self) -> Self {
        switch (self, other) {
        case (.notMet, _), (_, .notMet): .notMet
        case (.met, _): other
        case (_, .met): self
        default: both(other)
        }
    }

    /// Met as soon as one is met; otherwise not met only when neither is.
    func or(_ other: Self) -> Self { negated.and(other.negated).negated }

    private func both(_ other: Self) -> Self {
        switch (self, other) {
        case (.missing(let a), .missing(let b)): .missing(a.joined(with: b))
        case (.failed, _): self
        default: other
        }
    }
}

extension [String] {
    /// With the further ones of another list, each once.
    fileprivate func joined(with other: Self) -> Self {
        var all = UniqueTexts()
        all.add(self)
        all.add(other)
        return all.texts
    }
}

extension AuthzRequirement {
    /// The names of the conditions in it.
    public var names: [String] {
        switch self {
        case .named(let name): [name]
        case .not(let inner): inner.names
        case .all(let list), .any(let list): list.flatMap(\.names)
        }
    }
}
