/// The few pieces of CBOR (RFC 8949) that an authenticator writes, in the one form that CTAP 2 has for them.
package enum CBOREncoding {
    /// A whole number.
    package static func int(_ value: Int64) -> [UInt8] {
        // -1 stands as 0 of the negative numbers, and so on.
        value < 0 ? head(1, UInt64(bitPattern: ~value)) : head(0, UInt64(value))
    }

    /// A byte string.
    package static func bytes(_ bytes: [UInt8]) -> [UInt8] { head(2, UInt64(bytes.count)) + bytes }

    /// A text.
    package static func text(_ text: String) -> [UInt8] { head(3, UInt64(text.utf8.count)) + text.utf8 }

    /// A map of keys and values that are encoded already. Shorter keys come first, and equally long ones in the order
    /// of their bytes.
    package static func map(_ members: [(key: [UInt8], value: [UInt8])]) -> [UInt8] {
        let sorted = members.sorted {
            $0.key.count == $1.key.count ? $0.key.lexicographicallyPrecedes($1.key) : $0.key.count < $1.key.count
        }
        return sorted.reduce(into: head(5, UInt64(members.count))) { $0 += $1.key + $1.value }
    }

    /// The kind of what follows, and its length or value in as few bytes as it takes.
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
