public import DescopeCore
import DescopeManagement

/// A tenant's settings. An update resets those that are nil or empty.
public struct TenantSettings: JSONModel, Hashable {
    /// Whether the tenant has session settings of its own: the lifetimes and ``isInactivityEnabled``.
    public var isSessionEnabled: Bool?
    /// The email domains whose users sign in with the tenant's SSO.
    public var domains: [String] = []
    /// The email domains whose users join the tenant when they sign in.
    public var selfProvisioningDomains: [String] = []
    /// The protocol of the tenant's SSO.
    public var authType: Tenant.AuthType?
    /// Whether a session ends when it is not refreshed for ``inactivityLimit``.
    public var isInactivityEnabled: Bool?
    /// Whether signing in with SSO does not create users. Set it together with ``authType``.
    public var isJITDisabled: Bool?
    /// What the page offers on which the tenant's administrator configures SSO.
    public var ssoSetupSuite: SSOSetupSuite?
    /// Whether the tenant's users have to sign in with SSO. The service returns it with the tenant, not with its
    /// settings.
    public var enforcesSSO: Bool?
    /// The ids of the users who may sign in without SSO although it is enforced. The service returns them with the
    /// tenant, not with its settings.
    public var ssoExclusions: [String]?
    /// The ids of the federated applications that the tenant's users may access. The service returns them with the
    /// tenant, not with its settings.
    public var federatedAppIds: [String]?

    private var refreshTokenExpiration = DurationInUnit()
    private var sessionTokenExpiration = DurationInUnit()
    private var stepupTokenExpiration = DurationInUnit()
    private var inactivityTime = DurationInUnit()

    /// How long refresh tokens are valid. In JSON: a whole number of minutes, hours, days or weeks, as all durations
    /// here; errors name it `refreshTokenExpiration`.
    public var refreshTokenLifetime: Duration? {
        get { refreshTokenExpiration.duration }
        set { refreshTokenExpiration.duration = newValue }
    }
    /// How long session tokens are valid. Errors name it `sessionTokenExpiration`.
    public var sessionTokenLifetime: Duration? {
        get { sessionTokenExpiration.duration }
        set { sessionTokenExpiration.duration = newValue }
    }
    /// How long the tokens of a step-up are valid. Errors name it `stepupTokenExpiration`.
    public var stepupTokenLifetime: Duration? {
        get { stepupTokenExpiration.duration }
        set { stepupTokenExpiration.duration = newValue }
    }
    /// How long a session lasts that is not refreshed. Errors name it `inactivityTime`.
    public var inactivityLimit: Duration? {
        get { inactivityTime.duration }
        set { inactivityTime.duration = newValue }
    }

    /// Makes settings.
    public init(_ edit: (inout Self) -> Void = { _ in }) { edit(&self) }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("enabled", \.isSessionEnabled)
        $0("domains", \.domains)
        $0("selfProvisioningDomains", \.selfProvisioningDomains)
        $0("authType", \.authType)
        $0("refreshTokenExpiration", \.refreshTokenExpiration.count, as: .minutes)
        $0("refreshTokenExpirationUnit", \.refreshTokenExpiration.unit)
        $0("sessionTokenExpiration", \.sessionTokenExpiration.count, as: .minutes)
        $0("sessionTokenExpirationUnit", \.sessionTokenExpiration.unit)
        $0("stepupTokenExpiration", \.stepupTokenExpiration.count, as: .minutes)
        $0("stepupTokenExpirationUnit", \.stepupTokenExpiration.unit)
        $0("enableInactivity", \.isInactivityEnabled)
        $0("inactivityTime", \.inactivityTime.count, as: .minutes)
        $0("inactivityTimeUnit", \.inactivityTime.unit)
        $0("JITDisabled", \.isJITDisabled)
        $0("ssoSetupSuiteSettings", \.ssoSetupSuite)
        $0("enforceSSO", \.enforcesSSO)
        $0("enforceSSOExclusions", \.ssoExclusions)
        $0("federatedAppIds", \.federatedAppIds)
    }

    /// What the page offers on which a tenant's administrator configures SSO.
    public struct SSOSetupSuite: JSONModel, Hashable {
        /// Whether the page is available.
        public var isEnabled: Bool?
        /// The style of the page.
        public var styleId: String?
        /// The features that the page does not offer.
        public var disabledFeatures: DisabledFeatures?

        /// Makes settings of the page.
        public init(isEnabled: Bool? = nil, styleId: String? = nil, disabledFeatures: DisabledFeatures? = nil) {
            self.isEnabled = isEnabled
            self.styleId = styleId
            self.disabledFeatures = disabledFeatures
        }

        /// The members in JSON.
        public static let members = Members(Self()) {
            $0("enabled", \.isEnabled)
            $0("styleId", \.styleId)
            $0("disabledFeatures", \.disabledFeatures)
        }

        /// The features that the page does not offer.
        public struct DisabledFeatures: JSONModel, Hashable {
            /// Whether SAML is not offered.
            public var saml = false
            /// Whether OpenID Connect is not offered.
            public var oidc = false
            /// Whether SCIM is not offered.
            public var scim = false
            /// Whether the domains of SSO cannot be changed.
            public var ssoDomains = false
            /// Whether the mapping of groups to roles cannot be changed.
            public var groupMapping = false

            /// Makes a selection of features.
            public init(_ edit: (inout Self) -> Void = { _ in }) { edit(&self) }

            /// The members in JSON.
            public static let members = Members(Self()) {
                $0("saml", \.saml)
                $0("oidc", \.oidc)
                $0("scim", \.scim)
                $0("ssoDomains", \.ssoDomains)
                $0("groupMapping", \.groupMapping)
            }
        }
    }
}
