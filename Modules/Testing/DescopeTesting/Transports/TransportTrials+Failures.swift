import DescopeCore
import DescopeHTTP

extension TransportTrials {
    /// Which error is thrown when there is no response.
    static let failures = [
        Trial("refusedConnection", .cannotConnect) { bench in
            for method in [APIMethod.get, .post, .delete] {
                try await LoopbackSocket.withRefusingPort { port in
                    let body = method == .post ? Array("{}".utf8) : nil
                    let request = try bench.request(method, to: "http://127.0.0.1:\(port)", body: body)
                    // A busy machine may delay one of them, a transport that waits delays each.
                    var passed = Duration.zero
                    for _ in 0..<3 {
                        let start = bench.uptime
                        let sent = await bench.send(request)
                        bench.expectError(.cannotConnect, from: sent, "for \(method.rawValue) to a refusing port")
                        passed = bench.uptime - start
                        if passed < .seconds(8) { break }
                    }
                    bench.expect(passed < .seconds(8), "the error at once for \(method.rawValue)", "it after \(passed)")
                }
            }
        },
        Trial("unknownHost", .cannotConnect) { bench in
            let request = try bench.request(.post, to: "https://conformance.invalid", body: [1])
            let sent = await bench.send(request, timeout: .seconds(15))
            // Without a network, a name look-up may take longer than the timeout.
            bench.expectError(.cannotConnect, .timedOut, from: sent, "for a host name that does not exist")
        },
        Trial("closedAtOnce", .connectionLost) { bench in
            let server = try bench.server { connection in _ = connection.pause(milliseconds: 2000) }
            let sent = await bench.send(try bench.request(.post, to: server, body: [1]))
            bench.expectError(.connectionLost, from: sent, "when the server reads nothing and closes the connection")
        },
        Trial("resetWhileSending", .connectionLost) { bench in
            let server = try bench.server { connection in
                guard connection.readHead() != nil else { return }
                connection.reset()
            }
            let body = [UInt8](repeating: 0x61, count: 32 << 20)
            let sent = await bench.send(try bench.request(.post, to: server, body: body))
            bench.expectError(
                .connectionLost,
                from: sent,
                "when the server resets the connection before it has the body"
            )
            let count = server.requests.count
            bench.expect(count == 1, "1 request at the service", "\(count)")
        },
        broken("resetAfterBody", sending: "", isReset: true),
        broken("closedWithoutResponse", sending: ""),
        broken("garbage", sending: "\u{1}garbage\r\n\r\nmore"),
        broken("onlyHTML", sending: "<html>no header</html>"),
        broken("statusOfFiveDigits", sending: "HTTP/1.1 99999 Odd\r\nContent-Length: 0\r\n\r\n"),
        broken("halfStatusLine", sending: "HTTP/1.1 20"),
        broken("halfHead", sending: "HTTP/1.1 200 OK\r\nX-Own: 1\r\n"),
        broken("halfHeaderLine", sending: "HTTP/1.1 200 OK\r\nContent-Len"),
        broken("halfBody", sending: "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"),
        broken("halfChunk", sending: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nwo"),
        broken("noLastChunk", sending: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
        broken(
            "badChunkSize",
            sending: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n"
        ),
        broken("only100Continue", sending: "HTTP/1.1 100 Continue\r\n\r\n"),
        broken("resetInBody", sending: "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", isReset: true),
    ]

    /// A server that reads the request, sends something that is no complete response, and ends the connection.
    private static func broken(_ name: String, sending text: String, isReset: Bool = false) -> Trial {
        Trial(name, .connectionLost) { bench in
            for method in [APIMethod.get, .post, .delete] {
                let server = try bench.server { _, connection in
                    connection.send(text)
                    if isReset { connection.reset() }
                    return .close
                }
                let body = method == .post ? Array("{}".utf8) : nil
                let sent = await bench.send(try bench.request(method, to: server, body: body))
                bench.expectError(.connectionLost, from: sent, "for a \(method.rawValue) that the server has received")
                let count = server.requests.count
                bench.expect(count == 1, "1 request at the service for \(method.rawValue)", "\(count)")
            }
        }
    }

    // MARK: - TLS

    /// Whether certificates are checked, and which error a failed handshake is.
    static let certificates = [
        Trial("validCertificate", .tls) { bench in
            try requireTrust(bench)
            let server = try bench.server(certificate: TransportCertificates.valid) { request, connection in
                connection.respond(body: request.body)
                return .keep
            }
            for size in [0, 1, 2, 3, 100_000, 2_000_000] {
                let body = [UInt8](repeating: 0x61, count: size)
                let sent = await bench.send(try bench.request(.post, to: server, body: body))
                bench.expectResponse(sent, "over TLS", body: body)
            }
            let count = server.connections
            bench.expect(count <= 4, "1 connection with TLS, or few, for 6 requests", "\(count)")
        },
        Trial("lostOverTLS", .connectionLost) { bench in
            try requireTrust(bench)
            for isReset in [false, true] {
                let server = try bench.server(certificate: TransportCertificates.valid) { _, connection in
                    if isReset { connection.reset() }
                    return .close
                }
                let sent = await bench.send(try bench.request(.post, to: server, body: [1]))
                bench.expectError(.connectionLost, from: sent, "for a POST that the server has received over TLS")
                let count = server.requests.count
                bench.expect(count == 1, "1 request at the service", "\(count)")
            }
        },
        refused("certificateOfOtherName", TransportCertificates.otherName, "for another name"),
        refused("expiredCertificate", TransportCertificates.expired, "that has expired"),
        refused("certificateOfUnknownAuthority", TransportCertificates.unknownAuthority, "of an unknown authority"),
        Trial("noTLS", .cannotConnect) { bench in
            let server = try bench.server { connection in
                guard !connection.pause(milliseconds: 60_000) else { return }
                connection.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
                connection.waitUntilClosed()
            }
            let sent = await bench.send(try bench.request(.post, to: "https://localhost:\(server.port)", body: [1]))
            bench.expectError(.cannotConnect, from: sent, "when the server does not speak TLS")
        },
        Trial("closedInHandshake", .cannotConnect) { bench in
            let server = try bench.server { connection in _ = connection.pause(milliseconds: 60_000) }
            let sent = await bench.send(try bench.request(.post, to: "https://localhost:\(server.port)", body: [1]))
            bench.expectError(.cannotConnect, from: sent, "when the server closes the connection in the TLS handshake")
        },
    ]

    static func requireTrust(_ bench: TransportBench) throws {
        if !bench.suite.trustsCertificateAuthority {
            throw SkippedTrial(reason: "the transport does not trust TransportConformance.certificateAuthority")
        }
    }

    private static func refused(_ name: String, _ certificate: String, _ what: String) -> Trial {
        Trial(name, .tls) { bench in
            let server = try bench.server(certificate: certificate) { _, connection in
                connection.respond()
                return .keep
            }
            for method in [APIMethod.get, .post] {
                let request = try bench.request(method, to: server, body: method == .post ? Array("{}".utf8) : nil)
                bench.expectError(.cannotConnect, from: await bench.send(request), "for a certificate \(what)")
            }
            let count = server.requests.count
            bench.expect(count == 0, "no request at a server with a certificate \(what)", "\(count)")
        }
    }
}
