import ClientTestSupport
import DescopeAuthLinks
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Waiting for the session. `SignInStatesTests` cover the pauses and the timeout in detail.
@Suite(.timeLimit(.minutes(5))) struct EnchantedLinkWaitTests {
    private static let pendingRef = "reference-of-ada"
    private static let answer = ScriptedTransport.Answer.json(#"{"sessionJwt":"session-token-of-ada"}"#)
    private static let pending = ScriptedTransport.Answer.refusal(.enchantedLinkPending, status: 401)

    private let clock = ManualClock()

    /// Runs `work` with a client for a script. The clock advances whenever a task sleeps.
    private func driving<Value>(
        _ transport: ScriptedTransport,
        _ work: (EnchantedLinkClient) async throws -> Value
    ) async throws -> Value {
        try await clock.passingTime(within: .seconds(30)) {
            try await work(client(transport, clock: clock).enchantedLink)
        }
    }

    @Test("sends the same request until there is a session")
    func waits() async throws {
        let transport = ScriptedTransport(Self.pending, Self.pending, Self.answer)
        let signedIn = try await driving(transport) { try await $0.waitForSession(Self.pendingRef) }
        #expect(signedIn.sessionJwt.reveal() == "session-token-of-ada")
        try transport.verify()
        #expect(Set(transport.sent.map(\.path)) == ["/v1/auth/enchantedlink/pending-session"])
        #expect(Set(transport.sent.map(\.bodyJSON)) == [["pendingRef": "reference-of-ada"]])
        #expect(clock.now == ManualClock.defaultStart.addingTimeInterval(3))
    }

    @Test("interval and timeout")
    func intervalAndTimeout() async throws {
        let (asked, arrival) = AsyncStream.makeStream(of: Void.self)
        let pending = ScriptedTransport.Answer.reply { _ in
            arrival.yield()
            return APIResponse(status: 401, headers: [:], body: Array(#"{"errorCode":"E062503"}"#.utf8))
        }
        let transport = ScriptedTransport(pending, pending)
        let links = try client(transport, clock: clock).enchantedLink
        let waiting = Task {
            try await links.waitForSession(Self.pendingRef, every: .seconds(25), timeout: .seconds(56))
        }
        // Advances only after each request, because the timeout is a sleeper too.
        var requests = asked.makeAsyncIterator()
        for _ in 0..<2 {
            await clock.advanceToSleeper(within: .seconds(25))
            await requests.next()
        }
        await clock.advanceToSleeper(within: .seconds(25))
        let error = await #expect(throws: DescopeError.self) { try await waiting.value }
        #expect(error?.code == .signInTimedOut)
        #expect(error?.operation == "enchantedLink.waitForSession")
        #expect(transport.sent.count == 2)
        #expect(clock.now == ManualClock.defaultStart.addingTimeInterval(56))
    }

    @Test("after 429 the pause is as long as the service says")
    func rateLimit() async throws {
        let transport = ScriptedTransport(
            .status(429, headers: ["Retry-After": "20"]),
            .refusal(.rateLimited, status: 429, headers: ["Retry-After": "7"]),
            Self.answer
        )
        _ = try await driving(transport) { try await $0.waitForSession(Self.pendingRef) }
        #expect(clock.now == ManualClock.defaultStart.addingTimeInterval(28))
    }

    @Test(
        "a final error ends the wait",
        arguments: [
            (.refusal(.linkTokenExpired, status: 401), .linkTokenExpired),
            (.refusal(.invalidArguments, status: 401), .invalidArguments),
            (.status(401), .unexpectedStatus), (.status(404), .unexpectedStatus),
            (.json("<html>"), .unexpectedResponse),
        ] as [(ScriptedTransport.Answer, DescopeError.Code)]
    )
    func definitive(_ answer: ScriptedTransport.Answer, _ code: DescopeError.Code) async throws {
        let transport = ScriptedTransport(Self.pending, answer)
        let error = await #expect(throws: DescopeError.self) {
            try await driving(transport) { try await $0.waitForSession(Self.pendingRef) }
        }
        #expect(error?.code == code)
        #expect(error?.operation == "enchantedLink.session")
        try transport.verify()
    }

    @Test("the wait goes on when the service fails or cannot be reached")
    func passing() async throws {
        let transport = ScriptedTransport(.connectionLost, .status(500), Self.pending, Self.answer)
        _ = try await driving(transport) { try await $0.waitForSession(Self.pendingRef) }
        #expect(clock.now == ManualClock.defaultStart.addingTimeInterval(1 + 2 + 4 + 1))
    }

    @Test("the states of a wait")
    func states() async throws {
        let transport = ScriptedTransport(Self.pending, Self.pending, Self.answer)
        let counts = try await driving(transport) { links in
            var counts: [Int] = []
            for try await state in try links.sessionStates(Self.pendingRef) {
                counts.append(transport.sent.count)
                if case .signedIn(let signedIn) = state {
                    #expect(signedIn.sessionJwt.reveal() == "session-token-of-ada")
                }
            }
            return counts
        }
        #expect(counts == [1, 2, 3])
    }

    @Test("a manual clock that is not advanced ends the wait")
    func clockNotMoved() async throws {
        let links = try client(ScriptedTransport(), clock: ManualClock(patience: .milliseconds(10))).enchantedLink
        let error = await #expect(throws: DescopeError.self) { try await links.waitForSession(Self.pendingRef) }
        #expect((error?.code, error?.operation) == (.clockNotMoved, "enchantedLink.waitForSession"))
    }

    @Test("cancelling the task ends a hanging request")
    func cancellation() async throws {
        let transport = ScriptedTransport(.hang)
        let links = try client(transport, clock: clock).enchantedLink
        let waiting = Task { try await links.waitForSession(Self.pendingRef) }
        await clock.advanceToSleeper(within: .seconds(1))
        // The timeouts of the wait and of the attempt.
        await clock.sleepers(atLeast: 2)
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
    }
}
