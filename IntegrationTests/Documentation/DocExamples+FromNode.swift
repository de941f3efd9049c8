import Descope
import Foundation

// The code of Docs/FromNode.md, compiled. `DocCatalogTests` holds the two together, and `FromNodePageTests` runs it.

struct FromNodeExamples {
    let client: DescopeClient

    // MARK: - Clients

    static func makeClient() throws -> DescopeClient {
        let client = try DescopeClient(projectId: "P2abc")
        return client
    }

    static func makeManagementClient(key: Secret) throws -> DescopeClient {
        let client = try DescopeClient(projectId: "P2abc", managementKey: key)
        return client
    }

    static func makeOfflineClient(publicKey: String) throws -> DescopeClient {
        let configuration = try DescopeConfiguration(projectId: "P2abc", publicKey: publicKey)
        let client = DescopeClient(configuration)
        return client
    }

    func validateOffline(sessionJwt: Secret) async throws -> DescopeToken {
        let token = try await client.session.validate(sessionJwt)
        return token
    }

    func handleErrors(show: (String) -> Void) async throws {
        do {
            try await client.otp.signIn(with: .email, loginId: "ada@example.com")
        } catch DescopeError.Code.userNotFound {
            show("There is no user with this address.")
        } catch let error as DescopeError {
            show("\(error.message) (\(error.httpStatus))")
        }
    }

    // MARK: - One-time codes and links

    func signUpWithCode() async throws {
        let ada = SignUpUser(name: "Ada", email: "ada@example.com", phone: "+12025550143")
        try await client.otp.signUp(with: .email, loginId: "ada@example.com", user: ada)
    }

    func verifyCode(code: String) async throws -> (Secret, Secret?) {
        let signedIn = try await client.otp.verify(with: .email, loginId: "ada@example.com", code: code)
        let (sessionJwt, refreshJwt) = (signedIn.sessionJwt, signedIn.refreshJwt)
        return (sessionJwt, refreshJwt)
    }

    func sendMagicLink() async throws {
        let page = "https://app.example.com/verify"
        try await client.magicLink.signUpOrIn(with: .email, loginId: "ada@example.com", redirectURL: page)
    }

    func verifyMagicLink(token: String) async throws -> SignInResponse {
        let signedIn = try await client.magicLink.verify(token: token)
        return signedIn
    }

    func sendEnchantedLink() async throws -> (String, Secret) {
        let page = "https://app.example.com/verify"
        let sent = try await client.enchantedLink.signIn(loginId: "ada@example.com", redirectURL: page)
        let (linkId, pendingRef) = (sent.linkId, sent.pendingRef)
        return (linkId, pendingRef)
    }

    func waitForEnchantedLink(pendingRef: Secret) async throws -> SignInResponse {
        let signedIn = try await client.enchantedLink.waitForSession(pendingRef)
        return signedIn
    }

    func verifyEnchantedLink(token: String) async throws {
        try await client.enchantedLink.verify(token: token)
    }

    // MARK: - OAuth and SSO

    func startOAuth() async throws -> Secret {
        let url = try await client.oauth.start(with: .google, redirectURL: "https://app.example.com/signed-in")
        return url
    }

    func exchangeOAuth(code: String) async throws -> SignInResponse {
        let signedIn = try await client.oauth.exchange(code: code)
        return signedIn
    }

    func startSAML() async throws -> Secret {
        let url = try await client.saml.start(tenant: "acme", redirectURL: "https://app.example.com/signed-in")
        return url
    }

    func exchangeSAML(code: String) async throws -> SignInResponse {
        let signedIn = try await client.saml.exchange(code: code)
        return signedIn
    }

    // MARK: - Authenticator apps and passwords

    func signUpWithTOTP() async throws -> (Secret, [UInt8]?, Secret) {
        let ada = SignUpUser(name: "Ada", email: "ada@example.com", phone: "+12025550143")
        let totp = try await client.totp.signUp(loginId: "ada@example.com", user: ada)
        let (provisioningURL, image, key) = (totp.provisioningURL, totp.image, totp.key)
        return (provisioningURL, image, key)
    }

    func verifyTOTP(code: String) async throws -> SignInResponse {
        let signedIn = try await client.totp.verify(loginId: "ada@example.com", code: code)
        return signedIn
    }

