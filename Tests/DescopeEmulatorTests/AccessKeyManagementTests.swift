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

@Suite struct AccessKeyManagementTests {
    private func project() throws -> Project {
        let project = try Project()
        for id in ["acme", "globex"] { try project.backend.addTenant(id: id, name: id.uppercased()) }
        try project.backend.addRole("robot", permissions: ["read"])
        try project.backend.addRole("editor", tenantId: "acme")
        return project
    }

    /// Creates a key, and returns its id and secret.
    private func create(
        _ project: Project,
        _ name: String,
        _ members: [String: JSONValue] = [:]
    ) async throws -> (id: String, secret: String) {
        let body = members.merging(["name": .string(name)]) { $1 }.merging(["expireTime": 0]) { own, _ in own }
        let answer = try await project.manage("/v1/mgmt/accesskey/create", .object(body))
        return (
            try #require(answer.body["key"]?["id"]?.stringValue), try #require(answer.body["cleartext"]?.stringValue)
        )
    }

    private func exchange(_ project: Project, _ secret: String) async throws -> Answer {
        try await project.post("/v1/auth/accesskey/exchange", [:], token: secret)
    }

    private func load(_ project: Project, _ id: String) async throws -> JSONValue? {
        try await project.management(.get, "/v1/mgmt/accesskey?id=\(id)").body["key"]
    }

    @Test("a key is created with all it is given, loaded, and exchanged")
    func create() async throws {
        let project = try project()
        let userId = try project.backend.addUser("ada@example.com")
        let made = try await create(
            project,
            "ci",
            [
                "roleNames": ["robot"], "keyTenants": [["tenantId": "acme", "roleNames": ["editor"]]],
                "customClaims": ["plan": "pro"], "description": "deploys", "permittedIps": ["127.0.0.0/8", "::1"],
                "customAttributes": ["team": "x"],
            ]
        )
        let key = try #require(try await load(project, made.id))
        let createdTime = key["createdTime"]?.intValue
        #expect(createdTime == Int64(project.clock.now.timeIntervalSince1970))
        #expect(
            key == [
                "id": .string(made.id), "name": "ci", "description": "deploys", "roleNames": ["robot"],
                "keyTenants": [["tenantId": "acme", "tenantName": "ACME", "roleNames": ["editor"]]],
                "status": "active", "createdTime": .int(createdTime ?? 0), "expireTime": 0, "createdBy": "management",
                "clientId": "", "boundUserId": "", "customClaims": ["plan": "pro"],
                "permittedIps": ["127.0.0.0/8", "::1"], "customAttributes": ["team": "x"], "editable": true,
            ]
        )
        let claims = try await exchange(project, made.secret).claims
        #expect((claims["sub"], claims["plan"], claims["roles"]) == (.string(made.id), "pro", ["robot"]))
        #expect(claims["tenants"]?["acme"]?["roles"] == ["editor"])

