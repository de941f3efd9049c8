/// Where chance comes from when it need not be secret: the jitter of retries.
///
/// Secrets never come from here; they come from the platform's cryptography library.
public protocol RandomSource: Sendable {
    /// A number in `0..<1`.
    func unit() -> Double
}

/// The system's generator.
public struct SystemRandom: RandomSource {
    /// Makes the system's generator.
    public init() {}

    /// A number in `0..<1`.
    public func unit() -> Double { Double.random(in: 0..<1) }
}