    func signInWithPassword(password: String) async throws -> (SignInResponse, SignInResponse) {
        let ada = SignUpUser(name: "Ada", email: "ada@example.com")
        let signedUp = try await client.password.signUp(loginId: "ada@example.com", password: password, user: ada)
        let signedIn = try await client.password.signIn(loginId: "ada@example.com", password: password)
        return (signedUp, signedIn)
    }

    func sendReset() async throws {
        let page = "https://app.example.com/new-password"
        try await client.password.sendReset(loginId: "ada@example.com", redirectURL: page)
    }

    func updatePassword(newPassword: String, refreshJwt: Secret) async throws {
        try await client.password.update(
            loginId: "ada@example.com",
            newPassword: newPassword,
            refreshJwt: refreshJwt
        )
    }

    func replacePassword(oldPassword: String, newPassword: String) async throws -> SignInResponse {
        let signedIn = try await client.password.replace(
            loginId: "ada@example.com",
            oldPassword: oldPassword,
            newPassword: newPassword
        )
        return signedIn
    }

    // MARK: - Sessions

    func validate(sessionJwt: Secret, refreshJwt: Secret) async throws -> (DescopeToken, ActiveSession, ActiveSession) {
        let token = try await client.session.validate(sessionJwt)
        let refreshed = try await client.session.refresh(refreshJwt)
        let session = try await client.session.validateAndRefresh(sessionJwt: sessionJwt, refreshJwt: refreshJwt)
        return (token, refreshed, session)
    }

    func middleware(
        authorization: String?,
        cookies: [String],
        next: (DescopeToken) async throws -> Void
    ) async throws -> (status: Int, setCookies: [String]) {
        let tokens = client.session.tokens(authorization: authorization, cookies: cookies)
        do {
            let session = try await client.session.validateAndRefresh(tokens)
            try await next(session.token)
            return (200, client.session.setCookies(for: session).map { $0.reveal() })
        } catch let error as DescopeError {
            return (error.httpStatus, client.session.setCookies(for: error).map { $0.reveal() })
        }
    }

    func tenantRoles(_ token: DescopeToken) -> (Bool, Bool, [String], [String]) {
        let mayPublish = token.hasPermissions(["Publish"], tenant: "acme")
        let isEditor = token.hasRoles(["editor"], tenant: "acme")
        let roles = token.matchingRoles(["editor", "viewer"], tenant: "acme")
        let permissions = token.matchingPermissions(["Publish", "Delete"], tenant: "acme")
        return (mayPublish, isEditor, roles, permissions)
    }

    func projectRoles(_ token: DescopeToken) -> (Bool, Bool, [String], [String]) {
        let mayPublish = token.hasPermissions(["Publish"])
        let isEditor = token.hasRoles(["editor"])
        let roles = token.matchingRoles(["editor", "viewer"])
        let permissions = token.matchingPermissions(["Publish", "Delete"])
        return (mayPublish, isEditor, roles, permissions)
    }

    func logOut(refreshJwt: Secret) async throws {
        try await client.session.logOut(refreshJwt)
    }

    func logOutEverywhere(refreshJwt: Secret) async throws {
        try await client.session.logOutEverywhere(refreshJwt)
    }

    // MARK: - Tenants

    func createTenants() async throws -> String {
        let details = TenantDetails("Globex") {
            $0.selfProvisioningDomains = ["globex.example"]
            $0.customAttributes = ["plan": "gold"]
        }
        let id = try await client.management.tenants.create(details)
        try await client.management.tenants.create(TenantDetails("Initech"), id: "initech")
        return id
    }

    func changeTenant() async throws {
        let details = TenantDetails("Initech Ltd.") { $0.selfProvisioningDomains = ["initech.example"] }
        try await client.management.tenants.update("initech", details)
        try await client.management.tenants.delete("initech")
    }

    func findTenants() async throws -> (name: String, all: [String], found: [String]) {
        let acme = try await client.management.tenants.load("acme")
        let all = try await client.management.tenants.loadAll()
        let found = try await client.management.tenants.search(TenantSearch { $0.ids = ["acme"] })
        return (acme.name, all.map(\.name), found.map(\.id))
    }

