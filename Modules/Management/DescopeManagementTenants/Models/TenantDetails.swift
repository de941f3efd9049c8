public import DescopeCore

/// The values of a tenant that is created or updated. Values that are not set are left out; an update resets them.
///
/// ```swift
/// TenantDetails("Acme") { $0.selfProvisioningDomains = ["acme.com"] }
/// ```
public struct TenantDetails: JSONModel, Hashable {
    /// The name, which is unique in the project.
    public var name = ""
    /// The email domains whose users join the tenant when they sign in.
    public var selfProvisioningDomains: [String]?
    /// Values of the custom attributes that the project defines.
    public var customAttributes: [String: JSONValue]?
    /// Whether the tenant's users have to sign in with SSO. Default false.
    public var enforcesSSO: Bool?
    /// The ids of the users who may sign in without SSO although it is enforced.
    public var ssoExclusions: [String]?
    /// Whether the tenant is disabled. Default false.
    public var isDisabled: Bool?
    /// The roles in the tenant that come from roles in its parent; nil for the service's default.
    public var roleInheritance: Tenant.RoleInheritance?
    /// The ids of the federated applications that the tenant's users may access.
    public var federatedAppIds: [String]?
    /// The protocol of the tenant's SSO.
    public var authType: Tenant.AuthType?

    /// Makes values.
    ///
    /// - Parameters:
    ///   - name: The name, which is unique in the project.
    ///   - edit: Sets the other values.
    public init(_ name: String, _ edit: (inout Self) -> Void = { _ in }) {
        self.name = name
        edit(&self)
    }

    /// Begins with all values that a tenant has now.
    public init(_ tenant: Tenant) {
        (name, selfProvisioningDomains) = (tenant.name, tenant.selfProvisioningDomains)
        (customAttributes, federatedAppIds) = (tenant.customAttributes, tenant.federatedAppIds)
        (enforcesSSO, ssoExclusions, authType) = (tenant.enforcesSSO, tenant.ssoExclusions, tenant.authType)
        (isDisabled, roleInheritance) = (tenant.isDisabled, tenant.roleInheritance)
    }

    /// The members in JSON.
    public static let members = Members(Self("")) {
        $0("name", \.name, required: true)
        $0("selfProvisioningDomains", \.selfProvisioningDomains)
        $0("customAttributes", \.customAttributes)
        $0("enforceSSO", \.enforcesSSO)
        $0("enforceSSOExclusions", \.ssoExclusions)
        $0("disabled", \.isDisabled)
        $0("roleInheritance", \.roleInheritance)
        $0("federatedAppIds", \.federatedAppIds)
        $0("authType", \.authType)
    }
}
