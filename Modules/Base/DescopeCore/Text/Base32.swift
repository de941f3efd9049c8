/// Base32 (RFC 4648 §6), as the keys of authenticator apps are written: without padding, and read however they are
/// typed.
package enum Base32 {
    /// The text for `bytes`, in capitals and without padding.
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        inLetters(bytes, of: alphabet, bitsEach: 5)
    }

    /// The bytes that `text` stands for: in capitals or not, in groups or not, with padding or without. Nil for
    /// anything else.
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
        // A whole character that adds nothing was lost from somewhere, and so were bits beyond the last byte.
        guard bits < 5, buffer & (1 << bits - 1) == 0 else { return nil }
        return bytes
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
}
