@_exported public import DescopeManagement

extension Management {
    /// Manages MCP servers.
    public var mcpServers: MCPServerAdmin { MCPServerAdmin(management: self) }
}

/// Manages the MCP servers that Descope issues tokens for.
///
/// ```swift
/// let server = try await client.management.mcpServers.create(NewMCPServer("Documents"))
/// ```
///
/// The clients of a server are managed by ``MCPClientAdmin``.
public struct MCPServerAdmin: Sendable {
    let management: Management

    /// Creates an MCP server.
    ///
    /// From the service's published description; not checked against another SDK.
    ///
    /// - Returns: The server, with its id.
    @discardableResult
    public func create(_ server: NewMCPServer) async throws -> MCPServer {
        try await management.send(.createMCPServer, body: RequestBody(server), returning: .member("server"))
    }

    /// Replaces all values of an MCP server; those that are not set are cleared. To change some of them, begin with the
    /// server:
    ///
    /// ```swift
    /// var server = try await client.management.mcpServers.load("MS2…")
    /// server.audiences = ["https://mcp.example.com/mcp"]
    /// try await client.management.mcpServers.update(server)
    /// ```
    ///
    /// From the service's published description; not checked against another SDK.
    ///
    /// - Returns: The server as it is now.
    @discardableResult
    public func update(_ server: MCPServer) async throws -> MCPServer {
        try await management.send(.updateMCPServer, body: ["server": server], returning: .member("server"))
    }

    /// Deletes an MCP server.
    ///
    /// From the service's published description; not checked against another SDK.
    public func delete(_ id: String) async throws {
        try await management.send(.deleteMCPServer, body: ["id": id])
    }

    /// Deletes several MCP servers in one request.
    ///
    /// From the service's published description; not checked against another SDK.
    ///
    /// - Parameter ids: The servers' ids; at least one.
    public func deleteBatch(_ ids: [String]) async throws {
        try await management.send(.deleteMCPServers, body: ["ids": ids], requiring: ["ids"])
    }

    /// Loads an MCP server.
    ///
    /// From the service's published description; not checked against another SDK.
    public func load(_ id: String) async throws -> MCPServer {
        try await management.send(.loadMCPServer, body: ["id": id], returning: .member("server"))
    }

    /// All MCP servers of the project.
    ///
    /// From the service's published description; not checked against another SDK.
    public func loadAll() async throws -> [MCPServer] {
        try await management.send(.loadMCPServers, body: [:], returning: .member("servers"))
    }
}
