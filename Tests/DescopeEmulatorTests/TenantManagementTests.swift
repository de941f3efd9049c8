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

@Suite struct TenantManagementTests {
    private func project(enforcesSSO: Bool = false) async throws -> Project {
        let project = try Project()
        let tenants: [JSONValue] = [
            [
                "id": "acme", "name": "Acme", "selfProvisioningDomains": ["acme.example"], "authType": "saml",
                "customAttributes": ["plan": "gold", "tags": ["eu", "new"]], "enforceSSO": .bool(enforcesSSO),
            ],
            ["id": "globex", "name": "Globex", "customAttributes": ["plan": "free"]],
            ["id": "lab", "name": "Lab", "parent": "acme"],
        ]
        for tenant in tenants { #expect(try await project.manage("/v1/mgmt/tenant/create", tenant).status == 200) }
        return project
    }

    private func ids(_ answer: Answer) -> [String] {
        answer.body["tenants"]?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? []
    }

    @Test(
        "a search combines its filters",
        arguments: [
            ([:], ["acme", "globex", "lab"]), (["tenantIds": ["lab", "acme"]], ["acme", "lab"]),
            (["tenantNames": ["Globex"]], ["globex"]), (["tenantNames": ["Glob"]], []),
            (["tenantSelfProvisioningDomains": ["other.example", "acme.example"]], ["acme"]),
            (["customAttributes": ["plan": "gold"]], ["acme"]), (["customAttributes": ["tags": "eu"]], ["acme"]),
            (["customAttributes": ["plan": "gold", "tags": "old"]], []), (["authType": "saml"], ["acme", "globex"]),
            (["authType": "none"], ["lab"]), (["parentTenantId": "acme"], ["lab"]),
            (["topLevelOnly": true], ["acme", "globex"]), (["tenantSSODomains": ["globex.example"]], ["globex"]),
            (["tenantIds": ["acme"], "topLevelOnly": true, "authType": "oidc"], []),
        ] as [(JSONValue, [String])]
    )
    func search(_ filter: JSONValue, _ expected: [String]) async throws {
        let project = try await project()
        try project.backend.configureSSO(tenant: "globex", domains: ["globex.example"])
        #expect(ids(try await project.manage("/v1/mgmt/tenant/search", filter)) == expected)
        #expect(ids(try await project.management(.get, "/v1/mgmt/tenant/all")) == ["acme", "globex", "lab"])
    }

    @Test("an update resets what it leaves out, a patch keeps it")
    func changes() async throws {
        let project = try await project(enforcesSSO: true)
        let patch: JSONValue = ["id": "acme", "selfProvisioningDomains": [], "disabled": true, "enforceSSO": nil]
        #expect(try await project.management(.patch, "/v1/mgmt/tenant/patch", patch).body == [:])
        let patched = try await project.management(.get, "/v1/mgmt/tenant?id=acme").body
        #expect((patched["name"], patched["authType"], patched["enforceSSO"]) == ("Acme", "saml", true))
        #expect((patched["selfProvisioningDomains"], patched["disabled"]) == ([], true))

        let settings: JSONValue = ["tenantId": "acme", "JITDisabled": true]
        #expect(try await project.manage("/v1/mgmt/tenant/settings", settings).status == 200)
        #expect(try await project.manage("/v1/mgmt/tenant/update", ["id": "acme", "name": "Acme 2"]).body == [:])
        let updated = try await project.management(.get, "/v1/mgmt/tenant?id=acme").body
        #expect((updated["name"], updated["authType"], updated["enforceSSO"]) == ("Acme 2", "none", false))
        #expect((updated["customAttributes"], updated["disabled"]) == ([:], false))
        let kept = try await project.management(.get, "/v1/mgmt/tenant/settings?id=acme").body
        #expect(kept["JITDisabled"] == true)
    }

    @Test(
        "refused changes",
        arguments: [
            ("update", ["id": "acme", "name": "Globex"]), ("update", ["id": "none", "name": "None"]),
            ("update", ["id": "acme", "name": "A", "authType": "ldap"]),
            ("update", ["id": "acme", "name": "A", "roleInheritance": "all"]),
            ("settings", ["tenantId": "acme", "refreshTokenExpiration": -1]),
            ("settings", ["tenantId": "acme", "refreshTokenExpirationUnit": "years"]),
            ("settings", ["tenantId": "acme", "domains": ["Globex.example"]]),
            ("updateDefaultRoles", ["id": "acme", "defaultRoles": ["none"]]), ("search", ["authType": "ldap"]),
            ("sso-user-remove", ["tenantId": "none"]), ("adminlinks/sso/revoke", ["tenantId": "none"]),
            ("adminlinks/sso/send", ["tenantId": "acme"]), ("adminlinks/sso/send", ["tenantId": "acme", "email": "a"]),
            ("adminlinks/sso/generate", ["tenantId": "acme", "ssoId": "none"]),
            ("adminlinks/sso/generate", ["tenantId": "acme", "expireTime": -1]),
            ("adminlinks/sso/authenticated", ["tenantId": "none"]),
        ] as [(String, JSONValue)]
    )
    func refused(_ path: String, _ body: JSONValue) async throws {
        let project = try await project()
        try project.backend.configureSSO(tenant: "globex", domains: ["globex.example"])
        #expect(try await project.manage("/v1/mgmt/tenant/\(path)", body).status == 400)
    }

    @Test("the type of a tenant's SSO is the same wherever it is set and shown")
    func authType() async throws {
        let project = try await project()
        func expect(_ authType: JSONValue, _ comment: Comment) async throws {
            let tenant = try await project.management(.get, "/v1/mgmt/tenant?id=globex").body
            let settings = try await project.management(.get, "/v1/mgmt/tenant/settings?id=globex").body
            let sso = try await project.management(.get, "/v2/mgmt/sso/settings?tenantId=globex").body
            let shown = [tenant["authType"], settings["authType"], sso["tenant"]?["authType"]]
            #expect(shown == [authType, authType, authType], comment)
            for wanted: JSONValue in ["none", "saml", "oidc"] {
                let found = ids(try await project.manage("/v1/mgmt/tenant/search", ["authType": wanted]))
                #expect(found.contains("globex") == (wanted == authType), comment)
            }
            let start = try await project.start("/v1/auth/sso/authorize", ["tenant": "globex"])
            #expect(start.status == (authType == "none" ? 400 : 200), comment)
            guard let url = start.body["url"]?.stringValue else { return }
            let redirect = try project.backend.identityProvider.signIn(at: url, as: Identity(subject: "\(comment)"))
            let user = try await project.exchange(redirect, at: "sso").body["user"]
            #expect((user?["OIDC"], user?["SAML"]) == (.bool(authType == "oidc"), .bool(authType == "saml")), comment)
        }
        try await expect("none", "new")
        let changes: [(String, [String: JSONValue], JSONValue)] = [
            ("tenant/settings", ["tenantId": "globex", "authType": "oidc"], "oidc"),
            ("tenant/update", ["id": "globex", "name": "Globex", "authType": "saml"], "saml"),
            ("sso/settings/authtype", ["tenantId": "globex", "authType": "oidc"], "oidc"),
            ("tenant/update", ["id": "globex", "name": "Globex"], "none"),
            ("sso/settings/authtype", ["tenantId": "globex", "authType": "saml"], "saml"),
            ("tenant/settings", ["tenantId": "globex"], "none"),
        ]
        for (path, body, authType) in changes {
            #expect(try await project.manage("/v1/mgmt/\(path)", .object(body)).status == 200)
            try await expect(authType, "\(path) \(body)")
        }
        try project.backend.configureSSO(tenant: "globex")
        try await expect("saml", "configureSSO")
        #expect(try await project.management(.patch, "/v1/mgmt/tenant/patch", ["id": "globex"]).status == 200)
        try await expect("saml", "a patch")
        #expect(try await project.management(.delete, "/v1/mgmt/sso/settings?tenantId=globex").status == 200)
        try await expect("none", "deleted settings")
        #expect(try await project.manage("/v1/mgmt/tenant/delete", ["id": "globex"]).status == 200)
        let new: JSONValue = ["id": "globex", "name": "Globex", "authType": "oidc"]
        #expect(try await project.manage("/v1/mgmt/tenant/create", new).status == 200)
        try await expect("oidc", "created")
    }

    @Test("an empty name is refused by a patch")
    func emptyName() async throws {
        let patch: JSONValue = ["id": "acme", "name": ""]
        #expect(try await project().management(.patch, "/v1/mgmt/tenant/patch", patch).errorCode == "E011002")
    }

    @Test("settings are returned with every member, and replaced as a whole")
    func settings() async throws {
        let project = try await project(enforcesSSO: true)
        let new = try await project.management(.get, "/v1/mgmt/tenant/settings?id=globex").body
        #expect((new["JITDisabled"], new["enabled"], new["domains"], new["authType"]) == (false, false, [], "none"))
        #expect(new["ssoSetupSuiteSettings"]?["disabledFeatures"]?["scim"] == false)
        let settings: JSONValue = [
            "tenantId": "acme", "enabled": true, "sessionTokenExpiration": 2, "sessionTokenExpirationUnit": "hours",
            "selfProvisioningDomains": ["acme.org"], "domains": ["sso.example"], "federatedAppIds": ["crm"],
            "ssoSetupSuiteSettings": ["enabled": true, "disabledFeatures": ["oidc": true]],
        ]
        #expect(try await project.manage("/v1/mgmt/tenant/settings", settings).body == [:])
        let set = try await project.management(.get, "/v1/mgmt/tenant/settings?id=acme").body
        #expect((set["sessionTokenExpiration"], set["sessionTokenExpirationUnit"]) == (2, "hours"))
        #expect(
            set["ssoSetupSuiteSettings"] == [
                "enabled": true, "styleId": "",
                "disabledFeatures": [
                    "saml": false, "oidc": true, "scim": false, "ssoDomains": false, "groupMapping": false,
                ],
            ]
        )
        let tenant = try await project.management(.get, "/v1/mgmt/tenant?id=acme").body
        #expect((tenant["domains"], tenant["selfProvisioningDomains"]) == (["sso.example"], ["acme.org"]))
        #expect(throws: EmulatorRefusal.self) {
            try project.backend.configureSSO(tenant: "globex", domains: ["sso.example"])
        }
        #expect((tenant["federatedAppIds"], tenant["enforceSSO"], tenant["authType"]) == (["crm"], true, "none"))
        #expect(try await project.manage("/v1/mgmt/tenant/settings", ["tenantId": "acme"]).status == 200)
        let reset = try await project.management(.get, "/v1/mgmt/tenant/settings?id=acme").body
        #expect(reset == new)
    }

    @Test("a tenant's session settings decide how long tokens of its users last")
    func lifetimes() async throws {
        let project = try await project()
        var settings: [String: JSONValue] = [
            "tenantId": "acme", "enabled": true, "sessionTokenExpiration": 5, "sessionTokenExpirationUnit": "minutes",
            "refreshTokenExpiration": 2, "refreshTokenExpirationUnit": "days", "enableInactivity": true,
            "inactivityTime": 1, "inactivityTimeUnit": "hours", "stepupTokenExpiration": 1,
        ]
        #expect(try await project.manage("/v1/mgmt/tenant/settings", .object(settings)).status == 200)
        try project.backend.addUser("ada@example.com", tenants: ["acme": []])
        try project.backend.addUser("bob@example.com", tenants: ["globex": []])
        func lifetime(_ token: String) throws -> Int64? {
            let claims = try parse(token).claims
            return claims["exp"]?.intValue.flatMap { end in claims["iat"]?.intValue.map { end - $0 } }
        }
        let adas = try await project.signIn()
        let bobs = try await project.signIn("bob@example.com")
        #expect(try (lifetime(adas.sessionJwt), lifetime(adas.refreshJwt)) == (300, 2 * 86_400))
        #expect(try (lifetime(bobs.sessionJwt), lifetime(bobs.refreshJwt)) == (600, 30 * 86_400))

        let stepUp: JSONValue = ["loginId": "ada@example.com", "loginOptions": ["stepup": true]]
        #expect(try await project.post("/v1/auth/otp/signin/email", stepUp, token: adas.refreshJwt).status == 200)
        #expect(try lifetime(try await project.verify("ada@example.com").sessionJwt) == 60)

        // Each refresh counts as activity.
        for _ in 0..<2 {
            project.clock.advance(by: .seconds(3599))
            #expect(try await project.post("/v1/auth/refresh", token: adas.refreshJwt).status == 200)
        }
        project.clock.advance(by: .seconds(3600))
        #expect(try await project.post("/v1/auth/refresh", token: adas.refreshJwt).status == 401)
        #expect(try await project.post("/v1/auth/refresh", token: bobs.refreshJwt).status == 200)

        settings["enabled"] = false
        #expect(try await project.manage("/v1/mgmt/tenant/settings", .object(settings)).status == 200)
        let later = try await project.signIn()
        #expect(try lifetime(later.sessionJwt) == 600)
        project.clock.advance(by: .seconds(3600))
        #expect(try await project.post("/v1/auth/refresh", token: later.refreshJwt).status == 200)
    }

    @Test("default roles are those of members who join without roles")
    func defaultRoles() async throws {
        let project = try await project()
        try project.backend.addRole("member", tenantId: "acme")
        try project.backend.addRole("editor")
        for name in ["ada", "bob", "carol"] { try project.backend.addUser("\(name)@example.com") }
        let set: JSONValue = ["id": "acme", "defaultRoles": ["member", "editor"]]
        #expect(try await project.manage("/v1/mgmt/tenant/updateDefaultRoles", set).body == [:])
        #expect(
            try await project.management(.get, "/v1/mgmt/tenant?id=acme").body["defaultRoles"] == ["member", "editor"]
        )
        func join(_ name: String, _ roles: JSONValue? = nil) async throws -> JSONValue? {
            var body: [String: JSONValue] = ["loginId": .string("\(name)@example.com"), "tenantId": "acme"]
            body["roleNames"] = roles
            let path = "/v1/mgmt/user/update/\(roles == nil ? "tenant/add" : "role/set")"
            return try await project.manage(path, .object(body)).body["user"]?["userTenants"]?[0]?["roleNames"]
        }
        #expect(try await join("ada") == ["member", "editor"])
        #expect(try await join("bob", ["editor"]) == ["editor"])
        // A member keeps the roles.
        #expect(try await join("bob", []) == [])
        #expect(try await join("bob") == [])

        #expect(try await project.manage("/v1/mgmt/role/delete", ["name": "editor"]).status == 200)
        #expect(try await project.management(.get, "/v1/mgmt/tenant?id=acme").body["defaultRoles"] == ["member"])
        #expect(try await join("carol") == ["member"])

        let tenants: JSONValue = [["tenantId": "acme"]]
        let dora = try await project.manage("/v1/mgmt/user/create", ["loginId": "dora", "userTenants": tenants]).body
        #expect(dora["user"]?["userTenants"]?[0]?["roleNames"] == ["member"])
        try project.backend.configureSSO(tenant: "acme", domains: ["acme.example"])
        let start = try await project.send(.post, "/v1/auth/sso/authorize", query: [APIQueryItem("tenant", "acme")])
        let url = try #require(start.body["url"]?.stringValue)
        let redirect = try project.backend.identityProvider.signIn(at: url, as: Identity(email: "eve@acme.example"))
        #expect(try await project.exchange(redirect, at: "sso").claims["tenants"]?["acme"]?["roles"] == ["member"])
        // Access keys have the roles that they are given.
        let key: JSONValue = ["name": "key", "expireTime": 0, "keyTenants": tenants]
        let made = try await project.manage("/v1/mgmt/accesskey/create", key).body["key"]
        #expect(made?["keyTenants"]?[0]?["roleNames"] == [])
    }

    @Test("users with a verified address of a domain join its tenant by signing in")
    func selfProvisioning() async throws {
        let project = try await project()
        try project.backend.addRole("member", tenantId: "acme")
        let set: JSONValue = ["id": "acme", "defaultRoles": ["member"]]
        #expect(try await project.manage("/v1/mgmt/tenant/updateDefaultRoles", set).status == 200)
        let tenants = try await project.signIn("ada@ACME.example").claims["tenants"]
        #expect(tenants == ["acme": ["roles": ["member"], "permissions": []]])
        #expect(try await project.signIn("bob@example.com").claims["tenants"] == nil)
        // Not verified: anybody can sign up with a password and this address.
        let signUp: JSONValue = [
            "loginId": "eve", "password": "Secret+word1", "user": ["email": "eve@acme.example"],
        ]
        #expect(try await project.post("/v1/auth/password/signup", signUp).claims["tenants"] == nil)
    }

    @Test("without just-in-time provisioning SSO signs in existing users only")
    func noProvisioning() async throws {
        let project = try await project()
        try project.backend.configureSSO(tenant: "globex")
        let settings: JSONValue = [
            "tenantId": "globex", "JITDisabled": true, "domains": ["Globex.example"], "authType": "saml",
        ]
        #expect(try await project.manage("/v1/mgmt/tenant/settings", settings).status == 200)
        func redirect(_ email: String) async throws -> EmulatorIdentityProvider.Redirect {
            // The domain in the settings finds the tenant.
            let query = [APIQueryItem("tenant", email)]
            let start = try await project.send(.post, "/v1/auth/sso/authorize", query: query)
            let url = try #require(start.body["url"]?.stringValue)
            return try project.backend.identityProvider.signIn(at: url, as: Identity(email: email))
        }
        #expect(try await redirect("ada@globex.example").error == "E062108")
        try project.backend.addUser("ada@globex.example")
        let code = try #require(try await redirect("ada@globex.example").code).reveal()
        let signedIn = try await project.post("/v1/auth/sso/exchange", ["code": .string(code)])
        #expect(signedIn.body["user"]?["userTenants"]?[0]?["tenantId"] == "globex")
    }

    @Test("a deleted tenant takes its roles, password policy and links with it")
    func deletion() async throws {
        let project = try await project()
        try project.backend.addRole("member", tenantId: "acme")
        let link = try await link(project, ["tenantId": "acme"])
        let policy: JSONValue = ["tenantId": "acme", "enabled": true, "minLength": 20]
        #expect(try await project.manage("/v1/mgmt/password/settings", policy).status == 200)
        #expect(try await project.manage("/v1/mgmt/tenant/delete", ["id": "acme", "cascade": true]).status == 200)
        #expect(throws: EmulatorRefusal.self) { try project.backend.openSSOConfigurationLink(link) }
        #expect(try await project.management(.get, "/v1/mgmt/password/settings?tenantId=acme").status == 400)
        try project.backend.addTenant(id: "acme", name: "Acme")
        let again = try await project.management(.get, "/v1/mgmt/password/settings?tenantId=acme")
        #expect(again.body["minLength"] == 8)
        #expect(throws: EmulatorRefusal.self) { try project.backend.openSSOConfigurationLink(link) }
        #expect(try await project.management(.get, "/v1/mgmt/tenant?id=lab").body["parent"] == "")
    }

    // MARK: - SSO

    private func link(_ project: Project, _ body: JSONValue, _ path: String = "v2/mgmt") async throws -> String {
        let answer = try await project.manage("/\(path)/tenant/adminlinks/sso/generate", body)
        return try #require(answer.body["adminSSOConfigurationLink"]?.stringValue)
    }

    @Test("a link to the SSO configuration works until it expires or is revoked")
    func links() async throws {
        let project = try await project()
        try project.backend.configureSSO(tenant: "acme", ssoId: "okta")
        let first = try await link(project, ["tenantId": "acme", "expireTime": 60])
        let old = try await link(project, ["tenantId": "acme"], "v1/mgmt")
        let other = try await link(project, ["tenantId": "acme", "ssoId": "okta", "expireTime": 0])
        for link in [first, old, other] {
            for _ in 0..<2 { #expect(try project.backend.openSSOConfigurationLink(link) == "acme") }
        }
        project.clock.advance(by: .seconds(60))
        #expect(throws: EmulatorRefusal.self) { try project.backend.openSSOConfigurationLink(first) }
        let revoke: JSONValue = ["tenantId": "acme", "ssoId": ""]
        #expect(try await project.manage("/v1/mgmt/tenant/adminlinks/sso/revoke", revoke).body == [:])
        #expect(throws: EmulatorRefusal.self) { try project.backend.openSSOConfigurationLink(old) }
        #expect(try project.backend.openSSOConfigurationLink(other) == "acme")

        let user = try await project.manage("/v1/mgmt/tenant/adminlinks/sso/authenticated", ["tenantId": "acme"])
        #expect(user.body["adminSSOConfigurationLink"]?.stringValue?.contains("tenant=acme") == true)
    }

    @Test("a link is mailed when there is an address, and the request names the actor of the audit record")
    func mailedLinks() async throws {
        let project = try await project()
        let body: JSONValue = ["tenantId": "acme", "email": "eve@example.com", "actorId": "U2ada"]
        let link = try await link(project, body)
        #expect(project.backend.outbox.lastLink(for: "eve@example.com")?.reveal() == link)
        let send: JSONValue = ["tenantId": "acme", "email": "fay@example.com"]
        #expect(try await project.manage("/v1/mgmt/tenant/adminlinks/sso/send", send).body == [:])
        let sent = try #require(project.backend.outbox.lastLink(for: "fay@example.com"))
        #expect(try project.backend.openSSOConfigurationLink(sent) == "acme")
        let found = try await project.manage("/v1/mgmt/audit/search", ["actions": ["TenantAdminLinkCreated"]])
        #expect(found.body["audits"]?.arrayValue?.map { $0["actorId"] } == ["management", "U2ada"])
    }

    @Test("the login ids of SSO users become their subjects, unless another user has them")
    func loginIds() async throws {
        let project = try await project()
        try project.backend.configureSSO(tenant: "acme")
        try project.backend.addUser("1816")
        for subject in ["1815", "1816"] {
            let query = [APIQueryItem("tenant", "acme")]
            let start = try await project.send(.post, "/v1/auth/sso/authorize", query: query)
            let url = try #require(start.body["url"]?.stringValue)
            _ = try project.backend.identityProvider.signIn(at: url, as: Identity(subject: subject))
        }
        #expect(project.backend.loginIds == ["1816", "sso/acme//1815", "sso/acme//1816"])
        #expect(try await project.manage("/v1/mgmt/tenant/sso-user-remove", ["tenantId": "acme"]).body == [:])
        #expect(project.backend.loginIds == ["1816", "1815", "sso/acme//1816"])
    }
}
