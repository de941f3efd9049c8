public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A user, as the service describes them. What it leaves out is nil, empty or false.
public struct UserProfile: Codable, Hashable, Sendable {
    /// The id that never changes (`U…`).
    public var userId: String?
    /// What the user may sign in with, the first one first.
    public var loginIds: [String]
    /// The e-mail address.
    public var email: String?
    /// Whether the e-mail address has been proven.
    public var verifiedEmail: Bool
    /// The phone number.
    public var phone: String?
    /// Whether the phone number has been proven.
    public var verifiedPhone: Bool
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
    public var roleNames: [String]
    /// The permissions in the project as a whole.
    public var permissions: [String]
    /// The tenants that the user belongs to, with the roles there.
    public var userTenants: [UserTenant]
    /// Whether the user may sign in.
    public var status: Status?
    /// Whether it is a test user.
    public var test: Bool
    /// The project's own attributes.
    public var customAttributes: [String: JSONValue]
    /// Whether the user has an authenticator app.
    public var totp: Bool
    /// Whether the user came by SAML.
    public var saml: Bool
    /// Whether the user came by SCIM.
    public var scim: Bool
    /// Whether the user came by OpenID Connect.
    public var oidc: Bool
    /// By which OAuth providers the user has signed in.
    public var oauth: [String: Bool]
    /// Whether the user has a passkey.
    public var webauthn: Bool
    /// Whether the user has a password.
    public var password: Bool
    /// Whether the user has push sign-in.
    public var push: Bool
    /// The SSO applications that the user may enter.
    public var ssoAppIds: [String]
    /// The user's ids at other services.
    public var externalIds: [String]
    /// Whether the user may be edited.
    public var editable: Bool
    /// When the user was made, in seconds since 1970.
    private var createdTime: Double?
    /// When the user was last changed, in seconds since 1970.
    private var modifiedTime: Double?

    /// When the user was made.
    public var createdAt: Date? { createdTime.map(Date.init(timeIntervalSince1970:)) }

    /// When the user was last changed.
    public var modifiedAt: Date? { modifiedTime.map(Date.init(timeIntervalSince1970:)) }

    private enum CodingKeys: String, CodingKey {
        case userId, loginIds, email, verifiedEmail, phone, verifiedPhone, name, givenName, middleName, familyName,
            picture
        case roleNames, permissions, userTenants, status, test, customAttributes
        case totp = "TOTP"
        case saml = "SAML"
        case scim = "SCIM"
        case oidc = "OIDC"
        case oauth = "OAuth"
        case webauthn, password, push, ssoAppIds, externalIds, editable, createdTime, modifiedTime
    }

    /// Whether a user may sign in. Open: the service may know more than these.
    public struct Status: RawRepresentable, Codable, Hashable, Sendable {
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
public struct UserTenant: Codable, Hashable, Sendable {
    /// The tenant's id.
    public var tenantId: String
    /// The tenant's name.
    public var tenantName: String?
    /// The user's roles in the tenant.
    public var roleNames: [String]
    /// The user's permissions in the tenant.
    public var permissions: [String]
}
