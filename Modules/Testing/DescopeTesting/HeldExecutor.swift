import Synchronization

/// An executor that runs its tasks only on `drain()`, until each of them waits for something else.
///
/// A test uses it to know, without sleeping, that all its callers have arrived:
/// `Task(executorPreference: executor) { … }`.
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

    /// Runs all enqueued jobs on this thread.
    package func drain() {
        while let job = state.withLock({ $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }) {
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }

    /// Runs all enqueued jobs, and lets the system run later ones.
    package func release() {
        state.withLock { $0.isReleased = true }
        drain()
    }
}
