#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Reads JSON from bytes, strictly: RFC 8259 and nothing looser, no member twice, no broken UTF-8 or lone surrogate, no
/// nesting beyond a bound. For JSON from untrusted senders: tokens, proofs and keys.
///
/// The work is linear in the number of bytes. Strings with a long run of combining characters are refused
/// (`maximumNonStarters`), because Swift's `==` and `hash(into:)` normalize strings, and need quadratic time for such
/// a run. Where nobody has vouched for the text, names are compared by their bytes alone (`Origin.anybody`).
///
/// A ``JSONModel`` reads itself with it, leniently: see ``Members``.
///
/// It looks at memory that its caller keeps alive, and never beyond its end: every byte comes from `peek()`.
public struct JSONReader: ~Copyable {
    /// How deep lists and objects may lie in each other.
    package static let maximumDepth = 64

    /// How many non-starters (characters that combine with the one before them) may follow each other in a string, as
    /// in the stream-safe text format of UAX #15. No language needs more.
    package static let maximumNonStarters = 30

    /// Who wrote a text.
    package enum Origin {
        /// Whoever can reach this server. Names are plain ASCII, and no more than ``maximumNames`` are open at once, so
        /// that telling them apart takes no set of strings.
        case anybody
        /// The holder of a key that is trusted.
        case signer
        /// The service, or this SDK. Values may have runs of combining characters of any length, as a user's name may;
        /// names of members may not.
        case service
    }

    /// How many members may be open at once in a text that anybody may have written: those of an object so far, and of
    /// the objects that it lies in.
    package static let maximumNames = 48

    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0
    private var depth = 0
    /// What was read as absent because it was not what the model says.
    package private(set) var oddities = JSONOddities()
    /// The names of the objects that are being read, the outermost object's first.
    private var names: NameList
    private let origin: Origin

    private init(_ bytes: UnsafeBufferPointer<UInt8>, names: NameList, from origin: Origin) {
        self.bytes = bytes
        self.names = names
        self.origin = origin
    }

    /// The one value that `bytes` holds.
    package static func parse(_ bytes: [UInt8], from origin: Origin = .signer) throws(JSONFailure) -> JSONValue {
        var oddities = JSONOddities()
        return try read(bytes, from: origin, noting: &oddities) { reader throws(JSONFailure) in try reader.value() }
    }

    /// The one value that `bytes` holds, as `read` reads it, and what it has passed over.
    @inline(__always)
    package static func read<Value>(
        _ bytes: [UInt8],
        from origin: Origin,
        noting oddities: inout JSONOddities,
        _ read: (inout JSONReader) throws(JSONFailure) -> Value
    ) throws(JSONFailure) -> Value {
        var value: Value?
        var noted = JSONOddities()
        try scan(bytes, from: origin) { reader throws(JSONFailure) in
            value = try read(&reader)
            try reader.end()
            noted = reader.oddities
        }
        oddities = noted
        guard let value else { throw JSONFailure("expected a value", at: 0) }
        return value
    }

    /// Reads `bytes` with a reader.
    package static func scan(
        _ bytes: [UInt8],
        from origin: Origin = .signer,
        _ read: (inout JSONReader) throws(JSONFailure) -> Void
    ) throws(JSONFailure) {
        let failure = bytes.withUnsafeBufferPointer { bytes in
            withUnsafeTemporaryAllocation(
                of: UnsafeBufferPointer<UInt8>.self,
                capacity: maximumNames
            ) { room -> JSONFailure? in
                var reader = JSONReader(bytes, names: NameList(room: room), from: origin)
                do throws(JSONFailure) { try read(&reader) } catch { return error }
                return nil
            }
        }
        if let failure { throw failure }
    }

    /// Where the next value starts; white space before it is passed over.
    package var position: Int {
        mutating get {
            skipSpace()
            return index
        }
    }

    /// Whether a text comes next.
    package var isAtText: Bool {
        mutating get {
            skipSpace()
            return peek() == UInt8(ascii: "\"")
        }
    }

