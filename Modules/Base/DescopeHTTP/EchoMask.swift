import DescopeCore

/// Keeps what was sent out of what is shown, should the service repeat it.
///
/// By bytes: what combines with a secret's last letter would hide it from a search by letters. And in one pass over
/// what is shown, however many pieces there are.
///
/// A secret that could be a word of the service's own is another matter: were `short` cut out of "shorter", the hole
/// would tell the password. Where such a one occurs, the whole text is hidden; what is left to tell is that it is among
/// the words of a text that goes with the code. Other words that were sent are left alone within longer ones.
struct EchoMask {
    /// From here on letters alone are no word.
    private static let longestWord = 11
    /// Shorter pieces give nothing away, and would tear words apart.
    private static let shortest = 4
    /// More than a message can hold is not searched.
    private static let limit = 4 << 10

    private var pieces: [Int: Set<ArraySlice<UInt8>>] = [:]
    /// The lengths of the pieces, the longest first.
    private let lengths: [Int]
    private var beginnings: Set<ArraySlice<UInt8>> = []
    private var secretWords: Set<ArraySlice<UInt8>> = []

    /// - Parameters:
    ///   - secrets: What must not show.
    ///   - others: What else was sent: personal data at worst.
    ///   - keepsWords: Whether words are left as they are: for what is a word itself, and has to be found by it.
    init(_ secrets: [String], _ others: [String] = [], keepsWords: Bool = false) {
        for (index, text) in (secrets + others).enumerated() where text.utf8.count >= Self.shortest {
            let piece = Self.oneLine(text.utf8)[...]
            let isWord = Self.isWord(piece)
            if isWord && keepsWords { continue }
            pieces[piece.count, default: []].insert(piece)
            beginnings.insert(piece.prefix(Self.shortest))
            if isWord && index < secrets.count { secretWords.insert(piece) }
        }
        lengths = pieces.keys.sorted(by: >)
    }

    /// Whether a text that is no secret is worth hiding: short ones are words of many a message.
    static func isLong(_ text: String) -> Bool { text.utf8.count >= 6 }

    /// A text of the service's for a message: one line, bounded, and without the pieces. Nil when none of it may show.
    func clean(_ text: String) -> String? {
        let isCut = text.utf8.count > Self.limit
        let bytes = Self.oneLine(text.utf8.prefix(Self.limit))
        var line: [UInt8] = []
        var hiddenEnd = 0
        // What is left at a cut's end is too short to be told from a piece's beginning.
        for start in bytes.indices.dropLast(isCut ? Self.shortest - 1 : 0) {
            if let end = pieceEnd(from: start, in: bytes, isCut: isCut), end > hiddenEnd {
                if secretWords.contains(bytes[start..<end]) { return nil }
                // No other zero is left.
                if start >= hiddenEnd { line.append(0) }
                hiddenEnd = end
            }
            if start >= hiddenEnd { line.append(bytes[start]) }
        }
        return String(decoding: line, as: UTF8.self).unicodeScalars.prefix(500).reduce(into: "") { line, scalar in
            if scalar.value == 0 { line += "<hidden>" } else { line.unicodeScalars.append(scalar) }
        }
    }

    /// Where the longest piece ends that begins at `start`. One that the cut may have halved ends with the text.
    private func pieceEnd(from start: Int, in bytes: [UInt8], isCut: Bool) -> Int? {
        guard beginnings.contains(bytes[start...].prefix(Self.shortest)) else { return nil }
        let rest = bytes.count - start
        if isCut, let longest = lengths.first, longest > rest { return bytes.count }
        let length = lengths.first { length in
            guard length <= rest, pieces[length]?.contains(bytes[start..<start + length]) ?? false else { return false }
            let isInside =
                start > 0 && Self.isLetter(bytes[start - 1]) || length < rest && Self.isLetter(bytes[start + length])
            let piece = bytes[start..<start + length]
            return !(isInside && Self.isWord(piece)) || secretWords.contains(piece)
        }
        return length.map { start + $0 }
    }

    private static func isWord(_ piece: ArraySlice<UInt8>) -> Bool {
        piece.count <= longestWord && piece.allSatisfy(isLetter)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    /// Control characters become spaces, in the text and in the pieces alike.
    private static func oneLine(_ text: some Sequence<UInt8>) -> [UInt8] {
        text.map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: " ") : $0 }
    }
}
