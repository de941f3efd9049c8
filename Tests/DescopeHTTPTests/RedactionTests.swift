import DescopeCore
import DescopeHTTP
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a message shows of a service's text, and what it does not.
@Suite(.timeLimit(.minutes(5))) struct RedactionTests {
    private static func refusal(
        _ text: String,
        code: String = "E011004",
        headers: APIHeaders = [:]
    ) throws -> ScriptedTransport.Answer {
        let body: JSONValue = ["errorCode": .string(code), "errorDescription": .string(text)]
        return .bytes([UInt8](try JSONEncoder().encode(body)), status: 400, headers: headers)
    }

    private func error(
        _ text: String,
        code: String = "E011004",
        headers: APIHeaders = [:],
        of endpoint: Endpoint<NoContent>,
        _ edit: (inout DescopeConfiguration) throws -> Void = { _ in }
    ) async throws -> DescopeError {
        let client = try client(ScriptedTransport(try Self.refusal(text, code: code, headers: headers)), edit)
        return try #require(await #expect(throws: DescopeError.self) { try await client.send(endpoint) })
    }

    // MARK: - Requests with a secret in the body

    @Test(
        "beside a request with a secret in its body, no text of the service is shown, in whatever form it repeats it",
        arguments: [
            ("hunter2!", "hunter2! is too weak"), ("hunter2!", "HUNTER2! is too weak"), ("abc", "'abc' is too short"),
            ("7", "7 is too short"), ("Ärger&Co", "&Auml;rger&amp;Co"), ("a b&c", "a%20b%26c"), ("a\"b", #"a\"b"#),
            ("hunter2!", "aHVudGVyMiE= is too weak"), ("hunter2!", "68756e74657232 is weak"),
            ("hunter2!", "hunt… is weak"),
            ("hunter2!", "h****2! is weak"), ("hunter2!", "!2retnuh"), ("wrong", "the password is wrong"),
            ("", "empty"),
            ("hunter2!", "An entirely harmless text"),
        ]
    )
    func secretInBody(_ secret: String, _ text: String) async throws {
        let bodies: [RequestBody] = [
            ["loginId": "ada", "password": Secret(secret)], ["a": ["b": [Secret(secret)]]],
        ]
        for body in bodies {
            let error = try await error(text, of: act(body: body))
            #expect(
                error.message == """
                    expected a successful response, found an error whose text is not shown because it may repeat a \
                    secret that was sent. Its code says: an argument has a value that the service does not take; it \
                    does not say which.
                    """
            )
            #expect((error.code, error.status) == (.invalidArguments, 400))
        }
    }

    @Test(
        "beside such a request, a code that is not of the service's form, and a request id that is not, are not shown",
        arguments: [
            ("E061102", "E061102"), ("E1", "E1"), ("WrongPassword", "WrongPassword"),
            ("user_not_found", "user_not_found"),
            ("hush-hush", "hidden"), ("123456", "hidden"), ("pass.word", "hidden"), ("a:b", "hidden"),
            (String(repeating: "a", count: 32), String(repeating: "a", count: 32)),
            (String(repeating: "a", count: 33), "hidden"),
        ]
    )
    func formOfCode(_ code: String, _ shown: String) async throws {
        let body: RequestBody = ["password": Secret("password")]
        #expect(try await error("d", code: code, of: act(body: body)).code?.rawValue == shown)
        // Without a secret any short word is shown.
        #expect(try await error("d", code: code, of: act(body: ["a": 1])).code?.rawValue == code)
    }

    @Test(
        "nor is a request id of another form, or with the secret in it",
        arguments: [
            ("r-1", "r-1"), ("8a1b2c3d4e5f6-ORD", "8a1b2c3d4e5f6-ORD"), (String(repeating: "a", count: 64), "a*64"),
            (String(repeating: "a", count: 65), nil), ("", nil), ("r 1", nil), ("r/1", nil), ("r=hunter2", nil),
            ("ü1", nil), ("r-hunter-2", nil), ("r-HUNTER-2", nil),
        ] as [(String, String?)]
    )
    func formOfRequestId(_ id: String, _ shown: String?) async throws {
        let answer = try await error(
            "d",
            headers: ["x-request-id": id],
            of: act(body: ["password": Secret("hunter-2")])
        )
        #expect(answer.requestId == (shown == "a*64" ? id : shown))
        // A secret that is too short to be recognized in it.
        let short = try await error("d", headers: ["x-request-id": id], of: act(body: ["code": Secret("r")]))
        #expect(short.requestId == (shown == "a*64" || id.hasPrefix("r-") ? id : shown))
        // The error for a response that cannot be read.
        let client = try client(ScriptedTransport(.json("<p>", headers: ["x-request-id": id])))
        let unread = await #expect(throws: DescopeError.self) {
            try await client.send(act(body: ["password": Secret("hunter-2")]))
        }
        #expect(unread?.code == .unexpectedResponse)
        #expect(unread?.requestId == (shown == "a*64" ? id : shown))
    }

    @Test("a rate limit says how long to wait, also where no text is shown")
    func rateLimit() async throws {
        let text = "hunter2 tried too often"
        let error = try await error(
            text,
            code: "E130429",
            headers: ["retry-after": "7"],
            of: act(body: ["password": Secret("hunter2")])
        )
        #expect(error.message == "expected a successful response, found the rate limit reached. Wait 7 s.")
    }

    // MARK: - Values

    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String { "\(sent) in '\(text)'" }
        let sent: JSONValue
        let text: String
        let shown: String

        init(_ sent: JSONValue, _ text: String, _ shown: String) {
            (self.sent, self.text, self.shown) = (sent, text, shown)
        }
    }

    private static let rows: [Row] = [
        // Numbers: whole words of digits when short, anywhere when long.
        Row(7, "found 7 of 17 in 7a", "found <hidden> of 17 in 7a"),
        Row(123456, "no E123456, id123456.", "no E<hidden>, id<hidden>."), Row(-5, "at -5!", "at <hidden>!"),
        Row(1.5, "1.5 is 1.50", "<hidden> is 1.50"), Row(1e20, "1e+20, 1E+20, 1e20", "<hidden>, <hidden>, 1e20"),
        Row(1_234_567_890_123, "1234567890123", "<hidden>"),
        // Short strings.
        Row("acme", "acme has no ACME", "acme has no ACME"),
        Row("a1", "a1, A1; a12 ba1", "<hidden>, <hidden>; a12 ba1"),
        Row("admin", "no admin", "no admin"), Row("ab-12", "xab-12 ab-12", "xab-12 <hidden>"),
        Row("-", "a - b", "a - b"), Row("李", "found 李.", "found <hidden>."), Row("é1é", "x é1é y", "x <hidden> y"),
        // Words.
        Row("editor", "no EDITOR, editors' editor2", "no <hidden>, editors' <hidden>2"),
        Row("abcdefghijk", "abcdefghijkl abcdefghijk", "abcdefghijkl <hidden>"),
        Row("abcdefghijkl", "abcdefghijklm", "<hidden>m"), Row("secret", "secret\u{301}!", "<hidden>\u{301}!"),
        // Whatever else.
        Row("ada@x.io", "ADA@X.IO and xada@x.iox", "<hidden> and x<hidden>x"),
        Row("Ada Lovelace", "ada  lovelace,\nAda\u{A0}Lovelace", "<hidden>, <hidden>"),
        Row(" ada@x.io\n", "'ada@x.io'", "'<hidden>'"), Row("ÉCOLE1", "école1", "<hidden>"),
        Row("pass\tword\u{0}1", "found pass\tword\u{0}1", "found <hidden>"),
        Row(["abcd5678", "5678ijkl"], "-abcd5678ijkl-", "-<hidden>-"),
        Row(["5678ijkl", "abcd5678"], "-abcd5678ijkl-", "-<hidden>-"),
        Row(["ab34.5", "ab34.5678"], "-ab34.567-ab34.5678-", "-<hidden>67-<hidden>-"),
        Row(["111111"], "1111111111 b 111", "<hidden> b 111"),
        Row(["abc+12", "12+xyz"], "abc+12+xyzabc+12", "<hidden>"),
        // Escapes, of values and in values.
        Row(
            "ada@x.io",
            "ada%40x.io, ada&#64;x.io, ada&#x40;x.io, ada\\u0040x.io",
            "<hidden>, <hidden>, <hidden>, <hidden>"
        ),
        Row("a&b<c>\"d'", "a&amp;b&lt;c&gt;&quot;d&apos; a%26b%3Cc%3e%22d%27", "<hidden> <hidden>"),
        Row("Ada Lovelace", "Ada+Lovelace Ada%20Lovelace ada%2520lovelace", "<hidden> <hidden> <hidden>"),
        Row("+12025550143", "%2B12025550143, 12025550143, +12025550143", "%2B<hidden>, <hidden>, <hidden>"),
        Row("C:\\temp\\x1", #"C:\\temp\\x1 C:\temp\x1"#, "<hidden> <hidden>"),
        Row("say \"hi\" 1", #"say \"hi\" 1"#, "<hidden>"), Row("ada%40x.io", "ada@x.io", "<hidden>"),
        Row("😀smile1", #"\ud83d\ude00smile1 %F0%9F%98%80smile1 &#128512;smile1"#, "<hidden> <hidden> <hidden>"),
        Row("Ada  Lovelace", "Ada Lovelace", "<hidden>"),
        Row("ada@x.io", #"ada\x40x.io ada\U00000040x.io"#, "<hidden> <hidden>"),
        Row("a1\nb2@c", #"a1\nb2@c"#, "<hidden>"),
        Row("nancy@x.io", #"DOMAIN\nancy@x.io"#, #"DOMAIN\<hidden>"#), Row("41@x.io", "100%41@x.io", "100%<hidden>"),
        Row("a\u{200B}@x.io", "a\u{200B}@x.io", "<hidden>"),
        // Only its beginning.
        Row("https://app.example.com/signed-in", "https://app.example.com/other", "<hidden>other"),
        Row("https://app.example.com/signed-in", "https://app.example", "https://app.example"),
        // Names of members: those that are data.
        Row(["ada@x.io": 1, "customer": 2], "customer ada@x.io", "customer <hidden>"),
        // A text without any of it.
        Row(
            "ada@x.io",
            "100% & \\ + &; &#; &#x; %4 \\u12 \\ud83d \\ud83d\\u0041 &#1114112;",
            "100% & \\ + &; &#; &#x; %4 \\u12 \\ud83d \\ud83d\\u0041 &#1114112;"
        ),
    ]

    @Test(
        "strings and numbers of a body are redacted, ordinary words stay readable",
        arguments: rows
    )
    func values(_ row: Row) async throws {
        for value in [row.sent, ["deep": [["k": row.sent]]]] as [JSONValue] {
            #expect(try await error(row.text, of: act(body: ["value": value])).message == row.shown)
        }
    }

    @Test("values of a query and of a path are redacted, words of a path are not")
    func queryAndPath() async throws {
        let endpoint = act(
            "/v1/users/\("ada@x.io")/\("whatsapp")/\("tenant-1")",
            query: [APIQueryItem("email", "bob@x.io"), APIQueryItem("page", "17"), APIQueryItem("tenant", "acme")]
        )
        let error = try await error("no ada@x.io, bob@x.io (17) by whatsapp in tenant-1 of acme", of: endpoint)
        #expect(error.message == "no <hidden>, <hidden> (<hidden>) by whatsapp in <hidden> of acme")
        let operation = APIOperation("users.load", .get, "/v1/users/{id}")
        let client = try client(ScriptedTransport(try Self.refusal("no user ada@x.io")))
        let other = await #expect(throws: DescopeError.self) {
            try await client.send(operation, path: ["ada@x.io"], returning: .nothing)
        }
        #expect(other?.message == "no user <hidden>")
    }

    @Test("what middleware has put into the body, the query, the path or a header is redacted as well")
    func middleware() async throws {
        struct Changing: HTTPMiddleware {
            func intercept(_ request: APIRequest, for operation: APIOperation, next: Next) async throws -> APIResponse {
                var request = request
                request.body = Array(#"{"n":[1234567,{"k":"eve@x.io"}]}"#.utf8)
                request.query = [APIQueryItem("t", "bob@x.io")]
                request.path = "/v1/act/dan%40x.io"
                request.headers["x-trace"] = "trace-77"
                return try await next(request)
            }
        }
        let text = "1234567 eve@x.io bob@x.io dan@x.io trace-77 ada@x.io application/json"
        let client = try client(ScriptedTransport(try Self.refusal(text)), middleware: [Changing()])
        let error = await #expect(throws: DescopeError.self) {
            try await client.send(act(body: ["loginId": "ada@x.io"]))
        }
        #expect(error?.message == "<hidden> <hidden> <hidden> <hidden> <hidden> <hidden> application/json")
    }

    /// Sends another body than the SDK has written.
    private struct Replacing: HTTPMiddleware {
        let body: [UInt8]

        func intercept(_ request: APIRequest, for operation: APIOperation, next: Next) async throws -> APIResponse {
            var request = request
            request.body = body
            return try await next(request)
        }
    }

    @Test("numbers are redacted as they were written, and as others may write them")
    func numbers() async throws {
        let client = try client(
            ScriptedTransport(try Self.refusal("1.50 1.5 2e3 2000 2000.0 7.25e1 72.5 3")),
            middleware: [Replacing(body: Array(#"{"a":1.50 ,"b":[2e3],"c":7.25e1}"#.utf8))]
        )
        let error = await #expect(throws: DescopeError.self) { try await client.send(act()) }
        #expect(error?.message == Array(repeating: "<hidden>", count: 7).joined(separator: " ") + " 3")
    }

    @Test(
        "where a body cannot be read, no text is shown",
        arguments: [
            String(repeating: "[", count: 65) + "\"ada@x.io\"" + String(repeating: "]", count: 65), "loginId=ada@x.io",
            #"{"a":"ada@x.io""#, #"{"a":1,"a":"ada@x.io"}"#, #"{"a":1e999}"#, "{} {}", "",
        ]
    )
    func unreadable(_ body: String) async throws {
        let client = try client(
            ScriptedTransport(try Self.refusal("no ada@x.io")),
            middleware: [Replacing(body: Array(body.utf8))]
        )
        let error = await #expect(throws: DescopeError.self) { try await client.send(act()) }
        #expect(error?.message.contains("is not shown") == true)
        #expect(error.map { prints($0).contains("ada") } == false)
    }

    @Test("a body nested as deep as may be is read to its ground")
    func deep() async throws {
        var value: JSONValue = "ada@x.io"
        for _ in 0..<63 { value = [value] }
        #expect(try await error("no ada@x.io", of: act(body: ["v": value])).message == "no <hidden>")
    }

    // MARK: - Credentials

    private static let token = "eyJhbGciOiJSUzI1NiIsImtpZCI6IlNLMiJ9.eyJzdWIiOiJVMiJ9.c2lnbmF0dXJl"

    private static var parts: [(String, String)] {
        [
            (token, "<hidden>"), (first(8), "<hidden>"), (first(7), "eyJhbGc"), (first(20) + "…", "<hidden>…"),
            ("…" + last(9), "…<hidden>"), (token.uppercased(), "<hidden>"),
            (String(token.dropFirst(9).prefix(30)) + "!", "<hidden>!"),
            (first(12) + "****" + last(4), "<hidden>****dXJl"),
            (token.replacing(".", with: "%2E"), "<hidden>"),
        ]
    }

    private static func first(_ count: Int) -> String { String(token.prefix(count)) }
    private static func last(_ count: Int) -> String { String(token.suffix(count)) }

    @Test("a credential is redacted whole, cut, and in any case", arguments: parts)
    func cut(_ text: String, _ shown: String) async throws {
        for endpoint in [act(credentials: .refreshJwt(Self.token)), act(credentials: .accessKey(Self.token))] {
            #expect(try await error("found \(text)", of: endpoint).message == "found \(shown)")
        }
        for key in [\DescopeConfiguration.managementKey, \.authManagementKey] {
            #expect(
                try await error("found \(text)", of: act()) { $0[keyPath: key] = Secret(Self.token) }.message
                    == "found \(shown)"
            )
        }
        let header = try await error("found \(text)", of: act()) {
            $0.additionalHeaders = ["x-key": Secret(Self.token)]
        }
        #expect(header.message == "found \(shown)")
    }

    @Test(
        "a credential that could be a word, or is very short, leaves no gap: the whole text is hidden where it occurs",
        arguments: [
            ("hunter", "the hunters", true), ("K2x", "aK2xb", true), ("hunter", "the hunt", false),
            ("K2x", "K2", false),
            ("hunter", "hunte%72", true), ("a.b.c", "xa.b.cx", false),
        ]
    )
    func words(_ key: String, _ text: String, _ isHidden: Bool) async throws {
        let error = try await error(text, of: act(credentials: .accessKey(key)))
        #expect(error.message.contains("is not shown") == isHidden)
        #expect((error.message == text) == (!isHidden && key != "a.b.c"))
    }

    @Test("one such credential hides the text, whatever the others are")
    func severalWords() async throws {
        let error = try await error("the hunters", of: act(credentials: .accessKey("hunter"))) {
            $0.managementKey = "other"
            $0.authManagementKey = "another"
        }
        #expect(error.message.contains("is not shown"))
    }

    @Test("additional headers are redacted, but names such as 'production' tear no words apart")
    func additionalHeaders() async throws {
        let error = try await error(
            "The products of production (prod, ab-1, xab-1) are unknown to gateway-hush",
            code: "prod-1",
            of: act()
        ) {
            $0.additionalHeaders = [
                "x-environment": "prod", "x-zone": "product", "x-kind": "production", "x-gateway-key": "gateway-hush",
                "x-cell": "ab-1",
            ]
        }
        #expect(error.code?.rawValue == "prod-1")
        #expect(error.message == "The products of <hidden> (prod, <hidden>, xab-1) are unknown to <hidden>")
    }

    @Test("neither a code nor a request id shows a credential")
    func credentialInName() async throws {
        let key = "K2abcdefghijkl"
        let error = try await error(
            "d",
            code: "no-K2abcdefgh",
            headers: ["x-request-id": "r-k2abcdefghij"],
            of: act(credentials: .accessKey(key))
        )
        #expect((error.code?.rawValue, error.requestId) == ("hidden", nil))
        let other = try await self.error(
            "d",
            headers: ["x-request-id": "r/K2abcdefghijkl?ada@x.io"],
            of: act(body: ["loginId": "ada@x.io"], credentials: .accessKey(key))
        )
        #expect(other.requestId == "r/<hidden>?<hidden>")
        // Six digits after an E are the service's.
        #expect(
            try await self.error("d", code: "E123456", of: act(credentials: .accessKey("E123456"))).code?.rawValue
                == "E123456"
        )
    }

    // MARK: - Form

    @Test(
        "a message is one line without invisible characters",
        arguments: [
            "\u{0}", "\u{1B}", "\n", "\r", "\t", "\u{7F}", "\u{85}", "\u{9B}", "\u{AD}", "\u{61C}", "\u{200B}",
            "\u{200D}",
            "\u{200E}", "\u{2028}", "\u{2029}", "\u{202A}", "\u{202E}", "\u{2066}", "\u{2069}", "\u{FEFF}", "\u{E000}",
            "\u{FFFF}", "\u{E0041}", "\u{34F}", "\u{3164}", "\u{115F}", "\u{FE0F}", "\u{10FFFF}", "\u{378}",
        ]
    )
    func invisible(_ character: String) async throws {
        let error = try await error("a\(character)b", headers: ["x-request-id": "r\(character)1"], of: act())
        #expect(error.message == "a b")
        #expect(error.requestId == "r 1")
        #expect("\(error)" == "thing.act: a b [E011004, HTTP 400, request r 1]")
        // Whoever else makes an error.
        let other = DescopeError(.api, message: "a\(character)b", operation: "o\(character)p", requestId: character)
        #expect(!"\(other)".contains(character))
    }

    @Test(
        "a long text is cut, and what was sent is redacted on either side of the cut",
        arguments: [0, 1, 490, 495, 499, 500, 501]
    )
    func cutText(_ before: Int) async throws {
        let text =
            String(repeating: "x", count: before) + "ada.lovelace@example.com" + String(repeating: "y", count: 10_000)
        let message = try await error(text, of: act(body: ["loginId": "ada.lovelace@example.com"])).message
        #expect(message.unicodeScalars.count <= 500)
        #expect(!message.contains("a"))
        #expect(message.hasPrefix(String(repeating: "x", count: min(before, 500))))
        #expect(message.contains("<hidden>") == (before <= 492))
    }

    @Test("a long value is redacted, whole or cut", arguments: [60, 499, 500, 501, 999, 1_000, 1_001, 5_000, 100_000])
    func longValues(_ count: Int) async throws {
        let value = String((0..<count).map { Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8($0 * $0 % 26))) }) + "1"
        let texts = [value + " " + value, String(value.dropLast(2)) + "…", value.replacing("b", with: "%62")]
        for text in texts {
            let message = try await error(text, of: act(body: ["key": value])).message
            #expect(message.replacing("<hidden>", with: "").allSatisfy { " …%".contains($0) }, "\(message)")
        }
    }

    // MARK: - Cost

    @Test("the cost grows with the size of what was sent, and no faster")
    func growth() async throws {
        // Values that begin as the text does, of many lengths.
        let text = String(repeating: "user-", count: 100_000)
        func time(_ count: Int) async throws -> Duration {
            var body: RequestBody = [:]
            for number in 0..<count { body["member\(number)"] = text.prefix(4 + number % 1000) + "!\(number)" }
            let client = try client(ScriptedTransport(try Self.refusal("user-7x " + text)))
            let endpoint = act(body: body)
            let start = ContinuousClock.now
            let error = await #expect(throws: DescopeError.self) { try await client.send(endpoint) }
            let end = ContinuousClock.now
            #expect(error?.message == "user-7x <hidden>")
            return end - start
        }
        let few = try await time(100)
        let many = try await time(10_000)
        // A hundred times as much: linear, with room for what else the machine does.
        #expect(many < few * 1_000)
    }

    @Test("neither do many occurrences, many lengths or many numbers make it slow")
    func repetitive() async throws {
        func time(_ count: Int) async throws -> Duration {
            let sent = (1...count).map { String(repeating: "a1", count: $0) }
            let body: RequestBody = ["list": sent, "numbers": Array(0..<5 * count)]
            let start = ContinuousClock.now
            let message = try await error(String(repeating: "a1", count: 250 * count), of: act(body: body)).message
            #expect(message == "<hidden>")
            return ContinuousClock.now - start
        }
        // Four hundred times as much in all.
        let (few, many) = (try await time(100), try await time(2_000))
        #expect(many < few * 4_000)
    }
}
