import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension FuzzTarget {
    /// The JSON reader. It agrees with Foundation's decoder, except for input that it refuses on purpose.
    static let json = FuzzTarget("json") { input in
        let value: JSONValue
        do throws(JSONFailure) { value = try JSONReader.parse(input) } catch {
            try require(!canSkip(input), "what cannot be read cannot be passed over: \(error)")
            try require(
                isStricter(error, input) || foundationValue(input) == nil,
                "Foundation refuses it too: \(error)"
            )
            return false
        }
        try require(canSkip(input), "what can be read can be passed over")
        guard let theirs = foundationValue(input) else {
            throw BrokenProperty(description: "accepted, but not by Foundation")
        }
        try require(isSame(value, theirs), "Foundation reads the same value")

        let written = try JSONEncoder().encode(value)
        try require(isSame(try JSONReader.parse(Array(written)), value), "written and read again it is the same")
        if case .object(let members) = value { try visitEach(input, members) }
        if case .string(let text) = value { try readLikely(input, text) }
        return true
    }

    /// Whether it is an input that we refuse and Foundation accepts.
    private static func isStricter(_ failure: JSONFailure, _ input: [UInt8]) -> Bool {
        let reasons = [
            "duplicate member", "a number out of range", "nested deeper than \(JSONReader.maximumDepth)",
        ]
        if reasons.contains(failure.reason) { return true }
        // Foundation also reads other encodings than UTF-8, recognized by zeros and byte order marks.
        if input.contains(0) || [0xEF, 0xFE, 0xFF].contains(input.first) { return true }
        // Foundation ignores a comma before the end of a list or an object.
        let before = input.prefix(failure.offset).last { ![0x20, 0x0A, 0x0D, 0x09].contains($0) }
        return before == UInt8(ascii: ",") && input.dropFirst(failure.offset).first.map("]}".utf8.contains) == true
    }

    private static func canSkip(_ input: [UInt8]) -> Bool {
        do {
            try JSONReader.scan(input) { scanner throws(JSONFailure) in
                try scanner.skipValue()
                try scanner.end()
            }
        } catch { return false }
        return true
    }

    /// Visits members one by one, reading some and skipping others, as for claims.
    private static func visitEach(_ input: [UInt8], _ members: [String: JSONValue]) throws {
        var names: Set<String> = []
        var isEachRight = true
        try JSONReader.scan(input) { scanner throws(JSONFailure) in
            try scanner.forEachMember { scanner, name throws(JSONFailure) in
                names.insert(name.text)
                isEachRight = isEachRight && name.word == word(name.text)
                guard names.count % 2 == 0 else { return try scanner.skipValue() }
                let value = try scanner.value()
                isEachRight = isEachRight && members[name.text].map { isSame($0, value) } == true
            }
            try scanner.end()
        }
        try require(isEachRight && names == Set(members.keys), "visiting each member finds the same ones")
    }

    /// A name as a number, as documented for the reader.
    private static func word(_ name: String) -> UInt64 {
        let bytes = Array(name.utf8)
        guard (1...8).contains(bytes.count), !bytes.contains(0) else { return 0 }
        return bytes.indices.reduce(0) { $0 | UInt64(bytes[$1]) << (8 * UInt64($1)) }
    }

    private static func readLikely(_ input: [UInt8], _ text: String) throws {
        let shorter = String(text.dropLast())
        for likely in [text, text + "x", shorter, shorter + "x"] {
            try JSONReader.scan(input) { scanner throws(JSONFailure) in
                let found = try scanner.string(likely: likely)
                try scanner.end()
                guard isSame(found.text, text), !found.isKnown || isSame(likely, text) else {
                    throw JSONFailure("a likely text is taken for the one that stands there", at: 0)
                }
            }
        }
    }
}
