import DescopeCore
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite(.timeLimit(.minutes(5))) struct ManualClockTests {
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

    @Test(
        "set(to:) sets the wall clock alone: no time passes, and sleepers have to wait as before",
        arguments: [0, 1_800_000_000.123]
    )
    func set(_ seconds: Double) async throws {
        let task = Task { [clock] in try await clock.sleep(for: .seconds(60)) }
        await clock.sleepers(atLeast: 1)
        let uptime = clock.uptime
        let date = Date(timeIntervalSince1970: seconds)
        clock.set(to: date)
        #expect(clock.now == date)
        #expect(clock.uptime == uptime)
        clock.advance(by: .seconds(59))
        #expect(clock.sleeperCount == 1)
        clock.advance(by: .seconds(1))
        #expect(clock.now == date + 60)
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

    // MARK: - When nobody moves it

    /// What the clock under test takes for real time.
    private let realTime = ManualClock(patience: nil)

    private func impatient() -> ManualClock { ManualClock(patience: .seconds(10), realClock: realTime) }

    /// Lets ten looks of a second each pass, or as many as `work` lasts.
    private func passing<Value>(_ work: () async throws -> Value) async throws -> Value {
        try await realTime.passingTime(within: .seconds(1), work)
    }

    @Test("a sleep that nobody ends says so, how long it is, and what to call; and so does the next one")
    func notMoved() async throws {
        let clock = impatient()
        for round in 1...2 {
            let error = try await passing {
                await #expect(throws: DescopeError.self) { try await clock.sleep(for: .milliseconds(100)) }
            }
            #expect((error?.kind, error?.code) == (.waiting, .clockNotMoved))
            for part in ["ManualClock", "0.1 seconds", "10.0 seconds", "advance(by:)", "advanceToSleeper(within:)"] {
                #expect(error?.message.contains(part) == true, "\(part)")
            }
            #expect(clock.sleeperCount == 0)
            #expect(clock.now == ManualClock.defaultStart)
            #expect(realTime.uptime == .seconds(10 * round))
        }
    }

    @Test(
        "a call of a client that sleeps by it fails, and names itself",
        arguments: [
            // A repetition's pause; the limit of an attempt that never ends.
            ScriptedTransport.Answer.status(503), .hang, .hangIgnoringCancellation,
        ]
    )
    func callNotMoved(_ answer: ScriptedTransport.Answer) async throws {
        let client = try DescopeClient(
            projectId: "P2test",
            transport: ScriptedTransport(answer),
            clock: impatient()
        )
        let error = try await passing {
            await #expect(throws: DescopeError.self) {
                try await client.send(Endpoint<NoContent>("thing.load", .get, "/v1/thing"))
            }
        }
        #expect((error?.code, error?.operation) == (.clockNotMoved, "thing.load"))
    }

    @Test("a wait for a sleeper that nobody is ends, and moves nothing")
    func noSleeper() async throws {
        let clock = impatient()
        try await passing {
            await clock.sleepers(atLeast: 1)
            await clock.sleeper(dueWithin: .seconds(1))
            #expect(await clock.advanceToSleeper(within: .seconds(1)) == .zero)
            let long = Task { try await clock.sleep(for: .seconds(60)) }
            #expect(await clock.advanceToSleeper(within: .seconds(1)) == .zero)
            await #expect(throws: DescopeError.self) { try await long.value }
        }
        #expect(clock.now == ManualClock.defaultStart)
    }

    @Test("whoever lets time pass may work for any time without a sleep")
    func patientDriver() async throws {
        let clock = impatient()
        let now = try await clock.passingTime(within: .seconds(1)) {
            await clock.sleepers(atLeast: 0)
            // Nobody looks, however long it takes.
            #expect(realTime.sleeperCount == 0)
            try await clock.sleep(for: .seconds(1))
            return clock.now
        }
        #expect(now == ManualClock.defaultStart.addingTimeInterval(1))
    }

    @Test(
        "as long as something happens to the clock nobody is woken",
        arguments: [
            { clock in clock.advance(by: .seconds(1)) },
            { clock in clock.set(to: clock.now) },
            { clock in await clock.sleepers(atLeast: 1) },
            { clock in
                let other = Task { try await clock.sleep(for: .seconds(1)) }
                await clock.sleepers(atLeast: 2)
                other.cancel()
                _ = await other.result
            },
        ] as [@Sendable (ManualClock) async -> Void]
    )
    func busy(_ happen: @Sendable (ManualClock) async -> Void) async throws {
        let clock = impatient()
        let sleeper = Task { try await clock.sleep(for: .seconds(1000)) }
        await clock.sleepers(atLeast: 1)
        for _ in 0..<10 {
            for _ in 0..<9 { await realTime.advanceToSleeper(within: .seconds(1)) }
            await happen(clock)
        }
        #expect(clock.sleeperCount == 1)
        clock.advance(by: .seconds(1000))
        try await sleeper.value
    }

    @Test("without patience to lose a sleep lasts until it is ended")
    func endless() async throws {
        let clock = ManualClock(patience: nil, realClock: realTime)
        let sleeper = Task { try await clock.sleep(for: .seconds(1)) }
        await clock.sleepers(atLeast: 1)
        realTime.advance(by: .seconds(100_000))
        #expect((clock.sleeperCount, realTime.sleeperCount) == (1, 0))
        clock.advance(by: .seconds(1))
        try await sleeper.value
    }

    @Test("patience is counted in real time")
    func realPatience() async {
        let clock = ManualClock(patience: .milliseconds(10))
        let error = await #expect(throws: DescopeError.self) { try await clock.sleep(for: .seconds(1)) }
        #expect(error?.code == .clockNotMoved)
    }
}
