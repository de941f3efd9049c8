import DescopeManagement

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension APIOperation {
    /// Seconds since 1970, in which 0 stands for never.
    func expireTime(_ date: Date?) throws(DescopeError) -> Double {
        guard let date else { return 0 }
        let seconds = date.timeIntervalSince1970.rounded()
        // A date that is written as 0 would be valid forever.
        guard seconds >= 1 else { throw argument("expireTime", "expected a date after 1970, found another one.") }
        return seconds
    }

    /// Throws when no filter of a deletion is set, because the service would delete everything.
    ///
    /// - Returns: The names of the filters that are set.
    func requireFilter(_ filters: KeyValuePairs<String, Bool>) throws(DescopeError) -> [String] {
        let names = filters.filter(\.value).map(\.key)
        guard names.isEmpty else { return names }
        let all = filters.map(\.key).joined(separator: ", ")
        throw argument(filters.first?.key ?? "", "expected at least one of \(all), found none.")
    }
}
