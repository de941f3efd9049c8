/// A word, number, string or sign of an expression.
struct CELToken: Sendable {
    let kind: Kind
    let offset: Int

    enum Kind: Equatable, Sendable {
        case name(String)
        case int(UInt64)
        case uint(UInt64)
        case double(Double)
        case string(String)
        case sign(String)
        case end
    }
}

/// Splits an expression into tokens.
struct CELLexer {
    private let bytes: [UInt8]
    private var position = 0

    static func tokens(of source: String) throws(CELProblem) -> [CELToken] {
        guard source.utf8.count <= CELExpression.maximumLength else {
            throw CELProblem(0, "expected an expression of at most \(CELExpression.maximumLength) bytes")
        }
        var lexer = CELLexer(bytes: Array(source.utf8))
        var tokens: [CELToken] = []
        repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
        return tokens
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private func byte(_ ahead: Int = 0) -> UInt8 {
        // No token contains the byte 0, which thus also stands for the end.
        position + ahead < bytes.count ? bytes[position + ahead] : 0
    }

    private mutating func next() throws(CELProblem) -> CELToken {
        skipSpace()
        let start = position
        return CELToken(kind: try kind(start), offset: start)
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch byte() {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), 0x0C: position += 1
            case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "/"):
                while position < bytes.count, byte() != UInt8(ascii: "\n") { position += 1 }
            default: return
            }
        }
    }

    private mutating func kind(_ start: Int) throws(CELProblem) -> CELToken.Kind {
        guard position < bytes.count else { return .end }
        switch byte() {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(try string(isRaw: false))
        case 48...57: return try number()
        case UInt8(ascii: ".") where isDigit(byte(1)): return try number()
        case let first where isNameByte(first): return try name()
        default: return try sign(start)
        }
    }

    private mutating func name() throws(CELProblem) -> CELToken.Kind {
        let start = position
        while isNameByte(byte()) { position += 1 }
        let name = String(decoding: bytes[start..<position], as: UTF8.self)
        guard byte() == UInt8(ascii: "\"") || byte() == UInt8(ascii: "'") else { return .name(name) }
        switch name {
        case "r", "R": return .string(try string(isRaw: true))
        case "b", "B", "br", "bR", "Br", "BR", "rb", "rB", "Rb", "RB":
            throw CELProblem(start, "byte strings are not supported")
        default: throw CELProblem(position, "expected an operator before the string")
        }
    }

    private mutating func sign(_ start: Int) throws(CELProblem) -> CELToken.Kind {
        for sign in ["&&", "||", "==", "!=", "<=", ">="] where sign.utf8.elementsEqual([byte(), byte(1)]) {
            position += 2
            return .sign(sign)
        }
        for sign in ["<", ">", "!", "+", "-", "*", "/", "%", "?", ":", ",", ".", "(", ")", "[", "]", "{", "}"]
        where sign.utf8.first == byte() {
            position += 1
            return .sign(sign)
        }
        throw CELProblem(start, "expected an expression, found a character that begins none")
    }

    // MARK: - Numbers

    private mutating func number() throws(CELProblem) -> CELToken.Kind {
        let start = position
        let kind = try numberKind(start)
        guard !isNameByte(byte()) else { throw CELProblem(start, "expected a number, found letters in it") }
        return kind
    }

    private mutating func numberKind(_ start: Int) throws(CELProblem) -> CELToken.Kind {
        if byte() == UInt8(ascii: "0"), byte(1) | 0x20 == UInt8(ascii: "x") {
            position += 2
            let digits = position
            while hexDigit(byte()) != nil { position += 1 }
            return try whole(digits, radix: 16, start)
        }
        skipDigits()
        var isDouble = false
        if byte() == UInt8(ascii: "."), isDigit(byte(1)) {
            position += 1
            skipDigits()
            isDouble = true
        }
        let hasSign = byte(1) == UInt8(ascii: "+") || byte(1) == UInt8(ascii: "-")
        if byte() | 0x20 == UInt8(ascii: "e"), isDigit(byte(hasSign ? 2 : 1)) {
            position += hasSign ? 2 : 1
            skipDigits()
            isDouble = true
        }
        guard isDouble else { return try whole(start, radix: 10, start) }
        var text = String(decoding: bytes[start..<position], as: UTF8.self)
        if text.utf8.first == UInt8(ascii: ".") { text = "0" + text }
        guard let number = Double(text), number.isFinite else {
            throw CELProblem(start, "the number is too large")
        }
        return .double(number)
    }

    private mutating func whole(_ digits: Int, radix: Int, _ start: Int) throws(CELProblem) -> CELToken.Kind {
        let text = bytes[digits..<position]
        guard !text.isEmpty else { throw CELProblem(start, "expected hexadecimal digits") }
        guard let number = UInt64(String(decoding: text, as: UTF8.self), radix: radix) else {
            throw CELProblem(start, "the number is too large")
        }
        guard byte() | 0x20 == UInt8(ascii: "u") else { return .int(number) }
        position += 1
        return .uint(number)
    }

    private mutating func skipDigits() { while isDigit(byte()) { position += 1 } }

    private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    private func isNameByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }

    private func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 48...57: UInt32(byte - 48)
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - 87)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - 55)
        default: nil
        }
    }

    // MARK: - Strings

    private mutating func string(isRaw: Bool) throws(CELProblem) -> String {
        let (start, quote) = (position, byte())
        let isTriple = byte(1) == quote && byte(2) == quote
        position += isTriple ? 3 : 1
        var text: [UInt8] = []
        while position < bytes.count {
            let next = byte()
            if next == quote, !isTriple || (byte(1) == quote && byte(2) == quote) {
                position += isTriple ? 3 : 1
                return String(decoding: text, as: UTF8.self)
            }
            if !isTriple, next == UInt8(ascii: "\n") || next == UInt8(ascii: "\r") { break }
            if next == UInt8(ascii: "\\"), !isRaw {
                text += try escaped()
            } else {
                text.append(next)
                position += 1
            }
        }
        throw CELProblem(start, "the string does not end")
    }

    private mutating func escaped() throws(CELProblem) -> [UInt8] {
        let start = position
        position += 2
        switch bytes.indices.contains(start + 1) ? bytes[start + 1] : 0 {
        case UInt8(ascii: "a"): return [0x07]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "v"): return [0x0B]
        case let same where #"\?"'`"#.utf8.contains(same): return [same]
        case UInt8(ascii: "x"), UInt8(ascii: "X"): return try codePoint(digits: 2, radix: 16, start)
        case UInt8(ascii: "u"): return try codePoint(digits: 4, radix: 16, start)
        case UInt8(ascii: "U"): return try codePoint(digits: 8, radix: 16, start)
        case 48...51:
            position -= 1
            return try codePoint(digits: 3, radix: 8, start)
        default: throw CELProblem(start, "expected an escape of the language behind the backslash")
        }
    }

    private mutating func codePoint(digits: Int, radix: UInt32, _ start: Int) throws(CELProblem) -> [UInt8] {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = hexDigit(byte()), digit < radix else {
                throw CELProblem(start, "expected \(digits) digits in the escape")
            }
            value = value << (radix == 8 ? 3 : 4) | digit
            position += 1
        }
        guard let scalar = Unicode.Scalar(value) else { throw CELProblem(start, "no character has this number") }
        return Array(String(Character(scalar)).utf8)
    }
}
