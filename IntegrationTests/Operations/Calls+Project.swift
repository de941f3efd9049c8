import Descope

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Call {
    static let project: [Call] = projects + engines + descopers + managementKeys

    private static let projects: [Call] = [
        .management("project.listProjects") { management, _ in _ = try await management.project.listProjects() },
        .management("project.updateName") { try await $0.project.updateName($1("name")) },
        .management("project.updateTags") { management, _ in
            try await management.project.updateTags(["eu", "staging"])
        },
        .management("project.updateTags, to none") { management, _ in try await management.project.updateTags([]) },
        .management("project.clone") {
            _ = try await $0.project.clone($1("name"), environment: .production, tags: ["eu"])
        },
        .management("project.cloneAsync") {
            _ = try await $0.project.cloneAsync($1("name"), environment: .production, tags: ["eu"])
        },
        .management("project.loadCloneProcess") { _ = try await $0.project.loadCloneProcess($1("processId")) },
        .management("project.delete") { management, _ in try await management.project.delete() },
        .management("project.exportSnapshot") { _ = try await $0.project.exportSnapshot(format: $1("format")) },
        .management("project.importSnapshot", readsNothing: true) {
            try await $0.project.importSnapshot(snapshot, secrets: .everything($1), excluding: [.lists])
        },
        .management("project.validateSnapshot") {
            _ = try await $0.project.validateSnapshot(snapshot, secrets: .everything($1), excluding: [.lists])
        },
        .management("project.exportLegacy") { _ = try await $0.project.exportLegacy(format: $1("format")) },
        .management("project.importLegacy", readsNothing: true) {
            try await $0.project.importLegacy(snapshot, secrets: .everything($1), excluding: [.lists])
        },
        .management("license.load") { management, _ in _ = try await management.license.load() },
    ]

    private static let engines: [Call] = [
        .management("engines.create") { _ = try await $0.engines.create($1("name")) },
        .management("engines.update") { try await $0.engines.update($1("id"), name: $1("name")) },
        .management("engines.delete") { try await $0.engines.delete($1("id")) },
        .management("engines.load") { _ = try await $0.engines.load($1("id")) },
        .management("engines.loadAll") { management, _ in _ = try await management.engines.loadAll() },
        .management("engines.rotateSecret") { _ = try await $0.engines.rotateSecret($1("id")) },
    ]

    private static let descopers: [Call] = [
        .management("descopers.createBatch") { management, _ in
            try await management.descopers.createBatch([
                NewDescoper("ada@example.com", attributes: .everything, sendsInvite: true, roles: .everything),
                NewDescoper("bob@example.com"),
            ])
        },
        .management("descopers.update") {
            try await $0.descopers.update($1("id"), attributes: .everything, roles: .everything)
        },
        .management("descopers.delete") { try await $0.descopers.delete($1("id")) },
        .management("descopers.load") { _ = try await $0.descopers.load($1("id")) },
        .management("descopers.loadAll") { management, _ in _ = try await management.descopers.loadAll() },
    ]

    private static let managementKeys: [Call] = [
        .management("managementKeys.create") {
            let roles = ManagementKeyRoles(companyRoles: ["company-full-access"])
            _ = try await $0.managementKeys.create(NewManagementKey($1("name"), roles: roles))
        },
        .management("managementKeys.create, with everything") {
            _ = try await $0.managementKeys.create(
                NewManagementKey(
                    $1("name"),
                    roles: ManagementKeyRoles(
                        companyRoles: ["company-full-access"],
                        projectRoles: [.init(projectIds: ["P2test"], roles: ["full-access"])],
                        tagRoles: [.init(tags: ["eu"], roles: ["read-only"])]
                    ),
                    description: "Deploys",
                    expiresAfter: .seconds(86_400),
                    expiresAt: Date(timeIntervalSince1970: 1_800_000_000),
                    permittedIPs: ["10.0.0.1"]
                )
            )
        },
        .management("managementKeys.update") {
            let key = ManagementKeyUpdate(
                $1("id"),
                name: $1("name"),
                status: .inactive,
                description: "Deploys",
                permittedIPs: ["10.0.0.1"]
            )
            try await $0.managementKeys.update(key)
        },
        .management("managementKeys.deleteBatch") {
            try await $0.managementKeys.deleteBatch([$1("ids.0"), $1("ids.1")])
        },
        .management("managementKeys.load") { _ = try await $0.managementKeys.load($1("id")) },
        .management("managementKeys.loadAll") { management, _ in _ = try await management.managementKeys.loadAll() },
    ]

    private static let snapshot = ProjectSnapshot(["project.json": ["name": "Acme"]])

    /// Prepares a project for these calls.
    ///
    /// - Returns: The arguments that they are given there.
    static func prepareProject(_ it: Journey) async throws -> [String: String] {
        let management = it.client.management
        let roles = ManagementKeyRoles(companyRoles: ["company-full-access"])
        let key = try await management.managementKeys.create(NewManagementKey("ci", roles: roles))
        let other = try await management.managementKeys.create(NewManagementKey("cd", roles: roles))
        return [
            "project.processId": try await management.project.cloneAsync("Copy"), "project.format": "plain",
            "engines.id": try await management.engines.create("Engine").id,
            "descopers.id": try await management.descopers.createBatch([NewDescoper("grace@example.com")])[0].id,
            "managementKeys.id": key.key.id,
            "managementKeys.ids.0": key.key.id, "managementKeys.ids.1": other.key.id,
        ]
    }

    /// Refused before anything is sent: the service would act on everything.
    static let unboundedProject: [Unbounded] = [
        Unbounded("project.updateTags", "tags.1") { try await $0.project.updateTags(["eu", " "]) },
        Unbounded("project.importSnapshot", "inputSecrets.connectors.0.id") {
            let secrets = SnapshotSecrets { $0.connectors = [SnapshotSecret(id: " ", name: "http", type: "password")] }
            try await $0.project.importSnapshot(ProjectSnapshot(["a.json": [:]]), secrets: secrets)
        },
        Unbounded("project.importSnapshot", "files") { try await $0.project.importSnapshot(ProjectSnapshot([:])) },
        Unbounded("project.importLegacy", "files") { try await $0.project.importLegacy(ProjectSnapshot([:])) },
        Unbounded("project.validateSnapshot", "files") {
            _ = try await $0.project.validateSnapshot(ProjectSnapshot([:]))
        },
        Unbounded("descopers.createBatch", "descopers") { try await $0.descopers.createBatch([]) },
        Unbounded("descopers.createBatch", "descopers.1.loginId") {
            try await $0.descopers.createBatch([NewDescoper("ada@example.com"), NewDescoper(" ")])
        },
        Unbounded("descopers.createBatch", "descopers.1.rbac.projects.0.projectIds") {
            let roles = DescoperRoles(projects: [.init(.developer, projectIds: [])])
            try await $0.descopers.createBatch([
                NewDescoper("ada@example.com"), NewDescoper("bob@example.com", roles: roles),
            ])
        },
        Unbounded("descopers.update", "attributes") { try await $0.descopers.update("U1") },
        Unbounded("descopers.update", "rbac.tags.1.tags") {
            let roles = DescoperRoles(tags: [.init(.admin, tags: ["eu"]), .init(.admin, tags: [])])
            _ = try await $0.descopers.update("U2", roles: roles)
        },
        Unbounded("managementKeys.create", "expiresIn") {
            _ = try await $0.managementKeys.create(
                NewManagementKey("ci", roles: ManagementKeyRoles(companyRoles: ["admin"]), expiresAfter: .zero)
            )
        },
        Unbounded("managementKeys.create", "reBac") {
            _ = try await $0.managementKeys.create(NewManagementKey("ci", roles: ManagementKeyRoles()))
        },
        Unbounded("managementKeys.create", "reBac") {
            let roles = ManagementKeyRoles(companyRoles: [], projectRoles: [])
            _ = try await $0.managementKeys.create(NewManagementKey("ci", roles: roles))
        },
        Unbounded("managementKeys.create", "reBac.projectRoles.0.projectIds") {
            let roles = ManagementKeyRoles(projectRoles: [.init(projectIds: [], roles: ["full-access"])])
            _ = try await $0.managementKeys.create(NewManagementKey("ci", roles: roles))
        },
        Unbounded("managementKeys.create", "reBac.tagRoles.1.roles") {
            let roles = ManagementKeyRoles(
                tagRoles: [.init(tags: ["eu"], roles: ["read-only"]), .init(tags: ["us"], roles: [])]
            )
            _ = try await $0.managementKeys.create(NewManagementKey("ci", roles: roles))
        },
        Unbounded("managementKeys.update", "status") {
            try await $0.managementKeys.update(
                ManagementKeyUpdate("MK1", name: "ci", status: ManagementKey.Status(rawValue: ""))
            )
        },
        Unbounded("managementKeys.deleteBatch", "ids") { try await $0.managementKeys.deleteBatch([]) },
        Unbounded("managementKeys.deleteBatch", "ids.0") { try await $0.managementKeys.deleteBatch([" "]) },
    ]
}

