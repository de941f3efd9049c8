/// The answer to a check.
public struct AuthzVerdict: Hashable, Sendable {
    /// Whether the target holds the relation or permission.
    public var isAllowed: Bool
    /// Whether a condition decided: with another context the answer may be another.
    public var isConditional = false
    /// The parameters of conditions that the context lacks and on which the answer depends. Then it is denied.
    public var missingContext: [String] = []
    /// Why conditions on which the answer depends could not be judged. Then it is denied.
    public var conditionErrors: [String] = []
    /// Whether the answer depends on a loop through a subtracted rule, which has no meaning. Then it is denied.
    public var isContradictory = false
    /// Whether, by the schema alone, only relations of the resource or of the target can change the answer. It may then
    /// be cached for the pair.
    public var isDirect: Bool

    init(isAllowed: Bool = false, isDirect: Bool) {
        self.isAllowed = isAllowed
        self.isDirect = isDirect
    }
}

extension Solver<TargetDomain> {
    /// Why a pair is neither certainly held nor certainly not held.
    func addReasons(from root: Int, to verdict: inout AuthzVerdict) {
        var seen: Set<Int32> = [Int32(root)]
        var open = [Int32(root)]
        while let pair = open.popLast() {
            guard let definition = index.rules.definition(pairs[Int(pair)].relation) else { continue }
            for requirement in index.rules.requirements(of: definition) {
                switch verdicts[Int(requirement)] {
                case .missing(let names):
                    verdict.missingContext += names.filter { !verdict.missingContext.contains($0) }
                case .failed(let reason):
                    if !verdict.conditionErrors.contains(reason) { verdict.conditionErrors.append(reason) }
                case .met, .notMet: break
                }
            }
            for next in dependencies(of: Int(pair)) where lower[Int(next)] != upper[Int(next)] {
                if seen.insert(next).inserted { open.append(next) }
            }
        }
        verdict.isContradictory = verdict.missingContext.isEmpty && verdict.conditionErrors.isEmpty
    }
}

extension Rules {
    /// The requirements in a definition's rule.
    func requirements(of definition: Definition) -> [Int32] {
        var found: [Int32] = []
        var open = definition.rule.map { [$0] } ?? []
        while let next = open.popLast() {
            let expression = expressions[Int(next)]
            guard expression.kind.isOperator else { continue }
            if expression.kind == .conditional { found.append(expression.relation) }
            open += children(of: expression)
        }
        return found
    }
}
