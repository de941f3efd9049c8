import DescopeCore

/// A token of the language, with its place in the text.
struct Token {
    let kind: Kind
    /// Its bytes in the text.
    let range: Range<Int>
    let position: AuthzPosition

    enum Kind: Equatable {
        case name
        case keyword(Keyword)
        case number
        /// With its quotes.
        case string
        /// Braces with an expression of a condition between them.
        case braces
        case symbol(UInt8)
        case end
        /// What was expected, where no token can be read.
        case invalid(String)
    }

    /// The words that are no names.
    enum Keyword: String, CaseIterable {
        case model, type, relation, permission, condition, constraint, with

        init?(_ bytes: some Collection<UInt8>) {
            guard let word = Self.allCases.first(where: { $0.rawValue.utf8.elementsEqual(bytes) }) else { return nil }
            self = word
        }

        /// Whether a definition begins with it.
        var isStart: Bool { self != .model && self != .with }
    }

    func isSymbol(_ character: Unicode.Scalar) -> Bool { kind == .symbol(UInt8(ascii: character)) }
}

/// Splits a text into tokens. Every text has tokens; the last is always the end.
struct Tokenizer {
    private let bytes: [UInt8]
    private var index = 0
    private var position = AuthzPosition(line: 1, column: 1)

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    static func tokens(_ bytes: [UInt8]) -> [Token] {
        var tokenizer = Tokenizer(bytes)
        var tokens: [Token] = []
        repeat { tokens.append(tokenizer.next()) } while tokens.last?.kind != .end
        return tokens
    }

    private mutating func next() -> Token {
        advance(while: isSpace)
        let (start, position) = (index, position)
        let kind = readKind()
        return Token(kind: kind, range: start..<index, position: position)
    }

    private mutating func readKind() -> Token.Kind {
        guard index < bytes.count else { return .end }
        let first = bytes[index]
        switch first {
        case _ where isNameStart(first):
            let start = index
            advance(while: isNamePart)
            return Token.Keyword(bytes[start..<index]).map { .keyword($0) } ?? .name
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            readNumber()
            return .number
        case UInt8(ascii: "\""):
            let end = ExpressionText.endOfString(in: bytes, at: index)
            advance(to: end ?? index + 1)
            return end == nil ? .invalid("a string that ends on the same line") : .string
        case UInt8(ascii: "{"):
            switch ExpressionText.endOfBraces(in: bytes, at: index) {
            case .success(let end):
                advance(to: end)
                return .braces
            case .failure(let failure):
                // What follows the brace cannot be told from the expression.
                advance(to: bytes.count)
                return .invalid(failure.expected)
            }
        case UInt8(ascii: ":"), UInt8(ascii: "|"), UInt8(ascii: "&"), UInt8(ascii: "-"), UInt8(ascii: "!"),
            UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "."), UInt8(ascii: "#"), UInt8(ascii: ","):
            advance(to: index + 1)
            return .symbol(first)
        default:
            let start = index
            advance(to: index + 1)
            advance { $0 & 0xC0 == 0x80 }
            return .invalid("a word or a symbol of the language, found \(quoted(bytes[start..<index]))")
        }
    }

    /// Digits, perhaps with a fraction and an exponent.
    private mutating func readNumber() {
        func byte(_ offset: Int) -> UInt8 { index + offset < bytes.count ? bytes[index + offset] : 0 }
        advance(while: isDigit)
        if byte(0) == UInt8(ascii: "."), isDigit(byte(1)) {
            advance(to: index + 1)
            advance(while: isDigit)
        }
        let sign = byte(1) == UInt8(ascii: "+") || byte(1) == UInt8(ascii: "-") ? 1 : 0
        guard byte(0) | 0x20 == UInt8(ascii: "e"), isDigit(byte(1 + sign)) else { return }
        advance(to: index + 1 + sign)
        advance(while: isDigit)
    }

    private mutating func advance(while isPart: (UInt8) -> Bool) {
        var end = index
        while end < bytes.count, isPart(bytes[end]) { end += 1 }
        advance(to: end)
    }

    private mutating func advance(to end: Int) {
        while index < end {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\n") {
                position = AuthzPosition(line: position.line + 1, column: 1)
            } else if byte & 0xC0 != 0x80 {
                position.column += 1
            }
        }
    }
}

func isNameStart(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_")
}

func isNamePart(_ byte: UInt8) -> Bool { isNameStart(byte) || isDigit(byte) }

func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

/// Whether the language can write a string as a name.
func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, isNameStart(first), text.utf8.allSatisfy(isNamePart) else { return false }
    return Token.Keyword(text.utf8) == nil
}

/// A part of a text for a message, in quotes; a long one is cut.
func quoted(_ bytes: some Collection<UInt8>) -> String { quoted(String(decoding: bytes, as: UTF8.self)) }

/// A name for a message, in quotes. Each part is cut before it is copied: a long one may be in every message.
func quoted(_ name: String, _ second: String? = nil) -> String {
    "\"\(shortened(name))\(second.map { "#\(shortened($0))" } ?? "")\""
}

func shortened(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let end = scalars.index(scalars.startIndex, offsetBy: 80, limitedBy: scalars.endIndex),
        end < scalars.endIndex
    else { return text }
    return String(scalars[..<end]) + "…"
}
