/// Reads JSON from bytes, strictly: RFC 8259 and nothing looser, no member twice, no broken UTF-8 or lone surrogate, no
/// nesting beyond a bound. For text that somebody may have made to mislead: tokens and keys.
package struct JSONScanner {
    /// How deep lists and objects may lie in each other.
    package static let maximumDepth = 64

    /// Why a text was refused, and at which byte.
    package struct Failure: Error, CustomStringConvertible {
        package let reason: String
        package let offset: Int
        package var description: String { "\(reason) at byte \(offset)" }

        package init(reason: String, offset: Int) {
            self.reason = reason
            self.offset = offset
        }
    }

    private let bytes: [UInt8]
    private var index = 0
    private var depth = 0

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The one value that `bytes` holds.
    package static func parse(_ bytes: [UInt8]) throws(Failure) -> JSONValue {
        var scanner = JSONScanner(bytes)
        let value = try scanner.value()
        try scanner.end()
        return value
    }

    /// Where the next value starts; white space before it is passed over.
    package var position: Int {
        mutating get {
            skipSpace()
            return index
        }
    }

    /// Makes sure that nothing but white space is left.
    package mutating func end() throws(Failure) {
        skipSpace()
        guard index == bytes.count else { throw failure("expected the end, found more text") }
    }

    /// Reads the next value.
    package mutating func value() throws(Failure) -> JSONValue {
        skipSpace()
        switch peek() {
        case UInt8(ascii: "{"):
            var members: [String: JSONValue] = [:]
            try forEachMember { scanner, name throws(Failure) in members[name] = try scanner.value() }
            return .object(members)
        case UInt8(ascii: "["):
            var elements: [JSONValue] = []
            try forEachElement { scanner throws(Failure) in elements.append(try scanner.value()) }
            return .array(elements)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): try literal("true"); return .bool(true)
        case UInt8(ascii: "f"): try literal("false"); return .bool(false)
        case UInt8(ascii: "n"): try literal("null"); return .null
        default: return try number()
        }
    }

    /// Reads past the next value, with the same checks.
    package mutating func skipValue() throws(Failure) {
        skipSpace()
        switch peek() {
        case UInt8(ascii: "{"): try forEachMember { scanner, _ throws(Failure) in try scanner.skipValue() }
        case UInt8(ascii: "["): try forEachElement { scanner throws(Failure) in try scanner.skipValue() }
        default: _ = try value()
        }
    }

    /// Whether the next value is an object.
    package var isAtObject: Bool {
        mutating get {
            skipSpace()
            return peek() == UInt8(ascii: "{")
        }
    }

    /// Visits each member of the object that comes next. `visit` reads the value, and nothing else.
    package mutating func forEachMember(
        _ visit: (inout JSONScanner, String) throws(Failure) -> Void
    ) throws(Failure) {
        var names = Set<String>(minimumCapacity: 16)
        try descend("{", "}") { scanner throws(Failure) in
            guard scanner.peek() == UInt8(ascii: "\"") else { throw scanner.failure("expected a member's name") }
            let name = try scanner.string()
            guard names.insert(name).inserted else { throw scanner.failure("a member stands there twice") }
            scanner.skipSpace()
            guard scanner.take(":") else { throw scanner.failure("expected a colon") }
            try visit(&scanner, name)
        }
    }

    /// Visits each element of the list that comes next. `visit` reads the value, and nothing else.
    package mutating func forEachElement(_ visit: (inout JSONScanner) throws(Failure) -> Void) throws(Failure) {
        try descend("[", "]", visit)
    }

    private mutating func descend(
        _ open: Unicode.Scalar,
        _ close: Unicode.Scalar,
        _ item: (inout JSONScanner) throws(Failure) -> Void
    ) throws(Failure) {
        skipSpace()
        guard take(open) else { throw failure("expected '\(open)'") }
        depth += 1
        guard depth <= Self.maximumDepth else { throw failure("nested deeper than \(Self.maximumDepth)") }
        defer { depth -= 1 }
        skipSpace()
        if take(close) { return }
        while true {
            skipSpace()
            try item(&self)
            skipSpace()
            if take(close) { return }
            guard take(",") else { throw failure("expected a comma or '\(close)'") }
        }
    }

    /// Reads the text that comes next.
    package mutating func string() throws(Failure) -> String {
        skipSpace()
        guard take("\"") else { throw failure("expected a text") }
        let start = index
        while let byte = peek() {
            if byte == UInt8(ascii: "\"") {
                guard let text = String(validating: bytes[start..<index], as: UTF8.self) else {
                    throw failure("broken UTF-8")
                }
                index += 1
                return text
            }
            guard byte != UInt8(ascii: "\\") else { return try escapedString(from: start) }
            guard byte >= 0x20 else { throw failure("a control character in a text") }
            index += 1
        }
        throw failure("a text that does not end")
    }

    /// The rest of a text with escapes in it; `index` is at the first one.
    private mutating func escapedString(from start: Int) throws(Failure) -> String {
        var text = Array(bytes[start..<index])
        while let byte = peek() {
            index += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else { throw failure("broken UTF-8") }
                return string
            case UInt8(ascii: "\\"): text.append(contentsOf: String(try escape()).utf8)
            case 0..<0x20: throw failure("a control character in a text")
            default: text.append(byte)
            }
        }
        throw failure("a text that does not end")
    }

    private mutating func escape() throws(Failure) -> Character {
        guard let byte = peek() else { throw failure("a text that does not end") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Character(Unicode.Scalar(byte))
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            let unit = try hexUnit()
            if let scalar = Unicode.Scalar(unit) { return Character(scalar) }
            // Half of a surrogate pair: the other half has to follow.
            guard (0xD800..<0xDC00).contains(unit), take("\\"), take("u") else { throw failure("a lone surrogate") }
            let low = try hexUnit()
            guard (0xDC00..<0xE000).contains(low),
                let scalar = Unicode.Scalar(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
            else { throw failure("a lone surrogate") }
            return Character(scalar)
        default: throw failure("an unknown escape")
        }
    }

    private mutating func hexUnit() throws(Failure) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw failure("expected four hexadecimal digits")
            }
            unit = unit << 4 | UInt32(digit)
            index += 1
        }
        return unit
    }

    private mutating func number() throws(Failure) -> JSONValue {
        let start = index
        _ = take("-")
        let whole = digits()
        guard whole > 0, whole == 1 || bytes[index - whole] != UInt8(ascii: "0") else {
            throw failure("expected a value")
        }
        var isWhole = true
        if take(".") {
            isWhole = false
            guard digits() > 0 else { throw failure("expected a digit") }
        }
        if take("e") || take("E") {
            isWhole = false
            _ = take("+") || take("-")
            guard digits() > 0 else { throw failure("expected a digit") }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isWhole, let value = Int64(text) { return .int(value) }
        guard let value = Double(text), value.isFinite else { throw failure("a number out of range") }
        return .double(value)
    }

    private mutating func digits() -> Int {
        let start = index
        while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
        return index - start
    }

    private mutating func literal(_ text: StaticString) throws(Failure) {
        let end = index + text.utf8CodeUnitCount
        guard end <= bytes.count,
            bytes[index..<end].elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        else { throw failure("expected a value") }
        index = end
    }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
    }

    private func peek() -> UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let byte = peek(), UInt32(byte) == character.value else { return false }
        index += 1
        return true
    }

    private func failure(_ reason: String) -> Failure { Failure(reason: reason, offset: index) }
}
