extension Management {
    /// Sends any number of inputs with an operation that takes a list of them: cuts them into batches and sends a few
    /// at once.
    ///
    /// ```swift
    /// let outcome = await client.management.bulk(userIds, batchSize: 100) {
    ///     try await client.management.users.deleteBatch(userIds: $0)
    /// }
    /// ```
    ///
    /// A batch that the rate limit refuses is sent again after a wait. A batch that fails is listed with all its
    /// inputs. When the task is cancelled, the requests that are on their way are completed and nothing more is sent;
    /// continue with the outcome's ``BulkOutcome/unsent`` and ``BulkOutcome/next``.
    ///
    /// - Parameters:
    ///   - inputs: The inputs.
    ///   - batchSize: The number of inputs in one request, at least 1. The operation may have a limit.
    ///   - concurrency: The number of requests at once.
    ///   - onProgress: Called after each batch, one call at a time. Its outputs are the one result of the batch.
    ///   - send: Sends a batch.
    /// - Returns: What became of each input.
    public func bulk<Inputs: AsyncSequence, Result: Sendable>(
        _ inputs: Inputs,
        batchSize: Int = 100,
        concurrency: Int = 2,
        onProgress: @Sendable (BulkProgress<Result>) async -> Void = { _ in },
        send: @escaping @Sendable ([Inputs.Element]) async throws -> Result
    ) async -> BulkOutcome<Inputs.Element> where Inputs.Element: Sendable {
        let bulk = Bulk<Inputs.Element, Result>(limit: batchSize, management: self) { ([try await send($0)], [:]) }
        return await bulk.run(inputs, concurrency: concurrency, onProgress: onProgress)
    }

    /// Sends any number of inputs with an operation that takes a list of them; see the function of the same name for
    /// asynchronous sequences.
    public func bulk<Inputs: Sequence, Result: Sendable>(
        _ inputs: Inputs,
        batchSize: Int = 100,
        concurrency: Int = 2,
        onProgress: @Sendable (BulkProgress<Result>) async -> Void = { _ in },
        send: @escaping @Sendable ([Inputs.Element]) async throws -> Result
    ) async -> BulkOutcome<Inputs.Element> where Inputs.Element: Sendable {
        await bulk(
            AsyncElements(inputs),
            batchSize: batchSize,
            concurrency: concurrency,
            onProgress: onProgress,
            send: send
        )
    }
}
