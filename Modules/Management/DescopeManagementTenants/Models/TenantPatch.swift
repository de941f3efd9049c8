public import DescopeCore

/// A change of some values of a tenant; all others are kept, as are those that are nil.
///
/// ```swift
/// TenantPatch("acme") {
///     $0.name = .set("Acme Inc.")
///     $0.selfProvisioningDomains = .clear
/// }
/// ```
public struct TenantPatch: JSONModel, Hashable {
    /// The tenant's id.
    public var id = ""
    /// The name, which is unique in the project and cannot be cleared.
    public var name: Change<String> = .keep
    /// The email domains whose users join the tenant when they sign in.
    public var selfProvisioningDomains: Change<[String]> = .keep
    /// Values of custom attributes. They replace all values that the tenant has.
    public var customAttributes: Change<[String: JSONValue]> = .keep
    /// Whether the tenant is disabled.
    public var isDisabled: Bool?
    /// Whether the tenant's users have to sign in with SSO.
    public var enforcesSSO: Bool?
    /// The ids of the users who may sign in without SSO although it is enforced.
    public var ssoExclusions: Change<[String]> = .keep
    /// The ids of the federated applications that the tenant's users may access.
    public var federatedAppIds: Change<[String]> = .keep
    /// The roles in the tenant that come from roles in its parent. To reset it, set
    /// ``Tenant/RoleInheritance/standard``.
    public var roleInheritance: Tenant.RoleInheritance?

    /// Makes a patch.
    ///
    /// - Parameters:
    ///   - id: The tenant's id.
    ///   - edit: Sets the changes.
    public init(_ id: String, _ edit: (inout Self) -> Void = { _ in }) {
        self.id = id
        edit(&self)
    }

    /// The members in JSON.
    public static let members = Members(Self("")) {
        $0("id", \.id, required: true)
        $0("name", \.name, needsText: true)
        $0("selfProvisioningDomains", \.selfProvisioningDomains)
        $0("customAttributes", \.customAttributes)
        $0("disabled", \.isDisabled)
        $0("enforceSSO", \.enforcesSSO)
        $0("enforceSSOExclusions", \.ssoExclusions)
        $0("federatedAppIds", \.federatedAppIds)
        $0("roleInheritance", \.roleInheritance)
    }
}