        let users = try await create(project, "user's", ["userId": "ada@example.com"])
        #expect(try await load(project, users.id)?["boundUserId"] == .string(userId))
        #expect(try await project.manage("/v1/mgmt/user/delete", ["loginId": "ada@example.com"]).status == 200)
        #expect(try await load(project, users.id) == nil)
    }

    @Test("a key is refused after it expires, while it is inactive, and when it was deleted or rotated")
    func life() async throws {
        let project = try project()
        let end = Int64(project.clock.now.timeIntervalSince1970) + 60
        let ending = try await create(project, "ending", ["expireTime": .int(end)])
        #expect(try await load(project, ending.id)?["expireTime"] == .int(end))
        #expect(try await exchange(project, ending.secret).status == 200)
        project.clock.advance(by: .seconds(60))
        #expect(try await exchange(project, ending.secret).errorCode == "E062803")

        let one = try await create(project, "one")
        let two = try await create(project, "two")
        let both: JSONValue = ["ids": [.string(one.id), .string(two.id)]]
        func manage(_ path: String, _ body: JSONValue) async throws {
            #expect(try await project.manage("/v1/mgmt/accesskey/\(path)", body).body == [:])
        }
        func statuses() async throws -> [Int] {
            [try await exchange(project, one.secret).status, try await exchange(project, two.secret).status]
        }
        try await manage("deactivate", ["id": .string(one.id)])
        #expect(try await statuses() == [401, 200])
        #expect(try await load(project, one.id)?["status"] == "inactive")
        try await manage("deactivate/batch", both)
        #expect(try await statuses() == [401, 401])
        try await manage("activate", ["id": .string(two.id)])
        #expect(try await statuses() == [401, 200])
        try await manage("activate/batch", both)
        #expect(try await statuses() == [200, 200])

        let rotated = try await project.manage("/v1/mgmt/accesskey/rotate", ["id": .string(one.id)])
        #expect(rotated.body["key"] == (try await load(project, one.id)))
        let secret = try #require(rotated.body["cleartext"]?.stringValue)
        #expect(try await statuses() == [401, 200])
        #expect(try await exchange(project, secret).claims["sub"] == .string(one.id))

        try await manage("delete", ["id": .string(one.id)])
        #expect(try await exchange(project, secret).status == 401)
        try await manage("delete/batch", ["ids": [.string(two.id), .string(ending.id)]])
        #expect(try await project.manage("/v1/mgmt/accesskey/search", [:]).body == ["keys": []])
    }

    @Test("a batch with an unknown id changes nothing", arguments: ["activate", "deactivate", "delete"])
    func batch(_ path: String) async throws {
        let project = try project()
        let key = try await create(project, "key")
        let before = try project.backend.snapshot().rowCount
        for ids in [[.string(key.id), "none"], [], [""]] as [JSONValue] {
            #expect(try await project.manage("/v1/mgmt/accesskey/\(path)/batch", ["ids": ids]).status == 400)
        }
        #expect(try await load(project, key.id)?["status"] == "active")
        #expect(try project.backend.snapshot().rowCount == before)
    }

    @Test("an update keeps what is absent, and an empty list clears")
    func update() async throws {
        let project = try project()
        let key = try await create(
            project,
            "old",
            [
                "roleNames": ["robot"], "keyTenants": [["tenantId": "acme"]], "description": "text",
                "customClaims": ["a": 1], "permittedIps": ["127.0.0.1"], "customAttributes": ["b": 2],
            ]
        )
        let before = try #require(try await load(project, key.id)?.objectValue)
        func update(_ members: [String: JSONValue]) async throws -> JSONValue? {
            let body = members.merging(["id": .string(key.id), "name": "new"]) { $1 }
            return try await project.manage("/v1/mgmt/accesskey/update", .object(body)).body["key"]
        }
        #expect(try await update([:]) == .object(before.merging(["name": "new"]) { $1 }))
        let cleared = try await update(["roleNames": [], "keyTenants": [], "permittedIps": [], "description": ""])
        #expect((cleared?["roleNames"], cleared?["keyTenants"], cleared?["permittedIps"]) == ([], [], []))
        #expect((cleared?["description"], cleared?["customClaims"]) == ("", ["a": 1]))
        #expect(try await exchange(project, key.secret).claims["roles"] == nil)
    }

    @Test(
        "a search combines its filters, and sorts",
        arguments: [
            ([:], ["b", "a", "c"]), (["tenantIds": ["globex", "acme"]], ["b", "c"]), (["tenantIds": ["none"]], []),
            (["customAttributes": ["team": "x"]], ["b", "c"]), (["customAttributes": ["tags": "one"]], ["a"]),
            (["creatingUser": "management"], ["b", "a", "c"]), (["creatingUser": "ada"], []),
            (["text": "DEPLOY"], ["a"]), (["text": "deploy", "tenantIds": ["acme"]], []),
            (["sort": [["field": "name"]]], ["a", "b", "c"]),
            (["sort": [["field": "name", "desc": true]]], ["c", "b", "a"]),
            (["sort": [["field": "description"], ["field": "name", "desc": true]]], ["c", "b", "a"]),
            (["sort": [["field": "expireTime", "desc": true], ["field": "name"]]], ["c", "a", "b"]),
        ] as [(JSONValue, [String])]
    )
    func search(_ filter: JSONValue, _ expected: [String]) async throws {
        let project = try project()
        _ = try await create(
            project,
            "b",
            ["keyTenants": [["tenantId": "acme"], ["tenantId": "globex"]], "customAttributes": ["team": "x"]]
        )
        _ = try await create(project, "a", ["description": "Deploys", "customAttributes": ["tags": ["one", "two"]]])
        _ = try await create(
            project,
            "c",
            ["keyTenants": [["tenantId": "globex"]], "customAttributes": ["team": "x"], "expireTime": 4_000_000_000]
        )
        let found = try await project.manage("/v1/mgmt/accesskey/search", filter).body["keys"]?.arrayValue
        #expect(found?.map { $0["name"]?.stringValue } == expected)
    }

    @Test("a search by the bound user finds the user's keys")
    func bound() async throws {
        let project = try project()
        let userId = try project.backend.addUser("ada@example.com")
        _ = try await create(project, "other")
        let own = try await create(project, "own", ["userId": .string(userId)])
        let filter: JSONValue = ["boundUserId": .string(userId)]
        let found = try await project.manage("/v1/mgmt/accesskey/search", filter).body["keys"]?.arrayValue
        #expect(found?.map { $0["id"] } == [.string(own.id)])
    }

    @Test(
        "a key is exchanged from permitted addresses only; all requests come from 127.0.0.1",
        arguments: [
            (["127.0.0.1"], 200), (["10.0.0.1", "127.0.0.0/8"], 200), (["0.0.0.0/0"], 200), (["127.0.0.0/31"], 200),
            (["127.0.0.0"], 401), (["127.0.0.2/31"], 401), (["128.0.0.0/1"], 401), (["::1", "2001:db8::/32"], 401),
            (["::/0"], 401), ([], 200),
        ] as [([String], Int)]
    )
    func addresses(_ ranges: [String], _ status: Int) async throws {
        let project = try project()
        let key = try await create(project, "key", ["permittedIps": .array(ranges.map(JSONValue.string))])
        #expect(try await exchange(project, key.secret).status == status)
    }

    @Test(
        "malformed addresses are refused",
        arguments: [
            "", "10.0.0", "10.0.0.256", "10.0.0.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "example.com",
            "1:2",
            "1:2:3:4:5:6:7:8:9", "::1::", "::g", "::/129", "1:2:3:4:5:6:7::8:9", ":1:2:3:4:5:6:7:8",
        ]
    )
    func malformedAddress(_ text: String) async throws {
        let body: JSONValue = ["name": "key", "expireTime": 0, "permittedIps": [.string(text)]]
        #expect(try await project().manage("/v1/mgmt/accesskey/create", body).status == 400)
    }

    @Test("keys are imported with their secrets, all or none")
    func importKeys() async throws {
        let project = try project()
        let taken = try await create(project, "taken")
        let good: JSONValue = ["name": "a", "cleartext": "secret-a", "roleNames": ["robot"], "description": "old"]
        let bad: [JSONValue] = [
            ["name": "b"], ["cleartext": "secret-b"], ["name": "b", "cleartext": "secret-a"],
            ["name": "b", "cleartext": .string(taken.secret)], ["name": "b", "cleartext": "c", "roleNames": ["none"]],
            ["name": "b", "cleartext": "c", "keyTenants": [["tenantId": "none"]]],
            ["name": "b", "cleartext": "c", "userId": "nobody"], ["name": "b", "cleartext": "c", "expireTime": -1],
        ]
        for bad in bad {
            #expect(try await project.manage("/v1/mgmt/accesskey/import", ["keys": [good, bad]]).status == 400)
        }
        #expect(try await project.manage("/v1/mgmt/accesskey/import", ["keys": []]).status == 400)
        #expect(try await exchange(project, "secret-a").status == 401)
        let other: JSONValue = ["name": "b", "cleartext": "secret-b"]
        let keys = try await project.manage("/v1/mgmt/accesskey/import", ["keys": [good, other]]).body["keys"]
        #expect(keys?.arrayValue?.map { $0["name"] } == ["a", "b"])
        #expect(keys?[0]?["description"] == "old")
        #expect(try await exchange(project, "secret-a").claims["roles"] == ["robot"])
        #expect(try await exchange(project, "secret-b").status == 200)
    }

    @Test(
        "refused keys",
        arguments: [
            ["roleNames": ["none"]], ["roleNames": ["editor"]], ["keyTenants": [["tenantId": "none"]]],
            ["userId": "nobody"], ["expireTime": -1], ["name": ""],
        ] as [[String: JSONValue]]
    )
    func refused(_ members: [String: JSONValue]) async throws {
        let project = try project()
        let body = ["name": "key", "expireTime": 0].merging(members) { $1 }
        #expect(try await project.manage("/v1/mgmt/accesskey/create", .object(body)).status == 400)
        let sort: JSONValue = ["sort": [["field": "cleartext"]]]
        #expect(try await project.manage("/v1/mgmt/accesskey/search", sort).status == 400)
    }
}
