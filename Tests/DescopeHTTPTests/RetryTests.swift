import DescopeCore
import DescopeHTTP
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(1))) struct RetryTests {
    typealias Answer = ScriptedTransport.Answer

    private let clock = ManualClock()
    private let policyWaits: [Duration] = [.milliseconds(100), .seconds(5), .seconds(5)]

    /// Sends a call whose answers all ask for a repetition, and returns how long each wait was.
    private func waits(
        _ transport: ScriptedTransport,
        count: Int,
        random: some RandomSource = FixedRandom(),
        _ repeatability: Repeatability = .always
    ) async throws -> [Duration] {
        // The limit of an attempt lies so far off that no test takes it for a wait.
        let client = try client(transport, clock: clock, random: random) { $0.requestTimeout = .seconds(600) }
        let call = Task { try await client.send(thing(repeatable: repeatability)) }
        var waits: [Duration] = []
        for _ in 0..<count { waits.append(await clock.advanceToSleeper(within: .seconds(10))) }
        _ = await call.result
        return waits
    }

    @Test(
        "these statuses are repeated three times, after 0.1, 5 and 5 seconds",
        arguments: [
            (503, .always), (520, .always), (521, .always), (522, .always), (524, .always), (530, .always),
            (503, .ifUnsent), (521, .ifUnsent),
            (522, .ifUnsent), (530, .ifUnsent),
        ] as [(Int, Repeatability)]
    )
    func repeated(_ status: Int, _ repeatability: Repeatability) async throws {
        let transport = ScriptedTransport(Array(repeating: .status(status), count: 4))
        #expect(try await waits(transport, count: 3, repeatability) == policyWaits)
        try transport.verify()
    }

    @Test("no connection is repeated, whatever the call", arguments: [Repeatability.always, .ifUnsent])
    func noConnection(_ repeatability: Repeatability) async throws {
        let transport = ScriptedTransport(Array(repeating: .cannotConnect, count: 4))
        #expect(try await waits(transport, count: 3, repeatability) == policyWaits)
        try transport.verify()
    }

    @Test(
        "any other outcome is final",
        arguments: [
            (.status(520), .ifUnsent), (.status(524), .ifUnsent), (.status(429), .always), (.status(429), .ifUnsent),
            (.status(500), .always),
            (.status(502), .always), (.status(504), .always), (.status(523), .always), (.status(525), .always),
            (.status(400), .always), (.status(401), .always),
            (.status(404), .always), (.status(408), .always), (.status(302), .always), (.json(#"{"id":"x"}"#), .always),
            (.connectionLost, .always),
            (.connectionLost, .ifUnsent), (.timedOut, .always), (.timedOut, .ifUnsent), (.error(Foreign()), .always),
            (.error(DescopeError(.transport, code: .responseTooLarge, message: "")), .always),
        ] as [(Answer, Repeatability)]
    )
    func final(_ answer: Answer, _ repeatability: Repeatability) async throws {
        let transport = ScriptedTransport(answer)
        #expect(try await waits(transport, count: 0, repeatability) == [])
        // A second request would be one beyond the script.
        try transport.verify()
    }

    private struct Foreign: Error {}

    @Test("a repetition that succeeds is the answer; one that is final ends it")
    func succeeds() async throws {
        let transport = ScriptedTransport(.status(503), .cannotConnect, .json(#"{"id":"x"}"#))
        let client = try client(transport, clock: clock)
        async let answer = client.send(thing())
        await clock.advanceToSleeper(within: .seconds(10))
        await clock.advanceToSleeper(within: .seconds(10))
        #expect(try await answer == Thing(id: "x", names: []))
        try transport.verify()
    }

    @Test("each attempt is the same request, with its credentials and its body")
    func sameRequest() async throws {
        let transport = ScriptedTransport(.status(503), .empty)
        let client = try client(transport, clock: clock)
        async let answer = client.send(act(query: [QueryItem("a", "b")], body: ["k": "v"], authorization: .management))
        await clock.advanceToSleeper(within: .seconds(10))
        _ = try await answer
        #expect(transport.sent.map(\.url) == Array(repeating: "https://api.descope.com/v1/act?a=b", count: 2))
        #expect(transport.sent.map(\.bodyJSON) == [["k": "v"], ["k": "v"]])
        #expect(
            transport.sent.map { $0.headers[values: "authorization"] }
                == Array(repeating: ["Bearer P2test:management-hush"], count: 2)
        )
    }

    @Test("the error after the last repetition is that of its answer")
    func lastError() async throws {
        let transport = ScriptedTransport(
            .cannotConnect,
            .status(503),
            .status(522),
            .refusal(.badRequest, status: 503)
        )
        let client = try client(transport, clock: clock)
        let call = Task { try await client.send(thing()) }
        for _ in 0..<3 { await clock.advanceToSleeper(within: .seconds(10)) }
        let error = await #expect(throws: DescopeError.self) { try await call.value }
        #expect(error?.code == .badRequest)
        #expect(error?.status == 503)
        #expect(error?.operation == "thing.load")
    }

    @Test(
        "an error that lasted through repetitions says how often it was tried",
        arguments: [
            ([.status(503), .status(503), .status(503), .status(503)], " Tried 4 times."),
            ([.cannotConnect, .cannotConnect, .cannotConnect, .cannotConnect], " Tried 4 times."),
            (
                [.cannotConnect, .status(524), .status(503), .refusal(.badRequest, status: 530)],
                "Refused. Tried 4 times."
            ),
            ([.status(503), .connectionLost], " Tried 2 times."),
            // These are answers; that there was trouble before has nothing to do with them.
            ([.status(503), .refusal(.badRequest)], "Refused"),
            ([.status(503), .status(500)], "or try again later."),
            ([.status(500)], "or try again later."),
        ] as [([Answer], String)]
    )
    func tried(_ answers: [Answer], _ end: String) async throws {
        let transport = ScriptedTransport(answers)
        let client = try client(transport) { $0.retry.delays = [.zero, .zero, .zero] }
        let error = await #expect(throws: DescopeError.self) { try await client.send(thing()) }
        #expect(error?.message.hasSuffix(end) == true, "\(error?.message ?? "")")
        try transport.verify()
    }

    @Test("an error that the total time ended says so too")
    func triedInTime() async throws {
        let transport = ScriptedTransport(.status(503), .status(503))
        let client = try client(transport, clock: clock) {
            $0.retry.delays = [.seconds(1), .seconds(1)]
            $0.retry.totalTime = .seconds(2)
        }
        let call = Task { try await client.send(thing()) }
        await clock.advanceToSleeper(within: .seconds(10))
        let error = await #expect(throws: DescopeError.self) { try await call.value }
        #expect(error?.message.hasSuffix(" Tried 2 times.") == true)
    }

    @Test(
        "jitter lengthens or shortens a wait by a fifth at most",
        arguments: [
            (0, [.milliseconds(80), .seconds(4), .seconds(4)]),
            (0.25, [.milliseconds(90), .milliseconds(4500), .milliseconds(4500)]),
            (0.75, [.milliseconds(110), .milliseconds(5500), .milliseconds(5500)]),
            (1.0.nextDown, [.milliseconds(120), .seconds(6), .seconds(6)]),
        ] as [(Double, [Duration])]
    )
    func jitter(_ chance: Double, _ expected: [Duration]) async throws {
        let transport = ScriptedTransport(Array(repeating: .status(503), count: 4))
        let waits = try await waits(transport, count: 3, random: FixedRandom(chance))
        for (wait, expected) in zip(waits, expected) { #expect(abs((wait - expected) / .seconds(1)) < 1e-9) }
        #expect(waits.count == 3)
    }

    @Test(
        "no attempt is begun beyond the total time",
        arguments: [(59_950, 1), (59_800, 2), (54_850, 3), (49_000, 4)]
    )
    func totalTime(_ firstTakes: Int, _ attempts: Int) async throws {
        let transport = ScriptedTransport(
            .reply { [clock] _ in
                clock.advance(by: .milliseconds(firstTakes))
                return APIResponse(status: 503)
            }
        )
        for _ in 1..<4 { transport.append(.status(503)) }
        _ = try await waits(transport, count: attempts - 1)
        #expect(transport.sent.count == attempts)
    }

    @Test("a wall time that is set back meanwhile does not stretch it")
    func totalTimeOfUptime() async throws {
        let transport = ScriptedTransport(
            .reply { [clock] _ in
                clock.advance(by: .milliseconds(59_950))
                clock.set(to: ManualClock.defaultStart)
                return APIResponse(status: 503)
            }
        )
        _ = try await waits(transport, count: 0)
        #expect(transport.sent.count == 1)
    }

    @Test("a policy may forbid repetitions")
    func never() async throws {
        let transport = ScriptedTransport(.status(503))
        let client = try client(transport) { $0.retry = .never }
        await #expect(throws: DescopeError.self) { try await client.send(thing()) }
        try transport.verify()
    }

    @Test("a policy's own waits are kept")
    func ownWaits() async throws {
        let transport = ScriptedTransport(.status(503), .status(503))
        let client = try client(transport, clock: clock) {
            $0.retry.delays = [.seconds(9)]
            $0.retry.jitter = 0
        }
        let call = Task { try await client.send(thing()) }
        #expect(await clock.advanceToSleeper(within: .seconds(10)) == .seconds(9))
        await #expect(throws: DescopeError.self) { try await call.value }
        try transport.verify()
    }

    @Test("cancellation ends a wait, and nothing more is sent")
    func cancelled() async throws {
        let transport = ScriptedTransport(.status(503), .empty)
        let client = try client(transport, clock: clock)
        let call = Task { try await client.send(thing()) }
        await clock.sleeper(dueWithin: .seconds(1))
        call.cancel()
        await #expect(throws: CancellationError.self) { try await call.value }
        #expect(transport.sent.count == 1)
    }
}
