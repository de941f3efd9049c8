import DescopeCore

/// Redacts what was sent from a text of the service, should the service repeat it, and makes the text fit a message:
/// one line, at most 500 characters, nothing invisible.
///
/// Values of the request (strings and numbers) are found regardless of case, of the kind and number of spaces, and also
/// where the service has escaped characters as JSON, HTML or URLs do. Ordinary words stay readable:
/// - A string of fewer than six letters, and nothing else, is not redacted: `acme`, `email`.
/// - A string of six to eleven letters is redacted where it is a word of its own, and not within a longer word.
/// - A number or string of fewer than six bytes is redacted where no letter or digit precedes or follows it.
/// - Anything else is redacted wherever it occurs, also when only its beginning does, of 24 bytes or more.
///
/// Credentials and the values of additional headers are redacted also in part: any eight bytes of them in a row. A
/// credential that could be a word, or is very short, would leave a gap that tells it: where it occurs, no text is
/// shown.
///
/// The cost is linear in the length of each value and in that of the text, and what is kept depends on the text alone.
struct Redactor {
    /// How many characters of a text are shown, and how many are searched: a value that begins among those that are
    /// shown is seen far enough to be recognized.
    private static let shown = 500, searched = 1000
    /// No more of a value than this can occur in what is searched, escaped or not.
    private static let longestValue = 16 * searched

    private let scalars: [Unicode.Scalar]
    /// The text as it is written, and with its escapes resolved when there are any.
    private var readings: [(text: Reading, index: SubstringIndex)]
    private var isSilent = false

    init(_ text: String) {
        scalars = text.unicodeScalars.prefix(Self.searched).map { $0.isVisible ? $0 : " " }
        readings = Reading.both(of: scalars).map { ($0, SubstringIndex($0.bytes)) }
    }

    // MARK: - What was sent

    /// Redacts a value of a request.
    mutating func redact(_ value: String) {
        for piece in Self.pieces(of: value, upTo: Self.longestValue) {
            let isWord = piece.allSatisfy(isLetter)
            if piece.count < 6 {
                if !isWord, piece.contains(where: isLetterOrDigit) { mark(piece) { $0.markAlone($1) } }
            } else if isWord, piece.count <= SubstringIndex.longestAlone {
                mark(piece) { $0.markAlone($1) }
            } else {
                mark(piece) { $0.mark($1, orItsFirst: 24) }
            }
        }
    }

    /// Redacts a credential.
    mutating func redact(credential: Secret) {
        for piece in Self.pieces(of: credential.reveal()) {
            if piece.count < 4 || Self.couldBeWord(piece) {
                isSilent = isSilent || readings.contains { $0.index.contains(piece) }
            } else {
                mark(piece) { $0.markRuns(of: $1, ofAtLeast: 8) }
            }
        }
    }

    /// Redacts the value of an additional header, which may be a credential or just a name.
    mutating func redact(header: Secret) {
        for piece in Self.pieces(of: header.reveal()) {
            guard piece.count >= 6, !Self.couldBeWord(piece) else {
                redact(header.reveal())
                continue
            }
            mark(piece) { $0.markRuns(of: $1, ofAtLeast: 8) }
        }
    }

    /// Redacts the strings and numbers of a JSON body, at every depth.
    ///
    /// - Returns: Whether the body could be read.
    mutating func redact(body: [UInt8]) -> Bool {
        do throws(JSONFailure) {
            try JSONReader.scan(body, from: .service) { json throws(JSONFailure) in
                try redactValue(&json, of: body)
                try json.end()
            }
            return true
        } catch { return false }
    }

    private mutating func redactValue(_ json: inout JSONReader, of body: [UInt8]) throws(JSONFailure) {
        if json.isAtObject {
            try json.forEachMember { json, name throws(JSONFailure) in
                // The names are the API's or the project's; but an object may also be keyed by email addresses.
                if !isPlainName(name.text) { redact(name.text) }
                try redactValue(&json, of: body)
            }
        } else if json.isAtList {
            try json.forEachElement { json throws(JSONFailure) in try redactValue(&json, of: body) }
        } else if json.isAtText {
            redact(try json.string())
        } else {
            let start = json.position
            switch try json.scalar() {
            case .int(let number): redact("\(number)")
            case .double(let number):
                // As it was written, and as others may write it.
                redact(String(decoding: body[start..<json.position], as: UTF8.self))
                redact("\(number)")
                if let whole = Int64(exactly: number) { redact("\(whole)") }
            default: break
            }
        }
    }

