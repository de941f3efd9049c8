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
///
/// A test that forgets to move the clock ends all the same: when somebody has slept for half a minute of real time
/// and nothing has happened to the clock meanwhile, the sleep throws a ``/DescopeCore/DescopeError`` with code
/// ``DescopeCore/DescopeError/Code/clockNotMoved``, which says who sleeps and how long. See ``init(now:patience:)``.
public final class ManualClock: DescopeClock {
    /// 2026-01-01 00:00:00 UTC: where a clock stands that is given no other time.
    public static let defaultStart = Date(timeIntervalSince1970: 1_767_225_600)

    private struct Sleeper {
        let duration: Duration
        let deadline: Duration
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct Watcher {
        let isContent: @Sendable (borrowing State) -> Bool
        /// Whether it waits on while nothing happens.
        let isPatient: Bool
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        /// The wall time when `elapsed` was `anchor`. Kept apart from `elapsed` so that steps add up without rounding.
        var wall: Date
        var anchor = Duration.zero
        var elapsed = Duration.zero
        var nextId: UInt64 = 0
        var sleepers: [UInt64: Sleeper] = [:]
        var watchers: [UInt64: Watcher] = [:]
        /// How much has happened to the clock.
        var eventCount: UInt64 = 0
        var isGuarded = false

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
    private let patience: Duration?
    private let realClock: any DescopeClock

    /// Makes a clock that stands at `now`.
    ///
    /// - Parameters:
    ///   - now: The time that it stands at.
    ///   - patience: For how much real time somebody may sleep, or wait for a sleeper, while nothing happens to the
    ///     clock: nobody moves it, goes to sleep or wakes. It is counted in ten looks, each after a tenth of it, so a
    ///     process that is stopped for a while or has much else to do loses none. Then sleeps throw, and waits end as
    ///     when they are cancelled, after a line in the test's output. Nil: for ever, in a test that holds a sleeper on
    ///     purpose.
    public convenience init(now: Date = ManualClock.defaultStart, patience: Duration? = .seconds(30)) {
        self.init(now: now, patience: patience, realClock: SystemClock())
    }

    /// - Parameter realClock: Measures patience.
    package init(now: Date = ManualClock.defaultStart, patience: Duration?, realClock: any DescopeClock) {
        state = Mutex(State(wall: now))
        self.patience = patience
        self.realClock = realClock
    }

    /// The time that it stands at.
    public var now: Date { state.withLock(\.now) }

    /// How far it has been moved forward.
    public var uptime: Duration { state.withLock(\.elapsed) }

    /// How many tasks sleep.
    public var sleeperCount: Int { state.withLock(\.sleepers.count) }

    /// Waits until the clock has been moved by `duration`.
    ///
    /// - Throws: `CancellationError` as soon as the task is cancelled; ``/DescopeCore/DescopeError`` with code
    ///   ``DescopeCore/DescopeError/Code/clockNotMoved`` when nobody moves the clock.
    public func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        guard duration > .zero else { return }
        let id = state.withLock { $0.makeId() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                // A cancellation that came first found nobody to wake; it shows in the task itself.
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

    /// Moves time forward and wakes whose time has come. A time that is not positive moves nothing.
    public func advance(by duration: Duration) {
        update { $0.elapsed += max(.zero, duration) }
    }

    /// Sets the wall clock, as when a machine's clock is put right. No time passes by it: ``uptime`` stays what it is,
    /// and sleepers have to wait as long as before. ``advance(by:)`` lets time pass.
    public func set(to date: Date) {
        update { ($0.wall, $0.anchor) = (date, $0.elapsed) }
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
    /// wakes. When nobody will sleep any more, it gives up after a while, so that the test shows what went wrong: see
    /// ``init(now:patience:)``, and ``passingTime(within:isolation:_:)`` for when it is not known.
    ///
    /// - Returns: How far time was moved; zero when the task was cancelled or nobody slept.
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
        let driver = Task {
            while !Task.isCancelled { _ = await advance(toSleeperWithin: step, isPatient: true) }
        }
        let outcome: Result<Value, Failure>
        do { outcome = .success(try await work()) } catch { outcome = .failure(error) }
        // Waited for, or it might move time once more for whoever sleeps next.
        driver.cancel()
        await driver.value
        return try outcome.get()
    }

    /// Returns whether what is waited for has come: false when the task was cancelled or nothing happens any more.
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

    /// Makes a change, and wakes whom it concerns.
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

// MARK: - When nobody moves it

extension ManualClock {
    /// Looks at the clock from time to time, for as long as somebody sleeps or waits for a sleeper.
    private func watch() {
        guard let patience else { return }
        let start: UInt64? = state.withLock { state in
            defer { state.isGuarded = true }
            return state.isGuarded ? nil : state.eventCount
        }
        guard let start else { return }
        // Of the same priority as those who wait, so that a look comes after what could go on by then.
        Task.detached(priority: Task.currentPriority) { [weak self, realClock] in
            var (seen, quietLooks) = (start, 0)
            while true {
                try? await realClock.sleep(for: patience / 10)
                // On a busy machine each of these takes a while: whatever can go on comes first.
                for _ in 0..<50 { await Task.yield() }
                guard let self, let eventCount = self.eventCount() else { return }
                quietLooks = eventCount == seen ? quietLooks + 1 : 0
                seen = eventCount
                if quietLooks >= 10, self.giveUp(at: eventCount) { return }
            }
        }
    }

    /// How much has happened, or nil when nobody waits any more and nobody has to look.
    private func eventCount() -> UInt64? {
        state.withLock { state in
            state.isGuarded = !state.sleepers.isEmpty || state.watchers.values.contains { !$0.isPatient }
            return state.isGuarded ? state.eventCount : nil
        }
    }

    /// Ends all sleeps and waits, unless something has happened after all.
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
                "ManualClock: expected a sleeper that a test waits for, found none and nothing happening for "
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
                "ManualClock: expected the test to move the clock, found a sleep of \(duration) that goes on while "
                + "nothing has happened for \(patience ?? .zero) of real time. Call advance(by:), or advanceToSleeper(within:) "
                + "beside the call that sleeps, or put that call into passingTime(within:)."
        )
    }
}

extension DescopeError.Code {
    /// Somebody sleeps by a ``ManualClock``, and nobody moves it.
    public static let clockNotMoved = Self(rawValue: "clockNotMoved")
}
