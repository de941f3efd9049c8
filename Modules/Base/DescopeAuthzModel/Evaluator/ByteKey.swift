import DescopeCore

/// A string that is compared and hashed by its bytes: ids come from outside, and `String` normalizes them for it.
package struct ByteKey: Hashable, Sendable {
    package let text: String

    package init(_ text: String) { self.text = text }

    package static func == (a: Self, b: Self) -> Bool { a.text.hasSameBytes(as: b.text) }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        // A byte that no string has: of several keys in a row, a byte cannot pass from one to the next.
        hasher.combine(UInt8.max)
    }
}

/// Numbers for strings, in the order in which they came.
///
/// The strings are compared by their bytes. A look-up touches one slot and one string.
struct Interner: Sendable {
    private(set) var texts: [String] = []
    /// Half of a string's hash and its number; ``free`` where there is none.
    private var slots: [UInt64] = Array(repeating: free, count: 16)

    private static let free = UInt64.max

    var count: Int { texts.count }

    /// The number of a string; nil when it has none.
    func number(of text: String) -> Int32? {
        let found = slots[slot(of: text, Self.hash(of: text))]
        return found == Self.free ? nil : Self.number(found)
    }

    /// The number of a string, a new one when it has none.
    mutating func intern(_ text: String) -> Int32 {
        let hash = Self.hash(of: text)
        let slot = slot(of: text, hash)
        guard slots[slot] == Self.free else { return Self.number(slots[slot]) }
        let number = UInt32(truncatingIfNeeded: texts.count)
        texts.append(text)
        slots[slot] = UInt64(hash) << 32 | UInt64(number)
        if texts.count * 2 > slots.count { grow() }
        return Int32(bitPattern: number)
    }

    private static func number(_ slot: UInt64) -> Int32 { Int32(truncatingIfNeeded: slot) }

    private static func hash(of text: String) -> UInt32 {
        var hasher = Hasher()
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        return UInt32(truncatingIfNeeded: hasher.finalize())
    }

    /// The slot of a string, or the free one where it would be. Half of the slots is free.
    private func slot(of text: String, _ hash: UInt32) -> Int {
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] != Self.free {
            if UInt32(slots[slot] >> 32) == hash, texts[Int(Self.number(slots[slot]))].hasSameBytes(as: text) { break }
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: Self.free, count: old.count * 2)
        for entry in old where entry != Self.free {
            var slot = Int(entry >> 32) & (slots.count - 1)
            while slots[slot] != Self.free { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = entry
        }
    }
}
