public import DescopeCore

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

    /// Makes options that override the project's settings.
    public init(
        isEmailVerified: Bool? = nil,
        isPhoneVerified: Bool? = nil,
        customClaims: [String: JSONValue]? = nil,
        refreshDuration: Duration? = nil,
        ssoAppId: String? = nil
    ) {
        self.isEmailVerified = isEmailVerified
        self.isPhoneVerified = isPhoneVerified
        self.customClaims = customClaims
        self.refreshDuration = refreshDuration
        self.ssoAppId = ssoAppId
    }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("emailVerified", \.isEmailVerified)
        $0("phoneVerified", \.isPhoneVerified)
        $0("customClaims", \.customClaims)
        $0("refreshDuration", \.refreshDuration, as: .seconds)
        $0("ssoAppId", \.ssoAppId, needsText: true)
    }
}