extension Model {
    private static let keyNames = [
        "expireTime": "expiresAt", "reBac": "roles", "permittedIps": "permittedIPs", "expiresIn": "expiresAfter",
    ]

    static let project: [Model] = [
        Model(Project.self, "Project"), Model(ClonedProject.self, "CloneProjectResponse"),
        Model(CloneProcess.self, "project.getCloneProcess response"),
        Model(ProjectSnapshot.self, "management.project.exportSnapshot response"),
        Model(SnapshotSecrets.self, "SnapshotSecrets"), Model(SnapshotSecret.self, "SnapshotSecret"),
        Model(SnapshotValidation.self, "ValidateSnapshotResponse", renamed: ["ok": "isValid"]),
        Model(Engine.self, "Engine"),
        Model(
            Descoper.self,
            "Descoper",
            renamed: ["loginIDs": "capitalLoginIds", "loginIds": "plainLoginIds", "rbac": "roles"]
        ),
        Model(NewDescoper.self, "DescoperCreate", renamed: ["sendInvite": "sendsInvite", "rbac": "roles"]),
        Model(DescoperAttributes.self, "DescoperAttributes"), Model(DescoperRoles.self, "DescoperRBAC"),
        Model(DescoperRoles.Tags.self, "DescoperTagRole"), Model(DescoperRoles.Projects.self, "DescoperProjectRole"),
        Model(
            ManagementKey.self,
            "MgmtKey",
            renamed: keyNames.filter { $0.key != "expiresIn" }
        ),
        Model(NewManagementKey.self, "management.managementKey.create", renamed: keyNames),
        Model(ManagementKeyUpdate.self, "management.managementKey.update"),
        Model(CreatedManagementKey.self, "management.managementKey.create response"),
        Model(ManagementKeyRoles.self, "MgmtKeyReBac"), Model(ManagementKeyRoles.Projects.self, "MgmtKeyProjectRole"),
        Model(ManagementKeyRoles.Tags.self, "MgmtKeyTagRole"),
    ]
}

extension SnapshotSecrets {
    /// Secrets of each kind. Only the service knows whether one may be blank.
    fileprivate static func everything(_ given: Given) -> SnapshotSecrets {
        let secret = SnapshotSecret(id: "CI1", name: "http", type: "password", value: given.secret(Given.flowInput))
        return SnapshotSecrets {
            ($0.connectors, $0.oauthProviders, $0.outboundApps, $0.externalAuth) = (
                [secret], [secret], [secret], [secret]
            )
        }
    }
}

extension DescoperAttributes {
    fileprivate static let everything = DescoperAttributes(
        displayName: "Ada",
        email: "ada@example.com",
        phone: "+12025550143"
    )
}

extension DescoperRoles {
    fileprivate static let everything = DescoperRoles(
        isCompanyAdmin: false,
        tags: [Tags(.admin, tags: ["eu"])],
        projects: [Projects(.auditor, projectIds: ["P2test"])]
    )
}
