public import DescopeManagement

extension Management {
    /// Manages the clients of MCP servers.
    public var mcpClients: MCPClientAdmin { MCPClientAdmin(management: self) }
}

/// Manages the OAuth clients of MCP servers: those that an administrator created, and those that registered themselves.
///
/// ```swift
/// let credentials = try await client.management.mcpClients.create(NewMCPClient("Assistant", mcpServerId: "MS2…"))
/// ```
public struct MCPClientAdmin: Sendable {
    let management: Management

    /// Creates a client of an MCP server.
    ///
    /// From the service's published description; not checked against another SDK.
    ///
    /// - Returns: The client's ids and its secret.
    public func create(_ client: NewMCPClient) async throws -> MCPClientCredentials {
        try await management.send(.createMCPClient, body: RequestBody(client))
    }

    /// Replaces all values of a client; those that are not set are cleared. To change some of them, begin with the
    /// client:
    ///
    /// ```swift
    /// var update = MCPClientUpdate(mcpClient)
    /// update.scopes = ["documents:read"]
    /// try await client.management.mcpClients.update(update)
    /// ```
    ///
    /// From the service's published description; not checked against another SDK.
    ///
    /// - Returns: The client as it is now.
    @discardableResult
    public func update(_ client: MCPClientUpdate) async throws -> MCPClient {
        try await management.send(.updateMCPClient, body: RequestBody(client), returning: .member("client"))
    }

    /// Deletes a client.
    ///
    /// From the service's published description; not checked against another SDK.
    ///
    /// - Parameters:
    ///   - id: The client's id, which is not its OAuth client id.
    ///   - mcpServerId: The id of the server that it belongs to.
    public func delete(_ id: String, mcpServerId: String) async throws {
        try await management.send(.deleteMCPClient, body: ["id": id, "mcpServerId": mcpServerId])
    }

    /// Deletes several clients of an MCP server in one request.
    ///
    /// From the service's published description; not checked against another SDK.
    ///
    /// - Parameters:
    ///   - ids: The clients' ids, which are not their OAuth client ids; at least one.
    ///   - mcpServerId: The id of the server that they belong to.
    public func deleteBatch(_ ids: [String], mcpServerId: String) async throws {
        try await management.send(
            .deleteMCPClients,
            body: ["ids": ids, "mcpServerId": mcpServerId],
            requiring: ["ids"]
        )
    }

    /// Loads a client.
    ///
    /// From the service's published description; not checked against another SDK.
    ///
    /// - Parameters:
    ///   - id: The client's id, which is not its OAuth client id.
    ///   - mcpServerId: The id of the server that it belongs to.
    public func load(_ id: String, mcpServerId: String) async throws -> MCPClient {
        try await management.send(
            .loadMCPClient,
            body: ["id": id, "mcpServerId": mcpServerId],
            returning: .member("client")
        )
    }

    /// Loads a client by its OAuth client id.
    ///
    /// From the service's published description; not checked against another SDK.
    ///
    /// - Parameters:
    ///   - clientId: The OAuth client id, as tokens name it.
    ///   - mcpServerId: The id of the server that the client belongs to.
    public func load(clientId: String, mcpServerId: String) async throws -> MCPClient {
        try await management.send(
            .loadMCPClient,
            body: ["clientId": clientId, "mcpServerId": mcpServerId],
            returning: .member("client")
        )
    }

    /// The clients of an MCP server that match all conditions of a search.
    ///
    /// From the service's published description; not checked against another SDK.
    ///
    /// - Parameters:
    ///   - mcpServerId: The server's id.
    ///   - search: The conditions, and how the clients are sorted.
    ///   - pageSize: The number of clients in one request, 1 to 1,000. The service may have a lower limit.
    public func search(
        mcpServerId: String,
        _ search: MCPClientSearch = MCPClientSearch(),
        pageSize: Int = 100
    ) -> Pages<MCPClient> {
        management.pages(
            .searchMCPClients,
            RequestBody(search: search, with: ["mcpServerId": mcpServerId]),
            size: pageSize,
            maximum: 1000,
            elements: "clients"
        )
    }

    /// The secret of a client.
    ///
    /// From the service's published description; not checked against another SDK.
    ///
    /// - Parameters:
    ///   - id: The client's id, which is not its OAuth client id.
    ///   - mcpServerId: The id of the server that it belongs to.
    public func loadSecret(_ id: String, mcpServerId: String) async throws -> Secret {
        try await management.send(
            .loadMCPClientSecret,
            body: ["id": id, "mcpServerId": mcpServerId],
            returning: .member("cleartext")
        )
    }

    /// Replaces the secret of a client. The earlier one is no longer accepted.
    ///
    /// From the service's published description; not checked against another SDK.
    ///
    /// - Parameters:
    ///   - id: The client's id, which is not its OAuth client id.
    ///   - mcpServerId: The id of the server that it belongs to.
    /// - Returns: The new secret.
    public func rotateSecret(_ id: String, mcpServerId: String) async throws -> Secret {
        try await management.send(
            .rotateMCPClientSecret,
            body: ["id": id, "mcpServerId": mcpServerId],
            returning: .member("cleartext")
        )
    }
}
