public import DescopeCore

extension DescopeError.Code {
    /// A schema cannot be read, or it refers to what it does not have. The message says where.
    public static let invalidSchema = Self(rawValue: "invalidSchema")
    /// A question names a relation or permission that the schema does not have.
    public static let unknownRelation = Self(rawValue: "unknownRelation")
    /// A question would take more steps than the evaluator allows.
    public static let questionTooLarge = Self(rawValue: "questionTooLarge")
}

extension DescopeError {
    /// An error about a schema that cannot be used.
    static func schema(_ found: String) -> DescopeError {
        DescopeError(
            .argument,
            code: .invalidSchema,
            message: "expected a schema without contradictions, found: \(found)."
        )
    }

    static func tooManySteps(_ maximum: Int) -> DescopeError {
        DescopeError(
            .argument,
            code: .questionTooLarge,
            message: "expected a question that takes at most \(maximum) steps, found one that takes more. "
                + "Raise the evaluator's maximumSteps, or ask a narrower question."
        )
    }
}