    func tenantSettings() async throws -> Secret {
        var settings = try await client.management.tenants.loadSettings("acme")
        settings.domains = ["acme.example"]
        settings.selfProvisioningDomains = ["acme.example"]
        settings.isSessionEnabled = true
        settings.refreshTokenLifetime = .seconds(12 * 86_400)
        settings.sessionTokenLifetime = .seconds(10 * 60)
        settings.isInactivityEnabled = true
        settings.inactivityLimit = .seconds(30 * 60)
        settings.isJITDisabled = false
        try await client.management.tenants.updateSettings("acme", settings)
        let link = try await client.management.tenants.generateSSOConfigurationLink(
            tenantId: "acme",
            lifetime: .seconds(86_400)
        )
        return link
    }

    func passwordSettings() async throws {
        var settings = try await client.management.passwordSettings.load(tenantId: "acme")
        settings.isEnabled = true
        settings.minLength = 12
        settings.isExpirationEnabled = true
        settings.expirationWeeks = 26
        settings.isLockEnabled = true
        settings.lockAttempts = 5
        settings.forbidsReuse = true
        settings.reuseAmount = 3
        settings.requiresLowercase = true
        settings.requiresUppercase = false
        settings.requiresNumber = true
        settings.requiresNonAlphanumeric = false
        try await client.management.passwordSettings.update(settings, tenantId: "acme")
    }

    // MARK: - SSO applications

    func oidcApplication() async throws -> String {
        let details = SSOApplicationDetails("Wiki")
        let settings = OIDCApplicationSettings(loginPageURL: "https://login.example.com")
        let id = try await client.management.ssoApplications.createOIDC(details, settings)
        try await client.management.ssoApplications.updateOIDC(id, SSOApplicationDetails("Handbook"), settings)
        return id
    }

    func samlApplication() async throws -> String {
        let details = SSOApplicationDetails("CRM")
        let byMetadata = SAMLApplicationSettings(
            loginPageURL: "https://login.example.com",
            metadataURL: "https://crm.example.com/metadata"
        )
        let id = try await client.management.ssoApplications.createSAML(details, byMetadata)
        let byValues = SAMLApplicationSettings(
            loginPageURL: "https://login.example.com",
            entityId: "crm",
            acsURL: "https://crm.example.com/acs",
            certificate: "-----BEGIN CERTIFICATE-----…"
        )
        try await client.management.ssoApplications.updateSAML(id, details, byValues)
        return id
    }

    func findApplications(id: String) async throws -> (SSOApplication, [SSOApplication]) {
        let application = try await client.management.ssoApplications.load(id)
        let all = try await client.management.ssoApplications.loadAll()
        try await client.management.ssoApplications.delete(id)
        return (application, all)
    }

    // MARK: - Users

    func createUser() async throws {
        let details = UserDetails {
            $0.email = "grace@example.com"
            $0.displayName = "Grace"
            $0.tenants = [TenantMembership("acme", roleNames: ["editor"])]
        }
        try await client.management.users.create("grace@example.com", details)
        try await client.management.users.update("grace@example.com", details)
    }

    func inviteUser() async throws {
        try await client.management.users.invite(
            "alan@example.com",
            UserDetails { $0.email = "alan@example.com" },
            invitation: Invitation(templateOptions: ["team": "Research"])
        )
    }

    func inviteUsers(bcryptHash: String) async throws -> UserBatchResult {
        var edsger = NewUser("edsger@example.com", UserDetails { $0.email = "edsger@example.com" })
        edsger.hashedPassword = .bcrypt(bcryptHash)
        let result = try await client.management.users.inviteBatch(
            [edsger],
            invitation: Invitation(url: "https://app.example.com/welcome", sendsEmail: true, sendsSMS: false)
        )
        return result
    }

    func changeUser() async throws {
        try await client.management.users.updatePhone(
            to: "+12025550143",
            loginId: "ada@example.com",
            isVerified: true
        )
        try await client.management.users.updateLoginId(to: "countess@example.com", loginId: "ada@example.com")
        try await client.management.users.removeRoles(["editor"], loginId: "countess@example.com", tenantId: "acme")
        try await client.management.users.patch(
            UserPatch("countess@example.com") { $0.displayName = .set("Ada, Countess of Lovelace") }
        )
        try await client.management.users.delete("countess@example.com")
    }

