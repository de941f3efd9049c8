public import DescopeCore
public import DescopeManagement
public import DescopeModels

/// What is known about a user whom another system has authenticated.
public struct ExternalAuthDetails: JSONModel, Hashable {
    /// The user's names and addresses.
    public var user: SignUpUser?
    /// Whether the email address counts as verified.
    public var isEmailVerified: Bool?
    /// Whether the phone number counts as verified.
    public var isPhoneVerified: Bool?
    /// Claims that the user's tokens get.
    public var customClaims: [String: String]?
    /// The tenant that the user signs in to.
    public var selectedTenantId: String?
    /// The tenants that the user belongs to, with the user's roles in each.
    public var tenants: [TenantMembership]?

    /// Makes details.
    public init(
        user: SignUpUser? = nil,
        isEmailVerified: Bool? = nil,
        isPhoneVerified: Bool? = nil,
        customClaims: [String: String]? = nil,
        selectedTenantId: String? = nil,
        tenants: [TenantMembership]? = nil
    ) {
        self.user = user
        self.isEmailVerified = isEmailVerified
        self.isPhoneVerified = isPhoneVerified
        self.customClaims = customClaims
        self.selectedTenantId = selectedTenantId
        self.tenants = tenants
    }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("user", \.user)
        $0("emailVerified", \.isEmailVerified)
        $0("phoneVerified", \.isPhoneVerified)
        $0("customClaims", \.customClaims)
        $0("selectedTenantId", \.selectedTenantId, needsText: true)
        $0("userTenants", \.tenants)
    }
}
