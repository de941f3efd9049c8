import Descope
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What is particular about the responses of the operations on applications.
@Suite struct ApplicationResponseTests {
    private static func management(_ transport: ScriptedTransport) throws -> Management {
        try DescopeClient(projectId: "P2test", managementKey: "K2test", transport: transport).management
    }

    @Test(
        "an inbound application is read with and without the published wrapper",
        arguments: [#"{"id":"TPA1","name":"CRM"}"#, #"{"app":{"id":"TPA1","name":"CRM"}}"#]
    )
    func wrapper(_ body: String) async throws {
        let application = try await Self.management(.scripted(.json(body))).inboundApplications.load("TPA1")
        #expect((application.id, application.details.name) == ("TPA1", "CRM"))
    }

    @Test("a response without an application is an error", arguments: ["{}", #"{"app":null}"#, #"{"app":{}}"#])
    func noApplication(_ body: String) async throws {
        let management = try Self.management(.scripted(.json(body)))
        await #expect(throws: DescopeError.self) { try await management.inboundApplications.load("TPA1") }
    }

    @Test("all inbound applications are fetched page by page, by the query")
    func pages() async throws {
        let transport = ScriptedTransport(
            .json(#"{"apps":[{"id":"TPA1","name":"A"},{"id":"TPA2","name":"B"}],"total":3}"#),
            .json(#"{"apps":[{"id":"TPA3","name":"C"}],"total":3}"#)
        )
        var ids: [String] = []
        for try await application in try Self.management(transport).inboundApplications.loadAll(pageSize: 2) {
            ids.append(application.id)
        }
        #expect(ids == ["TPA1", "TPA2", "TPA3"])
        #expect(
            transport.sent.map { $0.query.map { "\($0.name)=\($0.value)" } } == [
                ["page=0", "limit=2"], ["page=1", "limit=2"],
            ]
        )
        #expect(transport.sent.allSatisfy { $0.method == .get && $0.body == nil })
    }

    @Test(
        "the expiry of an outbound token is read as a number, as text and as a date of RFC 3339",
        arguments: [
            ("1893456000", 1_893_456_000), (#""1893456000""#, 1_893_456_000),
            (#""2030-01-01T00:00:00Z""#, 1_893_456_000), (#""2030-01-01T01:00:00+01:00""#, 1_893_456_000),
            ("0", nil), (#""0""#, nil), (#""""#, nil), ("null", nil), (#""soon""#, nil), ("true", nil), ("{}", nil),
        ] as [(String, Double?)]
    )
    func expiry(_ json: String, _ seconds: Double?) async throws {
        let body = #"{"token":{"id":"T1","appId":"OA1","accessToken":"a","accessTokenExpiry":\#(json)}}"#
        let token = try await Self.management(.scripted(.json(body))).outboundApplications.fetchToken(
            "OA1",
            userId: "U1"
        )
        #expect(token.accessToken.reveal() == "a")
        #expect(token.expiresAt?.timeIntervalSince1970 == seconds)
    }

    @Test("a response without an access token is an error", arguments: [#"{"token":{"id":"T1"}}"#, "{}"])
    func noToken(_ body: String) async throws {
        let management = try Self.management(.scripted(.json(body)))
        await #expect(throws: DescopeError.self) {
            try await management.outboundApplications.fetchToken("OA1", userId: "U1")
        }
    }

    @Test(
        "the expiry of a consent is read in both spellings",
        arguments: [(#""ExpireTime":5"#, 5), (#""expireTime":5"#, 5), (#""expireTime":0"#, nil)] as [(String, Double?)]
    )
    func consentExpiry(_ member: String, _ seconds: Double?) async throws {
        let body = #"{"consents":[{"id":"CON1",\#(member)}],"total":1}"#
        let page = try await Self.management(.scripted(.json(body))).inboundApplications.searchConsents().page(0)
        #expect(page.elements.map { $0.expiresAt?.timeIntervalSince1970 } == [seconds])
    }

    @Test("an update that begins with what was loaded sends all that can be set, and nothing else")
    func update() async throws {
        let loaded = #"""
            {"id":"SA1","name":"CRM","enabled":true,"appType":"oidc","templateId":"T1","description":"Customers",
            "oidcSettings":{"loginPageUrl":"https://a.example.com","issuer":"i","discoveryUrl":"d","clientId":"c",
            "claims":["email"],"forceAuthentication":true,"forcePkce":false}}
            """#
        let transport = ScriptedTransport(.json(loaded), .json("{}"))
        let applications = try Self.management(transport).ssoApplications
        let application = try await applications.load("SA1")
        var settings = try #require(application.oidc?.settings)
        settings.requiresPKCE = true
        try await applications.updateOIDC(application.id, application.details, settings)
        #expect(
            transport.sent.last?.bodyJSON == [
                "id": "SA1", "name": "CRM", "enabled": true, "description": "Customers",
                "loginPageUrl": "https://a.example.com", "claims": ["email"], "forceAuthentication": true,
                "forcePkce": true,
            ]
        )
    }

    @Test("an SSO application that says nothing is not enabled, and its other members are empty")
    func defaults() async throws {
        let body = #"{"id":"SA1","name":"CRM","samlSettings":{}}"#
        let application = try await Self.management(.scripted(.json(body))).ssoApplications.load("SA1")
        #expect(!application.details.isEnabled)
        #expect(application.saml?.settings.loginPageURL == "" && application.oidc == nil)
    }

    @Test("an update of an outbound application keeps what was loaded, and the client secret")
    func outboundUpdate() async throws {
        let loaded = #"""
            {"app":{"id":"OA1","name":"Calendar","clientId":"c","appType":"oauth","tenantId":"acme","templateId":"t",
            "pkce":true,"prompt":["consent"],"tokenUrlParams":[{"key":"a","value":""}]}}
            """#
        let transport = ScriptedTransport(.json(loaded), .json(loaded))
        let applications = try Self.management(transport).outboundApplications
        var update = OutboundApplicationUpdate(try await applications.load("OA1"))
        update.settings.defaultScopes = ["read"]
        try await applications.update(update)
        #expect(
            transport.sent.last?.bodyJSON == [
                "app": [
                    "id": "OA1", "name": "Calendar", "clientId": "c", "appType": "oauth", "tenantId": "acme",
                    "templateId": "t", "pkce": true, "prompt": ["consent"], "defaultScopes": ["read"],
                    "tokenUrlParams": [["key": "a", "value": ""]],
                ]
            ]
        )
    }

    @Test("a fetch with an application's token sends no management key, and needs none")
    func appToken() async throws {
        let transport = ScriptedTransport(.json(#"{"token":{"accessToken":"a"}}"#))
        let management = try DescopeClient(projectId: "P2test", transport: transport).management
        _ = try await management.outboundApplications.fetchTenantToken("OA1", tenantId: "acme", appToken: "t")
        #expect(transport.sent.map { $0.headers["authorization"] } == ["Bearer P2test:t"])
    }
}
