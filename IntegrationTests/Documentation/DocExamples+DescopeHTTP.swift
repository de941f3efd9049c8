import DescopeHTTP
import DescopeURLSession

// The code of the module's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    /// Logs each operation's name and status, and no content.
    struct OperationLog: HTTPMiddleware {
        func intercept(_ request: APIRequest, for operation: APIOperation, next: Next) async throws -> APIResponse {
            let response = try await next(request)
            print("\(operation.name): \(response.status)")
            return response
        }
    }

    /// The part of the service's response about a tenant that this app needs.
    struct Tenant: Decodable {
        let id: String
        let name: String
    }

    /// Makes a client for management operations.
    func makeClient(managementKey: Secret) throws -> DescopeClient {
        try DescopeClient(
            projectId: "P2abc",
            managementKey: managementKey,
            transport: .urlSession,
            middleware: [OperationLog()]
        )
    }

    /// Loads a tenant with an operation that the app describes itself.
    func tenant(_ id: String, client: DescopeClient) async throws -> Tenant {
        let endpoint = Endpoint<Tenant>(
            "tenant.load",
            .get,
            "/v1/mgmt/tenant",
            query: [APIQueryItem("id", id)],
            credentials: .management
        )
        return try await client.send(endpoint)
    }
}
