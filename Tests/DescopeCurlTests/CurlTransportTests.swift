#if os(Linux)
import ClientTestSupport
import DescopeCore
import DescopeCurl
import DescopeHTTP
import DescopeTesting
import Dispatch
import Foundation
import Synchronization
import Testing

/// What is particular to libcurl.
@Suite(.timeLimit(.minutes(5)))
struct CurlTransportTests {
    // MARK: - The library

    @Test("without libcurl, or with another library in its place, the error names the solutions")
    func missingLibrary() {
        // libdl has none of the functions, and is on every system.
        for names in [[], ["libcurl-that-does-not-exist.so.4"], ["libdl.so.2"]] {
            let error = #expect(throws: DescopeError.self) { try Libcurl(names: names) }
            #expect(error?.code == .transportUnavailable)
            #expect(error?.kind == .configuration)
            // The package first. URLSession needs it too.
            let solutions = ["libcurl4", "another transport", ".asyncHTTPClient", "AsyncHTTPClientTransport"]
            let places = solutions.map { error?.message.range(of: $0)?.lowerBound }
            #expect(!places.contains(nil) && places.compactMap(\.self) == places.compactMap(\.self).sorted())
            #expect(error?.message.contains("urlSession") == false)
        }
    }

    // MARK: - The process

    @Test("when no thread can be started, nothing is left behind, and the next attempt begins anew")
    func noThread() throws {
        // Loops of other tests, and their connections, are some dozens.
        let before = openDescriptors().count
        for _ in 0..<1000 {
            let error = #expect(throws: DescopeError.self) {
                try CurlLoop(Libcurl(), environment: [:]) { _, _ in false }
            }
            #expect(error?.code == .cannotConnect && error?.message.contains("thread") == true)
        }
        #expect(openDescriptors().count < before + 900)
    }

    @Test("programs that the process starts do not inherit the connections")
    func inheritance() async throws {
        let transport = try Self.own.get()
        try await RawServer.run(ok) { server in
            _ = try await server.send(.get, with: transport)
            let connections = openDescriptors().filter { isConnected($0, to: server.port) }
            #expect(connections.count == 1)
            #expect(connections.allSatisfy { fcntl($0, F_GETFD) & FD_CLOEXEC != 0 })
        }
    }

    // MARK: - Proxies

    @Test("https goes through the environment's proxy, plain http and exceptions do not")
    func proxy() async throws {
        try await RawServer.run { _, connection in
            connection.answer("502 Bad Gateway", body: [])
            return .close
        } _: { proxy in
            let environment = [
                "http_proxy": "http://127.0.0.1:\(proxy.port)", "ALL_PROXY": "http://127.0.0.1:\(proxy.port)",
                "https_proxy": "", "no_proxy": "", "NO_PROXY": "exempt.invalid",
            ]
            let transport = try CurlTransport(CurlLoop(Libcurl(), environment: environment))
            try await RawServer.run(ok) { server in
                for _ in 0..<2 {
                    let refused = await #expect(throws: DescopeError.self) {
                        _ = try await send(.post, to: "https://service.invalid", body: [1], with: transport)
                    }
                    #expect(refused?.code == .cannotConnect)
                    #expect(refused?.message.contains("HTTPS_PROXY") == true)
                    let response = try await server.send(.get, headers: ["authorization": "key"], with: transport)
                    #expect(response.status == 200)
                }
            }
            let exempt = await #expect(throws: DescopeError.self) {
                _ = try await send(.get, to: "https://exempt.invalid", with: transport)
            }
            #expect(exempt?.code == .cannotConnect)
            #expect(exempt?.message.contains("PROXY") == false)
            let lines = proxy.requests.map { "\($0.method) \($0.target)" }
            #expect(lines == ["CONNECT service.invalid:443", "CONNECT service.invalid:443"])
            #expect(proxy.requests.allSatisfy { $0.values("authorization").isEmpty })
        }
    }

    @Test(
        "a proxy that does not respond is named as the environment's, and the base URL is not suspected",
        arguments: ["http://user:hunter2@127.0.0.1:", "127.0.0.1:", "http://[::1]:", "socks5h://127.0.0.1:"]
    )
    func deadProxy(_ url: String) async throws {
        let environment = ["https_proxy": url + "\(try RawServer.closedPort())"]
        let transport = try CurlTransport(CurlLoop(Libcurl(), environment: environment))
        let error = await #expect(throws: DescopeError.self) {
            _ = try await send(.post, to: "https://service.invalid", with: transport)
        }
        #expect(error?.code == .cannotConnect)
        #expect(error?.message.contains("the environment names (HTTPS_PROXY or ALL_PROXY)") == true)
        #expect(error?.message.contains("base URL") == false && error?.message.contains("hunter2") == false)
    }

    @Test("a proxy is not blamed for a host that is exempt from it, nor for the service's certificate")
    func innocentProxy() async throws {
        let port = try RawServer.closedPort()
        let environment = ["https_proxy": "http://127.0.0.2:1", "no_proxy": "127.0.0.1"]
        let transport = try CurlTransport(CurlLoop(Libcurl(), environment: environment))
        let error = await #expect(throws: DescopeError.self) {
            _ = try await send(.post, to: "https://127.0.0.1:\(port)", with: transport)
        }
        #expect(error?.code == .cannotConnect)
        #expect(error?.message.contains("HTTPS_PROXY") == false)
    }

    // MARK: - Certificates

    @Test(
        "with a file of certificates, libcurl's own folder is left out",
        arguments: [
            ([:], ["/etc/hostname", "/etc"], nil, nil, true), ([:], ["/missing", "/etc"], nil, nil, false),
            ([:], [nil, "/etc"], nil, nil, false),
            (["SSL_CERT_FILE": "/a.pem"], ["/etc/hostname", "/etc"], "/a.pem", nil, true),
            (["SSL_CERT_FILE": "/a.pem", "CURL_CA_BUNDLE": "/b.pem"], ["/missing", "/etc"], "/b.pem", nil, true),
            (["SSL_CERT_DIR": "/b"], ["/etc/hostname", "/etc"], nil, "/b", false),
            (["SSL_CERT_DIR": "/b", "SSL_CERT_FILE": "/a.pem"], [nil, nil], "/a.pem", "/b", false),
        ] as [([String: String], [String?], String?, String?, Bool)]
    )
    func certificates(
        _ row: (environment: [String: String], defaults: [String?], file: String?, folder: String?, ignores: Bool)
    ) {
        let found = Certificates(environment: row.environment, defaults: row.defaults)
        #expect(found.file == row.file && found.folder == row.folder)
        #expect(found.ignoresOwnFolder == row.ignores)
    }

    @Test(
        "an error does not contain the proxy's password",
        arguments: [
            "foo://user:hunter2@127.0.0.1:1", "http://user:hunter2@127.0.0.1:1", "http://user:hunter2@[:1",
            "http://user:hunter2@127.0.0.1:99999", "user:hunter2@127.0.0.1 :1",
            "user:hunter2\(String(repeating: "a", count: 300))@127.0.0.1 :1",
        ]
    )
    func proxyPassword(_ url: String) async throws {
        let transport = try CurlTransport(CurlLoop(Libcurl(), environment: ["https_proxy": url]))
        let error = await #expect(throws: DescopeError.self) {
            _ = try await send(.get, to: "https://service.invalid", with: transport)
        }
        #expect(error.map { !String(reflecting: $0).contains("hunter2") && !$0.message.contains("hunter2") } == true)
    }

    // MARK: - Requests

    @Test("libcurl adds no type, no question, no cookies and no name of its own")
    func ownHeaders() async throws {
        let transport = try Self.own.get()
        try await RawServer.run { _, connection in
            connection.answer("200 OK", ["Set-Cookie: a=1; Path=/"], body: [])
            return .keep
        } _: { server in
            for size in [0, 1, 2_000, 2_000_000] {
                _ = try await server.send(.post, body: [UInt8](repeating: 0x61, count: size), with: transport)
            }
            for name in ["content-type", "expect", "cookie", "user-agent", "transfer-encoding"] {
                #expect(server.requests.allSatisfy { $0.values(name).isEmpty }, "\(name)")
            }
            #expect(server.requests.map(\.body.count) == [0, 1, 2_000, 2_000_000])
            #expect(Set(server.requests.map(\.connection)).count == 1)
        }
    }

    @Test("a handle that is used again keeps nothing of the request before")
    func reusedHandle() async throws {
        try await RawServer.run(ok) { server in
            _ = try await server.send(.patch, headers: ["x-a": "1", "content-type": "text/plain"], body: [1, 2])
            _ = try await server.send(.get)
            _ = try await server.send(APIMethod(rawValue: "HEAD"))
            _ = try await server.send(.delete)
            _ = try await server.send(.post, headers: ["x-b": ""])
            _ = try await server.send(.get)
            let methods = ["PATCH", "GET", "HEAD", "DELETE", "POST", "GET"]
            #expect(server.requests.map(\.method) == methods)
            #expect(server.requests.map { $0.values("x-a") } == [["1"], [], [], [], [], []])
            #expect(server.requests.map { $0.values("x-b") } == [[], [], [], [], [""], []])
            #expect(server.requests.map { $0.values("content-length") } == [["2"], [], [], [], ["0"], []])
        }
    }

    @Test(
        "what would end a line or a string early is refused",
        arguments: ["1\r\nX-B: 2", "1\nX-B: 2", "1\rX-B: 2", "1\u{0}2", "1\u{7F}"]
    )
    func lineBreaks(_ text: String) async throws {
        try await RawServer.run(ok) { server in
            let value = await #expect(throws: DescopeError.self) {
                _ = try await server.send(.get, headers: ["x-a": text])
            }
            let name = await #expect(throws: DescopeError.self) {
                _ = try await server.send(.get, headers: [text: "1"])
            }
            let path = await #expect(throws: DescopeError.self) { _ = try await server.send(.get, "/" + text) }
            let verb = await #expect(throws: DescopeError.self) { _ = try await server.send(APIMethod(rawValue: text)) }
            #expect([value, name, path, verb].allSatisfy { $0?.code == .unusableArgument })
            #expect(server.requests.isEmpty)
        }
    }

    // MARK: - Responses

    @Test("headers that are odd and allowed, or were once, are read")
    func oddHeaders() async throws {
        let lines = [
            "X-Tight:tight", "X-Empty:", "X-Spaces: \t a b \t ", "X-Colons: a:b:c", "X-Folded: a,", "  b,", "\tc: d",
            "x-twice: 1", "X-TWICE: 2", "Set-Cookie: a=1,2", "Set-Cookie: b=2",
        ]
        try await RawServer.run { _, connection in
            connection.send("HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\nHTTP/1.1 103 Early Hints\r\nX-Early: 2\r\n\r\n")
            let latin1: [UInt8] = Array("X-Latin-1: caf".utf8) + [0xE9, 0x0D, 0x0A] + Array("X-UTF-8: café\r\n".utf8)
            connection.send(Array(("HTTP/1.1 200 OK\r\n" + lines.joined(separator: "\r\n") + "\r\n").utf8) + latin1)
            connection.send("Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Trailer: 1\r\n\r\n")
            return .keep
        } _: { server in
            let response = try await server.send(.get)
            #expect(response.body == Array("ok".utf8))
            let expected = [
                "x-tight": ["tight"], "x-empty": [""], "x-spaces": ["a b"], "x-colons": ["a:b:c"],
                "x-folded": ["a, b, c: d"], "x-twice": ["1", "2"], "set-cookie": ["a=1,2", "b=2"],
                "x-latin-1": ["café"], "x-utf-8": ["café"], "x-early": [], "x-trailer": [],
            ]
            for (name, values) in expected { #expect(response.headers[values: name] == values, "\(name)") }
        }
    }

    @Test(
        "half a head is no response, though libcurl takes it for one",
        arguments: [
            "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Len", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n",
            "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n",
            // Not HTTP; libcurl calls that an unsupported protocol, as it does for a URL that it has not sent.
            "just a string",
        ]
    )
    func halfHead(_ text: String) async throws {
        try await RawServer.run { _, connection in
            connection.send(text)
            return .close
        } _: { server in
            for method in [APIMethod.get, .post] {
                let error = await #expect(throws: DescopeError.self) { _ = try await server.send(method) }
                #expect(error?.code == .connectionLost)
            }
            #expect(server.requests.count == 2)
        }
    }

    @Test(
        "reading stops at the limit, whether the length was stated or not",
        arguments: ["Content-Length: 1000000000", "Transfer-Encoding: chunked", "Connection: close"]
    )
    func limit(_ header: String) async throws {
        let (events, event) = AsyncStream<Void>.makeStream()
        try await RawServer.run { _, connection in
            connection.send("HTTP/1.1 200 OK\r\n\(header)\r\n\r\n")
            let part =
                Array((header.contains("chunked") ? "10000\r\n" : "").utf8) + [UInt8](repeating: 0, count: 65_536)
                + Array((header.contains("chunked") ? "\r\n" : "").utf8)
            // Ends when the transport closes the connection.
            while connection.send(part) {}
            event.yield()
            return .close
        } _: { server in
            let error = await #expect(throws: DescopeError.self) { _ = try await server.send(.get, limit: 100_000) }
            #expect(error?.code == .responseTooLarge)
            for await _ in events { break }
        }
    }

    @Test(
        "headers, interim responses and trailers without end are given up",
        arguments: ["", "HTTP/1.1 103 Early Hints\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n0\r\n"]
    )
    func endlessHeaders(_ head: String) async throws {
        try await RawServer.run { _, connection in
            if head.hasPrefix("HTTP") { while connection.send(head) {} }
            connection.send("HTTP/1.1 200 OK\r\n" + head)
            while connection.send("X-A: " + String(repeating: "a", count: 1000) + "\r\n") {}
            return .close
        } _: { server in
            let error = await #expect(throws: DescopeError.self) { _ = try await server.send(.get) }
            #expect(error?.code == .connectionLost)
        }
    }

    @Test("a compressed body arrives decompressed, and its limit is that of the decompressed one")
    func gzip() async throws {
        // Made by Python's gzip from a hundred thousand times the letter a.
        let text =
            "H4sIAAAAAAACA+3BMQEAAADCoKzrX8IaHkABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAArwaH+uIboIYBAA=="
        let body = try #require(Data(base64Encoded: text))
        try await RawServer.run { request, connection in
            connection.answer("200 OK", ["Content-Encoding: \(request.target.dropFirst())"], body: body)
            return .keep
        } _: { server in
            for coding in ["gzip", "x-gzip", "GZIP"] {
                let response = try await server.send(.get, "/" + coding)
                #expect(response.body == [UInt8](repeating: 0x61, count: 100_000))
                #expect(response.headers["content-encoding"] == nil && response.headers["content-length"] == nil)
            }
            let error = await #expect(throws: DescopeError.self) {
                _ = try await server.send(.get, "/gzip", limit: 99_999)
            }
            #expect(error?.code == .responseTooLarge)
            #expect(server.requests.allSatisfy { $0.values("accept-encoding") == ["gzip"] })
        }
    }

    // MARK: - Failures

    @Test(
        "a kept connection that breaks does not make libcurl send the request again",
        arguments: [APIMethod.get, .post, .delete, .put],
        [nil, [], [1], [UInt8](repeating: 1, count: 100_000)] as [[UInt8]?]
    )
    func noSecondSending(_ method: APIMethod, _ body: [UInt8]?) async throws {
        guard method != .get || body == nil else { return }
        let transport = try Self.own.get()
        try await RawServer.run(breaking) { server in
            // Then kept until the server closes it, while a request is on its way.
            _ = try await server.send(.get, with: transport)
            let error = await #expect(throws: DescopeError.self) {
                _ = try await server.send(method, "/breaks", body: body, with: transport)
            }
            #expect(error?.code == .connectionLost)
            #expect(server.requests.map(\.method) == ["GET", method.rawValue])
            #expect(Set(server.requests.map(\.connection)).count == 1, "the connection was kept")
            let response = try await server.send(.get, with: transport)
            #expect(response.status == 200)
        }
    }

    @Test(
        "nor does a libcurl that does not ask before, except with GET",
        arguments: [APIMethod.post, .delete, .put],
        [nil, [], [1], [UInt8](repeating: 1, count: 100_000)] as [[UInt8]?]
    )
    func noSecondSendingBefore780(_ method: APIMethod, _ body: [UInt8]?) async throws {
        let transport = try Self.withoutPrerequest.get()
        try await RawServer.run(breaking) { server in
            _ = try await server.send(.get, with: transport)
            let error = await #expect(throws: DescopeError.self) {
                _ = try await server.send(method, "/breaks", body: body, with: transport)
            }
            #expect(error?.code == .connectionLost)
            #expect(server.requests.map(\.method) == ["GET", method.rawValue])
        }
    }

    @Test("whether a request was sent is known with each libcurl", arguments: [false, true])
    func unsent(hasPrerequest: Bool) async throws {
        let transport = hasPrerequest ? CurlTransport() : try Self.withoutPrerequest.get()
        let port = try RawServer.closedPort()
        let refused = await #expect(throws: DescopeError.self) {
            _ = try await send(.post, to: "http://127.0.0.1:\(port)", body: [1], with: transport)
        }
        #expect(refused?.code == .cannotConnect)
        // It reads, and closes.
        try await RawServer.run { _, _ in
            .close
        } _: { server in
            let closed = await #expect(throws: DescopeError.self) {
                _ = try await server.send(.post, body: [1], with: transport)
            }
            #expect(closed?.code == .connectionLost)
        }
    }

    @Test("a name look-up that fails, a refused handshake, and one that hangs, are unsent")
    func unsentTLS() async throws {
        let transport = try Self.own.get()
        let name = await #expect(throws: DescopeError.self) {
            _ = try await send(.post, to: "https://no-such-host.invalid", with: transport)
        }
        #expect(name?.code == .cannotConnect)
        // The first bytes of a handshake are no HTTP request, so this server waits for more of it.
        try await RawServer.run { _, _ in
            .close
        } _: { server in
            let hanging = await #expect(throws: DescopeError.self) {
                let url = "https://127.0.0.1:\(server.port)"
                _ = try await send(.post, to: url, timeout: .milliseconds(300), with: transport)
            }
            #expect(hanging?.code == .cannotConnect)
            #expect(server.requests.isEmpty)
        }
    }

    @Test("the client repeats a request whose connection hangs, because nothing was sent")
    func hangingConnection() async throws {
        let server = try LoopbackServer { connection in connection.waitUntilClosed() }
        defer { server.stop() }
        let base = "https://127.0.0.1:\(server.port)"
        var configuration = try DescopeConfiguration(projectId: "P2test", baseURL: base)
        configuration.requestTimeout = .milliseconds(300)
        configuration.retry.delays = [.zero]
        configuration.retry.totalTime = .seconds(600)
        let client = DescopeClient(configuration, transport: try Self.own.get())
        let error = await #expect(throws: DescopeError.self) {
            try await client.send(Endpoint<NoContent>("thing.act", .post, "/v1/act", body: [:]))
        }
        #expect(error?.code == .cannotConnect)
        #expect(error?.message.contains("Tried 2 times") == true)
        #expect(server.connections == 2)
    }

    @Test("a request that times out after sending may have reached the service")
    func timeout() async throws {
        try await RawServer.run { _, connection in
            connection.waitUntilClosed()
            return .close
        } _: { server in
            let error = await #expect(throws: DescopeError.self) {
                _ = try await server.send(.post, timeout: .seconds(2))
            }
            #expect(error?.code == .timedOut)
        }
    }

    // MARK: - Crowds

    @Test("when the server goes away in the middle of a hundred requests, each ends with its error")
    func serverGoesAway() async throws {
        let waiting = Mutex(0)
        let isGone = DispatchSemaphore(value: 0)
        try await RawServer.run { _, connection in
            let count = waiting.withLock { count in
                count += 1
                return count
            }
            if count == 100 {
                connection.stopListening()
                for _ in 0..<100 { isGone.signal() }
            }
            isGone.wait()
            return .close
        } _: { server in
            let codes = await withTaskGroup(of: DescopeError.Code?.self) { group in
                for index in 0..<100 {
                    group.addTask {
                        do {
                            _ = try await server.send(index % 2 == 0 ? .get : .post)
                            return nil
                        } catch { return (error as? DescopeError)?.code }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(codes == Array(repeating: .connectionLost, count: 100))
            #expect(server.requests.count == 100)
        }
    }

    @Test("a thousand requests, each cancelled at a random moment, disturb nobody")
    func cancellations() async throws {
        try await RawServer.run { request, connection in
            if request.target == "/never" { connection.waitUntilClosed() }
            connection.answer("200 OK", body: request.body)
            return .keep
        } _: { server in
            let outcomes = await withTaskGroup(of: String.self) { group in
                for index in 0..<1000 {
                    group.addTask {
                        let path = index % 2 == 0 ? "/never" : "/answered"
                        let task = Task { await outcome { try await server.send(.post, path, body: [1]) } }
                        for _ in 0..<(index * 7919 % 1009) { await Task.yield() }
                        task.cancel()
                        return await task.value
                    }
                    if index % 4 == 0 {
                        group.addTask { "bystander: " + (await outcome { try await server.send(.post, body: [2]) }) }
                    }
                }
                return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
            #expect(outcomes["bystander: 200"] == 250)
            #expect((outcomes["cancelled"] ?? 0) + (outcomes["200"] ?? 0) == 1000, "\(outcomes)")
            // Half of them are never answered.
            #expect((outcomes["cancelled"] ?? 0) >= 500)
            let response = try await server.send(.get)
            #expect(response.status == 200)
        }
    }

    @Test("more requests than there may be at once wait, and their time runs")
    func waiting() async throws {
        let transport = try CurlTransport(CurlLoop(Libcurl(), environment: [:]))
        let (arrivals, arrival) = AsyncStream<Void>.makeStream()
        try await RawServer.run { request, connection in
            if request.target == "/held" {
                arrival.yield()
                connection.waitUntilClosed()
            }
            connection.answer("200 OK", body: [])
            return .keep
        } _: { server in
            let holders = (0..<256).map { _ in Task { try await server.send(.get, "/held", with: transport) } }
            var iterator = arrivals.makeAsyncIterator()
            for _ in holders { _ = await iterator.next() }
            // No room: one times out, one is cancelled, one waits.
            let cancelled = Task { await outcome { try await server.send(.post, with: transport) } }
            let waiting = Task { await outcome { try await server.send(.get, with: transport) } }
            let late = await #expect(throws: DescopeError.self) {
                _ = try await server.send(.post, timeout: .milliseconds(100), with: transport)
            }
            #expect(late?.code == .timedOut)
            cancelled.cancel()
            #expect(await cancelled.value == "cancelled")
            for holder in holders { holder.cancel() }
            #expect(await waiting.value == "200")
            #expect(!server.requests.contains { $0.method == "POST" })
            for holder in holders { await #expect(throws: CancellationError.self) { _ = try await holder.value } }
        }
    }

    /// Without the connections of other tests, for which these would be closed.
    private static let own = Result { try CurlTransport(CurlLoop(Libcurl(), environment: [:])) }
    private static let withoutPrerequest = Result {
        try CurlTransport(CurlLoop(Libcurl(), environment: [:], usesPrerequest: false))
    }
}

/// The open file descriptors of this process.
private func openDescriptors() -> [CInt] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []).compactMap { CInt($0) }
}

/// Whether a descriptor is a connection to a port of this machine.
private func isConnected(_ descriptor: CInt, to port: UInt16) -> Bool {
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getpeername(descriptor, $0, &size) }
    }
    return status == 0 && address.sin_family == sa_family_t(AF_INET) && UInt16(bigEndian: address.sin_port) == port
}

