import DescopeCore
@_exported public import DescopeManagement

extension Management {
    /// Manages the project.
    public var project: ProjectAdmin { ProjectAdmin(management: self) }
}

/// Manages the project of the client: its name, its copies, and snapshots of its settings.
///
/// ```swift
/// try await client.management.project.exportSnapshot().write(to: folder)
/// ```
public struct ProjectAdmin: Sendable {
    let management: Management

    /// All projects of the company. Needs a management key of the company.
    public func listProjects() async throws -> [Project] {
        try await management.send(.listProjects, body: [:], returning: .member("projects"))
    }

    /// Changes the project's name.
    public func updateName(_ name: String) async throws {
        try await management.send(.updateName, body: ["name": name])
    }

    /// Replaces all tags of the project.
    ///
    /// - Parameter tags: The tags; an empty list removes all.
    public func updateTags(_ tags: [String]) async throws {
        try await management.send(.updateTags, body: ["tags": Change.set(tags)])
    }

    /// Copies the project, and waits until the copy is made.
    ///
    /// - Parameters:
    ///   - name: The name of the new project.
    ///   - environment: The environment of the new project; nil for one that is not for production.
    ///   - tags: The tags of the new project.
    @discardableResult
    public func clone(
        _ name: String,
        environment: ProjectEnvironment? = nil,
        tags: [String] = []
    ) async throws -> ClonedProject {
        try await management.send(
            .cloneProject,
            body: ["name": name, "environment": environment, "tags": tags]
        )
    }

    /// Starts to copy the project, and does not wait. From the service's published description; not checked against
    /// another SDK.
    ///
    /// - Parameters:
    ///   - name: The name of the new project.
    ///   - environment: The environment of the new project; nil for one that is not for production.
    ///   - tags: The tags of the new project.
    /// - Returns: The id of the process, which ``loadCloneProcess(_:)`` takes.
    public func cloneAsync(
        _ name: String,
        environment: ProjectEnvironment? = nil,
        tags: [String] = []
    ) async throws -> String {
        try await management.send(
            .cloneProjectAsync,
            body: ["name": name, "environment": environment, "tags": tags],
            returning: .member("processId")
        )
    }

    /// How far a copy is that was started with ``cloneAsync(_:environment:tags:)``. From the service's published
    /// description; not checked against another SDK.
    public func loadCloneProcess(_ processId: String) async throws -> CloneProcess {
        try await management.send(.loadCloneProcess, path: [processId])
    }

    /// Deletes the project of this client, with all its users and settings. This cannot be undone.
    public func delete() async throws { try await management.send(.deleteProject, body: [:]) }
}
