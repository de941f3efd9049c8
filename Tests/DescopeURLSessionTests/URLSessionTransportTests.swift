import ClientTestSupport
import DescopeCore
import DescopeHTTP
import DescopeURLSession
import Foundation
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(5)))
struct URLSessionTransportTests {
    // MARK: - Answers

    struct Answer: CustomTestStringConvertible, Sendable {
        let status: String
        var headers: [String] = []
        let body: String

        var testDescription: String { status }
    }

    @Test(
        "any status is an answer, with its headers and its body",
        arguments: [
            Answer(status: "200 OK", headers: ["Content-Type: application/json"], body: #"{"ok":true}"#),
            Answer(status: "201 Created", body: ""),
            Answer(status: "302 Found", headers: ["Location: /elsewhere"], body: "moved"),
            Answer(status: "307 Temporary Redirect", headers: ["Location: https://elsewhere.example/"], body: "moved"),
            Answer(status: "302 Found", body: ""),
            Answer(status: "400 Bad Request", body: #"{"errorCode":"E011003"}"#),
            Answer(status: "401 Unauthorized", body: #"{"errorCode":"E064001"}"#),
            Answer(status: "401 Unauthorized", headers: ["WWW-Authenticate: Basic realm=\"x\""], body: #"{"a":1}"#),
            Answer(status: "401 Unauthorized", headers: ["WWW-Authenticate: Bearer"], body: #"{"a":1}"#),
            Answer(status: "429 Too Many Requests", headers: ["Retry-After: 7"], body: ""),
            Answer(status: "500 Internal Server Error", body: "<html>"),
            Answer(status: "503 Service Unavailable", body: ""),
        ],
        [APIMethod.get, .post]
    )
    func answers(_ answer: Answer, _ method: APIMethod) async throws {
        try await LoopbackServer.run { _, connection in
            connection.answer(answer.status, answer.headers, body: answer.body.utf8)
            return .keep
        } _: { server in
            let response = try await server.send(method, body: method == .post ? Array("{}".utf8) : nil)
            #expect(response.status == Int(answer.status.prefix(3)))
            #expect(response.body == Array(answer.body.utf8))
            for header in answer.headers {
                let parts = header.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
                #expect(response.headers[values: parts[0]] == [parts[1]])
            }
            #expect(server.requests.count == 1, "nothing is followed or repeated")
        }
    }

    @Test("an answer without a body has none", arguments: ["204 No Content", "304 Not Modified"])
    func bodiless(_ status: String) async throws {
        try await LoopbackServer.run { _, connection in
            connection.send("HTTP/1.1 \(status)\r\n\r\n")
            return .keep
        } _: { server in
            let response = try await server.send(.get)
            #expect(response.status == Int(status.prefix(3)))
            #expect(response.body.isEmpty)
        }
    }

    @Test("a body is put together from chunks, and from what comes until the connection closes")
    func bodiesWithoutLength() async throws {
        try await LoopbackServer.run { request, connection in
            if request.target == "/chunked" {
                connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
                connection.send("6\r\n world\r\n0\r\n\r\n")
                return .keep
            }
            connection.send("HTTP/1.1 200 OK\r\n\r\nhello")
            connection.send(" world")
            return .close
        } _: { server in
            for path in ["/chunked", "/untilClosed"] {
                let response = try await server.send(.get, path)
                #expect(response.body == Array("hello world".utf8))
            }
        }
    }

    @Test("every cookie that is set arrives, and none goes out again")
    func cookies() async throws {
        try await LoopbackServer.run { _, connection in
            connection.answer(
                "200 OK",
                [
                    "Set-Cookie: DS=one; Path=/; Expires=Wed, 21 Oct 2037 07:28:00 GMT; HttpOnly",
                    "Set-Cookie: DSR=two; Path=/; Expires=Thu, 22 Oct 2037 07:28:00 GMT; Max-Age=3600",
                    "Set-Cookie: other=three,DS=four",
                    "Set-Cookie: last=five",
                ],
                body: "{}".utf8
            )
            return .keep
        } _: { server in
            let first = try await server.send(.get)
            let cookies = Cookies.set(by: first.headers[values: "set-cookie"]).map { "\($0.name)=\($0.value.reveal())" }
            #expect(cookies == ["DS=one", "DSR=two", "other=three,DS=four", "last=five"])
            _ = try await server.send(.get)
            #expect(server.requests.count == 2)
            #expect(server.requests.allSatisfy { $0.values("cookie").isEmpty })
        }
    }

    @Test("nothing is kept to answer from")
    func cache() async throws {
        try await LoopbackServer.run { _, connection in
            connection.answer("200 OK", ["Cache-Control: max-age=3600", "ETag: \"1\""], body: "{}".utf8)
            return .keep
        } _: { server in
            for _ in 0..<3 { _ = try await server.send(.get) }
            #expect(server.requests.count == 3)
            #expect(server.requests.allSatisfy { $0.values("if-none-match").isEmpty })
        }
    }

    // MARK: - Requests

    @Test(
        "a request arrives as it was made",
        arguments: [
            (APIMethod.get, nil), (.delete, nil), (.post, nil), (.post, []), (.put, [0, 255, 13, 10, 13, 10]),
            (.patch, Array(#"{"name":"Zoë"}"#.utf8)), (.delete, Array("{}".utf8)),
            (.post, [UInt8](repeating: 0x61, count: 1_000_000)),
        ] as [(APIMethod, [UInt8]?)]
    )
    func requests(_ method: APIMethod, _ body: [UInt8]?) async throws {
        try await LoopbackServer.run(ok) { server in
            var headers: APIHeaders = [
                "authorization": "Bearer P2x:key", "x-descope-sdk-name": "swift-server", "x-empty": "",
            ]
            if body != nil { headers["content-type"] = "application/json" }
            _ = try await server.send(method, "/v1/a", headers: headers, body: body)
            let request = try #require(server.requests.first)
            #expect(request.method == method.rawValue)
            #expect(request.target == "/v1/a")
            #expect(request.body == body ?? [])
            #expect(
                request.values("content-length").compactMap { Int($0) } == (method == .get ? [] : [body?.count ?? 0])
            )
            for (name, value) in headers { #expect(request.values(name) == [value]) }
            #expect(request.values("expect").isEmpty)
        }
    }

    @Test("path and query go out encoded exactly once")
    func address() async throws {
        try await LoopbackServer.run(ok) { server in
            let query = [
                APIQueryItem("loginId", "ada+1@x.io"), APIQueryItem("q", "a b&c=d/é%41"), APIQueryItem("empty", ""),
            ]
            _ = try await server.send(.get, "/v1/a%2Fb/%2E%2E/%C3%A9", query: query)
            #expect(
                server.requests.map(\.target) == [
                    "/v1/a%2Fb/%2E%2E/%C3%A9?loginId=ada%2B1%40x.io&q=a%20b%26c%3Dd%2F%C3%A9%2541&empty="
                ]
            )
        }
    }

    @Test("a hundred at once get each its own answer")
    func concurrency() async throws {
        try await LoopbackServer.run { request, connection in
            connection.answer("200 OK", body: request.target.utf8 + request.body)
            return .keep
        } _: { server in
            try await withThrowingTaskGroup(of: (Int, [UInt8]).self) { group in
                for index in 0..<100 {
                    group.addTask {
                        (index, try await server.send(.post, "/\(index)", body: Array("-\(index)".utf8)).body)
                    }
                }
                for try await (index, body) in group { #expect(body == Array("/\(index)-\(index)".utf8)) }
            }
        }
    }

    @Test("what cannot be sent is refused with the argument's name")
    func refusedRequests() async throws {
        try await LoopbackServer.run(ok) { server in
            let spaced = await #expect(throws: DescopeError.self) { _ = try await server.send(.get, "/a b") }
            #expect(spaced?.message.hasPrefix("path: ") == true)
            let withBody = await #expect(throws: DescopeError.self) { _ = try await server.send(.get, body: [1]) }
            #expect(withBody?.message.hasPrefix("body: ") == true)
            #expect([spaced, withBody].allSatisfy { $0?.code == .unusableArgument })
            #expect(server.requests.isEmpty)
        }
    }

    // MARK: - Bounds

    @Test("a body of the limit is taken, one byte more is not", arguments: [true, false])
    func limit(hasLength: Bool) async throws {
        try await LoopbackServer.run { request, connection in
            let body = [UInt8](repeating: 1, count: Int(request.target.dropFirst()) ?? 0)
            if hasLength {
                connection.answer("200 OK", body: body)
                return .keep
            }
            connection.send(Array("HTTP/1.1 200 OK\r\n\r\n".utf8) + body)
            return .close
        } _: { server in
            let response = try await server.send(.get, "/100000", limit: 100_000)
            #expect(response.body.count == 100_000)
            let error = await #expect(throws: DescopeError.self) {
                _ = try await server.send(.get, "/100001", limit: 100_000)
            }
            #expect(error?.code == .responseTooLarge)
            #expect(error?.kind == .transport)
        }
    }

    @Test("a length beyond the limit is refused before the body comes")
    func announcedLength() async throws {
        try await LoopbackServer.runUntilClosed(sending: "HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n") {
            server in
            let error = await #expect(throws: DescopeError.self) { _ = try await server.send(.get, limit: 1000) }
            #expect(error?.code == .responseTooLarge)
        }
    }

    @Test("an endless body is cut off: the server sees the client go")
    func endlessBody() async throws {
        // The body has no length and no end: only a client that stops by itself ever answers, and hangs up.
        let body = String(repeating: "a", count: 1_000_000)
        try await LoopbackServer.runUntilClosed(sending: "HTTP/1.1 200 OK\r\n\r\n" + body) { server in
            let error = await #expect(throws: DescopeError.self) { _ = try await server.send(.get, limit: 100_000) }
            #expect(error?.code == .responseTooLarge)
        }
    }

    // MARK: - Failures

    @Test(
        "an answer that breaks off, or is none, is a lost connection",
        arguments: [
            "", "\u{1}garbage\r\n\r\nmore", "<html>no header</html>", "HTTP/1.1 99999 Odd\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nwo",
        ],
        [APIMethod.get, .post]
    )
    func brokenAnswer(_ bytes: String, _ method: APIMethod) async throws {
        try await LoopbackServer.run { _, connection in
            connection.send(bytes)
            return .close
        } _: { server in
            let error = await #expect(throws: DescopeError.self) {
                _ = try await server.send(method, query: secretQuery, body: method == .post ? [1] : nil)
            }
            #expect(error?.kind == .transport)
            #expect(error?.code == .connectionLost)
            expectNoSecret(in: error)
            #expect(server.requests.count == 1)
        }
    }

    /// Does `body` with a server that has answered a GET and closes its connection on the next request, as soon as that
    /// comes on the same connection.
    ///
    /// Other tests share the session, and its pool may have no room for the connection to be kept: then another try.
    private func withKeptConnection(
        stopsListening: Bool,
        _ body: (LoopbackServer) async throws -> Void
    ) async throws {
        var isKept = false
        for _ in 0..<200 where !isKept {
            try await LoopbackServer.run { request, connection in
                guard request.target == "/breaks" else {
                    connection.answer("200 OK", body: "{}".utf8)
                    return .keep
                }
                if stopsListening { connection.stopListening() }
                return .close
            } _: { server in
                _ = try await server.send(.get)
                try await body(server)
                isKept = Set(server.requests.prefix(2).map(\.connection)).count == 1
            }
        }
        #expect(isKept)
    }

    @Test("a kept connection that breaks does not make a request with a body go out twice")
    func noSilentRepeat() async throws {
        try await withKeptConnection(stopsListening: false) { server in
            let error = await #expect(throws: DescopeError.self) {
                _ = try await server.send(.post, "/breaks", body: Array("{}".utf8))
            }
            #expect(error?.code == .connectionLost)
            #expect(server.requests.map(\.method) == ["GET", "POST"])
            let next = try await server.send(.get)
            #expect(next.status == 200, "the next request has a connection of its own")
        }
    }

    @Test(
        "a request that went out on a kept connection may have reached the service, even if nobody listens any more",
        arguments: [1, 2, 100_000]
    )
    func serviceGoneAfterSending(_ bodySize: Int) async throws {
        try await withKeptConnection(stopsListening: true) { server in
            let error = await #expect(throws: DescopeError.self) {
                _ = try await server.send(.post, "/breaks", body: Array(repeating: 0x61, count: bodySize))
            }
            #expect(error?.code == .connectionLost)
            #expect(server.requests.map(\.method) == ["GET", "POST"])
        }
    }

    @Test(
        "a request whose body was sent may have reached the service, whatever the platform says",
        arguments: [
            .cannotFindHost, .dnsLookupFailed, .cannotConnectToHost, .notConnectedToInternet, .networkConnectionLost,
            .timedOut, .badServerResponse, .secureConnectionFailed, .unknown,
        ] as [URLError.Code]
    )
    func brokenAfterBody(_ code: URLError.Code) {
        let facts = [NSURLErrorFailingURLErrorKey: URL(string: "https://api.descope.com/v1?loginId=ada.secret") as Any]
        let error = DescopeError(URLError(code, userInfo: facts), hasSentBody: true)
        #expect(error.kind == .transport)
        #expect(error.code == (code == .timedOut ? .timedOut : .connectionLost))
        #expect((error.underlying as? URLError)?.code == code)
        expectNoSecret(in: error)
        // Before, these say that there was no connection to send it on.
        let unsent: [URLError.Code] = [
            .cannotFindHost, .dnsLookupFailed, .cannotConnectToHost, .notConnectedToInternet,
        ]
        let before = DescopeError(URLError(code, userInfo: facts), hasSentBody: false)
        #expect(before.code == (unsent.contains(code) ? .cannotConnect : error.code))
        expectNoSecret(in: before)
    }

    @Test("a refused connection cannot have reached the service", arguments: [APIMethod.get, .post, .delete])
    func refusedConnection(_ method: APIMethod) async throws {
        let request = try request(
            method,
            port: LoopbackServer.closedPort(),
            query: secretQuery,
            body: method == .post ? [1] : nil
        )
        let error = await #expect(throws: DescopeError.self) {
            _ = try await URLSessionTransport().send(request, timeout: .seconds(30))
        }
        #expect(error?.kind == .transport)
        #expect(error?.code == .cannotConnect)
        expectNoSecret(in: error)
    }

    @Test(
        "no answer, or no whole one, in time: the connection is given up",
        arguments: ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"]
    )
    func timeout(_ bytes: String) async throws {
        try await LoopbackServer.runUntilClosed(sending: bytes) { server in
            let error = await #expect(throws: DescopeError.self) {
                _ = try await server.send(.get, query: secretQuery, timeout: .milliseconds(300))
            }
            #expect(error?.kind == .transport)
            #expect(error?.code == .timedOut)
            expectNoSecret(in: error)
        }
    }

    @Test(
        "cancelling while waiting ends the request and its connection",
        arguments: ["", "HTTP/1.1 200 OK\r\n\r\nhalf"]
    )
    func cancellation(_ bytes: String) async throws {
        let (events, event) = AsyncStream<String>.makeStream()
        try await LoopbackServer.run { _, connection in
            connection.send(bytes)
            event.yield("waiting")
            connection.waitUntilClosed()
            event.yield("closed")
            return .close
        } _: { server in
            // No limit that a busy machine could reach before the cancellation.
            let task = Task { try await server.send(.get, timeout: .seconds(120)) }
            var iterator = events.makeAsyncIterator()
            #expect(await iterator.next() == "waiting")
            task.cancel()
            await #expect(throws: CancellationError.self) { _ = try await task.value }
            #expect(await iterator.next() == "closed")
        }
    }

    @Test("a cancelled task sends nothing")
    func cancelledBefore() async throws {
        try await LoopbackServer.run(ok) { server in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await server.send(.get)
            }
            await #expect(throws: CancellationError.self) { _ = try await task.value }
            #expect(server.requests.isEmpty)
        }
    }

