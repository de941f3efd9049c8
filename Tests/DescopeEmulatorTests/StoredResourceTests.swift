import DescopeCore
import DescopeHTTP
import DescopeTesting
import Testing

@testable import DescopeEmulator

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What the project keeps and returns, without other consequences than deletions.
@Suite struct StoredResourceTests {
    // MARK: - MCP servers and their clients

    private func server(_ project: Project, _ name: String = "tools", isOpen: Bool = false) async throws -> JSONValue {
        let body: JSONValue = ["name": .string(name), "dynamicRegistration": ["enabled": .bool(isOpen)]]
        return try #require(try await project.mcp("server/create", body).body["server"]?["id"])
    }

    private func client(
        _ project: Project,
        of server: JSONValue,
        _ name: String,
        _ more: [String: JSONValue] = [:]
    ) async throws -> JSONValue {
        let body = more.merging(["mcpServerId": server, "name": .string(name)]) { $1 }
        let made = try await project.mcp("server/client/create", .object(body))
        #expect(made.status == 200)
        #expect(Set(made.body.objectValue?.keys ?? [:].keys) == ["id", "cleartext", "clientId"])
        return made.body
    }

    private func names(_ project: Project, _ filter: JSONValue) async throws -> [JSONValue?] {
        let found = try await project.mcp("server/clients/search", filter)
        #expect(found.status == 200, "\(filter): \(found.body)")
        return found.body["clients"]?.arrayValue?.map { $0["name"] } ?? []
    }

    @Test("a server's clients are deleted with it", arguments: [false, true])
    func serverDeletion(_ isBatch: Bool) async throws {
        let project = try Project()
        let (one, two) = (try await server(project, "one"), try await server(project, "two"))
        let first = try await client(project, of: one, "first")
        _ = try await client(project, of: two, "second")
        let deleted =
            isBatch
            ? try await project.mcp("servers/delete", ["ids": [one]])
            : try await project.mcp("server/delete", ["id": one])
        #expect(deleted.body == [:])
        #expect(try await names(project, [:]) == ["second"])
        for path in ["load", "secret", "secret/rotate", "delete"] {
            let id = first["id"] ?? .null
            #expect(try await project.mcp("server/client/\(path)", ["id": id]).status == 400, "\(path)")
        }
        #expect(try await project.mcp("server/load", ["id": one]).status == 400)
        let left = try await project.mcp("servers/all", [:]).body
        #expect((left["total"], left["servers"]?[0]?["name"]) == (1, "two"))
        #expect(try await project.mcp("server/client/create", ["mcpServerId": one, "name": "late"]).status == 400)
    }

    @Test("a client's secret is returned again, and replaced")
    func clientSecret() async throws {
        let project = try Project()
        let server = try await server(project)
        let made = try await client(project, of: server, "a")
        let body: JSONValue = ["id": made["id"] ?? .null, "mcpServerId": server]
        #expect(try await project.mcp("server/client/secret", body).body == ["cleartext": made["cleartext"] ?? .null])
        let rotated = try await project.mcp("server/client/secret/rotate", body).body
        #expect(rotated["cleartext"]?.stringValue?.isEmpty == false && rotated["cleartext"] != made["cleartext"])
        #expect(try await project.mcp("server/client/secret", body).body == rotated)
        let text = "\(try await project.mcp("server/client/load", body).body)"
        #expect(!text.contains(rotated["cleartext"]?.stringValue ?? ""))
    }

    @Test("a client is found by either id, and only in its own server")
    func clientIds() async throws {
        let project = try Project()
        let (one, two) = (try await server(project, "one"), try await server(project, "two"))
        let made = try await client(project, of: one, "a")
        let (id, clientId) = (made["id"] ?? .null, made["clientId"] ?? .null)
        for (body, status) in [
            (["id": id], 200), (["clientId": clientId], 200), (["clientId": clientId, "mcpServerId": one], 200),
            (["id": id, "mcpServerId": two], 400), (["id": clientId], 400), (["clientId": id], 400), ([:], 400),
        ] as [(JSONValue, Int)] {
            #expect(try await project.mcp("server/client/load", body).status == status, "\(body)")
        }
        for path in ["client/delete", "client/secret", "client/secret/rotate"] {
            #expect(try await project.mcp("server/\(path)", ["id": id, "mcpServerId": two]).status == 400, "\(path)")
        }
        let update: JSONValue = ["id": id, "mcpServerId": two, "name": "b"]
        #expect(try await project.mcp("server/client/update", update).status == 400)
        #expect(try await project.mcp("server/clients/delete", ["ids": [id], "mcpServerId": two]).status == 400)
        #expect(try await names(project, [:]) == ["a"])
    }

