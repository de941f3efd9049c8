/// A source of randomness that need not be secret, used for the jitter of retries.
///
/// Secrets are never made from it; they come from the platform's cryptography library.
public protocol RandomSource: Sendable {
    /// Returns a random number in `0..<1`.
    func unit() -> Double
}

/// The system's random number generator.
public struct SystemRandom: RandomSource {
    /// Makes the system's random number generator.
    public init() {}

    /// Returns a random number in `0..<1`.
    public func unit() -> Double { Double.random(in: 0..<1) }
}
