import Descope
import DescopeEmulator

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Call {
    private static let expiry = Date(timeIntervalSince1970: 1_893_456_000)

    static let applications = ssoApplications + inboundApplications + outboundApplications + outboundTokens

    private static let ssoApplications: [Call] = [
        .management("ssoApplications.createOIDC") { management, given in
            try await management.ssoApplications.createOIDC(
                .everything(given("name")),
                .everything(given("loginPageUrl")),
                id: given("id"),
                clientId: given("clientId"),
                clientSecret: given.secret("clientSecret")
            )
        },
        .management("ssoApplications.updateOIDC") { management, given in
            try await management.ssoApplications.updateOIDC(
                given("id"),
                .everything(given("name")),
                .everything(given("loginPageUrl"))
            )
        },
        .management("ssoApplications.createSAML") { management, given in
            try await management.ssoApplications.createSAML(
                .everything(given("name")),
                .everything(given),
                id: given("id")
            )
        },
        .management("ssoApplications.updateSAML") { management, given in
            try await management.ssoApplications.updateSAML(
                given("id"),
                .everything(given("name")),
                .everything(given)
            )
        },
        .management("ssoApplications.updateSAML, with metadata") { management, given in
            try await management.ssoApplications.updateSAML(
                given("id"),
                SSOApplicationDetails(given("name")),
                SAMLApplicationSettings(loginPageURL: given("loginPageUrl"), metadataURL: given("metadataUrl"))
            )
        },
        .management("ssoApplications.createWSFed") { management, given in
            try await management.ssoApplications.createWSFed(
                .everything(given("name")),
                .everything(given),
                id: given("id")
            )
        },
        .management("ssoApplications.updateWSFed") { management, given in
            try await management.ssoApplications.updateWSFed(
                given("id"),
                .everything(given("name")),
                .everything(given)
            )
        },
        .management("ssoApplications.delete") { try await $0.ssoApplications.delete($1("id")) },
        .management("ssoApplications.load") { _ = try await $0.ssoApplications.load($1("id")) },
        .management("ssoApplications.loadAll") { management, _ in _ = try await management.ssoApplications.loadAll() },
        .management("ssoApplications.loadSecret") {
            _ = try await $0.ssoApplications.loadSecret($1("id"), name: $1("secretName"))
        },
        .management("ssoApplications.rotateSecret") { _ = try await $0.ssoApplications.rotateSecret($1("id")) },
        .management("ssoApplications.addSecret") {
            _ = try await $0.ssoApplications.addSecret($1("name"), id: $1("appId"), expiresAt: expiry)
        },
        .management("ssoApplications.revokeSecret") {
            try await $0.ssoApplications.revokeSecret($1("name"), id: $1("appId"))
        },
        .management("ssoApplications.loadCustomAttributes") { management, _ in
            _ = try await management.ssoApplications.loadCustomAttributes()
        },
        .management("ssoApplications.createCustomAttributes") { management, _ in
            try await management.ssoApplications.createCustomAttributes([.everything])
        },
        .management("ssoApplications.deleteCustomAttributes") { management, _ in
            try await management.ssoApplications.deleteCustomAttributes(["team"])
        },
    ]

    private static let inboundApplications: [Call] = [
        .management("inboundApplications.create") { management, given in
            try await management.inboundApplications.create(
                .everything(given("name")),
                id: given("id"),
                clientId: given("clientId"),
                clientSecret: given.secret("clientSecret"),
                isPublicClient: true
            )
        },
        .management("inboundApplications.create, with a flow for the consent") {
            try await $0.inboundApplications.create(.everything($1("name")), consentFlowId: $1("consentFlowId"))
        },
        .management("inboundApplications.update") {
            try await $0.inboundApplications.update($1("id"), .everything($1("name")))
        },
        .management("inboundApplications.patch") {
            try await $0.inboundApplications.patch(.everything($1("id"), name: $1("name")))
        },
        .management("inboundApplications.delete") { try await $0.inboundApplications.delete($1("id")) },
        .management("inboundApplications.deleteBatch") {
            try await $0.inboundApplications.deleteBatch([$1("ids.0"), $1("ids.1")])
        },
        .management("inboundApplications.load") { _ = try await $0.inboundApplications.load($1("id")) },
        .management("inboundApplications.load, by client id") {
            _ = try await $0.inboundApplications.load(clientId: $1("clientId"))
        },
        .management("inboundApplications.loadAll") { management, _ in
            _ = try await management.inboundApplications.loadAll().page(0)
        },
        .management("inboundApplications.loadSecret") {
            _ = try await $0.inboundApplications.loadSecret($1("id"), name: $1("secretName"))
        },
        .management("inboundApplications.rotateSecret") {
            _ = try await $0.inboundApplications.rotateSecret($1("id"))
        },
        .management("inboundApplications.addSecret") {
            _ = try await $0.inboundApplications.addSecret($1("name"), id: $1("id"), expiresAt: expiry)
        },
        .management("inboundApplications.addSecret, for ever") {
            _ = try await $0.inboundApplications.addSecret($1("name"), id: $1("id"))
        },
        .management("inboundApplications.revokeSecret") {
            try await $0.inboundApplications.revokeSecret($1("name"), id: $1("id"))
        },
        .management("inboundApplications.createV2") {
            try await $0.inboundApplications.createV2(.everything($1("name")), id: $1("id"))
        },
        .management("inboundApplications.updateV2") {
            try await $0.inboundApplications.updateV2($1("id"), .everything($1("name")))
        },
        .management("inboundApplications.patchV2") {
            try await $0.inboundApplications.patchV2(.everything($1("id"), name: $1("name")))
        },
        .management("inboundApplications.loadV2") { _ = try await $0.inboundApplications.loadV2($1("id")) },
        .management("inboundApplications.loadAllV2") { management, _ in
            _ = try await management.inboundApplications.loadAllV2().page(0)
        },
        .management("inboundApplications.searchConsents") { management, given in
            let search = InboundConsentSearch {
                ($0.appId, $0.userId) = (given("appId"), given("userId"))
                ($0.consentId, $0.tenantId) = (given("consentId"), given("tenantId"))
            }
            _ = try await management.inboundApplications.searchConsents(search).page(0)
        },
        .management("inboundApplications.deleteConsents") { management, given in
            try await management.inboundApplications.deleteConsents(
                consentIds: [given("consentIds.0")],
                appId: given("appId"),
                userIds: [given("userIds.0")],
                tenantId: given("tenantId")
            )
        },
        .management("inboundApplications.deleteTenantConsents") { management, given in
            try await management.inboundApplications.deleteTenantConsents(
                consentIds: [given("consentIds.0")],
                appId: given("appId"),
                tenantId: given("tenantId")
            )
        },
    ]

    private static let outboundApplications: [Call] = [
        .management("outboundApplications.create") { management, given in
            let application = NewOutboundApplication(given("name")) {
                ($0.id, $0.settings, $0.clientId) = (given("id"), .everything, "client")
                ($0.clientSecret, $0.appType) = (Secret(given.secret("clientSecret")), "oauth")
                $0.tenantId = given("tenantId")
            }
            try await management.outboundApplications.create(application)
        },
        .management("outboundApplications.createFromTemplate") { management, given in
            try await management.outboundApplications.createFromTemplate(
                given("templateId"),
                id: given("id"),
                clientId: given("clientId"),
                clientSecret: given.secret("clientSecret"),
                tenantId: given("tenantId"),
                name: "Calendar",
                settings: .everything
            )
        },
        .management("outboundApplications.createFromDCRPreset") {
            try await $0.outboundApplications.createFromDCRPreset($1("dcrPresetId"), tenantId: $1("tenantId"))
        },
        .management("outboundApplications.update") { management, given in
            let update = OutboundApplicationUpdate(given("app.id"), name: given("app.name")) {
                ($0.settings, $0.clientId) = (.everything, "client")
                $0.clientSecret = Secret(given.secret("app.clientSecret"))
                ($0.appType, $0.tenantId, $0.templateId) = ("oauth", given("app.tenantId"), "google")
            }
            try await management.outboundApplications.update(update)
        },
        .management("outboundApplications.delete") { try await $0.outboundApplications.delete($1("id")) },
        .management("outboundApplications.load") { _ = try await $0.outboundApplications.load($1("id")) },
        .management("outboundApplications.loadAll") { management, _ in
            _ = try await management.outboundApplications.loadAll()
        },
    ]

    private static let outboundTokens: [Call] = [
        .management("outboundApplications.fetchToken") { management, given in
            _ = try await management.outboundApplications.fetchToken(
                given("appId"),
                userId: given("userId"),
                tenantId: given("tenantId"),
                externalIdentifier: given("externalIdentifier"),
                options: .everything
            )
        },
        .byAppToken("outboundApplications.fetchToken") { applications, given, token in
            _ = try await applications.fetchToken(
                given("appId"),
                userId: given("userId"),
                tenantId: given("tenantId"),
                externalIdentifier: given("externalIdentifier"),
                appToken: token
            )
        },
        .management("outboundApplications.fetchTokenByScopes") { management, given in
            _ = try await management.outboundApplications.fetchTokenByScopes(
                given("appId"),
                userId: given("userId"),
                scopes: ["calendar.read"],
                tenantId: given("tenantId"),
                externalIdentifier: given("externalIdentifier"),
                options: .everything
            )
        },
        .byAppToken("outboundApplications.fetchTokenByScopes") { applications, given, token in
            _ = try await applications.fetchTokenByScopes(
                given("appId"),
                userId: given("userId"),
                scopes: ["calendar.read"],
                tenantId: given("tenantId"),
                externalIdentifier: given("externalIdentifier"),
                appToken: token
            )
        },
        .management("outboundApplications.fetchTenantToken") { management, given in
            _ = try await management.outboundApplications.fetchTenantToken(
                given("appId"),
                tenantId: given("tenantId"),
                externalIdentifier: given("externalIdentifier"),
                options: .everything
            )
        },
        .byAppToken("outboundApplications.fetchTenantToken") { applications, given, token in
            _ = try await applications.fetchTenantToken(
                given("appId"),
                tenantId: given("tenantId"),
                externalIdentifier: given("externalIdentifier"),
                appToken: token
            )
        },
        .management("outboundApplications.fetchTenantTokenByScopes") { management, given in
            _ = try await management.outboundApplications.fetchTenantTokenByScopes(
                given("appId"),
                tenantId: given("tenantId"),
                scopes: ["calendar.read"],
                externalIdentifier: given("externalIdentifier"),
                options: .everything
            )
        },
        .byAppToken("outboundApplications.fetchTenantTokenByScopes") { applications, given, token in
            _ = try await applications.fetchTenantTokenByScopes(
                given("appId"),
                tenantId: given("tenantId"),
                scopes: ["calendar.read"],
                externalIdentifier: given("externalIdentifier"),
                appToken: token
            )
        },
        .management("outboundApplications.listAppsWithUserToken") {
            _ = try await $0.outboundApplications.listAppsWithUserToken($1("userId"), tenantId: $1("tenantId"))
        },
        .management("outboundApplications.deleteToken") { try await $0.outboundApplications.deleteToken($1("id")) },
        .management("outboundApplications.deleteUserTokens") {
            try await $0.outboundApplications.deleteUserTokens(appId: $1("appId"), userId: $1("userId"))
        },
        .management("outboundApplications.deleteUserTokens, for all applications") {
            try await $0.outboundApplications.deleteUserTokens(userId: $1("userId"))
        },
        .management("outboundApplications.deleteUserTokens, of all users") {
            try await $0.outboundApplications.deleteUserTokens(appId: $1("appId"))
        },
        .management("outboundApplications.uploadUserToken", readsNothing: true) { management, given in
            try await management.outboundApplications.uploadUserToken(
                OutboundUserTokenUpload(
                    given("appId"),
                    userId: given("userId"),
                    tenantId: given("tenantId"),
                    token: .everything(given)
                ),
                verifiesRefresh: true
            )
        },
        .management("outboundApplications.uploadUserTokenBatch") { management, given in
            let access = OutboundTokenDetails(accessToken: given.secret("tokens.0.accessToken")) { $0.addOthers() }
            let refresh = OutboundTokenDetails(refreshToken: given.secret("tokens.1.refreshToken"))
            _ = try await management.outboundApplications.uploadUserTokenBatch([
                OutboundUserTokenUpload(given("tokens.0.appId"), userId: given("tokens.0.userId"), token: access),
                OutboundUserTokenUpload(
                    "calendar",
                    userId: "ada@example.com",
                    tenantId: given("tokens.1.tenantId"),
                    token: refresh
                ),
            ])
        },
        .management("outboundApplications.uploadUserAPIKey", readsNothing: true) { management, given in
            try await management.outboundApplications.uploadUserAPIKey(
                given.secret("apiKey"),
                appId: given("appId"),
                userId: given("userId"),
                tenantId: given("tenantId")
            )
        },
        .management("outboundApplications.uploadTenantToken", readsNothing: true) { management, given in
            try await management.outboundApplications.uploadTenantToken(
                OutboundTenantTokenUpload(given("appId"), tenantId: given("tenantId"), token: .everything(given)),
                verifiesRefresh: true
            )
        },
        .management("outboundApplications.uploadTenantTokenBatch") { management, given in
            var token = OutboundTokenDetails(refreshToken: given.secret("tokens.0.refreshToken"))
            token.accessToken = Secret(given.secret("tokens.0.accessToken"))
            token.addOthers()
            _ = try await management.outboundApplications.uploadTenantTokenBatch([
                OutboundTenantTokenUpload(given("tokens.0.appId"), tenantId: given("tokens.0.tenantId"), token: token)
            ])
        },
        .management("outboundApplications.uploadTenantAPIKey", readsNothing: true) { management, given in
            try await management.outboundApplications.uploadTenantAPIKey(
                given.secret("apiKey"),
                appId: given("appId"),
                tenantId: given("tenantId")
            )
        },
    ]

    /// An operation with the token of an inbound application in place of the management key.
    private static func byAppToken(
        _ name: String,
        make: @escaping @Sendable (OutboundApplicationAdmin, Given, String) async throws -> Void
    ) -> Call {
        let route = name.replacing("outboundApplications", with: "management.outboundApplication")
        return Call("\(name), by an application", .inputOfUser, route: route) {
            try await make($0.management.outboundApplications, $1, $1.secret("appToken"))
        }
    }

    /// Prepares a project for these calls.
    ///
    /// - Returns: The arguments that they are given there.
    static func prepareApplications(_ it: Journey) async throws -> [String: String] {
        let management = it.client.management
        let (sso, inbound, outbound) = (
            management.ssoApplications, management.inboundApplications, management.outboundApplications
        )
        try await sso.createCustomAttributes([CustomAttribute("team", .text)])
        let oidc = OIDCApplicationSettings(loginPageURL: "https://crm.example.com")
        for id in ["crm", "oidc"] { try await sso.createOIDC(SSOApplicationDetails(id), oidc, id: id) }
        _ = try await sso.addSecret("spare", id: "oidc")
        let saml = SAMLApplicationSettings(
            loginPageURL: "https://crm.example.com",
            metadataURL: "https://crm.example.com/md"
        )
        try await sso.createSAML(SSOApplicationDetails("SAML"), saml, id: "saml")
        let wsFed = WSFedApplicationSettings(
            loginPageURL: "https://crm.example.com",
            realm: "r",
            replyURL: "https://crm.example.com/r"
        )
        try await sso.createWSFed(SSOApplicationDetails("WS-Fed"), wsFed, id: "wsfed")
        let partner = try await inbound.create(InboundApplicationDetails("Partner"))
        let second = try await inbound.create(InboundApplicationDetails("Second"))
        _ = try await inbound.addSecret("spare", id: partner.id)
        let consent = try it.backend.addConsent(to: partner.id, of: "ada@example.com", tenant: "acme", scopes: ["read"])
        let tenantConsent = try it.backend.addConsent(to: partner.id, tenant: "acme", scopes: ["read"])
        it.backend.addOutboundApp("google-calendar")
        it.backend.addOutboundApp("calendar")
        let token = OutboundTokenDetails(accessToken: "access", refreshToken: "refresh") {
            ($0.scopes, $0.externalIdentifier) = (["calendar.read"], "ada@calendar")
        }
        try await outbound.uploadUserToken(
            OutboundUserTokenUpload("calendar", userId: "ada@example.com", tenantId: "acme", token: token)
        )
        try await outbound.uploadTenantToken(OutboundTenantTokenUpload("calendar", tenantId: "acme", token: token))
        let tokenId = try await outbound.fetchTenantToken("calendar", tenantId: "acme").id
        let appToken = try it.backend.makeAppToken(
            for: partner.id,
            scopes: ["outbound.token.fetch"],
            of: "ada@example.com"
        )
        return [
            "ssoApplications.id": "oidc", "ssoApplications.appId": "oidc", "ssoApplications.secretName": "spare",
            "ssoApplications.updateSAML.id": "saml", "ssoApplications.updateWSFed.id": "wsfed",
            "ssoApplications.revokeSecret.name": "spare",
            "ssoApplications.createOIDC.id": "new", "ssoApplications.createSAML.id": "new",
            "ssoApplications.createWSFed.id": "new",
            "inboundApplications.create.id": "new", "inboundApplications.id": partner.id,
            "inboundApplications.clientId": partner.clientId ?? "",
            "inboundApplications.appId": partner.id, "inboundApplications.secretName": "spare",
            "inboundApplications.ids.0": partner.id, "inboundApplications.ids.1": second.id,
            "inboundApplications.create.clientId": "new", "inboundApplications.createV2.id": "new",
            "inboundApplications.revokeSecret.name": "spare", "inboundApplications.consentId": consent,
            "inboundApplications.consentIds.0": consent,
            "inboundApplications.deleteTenantConsents.consentIds.0": tenantConsent,
            "inboundApplications.userIds.0": "ada@example.com",
            "outboundApplications.id": "calendar", "outboundApplications.app.id": "calendar",
            "outboundApplications.create.id": "new", "outboundApplications.createFromTemplate.id": "new",
            "outboundApplications.deleteToken.id": tokenId ?? "",
            "outboundApplications.appId": "calendar", "outboundApplications.externalIdentifier": "ada@calendar",
            "outboundApplications.tenantId": "acme", "outboundApplications.app.tenantId": "acme",
            "outboundApplications.tokens.0.appId": "calendar",
            "outboundApplications.tokens.0.userId": "ada@example.com",
            "outboundApplications.tokens.0.tenantId": "acme", "outboundApplications.tokens.1.tenantId": "acme",
            "outboundApplications.appToken": appToken.reveal(),
        ]
    }

    /// Refused before anything is sent: the service would act on everything.
    static let unboundedApplications: [Unbounded] = [
        // Null would keep them.
        Unbounded("inboundApplications.patch", "jwtBearerSettings") {
            try await $0.inboundApplications.patch(InboundApplicationPatch("TPA1") { $0.jwtBearerSettings = .clear })
        },
        Unbounded("inboundApplications.patch", "sessionSettings") {
            try await $0.inboundApplications.patch(InboundApplicationPatch("TPA1") { $0.sessionSettings = .clear })
        },
        Unbounded("inboundApplications.patchV2", "jwtBearerSettings") {
            let patch = InboundApplicationV2Patch("TPA1") { $0.jwtBearerSettings = .clear }
            try await $0.inboundApplications.patchV2(patch)
        },
        Unbounded("ssoApplications.createCustomAttributes", "attributes") {
            try await $0.ssoApplications.createCustomAttributes([])
        },
        Unbounded("ssoApplications.deleteCustomAttributes", "names") {
            try await $0.ssoApplications.deleteCustomAttributes([])
        },
        // It would be sent as 0, which stands for never.
        Unbounded("ssoApplications.addSecret", "expireTime") {
            _ = try await $0.ssoApplications.addSecret("new", id: "SA1", expiresAt: Date(timeIntervalSince1970: 0))
        },
        Unbounded("inboundApplications.addSecret", "expireTime") {
            let never = Date(timeIntervalSince1970: -.infinity)
            _ = try await $0.inboundApplications.addSecret("new", id: "TPA1", expiresAt: never)
        },
        Unbounded("inboundApplications.deleteBatch", "ids") { try await $0.inboundApplications.deleteBatch([]) },
        Unbounded("inboundApplications.deleteBatch", "ids.1") {
            try await $0.inboundApplications.deleteBatch(["TPA1", " "])
        },
        Unbounded("inboundApplications.loadAll", "page") {
            _ = try await $0.inboundApplications.loadAll().page(-1)
        },
        Unbounded("inboundApplications.loadAll", "pageSize") {
            _ = try await $0.inboundApplications.loadAll(pageSize: 0).page(0)
        },
        Unbounded("inboundApplications.loadAllV2", "pageSize") {
            _ = try await $0.inboundApplications.loadAllV2(pageSize: 1001).page(0)
        },
        Unbounded("inboundApplications.searchConsents", "pageSize") {
            _ = try await $0.inboundApplications.searchConsents(pageSize: 0).page(0)
        },
        Unbounded("inboundApplications.deleteConsents", "consentIds") {
            try await $0.inboundApplications.deleteConsents()
        },
        // An empty list would not be sent, and the others would delete more than was meant.
        Unbounded("inboundApplications.deleteConsents", "consentIds") {
            try await $0.inboundApplications.deleteConsents(consentIds: [], appId: "TPA1")
        },
        Unbounded("inboundApplications.deleteConsents", "userIds") {
            try await $0.inboundApplications.deleteConsents(appId: "TPA1", userIds: [])
        },
        Unbounded("inboundApplications.deleteConsents", "userIds.0") {
            try await $0.inboundApplications.deleteConsents(userIds: [" "])
        },
        Unbounded("inboundApplications.deleteTenantConsents", "consentIds") {
            try await $0.inboundApplications.deleteTenantConsents()
        },
        Unbounded("inboundApplications.deleteTenantConsents", "consentIds") {
            try await $0.inboundApplications.deleteTenantConsents(consentIds: [], tenantId: "acme")
        },
        Unbounded("outboundApplications.fetchTokenByScopes", "scopes") {
            _ = try await $0.outboundApplications.fetchTokenByScopes("OA1", userId: "U1", scopes: [])
        },
        Unbounded("outboundApplications.fetchTokenByScopes", "scopes") {
            _ = try await $0.outboundApplications.fetchTokenByScopes("OA1", userId: "U1", scopes: [], appToken: "t")
        },
        Unbounded("outboundApplications.fetchTenantTokenByScopes", "scopes") {
            _ = try await $0.outboundApplications.fetchTenantTokenByScopes("OA1", tenantId: "acme", scopes: [])
        },
        Unbounded("outboundApplications.uploadUserTokenBatch", "tokens") {
            _ = try await $0.outboundApplications.uploadUserTokenBatch([])
        },
        Unbounded("outboundApplications.uploadTenantTokenBatch", "tokens") {
            _ = try await $0.outboundApplications.uploadTenantTokenBatch([])
        },
    ]
}

