public import DescopeCore
public import DescopeManagement
public import DescopeModels

/// A change of some values of a user; all others are kept, as are those that are nil.
///
/// ```swift
/// UserPatch("ada@example.com") {
///     $0.displayName = .set("Ada")
///     $0.phone = .clear
/// }
/// ```
public struct UserPatch: JSONModel, Hashable {
    /// One of the user's login ids, or the user's id.
    public var loginId = ""
    /// The email address.
    public var email: Change<String> = .keep
    /// Whether the email address counts as verified.
    public var isEmailVerified: Bool?
    /// The phone number in E.164 format. The service counts a number that is set as verified.
    public var phone: Change<String> = .keep
    /// Whether the phone number counts as verified.
    public var isPhoneVerified: Bool?
    /// The email address with which the user can recover the account. This and the next three are from the service's
    /// published description; not checked against another SDK.
    public var recoveryEmail: Change<String> = .keep
    /// Whether that email address counts as verified.
    public var isRecoveryEmailVerified: Bool?
    /// The phone number with which the user can recover the account.
    public var recoveryPhone: Change<String> = .keep
    /// Whether that phone number counts as verified.
    public var isRecoveryPhoneVerified: Bool?
    /// The full name, for display.
    public var displayName: Change<String> = .keep
    /// The given name.
    public var givenName: Change<String> = .keep
    /// The middle name.
    public var middleName: Change<String> = .keep
    /// The family name.
    public var familyName: Change<String> = .keep
    /// The URL of the user's picture.
    public var picture: Change<String> = .keep
    /// The user's roles in the project.
    public var roleNames: Change<[String]> = .keep
    /// The tenants that the user belongs to, with the user's roles in each.
    public var tenants: Change<[TenantMembership]> = .keep
    /// The families that the user belongs to.
    public var families: Change<[FamilyAssociation]> = .keep
    /// Values of custom attributes.
    public var customAttributes: Change<[String: JSONValue]> = .keep
    /// Further ids with which the user may sign in.
    public var additionalLoginIds: Change<[String]> = .keep
    /// The SSO applications that the user may access.
    public var ssoAppIds: Change<[String]> = .keep
    /// Whether the user may sign in.
    public var status: UserProfile.Status?
    /// Whether the user is managed by SCIM.
    public var isFromSCIM: Bool?
    /// Whether it is a test user.
    public var isTest: Bool?

    /// Makes a patch.
    ///
    /// - Parameters:
    ///   - loginId: One of the user's login ids, or the user's id.
    ///   - edit: Sets the changes.
    public init(_ loginId: String, _ edit: (inout Self) -> Void = { _ in }) {
        self.loginId = loginId
        edit(&self)
    }

    /// The members in JSON.
    public static let members = Members(Self("")) {
        $0("loginId", \.loginId, required: true)
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
        $0("additionalIdentifiers", \.additionalLoginIds)
        $0("ssoAppIds", \.ssoAppIds)
        $0("status", \.status)
        $0("scim", \.isFromSCIM)
        $0("test", \.isTest)
    }
}
