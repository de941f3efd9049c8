public import DescopeCore
import Synchronization

/// Remembers which DPoP proofs have been used, so that each is valid only once.
///
/// All instances of an app should share one store; with separate stores, a proof is valid once per instance. In Redis
/// it is one command, which returns `OK` when the id is new and nil when it is not:
///
/// ```
/// SET <id> 1 NX PX <milliseconds>
/// ```
///
/// A store with limited capacity also has to limit the ids of each key, so that one client cannot fill it. In Redis,
/// use `INCR <key>` and then `PEXPIRE <key> <milliseconds> NX`: when the count is above your limit, throw a
/// ``/DescopeCore/DescopeError`` of kind `token` with code ``/DescopeCore/DescopeError/Code/tooManyProofs``.
public protocol ReplayStore: Sendable {
    /// Stores an id atomically: of several concurrent callers with the same id, exactly one gets `true`.
    ///
    /// - Parameters:
    ///   - id: A digest of 32 bytes. It contains no client input.
    ///   - key: A digest of 32 bytes that identifies the key of the proof. A token is bound to that key, and both have
    ///     been checked.
    ///   - duration: How long the id has to be remembered from now on, in monotonic time: the wall clock may be set
    ///     meanwhile.
    /// - Returns: Whether the id is new.
    /// - Throws: Any error; the proof is refused then. Use your own timeout: a refresh waits for the store even when
    ///   its caller has been cancelled.
    func insert(_ id: [UInt8], of key: [UInt8], for duration: Duration) async throws -> Bool
}

/// An in-memory replay store, for an app with one instance.
///
/// A full store throws instead of forgetting ids early, so that no proof is valid twice. A store of the default
/// capacity is full when more than about 800 proofs per second arrive for two minutes. One key may use a tenth of it,
/// about 80 proofs per second; beyond that only the proofs of that key are refused.
///
/// Ten keys are needed to fill a store, and a key counts only when a token of the project is bound to it. A client
/// could still sign in repeatedly with a new key each time; the service's limits on sign-ins and a larger `capacity`
/// protect against that.
public final class InMemoryReplayStore: ReplayStore {
    private struct State {
        var ids: Set<[UInt8]> = []
        /// In the order of insertion, which is the order of expiry when all have the same duration. Otherwise some
        /// entries stay longer than necessary.
        var entries: [(id: [UInt8], key: [UInt8], end: Duration)] = []
        /// How many entries at the start have been removed.
        var dropped = 0
        /// The number of ids per key.
        var counts: [[UInt8]: Int] = [:]
    }

    private let state = Mutex(State())
    private let capacity: Int
    private let capacityPerKey: Int
    private let clock: any DescopeClock

    /// Makes a store.
    ///
    /// - Parameters:
    ///   - capacity: The maximum number of ids. Each takes about 200 bytes.
    ///   - capacityPerKey: The maximum number of ids of one key. Nil: a tenth of the capacity, at least one.
    ///   - clock: The source of time.
    public init(capacity: Int = 100_000, capacityPerKey: Int? = nil, clock: some DescopeClock = SystemClock()) {
        self.capacity = capacity
        self.capacityPerKey = capacityPerKey ?? max(1, capacity / 10)
        self.clock = clock
    }

    /// The number of stored ids.
    public var count: Int { state.withLock(\.ids.count) }

    /// Stores an id.
    ///
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/tooManyProofs`` when this key
    ///   has reached its maximum number of ids, and with ``/DescopeCore/DescopeError/Code/replayStoreFull`` when the
    ///   store has reached its capacity.
    public func insert(_ id: [UInt8], of key: [UInt8], for duration: Duration) async throws -> Bool {
        let now = clock.uptime
        return try state.withLock { state in
            while state.dropped < state.entries.count, state.entries[state.dropped].end <= now {
                let entry = state.entries[state.dropped]
                state.ids.remove(entry.id)
                let left = state.counts[entry.key, default: 1] - 1
                state.counts[entry.key] = left > 0 ? left : nil
                state.dropped += 1
            }
            // Rarely enough that the amortized cost per id is constant.
            if state.dropped > state.entries.count / 2 {
                state.entries.removeFirst(state.dropped)
                state.dropped = 0
            }
            guard !state.ids.contains(id) else { return false }
            // Checked first, so that a client that fills the store gets the error for its own key.
            guard state.counts[key, default: 0] < capacityPerKey else {
                throw DescopeError(
                    .token,
                    code: .tooManyProofs,
                    message: "proof: expected at most \(capacityPerKey) of one key within \(duration / .seconds(1)) s, "
                        + "found one more. Its sender has to slow down."
                )
            }
            guard state.ids.count < capacity else {
                throw DescopeError(
                    .storage,
                    code: .replayStoreFull,
                    message: "replay store: expected room for one more proof, found \(capacity) that still have to be "
                        + "remembered. Use a larger capacity, or find out which client sends so many."
                )
            }
            state.ids.insert(id)
            state.counts[key, default: 0] += 1
            // Reuses the stored array, so that a key's bytes are stored once.
            let kept = state.counts.index(forKey: key).map { state.counts[$0].key } ?? key
            state.entries.append((id, kept, now + duration))
            return true
        }
    }
}
