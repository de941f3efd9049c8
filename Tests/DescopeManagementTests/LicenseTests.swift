import DescopeHTTP
import DescopeManagement
import DescopeTesting
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(5))) struct LicenseTests {
    /// A service that says the licence tier when the test lets it, and records the headers of other requests.
    private final class Service: HTTPTransport {
        struct State {
            var asked = 0
            var tiers: [String?] = []
            var waiting: [CheckedContinuation<APIResponse, Never>] = []
        }

        let state = Mutex(State())
        let arrivals = AsyncStream<Void>.makeStream()

        func send(_ request: APIRequest, timeout: Duration) async throws -> APIResponse {
            guard request.path == "/v1/mgmt/license" else {
                state.withLock { $0.tiers.append(request.headers["x-descope-license"]) }
                return APIResponse(status: 200, body: Array("{}".utf8))
            }
            return await withCheckedContinuation { continuation in
                state.withLock { state in
                    state.asked += 1
                    state.waiting.append(continuation)
                }
                arrivals.continuation.yield()
            }
        }

        /// Waits until the tier is asked for, and responds.
        func respond(_ status: Int, _ body: String) async {
            for await _ in arrivals.stream { break }
            let waiting = state.withLock { state in
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in waiting {
                continuation.resume(returning: APIResponse(status: status, body: Array(body.utf8)))
            }
        }

        var asked: Int { state.withLock(\.asked) }
        var tiers: [String?] { state.withLock(\.tiers) }
    }

    private static func client(_ service: Service, _ clock: ManualClock = ManualClock()) throws -> DescopeClient {
        try DescopeClient(projectId: "P2test", managementKey: "K2test", transport: service, clock: clock)
    }

    private static func call(_ client: DescopeClient) async throws {
        let _: JSONValue = try await client.management.send("test.call", .get, "/v1/mgmt/test")
    }

    @Test("the first management request asks for the tier, and does not wait for it; later ones state it")
    func tier() async throws {
        let service = Service()
        let client = try Self.client(service)
        try await Self.call(client)
        #expect(service.tiers == [nil])
        await service.respond(200, #"{"rateLimitTier":"tier3"}"#)
        // The tier is stored in the background.
        while service.tiers.last != "tier3" {
            await Task.yield()
            try await Self.call(client)
        }
        try await Self.call(client.with { $0.leeway = .zero })
        #expect(service.asked == 1)
        #expect(service.tiers.last == "tier3", "copies share the tier")
    }

    @Test(
        "without a tier requests are sent all the same, and it is asked for again after an hour",
        arguments: [
            (500, "{}"), (200, "{}"), (200, #"{"rateLimitTier":""}"#), (200, #"{"rateLimitTier":"a\nb: c"}"#),
            (401, ""),
        ]
    )
    func failure(_ status: Int, _ body: String) async throws {
        let (service, clock) = (Service(), ManualClock())
        let client = try Self.client(service, clock)
        try await Self.call(client)
        await service.respond(status, body)
        for _ in 0..<5 { try await Self.call(client) }
        #expect(service.asked == 1)
        clock.advance(by: .seconds(3601))
        try await Self.call(client)
        await service.respond(200, #"{"rateLimitTier":"tier1"}"#)
        #expect(service.asked == 2)
        #expect(service.tiers.allSatisfy { $0 == nil })
        while service.tiers.last != "tier1" {
            await Task.yield()
            try await Self.call(client)
        }
        #expect(service.asked == 2)
    }

    @Test("it is not asked for when the configuration says so, or for other requests")
    func switchedOff() async throws {
        let service = Service()
        let client = try Self.client(service)
        try await Self.call(client.with { $0.sendsLicenseTier = false })
        let _: JSONValue = try await client.send(Endpoint("test.other", .get, "/v1/auth/test"))
        #expect(service.tiers == [nil, nil])
        #expect(service.asked == 0)
    }

    @Test("a call that is refused before it is sent asks for nothing")
    func refused() async throws {
        let service = Service()
        let client = try Self.client(service)
        await #expect(throws: DescopeError.self) {
            try await client.management.send(
                APIOperation(management: "things.create", .post, "/v1/mgmt/things"),
                body: ["name": " "]
            )
        }
        let keyless = try DescopeClient(projectId: "P2test", transport: service)
        await #expect(throws: DescopeError.self) { try await Self.call(keyless) }
        #expect(service.asked == 0)
        #expect(service.tiers == [])
    }

    @Test("a scripted transport sees the operation alone")
    func scripted() async throws {
        let transport = ScriptedTransport(.json("{}"))
        let client = try DescopeClient(projectId: "P2test", managementKey: "K2test", transport: transport)
        try await Self.call(client)
        #expect(transport.sent.map(\.path) == ["/v1/mgmt/test"])
    }
}
