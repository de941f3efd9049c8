public import DescopeCore
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The keys of one project from one source, fetched when needed and cached.
///
/// - Concurrent callers share one fetch. A fetch that takes longer than its timeout counts as failed, even if it
///   returns later.
/// - A cached key is returned at once. When the keys are older than their lifetime, a request for one of them also
///   starts a fetch in the background, for which no caller waits.
/// - An unknown key id starts a fetch at once, because the project may have a new key.
/// - At most three fetches begin within a minute, for any reason and with any outcome, so that made-up key ids or a
///   failing source cannot cause a flood of requests. When a failing source says how long to wait
///   (``/DescopeCore/DescopeError/retryAfter``), no fetch begins sooner.
/// - When a fetch fails, the last fetched keys stay in use until they reach their maximum age. After that, or when
///   there are no keys, the error is ``/DescopeCore/DescopeError/Code/keysUnavailable``; its
///   ``/DescopeCore/DescopeError/retryAfter`` says when the next fetch may begin, if not at once.
/// - A key that the source no longer lists is removed by the next successful fetch. Until then it is accepted.
/// - A key that is listed again unchanged keeps its ``VerificationKey`` object, which is already prepared.
///
/// Ages are measured with the clock's ``/DescopeCore/DescopeClock/uptime``: setting the wall clock does not affect
/// them.
public final class RemoteKeys: KeyProvider {
    /// All times are monotonic.
    private struct State {
        var keys: [VerificationKey] = []
        var fetchedAt: Duration?
        /// The start times of the fetches within the last minute, in order.
        var starts: [Duration] = []
        /// How many fetches have begun.
        var fetchNumber: UInt64 = 0
        var isFetching = false
        /// How long the source asked to wait, and since when.
        var pause: (start: Duration, length: Duration)?
        /// The error of the last fetch, if it failed.
        var failure: DescopeError?

        func key(_ keyId: String, at now: Duration, maximumAge: Duration) -> VerificationKey? {
            isRecent(fetchedAt, within: maximumAge, now) ? keys.first(withId: keyId) : nil
        }

        /// The time until the next fetch may begin. Nil when it may begin now.
        func wait(at now: Duration, budget: Int) -> Duration? {
            var wait = Duration.zero
            if let pause, isRecent(pause.start, within: pause.length, now) { wait = pause.start + pause.length - now }
            let recent = starts.count { isRecent($0, within: minute, now) }
            // There are never more starts than the budget, so the first one is the next to leave the minute.
            if recent >= budget, let first = starts.first { wait = max(wait, first + minute - now) }
            return wait > .zero ? wait : nil
        }
    }

    private let state = Mutex(State())
    /// The number of successful fetches, and the monotonic time in seconds until which cached tokens need not look up
    /// their key. Kept outside the lock, so that cached tokens do not take it.
    private let fetchCount = Atomic<UInt64>(0)
    private let freshUntil = Atomic<Double>(-.infinity)
    /// The outcome is the fetch's number; nil when no fetch was allowed to begin.
    private let flight = SingleFlight<Int, UInt64?>()
    private let lifetime: Duration
    private let maximumAge: Duration
    private let budget: Int
    private let timeout: Duration
    private let observer: (any ValidationObserver)?
    private let clock: any DescopeClock
    private let fetch: @Sendable () async throws -> JWKSet

    /// Makes a provider. It fetches nothing until a key is requested.
    ///
    /// - Parameters:
    ///   - lifetime: The age at which the keys are fetched again in the background.
    ///   - maximumAge: The maximum age of keys in use, when fetching them fails or none of them is requested. At least
    ///     one minute. When it is not longer than the lifetime, callers wait for the fetch instead of using older keys.
    ///   - fetchesPerMinute: How many fetches may begin within a minute. At least 1. Background fetches are spread
    ///     evenly over the minute: by default they begin at least 20 s after the previous fetch.
    ///   - fetchTimeout: The time limit of a fetch, measured by the clock. The fetch is cancelled then.
    ///   - observer: Receives key hits, key misses and fetches.
    ///   - clock: The source of time.
    ///   - fetch: Fetches the keys.
    public init(
        lifetime: Duration = .seconds(600),
        maximumAge: Duration = .seconds(86_400),
        fetchesPerMinute: Int = 3,
        fetchTimeout: Duration = .seconds(60),
        observer: (any ValidationObserver)? = nil,
        clock: some DescopeClock = SystemClock(),
        fetch: @escaping @Sendable () async throws -> JWKSet
    ) {
        // With a shorter maximum age, keys could expire while the budget is used up.
        self.maximumAge = max(minute, maximumAge)
        self.lifetime = min(lifetime, self.maximumAge)
        budget = max(1, fetchesPerMinute)
        timeout = fetchTimeout
        self.observer = observer
        self.clock = clock
        self.fetch = fetch
    }

    /// The key if it is cached. It may start a fetch in the background, as described for the type.
    public func cachedKey(for keyId: String) -> VerificationKey? {
        let now = clock.uptime
        let (key, isDue) = state.withLock { state -> (VerificationKey?, Bool) in
            guard let key = state.key(keyId, at: now, maximumAge: maximumAge) else { return (nil, false) }
            guard !isRecent(state.fetchedAt, within: lifetime, now), !state.isFetching,
                // Spread over the minute: while the source fails, consecutive attempts would use up the budget.
                !isRecent(state.starts.last, within: minute / budget, now)
            else { return (key, false) }
            return (key, state.wait(at: now, budget: budget) == nil)
        }
        if isDue { flight.begin(0) { try await self.refresh() } }
        if key != nil { observer?.keyHit() }
        return key
    }

