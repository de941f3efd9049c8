import DescopeCore
import DescopeHTTP
import DescopeTesting
import Testing

@Suite struct DescopeClientTests {
    private final class State: Sendable {}

    private func state(_ client: DescopeClient) -> ObjectIdentifier {
        ObjectIdentifier(client.storage.slot { State() })
    }

    @Test("copies share one storage; state in it is made once")
    func shared() throws {
        let first = try client(ScriptedTransport())
        let copy = first
        #expect(state(first) == state(copy))
        #expect(state(first) == state(first.with { $0.requestTimeout = .seconds(1) }))
        #expect(state(first) == state(first.with { $0.cookies.session = "MYDS" }))
        #expect(first.with { $0.requestTimeout = .seconds(1) }.configuration.requestTimeout == .seconds(1))
        #expect(first.configuration.requestTimeout == .seconds(60))
    }

    @Test("another project, address or public key shares nothing")
    func notShared() throws {
        let first = try client(ScriptedTransport())
        let others = [
            try first.with { $0 = try DescopeConfiguration(projectId: "P2other") },
            try first.with { $0.baseURL = try BaseURL("https://other.example.com") },
            first.with { $0.publicKey = "{}" },
            first.withOwnStorage(),
            try client(ScriptedTransport()),
        ]
        #expect(Set((others + [first]).map(state)).count == others.count + 1)
    }

    @Test("a state that could not be made is not kept")
    func failedSlot() throws {
        struct Broken: Error {}
        let client = try client(ScriptedTransport())
        #expect(throws: Broken.self) { try client.storage.slot { () throws -> State in throw Broken() } }
        let made = State()
        #expect(client.storage.slot { made } === made)
    }

    @Test("the short form refuses a malformed project id")
    func shortForm() async throws {
        #expect(throws: DescopeError.self) { try DescopeClient(projectId: "P 2", transport: .scripted()) }
        let transport = ScriptedTransport(.empty)
        let client = try DescopeClient(
            projectId: " P2test ",
            managementKey: "K",
            transport: transport,
            clock: ManualClock()
        )
        _ = try await client.send(act(credentials: .management))
        #expect(transport.sent.first?.headers["authorization"] == "Bearer P2test:K")
    }

    @Test("neither requests nor answers nor calls nor the client print what is in them")
    func prints() async throws {
        let transport = ScriptedTransport(.json(#"{"token":"hush"}"#, headers: ["Set-Cookie": "DS=hush"]))
        let client = try client(transport) {
            $0.authManagementKey = "hush"
            $0.additionalHeaders = ["x": "y"]
        }
        let endpoint = act(
            query: [APIQueryItem("t", "q")],
            body: ["code": Secret("hush"), "deep": ["k": Secret("hush")]],
            credentials: .refreshJwt("hush")
        )
        _ = try await client.send(endpoint)
        let request = try #require(transport.sent.first)
        #expect(request.headers["authorization"] == "Bearer P2test:hush:hush")
        #expect("\(request)" == "POST /v1/act")
        let response = APIResponse(status: 200, headers: ["Set-Cookie": "DS=hush"], body: Array("hush".utf8))
        #expect("\(response)" == "HTTP 200, 4 bytes")
        #expect("\(response.headers)" == "Set-Cookie")
        for value in [
            request, request.headers, response, response.headers, endpoint, client,
            client.configuration,
        ] as [Any] {
            #expect(!DescopeHTTPTests.prints(value).contains("hush"))
        }
    }
}
