import DescopeAuthzModel

/// A word or sign of a schema's text.
struct Token: Sendable {
    enum Kind: Sendable {
        /// A name, keyword or number.
        case word
        /// A sign of one or two characters.
        case sign
        case newline
        /// Braces with the expression of a condition between them.
        case braces
        case end
        /// What the language has no use for.
        case unknown
    }

    let kind: Kind
    let text: String
    /// Where it begins, and where the next character after it is.
    let start: AuthzPosition
    let end: AuthzPosition
    /// Its first byte, and the one after its last.
    let bytes: Range<Int>

    func isWord(_ word: String) -> Bool { kind == .word && text == word }
    func isSign(_ sign: String) -> Bool { kind == .sign && text == sign }

    /// As messages name it.
    var shown: String {
        switch kind {
        case .newline: "the end of the line"
        case .end: "the end of the text"
        case .braces: "an expression in braces"
        case .unknown where text.hasPrefix("/*"): "a comment without an end"
        case .word, .sign, .unknown: "`\(text)`"
        }
    }
}

/// Walks through the bytes of a text and counts lines and columns.
struct TextWalk {
    let bytes: [UInt8]
    private(set) var index = 0
    private(set) var position = AuthzPosition(line: 1, column: 1)

    init(_ text: String) { bytes = [UInt8](text.utf8) }

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The byte that comes next, or one further on; nil after the end.
    func peek(_ offset: Int = 0) -> UInt8? {
        let place = index + offset
        return place < bytes.count ? bytes[place] : nil
    }

    mutating func advance() {
        guard index < bytes.count else { return }
        let byte = bytes[index]
        index += 1
        if byte == UInt8(ascii: "\n") {
            position = AuthzPosition(line: position.line + 1, column: 1)
        } else if peek().map({ $0 & 0xC0 != 0x80 }) ?? true {
            // The last byte of a character.
            position.column += 1
        }
    }

    mutating func skip(while condition: (UInt8) -> Bool) {
        while let byte = peek(), condition(byte) { advance() }
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}

/// The lexical rules in which the languages differ.
struct LexicalRules {
    /// Characters of words beside letters, digits and underscores.
    var wordSigns: Set<UInt8>
    /// Signs of one character.
    var signs: Set<UInt8>
    /// Signs of two characters, which are looked for first.
    var longSigns: [(UInt8, UInt8)] = []
    /// Whether `#` at the beginning of a line, or after white space, begins a comment.
    var hasHashComments = false
    /// Whether `//` and `/*` begin comments.
    var hasSlashComments = false
}

extension [Token] {
    /// The tokens of a text, the last of which is its end. White space is passed over, except that a run of empty lines
    /// is one newline.
    init(of text: String, _ rules: LexicalRules) {
        self = []
        var walk = TextWalk(text)
        var afterSpace = true

        func add(_ kind: Token.Kind, from start: (Int, AuthzPosition), to list: inout [Token], _ walk: TextWalk) {
            let bytes = start.0..<walk.index
            list.append(
                Token(kind: kind, text: walk.text(bytes), start: start.1, end: walk.position, bytes: bytes)
            )
        }

        while let byte = walk.peek() {
            let start = (walk.index, walk.position)
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), 0x0C:
                walk.advance()
                afterSpace = true
                continue
            case UInt8(ascii: "\n"):
                walk.advance()
                if last?.kind != .newline { add(.newline, from: start, to: &self, walk) }
                afterSpace = true
                continue
            case UInt8(ascii: "#") where rules.hasHashComments && afterSpace:
                walk.skip { $0 != UInt8(ascii: "\n") }
                continue
            case UInt8(ascii: "/") where rules.hasSlashComments && walk.peek(1) == UInt8(ascii: "/"):
                walk.skip { $0 != UInt8(ascii: "\n") }
                continue
            case UInt8(ascii: "/") where rules.hasSlashComments && walk.peek(1) == UInt8(ascii: "*"):
                walk.advance()
                walk.advance()
                while walk.peek() != nil, !(walk.peek() == UInt8(ascii: "*") && walk.peek(1) == UInt8(ascii: "/")) {
                    walk.advance()
                }
                // What follows an open comment cannot be told from it.
                if walk.peek() == nil { add(.unknown, from: start, to: &self, walk) }
                walk.advance()
                walk.advance()
                continue
            case UInt8(ascii: "{") where endsWithParenthesis:
                // An expression has lexical rules of its own. Without its end, what follows cannot be told from it.
                if let end = AuthzCondition.endOfBraces(in: walk.bytes, at: walk.index) {
                    while walk.index < end { walk.advance() }
                    add(.braces, from: start, to: &self, walk)
                } else {
                    walk.advance()
                    add(.sign, from: start, to: &self, walk)
                    walk.skip { _ in true }
                }
            case _ where byte.isWordByte || rules.wordSigns.contains(byte):
                while let next = walk.peek(), next.isWordByte || rules.wordSigns.contains(next) {
                    // `a->b` is not the word `a-`.
                    if let after = walk.peek(1) {
                        if rules.longSigns.contains(where: { $0 == (next, after) }) { break }
                        let isComment = after == UInt8(ascii: "/") || after == UInt8(ascii: "*")
                        if rules.hasSlashComments, next == UInt8(ascii: "/"), isComment { break }
                    }
                    walk.advance()
                }
                if walk.index > start.0 {
                    add(.word, from: start, to: &self, walk)
                } else {
                    walk.advance()
                    walk.advance()
                    add(.sign, from: start, to: &self, walk)
                }
            case _ where walk.peek(1).map({ next in rules.longSigns.contains { $0 == (byte, next) } }) ?? false:
                walk.advance()
                walk.advance()
                add(.sign, from: start, to: &self, walk)
            case _ where rules.signs.contains(byte):
                walk.advance()
                add(.sign, from: start, to: &self, walk)
            default:
                repeat { walk.advance() } while walk.peek().map { $0 & 0xC0 == 0x80 } ?? false
                add(.unknown, from: start, to: &self, walk)
            }
            afterSpace = false
        }
        append(Token(kind: .end, text: "", start: walk.position, end: walk.position, bytes: walk.index..<walk.index))
    }
}

