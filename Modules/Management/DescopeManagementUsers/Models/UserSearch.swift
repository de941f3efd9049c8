public import DescopeCore
public import DescopeManagement
public import DescopeModels

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// The conditions of a search for users. A user has to match all of those that are set.
///
/// ```swift
/// UserSearch {
///     $0.tenantIds = ["acme"]
///     $0.statuses = [.enabled]
///     $0.sort = [.descending("createdTime")]
/// }
/// ```
public struct UserSearch: JSONModel, Hashable {
    /// Only members of one of these tenants.
    public var tenantIds: [String]?
    /// Whether ``tenantIds`` stands for the tenants below those too.
    public var includesSubtenants: Bool?
    /// Only users with one of these roles.
    public var roleNames: [String]?
    /// By tenant, only users with roles in it, given by their ids.
    public var tenantRoleIds: [String: RoleCondition]?
    /// By tenant, only users with roles in it, given by their names.
    public var tenantRoleNames: [String: RoleCondition]?
    /// Only users with this text in one of their values.
    public var text: String?
    /// Only users with one of these login ids.
    public var loginIds: [String]?
    /// Only users with one of these ids.
    public var userIds: [String]?
    /// Only users with one of these email addresses.
    public var emails: [String]?
    /// Only users with one of these phone numbers.
    public var phones: [String]?
    /// Only users with one of these email addresses for the recovery of the account. This and the next three are from
    /// the service's published description; not checked against another SDK.
    public var recoveryEmails: [String]?
    /// Only users with one of these phone numbers for the recovery of the account.
    public var recoveryPhones: [String]?
    /// Only users whose email address for the recovery of the account is verified, or is not.
    public var hasVerifiedRecoveryEmail: Bool?
    /// Only users whose phone number for the recovery of the account is verified, or is not.
    public var hasVerifiedRecoveryPhone: Bool?
    /// Only users with one of these statuses.
    public var statuses: [UserProfile.Status]?
    /// Only users who may access one of these SSO applications.
    public var ssoAppIds: [String]?
    /// Only users with these values of custom attributes.
    public var customAttributes: [String: JSONValue]?
    /// Whether test users are found too.
    public var includesTestUsers: Bool?
    /// Whether only test users are found.
    public var onlyTestUsers: Bool?
    /// Only users created at this time or later. In JSON: milliseconds since 1970, as all times here.
    public var createdFrom: Date?
    /// Only users created at this time or earlier.
    public var createdTo: Date?
    /// Only users modified at this time or later.
    public var modifiedFrom: Date?
    /// Only users modified at this time or earlier.
    public var modifiedTo: Date?
    /// Only users whose email address is verified, or is not.
    public var hasVerifiedEmail: Bool?
    /// Only users whose phone number is verified, or is not.
    public var hasVerifiedPhone: Bool?
    /// Only users with a password, or without one.
    public var hasPassword: Bool?
    /// Only users with an authenticator app, or without one.
    public var hasTOTP: Bool?
    /// Only users with a passkey, or without one.
    public var hasPasskey: Bool?
    /// Only users who are managed by SCIM, or are not.
    public var isFromSCIM: Bool?
    /// Whether only users who are managed by SCIM are found.
    public var onlySCIM: Bool?
    /// Whether only users who sign in with SSO are found.
    public var onlySSO: Bool?
    /// Only users who depend on another one in a family, or do not.
    public var isDependent: Bool?
    /// Only members of one of these families.
    public var familyIds: [String]?
    /// Only users who are locked for one of these reasons.
    public var lockReasons: [LockReason]?
    /// Only users who are locked for some time for one of these reasons.
    public var temporaryLockReasons: [LockReason]?
    /// How the users are sorted.
    public var sort: [SortField]?

    /// Makes conditions; without any, all users but test users are found.
    public init(_ edit: (inout Self) -> Void = { _ in }) { edit(&self) }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("tenantIds", \.tenantIds)
        $0("includeSubTenants", \.includesSubtenants)
        $0("roleNames", \.roleNames)
        $0("tenantRoleIds", \.tenantRoleIds)
        $0("tenantRoleNames", \.tenantRoleNames)
        $0("text", \.text, needsText: true)
        $0("loginIds", \.loginIds)
        $0("userIds", \.userIds)
        $0("emails", \.emails)
        $0("phones", \.phones)
        $0("recoveryEmails", \.recoveryEmails)
        $0("recoveryPhones", \.recoveryPhones)
        $0("verifiedRecoveryEmail", \.hasVerifiedRecoveryEmail)
        $0("verifiedRecoveryPhone", \.hasVerifiedRecoveryPhone)
        $0("statuses", \.statuses)
        $0("ssoAppIds", \.ssoAppIds)
        $0("customAttributes", \.customAttributes)
        $0("withTestUser", \.includesTestUsers)
        $0("testUsersOnly", \.onlyTestUsers)
        $0("fromCreatedTime", \.createdFrom, as: .epochMilliseconds)
        $0("toCreatedTime", \.createdTo, as: .epochMilliseconds)
        $0("fromModifiedTime", \.modifiedFrom, as: .epochMilliseconds)
        $0("toModifiedTime", \.modifiedTo, as: .epochMilliseconds)
        $0("verifiedEmail", \.hasVerifiedEmail)
        $0("verifiedPhone", \.hasVerifiedPhone)
        $0("password", \.hasPassword)
        $0("totp", \.hasTOTP)
        $0("webauthn", \.hasPasskey)
        $0("scim", \.isFromSCIM)
        $0("scimOnly", \.onlySCIM)
        $0("ssoOnly", \.onlySSO)
        $0("dependent", \.isDependent)
        $0("familyIds", \.familyIds)
        $0("lockReasons", \.lockReasons)
        $0("tempLockReasons", \.temporaryLockReasons)
        $0("sort", \.sort)
    }

    /// Why a user is locked. The set is open: the service may add values.
    public struct LockReason: JSONName {
        /// The service's name for the reason.
        public let rawValue: String

        /// Makes a reason from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Wrong passwords.
        public static let password = Self(rawValue: "password")
        /// Wrong codes of an authenticator app.
        public static let totp = Self(rawValue: "totp")
        /// Wrong recovery codes.
        public static let recoveryCodes = Self(rawValue: "recovery_codes")
        /// Wrong answers to security questions.
        public static let securityQuestions = Self(rawValue: "security_questions")
    }
}

/// Roles that users have to have in a tenant.
public struct RoleCondition: JSONModel, Hashable {
    /// The roles' ids or names.
    public var values: [String] = []
    /// Whether all of the roles are needed, instead of one of them.
    public var needsAll: Bool?

    /// One of some roles.
    public static func any(_ values: [String]) -> Self { Self(values, nil) }
    /// All of some roles.
    public static func all(_ values: [String]) -> Self { Self(values, true) }

    private init(_ values: [String], _ needsAll: Bool?) {
        self.values = values
        self.needsAll = needsAll
    }

    /// The members in JSON.
    public static let members = Members(Self([], nil)) {
        $0("values", \.values, required: true)
        $0("and", \.needsAll)
    }
}
