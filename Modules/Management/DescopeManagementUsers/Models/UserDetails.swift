public import DescopeCore
public import DescopeManagement
public import DescopeModels

/// The values of a user that is created or updated. Values that are not set are left out; an update clears them.
///
/// ```swift
/// UserDetails {
///     $0.displayName = "Ada Lovelace"
///     $0.tenants = [TenantMembership("acme", roleNames: ["editor"])]
/// }
/// ```
public struct UserDetails: JSONModel, Hashable {
    /// The email address.
    public var email: String?
    /// Whether the email address counts as verified.
    public var isEmailVerified: Bool?
    /// The phone number in E.164 format, for example `+12025550143`.
    public var phone: String?
    /// Whether the phone number counts as verified.
    public var isPhoneVerified: Bool?
    /// The email address with which the user can recover the account. This and the next three are from the service's
    /// published description; not checked against another SDK.
    public var recoveryEmail: String?
    /// Whether that email address counts as verified.
    public var isRecoveryEmailVerified: Bool?
    /// The phone number with which the user can recover the account.
    public var recoveryPhone: String?
    /// Whether that phone number counts as verified.
    public var isRecoveryPhoneVerified: Bool?
    /// The full name, for display.
    public var displayName: String?
    /// The given name.
    public var givenName: String?
    /// The middle name.
    public var middleName: String?
    /// The family name.
    public var familyName: String?
    /// The URL of the user's picture.
    public var picture: String?
    /// The user's roles in the project.
    public var roleNames: [String]?
    /// The tenants that the user belongs to, with the user's roles in each.
    public var tenants: [TenantMembership]?
    /// The families that the user belongs to.
    public var families: [FamilyAssociation]?
    /// Values of the custom attributes that the project defines.
    public var customAttributes: [String: JSONValue]?
    /// Further ids with which the user may sign in.
    public var additionalLoginIds: [String]?
    /// The SSO applications that the user may access.
    public var ssoAppIds: [String]?
    /// Whether the user may sign in.
    public var status: UserProfile.Status?
    /// Whether it is a test user.
    public var isTest: Bool?

    /// Makes values.
    public init(_ edit: (inout Self) -> Void = { _ in }) { edit(&self) }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("email", \.email)
        $0("verifiedEmail", \.isEmailVerified)
        $0("phone", \.phone)
        $0("verifiedPhone", \.isPhoneVerified)
        $0("recoveryEmail", \.recoveryEmail)
        $0("verifiedRecoveryEmail", \.isRecoveryEmailVerified)
        $0("recoveryPhone", \.recoveryPhone)
        $0("verifiedRecoveryPhone", \.isRecoveryPhoneVerified)
        $0("displayName", \.displayName)
        $0("givenName", \.givenName)
        $0("middleName", \.middleName)
        $0("familyName", \.familyName)
        $0("picture", \.picture)
        $0("roleNames", \.roleNames)
        $0("userTenants", \.tenants)
        $0("familyAssociations", \.families)
        $0("customAttributes", \.customAttributes)
        $0("additionalLoginIds", \.additionalLoginIds)
        $0("ssoAppIds", \.ssoAppIds)
        $0("status", \.status)
        $0("test", \.isTest)
    }
}

/// A family that a user belongs to, with the user's roles and attributes in it.
public struct FamilyAssociation: JSONModel, Hashable {
    /// The family's id.
    public var familyId = ""
    /// The user's roles in the family.
    public var roleNames: [String]?
    /// Values of the custom attributes that users have in each family.
    public var attributes: [String: JSONValue]?

    /// Makes an association.
    public init(_ familyId: String, roleNames: [String]? = nil, attributes: [String: JSONValue]? = nil) {
        self.familyId = familyId
        self.roleNames = roleNames
        self.attributes = attributes
    }

    /// The members in JSON.
    public static let members = Members(Self("")) {
        $0("familyId", \.familyId, required: true)
        $0("roleNames", \.roleNames)
        $0("familyScopedAttributes", \.attributes)
    }
}
