public import DescopeCore
import Synchronization

/// A reproducible random source: the same seed gives the same numbers.
public final class SeededRandom: RandomSource {
    private let state: Mutex<UInt64>

    /// Makes a source from a seed.
    public init(seed: UInt64 = 1) { state = Mutex(seed) }

    /// The next number in `0..<1`.
    public func unit() -> Double {
        // SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators").
        let bits = state.withLock { state in
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
            return z ^ z >> 31
        }
        return Double(bits >> 11) * 0x1p-53
    }
}

/// A random source that always returns the same number. With the default, one half, waits have exactly their configured
/// length.
public struct FixedRandom: RandomSource {
    private let value: Double

    /// Makes a source that always returns `value`, a number in `0..<1`.
    public init(_ value: Double = 0.5) { self.value = value }

    /// The number.
    public func unit() -> Double { value }
}
