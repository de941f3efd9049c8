import DescopeCore
import DescopeEmulator
import DescopeHTTP
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Federated and inbound applications, their secrets, the consents to them, and outbound SCIM.
@Suite struct ApplicationTests {
    private let project: Project

    init() throws { project = try Project() }

    private func send(_ path: String, _ body: JSONValue) async throws -> JSONValue {
        let answer = try await project.manage(path, body)
        #expect(answer.status == 200, "\(path): \(answer.body)")
        return answer.body
    }

    private func get(_ path: String, _ query: [String: String] = [:]) async throws -> Answer {
        let items = query.sorted { $0.key < $1.key }.map { APIQueryItem($0.key, $0.value) }
        return try await project.send(.get, path, bearer: StrictnessTests.management, query: items)
    }

    private func create(_ path: String, _ body: JSONValue) async throws -> String {
        try #require(try await send(path, body)["id"]?.stringValue)
    }

    // MARK: - Federated applications

    /// A kind of federated application, with members of its settings.
    struct Kind: Sendable, CustomTestStringConvertible {
        let type: String
        let settings: [String: JSONValue]
        /// The members that the project sets.
        let own: [String]
        var testDescription: String { type }
    }

    static let kinds = [
        Kind(
            type: "oidc",
            settings: ["claims": ["email"], "forcePkce": true, "backChannelLogoutUrl": "https://a.example/out"],
            own: ["clientId", "issuer", "discoveryUrl"]
        ),
        Kind(
            type: "saml",
            settings: ["entityId": "urn:a", "acsUrl": "https://a.example/acs", "certificate": "MII"],
            own: ["idpCert", "idpEntityId", "idpSsoUrl", "idpMetadataUrl"]
        ),
        Kind(
            type: "wsfed",
            settings: ["realm": "urn:a", "replyUrl": "https://a.example/in", "replyAllowedCallbacks": ["https://a.b"]],
            own: ["idpCert", "idpEntityId", "idpSsoUrl", "idpMetadataUrl"]
        ),
    ]

