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

    let exchanges = SingleFlight<[UInt8], Secret>()
    private let entries = Mutex<[[UInt8]: Entry]>([:])

    /// The session token to use again, if there is one.
    func sessionJwt(for digest: [UInt8], now: Date) -> Secret? {
        entries.withLock { entries in
            guard let entry = entries[digest] else { return nil }
            guard entry.isUsable(at: now) else {
                entries[digest] = nil
                return nil
            }
            return entry.sessionJwt
        }
    }

    /// Keeps a session for as long as more than a tenth of its time is left, or a minute when that is less.
    func keep(_ sessionJwt: Secret, until end: Date, for digest: [UInt8], now: Date) {
        let left = end.timeIntervalSince(now)
        let entry = Entry(
            sessionJwt: sessionJwt,
            obtainedAt: now,
            usableUntil: end.addingTimeInterval(-min(60, left / 10))
        )
        guard entry.isUsable(at: now) else { return }
        entries.withLock { entries in
            if entries[digest] == nil, entries.count >= Self.capacity {
                entries = entries.filter { $0.value.isUsable(at: now) }
                // All are of use: the one that would go first anyway makes room.
                if entries.count >= Self.capacity,
                    let first = entries.min(by: { $0.value.usableUntil < $1.value.usableUntil })
                {
                    entries[first.key] = nil
                }
            }
            entries[digest] = entry
        }
    }

    /// Drops a session, for its key was refused since.
    func drop(_ digest: [UInt8]) { entries.withLock { $0[digest] = nil } }
}
