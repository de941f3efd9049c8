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
    /// When the user signed in.
    public var signedInAt: Date?
    /// The apparent city of the request.
    public var city: String?
    /// The apparent country of the request.
    public var country: String?
    /// The IP address of the request.
    public var ip: String?
    /// The tenant that the user chose.
    public var selectedTenant: String?

    /// The JSON members.
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
    /// A history: a list, an object that contains the list, or a single entry. The service's documentation is
    /// inconsistent, so all three are read; null and an empty object are read as an empty history.
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
