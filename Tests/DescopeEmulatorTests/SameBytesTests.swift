import DescopeCore
import DescopeEmulator
import DescopeHTTP
import Testing

/// What looks the same, composed and decomposed, is not the same: ids and names are compared by bytes.
@Suite struct SameBytesTests {
    static let (composed, decomposed) = ("caf\u{e9}", "cafe\u{301}")
    private static let loginId: JSONValue = "ada@example.com"

    private let project: Project

    init() throws {
        project = try Project()
        for (id, name) in [(Self.composed, "one"), (Self.decomposed, "two")] {
            try project.backend.addTenant(id: id, name: name)
            try project.backend.addRole(id, permissions: [id])
        }
    }

    private func user() async throws -> JSONValue? {
        try await project.load("/v1/mgmt/user", "loginId", "ada@example.com").body["user"]
    }

    /// The bytes of strings, which `==` does not compare.
    private func bytes(_ texts: [JSONValue?]?) -> [[UInt8]] {
        (texts ?? []).map { Array(($0?.stringValue ?? "").utf8) }
    }
    private func bytes(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    @Test("a user is in both tenants, selects each, and leaves one")
    func tenants() async throws {
        try project.backend.addUser("ada@example.com", tenants: [Self.composed: []])
        func change(_ what: String, _ tenant: String, _ roles: [String] = []) async throws -> [[UInt8]] {
            var body: [String: JSONValue] = ["loginId": Self.loginId, "tenantId": .string(tenant)]
            if !roles.isEmpty { body["roleNames"] = .array(roles.map { .string($0) }) }
            #expect(try await project.manage("/v1/mgmt/user/update/\(what)", .object(body)).status == 200)
            return bytes(try await user()?["userTenants"]?.arrayValue?.map { $0["tenantId"] })
        }
        let both = bytes(Self.composed, Self.decomposed)
        #expect(try await change("tenant/add", Self.decomposed) == both)
        #expect(try await change("role/add", Self.decomposed, [Self.decomposed, Self.composed]) == both)
        let roles = try await user()?["userTenants"]?[1]
        #expect(bytes(roles?["roleNames"]?.arrayValue) == bytes(Self.decomposed, Self.composed))
        #expect(bytes(roles?["permissions"]?.arrayValue) == bytes(Self.decomposed, Self.composed))

        var token = try await project.signIn().refreshJwt
        for id in [Self.decomposed, Self.composed] {
            let body: JSONValue = ["tenant": .string(id)]
            let chosen = try await project.post("/v1/auth/tenant/select", body, token: token)
            #expect(bytes([try chosen.claims["dct"]]) == bytes(id))
            token = chosen.refreshJwt
            let mine = try await project.post("/v1/auth/me/tenants", ["dct": true], token: token).body
            #expect(bytes(mine["tenants"]?.arrayValue?.map { $0["id"] }) == bytes(id))
            let asked = try await project.post("/v1/auth/me/tenants", ["ids": [.string(id)]], token: token).body
            #expect(bytes(asked["tenants"]?.arrayValue?.map { $0["id"] }) == bytes(id))
        }
        #expect(try await change("tenant/remove", Self.composed) == bytes(Self.decomposed))
    }

    @Test("searches find the one that they name")
    func searches() async throws {
        try project.backend.addUser("ada@example.com", roles: [Self.composed], tenants: [Self.composed: []])
        for (id, found) in [(Self.composed, 1), (Self.decomposed, 0)] {
            let wanted: JSONValue = [.string(id)]
            let tenants = try await project.manage("/v1/mgmt/tenant/search", ["tenantIds": wanted]).body
            #expect(bytes(tenants["tenants"]?.arrayValue?.map { $0["id"] }) == bytes(id))
            let roles = try await project.manage("/v1/mgmt/role/search", ["roleNames": wanted]).body
            #expect(bytes(roles["roles"]?.arrayValue?.map { $0["name"] }) == bytes(id))
            for name in ["tenantIds", "roleNames"] {
                let users = try await project.manage("/v2/mgmt/user/search", .object([name: wanted])).body
                #expect(users["users"]?.arrayValue?.count == found, "\(name)")
            }
        }
    }

    @Test("an import keeps both roles, and the permissions")
    func files() async throws {
        for name in [Self.composed, Self.decomposed] {
            let body: JSONValue = ["name": .string(name)]
            #expect(try await project.manage("/v1/mgmt/permission/create", body).status == 200)
        }
        let files = try await project.manage("/v1/mgmt/project/snapshot/export", [:]).body["files"] ?? .null
        let imported = try await project.manage("/v1/mgmt/project/snapshot/import", ["files": files])
        #expect(imported.status == 200, "\(imported.body)")
        let one: JSONValue = ["roles": [["name": .string(Self.decomposed)]]]
        let body: JSONValue = ["files": ["roles.json": one]]
        #expect(try await project.manage("/v1/mgmt/project/snapshot/import", body).status == 200)
        let left = try await project.management(.get, "/v1/mgmt/role/all").body["roles"]?.arrayValue
        #expect(bytes(left?.map { $0["name"] }) == bytes(Self.decomposed))
        let permissions = try await project.management(.get, "/v1/mgmt/permission/all").body["permissions"]
        #expect(bytes(permissions?.arrayValue?.map { $0["name"] }) == bytes(Self.composed, Self.decomposed))
    }

    @Test("a domain is one tenant's, and a group has its own roles")
    func sso() async throws {
        try project.backend.configureSSO(
            tenant: Self.decomposed,
            domains: ["acme.example"],
            groupRoles: [Self.composed: [Self.composed]]
        )
        #expect(throws: EmulatorRefusal.self) {
            try project.backend.configureSSO(tenant: Self.composed, domains: ["acme.example"])
        }
        for (group, roles) in [(Self.decomposed, []), (Self.composed, [Self.composed])] {
            let start = try await project.start("/v1/auth/sso/authorize", ["tenant": "ada@acme.example"])
            let ada = Identity(email: "ada@acme.example", subject: "1815", groups: [group])
            let url = try #require(start.body["url"]?.stringValue)
            let redirect = try project.backend.identityProvider.signIn(at: url, as: ada)
            let user = try await project.exchange(redirect, at: "sso").body["user"]
            let names = bytes(user?["userTenants"]?[0]?["roleNames"]?.arrayValue)
            #expect(names == roles.map { Array($0.utf8) })
        }
    }

    @Test("an address that looks like the verified one is another")
    func address() async throws {
        let addresses = ["jos\u{e9}@example.com", "jose\u{301}@example.com"]
        let user: JSONValue = ["loginId": "jose", "email": .string(addresses[0]), "verifiedEmail": true]
        #expect(try await project.manage("/v1/mgmt/user/create", user).status == 200)
        #expect(try await project.post("/v1/auth/magiclink/signin/email", ["loginId": "jose"]).status == 200)
        let token = project.backend.outbox.lastToken(for: "jose")?.reveal() ?? ""
        let change: JSONValue = ["loginId": "jose", "email": .string(addresses[1]), "verified": false]
        #expect(try await project.manage("/v1/mgmt/user/update/email", change).status == 200)
        let link: JSONValue = ["token": .string(token)]
        #expect(try await project.post("/v1/auth/magiclink/verify", link).status == 401)
    }
}
