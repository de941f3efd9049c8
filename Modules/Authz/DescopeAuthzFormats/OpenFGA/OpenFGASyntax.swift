import DescopeAuthzModel

/// The syntax tree of one file of OpenFGA's modelling language.
struct OpenFGAFile: Sendable {
    /// The schema version of a model, or the name of a module.
    enum Header: Sendable {
        case model(version: Name)
        case module(Name)
    }

    struct TypeDeclaration: Sendable {
        let name: Name
        let isExtension: Bool
        var relations: [Relation] = []
    }

    struct Relation: Sendable {
        let name: Name
        let rule: Expression
    }

    indirect enum Expression: Sendable {
        case direct([Restriction], at: AuthzPosition)
        case computed(Name)
        case from(Name, Name)
        case union([Expression])
        case intersection([Expression])
        case exclusion([Expression])
    }

    /// What may be assigned directly: `user`, `user:*`, `group#member`, each `with` a condition.
    struct Restriction: Sendable {
        let type: Name
        var relation: Name?
        var isWildcard = false
        var condition: Name?

        var shown: String { type.text + (isWildcard ? ":*" : "") + (relation.map { "#" + $0.text } ?? "") }
    }

    struct Condition: Sendable {
        let name: Name
        var parameters: [(name: Name, type: Name)] = []
        /// The expression in its braces.
        var braces: Token?
    }

    var header: Header
    var types: [TypeDeclaration] = []
    var conditions: [Condition] = []
}

/// Parses OpenFGA's modelling language. Its lines matter: a type, `relations`, a relation and a condition each begin
/// one.
struct OpenFGAParser {
    private let tokens: [Token]
    private var index = 0

