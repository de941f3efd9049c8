import DescopeHTTP

/// Sends many inputs to an operation that takes a limited number of them: cut into batches, a few at once.
///
/// ```swift
/// let outcome = await client.management.users.bulkCreate(newUsers) { print("\($0.count) done") }
/// for failure in outcome.failures { print(failure.input.loginId, failure.error) }
/// ```
///
/// A batch that the service refuses because of its rate limit is sent again after the wait that the service asks for.
///
/// When the task is cancelled, no further batch is sent. The batches that are on their way are completed, so that the
/// outcome of each input is known: continue with ``Outcome/next``.
public struct Bulk<Input: Sendable, Output: Sendable>: Sendable {
    /// An input that failed.
    public struct Failure: Sendable {
        /// The input's position among all inputs.
        public let index: Int
        /// The input.
        public let input: Input
        /// Why it failed. When its whole batch failed, that is the batch's error; after a lost connection the service may
        /// have acted nevertheless.
        public let error: DescopeError
    }

    /// What has been done so far, after a batch.
    public struct Progress: Sendable {
        /// The number of inputs that have an outcome, of all batches so far.
        public let count: Int
        /// The number of those that failed.
        public let failureCount: Int
        /// What the service returned for the batch's inputs.
        public let outputs: [Output]
    }

    /// What has been done with the inputs.
    public struct Outcome: Sendable {
        /// The number of inputs that succeeded.
        public internal(set) var successCount = 0
        /// The inputs that failed, in their order.
        public internal(set) var failures: [Failure] = []
        /// The position of the first input that was not sent. All inputs before it have an outcome.
        public internal(set) var next = 0
        /// Whether there are no inputs left. False when the task was cancelled, or the inputs ended with an error.
        public internal(set) var isComplete = false
        /// The error with which the sequence of inputs ended.
        public internal(set) var inputError: (any Error)?
    }

    /// What became of a batch: outputs, and failures by the positions of their inputs in the batch.
    package typealias BatchOutcome = (outputs: [Output], failures: [(position: Int, error: DescopeError)])

    private let limit: Int
    private let clock: any DescopeClock
    private let send: @Sendable ([Input]) async throws -> BatchOutcome

    /// - Parameters:
    ///   - limit: The number of inputs that the operation takes.
    ///   - send: Sends a batch.
    package init(
        limit: Int,
        management: Management,
        send: @escaping @Sendable ([Input]) async throws -> BatchOutcome
    ) {
        self.limit = limit
        clock = management.client.clock
        self.send = send
    }

    /// How often a batch is sent again because of the service's rate limit.
    private static var maximumWaits: Int { 20 }

    /// Sends all inputs.
    ///
    /// - Parameters:
    ///   - inputs: The inputs.
    ///   - concurrency: How many batches are on their way at once.
    ///   - onProgress: Called after each batch, one call at a time.
    package func run<Inputs: AsyncSequence>(
        _ inputs: Inputs,
        concurrency: Int,
        onProgress: @Sendable (Progress) async -> Void
    ) async -> Outcome where Inputs.Element == Input {
        var outcome = Outcome()
        var iterator = inputs.makeAsyncIterator()
        await withTaskGroup(of: (start: Int, inputs: [Input], result: Result<BatchOutcome, DescopeError>).self) {
            group in
            var running = 0
            func finish(_ done: (start: Int, inputs: [Input], result: Result<BatchOutcome, DescopeError>)) async {
                var outputs: [Output] = []
                switch done.result {
                case .success(let batch):
                    outputs = batch.outputs
                    let failed = batch.failures.filter { done.inputs.indices.contains($0.position) }
                    outcome.failures += failed.map {
                        Failure(index: done.start + $0.position, input: done.inputs[$0.position], error: $0.error)
                    }
                    outcome.successCount += done.inputs.count - failed.count
                case .failure(let error):
                    outcome.failures += done.inputs.enumerated().map {
                        Failure(index: done.start + $0, input: $1, error: error)
                    }
                }
                let count = outcome.successCount + outcome.failures.count
                await onProgress(Progress(count: count, failureCount: outcome.failures.count, outputs: outputs))
            }
            do {
                while !Task.isCancelled {
                    var batch: [Input] = []
                    while batch.count < limit, let input = try await iterator.next() { batch.append(input) }
                    guard !batch.isEmpty else {
                        outcome.isComplete = true
                        break
                    }
                    if running >= max(1, concurrency), let done = await group.next() {
                        running -= 1
                        await finish(done)
                        if Task.isCancelled { break }
                    }
                    let (start, inputs) = (outcome.next, batch)
                    // A task of its own: a cancellation must not leave open whether the service has acted.
                    group.addTask { (start, inputs, await Task { await result(of: inputs) }.value) }
                    running += 1
                    outcome.next += inputs.count
                }
            } catch { if !isOwnCancellation(error) { outcome.inputError = error } }
            while let done = await group.next() { await finish(done) }
        }
        outcome.failures.sort { $0.index < $1.index }
        return outcome
    }

    private func result(of inputs: [Input]) async -> Result<BatchOutcome, DescopeError> {
        var waits = 0
        while true {
            do { return .success(try await send(inputs)) } catch let error as DescopeError {
                // Refused by the rate limit, so that the service has not acted.
                guard error.isRateLimited, let wait = error.retryAfter, waits < Self.maximumWaits else {
                    return .failure(error)
                }
                waits += 1
                do { try await clock.sleep(for: wait) } catch { return .failure(.cancelled) }
            } catch { return .failure(.cancelled) }
        }
    }
}

extension DescopeError {
    /// What stands for a cancellation in a list of failures.
    fileprivate static var cancelled: DescopeError {
        DescopeError(.transport, code: .connectionLost, message: "the task was cancelled before the response came")
    }
}
