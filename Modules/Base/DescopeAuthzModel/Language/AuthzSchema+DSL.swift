public import DescopeCore

extension AuthzSchema {
    /// Reads the language (`model AuthZ 1.0`).
    ///
    /// It refuses what has no clear meaning: operators of different kinds side by side without parentheses, names that
    /// are not defined, and names that are defined twice.
    ///
    /// - Throws: `DescopeError.Code.invalidSchema`. The message begins with the line and column.
    public init(dsl: String) throws(DescopeError) {
        let (schema, problems) = Self.read(dsl)
        if let problem = problems.first {
            throw DescopeError(.argument, code: .invalidSchema, message: problem.description)
        }
        self = schema
    }

    /// Writes the language, with parentheses around every nested operator. The schema's name has no place in it, and
    /// spaces around the expression of a condition are not kept.
    ///
    /// - Throws: `DescopeError.Code.invalidSchema` when the language cannot express the schema. The
    ///   message names the definition.
    public func dsl() throws(DescopeError) -> String { try SchemaPrinter.text(of: self) }

    /// Why a text in the language cannot be used, in the order of the text. Names are only checked when the syntax is
    /// right.
    public static func problems(inDSL text: String) -> [AuthzProblem] { read(text).problems }

    /// Whether a text in the language defines a type, as far as can be told when it has syntax errors.
    package static func hasTypes(inDSL text: String) -> Bool {
        Tokenizer.tokens(Array(text.utf8)).contains { $0.kind == .keyword(.type) }
    }

    private static func read(_ text: String) -> (schema: AuthzSchema, problems: [AuthzProblem]) {
        let parser = SchemaParser(text)
        guard parser.problems.isEmpty else { return (parser.schema, parser.problems) }
        return (parser.schema, SchemaCheck(SchemaIndex(parser.schema), parser.places).problems)
    }
}

extension AuthzProblem.Code {
    /// A text is not written in the language.
    public static let syntax = Self(rawValue: "syntax")
    /// Operators of different kinds stand side by side without parentheses, or a name after `with` may be a condition
    /// and a relation.
    public static let operatorMix = Self(rawValue: "operatorMix")
    /// A type, relation, permission or condition is defined twice.
    public static let duplicateName = Self(rawValue: "duplicateName")
    /// A type, relation, permission or condition is not defined.
    public static let unknownName = Self(rawValue: "unknownName")
    /// An operator of a rule has no operands.
    public static let emptyOperator = Self(rawValue: "emptyOperator")
}
