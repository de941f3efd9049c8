import DescopeCore

/// How many steps a question may still take: a pair of object and relation, a stored relation, a part of a rule or a
/// condition, or an element of an answer.
struct StepBudget: Sendable {
    private let maximum: Int
    private(set) var left: Int

    /// Whatever the steps are of is numbered by `Int32`.
    init(_ maximum: Int) {
        self.maximum = min(maximum, Int(Int32.max))
        left = self.maximum
    }

    /// - Throws: `DescopeError.Code.questionTooLarge`.
    mutating func spend(_ steps: Int) throws(DescopeError) {
        left -= steps
        guard left >= 0 else { throw .tooManySteps(maximum) }
    }
}
