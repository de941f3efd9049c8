import DescopeCore
import Testing

@Suite struct Base64URLTests {
    @Test(
        "the vectors of RFC 4648 §10, without padding, and the two characters of the URL alphabet",
        arguments: [
            ("", [] as [UInt8]), ("Zg", Array("f".utf8)), ("Zm8", Array("fo".utf8)), ("Zm9v", Array("foo".utf8)),
            ("Zm9vYg", Array("foob".utf8)), ("Zm9vYmE", Array("fooba".utf8)), ("Zm9vYmFy", Array("foobar".utf8)),
            ("-_8", [0xFB, 0xFF]), ("____", [0xFF, 0xFF, 0xFF]), ("AA", [0]), ("AAA", [0, 0]), ("AAAA", [0, 0, 0]),
            // RFC 7515, appendix A.1: the header and its encoding.
            (
                "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9",
                Array("{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}".utf8)
            ),
        ]
    )
    func vectors(_ text: String, _ bytes: [UInt8]) {
        #expect(Base64URL.encode(bytes) == text)
        #expect(Base64URL.decode(text) == bytes)
    }

    @Test(
        "what an encoder would not have written is refused",
        arguments: [
            "Zg==", "Zg=", "Zm8=", "=", "Zm9v====", " Zg", "Zg ", "Z g", "Zg\n", "Zm9v\r\n", "Z", "Zm9vY", "Zh", "Zm9",
            "-_9", "+/8", "Zm+v",
            "Zm/v", "Zé", "Zm9\u{0}", "Zm9v.", "Zm9v,",
        ]
    )
    func strict(_ text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    // Of two characters four bits lie beyond the last byte, of three characters two.
    @Test(
        "a last character has no bits beyond the last byte",
        arguments: [("A", 16), ("_", 16), ("AAAAA", 16), ("AA", 4), ("__", 4), ("AAAAAA", 4), ("AAA", 1)]
    )
    func strayBits(_ front: String, _ step: Int) {
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        for (value, letter) in alphabet.enumerated() {
            #expect((Base64URL.decode("\(front)\(letter)") != nil) == value.isMultiple(of: step), "\(front)\(letter)")
        }
    }

    @Test("every byte comes back, at every length")
    func roundTrip() {
        for length in 0..<300 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ length) }
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        }
    }
}
