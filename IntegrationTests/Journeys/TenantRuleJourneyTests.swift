import Descope
import DescopeEmulator
import DescopeTesting
import Testing

/// What a tenant's settings and default roles do to its members.
@Suite(.timeLimit(.minutes(5))) struct TenantRuleJourneyTests {
    private static let ada = EmulatorIdentityProvider.Identity(email: "ada@acme.example", name: "Ada")

    private let it: Journey
    private var management: Management { it.client.management }

    /// A project with two tenants; the first one has SSO.
    init() throws {
        it = try Journey()
        try it.backend.addTenant(id: "acme", name: "Acme")
        try it.backend.addTenant(id: "globex", name: "Globex")
        try it.backend.addRole("editor", permissions: ["write"])
        try it.backend.configureSSO(tenant: "acme", domains: ["acme.example"])
    }

    private func signInBySSO() async throws -> SignInResponse {
        let start = try await it.client.sso.start(tenant: "acme", redirectURL: "https://app.example.com/signed-in")
        let redirect = try it.backend.identityProvider.signIn(at: start, as: Self.ada)
        return try await it.client.sso.exchange(code: try #require(redirect.code))
    }

    private func tenants(_ jwt: Secret?) async throws -> [String] {
        let token = try await it.session.validate(try #require(jwt))
        return ["acme", "globex"].filter { token.isMember(of: $0) }
    }

    // MARK: - Disabled tenants

    @Test("a disabled tenant is in no new token, cannot be selected, and comes back when it is enabled")
    func disabled() async throws {
        try it.backend.addUser("ada@acme.example", tenants: ["acme": ["editor"], "globex": []])
        let key = try it.backend.addAccessKey(name: "robot", tenants: ["acme": ["editor"]])
        let signedIn = try await it.signUpOrIn("ada@acme.example")
        let refreshJwt = try #require(signedIn.refreshJwt)
        #expect(try await tenants(signedIn.sessionJwt) == ["acme", "globex"])
        let inAcme = try await it.session.selectTenant("acme", refreshJwt: refreshJwt)
        #expect(inAcme.token.currentTenant == "acme")
        let acmeRefreshJwt = try #require(inAcme.refreshJwt)

        try await management.tenants.patch(TenantPatch("acme") { $0.isDisabled = true })
        let refreshed = try await it.session.refresh(acmeRefreshJwt)
        #expect(refreshed.token.currentTenant == "globex")
        #expect(try await tenants(refreshed.sessionJwt) == ["globex"])
        await expect(.invalidArguments) { _ = try await it.session.selectTenant("acme", refreshJwt: acmeRefreshJwt) }
        #expect(try await it.session.myTenants(acmeRefreshJwt).map(\.id) == ["globex"])
        await expect(.invalidArguments) {
            _ = try await it.session.exchange(accessKey: key, options: AccessKeyLoginOptions(selectedTenant: "acme"))
        }
        #expect(try await !it.session.exchange(accessKey: key, ignoresCache: true).token.isMember(of: "acme"))
        // The membership itself stays.
        #expect(
            try await management.users.load("ada@acme.example").userTenants.map(\.tenantId) == ["acme", "globex"]
        )

        try await management.tenants.patch(TenantPatch("acme") { $0.isDisabled = false })
        let selected = try await it.session.selectTenant("acme", refreshJwt: acmeRefreshJwt)
        #expect(selected.token.currentTenant == "acme")
        #expect(try await it.session.exchange(accessKey: key, ignoresCache: true).token.isMember(of: "acme"))
    }

    @Test("nobody signs in by the SSO of a disabled tenant, at whichever step it was disabled", arguments: 0...2)
    func disabledSSO(_ step: Int) async throws {
        func disable(at now: Int) async throws {
            guard now == step else { return }
            try await management.tenants.patch(TenantPatch("acme") { $0.isDisabled = true })
        }
        try await disable(at: 0)
        if step == 0 {
            await expect(.invalidArguments) { _ = try await it.client.sso.start(tenant: "acme") }
            return
        }
        let start = try await it.client.sso.start(tenant: "acme")
        try await disable(at: 1)
        let redirect = try it.backend.identityProvider.signIn(at: start, as: Self.ada)
        if step == 1 {
            #expect(redirect.error == DescopeError.Code.invalidArguments.rawValue)
            #expect(it.backend.loginIds == [])
            return
        }
        try await disable(at: 2)
        let code = try #require(redirect.code)
        await expect(.invalidArguments) { _ = try await it.client.sso.exchange(code: code) }
    }

    @Test("a user does not join a disabled tenant by the domain of the email address")
    func disabledProvisioning() async throws {
        for isDisabled in [true, false] {
            try await management.tenants.update(
                "acme",
                TenantDetails("Acme") { ($0.selfProvisioningDomains, $0.isDisabled) = (["acme.example"], isDisabled) }
            )
            let signedIn = try await it.signUpOrIn("ada@acme.example")
            #expect(signedIn.user?.userTenants.map(\.tenantId) == (isDisabled ? [] : ["acme"]))
        }
    }

    // MARK: - Enforced SSO

    @Test("only a session that began with a tenant's SSO has the tenant that enforces it")
    func enforcedSSO() async throws {
        try it.backend.addUser("ada@acme.example", tenants: ["acme": [], "globex": []])
        let before = try await it.signUpOrIn("ada@acme.example")
        try await management.tenants.patch(TenantPatch("acme") { $0.enforcesSSO = true })

        let byCode = try await it.signUpOrIn("ada@acme.example")
        for signedIn in [before, byCode] {
            let refreshJwt = try #require(signedIn.refreshJwt)
            #expect(try await tenants(try await it.session.refresh(refreshJwt).sessionJwt) == ["globex"])
            await expect(.invalidArguments) { _ = try await it.session.selectTenant("acme", refreshJwt: refreshJwt) }
            #expect(try await it.session.myTenants(refreshJwt).map(\.id) == ["globex"])
        }

        let bySSO = try await signInBySSO()
        #expect(try await tenants(bySSO.sessionJwt) == ["acme", "globex"])
        let selected = try await it.session.selectTenant("acme", refreshJwt: try #require(bySSO.refreshJwt))
        #expect(selected.token.currentTenant == "acme")
        // A further factor continues the session, and an update of a token does not change whose it is.
        try await it.otp.signIn(
            with: .email,
            loginId: "ada@acme.example",
            options: LoginOptions(mfa: true),
            refreshJwt: selected.refreshJwt
        )
        let code = try it.code("ada@acme.example")
        let further = try await it.otp.verify(with: .email, loginId: "ada@acme.example", code: code)
        #expect(try await tenants(further.sessionJwt) == ["acme"])
        for (signedIn, expected) in [(bySSO, ["acme", "globex"]), (byCode, ["globex"]), (before, ["globex"])] {
            let updated = try await management.jwt.update(signedIn.sessionJwt, customClaims: ["plan": "gold"])
            #expect(try await tenants(updated) == expected)
        }
    }

    @Test("after an impersonation, the impersonator has the tenant again in which SSO has begun their own session")
    func stoppedImpersonation() async throws {
        try it.backend.addRole("support", permissions: ["Impersonate"])
        let agent = "ada@acme.example"
        try it.backend.addUser(agent, roles: ["support"], tenants: ["acme": [], "globex": []])
        try it.backend.addUser("bob@example.com")
        try await management.tenants.patch(TenantPatch("acme") { $0.enforcesSSO = true })
        func own() async throws -> [String] {
            let jwt = try await management.jwt.impersonate(
                "bob@example.com",
                impersonatorId: agent,
                validatesConsent: false
            )
            let stopped = try await management.jwt.stopImpersonation(jwt)
            return try await tenants(try await it.session.refresh(stopped).sessionJwt)
        }
        _ = try await it.signUpOrIn(agent)
        #expect(try await own() == ["globex"])
        let bySSO = try await signInBySSO()
        #expect(try await own() == ["acme", "globex"])
        _ = try await it.session.logOut(try #require(bySSO.refreshJwt))
        #expect(try await own() == ["globex"])
    }

    @Test("an excluded member signs in as before")
    func exclusions() async throws {
        try it.backend.addUser("ada@acme.example", tenants: ["acme": []])
        let bob = try it.backend.addUser("bob@acme.example", tenants: ["acme": []])
        try it.backend.addUser("eve@acme.example", tenants: ["acme": []])
        try await management.tenants.patch(
            TenantPatch("acme") { ($0.enforcesSSO, $0.ssoExclusions) = (true, .set(["ada@acme.example", bob])) }
        )
        for (loginId, expected) in [("ada", ["acme"]), ("bob", ["acme"]), ("eve", [])] {
            #expect(try await tenants(try await it.signUpOrIn("\(loginId)@acme.example").sessionJwt) == expected)
        }
    }

    // MARK: - Default roles

    @Test("a new user has the project's default roles, unless others are named")
    func defaultRoles() async throws {
        _ = try await it.signUpOrIn("old@example.com")
        try await management.roles.create(NewRole("reader", isDefault: true))
        try await management.users.create("made@example.com")
        try await management.users.create("named@example.com", UserDetails { $0.roleNames = ["editor"] })
        _ = try await it.signUpOrIn("signed@example.com")
        try it.backend.addUser("added@example.com")
        for (loginId, expected) in [
            ("old", []), ("made", ["reader"]), ("named", ["editor"]), ("signed", ["reader"]), ("added", ["reader"]),
        ] {
            #expect(try await management.users.load("\(loginId)@example.com").roleNames == expected, "\(loginId)")
        }
        let signedIn = try await signInBySSO()
        #expect(try await it.session.validate(signedIn.sessionJwt).hasRoles(["reader"]))

        try await management.roles.update(RoleUpdate("reader"))
        #expect(try await management.users.create("last@example.com").roleNames == [])
        #expect(try await management.users.load("made@example.com").roleNames == ["reader"])
    }

    @Test("a new member of a tenant has the default roles of the tenant, of both kinds")
    func tenantDefaultRoles() async throws {
        try await management.roles.create(NewRole("member", tenantId: "acme", isDefault: true))
        try await management.roles.create(NewRole("guest", tenantId: "globex", isDefault: true))
        try await management.tenants.setDefaultRoles(["editor"], id: "acme")
        try await management.users.create(
            "ada@example.com",
            UserDetails { $0.tenants = [TenantMembership("acme"), TenantMembership("globex", roleNames: ["editor"])] }
        )
        func roles(_ loginId: String) async throws -> [String: [String]] {
            let tenants = try await management.users.load(loginId).userTenants
            return Dictionary(uniqueKeysWithValues: tenants.map { ($0.tenantId, $0.roleNames.sorted()) })
        }
        #expect(try await roles("ada@example.com") == ["acme": ["editor", "member"], "globex": ["editor"]])
        _ = try await signInBySSO()
        #expect(try await roles("ada@acme.example") == ["acme": ["editor", "member"]])
        #expect(try await management.users.load("ada@acme.example").roleNames == [])
    }
}