extension Model {
    private static let flags = ["enabled": "isEnabled", "forceAuthentication": "forcesAuthentication"]
    private static let oidc = flags.filter { $0.key != "enabled" }.merging([
        "authorizationCodeDisabled": "isAuthorizationCodeDisabled",
        "clientCredentialsDisabled": "isClientCredentialsDisabled", "refreshTokenDisabled": "isRefreshTokenDisabled",
        "jwtBearerDisabled": "isJWTBearerDisabled", "deviceCodeDisabled": "isDeviceCodeDisabled",
        "forcePkce": "requiresPKCE",
    ]) { $1 }
    private static let saml = ["forceAuthentication": "forcesAuthentication", "useMetadataInfo": "usesMetadata"]
    private static let wsFed = ["forceAuthentication": "forcesAuthentication"]
    private static let idp = ["idpCert": "idpCertificate"]
    private static let inbound = [
        "permissionsScopes": "permissionScopes", "attributesScopes": "attributeScopes",
        "connectionsScopes": "connectionScopes", "forcePkce": "requiresPKCE",
        "audienceWhitelist": "allowedAudiences", "forceAddAllAuthorizationInfo": "addsAllAuthorizationInfo",
    ]
    private static let inboundV2 = inbound.filter { ["permissionsScopes", "forcePkce"].contains($0.key) }
    private static let outbound = [
        "pkce": "usesPKCE", "prompt": "prompts", "useDcr": "usesDynamicRegistration",
        "dcrUrl": "dynamicRegistrationURL",
    ]
    private static let expiry = ["accessTokenExpiry": "expiresAt"]

