import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Route {
    /// Counts of audit records.
    static let analytics = [
        Route("analytics.search") { state, call in
            try call.requireNone("devices", "geos", because: "is not emulated")
            let period = try call.text("groupByCreated").map { name throws(EmulatorRefusal) in
                guard let period = Period(rawValue: name) else {
                    throw .invalid("groupByCreated: expected h, d, w, m or q, found another")
                }
                return period
            }
            var counts: [[String: JSONValue]: Int64] = [:]
            var order: [[String: JSONValue]] = []
            for record in state.audit.all where record.matches(call) {
                // Records of several tenants count for each of the wanted ones.
                let wanted = call.texts("tenants")
                let tenants = record.tenants.filter { wanted.isEmpty || wanted.hasSame($0) }
                let shown = call.flag("groupByTenant") && !tenants.isEmpty ? tenants : [""]
                for tenant in shown {
                    let key: [String: JSONValue] = [
                        "projectId": .string(state.projectId), "device": "", "geo": "", "referrer": "",
                        "action": call.flag("groupByAction") ? .string(record.action) : "",
                        "method": call.flag("groupByMethod") ? .string(record.method) : "", "tenant": .string(tenant),
                        "created": .string("\(period?.start(of: record.milliseconds) ?? 0)"),
                    ]
                    if counts[key] == nil { order.append(key) }
                    counts[key, default: 0] += 1
                }
            }
            let records = order.map { key in
                JSONValue.object(key.merging(["cnt": .string("\(counts[key] ?? 0)")]) { $1 })
            }
            return Response(body: ["analytics": .array(records)])
        }
    ]
}

/// A period by which analytics are grouped.
private enum Period: String {
    case hour = "h"
    case day = "d"
    case week = "w"
    case month = "m"
    case quarter = "q"

    /// The beginning of the period that contains a time, both in milliseconds since 1970 (UTC). Weeks begin on Monday.
    func start(of time: Int64) -> Int64 {
        let hour: Int64 = 3_600_000
        let (day, week) = (24 * hour, 7 * 24 * hour)
        switch self {
        case .hour: return time - time % hour
        case .day: return time - time % day
        // 1970 began on a Thursday.
        case .week: return time - (time + 3 * day) % week
        case .month, .quarter:
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = .gmt
            var parts = calendar.dateComponents(
                [.year, .month],
                from: Date(timeIntervalSince1970: Double(time) / 1000)
            )
            if self == .quarter { parts.month = parts.month.map { $0 - ($0 - 1) % 3 } }
            return calendar.date(from: parts).map { Int64($0.timeIntervalSince1970) * 1000 } ?? 0
        }
    }
}
