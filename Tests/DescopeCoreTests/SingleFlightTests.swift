import DescopeCore
import DescopeTesting
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(5))) struct SingleFlightTests {
    private struct Broken: Error {}

    /// Work that counts its runs and ends when the test says so.
    private final class Work: Sendable {
        private let clock = ManualClock()
        private let count = Mutex(0)

        var runs: Int { count.withLock(\.self) }

        func run() async throws -> Int {
            let run = count.withLock { count in
                count += 1
                return count
            }
            try await clock.sleep(for: .seconds(1))
            return run
        }

        func hasBegun(_ runs: Int = 1) async { await clock.sleepers(atLeast: runs) }
        func finish() { clock.advance(by: .seconds(1)) }
    }

    private let flight = SingleFlight<String, Int>()
    private let work = Work()
    private let executor = HeldExecutor()

    /// Callers who all wait for the outcome when this returns.
    private func callers(_ count: Int, key: String = "k") async -> [Task<Int, any Error>] {
        let tasks = (0..<count).map { _ in
            Task(executorPreference: executor) { [flight, work] in try await flight.run(key) { try await work.run() } }
        }
        executor.drain()
        await work.hasBegun()
        return tasks
    }

    @Test("a hundred callers get the outcome of one run")
    func oneRun() async throws {
        let tasks = await callers(100)
        work.finish()
        executor.release()
        for task in tasks { #expect(try await task.value == 1) }
        #expect(work.runs == 1)
    }

    @Test("keys do not share a run")
    func keys() async throws {
        let tasks = await callers(2, key: "a") + callers(2, key: "b")
        await work.hasBegun(2)
        work.finish()
        executor.release()
        for task in tasks { _ = try await task.value }
        #expect(work.runs == 2)
    }

    @Test("once done, nothing is kept: the next caller runs again")
    func again() async throws {
        executor.release()
        for run in 1...3 {
            let tasks = await callers(1)
            work.finish()
            #expect(try await tasks[0].value == run)
        }
    }

    @Test("a failure reaches all who wait, and is not kept")
    func failure() async throws {
        let gate = ManualClock(patience: nil)
        let tasks = (0..<3).map { _ in
            Task(executorPreference: executor) { [flight] in
                try await flight.run("k") {
                    try await gate.sleep(for: .seconds(1))
                    throw Broken()
                }
            }
        }
        executor.drain()
        await gate.sleepers(atLeast: 1)
        gate.advance(by: .seconds(1))
        executor.release()
        for task in tasks { await #expect(throws: Broken.self) { try await task.value } }
        #expect(try await flight.run("k") { 7 } == 7)
    }

    @Test("a cancelled caller leaves at once, alone; the first one as well", arguments: [0, 1])
    func cancelledCaller(_ index: Int) async throws {
        let tasks = await callers(3)
        tasks[index].cancel()
        executor.release()
        await #expect(throws: CancellationError.self) { try await tasks[index].value }
        work.finish()
        for (other, task) in tasks.enumerated() where other != index { #expect(try await task.value == 1) }
        #expect(work.runs == 1)
    }

    @Test("when all callers have left the work goes on, and a newcomer gets its outcome")
    func allLeft() async throws {
        let tasks = await callers(2)
        for task in tasks { task.cancel() }
        let newcomers = await callers(1)
        executor.release()
        for task in tasks { await #expect(throws: CancellationError.self) { try await task.value } }
        work.finish()
        #expect(try await newcomers[0].value == 1)
        #expect(work.runs == 1)
    }

    @Test("who was cancelled before starts nothing")
    func cancelledBefore() async {
        let task = Task { [flight, work] in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await flight.run("k") { try await work.run() }
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(work.runs == 0)
    }

    @Test("work that was begun for nobody runs once; who asks meanwhile gets its outcome")
    func begun() async throws {
        for _ in 0..<3 { flight.begin("k") { [work] in try await work.run() } }
        await work.hasBegun()
        let tasks = await callers(3)
        flight.begin("k") { [work] in try await work.run() }
        work.finish()
        executor.release()
        for task in tasks { #expect(try await task.value == 1) }
        #expect(work.runs == 1)
        #expect(try await flight.run("k") { 7 } == 7)
    }

    @Test("work that somebody waits for is not begun again")
    func begunBeside() async throws {
        let tasks = await callers(2)
        flight.begin("k") { [work] in try await work.run() }
        work.finish()
        executor.release()
        for task in tasks { #expect(try await task.value == 1) }
        #expect(work.runs == 1)
    }
}