    static let applications = sso + inboundApplications + outboundApplications

    private static let sso: [Model] = [
        Model(
            SSOApplication.self,
            "SSOApplication",
            renamed: [
                "enabled": "isEnabled", "oidcSettings": "oidc", "samlSettings": "saml", "wsfedSettings": "wsFed",
                "customSettings": "custom",
            ],
            grouped: "details"
        ),
        Model(SSOApplication.CustomSettings.self, "SSOApplicationCustomSettings"),
        Model(
            SSOApplicationDetails.self,
            "management.ssoApplication.createOidcApplication",
            renamed: ["enabled": "isEnabled"]
        ),
        Model(OIDCApplication.self, "SSOApplicationOIDCSettings", renamed: oidc, grouped: "settings"),
        Model(OIDCApplicationSettings.self, "management.ssoApplication.createOidcApplication", renamed: oidc),
        Model(
            SAMLApplication.self,
            "SSOApplicationSAMLSettings",
            renamed: saml.merging(idp) { $1 },
            grouped: "settings"
        ),
        Model(SAMLApplicationSettings.self, "management.ssoApplication.createSamlApplication", renamed: saml),
        Model(
            WSFedApplication.self,
            "SSOApplicationWSFedSettings",
            renamed: wsFed.merging(idp) { $1 },
            grouped: "settings"
        ),
        Model(WSFedApplicationSettings.self, "management.ssoApplication.createWsFedApplication", renamed: wsFed),
        Model(SSOApplicationAttributeMapping.self, "SAMLIDPAttributeMappingInfo"),
        Model(SSOApplicationGroupsMapping.self, "SAMLIDPGroupsMappingInfo"),
        Model(SSOApplicationGroupsMapping.MappedRole.self, "SAMLIDPRoleGroupMappingInfo"),
        Model(
            JWTBearerSettings.self,
            "JWTBearerSettings",
            renamed: [
                "jwtBearerGrantTypeAudienceToUse": "audience", "jwtBearerGrantTypeScopeToUse": "scope",
                "jwtBearerGrantTypeCustomClaimsToUse": "customClaims",
            ]
        ),
        Model(JWTBearerSettings.Issuer.self, "IssuerSettings"),
        Model(ClientSecretInfo.self, "ClientSecretMeta", renamed: ["expireTime": "expiresAt"]),
        Model(
            CreatedClientSecret.self,
            "management.ssoApplication.addApplicationSecret response",
            renamed: ["meta": "info", "cleartext": "secret"]
        ),
    ]

