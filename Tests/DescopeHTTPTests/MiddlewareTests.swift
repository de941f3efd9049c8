import DescopeCore
import DescopeHTTP
import DescopeTesting
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(5))) struct MiddlewareTests {
    /// Notes what it sees, and lets `handle` decide.
    private final class Spy: HTTPMiddleware {
        typealias Handle = @Sendable (APIRequest, Next) async throws -> APIResponse

        let name: String
        let log: Log
        let handle: Handle

        init(_ name: String, _ log: Log, handle: @escaping Handle = { try await $1($0) }) {
            (self.name, self.log, self.handle) = (name, log, handle)
        }

        func intercept(_ request: APIRequest, for operation: APIOperation, next: Next) async throws -> APIResponse {
            log.note("\(name)> \(operation.name)", request)
            defer { log.note("<\(name)") }
            return try await handle(request, next)
        }
    }

    private final class Log: Sendable {
        private let state = Mutex<(lines: [String], requests: [APIRequest])>(([], []))

        var lines: [String] { state.withLock(\.lines) }
        var requests: [APIRequest] { state.withLock(\.requests) }

        func note(_ line: String, _ request: APIRequest? = nil) {
            state.withLock { state in
                state.lines.append(line)
                if let request { state.requests.append(request) }
            }
        }
    }

    private struct Refused: Error {}

    private let log = Log()

    @Test("the first one is outermost, and each runs once around all attempts")
    func order() async throws {
        let clock = ManualClock()
        let transport = ScriptedTransport(.status(521), .empty)
        let client = try client(transport, clock: clock, middleware: [Spy("A", log), Spy("B", log)])
        async let answer = client.send(act())
        await clock.advanceToSleeper(within: .seconds(1))
        _ = try await answer
        #expect(log.lines == ["A> thing.act", "B> thing.act", "<B", "<A"])
        try transport.verify()
    }

    @Test(
        "none sees credentials, the transport does",
        arguments: [APICredentials.project, .refreshJwt("a.b.c"), .accessKey("K2x"), .management]
    )
    func credentials(_ credentials: APICredentials) async throws {
        let transport = ScriptedTransport(.empty)
        let client = try client(transport, middleware: [Spy("A", log), Spy("B", log)]) {
            $0.authManagementKey = "auth-hush"
        }
        _ = try await client.send(act(credentials: credentials))
        #expect(log.requests.count == 2)
        for request in log.requests {
            #expect(request.headers["authorization"] == nil)
            #expect(request.headers["x-descope-project-id"] == "P2test")
            #expect(
                !request.headers.contains {
                    $0.value.contains("hush") || $0.value.contains("a.b.c") || $0.value.contains("K2x")
                }
            )
        }
        #expect(transport.sent.first?.headers["authorization"]?.hasPrefix("Bearer P2test") == true)
    }

    @Test("one may change the request, but not its credentials")
    func changes() async throws {
        let transport = ScriptedTransport(.empty)
        let spy = Spy("A", log) { request, next in
            var request = request
            request.headers["x-trace"] = "t1"
            request.headers["Authorization"] = "Bearer mine"
            return try await next(request)
        }
        _ = try await client(transport, middleware: [spy]).send(act())
        #expect(transport.sent.first?.headers["x-trace"] == "t1")
        #expect(transport.sent.first?.headers[values: "authorization"] == ["Bearer P2test"])
    }

    @Test(
        "one cannot lead the request, and with it its credentials, to another address",
        arguments: [
            "https://evil.example", "https://api.descope.com/evil", "https://api.descope.com:444", "http://localhost",
        ]
    )
    func otherAddress(_ address: String) async throws {
        let transport = ScriptedTransport(.status(503), .empty)
        let spy = Spy("A", log) { request, next in
            var request = request
            request.baseURL = try BaseURL(address)
            return try await next(request)
        }
        let call = Endpoint<NoContent>(
            "thing.act",
            .post,
            "/v1/act",
            credentials: .management,
            retryable: .always
        )
        _ = try await client(transport, middleware: [spy, Spy("B", log)]) { $0.retry.delays = [.zero] }.send(call)
        #expect(transport.sent.map(\.url) == Array(repeating: "https://api.descope.com/v1/act", count: 2))
        #expect(transport.sent.allSatisfy { $0.headers["authorization"] == "Bearer P2test:management-hush" })
    }

    @Test(
        "one cannot lead the request to another host by a header, break out of a header or a verb, or say where the body ends",
        arguments: [
            ("Host", "evil.example"), ("hOST", "evil.example"), ("Content-Length", "0"),
            ("transfer-encoding", "chunked"),
            ("Connection", "upgrade"), ("x-trace", "t\r\nHost: evil.example"), ("x-trace", "t\nX-Evil: 1"),
            ("x-trace", "t\r"), ("x-trace", "t\u{0}"), ("x\r\nHost", "evil.example"), ("x trace", "t"), ("", "t"),
        ]
    )
    func unfitHeaders(_ name: String, _ value: String) async throws {
        try await expectRefusal("headers: ") { $0.headers[name] = value }
        try await expectRefusal("headers: ") { $0.headers.append(name, value) }
    }

    @Test(
        "nor with a verb that is none",
        arguments: ["", "GET /v1/evil HTTP/1.1\r\nHost: evil.example\r\n\r\nGET", "A B"]
    )
    func unfitVerb(_ verb: String) async throws {
        try await expectRefusal("method: ") { $0.method = APIMethod(rawValue: verb) }
    }

    private func expectRefusal(_ name: String, of change: @escaping @Sendable (inout APIRequest) -> Void) async throws {
        let transport = ScriptedTransport()
        let spy = Spy("A", log) { request, next in
            var request = request
            change(&request)
            return try await next(request)
        }
        let error = await #expect(throws: DescopeError.self) {
            try await client(transport, middleware: [spy]).send(act())
        }
        #expect(error?.code == .unusableArgument)
        // A path may hold what a user has typed.
        #expect(error?.kind == (name == "path: " ? .argument : .configuration))
        #expect(error?.message.hasPrefix(name) == true)
        #expect(error?.operation == "thing.act")
        #expect(error.map { prints($0).contains("evil") } == false)
        #expect(transport.sent.isEmpty)
    }

    @Test("what one put into the body or the query, and the service repeats, is in no message")
    func echo() async throws {
        let spy = Spy("A", log) { request, next in
            var request = request
            request.body = Array(#"{"loginId":"eve@x.io"}"#.utf8)
            request.query = [APIQueryItem("tenant", "Umbrella Corp")]
            _ = try await next(request)
            request.body = Array(#"{"loginId":"mallory@x.io"}"#.utf8)
            return try await next(request)
        }
        let transport = ScriptedTransport(
            .status(500),
            .json(
                #"{"errorCode":"E1","errorDescription":"ada@x.io, eve@x.io, mallory@x.io in Umbrella Corp"}"#,
                status: 400
            )
        )
        let error = await #expect(throws: DescopeError.self) {
            try await client(transport, middleware: [spy]).send(act(body: ["loginId": "ada@x.io"]))
        }
        #expect(error?.message == "<hidden>, <hidden>, <hidden> in <hidden>")
    }

    @Test("one may answer itself, send twice, and change the answer")
    func answers() async throws {
        let answering = Spy("A", log) { _, _ in APIResponse(status: 200, body: Array(#"{"id":"mine"}"#.utf8)) }
        #expect(try await client(ScriptedTransport(), middleware: [answering]).send(thing()).id == "mine")

        let transport = ScriptedTransport(.status(500), .json(#"{"id":"second"}"#))
        let twice = Spy("A", log) { request, next in
            _ = try await next(request)
            return try await next(request)
        }
        #expect(try await client(transport, middleware: [twice]).send(thing()).id == "second")
        try transport.verify()
    }

    @Test("an error of its own reaches the caller as it is; one of the SDK's is named after the call")
    func errors() async throws {
        let refusing = Spy("A", log) { _, _ in throw Refused() }
        await #expect(throws: Refused.self) {
            try await client(ScriptedTransport(), middleware: [refusing]).send(act())
        }
        let failing = Spy("A", log) { _, _ in throw DescopeError(.transport, code: .connectionLost, message: "Lost.") }
        let error = await #expect(throws: DescopeError.self) {
            try await client(ScriptedTransport(), middleware: [failing]).send(act())
        }
        #expect(error?.operation == "thing.act")
    }
}
