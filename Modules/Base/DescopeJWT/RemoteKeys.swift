public import DescopeCore
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The keys of one project at one address, fetched when needed and kept.
///
/// - Concurrent callers share one fetch. A fetch that takes longer than its timeout has failed, whether it returns
///   later or never.
/// - A key that is at hand is returned at once. When the keys are older than their lifetime, asking for one of them
///   begins a fetch in the background, and nobody waits for it.
/// - A key id that is not among the keys causes a fetch at once, because the project may have a new key.
/// - At most three fetches begin within a minute, for whatever reason and whatever their outcome, so that made-up key
///   ids and a source that fails cannot cause a flood. When a source that fails says how long to wait
///   (``/DescopeCore/DescopeError/retryAfter``), no fetch begins sooner.
/// - When a fetch fails, the last good keys stay in use until they reach their maximum age. After that, and without any
///   keys, the error is ``/DescopeCore/DescopeError/Code/keysUnavailable``; its
///   ``/DescopeCore/DescopeError/retryAfter`` says when the next fetch may begin, if not at once.
/// - A key that is no longer listed is gone with the fetch that shows it. Until then it is accepted.
/// - A key that is listed again unchanged stays the same ``VerificationKey``, with all that was made ready for it.
///
/// Ages are measured by the clock's ``/DescopeCore/DescopeClock/uptime``: setting the wall clock does not change them.
public final class RemoteKeys: KeyProvider {
    /// All times are monotonic.
    private struct State {
        var keys: [VerificationKey] = []
        var fetchedAt: Duration?
        /// When the fetches of the last minute began, the latest last.
        var starts: [Duration] = []
        /// How many fetches have begun.
        var fetchNumber: UInt64 = 0
        var isFetching = false
        /// How long the source wants to be left alone, and since when.
        var pause: (start: Duration, length: Duration)?
        /// Why the last fetch failed, if it did.
        var failure: DescopeError?

        func key(_ keyId: String, at now: Duration, maximumAge: Duration) -> VerificationKey? {
            isRecent(fetchedAt, within: maximumAge, now) ? keys.first(withId: keyId) : nil
        }

        /// How long it takes until a fetch may begin. Nil: it may now.
        func wait(at now: Duration, budget: Int) -> Duration? {
            var wait = Duration.zero
            if let pause, isRecent(pause.start, within: pause.length, now) { wait = pause.start + pause.length - now }
            let recent = starts.count { isRecent($0, within: minute, now) }
            // There are never more than the budget, so the first one is the next to leave the minute.
            if recent >= budget, let first = starts.first { wait = max(wait, first + minute - now) }
            return wait > .zero ? wait : nil
        }
    }

    private let state = Mutex(State())
    /// How many fetches have brought keys, and until when remembered tokens need no look for their key, in seconds of
    /// monotonic time. Beside the lock, which they need not take then.
    private let fetchCount = Atomic<UInt64>(0)
    private let freshUntil = Atomic<Double>(-.infinity)
    /// Its outcome is the fetch's number; nil when none was allowed to begin.
    private let flight = SingleFlight<Int, UInt64?>()
    private let lifetime: Duration
    private let maximumAge: Duration
    private let budget: Int
    private let timeout: Duration
    private let observer: (any ValidationObserver)?
    private let clock: any DescopeClock
    private let fetch: @Sendable () async throws -> JWKSet

