import DescopeManagementProject
import DescopeURLSession

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

// The code of DescopeManagementProject's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    let staging = try DescopeClient(projectId: "P2stage", managementKey: "K2stage", transport: .urlSession)
    let production = try DescopeClient(projectId: "P2abc", managementKey: "K2abc", transport: .urlSession)

    /// Stores the settings of the one project in files, which a repository can keep.
    func save(to folder: URL) async throws {
        try await staging.management.project.exportSnapshot().write(to: folder)
    }

    /// Gives the other project these settings; `secret` returns the secrets that the files do not contain.
    func release(from folder: URL, secret: (SnapshotSecret) -> Secret) async throws {
        let snapshot = try ProjectSnapshot(readingFrom: folder)
        let check = try await production.management.project.validateSnapshot(snapshot)
        var secrets = check.missingSecrets ?? SnapshotSecrets()
        secrets.fill(with: secret)
        try await production.management.project.importSnapshot(snapshot, secrets: secrets)
    }
}
