/// A value in CBOR (RFC 8949), of the kinds that passkeys are described with.
package enum CBORValue: Hashable, Sendable {
    case int(Int64)
    case bytes([UInt8])
    case text(String)
    case array([CBORValue])
    case map([CBORValue: CBORValue])
    case bool(Bool)
    case null

    var bytesValue: [UInt8]? { if case .bytes(let value) = self { value } else { nil } }
    var intValue: Int64? { if case .int(let value) = self { value } else { nil } }

    /// A member of a map.
    subscript(_ key: CBORValue) -> CBORValue? { if case .map(let members) = self { members[key] } else { nil } }
}

/// Reads CBOR from the front to the back, strictly: as authenticators have to write it (CTAP 2, canonical form).
///
/// Lengths are stated, numbers are as short as can be, no key stands twice, nothing lies deeper than ``maximumDepth``.
/// Tags and fractions do not occur. What does not fit reads as nil.
package struct CBORReader {
    /// How deep lists and maps may lie in each other.
    package static let maximumDepth = 8

    /// What has not been read yet.
    package private(set) var rest: ArraySlice<UInt8>

    package init(_ bytes: some Collection<UInt8>) { rest = Array(bytes)[...] }

    /// The one value that `bytes` holds.
    package static func parse(_ bytes: some Collection<UInt8>) -> CBORValue? {
        var reader = CBORReader(bytes)
        guard let value = reader.read(), reader.rest.isEmpty else { return nil }
        return value
    }

    /// The next value.
    package mutating func read() -> CBORValue? { read(depth: 0) }

    private mutating func read(depth: Int) -> CBORValue? {
        guard depth <= Self.maximumDepth, let first = rest.popFirst() else { return nil }
        let kind = first >> 5
        // Of the last kind, the low bits say which value it is; longer ones are fractions.
        if kind == 7 { return [20: .bool(false), 21: .bool(true), 22: .null][first & 31] }
        guard let number = number(first & 31), let signed = Int64(exactly: number) else { return nil }
        switch kind {
        case 0: return .int(signed)
        case 1: return .int(~signed)
        case 2: return take(signed).map { .bytes(Array($0)) }
        case 3: return take(signed).flatMap { String(validating: $0, as: UTF8.self) }.map(CBORValue.text)
        case 4: return array(signed, depth)
        case 5: return map(signed, depth)
        default: return nil
        }
    }

    /// A number, or how long something is.
    private mutating func number(_ low: UInt8) -> UInt64? {
        guard low > 23 else { return UInt64(low) }
        let sizes: [UInt8: (count: Int64, least: UInt64)] = [
            24: (1, 24), 25: (2, 1 << 8), 26: (4, 1 << 16), 27: (8, 1 << 32),
        ]
        guard let size = sizes[low], let digits = take(size.count) else { return nil }
        let number = digits.reduce(0) { $0 << 8 | UInt64($1) }
        return number >= size.least ? number : nil
    }

    private mutating func take(_ count: Int64) -> ArraySlice<UInt8>? {
        guard count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(Int(count)) }
        return rest.prefix(Int(count))
    }

    private mutating func array(_ count: Int64, _ depth: Int) -> CBORValue? {
        // Each element takes a byte at least: no count makes this go on for long.
        guard count <= rest.count else { return nil }
        var elements: [CBORValue] = []
        for _ in 0..<count {
            guard let element = read(depth: depth + 1) else { return nil }
            elements.append(element)
        }
        return .array(elements)
    }

    private mutating func map(_ count: Int64, _ depth: Int) -> CBORValue? {
        guard count <= rest.count else { return nil }
        var members: [CBORValue: CBORValue] = [:]
        for _ in 0..<count {
            guard let key = read(depth: depth + 1), let value = read(depth: depth + 1),
                members.updateValue(value, forKey: key) == nil
            else { return nil }
        }
        return .map(members)
    }
}
