import DescopeCore
import DescopeEmulator
import DescopeHTTP
import Testing

@Suite struct RoleManagementTests {
    let project: Project

    /// Roles of the project and of two tenants, and a user with some of them.
    init() async throws {
        project = try Project()
        for id in ["acme", "globex"] { try project.backend.addTenant(id: id, name: id) }
        for name in ["read", "write"] { try await Self.manage(project, "permission/create", ["name": .string(name)]) }
        let roles: JSONValue = [
            ["name": "editor", "description": "Edits", "permissionNames": ["read", "write"]],
            ["name": "viewer", "permissionNames": ["read"], "default": true],
            ["name": "auditor", "tenantId": "acme", "private": true],
            ["name": "Editor-in-chief", "tenantId": "globex"],
        ]
        try await Self.manage(project, "role/create/batch", ["roles": roles])
        try project.backend.addUser("ada@example.com", roles: ["editor"], tenants: ["acme": ["auditor", "viewer"]])
    }

    @discardableResult
    private static func manage(_ project: Project, _ path: String, _ body: JSONValue) async throws -> JSONValue {
        let answer = try await project.manage("/v1/mgmt/\(path)", body)
        #expect(answer.status == 200, "\(path): \(answer.body)")
        return answer.body
    }

    @discardableResult
    private func manage(_ path: String, _ body: JSONValue) async throws -> JSONValue {
        try await Self.manage(project, path, body)
    }

    private func refused(_ path: String, _ body: JSONValue) async throws -> Bool {
        try await project.manage("/v1/mgmt/\(path)", body).status == 400
    }

    private func all(_ what: String) async throws -> [JSONValue] {
        let path = "/v1/mgmt/\(what.dropLast())/all"
        return try await project.get(path, token: Project.managementKey).body[what]?.arrayValue ?? []
    }

    private func roles() async throws -> [String] { try await all("roles").compactMap { $0["name"]?.stringValue } }

    private func permissions() async throws -> [String] {
        try await all("permissions").compactMap { $0["name"]?.stringValue }
    }

    private func claims() async throws -> JSONValue { try await project.signIn().claims }

    // MARK: - Roles

    @Test("all roles are listed, those of tenants too, with all their members")
    func list() async throws {
        #expect(try await roles() == ["editor", "viewer", "auditor", "Editor-in-chief"])
        let auditor = try #require(try await all("roles").first { $0["name"] == "auditor" }?.objectValue)
        let expected: [String: JSONValue] = [
            "name": "auditor", "tenantId": "acme", "private": true, "default": false, "description": "",
            "permissionNames": [],
        ]
        #expect(auditor.filter { !["id", "createdTime"].contains($0.key) } == expected)
    }

    @Test("an update replaces all values, and who has the role has it under its new name")
    func update() async throws {
        let updated = try await manage(
            "role/update",
            ["name": "viewer", "newName": "reader", "permissionNames": ["write"]]
        )
        #expect((updated["name"], updated["default"], updated["permissionNames"]) == ("reader", false, ["write"]))
        let claims = try await claims()
        #expect(claims["tenants"]?["acme"] == ["roles": ["auditor", "reader"], "permissions": ["write"]])
        #expect(try await refused("role/update", ["name": "viewer", "newName": "x"]))
        #expect(try await refused("role/update", ["name": "reader", "newName": "editor"]))
        // A tenant's role is named together with its tenant.
        #expect(try await refused("role/update", ["name": "auditor", "newName": "x"]))
        #expect(try await refused("role/update", ["newName": "x"]))
        #expect(try await refused("role/update", ["name": "reader", "id": updated["id"] ?? .null, "newName": "x"]))
        let entries: JSONValue = [
            ["name": "auditor", "tenantId": "acme", "newName": "inspector"],
            ["id": updated["id"] ?? .null, "newName": "viewer", "description": "Reads"],
        ]
        let both = try await manage("role/update/batch", ["roles": entries])["roles"]?.arrayValue
        #expect(both?.compactMap { $0["name"] } == ["inspector", "viewer"])
        #expect(both?.compactMap { $0["description"] } == ["", "Reads"])
    }

    @Test("a deleted role is taken from users, their tenants and access keys")
    func deletion() async throws {
        let key = try project.backend.addAccessKey(name: "k", roles: ["editor"], tenants: ["acme": ["viewer"]])
        try await manage("role/delete/batch", ["roleNames": ["editor", "viewer"], "tenantId": nil])
        #expect(try await roles() == ["auditor", "Editor-in-chief"])
        let claims = try await claims()
        #expect((claims["roles"], claims["tenants"]?["acme"]?["roles"]) == (nil, ["auditor"]))
        let exchanged = try await project.post("/v1/auth/accesskey/exchange", [:], token: key.reveal())
        #expect((try exchanged.claims["roles"], try exchanged.claims["tenants"]) == (nil, ["acme": [:]]))
        let found = try await project.manage("/v2/mgmt/user/search", ["roleNames": ["viewer"]]).body["total"]
        #expect(found == 0)
    }

