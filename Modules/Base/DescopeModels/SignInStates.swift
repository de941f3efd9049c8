package import DescopeCore

/// The state of a sign-in that the user completes elsewhere: with a link in an email, or with a message from a phone.
public enum SignInState: Sendable {
    /// The user has not completed the sign-in yet.
    case pending
    /// The user has completed the sign-in.
    case signedIn(SignInResponse)
}

/// The states of a pending sign-in: ``SignInState/pending`` after each request that finds it incomplete, and finally
/// ``SignInState/signedIn(_:)``.
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
/// A request is sent when the next state is requested, one at a time and with a pause before each. At the rate limit,
/// the pause is as long as the service asks for, or else twice the last one. It is also doubled when the service cannot
/// be reached or fails (status 5xx). Any other error ends the wait, and so does cancelling the task. When the time is
/// up, it throws ``/DescopeCore/DescopeError/Code/signInTimedOut``, or the last failure if its pause would exceed the
/// time.
public struct SignInStates: AsyncSequence, Sendable {
    /// The shortest pause between two requests.
    package static let shortestInterval = Duration.seconds(1)
    /// The maximum total wait.
    package static let longestTimeout = Duration.seconds(600)

    private let interval: Duration
    private let timeout: Duration
    private let clock: any DescopeClock
    private let operation: String
    private let ask: @Sendable () async throws -> SignInResponse

    /// - Parameters:
    ///   - interval: The pause before each request; at least one second.
    ///   - timeout: The total time to wait; at most ten minutes.
    ///   - clock: The source of time.
    ///   - operation: The name of the waiting operation, for errors.
    ///   - ask: Sends one request for the session.
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

    /// Starts waiting.
    public func makeAsyncIterator() -> Iterator { Iterator(states: self, pause: interval) }

    /// Waits for the session.
    package func signedIn() async throws -> SignInResponse {
        for try await case .signedIn(let response) in self { return response }
        // Not reached: the last state is always `signedIn`.
        throw late
    }

    private var late: DescopeError {
        DescopeError(
            .waiting,
            code: .signInTimedOut,
            message: "expected the user to complete the sign-in within \(timeout.components.seconds) s, "
                + "found it still pending. Wait again for the same pendingRef, or start a new sign-in.",
            operation: operation
        )
    }

    /// One wait, which begins when its first state is requested.
    public struct Iterator: AsyncIteratorProtocol, Sendable {
        let states: SignInStates
        /// The pause before the next request.
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
            // Any error thrown below ends the wait.
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
                // Rate limits are counted per minute.
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
    /// Whether the service reports that the user has not followed the link or sent the message yet.
    fileprivate var isPendingSession: Bool { code == .enchantedLinkPending || code == .notpPending }

    /// Whether the connection or the service failed, and not the sign-in.
    fileprivate var isPassing: Bool {
        switch code {
        case .cannotConnect, .connectionLost, .timedOut: true
        default: (500...599).contains(status ?? 0)
        }
    }
}