/// "200", "cancelled" or the error.
private func outcome(_ send: () async throws -> APIResponse) async -> String {
    do { return "\(try await send().status)" } catch is CancellationError { return "cancelled" } catch {
        return "\(error)"
    }
}

private func send(
    _ method: APIMethod,
    _ path: String = "/v1/test",
    to url: String,
    headers: APIHeaders = [:],
    body: [UInt8]? = nil,
    limit: Int = 16 << 20,
    timeout: Duration = .seconds(60),
    with transport: CurlTransport
) async throws -> APIResponse {
    let request = APIRequest(
        method: method,
        baseURL: try BaseURL(url),
        path: path,
        headers: headers,
        body: body,
        maximumResponseBytes: limit
    )
    return try await transport.send(request, timeout: timeout)
}

extension RawServer {
    fileprivate func send(
        _ method: APIMethod,
        _ path: String = "/v1/test",
        headers: APIHeaders = [:],
        body: [UInt8]? = nil,
        limit: Int = 16 << 20,
        timeout: Duration = .seconds(60),
        with transport: CurlTransport = .curl
    ) async throws -> APIResponse {
        try await DescopeCurlTests.send(
            method,
            path,
            to: "http://127.0.0.1:\(port)",
            headers: headers,
            body: body,
            limit: limit,
            timeout: timeout,
            with: transport
        )
    }
}

private let ok: RawServer.Script = { _, connection in
    connection.answer("200 OK", body: "{}".utf8)
    return .keep
}

/// Answers, but closes the connection on a request for `/breaks`.
private let breaking: RawServer.Script = { request, connection in
    guard request.target != "/breaks" else { return .close }
    connection.answer("200 OK", body: "{}".utf8)
    return .keep
}
#endif