    @Test("a batch is done as a whole or not at all, and deletes nothing without a filter")
    func batches() async throws {
        let before = try project.backend.snapshot().rowCount
        for (path, body) in [
            ("role/delete/batch", [:]), ("role/delete/batch", ["roleNames": [], "roleIds": []]),
            ("role/delete/batch", ["tenantId": "acme"]), ("role/delete/batch", ["roleNames": ["editor", "none"]]),
            // The tenant has no such role; the project's is another one.
            ("role/delete/batch", ["roleNames": ["editor"], "tenantId": "acme"]),
            ("role/create/batch", ["roles": [["name": "new"], ["name": "editor"]]]),
            ("role/create/batch", ["roles": [["name": "new", "id": "ROL2x"]]]),
            ("role/update/batch", ["roles": [["name": "editor", "newName": "x"], ["name": "none", "newName": "y"]]]),
            ("permission/delete/batch", [:]), ("permission/delete/batch", ["names": ["read", "none"]]),
            ("permission/create/batch", ["permissions": [["name": "new"], ["name": "read"]]]),
            ("permission/update/batch", ["permissions": [["name": "read", "newName": "write"]]]),
        ] as [(String, JSONValue)] {
            #expect(try await refused(path, body), "\(path) \(body)")
        }
        #expect(try project.backend.snapshot().rowCount == before)
        #expect(try await roles() == ["editor", "viewer", "auditor", "Editor-in-chief"])
        #expect(try await permissions() == ["read", "write"])
        let id = try #require(try await all("roles")[2]["id"])
        #expect(try await refused("role/delete", ["id": id, "tenantId": "globex"]))
        try await manage("role/delete/batch", ["roleIds": [id], "tenantId": "acme"])
        #expect(try await roles() == ["editor", "viewer", "Editor-in-chief"])
    }

    static let searches: [(filter: [String: JSONValue], found: [String])] = [
        ([:], ["editor", "viewer", "auditor", "Editor-in-chief"]), (["roleNames": ["viewer", "x"]], ["viewer"]),
        (["tenantIds": ["acme"]], ["auditor"]),
        (["tenantIds": ["acme"], "includeProjectRoles": true], ["editor", "viewer", "auditor"]),
        (["roleNameLike": "EDIT"], ["editor", "Editor-in-chief"]), (["permissionNames": ["write"]], ["editor"]),
        (["text": "edits"], ["editor"]), (["roleIds": ["none"]], []),
        (["roleNameLike": "edit", "tenantIds": ["globex"]], ["Editor-in-chief"]),
        (["sort": [["field": "name", "desc": true]]], ["viewer", "editor", "auditor", "Editor-in-chief"]),
    ]

    @Test("roles are searched", arguments: searches)
    func search(_ filter: [String: JSONValue], _ found: [String]) async throws {
        let roles = try await manage("role/search", .object(filter))["roles"]
        #expect(roles?.arrayValue?.compactMap { $0["name"]?.stringValue } == found)
    }

    // MARK: - Permissions

    @Test("a renamed permission has its new name in roles and tokens")
    func rename() async throws {
        try await manage("permission/update", ["name": "read", "newName": "view", "description": "Views"])
        let list = try await all("permissions")
        #expect(list.compactMap { $0["name"] } == ["view", "write"])
        #expect((list[0]["description"], list[0]["systemDefault"]) == ("Views", false))
        #expect(try await claims()["permissions"] == ["view", "write"])
        let id = try #require(list[1]["id"])
        try await manage("permission/update/batch", ["permissions": [["id": id, "newName": "edit"]]])
        #expect(try await claims()["permissions"] == ["view", "edit"])
        #expect(try await refused("permission/update", ["name": "read", "newName": "x"]))
    }

    @Test("a deleted permission is taken from roles, whether by name or by id")
    func deletedPermission() async throws {
        let id = try #require(try await all("permissions")[1]["id"])
        try await manage("permission/delete", ["id": id])
        #expect(try await claims()["permissions"] == ["read"])
        try await manage("permission/delete/batch", ["names": ["read"], "ids": []])
        let claims = try await claims()
        #expect((claims["roles"], claims["permissions"]) == (["editor"], []))
        #expect(try await permissions() == [])
        #expect(try await refused("permission/delete", ["name": "read"]))
    }
}
