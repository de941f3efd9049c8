public import DescopeCore

/// The Cross-App Access settings of a configuration, as the service returns them. To change some of them, make an
/// update of them: ``SSOXAAUpdate/init(_:_:)``.
public struct SSOXAASettings: JSONModel, Hashable {
    /// The configuration's id.
    public var ssoId: String?
    /// Whether Cross-App Access is enabled.
    public var isEnabled = false
    /// The identity providers whose tokens are accepted, and what the tokens that are issued for them contain.
    public var jwtBearer: JWTBearer?
    /// The roles that members of groups get.
    public var groupMappings: [SSOGroupMapping] = []
    /// The roles that users get by default.
    public var defaultRoleNames: [String] = []
    /// Groups in the order of their priority: of those that a user belongs to, the first one decides.
    public var groupsPriority: [String] = []
    /// Whether ``groupsPriority`` is used.
    public var isGroupPriorityEnabled = false
    /// Whether the mapping may override roles that users have already.
    public var allowsOverridingRoles = false
    /// The relations of fine-grained authorization that members get, by their groups.
    public var fgaMappings: [String: FGAGroupMapping] = [:]
    /// The identity provider's product, by the service's id for it.
    public var providerId: String?

    /// Makes empty settings.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("ssoId", \.ssoId)
        $0("enabled", \.isEnabled)
        $0("settings", \.jwtBearer)
        $0("groupsMapping", \.groupMappings)
        $0("defaultSSORoles", \.defaultRoleNames)
        $0("groupsPriority", \.groupsPriority)
        $0("groupPriorityEnabled", \.isGroupPriorityEnabled)
        $0("allowOverrideRoles", \.allowsOverridingRoles)
        $0("fgaMappings", \.fgaMappings)
        $0("providerID", \.providerId)
    }

    /// How tokens of identity providers are accepted (the JWT bearer grant).
    public struct JWTBearer: JSONModel, Hashable {
        /// The settings of the identity providers, by their issuers.
        public var issuers: [String: Issuer] = [:]
        /// Which audience the tokens that are issued have, by the service's name for it.
        public var audience: String?
        /// Which scope the tokens that are issued have, by the service's name for it.
        public var scope: String?
        /// Which custom claims the tokens that are issued have, by the service's name for them.
        public var customClaims: String?

        /// Makes settings.
        ///
        /// - Parameters:
        ///   - issuers: The settings of the identity providers, by their issuers.
        ///   - edit: Sets the others.
        public init(issuers: [String: Issuer] = [:], _ edit: (inout Self) -> Void = { _ in }) {
            self.issuers = issuers
            edit(&self)
        }

        /// The members in JSON.
        public static let members = Members(Self()) {
            $0("issuers", \.issuers)
            $0("jwtBearerGrantTypeAudienceToUse", \.audience)
            $0("jwtBearerGrantTypeScopeToUse", \.scope)
            $0("jwtBearerGrantTypeCustomClaimsToUse", \.customClaims)
        }
    }

    /// An identity provider whose tokens are accepted.
    public struct Issuer: JSONModel, Hashable {
        /// The URL of the provider's signing keys.
        public var jwksURI: String?
        /// The algorithm of the provider's signatures, for example `RS256`.
        public var signAlgorithm: String?
        /// The provider's userinfo endpoint.
        public var userInfoURI: String?
        /// The claim by which users are recognized.
        public var externalIdFieldName: String?
        /// Whether users who do not exist yet are refused, and not created.
        public var isJITDisabled: Bool?
        /// The attributes of the provider that users' values come from.
        public var attributeMapping: SSOAttributeMapping?

        /// Makes settings.
        ///
        /// - Parameter edit: Sets the values.
        public init(_ edit: (inout Self) -> Void = { _ in }) { edit(&self) }

        /// The members in JSON.
        public static let members = Members(Self()) {
            $0("jwksUri", \.jwksURI)
            $0("signAlgorithm", \.signAlgorithm)
            $0("userInfoUri", \.userInfoURI)
            $0("externalIdFieldName", \.externalIdFieldName)
            $0("jitDisabled", \.isJITDisabled)
            $0("attributeMapping", \.attributeMapping)
        }
    }
}