    @Test("an application has the settings of its protocol, and an update replaces them", arguments: kinds)
    func federated(_ kind: Kind) async throws {
        let path = "/v1/mgmt/sso/idp/app/\(kind.type)"
        let common: [String: JSONValue] = ["name": "CRM", "loginPageUrl": "https://a.example/login"]
        let more: [String: JSONValue] = ["id": "crm", "enabled": true, "customAttributes": ["plan": "pro"]]
        let all = common.merging(more) { $1 }.merging(kind.settings) { $1 }
        #expect(try await create("\(path)/create", .object(all)) == "crm")
        #expect(try await project.manage("\(path)/create", .object(all)).status == 400)
        let made = try await get("/v1/mgmt/sso/idp/app/load", ["id": "crm"]).body
        #expect((made["name"], made["appType"], made["enabled"]) == ("CRM", .string(kind.type), true))
        #expect(made["customAttributes"] == ["plan": "pro"])
        let settings = try #require(made["\(kind.type)Settings"])
        for (name, value) in kind.settings.merging(
            ["loginPageUrl": "https://a.example/login"],
            uniquingKeysWith: { $1 }
        ) {
            #expect(settings[name] == value, "\(name)")
        }
        for name in kind.own { #expect(settings[name]?.stringValue?.isEmpty == false, "\(name)") }
        for other in Self.kinds where other.type != kind.type { #expect(made["\(other.type)Settings"] == .null) }
        #expect(try await get("/v1/mgmt/sso/idp/apps/load").body["apps"] == [made])

        let required = kind.settings.filter { ["realm", "replyUrl"].contains($0.key) }
        let update = required.merging(["id": "crm", "name": "New", "loginPageUrl": "https://b.example"]) { $1 }
        _ = try await send("\(path)/update", .object(update))
        let updated = try await get("/v1/mgmt/sso/idp/app/load", ["id": "crm"]).body
        #expect((updated["name"], updated["enabled"], updated["customAttributes"]) == ("New", false, [:]))
        let after = try #require(updated["\(kind.type)Settings"])
        #expect(after["loginPageUrl"] == "https://b.example")
        for name in kind.settings.keys where required[name] == nil {
            #expect([false, "", []].contains(after[name] ?? .null), "\(name)")
        }
        for name in kind.own { #expect(after[name] == settings[name], "\(name)") }
        for other in Self.kinds where other.type != kind.type {
            let body = other.settings.merging(["id": "crm", "name": "New", "loginPageUrl": "https://b.example"]) { $1 }
            let answer = try await project.manage("/v1/mgmt/sso/idp/app/\(other.type)/update", .object(body))
            #expect(answer.status == 400)
        }
        _ = try await send("/v1/mgmt/sso/idp/app/delete", ["id": "crm"])
        #expect(try await get("/v1/mgmt/sso/idp/app/load", ["id": "crm"]).status == 400)
    }

    @Test("an application without metadata is accepted, one that says to use them is not")
    func metadata() async throws {
        let path = "/v1/mgmt/sso/idp/app/saml/create"
        _ = try await create(path, ["name": "A", "description": "test", "enabled": true])
        #expect(try await project.manage(path, ["name": "B", "useMetadataInfo": true]).status == 400)
        #expect(try await get("/v1/mgmt/sso/idp/apps/load").body["apps"]?.arrayValue?.count == 1)
    }

    @Test("definitions of custom attributes are created or updated by name")
    func customAttributes() async throws {
        let path = "/v1/mgmt/sso/idp/app/customattribute"
        _ = try await send(
            "\(path)/create",
            ["attributes": [["name": "plan", "type": 1], ["name": "level", "type": 2]]]
        )
        let all = try await send(
            "\(path)/create",
            ["attributes": [["name": "plan", "type": 4, "options": [["value": "pro", "label": "Pro"]]]]]
        )
        #expect(all["data"]?.arrayValue?.compactMap { $0["name"]?.stringValue } == ["plan", "level"])
        #expect(all["data"]?[0]?["type"] == 4)
        #expect(try await get("\(path)s").body == all)
        let left = try await send("\(path)/delete", ["names": ["plan"]])
        #expect(left["data"]?.arrayValue?.compactMap { $0["name"]?.stringValue } == ["level"])
        #expect(try await project.manage("\(path)/delete", ["names": ["level", "plan"]]).status == 400)
        #expect(try await get("\(path)s").body == left)
        #expect(try await project.manage("\(path)/create", ["attributes": [["name": "a", "type": 8]]]).status == 400)
    }

    // MARK: - Secrets

    /// The operations of the secrets of one kind of application.
    struct Secrets: Sendable, CustomTestStringConvertible {
        let create: String
        let path: String
        let appId: String
        var testDescription: String { path }
    }

    static let secretOperations = [
        Secrets(create: "/v1/mgmt/sso/idp/app/oidc/create", path: "/v1/mgmt/sso/idp/app", appId: "appId"),
        Secrets(create: "/v1/mgmt/thirdparty/app/create", path: "/v1/mgmt/thirdparty/app", appId: "id"),
    ]

    @Test("an application has a secret, which can be rotated, and further ones by name", arguments: secretOperations)
    func secrets(_ operations: Secrets) async throws {
        let create: JSONValue = ["id": "crm", "name": "CRM", "clientId": "mine", "clientSecret": "hush"]
        _ = try await send(operations.create, create)
        func secret(_ name: String? = nil) async throws -> Answer {
            let query = ["id": "crm"].merging(name.map { ["secretName": $0] } ?? [:]) { $1 }
            return try await get("\(operations.path)/secret", query)
        }
        #expect(try await secret().body == ["cleartext": "hush"])
        let rotated = try await send("\(operations.path)/rotate", ["id": "crm"])
        #expect(rotated["cleartext"] != "hush")
        #expect(try await secret().body == rotated)

        let end = Int64(project.clock.now.timeIntervalSince1970) + 60
        let add: [String: JSONValue] = [operations.appId: "crm", "name": "ci", "expireTime": .int(end)]
        let added = try await send("\(operations.path)/secret/add", .object(add))
        #expect((added["meta"]?["name"], added["meta"]?["status"]) == ("ci", "active"))
        #expect(added["meta"]?["expireTime"] == .int(end))
        #expect(try await project.manage("\(operations.path)/secret/add", .object(add)).status == 400)
        let late = add.merging(["name": "late", "expireTime": .int(end - 100)]) { $1 }
        #expect(try await project.manage("\(operations.path)/secret/add", .object(late)).status == 400)
        #expect(try await secret().errorCode == "E011002")
        #expect(try await secret("ci").body["cleartext"] == added["cleartext"])
        #expect(try await secret("none").status == 400)

        project.clock.advance(by: .seconds(61))
        let left = try await send("\(operations.path)/secret/revoke", [operations.appId: "crm", "name": "default"])
        #expect(left["secrets"]?.arrayValue?.map { $0["name"] } == ["ci"])
        #expect(left["secrets"]?[0]?["status"] == "expired")
        #expect(try await secret().body["cleartext"] == added["cleartext"])
        _ = try await send("\(operations.path)/delete", ["id": "crm"])
        #expect(try await secret().status == 400)
        _ = try await send(operations.create, create)
        #expect(try await secret().body == ["cleartext": "hush"])
    }

    @Test(
        "public clients, and applications of other protocols, have no secret",
        arguments: [
            ("sso/idp/app", "oidc/create", ["clientType": "public"]), ("sso/idp/app", "saml/create", [:]),
            ("thirdparty/app", "create", ["nonConfidentialClient": true]),
        ] as [(String, String, [String: JSONValue])]
    )
    func noSecret(_ path: String, _ create: String, _ members: [String: JSONValue]) async throws {
        let body = members.merging(["name": "CRM", "id": "crm"]) { $1 }
        let made = try await send("/v1/mgmt/\(path)/\(create)", .object(body))
        #expect(made["cleartext"] ?? "" == "")
        #expect(try await get("/v1/mgmt/\(path)/secret", ["id": "crm"]).status == 400)
        #expect(try await project.manage("/v1/mgmt/\(path)/rotate", ["id": "crm"]).status == 400)
    }

    // MARK: - Inbound applications

    @Test("both versions show the same application, each with its own members")
    func inbound() async throws {
        let made = try await send(
            "/v1/mgmt/thirdparty/app/create",
            [
                "id": "crm", "name": "CRM", "attributesScopes": [["name": "email", "description": "Email"]],
                "allowedTenants": ["acme"], "forcePkce": true,
            ]
        )
        #expect(made["id"] == "crm")
        #expect(made["cleartext"]?.stringValue?.isEmpty == false)
        let clientId = try #require(made["clientId"]?.stringValue)
        let first = try await get("/v1/mgmt/thirdparty/app/load", ["clientId": clientId]).body
        #expect(first == (try await get("/v1/mgmt/thirdparty/app/load", ["id": "crm"]).body))
        #expect((first["allowedTenants"], first["scopeClaimMapping"]) == (["acme"], nil))
        let mapping: JSONValue = [["scope": "email", "claims": ["email": "email"]]]
        _ = try await send("/v2/mgmt/thirdparty/app/patch", ["id": "crm", "scopeClaimMapping": mapping, "logo": nil])
        let second = try await get("/v2/mgmt/thirdparty/app/load", ["id": "crm"]).body
        #expect((second["name"], second["forcePkce"], second["attributesScopes"]) == ("CRM", true, nil))
        #expect(second["scopeClaimMapping"]?[0]?["scope"] == "email")

        // An update replaces what its version has, and nothing else.
        _ = try await send("/v2/mgmt/thirdparty/app/update", ["id": "crm", "name": "New"])
        let updated = try await get("/v1/mgmt/thirdparty/app/load", ["id": "crm"]).body
        #expect((updated["name"], updated["forcePkce"]) == ("New", false))
        #expect(updated["attributesScopes"] == first["attributesScopes"])
        #expect((updated["allowedTenants"], updated["clientId"]) == (["acme"], .string(clientId)))
        #expect(try await get("/v2/mgmt/thirdparty/app/load", ["id": "crm"]).body["scopeClaimMapping"] == [])
    }

    @Test("a patch changes only what it states")
    func patch() async throws {
        _ = try await send(
            "/v1/mgmt/thirdparty/app/create",
            ["id": "crm", "name": "CRM", "description": "d", "approvedCallbackUrls": ["https://a.b"]]
        )
        _ = try await send("/v1/mgmt/thirdparty/app/patch", ["id": "crm", "name": "New", "description": nil])
        var app = try await get("/v1/mgmt/thirdparty/app/load", ["id": "crm"]).body
        #expect((app["name"], app["description"]) == ("New", "d"))
        #expect(app["approvedCallbackUrls"] == ["https://a.b"])
        _ = try await send("/v1/mgmt/thirdparty/app/patch", ["id": "crm", "approvedCallbackUrls": []])
        app = try await get("/v1/mgmt/thirdparty/app/load", ["id": "crm"]).body
        #expect((app["approvedCallbackUrls"], app["name"]) == ([], "New"))
    }

    @Test("all applications are loaded in pages, and deleted together or not at all")
    func pages() async throws {
        for number in 0..<5 {
            _ = try await create("/v1/mgmt/thirdparty/app/create", ["id": .string("a\(number)"), "name": "A"])
        }
        func ids(_ body: JSONValue) -> [String] { body["apps"]?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? [] }
        let page = try await get("/v1/mgmt/thirdparty/apps/load", ["page": "1", "limit": "2"]).body
        #expect((ids(page), page["total"]) == (["a2", "a3"], 5))
        let other = try await send("/v2/mgmt/thirdparty/apps/load", ["page": 2, "limit": 2])
        #expect((ids(other), other["total"]) == (["a4"], 5))
        #expect(ids(try await send("/v2/mgmt/thirdparty/apps/load", ["page": 0, "limit": 0])).count == 5)
        #expect(try await project.manage("/v2/mgmt/thirdparty/apps/load", ["limit": -1]).status == 400)
        let path = "/v1/mgmt/thirdparty/app/delete/batch"
        for names in [["a0", "none"], []] as [JSONValue] {
            #expect(try await project.manage(path, ["ids": names]).status == 400)
        }
        _ = try await send(path, ["ids": ["a0", "a4"]])
        #expect(ids(try await get("/v1/mgmt/thirdparty/apps/load").body) == ["a1", "a2", "a3"])
    }

    @Test("a client id is one application's")
    func clientId() async throws {
        let path = "/v1/mgmt/thirdparty/app/create"
        _ = try await create(path, ["name": "A", "clientId": "mine"])
        #expect(try await project.manage(path, ["name": "B", "clientId": "mine"]).status == 400)
        #expect(try await project.manage(path, ["name": "B", "consentFlowId": "f"]).status == 400)
    }

    // MARK: - Consents

    /// A project with two applications and consents, which are named by their number.
    private func consents() async throws -> [String: Int] {
        let backend = project.backend
        for id in ["acme", "globex"] { try backend.addTenant(id: id, name: id) }
        for name in ["ada", "bob"] { try backend.addUser(name) }
        for id in ["crm", "wiki"] {
            _ = try await create("/v1/mgmt/thirdparty/app/create", ["id": .string(id), "name": "A"])
        }
        let all: [(String, String?, String?)] = [
            ("crm", "ada", nil), ("crm", "bob", "acme"), ("crm", nil, "acme"), ("wiki", "ada", nil),
            ("wiki", nil, "globex"),
        ]
        return Dictionary(
            uniqueKeysWithValues: try all.enumerated().map { number, consent in
                let (app, user, tenant) = consent
                return (try backend.addConsent(to: app, of: user, tenant: tenant, scopes: ["read"]), number)
            }
        )
    }

    private func userId(_ loginId: String) async throws -> String {
        let user = try await get("/v1/mgmt/user", ["loginId": loginId]).body["user"]
        return try #require(user?["userId"]?.stringValue)
    }

    private func search(_ filter: JSONValue = [:]) async throws -> [String] {
        let found = try await send("/v1/mgmt/thirdparty/consents/search", filter)
        return found["consents"]?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? []
    }

    @Test("consents are found by application, user, tenant and id")
    func searchConsents() async throws {
        let numbers = try await consents()
        let ada = JSONValue.string(try await userId("ada"))
        let first = try #require(numbers.first { $0.value == 0 }?.key)
        for (filter, expected) in [
            ([:], [0, 1, 2, 3, 4]), (["appId": "crm"], [0, 1, 2]), (["userId": ada], [0, 3]),
            (["tenantId": "acme"], [1, 2]), (["userId": ada, "appId": "wiki"], [3]),
            (["consentId": .string(first)], [0]), (["consentId": .string(first), "appId": "wiki"], []),
            (["page": 1, "limit": 2], [2, 3]), (["appId": "none"], []),
        ] as [(JSONValue, [Int])] {
            #expect(try await search(filter).compactMap { numbers[$0] } == expected, "\(filter)")
        }
        let found = try await send("/v1/mgmt/thirdparty/consents/search", ["limit": 1])
        #expect(found["total"] == 5)
        #expect((found["consents"]?[0]?["userId"], found["consents"]?[0]?["scopes"]) == (ada, ["read"]))
        // A second consent adds to the first.
        #expect(try project.backend.addConsent(to: "crm", of: "ada", scopes: ["write", "read"]) == first)
        let again = try await send("/v1/mgmt/thirdparty/consents/search", ["consentId": .string(first)])
        #expect(again["consents"]?[0]?["scopes"] == ["read", "write"])
    }

    @Test(
        "consents of users, and those of tenants, are deleted by their own operation",
        arguments: [
            ("", ["appId": "crm"], [2, 3, 4]), ("", ["userIds": ["ada"]], [1, 2, 4]),
            ("", ["tenantId": "acme"], [0, 2, 3, 4]),
            ("", ["userIds": ["ada", "bob"], "appId": "crm"], [2, 3, 4]),
            ("/tenant", ["tenantId": "acme"], [0, 1, 3, 4]),
            ("/tenant", ["appId": "wiki"], [0, 1, 2, 3]),
        ] as [(String, [String: JSONValue], [Int])]
    )
    func deleteConsents(_ path: String, _ filter: [String: JSONValue], _ left: [Int]) async throws {
        let numbers = try await consents()
        var filter = filter
        if let names = filter["userIds"]?.stringsValue {
            var ids: [JSONValue] = []
            for name in names { ids.append(.string(try await userId(name))) }
            filter["userIds"] = .array(ids)
        }
        _ = try await send("/v1/mgmt/thirdparty/consents/delete\(path)", .object(filter))
        #expect(try await search().compactMap { numbers[$0] } == left)
        // An empty filter does not delete everything.
        #expect(try await project.manage("/v1/mgmt/thirdparty/consents/delete\(path)", [:]).status == 400)
    }

    @Test(
        "consents are deleted with the application, the user or the tenant",
        arguments: [
            ("thirdparty/app", ["id": "crm"], [3, 4]), ("user", ["loginId": "ada"], [1, 2, 4]),
            ("tenant", ["id": "acme"], [0, 3, 4]),
        ] as [(String, JSONValue, [Int])]
    )
    func deletions(_ path: String, _ body: JSONValue, _ left: [Int]) async throws {
        let numbers = try await consents()
        _ = try await send("/v1/mgmt/\(path)/delete", body)
        #expect(try await search().compactMap { numbers[$0] } == left)
    }

    // MARK: - Outbound SCIM

    @Test("the SCIM configuration of an application is changed at its version, and deleted with the application")
    func outboundSCIM() async throws {
        let path = "/v1/mgmt/outbound/scim"
        let configuration: JSONValue = ["appId": "crm", "configuration": ["baseUrl": "https://s.example"]]
        #expect(try await project.manage("\(path)/create", configuration).status == 400)
        _ = try await create("/v1/mgmt/sso/idp/app/oidc/create", ["id": "crm", "name": "CRM"])
        let made = try await send("\(path)/create", configuration)["configuration"]
        #expect((made?["appId"], made?["enabled"], made?["version"]) == ("crm", false, 1))
        #expect(try await project.manage("\(path)/create", configuration).status == 400)
        #expect(try await get("\(path)/crm").body["configuration"] == made)

        let enabled = try await send("\(path)/enabled/set", ["appId": "crm", "enabled": true])["configuration"]
        #expect((enabled?["enabled"], enabled?["configuration"]) == (true, ["baseUrl": "https://s.example"]))
        let version = try #require(enabled?["version"])
        let update: [String: JSONValue] = ["appId": "crm", "version": version, "configuration": ["a": 1]]
        let updated = try await send("\(path)/update", .object(update))["configuration"]
        #expect((updated?["configuration"], updated?["enabled"]) == (["a": 1], true))
        #expect(updated?["version"] != version)
        #expect(try await project.manage("\(path)/update", .object(update)).status == 409)

        _ = try await send("/v1/mgmt/sso/idp/app/delete", ["id": "crm"])
        #expect(try await get("\(path)/crm").status == 400)
    }
}