    /// Whether a list comes next.
    package var isAtList: Bool {
        mutating get {
            skipSpace()
            return peek() == UInt8(ascii: "[")
        }
    }

    /// Whether an object comes next.
    package var isAtObject: Bool {
        mutating get {
            skipSpace()
            return peek() == UInt8(ascii: "{")
        }
    }

    /// Whether null comes next.
    @inline(__always)
    var isAtNull: Bool {
        mutating get {
            skipSpace()
            return peek() == UInt8(ascii: "n")
        }
    }

    /// Makes sure that nothing but white space is left.
    package mutating func end() throws(JSONFailure) {
        skipSpace()
        guard index == bytes.count else { throw failure("expected the end, found more text") }
    }

    /// Reads the next value.
    package mutating func value() throws(JSONFailure) -> JSONValue {
        skipSpace()
        switch peek() {
        case UInt8(ascii: "{"):
            var members: [String: JSONValue] = [:]
            try forEachMember { reader, name throws(JSONFailure) in members[name.text] = try reader.value() }
            return .object(members)
        case UInt8(ascii: "["):
            var elements: [JSONValue] = []
            try forEachElement { reader throws(JSONFailure) in elements.append(try reader.value()) }
            return .array(elements)
        case UInt8(ascii: "\""): return .string(try rawText().text)
        // Words are compared as numbers; "false" without its first letter.
        case UInt8(ascii: "t"):
            guard take(four: 0x6575_7274) else { throw failure("expected a value") }
            return .bool(true)
        case UInt8(ascii: "f"):
            guard take(four: 0x6573_6C61, after: 1) else { throw failure("expected a value") }
            return .bool(false)
        case UInt8(ascii: "n"):
            guard take(four: 0x6C6C_756E) else { throw failure("expected a value") }
            return .null
        default:
            if let value = shortInteger() { return .int(value) }
            return try anyNumber()
        }
    }

    /// Reads the next value when it is a string, a number, a Boolean or null. A list or an object is read past, with
    /// the same checks, and counts as null: a dictionary of what is in it would be filled by whoever wrote the JSON.
    package mutating func scalar() throws(JSONFailure) -> JSONValue {
        guard isAtList || isAtObject else { return try value() }
        try skipOtherValue()
        return .null
    }

    /// Reads past the next value, with the same checks.
    @inline(__always)
    package mutating func skipValue() throws(JSONFailure) {
        skipSpace()
        // Most are texts, and need no room for names.
        if peek() == UInt8(ascii: "\"") { _ = try rawText() } else { try skipOtherValue() }
    }

