public import DescopeManagement

extension Management {
    /// Manages what the project and its tenants require of passwords.
    public var passwordSettings: PasswordSettingsAdmin { PasswordSettingsAdmin(management: self) }
}

/// Manages what the project and its tenants require of passwords.
///
/// ```swift
/// var settings = try await client.management.passwordSettings.load(tenantId: "acme")
/// settings.minLength = 12
/// try await client.management.passwordSettings.update(settings, tenantId: "acme")
/// ```
public struct PasswordSettingsAdmin: Sendable {
    let management: Management

    /// The settings of a tenant.
    ///
    /// - Parameter tenantId: The tenant's id.
    public func load(tenantId: String) async throws -> PasswordSettings {
        try await management.send(.loadPasswordSettings, query: ["tenantId": tenantId])
    }

    /// The settings of the project, which tenants without settings of their own have.
    public func loadProject() async throws -> PasswordSettings {
        try await management.send(.loadPasswordSettings)
    }

    /// Replaces all settings of a tenant; those that are not set are reset. To change some of them, begin with what
    /// ``load(tenantId:)`` returns.
    ///
    /// - Parameters:
    ///   - settings: The settings that the tenant is to have.
    ///   - tenantId: The tenant's id.
    public func update(_ settings: PasswordSettings, tenantId: String) async throws {
        try await send(settings, ["tenantId": tenantId])
    }

    /// Replaces all settings of the project; those that are not set are reset. To change some of them, begin with what
    /// ``loadProject()`` returns.
    ///
    /// - Parameter settings: The settings that the project is to have.
    public func updateProject(_ settings: PasswordSettings) async throws { try await send(settings) }

    private func send(_ settings: PasswordSettings, _ tenant: RequestBody = [:]) async throws {
        for (name, count) in settings.counts where !(0...Int(Int32.max)).contains(count ?? 0) {
            throw APIOperation.updatePasswordSettings.argument(
                name,
                "expected 0 to \(Int32.max), found \(count ?? 0)."
            )
        }
        try await management.send(.updatePasswordSettings, body: RequestBody(settings, with: tenant))
    }
}
