import Descope
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

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

    @Test("a mapping of claims has the properties of a mapping of attributes")
    func claims() {
        var mapping = SSOOIDCAttributeMapping { ($0.loginId, $0.email) = ("sub", "mail") }
        mapping.customAttributes = ["team": "team"]
        #expect(mapping.attributes.email == "mail" && mapping.attributes.customAttributes == ["team": "team"])
        #expect(mapping.email == "mail" && mapping.name == nil)
    }

    @Test("the values of outbound provisioning are neither printed nor encoded, and can be changed and sent back")
    func outboundSCIM() throws {
        let json: JSONValue = [
            "appId": "crm", "version": 4, "enabled": false,
            "configuration": ["bearerToken": "hush", "more": ["a": [1, "hush"], "b": true]],
        ]
        var configuration = try OutboundSCIMConfiguration(json: json.json)
        #expect(try configuration.configuration.reveal() == json["configuration"]?.objectValue)
        #expect(configuration.configuration["none"] == nil)
        var dumped = ""
        dump(configuration, to: &dumped)
        let printed = ["\(configuration)", String(reflecting: configuration), dumped]
        #expect(printed.allSatisfy { !$0.contains("hush") })
        #expect("\(configuration.configuration)" == "bearerToken, more")
        #expect(throws: EncodingError.self) { try JSONEncoder().encode(configuration) }
        configuration.configuration["bearerToken"] = Secret("new")
        configuration.configuration["more"] = nil
        #expect(try configuration.configuration.reveal() == ["bearerToken": "new"])
        #expect(throws: EncodingError.self) { try JSONEncoder().encode(configuration) }
        let error = #expect(throws: DescopeError.self) {
            try OutboundSCIMValues(["baseUrl": "https://crm.example.com", "rate": Double.infinity]).reveal()
        }
        #expect(error?.message.hasPrefix("rate: ") == true, "\(error as Any)")
    }

    @Test("empty values of outbound provisioning clear them, nil keeps them")
    func outboundSCIMCleared() async throws {
        let kept: JSONValue = ["configuration": ["appId": "crm", "version": 5, "configuration": [:]]]
        let transport = ScriptedTransport(.json(kept.description), .json(kept.description))
        let client = try DescopeClient(projectId: "P2test", managementKey: "K2test", transport: transport)
        for configuration in [nil, [:]] as [OutboundSCIMValues?] {
            try await client.management.outboundScim.update("crm", version: 4, configuration: configuration)
        }
        #expect(transport.sent.map { $0.bodyJSON?["configuration"] } == [nil, [:]])
    }

    @Test("values that were loaded are sent back, and an error of the service does not show them")
    func outboundSCIMUpdate() async throws {
        let values: JSONValue = ["baseUrl": "https://crm.example.com", "auth": ["token": "hush-31415926"]]
        let loaded: JSONValue = ["configuration": ["appId": "crm", "version": 4, "configuration": values]]
        let refusal = ScriptedTransport.Answer.refusal(
            .invalidArguments,
            status: 400,
            description: "cannot use hush-31415926"
        )
        let transport = ScriptedTransport(.json(loaded.description), refusal)
        let client = try DescopeClient(projectId: "P2test", managementKey: "K2test", transport: transport)
        let scim = client.management.outboundScim
        let found = try await scim.load("crm")
        let error = await #expect(throws: DescopeError.self) {
            try await scim.update("crm", version: found.version, configuration: found.configuration)
        }
        #expect(transport.sent.last?.bodyJSON?["configuration"] == values)
        #expect(error.map { !"\($0)".contains("hush") } == true)
    }
}
