import DescopeManagement

// Cross-App Access: applications exchange a token of a tenant's identity provider for one of this project.

extension SSOAdmin {
    /// The Cross-App Access settings of a configuration.
    ///
    /// - Parameters:
    ///   - tenantId: The tenant.
    ///   - ssoId: The configuration; nil for the default one.
    public func loadXAA(tenantId: String, ssoId: String? = nil) async throws -> SSOXAASettings {
        try await management.send(.loadXAA, query: ["tenantId": tenantId, "ssoId": ssoId])
    }

    /// The Cross-App Access settings of all configurations of a tenant.
    ///
    /// - Parameter tenantId: The tenant.
    public func loadAllXAA(tenantId: String) async throws -> [SSOXAASettings] {
        try await management.send(.loadAllXAA, query: ["tenantId": tenantId], returning: .member("XAASettings"))
    }

    /// Replaces the Cross-App Access settings of a configuration.
    ///
    /// - Parameters:
    ///   - settings: All settings; those that are not set are cleared.
    ///   - tenantId: The tenant.
    ///   - ssoId: The configuration; nil for the default one.
    public func configureXAA(_ settings: SSOXAAUpdate, tenantId: String, ssoId: String? = nil) async throws {
        try await management.send(
            .configureXAA,
            body: RequestBody(settings, with: ["tenantId": tenantId, "ssoId": ssoId])
        )
    }

    /// Deletes the Cross-App Access settings of a configuration.
    ///
    /// - Parameters:
    ///   - tenantId: The tenant.
    ///   - ssoId: The configuration; nil for the default one.
    public func deleteXAA(tenantId: String, ssoId: String? = nil) async throws {
        try await management.send(.deleteXAA, query: ["tenantId": tenantId, "ssoId": ssoId])
    }
}
