#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Where time comes from: wall time for token checks, waiting for retries and polling.
///
/// The default is ``SystemClock``; tests pass a manual clock and move it by hand.
public protocol DescopeClock: Sendable {
    /// The wall time.
    var now: Date { get }

    /// How long some moment ago is, always the same one. What is waited for is measured with it: it goes on evenly when
    /// the wall time is put right. By default the wall time itself.
    var uptime: Duration { get }

    /// Waits for `duration`.
    ///
    /// - Throws: `CancellationError` as soon as the task is cancelled.
    func sleep(for duration: Duration) async throws
}

extension DescopeClock {
    /// The wall time.
    public var uptime: Duration { .seconds(now.timeIntervalSince1970) }
}
