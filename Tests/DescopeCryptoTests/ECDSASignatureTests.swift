import DescopeCrypto
import Testing

@Suite struct ECDSASignatureTests {
    // The signature of the first test vector of W3C Web Authentication Level 3, and its two numbers as they stand in
    // it.
    private static let der =
        "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd38"
        + "0221008480ac0f0b93538174f575bf11a1dd5d78c6e486013f937295ea13653e331e87"
    private static let raw =
        "f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd38"
        + "8480ac0f0b93538174f575bf11a1dd5d78c6e486013f937295ea13653e331e87"

    @Test("both ways")
    func bothWays() throws {
        #expect(ECDSASignature.raw(fromDER: try hex(Self.der), on: .p256) == (try hex(Self.raw)))
        #expect(ECDSASignature.der(fromRaw: try hex(Self.raw)) == (try hex(Self.der)))
    }

    @Test("short numbers are as long as a coordinate side by side, and as short as can be in DER")
    func short() throws {
        let raw = [UInt8](repeating: 0, count: 31) + [1] + [UInt8](repeating: 0, count: 30) + [0x80, 0]
        #expect(ECDSASignature.der(fromRaw: raw) == (try hex("300802010102030080" + "00")))
        #expect(ECDSASignature.raw(fromDER: try hex("300802010102030080" + "00"), on: .p256) == raw)
    }

    @Test("a signature for P-521 is longer than a short length says")
    func long() throws {
        let raw = [UInt8](repeating: 1, count: 132)
        let der = ECDSASignature.der(fromRaw: raw)
        #expect(Array(der.prefix(3)) == [0x30, 0x81, 0x88])
        #expect(ECDSASignature.raw(fromDER: der, on: .p521) == raw)
        #expect(ECDSASignature.raw(fromDER: der, on: .p256) == nil)
    }

    @Test(
        "what no encoder has written",
        arguments: [
            "", "30", "3000", "3003020101", "3006020101020101" + "00", "300702010102010100", "30810602010102" + "0101",
            "3007020200010201" + "01", "3006020181020101", "3006020101020181", "30060201" + "01030101",
            "3106020101020101",
            "300602010102" + "0201", "3080020101020101" + "0000",
        ]
    )
    func malformed(_ text: String) throws { #expect(ECDSASignature.raw(fromDER: try hex(text), on: .p256) == nil) }

    @Test("nothing is left out")
    func cut() throws {
        let der = try hex(Self.der)
        for count in der.indices { #expect(ECDSASignature.raw(fromDER: Array(der.prefix(count)), on: .p256) == nil) }
    }
}
