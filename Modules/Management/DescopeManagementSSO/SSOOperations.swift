import DescopeHTTP

extension APIOperation {
    static let loadSSO = Self(management: "sso.load", .get, "/v2/mgmt/sso/settings")
    static let loadAllSSO = Self(management: "sso.loadAll", .get, "/v2/mgmt/sso/settings/all")
    static let createSSO = Self(management: "sso.create", .post, "/v1/mgmt/sso/settings/new")
    static let deleteSSO = Self(management: "sso.delete", .delete, "/v1/mgmt/sso/settings")
    static let setSSOAuthType = Self(management: "sso.setAuthType", .post, "/v1/mgmt/sso/settings/authtype")
    static let setSSORedirectURLs = Self(management: "sso.setRedirectURLs", .post, "/v1/mgmt/sso/redirect")
    static let recalculateSSOMappings = Self(
        management: "sso.recalculateMappings",
        .post,
        "/v1/mgmt/sso/recalculate-mappings"
    )
    static let updateSSOProviderIds = Self(management: "sso.updateProviderIds", .post, "/v1/mgmt/sso/provider-ids")

    static let configureSAML = Self(management: "sso.configureSAML", .post, "/v1/mgmt/sso/saml")
    static let configureSAMLByMetadata = Self(
        management: "sso.configureSAMLByMetadata",
        .post,
        "/v1/mgmt/sso/saml/metadata"
    )
    static let configureOIDC = Self(management: "sso.configureOIDC", .post, "/v1/mgmt/sso/oidc")

    static let loadXAA = Self(management: "sso.loadXAA", .get, "/v1/mgmt/sso/xaa/settings")
    static let loadAllXAA = Self(management: "sso.loadAllXAA", .get, "/v1/mgmt/sso/xaa/settings/all")
    static let configureXAA = Self(management: "sso.configureXAA", .post, "/v1/mgmt/sso/xaa/settings")
    static let deleteXAA = Self(management: "sso.deleteXAA", .delete, "/v1/mgmt/sso/xaa/settings")

    static let loadSSOV1 = Self(management: "sso.loadV1", .get, "/v1/mgmt/sso/settings")
    static let configureSSOV1 = Self(management: "sso.configureV1", .post, "/v1/mgmt/sso/settings")
    static let configureSSOMetadataV1 = Self(management: "sso.configureMetadataV1", .post, "/v1/mgmt/sso/metadata")
    static let configureSSOMapping = Self(management: "sso.configureMapping", .post, "/v1/mgmt/sso/mapping")

    static let createOutboundSCIM = Self(management: "outboundScim.create", .post, "/v1/mgmt/outbound/scim/create")
    static let updateOutboundSCIM = Self(management: "outboundScim.update", .post, "/v1/mgmt/outbound/scim/update")
    static let deleteOutboundSCIM = Self(management: "outboundScim.delete", .post, "/v1/mgmt/outbound/scim/delete")
    static let loadOutboundSCIM = Self(management: "outboundScim.load", .get, "/v1/mgmt/outbound/scim/{appId}")
    static let setOutboundSCIMEnabled = Self(
        management: "outboundScim.setEnabled",
        .post,
        "/v1/mgmt/outbound/scim/enabled/set"
    )
}
