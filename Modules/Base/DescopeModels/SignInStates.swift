package import DescopeCore

/// How a sign-in stands that the user completes elsewhere: by a link in a mail, by a message from a phone.
public enum SignInState: Sendable {
    /// The user has not completed it yet.
    case pending
    /// The user has: the session's tokens.
    case signedIn(SignInResponse)
}

/// The states of a sign-in that is waited for: ``SignInState/pending`` each time that it was asked for in vain, and
/// ``SignInState/signedIn(_:)`` at last.
///
/// ```swift
/// for try await state in try client.enchantedLink.sessionStates(sent.pendingRef) {
///     switch state {
///     case .pending: showProgress()
///     case .signedIn(let signedIn): save(signedIn.sessionJwt, signedIn.refreshJwt)
///     }
/// }
/// ```
///
/// The service is asked when the next state is wanted, one request at a time, a pause before each. When it says that
/// too many requests were made, the pause is as long as it asks for, or else twice the last one; twice the last one too
/// when it cannot be reached or fails (status 5xx). Any other error ends the wait, as do cancelling the task and the
/// end of the time: ``/DescopeCore/DescopeError/Code/signInTimedOut``, or the failure that would outlast it.
public struct SignInStates: AsyncSequence, Sendable {
    /// The shortest pause between two requests.
    package static let shortestInterval = Duration.seconds(1)
    /// The longest wait.
    package static let longestTimeout = Duration.seconds(600)

    private let interval: Duration
    private let timeout: Duration
    private let clock: any DescopeClock
    private let operation: String
    private let ask: @Sendable () async throws -> SignInResponse

    /// - Parameters:
    ///   - interval: The pause before each request; less than a second counts as one.
    ///   - timeout: How long to wait in all; more than ten minutes count as ten.
    ///   - clock: Where time comes from.
    ///   - operation: The call that waits, as errors name it.
    ///   - ask: Makes one request for the session.
    package init(
        every interval: Duration,
        timeout: Duration,
        clock: any DescopeClock,
        during operation: String,
        ask: @escaping @Sendable () async throws -> SignInResponse
    ) {
        self.interval = Swift.min(Swift.max(interval, Self.shortestInterval), Self.longestTimeout)
        self.timeout = Swift.min(timeout, Self.longestTimeout)
        self.clock = clock
        self.operation = operation
        self.ask = ask
    }

    /// Begins a wait.
    public func makeAsyncIterator() -> Iterator { Iterator(states: self, pause: interval) }

    /// Waits for the session.
    package func signedIn() async throws -> SignInResponse {
        for try await case .signedIn(let response) in self { return response }
        // The last state is no other one.
        throw late
    }

    private var late: DescopeError {
        DescopeError(
            .waiting,
            code: .signInTimedOut,
            message: "expected the user to complete the sign-in within \(timeout.components.seconds) s, "
                + "found it pending still. Wait again for the same pendingRef, or start a new sign-in.",
            operation: operation
        )
    }

    /// One wait, which begins when its first state is wanted.
    public struct Iterator: AsyncIteratorProtocol, Sendable {
        let states: SignInStates
        /// How long to wait before the next request.
        var pause: Duration
        private var start: Duration?
        private var isOver = false

        init(states: SignInStates, pause: Duration) {
            self.states = states
            self.pause = pause
        }

        /// Waits for the next state; nil after the last one.
        public mutating func next() async throws -> SignInState? {
            guard !isOver else { return nil }
            // Whatever is thrown from here on ends the wait.
            isOver = true
            let (clock, start) = (states.clock, start ?? states.clock.uptime)
            self.start = start
            do { try await clock.sleep(for: Swift.min(pause, states.timeLeft(since: start))) } catch {
                throw (error as? DescopeError)?.during(states.operation) ?? error
            }
            let timeLeft = states.timeLeft(since: start)
            guard timeLeft > .zero else { throw states.late }
            do {
                return .signedIn(try await race(against: timeLeft, on: clock, late: states.late, states.ask))
            } catch let error as DescopeError where error.isPendingSession {
                pause = states.interval
            } catch let error as DescopeError where error.isRateLimited || error.isPassing {
                // Rate limits are counted by the minute.
                let longer = error.retryAfter ?? Swift.min(pause * 2, .seconds(60))
                pause = Swift.max(states.interval, longer)
                guard pause < states.timeLeft(since: start) else { throw error }
            }
            isOver = false
            return .pending
        }
    }

    private func timeLeft(since start: Duration) -> Duration { timeout - (clock.uptime - start) }
}

extension DescopeError {
    /// Whether the service says that the user has not followed the link or sent the message yet.
    fileprivate var isPendingSession: Bool { code == .enchantedLinkPending || code == .notpPending }

    /// Whether it is the way to the service that failed, or the service itself, and not the sign-in.
    fileprivate var isPassing: Bool {
        switch code {
        case .cannotConnect, .connectionLost, .timedOut: true
        default: (500...599).contains(status ?? 0)
        }
    }
}
