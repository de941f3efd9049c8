import DescopeEmulator
import Testing

/// The examples of RFC 8949: what passkeys are written with is read as it says, and all else is refused.
@Suite struct CBORReaderTests {
    private func bytes(_ hex: String) throws -> [UInt8] {
        let digits = Array(hex)
        return try stride(from: 0, to: digits.count, by: 2).map {
            try #require(UInt8(String(digits[$0..<min($0 + 2, digits.count)]), radix: 16))
        }
    }

    @Test(
        "values (appendix A)",
        arguments: [
            ("00", .int(0)), ("01", .int(1)), ("0a", .int(10)), ("17", .int(23)), ("1818", .int(24)),
            ("1819", .int(25)), ("1864", .int(100)), ("1903e8", .int(1000)), ("1a000f4240", .int(1_000_000)),
            ("1b000000e8d4a51000", .int(1_000_000_000_000)), ("20", .int(-1)), ("29", .int(-10)), ("3863", .int(-100)),
            ("3903e7", .int(-1000)), ("1b7fffffffffffffff", .int(.max)), ("3b7fffffffffffffff", .int(.min)),
            ("f4", .bool(false)), ("f5", .bool(true)), ("f6", .null), ("40", .bytes([])),
            ("4401020304", .bytes([1, 2, 3, 4])), ("60", .text("")), ("6161", .text("a")),
            ("6449455446", .text("IETF")),
            ("62225c", .text("\"\\")), ("62c3bc", .text("\u{fc}")), ("63e6b0b4", .text("\u{6c34}")),
            ("64f0908591", .text("\u{10151}")), ("80", .array([])), ("83010203", .array([.int(1), .int(2), .int(3)])),
            (
                "8301820203820405",
                .array([.int(1), .array([.int(2), .int(3)]), .array([.int(4), .int(5)])])
            ),
            (
                "98190102030405060708090a0b0c0d0e0f101112131415161718181819",
                .array((1...25).map { .int($0) })
            ),
            ("a0", .map([:])), ("a201020304", .map([.int(1): .int(2), .int(3): .int(4)])),
            (
                "a26161016162820203",
                .map([.text("a"): .int(1), .text("b"): .array([.int(2), .int(3)])])
            ),
            ("826161a161626163", .array([.text("a"), .map([.text("b"): .text("c")])])),
        ] as [(String, CBORValue)]
    )
    func values(_ hex: String, _ value: CBORValue) throws {
        #expect(CBORReader.parse(try bytes(hex)) == value)
        // One byte less is no value, one more is none either.
        #expect(CBORReader.parse(try bytes(hex).dropLast()) == nil)
        #expect(CBORReader.parse(try bytes(hex) + [0]) == nil)
    }

    @Test(
        "kinds that do not occur: large numbers, fractions, simple values, tags (appendix A)",
        arguments: [
            "1bffffffffffffffff", "3bffffffffffffffff", "c249010000000000000000", "c349010000000000000000", "f90000",
            "f93c00", "fb3ff199999999999a", "fa47c35000", "f97c00", "f7", "f0", "f8ff",
            "c074323031332d30332d32315432303a",
            "c11a514b67b0", "d74401020304", "d818456449455446",
        ]
    )
    func otherKinds(_ hex: String) throws { #expect(CBORReader.parse(try bytes(hex)) == nil) }

    @Test(
        "lengths that are not stated (appendix A)",
        arguments: [
            "5f42010243030405ff", "7f657374726561646d696e67ff", "9fff", "9f018202039f0405ffff", "83018202039f0405ff",
            "bf61610161629f0203ffff", "826161bf61626163ff", "ff",
        ]
    )
    func indefinite(_ hex: String) throws { #expect(CBORReader.parse(try bytes(hex)) == nil) }

    @Test(
        "what is no CBOR at all (appendix F)",
        arguments: [
            "", "18", "19", "1a", "1b", "1901", "1a0102", "1b01020304050607", "38", "58", "78", "98", "9a01ff00", "b8",
            "d8", "f8", "f900", "fa0000", "fb000000", "41", "61", "5affffffff00", "5bffffffffffffffff010203",
            "7affffffff00", "7b7fffffffffffffff010203", "81", "818181818181818181", "8200", "a1", "a20102", "a100",
            "a2000000", "c0", "1c", "1d", "1e", "3c", "3d", "3e", "5c", "5d", "5e", "7c", "7d", "7e", "9c", "9d", "9e",
            "bc", "bd", "be", "dc", "dd", "de", "fc", "fd", "fe", "f800", "f801", "f818", "f81f", "1f", "3f", "df",
            "9bffffffffffffffff", "bbffffffffffffffff", "9b7fffffffffffffff00", "bb7fffffffffffffff0000",
        ]
    )
    func malformed(_ hex: String) throws { #expect(CBORReader.parse(try bytes(hex)) == nil) }

    @Test(
        "numbers and lengths that are longer than they need be (section 4.2.1)",
        arguments: [
            "1800", "1817", "190018", "1900ff", "1a0000ffff", "1b00000000ffffffff", "3817", "5800", "580141", "780161",
            "9800", "b800", "5900044401020304",
        ]
    )
    func longer(_ hex: String) throws { #expect(CBORReader.parse(try bytes(hex)) == nil) }

    @Test(
        "a key that stands twice, and a text that is no UTF-8",
        arguments: ["a201020103", "a2616101616102", "62c328", "61ff"]
    )
    func dishonest(_ hex: String) throws { #expect(CBORReader.parse(try bytes(hex)) == nil) }

    @Test("lists and maps lie in each other as deep as is said, and no deeper")
    func depth() {
        for head in [[0x81], [0xA1, 0x00]] as [[UInt8]] {
            func nested(_ count: Int) -> [UInt8] { Array(repeatElement(head, count: count).joined()) + [0x00] }
            #expect(CBORReader.parse(nested(CBORReader.maximumDepth)) != nil)
            #expect(CBORReader.parse(nested(CBORReader.maximumDepth + 1)) == nil)
            #expect(CBORReader.parse(nested(1_000_000)) == nil)
        }
    }
}