    private static let inboundApplications: [Model] = [
        Model(
            InboundApplication.self,
            "InboundApplication",
            renamed: inbound.merging([
                "dynamic": "isDynamic", "nonConfidentialClient": "isPublicClient",
                "skipConsentScreen": "skipsConsentScreen", "useResources": "usesResources",
            ]) { $1 },
            grouped: "details"
        ),
        Model(
            InboundApplicationCredentials.self,
            "management.inboundApplication.createApplication response",
            renamed: ["cleartext": "clientSecret"]
        ),
        Model(
            InboundApplicationDetails.self,
            "management.inboundApplication.updateApplication",
            renamed: inbound
        ),
        Model(InboundApplicationPatch.self, "management.inboundApplication.patchApplication", renamed: inbound),
        Model(InboundApplicationV2.self, "ThirdPartyApplicationV2", renamed: inboundV2, grouped: "details"),
        Model(
            InboundApplicationV2Details.self,
            "management.inboundApplication.updateApplicationV2",
            renamed: inboundV2
        ),
        Model(
            InboundApplicationV2Patch.self,
            "management.inboundApplication.patchApplicationV2",
            renamed: inboundV2
        ),
        Model(ApplicationScope.self, "ApplicationScope", renamed: ["optional": "isOptional"]),
        Model(
            ApplicationScopeClaimMapping.self,
            "ApplicationScopeClaimMapping",
            renamed: ["useProjectMapping": "usesProjectMapping", "mandatory": "isMandatory"]
        ),
        Model(
            ClientSessionSettings.self,
            "ThirdPartyApplicationSessionSettings",
            renamed: ["enabled": "isEnabled"]
        ),
        Model(
            InboundConsent.self,
            "InboundApplicationConsent",
            renamed: ["ExpireTime": "capitalizedExpiry", "expireTime": "expiry"]
        ),
        Model(InboundConsentSearch.self, "management.inboundApplication.searchConsents"),
    ]

