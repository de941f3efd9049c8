import DescopeCore

extension DescopeClient {
    /// Sends a request and retries it according to ``/DescopeCore/RetryPolicy``.
    ///
    /// - Returns: The last response, and the number of failed attempts if that response would have been worth another
    ///   retry.
    func attempts(
        _ request: APIRequest,
        _ operation: APIOperation
    ) async throws -> (response: APIResponse, inVain: Int) {
        let policy = configuration.retry
        let start = clock.uptime
        var delays = policy.delays.makeIterator()
        var attempts = 0
        while true {
            try Task.checkCancellation()
            let outcome = await attempt(request, timeout: configuration.requestTimeout)
            attempts += 1
            let isTransient = isWorthRepeating(outcome, operation)
            if isTransient, let delay = delays.next() {
                let pause = delay * (1 + policy.jitter * (2 * random.unit() - 1))
                let wait = max(pause, (try? outcome.get())?.retryAfter(now: clock.now) ?? .zero)
                if clock.uptime - start + wait < policy.totalTime {
                    try await clock.sleep(for: wait)
                    continue
                }
            }
            let response = try outcome.mapError { ($0 as? DescopeError)?.tried(attempts) ?? $0 }.get()
            return (response, isTransient ? attempts : 0)
        }
    }

    private func isWorthRepeating(_ outcome: Result<APIResponse, any Error>, _ operation: APIOperation) -> Bool {
        switch outcome {
        case .success(let response):
            // With these statuses, the edge in front of the service reports that it could not connect to the service.
            // 520 and 524 report that the service did not respond, and a 503 may come from the service after it has
            // processed the request.
            switch response.status {
            case 521, 530: true
            // The edge also returns this when the service has accepted the request and not acknowledged it for 90 s.
            case 522: operation.retryable == .always || configuration.requestTimeout < .seconds(90)
            case 520, 524: operation.retryable == .always
            case 503: operation.retryable == .always || response.isRefusedByEdge
            default: false
            }
        case .failure(let error): DescopeError.Code.cannotConnect ~= error
        }
    }

    /// How much longer than its time limit an attempt is waited for. The transport's own error tells whether the
    /// request was sent, so it has to come first.
    private static let grace = Duration.seconds(1)

    /// Makes one attempt, ended by the clock when the transport does not end it in time.
    func attempt(_ request: APIRequest, timeout: Duration) async -> Result<APIResponse, any Error> {
        do {
            return .success(
                try await race(
                    against: timeout + Self.grace,
                    on: clock,
                    late: .timedOut(after: timeout)
                ) { [transport] in try await transport.send(request, timeout: timeout) }
            )
        } catch {
            if Task.isCancelled || error is CancellationError { return .failure(CancellationError()) }
            return .failure(
                error as? DescopeError
                    ?? .connectionLost("the transport threw \(type(of: error))", underlying: error)
            )
        }
    }
}

extension DescopeError {
    /// The error, with the number of attempts in its message when there was more than one.
    func tried(_ attempts: Int) -> DescopeError {
        guard attempts > 1 else { return self }
        var error = self
        error.message = message.followed(by: "Tried \(attempts) times.")
        return error
    }
}
