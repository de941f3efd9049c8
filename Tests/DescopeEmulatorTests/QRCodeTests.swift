import DescopeCrypto
import DescopeEmulator
import Testing

/// The expected codes and images come from two encoders in Python, qrcode and qrcodegen, which agree on each of them.
@Suite struct QRCodeTests {
    /// As much of it as wanted, over and over.
    private func text(_ count: Int) -> String {
        let link = Array("otpauth://totp/P2test:ada?secret=JBSWY3DPEHPK3PXP&issuer=P2test ".utf8)
        return String(decoding: (0..<count).map { link[$0 % link.count] }, as: UTF8.self)
    }

    private func rows(_ code: QRCode) -> String {
        (0..<code.size).map { y in (0..<code.size).map { x in code.isDark(x, y) ? "1" : "0" }.joined() }
            .joined(separator: "\n")
    }

    /// The first eight bytes of a SHA-256.
    private func digest(_ bytes: some Sequence<UInt8>) throws -> String {
        try MessageDigest.hash(Array(bytes), using: .sha256).prefix(8).map {
            let digits = String($0, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    @Test("a code, module by module")
    func modules() throws {
        let code = try #require(QRCode("otpauth://", mask: 5))
        #expect(
            rows(code) == """
                111111100111101111111
                100000101011001000001
                101110101111001011101
                101110101000001011101
                101110100101101011101
                100000100100101000001
                111111101010101111111
                000000001101100000000
                100000101000111001110
                111011001000100101110
                010001111111001100110
                000010000000000001111
                000011110100010100000
                000000001011111010101
                111111100010111000110
                100000100101101011100
                101110100000101000001
                101110100010111110100
                101110100000000010111
                100000100110000101100
                111111101111000001010
                """
        )
    }

    @Test(
        "the eight masks",
        arguments: [
            (0, "e8cd73f75a17026f"), (1, "05b4a90666af8957"), (2, "fffc60983b811bfa"), (3, "ace0014b66b9c26c"),
            (4, "f7966825e51cd478"), (5, "1dacaaf45330328f"), (6, "caa8f0b7d3a6bdaf"), (7, "bc195cd85393b9f9"),
        ]
    )
    func masks(_ mask: Int, _ digest: String) throws {
        let code = try #require(QRCode("otpauth://", mask: mask))
        #expect(try self.digest(rows(code).utf8) == digest)
    }

    @Test(
        "each version, as full as it can be, and one byte more takes the next",
        arguments: [
            (1, 14, "7e424e4ae61722f5"), (2, 26, "2cc3b7f86881813f"), (3, 42, "37d294b1fc8af3d2"),
            (4, 62, "19b9aa9caae64eaa"), (5, 84, "b0425660445852ad"), (6, 106, "d046b51fb70d6d3c"),
            (7, 122, "6e8edb706177caa5"), (8, 152, "bbb3a745f0b99f16"), (9, 180, "5d4069861251b731"),
            (10, 213, "2310eb53394e95a7"), (11, 251, "e230a3ffa1a31946"), (12, 287, "e520bc88e2107c03"),
            (13, 331, "4ca4bc1dae63489d"), (14, 362, "491ec8a0e11639ed"), (15, 412, "2cb205ec66c425bc"),
            (16, 450, "71cdfc257c624e54"), (17, 504, "86b7771c049ffaf7"), (18, 560, "a879e138d225d695"),
            (19, 624, "3a180cdefaf34960"), (20, 666, "02257c6609269564"), (21, 711, "e31136e903e57453"),
            (22, 779, "14b97df87370c476"), (23, 857, "30f97fe6b178013a"), (24, 911, "91a1d4e459787115"),
            (25, 997, "f2e98db9aba47f2d"), (26, 1059, "d9eb29f560fb5cb1"), (27, 1125, "fa158d1a7076f40e"),
            (28, 1190, "b010828734d43c81"), (29, 1264, "5c3a6d4504d204d2"), (30, 1370, "3f083b9ea948d943"),
            (31, 1452, "ddcbd99423e4e5bc"), (32, 1538, "f82d873cf37a4e15"), (33, 1628, "4fba5ad466c002ae"),
            (34, 1722, "8a2ea56a8bb7c638"), (35, 1809, "41a352390bee3fd9"), (36, 1911, "16b04b09be43f0e1"),
            (37, 1989, "fd83cf0e4cec9dea"), (38, 2099, "f266c306d5898c10"), (39, 2213, "ca2666dfcec26404"),
            (40, 2331, "63dd9d36a71d73fe"),
        ]
    )
    func versions(_ version: Int, _ count: Int, _ digest: String) throws {
        let code = try #require(QRCode(text(count), mask: version % 8))
        #expect(code.size == 17 + 4 * version)
        #expect(try self.digest(rows(code).utf8) == digest)
        #expect(QRCode(text(count + 1), mask: 0)?.size == (version == 40 ? nil : code.size + 4))
    }

    @Test(
        "the mask that reads best, by qrcodegen's count of the rules",
        arguments: zip(
            [14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412],
            [2, 4, 2, 3, 7, 3, 4, 4, 3, 2, 3, 4, 4, 4, 3]
        )
    )
    func bestMask(_ count: Int, _ mask: Int) throws { #expect(try #require(QRCode(text(count))).mask == mask) }

    @Test(
        "an image, in one stored block and in two",
        arguments: [(10, 5, "2e429afb68853cea"), (2331, 0, "a2233f0dce92417e")]
    )
    func image(_ count: Int, _ mask: Int, _ digest: String) throws {
        let code = try #require(QRCode(text(count), mask: mask))
        #expect(try self.digest(PNG.image(of: code)) == digest)
    }

    @Test("the checksums' well-known values")
    func checksums() {
        #expect(PNG.crc32(Array("123456789".utf8)) == 0xCBF4_3926)
        #expect(PNG.crc32([]) == 0)
        #expect(PNG.adler32(Array("Wikipedia".utf8)) == 0x11E6_0398)
        #expect(PNG.adler32([]) == 1)
    }
}