    func findUsers(userId: String) async throws -> (UserProfile, UserProfile, [String]) {
        let byLoginId = try await client.management.users.load("ada@example.com")
        let byUserId = try await client.management.users.load(userId: userId)
        var names: [String] = []
        for try await user in client.management.users.search(UserSearch { $0.tenantIds = ["acme"] }) {
            names.append(user.name ?? "")
        }
        return (byLoginId, byUserId, names)
    }

    func endSessions(userId: String) async throws -> [UserHistoryEntry] {
        try await client.management.users.logOut("ada@example.com")
        try await client.management.users.logOut(userId: userId)
        let history = try await client.management.users.loadHistory(userIds: [userId])
        return history
    }

    func setPasswords() async throws {
        try await client.management.users.setTemporaryPassword("Temporary-1!", loginId: "ada@example.com")
        try await client.management.users.setActivePassword("Permanent-2!", loginId: "ada@example.com")
        try await client.management.users.expirePassword("ada@example.com")
    }

    // MARK: - The project

    func manageProject() async throws -> (ClonedProject, [Project]) {
        try await client.management.project.updateName("Shop")
        try await client.management.project.updateTags(["shop", "europe"])
        let copy = try await client.management.project.clone("Shop, staging")
        let projects = try await client.management.project.listProjects()
        return (copy, projects)
    }

    func moveSettings(to other: DescopeClient) async throws {
        let snapshot = try await client.management.project.exportSnapshot()
        try await other.management.project.importSnapshot(snapshot)
    }

    // MARK: - Access keys

    func createAccessKey(expiresAt: Date) async throws -> CreatedAccessKey {
        let key = NewAccessKey("ci") {
            $0.expiresAt = expiresAt
            $0.tenants = [TenantMembership("acme", roleNames: ["editor"])]
        }
        let created = try await client.management.accessKeys.create(key)
        return created
    }

    func manageAccessKey(id: String) async throws -> [AccessKey] {
        var key = try await client.management.accessKeys.load(id)
        let found = try await client.management.accessKeys.search(AccessKeySearch { $0.tenantIds = ["acme"] })
        key.name = "deployment"
        let update = AccessKeyUpdate(key) { $0.description = .set("Deploys the shop") }
        try await client.management.accessKeys.update(update)
        try await client.management.accessKeys.deactivate(id)
        try await client.management.accessKeys.activate(id)
        try await client.management.accessKeys.delete(id)
        return found
    }

    // MARK: - SSO settings

    func configureSAML(certificate: String) async throws {
        let settings = SSOSAMLUpdate(
            idpURL: "https://idp.acme.example/sso",
            idpEntityId: "acme-idp",
            idpCertificate: certificate
        ) {
            $0.details.attributeMapping = SSOAttributeMapping { $0.name = "displayName" }
            $0.details.roleMappings = [SSORoleMapping(["writers"], roleName: "editor")]
        }
        try await client.management.sso.configureSAML(
            settings,
            tenantId: "acme",
            redirectURL: "https://app.example.com/signed-in",
            domains: ["acme.example"]
        )
    }

    func configureSAMLByMetadata() async throws {
        let settings = SSOSAMLMetadataUpdate(idpMetadataURL: "https://idp.acme.example/metadata")
        try await client.management.sso.configureSAMLByMetadata(
            settings,
            tenantId: "acme",
            redirectURL: "https://app.example.com/signed-in",
            domains: ["acme.example"]
        )
    }

    func configureOIDC(clientSecret: Secret) async throws {
        let settings = SSOOIDCUpdate(name: "Acme", clientId: "descope", clientSecret: clientSecret) {
            $0.redirectURL = "https://app.example.com/signed-in"
        }
        try await client.management.sso.configureOIDC(settings, tenantId: "acme", domains: ["acme.example"])
    }

    func mapGroups() async throws -> SSOSettings {
        try await client.management.sso.configureMapping(
            tenantId: "acme",
            roleMappings: [SSORoleMapping(["writers"], roleName: "editor")],
            attributeMapping: SSOAttributeMapping {
                $0.name = "displayName"
                $0.phoneNumber = "mobile"
            }
        )
        let settings = try await client.management.sso.load(tenantId: "acme")
        try await client.management.sso.delete(tenantId: "acme")
        return settings
    }

