/// A table from numbers of 64 bits to numbers: open addressing in one array, so that a look-up in a table of millions
/// touches one cache line.
///
/// The keys are made of numbers that were given in the order of insertion. The hash is a multiplication by a secret odd
/// number, which spreads those and cannot be predicted.
struct NumberTable: Sendable {
    private var slots: [Slot] = Array(repeating: Slot(), count: 16)
    private(set) var count = 0
    private var shift: UInt64 = 60

    private struct Slot {
        var key: UInt64 = 0
        var value: Int32 = NumberTable.none
    }

    private static let none: Int32 = -1
    /// From the seed that `Hasher` has in each process.
    private static let multiplier: UInt64 = {
        var hasher = Hasher()
        hasher.combine("NumberTable")
        return UInt64(truncatingIfNeeded: hasher.finalize()) | 1
    }()

    subscript(key: UInt64) -> Int32? {
        get {
            let value = slots[slot(of: key)].value
            return value == Self.none ? nil : value
        }
        set {
            let found = slot(of: key)
            switch (newValue, slots[found].value) {
            case (let value?, Self.none):
                slots[found] = Slot(key: key, value: value)
                count += 1
                if count * 4 > slots.count * 3 { grow() }
            case (let value?, _): slots[found].value = value
            case (nil, Self.none): break
            case (nil, _): remove(found)
            }
        }
    }

    /// The slot of a key, or the free one where it would be. A quarter of the slots is free.
    @inline(__always)
    private func slot(of key: UInt64) -> Int {
        var slot = home(of: key)
        while slots[slot].value != Self.none, slots[slot].key != key { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }

    @inline(__always)
    private func home(of key: UInt64) -> Int {
        Int(truncatingIfNeeded: ((key ^ key >> 32) &* Self.multiplier) >> shift)
    }

    /// Frees a slot, and moves up those behind it that would no longer be found.
    private mutating func remove(_ removed: Int) {
        let mask = slots.count - 1
        var (free, next) = (removed, (removed + 1) & mask)
        while slots[next].value != Self.none {
            if (next &- home(of: slots[next].key)) & mask >= (next &- free) & mask {
                slots[free] = slots[next]
                free = next
            }
            next = (next + 1) & mask
        }
        slots[free] = Slot()
        count -= 1
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: Slot(), count: old.count * 2)
        shift -= 1
        for entry in old where entry.value != Self.none { slots[slot(of: entry.key)] = entry }
    }
}
