public import DescopeCore

/// The conditions of a search for tenants. A tenant has to match all of those that are set.
///
/// ```swift
/// TenantSearch { $0.names = ["Acme"] }
/// ```
public struct TenantSearch: JSONModel, Hashable {
    /// Only tenants with one of these ids.
    public var ids: [String]?
    /// Only tenants with one of these names.
    public var names: [String]?
    /// Only tenants that users of one of these email domains join when they sign in.
    public var selfProvisioningDomains: [String]?
    /// Only tenants with these values of custom attributes.
    public var customAttributes: [String: JSONValue]?
    /// Only tenants whose SSO uses this protocol.
    public var authType: Tenant.AuthType?
    /// Only tenants below this one.
    public var parentId: String?
    /// Only tenants with one of these domains of SSO.
    public var ssoDomains: [String]?
    /// Whether only tenants without a parent are found.
    public var onlyTopLevel: Bool?

    /// Makes conditions; without any, all tenants are found.
    public init(_ edit: (inout Self) -> Void = { _ in }) { edit(&self) }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("tenantIds", \.ids)
        $0("tenantNames", \.names)
        $0("tenantSelfProvisioningDomains", \.selfProvisioningDomains)
        $0("customAttributes", \.customAttributes)
        $0("authType", \.authType)
        $0("parentTenantId", \.parentId, needsText: true)
        $0("tenantSSODomains", \.ssoDomains)
        $0("topLevelOnly", \.onlyTopLevel)
    }
}
