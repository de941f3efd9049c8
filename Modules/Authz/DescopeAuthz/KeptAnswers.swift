import DescopeAuthzModel
import DescopeManagement

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A moment by both clocks.
struct Moment {
    /// Monotonic time: ages are measured with it.
    let uptime: Duration
    let now: Date

    init(_ clock: any DescopeClock) { (uptime, now) = (clock.uptime, clock.now) }

    /// Whether a duration has passed since an earlier moment. A clock that went back says so too.
    func isPast(_ duration: Duration, since earlier: Moment) -> Bool {
        let age = uptime - earlier.uptime
        return age < .zero || age >= duration
    }
}

/// The question of a check. Ids come from outside, so it is compared and hashed by its bytes.
struct CheckKey: Hashable {
    let resource: ByteKey
    let resourceType: ByteKey
    let relation: ByteKey
    let target: ByteKey
    let targetType: ByteKey

    init(_ tuple: FGATuple) {
        resource = ByteKey(tuple.resource)
        resourceType = ByteKey(tuple.resourceType)
        relation = ByteKey(tuple.relation)
        target = ByteKey(tuple.target)
        targetType = ByteKey(tuple.targetType)
    }

    var byteCount: Int {
        [resource, resourceType, relation, target, targetType].reduce(0) { $0 + $1.text.utf8.count }
    }
}

/// The answers that a cache of checks keeps, and up to when it knows what has changed.
///
/// They are kept in two generations, so that eviction needs no search: when the newer one is full, it replaces the
/// older one. A drop looks at every answer.
struct KeptAnswers {
    private struct Entry {
        let answer: FGACheckResult
        let askedAt: Moment
    }

    private var newer: [CheckKey: Entry] = [:]
    private var older: [CheckKey: Entry] = [:]
    private let half: Int

    /// The moment up to which every change has been taken into account; nil before the first check.
    private(set) var known: Moment?
    /// Counts the drops. An answer is kept only when there was none since its question.
    private(set) var generation: UInt64 = 0
    var statistics = FGACheckCache.Statistics()

    private static let maximumBytes = 1024

    init(capacity: Int) { half = max(0, capacity / 2) }

    var count: Int { newer.count + older.count }

    /// Whether the answers must not be used without asking what has changed.
    func isStale(at moment: Moment, _ pollInterval: Duration) -> Bool {
        known.map { moment.isPast(pollInterval, since: $0) } ?? true
    }

    func find(_ key: CheckKey, at moment: Moment, _ maximumAge: Duration) -> FGACheckResult? {
        guard let entry = newer[key] ?? older[key], !moment.isPast(maximumAge, since: entry.askedAt) else { return nil }
        return entry.answer
    }

    mutating func keep(_ answer: FGACheckResult, for key: CheckKey, askedAt: Moment) {
        guard half > 0, key.byteCount <= Self.maximumBytes else { return }
        if newer[key] == nil, newer.count >= half { (older, newer) = (newer, [:]) }
        newer[key] = Entry(answer: answer, askedAt: askedAt)
        older[key] = nil
    }

    /// Drops what changed relations of these resources and targets may have changed.
    mutating func drop(_ ids: Set<ByteKey>) {
        guard !ids.isEmpty else { return }
        generation += 1
        let before = count
        Self.drop(ids, from: &newer)
        Self.drop(ids, from: &older)
        statistics.dropped += before - count
    }

    private static func drop(_ ids: Set<ByteKey>, from entries: inout [CheckKey: Entry]) {
        let changed = entries.filter { key, entry in
            !entry.answer.info.isDirect || ids.contains(key.resource) || ids.contains(key.target)
        }
        for key in changed.keys { entries[key] = nil }
    }

    /// Drops everything. From then on there is nothing that earlier changes could have changed.
    mutating func removeAll(at moment: Moment) {
        generation += 1
        statistics.dropped += count
        (newer, older) = ([:], [:])
        known = moment
    }

    /// Notes that every change before a moment has been taken into account.
    mutating func confirm(_ moment: Moment) {
        if let known, known.uptime >= moment.uptime { return }
        known = moment
    }
}
