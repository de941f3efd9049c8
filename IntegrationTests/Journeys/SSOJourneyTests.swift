import Descope
import DescopeEmulator
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct SSOJourneyTests {
    static let ada = EmulatorIdentityProvider.Identity(
        email: "ada@acme.example",
        name: "Ada Lovelace",
        subject: "1815",
        groups: ["eng"],
        attributes: ["dept": "R&D"]
    )

    /// A project with a tenant that has SSO.
    private func journey(usesOIDC: Bool = false) throws -> Journey {
        let it = try Journey()
        try it.backend.addTenant(id: "acme", name: "Acme")
        try it.backend.addRole("editor", permissions: ["write"], tenantId: "acme")
        try it.backend.configureSSO(
            tenant: "acme",
            domains: ["acme.example"],
            ssoId: "okta",
            groupRoles: ["eng": ["editor"]],
            usesOIDC: usesOIDC
        )
        return it
    }

    @Test(
        "from the start to log-out, at both addresses, by tenant or e-mail",
        arguments: [false, true],
        [false, true]
    )
    func wholeTrip(_ isSAML: Bool, _ isByEmail: Bool) async throws {
        let it = try journey()
        let (sso, other) = isSAML ? (it.client.saml, it.client.sso) : (it.client.sso, it.client.saml)
        let tenant = isByEmail ? "ada@acme.example" : "acme"
        let start = try await sso.start(
            tenant: tenant,
            redirectURL: "https://app.example.com/signed-in",
            options: LoginOptions(customClaims: ["plan": "gold"]),
            ssoOptions: SSOOptions(
                ssoId: "okta",
                loginHint: "ada@acme.example",
                forceAuthn: true,
                initiatedEmail: "ada@acme.example"
            )
        )
        let redirect = try it.backend.identityProvider.signIn(at: start, as: Self.ada)
        let code = try #require(redirect.code)
        await expect(.invalidArguments) { _ = try await sso.exchange(code: "guess") }
        await expect(.invalidArguments) { _ = try await other.exchange(code: code) }
        await expect(.invalidArguments) { _ = try await it.client.oauth.exchange(code: code) }
        let signedIn = try await sso.exchange(code: code)
        await expect(.invalidArguments) { _ = try await sso.exchange(code: code) }

        #expect(signedIn.firstSeen == true)
        #expect(signedIn.tenantSSOId == "okta")
        #expect(signedIn.idpResponse?.groups == ["eng"])
        #expect(signedIn.idpResponse?.samlAttributes == ["dept": "R&D"])
        #expect(signedIn.user?.saml == true)
        #expect(signedIn.user?.userTenants.map(\.tenantId) == ["acme"])

        let token = try await it.session.validate(signedIn.sessionJwt)
        #expect(token.hasRoles(["editor"], tenant: "acme"))
        #expect(token.hasPermissions(["write"], tenant: "acme"))
        #expect(!token.hasRoles([], tenant: "globex"))
        expectRefusal(.invalidArguments) { _ = try it.backend.identityProvider.signIn(at: start, as: Self.ada) }
        try await it.expectSessionAndLogOut(signedIn, by: "fed")

        // In again; then a code that comes too late, and a user who does.
        func newCode() async throws -> Secret {
            try #require(it.backend.identityProvider.signIn(at: await sso.start(tenant: tenant), as: Self.ada).code)
        }
        let again = try await sso.exchange(code: newCode())
        #expect((again.firstSeen, again.user?.userId) == (false, signedIn.user?.userId))
        let late = try await newCode()
        it.clock.advance(by: .seconds(180))
        await expect(.invalidArguments) { _ = try await sso.exchange(code: late) }
        let lateStart = try await sso.start(tenant: tenant)
        it.clock.advance(by: .seconds(600))
        expectRefusal(.invalidArguments) { _ = try it.backend.identityProvider.signIn(at: lateStart, as: Self.ada) }
    }

    @Test("OpenID Connect: claims instead of attributes, and prompts")
    func oidc() async throws {
        let it = try journey(usesOIDC: true)
        let start = try await it.client.sso.start(
            tenant: "acme",
            ssoOptions: SSOOptions(prompt: [.login, .selectAccount])
        )
        let code = try #require(it.backend.identityProvider.signIn(at: start, as: Self.ada).code)
        let signedIn = try await it.client.sso.exchange(code: code)
        #expect(signedIn.user?.oidc == true)
        #expect(signedIn.idpResponse?.oidcClaims == ["dept": "R&D"])
        #expect(signedIn.idpResponse?.samlAttributes == [:])
    }

    @Test("a start that was denied, another address than agreed")
    func refusals() async throws {
        let it = try journey()
        let (sso, idp) = (it.client.sso, it.backend.identityProvider)
        #expect(try idp.deny(at: await sso.start(tenant: "acme")).code == nil)
        let agreed = try await sso.start(tenant: "acme", ssoOptions: SSOOptions(initiatedEmail: "grace@acme.example"))
        #expect(try idp.signIn(at: agreed, as: Self.ada).code == nil)
    }

    @Test("tenants and configurations that do not exist are refused by the service, and by its code")
    func unknown() async throws {
        let it = try journey()
        for (tenant, ssoId) in [("globex", nil), ("ada@globex.example", nil), ("acme", "entra")] as [(String, String?)]
        {
            let options = SSOOptions(ssoId: ssoId)
            await expect(.invalidArguments) { _ = try await it.client.sso.start(tenant: tenant, ssoOptions: options) }
        }
    }

    @Test("a second factor, asked for with the session's refresh token")
    func secondFactor() async throws {
        let it = try journey()
        let refreshJwt = try #require(try await it.signUpOrIn("ada@acme.example").refreshJwt)
        let start = try await it.client.sso.start(
            tenant: "acme",
            options: LoginOptions(stepup: true),
            refreshJwt: refreshJwt
        )
        let code = try #require(it.backend.identityProvider.signIn(at: start, as: Self.ada).code)
        let token = try await it.session.validate(it.client.sso.exchange(code: code).sessionJwt)
        #expect(token.authenticationMethods == ["email", "fed", "mfa"])
        #expect(token.isSteppedUp)
    }
}
