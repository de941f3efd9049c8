import DescopeCore
import Testing

@Suite struct Base32Tests {
    @Test(
        "the examples of RFC 4648, §10",
        arguments: [
            ("", ""), ("f", "MY======"), ("fo", "MZXQ===="), ("foo", "MZXW6==="), ("foob", "MZXW6YQ="),
            ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI======"),
        ]
    )
    func rfc4648(_ text: String, _ padded: String) {
        let bare = padded.filter { $0 != "=" }
        #expect(Base32.encode(text.utf8) == bare)
        #expect(Base32.decode(padded) == Array(text.utf8))
        #expect(Base32.decode(bare) == Array(text.utf8))
        #expect(Base32.decode(bare.lowercased()) == Array(text.utf8))
    }

    @Test("keys are typed in groups")
    func groups() { #expect(Base32.decode("mzxw 6ytb-OI") == Array("foobar".utf8)) }

    @Test(
        "what nobody has encoded",
        arguments: ["1", "0", "8", "M", "MZX", "MZXW6Y", "MZ", "M=Y", "MY\n", "ÄÄ", "MZXW6YTBOI!"]
    )
    func refused(_ text: String) { #expect(Base32.decode(text) == nil) }
}
