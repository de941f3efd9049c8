public import DescopeCore
import Synchronization

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A clock that stands still until a test moves it.
///
/// It knows who sleeps, so a test waits for the sleeper instead of for real time to pass:
///
/// ```swift
/// async let answer = client.send(endpoint)                 // first attempt fails, a repetition waits 0.1 s
/// await clock.advanceToSleeper(within: .seconds(1))        // passes over the 60 s limit that each attempt has
/// ```
///
/// When it is not known how often somebody will sleep, or whether at all, let time pass by itself:
///
/// ```swift
/// let signedIn = try await clock.passingTime(within: .seconds(5)) {
///     try await client.enchantedLink.waitForSession(sent.pendingRef)
/// }
/// ```
public final class ManualClock: DescopeClock {
    /// 2026-01-01 00:00:00 UTC: where a clock stands that is given no other time.
    public static let defaultStart = Date(timeIntervalSince1970: 1_767_225_600)

    private struct Sleeper {
        let deadline: Duration
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct Watcher {
        let isContent: @Sendable (borrowing State) -> Bool
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        /// The wall time when `elapsed` was `anchor`. Kept apart from `elapsed` so that steps add up without rounding.
        var wall: Date
        var anchor = Duration.zero
        var elapsed = Duration.zero
        var nextId: UInt64 = 0
        var sleepers: [UInt64: Sleeper] = [:]
        var watchers: [UInt64: Watcher] = [:]

        var now: Date { wall + (elapsed - anchor) / .seconds(1) }
        var nextDeadline: Duration? { sleepers.values.map(\.deadline).min() }

        func hasSleeper(dueWithin duration: Duration) -> Bool { nextDeadline.map { $0 <= elapsed + duration } ?? false }

        mutating func makeId() -> UInt64 {
            nextId += 1
            return nextId
        }

        /// Takes out who is to be woken, the earliest first.
        mutating func takeDue() -> [Sleeper] {
            let due = sleepers.filter { $0.value.deadline <= elapsed }
            for id in due.keys { sleepers[id] = nil }
            return due.sorted { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) }.map(\.value)
        }

        /// Takes out who has seen what it waits for.
        mutating func takeContent() -> [Watcher] {
            let content = watchers.filter { $0.value.isContent(self) }
            for id in content.keys { watchers[id] = nil }
            return Array(content.values)
        }
    }

    private let state: Mutex<State>

    /// Makes a clock that stands at `now`.
    public init(now: Date = ManualClock.defaultStart) { state = Mutex(State(wall: now)) }

    /// The time that it stands at.
    public var now: Date { state.withLock(\.now) }

    /// How far it has been moved forward.
    public var uptime: Duration { state.withLock(\.elapsed) }

    /// How many tasks sleep.
    public var sleeperCount: Int { state.withLock(\.sleepers.count) }

    /// Waits until the clock has been moved by `duration`.
    ///
    /// - Throws: `CancellationError` as soon as the task is cancelled.
    public func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        guard duration > .zero else { return }
        let id = state.withLock { $0.makeId() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                // A cancellation that came first found nobody to wake; it shows in the task itself.
                guard !Task.isCancelled else { return continuation.resume(throwing: CancellationError()) }
                update { $0.sleepers[id] = Sleeper(deadline: $0.elapsed + duration, continuation: continuation) }
                if Task.isCancelled { cancelSleeper(id) }
            }
        } onCancel: {
            cancelSleeper(id)
        }
    }

    /// Moves time forward and wakes whose time has come. A time that is not positive moves nothing.
    public func advance(by duration: Duration) {
        update { $0.elapsed += max(.zero, duration) }
    }

    /// Sets the time. Forward it wakes sleepers as ``advance(by:)`` does; backward it leaves them what they have still
    /// to wait, as when a machine's clock is put right.
    public func set(to date: Date) {
        update { state in
            state.elapsed += max(.zero, .seconds(date.timeIntervalSince(state.now)))
            (state.wall, state.anchor) = (date, state.elapsed)
        }
    }

    /// Returns when at least `count` tasks sleep, or when the task is cancelled.
    public func sleepers(atLeast count: Int) async {
        await wait { $0.sleepers.count >= count }
    }

    /// Returns when somebody sleeps whose time comes within `duration`, or when the task is cancelled.
    public func sleeper(dueWithin duration: Duration) async {
        await wait { $0.hasSleeper(dueWithin: duration) }
    }

    /// Waits for somebody who sleeps no longer than `duration`, and moves time to the moment when the first of them
    /// wakes. When nobody will sleep any more, it waits for ever: see ``passingTime(within:_:)``.
    ///
    /// - Returns: How far time was moved; zero when the task was cancelled.
    @discardableResult
    public func advanceToSleeper(within duration: Duration) async -> Duration {
        while !Task.isCancelled {
            await sleeper(dueWithin: duration)
            let step: Duration? = update { state in
                guard state.hasSleeper(dueWithin: duration), let deadline = state.nextDeadline else { return nil }
                defer { state.elapsed = deadline }
                return deadline - state.elapsed
            }
            if let step { return step }
        }
        return .zero
    }

    /// Does `work`, and moves time whenever somebody sleeps no longer than `step`, to the moment when they wake.
    ///
    /// - Parameters:
    ///   - step: Shorter than any limit that is not to be reached: an attempt's (60 s, unless the client is less
    ///     patient), a wait's.
    ///   - isolation: Where `work` runs: with the caller.
    ///   - work: What waits.
    public func passingTime<Value, Failure>(
        within step: Duration,
        isolation: isolated (any Actor)? = #isolation,
        _ work: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let driver = Task { while !Task.isCancelled { await advanceToSleeper(within: step) } }
        let outcome: Result<Value, Failure>
        do { outcome = .success(try await work()) } catch { outcome = .failure(error) }
        // Waited for, or it might move time once more for whoever sleeps next.
        driver.cancel()
        await driver.value
        return try outcome.get()
    }

    private func wait(until isContent: @escaping @Sendable (borrowing State) -> Bool) async {
        let id = state.withLock { $0.makeId() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                update { $0.watchers[id] = Watcher(isContent: isContent, continuation: continuation) }
                if Task.isCancelled { cancelWatcher(id) }
            }
        } onCancel: {
            cancelWatcher(id)
        }
    }

    /// Makes a change, and wakes whom it concerns.
    @discardableResult
    private func update<Outcome: Sendable>(_ change: (inout State) -> Outcome) -> Outcome {
        let (outcome, due, content) = state.withLock { state in
            let outcome = change(&state)
            return (outcome, state.takeDue(), state.takeContent())
        }
        for sleeper in due { sleeper.continuation.resume() }
        for watcher in content { watcher.continuation.resume() }
        return outcome
    }

    private func cancelSleeper(_ id: UInt64) {
        state.withLock { $0.sleepers.removeValue(forKey: id) }?.continuation.resume(throwing: CancellationError())
    }

    private func cancelWatcher(_ id: UInt64) {
        state.withLock { $0.watchers.removeValue(forKey: id) }?.continuation.resume()
    }
}
