import DescopeHTTP
import DescopeURLSession

// The code of the module's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    /// Logs each call's name and status, and nothing of what is in it.
    struct CallLog: HTTPMiddleware {
        func intercept(_ request: APIRequest, for operation: APIOperation, next: Next) async throws -> APIResponse {
            let response = try await next(request)
            print("\(operation.name): \(response.status)")
            return response
        }
    }

    /// What the service answers about a tenant, as far as this app needs it.
    struct Tenant: Decodable {
        let id: String
        let name: String
    }

    /// Makes a client that may make management calls.
    func makeClient(managementKey: Secret) throws -> DescopeClient {
        try DescopeClient(
            projectId: "P2abc",
            managementKey: managementKey,
            transport: .urlSession,
            middleware: [CallLog()]
        )
    }

    /// Loads a tenant by a call that the SDK has no method for.
    func tenant(_ id: String, client: DescopeClient) async throws -> Tenant {
        let endpoint = Endpoint<Tenant>(
            "tenant.load",
            .get,
            "/v1/mgmt/tenant",
            query: [APIQueryItem("id", id)],
            authorization: .management
        )
        return try await client.send(endpoint)
    }
}
