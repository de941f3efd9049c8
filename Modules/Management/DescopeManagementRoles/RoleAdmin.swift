@_exported public import DescopeManagement

extension Management {
    /// Manages roles.
    public var roles: RoleAdmin { RoleAdmin(management: self) }
}

/// Manages the roles of the project and of its tenants.
///
/// ```swift
/// try await client.management.roles.create(NewRole("editor", permissionNames: ["Edit"]))
/// try await client.management.roles.delete("editor")
/// ```
///
/// A name is unique among the roles of the project, and among those of each tenant.
public struct RoleAdmin: Sendable {
    let management: Management

    /// Creates a role, of the project or of a tenant.
    ///
    /// - Returns: The role; nil when the service does not return it.
    @discardableResult
    public func create(_ role: NewRole) async throws -> Role? {
        try await management.send(.createRole, body: RequestBody(role), returning: .bodyIfAny())
    }

    /// Creates several roles in one request.
    ///
    /// - Returns: The roles.
    @discardableResult
    public func createBatch(_ roles: [NewRole]) async throws -> [Role] {
        try await management.send(
            .createRoles,
            body: ["roles": roles],
            requiring: ["roles"],
            returning: .member("roles")
        )
    }

    /// Replaces all values of a role; those that are not set are cleared. To change some of them, begin with the role:
    ///
    /// ```swift
    /// var update = RoleUpdate(role)
    /// update.newName = "author"
    /// try await client.management.roles.update(update)
    /// ```
    ///
    /// - Returns: The role as it is now; nil when the service does not return it.
    @discardableResult
    public func update(_ role: RoleUpdate) async throws -> Role? {
        try await management.send(.updateRole, body: RequestBody(role), returning: .bodyIfAny())
    }

    /// Replaces all values of several roles in one request; those that are not set are cleared.
    ///
    /// - Returns: The roles as they are now.
    @discardableResult
    public func updateBatch(_ roles: [RoleUpdate]) async throws -> [Role] {
        try await management.send(
            .updateRoles,
            body: ["roles": roles],
            requiring: ["roles"],
            returning: .member("roles")
        )
    }

    /// Deletes a role. Users, members of tenants and access keys lose it.
    ///
    /// - Parameters:
    ///   - name: The role's name.
    ///   - tenantId: The tenant that the role belongs to; nil for a role of the project.
    public func delete(_ name: String, tenantId: String? = nil) async throws {
        try await management.send(.deleteRole, body: ["name": name, "tenantId": tenantId])
    }

    /// Deletes a role by its id.
    ///
    /// - Parameters:
    ///   - id: The role's id.
    ///   - tenantId: The tenant that the role belongs to; nil for a role of the project.
    public func delete(id: String, tenantId: String? = nil) async throws {
        try await management.send(.deleteRole, body: ["id": id, "tenantId": tenantId])
    }

    /// Deletes several roles in one request.
    ///
    /// - Parameters:
    ///   - names: The roles' names; at least one, because without any the service would delete all roles.
    ///   - tenantId: The tenant that the roles belong to; nil for roles of the project.
    public func deleteBatch(_ names: [String], tenantId: String? = nil) async throws {
        try await management.send(
            .deleteRoles,
            body: ["roleNames": names, "tenantId": tenantId],
            requiring: ["roleNames"]
        )
    }

    /// Deletes several roles by their ids.
    ///
    /// - Parameters:
    ///   - ids: The roles' ids; at least one, because without any the service would delete all roles.
    ///   - tenantId: The tenant that the roles belong to.
    public func deleteBatch(ids: [String], tenantId: String? = nil) async throws {
        try await management.send(.deleteRoles, body: ["roleIds": ids, "tenantId": tenantId], requiring: ["roleIds"])
    }

    /// All roles of the project and of its tenants.
    public func loadAll() async throws -> [Role] {
        try await management.send(.loadRoles, returning: .member("roles"))
    }

    /// The roles of the project and of its tenants that match all conditions of a search.
    public func search(_ search: RoleSearch = RoleSearch()) async throws -> [Role] {
        try await management.send(.searchRoles, body: RequestBody(search: search), returning: .member("roles"))
    }
}
