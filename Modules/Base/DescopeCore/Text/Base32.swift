/// Base32 (RFC 4648 §6), the encoding of authenticator app keys. Written without padding; read leniently, as users type
/// it.
package enum Base32 {
    /// Encodes `bytes` in uppercase and without padding.
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        inLetters(Array(bytes), of: alphabet, bitsEach: 5)
    }

    /// Decodes `text` in uppercase or lowercase, with or without spaces, hyphens and padding. Nil for anything else.
    package static func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var buffer: UInt32 = 0
        var bits = 0
        var characters = text.uppercased().utf8.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "-") }
        while characters.last == UInt8(ascii: "=") { characters.removeLast() }
        for character in characters {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            buffer = buffer << 5 | UInt32(value)
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
            }
        }
        // A whole surplus character, or surplus bits that are not zero, mean that characters were lost.
        guard bits < 5, buffer & (1 << bits - 1) == 0 else { return nil }
        return bytes
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
}