    /// Makes a provider that has fetched nothing yet.
    ///
    /// - Parameters:
    ///   - lifetime: How old the keys are when they are fetched again in the background.
    ///   - maximumAge: How old the keys may get while fetching them again fails, or while none of them is asked for. At
    ///     least a minute. When it is not longer than the lifetime, no older key is ever used, and callers wait for the
    ///     fetch.
    ///   - fetchesPerMinute: How many fetches may begin within a minute. At least 1. Those in the background begin no
    ///     sooner than an equal part of the minute after the one before: 20 s by default.
    ///   - fetchTimeout: How long a fetch may take, as measured by the clock. It is cancelled then.
    ///   - observer: What is told of keys that were at hand or not, and of fetches.
    ///   - clock: Where time comes from.
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
        // Keys that are too old while the budget is used up would be neither known nor unavailable.
        self.maximumAge = max(minute, maximumAge)
        self.lifetime = min(lifetime, self.maximumAge)
        budget = max(1, fetchesPerMinute)
        timeout = fetchTimeout
        self.observer = observer
        self.clock = clock
        self.fetch = fetch
    }

    /// The key, when it is at hand; see the type for when a fetch begins meanwhile.
    public func cachedKey(for keyId: String) -> VerificationKey? {
        let now = clock.uptime
        let (key, isDue) = state.withLock { state -> (VerificationKey?, Bool) in
            guard let key = state.key(keyId, at: now, maximumAge: maximumAge) else { return (nil, false) }
            guard !isRecent(state.fetchedAt, within: lifetime, now), !state.isFetching,
                // Spread over the minute: while the source fails, one try after the other would use up the budget.
                !isRecent(state.starts.last, within: minute / budget, now)
            else { return (key, false) }
            return (key, state.wait(at: now, budget: budget) == nil)
        }
        if isDue { flight.begin(0) { try await self.refresh() } }
        if key != nil { observer?.keyHit() }
        return key
    }

    /// The same until other keys are fetched; nil as soon as it is time to fetch them.
    public func generation(at now: Double) -> UInt64? {
        // What is read last is written first: by then the keys are those that the number stands for.
        guard clock.uptime / .seconds(1) < freshUntil.load(ordering: .acquiring) else { return nil }
        return fetchCount.load(ordering: .acquiring)
    }

    /// The key; see the type for when it is fetched.
    public func key(for keyId: String) async throws -> VerificationKey {
        if let key = cachedKey(for: keyId) { return key }
        // Here and not above: who finds a key not at hand and needs it comes here next.
        observer?.keyMiss()
        let begun = state.withLock(\.fetchNumber)
        // Twice: a fetch that had begun before may have been answered before the project got the key.
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

    /// Fetches the keys, unless they are at hand and no older than their lifetime.
    ///
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/keysUnavailable`` when there
    ///   are no keys and none could be had.
    public func warmUp() async throws {
        guard !hasKeys(within: lifetime) else { return }
        if mayFetch {
            do { _ = try await flight.run(0) { try await self.refresh() } } catch {
                guard !isOwnCancellation(error), hasKeys(within: maximumAge) else { throw error }
            }
        }
        guard hasKeys(within: maximumAge) else { throw refusal() }
    }

    /// Whether a fetch may begin, or one runs that a caller can wait for.
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

    /// What a caller is told who has waited in vain, or cannot wait because no fetch may begin.
    private func refusal() -> DescopeError {
        let now = clock.uptime
        return state.withLock { state in
            guard var failure = state.failure else { return .unknownKey }
            failure.retryAfter = state.wait(at: now, budget: budget)
            return failure
        }
    }

    // MARK: - Fetching

    /// Takes a fetch from the budget, and returns its number. Nil: none may begin now.
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
            // The race also ends a fetch that does not heed its cancellation. What it brings later is dropped.
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
                // Bounded: whatever the source says, an app that has no keys must not be without them for ever.
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
            // What failed is the call that needed the keys.
            error.operation = ""
            return error
        }
        let cause = error as? DescopeError
        let reason = cause?.message ?? "\(type(of: error))"
        // A rate limit says itself what to do.
        let isRefused = (400...499).contains(cause?.status ?? 0) && cause?.isRateLimited != true
        let message = "expected the project's keys to check tokens with, found that they cannot be fetched: \(reason)"
        return DescopeError(
            .key,
            code: .keysUnavailable,
            message: isRefused ? message.followed(by: "Are project id and base URL right?") : message,
            status: cause?.status,
            retryAfter: cause?.retryAfter,
            underlying: error
        )
    }
}

private let minute = Duration.seconds(60)

/// Whether a time lies no further back. A time to come does not count: a clock that runs backwards must not make
/// anything last for ever.
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
