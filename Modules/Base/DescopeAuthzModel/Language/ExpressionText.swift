/// Finds where the expression of a condition ends. The expression itself is read elsewhere; here only its strings,
/// comments and braces count.
enum ExpressionText {
    struct Failure: Error {
        let expected: String
    }

    /// The index after the brace that closes the one at `start`.
    static func endOfBraces(in bytes: [UInt8], at start: Int) -> Result<Int, Failure> {
        var (index, open) = (start, 0)
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "{"): open += 1
            case UInt8(ascii: "}"):
                open -= 1
                if open == 0 { return .success(index + 1) }
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                guard let end = endOfString(in: bytes, at: index, isRaw: isRaw(bytes, index, from: start)) else {
                    return .failure(Failure(expected: "a condition whose strings end"))
                }
                index = end
                continue
            case UInt8(ascii: "/") where index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "/"):
                while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
                continue
            default: break
            }
            index += 1
        }
        return .failure(Failure(expected: "a \"}\" that closes this brace"))
    }

    /// The index after the string that begins at `start`; nil when it has no end. Three quotes begin one that may
    /// contain line breaks.
    static func endOfString(in bytes: [UInt8], at start: Int, isRaw: Bool = false) -> Int? {
        let quote = bytes[start]
        func isTriple(_ index: Int) -> Bool {
            index + 2 < bytes.count && bytes[index] == quote && bytes[index + 1] == quote && bytes[index + 2] == quote
        }
        let isLong = isTriple(start)
        var index = start + (isLong ? 3 : 1)
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\\") where !isRaw: index += 2
            case quote where !isLong: return index + 1
            case quote where isTriple(index): return index + 3
            case UInt8(ascii: "\n") where !isLong: return nil
            default: index += 1
            }
        }
        return nil
    }

    /// Whether the letters before a quote make a string in which a backslash is only that.
    private static func isRaw(_ bytes: [UInt8], _ quote: Int, from start: Int) -> Bool {
        func letter(_ offset: Int) -> UInt8 { quote - offset > start ? bytes[quote - offset] | 0x20 : 0 }
        guard letter(1) == UInt8(ascii: "r") else { return false }
        return !isNamePart(letter(2)) || (letter(2) == UInt8(ascii: "b") && !isNamePart(letter(3)))
    }

    /// The text with its braces, as it reads back; nil when it would not.
    static func inBraces(_ text: String) -> String? {
        guard !text.utf8.isEmpty else { return nil }
        // A comment at the end would hide a brace on its line.
        for end in [" }", "\n}"] {
            let whole = "{ \(text)\(end)"
            let bytes = Array(whole.utf8)
            if case .success(bytes.count) = endOfBraces(in: bytes, at: 0) { return whole }
        }
        return nil
    }
}

extension AuthzCondition {
    /// The index after the brace that closes the one at `start`, around an expression; nil without one. Braces may
    /// nest, and those in strings and comments do not count.
    package static func endOfBraces(in bytes: [UInt8], at start: Int) -> Int? {
        try? ExpressionText.endOfBraces(in: bytes, at: start).get()
    }
}
