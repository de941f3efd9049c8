import DescopeCore
import DescopeHTTP

extension TransportTrials {
    /// Sends GET and POST to a server that responds with the same bytes each time.
    private static func send(
        _ bytes: [UInt8],
        closes: Bool = false,
        _ bench: TransportBench,
        _ check: (TransportBench.Sent, String) -> Void
    ) async throws {
        let server = try bench.server { _, connection in
            connection.send(bytes)
            return closes ? .close : .keep
        }
        for method in [APIMethod.get, .post] {
            let request = try bench.request(method, to: server, body: method == .post ? Array("{}".utf8) : nil)
            check(await bench.send(request), "for \(method.rawValue)")
        }
        let count = server.requests.count
        bench.expect(count == 2, "one request for each that is sent", "\(count) for 2")
    }

    /// A trial of one response, which has to be returned with its body and headers.
    private static func response(
        _ name: String,
        _ lines: String...,
        body: String = "hello",
        closes: Bool = false,
        has headers: [String: String] = [:]
    ) -> Trial {
        response(name, head: Array(lines.joined(separator: "\r\n").utf8), body: body, closes: closes, has: headers)
    }

    private static func response(
        _ name: String,
        head: [UInt8],
        body: String = "hello",
        closes: Bool = false,
        has headers: [String: String] = [:],
        hasEither: [String: [String]] = [:],
        lacks: String? = nil
    ) -> Trial {
        let headers = headers.mapValues { [$0] }.merging(hasEither) { $1 }
        return Trial(name, .response) { bench in
            try await send(head, closes: closes, bench) { sent, when in
                guard let response = bench.expectResponse(sent, when, body: Array(body.utf8)) else { return }
                for (name, allowed) in headers {
                    let values = response.headers[values: name].map { $0.split(whereSeparator: \.isWhitespace) }
                    let isExpected = allowed.contains { values == [$0.split(whereSeparator: \.isWhitespace)] }
                    let expected = "the header \(name): \(allowed.joined(separator: " or "))"
                    bench.expect(isExpected, "\(expected.prefix(100))", "\("\(values)".prefix(100))")
                }
                if let lacks {
                    let values = response.headers[values: lacks]
                    bench.expect(values.isEmpty, "no header \(lacks)", "\(values)")
                }
            }
        }
    }

