import DescopeCore
import DescopeHTTP

extension TransportTrials {
    /// The bounds of a request: size, time, cancellation.
    static let limits = sizes + timeouts + cancellations

    private static let megabyte = [UInt8](repeating: 0x61, count: 1 << 20)

    // MARK: - Size

    private static let sizes = [
        Trial("largestBody", .size) { bench in
            let limit = 100_000
            for head in ["Content-Length: \(limit)\r\n\r\n", "\r\n"] {
                let server = try bench.server { _, connection in
                    connection.send("HTTP/1.1 200 OK\r\n" + head)
                    connection.send(megabyte.prefix(limit))
                    return .close
                }
                let sent = await bench.send(try bench.request(to: server, limit: limit))
                bench.expectResponse(sent, "of exactly the limit", body: Array(megabyte.prefix(limit)))
            }
        },
        Trial("oneByteTooMany", .size) { bench in
            let limit = 100_000
            for head in ["Content-Length: \(limit + 1)\r\n\r\n", "\r\n"] {
                let server = try bench.server { _, connection in
                    connection.send("HTTP/1.1 200 OK\r\n" + head)
                    connection.send(megabyte.prefix(limit + 1))
                    return .close
                }
                let sent = await bench.send(try bench.request(to: server, limit: limit))
                bench.expectError(.responseTooLarge, from: sent, "for one byte more than the limit")
            }
        },
        Trial("announcedSize", .size) { bench in
            let server = try bench.server { _, connection in
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n")
                connection.waitUntilClosed()
                connection.report("closed")
                return .close
            }
            let sent = await bench.send(try bench.request(to: server, limit: 1000))
            bench.expectError(.responseTooLarge, from: sent, "for an announced length of 50 MB, before the body")
            try await bench.event("closed", of: server, "that the connection is closed")
        },
        flood("endlessBody", "HTTP/1.1 200 OK\r\n\r\n", megabyte),
        flood(
            "endlessChunks",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            Array("100000\r\n".utf8) + megabyte + Array("\r\n".utf8)
        ),
        flood("endlessRedirect", "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n\r\n", megabyte),
        flood("endlessErrorPage", "HTTP/1.1 500 Internal Server Error\r\n\r\n", megabyte),
        flood(
            "endlessHead",
            "HTTP/1.1 200 OK\r\n",
            Array(String(repeating: "X-Filler: \(String(repeating: "a", count: 1000))\r\n", count: 1000).utf8),
            .responseTooLarge,
            .connectionLost
        ),
    ]

    /// A server that would send 50 MB, of which the transport may read 100,000 bytes.
    private static func flood(
        _ name: String,
        _ head: String,
        _ part: [UInt8],
        _ codes: DescopeError.Code...
    ) -> Trial {
        let codes = codes.isEmpty ? [.responseTooLarge] : codes
        return Trial(name, .size) { bench in
            let server = try bench.server { _, connection in
                var count = 0
                connection.send(head)
                // A short pause, so that a transport has the time to close the connection.
                while count < 50, connection.pause(milliseconds: 100), connection.send(part) { count += 1 }
                connection.report(count < 50 ? "stopped" : "complete")
                return .close
            }
            let sent = await bench.send(try bench.request(to: server, limit: 100_000))
            let isExpected = sent.code.map { codes.contains($0) } ?? false
            bench.expect(isExpected, "\(codes[0].rawValue), while it is received, for 50 MB", sent.text)
            try await bench.event("stopped", of: server, "that the connection is closed before all is sent")
        }
    }

    // MARK: - Time

    private static let timeouts = [
        timeout("timeoutBeforeResponse", sending: ""),
        timeout("timeoutInHead", sending: "HTTP/1.1 200 OK\r\nX-Own: "),
        timeout("timeoutInBody", sending: "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"),
        Trial("timeoutOfSlowBody", .timeout) { bench in
            let server = try bench.server { _, connection in
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
                while connection.pause(milliseconds: 20), connection.send("a") {}
                connection.report("closed")
                return .close
            }
            try await expectTimeout(bench, try bench.request(to: server), "although bytes keep coming")
            try await bench.event("closed", of: server, "that the connection is closed")
        },
        Trial("timeoutWhileSending", .timeout) { bench in
            let server = try bench.server { connection in
                guard connection.readHead() != nil else { return }
                connection.waitForRelease()
                connection.waitUntilClosed()
                connection.report("closed")
            }
            let body = [UInt8](repeating: 0x61, count: 32 << 20)
            let request = try bench.request(.post, to: server, body: body)
            try await expectTimeout(bench, request, "while the server reads no body")
            server.release()
            try await bench.event("closed", of: server, "that the connection is closed")
        },
        Trial("timeoutWhileConnecting", .timeout) { bench in
            let full = try FullPort()
            let request = try bench.request(.post, to: "http://127.0.0.1:\(full.port)", body: [1])
            try await expectTimeout(bench, request, "while no connection is made", .cannotConnect)
            try await expectNoAttempt(bench, full)
        },
        Trial("timeoutInHandshake", .timeout) { bench in
            let server = try bench.server { connection in
                connection.waitUntilClosed()
                connection.report("closed")
            }
            let request = try bench.request(.post, to: "https://localhost:\(server.port)", body: [1])
            try await expectTimeout(bench, request, "while the TLS handshake hangs", .cannotConnect)
            try await bench.event("closed", of: server, "that the connection is closed")
        },
    ]

