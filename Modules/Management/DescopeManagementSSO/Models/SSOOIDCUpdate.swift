public import DescopeCore
public import DescopeModels

/// All OpenID Connect settings of a configuration, to replace the present ones.
///
/// ```swift
/// SSOOIDCUpdate(name: "Acme", clientId: "client", clientSecret: secret) {
///     $0.issuer = "https://idp.example.com"
///     $0.scopes = ["openid", "profile", "email"]
/// }
/// ```
public struct SSOOIDCUpdate: JSONModel {
    /// The provider's name, for display.
    public var name = ""
    /// The client id at the provider.
    public var clientId = ""
    /// The client secret at the provider.
    public var clientSecret: Secret?
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
    public var scopes: [String]?
    /// The prompts that the provider shows to users.
    public var prompts: [LoginPrompt]?
    /// The grant that tokens are obtained with.
    public var grantType: SSOOIDCSettings.GrantType?
    /// A custom domain to which the provider returns users.
    public var callbackDomain: String?
    /// Whether the service stores the provider's tokens. Default false.
    public var managesProviderTokens: Bool?
    /// Whether PKCE is used.
    public var usesPKCE: Bool?
    /// The claims that users' values come from.
    public var attributeMapping: SSOOIDCAttributeMapping?
    /// The roles that members of groups get.
    public var roleMappings: [SSORoleMapping]?
    /// The roles that users get by default.
    public var defaultRoleNames: [String]?
    /// Groups in the order of their priority: of those that a user belongs to, the first one decides.
    public var groupsPriority: [String]?
    /// The relations of fine-grained authorization that members get, by their groups.
    public var fgaMappings: [String: FGAGroupMapping]?
    /// The identity provider's product, by the service's id for it.
    public var providerId: String?
    /// The product that provisions users by SCIM, by the service's id for it.
    public var scimProviderId: String?

    /// Makes settings.
    ///
    /// - Parameters:
    ///   - name: The provider's name, for display.
    ///   - clientId: The client id at the provider.
    ///   - clientSecret: The client secret at the provider.
    ///   - edit: Sets the others.
    public init(
        name: String,
        clientId: String,
        clientSecret: (any SecretConvertible)? = nil,
        _ edit: (inout Self) -> Void = { _ in }
    ) {
        self.name = name
        self.clientId = clientId
        self.clientSecret = clientSecret?.asSecret
        edit(&self)
    }

    /// Begins with the settings that a configuration has now.
    ///
    /// - Parameters:
    ///   - settings: The present settings.
    ///   - clientSecret: The client secret, which the service does not return.
    ///   - edit: Sets what changes.
    public init(
        _ settings: SSOOIDCSettings,
        clientSecret: (any SecretConvertible)?,
        _ edit: (inout Self) -> Void = { _ in }
    ) {
        self.init(name: settings.name ?? "", clientId: settings.clientId ?? "", clientSecret: clientSecret)
        (redirectURL, callbackDomain) = (settings.redirectURL, settings.callbackDomain)
        (authURL, tokenURL, userDataURL) = (settings.authURL, settings.tokenURL, settings.userDataURL)
        (jwksURL, issuer) = (settings.jwksURL, settings.issuer)
        (scopes, prompts, grantType) = (settings.scopes, settings.prompts, settings.grantType)
        (managesProviderTokens, usesPKCE) = (settings.managesProviderTokens, settings.usesPKCE)
        attributeMapping = settings.attributeMapping
        roleMappings = settings.groupMappings.map(SSORoleMapping.init)
        (defaultRoleNames, groupsPriority) = (settings.defaultRoleNames, settings.groupsPriority)
        fgaMappings = settings.fgaMappings
        (providerId, scimProviderId) = (settings.providerId, settings.scimProviderId)
        edit(&self)
    }

    /// The members in JSON.
    public static let members = Members(Self(name: "", clientId: "")) {
        $0("name", \.name, required: true)
        $0("clientId", \.clientId, required: true)
        $0("clientSecret", \.clientSecret, needsText: true)
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
        $0("roleMappings", \.roleMappings)
        $0("defaultSSORoles", \.defaultRoleNames)
        $0("groupsPriority", \.groupsPriority)
        $0("fgaMappings", \.fgaMappings)
        $0("providerID", \.providerId)
        $0("scimProviderID", \.scimProviderId)
    }
}
