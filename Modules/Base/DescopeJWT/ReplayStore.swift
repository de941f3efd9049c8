public import DescopeCore
import Synchronization

/// Remembers which DPoP proofs have been used, so that each is good once.
///
/// One store serves all instances of an app that shares it; with one for each instance a proof is good once in each. In
/// Redis it is one command, whose answer is `OK` when the id is new and nil when it is not:
///
/// ```
/// SET <id> 1 NX PX <milliseconds>
/// ```
///
/// A store that holds a limited number of ids limits each key too, or one client fills it for all others. In Redis that
/// is `INCR <key>` and then `PEXPIRE <key> <milliseconds> NX`: when the count is above your limit, throw a
/// ``/DescopeCore/DescopeError`` of kind `token` with code ``/DescopeCore/DescopeError/Code/tooManyProofs``.
public protocol ReplayStore: Sendable {
    /// Notes an id, in one step: of several callers with the same id at the same time, one gets `true`.
    ///
    /// - Parameters:
    ///   - id: 32 bytes, a digest. No text of a client's is in it.
    ///   - key: 32 bytes, a digest that stands for the key that the proof is signed with. A token is bound to that key,
    ///     and both have been checked.
    ///   - duration: How long it has to be remembered from now on, by monotonic time: the wall clock may be set
    ///     meanwhile.
    /// - Returns: Whether it is new.
    /// - Throws: Whatever prevents an answer: then the proof is refused. Come to an end by yourself; a refresh waits
    ///   for it even when its caller is gone.
    func insert(_ id: [UInt8], of key: [UInt8], for duration: Duration) async throws -> Bool
}

/// A replay store in memory: for an app of one instance.
///
/// When it is full it forgets nothing before its time and throws instead, so that no proof is good twice. A store of
/// the default size is full when more than some 800 proofs a second come in for two minutes. One key may take a tenth
/// of it, some 80 proofs a second; after that the proofs of that key alone are refused.
///
/// It takes ten keys to fill a store, and a key counts only when a token of the project is bound to it. What remains is
/// a client who signs in again and again with a new key each time: the service's limits on sign-ins stand against that,
/// and a larger `capacity`.
public final class InMemoryReplayStore: ReplayStore {
    private struct State {
        var ids: Set<[UInt8]> = []
        /// In the order in which they came, which is that of their ends when all are noted for the same time. Otherwise
        /// some stay longer than they have to.
        var entries: [(id: [UInt8], key: [UInt8], end: Duration)] = []
        /// How many of the entries are gone already.
        var dropped = 0
        /// How many ids there are of each key.
        var counts: [[UInt8]: Int] = [:]
    }

    private let state = Mutex(State())
    private let capacity: Int
    private let capacityPerKey: Int
    private let clock: any DescopeClock

    /// Makes a store.
    ///
    /// - Parameters:
    ///   - capacity: How many ids it holds at most. Each takes some 200 bytes.
    ///   - capacityPerKey: How many ids of one key it holds at most. Nil: a tenth of the capacity, at least one.
    ///   - clock: Where time comes from.
    public init(capacity: Int = 100_000, capacityPerKey: Int? = nil, clock: some DescopeClock = SystemClock()) {
        self.capacity = capacity
        self.capacityPerKey = capacityPerKey ?? max(1, capacity / 10)
        self.clock = clock
    }

    /// How many ids it holds.
    public var count: Int { state.withLock(\.ids.count) }

    /// Notes an id.
    ///
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/tooManyProofs`` when there
    ///   are as many ids of this key as there may be, and with ``/DescopeCore/DescopeError/Code/replayStoreFull`` when
    ///   there are as many of all keys.
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
            // Seldom enough that an id costs the same however many there are.
            if state.dropped > state.entries.count / 2 {
                state.entries.removeFirst(state.dropped)
                state.dropped = 0
            }
            guard !state.ids.contains(id) else { return false }
            // First, or the client who fills the store would be told that it is not their fault.
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
                    message: "replay store: expected room for one more proof, found \(capacity) that are still to be "
                        + "remembered. Give it a larger capacity, or find out who sends so many."
                )
            }
            state.ids.insert(id)
            state.counts[key, default: 0] += 1
            // The array that is there already, so that a key's bytes are kept once.
            let kept = state.counts.index(forKey: key).map { state.counts[$0].key } ?? key
            state.entries.append((id, kept, now + duration))
            return true
        }
    }
}
