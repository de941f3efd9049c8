import DescopeManagement
import DescopeTesting
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(5))) struct BulkTests {
    /// Creates what it is sent, in batches of at most ten.
    final class Service: Sendable {
        struct State {
            var created: [Int] = []
            var batches: [[Int]] = []
            var running = 0
            var mostRunning = 0
        }

        let state = Mutex(State())
        /// What happens to a batch before it is created; the number of earlier batches is given.
        let before: @Sendable ([Int], Int) async throws -> Void

        init(before: @escaping @Sendable ([Int], Int) async throws -> Void = { _, _ in }) { self.before = before }

        func bulk(_ management: Management) -> Bulk<Int, String> {
            Bulk(limit: 10, management: management) { inputs in
                let number = self.state.withLock { state in
                    state.batches.append(inputs)
                    state.running += 1
                    state.mostRunning = max(state.mostRunning, state.running)
                    return state.batches.count - 1
                }
                defer { self.state.withLock { $0.running -= 1 } }
                try await self.before(inputs, number)
                let bad = inputs.indices.filter { inputs[$0] % 100 == 99 }
                let good = inputs.filter { $0 % 100 != 99 }
                self.state.withLock { $0.created += good }
                let error = DescopeError(.api, code: .invalidArguments, message: "ends with 99")
                return (good.map { "created \($0)" }, Dictionary(uniqueKeysWithValues: bad.map { ($0, error) }))
            }
        }

        var created: [Int] { state.withLock { $0.created.sorted() } }
        var batches: [[Int]] { state.withLock(\.batches) }
    }

    private static func management(clock: some DescopeClock = ManualClock()) throws -> Management {
        try DescopeClient(projectId: "P2test", transport: .scripted(), clock: clock).management
    }

    private static func stream(_ range: some Sequence<Int> & Sendable) -> AsyncStream<Int> {
        AsyncStream { continuation in
            range.forEach { continuation.yield($0) }
            continuation.finish()
        }
    }

    @Test("inputs are cut into batches, and each has one outcome", arguments: [0, 1, 9, 10, 11, 1234])
    func batches(_ count: Int) async throws {
        let service = Service()
        let progress = Mutex<[Int]>([])
        let outcome = try await service.bulk(Self.management()).run(Self.stream(0..<count), concurrency: 3) { step in
            progress.withLock { $0.append(step.count) }
        }
        #expect(service.batches.allSatisfy { $0.count <= 10 } && service.batches.count == (count + 9) / 10)
        #expect(service.created == (0..<count).filter { $0 % 100 != 99 })
        #expect(outcome.failures.map(\.index) == (0..<count).filter { $0 % 100 == 99 })
        #expect(outcome.failures.allSatisfy { $0.input == $0.index && .invalidArguments ~= $0.error })
        #expect((outcome.successCount, outcome.next) == (service.created.count, count))
        #expect(outcome.isComplete)
        #expect(progress.withLock { $0 == $0.sorted() && ($0.last ?? 0) == count })
        #expect(service.state.withLock(\.mostRunning) <= 3)
    }

    @Test("a batch that fails is listed with its inputs, and the others are sent")
    func failingBatch() async throws {
        let service = Service { inputs, _ in
            if inputs.contains(25) { throw DescopeError(.transport, code: .connectionLost, message: "lost") }
        }
        let outcome = try await service.bulk(Self.management()).run(Self.stream(0..<50), concurrency: 2) { _ in }
        #expect(outcome.failures.map(\.input) == Array(20..<30))
        #expect(outcome.failures.allSatisfy { .connectionLost ~= $0.error })
        #expect(service.created == Array(0..<20) + Array(30..<50))
        #expect((outcome.successCount, outcome.next, outcome.isComplete) == (40, 50, true))
    }

    @Test("an error that is not the service's stays what it is")
    func otherError() async throws {
        struct Mine: Error {}
        let service = Service { _, _ in throw Mine() }
        let outcome = try await service.bulk(Self.management()).run(Self.stream(0..<5), concurrency: 1) { _ in }
        #expect(outcome.failures.count == 5)
        #expect(outcome.failures.allSatisfy { $0.error is Mine })
    }

    @Test("a batch that the rate limit refuses is sent again after the wait")
    func rateLimit() async throws {
        let clock = ManualClock()
        let service = Service { _, number in
            guard number == 0 else { return }
            throw DescopeError(.api, code: .rateLimited, message: "slow down", retryAfter: .seconds(30))
        }
        let bulk = service.bulk(try Self.management(clock: clock))
        let run = Task { await bulk.run(Self.stream(0..<10), concurrency: 1) { _ in } }
        await clock.sleepers(atLeast: 1)
        #expect(service.created == [])
        clock.advance(by: .seconds(30))
        let outcome = await run.value
        #expect(service.created == Array(0..<10))
        #expect((outcome.successCount, outcome.failures.count) == (10, 0))
    }

    @Test("after a cancellation the batches on their way are completed, and the rest can be continued")
    func resume() async throws {
        // Cancelled requests would fail here.
        let service = Service { _, _ in try Task.checkCancellation() }
        let bulk = try service.bulk(Self.management())
        let task = Task {
            await bulk.run(Self.stream(0..<1000), concurrency: 4) { step in
                if step.count >= 400 { withUnsafeCurrentTask { $0?.cancel() } }
            }
        }
        let first = await task.value
        #expect(!first.isComplete && first.error == nil)
        #expect((400..<1000).contains(first.next))
        #expect(first.successCount + first.failures.count + first.unsent.count == first.next)
        let second = await bulk.run(Self.stream(first.unsent + Array(first.next..<1000)), concurrency: 4) { _ in }
        #expect(second.isComplete)
        #expect(service.created == (0..<1000).filter { $0 % 100 != 99 }, "none is lost, none is created twice")
    }

    @Test("a cancellation while inputs are awaited is not taken for their end", arguments: [0, 3])
    func idleInput(_ count: Int) async throws {
        let (inputs, continuation) = AsyncStream<Int>.makeStream()
        (0..<count).forEach { continuation.yield($0) }
        let bulk = try Service().bulk(Self.management())
        let task = Task { await bulk.run(inputs, concurrency: 1) { _ in } }
        task.cancel()
        let outcome = await task.value
        #expect(!outcome.isComplete)
        #expect(outcome.unsent == Array(0..<outcome.next))
        #expect(outcome.successCount == 0)
    }

    @Test("a cancellation ends the wait for the rate limit, and the batch is not sent")
    func cancelledWait() async throws {
        let clock = ManualClock()
        let service = Service { _, _ in
            throw DescopeError(.api, code: .rateLimited, message: "slow down", retryAfter: .seconds(30))
        }
        let bulk = service.bulk(try Self.management(clock: clock))
        let run = Task { await bulk.run(Self.stream(0..<25), concurrency: 1) { _ in } }
        await clock.sleepers(atLeast: 1)
        run.cancel()
        let outcome = await run.value
        #expect(service.batches.count == 1)
        #expect(outcome.unsent.sorted() == Array(0..<outcome.next))
        #expect((outcome.failures.count, outcome.isComplete) == (0, false))
    }

    @Test(
        "an error that every request would meet stops the run",
        arguments: [
            DescopeError(.configuration, code: .missingManagementKey, message: "no key"),
            DescopeError(.api, code: .invalidArguments, message: "no", status: 401),
            DescopeError(.api, code: .invalidArguments, message: "no", status: 403),
        ]
    )
    func stops(_ error: DescopeError) async throws {
        let service = Service { _, _ in throw error }
        let outcome = try await service.bulk(Self.management()).run(Self.stream(0..<1000), concurrency: 2) { _ in }
        #expect(service.batches.count <= 3)
        #expect((outcome.error as? DescopeError)?.code == error.code)
        #expect(!outcome.isComplete)
        #expect(outcome.failures.count + outcome.unsent.count == outcome.next)
    }

    @Test("an error of the inputs is reported, and what came before it is sent")
    func inputError() async throws {
        struct Broken: Error {}
        let inputs = AsyncThrowingStream<Int, any Error> { continuation in
            (0..<15).forEach { continuation.yield($0) }
            continuation.finish(throwing: Broken())
        }
        let service = Service()
        let outcome = try await service.bulk(Self.management()).run(inputs, concurrency: 2) { _ in }
        #expect(outcome.error is Broken)
        #expect((outcome.next, outcome.isComplete) == (15, false))
        #expect(service.created == Array(0..<15))
    }

    /// A clock whose sleep always fails.
    struct StoppedClock: DescopeClock {
        let now = ManualClock.defaultStart
        func sleep(for duration: Duration) throws { throw Stopped() }
    }

    struct Stopped: Error {}

    @Test("a batch whose wait for the rate limit fails has failed, for that reason")
    func failedWait() async throws {
        let service = Service { _, _ in throw DescopeError(.api, code: .invalidArguments, message: "slow", status: 429)
        }
        let bulk = try service.bulk(Self.management(clock: StoppedClock()))
        let outcome = await bulk.run(Self.stream(0..<15), concurrency: 1) { _ in }
        #expect(outcome.failures.count == 15)
        #expect(outcome.failures.allSatisfy { $0.error is Stopped })
        #expect(outcome.unsent.isEmpty)
    }
}
