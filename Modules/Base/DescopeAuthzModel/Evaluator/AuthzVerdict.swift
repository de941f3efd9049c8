import DescopeCore

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

extension Solver {
    /// Why a pair is neither certainly held nor certainly not held: the conditions that cannot be judged, where nothing
    /// beside them decides.
    func addReasons(
        from root: Int32,
        to verdict: inout AuthzVerdict,
        _ budget: inout StepBudget
    ) throws(DescopeError) {
        var (parameters, errors) = (UniqueTexts(), UniqueTexts())
        var requirements: Set<Int32> = []
        var seen: Set<Int32> = [root]
        var open = [root]
        while let pair = open.popLast() {
            // Both bounds of its parts are judged again.
            try budget.spend(2 * graph.cost(of: pair))
            guard let definition = graph.definition(pair) else { continue }
            var walk = PairGraph.Walk(graph.pairs[Int(pair)])
            var found = Reasons()
            if let rule = definition.rule {
                _ = reasons(rule, pair, &walk, &found)
            } else {
                found.pairs = graph.leaf(&walk).map(\.pair)
            }
            for requirement in found.requirements where requirements.insert(requirement).inserted {
                switch verdicts[Int(requirement)] {
                case .missing(let names): parameters.add(names)
                case .failed(let reason): errors.add([reason])
                case .met, .notMet: break
                }
            }
            open += found.pairs.filter { isUndetermined($0) && seen.insert($0).inserted }
        }
        (verdict.missingContext, verdict.conditionErrors) = (parameters.texts, errors.texts)
        verdict.isContradictory = parameters.texts.isEmpty && errors.texts.isEmpty
    }

    private struct Reasons {
        var requirements: [Int32] = []
        var pairs: [Int32] = []
    }

    /// Collects from the undetermined parts of a rule.
    ///
    /// - Returns: Both bounds of the expression.
    private func reasons(
        _ number: Int32,
        _ pair: Int32,
        _ walk: inout PairGraph.Walk,
        _ found: inout Reasons
    ) -> (lower: Bool, upper: Bool) {
        let expression = graph.rules.expressions[Int(number)]
        var start = walk
        let lower = judge(number, pair, .lower, &start) & 1 == 1
        start = walk
        let upper = judge(number, pair, .upper, &start) & 1 == 1
        guard lower != upper else {
            walk = start
            return (lower, upper)
        }
        if expression.kind.isOperator {
            for child in graph.rules.children(of: expression) { _ = reasons(child, pair, &walk, &found) }
            if expression.kind == .conditional { found.requirements.append(expression.relation) }
        } else {
            found.pairs += graph.leaf(&walk).map(\.pair)
        }
        return (lower, upper)
    }
}

/// Strings, each once, in the order in which they came.
struct UniqueTexts {
    private(set) var texts: [String] = []
    private var seen: Set<ByteKey> = []

    mutating func add(_ new: [String]) {
        for text in new where seen.insert(ByteKey(text)).inserted { texts.append(text) }
    }
}