    @Test("an update clears what it leaves out, and keeps what it cannot state")
    func update() async throws {
        let project = try Project()
        let server = try await server(project)
        let made = try await client(project, of: server, "a", ["tags": ["x"], "logo": "l", "allowedTenants": ["t"]])
        let update: JSONValue = ["id": made["id"] ?? .null, "name": "b", "tags": ["y"]]
        let expected: JSONValue = [
            "id": made["id"] ?? .null, "name": "b", "clientId": made["clientId"] ?? .null, "mcpServerId": server,
            "approvedCallbackUrls": [], "scopes": [], "tags": ["y"], "logo": "", "registrationType": "manual",
            "status": "active", "forceAddAllAuthorizationInfo": false, "allowedTenants": [],
        ]
        #expect(try await project.mcp("server/client/update", update).body == ["client": expected])
        let secret = try await project.mcp("server/client/secret", ["id": made["id"] ?? .null]).body["cleartext"]
        #expect(secret == made["cleartext"])
        #expect(try await project.mcp("server/client/update", ["id": made["id"] ?? .null]).status == 400)
    }

    @Test("clients are found by their members, sorted, and in pages")
    func search() async throws {
        let project = try Project()
        let (one, two) = (try await server(project, "one"), try await server(project, "two"))
        let first = try await client(project, of: one, "Beta", ["tags": ["x", "y"], "logo": "2"])
        _ = try await client(project, of: one, "alpha", ["tags": ["y"], "logo": "1"])
        _ = try await client(project, of: two, "beta", ["logo": "1"])
        for (filter, expected) in [
            ([:], ["Beta", "alpha", "beta"]), (["mcpServerId": one], ["Beta", "alpha"]),
            (["mcpServerId": "none"], []), (["name": "beta"], ["beta"]), (["text": "BET"], ["Beta", "beta"]),
            (["tag": "y"], ["Beta", "alpha"]), (["tag": "y", "name": "alpha"], ["alpha"]), (["tag": "z"], []),
            (["clientId": first["clientId"] ?? .null], ["Beta"]), (["status": "active", "mcpServerId": two], ["beta"]),
            (["status": "other"], []), (["registrationMethod": "manual", "tag": "x"], ["Beta"]),
            (["sort": [["field": "name"]]], ["Beta", "alpha", "beta"]),
            (["sort": [["field": "name", "desc": true]]], ["beta", "alpha", "Beta"]),
            (["sort": [["field": "logo"], ["field": "name", "desc": true]]], ["beta", "alpha", "Beta"]),
            (["sort": [["field": "logo"]]], ["alpha", "beta", "Beta"]), (["limit": 2], ["Beta", "alpha"]),
            (["limit": 2, "page": 1], ["beta"]), (["limit": 2, "page": 2], []),
            (["limit": 0, "page": 0, "text": ""], ["Beta", "alpha", "beta"]),
        ] as [(JSONValue, [JSONValue])] {
            #expect(try await names(project, filter) == expected, "\(filter)")
        }
        #expect(try await project.mcp("server/clients/search", ["limit": 1]).body["total"] == 3)
        for filter in [["limit": -1], ["page": -1], ["sort": [["field": "secret"]]]] as [JSONValue] {
            #expect(try await project.mcp("server/clients/search", filter).status == 400, "\(filter)")
        }
    }

