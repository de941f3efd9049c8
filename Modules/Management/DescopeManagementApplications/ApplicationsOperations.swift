import DescopeHTTP

extension APIOperation {
    static let createOIDCApplication = Self(
        management: "ssoApplications.createOIDC",
        .post,
        "/v1/mgmt/sso/idp/app/oidc/create"
    )
    static let updateOIDCApplication = Self(
        management: "ssoApplications.updateOIDC",
        .post,
        "/v1/mgmt/sso/idp/app/oidc/update"
    )
    static let createSAMLApplication = Self(
        management: "ssoApplications.createSAML",
        .post,
        "/v1/mgmt/sso/idp/app/saml/create"
    )
    static let updateSAMLApplication = Self(
        management: "ssoApplications.updateSAML",
        .post,
        "/v1/mgmt/sso/idp/app/saml/update"
    )
    static let createWSFedApplication = Self(
        management: "ssoApplications.createWSFed",
        .post,
        "/v1/mgmt/sso/idp/app/wsfed/create"
    )
    static let updateWSFedApplication = Self(
        management: "ssoApplications.updateWSFed",
        .post,
        "/v1/mgmt/sso/idp/app/wsfed/update"
    )
    static let deleteSSOApplication = Self(
        management: "ssoApplications.delete",
        .post,
        "/v1/mgmt/sso/idp/app/delete"
    )
    static let loadSSOApplication = Self(management: "ssoApplications.load", .get, "/v1/mgmt/sso/idp/app/load")
    static let loadSSOApplications = Self(management: "ssoApplications.loadAll", .get, "/v1/mgmt/sso/idp/apps/load")
    static let loadSSOApplicationSecret = Self(
        management: "ssoApplications.loadSecret",
        .get,
        "/v1/mgmt/sso/idp/app/secret"
    )
    static let rotateSSOApplicationSecret = Self(
        management: "ssoApplications.rotateSecret",
        .post,
        "/v1/mgmt/sso/idp/app/rotate"
    )
    static let addSSOApplicationSecret = Self(
        management: "ssoApplications.addSecret",
        .post,
        "/v1/mgmt/sso/idp/app/secret/add"
    )
    static let revokeSSOApplicationSecret = Self(
        management: "ssoApplications.revokeSecret",
        .post,
        "/v1/mgmt/sso/idp/app/secret/revoke"
    )
    static let loadSSOApplicationAttributes = Self(
        management: "ssoApplications.loadCustomAttributes",
        .get,
        "/v1/mgmt/sso/idp/app/customattributes"
    )
    static let createSSOApplicationAttributes = Self(
        management: "ssoApplications.createCustomAttributes",
        .post,
        "/v1/mgmt/sso/idp/app/customattribute/create"
    )
    static let deleteSSOApplicationAttributes = Self(
        management: "ssoApplications.deleteCustomAttributes",
        .post,
        "/v1/mgmt/sso/idp/app/customattribute/delete"
    )

    static let createInboundApplication = Self(
        management: "inboundApplications.create",
        .post,
        "/v1/mgmt/thirdparty/app/create"
    )
    static let updateInboundApplication = Self(
        management: "inboundApplications.update",
        .post,
        "/v1/mgmt/thirdparty/app/update"
    )
    static let patchInboundApplication = Self(
        management: "inboundApplications.patch",
        .post,
        "/v1/mgmt/thirdparty/app/patch"
    )
    static let deleteInboundApplication = Self(
        management: "inboundApplications.delete",
        .post,
        "/v1/mgmt/thirdparty/app/delete"
    )
    static let deleteInboundApplications = Self(
        management: "inboundApplications.deleteBatch",
        .post,
        "/v1/mgmt/thirdparty/app/delete/batch"
    )
    static let loadInboundApplication = Self(
        management: "inboundApplications.load",
        .get,
        "/v1/mgmt/thirdparty/app/load"
    )
    static let loadInboundApplications = Self(
        management: "inboundApplications.loadAll",
        .get,
        "/v1/mgmt/thirdparty/apps/load"
    )
    static let loadInboundApplicationSecret = Self(
        management: "inboundApplications.loadSecret",
        .get,
        "/v1/mgmt/thirdparty/app/secret"
    )
    static let rotateInboundApplicationSecret = Self(
        management: "inboundApplications.rotateSecret",
        .post,
        "/v1/mgmt/thirdparty/app/rotate"
    )
    static let addInboundApplicationSecret = Self(
        management: "inboundApplications.addSecret",
        .post,
        "/v1/mgmt/thirdparty/app/secret/add"
    )
    static let revokeInboundApplicationSecret = Self(
        management: "inboundApplications.revokeSecret",
        .post,
        "/v1/mgmt/thirdparty/app/secret/revoke"
    )
    static let createInboundApplicationV2 = Self(
        management: "inboundApplications.createV2",
        .post,
        "/v2/mgmt/thirdparty/app/create"
    )
    static let updateInboundApplicationV2 = Self(
        management: "inboundApplications.updateV2",
        .post,
        "/v2/mgmt/thirdparty/app/update"
    )
    static let patchInboundApplicationV2 = Self(
        management: "inboundApplications.patchV2",
        .post,
        "/v2/mgmt/thirdparty/app/patch"
    )
    static let loadInboundApplicationV2 = Self(
        management: "inboundApplications.loadV2",
        .get,
        "/v2/mgmt/thirdparty/app/load"
    )
    static let loadInboundApplicationsV2 = Self(
        management: "inboundApplications.loadAllV2",
        .post,
        "/v2/mgmt/thirdparty/apps/load",
        .always
    )
    static let searchConsents = Self(
        management: "inboundApplications.searchConsents",
        .post,
        "/v1/mgmt/thirdparty/consents/search",
        .always
    )
    static let deleteConsents = Self(
        management: "inboundApplications.deleteConsents",
        .post,
        "/v1/mgmt/thirdparty/consents/delete"
    )
    static let deleteTenantConsents = Self(
        management: "inboundApplications.deleteTenantConsents",
        .post,
        "/v1/mgmt/thirdparty/consents/delete/tenant"
    )