    // MARK: - Help

    private let secretQuery = [APIQueryItem("loginId", "ada.secret")]

    private func expectNoSecret(in error: DescopeError?) {
        let texts = [
            error.map { "\($0)" }, error?.message, error?.underlying.map { "\($0)" },
            error.map { String(reflecting: $0) },
        ]
        #expect(!texts.contains { $0?.contains("ada.secret") ?? false })
    }
}

private func request(
    _ method: APIMethod,
    _ path: String = "/v1/test",
    port: UInt16,
    query: [APIQueryItem] = [],
    headers: APIHeaders = [:],
    body: [UInt8]? = nil,
    limit: Int = 16 << 20
) throws -> APIRequest {
    APIRequest(
        method: method,
        baseURL: try BaseURL("http://127.0.0.1:\(port)"),
        path: path,
        query: query,
        headers: headers,
        body: body,
        maximumResponseBytes: limit
    )
}

extension LoopbackServer {
    /// Runs a server that sends `text` and nothing more, for as long as `body` takes and until the client hangs up.
    fileprivate static func runUntilClosed(
        sending text: String,
        _ body: (LoopbackServer) async throws -> Void
    ) async throws {
        let (closed, closing) = AsyncStream<Void>.makeStream()
        try await run { _, connection in
            connection.send(text)
            connection.waitUntilClosed()
            closing.yield()
            return .close
        } _: { server in
            try await body(server)
            for await _ in closed { break }
        }
    }

    fileprivate func send(
        _ method: APIMethod,
        _ path: String = "/v1/test",
        query: [APIQueryItem] = [],
        headers: APIHeaders = [:],
        body: [UInt8]? = nil,
        limit: Int = 16 << 20,
        timeout: Duration = .seconds(30)
    ) async throws -> APIResponse {
        let request = try request(method, path, port: port, query: query, headers: headers, body: body, limit: limit)
        return try await URLSessionTransport().send(request, timeout: timeout)
    }
}

private let ok: LoopbackServer.Script = { _, connection in
    connection.answer("200 OK", body: "{}".utf8)
    return .keep
}