    @Test("a client registers itself at a server that is open for that")
    func registration() async throws {
        let project = try Project()
        let (open, closed) = (try await server(project, "open", isOpen: true), try await server(project, "closed"))
        func register(_ server: JSONValue, _ body: JSONValue, of id: String = Project.projectId) async throws -> Answer
        {
            let path = "/v1/mgmt/mcp/client/\(id)/\(server.stringValue ?? "")/register"
            return try await project.send(.post, path, bearer: nil, body: body.json)
        }
        let body: [String: JSONValue] = [
            "client_name": "Editor", "redirect_uris": ["https://editor.example/cb"], "scope": "read write",
            "grant_types": ["authorization_code"], "response_types": ["code"],
        ]
        let made = try await register(open, .object(body)).body
        for (name, value) in body { #expect(made[name] == value) }
        let loaded = try await project.mcp("server/client/load", ["clientId": made["client_id"] ?? .null]).body[
            "client"
        ]
        #expect((loaded?["name"], loaded?["scopes"]) == ("Editor", ["read", "write"]))
        #expect(loaded?["approvedCallbackUrls"] == ["https://editor.example/cb"])
        #expect(loaded?["registrationType"] == "dynamic")
        let secret = try await project.mcp("server/client/secret", ["id": loaded?["id"] ?? .null]).body["cleartext"]
        #expect(secret != nil && secret == made["client_secret"])
        let isPublic = body.merging(["token_endpoint_auth_method": "none"]) { $1 }
        #expect(try await register(open, .object(isPublic)).body["client_secret"] == nil)

        #expect(try await register(closed, .object(body)).status == 400)
        #expect(try await register("none", .object(body)).status == 404)
        #expect(try await register(open, .object(body), of: "P2other").status == 404)
        for (name, value) in [
            ("redirect_uris", []), ("redirect_uris", nil), ("redirect_uris", [1]), ("grant_types", ["password"]),
            ("response_types", ["token"]), ("client_name", 1), ("software_statement", "a.b.c"),
        ] as [(String, JSONValue)] {
            let refused = try await register(open, .object(body.merging([name: value]) { $1 }))
            #expect(refused.status == 400)
            #expect(refused.body["errorMessage"]?.stringValue?.contains(name) == true, "\(name)")
        }
        #expect(try await names(project, [:]).count == 2)
    }

    // MARK: - Resources and their policies

    private func resource(_ project: Project, _ name: String, uri: String = "") async throws -> JSONValue {
        let made = try await project.manage("/v1/mgmt/resource/create", ["name": .string(name), "uri": .string(uri)])
        return try #require(made.body["resource"]?["id"])
    }

    private func addApps(_ ids: String..., to project: Project) async throws {
        for id in ids {
            let app: JSONValue = ["id": .string(id), "name": .string(id)]
            #expect(try await project.manage("/v1/mgmt/thirdparty/app/create", app).status == 200)
        }
    }

    private func policies(_ project: Project, of app: String) async throws -> [JSONValue?] {
        let path = "/v1/mgmt/resourcepolicy/app/load"
        let found = try await project.load(path, "thirdPartyApplicationId", app)
        return found.body["resourcePolicies"]?.arrayValue?.map { $0["resourceId"] } ?? []
    }

    @Test("a resource's and an application's policies are deleted with it", arguments: [false, true])
    func resourceDeletion(_ isBatch: Bool) async throws {
        let project = try Project()
        let (a, b) = (try await resource(project, "a"), try await resource(project, "b"))
        try await addApps("x", "y", to: project)
        let all: JSONValue = .array(
            [(a, "x"), (b, "x"), (a, "y")].map {
                ["resourceId": $0, "thirdPartyApplicationId": $1, "allUserScopes": true]
            }
        )
        let made = try await project.manage("/v1/mgmt/resourcepolicy/create/batch", ["policies": all])
        #expect(made.body["resourcePolicies"]?.arrayValue?.map { $0["allUserScopes"] } == [true, true, true])
        #expect(try await policies(project, of: "x") == [a, b])
        let deleted =
            isBatch
            ? try await project.manage("/v1/mgmt/resource/delete/batch", ["ids": [a]])
            : try await project.manage("/v1/mgmt/resource/delete", ["id": a])
        #expect(deleted.status == 200)
        #expect(try await policies(project, of: "x") == [b])
        #expect(try await policies(project, of: "y") == [])
        #expect(try await project.manage("/v1/mgmt/thirdparty/app/delete", ["id": "x"]).status == 200)
        #expect(try await policies(project, of: "x") == [])
    }

    @Test("a policy is that of one application at one resource")
    func policy() async throws {
        let project = try Project()
        let (a, b) = (try await resource(project, "a"), try await resource(project, "b"))
        try await addApps("x", to: project)
        func send(_ path: String, _ resource: JSONValue, _ more: [String: JSONValue] = [:]) async throws -> Answer {
            let body = more.merging(["resourceId": resource, "thirdPartyApplicationId": "x"]) { $1 }
            return try await project.manage("/v1/mgmt/resourcepolicy/\(path)", .object(body))
        }
        let scopes: JSONValue = ["read"]
        let made = try await send("create", a, ["userAccessScopes": scopes, "allClientScopes": true])
        let now = "\(Int(project.clock.now.timeIntervalSince1970))"
        let expected: [String: JSONValue] = [
            "version": "1", "thirdPartyApplicationId": "x", "resourceId": a, "userAccessScopes": scopes,
            "clientAccessScopes": [], "allUserScopes": false, "allClientScopes": true,
            "createdTime": .string(now), "modifiedTime": .string(now),
        ]
        #expect(made.body["resourcePolicy"] == .object(expected))
        #expect(try await send("create", a).status == 400)
        #expect(try await send("create", "none").status == 400)
        #expect(try await send("create", b).status == 200)
        project.clock.advance(by: .seconds(5))
        let updated = try await send("update", a, ["clientAccessScopes": ["write"]]).body["resourcePolicy"]
        #expect(updated?["userAccessScopes"] == [] && updated?["clientAccessScopes"] == ["write"])
        #expect((updated?["version"], updated?["createdTime"]) == ("2", .string(now)))
        #expect(updated?["modifiedTime"] != .string(now))
        #expect(try await send("update", "none").status == 400)
        let twoAndNone: JSONValue = [
            ["resourceId": a, "thirdPartyApplicationId": "x"], ["resourceId": b, "thirdPartyApplicationId": "none"],
        ]
        let batch = "/v1/mgmt/resourcepolicy/delete/batch"
        #expect(try await project.manage(batch, ["policies": twoAndNone]).status == 400)
        #expect(try await project.manage(batch, ["policies": []]).status == 400)
        #expect(try await policies(project, of: "x") == [a, b])
        #expect(try await send("delete", a).body == [:])
        #expect(try await policies(project, of: "x") == [b])
        #expect(try await project.load("/v1/mgmt/resourcepolicy/app/load", "x", "x").status == 400)
        #expect(
            try await project.get("/v1/mgmt/resourcepolicy/app/load", token: Project.managementKey).status == 400
        )
    }

