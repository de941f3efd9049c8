import DescopeCore

/// Reads the language. After a syntax error it goes on at the next definition, so that all of them are found.
struct SchemaParser {
    private let text: [UInt8]
    private let tokens: [Token]
    private var index = 0
    /// Both decide whether an operator after `with` continues the condition or the rule.
    private var conditionNames: Set<ByteKey> = []
    private var typeNames: Set<ByteKey> = []

    private(set) var schema = AuthzSchema()
    private(set) var places = SchemaPlaces()
    private(set) var problems: [AuthzProblem] = []

    /// Parentheses, and operators in one rule, nest at most this deep: rules are read and judged by recursion.
    static let maximumDepth = 64

    private struct Failure: Error {
        let problem: AuthzProblem
    }

    /// A rule, and how many operators deep it is.
    private struct Rule {
        let node: AuthzNode
        let levels: Int
        /// The `with` of a term without parentheses around it.
        var with: AuthzPosition?
    }

    private struct Requirement {
        let value: AuthzRequirement
        let levels: Int
    }

    init(_ dsl: String) {
        text = Array(dsl.utf8)
        tokens = Tokenizer.tokens(text)
        for (token, following) in zip(tokens, tokens.dropFirst()) where following.kind == .name {
            switch token.kind {
            case .keyword(.condition), .keyword(.constraint): conditionNames.insert(ByteKey(string(following)))
            default: break
            }
        }
        do throws(Failure) { try readModel() } catch {
            problems.append(error.problem)
            return
        }
        while token.kind != .end {
            do throws(Failure) { try readDeclaration() } catch {
                problems.append(error.problem)
                skipToStart()
            }
        }
    }

    // MARK: - Tokens

    private var token: Token { tokens[min(index, tokens.count - 1)] }

    private func token(after offset: Int) -> Token { tokens[min(index + offset, tokens.count - 1)] }

    private func string(_ token: Token) -> String { String(decoding: text[token.range], as: UTF8.self) }

    private func failure(_ expected: String, at token: Token, _ code: AuthzProblem.Code = .syntax) -> Failure {
        if case .invalid(let expected) = token.kind {
            return Failure(problem: AuthzProblem(.syntax, at: token.position, "expected \(expected)."))
        }
        let found =
            switch token.kind {
            case .end: "the end of the text"
            case .keyword: "\(quoted(text[token.range])), which is a word of the language"
            default: quoted(text[token.range])
            }
        return Failure(problem: AuthzProblem(code, at: token.position, "expected \(expected), found \(found)."))
    }

    private mutating func take() -> Token {
        defer { index += 1 }
        return token
    }

    private mutating func takeSymbol(_ character: Unicode.Scalar) -> Bool {
        guard token.isSymbol(character) else { return false }
        index += 1
        return true
    }

    private mutating func takeKeyword(_ keyword: Token.Keyword) -> Bool {
        guard token.kind == .keyword(keyword) else { return false }
        index += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar, _ expected: String) throws(Failure) {
        guard takeSymbol(character) else { throw failure(expected, at: token) }
    }

    private mutating func expectName(_ expected: String) throws(Failure) -> Token {
        guard token.kind == .name else { throw failure(expected, at: token) }
        return take()
    }

    private var isAtStart: Bool {
        switch token.kind {
        case .end: true
        case .keyword(let keyword): keyword.isStart
        default: false
        }
    }

    private mutating func skipToStart() { while !isAtStart { index += 1 } }

    // MARK: - Declarations

    private mutating func readModel() throws(Failure) {
        let first = token
        let expected = "\"model AuthZ 1.0\" on the first line"
        guard takeKeyword(.model) else { throw failure(expected, at: token) }
        for word in ["AuthZ", "1.0"] {
            guard string(token).hasSameBytes(as: word), token.position.line == first.position.line else {
                throw failure(expected, at: token)
            }
            index += 1
        }
        guard token.kind == .end || token.position.line > first.position.line else {
            throw failure("the end of the line after \"model AuthZ 1.0\"", at: token)
        }
    }

    private mutating func readDeclaration() throws(Failure) {
        guard isAtStart else {
            throw failure("\"type\", \"relation\", \"permission\", \"condition\" or \"constraint\"", at: token)
        }
        let start = take()
        switch start.kind {
        case .keyword(.type): try readType()
        case .keyword(.relation): try readRelation(start)
        case .keyword(.permission): try readPermission(start)
        case .keyword(.condition): try readCondition()
        default: try readConstraint()
        }
        guard isAtStart else { throw failure("the next definition", at: token) }
    }

