public import DescopeCore
package import DescopeHTTP

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// One sign-in of a user.
public struct UserHistoryEntry: JSONModel, Hashable {
    /// The user's id.
    public var userId: String?
    /// When it was.
    public var signedInAt: Date?
    /// The city that the request seemed to come from.
    public var city: String?
    /// The country that the request seemed to come from.
    public var country: String?
    /// The address that the request came from.
    public var ip: String?
    /// The tenant that the user chose.
    public var selectedTenant: String?

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("userId", \.userId)
        $0("loginTime", \.signedInAt, as: .epochSeconds)
        $0("city", \.city)
        $0("country", \.country)
        $0("ip", \.ip)
        $0("selectedTenant", \.selectedTenant)
    }
}

extension ResponseForm<[UserHistoryEntry]> {
    /// A history: a list, an object with the list in it, or one entry alone. The service's documents disagree, so all
    /// three are read; null and an empty object are a history without entries.
    package static var history: Self {
        Self { response, _, oddities in
            let value = try JSONReader.parse(response.body, from: .service)
            let entries = value["authHistory"] ?? (value["userId"] == nil && value.objectValue != nil ? [] : value)
            if entries == .null { return [] }
            let list: JSONValue = entries.arrayValue == nil && entries["userId"] != nil ? [entries] : entries
            return try [UserHistoryEntry](json: list.json, noting: &oddities)
        }
    }
}
