public import DescopeCore
import Synchronization

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Remembers which DPoP proofs have been used, so that each is good once.
///
/// One store serves all instances of an app that shares it; with one for each instance a proof is good once in each. In
/// Redis it is one command: `SET <id> 1 NX PXAT <until>`.
public protocol ReplayStore: Sendable {
    /// Notes an id, in one step: of several callers with the same id at the same time, one gets `true`.
    ///
    /// - Parameters:
    ///   - id: 32 bytes, a digest. No text of a client's is in it.
    ///   - until: When it may be forgotten.
    /// - Returns: Whether it is new.
    /// - Throws: Whatever prevents an answer: then the proof is refused. Come to an end by yourself; a refresh waits
    ///   for it even when its caller is gone.
    func insert(_ id: [UInt8], until: Date) async throws -> Bool
}

/// A replay store in memory: for an app of one instance.
///
/// When it is full it forgets nothing before its time and throws instead, so that no proof is good twice. A store of
/// the default size is full when more than some 800 proofs a second come in for two minutes.
public final class InMemoryReplayStore: ReplayStore {
    private struct State {
        var ids: Set<[UInt8]> = []
        /// In the order in which they came, which is that of their ends, as all are noted for the same time.
        var entries: [(id: [UInt8], until: Date)] = []
        /// How many of the entries are gone already.
        var dropped = 0
    }

    private let state = Mutex(State())
    private let capacity: Int
    private let clock: any DescopeClock

    /// Makes a store.
    ///
    /// - Parameters:
    ///   - capacity: How many ids it holds at most. Each takes some 100 bytes.
    ///   - clock: Where time comes from.
    public init(capacity: Int = 100_000, clock: some DescopeClock = SystemClock()) {
        self.capacity = capacity
        self.clock = clock
    }

    /// How many ids it holds.
    public var count: Int { state.withLock(\.ids.count) }

    /// Notes an id.
    ///
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/replayStoreFull``.
    public func insert(_ id: [UInt8], until: Date) async throws -> Bool {
        let now = clock.now
        return try state.withLock { state in
            while state.dropped < state.entries.count, state.entries[state.dropped].until <= now {
                state.ids.remove(state.entries[state.dropped].id)
                state.dropped += 1
            }
            // Seldom enough that an id costs the same however many there are.
            if state.dropped > state.entries.count / 2 {
                state.entries.removeFirst(state.dropped)
                state.dropped = 0
            }
            guard !state.ids.contains(id) else { return false }
            guard state.ids.count < capacity else {
                throw DescopeError(
                    .storage,
                    code: .replayStoreFull,
                    message: "replay store: expected room for one more proof, found \(capacity) that are still to be "
                        + "remembered. Give it a larger capacity, or find out who sends so many."
                )
            }
            state.ids.insert(id)
            state.entries.append((id, until))
            return true
        }
    }
}
