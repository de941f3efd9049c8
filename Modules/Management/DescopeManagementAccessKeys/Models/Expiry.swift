import DescopeCore
import DescopeManagement

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// When a key expires. The service needs the member: 0 stands for never, and is sent too.
struct Expiry: JSONConvertible, Hashable {
    var date: Date?

    static var absent: Expiry? { Expiry() }

    static func read(from json: inout JSONReader) throws(JSONFailure) -> Expiry {
        let seconds = try Double.read(from: &json)
        return Expiry(date: seconds > 0 ? Date(timeIntervalSince1970: seconds) : nil)
    }

    func write(to json: inout JSONWriter) { json.write(seconds) }

    private var seconds: Double { date?.timeIntervalSince1970.rounded() ?? 0 }

    /// Throws for a date that would be sent as 0: the key would never expire.
    func require(in operation: APIOperation, _ name: String) throws(DescopeError) {
        guard let date, !(seconds > 0) else { return }
        throw operation.argument(name, "expected a time after 1970, found \(date.timeIntervalSince1970) s.")
    }
}
