public import DescopeCore
public import DescopeModels

/// How the service obtains tokens for an outbound application. Nil leaves a setting to the service, or to a template.
public struct OutboundApplicationSettings: JSONModel, Hashable {
    /// A description of the application.
    public var description: String?
    /// The application's logo: a URL, or an image as a `data:` URL.
    public var logo: String?
    /// The URL of the other service's metadata, from which the service reads the other URLs.
    public var discoveryURL: String?
    /// The URL at which users consent.
    public var authorizationURL: String?
    /// Further parameters of ``authorizationURL``.
    public var authorizationURLParams: [URLParameter]?
    /// The URL at which tokens are obtained.
    public var tokenURL: String?
    /// Further parameters of ``tokenURL``.
    public var tokenURLParams: [URLParameter]?
    /// The URL at which tokens are revoked.
    public var revocationURL: String?
    /// The scopes that are asked for when a user asks for none.
    public var defaultScopes: [String]?
    /// The page to which users come back when none is named.
    public var defaultRedirectURL: String?
    /// The domain of the URL to which the other service sends users back.
    public var callbackDomain: String?
    /// Whether PKCE is used.
    public var usesPKCE: Bool?
    /// Whether a refresh token is obtained too.
    public var accessType: AccessType?
    /// What the other service is asked to show to users.
    public var prompts: [LoginPrompt]?
    /// Whether the service registers itself with the other service (dynamic client registration).
    public var usesDynamicRegistration: Bool?
    /// The URL at which it registers itself.
    public var dynamicRegistrationURL: String?

    /// Makes settings.
    public init(_ edit: (inout Self) -> Void = { _ in }) { edit(&self) }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("description", \.description)
        $0("logo", \.logo)
        $0("discoveryUrl", \.discoveryURL)
        $0("authorizationUrl", \.authorizationURL)
        $0("authorizationUrlParams", \.authorizationURLParams)
        $0("tokenUrl", \.tokenURL)
        $0("tokenUrlParams", \.tokenURLParams)
        $0("revocationUrl", \.revocationURL)
        $0("defaultScopes", \.defaultScopes)
        $0("defaultRedirectUrl", \.defaultRedirectURL)
        $0("callbackDomain", \.callbackDomain)
        $0("pkce", \.usesPKCE)
        $0("accessType", \.accessType)
        $0("prompt", \.prompts)
        $0("useDcr", \.usesDynamicRegistration)
        $0("dcrUrl", \.dynamicRegistrationURL)
    }

    /// Whether a refresh token is obtained. The set is open: the service may add values.
    public struct AccessType: JSONName {
        /// The service's name for the type.
        public let rawValue: String

        /// Makes a type from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// An access token alone.
        public static let online = Self(rawValue: "online")
        /// A refresh token too.
        public static let offline = Self(rawValue: "offline")
    }

    /// A parameter of a URL.
    public struct URLParameter: JSONModel, Hashable {
        /// The name.
        public var key = ""
        /// The value, not yet encoded.
        public var value = ""

        /// Makes a parameter.
        public init(_ key: String, _ value: String) {
            self.key = key
            self.value = value
        }

        /// The members in JSON.
        public static let members = Members(Self("", "")) {
            $0("key", \.key, required: false, needsText: true)
            $0("value", \.value, required: false)
        }
    }
}
