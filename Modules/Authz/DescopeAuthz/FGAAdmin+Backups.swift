import DescopeManagement

// Backups of the schema and all relations. All operations are from the service's published description, and not checked
// against another SDK.

extension FGAAdmin {
    /// Starts a backup of the schema and all relations. From the service's published description; not checked against
    /// another SDK.
    ///
    /// - Returns: The backup's id. ``loadBackup(_:)`` says when it is complete.
    public func createBackup() async throws -> String {
        try await management.send(.createBackup, body: [:], returning: .member("backupId"))
    }

    /// A backup. From the service's published description; not checked against another SDK.
    ///
    /// - Parameter id: The backup's id.
    public func loadBackup(_ id: String) async throws -> FGABackup {
        try await management.send(.loadBackup, path: [id], returning: .member("backup"))
    }

    /// All backups. From the service's published description; not checked against another SDK.
    public func loadAllBackups() async throws -> [FGABackup] {
        try await management.send(.loadBackups, returning: .member("backups"))
    }

    /// Deletes a backup. From the service's published description; not checked against another SDK.
    ///
    /// - Parameter id: The backup's id.
    public func deleteBackup(_ id: String) async throws { try await management.send(.deleteBackup, path: [id]) }

    /// Replaces the schema and all relations with those of a backup. From the service's published description; not
    /// checked against another SDK.
    ///
    /// - Parameter id: The backup's id.
    /// - Returns: The id of a backup of what was there before; nil when the service made none.
    @discardableResult
    public func restoreBackup(_ id: String) async throws -> String? {
        try await management.send(.restoreBackup, path: [id], body: [:], returning: .member("autoBackupId"))
    }
}
