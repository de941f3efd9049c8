import DescopeCrypto
import Testing

@Suite struct TOTPTests {
    /// The secret of RFC 6238, as long as the hash wants it.
    private func key(_ count: Int) -> [UInt8] { (0..<count).map { Array("1234567890".utf8)[$0 % 10] } }

    @Test(
        "the codes of RFC 6238, appendix B",
        arguments: [
            (59, "94287082", "46119246", "90693936"),
            (1_111_111_109, "07081804", "68084774", "25091201"),
            (1_111_111_111, "14050471", "67062674", "99943326"),
            (1_234_567_890, "89005924", "91819424", "93441116"),
            (2_000_000_000, "69279037", "90698825", "38618901"),
            (20_000_000_000, "65353130", "77737706", "47863826"),
        ] as [(Double, String, String, String)]
    )
    func rfc6238(_ time: Double, _ sha1: String, _ sha256: String, _ sha512: String) throws {
        let step = TOTP.step(at: time)
        #expect(try TOTP.code(key: key(20), step: step, digits: 8) == sha1)
        #expect(try TOTP.code(key: key(32), step: step, digits: 8, using: .sha256) == sha256)
        #expect(try TOTP.code(key: key(64), step: step, digits: 8, using: .sha512) == sha512)
        // Shorter codes are the end of longer ones.
        #expect(try TOTP.code(key: key(20), step: step) == String(sha1.suffix(6)))
    }

    @Test("the codes of RFC 4226, appendix D")
    func rfc4226() throws {
        let codes = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
        ]
        for (step, code) in codes.enumerated() { #expect(try TOTP.code(key: key(20), step: UInt64(step)) == code) }
    }

    @Test(
        "which step a moment lies in",
        arguments: [
            (0, 0), (29.999, 0), (30, 1), (59, 1), (60, 2), (20_000_000_000, 666_666_666), (-1, 0),
            (.infinity, 0), (.nan, 0),
        ] as [(Double, UInt64)]
    )
    func step(_ time: Double, _ step: UInt64) { #expect(TOTP.step(at: time) == step) }

    @Test("a length that no app shows", arguments: [-1, 0, 5, 9])
    func digits(_ digits: Int) {
        let error = #expect(throws: CryptoError.self) { try TOTP.code(key: [1], step: 1, digits: digits) }
        #expect(error?.code == .failed)
    }
}
