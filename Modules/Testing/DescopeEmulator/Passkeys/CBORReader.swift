/// A CBOR value (RFC 8949), of the types that passkeys use.
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

/// Reads CBOR strictly, in the canonical form that authenticators have to write (CTAP 2).
///
/// Lengths are definite, numbers have their shortest form, keys are unique, and nesting is limited to ``maximumDepth``.
/// Tags and floating-point numbers are not supported. Anything else reads as nil.
package struct CBORReader {
    /// The maximum nesting of lists and maps.
    package static let maximumDepth = 8

    /// The unread bytes.
    package private(set) var rest: ArraySlice<UInt8>

    package init(_ bytes: some Collection<UInt8>) { rest = Array(bytes)[...] }

    /// The single value in `bytes`.
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
        // For the last major type, the low bits determine the value; longer ones are floating-point numbers.
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

    /// A number or a length.
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
        // Each element takes at least one byte, so a large count cannot cause much work.
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
