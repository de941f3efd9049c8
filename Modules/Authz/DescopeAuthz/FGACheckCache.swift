public import DescopeAuthzModel
public import DescopeManagement
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Keeps the service's answers to checks, and asks the service from time to time what has changed.
///
/// ```swift
/// let cache = FGACheckCache(client.management)
/// let isAllowed = try await cache.check([question]).results[0].isAllowed
/// ```
///
/// Make one for each client, and keep it. It starts nothing by itself: each check first asks the service what has
/// changed (``AuthzAdmin/modified(since:)``) when the last such poll is older than `pollInterval`. All checks that come
/// meanwhile wait for the same poll.
///
/// ## What may be stale, and for how long
///
/// A kept answer may be older than a change of relations or of the schema, and then it may be wrong in both directions:
/// it may allow what has been revoked.
///
/// - A change by ``createRelations(_:)`` and ``deleteRelations(_:)`` of the same cache counts for every check that
///   begins after they return.
/// - Any other change counts for every check that begins `pollInterval` (15 s by default) or more after the service
///   lists it. ``removeAll()`` makes it count at once, after a schema was saved, for example.
/// - Not listed by the service, and therefore known only after `maximumAge` (60 s by default): changes of users'
///   roles, tenants and attributes, which matter where a stored relation has a query for users on its right side, and
///   changes that the service lists more than 5 s late, or that are made while this machine's clock is ahead of the
///   service's by more than 5 s.
///
/// Call ``FGAAdmin/check(_:context:listsConditions:computesPaths:)`` for a question that must not be answered from
/// memory. An answer is as old as the moment when its check began, so that the answers of one check may be of different
/// moments.
///
/// ## What is kept
///
/// Only what the service gave as unconditional: an answer that depends on a condition, lacks a parameter or could not
/// be judged is never kept, and a check with a context is sent to the service whole.
///
/// When a poll lists a resource or a target, all answers about it are dropped, and so are all answers that are not
/// ``FGACheckInfo/isDirect``. Everything is dropped when the schema has changed, and when the service does not say what
/// has changed: the poll fails, takes longer than 5 s, or the last one is more than 24 hours ago. Checks are then
/// answered by the service.
///
/// Checks go to the service itself, even with ``/DescopeCore/DescopeConfiguration/fgaCacheURL``: an answer of that
/// cache may already be older than the changes that a poll has listed. Those with a context, and changes of relations,
/// go to it.
public final class FGACheckCache: Sendable {
    private let management: Management
    /// Past the customer's own cache.
    private let service: Management
    /// Without retries: while a poll fails, checks wait.
    private let polling: Management
    private let maximumAge: Duration
    private let pollInterval: Duration
    private let polls = SingleFlight<Bool, Void>()
    private let answers: Mutex<KeptAnswers>

    /// By how much the time spans of successive polls overlap, in seconds.
    private static let overlap: TimeInterval = 5

    /// Makes an empty cache.
    ///
    /// - Parameters:
    ///   - management: A client's management, which has a management key.
    ///   - maximumAge: How long an answer is kept at most.
    ///   - pollInterval: How long kept answers are used without asking what has changed.
    ///   - capacity: The number of answers that are kept at most. When the newer half of them is full, the older half
    ///     is dropped. Answers about tuples of more than 1 KiB are not kept.
    public init(
        _ management: Management,
        maximumAge: Duration = .seconds(60),
        pollInterval: Duration = .seconds(15),
        capacity: Int = 10_000
    ) {
        self.management = management
        let client = management.client.with { $0.fgaCacheURL = nil }
        service = client.management
        polling =
            client.with {
                $0.retry = .never
                $0.requestTimeout = min($0.requestTimeout, .seconds(5))
            }
            .management
        self.maximumAge = maximumAge
        self.pollInterval = pollInterval
        answers = Mutex(KeptAnswers(capacity: capacity))
    }

    /// What the cache has done since it was made.
    public struct Statistics: Sendable, Hashable {
        /// The number of answers that are kept, including those that have become too old.
        public var count = 0
        /// The number of tuples that were answered from memory.
        public var hits = 0
        /// The number of tuples that the service was asked for, without those of checks with a context.
        public var misses = 0
        /// The number of answers that were dropped because something had changed, or might have.
        public var dropped = 0
        /// How often the service did not say what had changed.
        public var failedPolls = 0
    }

    /// What the cache has done since it was made.
    public var statistics: Statistics {
        answers.withLock { answers in
            var statistics = answers.statistics
            statistics.count = answers.count
            return statistics
        }
    }

