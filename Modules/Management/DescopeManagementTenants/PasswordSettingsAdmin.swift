public import DescopeManagement

extension Management {
    /// Manages what the project and its tenants require of passwords.
    public var passwordSettings: PasswordSettingsAdmin { PasswordSettingsAdmin(management: self) }
}

/// Manages what the project and its tenants require of passwords.
///
/// ```swift
/// var settings = try await client.management.passwordSettings.load()
/// settings.minLength = 12
/// try await client.management.passwordSettings.update(settings)
/// ```
public struct PasswordSettingsAdmin: Sendable {
    let management: Management

    /// The settings of the project or of a tenant.
    ///
    /// - Parameter tenantId: The tenant's id; nil for the project.
    public func load(tenantId: String? = nil) async throws -> PasswordSettings {
        try await management.send(.loadPasswordSettings, query: ["tenantId": tenantId])
    }

    /// Replaces all settings of the project or of a tenant; those that are not set are reset. To change some of them,
    /// begin with what ``load(tenantId:)`` returns.
    ///
    /// - Parameters:
    ///   - settings: The settings that the project or the tenant is to have.
    ///   - tenantId: The tenant's id; nil for the project.
    public func update(_ settings: PasswordSettings, tenantId: String? = nil) async throws {
        for (name, count) in settings.counts where !(0...Int(Int32.max)).contains(count ?? 0) {
            throw APIOperation.updatePasswordSettings.argument(
                name,
                "expected 0 to \(Int32.max), found \(count ?? 0)."
            )
        }
        try await management.send(
            .updatePasswordSettings,
            body: RequestBody(settings, with: ["tenantId": tenantId])
        )
    }
}