    private mutating func mark(_ piece: ArraySlice<UInt8>, _ mark: (inout SubstringIndex, ArraySlice<UInt8>) -> Void) {
        for number in readings.indices { mark(&readings[number].index, piece) }
    }

    private static func couldBeWord(_ piece: ArraySlice<UInt8>) -> Bool {
        piece.count <= SubstringIndex.longestAlone && piece.allSatisfy(isLetter)
    }

    /// What to search for: the value as it is written, and with its escapes resolved, without space around it.
    private static func pieces(of value: String, upTo limit: Int = .max) -> [ArraySlice<UInt8>] {
        let value = value.unicodeScalars.drop { $0.properties.isWhitespace }.prefix(limit)
        let readings = Reading.plain(value).map { [$0] } ?? Reading.both(of: value).map(\.bytes)
        return readings.compactMap { bytes in
            let piece = bytes.drop { $0 == UInt8(ascii: " ") }
            return piece.isEmpty ? nil : piece.last == UInt8(ascii: " ") ? piece.dropLast() : piece
        }
    }

    // MARK: - What is shown

    /// The text for a message; nil when nothing of it may be shown.
    var redacted: String? {
        guard !isSilent else { return nil }
        // How many redacted ranges begin at a character, less those that end before it.
        var edges = [Int](repeating: 0, count: scalars.count + 1)
        for (text, index) in readings {
            index.forEachMark { range in
                edges[text.places[range.lowerBound].lowerBound] += 1
                edges[text.places[range.upperBound - 1].upperBound] -= 1
            }
        }
        var line = ""
        var (room, depth) = (Self.shown, 0)
        for (scalar, edge) in zip(scalars.prefix(Self.shown), edges) {
            let wasInside = depth > 0
            depth += edge
            if depth > 0, wasInside { continue }
            let next = depth > 0 ? "<hidden>" : String(scalar)
            room -= next.unicodeScalars.count
            guard room >= 0 else { break }
            line += next
        }
        return line
    }
}

/// A text as it is compared: in lowercase, each run of spaces and of invisible characters one space.
private struct Reading {
    private(set) var bytes: [UInt8] = []
    /// The characters of the text that each byte stands for.
    private(set) var places: [Range<Int>] = []

    /// The text as it is written; and, when that is another, with its escapes resolved, also those within escapes.
    static func both(of text: some Sequence<Unicode.Scalar>) -> [Reading] {
        var written = Reading()
        for (place, scalar) in text.enumerated() { written.append(scalar, place..<place + 1) }
        var decoded = written
        for _ in 0..<3 where decoded.bytes.contains(where: { "%&\\+".utf8.contains($0) }) {
            decoded = decoded.decoded()
        }
        let folded = written.folded()
        return decoded.bytes == written.bytes ? [folded] : [folded, decoded.folded()]
    }

    /// The same, faster, for what has neither escapes nor anything beyond printable ASCII, as most values.
    static func plain(_ text: Substring.UnicodeScalarView) -> [UInt8]? {
        var bytes: [UInt8] = []
        for byte in Substring(text).utf8 {
            guard 0x20 <= byte, byte < 0x7F, !"%&\\+".utf8.contains(byte) else { return nil }
            if byte != 0x20 || bytes.last != 0x20 { bytes.append(inLowercase(byte)) }
        }
        return bytes
    }

    private mutating func append(_ byte: UInt8, _ place: Range<Int>) {
        bytes.append(byte)
        places.append(place)
    }

    private mutating func append(_ scalar: Unicode.Scalar, _ place: Range<Int>) {
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { append(byte, place) }
    }

    private func folded() -> Reading {
        var result = Reading()
        var input = bytes.makeIterator()
        var parser = UTF8.ForwardParser()
        var start = 0
        while true {
            switch parser.parseScalar(from: &input) {
            case .emptyInput: return result
            case .error(let length): start += length
            case .valid(let encoded):
                let place = places[start].lowerBound..<places[start + encoded.count - 1].upperBound
                start += encoded.count
                let scalar = UTF8.decode(encoded)
                if !scalar.isVisible || scalar.properties.isWhitespace {
                    if result.bytes.last != UInt8(ascii: " ") { result.append(UInt8(ascii: " "), place) }
                } else if scalar.isASCII {
                    result.append(inLowercase(UInt8(ascii: scalar)), place)
                } else {
                    for scalar in scalar.properties.lowercaseMapping.unicodeScalars { result.append(scalar, place) }
                }
            }
        }
    }

    // MARK: - Escapes

    private func decoded() -> Reading {
        var result = Reading()
        var index = 0
        while index < bytes.count {
            let (decoded, length) = escape(bytes[index...]) ?? ([bytes[index]], 1)
            let place = places[index].lowerBound..<places[index + length - 1].upperBound
            for byte in decoded { result.append(byte, place) }
            index += length
        }
        return result
    }

