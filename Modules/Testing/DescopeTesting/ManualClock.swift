public import DescopeCore
import Synchronization

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A clock that stands still until a test advances it.
///
/// It knows the sleeping tasks, so a test waits for a sleeper instead of for real time to pass:
///
/// ```swift
/// async let response = client.send(endpoint)               // first attempt fails, the retry waits 0.1 s
/// await clock.advanceToSleeper(within: .seconds(1))        // not the 60 s limit of each attempt
/// ```
///
/// When it is unknown how often a task will sleep, or whether at all, let time pass automatically:
///
/// ```swift
/// let signedIn = try await clock.passingTime(within: .seconds(5)) {
///     try await client.enchantedLink.waitForSession(sent.pendingRef)
/// }
/// ```
///
/// A test that forgets to advance the clock ends nevertheless: when a task has slept for half a minute of real time
/// without any event on the clock, the sleep throws a ``/DescopeCore/DescopeError`` with code
/// ``DescopeCore/DescopeError/Code/clockNotMoved``, which states the duration of the sleep. See
/// ``init(now:patience:)``.
public final class ManualClock: DescopeClock {
    /// 2026-01-01 00:00:00 UTC, the default time of a new clock.
    public static let defaultStart = Date(timeIntervalSince1970: 1_767_225_600)

    private struct Sleeper {
        let duration: Duration
        let deadline: Duration
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct Watcher {
        let isContent: @Sendable (borrowing State) -> Bool
        /// Whether it keeps waiting while nothing happens.
        let isPatient: Bool
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        /// The wall-clock time when `elapsed` was `anchor`. Kept apart from `elapsed` so that steps add up without
        /// rounding.
        var wall: Date
        var anchor = Duration.zero
        var elapsed = Duration.zero
        var nextId: UInt64 = 0
        var sleepers: [UInt64: Sleeper] = [:]
        var watchers: [UInt64: Watcher] = [:]
        /// The number of events on the clock.
        var eventCount: UInt64 = 0
        var isGuarded = false

        var now: Date { wall + (elapsed - anchor) / .seconds(1) }
        var nextDeadline: Duration? { sleepers.values.map(\.deadline).min() }

        func hasSleeper(dueWithin duration: Duration) -> Bool { nextDeadline.map { $0 <= elapsed + duration } ?? false }

        mutating func makeId() -> UInt64 {
            nextId += 1
            return nextId
        }

        /// Removes the sleepers that are due, earliest first.
        mutating func takeDue() -> [Sleeper] {
            let due = sleepers.filter { $0.value.deadline <= elapsed }
            for id in due.keys { sleepers[id] = nil }
            return due.sorted { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) }.map(\.value)
        }

        /// Removes the watchers whose condition is met.
        mutating func takeContent() -> [Watcher] {
            let content = watchers.filter { $0.value.isContent(self) }
            for id in content.keys { watchers[id] = nil }
            return Array(content.values)
        }
    }

    private let state: Mutex<State>
    private let patience: Duration?
    private let realClock: any DescopeClock

    /// Makes a clock that shows `now`.
    ///
    /// - Parameters:
    ///   - now: The time of the clock.
    ///   - patience: How much real time a task may sleep, or wait for a sleeper, without an event on the clock: no
    ///     advance, no new sleeper and no wake-up. It is measured in ten checks, each after a tenth of it, so that a
    ///     suspended or busy process does not use it up. After that, sleeps throw, and waits end as if cancelled, with
    ///     a line in the test's output. Nil: forever, for a test that holds a sleeper on purpose.
    public convenience init(now: Date = ManualClock.defaultStart, patience: Duration? = .seconds(30)) {
        self.init(now: now, patience: patience, realClock: SystemClock())
    }

    /// - Parameter realClock: The clock that measures `patience`.
    package init(now: Date = ManualClock.defaultStart, patience: Duration?, realClock: any DescopeClock) {
        state = Mutex(State(wall: now))
        self.patience = patience
        self.realClock = realClock
    }

    /// The time of the clock.
    public var now: Date { state.withLock(\.now) }

    /// How far the clock has been advanced.
    public var uptime: Duration { state.withLock(\.elapsed) }

