import Descope
import DescopeEmulator
import Testing

extension Call {
    static let ssoSettings: [Call] = [
        .management("sso.load") { _ = try await $0.sso.load(tenantId: $1("tenantId"), ssoId: $1("ssoId")) },
        .management("sso.loadAll") { _ = try await $0.sso.loadAll(tenantId: $1("tenantId")) },
        .management("sso.create") {
            try await $0.sso.create(
                tenantId: $1("tenantId"),
                displayName: $1("displayName"),
                ssoId: $1("ssoId")
            )
        },
        .management("sso.delete") { try await $0.sso.delete(tenantId: $1("tenantId"), ssoId: $1("ssoId")) },
        .management("sso.setAuthType") {
            try await $0.sso.setAuthType(
                .saml,
                tenantId: $1("tenantId"),
                ssoId: $1("ssoId")
            )
        },
        .management("sso.setRedirectURLs") {
            try await $0.sso.setRedirectURLs(
                tenantId: $1("tenantId"),
                saml: .set($1("samlRedirectUrl")),
                oidc: .set($1("oauthRedirectUrl")),
                ssoId: $1("ssoId")
            )
        },
        .management("sso.recalculateMappings") {
            try await $0.sso.recalculateMappings(tenantId: $1("tenantId"), ssoId: $1("ssoId"))
        },
        .management("sso.updateProviderIds") {
            try await $0.sso.updateProviderIds(
                tenantId: $1("tenantId"),
                ssoId: $1("ssoId"),
                saml: .set($1("samlProviderId")),
                samlSCIM: .set($1("samlScimProviderId")),
                oidc: .set($1("oidcProviderId")),
                oidcSCIM: .set($1("oidcScimProviderId"))
            )
        },
        .management("sso.configureSAML", readsNothing: true) { management, given in
            let settings = SSOSAMLUpdate(
                idpURL: given("settings.idpUrl"),
                idpEntityId: given("settings.entityId"),
                idpCertificate: given("settings.idpCert")
            ) {
                $0.idpAdditionalCertificates = ["MIIC"]
                $0.details = .everything(given)
            }
            try await management.sso.configureSAML(
                settings,
                tenantId: given("tenantId"),
                ssoId: given("ssoId"),
                redirectURL: given("redirectUrl"),
                domains: ["acme.example.com"]
            )
        },
        .management("sso.configureSAML, without domains") {
            try await $0.sso.configureSAML(
                SSOSAMLUpdate(idpURL: "https://idp.example.com", idpEntityId: "urn:idp", idpCertificate: "MIIB"),
                tenantId: $1("tenantId"),
                redirectURL: nil,
                domains: []
            )
        },
        .management("sso.configureSAMLByMetadata", readsNothing: true) { management, given in
            let settings = SSOSAMLMetadataUpdate(idpMetadataURL: given("settings.idpMetadataUrl")) {
                $0.idpEntityId = given("settings.entityId")
                $0.details = .everything(given)
            }
            try await management.sso.configureSAMLByMetadata(
                settings,
                tenantId: given("tenantId"),
                ssoId: given("ssoId"),
                redirectURL: given("redirectUrl"),
                domains: ["acme.example.com"]
            )
        },
        .management("sso.configureOIDC", readsNothing: true) { management, given in
            try await management.sso.configureOIDC(
                .everything(given),
                tenantId: given("tenantId"),
                ssoId: given("ssoId"),
                domains: ["acme.example.com"]
            )
        },
        .management("sso.loadXAA") { _ = try await $0.sso.loadXAA(tenantId: $1("tenantId"), ssoId: $1("ssoId")) },
        .management("sso.loadAllXAA") { _ = try await $0.sso.loadAllXAA(tenantId: $1("tenantId")) },
        .management("sso.configureXAA") {
            try await $0.sso.configureXAA(.everything($1), tenantId: $1("tenantId"), ssoId: $1("ssoId"))
        },
        .management("sso.deleteXAA") { try await $0.sso.deleteXAA(tenantId: $1("tenantId"), ssoId: $1("ssoId")) },
        .management("sso.loadV1") { _ = try await $0.sso.loadV1(tenantId: $1("tenantId")) },
        .management("sso.configureV1") {
            try await $0.sso.configureV1(
                tenantId: $1("tenantId"),
                idpURL: $1("idpURL"),
                idpEntityId: $1("entityId"),
                idpCertificate: $1("idpCert"),
                redirectURL: $1("redirectURL"),
                domains: ["acme.example.com"]
            )
        },
        .management("sso.configureMetadataV1") {
            try await $0.sso.configureMetadataV1(
                tenantId: $1("tenantId"),
                idpMetadataURL: $1("idpMetadataURL"),
                redirectURL: $1("redirectURL"),
                domains: ["acme.example.com"]
            )
        },
        .management("sso.configureMapping") {
            try await $0.sso.configureMapping(
                tenantId: $1("tenantId"),
                roleMappings: [SSORoleMapping(["engineering"], roleName: "editor")],
                attributeMapping: .everything,
                defaultRoleNames: ["viewer"]
            )
        },

        .management("outboundScim.create") {
            try await $0.outboundScim.create(
                $1("appId"),
                configuration: [
                    "baseUrl": "https://scim.example.com", "bearerToken": Secret($1.secret(Given.flowInput)),
                ]
            )
        },
        .management("outboundScim.update") {
            try await $0.outboundScim.update(
                $1("appId"),
                version: 1,
                configuration: ["bearerToken": Secret($1.secret(Given.flowInput)), "isActive": true]
            )
        },
        .management("outboundScim.delete") { try await $0.outboundScim.delete($1("appId")) },
        .management("outboundScim.load") { _ = try await $0.outboundScim.load($1("appId")) },
        .management("outboundScim.setEnabled") { try await $0.outboundScim.setEnabled(true, for: $1("appId")) },
    ]

