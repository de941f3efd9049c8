import DescopeCore
import DescopeEmulator
import DescopeHTTP
import Testing

@Suite struct ManagementTests {
    @Test("the licence handshake answers a tier")
    func license() async throws {
        let project = try Project()
        let tier = try await project.get("/v1/mgmt/license", token: Project.managementKey).body["rateLimitTier"]?
            .stringValue
        #expect(["tier1", "tier2", "tier3", "tier4"].contains(tier))
        #expect(try await project.get("/v1/mgmt/license").status == 401)
    }

    @Test("a user is made, loaded by login id and by user id, and deleted")
    func users() async throws {
        let project = try Project()
        let create: JSONValue = [
            "loginId": "+1-555-555-0123", "email": "ada@example.com", "verifiedEmail": true, "displayName": "Ada",
            "customAttributes": ["plan": "gold"], "test": false,
        ]
        let made = try #require(try await project.manage("/v1/mgmt/user/create", create).body["user"])
        #expect(made["loginIds"] == ["+15555550123"])
        #expect(made["status"] == "invited")
        #expect(made["verifiedEmail"] == true)
        #expect(made["customAttributes"] == ["plan": "gold"])

        let userId = try #require(made["userId"]?.stringValue)
        for item in [
            APIQueryItem("loginId", "+1-555-555-0123"), APIQueryItem("loginId", userId), APIQueryItem("userId", userId),
        ] {
            #expect(try await project.load(item).body["user"] == made)
        }
        #expect(try await project.manage("/v1/mgmt/user/delete", ["loginId": "+1-555-555-0123"]).body == [:])
        #expect(try await project.load(APIQueryItem("userId", userId)).errorCode == "E112102")
        #expect(try await project.manage("/v1/mgmt/user/delete", ["loginId": "+15555550123"]).status == 400)
    }

    @Test("an address that is the login id counts as verified")
    func vouched() async throws {
        let project = try Project()
        let user = try await project.manage("/v1/mgmt/user/create", ["loginId": "ada@example.com"]).body["user"]
        #expect(user?["email"] == "ada@example.com")
        #expect(user?["verifiedEmail"] == true)
    }

    @Test("a tenant is made, loaded at the root of the answer, and deleted with its users' membership")
    func tenants() async throws {
        let project = try Project()
        let id = try #require(
            try await project.manage("/v1/mgmt/tenant/create", ["name": "Acme", "id": nil]).body["id"]?.stringValue
        )
        try project.backend.addUser("ada@example.com", tenants: [id: []])
        #expect(try await project.loadTenant(id).body["name"] == "Acme")
        #expect(try await project.manage("/v1/mgmt/tenant/create", ["name": "Other", "id": .string(id)]).status == 400)
        #expect(try await project.manage("/v1/mgmt/tenant/delete", ["id": .string(id)]).body == [:])
        #expect(try await project.loadTenant(id).status == 400)
        #expect(try await project.signIn().claims["tenants"] == nil)
    }

    @Test("roles of the project and of a tenant are given, added to and taken")
    func roles() async throws {
        let project = try Project()
        try project.backend.addTenant(id: "acme", name: "Acme")
        try project.backend.addUser("ada@example.com")
        for (name, tenantId) in [("a", ""), ("b", ""), ("t", "acme")] {
            let create: JSONValue = ["name": .string(name), "tenantId": .string(tenantId), "permissionNames": []]
            #expect(try await project.manage("/v1/mgmt/role/create", create).status == 200)
            #expect(try await project.manage("/v1/mgmt/role/create", create).status == 400)
        }
        #expect(try await project.edit("role/set", ["tenantId": "", "roleNames": ["b"]])["roleNames"] == ["b"])
        let added = try await project.send(
            .post,
            "/v2/mgmt/user/update/role/add",
            bearer: StrictnessTests.management,
            body: Array(#"{"loginId":"ada@example.com","roleNames":["a","b"]}"#.utf8)
        )
        #expect(added.body["user"]?["roleNames"] == ["b", "a"])
        #expect(try await project.edit("role/set", ["roleNames": []])["roleNames"] == [])

        #expect(try await project.edit("tenant/add", ["tenantId": "acme"])["userTenants"]?[0]?["tenantName"] == "Acme")
        let member = try await project.edit("role/set", ["tenantId": "acme", "roleNames": ["t", "a"]])
        #expect(member["userTenants"]?[0]?["roleNames"] == ["t", "a"])
        #expect(member["roleNames"] == [])
        #expect(try await project.edit("tenant/remove", ["tenantId": "acme"])["userTenants"] == [])

        #expect(try await project.manage("/v1/mgmt/role/delete", ["name": "t"]).status == 400)
        #expect(try await project.manage("/v1/mgmt/role/delete", ["name": "t", "tenantId": "acme"]).body == [:])
    }

    @Test("a tenant's role is not given in the project")
    func tenantRole() async throws {
        let project = try Project()
        try project.backend.addTenant(id: "acme", name: "Acme")
        try project.backend.addRole("editor", tenantId: "acme")
        try project.backend.addUser("ada@example.com")
        let body: JSONValue = ["loginId": "ada@example.com", "roleNames": ["editor"]]
        #expect(try await project.manage("/v1/mgmt/user/update/role/set", body).errorCode == "E011004")
        #expect(throws: EmulatorRefusal.self) { try project.backend.setRoles(["editor"], of: "ada@example.com") }
    }

    @Test("a permission is made once")
    func permission() async throws {
        let project = try Project()
        #expect(
            try await project.manage("/v1/mgmt/permission/create", ["name": "read", "description": nil]).body == [:]
        )
        #expect(try await project.manage("/v1/mgmt/permission/create", ["name": "read"]).status == 400)
    }
}

extension Project {
    fileprivate func load(_ item: APIQueryItem) async throws -> Answer {
        try await send(.get, "/v1/mgmt/user", bearer: StrictnessTests.management, query: [item])
    }

    fileprivate func loadTenant(_ id: String) async throws -> Answer {
        try await send(.get, "/v1/mgmt/tenant", bearer: StrictnessTests.management, query: [APIQueryItem("id", id)])
    }

    /// Changes Ada and returns her.
    fileprivate func edit(_ what: String, _ members: [String: JSONValue]) async throws -> JSONValue {
        let body = members.merging(["loginId": "ada@example.com"]) { $1 }
        return try await manage("/v1/mgmt/user/update/\(what)", .object(body)).body["user"] ?? .null
    }
}
