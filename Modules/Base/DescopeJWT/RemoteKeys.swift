public import DescopeCore
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The keys of one project at one address, fetched when needed and kept.
///
/// - However many wait, one fetch runs.
/// - A key that is asked for in the last part of the keys' lifetime is handed out at once, and a fetch begins that
///   nobody waits for. So a project that is in use waits for its keys only once.
/// - A key id that is not among the kept keys causes a fetch at once, for the project may have changed its key. When
///   the fetch does not bring it, there is a pause before the next one, so that made-up ids cannot cause a flood. A key
///   that the project gets within the pause is found when it is over.
/// - When a fetch fails, the last good keys stay in use, and are fetched in the background after the same pause;
///   without any, the error is ``/DescopeCore/DescopeError/Code/keysUnavailable``, and the next caller tries again.
/// - A key that is listed again as it was stays the same ``VerificationKey``, with all that was made ready for it.
public final class RemoteKeys: KeyProvider {
    private struct State {
        var keys: [String: VerificationKey] = [:]
        var fetchedAt: Date?
        /// When a fetch last failed, or did not bring the key it was made for.
        var disappointedAt: Date?
        /// When a fetch was last begun that nobody waits for, so that not every hit while it runs asks whether it does.
        var backgroundFetchAt: Date?
        /// Why the last fetch failed, if it did.
        var failure: DescopeError?
    }

    private let state = Mutex(State())
    /// How many fetches have brought keys, and between which times nobody need ask for a key that was there before, in
    /// seconds since 1970. Beside the lock, which tokens that come again then need not take.
    private let fetchCount = Atomic<UInt64>(0)
    private let calmSince = Atomic<Double>(.infinity)
    private let calmUntil = Atomic<Double>(-.infinity)
    private let flight = SingleFlight<Int, Void>()
    private let lifetime: TimeInterval
    /// How old the keys are when it is time to fetch them again in the background.
    private let refreshAge: TimeInterval
    private let pause: TimeInterval
    private let observer: (any ValidationObserver)?
    private let clock: any DescopeClock
    private let fetch: @Sendable () async throws -> JWKSet

    /// Makes a provider that has fetched nothing yet.
    ///
    /// - Parameters:
    ///   - lifetime: How long fetched keys are used before they are fetched again.
    ///   - earlyRefresh: How long before the end of their lifetime they are fetched again in the background, when one
    ///     of them is asked for. Nil: a fifth of the lifetime. Zero: never. More than half the lifetime counts as half.
    ///   - unknownKeyPause: How long to wait after a fetch that failed, or did not bring the key it was made for.
    ///   - observer: What is told of keys that were at hand or not, and of fetches.
    ///   - clock: Where time comes from.
    ///   - fetch: Fetches the keys.
    public init(
        lifetime: Duration = .seconds(600),
        earlyRefresh: Duration? = nil,
        unknownKeyPause: Duration = .seconds(30),
        observer: (any ValidationObserver)? = nil,
        clock: some DescopeClock = SystemClock(),
        fetch: @escaping @Sendable () async throws -> JWKSet
    ) {
        self.lifetime = lifetime / .seconds(1)
        // Bounded, or keys that have just come would be fetched again at once.
        refreshAge = (lifetime - min(max(.zero, earlyRefresh ?? lifetime / 5), lifetime / 2)) / .seconds(1)
        pause = unknownKeyPause / .seconds(1)
        self.observer = observer
        self.clock = clock
        self.fetch = fetch
    }

    /// The key, when it has been fetched and need not be waited for; see the type for when a fetch begins meanwhile.
    public func cachedKey(for keyId: String) -> VerificationKey? {
        let now = clock.now
        let (key, isDue) = state.withLock { state -> (VerificationKey?, Bool) in
            guard let key = state.keys[keyId] else { return (nil, false) }
            // After a failure nobody waits for the next one.
            guard isRecent(state.fetchedAt, within: lifetime, now) || state.failure != nil else { return (nil, false) }
            let isDue =
                !isRecent(state.fetchedAt, within: refreshAge, now)
                && !isRecent(state.disappointedAt, within: pause, now)
                && !isRecent(state.backgroundFetchAt, within: pause, now)
            if isDue { state.backgroundFetchAt = now }
            return (key, isDue)
        }
        if isDue { flight.begin(0) { try await self.refresh() } }
        if key != nil { observer?.keyHit() }
        return key
    }