    static let createOutboundApplication = Self(
        management: "outboundApplications.create",
        .post,
        "/v1/mgmt/outbound/app/create"
    )
    static let createFromTemplate = Self(
        management: "outboundApplications.createFromTemplate",
        .post,
        "/v1/mgmt/outbound/app/create/bytemplate"
    )
    static let createFromDCRPreset = Self(
        management: "outboundApplications.createFromDCRPreset",
        .post,
        "/v1/mgmt/outbound/app/create/bydcrpreset"
    )
    static let updateOutboundApplication = Self(
        management: "outboundApplications.update",
        .post,
        "/v1/mgmt/outbound/app/update"
    )
    static let deleteOutboundApplication = Self(
        management: "outboundApplications.delete",
        .post,
        "/v1/mgmt/outbound/app/delete"
    )
    static let loadOutboundApplication = Self(
        management: "outboundApplications.load",
        .get,
        "/v1/mgmt/outbound/app/{id}"
    )
    static let loadOutboundApplications = Self(
        management: "outboundApplications.loadAll",
        .get,
        "/v1/mgmt/outbound/apps"
    )
    static let listAppsWithUserToken = Self(
        management: "outboundApplications.listAppsWithUserToken",
        .get,
        "/v1/mgmt/outbound/apps-with-user-token"
    )
    static let deleteToken = Self(
        management: "outboundApplications.deleteToken",
        .delete,
        "/v1/mgmt/outbound/token"
    )
    static let deleteUserTokens = Self(
        management: "outboundApplications.deleteUserTokens",
        .delete,
        "/v1/mgmt/outbound/user/tokens"
    )

    // Fetching is not retried when the service may have acted: it may have used a refresh token that works once.
    static let fetchToken = Self(
        management: "outboundApplications.fetchToken",
        .post,
        "/v1/mgmt/outbound/app/user/token/latest"
    )
    static let fetchTokenByScopes = Self(
        management: "outboundApplications.fetchTokenByScopes",
        .post,
        "/v1/mgmt/outbound/app/user/token"
    )
    static let fetchTenantToken = Self(
        management: "outboundApplications.fetchTenantToken",
        .post,
        "/v1/mgmt/outbound/app/tenant/token/latest"
    )
    static let fetchTenantTokenByScopes = Self(
        management: "outboundApplications.fetchTenantTokenByScopes",
        .post,
        "/v1/mgmt/outbound/app/tenant/token"
    )

    static let uploadUserToken = Self(
        management: "outboundApplications.uploadUserToken",
        .post,
        "/v1/mgmt/outbound/app/user/oauthtoken/upload"
    )
    static let uploadUserTokens = Self(
        management: "outboundApplications.uploadUserTokenBatch",
        .post,
        "/v1/mgmt/outbound/app/user/oauthtoken/batch/upload"
    )
    static let uploadUserAPIKey = Self(
        management: "outboundApplications.uploadUserAPIKey",
        .post,
        "/v1/mgmt/outbound/app/user/apikey/upload"
    )
    static let uploadTenantToken = Self(
        management: "outboundApplications.uploadTenantToken",
        .post,
        "/v1/mgmt/outbound/app/tenant/oauthtoken/upload"
    )
    static let uploadTenantTokens = Self(
        management: "outboundApplications.uploadTenantTokenBatch",
        .post,
        "/v1/mgmt/outbound/app/tenant/oauthtoken/batch/upload"
    )
    static let uploadTenantAPIKey = Self(
        management: "outboundApplications.uploadTenantAPIKey",
        .post,
        "/v1/mgmt/outbound/app/tenant/apikey/upload"
    )

    /// The same operation with the token of an inbound application in place of the management key.
    var withAppToken: Self { Self(name, method, path, .appToken, retryable) }
}
