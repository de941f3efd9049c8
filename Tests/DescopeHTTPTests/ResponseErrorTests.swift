import DescopeCore
import DescopeHTTP
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite struct ResponseErrorTests {
    typealias Answer = ScriptedTransport.Answer

    private func error(
        _ answer: Answer,
        of endpoint: Endpoint<NoContent> = act(),
        _ edit: (inout DescopeConfiguration) throws -> Void = { _ in }
    ) async throws -> DescopeError {
        // 2026-01-01 00:00:00 UTC, a Thursday.
        let client = try client(
            ScriptedTransport(answer),
            clock: ManualClock(now: Date(timeIntervalSince1970: 1_767_225_600)),
            edit
        )
        return try #require(await #expect(throws: DescopeError.self) { try await client.send(endpoint) })
    }

    @Test(
        "the service's own errors",
        arguments: [
            (
                #"{"errorCode":"E062108","errorDescription":"User not found","errorMessage":"No such user","errorMessageOther":1}"#,
                "E062108",
                "User not found: No such user"
            ),
            (#"{"errorCode":"E011004","errorDescription":"Invalid arguments"}"#, "E011004", "Invalid arguments"),
            (
                #"{"errorCode":"E011004","errorMessage":"The password is too short"}"#, "E011004",
                "The password is too short"
            ),
            (#"{"errorCode":"E011004","errorDescription":"","message":"Too short"}"#, "E011004", "Too short"),
            (#"{"errorCode":"E999999","errorDescription":"Something new"}"#, "E999999", "Something new"),
            (#"{"errorCode":"E011004","errorDescription":"two\nlines\u0000"}"#, "E011004", "two lines "),
        ]
    )
    func service(_ body: String, _ code: String, _ message: String) async throws {
        let error = try await error(.json(body, status: 400, headers: ["X-Request-Id": "r-1"]))
        #expect(error.code?.rawValue == code)
        #expect(error.message == message)
        #expect(error.kind == .api)
        #expect(error.status == 400)
        #expect(error.requestId == "r-1")
        #expect(error.operation == "thing.act")
        #expect(error.retryAfter == nil)
        #expect("\(error)" == "thing.act: \(message) [\(code), HTTP 400, request r-1]")
    }

    @Test("a name with many combining characters costs neither the code nor the hiding of what was sent")
    func combining() async throws {
        let name = "A" + String(repeating: "\u{301}", count: 40)
        let text = #"{"errorCode":"E062107","errorDescription":"\#(name), ada@example.com exists"}"#
        let error = try await error(
            .json(text, status: 400),
            of: act(body: ["name": name, "email": "ada@example.com"])
        )
        #expect(error.code == .userAlreadyExists)
        #expect(error.httpStatus == 400)
        #expect(!prints(error).contains("ada@example.com"))
        #expect(prints(error).contains("exists"))
    }

    @Test(
        "an error that is not the service's own says so, and repeats nothing of it",
        arguments: [
            "", " ", "<html><body>hush 502</body></html>", #"{"error":"hush"}"#, #"{"errorMessage":"hush"}"#,
            #"{"message":"hush"}"#,
            #"{"errorCode":"E062108","errorDescription":"hu"#, #"["E062108","hush"]"#, #""hush""#, "null", "hush",
            #"{"errorCode":17,"errorDescription":"hush"}"#,
            #"{"errorCode":null,"errorDescription":"hush"}"#, #"{"errorCode":"","errorDescription":"hush"}"#,
            #"{"errorCode":["E1"],"message":"hush"}"#,
            #"{"errorCode":"E1","errorCode":"E2","errorDescription":"hush"}"#,
            #"{"errorCode":"\#(String(repeating: "hush", count: 17))","errorDescription":"hush"}"#,
            #"{"errorCode":"not a code, hush","errorDescription":"hush"}"#, String(repeating: "[", count: 100_000),
        ]
    )
    func foreign(_ body: String) async throws {
        let error = try await error(.bytes(Array(body.utf8), status: 418))
        #expect(error.code == .unexpectedStatus)
        #expect(error.kind == .api)
        #expect(error.status == 418)
        #expect(error.message.contains("HTTP 418"))
        #expect(!prints(error).contains("hush"))
    }

    @Test("broken UTF-8 is not the service's own")
    func brokenText() async throws {
        let body = Array(#"{"errorCode":"E1","errorDescription":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8)
        #expect(try await error(.bytes(body, status: 400)).code == .unexpectedStatus)
    }

    @Test("a redirect is not followed, and the error says what to check", arguments: [301, 302, 307, 308])
    func redirect(_ status: Int) async throws {
        let error = try await error(.status(status, headers: ["Location": "https://example.com/?hush"]))
        #expect(error.code == .unexpectedStatus)
        #expect(error.message.contains("base URL"))
        #expect(!prints(error).contains("hush"))
    }

    @Test("a code without a text keeps the code")
    func codeAlone() async throws {
        let error = try await error(.json(#"{"errorCode":"E062108"}"#, status: 404))
        #expect(error.code == .userNotFound)
        #expect(error.message.contains("an error without a text") && !error.message.contains("no error code"))
    }

    @Test(
        "a refusal whose text is missing or not shown says what its code says, and no more",
        arguments: [
            ("E011001", "could not be understood"), ("E011002", "an argument is missing; it does not say which"),
            ("E011003", "did not pass the service's validation; it does not say why"),
            ("E011004", "a value that the service does not take; it does not say which"),
            ("E061102", "the one-time code is wrong"), ("E061103", "too many wrong one-time codes"),
            ("E062107", "exists already"), ("E062108", "no user has this login id"),
            ("E062503", "not been followed yet"),
            ("E062504", "the link's token has expired"), ("E062802", "the access key is missing"),
            ("E062803", "the access key is not valid"), ("E062909", "the password has expired"),
            ("E064001", "invalidated by a log-out"), ("E066103", "not sent the nOTP message yet"),
            ("E112102", "no user has this login id"),
            ("E999999", "does not know its code: look it up"), ("SomethingNew", "does not know its code: look it up"),
        ]
    )
    func codeSays(_ code: String, _ says: String) async throws {
        for body in [
            #"{"errorCode":"\#(code)"}"#, #"{"errorCode":"\#(code)","errorDescription":"is password too weak"}"#,
        ] {
            let error = try await error(.json(body, status: 400), of: act(body: ["password": Secret("password")]))
            #expect(error.code?.rawValue == code)
            #expect(error.message.contains(says), "\(error.message)")
            #expect(!error.message.contains("weak") && !error.message.contains("more"))
        }
    }

    @Test("no text of the service's makes an error of any length")
    func huge() async throws {
        let text = String(repeating: "x", count: 1_000_000)
        let errors = [
            try await error(.json(#"{"errorCode":"E1","errorDescription":"\#(text)"}"#, status: 400)),
            try await error(.json(#"{"errorCode":"\#(text)","errorDescription":"d"}"#, status: 400)),
            try await error(
                .json(#"{"errorCode":"E1","errorDescription":"d"}"#, status: 400, headers: ["x-request-id": text])
            ),
            try await error(
                .json(
                    #"{"errorCode":"E1","errorDescription":"\#(String(repeating: "e\\u0301", count: 100_000))"}"#,
                    status: 400
                )
            ),
        ]
        for error in errors { #expect("\(error)".utf8.count < 2_000) }
    }

    @Test("nothing of the body that the service repeats is in the message")
    func echoedBody() async throws {
        let answer = #"{"errorCode":"E1","errorMessage":"found +12025550143 and Ada Lovelace in 'user' of ada@x.io"}"#
        let endpoint = act(
            body: ["loginId": "ada@x.io", "user": ["name": "Ada Lovelace", "phones": ["+12025550143"]] as JSONValue]
        )
        let error = try await error(.json(answer, status: 400), of: endpoint)
        #expect(error.message == "found <hidden> and <hidden> in 'user' of <hidden>")
    }

    @Test(
        "a code is known whatever was sent",
        arguments: [
            // What a user types must not decide whether `catch` finds the code: as a login id, as a one-time code, as a
            // part of a password.
            ("E062108", ["loginId": "E062108"]),
            ("E061102", ["code": Secret("061102")]), ("E061102", ["code": Secret("1102")]),
            ("E061102", ["password": Secret("E061102")]),
            ("user_not_found", ["loginId": "user_not_found", "user": ["name": "not_found"] as JSONValue]),
            ("user_not_found", ["password": Secret("user")]),
            ("user_not_found", ["password": Secret("user_not_found")]),
            ("WrongPassword", ["password": Secret("Wrong")]),
        ] as [(String, RequestBody)]
    )
    func codeThatWasSent(_ code: String, _ body: RequestBody) async throws {
        let answer = Answer.json(#"{"errorCode":"\#(code)","errorDescription":"Refused"}"#, status: 400)
        #expect(try await error(answer, of: act(body: body)).code?.rawValue == code)
    }

    @Test("nothing of the query that the service repeats is in the message")
    func echoedQuery() async throws {
        let answer = Answer.json(#"{"errorCode":"E1","errorDescription":"no user ada@x.io in acme"}"#, status: 400)
        let endpoint = act(query: [APIQueryItem("loginId", "ada@x.io"), APIQueryItem("tenant", "acme")])
        #expect(try await error(answer, of: endpoint).message == "no user <hidden> in acme")
    }

    @Test("neither many texts nor a long answer make an error slow", .timeLimit(.minutes(5)))
    func manyPieces() async throws {
        let sent = (0..<40_000).map { "user-\($0)@example.com" }
        let text = String(repeating: "user-", count: 100_000)
        let error = try await error(
            .json(#"{"errorCode":"E1","errorDescription":"user-39999@example.com, \#(text)"}"#, status: 400),
            of: act(body: ["loginIds": sent])
        )
        #expect(error.message.hasPrefix("<hidden>, user-user-"))
    }

    // MARK: - Rate limit

    @Test(
        "how long to wait is told in seconds or until a date, with any status; the rate limit is known by its status or code",
        arguments: [
            ("3", .seconds(3)), ("0", .zero), ("3600", .seconds(3600)), (" 60 ", .seconds(60)),
            // What is too much to count (RFC 9111, section 1.2.2).
            ("2147483647", .seconds(2_147_483_647)), ("2147483649", .seconds(2_147_483_648)),
            ("99999999999999999999", .seconds(2_147_483_648)),
            ("Sat, 01 Jan 9999 00:00:00 GMT", .seconds(2_147_483_648)),
            // 90 s from now; RFC 9110's own examples, long past; the last leap second.
            ("Thu, 01 Jan 2026 00:01:30 GMT", .seconds(90)), ("Thursday, 01-Jan-26 00:01:30 GMT", .seconds(90)),
            ("Thu Jan  1 00:01:30 2026", .seconds(90)), ("Thu Jan 11 00:00:00 2026", .seconds(864_000)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", .zero), ("Sunday, 06-Nov-94 08:49:37 GMT", .zero),
            ("Sun Nov  6 08:49:37 1994", .zero),
            ("Sat, 31 Dec 2016 23:59:60 GMT", .zero),
            ("Fri, 29 Feb 2028 00:00:00 GMT", .seconds(68_169_600)),
            ("Tuesday, 29-Feb-28 00:00:00 GMT", .seconds(68_169_600)),
            // A year of two digits is no more than 50 years ahead: 18,262 days to 2076-01-01, 90 years back from
            // 2076-01-02.
            ("Wednesday, 01-Jan-76 00:00:00 GMT", .seconds(18_262 * 86_400)),
            ("Thursday, 02-Jan-76 00:00:00 GMT", .zero),
            ("Friday, 01-Jan-99 00:00:00 GMT", .zero), ("Saturday, 01-Jan-00 00:00:00 GMT", .zero),
            ("", nil), ("soon", nil), ("-1", nil), ("+1", nil), ("1.5", nil), ("3s", nil), ("٣", nil), ("1 2", nil),
            ("1, 2", nil),
            ("Thursday, 01-Jan-2026 00:01:30 GMT", nil), ("Thursday, 01-Jan-6 00:01:30 GMT", nil),
            ("Thursday, 01-Jan-+6 00:01:30 GMT", nil), ("Thursday, 01-01-26 00:01:30 GMT", nil),
            ("Thursday, 01-Jan-26 00:01:30", nil), ("Thursday, 32-Jan-26 00:01:30 GMT", nil),
            ("Thu Jan  1 00:01:30 26", nil), ("Thu 1 Jan 00:01:30 2026", nil), ("Thu Jan 1 00:01:30 2026 CET", nil),
            ("Fri, 30 Feb 2026 00:00:00 GMT", nil), ("Thu, 31 Jun 2026 00:00:00 GMT", nil),
            ("Thu, 01 Jan +026 00:01:30 GMT", nil), ("Thu, 01 Jan 2026 +0:01:30 GMT", nil),
            ("Thu, 01 Jan 2026 00:01:61 GMT", nil), ("Thu, 01 Jan 2026 00:60:00 GMT", nil),
            ("Thu, 01 Jan 2026 00::30 GMT", nil), ("Thu, 00 Jan 2026 00:01:30 GMT", nil),
            ("Thu, 01 Foo 2026 00:01:30 GMT", nil), ("Thu, 01 Jan 2026 00:01:30 CET", nil),
            ("Thu, 01 Jan 2026 25:01:30 GMT", nil), ("Thu, 01 Jan 2026 GMT", nil),
            ("Thu, 99 Jan 2026 00:01:30 GMT", nil), ("Thu, 01 Jan 99999999999 00:01:30 GMT", nil),
            ("Thu, 01 Jan 2026 00:01 GMT", nil),
        ] as [(String, Duration?)]
    )
    func retryAfter(_ header: String, _ wait: Duration?) async throws {
        let answers: [Answer] = [
            .status(429, headers: ["Retry-After": header]),
            .bytes(Array("<html>".utf8), status: 429, headers: ["retry-after": header, "content-type": "text/html"]),
            .refusal(.rateLimited, status: 429, headers: ["retry-after": header]),
            .refusal(.rateLimited, status: 400, headers: ["retry-after": header]),
        ]
        for answer in answers {
            let error = try await error(answer)
            #expect(error.code == .rateLimited)
            #expect(error.isRateLimited)
            #expect(error.retryAfter == wait)
        }
        for status in [302, 400, 401, 403, 404, 413, 500, 502, 503, 504, 521] {
            let errors = [
                try await error(.status(status, headers: ["Retry-After": header])) { $0.retry = .never },
                try await error(.refusal(.badRequest, status: status, headers: ["retry-after": header])) {
                    $0.retry = .never
                },
            ]
            #expect(errors.map(\.retryAfter) == [wait, wait])
            #expect(!errors.contains { $0.isRateLimited })
        }
    }

    @Test("no header means no time to wait, and the longest of several is meant")
    func severalRetryAfter() async throws {
        #expect(try await error(.status(429)).retryAfter == nil)
        var headers: APIHeaders = ["retry-after": "3"]
        headers.append("Retry-After", "soon")
        headers.append("Retry-After", "7")
        headers.append("Retry-After", "5")
        #expect(try await error(.status(429, headers: headers)).retryAfter == .seconds(7))
    }

    @Test("a rate limit with a code of its own keeps it")
    func otherCode() async throws {
        let error = try await error(.refusal(.init(rawValue: "E130999"), status: 429, headers: ["retry-after": "5"]))
        #expect(error.code?.rawValue == "E130999")
        #expect(error.isRateLimited)
        #expect(error.retryAfter == .seconds(5))
    }
}