    private static let outboundApplications: [Model] = [
        Model(OutboundApplication.self, "OutboundApplication", renamed: outbound, grouped: "settings"),
        Model(
            NewOutboundApplication.self,
            "management.outboundApplication.createApplication",
            renamed: outbound,
            grouped: "settings"
        ),
        Model(OutboundApplicationUpdate.self, "OutboundApplication", renamed: outbound, grouped: "settings"),
        Model(OutboundApplicationSettings.self, "OutboundAppTemplateOverrides", renamed: outbound),
        Model(OutboundApplicationSettings.URLParameter.self, "URLParam"),
        Model(
            OutboundToken.self,
            "OutboundAppToken",
            renamed: expiry.merging(["tokenSub": "tokenSubject", "lastRefreshTime": "lastRefreshedAt"]) { $1 }
        ),
        Model(
            OutboundTokenOptions.self,
            "FetchOutboundAppTokenOptions",
            renamed: ["withRefreshToken": "includesRefreshToken", "forceRefresh": "forcesRefresh"]
        ),
        Model(OutboundTokenDetails.self, "OutboundAppUserTokenToUpload", renamed: expiry),
        Model(
            OutboundUserTokenUpload.self,
            "OutboundAppUserTokenToUpload",
            renamed: expiry,
            grouped: "token"
        ),
        Model(
            OutboundTenantTokenUpload.self,
            "OutboundAppTenantTokenToUpload",
            renamed: expiry,
            grouped: "token"
        ),
        Model(OutboundTokenUploadFailure.self, "OutboundAppTokenUploadFailure"),
    ]
}

