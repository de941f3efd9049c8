import Descope
import DescopeEmulator
import DescopeTesting
import Foundation
import Testing

// The code of Docs/Management.md, compiled. `DocCatalogTests` holds the two together, and `ManagementPageTests` runs
// it.

/// Stands for a reader's logger.
struct ExampleLogger {
    func info(_ message: String) {}
    func warning(_ message: String) {}
}

/// Stands for a row of a reader's own users.
struct LegacyUser {
    let email: String
    let passwordHash: [UInt8]
    let passwordSalt: [UInt8]
}

struct ManagementExamples {
    let client: DescopeClient
    let logger = ExampleLogger()

    static func makeClient(managementKey: Secret) throws -> DescopeClient {
        let client = try DescopeClient(projectId: "P2abc", managementKey: managementKey)
        return client
    }

    // MARK: - Users

    func invite() async throws -> InvitedUser {
        let details = UserDetails {
            $0.email = "ada@example.com"
            $0.displayName = "Ada Lovelace"
            $0.tenants = [TenantMembership("acme", roleNames: ["editor"])]
        }
        let invited = try await client.management.users.invite(
            "ada@example.com",
            details,
            invitation: Invitation(url: "https://app.example.com/welcome", sendsEmail: true)
        )
        return invited
    }

    func createTenant(_ name: String, id: String) async throws -> DescopeManagementTenants.Tenant {
        do {
            try await client.management.tenants.create(TenantDetails(name), id: id)
        } catch let error as DescopeError where error.kind == .api && error.status == 400 {
            // It may exist already. If it does not, the refusal has another reason.
            guard let tenant = try? await client.management.tenants.load(id) else { throw error }
            return tenant
        }
        return try await client.management.tenants.load(id)
    }

    func createUser(_ loginId: String) async throws -> UserProfile {
        do {
            return try await client.management.users.create(loginId)
        } catch DescopeError.Code.userAlreadyExists {
            return try await client.management.users.load(loginId)
        }
    }

    func patch() async throws -> UserProfile {
        let patch = UserPatch("ada@example.com") {
            $0.familyName = .set("King")
            $0.phone = .clear
        }
        let ada = try await client.management.users.patch(patch)
        return ada
    }

    func search() async throws -> [String] {
        let search = UserSearch {
            $0.tenantIds = ["acme"]
            $0.statuses = [.disabled]
            $0.sort = [.ascending("createdTime")]
        }
        var userIds: [String] = []
        for try await user in client.management.users.search(search) {
            if let userId = user.userId { userIds.append(userId) }
        }
        return userIds
    }

    func firstPage(_ search: UserSearch) async throws -> String {
        let page = try await client.management.users.search(search, pageSize: 20).page(0)
        let title = "\(page.elements.count) of \(page.total ?? page.elements.count) users"
        return title
    }

    func importUsers(_ users: [NewUser]) async -> [NewUser] {
        let outcome = await client.management.users.bulkCreate(users, batchSize: 200) { progress in
            logger.info("\(progress.count) of \(users.count), \(progress.failureCount) failed")
        }
        for failure in outcome.failures {
            logger.warning("user \(failure.index): \(failure.error)")
        }
        // Those that were not sent: the task was cancelled, or the key was refused. A refused batch is in `failures`.
        let remaining = outcome.unsent + users[outcome.next...]
        return remaining
    }

    func deleteUsers(_ userIds: [String]) async {
        let users = client.management.users
        let outcome = await client.management.bulk(userIds) { try await users.deleteBatch(userIds: $0) }
        for failure in outcome.failures {
            logger.warning("user \(failure.input): \(failure.error)")
        }
    }

    func newUsers(_ rows: [LegacyUser]) -> [NewUser] {
        let users = rows.map { row in
            var user = NewUser(row.email, UserDetails { $0.email = row.email })
            user.hashedPassword = .pbkdf2(
                hash: row.passwordHash,
                salt: row.passwordSalt,
                iterations: 600_000,
                digest: .sha256
            )
            return user
        }
        return users
    }

    func customAttributes() async throws -> Int? {
        struct Attributes: Decodable {
            var department: String?
            var level: Int?
        }
        let ada = try await client.management.users.updateCustomAttribute("level", to: 7, loginId: "ada@example.com")
        let level = try ada.customAttributes(as: Attributes.self).level
        return level
    }

    // MARK: - Roles

    func extendRole() async throws {
        try await client.management.permissions.create(NewPermission("Publish", description: "May publish articles"))
        let found = try await client.management.roles.search(RoleSearch { $0.names = ["editor"] })
        // An update replaces the role, so it begins with what the role is now.
        for editor in found where editor.tenantId == nil {
            var update = RoleUpdate(editor)
            update.permissionNames = editor.permissionNames + ["Publish"]
            try await client.management.roles.update(update)
        }
        try await client.management.users.addRoles(["editor"], loginId: "ada@example.com", tenantId: "acme")
    }

    // MARK: - Tenants

    func addTenant() async throws -> Secret {
        let details = TenantDetails("Acme Inc.") { $0.selfProvisioningDomains = ["acme.example"] }
        try await client.management.tenants.create(details, id: "acme-inc")

        var settings = try await client.management.tenants.loadSettings("acme-inc")
        settings.isSessionEnabled = true
        settings.sessionTokenLifetime = .seconds(600)
        try await client.management.tenants.updateSettings("acme-inc", settings)

        // The tenant's administrator opens it and enters the identity provider; it works without signing in.
        let link = try await client.management.tenants.generateSSOConfigurationLink(
            tenantId: "acme-inc",
            lifetime: .seconds(86_400)
        )
        return link
    }

