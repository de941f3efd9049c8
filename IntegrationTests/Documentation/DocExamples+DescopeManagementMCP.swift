import DescopeManagementMCP
import DescopeURLSession

// The code of DescopeManagementMCP's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    let client = try DescopeClient(projectId: "P2abc", managementKey: "K2abc", transport: .urlSession)

    /// Registers an MCP server, and a client that may use it.
    func addDocumentServer() async throws -> MCPClientCredentials {
        let read = ApplicationScope("documents:read", description: "Read your documents", values: ["Read"])
        let server = try await client.management.mcpServers.create(
            NewMCPServer("Documents") {
                $0.audiences = ["https://mcp.example.com/mcp"]
                $0.approvedScopes = ApprovedScopes(permissions: [read])
            }
        )
        return try await client.management.mcpClients.create(
            NewMCPClient(
                "Assistant",
                mcpServerId: server.id,
                approvedCallbackURLs: ["https://assistant.example.com/callback"],
                scopes: ["documents:read"]
            )
        )
    }
}
