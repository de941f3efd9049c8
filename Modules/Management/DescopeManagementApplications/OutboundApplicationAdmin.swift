public import DescopeManagement

extension Management {
    /// Manages outbound applications and their tokens.
    public var outboundApplications: OutboundApplicationAdmin { OutboundApplicationAdmin(management: self) }
}

/// Manages outbound applications: other services that your app calls on behalf of users and tenants. Descope keeps and
/// refreshes their tokens.
///
/// ```swift
/// let token = try await client.management.outboundApplications.fetchToken("google-calendar", userId: "U2…")
/// request.setHeader("Authorization", "Bearer " + token.accessToken.reveal())
/// ```
public struct OutboundApplicationAdmin: Sendable {
    let management: Management

    // MARK: - Applications

    /// Creates an application.
    @discardableResult
    public func create(_ application: NewOutboundApplication) async throws -> OutboundApplication {
        try await management.send(
            .createOutboundApplication,
            body: RequestBody(application),
            returning: .member("app")
        )
    }

    /// Creates an application from one of the service's templates.
    ///
    /// - Parameters:
    ///   - templateId: The template's id.
    ///   - id: The application's id; nil lets the service make one.
    ///   - clientId: Your app's client id with the other service.
    ///   - clientSecret: Your app's client secret with the other service.
    ///   - tenantId: The tenant that the application belongs to; nil for an application of the project.
    ///   - name: The application's name; nil for the template's.
    ///   - settings: The settings that replace those of the template.
    @discardableResult
    public func createFromTemplate(
        _ templateId: String,
        id: String? = nil,
        clientId: String? = nil,
        clientSecret: (any SecretConvertible)? = nil,
        tenantId: String? = nil,
        name: String? = nil,
        settings: OutboundApplicationSettings = OutboundApplicationSettings()
    ) async throws -> OutboundApplication {
        try await management.send(
            .createFromTemplate,
            body: [
                "templateId": templateId, "id": id, "clientId": clientId, "clientSecret": clientSecret?.asSecret,
                "tenantId": tenantId, "overrides": TemplateOverrides(name: name, settings: settings),
            ],
            returning: .member("app")
        )
    }

    /// Creates an application from a preset with which the service registers a client with the other service. From the
    /// service's published description; not checked against another SDK.
    ///
    /// - Parameters:
    ///   - presetId: The preset's id.
    ///   - tenantId: The tenant that the application belongs to; nil for an application of the project.
    @discardableResult
    public func createFromDCRPreset(_ presetId: String, tenantId: String? = nil) async throws -> OutboundApplication {
        try await management.send(
            .createFromDCRPreset,
            body: ["dcrPresetId": presetId, "tenantId": tenantId],
            returning: .member("app")
        )
    }

    /// Replaces all values of an application; those that are not set are cleared, except for the client secret.
    ///
    /// ```swift
    /// var update = OutboundApplicationUpdate(application)
    /// update.settings.defaultScopes = ["calendar.read"]
    /// try await client.management.outboundApplications.update(update)
    /// ```
    ///
    /// - Returns: The application as it is now.
    @discardableResult
    public func update(_ application: OutboundApplicationUpdate) async throws -> OutboundApplication {
        try await management.send(.updateOutboundApplication, body: ["app": application], returning: .member("app"))
    }

    /// Deletes an application.
    public func delete(_ id: String) async throws {
        try await management.send(.deleteOutboundApplication, body: ["id": id])
    }

    /// Loads an application.
    public func load(_ id: String) async throws -> OutboundApplication {
        try await management.send(.loadOutboundApplication, path: [id], returning: .member("app"))
    }

    /// All applications of the project.
    public func loadAll() async throws -> [OutboundApplication] {
        try await management.send(.loadOutboundApplications, returning: .member("apps"))
    }
}

/// What replaces values of a template.
private struct TemplateOverrides: JSONModel {
    var name: String?
    var settings = OutboundApplicationSettings()

    static let members = Members(Self()) {
        $0("name", \.name, needsText: true)
        $0(all: \.settings)
    }
}
