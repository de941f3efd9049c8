import Descope
import DescopeTesting
import Synchronization
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A key endpoint that answers with something else than keys. Each has its own error, none is accepted, none hangs.
@Suite(.timeLimit(.minutes(5))) struct BadKeyEndpointTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let answer: ScriptedTransport.Answer
        /// What the message says was found.
        let says: String
        /// The code of the failure below it, when the answer was not even read as keys.
        var cause: DescopeError.Code?
        var retryAfter: Duration?
        /// Whether the request is made twice.
        var isRepeated = false
    }

    static let rows = [
        Row(testDescription: "500", answer: .status(500), says: "HTTP 500", cause: .unexpectedStatus),
        Row(
            testDescription: "503 and no end",
            answer: .status(503),
            says: "HTTP 503",
            cause: .unexpectedStatus,
            isRepeated: true
        ),
        Row(
            testDescription: "429",
            answer: .status(429, headers: ["Retry-After": "7"]),
            says: "the rate limit",
            cause: .rateLimited,
            retryAfter: .seconds(7)
        ),
        Row(
            testDescription: "404 of the service",
            answer: .refusal(.invalidArguments, status: 404, description: "no such project"),
            says: "no such project",
            cause: .invalidArguments
        ),
        Row(
            testDescription: "a redirect",
            answer: .status(302, headers: ["Location": "https://evil.example/keys"]),
            says: "a redirect",
            cause: .unexpectedStatus
        ),
        Row(
            testDescription: "no connection",
            answer: .cannotConnect,
            says: "cannotConnect",
            cause: .cannotConnect,
            isRepeated: true
        ),
        Row(testDescription: "breaks off", answer: .connectionLost, says: "connectionLost", cause: .connectionLost),
        Row(
            testDescription: "HTML",
            answer: .json("<!DOCTYPE html><title>hush</title>"),
            says: "a web page",
            cause: .unexpectedResponse
        ),
        Row(
            testDescription: "a body over the limit",
            answer: .reply { request in
                let keys = Array(#"{"keys":[]}"#.utf8)
                let space = Array(repeating: UInt8(ascii: " "), count: request.maximumResponseBytes)
                return APIResponse(status: 200, body: space + keys)
            },
            says: "16777216",
            cause: .responseTooLarge
        ),
        Row(testDescription: "no body", answer: .empty, says: "0 bytes"),
        Row(testDescription: "no JSON", answer: .json("hush"), says: "4 bytes of something else"),
        Row(testDescription: "half a list", answer: .json(#"{"keys":[{"kid":"a""#), says: "19 bytes"),
        Row(testDescription: "no list", answer: .json(#"{"keys":{"kid":"hush"}}"#), says: "23 bytes"),
        Row(testDescription: "a list twice", answer: .json(#"{"keys":[],"keys":[]}"#), says: "21 bytes"),
        Row(testDescription: "an empty list", answer: .json(#"{"keys":[]}"#), says: "found 0 keys"),
        Row(
            testDescription: "a shared secret",
            answer: .json(#"{"keys":[{"kid":"SK2oct","kty":"oct","alg":"HS256","k":"hush"}]}"#),
            says: "found 1 keys and none usable. JWK 'SK2oct': expected 'RSA', 'EC' or 'OKP'"
        ),
        Row(
            testDescription: "10,000 keys",
            answer: .json(#"{"keys":["# + Array(repeating: usableKey, count: 10_000).joined(separator: ",") + "]}"),
            says: "expected at most 1024 keys, found 10000"
        ),
    ]

    /// RFC 8037, appendix A.2.
    private static let usableKey =
        #"{"kid":"a","kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#

    /// One for all: making it takes a while.
    private static let keys = Result { try FakeKeys(algorithm: .es256) }

    private let clock = ManualClock()
    private let transport = ScriptedTransport()
    private let client: DescopeClient
    private let jwt: Secret

    init() throws {
        client = try DescopeClient(projectId: "P2test", transport: transport, clock: clock)
            .with { $0.retry.delays = [.zero] }
        jwt = try TokenMinter(projectId: "P2test", keys: Self.keys.get(), clock: clock)
            .session(lifetime: .seconds(86_400))
    }

    private func goodAnswer() throws -> ScriptedTransport.Answer {
        let list = try Self.keys.get().keySet
        return .reply { _ in APIResponse(status: 200, body: Array(try text(list).utf8)) }
    }

    @Test("each has its own error; nothing of it is kept", arguments: rows)
    func badAnswer(_ row: Row) async throws {
        // A second one, for who tries again.
        transport.append(row.answer, row.answer)
        let error = try #require(
            await #expect(throws: DescopeError.self) { try await client.session.validate(jwt) }
        )
        #expect(error.kind == .key)
        #expect(error.code == .keysUnavailable)
        #expect(error.operation == "session.validate")
        #expect(error.retryAfter == row.retryAfter)
        #expect(error.message.contains(row.says), "\(error)")
        #expect((error.underlying as? DescopeError)?.code == row.cause)
        var shown = "\(error)"
        dump(error, to: &shown)
        #expect(!shown.contains("hush") && !shown.contains("evil"))

        let left = transport.unconsumed.count
        transport.append(try goodAnswer())
        for _ in 0..<left {
            // As long as the endpoint has asked for.
            clock.advance(by: row.retryAfter ?? .zero)
            _ = try? await client.session.validate(jwt)
        }
        clock.advance(by: row.retryAfter ?? .zero)
        #expect(try await client.session.validate(jwt).subject == "U2test")
    }

    @Test("keys that are at hand stay in use, and an observer is told", arguments: rows)
    func lastGood(_ row: Row) async throws {
        let failures = Failures()
        let client = client.with(observer: failures)
        transport.append(try goodAnswer(), row.answer, row.answer)
        _ = try await client.session.validate(jwt)
        clock.advance(by: .seconds(601))
        for _ in 0..<3 { #expect(try await client.session.validate(jwt).subject == "U2test") }
        await failures.first()
        #expect(try await client.session.validate(jwt).subject == "U2test")
        #expect(failures.all.map(\.code) == [.keysUnavailable])
        #expect(failures.all.first?.message.contains(row.says) == true)
    }

    @Test(
        "one that never answers is given up on in time, and tried again by the next who asks",
        arguments: [ScriptedTransport.Answer.hang, .hangIgnoringCancellation]
    )
    func never(_ answer: ScriptedTransport.Answer) async throws {
        transport.append(answer, try goodAnswer())
        let call = Task { try await client.session.validate(jwt) }
        #expect(await clock.advanceToSleeper(within: .seconds(60)) == .seconds(60))
        let error = await #expect(throws: DescopeError.self) { try await call.value }
        #expect(error?.code == .keysUnavailable)
        #expect((error?.underlying as? DescopeError)?.code == .timedOut)
        #expect(error?.message.contains("60") == true)
        _ = try await client.session.validate(jwt)
    }

    @Test(
        "whoever waits for one that never answers may leave, alone",
        arguments: [ScriptedTransport.Answer.hang, .hangIgnoringCancellation]
    )
    func leaving(_ answer: ScriptedTransport.Answer) async throws {
        transport.append(answer)
        let executor = HeldExecutor()
        let calls = (0..<3).map { _ in Task(executorPreference: executor) { try await client.session.validate(jwt) } }
        executor.drain()
        await clock.sleepers(atLeast: 1)
        calls[0].cancel()
        executor.release()
        await #expect(throws: CancellationError.self) { try await calls[0].value }
        await clock.advanceToSleeper(within: .seconds(60))
        for call in calls[1...] {
            let error = await #expect(throws: DescopeError.self) { try await call.value }
            #expect(error?.code == .keysUnavailable)
        }
        #expect(transport.sent.count == 1)
    }

    @Test("tokens of unknown keys, one after another, make three fetches within a minute", arguments: rows)
    func flood(_ row: Row) async throws {
        // Each with the one repetition that a request has here.
        for _ in 0..<7 { transport.append(row.answer) }
        let stranger = try FakeKeys(keyId: "SK2none", algorithm: .es256)
        let jwt = try TokenMinter(projectId: "P2test", keys: stranger, clock: clock).session()
        for _ in 0..<200 {
            let error = await #expect(throws: DescopeError.self) { try await client.session.validate(jwt) }
            #expect(error?.code == .keysUnavailable)
            clock.advance(by: .milliseconds(299))
        }
        #expect(transport.sent.count == (row.isRepeated ? 6 : 3))
    }

    @Test("while one does not answer, tokens whose key is at hand wait for nothing", arguments: [600, 86_000])
    func early(_ age: Int) async throws {
        transport.append(try goodAnswer(), .hangIgnoringCancellation)
        _ = try await client.session.validate(jwt)
        clock.advance(by: .seconds(age))
        for _ in 0..<100 { _ = try await client.session.validate(jwt) }
        // The fetch's deadline and the attempt's: the request is on its way.
        await clock.sleepers(atLeast: 2)
        for _ in 0..<100 { _ = try await client.session.validate(jwt) }
        while transport.sent.count < 2 { await Task.yield() }
        #expect(transport.sent.count == 2)
    }
}

/// Notes which fetches failed.
private final class Failures: ValidationObserver {
    private let notes = Mutex<[DescopeError]>([])
    private let noted = AsyncStream<Void>.makeStream()
    var all: [DescopeError] { notes.withLock(\.self) }

    /// Returns when one has failed.
    func first() async { for await _ in noted.stream { break } }

    func keyFetchFailed(_ error: DescopeError) {
        notes.withLock { $0.append(error) }
        noted.continuation.yield()
    }
}

private func text(_ json: JSONValue) throws -> String {
    String(decoding: try JSONEncoder().encode(json), as: UTF8.self)
}