    /// The number of sleeping tasks.
    public var sleeperCount: Int { state.withLock(\.sleepers.count) }

    /// Waits until the clock has been advanced by `duration`.
    ///
    /// - Throws: `CancellationError` as soon as the task is cancelled; ``/DescopeCore/DescopeError`` with code
    ///   ``DescopeCore/DescopeError/Code/clockNotMoved`` when the clock is not advanced.
    public func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        guard duration > .zero else { return }
        let id = state.withLock { $0.makeId() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                // A cancellation before this point found no continuation to resume; the task itself still shows it.
                guard !Task.isCancelled else { return continuation.resume(throwing: CancellationError()) }
                update {
                    let deadline = $0.elapsed + duration
                    $0.sleepers[id] = Sleeper(duration: duration, deadline: deadline, continuation: continuation)
                }
                watch()
                if Task.isCancelled { cancelSleeper(id) }
            }
        } onCancel: {
            cancelSleeper(id)
        }
    }

    /// Advances the clock and wakes the sleepers that are due. A duration that is not positive has no effect.
    public func advance(by duration: Duration) {
        update { $0.elapsed += max(.zero, duration) }
    }

    /// Sets the wall clock, as when a machine's clock is corrected. No time passes: ``uptime`` does not change, and
    /// sleepers wait as long as before. To let time pass, use ``advance(by:)``.
    public func set(to date: Date) {
        update { ($0.wall, $0.anchor) = (date, $0.elapsed) }
    }

    /// Returns when at least `count` tasks sleep, or when the task is cancelled.
    public func sleepers(atLeast count: Int) async {
        await wait { $0.sleepers.count >= count }
    }

    /// Returns when a sleeper is due within `duration`, or when the task is cancelled.
    public func sleeper(dueWithin duration: Duration) async {
        await wait { $0.hasSleeper(dueWithin: duration) }
    }

    /// Waits for a sleeper that is due within `duration`, and advances the clock to the moment when the first one
    /// wakes. When no task sleeps any more, it gives up after a while, so that the test shows the failure: see
    /// ``init(now:patience:)``. When it is unknown whether a task will sleep, use ``passingTime(within:isolation:_:)``.
    ///
    /// - Returns: How far the clock was advanced; zero when the task was cancelled or no task slept.
    @discardableResult
    public func advanceToSleeper(within duration: Duration) async -> Duration {
        await advance(toSleeperWithin: duration, isPatient: false)
    }

    private func advance(toSleeperWithin duration: Duration, isPatient: Bool) async -> Duration {
        while !Task.isCancelled {
            guard await wait(isPatient: isPatient, until: { $0.hasSleeper(dueWithin: duration) }) else { break }
            let step: Duration? = update { state in
                guard state.hasSleeper(dueWithin: duration), let deadline = state.nextDeadline else { return nil }
                defer { state.elapsed = deadline }
                return deadline - state.elapsed
            }
            if let step { return step }
        }
        return .zero
    }

    /// Runs `work`, and advances the clock to the next wake-up whenever a sleeper is due within `step`.
    ///
    /// - Parameters:
    ///   - step: A duration shorter than every time limit that must not be reached, such as the client's
    ///     `requestTimeout` (default 60 s).
    ///   - isolation: The actor on which `work` runs; by default the caller's.
    ///   - work: The work that sleeps.
    public func passingTime<Value, Failure>(
        within step: Duration,
        isolation: isolated (any Actor)? = #isolation,
        _ work: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let driver = Task {
            while !Task.isCancelled { _ = await advance(toSleeperWithin: step, isPatient: true) }
        }
        let outcome: Result<Value, Failure>
        do { outcome = .success(try await work()) } catch { outcome = .failure(error) }
        // Awaited, because it might otherwise advance the clock once more for the next sleeper.
        driver.cancel()
        await driver.value
        return try outcome.get()
    }

    /// Returns whether the condition was met: false when the task was cancelled or nothing happens any more.
    @discardableResult
    private func wait(
        isPatient: Bool = false,
        until isContent: @escaping @Sendable (borrowing State) -> Bool
    ) async -> Bool {
        let id = state.withLock { $0.makeId() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Bool, Never>) in
                update {
                    $0.watchers[id] = Watcher(isContent: isContent, isPatient: isPatient, continuation: continuation)
                }
                if !isPatient { watch() }
                if Task.isCancelled { cancelWatcher(id) }
            }
        } onCancel: {
            cancelWatcher(id)
        }
    }

    /// Changes the state, and wakes the sleepers and watchers that it affects.
    @discardableResult
    private func update<Outcome: Sendable>(_ change: (inout State) -> Outcome) -> Outcome {
        let (outcome, due, content) = state.withLock { state in
            let outcome = change(&state)
            state.eventCount += 1
            return (outcome, state.takeDue(), state.takeContent())
        }
        for sleeper in due { sleeper.continuation.resume() }
        for watcher in content { watcher.continuation.resume(returning: true) }
        return outcome
    }

    private func cancelSleeper(_ id: UInt64) {
        let sleeper = state.withLock { state in
            state.eventCount += 1
            return state.sleepers.removeValue(forKey: id)
        }
        sleeper?.continuation.resume(throwing: CancellationError())
    }

    private func cancelWatcher(_ id: UInt64) {
        state.withLock { $0.watchers.removeValue(forKey: id) }?.continuation.resume(returning: false)
    }
}

