import DescopeCore

/// Reads an expression. What is not supported is refused by its name.
struct CELParser {
    private let tokens: [CELToken]
    private let parameters: [Parameter]
    private let numbers: [String: Int]
    private var position = 0
    private var nesting = 0
    /// The variables of the macros around, the outermost first.
    private var locals: [String] = []
    private var expression: CELExpression

    /// A variable of the expression.
    struct Parameter: Sendable {
        let name: String
        let type: CELType
        /// The value, when the schema has it.
        var value: CELValue?
    }

    static func read(_ source: String, _ parameters: [Parameter]) throws(CELProblem) -> CELExpression {
        var parser = CELParser(
            tokens: try CELLexer.tokens(of: source),
            parameters: parameters,
            expression: CELExpression(source: source)
        )
        let root = try parser.expr()
        guard parser.kind == .end else { throw parser.expected("an operator or the end") }
        if let found = parser.typeThatIsNoBoolean(root) {
            throw CELProblem(parser.expression.nodes[root].offset, "expected a Boolean, found \(found)")
        }
        return parser.expression
    }

    private init(tokens: [CELToken], parameters: [Parameter], expression: CELExpression) {
        (self.tokens, self.parameters, self.expression) = (tokens, parameters, expression)
        numbers = Dictionary(parameters.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(48...57).contains(first), !reserved.contains(text) else { return false }
        return text.utf8.allSatisfy { (48...57).contains($0) || isLetter($0) || $0 == UInt8(ascii: "_") }
    }

    private static let reserved: Set = [
        "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop",
        "package", "namespace", "null", "return", "true", "var", "void", "while",
    ]

    // MARK: - Tokens

    private var token: CELToken { tokens[min(position, tokens.count - 1)] }
    private var kind: CELToken.Kind { token.kind }

    private func kind(ahead: Int) -> CELToken.Kind { tokens[min(position + ahead, tokens.count - 1)].kind }

    private mutating func skip(_ sign: String) -> Bool {
        guard kind == .sign(sign) else { return false }
        position += 1
        return true
    }

    private mutating func require(_ sign: String) throws(CELProblem) {
        guard skip(sign) else { throw expected("\"\(sign)\"") }
    }

    private func expected(_ what: String) -> CELProblem {
        let found =
            switch kind {
            case .name(let name): "\"\(name)\""
            case .sign(let sign): "\"\(sign)\""
            case .int, .uint, .double: "a number"
            case .string: "a string"
            case .end: "the end"
            }
        return CELProblem(token.offset, "expected \(what), found \(found)")
    }

    private mutating func add(_ kind: CELExpression.Kind, at offset: Int) throws(CELProblem) -> Int {
        let depth = 1 + (kind.children.map { expression.nodes[$0].depth }.max() ?? 0)
        guard depth <= CELExpression.maximumDepth else { throw tooDeep(offset) }
        expression.nodes.append(CELExpression.Node(kind: kind, offset: offset, depth: depth))
        return expression.nodes.count - 1
    }

    private func tooDeep(_ offset: Int) -> CELProblem {
        CELProblem(offset, "expected an expression of at most \(CELExpression.maximumDepth) levels")
    }

    // MARK: - Operators

    private mutating func expr() throws(CELProblem) -> Int {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= CELExpression.maximumNesting else {
            throw CELProblem(
                token.offset,
                "expected at most \(CELExpression.maximumNesting) levels of brackets and choices"
            )
        }
        let condition = try operators()
        let offset = token.offset
        guard skip("?") else { return condition }
        let first = try operators()
        try require(":")
        return try add(.choice(condition, first, try expr()), at: offset)
    }

    /// An operator between two operands that still waits for what binds more on its right.
    private struct Pending {
        let sign: Sign
        let offset: Int

        enum Sign: Equatable {
            case or, and
            case binary(CELExpression.Operator)
        }

        var precedence: Int {
            switch sign {
            case .or: 1
            case .and: 2
            case .binary(.equal), .binary(.unequal), .binary(.less), .binary(.lessOrEqual), .binary(.greater),
                .binary(.greaterOrEqual), .binary(.contained):
                3
            case .binary(.add), .binary(.subtract): 4
            case .binary: 5
            }
        }

        /// Whether a chain of it is one node.
        var isChained: Bool { precedence <= 2 }
    }

    /// A chain of operands and operators. It keeps a stack of its own, because a function for each level of precedence
    /// would take too much of the thread's stack.
    private mutating func operators() throws(CELProblem) -> Int {
        var operands = [try unary()]
        var pending: [Pending] = []
        while let next = pendingSign() {
            while let last = pending.last, last.precedence > next.precedence - (next.isChained ? 0 : 1) {
                try reduce(&operands, &pending)
            }
            position += 1
            pending.append(next)
            operands.append(try unary())
        }
        while !pending.isEmpty { try reduce(&operands, &pending) }
        return operands.first ?? 0
    }

    /// Makes a node of the last operator, or of a chain of it.
    private mutating func reduce(_ operands: inout [Int], _ pending: inout [Pending]) throws(CELProblem) {
        guard let last = pending.popLast() else { return }
        var count = 2
        while last.isChained, pending.last?.sign == last.sign {
            pending.removeLast()
            count += 1
        }
        let parts = Array(operands.suffix(count))
        operands.removeLast(min(count, operands.count))
        guard let first = parts.first, let second = parts.last else { return }
        let kind: CELExpression.Kind =
            switch last.sign {
            case .or: .or(parts)
            case .and: .and(parts)
            case .binary(let operation): .binary(operation, first, second)
            }
        operands.append(try add(kind, at: last.offset))
    }

    private func pendingSign() -> Pending? {
        let sign: Pending.Sign? =
            switch kind {
            case .sign("||"): .or
            case .sign("&&"): .and
            case .name("in"): .binary(.contained)
            case .sign(let sign): CELExpression.Operator(rawValue: sign).map { .binary($0) }
            default: nil
            }
        return sign.map { Pending(sign: $0, offset: token.offset) }
    }

    private mutating func unary() throws(CELProblem) -> Int {
        let offset = token.offset
        var count = 0
        if kind == .sign("!") {
            while skip("!") { count += 1 }
            let inner = try member()
            return count.isMultiple(of: 2) ? inner : try add(.not(inner), at: offset)
        }
        while skip("-") { count += 1 }
        guard !count.isMultiple(of: 2) else { return try member() }
        // The smallest number has no positive counterpart.
        if case .int(let magnitude) = kind, magnitude == Int64.min.magnitude {
            position += 1
            return try add(.literal(.int(.min)), at: offset)
        }
        return try add(.negative(try member()), at: offset)
    }

    // MARK: - Members, calls and macros

    private mutating func member() throws(CELProblem) -> Int {
        var value = try primary()
        while true {
            let offset = token.offset
            if skip("[") {
                if kind == .sign("?") { throw CELProblem(token.offset, "optional values are not supported") }
                let index = try expr()
                try require("]")
                value = try add(.index(value, index), at: offset)
            } else if skip(".") {
                value = try selection(from: value)
            } else if kind == .sign("{") {
                throw CELProblem(offset, "messages are not supported")
            } else {
                return value
            }
        }
    }

    private mutating func selection(from value: Int) throws(CELProblem) -> Int {
        if kind == .sign("?") { throw CELProblem(token.offset, "optional values are not supported") }
        let offset = token.offset
        let name = try takeName()
        guard skip("(") else { return try add(.select(value, name), at: offset) }
        if let macro = CELExpression.Macro(rawValue: name == "existsOne" ? "exists_one" : name) {
            return try walk(macro, over: value, at: offset)
        }
        guard let function = CELFunction(rawValue: name) else { throw unknown(name, offset) }
        let arguments = try arguments()
        guard let counts = function.argumentsOnValue else {
            throw CELProblem(offset, "the function \(name) is not called on a value: expected \(name)(…)")
        }
        return try call(function, [value] + arguments, counts, arguments.count, offset)
    }

    private mutating func takeName() throws(CELProblem) -> String {
        guard case .name(let name) = kind, Self.isName(name) else { throw expected("a name") }
        position += 1
        return name
    }

    private func unknown(_ name: String, _ offset: Int) -> CELProblem {
        CELProblem(offset, "the function \(name) is not supported")
    }

    private mutating func call(
        _ function: CELFunction,
        _ operands: [Int],
        _ counts: ClosedRange<Int>,
        _ count: Int,
        _ offset: Int
    ) throws(CELProblem) -> Int {
        guard counts.contains(count) else {
            let wanted = counts.count == 1 ? "\(counts.lowerBound)" : "\(counts.lowerBound) or \(counts.upperBound)"
            throw CELProblem(offset, "the function \(function.rawValue) takes \(wanted) arguments, found \(count)")
        }
        if function == .matches, let last = operands.last,
            case .literal(.string(let pattern)) = expression.nodes[last].kind
        {
            let regex: LinearRegex
            do throws(LinearRegex.Problem) { regex = try LinearRegex(pattern) } catch {
                throw CELProblem(expression.nodes[last].offset, "in the regular expression, \(error.message)")
            }
            return try add(.matches(operands[0], regex), at: offset)
        }
        if operands.count == 2, function.rawValue.utf8.starts(with: "get".utf8), let last = operands.last,
            case .literal(.string(let zone)) = expression.nodes[last].kind, CELTimestamp.offset(zone) == nil
        {
            throw CELProblem(
                expression.nodes[last].offset,
                "names of time zones are not supported: expected \"UTC\" or an offset such as \"+02:00\""
            )
        }
        return try add(.call(function, operands), at: offset)
    }

    /// What stands between brackets, the first of which is read already.
    private mutating func arguments() throws(CELProblem) -> [Int] {
        var list: [Int] = []
        if skip(")") { return list }
        repeat { list.append(try expr()) } while skip(",")
        try require(")")
        return list
    }

    private mutating func walk(
        _ macro: CELExpression.Macro,
        over range: Int,
        at offset: Int
    ) throws(CELProblem) -> Int {
        guard case .name(let name) = kind, Self.isName(name), kind(ahead: 1) == .sign(",") else {
            throw expected("a variable and a comma")
        }
        position += 2
        locals.append(name)
        let inner = try expr()
        let transform = macro == .map && skip(",") ? try expr() : nil
        locals.removeLast()
        try require(")")
        return try add(.walk(macro, range, local: locals.count, inner, transform: transform), at: offset)
    }

    // MARK: - Values

    private mutating func primary() throws(CELProblem) -> Int {
        let offset = token.offset
        switch kind {
        case .name("true"): return try literal(.bool(true))
        case .name("false"): return try literal(.bool(false))
        case .name("null"): return try literal(.null)
        case .name: return try named()
        case .sign("("):
            position += 1
            let inner = try expr()
            try require(")")
            return inner
        case .sign("["):
            position += 1
            return try list(at: offset)
        case .sign("{"):
            position += 1
            return try map(at: offset)
        default: return try constant()
        }
    }

    private mutating func constant() throws(CELProblem) -> Int {
        switch kind {
        case .int(let magnitude):
            guard let number = Int64(exactly: magnitude) else {
                throw CELProblem(token.offset, "the number is too large")
            }
            return try literal(.int(number))
        case .uint(let number): return try literal(.uint(number))
        case .double(let number): return try literal(.double(number))
        case .string(let text): return try literal(.string(text))
        default: throw expected("an expression")
        }
    }

    private mutating func literal(_ value: CELValue) throws(CELProblem) -> Int {
        let offset = token.offset
        position += 1
        return try add(.literal(value), at: offset)
    }

    private mutating func list(at offset: Int) throws(CELProblem) -> Int {
        var elements: [Int] = []
        while !skip("]") {
            if kind == .sign("?") { throw CELProblem(token.offset, "optional values are not supported") }
            elements.append(try expr())
            if !skip(",") {
                try require("]")
                break
            }
        }
        return try add(.list(elements), at: offset)
    }

    private mutating func map(at offset: Int) throws(CELProblem) -> Int {
        var (keys, values): ([Int], [Int]) = ([], [])
        while !skip("}") {
            if kind == .sign("?") { throw CELProblem(token.offset, "optional values are not supported") }
            keys.append(try expr())
            try require(":")
            values.append(try expr())
            if !skip(",") {
                try require("}")
                break
            }
        }
        return try add(.map(keys, values), at: offset)
    }

    private mutating func named() throws(CELProblem) -> Int {
        let offset = token.offset
        let name = try takeName()
        guard skip("(") else { return try variable(name, offset) }
        let isHas = name == "has"
        let function = CELFunction(rawValue: name)
        guard isHas || function != nil else { throw unknown(name, offset) }
        let arguments = try arguments()
        if isHas { return try has(arguments, offset) }
        guard let function, let counts = function.argumentsAlone else {
            throw CELProblem(offset, "the function \(name) is called on a value: expected x.\(name)(…)")
        }
        return try call(function, arguments, counts, arguments.count, offset)
    }

    private mutating func has(_ arguments: [Int], _ offset: Int) throws(CELProblem) -> Int {
        guard arguments.count == 1, case .select(let value, let name) = expression.nodes[arguments[0]].kind else {
            throw CELProblem(offset, "has takes a member of a map, as in has(x.name)")
        }
        return try add(.has(value, name), at: offset)
    }

    private mutating func variable(_ name: String, _ offset: Int) throws(CELProblem) -> Int {
        if let local = locals.lastIndex(of: name) { return try add(.local(local), at: offset) }
        guard let number = numbers[name] else {
            throw CELProblem(offset, "\(name) is not a parameter of the condition")
        }
        if let value = parameters[number].value { return try add(.literal(value), at: offset) }
        return try add(.parameter(number), at: offset)
    }

    /// What the expression is when it is certainly no Boolean.
    private func typeThatIsNoBoolean(_ root: Int) -> String? {
        switch expression.nodes[root].kind {
        case .literal(.bool): nil
        case .parameter(let number):
            switch parameters[number].type {
            case .bool, .any: nil
            default: parameters[number].type.name
            }
        case .literal(let value): value.typeName
        case .negative: "a number"
        case .list: "a list"
        case .map, .walk(.map, _, _, _, _), .walk(.filter, _, _, _, _): "a list or map"
        case .binary(let operation, _, _):
            switch operation {
            case .add, .subtract, .multiply, .divide, .remainder: "the result of \(operation.rawValue)"
            default: nil
            }
        case .call(let function, _):
            switch function {
            case .contains, .startsWith, .endsWith, .matches, .bool, .dyn, .isIP, .isCIDR, .inCIDR, .containsIP,
                .containsCIDR:
                nil
            default: "the result of \(function.rawValue)"
            }
        default: nil
        }
    }
}
