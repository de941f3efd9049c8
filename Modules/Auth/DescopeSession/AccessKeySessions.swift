import DescopeCore
import DescopeJWT
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The sessions that access keys were exchanged for, until shortly before they expire, and the service's refusals of
/// the last seconds.
///
/// Both are kept by the digest of key and options: no access key is in memory here. Kept are only sessions that were
/// found good, and refusals have places of their own, so wrong keys push out no session.
final class AccessKeySessions: Sendable {
    private struct Entry {
        let sessionJwt: Secret
        let obtainedAt: Date
        let usableUntil: Date

        func isUsable(at now: Date) -> Bool { obtainedAt <= now && now < usableUntil }
    }

    /// How many sessions are kept, and as many refusals. Far more than a server has keys at once, and a few megabytes.
    static let capacity = 1024

    /// How long a refusal is kept: long enough that a wrong key which is tried again and again costs few requests, and
    /// short enough that nobody waits for a key that was enabled meanwhile.
    static let refusalLifetime = Duration.seconds(10)

    /// Requests for one digest that are under way.
    private struct Requests {
        var count = 0
        /// Answers to requests up to this number are not kept any more.
        var settled: UInt64 = 0
    }

    /// What the service has refused lately, and is not asked again.
    ///
    /// In two halves, so that the oldest go without being looked for: when the newer half is full it takes the place of
    /// the older one.
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

        /// Whether a request's answer is kept: none to a later one is known, and no refusal since.
        mutating func settle(_ request: UInt64, _ digest: [UInt8]) -> Bool {
            guard let settled = requests[digest]?.settled, settled < request else { return false }
            requests[digest]?.settled = request
            return true
        }
    }

    let exchanges = SingleFlight<[UInt8], Secret>()
    private let state = Mutex(State())

    /// Notes that a request is made, and returns its number. Of several for one digest the answer to the one begun last
    /// is kept, and none that was begun before a refusal: a late one must not bring back a key that was refused since.
    func begin(_ digest: [UInt8]) -> UInt64 {
        state.withLock { state in
            state.lastNumber += 1
            state.requests[digest, default: Requests()].count += 1
            return state.lastNumber
        }
    }

    /// Notes that a request has ended, whatever came of it.
    func end(_ digest: [UInt8]) {
        state.withLock { state in
            guard let requests = state.requests[digest], requests.count > 1 else {
                state.requests[digest] = nil
                return
            }
            state.requests[digest]?.count -= 1
        }
    }

    /// The session token to use again, if there is one.
    ///
    /// - Throws: The service's refusal, when it has refused the key lately.
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

    /// Keeps a session for as long as more than a tenth of its time is left, or a minute when that is less.
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
                // All are of use: the one that would go first anyway makes room.
                if state.entries.count >= Self.capacity,
                    let first = state.entries.min(by: { $0.value.usableUntil < $1.value.usableUntil })
                {
                    state.entries[first.key] = nil
                }
            }
            state.entries[digest] = entry
        }
    }

    /// Drops a session that is of no use any more.
    func drop(_ digest: [UInt8]) { state.withLock { $0.entries[digest] = nil } }

    /// Drops a session whose key the service has refused. Whatever else is under way was begun before that, and is not
    /// kept either.
    ///
    /// - Parameter refusal: What to tell others for a while. Not kept when a request that began later has brought a
    ///   session: then the key is good again.
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