    /// What the escape at the beginning stands for, and its length; nil when there is none.
    private func escape(_ text: ArraySlice<UInt8>) -> (bytes: [UInt8], length: Int)? {
        switch text.first {
        case UInt8(ascii: "+"): (Array(" ".utf8), 1)
        case UInt8(ascii: "%"):
            number(text.dropFirst().prefix(2), digits: 2).map { ([UInt8(truncatingIfNeeded: $0)], 3) }
        case UInt8(ascii: "&"): entity(text.dropFirst().prefix(10))
        case UInt8(ascii: "\\"): backslash(text.dropFirst().prefix(11))
        default: nil
        }
    }

    private func entity(_ text: ArraySlice<UInt8>) -> ([UInt8], Int)? {
        guard let end = text.firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let name = text[..<end]
        let length = name.count + 2
        if name.first == UInt8(ascii: "#") {
            let isHex = name.dropFirst().first.map(inLowercase) == UInt8(ascii: "x")
            let digits = name.dropFirst(isHex ? 2 : 1)
            return number(digits, digits: digits.count, base: isHex ? 16 : 10).map { (utf8($0), length) }
        }
        let known = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " "]
        return known[String(decoding: name, as: UTF8.self)].map { (Array($0.utf8), length) }
    }

    private func backslash(_ text: ArraySlice<UInt8>) -> ([UInt8], Int)? {
        guard let kind = text.first else { return nil }
        switch kind {
        case UInt8(ascii: "x"): return number(text.dropFirst().prefix(2), digits: 2).map { (utf8($0), 4) }
        case UInt8(ascii: "U"): return number(text.dropFirst().prefix(8), digits: 8).map { (utf8($0), 10) }
        case UInt8(ascii: "u"):
            guard let unit = number(text.dropFirst().prefix(4), digits: 4) else { return nil }
            // The other half of a surrogate pair.
            let rest = text.dropFirst(5)
            guard (0xD800..<0xDC00).contains(unit), rest.starts(with: "\\u".utf8),
                let low = number(rest.dropFirst(2), digits: 4), (0xDC00..<0xE000).contains(low)
            else { return (utf8(unit), 6) }
            return (utf8(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)), 12)
        case _ where "abfnrtv0".utf8.contains(kind): return (Array(" ".utf8), 2)
        case _ where "\"'\\/".utf8.contains(kind): return ([kind], 2)
        default: return nil
        }
    }

    private func number(_ text: ArraySlice<UInt8>, digits: Int, base: UInt32 = 16) -> UInt32? {
        guard text.count == digits, (1...8).contains(digits) else { return nil }
        return UInt32(String(decoding: text, as: UTF8.self), radix: Int(base))
    }

    private func utf8(_ value: UInt32) -> [UInt8] { Array(String(Unicode.Scalar(value) ?? "\u{FFFD}").utf8) }
}

/// All substrings of a text (a suffix automaton), to mark those that occur in other texts. Finding one costs as much as
/// the other text is long, whatever the text is.
private struct SubstringIndex {
    /// The longest substring that can be marked where it stands by itself.
    static let longestAlone = 11

    private let text: [UInt8]
    /// A number for each byte that occurs; 0 for the others.
    private var classes = [Int](repeating: 0, count: 256)
    private var classCount = 1
    /// For each state and class the state that follows, or 0: nothing leads back to the first state.
    private var next: [UInt16] = []
    /// The length of a state's longest substring.
    private var lengths: [Int] = []
    /// The state of the longest suffix that also ends elsewhere.
    private var links: [Int] = []
    /// The state of the text up to each byte.
    private var ends: [Int] = []

    /// The longest substring that is marked in each state.
    private var marks: [Int] = []
    /// The lengths of the substrings that are marked where they stand by themselves, one bit for each.
    private var marksAlone: [UInt16] = []

    init(_ text: [UInt8]) {
        self.text = text
        for byte in text where classes[Int(byte)] == 0 {
            classes[Int(byte)] = classCount
            classCount += 1
        }
        var last = addState(length: 0)
        for byte in text {
            let kind = classes[Int(byte)]
            let added = addState(length: lengths[last] + 1)
            var state = last
            while state >= 0, next[state * classCount + kind] == 0 {
                next[state * classCount + kind] = UInt16(added)
                state = links[state]
            }
            if state < 0 {
                links[added] = 0
            } else {
                let target = Int(next[state * classCount + kind])
                links[added] = lengths[target] == lengths[state] + 1 ? target : split(target, from: state, kind)
            }
            ends.append(added)
            last = added
        }
        marks = [Int](repeating: 0, count: lengths.count)
        marksAlone = [UInt16](repeating: 0, count: lengths.count)
    }

