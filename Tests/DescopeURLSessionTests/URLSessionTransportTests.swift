import DescopeCore
import DescopeHTTP
import DescopeTesting
import DescopeURLSession
import Foundation
import Testing

/// What the conformance suite does not check, or checks together with what the platform fails.
@Suite(.timeLimit(.minutes(5)))
struct URLSessionTransportTests {
    @Test(
        "plain http is refused where a proxy would get it",
        arguments: [
            (["http_proxy": "http://proxy:1"], true), (["ALL_PROXY": "proxy"], true), (["http_proxy": ""], false),
            (["http_proxy": "p", "no_proxy": "localhost"], true), (["HTTP_PROXY": "p", "https_proxy": "p"], false),
            (["all_proxy": "p", "NO_PROXY": "localhost, 127.0.0.1"], false),
            (["all_proxy": "p", "no_proxy": "*"], false),
        ]
    )
    func proxy(_ environment: [String: String], isRefused: Bool) throws {
        for url in ["http://127.0.0.1:8080/v1?a=b", "http://127.0.0.1/v1"] {
            var error: DescopeError?
            do { try requireNoProxy(for: url, environment: environment) } catch let found { error = found }
            #expect(error?.code == (isRefused ? .unusableArgument : nil))
            #expect(error?.message.contains("Add 127.0.0.1 to") ?? !isRefused)
        }
        try requireNoProxy(for: "https://127.0.0.1:8080/v1", environment: environment)
    }

    @Test("every cookie that is set arrives, and none goes out again")
    func cookies() async throws {
        try await LoopbackServer.run { _, connection in
            connection.respond(
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
                    connection.respond("200 OK", body: "{}".utf8)
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
            #expect(server.requests.filter(\.isComplete).map(\.method) == ["GET", "POST"])
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
            #expect(server.requests.filter(\.isComplete).map(\.method) == ["GET", "POST"])
        }
    }

    #if canImport(FoundationNetworking)
    @Test(
        "so may one without a body, of which the platform does not tell",
        arguments: [APIMethod.delete, .post],
        [nil, []] as [[UInt8]?]
    )
    func serviceGoneWithoutBody(_ method: APIMethod, _ body: [UInt8]?) async throws {
        try await withKeptConnection(stopsListening: true) { server in
            let error = await #expect(throws: DescopeError.self) {
                _ = try await server.send(method, "/breaks", body: body)
            }
            #expect(error?.code == .connectionLost)
        }
    }
    #endif

    @Test(
        "a request whose body was sent may have reached the service, whatever the platform says",
        arguments: [
            .cannotFindHost, .dnsLookupFailed, .cannotConnectToHost, .notConnectedToInternet, .networkConnectionLost,
            .timedOut, .badServerResponse, .secureConnectionFailed, .unknown,
        ] as [URLError.Code]
    )
    func brokenAfterBody(_ code: URLError.Code) {
        let facts = [NSURLErrorFailingURLErrorKey: URL(string: "https://api.descope.com/v1?loginId=ada.secret") as Any]
        let error = DescopeError(URLError(code, userInfo: facts), mayBeSent: true)
        #expect(error.kind == .transport)
        #expect(error.code == (code == .timedOut ? .timedOut : .connectionLost))
        #expect((error.underlying as? URLError)?.code == code)
        expectNoSecret(in: error)
        // Before, these say that there was no connection to send it on.
        let unsent: [URLError.Code] = [
            .cannotFindHost, .dnsLookupFailed, .cannotConnectToHost, .notConnectedToInternet,
        ]
        let before = DescopeError(URLError(code, userInfo: facts), mayBeSent: false)
        #expect(before.code == (unsent.contains(code) ? .cannotConnect : error.code))
        expectNoSecret(in: before)
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
    /// Runs a server for as long as `body` takes.
    fileprivate static func run<Value>(
        _ script: @escaping @Sendable (Request, LoopbackConnection) -> Next,
        _ body: (LoopbackServer) async throws -> Value
    ) async throws -> Value {
        let server = try LoopbackServer(script: script)
        defer { server.stop() }
        return try await body(server)
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

private let ok: @Sendable (LoopbackServer.Request, LoopbackConnection) -> LoopbackServer.Next = { _, connection in
    connection.respond()
    return .keep
}
