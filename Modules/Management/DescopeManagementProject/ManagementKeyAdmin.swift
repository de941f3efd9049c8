import DescopeHTTP
public import DescopeManagement

extension Management {
    /// Manages management keys.
    public var managementKeys: ManagementKeyAdmin { ManagementKeyAdmin(management: self) }
}

/// Manages the company's management keys.
///
/// ```swift
/// let roles = ManagementKeyRoles(projectRoles: [.init(projectIds: ["P2abc"], roles: ["full-access"])])
/// let created = try await client.management.managementKeys.create(
///     NewManagementKey("deployment", roles: roles, expiresAfter: .seconds(86_400))
/// )
/// ```
///
/// Needs a management key of the company.
public struct ManagementKeyAdmin: Sendable {
    let management: Management

    /// Creates a management key.
    ///
    /// - Parameter key: The key's values. Its roles need at least one entry.
    /// - Returns: The key, and its cleartext, which only this operation returns.
    public func create(_ key: NewManagementKey) async throws -> CreatedManagementKey {
        let operation = APIOperation.createManagementKey
        for (index, entry) in key.roles.projectRoles.enumerated() {
            try operation.requireElements(entry.projectIds, "reBac.projectRoles.\(index).projectIds")
            try operation.requireElements(entry.roles, "reBac.projectRoles.\(index).roles")
        }
        for (index, entry) in key.roles.tagRoles.enumerated() {
            try operation.requireElements(entry.tags, "reBac.tagRoles.\(index).tags")
            try operation.requireElements(entry.roles, "reBac.tagRoles.\(index).roles")
        }
        return try await management.send(operation, body: RequestBody(key), requiring: ["reBac"])
    }

    /// Replaces all values of a key but its roles, which cannot be changed; values that are not set are cleared.
    ///
    /// ```swift
    /// var update = ManagementKeyUpdate(key)
    /// update.status = .inactive
    /// try await client.management.managementKeys.update(update)
    /// ```
    @discardableResult
    public func update(_ key: ManagementKeyUpdate) async throws -> ManagementKey {
        try await management.send(.updateManagementKey, body: RequestBody(key), returning: .member("key"))
    }

    /// Deletes several keys in one request. They stop working.
    ///
    /// - Parameter ids: The keys' ids; at least one.
    /// - Returns: The number of keys that were deleted; nil when the service does not return it.
    @discardableResult
    public func deleteBatch(_ ids: [String]) async throws -> Int? {
        try await management.send(
            .deleteManagementKeys,
            body: ["ids": ids],
            requiring: ["ids"],
            returning: .member("total")
        )
    }

    /// Loads a key, without its cleartext.
    public func load(_ id: String) async throws -> ManagementKey {
        try await management.send(.loadManagementKey, query: ["id": id], returning: .member("key"))
    }

    /// All keys of the company, without their cleartexts.
    public func loadAll() async throws -> [ManagementKey] {
        try await management.send(.loadManagementKeys, returning: .member("keys"))
    }
}
