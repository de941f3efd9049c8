public import DescopeManagement

extension Management {
    /// Manages the resources that clients get tokens for.
    public var resources: ResourceAdmin { ResourceAdmin(management: self) }
}

/// Manages resources: the APIs and MCP servers that clients get tokens for, with the scopes that each of them knows.
///
/// ```swift
/// let resource = try await client.management.resources.loadByURI("https://mcp.example.com/mcp")
/// ```
///
/// Which client may ask for which scopes of a resource is said by ``ResourcePolicyAdmin``.
public struct ResourceAdmin: Sendable {
    let management: Management

    /// Creates a resource.
    ///
    /// From the service's published description; not checked against another SDK.
    ///
    /// - Returns: The resource, with its id.
    @discardableResult
    public func create(_ resource: NewProtectedResource) async throws -> ProtectedResource {
        try await management.send(.createResource, body: RequestBody(resource), returning: .member("resource"))
    }

    /// Replaces all values of a resource; those that are not set are cleared. To change some of them, begin with the
    /// resource:
    ///
    /// ```swift
    /// var resource = try await client.management.resources.load("R2…")
    /// resource.description = "The documents of all teams"
    /// try await client.management.resources.update(resource)
    /// ```
    ///
    /// From the service's published description; not checked against another SDK.
    ///
    /// - Returns: The resource as it is now.
    @discardableResult
    public func update(_ resource: ProtectedResource) async throws -> ProtectedResource {
        var values = resource
        (values.createdAt, values.modifiedAt) = (nil, nil)
        return try await management.send(.updateResource, body: ["resource": values], returning: .member("resource"))
    }

    /// Deletes a resource.
    ///
    /// From the service's published description; not checked against another SDK.
    public func delete(_ id: String) async throws {
        try await management.send(.deleteResource, body: ["id": id])
    }

    /// Deletes several resources in one request.
    ///
    /// From the service's published description; not checked against another SDK.
    ///
    /// - Parameter ids: The resources' ids; at least one.
    public func deleteBatch(_ ids: [String]) async throws {
        try await management.send(.deleteResources, body: ["ids": ids], requiring: ["ids"])
    }

    /// Loads a resource.
    ///
    /// From the service's published description; not checked against another SDK.
    public func load(_ id: String) async throws -> ProtectedResource {
        try await management.send(.loadResource, query: ["id": id], returning: .member("resource"))
    }

    /// Loads a resource by its URI.
    ///
    /// From the service's published description; not checked against another SDK.
    public func loadByURI(_ uri: String) async throws -> ProtectedResource {
        try await management.send(.loadResourceByURI, query: ["uri": uri], returning: .member("resource"))
    }

    /// All resources of the project.
    ///
    /// From the service's published description; not checked against another SDK.
    public func loadAll() async throws -> [ProtectedResource] {
        try await management.send(.loadResources, returning: .member("resources"))
    }
}