    /// Whether a response is returned, whatever its status and form.
    static let responses =
        [
            Trial("statuses", .response) { bench in
                let server = try bench.server { request, connection in
                    let status = request.target.dropFirst(4).prefix(3)
                    connection.respond(
                        "\(status) Some reason",
                        ["Content-Type: application/json", "X-Own: 1"],
                        body: "body \(status)".utf8
                    )
                    return .keep
                }
                for status in [
                    200, 201, 202, 299, 400, 401, 403, 404, 407, 409, 418, 421, 429, 500, 502, 503, 504, 530,
                ] {
                    for method in [APIMethod.get, .post] {
                        let body = method == .post ? Array("{}".utf8) : nil
                        let sent = await bench.send(try bench.request(method, to: server, "/v1/\(status)", body: body))
                        let response = bench.expectResponse(
                            sent,
                            "for \(method.rawValue)",
                            status: status,
                            body: Array("body \(status)".utf8)
                        )
                        let own = response?.headers[values: "x-own"] ?? ["1"]
                        bench.expect(own == ["1"], "the response's headers with status \(status)", "\(own)")
                    }
                }
                let count = server.requests.count
                bench.expect(count == 36, "one request for each that is sent", "\(count) for 36")
            },
            Trial("challenges", .response) { bench in
                for challenge in ["Basic realm=\"x\"", "Bearer", "Negotiate", "Digest realm=\"x\", nonce=\"y\""] {
                    for status in ["401 Unauthorized", "407 Proxy Authentication Required"] {
                        let name = status.hasPrefix("401") ? "WWW-Authenticate" : "Proxy-Authenticate"
                        let server = try bench.server { _, connection in
                            connection.respond(status, ["\(name): \(challenge)"], body: "denied".utf8)
                            return .keep
                        }
                        let code = status.hasPrefix("401") ? 401 : 407
                        let sent = await bench.send(try bench.request(.post, to: server, body: [1]))
                        bench.expectResponse(
                            sent,
                            "with \(name): \(challenge)",
                            status: code,
                            body: Array("denied".utf8)
                        )
                        let count = server.requests.count
                        bench.expect(count == 1, "one request with \(name)", "\(count)")
                    }
                }
            },
            Trial("noContent", .response) { bench in
                for status in ["204 No Content", "304 Not Modified"] {
                    try await send(Array("HTTP/1.1 \(status)\r\nX-Own: 1\r\n\r\n".utf8), bench) { sent, when in
                        bench.expectResponse(sent, when, status: status.hasPrefix("204") ? 204 : 304, body: [])
                    }
                }
            },
            response("noReason", "HTTP/1.1 200 ", "Content-Length: 5", "", "hello"),
            response("oldVersion", "HTTP/1.0 200 OK", "", "hello", closes: true),
            response("untilClosed", "HTTP/1.1 200 OK", "Connection: close", "", "hello", closes: true),
            response(
                "chunked",
                "HTTP/1.1 200 OK",
                "Transfer-Encoding: chunked",
                "",
                "2",
                "he",
                "3;name=value",
                "llo",
                "0",
                "",
                ""
            ),
            response(
                "chunkedTrailers",
                "HTTP/1.1 200 OK",
                "Transfer-Encoding: chunked",
                "Trailer: X-Sum",
                "",
                "5",
                "hello",
                "0",
                "X-Sum: 1",
                "X-Other: 2",
                "",
                ""
            ),
            response(
                "continue100",
                "HTTP/1.1 100 Continue",
                "",
                "HTTP/1.1 200 OK",
                "Content-Length: 5",
                "",
                "hello"
            ),
            response(
                "earlyHints103",
                head: Array(
                    "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\nHTTP/1.1 103 Early Hints\r\nX-Early: 2\r\n\r\nHTTP/1.1 200 OK\r\nX-Own: 1\r\nContent-Length: 5\r\n\r\nhello"
                        .utf8
                ),
                has: ["X-Own": "1"],
                lacks: "x-early"
            ),
            response(
                "noSpaceAfterColon",
                "HTTP/1.1 200 OK",
                "X-Tight:value",
                "Content-Length:5",
                "",
                "hello",
                has: ["X-Tight": "value"]
            ),
            response(
                "paddedHeader",
                "HTTP/1.1 200 OK",
                "X-Padded: \t  some value \t ",
                "Content-Length:  5 ",
                "",
                "hello",
                has: ["X-Padded": "some value"]
            ),
            response(
                "emptyHeader",
                "HTTP/1.1 200 OK",
                "X-Empty:",
                "X-Blank: ",
                "X-Own: 1",
                "Content-Length: 5",
                "",
                "hello",
                has: ["X-Empty": "", "X-Blank": "", "X-Own": "1"]
            ),
            response(
                "foldedHeader",
                "HTTP/1.1 200 OK",
                "X-Folded: one",
                "  two",
                "\tthree",
                "X-Own: 1",
                "Content-Length: 5",
                "",
                "hello",
                has: ["X-Folded": "one two three", "X-Own": "1"]
            ),
            response(
                "utf8Header",
                "HTTP/1.1 200 OK",
                "X-Name: Zoë",
                "X-Own: 1",
                "Content-Length: 5",
                "",
                "hello",
                has: ["X-Name": "Zoë", "X-Own": "1"]
            ),
            response(
                "latin1Header",
                head: Array("HTTP/1.1 200 OK\r\nX-Name: Zo".utf8) + [0xEB]
                    + Array("\r\nX-Own: 1\r\nContent-Length: 5\r\n\r\nhello".utf8),
                has: ["X-Own": "1"],
                // A byte that is no UTF-8 may be replaced, and is not dropped.
                hasEither: ["X-Name": ["Zoë", "Zo\u{FFFD}"]]
            ),
            response(
                "longHeader",
                head: Array(
                    "HTTP/1.1 200 OK\r\nX-Long: \(String(repeating: "a", count: 12_000))\r\nX-Own: 1\r\nContent-Length: 5\r\n\r\nhello"
                        .utf8
                ),
                has: ["X-Long": String(repeating: "a", count: 12_000), "X-Own": "1"]
            ),
            Trial("htmlErrorPage", .response) { bench in
                let page = "<html><body><h1>502 Bad Gateway</h1></body></html>"
                let head = "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
                try await send(Array((head + page).utf8), closes: true, bench) { sent, when in
                    bench.expectResponse(sent, when, status: 502, body: Array(page.utf8))
                }
            },
            Trial("refusedWhileSending", .response) { bench in
                // The server responds when it has the head, and reads on, so that the connection is not reset.
                let server = try bench.server { connection in
                    guard connection.readHead() != nil else { return }
                    connection.respond("413 Content Too Large", ["Connection: close"], body: "too large".utf8)
                    connection.waitUntilClosed()
                }
                let body = [UInt8](repeating: 0x61, count: 32 << 20)
                let sent = await bench.send(try bench.request(.post, to: server, body: body))
                bench.expectResponse(sent, "before the body is sent", status: 413, body: Array("too large".utf8))
                let count = server.requests.count
                bench.expect(count == 1, "1 request at the service", "\(count)")
            },
            Trial("largeBody", .response) { bench in
                let (megabyte, count) = (1 << 20, 50)
                let server = try bench.server { _, connection in
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(count * megabyte)\r\n\r\n")
                    for part in 0..<count { connection.send([UInt8](repeating: UInt8(part), count: megabyte)) }
                    return .keep
                }
                let sent = await bench.send(try bench.request(to: server, limit: 64 * megabyte))
                guard let body = bench.expectResponse(sent, "of 50 MB, where 64 are allowed")?.body else { return }
                // Not each byte: that takes seconds in a debug build.
                let isWhole =
                    body.count == count * megabyte
                    && stride(from: 0, to: body.count, by: 4093).allSatisfy { body[$0] == UInt8($0 / megabyte) }
                bench.expect(isWhole, "the body of 50 MB", "another of \(body.count) bytes")
            },
            Trial("slowBytes", .response) { bench in
                let server = try bench.server { _, connection in
                    for byte in "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello".utf8 {
                        connection.send([byte])
                        connection.pause(milliseconds: 2)
                    }
                    return .keep
                }
                let sent = await bench.send(try bench.request(.post, to: server, body: [1]))
                bench.expectResponse(sent, "byte by byte", body: Array("hello".utf8))
            },
            Trial("gzip", .response) { bench in
                let plain = String(repeating: "hello ", count: 20)
                let server = try bench.server { request, connection in
                    if request.values("accept-encoding").contains(where: { $0.lowercased().contains("gzip") }) {
                        connection.respond("200 OK", ["Content-Encoding: gzip"], body: gzip(plain))
                    } else {
                        connection.respond(body: plain.utf8)
                    }
                    return .keep
                }
                let sent = await bench.send(try bench.request(to: server))
                let response = bench.expectResponse(sent, "decoded, or not asked for", body: Array(plain.utf8))
                let encodings = response?.headers[values: "content-encoding"] ?? []
                bench.expect(encodings.isEmpty, "no Content-Encoding beside a decoded body", "\(encodings)")
            },
            Trial("gzipUnasked", .response) { bench in
                // A response that is encoded although the request does not allow it is returned, decoded or not.
                let plain = String(repeating: "hello ", count: 20)
                let server = try bench.server { _, connection in
                    connection.respond("200 OK", ["Content-Encoding: gzip"], body: gzip(plain))
                    return .keep
                }
                let headers: APIHeaders = ["accept-encoding": "identity"]
                let sent = await bench.send(try bench.request(to: server, headers: headers))
                guard let response = bench.expectResponse(sent, "with an encoding that was not asked for") else {
                    return
                }
                let isDecoded = response.body == Array(plain.utf8) && response.headers["content-encoding"] == nil
                let isUnchanged = response.body == gzip(plain) && response.headers["content-encoding"] == "gzip"
                bench.expect(
                    isDecoded || isUnchanged,
                    "the decoded body without Content-Encoding, or the encoded one with it",
                    "\(response.body.count) bytes and Content-Encoding \(response.headers["content-encoding"] ?? "none")"
                )
            },
        ] + redirects + cookies

