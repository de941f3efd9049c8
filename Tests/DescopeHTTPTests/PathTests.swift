import DescopeCore
import DescopeHTTP
import DescopeTesting
import Testing

@Suite struct PathTests {
    static let refusals = [
        "", "/", "v1/mgmt/tenant", "//evil.example/x", "@evil.example/x", ".evil.example/x", "/v1//x", "/v1/x/",
        "/v1/../x", "/v1/./x", "/v1/%2e%2e/x", "/v1/%2E%2E/x", "/v1/.%2e/x", "/v1/%2E./x", "/v1/%2e/x", "/v1/x/%2e%2E",
        "/v1/x?y=1", "/v1/x#z", "/v1/x y", "/v1/x\r\nHost: evil.example", "/v1\\x", "/v1/é",
    ]

    @Test("a path that could lead elsewhere is refused before credentials are attached", arguments: refusals)
    func refused(_ path: String) async throws {
        let transport = ScriptedTransport()
        let client = try DescopeClient(
            projectId: "P2test",
            managementKey: "K2key",
            transport: transport,
            clock: ManualClock()
        )
        let endpoint = Endpoint<NoContent>("test", .get, EndpointPath(stringLiteral: path), credentials: .management)
        let error = await #expect(throws: DescopeError.self) { try await client.send(endpoint) }
        #expect(error?.code == .unusableArgument)
        #expect(error?.message.hasPrefix("path: ") == true)
        #expect(transport.sent.isEmpty)
    }

    @Test("middleware cannot lead a request elsewhere either", arguments: refusals)
    func middleware(_ path: String) async throws {
        let transport = ScriptedTransport()
        let client = try DescopeClient(
            projectId: "P2test",
            managementKey: "K2key",
            transport: transport,
            middleware: [Detour(path: path)],
            clock: ManualClock()
        )
        let endpoint = Endpoint<NoContent>("test", .get, "/v1/test", credentials: .management)
        await #expect(throws: DescopeError.self) { try await client.send(endpoint) }
        #expect(transport.sent.isEmpty)
    }

    private struct Detour: HTTPMiddleware {
        let path: String

        func intercept(_ request: APIRequest, for operation: APIOperation, next: Next) async throws -> APIResponse {
            var request = request
            request.path = path
            return try await next(request)
        }
    }
}
