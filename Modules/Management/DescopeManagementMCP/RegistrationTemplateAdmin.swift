public import DescopeManagement

extension Management {
    /// Manages the settings of clients that register themselves.
    public var registrationTemplates: RegistrationTemplateAdmin { RegistrationTemplateAdmin(management: self) }
}

/// Manages registration templates: the settings of clients that register themselves, shared by several resources.
///
/// ```swift
/// let template = try await client.management.registrationTemplates.create(NewRegistrationTemplate("Agents"))
/// ```
public struct RegistrationTemplateAdmin: Sendable {
    let management: Management

    /// Creates a template.
    ///
    /// From the service's published description; not checked against another SDK.
    ///
    /// - Returns: The template, with its id.
    @discardableResult
    public func create(_ template: NewRegistrationTemplate) async throws -> RegistrationTemplate {
        try await management.send(
            .createRegistrationTemplate,
            body: RequestBody(template),
            returning: .member("template")
        )
    }

    /// Replaces all values of a template; those that are not set are cleared. To change some of them, begin with the
    /// template:
    ///
    /// ```swift
    /// var template = try await client.management.registrationTemplates.load("T2…")
    /// template.skipsConsentScreen = true
    /// try await client.management.registrationTemplates.update(template)
    /// ```
    ///
    /// From the service's published description; not checked against another SDK.
    ///
    /// - Returns: The template as it is now.
    @discardableResult
    public func update(_ template: RegistrationTemplate) async throws -> RegistrationTemplate {
        var values = template
        (values.createdAt, values.modifiedAt) = (nil, nil)
        return try await management.send(
            .updateRegistrationTemplate,
            body: ["template": values],
            returning: .member("template")
        )
    }

    /// Deletes a template.
    ///
    /// From the service's published description; not checked against another SDK.
    public func delete(_ id: String) async throws {
        try await management.send(.deleteRegistrationTemplate, body: ["id": id])
    }

    /// Deletes several templates in one request.
    ///
    /// From the service's published description; not checked against another SDK.
    ///
    /// - Parameter ids: The templates' ids; at least one.
    public func deleteBatch(_ ids: [String]) async throws {
        try await management.send(.deleteRegistrationTemplates, body: ["ids": ids], requiring: ["ids"])
    }

    /// Loads a template.
    ///
    /// From the service's published description; not checked against another SDK.
    public func load(_ id: String) async throws -> RegistrationTemplate {
        try await management.send(.loadRegistrationTemplate, query: ["id": id], returning: .member("template"))
    }

    /// All templates of the project.
    ///
    /// From the service's published description; not checked against another SDK.
    public func loadAll() async throws -> [RegistrationTemplate] {
        try await management.send(.loadRegistrationTemplates, returning: .member("templates"))
    }
}
