public import DescopeCore

/// What applies to an SSO application that uses OpenID Connect.
public struct OIDCApplication: JSONModel, Hashable {
    /// The settings, with which an update begins.
    public var settings = OIDCApplicationSettings(loginPageURL: "")
    /// The client id that the application uses.
    public var clientId: String?
    /// The issuer of the application's tokens.
    public var issuer: String?
    /// The URL of the metadata that the application reads (`.well-known/openid-configuration`).
    public var discoveryURL: String?

    /// Makes empty information.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0(all: \.settings)
        $0("clientId", \.clientId)
        $0("issuer", \.issuer)
        $0("discoveryUrl", \.discoveryURL)
    }
}

/// The settings of an SSO application that uses OpenID Connect. Nil leaves a setting to the service.
public struct OIDCApplicationSettings: JSONModel, Hashable {
    /// The page on which users sign in, which runs a flow.
    public var loginPageURL = ""
    /// Whether users have to sign in again although they have a session.
    public var forcesAuthentication: Bool?
    /// With which JWTs the application obtains tokens.
    public var jwtBearerSettings: JWTBearerSettings?
    /// The URL that the service calls when a user logs out.
    public var backChannelLogoutURL: String?
    /// The claims that the application receives.
    public var claims: [String]?
    /// The page on which a sign-in begins that the application has not asked for.
    public var customIdPInitiatedLoginPageURL: String?
    /// Whether the application can keep a secret.
    public var clientType: ClientType?
    /// The URLs to which users may be sent back.
    public var approvedRedirectURLs: [String]?
    /// Whether the authorization code grant is off.
    public var isAuthorizationCodeDisabled: Bool?
    /// Whether the client credentials grant is off.
    public var isClientCredentialsDisabled: Bool?
    /// Whether the refresh token grant is off.
    public var isRefreshTokenDisabled: Bool?
    /// Whether the JWT bearer grant is off.
    public var isJWTBearerDisabled: Bool?
    /// Whether the device code grant is off.
    public var isDeviceCodeDisabled: Bool?
    /// Whether the application has to use PKCE.
    public var requiresPKCE: Bool?
    /// The audience of the application's tokens.
    public var defaultAudience: ApplicationAudience?

    /// Makes settings.
    ///
    /// - Parameters:
    ///   - loginPageURL: The page on which users sign in, which runs a flow.
    ///   - edit: Sets further settings.
    public init(loginPageURL: String, _ edit: (inout Self) -> Void = { _ in }) {
        self.loginPageURL = loginPageURL
        edit(&self)
    }

    /// The members in JSON.
    public static let members = Members(Self(loginPageURL: "")) {
        $0("loginPageUrl", \.loginPageURL, required: false, needsText: true)
        $0("forceAuthentication", \.forcesAuthentication)
        $0("jwtBearerSettings", \.jwtBearerSettings)
        $0("backChannelLogoutUrl", \.backChannelLogoutURL)
        $0("claims", \.claims)
        $0("customIdpInitiatedLoginPageUrl", \.customIdPInitiatedLoginPageURL)
        $0("clientType", \.clientType)
        $0("approvedRedirectUrls", \.approvedRedirectURLs)
        $0("authorizationCodeDisabled", \.isAuthorizationCodeDisabled)
        $0("clientCredentialsDisabled", \.isClientCredentialsDisabled)
        $0("refreshTokenDisabled", \.isRefreshTokenDisabled)
        $0("jwtBearerDisabled", \.isJWTBearerDisabled)
        $0("deviceCodeDisabled", \.isDeviceCodeDisabled)
        $0("forcePkce", \.requiresPKCE)
        $0("defaultAudience", \.defaultAudience)
    }

    /// Whether a client can keep a secret. The set is open: the service may add values.
    public struct ClientType: JSONName {
        /// The service's name for the type.
        public let rawValue: String

        /// Makes a type from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A client that can keep a secret, such as a server.
        public static let confidentialClient = Self(rawValue: "confidential")
        /// A client that cannot, such as a mobile app.
        public static let publicClient = Self(rawValue: "public")
    }
}