    /// Whether targets hold relations or permissions on resources. The service is asked only for what is not kept.
    ///
    /// - Parameters:
    ///   - tuples: The questions; at least one. `relation` is the name of a relation or a permission.
    ///   - context: The values of the parameters of conditions. With any, the service is asked for all answers.
    /// - Returns: The answers, in the order of the questions, as the service gave them.
    /// - Throws: The errors of ``FGAAdmin/check(_:context:listsConditions:computesPaths:)``, when the service is asked.
    public func check(_ tuples: [FGATuple], context: [String: JSONValue] = [:]) async throws -> FGACheckResponse {
        guard context.isEmpty else { return try await management.fga.check(tuples, context: context) }
        if isPollDue() { try await polls.run(true) { await self.poll() } }
        let keys = tuples.map(CheckKey.init)
        // Read before the request: the answers are as old as that.
        let now = Moment(clock)
        let (kept, generation) = answers.withLock { answers in
            let isStale = answers.isStale(at: now, pollInterval)
            let kept = keys.map { isStale ? nil : answers.find($0, at: now, maximumAge) }
            answers.statistics.hits += kept.count { $0 != nil }
            answers.statistics.misses += kept.count { $0 == nil }
            return (kept, answers.generation)
        }
        let missing = kept.indices.filter { kept[$0] == nil }
        guard !missing.isEmpty || tuples.isEmpty else { return FGACheckResponse(results: kept.compactMap(\.self)) }
        let response = try await service.fga.check(missing.map { tuples[$0] })
        var results = kept
        for (index, result) in zip(missing, response.results) { results[index] = result }
        answers.withLock { answers in
            // Something has changed since the question: the answer may be older than that.
            guard answers.generation == generation else { return }
            for (index, result) in zip(missing, response.results) where result.isLasting {
                answers.keep(result, for: keys[index], askedAt: now)
            }
        }
        return FGACheckResponse(results: results.compactMap(\.self))
    }

    /// Stores relations: ``FGAAdmin/createRelations(_:)``. Drops the answers that they may change, also when it fails.
    public func createRelations(_ tuples: [FGATuple]) async throws {
        defer { drop(tuples) }
        try await management.fga.createRelations(tuples)
    }

    /// Deletes relations: ``FGAAdmin/deleteRelations(_:)``. Drops the answers that they may change, also when it fails.
    public func deleteRelations(_ tuples: [FGATuple]) async throws {
        defer { drop(tuples) }
        try await management.fga.deleteRelations(tuples)
    }

    /// Drops all answers. Call it after a change that was not made by this cache and has to count at once.
    public func removeAll() {
        let now = Moment(clock)
        answers.withLock { $0.removeAll(at: now) }
    }

    private var clock: any DescopeClock { service.client.clock }

    private func drop(_ tuples: [FGATuple]) {
        let ids = Set(tuples.flatMap { [ByteKey($0.resource), ByteKey($0.target)] })
        answers.withLock { $0.drop(ids) }
    }

    // MARK: - Polls

    private func isPollDue() -> Bool {
        let now = Moment(clock)
        return answers.withLock { answers in
            guard answers.isStale(at: now, pollInterval) else { return false }
            guard answers.count == 0 else { return true }
            // Nothing is kept that could have changed.
            answers.removeAll(at: now)
            return false
        }
    }

    private func poll() async {
        // Read before the request: what changes while it is answered may not be in the answer.
        let now = Moment(clock)
        // Nil when another poll has just ended.
        guard let known = answers.withLock({ $0.isStale(at: now, pollInterval) ? $0.known : nil }) else { return }
        do {
            let modified = try await polling.authz.modified(since: since(known, now))
            let ids = Set((modified.resources + modified.targets).map(ByteKey.init))
            answers.withLock { answers in
                if modified.isSchemaChanged { answers.removeAll(at: now) } else { answers.drop(ids) }
                answers.confirm(now)
            }
        } catch {
            let now = Moment(clock)
            answers.withLock { answers in
                answers.statistics.failedPolls += 1
                answers.removeAll(at: now)
            }
        }
    }

    /// The date from which changes are asked for.
    ///
    /// The service compares it with the times of changes by its own clock, and this machine's may be ahead: then
    /// changes just after the last poll would have earlier times than that poll. So it asks again for the last seconds
    /// before it, which also lists changes that the service recorded late. If the clock has been set since the last
    /// poll, both readings of that moment count.
    private func since(_ known: Moment, _ now: Moment) -> Date {
        let age = (now.uptime - known.uptime) / .seconds(1)
        return min(known.now, now.now.addingTimeInterval(-age)).addingTimeInterval(-Self.overlap)
    }
}

extension FGACheckResult {
    /// Whether the answer stays the same until relations or the schema change.
    fileprivate var isLasting: Bool {
        !info.isConditional && info.missingContext.isEmpty && (info.conditionalError ?? "").isEmpty
    }
}