    private static func timeout(_ name: String, sending text: String) -> Trial {
        Trial(name, .timeout) { bench in
            for method in [APIMethod.get, .post] {
                let server = try bench.server { _, connection in
                    connection.send(text)
                    connection.waitUntilClosed()
                    connection.report("closed")
                    return .close
                }
                let request = try bench.request(method, to: server, body: method == .post ? [1] : nil)
                try await expectTimeout(bench, request, "for \(method.rawValue)")
                try await bench.event("closed", of: server, "that the connection is closed")
            }
        }
    }

    private static func expectTimeout(
        _ bench: TransportBench,
        _ request: APIRequest,
        _ when: String,
        _ also: DescopeError.Code...
    ) async throws {
        // Long enough for the request to arrive on a busy machine.
        let limit = min(.seconds(2), bench.suite.patience / 2)
        let start = bench.uptime
        let sent = await bench.send(request, timeout: limit)
        let passed = bench.uptime - start
        let codes = [.timedOut] + also
        let isExpected = sent.code.map { codes.contains($0) } ?? false
        let names = codes.map(\.rawValue).joined(separator: " or ")
        bench.expect(isExpected, "\(names) after the timeout of \(limit) \(when)", sent.text)
        bench.expect(passed >= limit * 0.9, "no end before the timeout of \(limit) \(when)", "one after \(passed)")
        if case .late = sent { throw EndedTrial() }
        let soon = limit + bench.promptness
        bench.expect(passed < soon, "the end soon after the timeout of \(limit) \(when)", "one after \(passed)")
    }

    /// Expects that no attempt to connect is open any more, where the platform tells.
    private static func expectNoAttempt(_ bench: TransportBench, _ full: FullPort) async throws {
        let end = bench.uptime + bench.suite.patience
        while full.hasAttempts {
            guard bench.uptime < end else {
                return bench.add("that the transport stops connecting", "that it still tries")
            }
            try await bench.pause(milliseconds: 20)
        }
    }

    // MARK: - Cancellation

    private static let cancellations = [
        Trial("cancelledBefore", .cancellation) { bench in
            let server = try bench.server { _, connection in
                connection.respond()
                return .keep
            }
            let request = try bench.request(.post, to: server, body: [1])
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await bench.transport.send(request, timeout: .seconds(600))
            }
            bench.expectCancellation(await bench.outcome(of: task), "for a task that is cancelled already")
            let count = server.requests.count
            bench.expect(count == 0, "that it sends nothing", "\(count) requests")
        },
        Trial("cancelledWhileConnecting", .cancellation) { bench in
            let full = try FullPort()
            let task = bench.start(try bench.request(.post, to: "http://127.0.0.1:\(full.port)", body: [1]))
            try await bench.pause(milliseconds: 200)
            bench.expectCancellation(await bench.cancel(task), "while connecting")
            try await expectNoAttempt(bench, full)
        },
        Trial("cancelledInHandshake", .cancellation) { bench in
            let server = try bench.server { connection in
                guard !connection.pause(milliseconds: 60_000) else { return }
                connection.report("reached")
                connection.waitUntilClosed()
                connection.report("closed")
            }
            let task = bench.start(try bench.request(.post, to: "https://localhost:\(server.port)", body: [1]))
            try await cancel(task, bench, server, "in the TLS handshake")
        },
        Trial("cancelledWhileSending", .cancellation) { bench in
            let server = try bench.server { connection in
                guard connection.readHead() != nil else { return }
                connection.report("reached")
                connection.waitForRelease()
                connection.waitUntilClosed()
                connection.report("closed")
            }
            let body = [UInt8](repeating: 0x61, count: 32 << 20)
            let task = bench.start(try bench.request(.post, to: server, body: body))
            try await cancel(task, bench, server, "while the body is sent")
        },
        cancelled("cancelledBeforeResponse", sending: "", "before the response"),
        cancelled("cancelledInHead", sending: "HTTP/1.1 200 OK\r\nX-Own: ", "in the middle of the head"),
        cancelled("cancelledInBody", sending: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "in the body"),
        Trial("cancelledBesideOthers", .cancellation) { bench in
            let server = try bench.server { _, connection in
                connection.report("reached")
                connection.waitForRelease()
                connection.respond()
                return .keep
            }
            var tasks: [Task<APIResponse, any Error>] = []
            for _ in 0..<3 {
                tasks.append(bench.start(try bench.request(.post, to: server, body: [1])))
                try await bench.event("reached", of: server, "3 requests at once")
            }
            bench.expectCancellation(await bench.cancel(tasks[1]), "beside others")
            server.release()
            for index in [0, 2] {
                bench.expectResponse(await bench.outcome(of: tasks[index]), "although another request was cancelled")
            }
            bench.expectResponse(await bench.send(try bench.request(to: server)), "after a cancellation")
        },
    ]

    private static func cancelled(_ name: String, sending text: String, _ when: String) -> Trial {
        Trial(name, .cancellation) { bench in
            for method in [APIMethod.get, .post] {
                let server = try bench.server { _, connection in
                    connection.send(text)
                    connection.report("reached")
                    connection.waitUntilClosed()
                    connection.report("closed")
                    return .close
                }
                let task = bench.start(try bench.request(method, to: server, body: method == .post ? [1] : nil))
                try await cancel(task, bench, server, when)
            }
        }
    }

    private static func cancel(
        _ task: Task<APIResponse, any Error>,
        _ bench: TransportBench,
        _ server: LoopbackServer,
        _ when: String
    ) async throws {
        try await bench.event("reached", of: server, "that the request reaches the server")
        bench.expectCancellation(await bench.cancel(task), when)
        server.release()
        try await bench.event("closed", of: server, "that the connection is closed")
    }
}
