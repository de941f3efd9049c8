public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// The SAML settings of a configuration, as the service returns them. To change some of them, make an update of them:
/// ``SSOSAMLUpdate/init(_:_:)`` or ``SSOSAMLMetadataUpdate/init(_:_:)``.
public struct SSOSAMLSettings: JSONModel, Hashable {
    /// The URL at which users sign in at the identity provider.
    public var idpURL: String?
    /// The identity provider's entity id.
    public var idpEntityId: String?
    /// The identity provider's certificate, in PEM.
    public var idpCertificate: String?
    /// Further certificates of the identity provider, for a change of certificates.
    public var idpAdditionalCertificates: [String] = []
    /// The URL at which the identity provider publishes its settings, if they come from there.
    public var idpMetadataURL: String?
    /// The service's own entity id, which the identity provider needs.
    public var spEntityId: String?
    /// The URL at which the service takes responses of the identity provider, which the identity provider needs.
    public var spACSURL: String?
    /// The certificate that the identity provider encrypts its responses for.
    public var spCertificate: String?
    /// The certificate of the key that the service signs its requests with.
    public var spSignCertificate: String?
    /// The format of the name id that is requested.
    public var subjectNameIdFormat: String?
    /// The attributes of the identity provider that users' values come from.
    public var attributeMapping: SSOAttributeMapping?
    /// The roles that members of groups get.
    public var groupMappings: [SSOGroupMapping] = []
    /// The roles that users get by default.
    public var defaultRoleNames: [String] = []
    /// Groups in the order of their priority: of those that a user belongs to, the first one decides.
    public var groupsPriority: [String] = []
    /// Where users return to after a sign-in, when the sign-in does not say.
    public var redirectURL: String?
    /// The relations of fine-grained authorization that members get, by their groups.
    public var fgaMappings: [String: FGAGroupMapping] = [:]
    /// What precedes the tenant's id in the name of its resource in fine-grained authorization.
    public var fgaTenantResourcePrefix: String?
    /// What follows the tenant's id in the name of its resource in fine-grained authorization.
    public var fgaTenantResourceSuffix: String?
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
        $0("idpSSOUrl", \.idpURL)
        $0("idpEntityId", \.idpEntityId)
        $0("idpCertificate", \.idpCertificate)
        $0("idpAdditionalCertificates", \.idpAdditionalCertificates)
        $0("idpMetadataUrl", \.idpMetadataURL)
        $0("spEntityId", \.spEntityId)
        $0("spACSUrl", \.spACSURL)
        $0("spCertificate", \.spCertificate)
        $0("spSignCertificate", \.spSignCertificate)
        $0("subjectNameIdFormat", \.subjectNameIdFormat)
        $0("attributeMapping", \.attributeMapping)
        $0("groupsMapping", \.groupMappings)
        $0("defaultSSORoles", \.defaultRoleNames)
        $0("groupsPriority", \.groupsPriority)
        $0("redirectUrl", \.redirectURL)
        $0("fgaMappings", \.fgaMappings)
        $0("configFGATenantIDResourcePrefix", \.fgaTenantResourcePrefix)
        $0("configFGATenantIDResourceSuffix", \.fgaTenantResourceSuffix)
        $0("providerID", \.providerId)
        $0("scimProviderID", \.scimProviderId)
        $0("lastSuccessTestTime", \.lastSuccessfulTestAt, as: .epochSeconds)
    }
}
