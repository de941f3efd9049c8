public import DescopeCore

/// A template in the service's library.
public struct JWTTemplateLibraryEntry: JSONModel, Hashable {
    /// The id.
    public var id = ""
    /// The name.
    public var name: String?
    /// A description.
    public var description: String?
    /// The claims, by name. Strings may be templates in double braces, such as `{{user.email}}`.
    public var claims: [String: JSONValue] = [:]
    /// Labels.
    public var tags: [String] = []
    /// Which of the service's own claims about roles and tenants the tokens have.
    public var authSchema: JWTTemplate.AuthSchema?
    /// What the tokens are of.
    public var type: JWTTemplate.Kind?
    /// Whether the issuer (`iss`) is a URL, as OpenID Connect asks.
    public var hasConformingIssuer: Bool?
    /// Whether the tenant of a user with only one is the current tenant (`dct`) without being selected.
    public var setsCurrentTenant: Bool?
    /// Whether the service requires that the issuer of a token is the one that the project is configured with.
    public var enforcesIssuer: Bool?
    /// What becomes of a claim without a value.
    public var emptyClaimPolicy: JWTTemplate.EmptyClaimPolicy?
    /// Whether the claims may replace the subject (`sub`). The user's id is then in `dsub`.
    public var overridesSubject: Bool?
    /// The form of the issuer.
    public var issuerType: JWTTemplate.IssuerType?
    /// Whether refresh tokens do not have the claims.
    public var omitsClaimsFromRefreshToken: Bool?
    /// Whether the tokens have an id of their own (`jti`).
    public var addsTokenId: Bool?
    /// Whether the tokens name no permissions.
    public var excludesPermissions: Bool?
    /// Whether the template is experimental.
    public var isExperimental = false
    /// The URL of a logo for a light background.
    public var lightLogoURL: String?
    /// The URL of a logo for a dark background.
    public var darkLogoURL: String?

    /// Makes an empty entry.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, required: true)
        $0("name", \.name)
        $0("description", \.description)
        $0("template", \.claims)
        $0("tags", \.tags)
        $0("authSchema", \.authSchema)
        $0("type", \.type)
        $0("conformanceIssuer", \.hasConformingIssuer)
        $0("autoDCT", \.setsCurrentTenant)
        $0("enforceIssuer", \.enforcesIssuer)
        $0("emptyClaimPolicy", \.emptyClaimPolicy)
        $0("overrideSubject", \.overridesSubject)
        $0("issuerType", \.issuerType)
        $0("omitCustomClaimsFromDSR", \.omitsClaimsFromRefreshToken)
        $0("addJti", \.addsTokenId)
        $0("excludePermissions", \.excludesPermissions)
        $0("experimental", \.isExperimental)
        $0("logoLight", \.lightLogoURL)
        $0("logoDark", \.darkLogoURL)
    }
}
