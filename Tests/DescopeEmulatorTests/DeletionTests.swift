import DescopeCore
import DescopeEmulator
import Testing

/// What is deleted is gone wherever it was used, and does not return with a new one of the same name.
@Suite struct DeletionTests {
    private func project() throws -> Project {
        let project = try Project()
        for id in ["acme", "globex"] { try project.backend.addTenant(id: id, name: id) }
        try project.backend.addRole("staff", permissions: ["read"])
        try project.backend.addRole("editor", permissions: ["write"], tenantId: "acme")
        return project
    }

    private func claims(_ project: Project, _ key: Secret) async throws -> JSONValue {
        try await project.post("/v1/auth/accesskey/exchange", [:], token: key.reveal()).claims
    }

    @Test("a role is gone from the tokens of access keys")
    func roleOfKey() async throws {
        let project = try project()
        let key = try project.backend.addAccessKey(
            name: "ci",
            roles: ["staff"],
            tenants: ["acme": ["editor", "staff"]]
        )
        let editor: JSONValue = ["name": "editor", "tenantId": "acme"]
        #expect(try await claims(project, key)["tenants"]?["acme"]?["roles"] == ["editor", "staff"])
        #expect(try await project.manage("/v1/mgmt/role/delete", editor).status == 200)
        #expect(try await claims(project, key)["tenants"]?["acme"] == ["roles": ["staff"], "permissions": ["read"]])
        #expect(try await project.manage("/v1/mgmt/role/delete", ["name": "staff"]).status == 200)
        for role in [editor, ["name": "staff"]] {
            let claims = try await claims(project, key)
            #expect((claims["roles"], claims["permissions"], claims["tenants"]) == (nil, nil, ["acme": [:]]))
            #expect(try await project.manage("/v1/mgmt/role/create", role).status == 200)
        }
        #expect(try await claims(project, key)["tenants"] == ["acme": [:]])
    }

    @Test("a tenant is gone from the tokens of access keys")
    func tenantOfKey() async throws {
        let project = try project()
        let key = try project.backend.addAccessKey(name: "ci", tenants: ["acme": ["editor"], "globex": []])
        #expect(try await project.manage("/v1/mgmt/tenant/delete", ["id": "acme"]).status == 200)
        for _ in 0..<2 {
            let claims = try await claims(project, key)
            #expect((claims["tenants"], claims["dct"]) == (["globex": [:]], "globex"))
            _ = try await project.manage("/v1/mgmt/tenant/create", ["id": "acme", "name": "acme"])
        }
    }

    @Test("a role is gone from the groups of a tenant's SSO")
    func roleOfGroup() async throws {
        let project = try project()
        try project.backend.configureSSO(tenant: "acme", groupRoles: ["eng": ["editor", "staff"]])
        let ada = Identity(email: "ada@acme.example", subject: "1815", groups: ["eng"])
        func tenants() async throws -> JSONValue? {
            let url = try await project.start("/v1/auth/sso/authorize", ["tenant": "acme"]).body["url"]?.stringValue
            let redirect = try project.backend.identityProvider.signIn(at: #require(url), as: ada)
            return try await project.exchange(redirect, at: "sso").claims["tenants"]?["acme"]
        }
        #expect(try await tenants()?["roles"] == ["editor", "staff"])
        let editor: JSONValue = ["name": "editor", "tenantId": "acme"]
        #expect(try await project.manage("/v1/mgmt/role/delete", editor).status == 200)
        for _ in 0..<2 {
            #expect(try await tenants()?["roles"] == ["staff"])
            _ = try await project.manage("/v1/mgmt/role/create", editor)
        }
    }

    @Test("the accounts at a tenant's identity provider are gone with the tenant")
    func accountsOfTenant() async throws {
        let project = try project()
        let subject = Identity(subject: "1815")
        func redirect() async throws -> EmulatorIdentityProvider.Redirect {
            try project.backend.configureSSO(tenant: "acme")
            let url = try await project.start("/v1/auth/sso/authorize", ["tenant": "acme"]).body["url"]?.stringValue
            return try project.backend.identityProvider.signIn(at: #require(url), as: subject)
        }
        let user = try await project.exchange(redirect(), at: "sso").body["user"]
        let userId = try #require(user?["userId"]?.stringValue)
        #expect(user?["SAML"] == true)
        let pending = try await redirect()
        #expect(try await project.manage("/v1/mgmt/tenant/delete", ["id": "acme"]).status == 200)
        #expect(try await project.exchange(pending, at: "sso").status == 400)
        let left = try await project.load("/v1/mgmt/user", "userId", userId).body["user"]
        #expect((left?["SAML"], left?["userTenants"]) == (false, []))

        // The subjects of another tenant with the same id are other users.
        try project.backend.addTenant(id: "acme", name: "Acme")
        #expect(try await redirect().error == "E062107")
    }

    @Test("cascade deletes the users and keys of this tenant alone", arguments: [true, false])
    func cascade(_ cascades: Bool) async throws {
        let project = try project()
        var keys: [String: Secret] = [:]
        for (name, tenants) in [("only", ["acme"]), ("both", ["acme", "globex"]), ("other", ["globex"]), ("none", [])] {
            let memberships = Dictionary(uniqueKeysWithValues: tenants.map { ($0, [String]()) })
            try project.backend.addUser("\(name)@example.com", tenants: memberships)
            keys[name] = try project.backend.addAccessKey(name: name, tenants: memberships)
        }
        let delete: JSONValue = ["id": "acme", "cascade": .bool(cascades)]
        #expect(try await project.manage("/v1/mgmt/tenant/delete", delete).status == 200)
        let kept = ["only", "both", "other", "none"].filter { !cascades || $0 != "only" }
        #expect(project.backend.loginIds == kept.map { "\($0)@example.com" })
        for (name, key) in keys {
            let answer = try await project.post("/v1/auth/accesskey/exchange", [:], token: key.reveal())
            #expect(answer.errorCode == (kept.contains(name) ? nil : "E062803"), "\(name)")
        }
        for name in kept {
            let tenants = try await project.signIn("\(name)@example.com").claims["tenants"]
            #expect(tenants == (["both", "other"].contains(name) ? ["globex": [:]] : nil), "\(name)")
        }
    }
}