// Each with all that can be sent.

extension CustomAttribute {
    fileprivate static let everything = CustomAttribute("team", .singleSelect) {
        ($0.options, $0.displayName) = ([Option("a", label: "A")], "Team")
        ($0.defaultValue, $0.viewPermissions, $0.editPermissions) = ("a", ["View"], ["Edit"])
    }
}

extension SSOApplicationDetails {
    fileprivate static func everything(_ name: String) -> Self {
        Self(
            name,
            description: "Customers",
            isEnabled: false,
            logo: "https://cdn.example.com/logo.png",
            customAttributes: ["team": "a"]
        )
    }
}

extension JWTBearerSettings {
    fileprivate static let everything = JWTBearerSettings([
        "https://issuer.example.com": Issuer(
            jwksURI: "https://issuer.example.com/jwks",
            signAlgorithm: "RS256",
            userInfoURI: "https://issuer.example.com/userinfo",
            externalIdFieldName: "sub"
        )
    ]) { ($0.audience, $0.scope, $0.customClaims) = ("crm", "read", "{}") }
}

extension OIDCApplicationSettings {
    fileprivate static func everything(_ loginPageURL: String) -> Self {
        Self(loginPageURL: loginPageURL) {
            ($0.forcesAuthentication, $0.jwtBearerSettings) = (true, .everything)
            ($0.backChannelLogoutURL, $0.claims) = ("https://crm.example.com/logout", ["email"])
            $0.customIdPInitiatedLoginPageURL = "https://crm.example.com/login"
            ($0.clientType, $0.approvedRedirectURLs) = (.publicClient, ["https://crm.example.com/callback"])
            ($0.isAuthorizationCodeDisabled, $0.isClientCredentialsDisabled) = (false, true)
            ($0.isRefreshTokenDisabled, $0.isJWTBearerDisabled, $0.isDeviceCodeDisabled) = (true, true, true)
            ($0.requiresPKCE, $0.defaultAudience) = (true, .clientId)
        }
    }
}

