import DescopeHTTP

/// The trials, by subject.
enum TransportTrials {
    typealias Trial = TransportConformance.Trial

    /// Whether a request arrives as it is.
    static let requests = [
        Trial("requestAsItIs", .request) { bench in
            let server = try bench.server { _, connection in
                connection.respond()
                return .keep
            }
            let bodies: [(APIMethod, [UInt8]?)] = [
                (.get, nil), (.delete, nil), (.post, nil), (.post, []), (.put, [0, 255, 13, 10, 13, 10]),
                (.patch, Array(#"{"name":"Zoë"}"#.utf8)), (.delete, Array("{}".utf8)),
                (.post, [UInt8](repeating: 0x61, count: 3_000_000)),
            ]
            let headers: APIHeaders = [
                "accept": "application/json", "authorization": "Bearer P2x:key", "user-agent": "conformance/1",
                "x-descope-sdk-name": "swift-server",
            ]
            for (method, body) in bodies {
                let when = "for \(method.rawValue) with \(body.map { "a body of \($0.count) bytes" } ?? "no body")"
                let before = server.requests.count
                let made = try bench.request(method, to: server, "/v1/a%2Fb/%C3%A9", headers: headers, body: body)
                bench.expectResponse(await bench.send(made), when)
                guard let request = server.requests.dropFirst(before).first else { continue }
                bench.expect(request.method == method.rawValue, "the verb \(method.rawValue)", request.method)
                let target = made.url.dropFirst("http://127.0.0.1:\(server.port)".count)
                bench.expect(request.target == target, "path and query unchanged", request.target)
                var expected = headers
                expected["host"] = "127.0.0.1:\(server.port)"
                for (name, value) in expected {
                    let values = request.values(name)
                    bench.expect(values == [value], "the header \(name) once, unchanged, \(when)", "\(values)")
                }
                bench.expect(request.body == body ?? [], "the body \(when)", "another of \(request.body.count) bytes")
                let lengths = request.values("content-length")
                let isLengthRight =
                    body.map { $0.isEmpty || lengths == ["\($0.count)"] } ?? lengths.allSatisfy { $0 == "0" }
                bench.expect(isLengthRight, "a Content-Length that is the body's \(when)", "\(lengths)")
            }
        },
        Trial("requestBody", .request) { bench in
            let server = try bench.server { request, connection in
                connection.respond(body: request.body)
                return .keep
            }
            for size in [0, 1, 65_536, 3_000_000] {
                let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
                let sent = await bench.send(try bench.request(.post, to: server, body: body))
                bench.expectResponse(sent, "for a body of \(size) bytes", body: body)
            }
        },
        Trial("addedHeaders", .request) { bench in
            let server = try bench.server { _, connection in
                connection.respond()
                return .keep
            }
            let allowed: Set = [
                "host", "content-length", "connection", "accept", "accept-encoding", "accept-language", "user-agent",
                "keep-alive", "x-own",
            ]
            for (method, size) in [(APIMethod.get, nil), (.post, nil), (.post, 2), (.put, 3_000_000)] {
                let body = size.map { [UInt8](repeating: 0x61, count: $0) }
                let request = try bench.request(method, to: server, headers: ["x-own": "1"], body: body)
                bench.expectResponse(await bench.send(request), "for \(method.rawValue)")
            }
            for request in server.requests {
                let added = request.headers.map { $0.name.lowercased() }.filter { !allowed.contains($0) }
                bench.expect(
                    added.isEmpty,
                    "no header but the request's and those of HTTP itself, for \(request.method)",
                    added.joined(separator: ", ")
                )
            }
        },
        Trial("lineBreaksInHeaders", .request) { bench in
            let server = try bench.server { _, connection in
                connection.respond()
                return .keep
            }
            for value in [
                "one\r\nx-injected: two", "one\nx-injected: two", "one\rx-injected: two",
                "one\r\n\r\nGET /injected HTTP/1.1\r\n\r\n",
            ] {
                _ = await bench.send(try bench.request(to: server, headers: ["x-own": value]))
                var headers = APIHeaders()
                headers.append("x-own: " + value, "three")
                _ = await bench.send(try bench.request(to: server, headers: headers))
            }
            // An injected request is the second one of its connection, which the server may not have read yet.
            bench.expectResponse(await bench.send(try bench.request(to: server)), "after those")
            try await bench.pause(milliseconds: 200)
            let isInjected = server.requests.contains { !$0.values("x-injected").isEmpty || $0.target == "/injected" }
            bench.expect(
                !isInjected,
                "that a header with a line break is refused or changed",
                "another header or request"
            )
        },
        Trial("unsendable", .request) { bench in
            let server = try bench.server { _, connection in
                connection.respond()
                return .keep
            }
            let head = APIMethod(rawValue: "HEAD")
            let injection = APIMethod(rawValue: "GET /injected HTTP/1.1\r\nHost: a\r\n\r\nGET")
            let cases: [(String, APIMethod, [UInt8]?, String?)] =
                [("a GET with a body", .get, [1], nil), ("a HEAD with a body", head, [1], nil)]
                + [("a verb of several words", injection, nil, nil)]
                + ["Host", "Content-Length", "Transfer-Encoding", "Connection"].map { (name: String) in
                    ("the header \(name)", .post, [1], name)
                }
            for (what, method, body, name) in cases {
                var headers = APIHeaders()
                if let name { headers.append(name, "1") }
                let sent = await bench.send(try bench.request(method, to: server, headers: headers, body: body))
                if case .error = sent { continue }
                bench.add("an error for \(what), which cannot be sent as it is", sent.text)
            }
            try await bench.pause(milliseconds: 200)
            let count = server.requests.count
            bench.expect(count == 0, "that nothing of them is sent", "\(count) requests")
        },
        Trial("manyRequests", .request) { bench in
            let server = try bench.server { request, connection in
                connection.pause(milliseconds: 20)
                connection.respond(body: request.target.utf8 + request.body)
                return .keep
            }
            let tasks = try (0..<300).map { index in
                let body = Array("body \(index)".utf8)
                let request = try bench.request(.post, to: server, "/v1/\(index)", body: body)
                let target = request.url.dropFirst("http://127.0.0.1:\(server.port)".count)
                return (task: bench.start(request), expected: target.utf8 + body)
            }
            for (task, expected) in tasks {
                let sent = await bench.outcome(of: task)
                guard bench.expectResponse(sent, "for each of 300", body: expected) != nil else { break }
            }
            for (task, _) in tasks { task.cancel() }
        },
        Trial("ipv6", .request) { bench in
            let server: LoopbackServer
            do {
                server = try bench.server(host: "[::1]") { _, connection in
                    connection.respond()
                    return .keep
                }
            } catch { throw SkippedTrial(reason: "no server on ::1: \(error)") }
            bench.expectResponse(await bench.send(try bench.request(to: server)), "from [::1]")
        },
        Trial("hostName", .request) { bench in
            // Whichever of the name's addresses the transport tries first, the server has one of them only.
            let server = try bench.server { _, connection in
                connection.respond()
                return .keep
            }
            let request = try bench.request(to: "http://localhost:\(server.port)")
            bench.expectResponse(await bench.send(request), "from localhost, which may be 127.0.0.1 or ::1")
        },
    ]
}