    private mutating func readType() throws(Failure) {
        // What follows belongs to it even if its name cannot be read.
        places.types.append(token.position)
        places.definitions.append([])
        schema.namespaces.append(AuthzNamespace(""))
        findTypeNames()
        let name = try expectName("the name of a type")
        schema.namespaces[schema.namespaces.count - 1].name = string(name)
    }

    /// The names that the type defines, also those that follow a rule that is read.
    private mutating func findTypeNames() {
        typeNames = []
        var offset = 0
        while true {
            let next = token(after: offset)
            switch next.kind {
            case .end, .keyword(.type): return
            case .keyword(.relation), .keyword(.permission):
                let name = token(after: offset + 1)
                if name.kind == .name { typeNames.insert(ByteKey(string(name))) }
            default: break
            }
            offset += 1
        }
    }

    private mutating func readHead(_ word: String, _ start: Token) throws(Failure) -> Token {
        guard !schema.namespaces.isEmpty else {
            throw Failure(
                problem: AuthzProblem(
                    .syntax,
                    at: start.position,
                    "expected a type before the first \(word), found none."
                )
            )
        }
        let name = try expectName("the name of a \(word)")
        try expect(":", "\":\" after the name of a \(word)")
        return name
    }

    private mutating func add(_ definition: AuthzRelationDefinition, _ places: SchemaPlaces.Definition) {
        schema.namespaces[schema.namespaces.count - 1].relationDefinitions.append(definition)
        self.places.definitions[self.places.definitions.count - 1].append(places)
    }

    private mutating func readRelation(_ start: Token) throws(Failure) {
        let name = try readHead("relation", start)
        var (targets, places) = ([AuthzAllowedTarget](), SchemaPlaces.Definition(name: name.position))
        repeat {
            let type = try expectName("a type, such as user, or a set, such as group#member")
            if token.isSymbol(".") {
                throw failure("a type or a set, because a relation is stored and never computed", at: token)
            }
            let set = takeSymbol("#") ? try expectName("the name of a relation or permission after \"#\"") : nil
            targets.append(AuthzAllowedTarget(string(type), set.map(string)))
            places.targets.append(SchemaPlaces.Reference(first: type.position, second: set?.position))
        } while takeSymbol("|")
        let condition =
            takeKeyword(.with) ? try readRequirement(0, isInRule: false, &places).value : nil
        guard isAtStart else { throw failure("\"|\", \"with\" or the next definition", at: token) }
        add(AuthzRelationDefinition(string(name), allowedTargets: targets, condition: condition), places)
    }

    private mutating func readPermission(_ start: Token) throws(Failure) {
        let name = try readHead("permission", start)
        var places = SchemaPlaces.Definition(name: name.position)
        let rule = try readRule(0, &places)
        guard isAtStart else { throw failure("\"|\", \"&\", \"-\", \"with\" or the next definition", at: token) }
        add(AuthzRelationDefinition(string(name), rule: rule.node), places)
    }

    private mutating func readCondition() throws(Failure) {
        let name = try expectName("the name of a condition")
        try expect("(", "\"(\" and the parameters of the condition")
        var parameters: [AuthzCondition.Parameter] = []
        repeat {
            let parameter = try expectName("the name of a parameter")
            let type = try expectName("the type of the parameter, such as string")
            parameters.append(.init(string(parameter), .init(rawValue: string(type))))
        } while takeSymbol(",")
        try expect(")", "\",\" or \")\" after a parameter")
        guard token.kind == .braces else { throw failure("an expression in braces", at: token) }
        let expression = text[token.range].dropFirst().dropLast().trimmed
        guard !expression.isEmpty else { throw failure("an expression in the braces", at: token) }
        places.conditions.append(name.position)
        places.expressions.append(start(ofExpressionIn: token))
        index += 1
        schema.conditions.append(AuthzCondition(string(name), parameters, String(decoding: expression, as: UTF8.self)))
    }

    /// Where the expression between braces begins, after spaces and line breaks.
    private func start(ofExpressionIn braces: Token) -> AuthzPosition {
        let spaces = text[braces.range].dropFirst().prefix(while: isSpace)
        let inside = AuthzPosition(line: braces.position.line, column: braces.position.column + 1)
        return inside.moved(by: AuthzPosition.end(of: spaces))
    }