    func connectIdentityProvider() async throws {
        let settings = SSOSAMLMetadataUpdate(idpMetadataURL: "https://idp.acme.example/metadata") {
            $0.details.attributeMapping = SSOAttributeMapping { $0.email = "mail" }
            $0.details.roleMappings = [SSORoleMapping(["writers"], roleName: "editor")]
        }
        try await client.management.sso.configureSAMLByMetadata(
            settings,
            tenantId: "acme",
            redirectURL: "https://app.example.com/signed-in",
            domains: ["acme.example"]
        )
    }

    // MARK: - Access keys

    func addAccessKey(expiresAt: Date, store: (Secret) async throws -> Void) async throws -> String {
        let key = NewAccessKey("ci") {
            $0.tenants = [TenantMembership("acme", roleNames: ["editor"])]
            $0.permittedIPs = ["10.0.0.0/8"]
            $0.expiresAt = expiresAt
        }
        let created = try await client.management.accessKeys.create(key)
        // The service does not show it again.
        try await store(created.cleartext)
        return created.key.id
    }

    // MARK: - Applications

    func hardenApplication(_ id: String) async throws {
        let wiki = try await client.management.ssoApplications.load(id)
        guard var settings = wiki.oidc?.settings else { return }
        settings.requiresPKCE = true
        try await client.management.ssoApplications.updateOIDC(id, wiki.details, settings)
    }

    // MARK: - Tokens

    func signIn(customer: String) async throws -> SignInResponse {
        let options = ManagementSignInOptions { $0.customClaims = ["loginBy": "card terminal"] }
        let signedIn = try await client.management.jwt.signIn(customer, options: options)
        return signedIn
    }

    func impersonate(_ loginId: String, supporterId: String) async throws -> ActiveSession {
        let refreshJwt = try await client.management.jwt.impersonate(
            loginId,
            impersonatorId: supporterId,
            validatesConsent: true,
            refreshDuration: .seconds(900)
        )
        let session = try await client.session.refresh(refreshJwt)
        // Both users are in the token: who is acted as, and who acts.
        let supporter = session.token.claims["act"]?["sub"]?.stringValue
        logger.info("\(supporter ?? "") acts as \(session.token.subject)")
        return session
    }

    // MARK: - Flows, themes, snapshots

    func copyFlow(to production: DescopeClient) async throws {
        let flow = try await client.management.flows.export("sign-up-or-in")
        try await production.management.flows.import(flow)
        try await production.management.themes.import(client.management.themes.export())
    }

    func saveSettings(in folder: URL) async throws {
        let snapshot = try await client.management.project.exportSnapshot()
        try snapshot.write(to: folder, removesOthers: true)
    }

    func release(_ folder: URL, to production: DescopeClient, secret: (SnapshotSecret) -> Secret) async throws {
        let snapshot = try ProjectSnapshot(readingFrom: folder)
        let check = try await production.management.project.validateSnapshot(snapshot)
        for failure in check.failures { logger.warning("\(failure)") }
        var secrets = check.missingSecrets ?? SnapshotSecrets()
        secrets.fill(with: secret)
        try await production.management.project.importSnapshot(snapshot, secrets: secrets)
    }

    // MARK: - Audit

    func signIns(since start: Date) async throws -> [String: Int] {
        let search = AuditSearch {
            $0.actions = ["LoginSucceed"]
            $0.occurredFrom = start
        }
        var counts: [String: Int] = [:]
        for try await record in client.management.audit.search(search) {
            counts[record.method ?? "unknown", default: 0] += 1
        }
        return counts
    }

    func recordPayment(by userId: String) async throws {
        let event = NewAuditEvent("InvoicePaid", actorId: userId, tenantId: "acme", data: ["invoice": "2026-117"])
        try await client.management.audit.createEvent(event)
    }

    // MARK: - Errors, limits, other requests

    func createTenant(name: String, show: (String) -> Void) async throws {
        do {
            try await client.management.tenants.create(TenantDetails(name))
        } catch let error as DescopeError where error.kind == .argument {
            // For a blank name: "name: expected a non-empty string, found only white space."
            show(error.message)
        }
    }

    func delete(_ userIds: [String]) async throws {
        do {
            try await client.management.users.deleteBatch(userIds: userIds)
        } catch let error as DescopeError where error.isRateLimited {
            try await Task.sleep(for: error.retryAfter ?? .seconds(60))
            try await client.management.users.deleteBatch(userIds: userIds)
        }
    }

    func withoutTier() -> DescopeClient {
        let frugal = client.with { $0.sendsLicenseTier = false }
        return frugal
    }

    func tenantName() async throws -> String? {
        let tenant: JSONValue = try await client.management.send(
            "tenants.load",
            .get,
            "/v1/mgmt/tenant",
            query: ["id": "acme"]
        )
        let name = tenant["name"]?.stringValue
        return name
    }
}

@Suite struct MembershipTests {
    @Test func addsMember() async throws {
        let clock = ManualClock()
        let backend = try EmulatorBackend(clock: clock)
        let client = try DescopeClient(
            projectId: backend.projectId,
            managementKey: backend.managementKey,
            transport: .emulator(backend),
            clock: clock
        )
        try await client.management.tenants.create(TenantDetails("Acme"), id: "acme")
        let details = UserDetails { $0.tenants = [TenantMembership("acme")] }
        try await client.management.users.create("ada@example.com", details)

        try await client.otp.signIn(with: .email, loginId: "ada@example.com")
        let code = try #require(backend.outbox.lastCode(for: "ada@example.com"))
        let signedIn = try await client.otp.verify(with: .email, loginId: "ada@example.com", code: code)
        #expect(try await client.session.validate(signedIn.sessionJwt).tenants == ["acme"])
    }
}
