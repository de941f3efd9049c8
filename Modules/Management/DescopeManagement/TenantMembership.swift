public import DescopeCore

/// A tenant that a user or an access key belongs to, with the roles in it.
public struct TenantMembership: JSONModel, Hashable {
    /// The tenant's id.
    public var tenantId = ""
    /// The roles in the tenant.
    public var roleNames: [String]?

    /// Makes a membership.
    public init(_ tenantId: String, roleNames: [String]? = nil) {
        self.tenantId = tenantId
        self.roleNames = roleNames
    }

    /// The members in JSON.
    public static let members = Members(Self("")) {
        $0("tenantId", \.tenantId, required: true)
        $0("roleNames", \.roleNames)
    }
}
