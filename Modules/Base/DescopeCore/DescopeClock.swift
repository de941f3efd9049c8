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

    /// Waits for `duration`.
    ///
    /// - Throws: `CancellationError` as soon as the task is cancelled.
    func sleep(for duration: Duration) async throws
}