    @Test("a resource is found by its address, which is its own")
    func uri() async throws {
        let project = try Project()
        let id = try await resource(project, "a", uri: "https://a.example/x y")
        for name in ["b", "c"] { _ = try await resource(project, name) }
        func find(_ uri: String) async throws -> Answer {
            try await project.load("/v1/mgmt/resource/load/uri", "uri", uri)
        }
        #expect(try await find("https://a.example/x y").body["resource"]?["id"] == id)
        #expect(try await find("https://b.example").status == 400)
        let taken: JSONValue = ["name": "d", "uri": "https://a.example/x y"]
        #expect(try await project.manage("/v1/mgmt/resource/create", taken).status == 400)
        let moved: JSONValue = ["resource": ["id": id, "name": "a", "uri": "https://b.example", "version": "9"]]
        let resource = try await project.manage("/v1/mgmt/resource/update", moved).body["resource"]
        #expect((resource?["version"], resource?["scopes"]) == ("2", .null))
        #expect(try await find("https://b.example").body["resource"]?["id"] == id)
        #expect(try await find("https://a.example/x y").status == 400)
        #expect(try await project.manage("/v1/mgmt/resource/create", taken).status == 200)
        #expect(try await project.get("/v1/mgmt/resources/load", token: Project.managementKey).body["total"] == 4)
    }

