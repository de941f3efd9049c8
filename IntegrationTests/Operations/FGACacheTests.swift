import Descope
import DescopeTesting
import Synchronization
import Testing

/// The cache of checks and relations that a customer runs.
@Suite(.timeLimit(.minutes(5))) struct FGACacheTests {
    private static let cache = "https://cache.example.com/fga"
    private static let service = "https://api.descope.com"
    private static let tuple = FGATuple(
        resource: "roadmap",
        resourceType: "doc",
        relation: "viewer",
        target: "u1",
        targetType: "user"
    )
    private static let allowed = ScriptedTransport.Answer.json(#"{"tuples": [{"allowed": true, "tuple": null}]}"#)
    private static let denied = ScriptedTransport.Answer.json(#"{"tuples": [{"allowed": false}]}"#)

    private let clock = ManualClock()

    private func client(
        _ transport: ScriptedTransport,
        middleware: [any HTTPMiddleware] = [],
        managementKey: String? = "K2test",
        _ edit: (inout DescopeConfiguration) -> Void = { _ in }
    ) throws -> DescopeClient {
        var configuration = try DescopeConfiguration(projectId: "P2test", managementKey: managementKey)
        configuration.fgaCacheURL = try BaseURL(Self.cache + "/")
        edit(&configuration)
        return DescopeClient(configuration, transport: transport, middleware: middleware, clock: clock)
    }

    /// The base URLs of the requests.
    private func servers(_ transport: ScriptedTransport) -> [String] { transport.sent.map(\.baseURL.description) }

    @Test("six operations go to the cache, all others to the service")
    func routed() async throws {
        let cached: Set = [
            "fga.saveSchema", "fga.createRelations", "fga.deleteRelations", "fga.check", "authz.whoCanAccess",
            "authz.whatCanTargetAccess",
        ]
        for call in Call.management {
            let answer = ScriptedTransport.Answer.reply { request in
                let sample = try Contract.read.get().sampleResponse(to: request)
                return APIResponse(status: 200, body: sample?.json ?? [])
            }
            let transport = ScriptedTransport(answer)
            try? await call.make(client(transport), Given(refreshJwt: "a.b.c"))
            let expected = cached.contains(call.operation) ? Self.cache : Self.service
            #expect(servers(transport) == [expected], "\(call)")
        }
    }

    @Test("without a cache everything goes to the service")
    func none() async throws {
        let transport = ScriptedTransport(Self.allowed)
        let client = try DescopeClient(projectId: "P2test", managementKey: "K2test", transport: transport)
        #expect(try await client.management.fga.check([Self.tuple]).results[0].isAllowed)
        #expect(servers(transport) == [Self.service])
    }

    @Test("the cache gets the request that the service would get")
    func request() async throws {
        let transport = ScriptedTransport(.status(500), Self.allowed)
        #expect(try await client(transport).management.fga.check([Self.tuple]).results[0].isAllowed)
        #expect(servers(transport) == [Self.cache, Self.service])
        let (first, second) = (transport.sent[0], transport.sent[1])
        #expect(first.url == "https://cache.example.com/fga/v1/mgmt/fga/check")
        #expect((first.method, first.path, first.body) == (second.method, second.path, second.body))
        #expect(first.headers.map { "\($0.name): \($0.value)" } == second.headers.map { "\($0.name): \($0.value)" })
        #expect(first.headers["authorization"] == "Bearer P2test:K2test")
    }

    @Test(
        "what the cache cannot answer is sent to the service",
        arguments: [
            .status(500), .status(404), .status(401), .status(301), .status(503), .cannotConnect, .connectionLost,
            .timedOut, .refusal(.invalidArguments, status: 400), .refusal(.rateLimited, status: 429),
            .json("<html>sign in</html>"), .json(""), .json("[]"), .json("{}"), .json(#"{"tuples": null}"#),
            .json(#"{"tuples": []}"#), .json(#"{"tuples": [{}, {}]}"#), .json(#"{"tuples": [{"allowed": "#),
        ] as [ScriptedTransport.Answer]
    )
    func fallBack(_ failure: ScriptedTransport.Answer) async throws {
        let transport = ScriptedTransport(failure, Self.allowed)
        #expect(try await client(transport).management.fga.check([Self.tuple]).results[0].isAllowed)
        // The cache is asked once.
        #expect(servers(transport) == [Self.cache, Self.service])
    }

    @Test("a malformed list of the cache is asked of the service too")
    func malformedLists() async throws {
        let answers = ScriptedTransport.Answer.reply { request in
            let isCached = request.baseURL.description == Self.cache
            let lists = #"{"targets": ["u1"], "relations": []}"#
            return APIResponse(status: 200, body: Array((isCached ? #"{"targets": "# : lists).utf8))
        }
        let transport = ScriptedTransport(answers, answers, answers, answers)
        let authz = try client(transport).management.authz
        #expect(try await authz.whoCanAccess("roadmap", "viewer", in: "doc") == ["u1"])
        #expect(try await authz.whatCanTargetAccess("u1").isEmpty)
        #expect(servers(transport) == [Self.cache, Self.service, Self.cache, Self.service])
    }

    @Test("what an unreadable response of the service throws stays as without a cache")
    func malformedEverywhere() async throws {
        let transport = ScriptedTransport(.json("{"), .json("{}"))
        let error = await #expect(throws: DescopeError.self) {
            try await client(transport).management.fga.check([Self.tuple])
        }
        #expect((error?.kind, error?.operation) == (.decoding, "fga.check"))
        #expect(servers(transport) == [Self.cache, Self.service])
    }

    @Test("a response that is too large for the client is asked of the service")
    func tooLarge() async throws {
        let large = ScriptedTransport.Answer.json(
            #"{"tuples": [{"allowed": true}]}"# + String(repeating: " ", count: 1000)
        )
        let transport = ScriptedTransport(large, Self.allowed)
        let client = try client(transport) { $0.maximumResponseBytes = 500 }
        #expect(try await client.management.fga.check([Self.tuple]).results[0].isAllowed)
        #expect(servers(transport) == [Self.cache, Self.service])
    }

    @Test("a failure of the cache is reported, with the operation and the reason")
    func reported() async throws {
        let answers: [(ScriptedTransport.Answer, DescopeError.Code)] = [
            (.status(500), .unexpectedStatus), (.cannotConnect, .cannotConnect), (.json("{}"), .unexpectedResponse),
        ]
        for (answer, code) in answers {
            let failures = Mutex<[DescopeError]>([])
            let transport = ScriptedTransport(answer, Self.allowed, Self.allowed)
            let client = try client(transport) { configuration in
                configuration.onFGACacheFailure = { error in failures.withLock { $0.append(error) } }
            }
            #expect(try await client.management.fga.check([Self.tuple]).results[0].isAllowed)
            // The cache answers.
            #expect(try await client.management.fga.check([Self.tuple]).results[0].isAllowed)
            let found = failures.withLock(\.self)
            #expect(found.map(\.code) == [code])
            #expect(found.map(\.operation) == ["fga.check"])
        }
    }

    @Test("so are changes, and the service's refusal is what is thrown")
    func refusal() async throws {
        let transport = ScriptedTransport(.status(400), .refusal(.invalidArguments, status: 400, description: "No"))
        let error = await #expect(throws: DescopeError.self) {
            try await client(transport).management.fga.createRelations([Self.tuple])
        }
        #expect((error?.code, error?.message, error?.operation) == (.invalidArguments, "No", "fga.createRelations"))
        #expect(servers(transport) == [Self.cache, Self.service])
    }

    @Test("the request to the service is retried as without a cache")
    func retries() async throws {
        let transport = ScriptedTransport(.cannotConnect, .status(521), .status(521), Self.allowed)
        let client = try client(transport) { $0.retry.delays = [.zero, .zero] }
        #expect(try await client.management.fga.check([Self.tuple]).results[0].isAllowed)
        #expect(servers(transport) == [Self.cache, Self.service, Self.service, Self.service])
    }

    @Test("the answer of the cache counts, whatever the service would say")
    func answered() async throws {
        let transport = ScriptedTransport(Self.denied)
        #expect(try await !client(transport).management.fga.check([Self.tuple]).results[0].isAllowed)
        #expect(servers(transport) == [Self.cache])
    }

    @Test(
        "the cache has a time limit of its own, which is not above that of requests",
        arguments: [(nil, 60, 5), (3, 60, 3), (nil, 2, 2), (20, 60, 20)] as [(Int?, Int, Int)]
    )
    func late(_ own: Int?, _ request: Int, _ limit: Int) async throws {
        let transport = ScriptedTransport(.hangIgnoringCancellation, Self.allowed)
        let client = try client(transport) {
            if let own { $0.fgaCacheTimeout = .seconds(own) }
            $0.requestTimeout = .seconds(request)
        }
        let call = Task { try await client.management.fga.check([Self.tuple]) }
        // A second more than the transport has.
        #expect(await clock.advanceToSleeper(within: .seconds(59)) == .seconds(limit + 1))
        #expect(try await call.value.results[0].isAllowed)
        #expect(servers(transport) == [Self.cache, Self.service])
    }

    @Test("a cancelled call asks nobody any more")
    func cancelled() async throws {
        let transport = ScriptedTransport(.hangIgnoringCancellation, Self.allowed)
        let client = try client(transport)
        let call = Task { try await client.management.fga.check([Self.tuple]) }
        await clock.sleepers(atLeast: 1)
        call.cancel()
        await #expect(throws: CancellationError.self) { try await call.value }
        #expect(servers(transport) == [Self.cache] || servers(transport).isEmpty)
    }

    @Test("without a management key nothing is sent")
    func noKey() async throws {
        let transport = ScriptedTransport()
        let error = await #expect(throws: DescopeError.self) {
            try await client(transport, managementKey: nil).management.fga.check([Self.tuple])
        }
        #expect(error?.code == .missingManagementKey)
        #expect(transport.sent.isEmpty)
    }

    @Test("middleware sees one operation, however many servers are asked")
    func middleware() async throws {
        let count = Count()
        let transport = ScriptedTransport(.status(500), Self.allowed)
        _ = try await client(transport, middleware: [count]).management.fga.check([Self.tuple])
        #expect(count.value == 1)
        #expect(transport.sent.count == 2)
    }

    @Test("the environment may name the cache; a malformed URL is named too")
    func environment() throws {
        let url = "DESCOPE_FGA_CACHE_URL"
        func configuration(_ value: String) throws -> DescopeConfiguration {
            try DescopeConfiguration(environment: ["DESCOPE_PROJECT_ID": "P2test", url: value])
        }
        #expect(try configuration(" \(Self.cache)/\n").fgaCacheURL?.description == Self.cache)
        #expect(try configuration(" ").fgaCacheURL == nil)
        let error = #expect(throws: DescopeError.self) { try configuration("http://cache.example.com") }
        #expect((error?.kind, error?.code) == (.configuration, .invalidBaseURL))
        #expect(error?.message.hasPrefix("fgaCacheURL: expected https") == true)
    }
}

private final class Count: HTTPMiddleware {
    private let count = Mutex(0)
    var value: Int { count.withLock(\.self) }

    func intercept(_ request: APIRequest, for operation: APIOperation, next: Next) async throws -> APIResponse {
        count.withLock { $0 += 1 }
        return try await next(request)
    }
}
