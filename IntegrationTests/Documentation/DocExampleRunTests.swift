import Descope
import DescopeEmulator
import DescopeTesting
import Foundation
import Testing

/// Runs the code of Docs/Management.md.
@Suite(.timeLimit(.minutes(5))) struct ManagementPageTests {
    private let it: Journey
    private let page: ManagementExamples
    private var management: Management { it.client.management }

    init() throws {
        it = try Journey()
        page = ManagementExamples(client: it.client)
        try it.backend.addTenant(id: "acme", name: "Acme")
        try it.backend.addRole("editor")
    }

    private func validated(_ signedIn: SignInResponse) async throws -> DescopeToken {
        try await it.session.validate(signedIn.sessionJwt)
    }

    @Test("a client has the management key")
    func clients() throws {
        #expect(
            try ManagementExamples.makeClient(managementKey: "K2abc").configuration.managementKey?.reveal() == "K2abc"
        )
        #expect(!page.withoutTier().configuration.sendsLicenseTier)
        #expect(it.client.configuration.sendsLicenseTier)
    }

    @Test("a user is invited, and patched")
    func invitation() async throws {
        let invitation = try await page.invite()
        let invited = invitation.user
        #expect(invitation.isNew == true)
        #expect(try await page.invite().isNew == false)
        #expect((invited.name, invited.status) == ("Ada Lovelace", .invited))
        #expect(invited.userTenants.map(\.tenantId) == ["acme"])
        #expect(invited.userTenants.map(\.roleNames) == [["editor"]])
        #expect(it.backend.outbox.lastMessage(for: "ada@example.com")?.method == "email")

        try await management.users.updatePhone(to: "+12025550143", loginId: "ada@example.com")
        let patched = try await page.patch()
        #expect((patched.name, patched.familyName, patched.phone) == ("Ada Lovelace", "King", nil))
    }

    @Test("what exists already is returned, and another refusal is thrown")
    func existsAlready() async throws {
        try it.backend.addUser("ada@example.com")
        let ada = try await management.users.load("ada@example.com")
        #expect(try await page.createUser("ada@example.com").userId == ada.userId)
        #expect(try await page.createUser("eve@example.com").loginIds == ["eve@example.com"])
        #expect(try await page.createTenant("Another", id: "acme").name == "Acme")
        #expect(try await page.createTenant("Umbrella", id: "umbrella").name == "Umbrella")
        try it.backend.failNext("tenant.create", with: .refusal(.invalidArguments))
        await #expect(throws: DescopeError.self) { try await page.createTenant("Initech", id: "initech") }
    }

    @Test("a search finds the users who match all conditions")
    func search() async throws {
        for name in ["ada", "eve", "mallory"] {
            try it.backend.addUser("\(name)@example.com", tenants: name == "mallory" ? [:] : ["acme": []])
        }
        for name in ["eve", "mallory"] { try it.backend.setEnabled(false, of: "\(name)@example.com") }
        let eve = try await management.users.load("eve@example.com")
        #expect(try await page.search() == [try #require(eve.userId)])
        #expect(try await page.firstPage(UserSearch { $0.tenantIds = ["acme"] }) == "2 of 2 users")
    }

    @Test("an import that was stopped is continued")
    func bulkCreation() async throws {
        let users = (0..<1000).map { NewUser("user\($0)@example.com") }
        try it.backend.failNext("user.createBatch", with: .refusal(.invalidArguments, status: 401))
        let remaining = await page.importUsers(users)
        // At most two batches were on their way, and one more was taken.
        #expect((400...800).contains(remaining.count))
        #expect(await page.importUsers(remaining).isEmpty)
        #expect(try await management.users.search(pageSize: 1).page(0).total == 800)
    }

    @Test("users are deleted in batches")
    func bulkDeletion() async throws {
        let created = await management.users.bulkCreate((0..<150).map { NewUser("user\($0)@example.com") })
        #expect(created.successCount == 150)
        var ids: [String] = []
        for try await user in management.users.search() { ids += user.userId.map { [$0] } ?? [] }
        await page.deleteUsers(ids)
        #expect(try await management.users.search().page(0).elements.isEmpty)
    }

    @Test("users sign in with passwords whose hashes were brought along")
    func passwordHashes() async throws {
        // hashlib.pbkdf2_hmac("sha256", b"correct horse 1A!", b"saltsalt", 600000) in Python.
        let hash: [UInt8] = [
            0x7c, 0x3b, 0x79, 0x4c, 0x1f, 0x06, 0x66, 0x02, 0x93, 0x05, 0x37, 0xde, 0xa7, 0x4c, 0x57, 0x47,
            0xb5, 0xfb, 0x8d, 0x77, 0x29, 0x8d, 0xe2, 0xf2, 0x37, 0xbe, 0x2c, 0xa5, 0x5f, 0xbc, 0x90, 0x95,
        ]
        let row = LegacyUser(email: "ada@example.com", passwordHash: hash, passwordSalt: Array("saltsalt".utf8))
        let result = try await management.users.createBatch(page.newUsers([row]))
        #expect(result.createdUsers.map(\.email) == ["ada@example.com"])
        await #expect(throws: DescopeError.self) {
            try await it.client.password.signIn(loginId: "ada@example.com", password: "correct horse 1B!")
        }
        _ = try await it.client.password.signIn(loginId: "ada@example.com", password: "correct horse 1A!")
    }

    @Test("custom attributes are read as a type of the app's")
    func customAttributes() async throws {
        try await management.users.createCustomAttributes([CustomAttribute("level", .number)])
        try it.backend.addUser("ada@example.com")
        #expect(try await page.customAttributes() == 7)
    }

    @Test("the permissions of a role are in the tokens of the tenant's users")
    func roles() async throws {
        try it.backend.addUser("ada@example.com", tenants: ["acme": []])
        try await page.extendRole()
        let token = try await validated(it.signUpOrIn())
        #expect(token.hasPermissions(["Publish"], tenant: "acme"))
        #expect(!token.hasPermissions(["Publish"]))
    }

    @Test("a tenant has its settings, and a link for its administrator")
    func tenants() async throws {
        let link = try await page.addTenant()
        #expect(try it.backend.openSSOConfigurationLink(link) == "acme-inc")
        #expect(try await management.tenants.load("acme-inc").selfProvisioningDomains == ["acme.example"])
        #expect(try await management.tenants.loadSettings("acme-inc").sessionTokenLifetime == .seconds(600))
    }

    @Test("a tenant's users sign in with its identity provider, and get the roles of their groups")
    func sso() async throws {
        try await page.connectIdentityProvider()
        let url = try await it.client.sso.start(tenant: "ada@acme.example")
        let ada = EmulatorIdentityProvider.Identity(email: "ada@acme.example", groups: ["writers"])
        let redirect = try it.backend.identityProvider.signIn(at: url, as: ada)
        let signedIn = try await it.client.sso.exchange(code: try #require(redirect.code))
        #expect(try await validated(signedIn).hasRoles(["editor"], tenant: "acme"))
    }

    @Test("an access key works from the permitted addresses, until it expires")
    func accessKeys() async throws {
        var stored: [Secret] = []
        let expiry = it.clock.now.addingTimeInterval(86_400)
        let id = try await page.addAccessKey(expiresAt: expiry) { stored.append($0) }
        let key = try #require(stored.first)
        // The emulator's requests come from this machine.
        await #expect(throws: DescopeError.self) { try await it.session.exchange(accessKey: key) }
        let update = AccessKeyUpdate(try await management.accessKeys.load(id)) { $0.permittedIPs = .clear }
        try await management.accessKeys.update(update)
        let session = try await it.session.exchange(accessKey: key, ignoresCache: true)
        #expect(session.keyId == id)
        #expect(session.token.hasRoles(["editor"], tenant: "acme"))
        it.clock.advance(by: .seconds(86_400))
        await #expect(throws: DescopeError.self) {
            try await it.session.exchange(accessKey: key, ignoresCache: true)
        }
    }

    @Test("a setting of an application is changed, and the others are kept")
    func applications() async throws {
        let settings = OIDCApplicationSettings(loginPageURL: "https://login.example.com")
        let id = try await management.ssoApplications.createOIDC(SSOApplicationDetails("Wiki"), settings)
        try await page.hardenApplication(id)
        let wiki = try await management.ssoApplications.load(id)
        #expect((wiki.details.name, wiki.oidc?.settings.requiresPKCE) == ("Wiki", true))
        #expect(wiki.oidc?.settings.loginPageURL == "https://login.example.com")
    }

    @Test("a back end signs a user in, with claims of its own")
    func managedSignIn() async throws {
        try it.backend.addUser("ada@example.com")
        let token = try await validated(page.signIn(customer: "ada@example.com"))
        #expect(token["loginBy"] == "card terminal")
    }

    @Test("a supporter acts as a user who has consented")
    func impersonation() async throws {
        try it.backend.addUser("ada@example.com")
        try it.backend.addRole("support", permissions: ["Impersonate"])
        try it.backend.addUser("grace@example.com", roles: ["support"])
        let (ada, grace) = (
            try #require(try await management.users.load("ada@example.com").userId),
            try #require(try await management.users.load("grace@example.com").userId)
        )
        await #expect(throws: DescopeError.self) {
            try await page.impersonate("ada@example.com", supporterId: grace)
        }
        let end = it.clock.now.addingTimeInterval(3600)
        try it.backend.setImpersonationConsent(of: "ada@example.com", until: end)
        let session = try await page.impersonate("ada@example.com", supporterId: grace)
        #expect(session.token.subject == ada)
        #expect(session.token["act"]?["sub"]?.stringValue == grace)
    }

    @Test("a flow and the theme are copied to another project")
    func flows() async throws {
        let production = try Journey()
        it.backend.addFlow("sign-up-or-in")
        try await management.themes.import(["styles": ["color": "#123456"]])
        try await page.copyFlow(to: production.client)
        #expect(try await production.client.management.flows.list().map(\.id) == ["sign-up-or-in"])
        let theme = try await production.client.management.themes.export()
        #expect(theme["styles"] == ["color": "#123456"])
    }

    @Test("settings travel through a folder, and secrets beside it")
    func snapshots() async throws {
        let production = try Journey()
        let folder = FileManager.default.temporaryDirectory.appending(path: "snapshot-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await management.roles.create(NewRole("reviewer", description: "Reviews"))
        try await management.audit.createWebhook(
            NewAuditWebhook("siem", url: "https://siem.example.com", hmacSecret: "s3cret-of-the-hook")
        )
        try await page.saveSettings(in: folder)
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where name.hasSuffix(".json") {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            #expect(!text.contains("s3cret-of-the-hook"))
        }
        var needed: [String] = []
        try await page.release(folder, to: production.client) { missing in
            needed.append("\(missing.name) \(missing.type)")
            return "s3cret-of-the-hook"
        }
        #expect(needed == ["siem hmacSecret"])
        let roles = try await production.client.management.roles.search(RoleSearch { $0.names = ["reviewer"] })
        #expect(roles.map(\.description) == ["Reviews"])
    }

    @Test("sign-ins are counted by method, and events of the app are found")
    func audit() async throws {
        let start = it.clock.now
        let signedIn = try await it.signUpOrIn()
        _ = try await it.signUpOrIn("grace@example.com")
        #expect(try await page.signIns(since: start) == ["email": 2])
        it.clock.advance(by: .seconds(60))
        #expect(try await page.signIns(since: it.clock.now) == [:])

        try await page.recordPayment(by: try #require(signedIn.user?.userId))
        let payments = try await management.audit.search(AuditSearch { $0.actions = ["InvoicePaid"] }).page(0)
        #expect(payments.elements.map(\.data) == [["invoice": "2026-117"]])
    }

    @Test("a blank name is refused before it is sent")
    func refusedArguments() async throws {
        let count = it.backend.requestCount()
        var shown: [String] = []
        try await page.createTenant(name: " ") { shown.append($0) }
        #expect(shown == ["name: expected a non-empty string, found only white space."])
        #expect(it.backend.requestCount() == count)
        try await page.createTenant(name: "Globex") { shown.append($0) }
        #expect(shown.count == 1)
        #expect(try await management.tenants.loadAll().map(\.name).contains("Globex"))
    }

    @Test("a deletion at the rate limit is tried again when the service allows it")
    func rateLimit() async throws {
        try it.backend.addUser("ada@example.com")
        let userId = try #require(try await management.users.load("ada@example.com").userId)
        try it.backend.failNext("user.deleteBatch", with: .status(429, headers: ["retry-after": "0"]))
        try await page.delete([userId])
        #expect(try it.backend.requestCount("user.deleteBatch") == 2)
        await #expect(throws: DescopeError.self) { try await management.users.load("ada@example.com") }
    }

    @Test("a request without a method is sent")
    func otherRequests() async throws {
        #expect(try await page.tenantName() == "Acme")
    }
}

/// Runs the code of Docs/FromNode.md.
@Suite(.timeLimit(.minutes(5))) struct FromNodePageTests {
    private let it: Journey
    private let page: FromNodeExamples
    private var backend: EmulatorBackend { it.backend }
    private var management: Management { it.client.management }

    private let ada = "ada@example.com"

    init() throws {
        it = try Journey()
        page = FromNodeExamples(client: it.client)
        try it.backend.addTenant(id: "acme", name: "Acme")
        try it.backend.addRole("editor", permissions: ["Publish"])
    }

    private func userId(_ loginId: String = "ada@example.com") async throws -> String {
        try #require(try await management.users.load(loginId).userId)
    }

    // MARK: - Signing in

    @Test("clients and keys")
    func clients() async throws {
        #expect(try FromNodeExamples.makeClient().configuration.managementKey == nil)
        #expect(
            try FromNodeExamples.makeManagementClient(key: "K2abc").configuration.managementKey?.reveal() == "K2abc"
        )
        let keys = try FakeKeys(algorithm: .rs256)
        let publicKey = try String(decoding: JSONEncoder().encode(keys.jwk.json), as: UTF8.self)
        let offline = FromNodeExamples(client: try FromNodeExamples.makeOfflineClient(publicKey: publicKey))
        let minter = TokenMinter(projectId: "P2abc", keys: keys, clock: SystemClock())
        #expect(try await offline.validateOffline(sessionJwt: minter.session(userId: "U2ada")).subject == "U2ada")
    }

    @Test("errors are thrown")
    func errors() async throws {
        var shown: [String] = []
        try await page.handleErrors { shown.append($0) }
        try backend.addUser(ada)
        try await page.handleErrors { shown.append($0) }
        try backend.failNext("otp.signIn", with: .status(429))
        try await page.handleErrors { shown.append($0) }
        #expect(shown.count == 2)
        #expect(shown.first == "There is no user with this address.")
        #expect(shown.last?.hasSuffix("(429)") == true)
    }

    @Test("one-time codes")
    func codes() async throws {
        try await page.signUpWithCode()
        let (sessionJwt, refreshJwt) = try await page.verifyCode(code: it.code(ada).reveal())
        #expect(try await it.session.me(try #require(refreshJwt)).name == "Ada")
        _ = try await it.session.validate(sessionJwt)
    }

    @Test("links")
    func links() async throws {
        try await page.sendMagicLink()
        #expect(try await page.verifyMagicLink(token: it.token(ada).reveal()).firstSeen == true)

        let (linkId, pendingRef) = try await page.sendEnchantedLink()
        let links = try #require(backend.outbox.lastMessage(for: ada)?.links)
        #expect(links[linkId] != nil)
        try await page.verifyEnchantedLink(token: it.token(ada).reveal())
        let signedIn = try await it.driving { try await page.waitForEnchantedLink(pendingRef: pendingRef) }
        #expect(signedIn.user?.email == ada)
    }

    @Test("OAuth and SAML")
    func federation() async throws {
        let identity = EmulatorIdentityProvider.Identity(email: ada, name: "Ada")
        let oauth = try backend.identityProvider.signIn(at: await page.startOAuth(), as: identity)
        #expect(try await page.exchangeOAuth(code: try #require(oauth.code).reveal()).user?.name == "Ada")

        try backend.configureSSO(tenant: "acme", domains: ["acme.example"])
        let employee = EmulatorIdentityProvider.Identity(email: "ada@acme.example")
        let saml = try backend.identityProvider.signIn(at: await page.startSAML(), as: employee)
        let signedIn = try await page.exchangeSAML(code: try #require(saml.code).reveal())
        #expect(try await it.session.validate(signedIn.sessionJwt).tenants == ["acme"])
    }

    @Test("authenticator apps")
    func totp() async throws {
        let (provisioningURL, image, key) = try await page.signUpWithTOTP()
        #expect(image?.isEmpty == false && !key.reveal().isEmpty)
        let app = try AuthenticatorApp(provisioningURL: provisioningURL, clock: it.clock)
        #expect(try await page.verifyTOTP(code: app.code().reveal()).user?.name == "Ada")
    }

    @Test("passwords")
    func passwords() async throws {
        let (signedUp, signedIn) = try await page.signInWithPassword(password: "First+secret1")
        #expect((signedUp.firstSeen, signedIn.firstSeen) == (true, false))
        _ = try await page.replacePassword(oldPassword: "First+secret1", newPassword: "Second+secret2")
        // A reset is sent to a verified address.
        try await management.users.updateEmail(to: ada, loginId: ada, isVerified: true)
        try await page.sendReset()
        let verified = try await it.client.magicLink.verify(token: it.token(ada))
        let refreshJwt = try #require(verified.refreshJwt)
        try await page.updatePassword(newPassword: "Third+secret3", refreshJwt: refreshJwt)
        _ = try await it.client.password.signIn(loginId: ada, password: "Third+secret3")
    }

    @Test("sessions are validated, refreshed and ended")
    func sessions() async throws {
        let signedIn = try await it.signUpOrIn()
        let refreshJwt = try #require(signedIn.refreshJwt)
        let (token, refreshed, session) = try await page.validate(
            sessionJwt: signedIn.sessionJwt,
            refreshJwt: refreshJwt
        )
        #expect(token.subject == signedIn.user?.userId)
        #expect((refreshed.isRefreshed, session.isRefreshed) == (true, false))

        var subjects: [String] = []
        let bearer = "Bearer \(signedIn.sessionJwt.reveal())"
        let accepted = try await page.middleware(authorization: bearer, cookies: []) { subjects.append($0.subject) }
        let refused = try await page.middleware(authorization: nil, cookies: []) { subjects.append($0.subject) }
        #expect((accepted.status, refused.status) == (200, 401))
        #expect(subjects == [token.subject])

        try await page.logOut(refreshJwt: refreshJwt)
        await expect(.tokenInvalidatedByLogout) { _ = try await it.session.refresh(refreshJwt) }
        let (first, second) = (try await it.signUpOrIn().refreshJwt, try await it.signUpOrIn().refreshJwt)
        try await page.logOutEverywhere(refreshJwt: try #require(first))
        await expect(.tokenInvalidatedByLogout) { _ = try await it.session.refresh(try #require(second)) }
    }

    @Test("roles and permissions of tokens")
    func roles() async throws {
        try backend.addUser(ada, roles: ["editor"])
        try backend.addUser("grace@example.com", tenants: ["acme": ["editor"]])
        let own = try await it.session.validate(it.signUpOrIn().sessionJwt)
        let members = try await it.session.validate(it.signUpOrIn("grace@example.com").sessionJwt)
        let rows = [
            page.projectRoles(own), page.tenantRoles(members), page.projectRoles(members), page.tenantRoles(own),
        ]
        for (index, found) in rows.enumerated() {
            #expect(found.0 == (index < 2) && found.1 == (index < 2))
            #expect(found.2 == (index < 2 ? ["editor"] : []) && found.3 == (index < 2 ? ["Publish"] : []))
        }
    }

    // MARK: - Tenants and applications

    @Test("tenants and their settings")
    func tenants() async throws {
        let id = try await page.createTenants()
        let created = try await management.tenants.load(id)
        #expect((created.name, created.customAttributes["plan"]) == ("Globex", "gold"))
        let (acme, all, found) = try await page.findTenants()
        #expect(acme == "Acme" && found == ["acme"])
        #expect(Set(all) == ["Acme", "Globex", "Initech"])
        try await page.changeTenant()
        #expect(try await management.tenants.loadAll().count == 2)

        let link = try await page.tenantSettings()
        #expect(try backend.openSSOConfigurationLink(link) == "acme")
        let settings = try await management.tenants.loadSettings("acme")
        #expect(settings.refreshTokenLifetime == .seconds(12 * 86_400))
        #expect((settings.domains, settings.inactivityLimit) == (["acme.example"], .seconds(1800)))

        try await page.passwordSettings()
        let passwords = try await management.passwordSettings.load(tenantId: "acme")
        #expect((passwords.minLength, passwords.expirationWeeks, passwords.lockAttempts) == (12, 26, 5))
        #expect((passwords.requiresLowercase, passwords.requiresUppercase) == (true, false))
    }

    @Test("SSO applications")
    func applications() async throws {
        let oidc = try await page.oidcApplication()
        let saml = try await page.samlApplication()
        let crm = try await management.ssoApplications.load(saml)
        #expect((crm.saml?.settings.usesMetadata, crm.saml?.settings.entityId) == (false, "crm"))
        let (handbook, all) = try await page.findApplications(id: oidc)
        #expect(handbook.details.name == "Handbook")
        #expect(Set(all.map(\.id)) == [oidc, saml])
        #expect(try await management.ssoApplications.loadAll().map(\.id) == [saml])
    }

    @Test("SSO settings")
    func sso() async throws {
        try await page.configureSAML(certificate: "-----BEGIN CERTIFICATE-----")
        let byValues = try await management.sso.load(tenantId: "acme")
        #expect((byValues.saml?.idpEntityId, byValues.tenant?.domains) == ("acme-idp", ["acme.example"]))
        #expect(byValues.saml?.groupMappings.map(\.role.name) == ["editor"])
        try await page.configureSAMLByMetadata()
        let byMetadata = try await management.sso.load(tenantId: "acme")
        #expect(byMetadata.saml?.idpMetadataURL == "https://idp.acme.example/metadata")
        #expect(byMetadata.saml?.groupMappings == [])
        try await page.configureOIDC(clientSecret: "secret")
        #expect(try await management.sso.load(tenantId: "acme").oidc?.clientId == "descope")
        let mapped = try await page.mapGroups()
        #expect(mapped.saml?.groupMappings.map(\.groups) == [["writers"]])
        #expect(mapped.saml?.attributeMapping?.phoneNumber == "mobile")
        #expect(try await management.sso.load(tenantId: "acme").oidc?.clientId?.isEmpty ?? true)
    }

    // MARK: - Users

    @Test("users are created and invited")
    func newUsers() async throws {
        try await page.createUser()
        #expect(try await management.users.load("grace@example.com").userTenants.map(\.roleNames) == [["editor"]])
        try await page.inviteUser()
        #expect(backend.outbox.lastMessage(for: "alan@example.com") != nil)
        let result = try await page.inviteUsers(
            bcryptHash: "$2a$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234"
        )
        #expect(result.createdUsers.map(\.email) == ["edsger@example.com"])
        #expect(try await management.users.load("edsger@example.com").password)
        #expect(backend.outbox.lastMessage(for: "edsger@example.com")?.method == "email")
    }

    @Test("users are found, changed and deleted")
    func users() async throws {
        try backend.addUser(ada, name: "Ada", tenants: ["acme": ["editor"]])
        let id = try await userId()
        let (byLoginId, byUserId, names) = try await page.findUsers(userId: id)
        #expect(byLoginId == byUserId && names == ["Ada"])

        let signedIn = try await it.signUpOrIn()
        #expect(try await page.endSessions(userId: id).count == 1)
        await expect(.tokenInvalidatedByLogout) {
            _ = try await it.session.refresh(try #require(signedIn.refreshJwt))
        }

        try await page.changeUser()
        await #expect(throws: DescopeError.self) { try await management.users.load(userId: id) }
    }

    @Test("passwords of users")
    func userPasswords() async throws {
        try backend.addUser(ada)
        try await page.setPasswords()
        await expect(.passwordExpired) {
            _ = try await it.client.password.signIn(loginId: ada, password: "Permanent-2!")
        }
    }

    // MARK: - The project, keys, roles

    @Test("the project and its settings")
    func project() async throws {
        let (copy, projects) = try await page.manageProject()
        #expect(Set(projects.map(\.name)) == ["Shop", "Shop, staging"])
        #expect(projects.first { $0.id == copy.projectId }?.name == "Shop, staging")
        #expect(projects.first { $0.id == backend.projectId }?.tags == ["shop", "europe"])

        let other = try Journey()
        try await page.moveSettings(to: other.client)
        let roles = try await other.client.management.roles.search(RoleSearch { $0.names = ["editor"] })
        #expect(roles.map(\.permissionNames) == [["Publish"]])
    }

    @Test("access keys")
    func accessKeys() async throws {
        let created = try await page.createAccessKey(expiresAt: it.clock.now.addingTimeInterval(3600))
        let session = try await it.session.exchange(accessKey: created.cleartext)
        #expect(session.token.hasRoles(["editor"], tenant: "acme"))
        #expect(try await page.manageAccessKey(id: created.key.id).map(\.id) == [created.key.id])
        await #expect(throws: DescopeError.self) { try await management.accessKeys.load(created.key.id) }
    }

    @Test("permissions, roles and groups")
    func rolesAndGroups() async throws {
        let permissions = try await page.managePermissions()
        #expect(permissions.first { $0.name == "ArchiveAll" }?.description == "May archive everything")
        let (all, found) = try await page.manageRoles()
        #expect(found.map(\.permissionNames) == [["Publish", "Delete"]])
        #expect(all.contains { $0.name == "columnist" && $0.tenantId == "acme" })
        #expect(try await management.roles.loadAll().contains { $0.name == "columnist" } == false)

        try backend.configureSSO(tenant: "acme", domains: ["acme.example"])
        let url = try await it.client.sso.start(tenant: "acme")
        let employee = EmulatorIdentityProvider.Identity(email: "ada@acme.example", groups: ["writers"])
        let redirect = try backend.identityProvider.signIn(at: url, as: employee)
        _ = try await it.client.sso.exchange(code: try #require(redirect.code))
        let id = try await userId("ada@acme.example")
        let groups = try await page.groups(userId: id, groupId: "writers")
        #expect(groups.map { $0.map(\.id) } == Array(repeating: ["writers"], count: 4))
        #expect(groups.last?.first?.users.map(\.userId) == [id])
    }

    @Test("flows and the theme")
    func flows() async throws {
        backend.addFlow("sign-up-or-in")
        #expect(try await page.flows().map(\.id) == ["sign-up-or-in"])
        #expect(try await management.flows.list().map(\.id) == ["sign-up-or-in"])
        #expect(try await page.screens().screens.isEmpty == false)
        #expect(Set(try await management.flows.list().map(\.id)) == ["sign-up", "sign-up-or-in"])
        try await management.themes.import(["styles": ["color": "#123456"]])
        try await page.theme()
        #expect(try await management.themes.export()["styles"] == ["color": "#123456"])
    }

    // MARK: - Tokens, audit, test users

    @Test("tokens are changed and made")
    func tokens() async throws {
        let signedIn = try await it.signUpOrIn()
        let updated = try await page.updateToken(sessionJwt: signedIn.sessionJwt)
        #expect(try await it.session.validate(updated)["plan"] == "gold")

        try backend.addRole("support", permissions: ["Impersonate"])
        try backend.addUser("grace@example.com", roles: ["support"])
        try backend.setImpersonationConsent(of: ada, until: it.clock.now.addingTimeInterval(3600))
        let grace = try await userId("grace@example.com")
        let session = try await it.session.refresh(page.impersonate(supporterId: grace))
        #expect((session.token.subject, session.token["act"]?["sub"]?.stringValue) == (signedIn.user?.userId, grace))

        #expect(try await page.embeddedLink().user?.email == ada)
    }

    @Test("the audit trail")
    func audit() async throws {
        let signedIn = try await it.signUpOrIn()
        let (newest, signIns) = try await page.searchAudit(now: it.clock.now)
        #expect(newest.contains { $0.action == "LoginSucceed" })
        #expect(signIns == 1)
        let id = try #require(signedIn.user?.userId)
        try await page.createEvent(userId: id)
        let search = AuditSearch { $0.actorIds = [id] }
        let record = try await management.audit.search(search).page(0).elements.first { $0.action == "InvoicePaid" }
        #expect((record?.type, record?.tenantIds, record?.data["invoice"]) == (.info, ["acme"], "2026-117"))
    }

    @Test("relations and questions about them")
    func relations() async throws {
        try await page.saveFilesSchema()
        try await page.saveLoadedSchema()
        try await page.createAuthzRelations()
        #expect(try await page.hasRelations())
        let (viewers, relations, docs) = try await page.askForAccess()
        #expect((viewers.sorted(), docs) == (["u1", "u2"], ["some-doc"]))
        #expect(Set(relations.map(\.relationDefinition)) == ["owner", "viewer"])
        var cache = ["some-doc": true]
        let changes = try await page.dropChanged(from: &cache, lastCheck: it.clock.now)
        #expect((changes.isSchemaChanged, cache) == (true, [:]))

        // The other form of the same: what the new schema would delete is not deleted.
        let deletions = try await page.saveFGASchema()
        #expect(deletions.hasDeletes)
        try await management.authz.deleteSchema()
        #expect(try await !page.saveFGASchema().hasDeletes)
        try await page.createTuples()
        #expect(try await page.checkTuples())
    }

    @Test("a client may have a cache")
    func cachedClient() throws {
        let configuration = try FromNodeExamples.makeCachedClient(key: "K2abc").configuration
        #expect(configuration.fgaCacheURL?.description == "https://fga-cache.example.com")
    }

    @Test("test users")
    func testUsers() async throws {
        let (otp, magic, enchanted) = try await page.testUsers()
        _ = try await it.otp.verify(with: .sms, loginId: "tester", code: otp.code)
        #expect(magic.link.reveal().contains("t=") && enchanted.link.reveal().contains("t="))
        #expect(enchanted.pendingRef != nil)
        try await page.deleteTestUsers()
        await #expect(throws: DescopeError.self) { try await management.users.load("tester") }
    }
}
