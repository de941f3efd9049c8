import DescopeCore
import DescopeModels
import DescopeTesting
import Synchronization
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite(.timeLimit(.minutes(5))) struct SignInStatesTests {
    static let pending = refusal("E062503", 401)
    static let rateLimit = refusal("E130429", 429)

    static func refusal(_ code: DescopeError.Code?, _ status: Int?, retryAfter: Duration? = nil) -> DescopeError {
        DescopeError(.api, code: code, message: "No", status: status, retryAfter: retryAfter)
    }

    static func refusal(_ code: String, _ status: Int, retryAfter: Duration? = nil) -> DescopeError {
        refusal(DescopeError.Code(rawValue: code), status, retryAfter: retryAfter)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What comes before the session.
        let errors: [DescopeError]
        var interval = Duration.seconds(1)
        /// When the service is asked, in seconds from the beginning.
        let times: [Int]

        init(_ description: String, _ errors: [DescopeError], every interval: Duration = .seconds(1), _ times: [Int]) {
            testDescription = description
            self.errors = errors
            self.interval = interval
            self.times = times
        }
    }

    @Test(
        "the service is asked after a pause, and again as long as that is worth while",
        arguments: [
            Row("at once", [], [1]),
            Row("enchanted link pending", [pending, pending], [1, 2, 3]),
            Row("nOTP pending", [refusal("E066103", 401)], [1, 2]),
            Row("every 7 s", [pending, pending], every: .seconds(7), [7, 14, 21]),
            Row("no pause", [pending, pending], every: .zero, [1, 2, 3]),
            Row("half a second", [pending], every: .milliseconds(500), [1, 2]),
            Row("less than nothing", [pending], every: .seconds(-5), [1, 2]),
            Row("429 says when", [refusal("E130429", 429, retryAfter: .seconds(7)), pending], [1, 8, 9]),
            Row("429 says at once", [refusal("E130429", 429, retryAfter: .zero)], [1, 2]),
            Row("429 of a proxy", [refusal(nil, 429, retryAfter: .seconds(5))], [1, 6]),
            Row("429 says nothing", [rateLimit, rateLimit, rateLimit, pending], [1, 3, 7, 15, 16]),
            Row("429 and no end", Array(repeating: rateLimit, count: 7), [1, 3, 7, 15, 31, 63, 123, 183]),
            Row("pending, by another status", [refusal("E062503", 400), refusal("E066103", 403)], [1, 2, 3]),
            Row(
                "the service fails, and is pending again",
                [refusal(nil, 500), refusal("E1", 503), pending],
                [1, 3, 7, 8]
            ),
            Row(
                "the service is not reached",
                [DescopeError.Code.cannotConnect, .connectionLost, .timedOut].map {
                    DescopeError(.transport, code: $0, message: "No")
                },
                [1, 3, 7, 15]
            ),
            Row("429, pauses long already", [rateLimit, rateLimit], every: .seconds(50), [50, 110, 170]),
        ]
    )
    func times(_ row: Row) async throws {
        let service = Service(row.errors)
        let response = try await service.clock.passingTime(within: .seconds(60)) {
            try await service.states(every: row.interval).signedIn()
        }
        #expect(response.sessionJwt.reveal() == "session")
        #expect(service.times == row.times)
    }

    @Test("each state is told, and none after the last")
    func states() async throws {
        let service = Service([Self.pending, Self.rateLimit, Self.pending])
        let told = try await service.clock.passingTime(within: .seconds(60)) {
            var iterator = service.states().makeAsyncIterator()
            var told: [String] = []
            while let state = try await iterator.next() {
                switch state {
                case .pending: told.append("pending")
                case .signedIn(let response): told.append(response.sessionJwt.reveal())
                }
            }
            #expect(try await iterator.next() == nil)
            return told
        }
        #expect(told == ["pending", "pending", "pending", "session"])
        #expect(service.times.count == 4)
    }

    @Test(
        "anything else ends the wait as it is",
        arguments: [
            refusal("E062504", 401), refusal("E011004", 401), refusal(.unexpectedStatus, 401), refusal(nil, 401),
            refusal(nil, 404), DescopeError(.transport, code: .responseTooLarge, message: "No"),
            DescopeError(.decoding, code: .unexpectedResponse, message: "No", status: 200),
        ]
    )
    func definitive(_ error: DescopeError) async throws {
        let service = Service([Self.pending, error])
        try await service.clock.passingTime(within: .seconds(60)) {
            var iterator = service.states().makeAsyncIterator()
            guard case .pending = try await iterator.next() else { throw error }
            let thrown = await #expect(throws: DescopeError.self) { try await iterator.next() }
            #expect((thrown?.kind, thrown?.code?.rawValue) == (error.kind, error.code?.rawValue))
            #expect(thrown?.status == error.status)
            #expect(try await iterator.next() == nil)
        }
        #expect(service.times == [1, 2])
    }

    @Test("a failing service that would outlast the wait ends it with its error")
    func lateFailure() async throws {
        let service = Service(Array(repeating: Self.refusal("E1", 502), count: 9))
        let error = await #expect(throws: DescopeError.self) {
            try await service.clock.passingTime(within: .seconds(10)) {
                try await service.states(timeout: .seconds(30)).signedIn()
            }
        }
        #expect((error?.status, error?.code?.rawValue) == (502, "E1"))
        #expect(service.times == [1, 3, 7, 15])
    }

    @Test("a rate limit that outlasts the wait ends it at once")
    func lateRateLimit() async throws {
        let service = Service([Self.refusal("E130429", 429, retryAfter: .seconds(29))])
        let error = await #expect(throws: DescopeError.self) {
            try await service.clock.passingTime(within: .seconds(1)) {
                try await service.states(timeout: .seconds(30)).signedIn()
            }
        }
        #expect(error?.code == .rateLimited)
        #expect(error?.retryAfter == .seconds(29))
        #expect(service.elapsed == .seconds(1))
    }

    @Test(
        "the wait ends with its time, which is ten minutes at most",
        arguments: [
            (.seconds(600), 9, .seconds(600)), (.seconds(3600), 9, .seconds(600)), (.seconds(150), 2, .seconds(150)),
            (.seconds(120), 1, .seconds(120)), (.seconds(10), 0, .seconds(10)),
        ] as [(Duration, Int, Duration)]
    )
    func deadline(_ timeout: Duration, _ count: Int, _ end: Duration) async throws {
        let service = Service(Array(repeating: Self.pending, count: 20))
        let states = service.states(every: .seconds(60), timeout: timeout)
        let waiting = Task { try await states.signedIn() }
        // Not before the service was asked: the end of the time is a sleeper as well.
        var asked = service.asked.makeAsyncIterator()
        for _ in 0..<count {
            await service.clock.advanceToSleeper(within: .seconds(60))
            await asked.next()
        }
        await service.clock.advanceToSleeper(within: .seconds(60))
        let error = await #expect(throws: DescopeError.self) { try await waiting.value }
        #expect(error?.kind == .waiting)
        #expect(error?.code == .signInTimedOut)
        #expect(error?.operation == "test.waitForSession")
        #expect(error?.message.contains("\(end.components.seconds) s") == true)
        #expect(service.elapsed == end)
        #expect(service.times.count == count)
    }

    @Test("a wall time that is set back meanwhile does not lengthen the wait")
    func setBack() async throws {
        let service = Service(Array(repeating: Self.pending, count: 20))
        let waiting = Task { try await service.states(every: .seconds(60), timeout: .seconds(90)).signedIn() }
        var asked = service.asked.makeAsyncIterator()
        await service.clock.advanceToSleeper(within: .seconds(60))
        await asked.next()
        service.clock.set(to: service.clock.now - 3600)
        await service.clock.advanceToSleeper(within: .seconds(60))
        await #expect { try await waiting.value } throws: { DescopeError.Code.signInTimedOut ~= $0 }
        #expect(service.clock.uptime == .seconds(90))
    }

    @Test("no time at all, and less than that", arguments: [Duration.zero, .seconds(-1)])
    func noTime(_ timeout: Duration) async throws {
        let service = Service([])
        await #expect { try await service.states(timeout: timeout).signedIn() } throws: {
            DescopeError.Code.signInTimedOut ~= $0
        }
        #expect(service.times.isEmpty)
    }

    @Test("a request that hangs ends with the wait's time")
    func hanging() async throws {
        let service = Service([], isHanging: true)
        let waiting = Task { try await service.states(timeout: .seconds(5)).signedIn() }
        var asked = service.asked.makeAsyncIterator()
        await service.clock.advanceToSleeper(within: .seconds(1))
        await asked.next()
        await service.clock.advanceToSleeper(within: .seconds(4))
        let error = await #expect(throws: DescopeError.self) { try await waiting.value }
        #expect(error?.code == .signInTimedOut)
        #expect(service.elapsed == .seconds(5))
    }

    @Test("one request at a time: the pause begins with the answer")
    func slowService() async throws {
        let service = Service([Self.pending, Self.pending], delay: .seconds(10))
        _ = try await service.clock.passingTime(within: .seconds(60)) { try await service.states().signedIn() }
        #expect(service.times == [1, 12, 23])
    }

    @Test("the time of whoever looks at a state counts, and is no reason to hurry")
    func slowCaller() async throws {
        let service = Service([Self.pending])
        try await service.clock.passingTime(within: .seconds(60)) {
            for try await state in service.states() {
                if case .pending = state { try await service.clock.sleep(for: .seconds(30)) }
            }
        }
        #expect(service.times == [1, 32])
    }

    @Test("cancelling the task ends the wait, in a pause and in a request", arguments: [false, true])
    func cancellation(_ isAsked: Bool) async throws {
        let service = Service([], isHanging: true)
        let waiting = Task { try await service.states().signedIn() }
        await service.clock.sleepers(atLeast: 1)
        if isAsked {
            var asked = service.asked.makeAsyncIterator()
            await service.clock.advanceToSleeper(within: .seconds(1))
            await asked.next()
        }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(service.times.count == (isAsked ? 1 : 0))
    }

    @Test("each iteration is a wait of its own")
    func twice() async throws {
        let service = Service([Self.pending])
        let states = service.states(timeout: .seconds(540))
        try await service.clock.passingTime(within: .seconds(60)) {
            _ = try await states.signedIn()
            try await service.clock.sleep(for: .seconds(60))
            _ = try await states.signedIn()
        }
        #expect(service.times == [1, 2, 63])
    }
}

