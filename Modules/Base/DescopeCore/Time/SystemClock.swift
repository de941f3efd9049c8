#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// The machine's clock.
public struct SystemClock: DescopeClock {
    /// Makes the system clock.
    public init() {}

    /// The machine's wall-clock time.
    public var now: Date { Date() }

    private static let start = ContinuousClock.now

    /// The monotonic time since `uptime` was first read.
    public var uptime: Duration { Self.start.duration(to: .now) }

    /// Suspends the task; cancellation ends the wait at once.
    public func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration) }
}