    private static let rules = LexicalRules(
        wordSigns: [UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/")],
        signs: Set("[](){}<>,:#*".utf8),
        hasHashComments: true
    )
    private static let operators: Set<String> = ["or", "and", "but", "from", "with"]
    private static let parameterTypes: Set<String> = [
        "bool", "string", "int", "uint", "double", "duration", "timestamp", "ipaddress", "any",
    ]

    static func parse(_ text: String) throws(SyntaxProblem) -> OpenFGAFile {
        var parser = OpenFGAParser(text)
        return try parser.file()
    }

    private init(_ text: String) {
        tokens = [Token](of: text, Self.rules)
    }

    // MARK: - Tokens

    private var next: Token { tokens[min(index, tokens.count - 1)] }
    private func look(_ offset: Int) -> Token { tokens[min(index + offset, tokens.count - 1)] }
    /// Where the token before ends.
    private var endOfLast: AuthzPosition { index > 0 ? tokens[index - 1].end : next.start }

    @discardableResult
    private mutating func take() -> Token {
        let token = next
        index += 1
        return token
    }

    private mutating func skipNewlines() { while next.kind == .newline { index += 1 } }

    private func expected(_ what: String, at position: AuthzPosition? = nil) -> SyntaxProblem {
        SyntaxProblem(position ?? next.start, "expected \(what), found \(next.shown).")
    }

    private mutating func takeSign(_ sign: String) throws(SyntaxProblem) {
        guard next.isSign(sign) else { throw expected("`\(sign)`") }
        index += 1
    }

    private mutating func takeNewline() throws(SyntaxProblem) {
        guard next.kind == .newline || next.kind == .end else { throw expected("the end of the line", at: endOfLast) }
        skipNewlines()
    }

    private mutating func name(_ what: String) throws(SyntaxProblem) -> Name {
        guard next.kind == .word, let first = next.text.utf8.first,
            first.isWordByte && !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
        else { throw expected(what) }
        let token = take()
        return Name(text: token.text, start: token.start)
    }

    private mutating func braces() throws(SyntaxProblem) -> Token {
        if next.kind == .braces { return take() }
        throw next.isSign("{") ? .unclosed(next) : expected("`{`")
    }

    // MARK: - Grammar

    private mutating func file() throws(SyntaxProblem) -> OpenFGAFile {
        skipNewlines()
        var file = OpenFGAFile(header: try header())
        try takeNewline()
        while next.kind != .end {
            if next.isWord("type") || (next.isWord("extend") && look(1).isWord("type")) {
                guard file.conditions.isEmpty else { throw expected("types before conditions") }
                file.types.append(try typeDeclaration(in: file.header))
            } else if next.isWord("condition") {
                file.conditions.append(try condition())
                try takeNewline()
            } else {
                throw expected("`type`\(file.types.isEmpty ? "" : ", `relations`") or `condition`")
            }
        }
        return file
    }

    private mutating func header() throws(SyntaxProblem) -> OpenFGAFile.Header {
        if next.isWord("module") {
            take()
            guard next.kind == .word else { throw expected("the module's name", at: endOfLast) }
            return .module(try name("the module's name"))
        }
        guard next.isWord("model") else { throw expected("`model` and `schema 1.1`, or `module`") }
        take()
        try takeNewline()
        guard next.isWord("schema") else { throw expected("`schema 1.1`") }
        take()
        let version = next.text.split(separator: ".", omittingEmptySubsequences: false)
        guard next.kind == .word, version.count == 2, version.allSatisfy({ Int($0) != nil }) else {
            throw expected("a schema version, such as 1.1")
        }
        let token = take()
        return .model(version: Name(text: token.text, start: token.start))
    }

    private mutating func typeDeclaration(
        in header: OpenFGAFile.Header
    ) throws(SyntaxProblem) -> OpenFGAFile.TypeDeclaration {
        let isExtension = next.isWord("extend")
        if isExtension { take() }
        take()
        let typeName = try name("the type's name")
        if isExtension, case .model = header {
            throw SyntaxProblem(typeName.start, "expected `extend type` only in a module, found it in a model.")
        }
        var type = OpenFGAFile.TypeDeclaration(name: typeName, isExtension: isExtension)
        try takeNewline()
        guard next.isWord("relations") else { return type }
        take()
        try takeNewline()
        guard next.isWord("define") else { throw expected("`define`") }
        while next.isWord("define") {
            take()
            let relationName = try name("the relation's name")
            try takeSign(":")
            let rule = try expression(allowsDirect: true, depth: 0)
            try takeNewline()
            type.relations.append(OpenFGAFile.Relation(name: relationName, rule: rule))
        }
        return type
    }

    private mutating func expression(
        allowsDirect: Bool,
        depth: Int
    ) throws(SyntaxProblem) -> OpenFGAFile.Expression {
        let first = try operand(allowsDirect: allowsDirect, depth: depth)
        guard let sign = operatorWord() else { return first }
        var operands = [first]
        repeat {
            take()
            if sign == "but" { take() }
            operands.append(try operand(allowsDirect: false, depth: depth))
            // `but not` takes two operands.
        } while sign != "but" && operatorWord() == sign
        if operatorWord() != nil {
            let found = operatorWord() == "but" ? "`but not`" : next.shown
            throw SyntaxProblem(
                depth > 0 ? next.start : endOfLast,
                "expected one kind of operator, `but not` only once, found \(found). Put parentheses around one of both."
            )
        }
        return switch sign {
        case "or": .union(operands)
        case "and": .intersection(operands)
        default: .exclusion(operands)
        }
    }

    /// The operator that comes next: `or`, `and`, or `but` with `not` after it.
    private func operatorWord() -> String? {
        if next.isWord("or") || next.isWord("and") { return next.text }
        return next.isWord("but") && look(1).isWord("not") ? "but" : nil
    }

    private mutating func operand(
        allowsDirect: Bool,
        depth: Int
    ) throws(SyntaxProblem) -> OpenFGAFile.Expression {
        if next.isSign("(") {
            guard depth < SchemaLimits.depth else {
                throw expected("parentheses in at most \(SchemaLimits.depth) levels")
            }
            take()
            let inner = try expression(allowsDirect: allowsDirect, depth: depth + 1)
            try takeSign(")")
            return inner
        }
        if next.isSign("["), allowsDirect { return try direct() }
        guard next.kind == .word, !Self.operators.contains(next.text) else {
            throw expected(allowsDirect ? "types in brackets, a relation or `(`" : "a relation or `(`")
        }
        let first = try name("a relation")
        guard next.isWord("from") else { return .computed(first) }
        take()
        guard !Self.operators.contains(next.text) else { throw expected("a relation after `from`") }
        return .from(first, try name("a relation after `from`"))
    }

    private mutating func direct() throws(SyntaxProblem) -> OpenFGAFile.Expression {
        let start = take().start
        var restrictions: [OpenFGAFile.Restriction] = []
        while true {
            skipNewlines()
            var restriction = OpenFGAFile.Restriction(type: try name("a type"))
            if next.isSign("#") {
                take()
                restriction.relation = try name("a relation after `#`")
            } else if next.isSign(":") {
                take()
                try takeSign("*")
                restriction.isWildcard = true
            }
            if next.isWord("with") {
                take()
                restriction.condition = try name("a condition after `with`")
            }
            restrictions.append(restriction)
            guard restrictions.count <= SchemaLimits.allowedTargets else {
                throw expected("at most \(SchemaLimits.allowedTargets) types of one relation")
            }
            skipNewlines()
            if next.isSign(",") { take() } else { break }
        }
        guard next.isSign("]") else { throw expected("`,` or `]`") }
        take()
        return .direct(restrictions, at: start)
    }

    private mutating func condition() throws(SyntaxProblem) -> OpenFGAFile.Condition {
        take()
        var condition = OpenFGAFile.Condition(name: try name("the condition's name"))
        try takeSign("(")
        while true {
            skipNewlines()
            guard !Self.parameterTypes.contains(next.text), next.text != "list", next.text != "map" else {
                throw expected("the parameter's name")
            }
            let parameter = try name("the parameter's name")
            try takeSign(":")
            let type = try name("the parameter's type")
            if type.text == "list" || type.text == "map" {
                try takeSign("<")
                guard Self.parameterTypes.contains(next.text) else { throw expected("a simple type") }
                take()
                try takeSign(">")
            } else if !Self.parameterTypes.contains(type.text) {
                throw SyntaxProblem(type.start, "expected a type of parameters, found `\(type.text)`.")
            }
            condition.parameters.append((parameter, type))
            skipNewlines()
            if next.isSign(",") { take() } else { break }
        }
        try takeSign(")")
        condition.braces = try braces()
        return condition
    }
}

/// A mistake that ends the reading.
struct SyntaxProblem: Error {
    let position: AuthzPosition
    let message: String

    init(_ position: AuthzPosition, _ message: String) {
        self.position = position
        self.message = message
    }

    var problem: AuthzProblem { AuthzProblem(.syntax, at: position, message) }

    /// Braces of a condition without an end.
    static func unclosed(_ brace: Token) -> Self {
        Self(brace.start, "expected `}` after the condition's expression, found the end of the text.")
    }
}