    private mutating func readConstraint() throws(Failure) {
        let name = try expectName("the name of a constraint")
        let kind = takeSymbol(":") ? try expectName("the kind of the constraint, such as IpRange") : name
        var arguments: [JSONValue] = []
        if takeSymbol("(") {
            repeat { arguments.append(try readArgument()) } while takeSymbol(",")
            try expect(")", "\",\" or \")\" after an argument")
        }
        places.conditions.append(name.position)
        places.expressions.append(nil)
        schema.conditions.append(
            AuthzCondition(constraint: string(name), kind: .init(rawValue: string(kind)), arguments: arguments)
        )
    }

    private mutating func readArgument() throws(Failure) -> JSONValue {
        let start = token
        let isNegative = takeSymbol("-")
        guard let value = argument(isNegative) else {
            throw failure("a string in double quotes, a number, true or false", at: isNegative ? token : start)
        }
        index += 1
        return value
    }

    private func argument(_ isNegative: Bool) -> JSONValue? {
        func json(_ text: [UInt8]) -> JSONValue? { try? JSONReader.parse(text, from: .service) }
        switch token.kind {
        case .number:
            let value = json((isNegative ? [UInt8(ascii: "-")] : []) + text[token.range])
            // 25e1 is a whole number, and is written as one.
            if case .double(let number) = value, let whole = Int64(exactly: number) { return .int(whole) }
            return value
        case .string where !isNegative: return json(Array(text[token.range]))
        case .name where !isNegative:
            let name = string(token)
            return name == "true" ? true : name == "false" ? false : nil
        default: return nil
        }
    }

    // MARK: - Rules

    private mutating func readRule(_ depth: Int, _ places: inout SchemaPlaces.Definition) throws(Failure) -> Rule {
        let start = token
        var terms = [try readTerm(depth, &places)]
        guard let symbol = setOperator else { return terms[0] }
        while let next = setOperator {
            index += 1
            terms.append(try readTerm(depth, &places))
            guard next.kind == symbol.kind else { throw mix(terms.map { $0.node.text(isNested: true) }, symbol, next) }
        }
        let nodes = terms.map(\.node)
        for (number, term) in terms.enumerated() where number > 0 {
            if let position = term.with { places.doubts.append(doubt(nodes, number, symbol, position)) }
        }
        let node: AuthzNode =
            symbol.isSymbol("|") ? .union(nodes) : symbol.isSymbol("&") ? .intersect(nodes) : .sub(nodes)
        return Rule(node: node, levels: try levels(above: terms.map(\.levels), at: start))
    }

    private var setOperator: Token? { "|&-".unicodeScalars.contains { token.isSymbol($0) } ? token : nil }

    private mutating func readTerm(_ depth: Int, _ places: inout SchemaPlaces.Definition) throws(Failure) -> Rule {
        let start = token
        var atom = try readAtom(depth, &places)
        atom.with = nil
        let with = token.position
        guard takeKeyword(.with) else { return atom }
        let requirement = try readRequirement(depth, isInRule: true, &places)
        return Rule(
            node: .conditional(atom.node, requirement.value),
            levels: try levels(above: [atom.levels, requirement.levels], at: start),
            with: with
        )
    }

    private mutating func readAtom(_ depth: Int, _ places: inout SchemaPlaces.Definition) throws(Failure) -> Rule {
        let start = token
        if takeSymbol("(") {
            guard depth < Self.maximumDepth else { throw tooDeep(start) }
            let rule = try readRule(depth + 1, &places)
            try expect(")", "an operator or \")\"")
            return rule
        }
        let name = try expectName("a relation, a permission, an arrow such as parent.viewer or \"(\"")
        guard takeSymbol(".") else {
            places.leaves.append(SchemaPlaces.Reference(first: name.position))
            return Rule(node: .targetSet(string(name)), levels: 1)
        }
        let tested = try expectName("the name of a relation or permission after \".\"")
        if token.isSymbol(".") {
            throw failure("an arrow of one step (define a permission for the second one)", at: token)
        }
        places.leaves.append(SchemaPlaces.Reference(first: name.position, second: tested.position))
        return Rule(node: .relationRight(AuthzNode.Edge(string(name)), string(tested)), levels: 1)
    }

    // MARK: - Requirements

