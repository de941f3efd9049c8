import Synchronization

/// Runs its tasks only when told: after `drain()` each of them has come to a point where it waits for something else.
///
/// So a test knows, without a pause, that all its callers have arrived: `Task(executorPreference: executor) { … }`.
package final class HeldExecutor: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var isReleased = false
    }

    private let state = Mutex(State())

    package init() {}

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let runsElsewhere = state.withLock { state in
            if !state.isReleased { state.jobs.append(job) }
            return state.isReleased
        }
        if runsElsewhere { globalConcurrentExecutor.enqueue(ExecutorJob(job)) }
    }

    /// Runs what there is to run, on this thread.
    package func drain() {
        while let job = state.withLock({ $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }) {
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }

    /// Runs what there is to run, and lets the system run the rest.
    package func release() {
        state.withLock { $0.isReleased = true }
        drain()
    }
}
