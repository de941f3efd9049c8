/// Base64url without padding (RFC 4648 §5), strict: no padding, no white space, no stray bits in the last character.
package enum Base64URL {
    /// Decodes `text`; nil unless it is canonical base64url.
    package static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var isWhole = false
        let bytes = [UInt8](unsafeUninitializedCapacity: decodedCapacity(text.count)) { output, count in
            guard let prefix = decodePrefix(of: text, into: UnsafeMutableRawBufferPointer(output)) else { return }
            isWhole = prefix.read == text.count
            count = prefix.written
        }
        return isWhole ? bytes : nil
    }

    /// Decodes `text`; nil unless it is canonical base64url.
    package static func decode(_ text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { decode($0) }
    }

    /// The output size in bytes that is enough to decode `count` characters.
    package static func decodedCapacity(_ count: Int) -> Int { count / 4 * 3 + 4 }

    /// Decodes the characters before the first one that is not base64url, or before the end.
    ///
    /// - Parameter output: At least ``decodedCapacity(_:)`` bytes for the length of `text`.
    /// - Returns: How many characters were read and how many bytes written; nil when the characters are not canonical,
    ///   or `output` is too small.
    package static func decodePrefix(
        of text: UnsafeBufferPointer<UInt8>,
        into output: UnsafeMutableRawBufferPointer
    ) -> (read: Int, written: Int)? {
        guard output.count >= decodedCapacity(text.count) else { return nil }
        let invalid = invalid
        return groups.withUnsafeBufferPointer { groups in
            var read = 0
            var written = 0
            func group(_ place: Int) -> UInt32 {
                groups[Int(text[place])] | groups[256 + Int(text[place + 1])]
                    | groups[512 + Int(text[place + 2])] | groups[768 + Int(text[place + 3])]
            }
            // Four characters make three bytes. They are written as four; the next group overwrites the last one. Two
            // groups are decoded at a time as long as both are valid.
            while read + 8 <= text.count {
                let (first, second) = (group(read), group(read + 4))
                guard (first | second) & invalid == 0 else { break }
                output.storeBytes(of: first.littleEndian, toByteOffset: written, as: UInt32.self)
                output.storeBytes(of: second.littleEndian, toByteOffset: written + 3, as: UInt32.self)
                read += 8
                written += 6
            }
            if read + 4 <= text.count {
                let group = group(read)
                if group & invalid == 0 {
                    output.storeBytes(of: group.littleEndian, toByteOffset: written, as: UInt32.self)
                    read += 4
                    written += 3
                }
            }
            var rest: UInt32 = 0
            var count = 0
            while read < text.count, count < 4 {
                let group = groups[768 + Int(text[read])]
                guard group & invalid == 0 else { break }
                rest = rest << 6 | group >> 16
                count += 1
                read += 1
            }
            // A lone character is invalid, and an encoder sets no bits beyond the last byte.
            switch count {
            case 0: break
            case 2 where rest & 0b1111 == 0:
                output[written] = UInt8(truncatingIfNeeded: rest >> 4)
                written += 1
            case 3 where rest & 0b11 == 0:
                output[written] = UInt8(truncatingIfNeeded: rest >> 10)
                output[written + 1] = UInt8(truncatingIfNeeded: rest >> 2)
                written += 2
            default: return nil
            }
            return (read, written)
        }
    }

    /// Encodes `bytes`.
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        inLetters(Array(bytes), of: alphabet, bitsEach: 6)
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// The contribution of each of the 256 byte values to a group of four, as first, second, third and fourth
    /// character: its six bits at their position in the group's three bytes, with the first byte lowest. ``invalid``
    /// for a byte that is not base64url.
    private static let groups: [UInt32] = {
        var groups = [UInt32](repeating: invalid, count: 4 * 256)
        for (value, character) in alphabet.enumerated() {
            for place in 0..<4 {
                let bits = UInt32(value) << (26 - 6 * UInt32(place))
                groups[256 * place + Int(character)] = bits.byteSwapped
            }
        }
        return groups
    }()

    /// A bit pattern above the three bytes of a group.
    private static let invalid: UInt32 = 0xFF00_0000
}

/// Encodes bytes in an alphabet whose letters stand for `width` bits each, highest bits first. The last letter is
/// padded with zero bits.
func inLetters(_ bytes: [UInt8], of alphabet: [UInt8], bitsEach width: Int) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 8 / width + 1)
    var buffer: UInt32 = 0
    var bits = 0
    for byte in bytes {
        buffer = buffer << 8 | UInt32(byte)
        bits += 8
        while bits >= width {
            bits -= width
            text.append(alphabet[Int(buffer >> bits & (1 << width - 1))])
        }
    }
    if bits > 0 { text.append(alphabet[Int(buffer << (width - bits) & (1 << width - 1))]) }
    return String(decoding: text, as: UTF8.self)
}