    private static let redirects = [
        Trial("redirects", .redirects) { bench in
            for status in [300, 301, 302, 303, 307, 308] {
                for method in [APIMethod.get, .post] {
                    let server = try bench.server { _, connection in
                        connection.respond("\(status) Elsewhere", ["Location: /elsewhere"], body: "moved".utf8)
                        return .keep
                    }
                    let body = method == .post ? Array("{}".utf8) : nil
                    let sent = await bench.send(try bench.request(method, to: server, body: body))
                    let when = "for \(method.rawValue)"
                    let response = bench.expectResponse(sent, when, status: status, body: Array("moved".utf8))
                    let location = response?.headers["location"] ?? "/elsewhere"
                    bench.expect(location == "/elsewhere", "the header Location with status \(status)", location)
                    let count = server.requests.count
                    bench.expect(count == 1, "one request for status \(status)", "\(count)")
                }
            }
        },
        redirect("redirectElsewhere", to: "https://elsewhere.example/"),
        redirect("redirectToMalformedURL", to: "http://[elsewhere/%"),
    ]

    private static func redirect(_ name: String, to location: String) -> Trial {
        Trial(name, .redirects) { bench in
            let server = try bench.server { _, connection in
                connection.respond("302 Found", ["Location: \(location)"], body: "moved".utf8)
                return .keep
            }
            let sent = await bench.send(try bench.request(to: server))
            bench.expectResponse(sent, "with Location: \(location)", status: 302, body: Array("moved".utf8))
        }
    }

