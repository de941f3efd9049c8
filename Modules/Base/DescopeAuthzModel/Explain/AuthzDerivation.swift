/// How a verdict follows from the schema and the stored relations: a tree of what was looked at.
///
/// For what is granted it has the branches that grant it; for what is denied it has all branches that could have.
public struct AuthzDerivation: Hashable, Sendable {
    /// What was looked at.
    public var step: Step
    /// What came out.
    public var outcome: Outcome
    /// What it follows from.
    public var children: [AuthzDerivation]

    init(_ step: Step, _ outcome: Outcome, _ children: [AuthzDerivation] = []) {
        (self.step, self.outcome, self.children) = (step, outcome, children)
    }

    /// Whether the target holds what was looked at.
    public enum Outcome: Int, Hashable, Sendable, Comparable {
        /// It does not.
        case denied
        /// A condition cannot be judged, or a loop leads through a subtracted rule: denied, unless that is subtracted.
        case undetermined
        /// It does.
        case granted

        /// Denied comes before undetermined, and that before granted.
        public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

        /// What is granted exactly when this is denied.
        var negated: Self {
            switch self {
            case .denied: .granted
            case .undetermined: .undetermined
            case .granted: .denied
            }
        }
    }

    /// What was looked at.
    public enum Step: Hashable, Sendable {
        /// Whether the target holds a relation or permission on a resource. Its only child is the rule.
        case holds(relationDefinition: String, resource: String, namespace: String)
        /// A stored relation: one that names the target, or one that leads on to its only child.
        case stored(AuthzRelation)
        /// No stored relation names the target or leads on.
        case nothingStored
        /// The arrow's own relation has nothing stored on the resource, so that it leads nowhere.
        case noEdge(relationDefinition: String, resource: String, namespace: String)
        /// At least one child has to be granted.
        case union
        /// All children have to be granted.
        case intersect
        /// The first child has to be granted, and none of the others.
        case sub
        /// The child counts only when the condition is met: that of a rule, of a relation, or of the relation that an
        /// arrow follows.
        case condition(AuthzRequirement, Outcome)
        /// It is explained elsewhere in the tree; further up, it would hold only because of itself.
        case seen
        /// Left out to keep the tree small.
        case omitted
    }
}

/// The answer to a check, with its reasons.
public struct AuthzExplanation: Sendable {
    /// The target that was asked about.
    public var target: String
    /// The answer.
    public var verdict: AuthzVerdict
    /// How it follows.
    public var derivation: AuthzDerivation
    /// When it is denied: the fewest relations to the target that would grant it if they were stored together.
    ///
    /// Sets of up to three relations are all tried: no smaller set than one of up to three grants it, unless by a walk
    /// over a new relation to the target itself. A larger set grants it too, but need not be the smallest. Empty when
    /// none was found.
    public var missingRelations: [AuthzRelation] = []
    /// When it is denied: the stored relations each of which would grant it if it alone were removed, because it leads
    /// to something that a rule subtracts.
    public var blockingRelations: [AuthzRelation] = []
    /// When it is granted: the stored relations each of which would deny it if it alone were removed.
    public var decisiveRelations: [AuthzRelation] = []
    /// Whether the search for these relations came to its end. It ends early when the question takes
    /// ``AuthzEvaluator/maximumSteps``, or the search for blocking and decisive relations a twentieth of them; then
    /// there may be more of them, and smaller sets.
    public var isSearchComplete = true
}

extension AuthzExplanation: CustomStringConvertible {
    /// The tree, one step a line, and what would change the answer.
    public var description: String {
        var lines = ["\(target): \(verdict.isAllowed ? "allowed" : "denied")"]
        derivation.print(into: &lines, indent: "")
        if verdict.isContradictory { lines.append("a loop leads through a subtracted rule: denied") }
        if !verdict.missingContext.isEmpty {
            lines.append("the context lacks " + verdict.missingContext.joined(separator: ", "))
        }
        lines += verdict.conditionErrors.map { "a condition cannot be judged: \($0)" }
        let isCauseKnown =
            verdict.isContradictory || !verdict.missingContext.isEmpty || !verdict.conditionErrors.isEmpty
        if !verdict.isAllowed, verdict.isConditional, !isCauseKnown {
            lines.append("only a condition that is not met stands between: another context may allow it")
        }
        lines += missingRelations.map {
            "would be allowed with \($0)" + (missingRelations.count > 1 ? " and the others" : "")
        }
        lines += blockingRelations.map { "would be allowed without \($0)" }
        lines += decisiveRelations.map { "would be denied without \($0)" }
        if !isSearchComplete { lines.append("there may be more: the search was cut short, raise maximumSteps") }
        return lines.joined(separator: "\n")
    }
}

extension AuthzDerivation: CustomStringConvertible {
    /// The tree, one step a line.
    public var description: String {
        var lines: [String] = []
        print(into: &lines, indent: "")
        return lines.joined(separator: "\n")
    }

    /// The tree is as deep as ``AuthzEvaluator`` makes it, so this recursion is bounded.
    fileprivate func print(into lines: inout [String], indent: String) {
        let mark =
            switch outcome {
            case .granted: "+";
            case .denied: "-";
            case .undetermined: "?"
            }
        lines.append("\(indent)\(mark) \(step)")
        for child in children { child.print(into: &lines, indent: indent + "  ") }
    }
}

extension AuthzDerivation.Step: CustomStringConvertible {
    /// The step in a few words.
    public var description: String {
        switch self {
        case .holds(let relation, let resource, let namespace): "\(namespace):\(resource)#\(relation)"
        case .stored(let relation): "stored \(relation)"
        case .nothingStored: "nothing stored"
        case .noEdge(let relation, let resource, let namespace): "\(namespace):\(resource)#\(relation): nothing stored"
        case .union: "any of"
        case .intersect: "all of"
        case .sub: "the first without the others"
        case .condition(let requirement, .granted): "with \(requirement), which is met"
        case .condition(let requirement, .denied): "with \(requirement), which is not met"
        case .condition(let requirement, .undetermined): "with \(requirement), which cannot be judged"
        case .seen: "see the other place"
        case .omitted: "more, left out"
        }
    }
}
