import DescopeCore
import DescopeHTTP

extension TransportTrials {
    /// HTTP/2, where the transport offers it in the TLS handshake (RFC 9113).
    static let http2 = [
        Trial("http2", .response) { bench in
            let server = try await http2Server(bench) { $0.respond(on: $1, $2) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for size in [0, 1, 1000, 10_000] {
                    let body = [UInt8](repeating: 0x61, count: size)
                    let request = try bench.request(.post, to: server, body: body)
                    group.addTask {
                        let sent = await bench.send(request)
                        bench.expectResponse(sent, "over HTTP/2", body: body)
                        let type = sent.response?.headers["content-type"] ?? "none"
                        bench.expect(type == "application/json", "the header that the server has sent", type)
                    }
                }
                try await group.waitForAll()
            }
            let count = server.requests.count
            bench.expect(count == 5, "5 requests at the service", "\(count)")
        },
        Trial("http2StreamReset", .connectionLost) { bench in
            let server = try await http2Server(bench) { connection, stream, _ in connection.reset(stream) }
            try await expectLost(bench, server, "for a POST that the server has received before it resets the stream")
        },
        Trial("http2GoAway", .connectionLost) { bench in
            let server = try await http2Server(bench) { connection, stream, _ in connection.goAway(lastStream: stream) }
            try await expectLost(bench, server, "for a POST that GOAWAY names as one that may have been processed")
        },
        Trial("http2GoAwayUnprocessed", .retries) { bench in
            // The server has not processed the request: it may be sent again, once, or end with an error.
            let server = try await http2Server(bench) { connection, _, _ in connection.goAway(lastStream: 1) }
            let sent = await bench.send(try bench.request(.post, to: server, body: [1]))
            if sent.response == nil {
                bench.expectError(.cannotConnect, .connectionLost, from: sent, "for a POST that was not processed")
            }
            let count = server.requests.count
            bench.expect(count <= 3, "2 requests at the service, or 3 if one was sent again", "\(count)")
        },
    ]

    private static func expectLost(_ bench: TransportBench, _ server: LoopbackServer, _ when: String) async throws {
        bench.expectError(
            .connectionLost,
            from: await bench.send(try bench.request(.post, to: server, body: [1])),
            when
        )
        let count = server.requests.count
        bench.expect(count == 2, "2 requests at the service", "\(count)")
    }

    /// A server with HTTP/2 that has answered one request; its response is the request's body. What it does with the
    /// second is up to `script`, which gets the number of its stream and its body; those after it are answered. Skips
    /// the trial if the transport does not offer HTTP/2.
    private static func http2Server(
        _ bench: TransportBench,
        script: @escaping HTTP2Connection.Script
    ) async throws -> LoopbackServer {
        try requireTrust(bench)
        let server = try bench.server(certificate: TransportCertificates.valid, offersHTTP2: true) { connection in
            if connection.isHTTP2 {
                HTTP2Connection(connection).serve(script)
            } else if connection.readRequest() != nil {
                connection.respond("200 OK", ["X-Version: HTTP/1.1"])
            }
        }
        let first = bench.expectResponse(await bench.send(try bench.request(to: server)), "at first")
        guard let first else { throw EndedTrial() }
        if first.headers["x-version"] != nil { throw SkippedTrial(reason: "the transport does not offer HTTP/2") }
        return server
    }
}

/// As much of a server's side of HTTP/2 as the trials need. It reads no header fields, and grants no more than the
/// initial windows, which are enough for short requests.
private struct HTTP2Connection {
    /// Types of frames, RFC 9113, section 6.
    private enum Frame: UInt8 { case data, headers, priority, reset, settings, push, ping, goAway }

    typealias Script = @Sendable (HTTP2Connection, UInt32, [UInt8]) -> Void

    private let connection: LoopbackConnection

    init(_ connection: LoopbackConnection) { self.connection = connection }

    /// Reads frames until the client closes the connection, and answers each request when it has come to its end.
    func serve(_ script: Script) {
        guard connection.read("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8.count) != nil else { return }
        send(.settings)
        var bodies: [UInt32: [UInt8]] = [:]
        while let head = connection.read(9), let payload = connection.read(Int(number(head[..<3]))) {
            let stream = number(head[5...])
            let isFlagged = head[4] & 1 != 0  // END_STREAM, or ACK
            let frame = Frame(rawValue: head[3])
            switch frame {
            case .settings where !isFlagged: send(.settings, flags: 1)
            case .ping where !isFlagged: send(.ping, flags: 1, payload: payload)
            case .data: bodies[stream, default: []] += payload
            default: break
            }
            if isFlagged, [.headers, .data].contains(frame) {
                let body = bodies.removeValue(forKey: stream) ?? []
                let before = connection.count(LoopbackServer.Request(body: body, connection: connection.number))
                if before == 1 { script(self, stream, body) } else { respond(on: stream, body) }
            }
        }
    }

    /// Status 200, a type and a body of at most 16 KiB, the largest frame; the fields by their numbers in the static
    /// table of RFC 7541, appendix A.
    func respond(on stream: UInt32, _ body: [UInt8]) {
        let type = Array("application/json".utf8)
        send(.headers, flags: 4, stream: stream, payload: [0x80 | 8, 0x0F, 31 - 15, UInt8(type.count)] + type)
        send(.data, flags: 1, stream: stream, payload: body)
    }

    /// INTERNAL_ERROR.
    func reset(_ stream: UInt32) { send(.reset, stream: stream, payload: bytes(2)) }

    /// NO_ERROR, and the end of the connection.
    func goAway(lastStream: UInt32) {
        send(.goAway, payload: bytes(lastStream) + bytes(0))
        connection.drain(milliseconds: 100)
        connection.close()
    }

    private func send(_ frame: Frame, flags: UInt8 = 0, stream: UInt32 = 0, payload: [UInt8] = []) {
        connection.send(
            bytes(UInt32(payload.count)).dropFirst() + [frame.rawValue, flags] + bytes(stream) + payload
        )
    }

    private func bytes(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
    }

    private func number(_ bytes: ArraySlice<UInt8>) -> UInt32 { bytes.reduce(0) { $0 << 8 | UInt32($1) } }
}