    @Test("several are deleted together, or none of them")
    func batch() async throws {
        let project = try Project()
        let path = "/v1/mgmt/resource/dynamic-registration-template"
        var ids: [JSONValue] = []
        for name in ["a", "b", "c"] {
            let made = try await project.manage("\(path)/create", ["name": .string(name)])
            ids.append(try #require(made.body["template"]?["id"]))
        }
        func left() async throws -> JSONValue? {
            try await project.get("\(path)s/load", token: Project.managementKey).body["total"]
        }
        for refused in [[], [ids[0], "none"]] as [JSONValue] {
            #expect(try await project.manage("\(path)s/delete", ["ids": refused]).status == 400)
        }
        #expect(try await left() == 3)
        #expect(try await project.manage("\(path)s/delete", ["ids": [ids[0], ids[1], ids[0]]]).status == 200)
        #expect(try await left() == 1)
        #expect(try await project.manage("\(path)/delete", ["id": ids[0]]).status == 400)
    }

    // MARK: - Responses

    @Test(
        "a response has the members of the description, in its forms",
        arguments: [
            ("management.engine.delete", ["a": 1], ["a": 1]), ("management.engine.loadAll", [:], ["engines": []]),
            ("management.engine.load", [:], ["engine": nil]),
            (
                "management.engine.loadAll", ["engines": [["id": "a", "createdTime": 5, "x": 1], [:]], "y": 1],
                [
                    "engines": [
                        ["id": "a", "name": "", "secret": "", "createdTime": 5],
                        ["id": "", "name": "", "secret": "", "createdTime": 0],
                    ]
                ]
            ),
            // The service writes some integers as strings.
            (
                "resourcePolicy.update", ["resourcePolicy": ["version": 2, "allUserScopes": true]],
                [
                    "resourcePolicy": [
                        "version": "2", "thirdPartyApplicationId": "", "resourceId": "", "userAccessScopes": [],
                        "clientAccessScopes": [], "allUserScopes": true, "allClientScopes": false, "createdTime": "0",
                        "modifiedTime": "0",
                    ]
                ]
            ),
            // A response that is itself the value.
            (
                "management.jwtTemplate.validate", ["issues": [["code": "a"]]],
                ["valid": false, "issues": [["field": "", "code": "a", "message": "", "hint": ""]]]
            ),
            (
                "management.list.load", ["list": ["data": nil]],
                ["list": ["id": "", "name": "", "description": "", "type": "", "data": nil]]
            ),
            (
                "management.scopeClaimMapping.get", ["mappings": [["claims": ["a": nil]]]],
                ["mappings": [["scope": "", "claims": ["a": ""], "description": ""]]]
            ),
        ] as [(String, JSONValue, JSONValue)]
    )
    func completed(_ operation: String, _ body: JSONValue, _ expected: JSONValue) throws {
        #expect(try #require(OperationShape.all[operation]).completed(body) == expected)
    }

    // MARK: - Others

    @Test("an engine's secret is returned when it is made")
    func engine() async throws {
        let project = try Project()
        let made = try #require(try await project.manage("/v1/mgmt/engine/create", ["name": "risk"]).body["engine"])
        let secret = try #require(made["secret"]?.stringValue)
        let now = Int64(project.clock.now.timeIntervalSince1970)
        let id = made["id"] ?? .null
        let shown: JSONValue = ["id": id, "name": "risk", "secret": "", "createdTime": .int(now)]
        #expect(try await project.load("/v1/mgmt/engine/load", "id", id.stringValue ?? "").body == ["engine": shown])
        let all = try await project.get("/v1/mgmt/engines/load", token: Project.managementKey)
        #expect(all.body == ["engines": [shown]])
        let rotated = try await project.manage("/v1/mgmt/engine/rotate", ["id": id]).body
        #expect(rotated.objectValue.map { Array($0.keys) } == ["secret"] && rotated["secret"] != .string(secret))
        #expect(!secret.isEmpty && rotated["secret"] != "")
        let renamed = try await project.manage("/v1/mgmt/engine/update", ["id": id, "name": "fraud"]).body["engine"]
        #expect((renamed?["name"], renamed?["secret"]) == ("fraud", ""))
        let current = rotated["secret"]?.stringValue ?? ""
        #expect(!(try project.backend.snapshot().rows.contains { $0.json.contains(current) }))
        #expect(try await project.manage("/v1/mgmt/engine/delete", ["id": id]).body == [:])
        #expect(try await project.manage("/v1/mgmt/engine/rotate", ["id": id]).status == 400)
    }

    @Test(
        "a template of claims is checked",
        arguments: [
            (["name": "t", "template": ["plan": "{{user.plan}}", "n": 1]], []), (["template": [:]], ["name"]),
            (["name": "t", "template": ["sub": "x", "a": "{{b"]], ["template.a", "template.sub"]),
        ] as [(JSONValue, [JSONValue])]
    )
    func validate(_ template: JSONValue, _ fields: [JSONValue]) async throws {
        let project = try Project()
        func validate(_ body: JSONValue) async throws -> JSONValue {
            try await project.manage("/v1/mgmt/jwt/templates/validate", body).body
        }
        let found = try await validate(["template": template])
        #expect(found["valid"] == .bool(fields.isEmpty))
        #expect(found["issues"]?.arrayValue?.map { $0["field"] } == fields)
        let create: JSONValue = ["template": ["name": "t", "template": template["template"] ?? [:]]]
        let id = try await project.manage("/v1/mgmt/jwt/templates/create", create).body["template"]?["id"] ?? .null
        let fieldsOfBoth = fields.filter { $0 != "name" }
        #expect(try await validate(["id": id])["issues"]?.arrayValue?.map { $0["field"] } == fieldsOfBoth)
        #expect(try await validate(["id": id, "template": ["name": "u"]]) == ["valid": true, "issues": []])
        for body in [["id": "none"], [:], ["id": "none", "template": template]] as [JSONValue] {
            #expect(try await project.manage("/v1/mgmt/jwt/templates/validate", body).status == 400)
        }
    }

    @Test("a template of the library is used with other members")
    func library() async throws {
        let project = try Project()
        let list = try await project.manage("/v1/mgmt/jwt/templates/library/list", [:]).body["entries"]
        let entry = try #require(list?[0])
        let id = entry["id"] ?? .null
        #expect(try await project.manage("/v1/mgmt/jwt/templates/library/load", ["id": id]).body == ["entry": entry])
        let apply: JSONValue = ["libraryEntryId": id, "nameOverride": "Mine", "tagsOverride": ["x"]]
        let made = try await project.manage("/v1/mgmt/jwt/templates/library/apply", apply).body["template"]
        #expect((made?["name"], made?["tags"], made?["source"]) == ("Mine", ["x"], id))
        #expect(made?["template"] == entry["template"] && made?["id"] != id)
        let all = try await project.manage("/v1/mgmt/jwt/templates/list", [:]).body
        #expect(all == ["templates": [made ?? .null]])
        for path in ["load", "apply"] {
            let body: JSONValue = path == "load" ? ["id": "none"] : ["libraryEntryId": "none"]
            #expect(try await project.manage("/v1/mgmt/jwt/templates/library/\(path)", body).status == 400)
        }
    }

    @Test("the mapping of scopes is replaced as a whole")
    func mapping() async throws {
        let project = try Project()
        func mappings() async throws -> JSONValue? {
            try await project.manage("/v1/mgmt/scopeClaimMapping/get", [:]).body["mappings"]
        }
        #expect(try await mappings() == [])
        for mapping in [
            [["scope": "profile", "claims": ["n": "user.name"], "description": "P"]],
            [["scope": "plan", "claims": [:], "description": ""]], [],
        ] as [JSONValue] {
            let set = try await project.manage("/v1/mgmt/scopeClaimMapping/set", ["mappings": mapping])
            #expect(set.body == [:])
            #expect(try await mappings() == mapping)
        }
        let set: JSONValue = ["mappings": [["scope": "email"]]]
        #expect(try await project.manage("/v1/mgmt/scopeClaimMapping/set", set).status == 200)
        #expect(try await mappings() == [["scope": "email", "claims": [:], "description": ""]])
        for _ in 0..<2 {
            #expect(try await project.manage("/v1/mgmt/scopeClaimMapping/delete", [:]).status == 200)
            #expect(try await mappings() == [])
        }
    }

    @Test("each change leaves a record, and a saved project finds its rows as before")
    func saved() async throws {
        let project = try Project()
        let server = try await server(project)
        let made = try await client(project, of: server, "a")
        let id = made["id"] ?? .null
        #expect(try await project.mcp("server/client/secret/rotate", ["id": id]).status == 200)
        #expect(try await project.mcp("server/client/update", ["id": id, "name": "b"]).status == 200)
        #expect(try await project.mcp("server/client/load", ["id": id]).status == 200)

        let backend = try EmulatorBackend(restoring: project.backend.snapshot(), clock: project.clock)
        let later = Project(clock: project.clock, backend: backend)
        #expect(try await later.mcp("server/client/load", ["clientId": made["clientId"] ?? .null]).status == 200)
        #expect(try await names(later, ["mcpServerId": server]) == ["b"])
        #expect(try await later.mcp("server/delete", ["id": server]).status == 200)
        #expect(try await names(later, [:]) == [])
        let audits = try await later.manage("/v1/mgmt/audit/search", ["oldestFirst": true]).body["audits"]
        #expect(
            audits?.arrayValue?.map { $0["action"] } == [
                "McpServerCreated", "McpServerClientCreated", "McpServerClientModified", "McpServerClientModified",
                "McpServerDeleted",
            ]
        )
    }
}

extension Project {
    fileprivate func mcp(_ path: String, _ body: JSONValue) async throws -> Answer {
        try await manage("/v1/mgmt/mcp/\(path)", body)
    }
}
