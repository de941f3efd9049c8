public import DescopeCore
public import DescopeManagement

/// The conditions of a search for access keys. A key has to match all of those that are set.
///
/// ```swift
/// AccessKeySearch { $0.tenantIds = ["acme"] }
/// ```
public struct AccessKeySearch: JSONModel, Hashable {
    /// Only keys that belong to one of these tenants.
    public var tenantIds: [String]?
    /// Only keys that have this user's roles.
    public var boundUserId: String?
    /// Only keys that this user has created.
    public var creatingUser: String?
    /// Only keys with these values of custom attributes.
    public var customAttributes: [String: JSONValue]?
    /// How the keys are sorted.
    public var sort: [SortField]?
    /// Only keys with this text in one of their values.
    public var text: String?

    /// Makes conditions; without any, all keys are found.
    public init(_ edit: (inout Self) -> Void = { _ in }) { edit(&self) }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("tenantIds", \.tenantIds)
        $0("boundUserId", \.boundUserId, needsText: true)
        $0("creatingUser", \.creatingUser, needsText: true)
        $0("customAttributes", \.customAttributes)
        $0("sort", \.sort)
        $0("text", \.text)
    }
}
