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

/// The tokens of outbound applications.
@Suite struct OutboundTokenTests {
    private let project: Project

    init() throws {
        project = try Project()
        for id in ["acme", "globex"] { try project.backend.addTenant(id: id, name: id) }
        try project.backend.addUser("ada", tenants: ["acme": []])
        try project.backend.addUser("bob")
        for id in ["crm", "wiki"] { project.backend.addOutboundApp(id) }
    }

    private static let path = "/v1/mgmt/outbound/app"
    private static let crm: [String: JSONValue] = ["appId": "crm", "userId": "ada"]

    private func send(_ path: String, _ members: [String: JSONValue], token: String? = nil) async throws -> Answer {
        try await project.post("\(Self.path)/\(path)", .object(members), token: token ?? Project.managementKey)
    }

    private func upload(_ members: [String: JSONValue]) async throws {
        let owner = members["userId"] == nil && members["tenantId"] != nil ? ["appId": "crm"] : Self.crm
        let kind = owner["userId"] == nil ? "tenant" : "user"
        let answer = try await send("\(kind)/oauthtoken/upload", owner.merging(members) { $1 })
        #expect(answer.status == 200, "\(answer.body)")
    }

    private func fetch(_ members: [String: JSONValue] = [:]) async throws -> JSONValue? {
        let path = members["scopes"] == nil ? "user/token/latest" : "user/token"
        return try await send(path, Self.crm.merging(members) { $1 }).body["token"]
    }

    private func delete(_ path: String, _ query: [String: String]) async throws -> Int {
        try await project.send(
            .delete,
            "/v1/mgmt/outbound/\(path)",
            bearer: StrictnessTests.management,
            query: query.sorted { $0.key < $1.key }.map { APIQueryItem($0.key, $0.value) }
        ).status
    }

    private func apps(_ user: String, _ tenant: String? = nil) async throws -> JSONValue? {
        var query = [APIQueryItem("userId", user)]
        if let tenant { query.append(APIQueryItem("tenantId", tenant)) }
        let path = "/v1/mgmt/outbound/apps-with-user-token"
        return try await project.send(.get, path, bearer: StrictnessTests.management, query: query).body["appIds"]
    }

