import DescopeCore
import DescopeHTTP
import DescopeTesting
import Testing

@Suite struct ResponseTests {
    typealias Answer = ScriptedTransport.Answer

    private func load(_ answer: Answer, _ edit: (inout DescopeConfiguration) throws -> Void = { _ in }) async throws
        -> Thing
    {
        try await client(ScriptedTransport(answer), edit).send(thing())
    }

    @Test("an answer is read; members that this SDK does not know are passed over", arguments: [200, 201, 299])
    func reads(_ status: Int) async throws {
        let answer = try await load(.json(#"{"id":"x","count":3,"names":["a"],"new":{"deep":[1]}}"#, status: status))
        #expect(answer == Thing(id: "x", count: 3, names: ["a"]))
    }

    @Test(
        "a content type that is missing or wrong does not matter to JSON",
        arguments: ["", "text/plain", "application/problem+json"]
    )
    func contentType(_ type: String) async throws {
        #expect(try await load(.json(#"{"id":"x"}"#, headers: ["content-type": type])) == Thing(id: "x", names: []))
    }

    @Test(
        "an answer that cannot be read is an error that repeats nothing of it",
        arguments: [
            .json("<html>hush</html>"), .json("hush", headers: ["Content-Type": "TEXT/HTML; charset=utf-8"]),
            .json("  \n<!doctype html>hush"), .json("hush"),
            .json(#"{"id":"hush""#), .json(#"["hush"]"#), .json(#"{"id":7,"other":"hush"}"#),
            .json(#"{"count":1,"names":["hush"]}"#), .json("null"), .json("7"),
            .bytes(Array(#"{"id":"hush"#.utf8) + [0xFF] + Array(#""}"#.utf8)), .json(#"{"id":"x","count":"hush"}"#),
            .json(#"{"id":"x","names":[1,"hush"]}"#),
            .empty, .status(204),
        ] as [Answer]
    )
    func unreadable(_ answer: Answer) async throws {
        let error = await #expect(throws: DescopeError.self) { try await load(answer) }
        #expect(error?.code == .unexpectedResponse)
        #expect(error?.kind == .decoding)
        #expect(error?.status.map { (200..<300).contains($0) } == true)
        #expect(error?.operation == "thing.load")
        #expect(error.map { prints($0).contains("hush") } == false)
    }

    @Test(
        "the error names the member that could not be read",
        arguments: [(#"{"names":[]}"#, "'id'"), (#"{"id":"x","count":"three"}"#, "'count'")]
    )
    func place(_ body: String, _ name: String) async throws {
        let error = await #expect(throws: DescopeError.self) { try await load(.json(body)) }
        #expect(error?.message.contains(name) == true)
    }

    @Test(
        "names that may be data are not shown",
        arguments: [
            (#"[{"count":"x"}]"#, "'0.count'"), (#"[{"ada@x.io":"x"}]"#, "'0.…'"), (#"[{"1a":"x"}]"#, "'0.…'"),
            ("[{\"a\u{202E}b\":\"x\"}]", "'0.…'"), (#"[{"a-b":"x"}]"#, "'0.…'"), (#"[{"a_1":"x"}]"#, "'0.a_1'"),
            (#"[{"\#(String(repeating: "a", count: 65))":"x"}]"#, "'0.…'"),
        ]
    )
    func dataInPlace(_ body: String, _ place: String) async throws {
        let endpoint = Endpoint<[[String: Int]]>("a.b", .get, "/v1")
        let error = await #expect(throws: DescopeError.self) {
            try await client(ScriptedTransport(.json(body))).send(endpoint)
        }
        #expect(error?.message.hasSuffix(" It cannot be read at \(place).") == true)
    }

    @Test("and the request, for the service's support")
    func requestId() async throws {
        let error = await #expect(throws: DescopeError.self) {
            try await load(.json("hush", headers: ["cf-ray": "r-1"]))
        }
        #expect(error?.requestId == "r-1")
    }

    private struct Names: Decodable { var names: [String] }

    @Test(
        "an empty response is an error where one is needed",
        arguments: [Answer.empty, .status(204)]
    )
    func empty(_ answer: Answer) async throws {
        let endpoint = Endpoint<Names>("a.b", .get, "/v1")
        let error = await #expect(throws: DescopeError.self) {
            try await client(ScriptedTransport(answer)).send(endpoint)
        }
        #expect(error?.code == .unexpectedResponse)
        #expect(error?.message.contains("an empty body") == true)
    }

    @Test(
        "a call that answers nothing takes any body",
        arguments: [
            .empty, .status(204), .json("{}"), .json("null"), .json("OK"), .json("{"), .json(#"{"other":1}"#),
            .bytes([0xFF, 0x00]),
            .status(200, headers: ["content-type": "text/html"]),
        ] as [Answer]
    )
    func noContent(_ answer: Answer) async throws {
        _ = try await client(ScriptedTransport(answer)).send(act())
    }

    @Test(
        "but no web page: that comes from somebody else",
        arguments: [Answer.json("<html></html>"), .json("Sign in", headers: ["content-type": "text/html"])]
    )
    func noPage(_ answer: Answer) async throws {
        let error = await #expect(throws: DescopeError.self) { try await client(ScriptedTransport(answer)).send(act()) }
        #expect(error?.code == .unexpectedResponse)
    }

    @Test("an answer above the limit is refused, whatever its status", arguments: [200, 400])
    func tooLarge(_ status: Int) async throws {
        let body = [UInt8](repeating: 0x20, count: 50 << 20)
        let error = await #expect(throws: DescopeError.self) { try await load(.bytes(body, status: status)) }
        #expect(error?.code == .responseTooLarge)
        #expect(error?.kind == .transport)
    }

    @Test("the limit itself is allowed")
    func limit() async throws {
        let text = #"{"id":"x"}"#
        #expect(try await load(.json(text)) { $0.maximumResponseBytes = text.utf8.count }.id == "x")
        let error = await #expect(throws: DescopeError.self) {
            try await load(.json(text)) { $0.maximumResponseBytes = text.utf8.count - 1 }
        }
        #expect(error?.code == .responseTooLarge)
    }
}
