public import DescopeManagement

extension Management {
    /// Manages permissions.
    public var permissions: PermissionAdmin { PermissionAdmin(management: self) }
}

/// Manages the permissions of the project, which roles grant.
///
/// ```swift
/// try await client.management.permissions.create(NewPermission("Edit"))
/// ```
public struct PermissionAdmin: Sendable {
    let management: Management

    /// Creates a permission.
    public func create(_ permission: NewPermission) async throws {
        try await management.send(.createPermission, body: RequestBody(permission))
    }

    /// Creates several permissions in one request.
    public func createBatch(_ permissions: [NewPermission]) async throws {
        try await management.send(
            .createPermissions,
            body: ["permissions": permissions],
            requiring: ["permissions"]
        )
    }

    /// Replaces all values of a permission; those that are not set are cleared.
    public func update(_ permission: PermissionUpdate) async throws {
        try await management.send(.updatePermission, body: RequestBody(permission))
    }

    /// Replaces all values of several permissions in one request; those that are not set are cleared.
    public func updateBatch(_ permissions: [PermissionUpdate]) async throws {
        try await management.send(
            .updatePermissions,
            body: ["permissions": permissions],
            requiring: ["permissions"]
        )
    }

    /// Deletes a permission. Roles lose it.
    public func delete(_ name: String) async throws {
        try await management.send(.deletePermission, body: ["name": name])
    }

    /// Deletes a permission by its id. Roles lose it.
    public func delete(id: String) async throws {
        try await management.send(.deletePermission, body: ["id": id])
    }

    /// Deletes several permissions in one request.
    ///
    /// - Parameter names: The permissions' names; at least one.
    public func deleteBatch(_ names: [String]) async throws {
        try await management.send(.deletePermissions, body: ["names": names], requiring: ["names"])
    }

    /// Deletes several permissions by their ids.
    ///
    /// - Parameter ids: The permissions' ids; at least one.
    public func deleteBatch(ids: [String]) async throws {
        try await management.send(.deletePermissions, body: ["ids": ids], requiring: ["ids"])
    }

    /// All permissions of the project.
    public func loadAll() async throws -> [Permission] {
        try await management.send(.loadPermissions, returning: .member("permissions"))
    }
}
