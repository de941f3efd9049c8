import DescopeCore
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite(.timeLimit(.minutes(1))) struct ManualClockTests {
    let clock = ManualClock()

    @Test("time stands still until it is moved, and steps add up without rounding")
    func steps() {
        #expect(clock.now == ManualClock.defaultStart)
        for _ in 0..<1000 { clock.advance(by: .milliseconds(100)) }
        #expect(clock.now == ManualClock.defaultStart.addingTimeInterval(100))
        clock.advance(by: .seconds(-5))
        #expect(clock.now == ManualClock.defaultStart.addingTimeInterval(100))
    }

    @Test("time passes by itself, as often as somebody sleeps, and never over a longer sleep")
    func passingTime() async throws {
        let long = Task { [clock] in try await clock.sleep(for: .seconds(100)) }
        await clock.sleepers(atLeast: 1)
        let woken = try await clock.passingTime(within: .seconds(10)) {
            var woken: [Date] = []
            for seconds in [5, 10, 1] {
                try await clock.sleep(for: .seconds(seconds))
                woken.append(clock.now)
            }
            return woken
        }
        #expect(woken == [5, 15, 16].map { ManualClock.defaultStart.addingTimeInterval($0) })
        #expect(clock.sleeperCount == 1)
        await #expect(throws: CancellationError.self) {
            try await clock.passingTime(within: .seconds(10)) { throw CancellationError() }
        }
        long.cancel()
    }

    @Test("a sleeper wakes when its time has come, and not before")
    func wakes() async throws {
        let order = Order()
        let tasks = [30, 10, 20].map { seconds in
            Task { [clock] in
                try await clock.sleep(for: .seconds(seconds))
                order.note(seconds)
            }
        }
        await clock.sleepers(atLeast: 3)
        clock.advance(by: .seconds(10) - .nanoseconds(1))
        #expect(clock.sleeperCount == 3)
        clock.advance(by: .nanoseconds(1))
        #expect(clock.sleeperCount == 2)
        try await tasks[1].value
        #expect(order.seen == [10])
        clock.advance(by: .seconds(60))
        for task in tasks { try await task.value }
        #expect(order.seen.sorted() == [10, 20, 30])
        #expect(clock.sleeperCount == 0)
    }

    @Test("sleeping for no time at all returns at once", arguments: [Duration.zero, .seconds(-1)])
    func noTime(_ duration: Duration) async throws {
        try await clock.sleep(for: duration)
        #expect(clock.sleeperCount == 0)
    }

    @Test("cancellation wakes a sleeper with CancellationError and leaves the others asleep")
    func cancellation() async throws {
        let cancelled = Task { [clock] in try await clock.sleep(for: .seconds(1)) }
        let other = Task { [clock] in try await clock.sleep(for: .seconds(1)) }
        await clock.sleepers(atLeast: 2)
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        #expect(clock.sleeperCount == 1)
        clock.advance(by: .seconds(1))
        try await other.value
    }

    @Test("a task that was cancelled before does not fall asleep", arguments: [Duration.zero, .seconds(1)])
    func cancelledBefore(_ duration: Duration) async {
        let task = Task { [clock] in
            withUnsafeCurrentTask { $0?.cancel() }
            try await clock.sleep(for: duration)
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("set(to:) forward wakes, exactly as far as the date says")
    func setForward() async throws {
        let task = Task { [clock] in try await clock.sleep(for: .seconds(60)) }
        await clock.sleepers(atLeast: 1)
        let date = Date(timeIntervalSince1970: 1_800_000_000.123)
        clock.set(to: date)
        #expect(clock.now == date)
        try await task.value
    }

    @Test("set(to:) backward leaves sleepers what they have still to wait")
    func setBackward() async throws {
        let task = Task { [clock] in try await clock.sleep(for: .seconds(60)) }
        await clock.sleepers(atLeast: 1)
        clock.set(to: Date(timeIntervalSince1970: 0))
        #expect(clock.now == Date(timeIntervalSince1970: 0))
        clock.advance(by: .seconds(59))
        #expect(clock.sleeperCount == 1)
        clock.advance(by: .seconds(1))
        #expect(clock.now == Date(timeIntervalSince1970: 60))
        try await task.value
    }

    @Test("advancing to a sleeper passes over those who sleep longer, and says how far it went")
    func advanceToSleeper() async throws {
        let long = Task { [clock] in try await clock.sleep(for: .seconds(60)) }
        await clock.sleepers(atLeast: 1)
        async let moved = clock.advanceToSleeper(within: .seconds(1))
        let short = Task { [clock] in try await clock.sleep(for: .milliseconds(100)) }
        #expect(await moved == .milliseconds(100))
        try await short.value
        #expect(clock.sleeperCount == 1)
        #expect(clock.now == ManualClock.defaultStart.addingTimeInterval(0.1))
        long.cancel()
    }

    @Test("waiting for a sleeper ends when one who is near enough comes, or time makes one near")
    func dueWithin() async throws {
        let task = Task { [clock] in try await clock.sleep(for: .seconds(60)) }
        await clock.sleeper(dueWithin: .seconds(60))
        clock.advance(by: .seconds(59))
        await clock.sleeper(dueWithin: .seconds(1))
        clock.advance(by: .seconds(1))
        try await task.value
    }

    @Test("who waits for a near sleeper learns of it when time moves")
    func movedNear() async throws {
        let executor = HeldExecutor()
        let task = Task { [clock] in try await clock.sleep(for: .seconds(60)) }
        await clock.sleepers(atLeast: 1)
        let watching = Task(executorPreference: executor) { [clock] in await clock.sleeper(dueWithin: .seconds(1)) }
        executor.drain()
        clock.advance(by: .seconds(59))
        executor.release()
        await watching.value
        task.cancel()
    }

    @Test("waiting for sleepers ends with the task")
    func watcherCancelled() async {
        let watching = Task { [clock] in
            await clock.sleepers(atLeast: 1)
            await clock.sleeper(dueWithin: .seconds(1))
            return await clock.advanceToSleeper(within: .seconds(1))
        }
        watching.cancel()
        #expect(await watching.value == .zero)
        #expect(clock.now == ManualClock.defaultStart)
    }
}
