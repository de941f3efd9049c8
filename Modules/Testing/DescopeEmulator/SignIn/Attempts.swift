#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Counts wrong secrets, and locks after too many.
struct Attempts: Codable, Sendable {
    private var wrong = 0
    private var lockedUntil = Date.distantPast

    /// Whether all secrets are refused, even the right one.
    func isLocked(at now: Date) -> Bool { now < lockedUntil }

    /// Until when all secrets are refused; nil when they are not.
    func lockEnd(after now: Date) -> Date? { isLocked(at: now) ? lockedUntil : nil }

    /// Counts a wrong secret. After `limit` wrong ones all are refused until `end`; then counting restarts.
    mutating func fail(limit: Int, lockedUntil end: Date) {
        // A saved number may be any.
        wrong = wrong == .max ? .max : wrong + 1
        guard wrong >= limit else { return }
        wrong = 0
        lockedUntil = end
    }
}
