import DescopeCore

/// An IP address, or a range of them in CIDR notation: `10.0.0.0/8`, `2001:db8::/32`.
struct IPRange {
    /// 4 or 16 of them.
    private let bytes: [UInt8]
    /// The number of bits that all addresses of the range share.
    private let prefix: Int

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let bytes = Self.v4(parts[0]) ?? Self.v6(parts[0]) else { return nil }
        self.bytes = bytes
        guard parts.count == 2 else {
            prefix = bytes.count * 8
            return
        }
        guard let prefix = Int(parts[1]), (0...bytes.count * 8).contains(prefix) else { return nil }
        self.prefix = prefix
    }

    /// Whether an address is in the range.
    func contains(_ address: IPRange) -> Bool {
        guard bytes.count == address.bytes.count else { return false }
        return zip(bytes, address.bytes).enumerated().allSatisfy { place, pair in
            let shared = min(8, max(0, prefix - place * 8))
            return (pair.0 ^ pair.1) & ~UInt8(truncatingIfNeeded: 0xFF >> shared) == 0
        }
    }

    private static func v4(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { UInt8($0) }
        return parts.count == 4 && bytes.count == 4 ? bytes : nil
    }

    private static func v6(_ text: Substring) -> [UInt8]? {
        // Around `::`, which stands for as many zeros as are missing.
        let halves = text.split(separator: "::", omittingEmptySubsequences: false).map { half in
            half.isEmpty
                ? [] : half.split(separator: ":", omittingEmptySubsequences: false).map { UInt16($0, radix: 16) }
        }
        let groups = halves.joined().compactMap(\.self)
        guard groups.count == halves.joined().count, halves.count == 2 ? groups.count < 8 : groups.count == 8,
            let first = halves.first, halves.count <= 2
        else { return nil }
        let zeros = [UInt16](repeating: 0, count: 8 - groups.count)
        return (groups.prefix(first.count) + zeros + groups.dropFirst(first.count)).flatMap {
            [UInt8($0 >> 8), UInt8($0 & 0xFF)]
        }
    }
}

extension Call {
    /// The addresses from which a key may be used; nil when the request does not say.
    func permittedIPs() throws(EmulatorRefusal) -> [String]? {
        guard let texts = body["permittedIps"]?.stringsValue else { return nil }
        guard texts.allSatisfy({ IPRange($0) != nil }) else {
            throw .invalid("permittedIps: expected IP addresses and ranges such as 10.0.0.0/8, found another string")
        }
        return texts
    }
}

/// Whether a key may be used from this machine, where all requests come from. Without addresses any is permitted.
func isPermitted(_ ranges: [String]) -> Bool {
    guard !ranges.isEmpty else { return true }
    return IPRange(AuditRecord.address).map { own in ranges.contains { IPRange($0)?.contains(own) ?? false } } ?? false
}