    /// Prepares a project for these calls.
    ///
    /// - Returns: The arguments that they are given there.
    static func prepareSSOSettings(_ it: Journey) async throws -> [String: String] {
        let sso = it.client.management.sso
        try await sso.create(tenantId: "acme", displayName: "Okta", ssoId: "okta")
        try await sso.configureXAA(SSOXAAUpdate(isEnabled: true), tenantId: "acme", ssoId: "okta")
        try it.backend.configureSSO(
            tenant: "acme",
            domains: ["acme.example"],
            ssoId: "S1",
            groupRoles: ["eng": ["clerk"]]
        )
        let grace = EmulatorIdentityProvider.Identity(email: "grace@acme.example", subject: "1906", groups: ["eng"])
        let start = try await it.client.sso.start(tenant: "acme", ssoOptions: SSOOptions(ssoId: "S1"))
        let code = try #require(it.backend.identityProvider.signIn(at: start, as: grace).code)
        let userId = try await it.client.sso.exchange(code: code).user?.userId
        try await it.client.management.outboundScim.create("oidc")
        return [
            "ssoId": "okta", "sso.create.ssoId": "new", "outboundScim.appId": "oidc",
            "outboundScim.create.appId": "crm", "groups.ssoId": "S1", "groups.groupId": "eng",
            "groups.loginIds.0": "grace@acme.example", "groups.userIds.0": userId ?? "",
        ]
    }

    /// Refused before anything is sent: the service would act on everything.
    static let unboundedSsoSettings: [Unbounded] = [
        Unbounded("sso.setRedirectURLs", "samlRedirectUrl") { try await $0.sso.setRedirectURLs(tenantId: "acme") },
        Unbounded("sso.updateProviderIds", "samlProviderId") {
            try await $0.sso.updateProviderIds(tenantId: "acme")
        },
        Unbounded("sso.configureSAMLByMetadata", "settings.idpMetadataUrl") {
            try await $0.sso.configureSAMLByMetadata(
                SSOSAMLMetadataUpdate(SSOSAMLSettings()),
                tenantId: "acme",
                redirectURL: nil,
                domains: []
            )
        },
        Unbounded("sso.configureSAML", "settings.entityId") {
            try await $0.sso.configureSAML(
                SSOSAMLUpdate(SSOSAMLSettings()),
                tenantId: "acme",
                redirectURL: nil,
                domains: []
            )
        },
        Unbounded("sso.configureOIDC", "settings.clientId") {
            try await $0.sso.configureOIDC(
                SSOOIDCUpdate(SSOOIDCSettings(), clientSecret: nil),
                tenantId: "acme",
                domains: []
            )
        },
        Unbounded("sso.configureOIDC", "domains.1") {
            try await $0.sso.configureOIDC(
                SSOOIDCUpdate(name: "Acme", clientId: "acme"),
                tenantId: "acme",
                domains: ["acme.example.com", " "]
            )
        },
        Unbounded("sso.configureMapping", "roleMappings.0.roleName") {
            try await $0.sso.configureMapping(tenantId: "acme", roleMappings: [SSORoleMapping(SSOGroupMapping())])
        },
    ]
}

