public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A user. Values that the service leaves out are nil, empty or false.
public struct UserProfile: JSONModel, Hashable {
    /// The user's id, which never changes (`U…`).
    public var userId: String?
    /// The ids with which the user may sign in, in the service's order.
    public var loginIds: [String] = []
    /// The email address.
    public var email: String?
    /// Whether the email address has been verified.
    public var verifiedEmail: Bool = false
    /// The phone number.
    public var phone: String?
    /// Whether the phone number has been verified.
    public var verifiedPhone: Bool = false
    /// The full name, for display.
    public var name: String?
    /// The given name.
    public var givenName: String?
    /// The middle name.
    public var middleName: String?
    /// The family name.
    public var familyName: String?
    /// The URL of the user's picture.
    public var picture: String?
    /// The project-level roles.
    public var roleNames: [String] = []
    /// The project-level permissions.
    public var permissions: [String] = []
    /// The tenants that the user belongs to, with the user's roles and permissions in each.
    public var userTenants: [UserTenant] = []
    /// Whether the user may sign in.
    public var status: Status?
    /// Whether it is a test user.
    public var test: Bool = false
    /// The custom attributes that the project defines.
    public var customAttributes: [String: JSONValue] = [:]
    /// Whether the user has registered an authenticator app.
    public var totp: Bool = false
    /// Whether the user has signed in with SAML.
    public var saml: Bool = false
    /// Whether the user was provisioned with SCIM.
    public var scim: Bool = false
    /// Whether the user has signed in with OpenID Connect.
    public var oidc: Bool = false
    /// The OAuth providers with which the user has signed in.
    public var oauth: [String: Bool] = [:]
    /// Whether the user has a passkey.
    public var webauthn: Bool = false
    /// Whether the user has a password.
    public var password: Bool = false
    /// Whether the user can sign in with push notifications.
    public var push: Bool = false
    /// The ids of the SSO applications that the user may access.
    public var ssoAppIds: [String] = []
    /// The user's ids in other systems.
    public var externalIds: [String] = []
    /// Whether the user may be edited.
    public var editable: Bool = false
    /// When the user was created.
    public var createdAt: Date?
    /// When the user was last modified.
    public var modifiedAt: Date?
    /// Until when the user consents to be impersonated.
    public var consentExpiresAt: Date?
    /// The email address with which the user can recover the account.
    public var recoveryEmail: String?
    /// Whether that email address has been verified.
    public var verifiedRecoveryEmail: Bool = false
    /// The phone number with which the user can recover the account.
    public var recoveryPhone: String?
    /// Whether that phone number has been verified.
    public var verifiedRecoveryPhone: Bool = false
    /// Whether the user is a dependent: a member of a family without credentials, for whom others act.
    public var dependent: Bool = false
    /// The families that the user belongs to.
    public var userFamilies: [UserFamily] = []
    /// Until when the user is locked, after too many wrong secrets.
    public var temporaryLockExpiresAt: Date?

    /// Makes an empty user.
    public init() {}

    /// The JSON members.
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
        $0("consentExpiration", \.consentExpiresAt, as: .epochSeconds)
        $0("recoveryEmail", \.recoveryEmail)
        $0("verifiedRecoveryEmail", \.verifiedRecoveryEmail)
        $0("recoveryPhone", \.recoveryPhone)
        $0("verifiedRecoveryPhone", \.verifiedRecoveryPhone)
        $0("dependent", \.dependent)
        $0("userFamilies", \.userFamilies)
        $0("tempLockExpiration", \.temporaryLockExpiresAt, as: .epochSeconds)
    }

    /// Whether a user may sign in. The set is open: the service may add values.
    public struct Status: JSONName {
        /// The service's name for the status.
        public let rawValue: String

        /// Makes a status from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The user may sign in.
        public static let enabled = Self(rawValue: "enabled")
        /// The user may not sign in.
        public static let disabled = Self(rawValue: "disabled")
        /// The user has been created but has not signed in yet.
        public static let invited = Self(rawValue: "invited")
    }
}

extension UserProfile {
    /// The custom attributes as a type of the app's.
    ///
    /// ```swift
    /// struct Attributes: Decodable { var department: String? }
    /// let department = try user.customAttributes(as: Attributes.self).department
    /// ```
    ///
    /// - Throws: `DecodingError` when a value has another type.
    public func customAttributes<Attributes: Decodable>(as type: Attributes.Type) throws -> Attributes {
        try JSONDecoder().decode(type, from: Data(JSONValue.object(customAttributes).json))
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

    /// Makes an empty tenant.
    public init() {}

    /// The JSON members.
    public static let members = Members(Self()) {
        $0("tenantId", \.tenantId, required: true)
        $0("tenantName", \.tenantName)
        $0("roleNames", \.roleNames)
        $0("permissions", \.permissions)
    }
}

/// A family that a user belongs to.
public struct UserFamily: JSONModel, Hashable {
    /// The family's id.
    public var familyId = ""
    /// The user's roles in the family.
    public var roleNames: [String] = []
    /// The user's permissions in the family.
    public var permissions: [String] = []
    /// The user's values of the custom attributes that apply to each family.
    public var attributes: [String: JSONValue] = [:]

    /// Makes an empty family.
    public init() {}

    /// The JSON members.
    public static let members = Members(Self()) {
        $0("familyId", \.familyId, required: true)
        $0("roleNames", \.roleNames)
        $0("permissions", \.permissions)
        $0("familyScopedAttributes", \.attributes)
    }
}
