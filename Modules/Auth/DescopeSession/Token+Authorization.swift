import DescopeCore
public import DescopeJWT

// Who may do what, as the token says it. A tenant's roles stand under the tenant; what stands at the top is the project's,
// or the current tenant's when the token lists no tenants. Whether the user belongs to the tenant is asked first: an empty
// requirement is met by every member and by nobody else.
extension Token {
    /// The tenants that the token lists, and the current one, in the order of their ids.
    public var tenants: [String] {
        let claims = claims
        var ids = Set(claims["tenants"]?.objectValue?.keys.map(\.self) ?? [])
        if let current = claims["dct"]?.stringValue, !current.isEmpty { ids.insert(current) }
        return ids.sorted()
    }

    /// Whether the user belongs to a tenant.
    public func isMember(of tenant: String) -> Bool { granted("roles", tenant) != nil }

    /// The roles that the token grants: in a tenant, or in the project as a whole when `tenant` is nil.
    public func roles(in tenant: String? = nil) -> [String] { granted("roles", tenant) ?? [] }

    /// The permissions that the token grants: in a tenant, or in the project as a whole when `tenant` is nil.
    public func permissions(in tenant: String? = nil) -> [String] { granted("permissions", tenant) ?? [] }

    /// Whether the token grants all of `roles`. For a tenant that the user does not belong to it is false, whatever is asked.
    public func hasRoles(_ roles: [String], tenant: String? = nil) -> Bool {
        granted("roles", tenant).map { granted in roles.allSatisfy(granted.contains) } ?? false
    }

    /// Whether the token grants all of `permissions`. For a tenant that the user does not belong to it is false, whatever
    /// is asked.
    public func hasPermissions(_ permissions: [String], tenant: String? = nil) -> Bool {
        granted("permissions", tenant).map { granted in permissions.allSatisfy(granted.contains) } ?? false
    }

    /// Those of `roles` that the token grants, in the order in which they were asked for.
    public func matchingRoles(_ roles: [String], tenant: String? = nil) -> [String] {
        roles.filter(self.roles(in: tenant).contains)
    }

    /// Those of `permissions` that the token grants, in the order in which they were asked for.
    public func matchingPermissions(_ permissions: [String], tenant: String? = nil) -> [String] {
        permissions.filter(self.permissions(in: tenant).contains)
    }

    /// What a list of the token grants; nil when the user does not belong to the tenant.
    private func granted(_ list: String, _ tenant: String?) -> [String]? {
        let claims = claims
        guard let tenant else { return claims[list]?.stringsValue ?? [] }
        if let membership = claims["tenants"]?[tenant] { return membership[list]?.stringsValue ?? [] }
        guard claims["dct"]?.stringValue == tenant else { return nil }
        return (claims["tenants"] ?? .null) == .null ? claims[list]?.stringsValue ?? [] : []
    }
}