extension Model {
    private static let shared = [
        "groupsMapping": "groupMappings", "defaultSSORoles": "defaultRoleNames",
        "configFGATenantIDResourcePrefix": "fgaTenantResourcePrefix",
        "configFGATenantIDResourceSuffix": "fgaTenantResourceSuffix", "lastSuccessTestTime": "lastSuccessfulTestAt",
        "idpSSOUrl": "idpURL", "disableSignRequest": "isRequestSigningDisabled", "entityId": "idpEntityId",
        "idpCert": "idpCertificate", "idpAdditionalCerts": "idpAdditionalCertificates", "scope": "scopes",
        "prompt": "prompts", "manageProviderTokens": "managesProviderTokens", "usePkce": "usesPKCE",
        "userAttrMapping": "attributeMapping", "userMapping": "attributeMapping", "settings": "jwtBearer",
        "enabled": "isEnabled", "groupPriorityEnabled": "isGroupPriorityEnabled",
        "allowOverrideRoles": "allowsOverridingRoles",
    ]

    /// The members of those above that a model has.
    private static func sso<Value: JSONModel>(_ type: Value.Type, _ contractType: String, grouped: String? = nil)
        -> Model
    {
        let names = Set(Value.members.names)
        return Model(type, contractType, renamed: shared.filter { names.contains($0.key) }, grouped: grouped)
    }

    static let ssoSettings: [Model] = [
        sso(SSOSettings.self, "SSOTenantSettings"), sso(SSOSettings.Tenant.self, "Tenant"),
        sso(SSOSAMLSettings.self, "SSOSAMLSettingsResponse"), sso(SSOOIDCSettings.self, "SSOOIDCSettings"),
        sso(SSOXAASettings.self, "SSOXAASettingsResponse"), sso(SSOSettingsV1.self, "SSOSettingsV1"),
        sso(SSOSAMLUpdate.self, "SSOSAMLSettings", grouped: "details"),
        sso(SSOSAMLMetadataUpdate.self, "SSOSAMLByMetadataSettings", grouped: "details"),
        sso(SSOSAMLDetails.self, "SSOSAMLByMetadataSettings"), sso(SSOOIDCUpdate.self, "SSOOIDCSettings"),
        sso(SSOXAAUpdate.self, "management.sso.configureXAASettings"),
        Model(SSORoleMapping.self, "RoleMapping"), Model(SSOGroupMapping.self, "GroupsMapping"),
        Model(SSOGroupMapping.Role.self, "RoleItem"), Model(SSOAttributeMapping.self, "AttributeMapping"),
        Model(SSOOIDCAttributeMapping.self, "OIDCAttributeMapping", grouped: "attributes"),
        Model(FGAGroupMapping.self, "FGAGroupMapping"),
        Model(FGAGroupMapping.Relation.self, "FGAGroupMappingRelation"),
        Model(
            SSOXAASettings.JWTBearer.self,
            "XAAJWTBearerSettings",
            renamed: [
                "jwtBearerGrantTypeAudienceToUse": "audience", "jwtBearerGrantTypeScopeToUse": "scope",
                "jwtBearerGrantTypeCustomClaimsToUse": "customClaims",
            ]
        ),
        Model(SSOXAASettings.Issuer.self, "XAAIssuerSettings", renamed: ["jitDisabled": "isJITDisabled"]),
        Model(
            OutboundSCIMConfiguration.self,
            "OutboundScimConfiguration",
            renamed: [
                "enabled": "isEnabled", "lastExportTime": "lastExportedAt", "lastProcessingTime": "lastProcessedAt",
                "failures": "failureCount",
            ]
        ) {
            [
                "appId": $0.appId, "configuration": try? $0.configuration.reveal(), "isEnabled": $0.isEnabled,
                "lastExportedAt": $0.lastExportedAt, "lastProcessedAt": $0.lastProcessedAt,
                "failureCount": $0.failureCount, "version": $0.version,
            ]
        },
    ]
}