/// Refuses as it is told to, and answers with a session then. It notes when it was asked.
private final class Service: Sendable {
    private struct State {
        var errors: [DescopeError]
        var times: [Int] = []
    }

    let clock = ManualClock()
    /// Has an element for each time that the service was asked.
    let asked: AsyncStream<Void>
    private let arrival: AsyncStream<Void>.Continuation
    private let state: Mutex<State>
    private let delay: Duration?
    private let isHanging: Bool

    init(_ errors: [DescopeError], delay: Duration? = nil, isHanging: Bool = false) {
        state = Mutex(State(errors: errors))
        (asked, arrival) = AsyncStream.makeStream()
        self.delay = delay
        self.isHanging = isHanging
    }

    var times: [Int] { state.withLock(\.times) }
    var elapsed: Duration { .seconds(clock.now.timeIntervalSince(ManualClock.defaultStart)) }

    func states(every interval: Duration = .seconds(1), timeout: Duration = .seconds(600)) -> SignInStates {
        SignInStates(every: interval, timeout: timeout, clock: clock, during: "test.waitForSession") { [self] in
            let seconds = Int(elapsed.components.seconds)
            let error = state.withLock { state in
                state.times.append(seconds)
                return state.errors.isEmpty ? nil : state.errors.removeFirst()
            }
            arrival.yield()
            if let delay { try await clock.sleep(for: delay) }
            // A clock that nobody moves.
            if isHanging { try await ManualClock(patience: nil).sleep(for: .seconds(1)) }
            if let error { throw error }
            return try SignInResponse(json: Array(#"{"sessionJwt":"session"}"#.utf8))
        }
    }
}
