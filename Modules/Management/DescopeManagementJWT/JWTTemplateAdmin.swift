public import DescopeManagement

extension Management {
    /// Manages the templates of tokens.
    public var jwtTemplates: JWTTemplateAdmin { JWTTemplateAdmin(management: self) }
}

/// Manages the templates that decide which claims the tokens of users and of access keys have.
///
/// ```swift
/// let template = JWTTemplate("App") { $0.claims = ["department": "{{user.customAttributes.department}}"] }
/// try await client.management.jwtTemplates.create(template)
/// ```
public struct JWTTemplateAdmin: Sendable {
    let management: Management

    /// Creates a template.
    ///
    /// - Parameter template: The template, without an id.
    /// - Returns: The template, with its id.
    @discardableResult
    public func create(_ template: JWTTemplate) async throws -> JWTTemplate {
        try await management.send(.createTemplate, body: ["template": template], returning: .member("template"))
    }

    /// Replaces all values of a template; those that are not set are cleared.
    ///
    /// - Parameter template: The template, with its id: load it, and change its values.
    /// - Returns: The template as it is now.
    @discardableResult
    public func update(_ template: JWTTemplate) async throws -> JWTTemplate {
        let operation = APIOperation.updateTemplate
        try operation.require(template.id ?? "", "template.id", "Load the template before changing it.")
        return try await management.send(operation, body: ["template": template], returning: .member("template"))
    }

    /// Deletes a template.
    public func delete(_ id: String) async throws {
        try await management.send(.deleteTemplate, body: ["id": id])
    }

    /// Loads a template.
    public func load(_ id: String) async throws -> JWTTemplate {
        try await management.send(.loadTemplate, body: ["id": id], returning: .member("template"))
    }

    /// All templates of the project.
    public func loadAll() async throws -> [JWTTemplate] {
        try await management.send(.loadTemplates, body: [:], returning: .member("templates"))
    }

    /// Checks a template, without saving it.
    ///
    /// - Parameters:
    ///   - template: The template.
    ///   - id: The id of the template that it is to replace; nil for a new one.
    public func validate(_ template: JWTTemplate, id: String? = nil) async throws -> JWTTemplateValidation {
        try await management.send(.validateTemplate, body: ["id": id, "template": template])
    }

    /// Checks a template of the project.
    public func validate(id: String) async throws -> JWTTemplateValidation {
        try await management.send(.validateTemplate, body: ["id": id])
    }

    // MARK: - Library

    /// The service's library of templates.
    public func loadLibrary() async throws -> [JWTTemplateLibraryEntry] {
        try await management.send(.loadLibrary, body: [:], returning: .member("entries"))
    }

    /// Loads a template of the service's library.
    public func loadLibraryEntry(_ id: String) async throws -> JWTTemplateLibraryEntry {
        try await management.send(.loadLibraryEntry, body: ["id": id], returning: .member("entry"))
    }

    /// Creates a template from one of the service's library.
    ///
    /// - Parameters:
    ///   - libraryEntryId: The id of the library's template.
    ///   - name: The new template's name; nil, as for the others, takes the library's value.
    ///   - description: The new template's description.
    ///   - tags: The new template's labels.
    ///   - claims: The new template's claims.
    /// - Returns: The new template.
    @discardableResult
    public func applyLibraryEntry(
        _ libraryEntryId: String,
        name: String? = nil,
        description: String? = nil,
        tags: [String]? = nil,
        claims: [String: JSONValue]? = nil
    ) async throws -> JWTTemplate {
        try await management.send(
            .applyLibraryEntry,
            body: [
                "libraryEntryId": libraryEntryId, "nameOverride": name, "descriptionOverride": description,
                "tagsOverride": tags.map { Change.set($0) }, "templateOverride": claims.map { Change.set($0) },
            ],
            returning: .member("template")
        )
    }
}
