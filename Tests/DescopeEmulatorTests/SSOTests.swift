import DescopeCore
import DescopeEmulator
import DescopeHTTP
import DescopeTesting
import Testing

@Suite struct SSOTests {
    static let ada = Identity(
        email: "ada@acme.example",
        name: "Ada Lovelace",
        subject: "1815",
        groups: ["eng", "all"],
        attributes: ["dept": "R&D"]
    )

    /// A project with a tenant that has SSO.
    private func project(
        domains: [String] = ["Acme.example"],
        groupRoles: [String: [String]] = [:],
        usesOIDC: Bool = false
    ) throws -> Project {
        let project = try Project()
        try project.backend.addTenant(id: "acme", name: "Acme")
        try project.backend.addRole("editor", permissions: ["write"], tenantId: "acme")
        try project.backend.configureSSO(
            tenant: "acme",
            domains: domains,
            groupRoles: groupRoles,
            usesOIDC: usesOIDC
        )
        return project
    }

    private func url(
        _ project: Project,
        _ query: [String: String] = ["tenant": "acme"],
        at protocolName: String = "sso"
    ) async throws -> String {
        let answer = try await project.start("/v1/auth/\(protocolName)/authorize", query)
        return try #require(answer.body["url"]?.stringValue)
    }

    private func signIn(
        _ project: Project,
        _ identity: Identity = ada,
        _ query: [String: String] = ["tenant": "acme"]
    ) async throws -> Answer {
        try await project.exchange(
            project.backend.identityProvider.signIn(at: url(project, query), as: identity),
            at: "sso"
        )
    }

    @Test(
        "from the start to the session, at both addresses, by tenant or e-mail",
        arguments: ["sso", "saml"],
        ["acme", "somebody@ACME.example"]
    )
    func wholeTrip(_ protocolName: String, _ tenant: String) async throws {
        let project = try project(groupRoles: ["eng": ["editor"], "ops": ["editor"]])
        let query = ["tenant": tenant, "redirectURL": "https://app.example.com/cb", "forceAuthn": "true"]
        let url = try await url(project, query, at: protocolName)
        #expect(url.hasPrefix("https://emulator.invalid/idp/sso/acme/?state="))
        #expect(url.hasSuffix("&force_authn=true"))
        let redirect = try project.backend.identityProvider.signIn(at: url, as: Self.ada)
        #expect(redirect.url.reveal().hasPrefix("https://app.example.com/cb?code="))

        let other = protocolName == "sso" ? "saml" : "sso"
        for elsewhere in [other, "oauth"] { #expect(try await project.exchange(redirect, at: elsewhere).status == 401) }
        let signedIn = try await project.exchange(redirect, at: protocolName)
        #expect(signedIn.body["firstSeen"] == true)
        #expect(signedIn.body["user"]?["loginIds"] == ["ada@acme.example"])
        #expect(signedIn.body["user"]?["verifiedEmail"] == true)
        #expect(signedIn.body["user"]?["SAML"] == true)
        #expect(signedIn.body["user"]?["OIDC"] == false)
        #expect(signedIn.body["tenantSSOID"] == "")
        #expect(
            signedIn.body["idpResponse"] == ["idpGroups": ["eng", "all"], "idpSAMLAttributes": ["dept": "R&D"]]
        )
        let claims = try signedIn.claims
        #expect(claims["amr"] == ["fed"])
        #expect(claims["tenants"] == ["acme": ["roles": ["editor"], "permissions": ["write"]]])
        #expect(try await project.exchange(redirect, at: protocolName).status == 401)
    }

    @Test("roles follow the groups where they are mapped, and stay where they are not")
    func roles() async throws {
        let mapped = try project(groupRoles: ["eng": ["editor"]])
        _ = try await signIn(mapped)
        var ada = Self.ada
        ada.groups = []
        #expect(try await signIn(mapped, ada).claims["tenants"] == ["acme": [:]])

        let plain = try project()
        _ = try await signIn(plain)
        try plain.backend.setTenants(["acme": ["editor"]], of: "ada@acme.example")
        #expect(try await signIn(plain).claims["tenants"]?["acme"]?["roles"] == ["editor"])
    }

    @Test("a tenant with OpenID Connect says so")
    func oidc() async throws {
        let signedIn = try await signIn(try project(usesOIDC: true))
        #expect(signedIn.body["user"]?["OIDC"] == true)
        #expect(signedIn.body["user"]?["SAML"] == false)
        #expect(signedIn.body["idpResponse"]?["idpOIDCClaims"] == ["dept": "R&D"])
    }

