public import DescopeCore

/// The settings that SAML has wherever the settings of the identity provider come from. Those that are not set are
/// cleared.
public struct SSOSAMLDetails: JSONModel {
    /// The roles that members of groups get.
    public var roleMappings: [SSORoleMapping]?
    /// The attributes of the identity provider that users' values come from.
    public var attributeMapping: SSOAttributeMapping?
    /// The roles that users get by default.
    public var defaultRoleNames: [String]?
    /// Groups in the order of their priority: of those that a user belongs to, the first one decides.
    public var groupsPriority: [String]?
    /// The relations of fine-grained authorization that members get, by their groups.
    public var fgaMappings: [String: FGAGroupMapping]?
    /// What precedes the tenant's id in the name of its resource in fine-grained authorization.
    public var fgaTenantResourcePrefix: String?
    /// What follows the tenant's id in the name of its resource in fine-grained authorization.
    public var fgaTenantResourceSuffix: String?
    /// The service's own entity id, to keep that of another system in a migration. Nil for the service's default.
    public var spEntityId: String?
    /// The URL at which the identity provider's responses arrive, to keep that of another system in a migration. Nil
    /// for the service's default.
    public var spACSURL: String?
    /// The private key, in PEM, that responses of the identity provider are decrypted with. Nil for the service's own.
    public var spEncryptionKey: Secret?
    /// The private key, in PEM, that requests are signed with. Nil for the service's own.
    public var spSignKey: Secret?
    /// The format of the name id that is requested.
    public var subjectNameIdFormat: String?
    /// Whether requests to the identity provider are not signed. Default false.
    public var isRequestSigningDisabled: Bool?

    /// Makes empty settings.
    public init() {}

    /// Begins with the settings that a configuration has now. The service does not return the private keys and whether
    /// requests are signed: set them again. Its own entity id and URL are not copied, because they contain the tenant:
    /// after a migration, set them again too.
    public init(_ settings: SSOSAMLSettings) {
        roleMappings = settings.groupMappings.map(SSORoleMapping.init)
        (attributeMapping, defaultRoleNames) = (settings.attributeMapping, settings.defaultRoleNames)
        (groupsPriority, fgaMappings) = (settings.groupsPriority, settings.fgaMappings)
        fgaTenantResourcePrefix = settings.fgaTenantResourcePrefix
        fgaTenantResourceSuffix = settings.fgaTenantResourceSuffix
        subjectNameIdFormat = settings.subjectNameIdFormat
    }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("roleMappings", \.roleMappings)
        $0("attributeMapping", \.attributeMapping)
        $0("defaultSSORoles", \.defaultRoleNames)
        $0("groupsPriority", \.groupsPriority)
        $0("fgaMappings", \.fgaMappings)
        $0("configFGATenantIDResourcePrefix", \.fgaTenantResourcePrefix)
        $0("configFGATenantIDResourceSuffix", \.fgaTenantResourceSuffix)
        $0("spEntityId", \.spEntityId, needsText: true)
        $0("spACSUrl", \.spACSURL, needsText: true)
        $0("spEncryptionKey", \.spEncryptionKey, needsText: true)
        $0("spSignKey", \.spSignKey, needsText: true)
        $0("subjectNameIdFormat", \.subjectNameIdFormat)
        $0("disableSignRequest", \.isRequestSigningDisabled)
    }
}