    // MARK: - Permissions, roles, groups

    func managePermissions() async throws -> [Permission] {
        try await client.management.permissions.create(NewPermission("Archive", description: "May archive"))
        try await client.management.permissions.update(
            PermissionUpdate("Archive", newName: "ArchiveAll", description: "May archive everything")
        )
        let permissions = try await client.management.permissions.loadAll()
        try await client.management.permissions.delete("ArchiveAll")
        return permissions
    }

    func manageRoles() async throws -> ([Role], [Role]) {
        let author = NewRole("author", description: "Writes", permissionNames: ["Publish"], tenantId: "acme")
        try await client.management.roles.create(author)
        var update = RoleUpdate("author", tenantId: "acme", newName: "columnist")
        (update.description, update.permissionNames) = ("Writes columns", ["Publish", "Delete"])
        try await client.management.roles.update(update)
        let all = try await client.management.roles.loadAll()
        let search = RoleSearch {
            $0.tenantIds = ["acme"]
            $0.names = ["columnist"]
        }
        let found = try await client.management.roles.search(search)
        try await client.management.roles.delete("columnist", tenantId: "acme")
        return (all, found)
    }

    func groups(userId: String, groupId: String) async throws -> [[DirectoryGroup]] {
        let all = try await client.management.groups.loadAll(tenantId: "acme")
        let byUserIds = try await client.management.groups.loadAllOfMembers(userIds: [userId], tenantId: "acme")
        let byLoginIds = try await client.management.groups.loadAllOfMembers(
            loginIds: ["ada@acme.example"],
            tenantId: "acme"
        )
        let members = try await client.management.groups.loadMembers(groupId, tenantId: "acme")
        return [all, byUserIds, byLoginIds, members]
    }

    // MARK: - Flows and themes

    func flows() async throws -> [FlowMetadata] {
        let flows = try await client.management.flows.list()
        let flow = try await client.management.flows.export("sign-up-or-in")
        try await client.management.flows.import(flow, as: "welcome")
        try await client.management.flows.deleteBatch(["welcome"])
        return flows
    }

    func screens() async throws -> FlowWithScreens {
        let flow = try await client.management.flows.exportLegacy("sign-up-or-in")
        let imported = try await client.management.flows.importLegacy(flow, as: "sign-up")
        return imported
    }

    func theme() async throws {
        let theme = try await client.management.themes.export()
        try await client.management.themes.import(theme)
    }

    // MARK: - Tokens

    func updateToken(sessionJwt: Secret) async throws -> Secret {
        let updated = try await client.management.jwt.update(sessionJwt, customClaims: ["plan": "gold"])
        return updated
    }

    func impersonate(supporterId: String) async throws -> Secret {
        let refreshJwt = try await client.management.jwt.impersonate(
            "ada@example.com",
            impersonatorId: supporterId,
            validatesConsent: true
        )
        return refreshJwt
    }

    func embeddedLink() async throws -> SignInResponse {
        let link = try await client.management.users.generateEmbeddedLink(
            "ada@example.com",
            customClaims: ["origin": "newsletter"]
        )
        let signedIn = try await client.magicLink.verify(token: link.token)
        return signedIn
    }

    // MARK: - Audit

    func searchAudit(now: Date) async throws -> ([AuditRecord], Int) {
        let recent = AuditSearch {
            $0.occurredFrom = now.addingTimeInterval(-10 * 86_400)
            $0.text = "ada@example.com"
        }
        let newest = try await client.management.audit.search(recent).page(0).elements
        var signIns = 0
        for try await _ in client.management.audit.search(AuditSearch { $0.actions = ["LoginSucceed"] }) {
            signIns += 1
        }
        return (newest, signIns)
    }

    func createEvent(userId: String) async throws {
        try await client.management.audit.createEvent(
            NewAuditEvent("InvoicePaid", .info, actorId: userId, tenantId: "acme", data: ["invoice": "2026-117"])
        )
    }

    // MARK: - Authorization

