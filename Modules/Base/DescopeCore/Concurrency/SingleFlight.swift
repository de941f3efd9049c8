import Synchronization

/// Shares work in flight by key: a caller that requests the same key while work is running gets the outcome of that
/// work instead of starting it again.
///
/// A cancelled caller returns at once and does not affect the others; the work itself continues. Outcomes are not kept
/// once the work is done, failures included.
package final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct State {
        var nextId: UInt64 = 0
        var waiters: [Key: [UInt64: CheckedContinuation<Value, any Error>]] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// Returns the outcome of `work`, or of the work that already runs for `key`.
    package func run(_ key: Key, _ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let id = state.withLock { state in
            state.nextId += 1
            return state.nextId
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // A cancellation before this point found no continuation to resume; the task itself still shows it.
                guard !Task.isCancelled else { return continuation.resume(throwing: CancellationError()) }
                let isFirst = state.withLock { state in
                    let isFirst = state.waiters[key] == nil
                    state.waiters[key, default: [:]][id] = continuation
                    return isFirst
                }
                if Task.isCancelled { leave(key, id) }
                if isFirst { start(key, work) }
            }
        } onCancel: {
            leave(key, id)
        }
    }

    /// Starts `work` for `key` without waiting for it, unless work for `key` is already running. Callers of
    /// ``run(_:_:)`` for the same key get its outcome.
    package func begin(_ key: Key, _ work: @escaping @Sendable () async throws -> Value) {
        let isFirst = state.withLock { state in
            let isFirst = state.waiters[key] == nil
            if isFirst { state.waiters[key] = [:] }
            return isFirst
        }
        if isFirst { start(key, work) }
    }

    private func start(_ key: Key, _ work: @escaping @Sendable () async throws -> Value) {
        Task {
            let outcome: Result<Value, any Error>
            do { outcome = .success(try await work()) } catch { outcome = .failure(error) }
            let waiters = state.withLock { $0.waiters.removeValue(forKey: key) ?? [:] }
            for waiter in waiters.values { waiter.resume(with: outcome) }
        }
    }

    private func leave(_ key: Key, _ id: UInt64) {
        // The entry stays even when it is empty: it records that the work is running.
        let waiter = state.withLock { $0.waiters[key]?.removeValue(forKey: id) }
        waiter?.resume(throwing: CancellationError())
    }
}