// MARK: - When the clock is not advanced

extension ManualClock {
    /// Checks the clock regularly, as long as a task sleeps or waits for a sleeper.
    private func watch() {
        guard let patience else { return }
        let start: UInt64? = state.withLock { state in
            defer { state.isGuarded = true }
            return state.isGuarded ? nil : state.eventCount
        }
        guard let start else { return }
        // With the priority of the waiting tasks, so that a check runs after tasks that can continue.
        Task.detached(priority: Task.currentPriority) { [weak self, realClock] in
            var (seen, quietLooks) = (start, 0)
            while true {
                try? await realClock.sleep(for: patience / 10)
                // On a busy machine each yield takes a while, so that tasks that can continue run first.
                for _ in 0..<50 { await Task.yield() }
                guard let self, let eventCount = self.eventCount() else { return }
                quietLooks = eventCount == seen ? quietLooks + 1 : 0
                seen = eventCount
                if quietLooks >= 10, self.giveUp(at: eventCount) { return }
            }
        }
    }

    /// The number of events, or nil when no task waits any more and checking can stop.
    private func eventCount() -> UInt64? {
        state.withLock { state in
            state.isGuarded = !state.sleepers.isEmpty || state.watchers.values.contains { !$0.isPatient }
            return state.isGuarded ? state.eventCount : nil
        }
    }

    /// Ends all sleeps and waits, unless there has been another event.
    private func giveUp(at eventCount: UInt64) -> Bool {
        let ended: (sleepers: [Sleeper], watchers: [Watcher])? = state.withLock { state in
            guard state.eventCount == eventCount else { return nil }
            let watchers = state.watchers.filter { !$0.value.isPatient }
            for id in watchers.keys { state.watchers[id] = nil }
            defer { (state.sleepers, state.isGuarded) = ([:], false) }
            return (Array(state.sleepers.values), Array(watchers.values))
        }
        guard let ended else { return false }
        if !ended.watchers.isEmpty {
            print(
                "ManualClock: expected a sleeper that a test waits for, found none and no event for "
                    + "\(patience ?? .zero) of real time. The wait ends."
            )
        }
        for sleeper in ended.sleepers { sleeper.continuation.resume(throwing: notMoved(sleeper.duration)) }
        for watcher in ended.watchers { watcher.continuation.resume(returning: false) }
        return true
    }

    private func notMoved(_ duration: Duration) -> DescopeError {
        DescopeError(
            .waiting,
            code: .clockNotMoved,
            message:
                "ManualClock: expected the test to move the clock, found a sleep of \(duration) that continues while "
                + "nothing has happened for \(patience ?? .zero) of real time. Call advance(by:), or advanceToSleeper(within:) "
                + "next to the call that sleeps, or wrap that call in passingTime(within:)."
        )
    }
}

extension DescopeError.Code {
    /// A task sleeps on a ``ManualClock`` that is not advanced.
    public static let clockNotMoved = Self(rawValue: "clockNotMoved")
}
