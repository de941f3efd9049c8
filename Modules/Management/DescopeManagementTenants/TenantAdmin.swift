@_exported public import DescopeManagement

extension Management {
    /// Manages tenants.
    public var tenants: TenantAdmin { TenantAdmin(management: self) }
}

/// Manages the project's tenants and their settings.
///
/// ```swift
/// let id = try await client.management.tenants.create(TenantDetails("Acme"))
/// try await client.management.tenants.patch(TenantPatch(id) { $0.selfProvisioningDomains = .set(["acme.com"]) })
/// ```
///
/// An id is chosen when a tenant is created, and never changes. A name is unique in the project.
public struct TenantAdmin: Sendable {
    let management: Management

    /// Creates a tenant.
    ///
    /// - Parameters:
    ///   - details: The tenant's values.
    ///   - id: The tenant's id; nil lets the service make one.
    ///   - parentId: The tenant above this one. It cannot be changed later.
    /// - Returns: The tenant's id.
    @discardableResult
    public func create(_ details: TenantDetails, id: String? = nil, parentId: String? = nil) async throws -> String {
        try await management.send(
            .createTenant,
            body: RequestBody(details, with: ["id": id, "parent": parentId]),
            returning: .member("id")
        )
    }

    /// Replaces all values of a tenant; those that are not set are reset. ``patch(_:)`` keeps them. To change some of
    /// them, begin with the tenant:
    ///
    /// ```swift
    /// var details = TenantDetails(tenant)
    /// details.name = "Acme Inc."
    /// try await client.management.tenants.update(tenant.id, details)
    /// ```
    public func update(_ id: String, _ details: TenantDetails) async throws {
        try await management.send(.updateTenant, body: RequestBody(details, with: ["id": id]))
    }

    /// Changes some values of a tenant and keeps all others.
    public func patch(_ patch: TenantPatch) async throws {
        try await management.send(.patchTenant, body: RequestBody(patch))
    }

    /// Deletes a tenant.
    ///
    /// - Parameters:
    ///   - id: The tenant's id.
    ///   - cascades: Whether users and access keys that belong to this tenant only are deleted too.
    public func delete(_ id: String, cascades: Bool = false) async throws {
        try await management.send(.deleteTenant, body: ["id": id, "cascade": cascades])
    }

    /// A tenant.
    public func load(_ id: String) async throws -> Tenant {
        try await management.send(.loadTenant, query: ["id": id])
    }

    /// All tenants of the project.
    public func loadAll() async throws -> [Tenant] {
        try await management.send(.loadTenants, returning: .member("tenants"))
    }

    /// The tenants that match all conditions of a search.
    public func search(_ search: TenantSearch = TenantSearch()) async throws -> [Tenant] {
        try await management.send(.searchTenants, body: RequestBody(search: search), returning: .member("tenants"))
    }

    /// Sets the roles that users get who join a tenant without roles.
    ///
    /// - Parameters:
    ///   - roleNames: The roles' names; an empty list clears them.
    ///   - id: The tenant's id.
    public func setDefaultRoles(_ roleNames: [String], id: String) async throws {
        try await management.send(.setDefaultRoles, body: ["id": id, "defaultRoles": Change.set(roleNames)])
    }

    // MARK: - Settings

    /// A tenant's settings.
    public func loadSettings(_ id: String) async throws -> TenantSettings {
        try await management.send(.loadTenantSettings, query: ["id": id])
    }

    /// Replaces all settings of a tenant; those that are not set are reset. To change some of them, begin with what
    /// ``loadSettings(_:)`` returns.
    ///
    /// - Parameters:
    ///   - tenantId: The tenant's id.
    ///   - settings: The settings that the tenant is to have.
    public func updateSettings(_ tenantId: String, _ settings: TenantSettings) async throws {
        try await management.send(.updateTenantSettings, body: RequestBody(settings, with: ["tenantId": tenantId]))
    }
}