extension [SSOApplicationAttributeMapping] {
    fileprivate static let everything = [
        SSOApplicationAttributeMapping("email", type: "basic", value: "user.email")
    ]
}

extension [SSOApplicationGroupsMapping] {
    fileprivate static let everything = [
        SSOApplicationGroupsMapping(
            "admins",
            type: "basic",
            filterType: "roles",
            value: "Admins",
            roles: [.init(id: "ROL2", name: "Tenant Admin")]
        )
    ]
}

extension SAMLApplicationSettings {
    fileprivate static func everything(_ given: Given) -> Self {
        Self(
            loginPageURL: given("loginPageUrl"),
            entityId: given("entityId"),
            acsURL: given("acsUrl"),
            certificate: given("certificate")
        ) {
            $0.metadataURL = given("metadataUrl")
            ($0.attributeMapping, $0.groupsMapping) = (.everything, .everything)
            ($0.acsAllowedCallbacks, $0.subjectNameIdType) = (["https://crm.example.com/*"], .email)
            ($0.subjectNameIdFormat, $0.defaultRelayState) = ("emailAddress", "relay")
            ($0.forcesAuthentication, $0.logoutRedirectURL) = (true, "https://crm.example.com/bye")
            ($0.errorRedirectURL, $0.defaultSignatureAlgorithm) = ("https://crm.example.com/error", "sha256")
        }
    }
}

extension WSFedApplicationSettings {
    fileprivate static func everything(_ given: Given) -> Self {
        Self(loginPageURL: given("loginPageUrl"), realm: given("realm"), replyURL: given("replyUrl")) {
            $0.replyAllowedCallbacks = ["https://crm.example.com/*"]
            ($0.attributeMapping, $0.groupsMapping) = (.everything, .everything)
            ($0.forcesAuthentication, $0.logoutRedirectURL) = (true, "https://crm.example.com/bye")
            $0.errorRedirectURL = "https://crm.example.com/error"
        }
    }
}

extension [ApplicationScope] {
    fileprivate static let everything = [
        ApplicationScope("read", description: "Reads documents", values: ["Read"], isOptional: true)
    ]
}

extension ClientSessionSettings {
    fileprivate static let everything = ClientSessionSettings {
        $0.isEnabled = true
        ($0.refreshTokenLifetime, $0.sessionTokenLifetime) = (.seconds(3 * 86_400), .seconds(600))
        $0.keySessionTokenLifetime = .seconds(1200)
        ($0.userTemplateId, $0.keyTemplateId) = ("T1", "T2")
    }
}

extension [ApplicationScopeClaimMapping] {
    fileprivate static let everything = [
        ApplicationScopeClaimMapping(
            "profile",
            claims: ["mail": "user.email"],
            description: "Your profile",
            usesProjectMapping: true,
            isMandatory: true
        )
    ]
}

