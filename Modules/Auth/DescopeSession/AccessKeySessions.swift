import DescopeCore
import DescopeJWT
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The sessions that access keys were exchanged for, until shortly before they expire.
///
/// They are kept by the digest of key and options: no access key is in memory here. Kept are only sessions that were
/// found good, so nobody fills the places with keys that are none.
final class AccessKeySessions: Sendable {
    private struct Entry {
        let sessionJwt: Secret
        let obtainedAt: Date
        let usableUntil: Date

        func isUsable(at now: Date) -> Bool { obtainedAt <= now && now < usableUntil }
    }

    /// Far more than a server has keys at once, and a few megabytes.
    static let capacity = 1024

    /// Requests for one digest that are under way.
    private struct Requests {
        var count = 0
        /// Answers to requests up to this number are not kept any more.
        var settled: UInt64 = 0
    }

    private struct State {
        var entries: [[UInt8]: Entry] = [:]
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
    func sessionJwt(for digest: [UInt8], now: Date) -> Secret? {
        state.withLock { state in
            guard let entry = state.entries[digest] else { return nil }
            guard entry.isUsable(at: now) else {
                state.entries[digest] = nil
                return nil
            }
            return entry.sessionJwt
        }
    }

    /// Keeps a session for as long as more than a tenth of its time is left, or a minute when that is less.
    func keep(_ sessionJwt: Secret, until end: Date, for digest: [UInt8], _ request: UInt64, now: Date) {
        let left = end.timeIntervalSince(now)
        let entry = Entry(
            sessionJwt: sessionJwt,
            obtainedAt: now,
            usableUntil: end.addingTimeInterval(-min(60, left / 10))
        )
        guard entry.isUsable(at: now) else { return }
        state.withLock { state in
            guard state.settle(request, digest) else { return }
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
    func refuse(_ digest: [UInt8]) {
        state.withLock { state in
            state.entries[digest] = nil
            state.requests[digest]?.settled = state.lastNumber
        }
    }
}
