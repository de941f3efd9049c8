import Descope
import Testing

/// Requests name settings differently from responses, and roles by their names.
@Suite struct SSOUpdateTests {
    private static let groupsMapping: JSONValue = [
        ["role": ["id": "R1", "name": "editor"], "groups": ["eng", "ops"]]
    ]
    private static let roleMappings: JSONValue = [["roleName": "editor", "groups": ["eng", "ops"]]]
    private static let fgaMappings: JSONValue = [
        "eng": ["relations": [["resource": "repo1", "relationDefinition": "editor", "namespace": "repo"]]]
    ]

    /// The members that responses of all protocols have, with further ones.
    private static func response(_ members: [String: JSONValue]) -> [UInt8] {
        let shared: [String: JSONValue] = [
            "groupsMapping": groupsMapping, "defaultSSORoles": ["viewer"], "groupsPriority": ["eng"],
            "fgaMappings": fgaMappings,
        ]
        return JSONValue.object(members.merging(shared) { $1 }).json
    }

    /// The same members as requests have them.
    private static func request(_ members: [String: JSONValue]) -> JSONValue {
        let shared: [String: JSONValue] = [
            "roleMappings": roleMappings, "defaultSSORoles": ["viewer"], "groupsPriority": ["eng"],
            "fgaMappings": fgaMappings,
        ]
        return .object(members.merging(shared) { $1 })
    }

    private static func written(_ update: some JSONModel) throws -> JSONValue { try JSONValue(json: update.json) }

    @Test("an update of SAML begins with the settings that were loaded")
    func saml() throws {
        let saml = try SSOSAMLSettings(
            json: Self.response([
                "idpSSOUrl": "https://idp/sso", "idpEntityId": "urn:idp", "idpCertificate": "MIIB",
                "idpAdditionalCertificates": ["MIIC"], "idpMetadataUrl": "https://idp/metadata",
                "spEntityId": "urn:sp", "spACSUrl": "https://sp/acs", "spCertificate": "MIID",
                "spSignCertificate": "MIIE", "subjectNameIdFormat": "email", "attributeMapping": ["email": "mail"],
                "redirectUrl": "https://app", "configFGATenantIDResourcePrefix": "pre-",
                "configFGATenantIDResourceSuffix": "-suf", "lastSuccessTestTime": 1_700_000_000,
            ])
        )
        let shared: [String: JSONValue] = [
            "subjectNameIdFormat": "email", "attributeMapping": ["email": "mail"],
            "configFGATenantIDResourcePrefix": "pre-", "configFGATenantIDResourceSuffix": "-suf",
        ]
        let manual: [String: JSONValue] = [
            "idpUrl": "https://idp/sso", "entityId": "urn:idp", "idpCert": "MIIB", "idpAdditionalCerts": ["MIIC"],
        ]
        let metadata: [String: JSONValue] = ["idpMetadataUrl": "https://idp/metadata", "entityId": "urn:idp"]
        #expect(try Self.written(SSOSAMLUpdate(saml)) == Self.request(shared.merging(manual) { $1 }))
        #expect(try Self.written(SSOSAMLMetadataUpdate(saml)) == Self.request(shared.merging(metadata) { $1 }))
    }

    @Test("an update of OpenID Connect begins with the settings that were loaded, with the client secret that is given")
    func oidc() throws {
        let same: [String: JSONValue] = [
            "name": "Acme", "clientId": "acme", "redirectUrl": "https://app", "authUrl": "https://idp/authorize",
            "tokenUrl": "https://idp/token", "userDataUrl": "https://idp/userinfo", "JWKsUrl": "https://idp/jwks",
            "issuer": "https://idp", "scope": ["openid"], "prompt": ["login"], "grantType": "authorization_code",
            "callbackDomain": "auth.example.com", "manageProviderTokens": true, "usePkce": true,
            "userAttrMapping": ["loginId": "sub"], "providerID": "okta", "scimProviderID": "okta-scim",
        ]
        let oidc = try SSOOIDCSettings(json: Self.response(same.merging(["clientSecret": ""]) { $1 }))
        let update = SSOOIDCUpdate(oidc, clientSecret: "hush") { $0.name = "Acme 2" }
        let changed: [String: JSONValue] = ["name": "Acme 2", "clientSecret": "hush"]
        #expect(try Self.written(update) == Self.request(same.merging(changed) { $1 }))
    }

    @Test("an update of Cross-App Access begins with the settings that were loaded")
    func xaa() throws {
        let same: [String: JSONValue] = [
            "enabled": true, "settings": ["issuers": ["https://idp": ["jwksUri": "https://idp/jwks"]]],
            "groupPriorityEnabled": true, "allowOverrideRoles": true, "providerID": "okta",
        ]
        let xaa = try SSOXAASettings(json: Self.response(same.merging(["ssoId": "SSO2"]) { $1 }))
        #expect(try Self.written(SSOXAAUpdate(xaa)) == Self.request(same))
    }

    @Test("the values of outbound provisioning are not printed")
    func outboundSCIM() throws {
        var configuration = OutboundSCIMConfiguration()
        (configuration.appId, configuration.version) = ("crm", 4)
        configuration.configuration = ["bearerToken": "hush"]
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect("\(configuration)" == "crm, version 4")
        #expect(!dumped.contains("hush") && !String(reflecting: configuration).contains("hush"))
    }
}
