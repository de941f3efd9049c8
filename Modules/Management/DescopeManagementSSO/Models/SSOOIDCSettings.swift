public import DescopeCore
public import DescopeModels

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// The OpenID Connect settings of a configuration, as the service returns them, without the client secret. To change
/// some of them, make an update of them: ``SSOOIDCUpdate/init(_:clientSecret:_:)``.
public struct SSOOIDCSettings: JSONModel, Hashable {
    /// The provider's name, for display.
    public var name: String?
    /// The client id at the provider.
    public var clientId: String?
    /// Where users return to after a sign-in, when the sign-in does not say.
    public var redirectURL: String?
    /// The provider's authorization endpoint.
    public var authURL: String?
    /// The provider's token endpoint.
    public var tokenURL: String?
    /// The provider's userinfo endpoint.
    public var userDataURL: String?
    /// The URL of the provider's signing keys.
    public var jwksURL: String?
    /// The provider's issuer.
    public var issuer: String?
    /// The scopes that are requested.
    public var scopes: [String] = []
    /// The prompts that the provider shows to users.
    public var prompts: [LoginPrompt] = []
    /// The grant that tokens are obtained with.
    public var grantType: GrantType?
    /// A custom domain to which the provider returns users.
    public var callbackDomain: String?
    /// Whether the service stores the provider's tokens.
    public var managesProviderTokens = false
    /// Whether PKCE is used.
    public var usesPKCE: Bool?
    /// The claims that users' values come from.
    public var attributeMapping: SSOOIDCAttributeMapping?
    /// The roles that members of groups get.
    public var groupMappings: [SSOGroupMapping] = []
    /// The roles that users get by default.
    public var defaultRoleNames: [String] = []
    /// Groups in the order of their priority: of those that a user belongs to, the first one decides.
    public var groupsPriority: [String] = []
    /// The relations of fine-grained authorization that members get, by their groups.
    public var fgaMappings: [String: FGAGroupMapping] = [:]
    /// The identity provider's product, by the service's id for it.
    public var providerId: String?
    /// The product that provisions users by SCIM, by the service's id for it.
    public var scimProviderId: String?
    /// When the configuration was last tested with success. In JSON: seconds since 1970.
    public var lastSuccessfulTestAt: Date?

    /// Makes empty settings.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("name", \.name)
        $0("clientId", \.clientId)
        $0("redirectUrl", \.redirectURL)
        $0("authUrl", \.authURL)
        $0("tokenUrl", \.tokenURL)
        $0("userDataUrl", \.userDataURL)
        $0("JWKsUrl", \.jwksURL)
        $0("issuer", \.issuer)
        $0("scope", \.scopes)
        $0("prompt", \.prompts)
        $0("grantType", \.grantType)
        $0("callbackDomain", \.callbackDomain)
        $0("manageProviderTokens", \.managesProviderTokens)
        $0("usePkce", \.usesPKCE)
        $0("userAttrMapping", \.attributeMapping)
        $0("groupsMapping", \.groupMappings)
        $0("defaultSSORoles", \.defaultRoleNames)
        $0("groupsPriority", \.groupsPriority)
        $0("fgaMappings", \.fgaMappings)
        $0("providerID", \.providerId)
        $0("scimProviderID", \.scimProviderId)
        $0("lastSuccessTestTime", \.lastSuccessfulTestAt, as: .epochSeconds)
    }

    /// A grant by which tokens are obtained. The set is open.
    public struct GrantType: JSONName {
        /// The grant's name in OAuth.
        public let rawValue: String

        /// Takes the grant's name in OAuth.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The authorization code grant.
        public static let authorizationCode = Self(rawValue: "authorization_code")
        /// The implicit grant.
        public static let implicit = Self(rawValue: "implicit")
    }
}
