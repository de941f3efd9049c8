import DescopeHTTP

/// What became of many inputs.
public struct BulkOutcome<Input: Sendable>: Sendable {
    /// The number of inputs that succeeded.
    public internal(set) var successCount = 0
    /// The inputs that failed, in their order.
    public internal(set) var failures: [BulkFailure<Input>] = []
    /// Inputs that were taken but not sent, because the task was cancelled or the run was stopped. To continue, send
    /// these, and the inputs from position ``next`` on.
    public internal(set) var unsent: [Input] = []
    /// The number of inputs that were taken.
    public internal(set) var next = 0
    /// Whether all inputs were sent.
    public internal(set) var isComplete = false
    /// What stopped the run before its end: an error of the sequence of inputs, or of the credentials, which every
    /// other request would meet too.
    public internal(set) var error: (any Error)?
}

/// An input that failed.
public struct BulkFailure<Input: Sendable>: Sendable {
    /// The input's position among all inputs.
    public let index: Int
    /// The input.
    public let input: Input
    /// Why it failed. When its whole batch failed, that is the batch's error; after a lost connection the service may
    /// have acted nevertheless.
    public let error: any Error
}

/// What has been done so far, after a batch.
public struct BulkProgress<Output: Sendable>: Sendable {
    /// The number of inputs that have succeeded or failed, in all batches so far.
    public let count: Int
    /// The number of those that failed.
    public let failureCount: Int
    /// The positions of the batch's inputs among all inputs. Batches may finish in another order.
    public let inputs: Range<Int>
    /// What the service returned for the batch's inputs that succeeded.
    public let outputs: [Output]
}

/// Sends many inputs to an operation that takes a limited number of them: cut into batches, a few at once.
///
/// A batch that the rate limit refuses is sent again after a wait. When the task is cancelled, nothing more is sent;
/// the requests that are on their way are completed, so that each input is known to have succeeded, failed or not been
/// sent.
package struct Bulk<Input: Sendable, Output: Sendable>: Sendable {
    /// What became of a batch: outputs, and errors by the positions of their inputs in the batch.
    package typealias BatchResult = (outputs: [Output], errors: [Int: any Error])

    fileprivate enum Batch: Sendable {
        case done(BatchResult)
        case failed(any Error)
        case unsent
    }

    private let limit: Int
    private let clock: any DescopeClock
    private let send: @Sendable ([Input]) async throws -> BatchResult

    /// - Parameters:
    ///   - limit: The number of inputs that the operation takes.
    ///   - management: The client.
    ///   - send: Sends a batch.
    package init(
        limit: Int,
        management: Management,
        send: @escaping @Sendable ([Input]) async throws -> BatchResult
    ) {
        self.limit = max(1, limit)
        clock = management.client.clock
        self.send = send
    }

    /// Sends all inputs.
    ///
    /// - Parameters:
    ///   - inputs: The inputs.
    ///   - concurrency: The number of batches that are on their way at once.
    ///   - onProgress: Called after each batch, one call at a time.
    package func run<Inputs: AsyncSequence>(
        _ inputs: Inputs,
        concurrency: Int,
        onProgress: @Sendable (BulkProgress<Output>) async -> Void
    ) async -> BulkOutcome<Input> where Inputs.Element == Input {
        var outcome = BulkOutcome<Input>()
        var iterator = inputs.makeAsyncIterator()
        await withTaskGroup(of: (start: Int, inputs: [Input], batch: Batch).self) { group in
            var running = 0
            var isAtEnd = false
            while !isAtEnd {
                let start = outcome.next
                var batch: [Input] = []
                do {
                    while batch.count < limit, let input = try await iterator.next() { batch.append(input) }
                    isAtEnd = batch.count < limit
                } catch {
                    isAtEnd = true
                    if !isOwnCancellation(error) { outcome.error = error }
                }
                outcome.next += batch.count
                if running >= max(1, concurrency), let done = await group.next() {
                    running -= 1
                    await onProgress(outcome.add(done.start, done.inputs, done.batch))
                }
                // A sequence also ends when the task is cancelled.
                guard !Task.isCancelled, !outcome.isStopped else {
                    outcome.unsent += batch
                    isAtEnd = false
                    break
                }
                guard !batch.isEmpty else { break }
                let inputs = batch
                group.addTask { (start, inputs, await result(of: inputs)) }
                running += 1
            }
            while let done = await group.next() {
                await onProgress(outcome.add(done.start, done.inputs, done.batch))
            }
            outcome.isComplete = isAtEnd && outcome.error == nil && outcome.unsent.isEmpty
        }
        outcome.failures.sort { $0.index < $1.index }
        return outcome
    }

    private func result(of inputs: [Input]) async -> Batch {
        var waits = RateLimitWaits()
        while true {
            // A task of its own: a cancellation must not leave open whether the service has acted.
            switch await Task(operation: { try await send(inputs) }).result {
            case .success(let result): return .done(result)
            case .failure(let error):
                guard let wait = waits.next(after: error) else { return .failed(error) }
                do { try await clock.sleep(for: wait) } catch {
                    // A manual clock that the test does not move throws, too.
                    return Task.isCancelled ? .unsent : .failed(error)
                }
            }
        }
    }
}

extension BulkOutcome {
    /// Whether no further batch can succeed.
    fileprivate var isStopped: Bool { error.map(Self.stops) ?? false }

    private static func stops(_ error: any Error) -> Bool {
        guard let error = error as? DescopeError else { return false }
        return error.kind == .configuration || error.status == 401 || error.status == 403
    }

    /// Adds what became of a batch.
    fileprivate mutating func add<Output>(
        _ start: Int,
        _ inputs: [Input],
        _ batch: Bulk<Input, Output>.Batch
    ) -> BulkProgress<Output> {
        var outputs: [Output] = []
        switch batch {
        case .done(let result):
            outputs = result.outputs
            for (position, input) in inputs.enumerated() {
                if let error = result.errors[position] {
                    failures.append(BulkFailure(index: start + position, input: input, error: error))
                } else {
                    successCount += 1
                }
            }
        case .failed(let error):
            failures += inputs.enumerated().map { BulkFailure(index: start + $0, input: $1, error: error) }
            if Self.stops(error) { self.error = error }
        case .unsent: unsent += inputs
        }
        return BulkProgress(
            count: successCount + failures.count,
            failureCount: failures.count,
            inputs: start..<(start + inputs.count),
            outputs: outputs
        )
    }
}
