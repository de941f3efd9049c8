/// A range of IP addresses, such as `203.0.113.0/24` or `2001:db8::/32`; of a single address when there is no length.
package struct IPRange: Hashable, Sendable {
    /// 4 or 16 bytes.
    private let bytes: [UInt8]
    /// How many of the first bits are those of each address.
    private let length: Int

    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = parts.first, let bytes = Self.bytes4(address) ?? Self.bytes16(address) else { return nil }
        let length = parts.count == 1 ? bytes.count * 8 : parts.last.flatMap(Self.decimal)
        guard let length, length <= bytes.count * 8 else { return nil }
        self.bytes = bytes
        self.length = length
    }

    /// Whether it is one address.
    package var isAddress: Bool { length == bytes.count * 8 }

    /// Whether it is an address of IPv4.
    package var isIPv4: Bool { bytes.count == 4 }

    package func contains(_ other: IPRange) -> Bool {
        guard bytes.count == other.bytes.count, length <= other.length else { return false }
        return zip(bytes, other.bytes).enumerated().allSatisfy { position, pair in
            let bits = max(0, min(8, length - 8 * position))
            return (pair.0 ^ pair.1) & UInt8(truncatingIfNeeded: 0xFF00 >> bits) == 0
        }
    }

    private static func bytes4(_ text: Substring) -> [UInt8]? {
        let numbers = text.split(separator: ".", omittingEmptySubsequences: false).compactMap(decimal)
        let bytes = numbers.compactMap { UInt8(exactly: $0) }
        return bytes.count == 4 && text.utf8.count(where: { $0 == UInt8(ascii: ".") }) == 3 ? bytes : nil
    }

    private static func bytes16(_ text: Substring) -> [UInt8]? {
        guard let gap = text.firstRange(of: "::") else {
            return groups(text).flatMap { $0.count == 16 ? $0 : nil }
        }
        guard let head = groups(text[..<gap.lowerBound]), let tail = groups(text[gap.upperBound...]),
            head.count + tail.count <= 14
        else { return nil }
        return head + Array(repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    /// The bytes of groups between colons, of which the last may be an IPv4 address.
    private static func groups(_ text: Substring) -> [UInt8]? {
        if text.isEmpty { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (number, part) in parts.enumerated() {
            if number == parts.count - 1, let last = bytes4(part) { return bytes + last }
            guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                let group = UInt16(part, radix: 16)
            else { return nil }
            bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
        }
        return bytes
    }

    /// A decimal number of up to three digits without leading zeros, which some systems read as octal.
    private static func decimal(_ text: Substring) -> Int? {
        guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }),
            text.utf8.count == 1 || text.utf8.first != 48
        else { return nil }
        return Int(text)
    }
}
