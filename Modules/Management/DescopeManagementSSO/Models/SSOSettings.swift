public import DescopeCore

/// An SSO configuration of a tenant.
public struct SSOSettings: JSONModel, Hashable {
    /// The tenant.
    public var tenant: Tenant?
    /// The SAML settings.
    public var saml: SSOSAMLSettings?
    /// The OpenID Connect settings.
    public var oidc: SSOOIDCSettings?
    /// The configuration's id.
    public var ssoId: String?

    /// Makes an empty configuration.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("tenant", \.tenant)
        $0("saml", \.saml)
        $0("oidc", \.oidc)
        $0("ssoId", \.ssoId)
    }

    /// What a configuration says about its tenant.
    public struct Tenant: JSONModel, Hashable {
        /// The tenant's id.
        public var id = ""
        /// The tenant's name.
        public var name: String?
        /// The protocol that users sign in with.
        public var authType: SSOAuthType?
        /// The email domains by which a sign-in finds the tenant.
        public var domains: [String] = []

        /// Makes an empty tenant.
        public init() {}

        /// The members in JSON.
        public static let members = Members(Self()) {
            $0("id", \.id, required: true)
            $0("name", \.name)
            $0("authType", \.authType)
            $0("domains", \.domains)
        }
    }
}
