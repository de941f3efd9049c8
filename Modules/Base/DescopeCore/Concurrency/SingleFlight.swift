import Synchronization

/// Work in flight by key: whoever asks for the same while it runs gets its outcome instead of starting it again.
///
/// A cancelled caller leaves at once and leaves the others alone; the work itself goes on. Nothing is kept once it is
/// done, a failure least of all.
package final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct State {
        var nextId: UInt64 = 0
        var waiters: [Key: [UInt64: CheckedContinuation<Value, any Error>]] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// The outcome of `work`, or of the same work that somebody else began for `key`.
    package func run(_ key: Key, _ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let id = state.withLock { state in
            state.nextId += 1
            return state.nextId
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // A cancellation that came first found nobody to wake; it shows in the task itself.
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

    /// Begins `work` for `key`, unless it runs already. Nobody waits for it; who asks for the same meanwhile gets its
    /// outcome.
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
        // The entry stays, empty if need be: it says that the work runs.
        let waiter = state.withLock { $0.waiters[key]?.removeValue(forKey: id) }
        waiter?.resume(throwing: CancellationError())
    }
}
