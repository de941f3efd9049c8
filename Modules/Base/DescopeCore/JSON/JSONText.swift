#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension String {
    /// Whether no run of non-starters in it is longer than ``JSONReader/maximumNonStarters``.
    var hasShortRunsOfNonStarters: Bool {
        var run = 0
        for scalar in unicodeScalars {
            run = scalar.isNonStarter ? run + 1 : 0
            if run > JSONReader.maximumNonStarters { return false }
        }
        return true
    }

    /// Whether both have the same bytes. `==` also finds strings equal that Unicode takes for the same, and normalizes
    /// them for it. Not for secrets: it stops at the first difference.
    package func hasSameBytes(as other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        var (own, other) = (self, other)
        return own.withUTF8 { own in other.withUTF8 { isSame(own, $0) } }
    }

    /// Whether both have the same bytes, where an ASCII letter counts the same in upper and lower case.
    ///
    /// - Parameter other: ASCII in lowercase.
    package func hasSameBytes(ignoringCaseAs other: StaticString) -> Bool {
        let other = UnsafeBufferPointer(start: other.utf8Start, count: other.utf8CodeUnitCount)
        return utf8.count == other.count && utf8.elementsEqual(other, by: { inLowercase($0) == $1 })
    }
}

func hexDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
}

extension Unicode.Scalar {
    func appendUTF8(to bytes: inout [UInt8]) {
        func next(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: value >> shift & 0x3F | 0x80) }
        switch value {
        case ..<0x80: bytes.append(UInt8(truncatingIfNeeded: value))
        case ..<0x800: bytes += [UInt8(truncatingIfNeeded: value >> 6 | 0xC0), next(0)]
        case ..<0x10000: bytes += [UInt8(truncatingIfNeeded: value >> 12 | 0xE0), next(6), next(0)]
        default: bytes += [UInt8(truncatingIfNeeded: value >> 18 | 0xF0), next(12), next(6), next(0)]
        }
    }

    /// Whether its canonical decomposition begins with a character that combines with the one before it.
    fileprivate var isNonStarter: Bool {
        // The first character that combines, and three whose own class is 0 but not that of what they decompose into.
        guard value >= 0x300 else { return false }
        return properties.canonicalCombiningClass != .notReordered || [0xF73, 0xF75, 0xF81].contains(value)
    }
}

/// Whether two pieces of memory hold the same bytes. Not for secrets: it stops at the first difference.
package func isSame(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    guard let first = a.baseAddress, let second = b.baseAddress else { return true }
    return memcmp(first, second, a.count) == 0
}
