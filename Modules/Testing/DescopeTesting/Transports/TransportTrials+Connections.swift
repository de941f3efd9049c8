import DescopeCore
import DescopeHTTP
import Synchronization

extension TransportTrials {
    /// What a server does with a request on a connection that it has kept.
    private enum Break: String, CaseIterable {
        case close = "closes the connection"
        case reset = "resets the connection"
        case disappear = "closes the connection and listens no more"
    }

    /// Whether connections are reused, and whether a request on a broken one is sent again.
    static let connections = [
        Trial("connectionReuse", .connections) { bench in
            let server = try bench.server { _, connection in
                connection.respond()
                return .keep
            }
            for _ in 0..<20 {
                bench.expectResponse(
                    await bench.send(try bench.request(.post, to: server, body: [1])),
                    "on a kept connection"
                )
            }
            let count = server.connections
            // Not 1: other tests may share the transport, and its pool may have no room for the connection.
            bench.expect(count <= 10, "1 connection, or few, for 20 requests one after another", "\(count)")
        },
        Trial("connectionClose", .connections) { bench in
            let server = try bench.server { _, connection in
                connection.respond("200 OK", ["Connection: close"])
                return .close
            }
            for _ in 0..<20 {
                bench.expectResponse(
                    await bench.send(try bench.request(.post, to: server, body: [1])),
                    "after one with Connection: close"
                )
            }
        },
        Trial("idleClose", .connections) { bench in
            // A server that ends each connection after a while without saying so; the transport has time to see it.
            let server = try bench.server { request, connection in
                connection.respond()
                connection.close()
                connection.report("closed")
                return .close
            }
            for _ in 0..<5 {
                bench.expectResponse(
                    await bench.send(try bench.request(.post, to: server, body: [1])),
                    "after the server has closed an idle connection"
                )
                try await bench.event("closed", of: server, "that the server closes the connection")
                try await bench.pause(milliseconds: 500)
            }
        },
        Trial("idleCloseOverTLS", .connections) { bench in
            try requireTrust(bench)
            // Without the message with which TLS ends, as load balancers do.
            let server = try bench.server(certificate: TransportCertificates.valid) { _, connection in
                connection.respond()
                connection.abandon()
                connection.report("closed")
                return .close
            }
            for _ in 0..<3 {
                bench.expectResponse(
                    await bench.send(try bench.request(.post, to: server, body: [1])),
                    "after the server has closed an idle connection with TLS"
                )
                try await bench.event("closed", of: server, "that the server closes the connection")
                try await bench.pause(milliseconds: 500)
            }
        },
        closeAfter100("closeAfter100", isAnnounced: true),
        closeAfter100("silentCloseAfter100", isAnnounced: false),
        Trial("unsolicitedResponse", .connections) { bench in
            let server = try bench.server { request, connection in
                let extra = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged"
                let own = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood"
                connection.send(request.target.contains("first") ? own + extra : own)
                return .keep
            }
            bench.expectResponse(
                await bench.send(try bench.request(to: server, "/first")),
                "before",
                body: Array("good".utf8)
            )
            try await bench.pause(milliseconds: 100)
            let sent = await bench.send(try bench.request(to: server, "/second"))
            let isForged = sent.response?.body == Array("forged".utf8)
            bench.expect(!isForged, "that bytes after a response are no response to the next request", "that they are")
            if case .late = sent { bench.add("that the next request ends", sent.text) }
        },
        resend("noResendOfPOST", .post, body: Array("{}".utf8)),
        resend("noResendOfLargePOST", .post, body: [UInt8](repeating: 0x61, count: 300_000)),
        resend("noResendOfEmptyPOST", .post, body: []),
        resend("noResendOfPOSTWithoutBody", .post, body: nil),
        resend("noResendOfGET", .get, body: nil),
        resend("noResendOfDELETE", .delete, body: nil),
    ]

    /// A server that ends each connection after 100 requests, as some do by default.
    private static func closeAfter100(_ name: String, isAnnounced: Bool) -> Trial {
        Trial(name, .connections) { bench in
            let counts = Mutex<[Int: Int]>([:])
            let server = try bench.server { _, connection in
                let isLast = counts.withLock { counts in
                    counts[connection.number, default: 0] += 1
                    return counts[connection.number] == 100
                }
                let headers = isLast && isAnnounced ? ["Connection: close"] : []
                connection.respond("200 OK", headers, body: (isLast ? "last" : "more").utf8)
                guard isLast else { return .keep }
                connection.close()
                connection.report("closed")
                return .close
            }
            for index in 0..<250 {
                let sent = await bench.send(try bench.request(.post, to: server, body: [1]))
                guard let response = bench.expectResponse(sent, "for request \(index + 1) of 250") else { return }
                guard !isAnnounced, response.body == Array("last".utf8) else { continue }
                // The transport has time to see it.
                try await bench.event("closed", of: server, "that the server closes the connection")
                try await bench.pause(milliseconds: 300)
            }
        }
    }

    private static func resend(_ name: String, _ method: APIMethod, body: [UInt8]?) -> Trial {
        Trial(name, .retries) { bench in
            for way in Break.allCases {
                let when = "for a \(method.rawValue) that was received when the server \(way.rawValue)"
                guard let (sent, count) = try await onKeptConnection(method, body, bench, way) else {
                    throw SkippedTrial(reason: "the transport reuses no connection")
                }
                bench.expectError(.connectionLost, from: sent, when)
                bench.expect(count == 1, "1 request at the service \(when)", "\(count)")
            }
        }
    }

    /// The outcome of a request on a kept connection that then breaks, and how often the server has received it. Nil if
    /// the transport has used a new connection each time.
    private static func onKeptConnection(
        _ method: APIMethod,
        _ body: [UInt8]?,
        _ bench: TransportBench,
        _ way: Break
    ) async throws -> (TransportBench.Sent, Int)? {
        for _ in 0..<50 {
            let server = try bench.server { request, connection in
                guard request.target.contains("/breaks") else {
                    connection.respond()
                    return .keep
                }
                switch way {
                case .close: break
                case .reset: connection.reset()
                case .disappear: connection.stopListening()
                }
                return .close
            }
            bench.expectResponse(await bench.send(try bench.request(to: server, "/kept")), "before")
            let sent = await bench.send(try bench.request(method, to: server, "/breaks", body: body))
            let received = server.requests.filter { $0.target.contains("/breaks") }
            if received.first?.connection == 0 { return (sent, received.count) }
            server.stop()
        }
        return nil
    }
}
