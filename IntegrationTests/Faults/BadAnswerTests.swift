import Descope
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What can come back instead of a good answer. Each has its own error, whichever call it happens to.
@Suite(.timeLimit(.minutes(5))) struct BadAnswerTests {
    /// A call that is answered badly.
    enum Call: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case signUp, refresh

        var testDescription: String { operation }
        var operation: String { self == .signUp ? "otp.signUp" : "session.refresh" }

        func make(_ client: DescopeClient, _ refreshJwt: Secret) async throws {
            switch self {
            case .signUp: try await client.otp.signUp(with: .email, loginId: "ada@example.com")
            case .refresh: _ = try await client.session.refresh(refreshJwt)
            }
        }
    }

    /// Another library's error, with what it should not have in it.
    struct ForeignError: Error, CustomStringConvertible {
        let description: String
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let answer: ScriptedTransport.Answer
        let kind: DescopeError.Kind
        let code: DescopeError.Code
        var status: Int?
        var retryAfter: Duration?
    }

    private static let html = "<!DOCTYPE html><title>Sign in to the Wi-Fi</title>"

    /// An object with an unknown member: lists within lists.
    private static func nested(_ depth: Int) -> String {
        #"{"sessionJwt":"eyJ","a":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
    }

    static let rows = [
        Row(
            testDescription: "throws",
            answer: .error(ForeignError(description: "hush")),
            kind: .transport,
            code: .connectionLost
        ),
        Row(testDescription: "cannot connect", answer: .cannotConnect, kind: .transport, code: .cannotConnect),
        Row(testDescription: "breaks off", answer: .connectionLost, kind: .transport, code: .connectionLost),
        Row(testDescription: "gives up waiting", answer: .timedOut, kind: .transport, code: .timedOut),
        Row(
            testDescription: "HTML, status 200",
            answer: .json(html, headers: ["content-type": "text/html; charset=utf-8"]),
            kind: .decoding,
            code: .unexpectedResponse,
            status: 200
        ),
        Row(
            testDescription: "HTML that says it is JSON",
            answer: .json("\n " + html),
            kind: .decoding,
            code: .unexpectedResponse,
            status: 200
        ),
        Row(
            testDescription: "HTML, status 502",
            answer: .json(html, status: 502, headers: ["content-type": "text/html"]),
            kind: .api,
            code: .unexpectedStatus,
            status: 502
        ),
        Row(testDescription: "429", answer: .status(429), kind: .api, code: .rateLimited, status: 429),
        Row(
            testDescription: "429, Retry-After",
            answer: .status(429, headers: ["Retry-After": "17"]),
            kind: .api,
            code: .rateLimited,
            status: 429,
            retryAfter: .seconds(17)
        ),
        Row(
            testDescription: "429, Retry-After a date",
            answer: .status(429, headers: ["Retry-After": "Thu, 01 Jan 2026 00:01:00 GMT"]),
            kind: .api,
            code: .rateLimited,
            status: 429,
            retryAfter: .seconds(60)
        ),
        Row(
            testDescription: "429, Retry-After nonsense",
            answer: .status(429, headers: ["Retry-After": "soon"]),
            kind: .api,
            code: .rateLimited,
            status: 429
        ),
        Row(
            testDescription: "429 of the service",
            answer: .refusal(.rateLimited, status: 429, headers: ["Retry-After": "3"]),
            kind: .api,
            code: .rateLimited,
            status: 429,
            retryAfter: .seconds(3)
        ),
        Row(
            testDescription: "a redirect",
            answer: .status(302, headers: ["Location": "https://evil.example"]),
            kind: .api,
            code: .unexpectedStatus,
            status: 302
        ),
        Row(
            testDescription: "500 without a body",
            answer: .status(500),
            kind: .api,
            code: .unexpectedStatus,
            status: 500
        ),
        Row(testDescription: "503 and no end", answer: .status(503), kind: .api, code: .unexpectedStatus, status: 503),
        Row(
            testDescription: "50 MB",
            answer: .reply { _ in APIResponse(status: 200, body: Array(repeating: UInt8(ascii: " "), count: 50 << 20))
            },
            kind: .transport,
            code: .responseTooLarge
        ),
        Row(
            testDescription: "half a body",
            answer: .json(#"{"sessionJwt":"eyJ"#),
            kind: .decoding,
            code: .unexpectedResponse,
            status: 200
        ),
        Row(
            testDescription: "a body without its end",
            answer: .json(#"{"sessionJwt":"eyJ","user":{"name":"hush"},"#),
            kind: .decoding,
            code: .unexpectedResponse,
            status: 200
        ),
        Row(
            testDescription: "a member nested deeper than 64",
            answer: .json(nested(64)),
            kind: .decoding,
            code: .unexpectedResponse,
            status: 200
        ),
        Row(testDescription: "no JSON", answer: .json("OK"), kind: .decoding, code: .unexpectedResponse, status: 200),
        Row(testDescription: "a list", answer: .json("[]"), kind: .decoding, code: .unexpectedResponse, status: 200),
        Row(testDescription: "null", answer: .json("null"), kind: .decoding, code: .unexpectedResponse, status: 200),
        Row(
            testDescription: "bytes that are no text",
            answer: .bytes([0xFF, 0xFE, 0x00]),
            kind: .decoding,
            code: .unexpectedResponse,
            status: 200
        ),
    ]

    private func error(_ call: Call, _ answer: ScriptedTransport.Answer) async throws -> (DescopeError, shown: String) {
        let (keys, clock) = (try Self.keys.get(), ManualClock())
        // The one answer, as often as it may be asked for.
        let client = try DescopeClient(
            projectId: "P2test",
            transport: .scripted(answer, answer, answer, answer),
            clock: clock
        )
        .with { $0.retry.delays = [.zero, .zero, .zero] }
        .with(keys: keys)
        let refreshJwt = try TokenMinter(projectId: "P2test", keys: keys, clock: clock).refresh()
        let error = try #require(await #expect(throws: DescopeError.self) { try await call.make(client, refreshJwt) })
        var shown = "\(error)"
        dump(error, to: &shown)
        #expect(!shown.contains(refreshJwt.reveal()))
        return (error, shown)
    }

    /// One for all: making it takes a while.
    private static let keys = Result { try FakeKeys() }

    @Test("each bad answer has its own error", arguments: Call.allCases, rows)
    func badAnswer(_ call: Call, _ row: Row) async throws {
        let (error, shown) = try await error(call, row.answer)
        #expect(error.kind == row.kind)
        #expect(error.code == row.code)
        #expect(error.status == row.status)
        #expect(error.retryAfter == row.retryAfter)
        #expect(error.operation == call.operation)
        #expect(error.isRateLimited == (row.status == 429))
        #expect(shown.hasPrefix("\(call.operation): expected ") || row.code == .rateLimited, "\(shown)")
        #expect(!shown.contains("hush") && !shown.contains("Wi-Fi") && !shown.contains("eyJ"))
    }

    @Test(
        "JSON that breaks off or nests too deeply is refused, wherever it does",
        arguments: [
            "{", #"{"a"#, #"{"a""#, #"{"a":"#, #"{"a":1"#, #"{"a":1,"#, #"{"a":[1,"#, #"{"a":"\"#, #"{"a":"\u00"#,
            #"{"maskedEmail":"a"#, #"{"sessionJwt":"a","#, nested(64), nested(100_000),
        ]
    )
    func malformed(_ json: String) async throws {
        for call in Call.allCases {
            let (error, shown) = try await error(call, .json(json))
            #expect((error.kind, error.code, error.status) == (.decoding, .unexpectedResponse, 200))
            #expect(shown.contains("expected JSON as the API documents it, found \(json.utf8.count) bytes"))
        }
    }

    @Test("a member nested up to 64 is passed over")
    func deep() async throws {
        let client = try DescopeClient(projectId: "P2test", transport: .scripted(.json(Self.nested(63))))
        try await client.otp.signUp(with: .email, loginId: "ada@example.com")
    }

    @Test("members of other types cost a session, which needs its token, and nothing else")
    func oddMembers() async throws {
        let answer = ScriptedTransport.Answer.json(#"{"maskedEmail":1,"maskedPhone":{},"sessionJwt":[]}"#)
        let (error, shown) = try await error(.refresh, answer)
        #expect((error.kind, error.code, error.status) == (.decoding, .unexpectedResponse, 200))
        #expect(shown.contains("'sessionJwt'"))
        let client = try DescopeClient(projectId: "P2test", transport: .scripted(answer))
        #expect(try await client.otp.signUp(with: .email, loginId: "ada@example.com").address == nil)
    }

    @Test("a model of the SDK as the response of an endpoint is read as elsewhere, and a session needs its token")
    func models() async throws {
        func client(_ json: String) throws -> DescopeClient {
            try DescopeClient(projectId: "P2test", transport: .scripted(.json(json)))
        }
        let user = try await client(#"{"userId":"U1","name":7,"email":null}"#)
            .send(Endpoint<UserProfile>("user.load", .get, "/v1/x"))
        #expect((user.userId, user.name, user.email) == ("U1", nil, nil))
        let users = try await client(#"[{"userId":"U1"},7,null,{"userId":"U2"}]"#)
            .send(Endpoint<[UserProfile]>("user.list", .get, "/v1/x"))
        #expect(users.map(\.userId) == ["U1", "U2"])
        let session = Endpoint<SignInResponse>("session.load", .get, "/v1/x")
        #expect(try await client(#"{"sessionJwt":"s"}"#).send(session).sessionJwt.reveal() == "s")
        for json in ["{}", #"{"sessionJwt":""}"#, #"{"sessionJwt":null,"refreshJwt":"r"}"#, "[]", "null"] {
            let error = await #expect(throws: DescopeError.self) { try await client(json).send(session) }
            #expect(error?.code == .unexpectedResponse)
            #expect(throws: DecodingError.self) {
                try JSONDecoder().decode(SignInResponse.self, from: Data(json.utf8))
            }
        }
    }

    @Test("no body at all is no answer", arguments: Call.allCases, [200, 204])
    func noBody(_ call: Call, _ status: Int) async throws {
        let (error, shown) = try await error(call, .status(status))
        #expect(error.code == .unexpectedResponse)
        #expect(shown.contains("an empty body"))
    }

    @Test("a transport that never answers is given up on in time", arguments: Call.allCases)
    func hangs(_ call: Call) async throws {
        for answer in [ScriptedTransport.Answer.hang, .hangIgnoringCancellation] {
            let (keys, clock) = (try Self.keys.get(), ManualClock())
            let client = try DescopeClient(projectId: "P2test", transport: .scripted(answer), clock: clock).with(
                keys: keys
            )
            let refreshJwt = try TokenMinter(projectId: "P2test", keys: keys, clock: clock).refresh()
            async let outcome = #expect(throws: DescopeError.self) { try await call.make(client, refreshJwt) }
            // The transport has 60 s, and the client waits for its error a second longer.
            #expect(await clock.advanceToSleeper(within: .seconds(61)) == .seconds(61))
            let error = try #require(await outcome)
            #expect(error.kind == .transport)
            #expect(error.code == .timedOut)
            #expect(error.operation == call.operation)
        }
    }
}
