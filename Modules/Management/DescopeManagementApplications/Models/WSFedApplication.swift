public import DescopeCore

/// What applies to an SSO application that uses WS-Federation.
public struct WSFedApplication: JSONModel, Hashable {
    /// The settings, with which an update begins.
    public var settings = WSFedApplicationSettings(loginPageURL: "", realm: "", replyURL: "")
    /// The certificate of Descope's signatures.
    public var idpCertificate: String?
    /// The URL of Descope's metadata.
    public var idpMetadataURL: String?
    /// Descope's entity id.
    public var idpEntityId: String?
    /// The URL to which the application sends users to sign in.
    public var idpSSOURL: String?
    /// The URL at which a sign-in begins that the application has not asked for.
    public var idpInitiatedURL: String?
    /// The URL to which the application sends users to log out.
    public var idpLogoutURL: String?

    /// Makes empty information.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0(all: \.settings)
        $0("idpCert", \.idpCertificate)
        $0("idpMetadataUrl", \.idpMetadataURL)
        $0("idpEntityId", \.idpEntityId)
        $0("idpSsoUrl", \.idpSSOURL)
        $0("idpInitiatedUrl", \.idpInitiatedURL)
        $0("idpLogoutUrl", \.idpLogoutURL)
    }
}

/// The settings of an SSO application that uses WS-Federation. Nil leaves a setting to the service.
public struct WSFedApplicationSettings: JSONModel, Hashable {
    /// The page on which users sign in, which runs a flow.
    public var loginPageURL = ""
    /// The realm that identifies the application (`wtrealm`).
    public var realm = ""
    /// The URL to which tokens are sent (`wreply`).
    public var replyURL = ""
    /// Further URLs to which tokens may be sent.
    public var replyAllowedCallbacks: [String]?
    /// The attributes of tokens.
    public var attributeMapping: [SSOApplicationAttributeMapping]?
    /// The groups of tokens.
    public var groupsMapping: [SSOApplicationGroupsMapping]?
    /// Whether users have to sign in again although they have a session.
    public var forcesAuthentication: Bool?
    /// The page to which users are sent after they have logged out.
    public var logoutRedirectURL: String?
    /// The page to which users are sent after an error.
    public var errorRedirectURL: String?

    /// Makes settings.
    ///
    /// - Parameters:
    ///   - loginPageURL: The page on which users sign in, which runs a flow.
    ///   - realm: The realm that identifies the application.
    ///   - replyURL: The URL to which tokens are sent.
    ///   - edit: Sets further settings.
    public init(
        loginPageURL: String,
        realm: String,
        replyURL: String,
        _ edit: (inout Self) -> Void = { _ in }
    ) {
        self.loginPageURL = loginPageURL
        self.realm = realm
        self.replyURL = replyURL
        edit(&self)
    }

    /// The members in JSON.
    public static let members = Members(Self(loginPageURL: "", realm: "", replyURL: "")) {
        $0("loginPageUrl", \.loginPageURL, required: false, needsText: true)
        $0("realm", \.realm, required: false, needsText: true)
        $0("replyUrl", \.replyURL, required: false, needsText: true)
        $0("replyAllowedCallbacks", \.replyAllowedCallbacks)
        $0("attributeMapping", \.attributeMapping)
        $0("groupsMapping", \.groupsMapping)
        $0("forceAuthentication", \.forcesAuthentication)
        $0("logoutRedirectUrl", \.logoutRedirectURL)
        $0("errorRedirectUrl", \.errorRedirectURL)
    }
}