    @Test("one tenant, several configurations")
    func ssoIds() async throws {
        let project = try project()
        try project.backend.configureSSO(tenant: "acme", domains: ["acme.example"], ssoId: "okta")
        #expect(try await signIn(project).body["tenantSSOID"] == "")
        let okta = try await signIn(project, Self.ada, ["tenant": "ada@acme.example", "ssoId": "okta"])
        #expect(okta.body["tenantSSOID"] == "okta")
        #expect(project.backend.loginIds == ["ada@acme.example"])
    }

    @Test("a user who is known already joins the tenant")
    func knownUser() async throws {
        let project = try project()
        let mailed = try await project.signIn("ada@acme.example")
        let signedIn = try await signIn(project)
        #expect(signedIn.body["user"]?["userId"] == mailed.body["user"]?["userId"])
        #expect(signedIn.body["user"]?["userTenants"]?[0]?["tenantId"] == "acme")
    }

    @Test(
        "a tenant's word about addresses that are not its own makes nobody of them",
        arguments: [[], ["acme.example"]]
    )
    func foreignAddress(_ domains: [String]) async throws {
        let project = try project(domains: domains)
        let victim = try await project.signIn("ceo@globex.example")
        let forged = try await signIn(project, Identity(email: "ceo@globex.example", subject: "eve"))
        #expect(forged.body["user"]?["userId"] != victim.body["user"]?["userId"])
        #expect(forged.body["user"]?["verifiedEmail"] == false)
        // Nor does it lie in wait for the owner.
        let later = try await signIn(project, Identity(email: "cto@globex.example", subject: "eve2"))
        let owner = try await project.oauthSignIn(Identity(email: "cto@globex.example", subject: "g"))
        #expect(owner.body["user"]?["userId"] != later.body["user"]?["userId"])
    }

    @Test(
        "starts that are refused",
        arguments: [
            ([:], "E011002"), (["tenant": "globex"], "E011004"), (["tenant": "plain"], "E011004"),
            (["tenant": "ada@globex.example"], "E011004"), (["tenant": "acme", "ssoId": "none"], "E011004"),
            (["tenant": "acme", "forceAuthn": "1"], "E011004"), (["tenant": "acme", "provider": "google"], "E011003"),
        ] as [([String: String], String)]
    )
    func refused(_ query: [String: String], _ code: String) async throws {
        let project = try project()
        try project.backend.addTenant(id: "plain", name: "Plain")
        for protocolName in ["sso", "saml"] {
            #expect(try await project.start("/v1/auth/\(protocolName)/authorize", query).errorCode == code)
        }
    }

    @Test("a tenant that is gone signs nobody in, and a refused sign-in leaves nobody behind")
    func tenantGone() async throws {
        let project = try project()
        let url = try await url(project)
        #expect(try await project.manage("/v1/mgmt/tenant/delete", ["id": "acme"]).status == 200)
        #expect(try project.backend.identityProvider.signIn(at: url, as: Self.ada).error == "E011004")
        #expect(project.backend.loginIds.isEmpty)
        #expect(try await project.start("/v1/auth/sso/authorize", ["tenant": "acme"]).status == 400)
    }

    @Test("a disabled user has no code, and their groups no effect")
    func disabled() async throws {
        let project = try project(groupRoles: ["eng": ["editor"]])
        var ada = Self.ada
        ada.groups = []
        let redirect = try await project.backend.identityProvider.signIn(at: url(project), as: ada)
        try project.backend.setEnabled(false, of: "ada@acme.example")
        #expect(try await project.exchange(redirect, at: "sso").status == 403)
        let refused = try await project.backend.identityProvider.signIn(at: url(project), as: Self.ada)
        #expect((refused.code?.reveal(), refused.error) == (nil, "E011004"))
        try project.backend.setEnabled(true, of: "ada@acme.example")
        #expect(try await project.signIn("ada@acme.example").claims["tenants"] == ["acme": [:]])
    }

    @Test("a configuration needs its tenant and roles, and a domain is one tenant's")
    func configuration() throws {
        let project = try project()
        try project.backend.addTenant(id: "globex", name: "Globex")
        #expect(throws: EmulatorRefusal.self) { try project.backend.configureSSO(tenant: "none") }
        #expect(throws: EmulatorRefusal.self) {
            try project.backend.configureSSO(tenant: "globex", domains: ["ACME.example"])
        }
        #expect(throws: EmulatorRefusal.self) {
            try project.backend.configureSSO(tenant: "globex", groupRoles: ["eng": ["editor"]])
        }
    }
}
