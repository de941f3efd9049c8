import DescopeCore
import DescopeHTTP
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct RetryTests {
    typealias Answer = ScriptedTransport.Answer

    private let clock = ManualClock()
    private let policyWaits: [Duration] = [.milliseconds(100), .seconds(5), .seconds(5)]

    /// Sends a call whose answers all ask for a repetition, and returns how long each wait was.
    private func waits(
        _ transport: ScriptedTransport,
        count: Int,
        random: some RandomSource = FixedRandom(),
        _ repeatability: Retryability = .always
    ) async throws -> [Duration] {
        // The limit of an attempt lies so far off that no test takes it for a wait.
        let client = try client(transport, clock: clock, random: random) { $0.requestTimeout = .seconds(89) }
        let call = Task { try await client.send(thing(retryable: repeatability)) }
        var waits: [Duration] = []
        for _ in 0..<count { waits.append(await clock.advanceToSleeper(within: .seconds(10))) }
        _ = await call.result
        return waits
    }

    @Test(
        "these statuses are repeated three times, after 0.1, 5 and 5 seconds",
        arguments: [
            (503, .always), (520, .always), (521, .always), (522, .always), (524, .always), (530, .always),
            (521, .ifUnsent), (522, .ifUnsent), (530, .ifUnsent),
        ] as [(Int, Retryability)]
    )
    func repeated(_ status: Int, _ repeatability: Retryability) async throws {
        let transport = ScriptedTransport(Array(repeating: .status(status), count: 4))
        #expect(try await waits(transport, count: 3, repeatability) == policyWaits)
        try transport.verify()
    }

    // The edge's second reason for it: the service took the request, and did not acknowledge it for 90 s.
    @Test(
        "522 repeats nothing twice that must not happen twice once an attempt may last 90 s",
        arguments: [89, 90, 600]
    )
    func slowAttempt(_ timeout: Int) async throws {
        let transport = ScriptedTransport(.status(522), .json(#"{"id":"x"}"#))
        let client = try client(transport, clock: clock) { $0.requestTimeout = .seconds(timeout) }
        let call = Task { try await client.send(thing(retryable: .ifUnsent)) }
        if timeout < 90 { await clock.advanceToSleeper(within: .seconds(10)) }
        _ = await call.result
        #expect(transport.sent.count == (timeout < 90 ? 2 : 1))
    }

    @Test("no connection is repeated, whatever the call", arguments: [Retryability.always, .ifUnsent])
    func noConnection(_ repeatability: Retryability) async throws {
        let transport = ScriptedTransport(Array(repeating: .cannotConnect, count: 4))
        #expect(try await waits(transport, count: 3, repeatability) == policyWaits)
        try transport.verify()
    }

    @Test(
        "any other outcome is final",
        arguments: [
            (.status(520), .ifUnsent), (.status(524), .ifUnsent), (.status(503), .ifUnsent), (.status(429), .always),
            (.status(429), .ifUnsent),
            (.status(500), .always),
            (.status(502), .always), (.status(504), .always), (.status(523), .always), (.status(525), .always),
            (.status(400), .always), (.status(401), .always),
            (.status(404), .always), (.status(408), .always), (.status(302), .always), (.json(#"{"id":"x"}"#), .always),
            (.connectionLost, .always),
            (.connectionLost, .ifUnsent), (.timedOut, .always), (.timedOut, .ifUnsent), (.error(Foreign()), .always),
            (.error(DescopeError(.transport, code: .responseTooLarge, message: "")), .always),
        ] as [(Answer, Retryability)]
    )
    func final(_ answer: Answer, _ repeatability: Retryability) async throws {
        let transport = ScriptedTransport(answer)
        #expect(try await waits(transport, count: 0, repeatability) == [])
        // A second request would be one beyond the script.
        try transport.verify()
    }

    private struct Foreign: Error {}

    // MARK: - Whose 503 it is

    /// An answer with status 503.
    struct Unavailable: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var headers: APIHeaders = ["server": "cloudflare", "cf-ray": "8a1b2c3d4e5f6-ORD", "content-type": "text/html"]
        var body = ""
        let isOfEdge: Bool

        var answer: Answer { .bytes(Array(body.utf8), status: 503, headers: headers) }
    }

    /// A page as nginx makes them, with the name of the server at its end.
    private static func page(_ name: String, _ more: String = "") -> String {
        """
        <html>\r
        <head><title>503 Service Temporarily Unavailable</title></head>\r
        <body>\r
        <center><h1>503 Service Temporarily Unavailable</h1></center>\(more)\r
        <hr><center>\(name)</center>\r
        </body>\r
        </html>\r
        """
    }

    @Test(
        "on a 503 what may not happen twice is repeated only when the edge has refused it and not passed it on",
        arguments: [
            Unavailable(testDescription: "the edge's own page", body: page("cloudflare"), isOfEdge: true),
            Unavailable(testDescription: "its older one", body: page("cloudflare-nginx"), isOfEdge: true),
            Unavailable(
                testDescription: "without a content type",
                headers: ["server": "cloudflare"],
                body: page("cloudflare"),
                isOfEdge: true
            ),
            // These headers are on every answer that passes the edge.
            Unavailable(testDescription: "the service's, empty", isOfEdge: false),
            Unavailable(
                testDescription: "the service's own refusal",
                headers: ["server": "cloudflare", "cf-ray": "1", "content-type": "application/json"],
                body: #"{"errorCode":"E011001","errorDescription":"<center>cloudflare</center>"}"#,
                isOfEdge: false
            ),
            Unavailable(
                testDescription: "a load balancer behind the edge",
                headers: ["server": "cloudflare", "cf-ray": "1", "content-type": "text/plain"],
                body: "upstream connect error or disconnect/reset before headers. reset reason: connection termination",
                isOfEdge: false
            ),
            Unavailable(testDescription: "a server behind the edge", body: page("nginx"), isOfEdge: false),
            Unavailable(
                testDescription: "a page behind the edge that names it",
                body: page("nginx", #"<script src="https://cdnjs.cloudflare.com/x.js"></script>cloudflare"#),
                isOfEdge: false
            ),
            Unavailable(testDescription: "a bare word", body: "cloudflare", isOfEdge: false),
            Unavailable(
                testDescription: "the page, of another server",
                headers: ["server": "nginx", "content-type": "text/html"],
                body: page("cloudflare"),
                isOfEdge: false
            ),
            Unavailable(
                testDescription: "the page, of nobody",
                headers: ["content-type": "text/html"],
                body: page("cloudflare"),
                isOfEdge: false
            ),
            Unavailable(
                testDescription: "a long page that ends alike",
                body: page("cloudflare", String(repeating: " ", count: 5000)),
                isOfEdge: false
            ),
        ],
        [Retryability.always, .ifUnsent]
    )
    func unavailable(_ unavailable: Unavailable, _ repeatability: Retryability) async throws {
        let isRepeated = unavailable.isOfEdge || repeatability == .always
        let transport = ScriptedTransport(unavailable.answer)
        if isRepeated { transport.append(unavailable.answer, unavailable.answer, unavailable.answer) }
        #expect(try await waits(transport, count: isRepeated ? 3 : 0, repeatability) == (isRepeated ? policyWaits : []))
        try transport.verify()
    }

    @Test("the edge's own page with another status is no reason", arguments: [500, 502, 504, 520, 524])
    func otherPage(_ status: Int) async throws {
        let headers: APIHeaders = ["server": "cloudflare", "content-type": "text/html"]
        let answer = Answer.bytes(Array(Self.page("cloudflare").utf8), status: status, headers: headers)
        let transport = ScriptedTransport(answer)
        #expect(try await waits(transport, count: 0, .ifUnsent) == [])
        try transport.verify()
    }

    // MARK: - When the answer says how long to wait

    @Test(
        "no repetition comes sooner than the answer asks",
        arguments: [
            ("0", [.milliseconds(100), .seconds(5)]), ("1", [.seconds(1), .seconds(5)]),
            ("5", [.seconds(5), .seconds(5)]), ("7", [.seconds(7), .seconds(7)]), ("29", [.seconds(29), .seconds(29)]),
            // By the clock, which the wait itself moves: when the second comes the date has passed.
            ("Thu, 01 Jan 2026 00:00:09 GMT", [.seconds(9), .seconds(5)]),
            ("Thursday, 01-Jan-26 00:00:09 GMT", [.seconds(9), .seconds(5)]),
            ("Thu Jan  1 00:00:09 2026", [.seconds(9), .seconds(5)]),
            ("Thu, 01 Jan 2026 00:00:00 GMT", [.milliseconds(100), .seconds(5)]),
            // What cannot be read asks for nothing.
            ("soon", [.milliseconds(100), .seconds(5)]), ("-9", [.milliseconds(100), .seconds(5)]),
        ] as [(String, [Duration])],
        [503, 521, 524]
    )
    func asked(_ row: (header: String, waits: [Duration]), _ status: Int) async throws {
        let answer = Answer.status(status, headers: ["Retry-After": row.header])
        let transport = ScriptedTransport(answer, answer, .json(#"{"id":"x"}"#))
        let client = try client(transport, clock: clock) { $0.requestTimeout = .seconds(600) }
        let call = Task { try await client.send(thing()) }
        for wait in row.waits { #expect(await clock.advanceToSleeper(within: .seconds(60)) == wait) }
        #expect(try await call.value.id == "x")
        try transport.verify()
    }

    @Test("jitter makes no wait shorter than asked", arguments: [0, 0.25, 1.0.nextDown])
    func askedWithJitter(_ chance: Double) async throws {
        let transport = ScriptedTransport(.status(503, headers: ["Retry-After": "5"]), .json(#"{"id":"x"}"#))
        let client = try client(transport, clock: clock, random: FixedRandom(chance)) {
            $0.retry.delays = [.seconds(5)]
        }
        let call = Task { try await client.send(thing()) }
        #expect(await clock.advanceToSleeper(within: .seconds(10)) >= .seconds(5))
        _ = try await call.value
    }

    @Test("a date in the middle of a second is waited for to its end")
    func askedFraction() async throws {
        clock.advance(by: .milliseconds(700))
        let headers: APIHeaders = ["Retry-After": "Thu, 01 Jan 2026 00:00:02 GMT"]
        let transport = ScriptedTransport(.status(503, headers: headers), .json(#"{"id":"x"}"#))
        let client = try client(transport, clock: clock)
        let call = Task { try await client.send(thing()) }
        await clock.advanceToSleeper(within: .seconds(10))
        _ = try await call.value
        #expect(clock.uptime >= .seconds(2))
    }

    @Test(
        "nothing is repeated that cannot wait so long within the total time, and the error says how long it is",
        arguments: [
            ("60", .seconds(60)), ("3600", .seconds(3600)), ("99999999999999999999", .seconds(2_147_483_648)),
            ("Thu, 01 Jan 2026 00:01:00 GMT", .seconds(60)), ("Thursday, 01-Jan-26 01:00:00 GMT", .seconds(3600)),
            ("Fri Jan  2 00:00:00 2026", .seconds(86400)),
        ] as [(String, Duration)],
        [503, 521, 522, 530]
    )
    func askedTooLong(_ row: (header: String, wait: Duration), _ status: Int) async throws {
        let transport = ScriptedTransport(.status(status, headers: ["Retry-After": row.header]))
        let client = try client(transport, clock: clock)
        let error = await #expect(throws: DescopeError.self) { try await client.send(thing()) }
        #expect((error?.status, error?.retryAfter) == (status, row.wait))
        try transport.verify()
    }

    @Test("so is one that could have waited before: the total time counts all attempts")
    func askedTooLongLater() async throws {
        let answer = Answer.status(503, headers: ["Retry-After": "25"])
        let transport = ScriptedTransport(answer, answer, answer)
        let client = try client(transport, clock: clock)
        let call = Task { try await client.send(thing()) }
        for _ in 0..<2 { #expect(await clock.advanceToSleeper(within: .seconds(30)) == .seconds(25)) }
        let error = await #expect(throws: DescopeError.self) { try await call.value }
        #expect(error?.retryAfter == .seconds(25))
        #expect(error?.message.hasSuffix(" Tried 3 times.") == true)
        try transport.verify()
    }

    @Test("a rate limit is not repeated, however short the wait", arguments: [Retryability.always, .ifUnsent])
    func rateLimit(_ repeatability: Retryability) async throws {
        let transport = ScriptedTransport(.status(429, headers: ["Retry-After": "0"]))
        let error = await #expect(throws: DescopeError.self) {
            try await client(transport, clock: clock).send(thing(retryable: repeatability))
        }
        #expect(error?.retryAfter == .zero)
        try transport.verify()
    }

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
        let transport = ScriptedTransport(.status(521), .empty)
        let client = try client(transport, clock: clock)
        async let answer = client.send(act(query: [APIQueryItem("a", "b")], body: ["k": "v"], credentials: .management))
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
            ([.status(503, headers: ["retry-after": "60"])], "or try again in 60 s."),
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