extension [Token] {
    /// Whether braces that come next hold the expression of a condition: they follow its parameters.
    fileprivate var endsWithParenthesis: Bool { last { $0.kind != .newline }?.isSign(")") ?? false }
}

extension UInt8 {
    /// Whether it is an ASCII letter, a digit or an underscore.
    var isWordByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

/// A name in a schema's text.
struct Name: Sendable {
    let text: String
    let start: AuthzPosition
}

/// The bounds of schema texts. They keep readers linear, and their recursion shallow.
enum SchemaLimits {
    /// The most bytes of a text.
    static let bytes = 1 << 20
    /// How deep parentheses may lie in each other.
    static let depth = 32
    /// The most types that one relation may allow.
    static let allowedTargets = 256
}

/// The expression of a condition between its braces, which both languages leave to the Common Expression Language.
enum ConditionText {
    /// Without white space at both ends.
    static func trimmed(_ text: String) -> String {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let bytes = Array(text.utf8)
        guard let first = bytes.firstIndex(where: { !isSpace($0) }), let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }

    /// Why the evaluator cannot judge a condition, with the place in the whole text.
    ///
    /// - Parameters:
    ///   - name: Where the condition's name stands.
    ///   - braces: The expression, as it was read.
    static func problem(of condition: AuthzCondition, named name: AuthzPosition, _ braces: Token) -> AuthzProblem? {
        let schema = AuthzSchema([], conditions: [condition])
        guard var problem = schema.lints().first(where: \.isError) else { return nil }
        problem.position = name
        // The language says where in an expression a problem is.
        guard case .expression(let parameters, _) = condition.form else { return problem }
        let list = parameters.map { "\($0.name) \($0.type.rawValue)" }.joined(separator: ", ")
        let head = "model AuthZ 1.0\ncondition c(\(list)) "
        let found = AuthzSchema.problems(inDSL: head + braces.text).first { $0.code == problem.code }?.position
        if let found, found.line > 1 {
            let column = found.line == 2 ? braces.start.column + found.column - 1 : found.column
            let columns = found.line == 2 ? head.split(separator: "\n")[1].unicodeScalars.count : 0
            let line = braces.start.line + found.line - 2
            problem.position = AuthzPosition(line: line, column: column - columns)
        }
        return problem
    }
}

extension AuthzProblem.Code {
    /// Something is defined twice.
    static let duplicate = Self(rawValue: "duplicate")
    /// A name that is reserved or too long.
    static let invalidName = Self(rawValue: "invalidName")
    /// What Descope does not have.
    static let unsupported = Self(rawValue: "unsupported")
    /// A relation that nobody can hold.
    static let noEntryPoint = Self(rawValue: "noEntryPoint")
    /// A walk along what is not only stored.
    static let computedEdge = Self(rawValue: "computedEdge")
}
