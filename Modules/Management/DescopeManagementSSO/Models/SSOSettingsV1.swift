public import DescopeCore

/// The SAML settings of a tenant, as the deprecated first version of the API returns them.
public struct SSOSettingsV1: JSONModel, Hashable {
    /// The tenant.
    public var tenantId: String?
    /// The URL at which users sign in at the identity provider.
    public var idpURL: String?
    /// The identity provider's entity id.
    public var idpEntityId: String?
    /// The identity provider's certificate, in PEM.
    public var idpCertificate: String?
    /// The URL at which the identity provider publishes its settings, if they come from there.
    public var idpMetadataURL: String?
    /// The service's own entity id, which the identity provider needs.
    public var spEntityId: String?
    /// The URL at which the service takes responses of the identity provider.
    public var spACSURL: String?
    /// The certificate that the identity provider encrypts its responses for.
    public var spCertificate: String?
    /// The attributes of the identity provider that users' values come from.
    public var attributeMapping: SSOAttributeMapping?
    /// The roles that members of groups get.
    public var groupMappings: [SSOGroupMapping] = []
    /// Where users return to after a sign-in, when the sign-in does not say.
    public var redirectURL: String?
    /// The email domains by which a sign-in finds the tenant.
    public var domains: [String] = []

    /// Makes empty settings.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("tenantId", \.tenantId)
        $0("idpSSOUrl", \.idpURL)
        $0("idpEntityId", \.idpEntityId)
        $0("idpCertificate", \.idpCertificate)
        $0("idpMetadataUrl", \.idpMetadataURL)
        $0("spEntityId", \.spEntityId)
        $0("spACSUrl", \.spACSURL)
        $0("spCertificate", \.spCertificate)
        $0("userMapping", \.attributeMapping)
        $0("groupsMapping", \.groupMappings)
        $0("redirectUrl", \.redirectURL)
        $0("domains", \.domains)
    }
}
