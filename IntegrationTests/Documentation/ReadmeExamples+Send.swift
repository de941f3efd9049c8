import DescopeCurl
import DescopeHTTP

// The README's code for an operation that the app describes itself, compiled and run. `ReadmeTests` holds the two
// together.

struct Tenant: Decodable {
    let id: String
    let name: String
}

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

#if os(Linux)
func readmeSend(managementKey: String) async throws -> String {
    let client = try DescopeClient(projectId: "P2abc", managementKey: managementKey, transport: .curl)
    let name = try await tenant("acme", client: client).name
    return name
}
#endif
