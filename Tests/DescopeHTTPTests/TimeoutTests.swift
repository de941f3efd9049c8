import DescopeCore
import DescopeHTTP
import DescopeTesting
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(5))) struct TimeoutTests {
    private let clock = ManualClock()

    @Test(
        "an attempt ends when its time is over, even when the transport does not",
        arguments: [ScriptedTransport.Answer.hang, .hangIgnoringCancellation]
    )
    func late(_ answer: ScriptedTransport.Answer) async throws {
        let transport = ScriptedTransport(answer)
        let client = try client(transport, clock: clock) { $0.requestTimeout = .seconds(7) }
        let call = Task { try await client.send(thing()) }
        // A second more than the transport has, so that a transport's own error comes first.
        #expect(await clock.advanceToSleeper(within: .seconds(60)) == .seconds(8))
        let error = await #expect(throws: DescopeError.self) { try await call.value }
        #expect(error?.code == .timedOut)
        #expect(error?.kind == .transport)
        #expect(error?.operation == "thing.load")
        // It may have reached the service, so it is not repeated.
        #expect(transport.sent.count <= 1)
    }

    /// Ends by itself when its time is over.
    private final class PunctualTransport: HTTPTransport {
        let clock: ManualClock
        let error: DescopeError
        let attempts = Mutex(0)

        init(clock: ManualClock, error: DescopeError) { (self.clock, self.error) = (clock, error) }

        func send(_ request: APIRequest, timeout: Duration) async throws -> APIResponse {
            attempts.withLock { $0 += 1 }
            try await clock.sleep(for: timeout)
            throw error
        }
    }

    @Test(
        "a transport that ends in time says itself whether the request was sent, which is repeated when it was not",
        arguments: [(.cannotConnect("nobody answers"), 2), (.timedOut(after: nil), 1)] as [(DescopeError, Int)]
    )
    func punctual(_ error: DescopeError, _ attempts: Int) async throws {
        let transport = PunctualTransport(clock: clock, error: error)
        let client = try client(transport, clock: clock) {
            $0.requestTimeout = .seconds(7)
            $0.retry.delays = [.milliseconds(100)]
        }
        let call = Task { try await client.send(act()) }
        for attempt in 0..<attempts {
            // Both wait: the transport and, for longer, the client.
            await clock.sleepers(atLeast: 2)
            #expect(await clock.advanceToSleeper(within: .seconds(60)) == .seconds(7))
            // The client's own limit is a second away, until it has heard of the transport's end.
            guard attempt + 1 < attempts else { break }
            #expect(await clock.advanceToSleeper(within: .milliseconds(500)) == .milliseconds(100))
        }
        let found = await #expect(throws: DescopeError.self) { try await call.value }
        #expect(found?.code == error.code)
        #expect(transport.attempts.withLock(\.self) == attempts)
    }

    @Test(
        "a cancelled call leaves at once, even when the transport does not",
        arguments: [ScriptedTransport.Answer.hang, .hangIgnoringCancellation]
    )
    func cancelled(_ answer: ScriptedTransport.Answer) async throws {
        let client = try client(ScriptedTransport(answer), clock: clock)
        let call = Task { try await client.send(thing()) }
        await clock.sleepers(atLeast: 1)
        call.cancel()
        await #expect(throws: CancellationError.self) { try await call.value }
    }

    @Test("who was cancelled before sends nothing")
    func cancelledBefore() async throws {
        let transport = ScriptedTransport(.empty)
        let client = try client(transport, clock: clock)
        let call = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await client.send(act())
        }
        await #expect(throws: CancellationError.self) { try await call.value }
        #expect(transport.sent.isEmpty)
    }

    @Test("nobody waits any more once the answer is there")
    func leavesNothing() async throws {
        let answer = ScriptedTransport.Answer.reply { [clock] _ in
            await clock.sleepers(atLeast: 1)
            return APIResponse(status: 200)
        }
        _ = try await client(ScriptedTransport(answer), clock: clock).send(act())
        #expect(clock.sleeperCount == 0)
    }

    @Test("a transport's cancellation passes as it is")
    func transportCancelled() async throws {
        let client = try client(ScriptedTransport(.error(CancellationError())))
        await #expect(throws: CancellationError.self) { try await client.send(thing()) }
    }

    private struct Talkative: Error, CustomStringConvertible { let description = "token hush-hush" }

    @Test("a transport's own error becomes a lost connection, which keeps it and does not print it")
    func foreign() async throws {
        let client = try client(ScriptedTransport(.error(Talkative())))
        let error = await #expect(throws: DescopeError.self) { try await client.send(thing()) }
        #expect(error?.code == .connectionLost)
        #expect(error?.kind == .transport)
        #expect(error?.underlying is Talkative)
        #expect(error.map { "\($0)" }?.contains("Talkative") == true)
        #expect(error.map { "\($0)".contains("hush") } == false)
    }

    @Test("a transport's DescopeError passes, with the call's name added")
    func passes() async throws {
        let client = try client(ScriptedTransport(.connectionLost))
        let error = await #expect(throws: DescopeError.self) { try await client.send(thing()) }
        #expect(error?.code == .connectionLost)
        #expect(error?.operation == "thing.load")
    }
}
