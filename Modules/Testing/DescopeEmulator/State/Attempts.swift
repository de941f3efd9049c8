#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How many wrong secrets came, and whether any more are taken.
struct Attempts: Sendable {
    private var wrong = 0
    private var lockedUntil = Date.distantPast

    /// Whether the right secret is refused too.
    func isLocked(at now: Date) -> Bool { now < lockedUntil }

    /// Counts a wrong secret. After `limit` of them all are refused until `end`, and then counting begins anew.
    mutating func fail(limit: Int, lockedUntil end: Date) {
        wrong += 1
        guard wrong >= limit else { return }
        wrong = 0
        lockedUntil = end
    }
}
