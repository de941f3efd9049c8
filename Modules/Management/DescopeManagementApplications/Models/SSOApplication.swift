public import DescopeCore

/// An SSO application.
public struct SSOApplication: JSONModel, Hashable {
    /// The id.
    public var id = ""
    /// The name, and what is shown of the application.
    public var details = SSOApplicationDetails("", isEnabled: false)
    /// The protocol, for example `oidc` or `saml`.
    public var appType: String?
    /// The template that the application was made from.
    public var templateId: String?
    /// What applies to an application that uses OpenID Connect.
    public var oidc: OIDCApplication?
    /// What applies to an application that uses SAML.
    public var saml: SAMLApplication?
    /// What applies to an application that uses WS-Federation.
    public var wsFed: WSFedApplication?
    /// What applies to an application that uses none of these protocols.
    public var custom: CustomSettings?

    /// Makes an empty application.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, required: true)
        $0(all: \.details)
        $0("appType", \.appType)
        $0("templateId", \.templateId)
        $0("oidcSettings", \.oidc)
        $0("samlSettings", \.saml)
        $0("wsfedSettings", \.wsFed)
        $0("customSettings", \.custom)
    }

    /// The settings of an application that uses none of the protocols.
    public struct CustomSettings: JSONModel, Hashable {
        /// The page on which users sign in.
        public var loginPageURL: String?

        /// Makes empty settings.
        public init() {}

        /// The members in JSON.
        public static let members = Members(Self()) { $0("loginPageUrl", \.loginPageURL) }
    }
}

/// The name of an SSO application, and what is shown of it.
public struct SSOApplicationDetails: JSONModel, Hashable {
    /// The name.
    public var name = ""
    /// A description, which the console shows.
    public var description: String?
    /// Whether users may sign in to the application.
    public var isEnabled = true
    /// The application's logo: a URL, or an image as a `data:` URL.
    public var logo: String?
    /// Values of custom attributes.
    public var customAttributes: [String: JSONValue]?

    /// Makes the values of an application.
    public init(
        _ name: String,
        description: String? = nil,
        isEnabled: Bool = true,
        logo: String? = nil,
        customAttributes: [String: JSONValue]? = nil
    ) {
        self.name = name
        self.description = description
        self.isEnabled = isEnabled
        self.logo = logo
        self.customAttributes = customAttributes
    }

    /// The members in JSON.
    public static let members = Members(Self("", isEnabled: false)) {
        $0("name", \.name, required: false, needsText: true)
        $0("description", \.description)
        // Always sent, because operations have different defaults. In responses an absent member is false.
        $0("enabled", \.isEnabled)
        $0("logo", \.logo)
        $0("customAttributes", \.customAttributes)
    }
}