    /// Reads what follows `with`.
    ///
    /// - Parameter isInRule: Whether an operator may also continue the rule around it.
    private mutating func readRequirement(
        _ depth: Int,
        isInRule: Bool,
        _ places: inout SchemaPlaces.Definition
    ) throws(Failure) -> Requirement {
        let start = token
        var terms = [try readRequiredTerm(depth, &places)]
        var symbol: Token?
        while token.isSymbol("|") || token.isSymbol("&") {
            if isInRule, try !isConditionNext() { break }
            let next = take()
            terms.append(try readRequiredTerm(depth, &places))
            let first = symbol ?? next
            guard next.kind == first.kind else { throw mix(terms.map { $0.value.text(isNested: true) }, first, next) }
            symbol = first
        }
        guard let symbol else { return terms[0] }
        let values = terms.map(\.value)
        return Requirement(
            value: symbol.isSymbol("|") ? .any(values) : .all(values),
            levels: try levels(above: terms.map(\.levels), at: start)
        )
    }

    private mutating func readRequiredTerm(
        _ depth: Int,
        _ places: inout SchemaPlaces.Definition
    ) throws(Failure) -> Requirement {
        let start = token
        guard !token.isSymbol("!"), !token.isSymbol("(") else {
            guard depth < Self.maximumDepth else { throw tooDeep(start) }
            if takeSymbol("!") {
                let term = try readRequiredTerm(depth + 1, &places)
                return Requirement(value: .not(term.value), levels: try levels(above: [term.levels], at: start))
            }
            index += 1
            let requirement = try readRequirement(depth + 1, isInRule: false, &places)
            try expect(")", "an operator or \")\"")
            return requirement
        }
        let name = try expectName("the name of a condition or constraint, \"!\" or \"(\"")
        places.requirements.append(name.position)
        return Requirement(value: .named(string(name)), levels: 1)
    }

    /// Whether a condition follows an operator, and not a term of the rule: their names tell.
    private func isConditionNext() throws(Failure) -> Bool {
        var offset = 1
        while token(after: offset).isSymbol("("), offset <= Self.maximumDepth { offset += 1 }
        let next = token(after: offset)
        guard next.kind == .name else { return next.isSymbol("!") }
        let name = ByteKey(string(next))
        guard conditionNames.contains(name) else { return false }
        guard !typeNames.contains(name) else {
            throw failure(
                "parentheses around the condition or the rule, for a name that is both",
                at: next,
                .operatorMix
            )
        }
        return true
    }

    // MARK: - Failures

    private func levels(above levels: [Int], at start: Token) throws(Failure) -> Int {
        let level = (levels.max() ?? 0) + 1
        guard level <= Self.maximumDepth else { throw tooDeep(start) }
        return level
    }

    private func tooDeep(_ start: Token) -> Failure {
        let expected = "expected a rule that nests at most \(Self.maximumDepth) deep, found a deeper one."
        return Failure(problem: AuthzProblem(.syntax, at: start.position, expected))
    }

    /// A condition after one of several terms, which may be meant for all of them.
    private func doubt(
        _ terms: [AuthzNode],
        _ number: Int,
        _ symbol: Token,
        _ position: AuthzPosition
    ) -> AuthzProblem {
        let separator = " \(string(symbol)) "
        let texts = terms.map { $0.text(isNested: true) }
        var other = texts[...]
        if case .conditional(let last, let requirement) = terms[number] {
            let before = (texts[..<number] + [last.text(isNested: true)]).joined(separator: separator)
            other = ["(\(before)) with \(requirement.text(isNested: true))"] + texts[(number + 1)...]
        }
        return AuthzProblem(
            .conditionOfOneTerm,
            isError: false,
            at: position,
            "expected parentheses around what the condition is for, found none: it is read as "
                + "\(shortened(texts.joined(separator: separator))). Write that, or "
                + "\(shortened(other.joined(separator: separator))) when it is for all."
        )
    }

    /// - Parameters:
    ///   - terms: All up to the one after the second operator.
    private func mix(_ terms: [String], _ first: Token, _ second: Token) -> Failure {
        let (a, b) = (" \(string(first)) ", " \(string(second)) ")
        let left = terms.dropLast().joined(separator: a)
        let right = terms.suffix(2).joined(separator: b)
        let head = terms.dropLast(2).joined(separator: a)
        let message =
            "expected parentheses, found \(string(first)) and \(string(second)) side by side: write "
            + "\(shortened("(\(left))\(b)\(terms.last ?? "")")) or \(shortened("\(head)\(a)(\(right))"))."
        return Failure(problem: AuthzProblem(.operatorMix, at: second.position, message))
    }
}

extension ArraySlice<UInt8> {
    /// Without spaces and line breaks on both sides.
    var trimmed: ArraySlice<UInt8> {
        var rest = drop(while: isSpace)
        while rest.last.map(isSpace) == true { rest.removeLast() }
        return rest
    }
}
