import DescopeCore
import DescopeEmulator
import DescopeTesting
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

    @Test("a permission is gone from roles, also when an import deletes it", arguments: ["request", "batch", "import"])
    func permission(_ way: String) async throws {
        let project = try project()
        for name in ["read", "write"] {
            #expect(try await project.manage("/v1/mgmt/permission/create", ["name": .string(name)]).status == 200)
        }
        try project.backend.addUser("ada@example.com", roles: ["staff"], tenants: ["acme": ["editor"]])
        let token = try await project.signIn().refreshJwt
        let kept: JSONValue = ["permissions": [["name": "write"]]]
        let (path, body): (String, JSONValue) =
            switch way {
            case "import": ("project/snapshot/import", ["files": ["permissions.json": kept]])
            case "batch": ("permission/delete/batch", ["names": ["read"]])
            default: ("permission/delete", ["name": "read"])
            }
        #expect(try await project.manage("/v1/mgmt/\(path)", body).status == 200)
        for _ in 0..<2 {
            let claims = try await project.post("/v1/auth/refresh", token: token).claims
            #expect((claims["roles"], claims["permissions"]) == (["staff"], []))
            #expect(claims["tenants"]?["acme"]?["permissions"] == ["write"])
            _ = try await project.manage("/v1/mgmt/permission/create", ["name": "read"])
        }
    }

    @Test(
        "a federated application is gone from users and tenants, also when an import deletes it",
        arguments: [true, false]
    )
    func ssoApplication(_ isImport: Bool) async throws {
        let project = try project()
        for id: JSONValue in ["wiki", "crm"] {
            let app: JSONValue = ["name": id, "id": id, "enabled": true]
            #expect(try await project.manage("/v1/mgmt/sso/idp/app/oidc/create", app).status == 200)
        }
        // An id that is unknown is no other kind of row either.
        let ids: JSONValue = ["wiki", "never", "crm"]
        project.backend.addOutboundApp("never")
        let user: JSONValue = ["loginId": "ada@example.com", "ssoAppIds": ids]
        #expect(try await project.manage("/v1/mgmt/user/create", user).status == 200)
        let tenant: JSONValue = ["id": "acme", "name": "acme", "federatedAppIds": ids]
        #expect(try await project.manage("/v1/mgmt/tenant/update", tenant).status == 200)
        #expect(try await project.manage("/v1/mgmt/outbound/app/delete", ["id": "never"]).status == 200)
        if isImport {
            var files = try await project.manage("/v1/mgmt/project/snapshot/export", [:]).body["files"]?.objectValue
            files?["ssoApps/wiki.json"] = nil
            let body: JSONValue = ["files": .object(files ?? [:])]
            #expect(try await project.manage("/v1/mgmt/project/snapshot/import", body).status == 200)
        } else {
            #expect(try await project.manage("/v1/mgmt/sso/idp/app/delete", ["id": "wiki"]).status == 200)
        }
        let loaded = try await project.load("/v1/mgmt/user", "loginId", "ada@example.com").body["user"]
        #expect(loaded?["ssoAppIds"] == ["never", "crm"])
        let shown = try await project.management(.get, "/v1/mgmt/tenant?id=acme").body
        #expect(shown["federatedAppIds"] == ["never", "crm"])
    }

    @Test("a later tenant with the same id has none of the sessions of its SSO, and is selected in none")
    func sessionsOfTenant() async throws {
        let project = try project()
        try project.backend.configureSSO(tenant: "acme", domains: ["acme.example"])
        let ada = Identity(email: "ada@acme.example", subject: "1815")
        func redirect() async throws -> EmulatorIdentityProvider.Redirect {
            let url = try await project.start("/v1/auth/sso/authorize", ["tenant": "acme"]).body["url"]?.stringValue
            return try project.backend.identityProvider.signIn(at: #require(url), as: ada)
        }
        let signedIn = try await project.exchange(redirect(), at: "sso")
        let loginId = "ada@acme.example"
        try project.backend.setTenants(["acme": [], "globex": []], of: loginId)
        let chosen = try await project.post("/v1/auth/tenant/select", ["tenant": "acme"], token: signedIn.refreshJwt)
        #expect(try chosen.claims["dct"] == "acme")
        // A step-up that waits continues the session.
        let stepUp: JSONValue = ["loginId": .string(loginId), "loginOptions": ["stepup": true]]
        #expect(try await project.post("/v1/auth/otp/signin/email", stepUp, token: chosen.refreshJwt).status == 200)
        let anonymous = try await project.manage("/v1/mgmt/auth/anonymous", ["selectedTenant": "acme"]).refreshJwt

        #expect(try await project.manage("/v1/mgmt/tenant/delete", ["id": "acme"]).status == 200)
        let audit = try await project.manage("/v1/mgmt/audit/search", ["actions": ["TenantDeleted"]]).body["audits"]
        #expect((audit?[0]?["userId"], audit?[0]?["tenants"]) == ("", ["acme"]))
        let new: JSONValue = ["id": "acme", "name": "Other"]
        #expect(try await project.manage("/v1/mgmt/tenant/create", new).status == 200)
        try project.backend.setTenants(["acme": [], "globex": []], of: loginId)
        let refreshed = try await project.post("/v1/auth/refresh", token: chosen.refreshJwt).claims
        #expect((refreshed["dct"], refreshed["tenants"]) == (nil, ["acme": [:], "globex": [:]]))
        #expect(try await project.verify(loginId).errorCode == "E061102")
        let closed: JSONValue = ["id": "acme", "name": "Other", "enforceSSO": true]
        #expect(try await project.manage("/v1/mgmt/tenant/update", closed).status == 200)
        #expect(
            try await project.post("/v1/auth/refresh", token: chosen.refreshJwt).claims["tenants"] == ["globex": [:]]
        )
        #expect(try await project.post("/v1/auth/refresh", token: anonymous).claims["tenants"] == nil)
    }

    @Test("a role is gone from users who were to sign up with it", arguments: ["link", "passkey"])
    func roleOfSignUp(_ way: String) async throws {
        let project = try project()
        let role: JSONValue = ["name": "new", "default": true]
        #expect(try await project.manage("/v1/mgmt/role/create", role).status == 200)
        let (path, body): (String, JSONValue)
        if way == "link" {
            let link = try await project.manage("/v1/mgmt/user/signup/embeddedlink", ["loginId": "ada@example.com"])
            (path, body) = ("magiclink/verify", ["token": link.body["token"] ?? .null])
        } else {
            let (origin, authenticator) = ("https://app.example.com", TestAuthenticator())
            let page: JSONValue = ["user": ["loginId": "ada@example.com"], "origin": .string(origin)]
            let start = try await project.post("/v1/auth/webauthn/signup/start", page).body
            let made = try authenticator.create(start["options"]?.stringValue ?? "", origin: origin).reveal()
            let finish: JSONValue = ["transactionId": start["transactionId"] ?? .null, "response": .string(made)]
            (path, body) = ("webauthn/signup/finish", finish)
        }
        #expect(try await project.manage("/v1/mgmt/role/delete", ["name": "new"]).status == 200)
        #expect(try await project.manage("/v1/mgmt/role/create", ["name": "later", "default": true]).status == 200)
        #expect(try await project.post("/v1/auth/\(path)", body).claims["roles"] == ["later"])
    }

    @Test("the links to an SSO configuration are gone with it")
    func linkOfConfiguration() async throws {
        let project = try project()
        func create() async throws {
            let body: JSONValue = ["tenantId": "acme", "ssoId": "okta", "displayName": "Okta"]
            #expect(try await project.manage("/v1/mgmt/sso/settings/new", body).status == 200)
        }
        func link(_ members: [String: JSONValue]) async throws -> String {
            let body = JSONValue.object(members.merging(["tenantId": "acme"]) { $1 })
            let answer = try await project.manage("/v2/mgmt/tenant/adminlinks/sso/generate", body)
            return try #require(answer.body["adminSSOConfigurationLink"]?.stringValue)
        }
        try await create()
        let (link, other) = (try await link(["ssoId": "okta"]), try await link([:]))
        // Setting it up is no deletion.
        try project.backend.configureSSO(tenant: "acme", ssoId: "okta")
        #expect(try project.backend.openSSOConfigurationLink(link) == "acme")
        let deleted = try await project.management(.delete, "/v1/mgmt/sso/settings?tenantId=acme&ssoId=okta")
        #expect(deleted.status == 200)
        for _ in 0..<2 {
            #expect(throws: EmulatorRefusal.self) { try project.backend.openSSOConfigurationLink(link) }
            try await create()
            _ = try await project.management(.delete, "/v1/mgmt/sso/settings?tenantId=acme&ssoId=okta")
        }
        #expect(try project.backend.openSSOConfigurationLink(other) == "acme")
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