extension InboundApplicationDetails {
    fileprivate static func everything(_ name: String) -> Self {
        Self(name) {
            ($0.description, $0.logo, $0.logoURL) = ("Customers", "AAAA", "https://cdn.example.com/logo.png")
            $0.loginPageURL = "https://login.example.com"
            $0.approvedCallbackURLs = ["https://partner.example.com/callback"]
            ($0.permissionScopes, $0.attributeScopes) = (.everything, .everything)
            ($0.connectionScopes, $0.jwtBearerSettings) = (.everything, .everything)
            ($0.customAttributes, $0.requiresPKCE) = (["team": "a"], true)
            ($0.defaultAudience, $0.allowedAudiences) = (.projectId, ["crm"])
            ($0.sessionSettings, $0.addsAllAuthorizationInfo) = (.everything, true)
            ($0.cibaSettings, $0.jarSettings) = (["enabled": true], ["enabled": true])
            $0.allowedTenants = ["acme"]
        }
    }
}

extension InboundApplicationPatch {
    fileprivate static func everything(_ id: String, name: String) -> Self {
        Self(id) {
            ($0.name, $0.description, $0.logo) = (.set(name), .set("Customers"), .clear)
            $0.logoURL = .set("https://cdn.example.com/logo.png")
            $0.loginPageURL = .set("https://login.example.com")
            $0.approvedCallbackURLs = .set(["https://partner.example.com/callback"])
            ($0.permissionScopes, $0.attributeScopes) = (.set(.everything), .clear)
            ($0.connectionScopes, $0.jwtBearerSettings) = (.set(.everything), .set(.everything))
            ($0.customAttributes, $0.requiresPKCE) = (.set(["team": "a"]), false)
            ($0.defaultAudience, $0.allowedAudiences) = (.set(.projectId), .set(["crm"]))
            ($0.sessionSettings, $0.addsAllAuthorizationInfo) = (.set(.everything), true)
            ($0.cibaSettings, $0.jarSettings) = (.set(["enabled": true]), .clear)
            $0.allowedTenants = .set(["acme"])
        }
    }
}

extension InboundApplicationV2Details {
    fileprivate static func everything(_ name: String) -> Self {
        Self(name) {
            ($0.description, $0.logo) = ("Customers", "AAAA")
            $0.loginPageURL = "https://login.example.com"
            $0.approvedCallbackURLs = ["https://partner.example.com/callback"]
            ($0.permissionScopes, $0.scopeClaimMapping) = (.everything, .everything)
            ($0.jwtBearerSettings, $0.customAttributes) = (.everything, ["team": "a"])
            ($0.requiresPKCE, $0.defaultAudience) = (true, .projectId)
        }
    }
}

extension InboundApplicationV2Patch {
    fileprivate static func everything(_ id: String, name: String) -> Self {
        Self(id) {
            ($0.name, $0.description, $0.logo) = (.set(name), .set("Customers"), .set("AAAA"))
            $0.loginPageURL = .set("https://login.example.com")
            $0.approvedCallbackURLs = .set(["https://partner.example.com/callback"])
            ($0.permissionScopes, $0.scopeClaimMapping) = (.set(.everything), .set(.everything))
            ($0.jwtBearerSettings, $0.customAttributes) = (.set(.everything), .set(["team": "a"]))
            ($0.requiresPKCE, $0.defaultAudience) = (true, .set(.projectId))
        }
    }
}

extension OutboundApplicationSettings {
    fileprivate static let everything = OutboundApplicationSettings {
        ($0.description, $0.logo) = ("Appointments", "https://cdn.example.com/logo.png")
        $0.discoveryURL = "https://calendar.example.com/.well-known/openid-configuration"
        $0.authorizationURL = "https://calendar.example.com/authorize"
        $0.authorizationURLParams = [URLParameter("audience", "crm")]
        $0.tokenURL = "https://calendar.example.com/token"
        $0.tokenURLParams = [URLParameter("audience", "crm")]
        $0.revocationURL = "https://calendar.example.com/revoke"
        $0.defaultScopes = ["calendar.read"]
        $0.defaultRedirectURL = "https://app.example.com/outbound"
        ($0.callbackDomain, $0.usesPKCE, $0.accessType) = ("auth.example.com", true, .offline)
        ($0.prompts, $0.usesDynamicRegistration) = ([.consent], true)
        $0.dynamicRegistrationURL = "https://calendar.example.com/register"
    }
}

extension OutboundTokenOptions {
    fileprivate static let everything = OutboundTokenOptions(includesRefreshToken: true, forcesRefresh: true)
}

extension OutboundTokenDetails {
    fileprivate static func everything(_ given: Given) -> Self {
        Self(accessToken: given.secret("accessToken"), refreshToken: given.secret("refreshToken")) {
            $0.addOthers()
            $0.idToken = Secret(given.secret("idToken"))
        }
    }

    fileprivate mutating func addOthers() {
        (expiresAt, accessTokenType) = (Date(timeIntervalSince1970: 1_893_456_000), "Bearer")
        (scopes, externalIdentifier) = (["calendar.read"], "ada@calendar")
        (idToken, grantedBy) = ("hush-hush-id-31415926", "grace@example.com")
    }
}