    @inline(never)
    private mutating func skipOtherValue() throws(JSONFailure) {
        switch peek() {
        case UInt8(ascii: "{"): try forEachMember { reader, _ throws(JSONFailure) in try reader.skipValue() }
        case UInt8(ascii: "["): try forEachElement { reader throws(JSONFailure) in try reader.skipValue() }
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): _ = try value()
        default: if shortInteger() == nil { try skipNumber() }
        }
    }

    // MARK: - Objects and lists

    /// The name of a member.
    package struct Name {
        let written: Text
        /// A name of one to eight bytes as a number, the first byte lowest, so that a `switch` compares it in one step;
        /// any other is 0.
        package let word: UInt64

        /// The name as a text.
        package var text: String { written.text }

        /// Whether it is `other`, compared by bytes: for names that are too long for ``word``.
        package func isSame(_ other: StaticString) -> Bool {
            let other = UnsafeBufferPointer(start: other.utf8Start, count: other.utf8CodeUnitCount)
            return written.hasEscapes
                ? written.text.utf8.elementsEqual(other) : DescopeCore.isSame(written.bytes, other)
        }

        /// Whether it is `other`, compared by bytes.
        package func isSame(_ other: String) -> Bool { written.text.hasSameBytes(as: other) }
    }

    /// The word of the name that has just been read.
    @inline(__always)
    private func word(of name: Text) -> UInt64 {
        let start = index - 1 - name.bytes.count
        guard (1...8).contains(name.bytes.count), !name.hasEscapes, start + 8 <= bytes.count else {
            return slowWord(of: name)
        }
        let word = UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: start, as: UInt64.self)
        return UInt64(littleEndian: word) & (.max >> UInt64(64 - 8 * name.bytes.count))
    }

    private func slowWord(of name: Text) -> UInt64 {
        let bytes = name.text.utf8
        // An escaped zero would make it another name's number.
        return bytes.count > 8 || bytes.contains(0) ? 0 : bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Visits each member of the object that comes next. `visit` reads the value, and nothing else.
    @inline(__always)
    package mutating func forEachMember(_ visit: (inout JSONReader, Name) throws(JSONFailure) -> Void)
        throws(JSONFailure)
    {
        guard try descend(UInt8(ascii: "{"), UInt8(ascii: "}")) else { return }
        var seen = NamesSeen(first: names.count)
        repeat {
            skipSpace()
            let name = try rawText(isName: true)
            guard origin != .anybody || names.hasRoom else {
                throw failure("more than \(Self.maximumNames) members")
            }
            let word = word(of: name)
            guard seen.insert(name, into: &names) else { throw failure("duplicate member") }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw failure("expected a colon") }
            try visit(&self, Name(written: name, word: word))
        } while try isFollowed(before: UInt8(ascii: "}"))
        names.count = seen.first
    }

    /// Visits each element of the list that comes next. `visit` reads the value, and nothing else.
    @inline(__always)
    package mutating func forEachElement(_ visit: (inout JSONReader) throws(JSONFailure) -> Void) throws(JSONFailure) {
        guard try descend(UInt8(ascii: "["), UInt8(ascii: "]")) else { return }
        repeat { try visit(&self) } while try isFollowed(before: UInt8(ascii: "]"))
    }

    /// Enters an object or a list; false when it is empty, and has been left again.
    @inline(__always)
    mutating func descend(_ open: UInt8, _ close: UInt8) throws(JSONFailure) -> Bool {
        skipSpace()
        guard take(open) else { throw failure("expected \(open == UInt8(ascii: "{") ? "an object" : "a list")") }
        guard depth < Self.maximumDepth else { throw failure("nested deeper than \(Self.maximumDepth)") }
        skipSpace()
        if take(close) { return false }
        depth += 1
        return true
    }

    /// Whether another item follows; otherwise the object or list has been left.
    @inline(__always)
    mutating func isFollowed(before close: UInt8) throws(JSONFailure) -> Bool {
        skipSpace()
        if take(UInt8(ascii: ",")) { return true }
        guard take(close) else { throw failure("expected a comma or the end of an object or a list") }
        depth -= 1
        return false
    }

    // MARK: - Texts

    /// A text or a name where it stands: what is between its quotes, checked, escapes as they are.
    struct Text {
        let bytes: UnsafeBufferPointer<UInt8>
        let hasEscapes: Bool
        let isASCII: Bool

        /// Whether two such texts are the same exactly when their bytes are.
        var isPlain: Bool { isASCII && !hasEscapes }

        /// The text, its escapes resolved.
        var text: String {
            guard hasEscapes else { return String(decoding: bytes, as: UTF8.self) }
            // It was found well-formed when it was read.
            return (try? JSONReader.unescaped(bytes)) ?? ""
        }
    }

    /// Reads the text that comes next.
    package mutating func string() throws(JSONFailure) -> String {
        skipSpace()
        return try rawText().text
    }

    /// Reads the text that comes next; when it is `known` to the byte, no new one is made.
    package mutating func string(likely known: String) throws(JSONFailure) -> (text: String, isKnown: Bool) {
        skipSpace()
        let found = try rawText()
        var known = known
        guard found.hasEscapes || !known.withUTF8({ isSame($0, found.bytes) }) else { return (known, true) }
        return (found.text, false)
    }

    /// Reads past a text: valid UTF-8, nothing in it that has to be escaped, no long run of combining characters.
    @inline(__always)
    mutating func rawText(isName: Bool = false) throws(JSONFailure) -> Text {
        guard take(UInt8(ascii: "\"")) else { throw failure("expected a string") }
        let start = index
        skipPlainBytes()
        guard peek() == UInt8(ascii: "\"") else { return try restOfText(from: start, isName) }
        defer { index += 1 }
        return Text(bytes: piece(from: start), hasEscapes: false, isASCII: true)
    }

    @inline(never)
    private mutating func restOfText(from start: Int, _ isName: Bool) throws(JSONFailure) -> Text {
        guard !isName || origin != .anybody else { return try restOfPlainName(from: start) }
        var hasEscapes = false
        var isASCII = true
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                let bytes = piece(from: start)
                // One of the two is needed, or `skipPlainBytes` had read all of it.
                guard var text = String(validating: bytes, as: UTF8.self) else { throw failure("broken UTF-8") }
                if hasEscapes {
                    do { text = try Self.unescaped(bytes) } catch { throw failure(error.reason) }
                }
                guard origin == .service && !isName || text.hasShortRunsOfNonStarters else {
                    throw failure("more than \(Self.maximumNonStarters) combining characters in a row")
                }
                index += 1
                return Text(bytes: bytes, hasEscapes: hasEscapes, isASCII: isASCII)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                // Whatever is escaped does not end the text.
                index = min(index + 2, bytes.count)
            case 0..<0x20: throw failure("a control character in a string")
            default:
                if byte >= 0x80 { isASCII = false }
                index += 1
            }
            skipPlainBytes()
        }
        throw failure("a string without its closing quote")
    }

    /// The end of a name without escapes and without anything beyond ASCII, where that is a condition.
    private mutating func restOfPlainName(from start: Int) throws(JSONFailure) -> Text {
        while let byte = peek(), byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "\\") {
            if byte == UInt8(ascii: "\"") {
                defer { index += 1 }
                return Text(bytes: piece(from: start), hasEscapes: false, isASCII: true)
            }
            index += 1
            skipPlainBytes()
        }
        throw failure("expected a name in plain ASCII without escapes")
    }

    @inline(__always)
    private func piece(from start: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[start..<index])
    }

    /// Passes over letters that need no look of their own, eight bytes at a time: to the next quote, backslash, control
    /// character or byte beyond ASCII, or to fewer than eight bytes before the end.
    @inline(__always)
    private mutating func skipPlainBytes() {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs = ones << 7
        while index + 8 <= bytes.count {
            let word = UInt64(
                littleEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: index, as: UInt64.self)
            )
            // Subtracting borrows through a byte that is too small, so the lowest high bit marks the first such byte.
            let quote = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
            let backslash = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
            let stops =
                (((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash) | ((word &- ones &* 0x20) & ~word)
                    | word)
                & highs
            guard stops == 0 else {
                index += stops.trailingZeroBitCount / 8
                return
            }
            index += 8
        }
    }

    /// A text with its escapes resolved.
    private static func unescaped(_ text: UnsafeBufferPointer<UInt8>) throws(JSONFailure) -> String {
        // It reads no objects, so it needs no room for names.
        let noNames = NameList(room: UnsafeMutableBufferPointer(start: nil, count: 0))
        var reader = JSONReader(text, names: noNames, from: .signer)
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        while let byte = reader.peek() {
            reader.index += 1
            if byte == UInt8(ascii: "\\") {
                try reader.escape().appendUTF8(to: &result)
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private mutating func escape() throws(JSONFailure) -> Unicode.Scalar {
        guard let byte = peek() else { throw failure("a string without its closing quote") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            let unit = try hexUnit()
            if let scalar = Unicode.Scalar(unit) { return scalar }
            // Half of a surrogate pair: the other half has to follow.
            guard (0xD800..<0xDC00).contains(unit), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
                throw failure("a lone surrogate")
            }
            let low = try hexUnit()
            guard (0xDC00..<0xE000).contains(low),
                let scalar = Unicode.Scalar(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
            else { throw failure("a lone surrogate") }
            return scalar
        default: throw failure("an unknown escape")
        }
    }

    private mutating func hexUnit() throws(JSONFailure) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = peek().flatMap(hexDigit) else { throw failure("expected four hexadecimal digits") }
            unit = unit << 4 | digit
            index += 1
        }
        return unit
    }

    // MARK: - Numbers and words

    /// An integer of at most 18 digits, which always fits; nil when something else comes next.
    mutating func shortInteger() -> Int64? {
        var end = index
        let isNegative = end < bytes.count && bytes[end] == UInt8(ascii: "-")
        if isNegative { end += 1 }
        let start = end
        var value: Int64 = 0
        while end < bytes.count, end - start <= 18 {
            let digit = bytes[end] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value = value &* 10 &+ Int64(digit)
            end += 1
        }
        let count = end - start
        guard count == 1 || (2...18).contains(count) && bytes[start] != UInt8(ascii: "0") else { return nil }
        if end < bytes.count, bytes[end] == UInt8(ascii: ".") || bytes[end] | 0x20 == UInt8(ascii: "e") { return nil }
        index = end
        return isNegative ? -value : value
    }

    mutating func anyNumber() throws(JSONFailure) -> JSONValue {
        let start = index
        let form = try numberForm()
        let text = String(decoding: piece(from: start), as: UTF8.self)
        if form.isInteger, let value = Int64(text) { return .int(value) }
        guard let value = Double(text), value.isFinite else { throw failure("a number out of range") }
        return .double(value)
    }

    /// Reads the number that a whole string holds, in JSON's own notation; nil when it holds something else.
    mutating func numberInString() throws(JSONFailure) -> JSONValue? {
        let text = try rawText()
        let noNames = NameList(room: UnsafeMutableBufferPointer(start: nil, count: 0))
        var inner = JSONReader(text.bytes, names: noNames, from: origin)
        guard !text.hasEscapes, let value = try? inner.shortInteger().map(JSONValue.int) ?? inner.anyNumber(),
            inner.index == text.bytes.count
        else { return nil }
        return value
    }

    /// Reads past a number; most are seen to be in range without being converted.
    private mutating func skipNumber() throws(JSONFailure) {
        let start = index
        if try numberForm().isInRange { return }
        index = start
        _ = try anyNumber()
    }

    /// Reads past a number, and tells whether it has no fraction and no exponent, and whether it is certainly in range.
    private mutating func numberForm() throws(JSONFailure) -> (isInteger: Bool, isInRange: Bool) {
        let start = index
        _ = take(UInt8(ascii: "-"))
        let first = peek()
        let whole = digits()
        guard whole > 0, whole == 1 || first != UInt8(ascii: "0") else { throw failure("expected a value") }
        let integerEnd = index
        if take(UInt8(ascii: ".")) { guard digits() > 0 else { throw failure("expected a digit") } }
        // At most 10^(200 + 99), where a Double reaches 10^308.
        var isInRange = index - start <= 200
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            let isSmall = take(UInt8(ascii: "-"))
            if !isSmall { _ = take(UInt8(ascii: "+")) }
            let count = digits()
            guard count > 0 else { throw failure("expected a digit") }
            isInRange = isInRange && (isSmall || count <= 2)
        }
        return (index == integerEnd, isInRange)
    }

    private mutating func digits() -> Int {
        let start = index
        while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
        return index - start
    }

    /// Reads past four bytes, when these come next; the first one is the lowest of `word`.
    @inline(__always)
    mutating func take(four word: UInt32, after skipped: Int = 0) -> Bool {
        let start = index + skipped
        guard start + 4 <= bytes.count,
            UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: start, as: UInt32.self) == word.littleEndian
        else { return false }
        index = start + 4
        return true
    }

    // MARK: - What a model skips

    /// Where the reader is, to come back to.
    struct Mark {
        fileprivate let index: Int
        fileprivate let depth: Int
        fileprivate let names: Int
    }

    @inline(__always)
    var mark: Mark { Mark(index: index, depth: depth, names: names.count) }

    /// Goes back to a mark, and skips the value there, which `error` says is not what was expected. A syntax error is
    /// thrown again.
    ///
    /// Skipping is strict and goes forward only, so a value inside `n` unexpected ones is read at most `n + 1` times;
    /// `n` is bounded by ``maximumDepth``.
    @inline(never)
    mutating func pass(
        over mark: Mark,
        _ type: @autoclosure () -> String,
        _ member: String,
        _ error: JSONFailure
    ) throws(JSONFailure) {
        guard error.isMismatch else { throw error }
        (index, depth, names.count) = (mark.index, mark.depth, mark.names)
        try skipValue()
        oddities.note(type(), member)
    }

    /// Notes a null in a list of values.
    @inline(never)
    mutating func noteNull(_ type: @autoclosure () -> String) { oddities.note(type(), "null") }

    @inline(never)
    func mismatch(_ expected: String, at offset: Int? = nil) -> JSONFailure {
        JSONFailure("expected \(expected)", at: offset ?? index, isMismatch: true)
    }

    // MARK: - Bytes

    @inline(__always)
    mutating func skipSpace() {
        if let byte = peek(), byte <= 0x20 { skipWhiteSpace() }
    }

    private mutating func skipWhiteSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
    }

    @inline(__always)
    func peek() -> UInt8? { index < bytes.count ? bytes[index] : nil }

    @inline(__always)
    mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        index += 1
        return true
    }

    func failure(_ reason: String) -> JSONFailure { JSONFailure(reason, at: index) }
}

