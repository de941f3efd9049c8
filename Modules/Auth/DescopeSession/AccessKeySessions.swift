import DescopeCore
import DescopeJWT
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A cache of the sessions that access keys were exchanged for, until shortly before they expire, and of the service's
/// recent refusals.
///
/// Both are stored under the digest of key and options, so that no access key is kept in memory. Only validated
/// sessions are stored. Refusals have a capacity of their own, so that wrong keys evict no session.
final class AccessKeySessions: Sendable {
    private struct Entry {
        let sessionJwt: Secret
        let obtainedAt: Date
        let usableUntil: Date

        func isUsable(at now: Date) -> Bool { obtainedAt <= now && now < usableUntil }
    }

    /// The capacity for sessions, and separately for refusals: far more than the keys that a server uses, in a few
    /// megabytes.
    static let capacity = 1024

    /// How long a refusal is kept: long enough that retrying a wrong key costs few requests, and short enough that a
    /// key that is enabled meanwhile soon works.
    static let refusalLifetime = Duration.seconds(10)

    /// The requests in progress for one digest.
    private struct Requests {
        var count = 0
        /// Responses to requests up to this number are no longer stored.
        var settled: UInt64 = 0
    }

    /// Recent refusals of the service. A key in it is refused without a request.
    ///
    /// Kept in two generations, so that eviction needs no search: when the newer one is full, it replaces the older
    /// one.
    private struct Refusals {
        private struct Entry {
            let error: DescopeError
            /// By monotonic time.
            let refusedAt: Duration
        }

        private var newer: [[UInt8]: Entry] = [:]
        private var older: [[UInt8]: Entry] = [:]

        func error(for digest: [UInt8], now: Duration) -> DescopeError? {
            guard let entry = newer[digest] ?? older[digest], entry.refusedAt <= now,
                now - entry.refusedAt < AccessKeySessions.refusalLifetime
            else { return nil }
            return entry.error
        }

        mutating func insert(_ error: DescopeError, for digest: [UInt8], now: Duration) {
            if newer[digest] == nil, newer.count >= AccessKeySessions.capacity / 2 { (older, newer) = (newer, [:]) }
            newer[digest] = Entry(error: error, refusedAt: now)
        }

        mutating func remove(_ digest: [UInt8]) { (newer[digest], older[digest]) = (nil, nil) }
    }

    private struct State {
        var entries: [[UInt8]: Entry] = [:]
        var refusals = Refusals()
        var requests: [[UInt8]: Requests] = [:]
        var lastNumber: UInt64 = 0

        /// Whether a request's response is stored: no later request has completed, and the key was not refused since.
        mutating func settle(_ request: UInt64, _ digest: [UInt8]) -> Bool {
            guard let settled = requests[digest]?.settled, settled < request else { return false }
            requests[digest]?.settled = request
            return true
        }
    }

    let exchanges = SingleFlight<[UInt8], Secret>()
    private let state = Mutex(State())

    /// Registers a request and returns its number. Of several requests for one digest, the response to the one that
    /// began last is stored. A response to a request that began before a refusal is not stored: a late response must
    /// not bring back a key that was refused since.
    func begin(_ digest: [UInt8]) -> UInt64 {
        state.withLock { state in
            state.lastNumber += 1
            state.requests[digest, default: Requests()].count += 1
            return state.lastNumber
        }
    }

    /// Registers that a request has ended, successfully or not.
    func end(_ digest: [UInt8]) {
        state.withLock { state in
            guard let requests = state.requests[digest], requests.count > 1 else {
                state.requests[digest] = nil
                return
            }
            state.requests[digest]?.count -= 1
        }
    }

    /// The cached session token, if there is one.
    ///
    /// - Throws: The service's refusal of the key, while it is cached.
    func sessionJwt(for digest: [UInt8], _ clock: any DescopeClock) throws(DescopeError) -> Secret? {
        let (now, uptime) = (clock.now, clock.uptime)
        let known: Result<Secret?, DescopeError> = state.withLock { state in
            if let error = state.refusals.error(for: digest, now: uptime) { return .failure(error) }
            guard let entry = state.entries[digest] else { return .success(nil) }
            guard entry.isUsable(at: now) else {
                state.entries[digest] = nil
                return .success(nil)
            }
            return .success(entry.sessionJwt)
        }
        return try known.get()
    }

    /// Stores a session until a minute before it expires, or a tenth of its remaining lifetime before when that is
    /// less.
    func keep(_ sessionJwt: Secret, until end: Date, for digest: [UInt8], _ request: UInt64, now: Date) {
        let left = end.timeIntervalSince(now)
        let entry = Entry(
            sessionJwt: sessionJwt,
            obtainedAt: now,
            usableUntil: end.addingTimeInterval(-min(60, left / 10))
        )
        state.withLock { state in
            guard state.settle(request, digest) else { return }
            state.refusals.remove(digest)
            guard entry.isUsable(at: now) else { return }
            if state.entries[digest] == nil, state.entries.count >= Self.capacity {
                state.entries = state.entries.filter { $0.value.isUsable(at: now) }
                // All are usable: evict the one that expires first.
                if state.entries.count >= Self.capacity,
                    let first = state.entries.min(by: { $0.value.usableUntil < $1.value.usableUntil })
                {
                    state.entries[first.key] = nil
                }
            }
            state.entries[digest] = entry
        }
    }

    /// Drops a session that can no longer be used.
    func drop(_ digest: [UInt8]) { state.withLock { $0.entries[digest] = nil } }

    /// Drops the session of a key that the service has refused. Requests in progress began before the refusal, so their
    /// responses are not stored either.
    ///
    /// - Parameter refusal: The refusal to cache. It is not cached when a request that began later has returned a
    ///   session: then the key is valid again.
    func refuse(_ digest: [UInt8], _ request: UInt64, keeping refusal: DescopeError?, now: Duration) {
        state.withLock { state in
            if let refusal, let settled = state.requests[digest]?.settled, settled < request {
                state.refusals.insert(refusal, for: digest, now: now)
            }
            state.entries[digest] = nil
            state.requests[digest]?.settled = state.lastNumber
        }
    }
}
