import Synchronization

/// Returns the outcome of `work`, or throws `late` when it takes longer than `timeout`. On timeout or cancellation it
/// returns at once, even when `work` ignores its cancellation.
package func race<Value: Sendable>(
    against timeout: Duration,
    on clock: any DescopeClock,
    late: DescopeError,
    _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    let finish = Finish<Value>()
    let working = Task { finish.with(await Result.of { try await work() }) }
    let waiting = Task {
        do { try await clock.sleep(for: timeout) } catch is CancellationError {
            return
        } catch {
            // When the clock cannot wait, the race ends here: without its time limit it might never end.
            return finish.with(.failure(error))
        }
        finish.with(.failure(late))
    }
    defer {
        working.cancel()
        waiting.cancel()
    }
    return try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { finish.resume($0) }
    } onCancel: {
        finish.with(.failure(CancellationError()))
    }
}

extension Result where Failure == any Error {
    fileprivate static func of(_ work: () async throws -> Success) async -> Self {
        do { return .success(try await work()) } catch { return .failure(error) }
    }
}

/// Keeps the first of several outcomes, whether it arrives before or after the continuation is set.
private final class Finish<Value: Sendable>: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<Value, any Error>)
        case done(Result<Value, any Error>)
        case delivered
    }

    private let state = Mutex(State.open)

    func with(_ outcome: Result<Value, any Error>) {
        let continuation: CheckedContinuation<Value, any Error>? = state.withLock { state in
            switch state {
            case .open:
                state = .done(outcome)
                return nil
            case .awaited(let continuation):
                state = .delivered
                return continuation
            case .done, .delivered: return nil
            }
        }
        continuation?.resume(with: outcome)
    }

    func resume(_ continuation: CheckedContinuation<Value, any Error>) {
        let outcome: Result<Value, any Error>? = state.withLock { state in
            guard case .done(let outcome) = state else {
                state = .awaited(continuation)
                return nil
            }
            state = .delivered
            return outcome
        }
        if let outcome { continuation.resume(with: outcome) }
    }
}
