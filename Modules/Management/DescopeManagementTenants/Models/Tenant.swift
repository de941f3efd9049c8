public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A tenant of the project.
public struct Tenant: JSONModel, Hashable {
    /// The id.
    public var id = ""
    /// The name.
    public var name = ""
    /// The email domains whose users join the tenant when they sign in.
    public var selfProvisioningDomains: [String] = []
    /// Values of custom attributes.
    public var customAttributes: [String: JSONValue] = [:]
    /// The protocol of the tenant's SSO.
    public var authType: AuthType?
    /// The email domains whose users sign in with the tenant's SSO.
    public var domains: [String] = []
    /// When the tenant was created. In JSON: seconds since 1970.
    public var createdAt: Date?
    /// Whether the tenant's users have to sign in with SSO.
    public var enforcesSSO = false
    /// The ids of the users who may sign in without SSO although it is enforced.
    public var ssoExclusions: [String] = []
    /// Whether the tenant is disabled.
    public var isDisabled = false
    /// The roles in the tenant that come from roles in its parent; nil for the service's default.
    public var roleInheritance: RoleInheritance?
    /// The names of the roles that users get who join the tenant without roles.
    public var defaultRoles: [String] = []
    /// The ids of the federated applications that the tenant's users may access.
    public var federatedAppIds: [String] = []
    /// The id of the tenant above this one; nil at the top.
    public var parentId: String?
    /// The ids of all tenants below this one.
    public var descendantIds: [String] = []

    /// Makes an empty tenant.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, required: true)
        $0("name", \.name, required: false)
        $0("selfProvisioningDomains", \.selfProvisioningDomains)
        $0("customAttributes", \.customAttributes)
        $0("authType", \.authType)
        $0("domains", \.domains)
        $0("createdTime", \.createdAt, as: .epochSeconds)
        $0("enforceSSO", \.enforcesSSO)
        $0("enforceSSOExclusions", \.ssoExclusions)
        $0("disabled", \.isDisabled)
        $0("roleInheritance", \.roleInheritance)
        $0("defaultRoles", \.defaultRoles)
        $0("federatedAppIds", \.federatedAppIds)
        $0("parent", \.parentId)
        $0("successors", \.descendantIds)
    }

    /// The protocol of a tenant's SSO. The set is open: the service may add values.
    public struct AuthType: JSONName {
        /// The service's name for the protocol.
        public let rawValue: String

        /// Makes a protocol from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// No SSO.
        public static let noSSO = Self(rawValue: "none")
        /// SAML.
        public static let saml = Self(rawValue: "saml")
        /// OpenID Connect.
        public static let oidc = Self(rawValue: "oidc")
    }

    /// Which roles in a tenant come from roles in its parent. The set is open: the service may add values.
    public struct RoleInheritance: JSONName {
        /// The service's name for the kind of inheritance.
        public let rawValue: String

        /// Makes a kind of inheritance from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The service's default. A tenant that is read has nil instead.
        public static let standard = Self(rawValue: "")
        /// No roles are inherited.
        public static let noRoles = Self(rawValue: "none")
        /// Only the roles of users are inherited.
        public static let userOnly = Self(rawValue: "userOnly")
    }
}
