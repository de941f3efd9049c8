public import DescopeCore
public import DescopeManagement

/// The conditions of a search for roles. A role has to match all of those that are set.
///
/// ```swift
/// RoleSearch { $0.names = ["editor"] }
/// ```
public struct RoleSearch: JSONModel, Hashable {
    /// Only roles of these tenants.
    public var tenantIds: [String]?
    /// Only roles with one of these names.
    public var names: [String]?
    /// Only roles with one of these ids.
    public var ids: [String]?
    /// Only roles whose name contains this, in any letter case.
    public var nameContains: String?
    /// Only roles that grant one of these permissions.
    public var permissionNames: [String]?
    /// Whether roles of the project are found beside those of ``tenantIds``.
    public var includesProjectRoles: Bool?
    /// Only roles with this text in their values.
    public var text: String?
    /// How the roles are sorted.
    public var sort: [SortField]?

    /// Makes conditions; without any, all roles are found.
    public init(_ edit: (inout Self) -> Void = { _ in }) { edit(&self) }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("tenantIds", \.tenantIds)
        $0("roleNames", \.names)
        $0("roleIds", \.ids)
        $0("roleNameLike", \.nameContains)
        $0("permissionNames", \.permissionNames)
        $0("includeProjectRoles", \.includesProjectRoles)
        $0("text", \.text)
        $0("sort", \.sort)
    }
}
