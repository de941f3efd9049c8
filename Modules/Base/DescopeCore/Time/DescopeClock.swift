#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A source of time: wall-clock time for token checks, monotonic time for timeouts and ages, and waiting for retries
/// and polling.
///
/// The default is ``SystemClock``; tests pass a manual clock and advance it.
public protocol DescopeClock: Sendable {
    /// The wall-clock time.
    var now: Date { get }

    /// Monotonic time: the time since a fixed but arbitrary moment. Waits and ages are measured with it, because it is
    /// not affected when the wall clock is set. By default it is derived from the wall-clock time.
    var uptime: Duration { get }

    /// Waits for `duration`.
    ///
    /// - Throws: `CancellationError` as soon as the task is cancelled.
    func sleep(for duration: Duration) async throws
}

extension DescopeClock {
    /// The wall-clock time.
    public var uptime: Duration { .seconds(now.timeIntervalSince1970) }
}