    private static let cookies = [
        cookies("cookies", ["Set-Cookie", "Set-Cookie", "Set-Cookie"]),
        cookies("cookiesOfMixedCase", ["Set-Cookie", "set-cookie", "SET-COOKIE"]),
        Trial("caching", .caching) { bench in
            let server = try bench.server { _, connection in
                connection.respond("200 OK", ["Cache-Control: max-age=3600", "ETag: \"1\""])
                return .keep
            }
            for _ in 0..<3 {
                bench.expectResponse(await bench.send(try bench.request(to: server)), "that could be cached")
            }
            let count = server.requests.count
            bench.expect(count == 3, "3 requests at the service for 3 that are sent", "\(count)")
            let isConditional = server.requests.contains {
                !$0.values("if-none-match").isEmpty || !$0.values("if-modified-since").isEmpty
            }
            bench.expect(!isConditional, "no conditional request", "If-None-Match or If-Modified-Since")
        },
    ]

    private static func cookies(_ name: String, _ names: [String]) -> Trial {
        let values = [
            "DS=one; Path=/; Expires=Wed, 21 Oct 2037 07:28:00 GMT; HttpOnly", "DSR=two; Path=/; Max-Age=3600",
            "last=three",
        ]
        let lines = zip(names, values).map { "\($0): \($1)" }
        return Trial(name, .cookies) { bench in
            let server = try bench.server { _, connection in
                connection.respond("200 OK", lines)
                return .keep
            }
            let first = bench.expectResponse(await bench.send(try bench.request(to: server)), "with cookies")
            let received = first?.headers[values: "set-cookie"] ?? []
            let names = Cookies.set(by: received).map { "\($0.name)=\($0.value.reveal())" }
            bench.expect(
                names == ["DS=one", "DSR=two", "last=three"],
                "each Set-Cookie line as a header, or all joined by commas",
                "\(names.count) cookies in \(received.count) headers"
            )
            bench.expectResponse(await bench.send(try bench.request(to: server)), "after cookies")
            let headers: APIHeaders = ["cookie": "own=1"]
            bench.expectResponse(await bench.send(try bench.request(to: server, headers: headers)), "with a cookie")
            let sent = server.requests.map { $0.values("cookie") }
            bench.expect(sent == [[], [], ["own=1"]], "no cookies but those of the request", "\(sent)")
        }
    }
}

/// A gzip file with the text as it is, in one stored block.
private func gzip(_ text: String) -> [UInt8] {
    func littleEndian(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
    var crc = UInt32.max
    for byte in text.utf8 {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    let size = UInt16(truncatingIfNeeded: text.utf8.count)
    let sizes = [size, ~size].flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1] + sizes + Array(text.utf8) + littleEndian(~crc)
        + littleEndian(UInt32(text.utf8.count))
}
