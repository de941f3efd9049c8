import DescopeCrypto
import Testing

@Suite struct ConstantTimeTests {
    @Test(
        "equal only when every byte is",
        arguments: [
            ("", "", true), ("a", "a", true), ("secret", "secret", true),
            ("secret", "secreT", false), ("secret", "Secret", false), ("secret", "secre", false), ("", "a", false),
        ]
    )
    func comparison(a: String, b: String, expected: Bool) {
        #expect(ConstantTime.areEqual(utf8(a), utf8(b)) == expected)
        #expect(ConstantTime.areEqual(utf8(b), utf8(a)) == expected)
    }

    @Test("each single bit counts")
    func singleBits() throws {
        let bytes = try SecureRandom.bytes(count: 33)
        for bit in 0..<bytes.count * 8 {
            #expect(!ConstantTime.areEqual(bytes, flippingBit(bit, of: bytes)))
        }
    }

    @Test("buffers without an address are empty")
    func noAddress() {
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        #expect(ConstantTime.areEqual(nothing, nothing))
        utf8("a").withUnsafeBytes { #expect(!ConstantTime.areEqual($0, nothing)) }
    }
}