    private mutating func addState(length: Int) -> Int {
        lengths.append(length)
        links.append(-1)
        next.append(contentsOf: repeatElement(0, count: classCount))
        return lengths.count - 1
    }

    /// Makes a state of its own for those substrings of `target` that are no longer than `first` with one byte more.
    private mutating func split(_ target: Int, from first: Int, _ kind: Int) -> Int {
        let copy = addState(length: lengths[first] + 1)
        for kind in 0..<classCount { next[copy * classCount + kind] = next[target * classCount + kind] }
        links[copy] = links[target]
        links[target] = copy
        var state = first
        while state >= 0, next[state * classCount + kind] == UInt16(target) {
            next[state * classCount + kind] = UInt16(copy)
            state = links[state]
        }
        return copy
    }

    private func step(_ state: Int, _ byte: UInt8) -> Int { Int(next[state * classCount + classes[Int(byte)]]) }

    /// How much of the beginning of `piece` occurs, and the state of that.
    private func beginning(of piece: ArraySlice<UInt8>) -> (length: Int, state: Int) {
        var (length, state) = (0, 0)
        for byte in piece {
            let following = step(state, byte)
            guard following != 0 else { break }
            (length, state) = (length + 1, following)
        }
        return (length, state)
    }

    func contains(_ piece: ArraySlice<UInt8>) -> Bool { beginning(of: piece).length == piece.count }

    /// Marks where `piece` occurs, or as much of its beginning as does when that is `minimum` or more.
    mutating func mark(_ piece: ArraySlice<UInt8>, orItsFirst minimum: Int) {
        let (length, state) = beginning(of: piece)
        if length == piece.count || length >= minimum { marks[state] = max(marks[state], length) }
    }

    /// Marks where `piece`, of at most 11 bytes, stands by itself.
    mutating func markAlone(_ piece: ArraySlice<UInt8>) {
        let (length, state) = beginning(of: piece)
        if length == piece.count { marksAlone[state] |= 1 << UInt16(length) }
    }

    /// Marks where `piece` occurs, or any part of it that has `minimum` bytes or more.
    mutating func markRuns(of piece: ArraySlice<UInt8>, ofAtLeast minimum: Int) {
        var (length, state) = (0, 0)
        for byte in piece {
            while state != 0, step(state, byte) == 0 {
                state = links[state]
                length = lengths[state]
            }
            state = step(state, byte)
            length = state == 0 ? 0 : length + 1
            if length >= min(minimum, piece.count) { marks[state] = max(marks[state], length) }
        }
    }

    /// Visits what is marked; ranges may overlap.
    func forEachMark(_ visit: (Range<Int>) -> Void) {
        var (marks, marksAlone) = (marks, marksAlone)
        // What is marked of a substring's suffix is marked of the substring.
        for state in lengths.indices.sorted(by: { lengths[$0] < lengths[$1] }).dropFirst() {
            marks[state] = max(marks[state], marks[links[state]])
            marksAlone[state] |= marksAlone[links[state]]
        }
        for (last, state) in ends.enumerated() {
            if marks[state] > 0 { visit(last + 1 - marks[state]..<last + 1) }
            for length in 1...Self.longestAlone where marksAlone[state] & 1 << UInt16(length) != 0 {
                let range = last + 1 - length..<last + 1
                if isAlone(range) { visit(range) }
            }
        }
    }

    /// Whether a word is not within a longer one; what is no word must not touch a digit either.
    private func isAlone(_ range: Range<Int>) -> Bool {
        let joins = text[range].allSatisfy(isLetter) ? isLetter : isLetterOrDigit
        return !(range.lowerBound > 0 && joins(text[range.lowerBound - 1]))
            && !(range.upperBound < text.count && joins(text[range.upperBound]))
    }
}

/// A letter, beyond ASCII too, or a digit.
private func isLetterOrDigit(_ byte: UInt8) -> Bool {
    byte >= 0x80 || isLetter(byte) || isDigit(byte)
}

/// Whether it has the form of a member's name: letters, digits and `_`, a letter first, at most 64.
func isPlainName(_ text: String) -> Bool {
    text.utf8.count <= 64 && text.utf8.first.map(isLetter) ?? false
        && text.utf8.allSatisfy { $0 < 0x80 && (isLetterOrDigit($0) || $0 == UInt8(ascii: "_")) }
}
