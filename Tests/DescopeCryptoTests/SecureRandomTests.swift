import DescopeCrypto
import Testing

@Suite struct SecureRandomTests {
    @Test("as many bytes as asked for, never the same", arguments: [0, 1, 16, 4096, 1 << 20])
    func bytes(count: Int) throws {
        let (first, second) = (try SecureRandom.bytes(count: count), try SecureRandom.bytes(count: count))
        #expect(first.count == count)
        // Sixteen equal bytes by chance: once in 2^128.
        #expect(count < 16 || first != second)
    }

    @Test("every value of a byte turns up")
    func spread() throws {
        // That one of 256 values is missing among 65,536 bytes: about once in 10^109.
        #expect(Set(try SecureRandom.bytes(count: 65_536)).count == 256)
    }

    @Test("counts out of range are refused", arguments: [-1, (1 << 20) + 1, .max, .min])
    func outOfRange(count: Int) {
        let error = #expect(throws: CryptoError.self) { try SecureRandom.bytes(count: count) }
        #expect(error?.code == .failed)
    }
}
