public import DescopeCore
public import DescopeManagement

/// Options for signing a user up with the management API. Where an option is nil, the project's settings apply.
public struct ManagementSignUpOptions: JSONModel, Hashable {
    /// Whether the email address of a new user counts as verified.
    public var isEmailVerified: Bool?
    /// Whether the phone number of a new user counts as verified.
    public var isPhoneVerified: Bool?
    /// Claims of the tokens.
    public var customClaims: [String: JSONValue]?
    /// How long the refresh token is valid. In JSON: whole seconds.
    public var refreshDuration: Duration?
    /// The SSO application that the user signs in to.
    public var ssoAppId: String?
    /// The tenant that the session is for, one of the user's. This and ``tenants`` are from the service's published
    /// description; not checked against another SDK.
    public var selectedTenantId: String?
    /// The tenants that a new user belongs to, with the user's roles in each.
    public var tenants: [TenantMembership]?

    /// Makes options that override the project's settings.
    public init(
        isEmailVerified: Bool? = nil,
        isPhoneVerified: Bool? = nil,
        customClaims: [String: JSONValue]? = nil,
        refreshDuration: Duration? = nil,
        ssoAppId: String? = nil,
        selectedTenantId: String? = nil,
        tenants: [TenantMembership]? = nil
    ) {
        self.isEmailVerified = isEmailVerified
        self.isPhoneVerified = isPhoneVerified
        self.customClaims = customClaims
        self.refreshDuration = refreshDuration
        self.ssoAppId = ssoAppId
        self.selectedTenantId = selectedTenantId
        self.tenants = tenants
    }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("emailVerified", \.isEmailVerified)
        $0("phoneVerified", \.isPhoneVerified)
        $0("customClaims", \.customClaims)
        $0("refreshDuration", \.refreshDuration, as: .seconds)
        $0("ssoAppId", \.ssoAppId, needsText: true)
        $0("selectedTenantId", \.selectedTenantId, needsText: true)
        $0("userTenants", \.tenants)
    }
}