    /// Stays the same until keys are fetched; nil as soon as it is time to fetch them.
    public func generation(at now: Double) -> UInt64? {
        // The value that is read last is written first, so the keys match the number by then.
        guard clock.uptime / .seconds(1) < freshUntil.load(ordering: .acquiring) else { return nil }
        return fetchCount.load(ordering: .acquiring)
    }

    /// The key, fetched if necessary, as described for the type.
    public func key(for keyId: String) async throws -> VerificationKey {
        if let key = cachedKey(for: keyId) { return key }
        // Reported here and not in `cachedKey(for:)`: a caller that needs a missing key calls this next.
        observer?.keyMiss()
        let begun = state.withLock(\.fetchNumber)
        // Twice, because a fetch that was already running may have been answered before the project added the key.
        for _ in 0..<2 {
            guard mayFetch else { break }
            let number: UInt64?
            do { number = try await flight.run(0) { try await self.refresh() } } catch {
                guard !isOwnCancellation(error), let key = keptKey(keyId) else { throw error }
                return key
            }
            if let key = keptKey(keyId) { return key }
            guard let number, number <= begun else { break }
        }
        throw refusal()
    }

    /// Fetches the keys, unless they are cached and no older than their lifetime.
    ///
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/keysUnavailable`` when there
    ///   are no keys and fetching them fails.
    public func warmUp() async throws {
        guard !hasKeys(within: lifetime) else { return }
        if mayFetch {
            do { _ = try await flight.run(0) { try await self.refresh() } } catch {
                guard !isOwnCancellation(error), hasKeys(within: maximumAge) else { throw error }
            }
        }
        guard hasKeys(within: maximumAge) else { throw refusal() }
    }

    /// Whether a fetch may begin, or a running one can be awaited.
    private var mayFetch: Bool {
        let now = clock.uptime
        return state.withLock { $0.isFetching || $0.wait(at: now, budget: budget) == nil }
    }

    private func hasKeys(within age: Duration) -> Bool {
        let now = clock.uptime
        return state.withLock { isRecent($0.fetchedAt, within: age, now) }
    }

    private func keptKey(_ keyId: String) -> VerificationKey? {
        let now = clock.uptime
        return state.withLock { $0.key(keyId, at: now, maximumAge: maximumAge) }
    }

    /// The error for a caller whose fetch failed, or for whom no fetch may begin.
    private func refusal() -> DescopeError {
        let now = clock.uptime
        return state.withLock { state in
            guard var failure = state.failure else { return .unknownKey }
            failure.retryAfter = state.wait(at: now, budget: budget)
            return failure
        }
    }

    // MARK: - Fetching

    /// Takes a fetch from the budget and returns its number. Nil when none may begin now.
    private func begin() -> UInt64? {
        let now = clock.uptime
        return state.withLock { state in
            guard state.wait(at: now, budget: budget) == nil else { return nil }
            state.starts.removeAll { !isRecent($0, within: minute, now) }
            state.starts.append(now)
            state.isFetching = true
            state.fetchNumber += 1
            return state.fetchNumber
        }
    }

    private func refresh() async throws -> UInt64? {
        guard let number = begin() else { return nil }
        do {
            // The race also ends a fetch that ignores its cancellation; its later result is discarded.
            let set = try await race(against: timeout, on: clock, late: .keysTimedOut(after: timeout)) { [fetch] in
                try await fetch()
            }
            let kept = state.withLock(\.keys)
            let keys = set.keys.values.map { key in
                if let kept = kept.first(withId: key.keyId), kept.jwk == key.jwk { kept } else { key }
            }
            let now = clock.uptime
            state.withLock { state in
                (state.keys, state.fetchedAt, state.isFetching) = (keys, now, false)
                (state.pause, state.failure) = (nil, nil)
            }
            fetchCount.add(1, ordering: .releasing)
            freshUntil.store((now + lifetime) / .seconds(1), ordering: .releasing)
            observer?.keysFetched(KeyFetch(keyCount: keys.count, skipped: set.skipped))
            return number
        } catch {
            var failure = Self.unavailable(error)
            let now = clock.uptime
            state.withLock { state in
                state.isFetching = false
                // Bounded, so that an app without keys is not locked out forever, whatever the source says.
                state.pause = failure.retryAfter.map { (now, min($0, .seconds(86_400))) }
                failure.retryAfter = state.wait(at: now, budget: budget)
                state.failure = failure
            }
            observer?.keyFetchFailed(failure)
            throw failure
        }
    }

    private static func unavailable(_ error: any Error) -> DescopeError {
        if var error = error as? DescopeError, error.code == .keysUnavailable {
            // The failed operation is the one that needed the keys.
            error.operation = ""
            return error
        }
        let cause = error as? DescopeError
        let reason = cause?.message ?? "\(type(of: error))"
        // The message of a rate limit already contains advice.
        let isRefused = (400...499).contains(cause?.status ?? 0) && cause?.isRateLimited != true
        let message = "expected the project's keys to check tokens with, found that fetching them failed: \(reason)"
        return DescopeError(
            .key,
            code: .keysUnavailable,
            message: isRefused ? message.followed(by: "Check the project id and the base URL.") : message,
            status: cause?.status,
            retryAfter: cause?.retryAfter,
            underlying: error
        )
    }
}

private let minute = Duration.seconds(60)

/// Whether a time is at most `duration` ago. A future time is not recent, so that nothing lasts forever when a clock
/// runs backwards.
private func isRecent(_ time: Duration?, within duration: Duration, _ now: Duration) -> Bool {
    guard let time else { return false }
    return time <= now && now - time < duration
}

extension DescopeError {
    fileprivate static func keysTimedOut(after timeout: Duration) -> DescopeError {
        DescopeError(
            .transport,
            code: .timedOut,
            message: "expected the keys within \(timeout / .seconds(1)) s, found the fetch still running."
        )
    }
}
