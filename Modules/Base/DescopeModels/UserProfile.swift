public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A user, as the service describes them. What it leaves out is nil, empty or false.
public struct UserProfile: JSONModel, Hashable {
    /// The id that never changes (`U…`).
    public var userId: String?
    /// What the user may sign in with, the first one first.
    public var loginIds: [String] = []
    /// The e-mail address.
    public var email: String?
    /// Whether the e-mail address has been proven.
    public var verifiedEmail: Bool = false
    /// The phone number.
    public var phone: String?
    /// Whether the phone number has been proven.
    public var verifiedPhone: Bool = false
    /// The whole name.
    public var name: String?
    /// The given name.
    public var givenName: String?
    /// The middle name.
    public var middleName: String?
    /// The family name.
    public var familyName: String?
    /// Where a picture of the user is.
    public var picture: String?
    /// The roles in the project as a whole.
    public var roleNames: [String] = []
    /// The permissions in the project as a whole.
    public var permissions: [String] = []
    /// The tenants that the user belongs to, with the roles there.
    public var userTenants: [UserTenant] = []
    /// Whether the user may sign in.
    public var status: Status?
    /// Whether it is a test user.
    public var test: Bool = false
    /// The project's own attributes.
    public var customAttributes: [String: JSONValue] = [:]
    /// Whether the user has an authenticator app.
    public var totp: Bool = false
    /// Whether the user came by SAML.
    public var saml: Bool = false
    /// Whether the user came by SCIM.
    public var scim: Bool = false
    /// Whether the user came by OpenID Connect.
    public var oidc: Bool = false
    /// By which OAuth providers the user has signed in.
    public var oauth: [String: Bool] = [:]
    /// Whether the user has a passkey.
    public var webauthn: Bool = false
    /// Whether the user has a password.
    public var password: Bool = false
    /// Whether the user has push sign-in.
    public var push: Bool = false
    /// The SSO applications that the user may enter.
    public var ssoAppIds: [String] = []
    /// The user's ids at other services.
    public var externalIds: [String] = []
    /// Whether the user may be edited.
    public var editable: Bool = false
    /// When the user was created.
    public var createdAt: Date?
    /// When the user was last changed.
    public var modifiedAt: Date?

    /// A user about whom nothing is known.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("userId", \.userId)
        $0("loginIds", \.loginIds)
        $0("email", \.email)
        $0("verifiedEmail", \.verifiedEmail)
        $0("phone", \.phone)
        $0("verifiedPhone", \.verifiedPhone)
        $0("name", \.name)
        $0("givenName", \.givenName)
        $0("middleName", \.middleName)
        $0("familyName", \.familyName)
        $0("picture", \.picture)
        $0("roleNames", \.roleNames)
        $0("permissions", \.permissions)
        $0("userTenants", \.userTenants)
        $0("status", \.status)
        $0("test", \.test)
        $0("customAttributes", \.customAttributes)
        $0("TOTP", \.totp)
        $0("SAML", \.saml)
        $0("SCIM", \.scim)
        $0("OIDC", \.oidc)
        $0("OAuth", \.oauth)
        $0("webauthn", \.webauthn)
        $0("password", \.password)
        $0("push", \.push)
        $0("ssoAppIds", \.ssoAppIds)
        $0("externalIds", \.externalIds)
        $0("editable", \.editable)
        $0("createdTime", \.createdAt, as: .epochSeconds)
        $0("modifiedTime", \.modifiedAt, as: .epochSeconds)
    }

    /// Whether a user may sign in. Open: the service may know more than these.
    public struct Status: JSONName {
        /// The status as the service writes it.
        public let rawValue: String

        /// Makes a status from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// May sign in.
        public static let enabled = Self(rawValue: "enabled")
        /// May not sign in.
        public static let disabled = Self(rawValue: "disabled")
        /// Has been made, but has not signed in yet.
        public static let invited = Self(rawValue: "invited")
    }
}

/// A tenant that a user belongs to.
public struct UserTenant: JSONModel, Hashable {
    /// The tenant's id.
    public var tenantId = ""
    /// The tenant's name.
    public var tenantName: String?
    /// The user's roles in the tenant.
    public var roleNames: [String] = []
    /// The user's permissions in the tenant.
    public var permissions: [String] = []

    /// A tenant about which nothing is known.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("tenantId", \.tenantId, required: true)
        $0("tenantName", \.tenantName)
        $0("roleNames", \.roleNames)
        $0("permissions", \.permissions)
    }
}
