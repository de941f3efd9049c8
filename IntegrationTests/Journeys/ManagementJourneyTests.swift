import Descope
import DescopeEmulator
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Administrators' tasks besides users, from the client to the emulator and back.
@Suite(.timeLimit(.minutes(5))) struct ManagementJourneyTests {
    private let it: Journey
    private var management: Management { it.client.management }

    init() throws { it = try Journey() }

    @Test("a snapshot is exported, changed, validated and imported, and exported again it is equal")
    func snapshot() async throws {
        try await management.permissions.create(NewPermission("Publish"))
        try await management.roles.create(NewRole("editor", permissionNames: ["Publish"]))
        var snapshot = try await management.project.exportSnapshot()
        let folder = FileManager.default.temporaryDirectory.appending(path: "snapshot-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try snapshot.write(to: folder)
        #expect(try ProjectSnapshot(readingFrom: folder) == snapshot)

        let name = try #require(snapshot.files.keys.first { $0.contains("role") })
        let text = String(decoding: try #require(snapshot.files[name]).json, as: UTF8.self)
        snapshot.files[name] = try JSONValue(json: Array(text.replacing("editor", with: "author").utf8))
        #expect(try await management.project.validateSnapshot(snapshot).isValid)
        try await management.project.importSnapshot(snapshot)
        #expect(try await management.roles.loadAll().map(\.name).contains("author"))
        let again = try await management.project.exportSnapshot()
        #expect(again == snapshot)

        // What the project no longer has does not come back from the folder.
        var earlier = again
        earlier.files["stale.json"] = [:]
        try earlier.write(to: folder)
        try again.write(to: folder)
        #expect(try ProjectSnapshot(readingFrom: folder).files["stale.json"] == [:])
        try again.write(to: folder, removesOthers: true)
        #expect(try ProjectSnapshot(readingFrom: folder) == again)

        var broken = snapshot
        broken.files[name] = ["nonsense": true]
        #expect(try await !management.project.validateSnapshot(broken).isValid)
        await #expect(throws: DescopeError.self) { try await management.project.importSnapshot(broken) }
        #expect(try await management.project.exportSnapshot() == snapshot)
    }

    @Test("configuring SSO replaces the redirect URL and the domains, and what is passed again is kept")
    func configureSSO() async throws {
        try it.backend.addTenant(id: "acme", name: "Acme")
        let sso = management.sso
        let first = SSOSAMLUpdate(idpURL: "https://idp.example.com", idpEntityId: "urn:idp", idpCertificate: "MIIB")
        let domains = ["acme.example", "acme.test"]
        try await sso.configureSAML(first, tenantId: "acme", redirectURL: "https://app.example.com", domains: domains)
        let loaded = try await sso.load(tenantId: "acme")
        let saml = try #require(loaded.saml)
        #expect((saml.redirectURL, loaded.tenant?.domains) == ("https://app.example.com", domains))

        try await sso.configureSAML(
            SSOSAMLUpdate(saml),
            tenantId: "acme",
            redirectURL: saml.redirectURL,
            domains: loaded.tenant?.domains ?? []
        )
        #expect(try await sso.load(tenantId: "acme") == loaded)

        try await sso.configureSAML(first, tenantId: "acme", redirectURL: nil, domains: [])
        let cleared = try await sso.load(tenantId: "acme")
        #expect((cleared.saml?.redirectURL, cleared.tenant?.domains) == (nil, []))
    }

    @Test("redirect URLs and the ids of providers are set, kept and cleared one by one")
    func singleSSOSettings() async throws {
        try it.backend.addTenant(id: "acme", name: "Acme")
        let sso = management.sso
        try await sso.setRedirectURLs(
            tenantId: "acme",
            saml: .set("https://a.example"),
            oidc: .set("https://b.example")
        )
        try await sso.updateProviderIds(tenantId: "acme", oidc: .set("okta"), oidcSCIM: .set("okta-scim"))
        let set = try await sso.load(tenantId: "acme")
        #expect((set.saml?.redirectURL, set.oidc?.redirectURL) == ("https://a.example", "https://b.example"))
        #expect((set.oidc?.providerId, set.oidc?.scimProviderId) == ("okta", "okta-scim"))

        try await sso.setRedirectURLs(tenantId: "acme", saml: .clear)
        try await sso.updateProviderIds(tenantId: "acme", oidcSCIM: .clear)
        let cleared = try await sso.load(tenantId: "acme")
        #expect((cleared.saml?.redirectURL, cleared.oidc?.redirectURL) == (nil, "https://b.example"))
        #expect((cleared.oidc?.providerId, cleared.oidc?.scimProviderId) == ("okta", nil))
    }

    @Test("an update takes all roles of a descoper away, and keeps them when it has none")
    func descopers() async throws {
        let roles = DescoperRoles(isCompanyAdmin: true, projects: [.init(.developer, projectIds: ["P2abc"])])
        let created = try await management.descopers.createBatch([NewDescoper("ada@example.com", roles: roles)])
        let id = try #require(created.first?.id)
        let renamed = try await management.descopers.update(id, attributes: DescoperAttributes(displayName: "Ada"))
        #expect((renamed.roles?.isCompanyAdmin, renamed.roles?.projects) == (true, roles.projects))
        let updated = try await management.descopers.update(id, roles: DescoperRoles())
        #expect((updated.roles?.isCompanyAdmin, updated.roles?.projects, updated.roles?.tags) == (false, nil, nil))
        #expect(updated.attributes?.displayName == "Ada")
    }

    @Test("an update of the project's password settings leaves a tenant's own alone")
    func passwordSettings() async throws {
        try it.backend.addTenant(id: "acme", name: "Acme")
        let settings = management.passwordSettings
        var own = try await settings.load(tenantId: "acme")
        own.minLength = 20
        try await settings.update(own, tenantId: "acme")
        var shared = try await settings.loadProject()
        shared.minLength = 12
        try await settings.updateProject(shared)
        #expect(try await settings.load(tenantId: "acme").minLength == 20)
        #expect(try await settings.loadProject().minLength == 12)
    }

    @Test("what a tenant's deletion takes along depends on cascade", arguments: [false, true])
    func tenants(_ cascades: Bool) async throws {
        try it.backend.addRole("viewer")
        try await management.tenants.create(TenantDetails("Acme"), id: "acme")
        try await management.users.create(
            "ada@example.com",
            UserDetails { $0.tenants = [TenantMembership("acme", roleNames: ["viewer"])] }
        )
        try await management.tenants.delete("acme", cascades: cascades)
        await #expect(throws: DescopeError.self) { try await management.tenants.load("acme") }
        if cascades {
            await #expect(throws: DescopeError.self) { try await management.users.load("ada@example.com") }
        } else {
            #expect(try await management.users.load("ada@example.com").userTenants == [])
        }
    }

    @Test("a deactivated access key cannot be exchanged, an activated one can, a rotated one has another secret")
    func accessKeys() async throws {
        let created = try await management.accessKeys.create(NewAccessKey("robot"))
        let id = created.key.id
        _ = try await it.session.exchange(accessKey: created.cleartext)
        try await management.accessKeys.deactivate(id)
        await expect(.invalidAccessKey) {
            _ = try await it.session.exchange(accessKey: created.cleartext, ignoresCache: true)
        }
        try await management.accessKeys.activate(id)
        _ = try await it.session.exchange(accessKey: created.cleartext, ignoresCache: true)
        let rotated = try await management.accessKeys.rotate(id)
        await expect(.invalidAccessKey) {
            _ = try await it.session.exchange(accessKey: created.cleartext, ignoresCache: true)
        }
        _ = try await it.session.exchange(accessKey: rotated.cleartext)
        try await management.accessKeys.delete(id)
        await expect(.invalidAccessKey) {
            _ = try await it.session.exchange(accessKey: rotated.cleartext, ignoresCache: true)
        }
    }

    @Test("the audit trail has what happened, and its search finds it")
    func audit() async throws {
        _ = try await it.signUpOrIn("ada@example.com")
        try await management.roles.create(NewRole("editor"))
        var actions: [String] = []
        for try await record in management.audit.search() { actions.append(record.action) }
        #expect(Set(actions).isSuperset(of: ["LoginSucceed", "RoleCreated"]))
        var found: [AuditRecord] = []
        let search = AuditSearch { $0.actions = ["RoleCreated"] }
        for try await record in management.audit.search(search) { found.append(record) }
        #expect(found.map(\.action) == ["RoleCreated"])
        #expect(found.first?.occurredAt == it.clock.now)

        // A batch is about several users, and a tenant is one of its own creation.
        try await management.users.createBatch([NewUser("bob@example.com"), NewUser("eve@example.com")])
        try await management.tenants.create(TenantDetails("Acme"), id: "acme")
        var batch: [[String]] = []
        for try await record in management.audit.search(AuditSearch { $0.actions = ["UserCreated"] }) {
            if record.loginIds != ["ada@example.com"] { batch.append(record.loginIds) }
        }
        #expect(Set(batch) == [["bob@example.com"], ["eve@example.com"]])
        var ofTenant: [String] = []
        for try await record in management.audit.search(AuditSearch { $0.tenantIds = ["acme"] }) {
            ofTenant.append(record.action)
        }
        #expect(ofTenant == ["TenantCreated"])
    }

    @Test("a list of addresses says which address is on it")
    func lists() async throws {
        let list = try await management.lists.create(NewList("blocked", .ips([])))
        let id = try #require(list.id)
        try await management.lists.addIPs(["10.0.0.0/8", "2001:db8::1"], to: id)
        for (address, isListed) in [("10.1.2.3", true), ("11.0.0.1", false), ("2001:db8::1", true)] {
            #expect(try await management.lists.checkIP(address, in: id) == isListed, "\(address)")
        }
        try await management.lists.clear(id)
        #expect(try await !management.lists.checkIP("10.1.2.3", in: id))
    }
}
