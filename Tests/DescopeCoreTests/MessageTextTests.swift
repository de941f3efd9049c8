import DescopeCore
import Testing

@Suite struct MessageTextTests {
    @Test(
        "text in a message is one line, and nothing in it is invisible",
        arguments: [
            ("", ""), ("plain ASCII ~", "plain ASCII ~"), ("a\nb\tc\u{7F}", "a b c "), ("a\r\nb", "a  b"),
            ("é e\u{301} 😀 ŷ 李 \u{A0}", "é e\u{301} 😀 ŷ 李 \u{A0}"), ("\u{9B}31m", " 31m"),
            ("a\u{2028}b\u{2029}", "a b "),
            ("\u{202E}txt", " txt"), ("\u{200B}\u{AD}\u{FEFF}", "   "), ("\u{E000}\u{10FFFF}\u{378}", "   "),
            ("\u{34F}\u{115F}\u{3164}\u{FE0F}\u{E0041}", "     "),
        ]
    )
    func forMessage(_ text: String, _ shown: String) {
        #expect(text.forMessage.unicodeScalars.elementsEqual(shown.unicodeScalars))
        #expect(text[...].forMessage.utf8.elementsEqual(shown.utf8))
    }

    @Test("so is an error's description, whoever made the error")
    func description() {
        let error = DescopeError(.api, code: .init(rawValue: "E\u{202E}"), message: "a\nb", operation: "o\u{9B}")
        #expect("\(error)" == "o : a b [E ]")
        #expect(error.errorDescription == "o : a b [E ]")
    }

    @Test("so are messages, and the places that errors of JSON name")
    func messages() {
        #expect(DescopeError(.api, message: "a\u{2028}b").message == "a b")
        #expect(DescopeError.argument("x\ny", "z\u{9B}").message == "x y: z ")
        #expect("\(JSONFailure("r", at: 1).inside("a\u{202E}b"))" == "a b: r at byte 1")
    }
}
