import DescopeManagement

extension ProjectAdmin {
    /// Exports all settings of the project, without secrets.
    ///
    /// - Parameter format: The form of the files, by the service's name for it; nil for the service's default.
    public func exportSnapshot(format: String? = nil) async throws -> ProjectSnapshot {
        try await management.send(.exportSnapshot, body: ["format": format])
    }

    /// Replaces the settings of the project by those of a snapshot, which may come from another project.
    ///
    /// Check with ``validateSnapshot(_:secrets:excluding:)`` first which secrets it needs.
    ///
    /// - Parameters:
    ///   - snapshot: The snapshot, with at least one file.
    ///   - secrets: The secrets that the snapshot needs and does not contain.
    ///   - excluded: What is not imported.
    public func importSnapshot(
        _ snapshot: ProjectSnapshot,
        secrets: SnapshotSecrets? = nil,
        excluding excluded: [SnapshotPart] = []
    ) async throws {
        try await management.send(.importSnapshot, body: body(snapshot, secrets, excluded), requiring: ["files"])
    }

    /// Checks whether a snapshot can be imported, and changes nothing.
    ///
    /// - Parameters:
    ///   - snapshot: The snapshot, with at least one file.
    ///   - secrets: The secrets that the snapshot needs and does not contain.
    ///   - excluded: What is not imported. From the service's published description; not checked against another SDK.
    /// - Returns: What is wrong with it, and which secrets it needs. A snapshot that cannot be imported is no error.
    public func validateSnapshot(
        _ snapshot: ProjectSnapshot,
        secrets: SnapshotSecrets? = nil,
        excluding excluded: [SnapshotPart] = []
    ) async throws -> SnapshotValidation {
        try await management.send(.validateSnapshot, body: body(snapshot, secrets, excluded), requiring: ["files"])
    }

    /// Exports all settings of the project. The service has replaced this operation by ``exportSnapshot(format:)``.
    ///
    /// - Parameter format: The form of the files. From the service's published description; not checked against another
    ///   SDK.
    public func exportLegacy(format: String? = nil) async throws -> ProjectSnapshot {
        try await management.send(.exportLegacy, body: ["format": format])
    }

    /// Replaces the settings of the project. The service has replaced this operation by
    /// ``importSnapshot(_:secrets:excluding:)``.
    ///
    /// - Parameters:
    ///   - snapshot: The snapshot, with at least one file.
    ///   - secrets: The secrets that the snapshot needs. From the service's published description; not checked against
    ///     another SDK.
    ///   - excluded: What is not imported. From the service's published description; not checked against another SDK.
    public func importLegacy(
        _ snapshot: ProjectSnapshot,
        secrets: SnapshotSecrets? = nil,
        excluding excluded: [SnapshotPart] = []
    ) async throws {
        try await management.send(.importLegacy, body: body(snapshot, secrets, excluded), requiring: ["files"])
    }

    private func body(
        _ snapshot: ProjectSnapshot,
        _ secrets: SnapshotSecrets?,
        _ excluded: [SnapshotPart]
    ) -> RequestBody {
        ["files": snapshot.files, "inputSecrets": secrets, "excludes": excluded]
    }
}