    func saveFilesSchema() async throws {
        let schema = AuthzSchema(
            [
                AuthzNamespace(
                    "folder",
                    [
                        .relation("parent"),
                        .permission("owner", .stored | .relationRight("parent", "owner", namespace: "folder")),
                        .permission(
                            "viewer",
                            .stored | .relationRight("parent", "viewer", namespace: "folder") | "owner"
                        ),
                    ]
                ),
                AuthzNamespace(
                    "doc",
                    [
                        .relation("parent"),
                        .permission("owner", .stored | .relationRight("parent", "owner", namespace: "folder")),
                        .permission(
                            "viewer",
                            .stored | .relationRight("parent", "viewer", namespace: "folder") | "owner"
                        ),
                    ]
                ),
            ],
            name: "Files"
        )
        try await client.management.authz.saveSchema(schema, upgrade: true)
    }

    func saveLoadedSchema() async throws {
        let schema = try await client.management.authz.loadSchema()
        try await client.management.authz.saveSchema(schema, upgrade: true)
    }

    func createAuthzRelations() async throws {
        try await client.management.authz.createRelations([
            AuthzRelation(resource: "some-doc", relationDefinition: "owner", namespace: "doc", target: "u1"),
            AuthzRelation(resource: "some-doc", relationDefinition: "viewer", namespace: "doc", target: "u2"),
        ])
    }

    func hasRelations() async throws -> Bool {
        let query = AuthzRelationQuery(
            resource: "some-doc",
            relationDefinition: "viewer",
            namespace: "doc",
            target: "u1"
        )
        let results = try await client.management.authz.hasRelations([query])
        let isViewer = results[0].hasRelation
        return isViewer
    }

    func askForAccess() async throws -> ([String], [AuthzRelation], [String]) {
        let viewers = try await client.management.authz.whoCanAccess("some-doc", "viewer", in: "doc")
        let relations = try await client.management.authz.whatCanTargetAccess("u1")
        let docs = try await client.management.authz.whatCanTargetAccess("u1", "viewer", in: "doc")
        return (viewers, relations, docs)
    }

    func dropChanged(from cache: inout [String: Bool], lastCheck: Date) async throws -> AuthzModified {
        let changes = try await client.management.authz.modified(since: lastCheck)
        if changes.isSchemaChanged { cache.removeAll() }
        return changes
    }

    func saveFGASchema() async throws -> FGASchemaDeletions {
        let dsl = """
            model AuthZ 1.0
            type user
            type doc
              relation owner: user
              permission can_view: owner
            """
        let deletions = try await client.management.fga.dryRunSchema(dsl)
        if !deletions.hasDeletes { try await client.management.fga.saveSchema(dsl) }
        return deletions
    }

    func createTuples() async throws {
        let owner = FGATuple(
            resource: "some-doc",
            resourceType: "doc",
            relation: "owner",
            target: "u1",
            targetType: "user"
        )
        try await client.management.fga.createRelations([owner])
    }

    func checkTuples() async throws -> Bool {
        let question = FGATuple(
            resource: "some-doc",
            resourceType: "doc",
            relation: "can_view",
            target: "u1",
            targetType: "user"
        )
        let response = try await client.management.fga.check([question], context: ["role": "admin"])
        let isAllowed = response.results[0].isAllowed
        return isAllowed
    }

    static func makeCachedClient(key: Secret) throws -> DescopeClient {
        var configuration = try DescopeConfiguration(projectId: "P2abc", managementKey: key)
        configuration.fgaCacheURL = try BaseURL("https://fga-cache.example.com")
        let client = DescopeClient(configuration)
        return client
    }

    // MARK: - Test users

    func testUsers() async throws -> (TestUserOTP, TestUserLink, TestUserLink) {
        let details = UserDetails {
            $0.email = "tester@example.com"
            $0.phone = "+12025550199"
            $0.tenants = [TenantMembership("acme", roleNames: ["editor"])]
        }
        try await client.management.users.createTestUser("tester", details)
        let otp = try await client.management.users.generateOTPForTestUser(with: .sms, loginId: "tester")
        let magic = try await client.management.users.generateMagicLinkForTestUser(with: .email, loginId: "tester")
        let enchanted = try await client.management.users.generateEnchantedLinkForTestUser(loginId: "tester")
        return (otp, magic, enchanted)
    }

    func deleteTestUsers() async throws {
        try await client.management.users.deleteAllTestUsers()
    }
}
