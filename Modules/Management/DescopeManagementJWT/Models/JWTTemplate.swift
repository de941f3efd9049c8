public import DescopeCore

/// A template that decides which claims the tokens of users or of access keys have.
///
/// ```swift
/// JWTTemplate("App") {
///     $0.claims = ["department": "{{user.customAttributes.department}}"]
///     $0.addsTokenId = true
/// }
/// ```
public struct JWTTemplate: JSONModel, Hashable {
    /// The id; nil for a template that is to be created.
    public var id: String?
    /// The name.
    public var name = ""
    /// A description.
    public var description: String?
    /// The claims, by name. Strings may be templates in double braces, such as `{{user.email}}`.
    public var claims: [String: JSONValue] = [:]
    /// Labels.
    public var tags: [String] = []
    /// Which of the service's own claims about roles and tenants the tokens have.
    public var authSchema: AuthSchema?
    /// What the tokens are of.
    public var type: Kind?
    /// Whether the issuer (`iss`) is a URL, as OpenID Connect asks.
    public var hasConformingIssuer: Bool?
    /// Whether the tenant of a user with only one is the current tenant (`dct`) without being selected.
    public var setsCurrentTenant: Bool?
    /// Whether the service requires that the issuer of a token is the one that the project is configured with.
    public var enforcesIssuer: Bool?
    /// What becomes of a claim without a value.
    public var emptyClaimPolicy: EmptyClaimPolicy?
    /// Whether the claims may replace the subject (`sub`). The user's id is then in `dsub`.
    public var overridesSubject: Bool?
    /// The form of the issuer.
    public var issuerType: IssuerType?
    /// Whether refresh tokens do not have the claims.
    public var omitsClaimsFromRefreshToken: Bool?
    /// Whether the tokens have an id of their own (`jti`).
    public var addsTokenId: Bool?
    /// Whether the tokens name no permissions.
    public var excludesPermissions: Bool?
    /// Where the template comes from.
    public var source: String?

    /// Makes a template.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - edit: Sets the other values.
    public init(_ name: String, _ edit: (inout Self) -> Void = { _ in }) {
        self.name = name
        edit(&self)
    }

    /// The members in JSON.
    public static let members = Members(Self("")) {
        $0("id", \.id, needsText: true)
        $0("name", \.name, required: false, needsText: true)
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
        $0("source", \.source)
    }

    /// What the tokens are of. The set is open: the service may add values.
    public struct Kind: JSONName {
        /// The service's name for the kind.
        public let rawValue: String

        /// Makes a kind from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Users.
        public static let user = Self(rawValue: "user")
        /// Access keys.
        public static let accessKey = Self(rawValue: "key")
    }

    /// Which of the service's own claims about roles and tenants the tokens have. The set is open: the service may add
    /// values.
    public struct AuthSchema: JSONName {
        /// The service's name for the schema.
        public let rawValue: String

        /// Makes a schema from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Those of the project and of all tenants.
        public static let allTenants = Self(rawValue: "default")
        /// Those of the current tenant only.
        public static let currentTenant = Self(rawValue: "tenantOnly")
        /// No such claims.
        public static let noClaims = Self(rawValue: "none")
    }

    /// The form of a token's issuer (`iss`). The set is open: the service may add values.
    public struct IssuerType: JSONName {
        /// The service's name for the form.
        public let rawValue: String

        /// Makes a form from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The service's first form, which is the default.
        public static let legacy = Self(rawValue: "legacy")
        /// The form of inbound applications.
        public static let inbound = Self(rawValue: "inbound")
        /// The form of federated applications. Not together with ``JWTTemplate/hasConformingIssuer``.
        public static let federated = Self(rawValue: "federated")
    }

    /// What becomes of a claim without a value. The set is open: the service may add values.
    public struct EmptyClaimPolicy: JSONName {
        /// The service's name for the policy.
        public let rawValue: String

        /// Makes a policy from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The claim is kept as it is.
        public static let keep = Self(rawValue: "none")
        /// The claim is null.
        public static let null = Self(rawValue: "nil")
        /// The claim is left out.
        public static let delete = Self(rawValue: "delete")
    }
}
