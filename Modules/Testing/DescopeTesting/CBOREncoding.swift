/// The parts of CBOR (RFC 8949) that an authenticator writes, in the canonical form of CTAP 2.
package enum CBOREncoding {
    /// An integer.
    package static func int(_ value: Int64) -> [UInt8] {
        // Negative numbers are encoded as -1 minus the value: -1 as 0, and so on.
        value < 0 ? head(1, UInt64(bitPattern: ~value)) : head(0, UInt64(value))
    }

    /// A byte string.
    package static func bytes(_ bytes: [UInt8]) -> [UInt8] { head(2, UInt64(bytes.count)) + bytes }

    /// A text string.
    package static func text(_ text: String) -> [UInt8] { head(3, UInt64(text.utf8.count)) + text.utf8 }

    /// A map of encoded keys and values. Keys are sorted by length, then by bytes.
    package static func map(_ members: [(key: [UInt8], value: [UInt8])]) -> [UInt8] {
        let sorted = members.sorted {
            $0.key.count == $1.key.count ? $0.key.lexicographicallyPrecedes($1.key) : $0.key.count < $1.key.count
        }
        return sorted.reduce(into: head(5, UInt64(members.count))) { $0 += $1.key + $1.value }
    }

    /// The major type of an item, and its length or value in as few bytes as possible.
    private static func head(_ kind: UInt8, _ value: UInt64) -> [UInt8] {
        guard value > 23 else { return [kind << 5 | UInt8(value)] }
        let bytes = withUnsafeBytes(of: value.bigEndian) { Array($0) }
        let (size, count): (UInt8, Int) =
            switch value {
            case ...0xFF: (24, 1)
            case ...0xFFFF: (25, 2)
            case ...0xFFFF_FFFF: (26, 4)
            default: (27, 8)
            }
        return [kind << 5 | size] + bytes.suffix(count)
    }
}