    /// The same until other keys are fetched; nil as soon as it is time to fetch them.
    public func generation(at now: Double) -> UInt64? {
        // What is read last is written first: by then the keys are those that the number stands for.
        guard now < calmUntil.load(ordering: .acquiring), now >= calmSince.load(ordering: .acquiring) else {
            return nil
        }
        return fetchCount.load(ordering: .acquiring)
    }

    /// The key; see the type for when it is fetched.
    public func key(for keyId: String) async throws -> VerificationKey {
        if let key = cachedKey(for: keyId) { return key }
        // Here and not above: who finds a key not at hand and needs it comes here next.
        observer?.keyMiss()
        // Twice: a fetch that others began may have been answered before the project got the key.
        for _ in 0..<2 {
            guard !isPausing else { break }
            do {
                try await flight.run(0) { try await self.refresh(wanting: keyId) }
            } catch {
                // A fetch that others cancelled is a failure like any other.
                guard !isOwnCancellation(error) else { throw error }
                guard let key = keptKey(keyId) else { throw Self.unavailable(error) }
                return key
            }
            if let key = keptKey(keyId) { return key }
        }
        guard let key = keptKey(keyId) else { throw state.withLock(\.failure) ?? DescopeError.unknownKey }
        return key
    }

    /// Fetches the keys, unless there are some that need not be fetched yet.
    ///
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/keysUnavailable`` when there
    ///   are no keys and none could be had. The next caller tries again.
    public func warmUp() async throws {
        let now = clock.now
        guard !state.withLock({ isRecent($0.fetchedAt, within: lifetime, now) }), !isPausing else { return }
        do {
            try await flight.run(0) { try await self.refresh() }
        } catch {
            guard !isOwnCancellation(error) else { throw error }
            guard state.withLock({ !$0.keys.isEmpty }) else { throw Self.unavailable(error) }
        }
    }

    private var isPausing: Bool {
        let now = clock.now
        return state.withLock { isRecent($0.disappointedAt, within: pause, now) }
    }

    private func keptKey(_ keyId: String) -> VerificationKey? { state.withLock { $0.keys[keyId] } }

    private func refresh(wanting keyId: String? = nil) async throws {
        do {
            let set = try await fetch()
            let kept = state.withLock(\.keys)
            let keys = set.keys.mapValues { key in
                if let kept = kept[key.keyId], kept.jwk == key.jwk { kept } else { key }
            }
            let now = clock.now
            state.withLock { state in
                state.keys = keys
                state.fetchedAt = now
                if let keyId { state.disappointedAt = keys[keyId] == nil ? now : nil }
                state.failure = nil
            }
            fetchCount.add(1, ordering: .releasing)
            let start = now.timeIntervalSince1970
            calmSince.store(start, ordering: .releasing)
            calmUntil.store(start + refreshAge, ordering: .releasing)
            observer?.keysFetched(KeyFetch(keyCount: keys.count, skipped: set.skipped))
        } catch {
            let failure = Self.unavailable(error)
            let now = clock.now
            // Without any key nothing can be answered meanwhile, so the next caller may try at once.
            state.withLock { state in
                state.disappointedAt = state.keys.isEmpty ? nil : now
                state.failure = failure
            }
            observer?.keyFetchFailed(failure)
            throw error
        }
    }

    /// A clock that was set back must not make anything last for ever.
    private func isRecent(_ date: Date?, within duration: TimeInterval, _ now: Date) -> Bool {
        guard let date else { return false }
        let age = now.timeIntervalSince(date)
        return age >= 0 && age < duration
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
