import DescopeTesting
import Testing

/// The examples of RFC 8949, appendix A, of the kinds that an authenticator writes.
@Suite struct CBOREncodingTests {
    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test(
        "numbers",
        arguments: [
            (0, "00"), (1, "01"), (10, "0a"), (23, "17"), (24, "1818"), (25, "1819"), (100, "1864"), (1000, "1903e8"),
            (1_000_000, "1a000f4240"), (1_000_000_000_000, "1b000000e8d4a51000"), (-1, "20"), (-10, "29"),
            (-100, "3863"), (-1000, "3903e7"), (.max, "1b7fffffffffffffff"), (.min, "3b7fffffffffffffff"),
        ] as [(Int64, String)]
    )
    func numbers(_ number: Int64, _ expected: String) { #expect(hex(CBOREncoding.int(number)) == expected) }

    @Test(
        "the ends of each length",
        arguments: [(255, "18ff"), (256, "190100"), (65535, "19ffff"), (65536, "1a00010000")]
    )
    func ends(_ number: Int64, _ expected: String) { #expect(hex(CBOREncoding.int(number)) == expected) }

    @Test("bytes and texts")
    func strings() {
        #expect(hex(CBOREncoding.bytes([])) == "40")
        #expect(hex(CBOREncoding.bytes([1, 2, 3, 4])) == "4401020304")
        #expect(hex(CBOREncoding.bytes(.init(repeating: 0, count: 300))).hasPrefix("59012c00"))
        #expect(hex(CBOREncoding.text("")) == "60")
        #expect(hex(CBOREncoding.text("IETF")) == "6449455446")
        #expect(hex(CBOREncoding.text("\u{fc}")) == "62c3bc")
        #expect(hex(CBOREncoding.text("\u{10151}")) == "64f0908591")
    }

    @Test("maps, their keys in the canonical order: shorter ones first")
    func maps() {
        #expect(hex(CBOREncoding.map([])) == "a0")
        let (one, two) = (CBOREncoding.int(1), CBOREncoding.int(2))
        #expect(hex(CBOREncoding.map([(one, two), (CBOREncoding.int(3), CBOREncoding.int(4))])) == "a201020304")
        // The order of CTAP 2, section 8 ("Message Encoding"), worked by hand.
        let keys = [CBOREncoding.text("b"), CBOREncoding.int(100), CBOREncoding.int(-1), CBOREncoding.int(10)]
        #expect(hex(CBOREncoding.map(keys.map { ($0, one) })) == "a4" + "0a01" + "2001" + "186401" + "616201")
    }
}