extension SSOAttributeMapping {
    fileprivate static let everything = SSOAttributeMapping {
        ($0.name, $0.givenName, $0.middleName, $0.familyName) = ("displayName", "givenName", "middleName", "sn")
        ($0.picture, $0.email, $0.verifiedEmail) = ("photo", "mail", "mailVerified")
        ($0.phoneNumber, $0.verifiedPhone, $0.username) = ("mobile", "mobileVerified", "uid")
        ($0.group, $0.customAttributes) = ("memberOf", ["costCenter": "cost_center"])
    }
}

private let sampleRoleMappings = [SSORoleMapping(["engineering"], roleName: "editor")]
private let sampleFGAMappings = [
    "engineering": FGAGroupMapping([FGAGroupMapping.Relation("editor", resource: "repo1", namespace: "repo")])
]

extension SSOSAMLDetails {
    fileprivate static func everything(_ given: Given) -> SSOSAMLDetails {
        var details = SSOSAMLDetails()
        (details.roleMappings, details.attributeMapping) = (sampleRoleMappings, .everything)
        (details.defaultRoleNames, details.groupsPriority) = (["viewer"], ["engineering"])
        details.fgaMappings = sampleFGAMappings
        (details.fgaTenantResourcePrefix, details.fgaTenantResourceSuffix) = ("pre-", "-suf")
        (details.spEntityId, details.spACSURL) = (given("settings.spEntityId"), given("settings.spACSUrl"))
        details.spEncryptionKey = Secret(given.secret("settings.spEncryptionKey"))
        details.spSignKey = Secret(given.secret("settings.spSignKey"))
        details.subjectNameIdFormat = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
        details.isRequestSigningDisabled = true
        return details
    }
}

extension SSOOIDCUpdate {
    fileprivate static func everything(_ given: Given) -> SSOOIDCUpdate {
        SSOOIDCUpdate(
            name: given("settings.name"),
            clientId: given("settings.clientId"),
            clientSecret: given.secret("settings.clientSecret")
        ) {
            ($0.redirectURL, $0.authURL) = ("https://app.example.com/oidc", "https://idp.example.com/authorize")
            ($0.tokenURL, $0.userDataURL) = ("https://idp.example.com/token", "https://idp.example.com/userinfo")
            ($0.jwksURL, $0.issuer) = ("https://idp.example.com/jwks", "https://idp.example.com")
            ($0.scopes, $0.prompts, $0.grantType) = (["openid"], [.login, .selectAccount], .authorizationCode)
            ($0.callbackDomain, $0.managesProviderTokens, $0.usesPKCE) = ("auth.example.com", true, true)
            $0.attributeMapping = SSOOIDCAttributeMapping { ($0.loginId, $0.attributes) = ("sub", .everything) }
            ($0.roleMappings, $0.defaultRoleNames) = (sampleRoleMappings, ["viewer"])
            ($0.groupsPriority, $0.fgaMappings) = (["engineering"], sampleFGAMappings)
            ($0.providerId, $0.scimProviderId) = ("okta", "okta-scim")
        }
    }
}

extension SSOXAAUpdate {
    fileprivate static func everything(_ given: Given) -> SSOXAAUpdate {
        SSOXAAUpdate(isEnabled: true) {
            let issuer = SSOXAASettings.Issuer {
                ($0.jwksURI, $0.signAlgorithm) = ("https://issuer.example.com/jwks", "RS256")
                ($0.userInfoURI, $0.externalIdFieldName) = ("https://issuer.example.com/userinfo", "sub")
                ($0.isJITDisabled, $0.attributeMapping) = (true, .everything)
            }
            $0.jwtBearer = SSOXAASettings.JWTBearer(issuers: ["https://issuer.example.com": issuer]) {
                ($0.audience, $0.scope, $0.customClaims) = ("projectId", "openid", "all")
            }
            ($0.roleMappings, $0.defaultRoleNames) = (sampleRoleMappings, ["viewer"])
            ($0.groupsPriority, $0.isGroupPriorityEnabled) = (["engineering"], true)
            ($0.allowsOverridingRoles, $0.fgaMappings) = (true, sampleFGAMappings)
            $0.providerId = given("providerID")
        }
    }
}
