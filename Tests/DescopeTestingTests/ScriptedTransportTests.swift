import DescopeCore
import DescopeHTTP
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct ScriptedTransportTests {
    private struct Broken: Error {}

    private func request(_ path: String = "/v1/test", body: String? = nil) throws -> APIRequest {
        APIRequest(
            method: .post,
            baseURL: try BaseURL("https://api.descope.com"),
            path: path,
            headers: ["Authorization": "Bearer hush-hush"],
            body: body.map { Array($0.utf8) }
        )
    }

    private func send(_ transport: some HTTPTransport, _ path: String = "/v1/test") async throws -> APIResponse {
        try await transport.send(try request(path), timeout: .seconds(60))
    }

    @Test("answers come in order, and requests are noted")
    func order() async throws {
        let transport = ScriptedTransport(
            .json(#"{"a":1}"#),
            .status(503, headers: ["Retry-After": "3"]),
            .bytes([1, 2], status: 201),
            .empty,
            .reply { APIResponse(status: 299, body: Array($0.path.utf8)) }
        )
        var responses: [APIResponse] = []
        for path in ["/1", "/2", "/3", "/4", "/5"] { responses.append(try await send(transport, path)) }

        #expect(responses.map(\.status) == [200, 503, 201, 200, 299])
        #expect(responses.map(\.body) == [Array(#"{"a":1}"#.utf8), [], [1, 2], [], Array("/5".utf8)])
        #expect(responses[0].headers["content-type"] == "application/json")
        #expect(responses[1].headers["retry-after"] == "3")
        #expect(transport.sent.map(\.path) == ["/1", "/2", "/3", "/4", "/5"])
        try transport.verify()
    }

    @Test("a given content type stays")
    func contentType() async throws {
        let response = try await send(.scripted(.json("<p>", headers: ["Content-Type": "text/html"])))
        #expect(response.headers[values: "content-type"] == ["text/html"])
    }

    @Test("a refusal has the service's form")
    func refusal() async throws {
        let response = try await send(.scripted(.refusal(.wrongOTPCode, status: 401, description: "Wrong \"code\"")))
        #expect(response.status == 401)
        #expect(
            try JSONReader.parse(response.body)
                == ["errorCode": "E061102", "errorDescription": "Wrong \"code\""]
        )
    }

    @Test("failures of the connection carry the transport's codes")
    func failures() async throws {
        let transport = ScriptedTransport(.cannotConnect, .connectionLost, .timedOut, .error(Broken()))
        for code in [DescopeError.Code.cannotConnect, .connectionLost, .timedOut] {
            let error = await #expect(throws: DescopeError.self) { try await send(transport) }
            #expect(error?.code == code)
            #expect(error?.kind == .transport)
        }
        await #expect(throws: Broken.self) { try await send(transport) }
    }

    @Test("a request beyond the script fails and is named")
    func beyond() async throws {
        let transport = ScriptedTransport(.empty)
        _ = try await send(transport)
        let error = await #expect(throws: DescopeError.self) { try await send(transport, "/v1/more") }
        #expect(error?.code == .scriptExhausted)
        #expect(error?.message.contains("POST /v1/more") == true)

        let mismatch = try #require(#expect(throws: ScriptMismatch.self) { try transport.verify() })
        #expect(mismatch.surplus == ["POST /v1/more"])
        #expect(mismatch.unconsumed == [])
        #expect("\(mismatch)".contains("POST /v1/more"))
    }

    @Test("answers that nobody asked for are named, without their content")
    func unconsumed() async throws {
        let transport = ScriptedTransport(.empty, .json(#"{"token":"hush-hush"}"#), .refusal(.userNotFound), .hang)
        _ = try await send(transport)
        #expect(transport.unconsumed.map(\.description) == ["HTTP 200, 21 bytes", "HTTP 400, E062108", "hangs"])
        let mismatch = try #require(#expect(throws: ScriptMismatch.self) { try transport.verify() })
        #expect(mismatch.unconsumed == ["HTTP 200, 21 bytes", "HTTP 400, E062108", "hangs"])
        #expect(!"\(mismatch)".contains("hush-hush"))
    }

    @Test("the scoped form fails when the script does not fit, and returns what its body returns when it does")
    func scoped() async throws {
        let status = try await ScriptedTransport.withScript(.status(204)) { try await send($0).status }
        #expect(status == 204)
        await #expect(throws: ScriptMismatch.self) {
            try await ScriptedTransport.withScript(.status(204), .empty) { _ = try await send($0) }
        }
        await #expect(throws: ScriptMismatch.self) {
            try await ScriptedTransport.withScript { _ = try? await send($0) }
        }
        await #expect(throws: Broken.self) {
            try await ScriptedTransport.withScript(.empty) { _ in throw Broken() }
        }
    }

    @Test("answers can be added")
    func append() async throws {
        let transport = ScriptedTransport()
        transport.append(.status(201), .status(202))
        #expect(try await send(transport).status == 201)
        #expect(try await send(transport).status == 202)
    }

    @Test("hang ends with its task")
    func hang() async throws {
        let transport = ScriptedTransport(.hang)
        let task = Task { try await send(transport) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("the body of a request reads as JSON")
    func body() throws {
        #expect(try request(body: #"{"loginId":"ada","n":[1,null]}"#).bodyJSON == ["loginId": "ada", "n": [1, nil]])
        #expect(try request(body: "{").bodyJSON == nil)
        #expect(try request().bodyJSON == nil)
    }
}

@Suite struct RecordingTransportTests {
    @Test("requests pass through and are noted with their outcome; no value prints")
    func records() async throws {
        let transport = RecordingTransport(
            ScriptedTransport(.json(#"{"token":"hush-hush"}"#, status: 201), .cannotConnect)
        )
        let request = APIRequest(
            method: .get,
            baseURL: try BaseURL("https://api.descope.com"),
            path: "/v1/test",
            query: [APIQueryItem("t", "hush-hush")],
            headers: ["authorization": "Bearer hush-hush"]
        )
        #expect(try await transport.send(request, timeout: .seconds(1)).status == 201)
        await #expect(throws: DescopeError.self) { try await transport.send(request, timeout: .seconds(1)) }

        #expect(transport.exchanges.map(\.description) == ["GET /v1/test: HTTP 201", "GET /v1/test: DescopeError"])
        #expect(transport.exchanges.first?.request.headers["authorization"] == "Bearer hush-hush")
        var dumped = ""
        dump(transport.exchanges, to: &dumped)
        #expect(!dumped.contains("hush-hush"))
    }
}
