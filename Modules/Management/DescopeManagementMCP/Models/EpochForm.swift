import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension JSONForm<Date> {
    /// Seconds or milliseconds since 1970: the service does not document which. What as seconds would be later than the
    /// year 5000 is read as milliseconds.
    static var undocumentedEpoch: Self {
        Self { json throws(JSONFailure) in
            let value = try Double.read(from: &json)
            let seconds = value < 1e11 ? value : value / 1000
            return seconds >= 1 ? Date(timeIntervalSince1970: seconds) : nil
        } write: {
            $1.write($0.timeIntervalSince1970.rounded())
        }
    }
}