    @Test("a token is returned as it was uploaded; the refresh token only on request")
    func members() async throws {
        try await upload([
            "accessToken": "a1", "refreshToken": "r1", "accessTokenType": "Bearer", "accessTokenExpiry": 4_000_000_000,
            "scopes": ["read", "write"], "externalIdentifier": "ada@crm", "grantedBy": "boss", "idToken": "i1",
        ])
        let token = try #require(try await fetch())
        let expected: [String: JSONValue] = [
            "appId": "crm", "accessToken": "a1", "accessTokenType": "Bearer", "accessTokenExpiry": "4000000000",
            "hasRefreshToken": true, "refreshToken": "", "lastRefreshTime": "0", "lastRefreshError": "",
            "scopes": ["read", "write"], "tenantId": "", "grantedBy": "boss", "externalIdentifier": "ada@crm",
            "tokenSub": "",
        ]
        for (name, value) in expected { #expect(token[name] == value, "\(name)") }
        #expect(token["userId"]?.stringValue?.hasPrefix("U2") == true)
        #expect(try await fetch(["options": ["withRefreshToken": true]])?["refreshToken"] == "r1")
    }

    @Test("the latest token is fetched, or the latest that has all scopes, or one account's")
    func choice() async throws {
        try await upload(["accessToken": "a1", "scopes": ["read", "write"]])
        try await upload(["accessToken": "a2", "scopes": ["read"]])
        try await upload(["accessToken": "a3", "scopes": ["admin"], "externalIdentifier": "other"])
        try await upload(["accessToken": "t1", "tenantId": "acme", "userId": "ada"])
        for (members, expected) in [
            ([:], "a3"), (["scopes": ["read"]], "a2"), (["scopes": ["write", "read"]], "a1"),
            (["scopes": ["read", "none"]], nil), (["externalIdentifier": "other"], "a3"),
            (["externalIdentifier": "none"], nil), (["tenantId": "acme"], "t1"),
        ] as [([String: JSONValue], String?)] {
            #expect(try await fetch(members)?["accessToken"]?.stringValue == expected, "\(members)")
        }
        // The same scopes again replace the token, which is the latest then.
        try await upload(["accessToken": "a4", "scopes": ["write", "read"]])
        #expect(try await fetch()?["accessToken"] == "a4")
        #expect(try await fetch(["scopes": ["write"]])?["accessToken"] == "a4")
        try await upload(["accessToken": "a5", "scopes": ["admin"]])
        #expect(try await fetch(["externalIdentifier": "other"])?["accessToken"] == "a3")
    }

    @Test("tokens of a tenant are apart from those of its users")
    func ofTenant() async throws {
        try await upload(["accessToken": "a1", "userId": "ada", "tenantId": "acme"])
        let acme: [String: JSONValue] = ["appId": "crm", "tenantId": "acme"]
        #expect(try await send("tenant/token/latest", acme).status == 400)
        try await upload(["accessToken": "t1", "tenantId": "acme", "scopes": ["read"]])
        let token = try await send("tenant/token/latest", acme).body["token"]
        #expect((token?["accessToken"], token?["userId"], token?["tenantId"]) == ("t1", "", "acme"))
        let scopes = acme.merging(["scopes": ["read"]]) { $1 }
        #expect(try await send("tenant/token", scopes).body["token"]?["id"] == token?["id"])
        #expect(try await send("tenant/token", acme.merging(["scopes": []]) { $1 }).status == 400)
        #expect(try await delete("user/tokens", ["appId": "crm"]) == 200)
        #expect(try await send("tenant/token/latest", acme).status == 200)
        #expect(try await fetch(["tenantId": "acme"]) == nil)
    }

    @Test("a token is refreshed when it has expired or on request, if it can be")
    func refresh() async throws {
        let start = Int64(project.clock.now.timeIntervalSince1970)
        try await upload(["accessToken": "a1", "refreshToken": "r1", "accessTokenExpiry": .int(start + 60)])
        #expect(try await fetch()?["accessToken"] == "a1")
        project.clock.advance(by: .seconds(60))
        let refreshed = try #require(try await fetch())
        #expect(refreshed["accessToken"] != "a1")
        #expect(refreshed["lastRefreshTime"] == .string("\(start + 60)"))
        #expect(refreshed["accessTokenExpiry"] == .string("\(start + 60 + 3600)"))
        #expect(try await fetch() == refreshed)
        let forced = try await fetch(["options": ["forceRefresh": true]])
        #expect(forced?["accessToken"] != refreshed["accessToken"])
        #expect(forced?["id"] == refreshed["id"])

        try await upload(["refreshToken": "r2"])
        #expect(try await fetch()?["accessToken"]?.stringValue?.isEmpty == false)
        try await upload(["accessToken": "a2", "accessTokenExpiry": .int(start + 60)])
        #expect(try await fetch() == nil)
        try await upload(["accessToken": "a3"])
        #expect(try await fetch()?["accessToken"] == "a3")
        #expect(try await fetch(["options": ["forceRefresh": true]]) == nil)
    }

    @Test("an API key belongs to an application that uses API keys")
    func apiKey() async throws {
        for (id, type) in [("keys", "apikey"), ("oauth", "oauth")] {
            let app: JSONValue = ["id": .string(id), "name": .string(id), "appType": .string(type)]
            #expect(try await project.manage("\(Self.path)/create", app).status == 200)
        }
        let ada: [String: JSONValue] = ["userId": "ada", "apiKey": "k1"]
        #expect(try await send("user/apikey/upload", ada.merging(["appId": "oauth"]) { $1 }).status == 400)
        #expect(try await send("user/apikey/upload", ada.merging(["appId": "keys"]) { $1 }).status == 200)
        #expect(try await fetch(["appId": "keys"])?["accessToken"] == "k1")
        let token: [String: JSONValue] = ["appId": "keys", "userId": "ada", "accessToken": "a1"]
        #expect(try await send("user/oauthtoken/upload", token).status == 400)
        let tenant: [String: JSONValue] = ["appId": "keys", "tenantId": "acme", "apiKey": "k2"]
        #expect(try await send("tenant/apikey/upload", tenant).status == 200)
        #expect(try await send("tenant/token/latest", tenant.filter { $0.key != "apiKey" }).status == 200)
    }

    @Test("of a batch all tokens are stored, or none")
    func batch() async throws {
        let good: JSONValue = ["appId": "crm", "userId": "ada", "accessToken": "a1"]
        let bad: JSONValue = ["appId": "crm", "userId": "nobody", "accessToken": "a2"]
        let refused = try await send("user/oauthtoken/batch/upload", ["tokens": [good, bad]])
        #expect(refused.status == 200)
        #expect(refused.body["failures"]?.arrayValue?.count == 1)
        let failure = refused.body["failures"]?[0]
        #expect((failure?["appId"], failure?["userId"], failure?["errorCode"]) == ("crm", "nobody", "E112102"))
        #expect(failure?["reason"]?.stringValue?.isEmpty == false)
        #expect(try await fetch() == nil)
        #expect(try await send("user/oauthtoken/batch/upload", ["tokens": [good]]).body["failures"] == [])
        #expect(try await fetch()?["accessToken"] == "a1")
        let tenants: JSONValue = [["appId": "crm", "tenantId": "acme", "refreshToken": "r1"]]
        #expect(try await send("tenant/oauthtoken/batch/upload", ["tokens": tenants]).body["failures"] == [])
        #expect(try await send("user/oauthtoken/batch/upload", ["tokens": []]).status == 400)
    }

    @Test("tokens are listed by user, and deleted one by one or by application and user")
    func listAndDelete() async throws {
        try await upload(["accessToken": "a1"])
        try await upload(["accessToken": "a2", "scopes": ["read"]])
        try await upload(["accessToken": "a3", "appId": "wiki", "tenantId": "acme", "userId": "ada"])
        try await upload(["accessToken": "b1", "userId": "bob"])
        #expect(try await apps("ada") == ["crm", "wiki"])
        #expect(try await apps("ada", "acme") == ["wiki"])
        let id = try #require(try await fetch()?["id"]?.stringValue)
        #expect(try await delete("token", ["id": id]) == 200)
        #expect(try await delete("token", ["id": id]) == 400)
        #expect(try await fetch()?["accessToken"] == "a1")
        #expect(try await delete("user/tokens", [:]) == 400)
        #expect(try await delete("user/tokens", ["appId": "none"]) == 400)
        #expect(try await delete("user/tokens", ["appId": "crm", "userId": "ada"]) == 200)
        #expect(try await apps("ada") == ["wiki"])
        #expect(try await apps("bob") == ["crm"])
        #expect(try await delete("user/tokens", ["userId": "ada"]) == 200)
        #expect(try await apps("ada") == [])
    }

    @Test(
        "tokens are deleted with the application, the user or the tenant",
        arguments: [
            ("outbound/app", ["id": "crm"], ["wiki"], []), ("user", ["loginId": "bob"], ["crm", "wiki"], nil),
            ("tenant", ["id": "acme"], ["crm"], ["crm"]),
        ] as [(String, JSONValue, JSONValue, JSONValue?)]
    )
    func deletions(_ path: String, _ body: JSONValue, _ ada: JSONValue, _ bob: JSONValue?) async throws {
        try await upload(["accessToken": "a1"])
        try await upload(["accessToken": "a2", "appId": "wiki", "tenantId": "acme", "userId": "ada"])
        try await upload(["accessToken": "b1", "userId": "bob"])
        #expect(try await project.manage("/v1/mgmt/\(path)/delete", body).status == 200)
        #expect(try await apps("ada") == ada)
        #expect(try await apps("bob") == bob)
        // Nor is it there for another one with the same id.
        project.backend.addOutboundApp("crm")
        if path == "outbound/app" { #expect(try await fetch() == nil) }
    }

    @Test("an inbound application with the scope fetches tokens, of its own user only")
    func byAppToken() async throws {
        let app: JSONValue = ["id": "agent", "name": "Agent"]
        let made = try await project.manage("/v1/mgmt/thirdparty/app/create", app)
        #expect(made.status == 200)
        try await upload(["accessToken": "a1"])
        try await upload(["accessToken": "t1", "tenantId": "acme"])
        try await upload(["accessToken": "t2", "tenantId": "globex"])
        let backend = project.backend
        func token(_ user: String?, _ scope: String = "outbound.token.fetch") throws -> String {
            try backend.makeAppToken(for: "agent", scopes: ["openid", scope], of: user).reveal()
        }
        // The custom claims of an access key are at the top level of its tokens.
        let claims: [String: JSONValue] = [
            "scope": "outbound.token.fetch", "client_id": made.body["clientId"] ?? .null,
        ]
        let key = try backend.addAccessKey(name: "forger", customClaims: claims).reveal()
        let session = try await project.post("/v1/auth/accesskey/exchange", [:], token: key).sessionJwt
        #expect(try parse(session).claims["client_id"] == claims["client_id"])
        for (user, status) in [
            (try token("ada"), 200), (try token(nil), 200), (try token("bob"), 403), (try token("ada", "x"), 403),
            (session, 401), ("a.b.c", 401),
        ] { #expect(try await send("user/token/latest", Self.crm, token: user).status == status) }
        for (tenant, status) in [("acme", 200), ("globex", 403)] {
            let body: [String: JSONValue] = ["appId": "crm", "tenantId": .string(tenant)]
            #expect(try await send("tenant/token/latest", body, token: try token("ada")).status == status)
            #expect(try await send("tenant/token/latest", body, token: try token(nil)).status == 200)
        }
        // Management operations without an alternative do not accept it.
        let upload = Self.crm.merging(["accessToken": "x"]) { $1 }
        #expect(try await send("user/oauthtoken/upload", upload, token: try token(nil)).status == 401)
        let old = try token("ada")
        project.clock.advance(by: .seconds(601))
        #expect(try await send("user/token/latest", Self.crm, token: old).status == 401)
        let gone = try token("ada")
        #expect(try await project.manage("/v1/mgmt/thirdparty/app/delete", ["id": "agent"]).status == 200)
        #expect(try await send("user/token/latest", Self.crm, token: gone).status == 401)
    }

    @Test("an application is created from a template, or from a preset")
    func templates() async throws {
        let made = try await send(
            "create/bytemplate",
            ["templateId": "github", "id": "gh", "clientId": "c", "clientSecret": "s", "overrides": ["pkce": true]]
        ).body["app"]
        #expect((made?["id"], made?["templateId"], made?["name"]) == ("gh", "github", "github"))
        #expect((made?["pkce"], made?["clientId"], made?["clientSecret"]) == (true, "c", ""))
        let preset = try await send("create/bydcrpreset", ["dcrPresetId": "linear", "tenantId": "acme"]).body["app"]
        #expect((preset?["name"], preset?["useDcr"], preset?["tenantId"]) == ("linear", true, "acme"))
        #expect(preset?["clientId"]?.stringValue?.isEmpty == false)
    }

    @Test(
        "uploads that are refused",
        arguments: [
            ["appId": "none", "accessToken": "a"], ["userId": "nobody", "accessToken": "a"], [:],
            ["accessToken": "a", "accessTokenExpiry": -1], ["accessToken": "a", "verifyRefresh": true],
            ["accessToken": "a", "tenantId": "globex"], ["accessToken": "a", "tenantId": "none"],
        ] as [[String: JSONValue]]
    )
    func refused(_ members: [String: JSONValue]) async throws {
        #expect(try await send("user/oauthtoken/upload", Self.crm.merging(members) { $1 }).status == 400)
        #expect(try await apps("ada") == [])
    }
}