/// A few names, in memory that its caller keeps alive.
private struct NameList {
    private let room: UnsafeMutableBufferPointer<UnsafeBufferPointer<UInt8>>
    var count = 0

    init(room: UnsafeMutableBufferPointer<UnsafeBufferPointer<UInt8>>) { self.room = room }

    var hasRoom: Bool { count < room.count }

    /// Adds a name, when there is room for it.
    mutating func append(_ name: UnsafeBufferPointer<UInt8>) {
        guard hasRoom else { return }
        room.initializeElement(at: count, to: name)
        count += 1
    }

    /// Those from the given place on.
    func from(_ first: Int) -> Slice<UnsafeMutableBufferPointer<UnsafeBufferPointer<UInt8>>> {
        room[min(first, count)..<count]
    }
}

/// Tells whether an object has had a name before. The first few names are compared one by one, where they stand; more
/// go into a set, so that a long object costs no more than its length. So do those beyond ASCII, which may be spelt in
/// two ways and still be one key to a dictionary; their runs of combining characters are short, so hashing is linear.
private struct NamesSeen {
    /// Where this object's names begin among all that are being read.
    let first: Int
    private var many: Set<String>?
    /// A bit for each kind of name so far: a name whose bit is not set is new.
    private var kinds: UInt64 = 0

    init(first: Int) { self.first = first }

    @inline(__always)
    mutating func insert(_ name: JSONReader.Text, into names: inout NameList) -> Bool {
        guard many == nil, name.isPlain, names.hasRoom else { return insertIntoMany(name, names) }
        let ends = (name.bytes.first ?? 0) &* 5 &+ (name.bytes.last ?? 0)
        let kind: UInt64 = 1 << UInt64((ends &* 3 &+ UInt8(truncatingIfNeeded: name.bytes.count)) & 63)
        if kinds & kind != 0, names.from(first).contains(where: { isSame($0, name.bytes) }) { return false }
        kinds |= kind
        names.append(name.bytes)
        return true
    }

    private mutating func insertIntoMany(_ name: JSONReader.Text, _ names: NameList) -> Bool {
        var many = many ?? Set(names.from(first).map { String(decoding: $0, as: UTF8.self) })
        self.many = nil
        defer { self.many = many }
        return many.insert(name.text).inserted
    }
}
