import DescopeCore
import DescopeHTTP
import DescopeJWT
import DescopeSession
import DescopeTesting
import Synchronization
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite(.timeLimit(.minutes(5))) struct AccessKeyTests {
    /// A project that hands out session after session for access keys, each with its number as `n`.
    private func fixture(_ count: Int, lifetime: Duration = .seconds(600)) throws -> Fixture {
        let it = try Fixture()
        for number in 0..<count { it.transport.append(try session(number, it, lifetime: lifetime)) }
        return it
    }

    private func session(_ number: Int, _ it: Fixture, lifetime: Duration = .seconds(600)) throws
        -> ScriptedTransport.Answer
    {
        // Minted when it is asked for: time may have moved on.
        .reply { _ in APIResponse(status: 200, body: Array(try Self.text(number, it, lifetime: lifetime).utf8)) }
    }

    private static func text(_ number: Int, _ it: Fixture, lifetime: Duration = .seconds(600)) throws -> String {
        let jwt = try it.mint.session(
            userId: "K2service",
            lifetime: lifetime,
            claims: ["n": .int(Int64(number)), "aud": ["reports"]]
        )
        return object(["sessionJwt": jwt.reveal(), "keyId": "K2service"])
    }

    private func number(_ session: AccessKeySession) -> Int64? { session.token["n"]?.intValue }

    @Test("the key travels as the credential, the options in the body")
    func request() async throws {
        let it = try fixture(2)
        let session = try await it.session.exchange(accessKey: "the-key")
        #expect(session.keyId == "K2service")
        #expect(session.expiresAt == it.clock.now.addingTimeInterval(600))
        #expect(try await it.session.validate(session.sessionJwt).subject == "K2service")

        let options = AccessKeyLoginOptions(customClaims: ["plan": "pro"], selectedTenant: "acme")
        _ = try await it.session.exchange(accessKey: Secret("the-key"), options: options)
        let sent = it.transport.sent
        #expect(sent.map(\.path) == ["/v1/auth/accesskey/exchange", "/v1/auth/accesskey/exchange"])
        #expect(sent.map(\.method) == [.post, .post])
        #expect(sent.map { $0.headers["authorization"] } == ["Bearer P2test:the-key", "Bearer P2test:the-key"])
        #expect(
            sent.map(\.bodyJSON) == [
                [:],
                ["loginOptions": ["customClaims": ["plan": "pro"], "selectedTenant": "acme"]],
            ]
        )
    }

    @Test(
        "a key that is blank, or would break out of the header, is not sent",
        arguments: ["", " \t", "a:b", "a\r\nb", "é"]
    )
    func unfit(_ key: String) async throws {
        let it = try Fixture()
        let error = try #require(
            await #expect(throws: DescopeError.self) { try await it.session.exchange(accessKey: key) }
        )
        #expect(error.code == (key.contains { !" \t".contains($0) } ? .malformedToken : .missingToken))
        #expect(error.isUnauthenticated)
        #expect(error.message.hasPrefix("accessKey: "))
        #expect(error.operation == "session.exchange")
        #expect(it.transport.sent.isEmpty)
    }

    @Test("claims that JSON cannot hold are refused by name")
    func unfitClaims() async throws {
        let it = try Fixture()
        let options = AccessKeyLoginOptions(customClaims: ["n": .double(.infinity)])
        let error = await #expect(throws: DescopeError.self) {
            try await it.session.exchange(accessKey: "k", options: options)
        }
        #expect(error?.message.hasPrefix("options.customClaims.n: ") == true)
        #expect(it.transport.sent.isEmpty)
    }

    @Test("a session token with a flaw is refused, and not kept", arguments: Flaw.allCases)
    func answerIsChecked(_ flaw: Flaw) async throws {
        let it = try Fixture()
        it.transport.append(it.signedIn(try flaw.sessionToken(it)), try session(1, it))
        let error = await #expect(throws: DescopeError.self) {
            try await it.session.exchange(accessKey: "k", audience: ["api"])
        }
        // Which audience is asked for is the caller's affair, and not the service's.
        #expect(error?.code == (flaw == .wrongAudience ? .wrongAudience : .newTokenRefused))
        #expect(flaw == .wrongAudience || (error?.underlying as? DescopeError)?.code == flaw.code)
        #expect(error?.isUnauthenticated == (flaw == .wrongAudience))
        #expect(error?.operation == "session.exchange")
        // A token for another audience is a good one, and another caller may ask for that.
        guard flaw != .wrongAudience else { return }
        #expect(number(try await it.session.exchange(accessKey: "k")) == 1)
    }

    @Test("a token that is bound to somebody's key is refused: nobody here holds it")
    func bound() async throws {
        let it = try Fixture()
        it.transport.append(it.signedIn(try it.mint.session(claims: ["cnf": ["jkt": "abc"]])))
        let error = await #expect(throws: DescopeError.self) { try await it.session.exchange(accessKey: "k") }
        #expect(error?.code == .missingProof)
    }

    // MARK: - The cache

    /// How long a session of some lifetime is used again: all but a tenth of it, or all but a minute.
    @Test("a session is used again until shortly before it expires", arguments: [(600, 540), (3600, 3540), (60, 54)])
    func reuse(_ lifetime: Int, _ usable: Int) async throws {
        let it = try fixture(2, lifetime: .seconds(lifetime))
        #expect(number(try await it.session.exchange(accessKey: "k")) == 0)
        it.clock.advance(by: .seconds(usable - 1))
        #expect(number(try await it.session.exchange(accessKey: "k")) == 0)
        it.clock.advance(by: .seconds(1))
        #expect(number(try await it.session.exchange(accessKey: "k")) == 1)
        try it.transport.verify()
    }

    @Test("a token that has hardly any time left is handed out, and used once")
    func expiring() async throws {
        let it = try fixture(2, lifetime: .zero)
        // Good within the leeway, but nothing to keep.
        #expect(number(try await it.session.exchange(accessKey: "k")) == 0)
        #expect(number(try await it.session.exchange(accessKey: "k")) == 1)
    }

    @Test("each key, and each set of options, has a session of its own")
    func keysAndOptions() async throws {
        let it = try fixture(4)
        let options: [(String, AccessKeyLoginOptions)] = [
            ("k", AccessKeyLoginOptions()), ("k2", AccessKeyLoginOptions()),
            ("k", AccessKeyLoginOptions(selectedTenant: "acme")),
            ("k", AccessKeyLoginOptions(customClaims: ["tenant": "acme"])),
        ]
        for _ in 0..<2 {
            for (index, (key, options)) in options.enumerated() {
                #expect(number(try await it.session.exchange(accessKey: key, options: options)) == Int64(index))
            }
        }
        try it.transport.verify()
    }

    @Test("equal claims are equal in whatever order")
    func claimsOrder() async throws {
        let it = try fixture(1)
        for claims in [["a": 1, "b": 2], ["b": 2, "a": 1]] as [[String: JSONValue]] {
            _ = try await it.session.exchange(accessKey: "k", options: .init(customClaims: claims))
        }
        try it.transport.verify()
    }

    @Test("copies of a client share the sessions; a client of another project does not")
    func copies() async throws {
        let it = try fixture(2)
        #expect(number(try await it.session.exchange(accessKey: "k")) == 0)
        #expect(number(try await it.client.with { $0.leeway = .seconds(1) }.session.exchange(accessKey: "k")) == 0)
        let other = it.client.with { $0.tokenCacheCapacity = 0 }.with(keys: it.keys)
        #expect(number(try await other.session.exchange(accessKey: "k")) == 1)
    }

    @Test("the audience is asked each time, also of a session that is used again")
    func audience() async throws {
        let it = try fixture(1)
        _ = try await it.session.exchange(accessKey: "k", audience: ["reports"])
        await #expect { try await it.session.exchange(accessKey: "k", audience: ["billing"]) } throws: {
            DescopeError.Code.wrongAudience ~= $0
        }
        _ = try await it.session.exchange(accessKey: "k")
        try it.transport.verify()
    }

    @Test("past the cache the service is asked, and its answer is used from then on")
    func ignoringCache() async throws {
        let it = try fixture(2)
        #expect(number(try await it.session.exchange(accessKey: "k")) == 0)
        #expect(number(try await it.session.exchange(accessKey: "k", ignoresCache: true)) == 1)
        #expect(number(try await it.session.exchange(accessKey: "k")) == 1)
        try it.transport.verify()
    }

    @Test("a key that turns out to be refused is no longer answered from the cache")
    func revoked() async throws {
        let it = try fixture(1)
        it.transport.append(.refusal(.invalidAccessKey, status: 401))
        _ = try await it.session.exchange(accessKey: "k")
        for ignoresCache in [true, false] {
            await #expect { try await it.session.exchange(accessKey: "k", ignoresCache: ignoresCache) } throws: {
                DescopeError.Code.invalidAccessKey ~= $0
            }
        }
        try it.transport.verify()
    }

    @Test("a late answer brings back no key that was refused since, and no older session", arguments: [true, false])
    func lateAnswer(_ isRefused: Bool) async throws {
        let (it, gate) = (try Fixture(), ManualClock(patience: nil))
        it.transport.append(.held(by: gate) { _ in try Self.text(0, it) })
        it.transport.append(isRefused ? .refusal(.invalidAccessKey, status: 401) : try session(1, it))
        it.transport.append(try session(2, it))

        let late = Task { try await it.session.exchange(accessKey: "k", ignoresCache: true) }
        await gate.sleepers(atLeast: 1)
        _ = try? await it.session.exchange(accessKey: "k", ignoresCache: true)
        gate.advance(by: .seconds(1))
        #expect(number(try await late.value) == 0)
        if isRefused {
            await #expect(throws: DescopeError.self) { try await it.session.exchange(accessKey: "k") }
            it.clock.advance(by: .seconds(10))
        }
        #expect(number(try await it.session.exchange(accessKey: "k")) == (isRefused ? 2 : 1))
    }

    @Test("a refusal drops the session, also when a later request has brought it")
    func lateRefusal() async throws {
        let (it, gate) = (try Fixture(), ManualClock(patience: nil))
        it.transport.append(.held(by: gate, status: 401) { _ in #"{"errorCode":"E062802"}"# })
        it.transport.append(try session(1, it), try session(2, it))
        let late = Task { try await it.session.exchange(accessKey: "k", ignoresCache: true) }
        await gate.sleepers(atLeast: 1)
        #expect(number(try await it.session.exchange(accessKey: "k", ignoresCache: true)) == 1)
        gate.advance(by: .seconds(1))
        await #expect(throws: DescopeError.self) { try await late.value }
        #expect(number(try await it.session.exchange(accessKey: "k")) == 2)
    }

    @Test(
        "who cannot be asked past the cache costs nobody the session",
        arguments: [.status(500), .connectionLost, .refusal(.rateLimited, status: 429)] as [ScriptedTransport.Answer]
    )
    func unavailable(_ answer: ScriptedTransport.Answer) async throws {
        let it = try fixture(1)
        it.transport.append(answer)
        _ = try await it.session.exchange(accessKey: "k")
        await #expect(throws: DescopeError.self) { try await it.session.exchange(accessKey: "k", ignoresCache: true) }
        #expect(number(try await it.session.exchange(accessKey: "k")) == 0)
        try it.transport.verify()
    }

    // MARK: - Refusals

    /// The statuses and codes that a refusal may have.
    private static let refusals: [(Int, DescopeError.Code)] = [
        (401, .invalidAccessKey), (401, .missingAccessKey), (400, .invalidAccessKey), (403, .init(rawValue: "E999999")),
    ]

    @Test("a key that is refused is not sent again for ten seconds", arguments: refusals)
    func refusal(_ status: Int, _ code: DescopeError.Code) async throws {
        let it = try Fixture(.refusal(code, status: status), .refusal(code, status: status))
        func refused() async {
            let error = await #expect(throws: DescopeError.self) { try await it.session.exchange(accessKey: "the-key") }
            #expect((error?.kind, error?.code, error?.status) == (.api, code, status))
            #expect(error?.isUnauthenticated == true)
            #expect(error?.operation == "session.exchange")
            #expect(error.map { !"\($0)".contains("the-key") } == true)
        }
        for _ in 0..<100 {
            await refused()
            it.clock.advance(by: .milliseconds(99))
        }
        #expect(it.transport.sent.count == 1)
        // The wall clock does not matter.
        it.clock.set(to: it.clock.now + 3600)
        await refused()
        #expect(it.transport.sent.count == 1)
        it.clock.advance(by: .milliseconds(100))
        await refused()
        #expect(it.transport.sent.count == 2)
    }

    @Test("two hundred exchanges of two wrong keys are two requests, one after another and at the same time")
    func manyRefused() async throws {
        let refused = ScriptedTransport.Answer.refusal(.invalidAccessKey, status: 401)
        let it = try Fixture(refused, refused)
        for index in 0..<200 {
            await #expect(throws: DescopeError.self) { try await it.session.exchange(accessKey: "k\(index % 2)") }
        }
        try it.transport.verify()
        it.clock.advance(by: .seconds(10))
        it.transport.append(refused, refused)
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<200 {
                group.addTask { _ = try? await it.session.exchange(accessKey: "k\(index % 2)") }
            }
        }
        try it.transport.verify()
    }

    @Test("a refusal is that of key and options, and of no other")
    func refusalsApart() async throws {
        let it = try Fixture(.refusal(.invalidArguments, status: 400))
        it.transport.append(try session(1, it), try session(2, it))
        let options = AccessKeyLoginOptions(selectedTenant: "none")
        for _ in 0..<3 {
            await #expect(throws: DescopeError.self) { try await it.session.exchange(accessKey: "k", options: options) }
        }
        #expect(number(try await it.session.exchange(accessKey: "k")) == 1)
        #expect(number(try await it.session.exchange(accessKey: "k2", options: options)) == 2)
        await #expect(throws: DescopeError.self) { try await it.session.exchange(accessKey: "k", options: options) }
        try it.transport.verify()
    }

    @Test("past the cache the service is asked, and a key that it accepts again is no longer refused")
    func refusalIgnoringCache() async throws {
        let it = try Fixture(.refusal(.invalidAccessKey, status: 401), .refusal(.invalidAccessKey, status: 401))
        it.transport.append(try session(1, it))
        for ignoresCache in [false, true, false] {
            await #expect(throws: DescopeError.self) {
                try await it.session.exchange(accessKey: "k", ignoresCache: ignoresCache)
            }
        }
        #expect(number(try await it.session.exchange(accessKey: "k", ignoresCache: true)) == 1)
        #expect(number(try await it.session.exchange(accessKey: "k")) == 1)
        try it.transport.verify()
    }

    @Test("a key whose session has hardly any time left is no longer refused either")
    func refusalThenExpiring() async throws {
        let it = try Fixture(.refusal(.invalidAccessKey, status: 401))
        for number in 1...2 { it.transport.append(try session(number, it, lifetime: .zero)) }
        await #expect(throws: DescopeError.self) { try await it.session.exchange(accessKey: "k") }
        #expect(number(try await it.session.exchange(accessKey: "k", ignoresCache: true)) == 1)
        #expect(number(try await it.session.exchange(accessKey: "k")) == 2)
    }

    @Test("a refusal that comes late does not refuse a key that was accepted since")
    func lateRefusalIsNotKept() async throws {
        let (it, gate) = (try Fixture(), ManualClock())
        it.transport.append(.held(by: gate, status: 401) { _ in #"{"errorCode":"E062803"}"# })
        it.transport.append(try session(1, it), try session(2, it))
        let late = Task { try await it.session.exchange(accessKey: "k") }
        await gate.sleepers(atLeast: 1)
        #expect(number(try await it.session.exchange(accessKey: "k", ignoresCache: true)) == 1)
        gate.advance(by: .seconds(1))
        await #expect(throws: DescopeError.self) { try await late.value }
        #expect(number(try await it.session.exchange(accessKey: "k")) == 2)
    }

    @Test(
        "no other failure is kept: it says nothing of the key",
        arguments: [
            .status(500), .status(503), .status(401), .status(403), .status(404), .status(302), .connectionLost,
            .cannotConnect, .refusal(.rateLimited, status: 429), .status(429, headers: ["Retry-After": "60"]),
            .refusal(.invalidAccessKey, status: 500), .json("no JSON"), .json(#"{"sessionJwt":"not.a.token"}"#),
        ] as [ScriptedTransport.Answer]
    )
    func failure(_ answer: ScriptedTransport.Answer) async throws {
        let it = try Fixture(answer) { $0.retry = .never }
        it.transport.append(try session(1, it))
        let error = await #expect(throws: DescopeError.self) { try await it.session.exchange(accessKey: "k") }
        #expect(error?.operation == "session.exchange")
        #expect(number(try await it.session.exchange(accessKey: "k")) == 1)
    }

    @Test("a thousand and some refusals have room; of more, the oldest make it, and no session does")
    func boundedRefusals() async throws {
        let it = try fixture(1)
        _ = try await it.session.exchange(accessKey: "good")
        func requests(_ keys: some Sequence<Int>) async -> Int {
            let before = it.transport.sent.count
            for number in keys {
                it.transport.append(.refusal(.invalidAccessKey, status: 401))
                _ = try? await it.session.exchange(accessKey: "k\(number)")
            }
            return it.transport.sent.count - before
        }
        #expect(await requests(0..<1024) == 1024)
        #expect(await requests(0..<1024) == 0)
        #expect(await requests(1024..<1536) == 512)
        #expect(await requests(1024..<1536) == 0)
        #expect(await requests(0..<512) == 512)
        #expect(number(try await it.session.exchange(accessKey: "good")) == 0)
    }

    @Test("a session whose key is gone is fetched anew")
    func keyIsGone() async throws {
        let it = try Fixture()
        let keys = Changing(it.keys)
        let client = it.client.with(keys: keys)
        let new = try FakeKeys(keyId: "SK2new", algorithm: .es256)
        let mint = TokenMinter(projectId: Fixture.projectId, keys: new, clock: it.clock)
        it.transport.append(it.signedIn(try it.mint.session()), it.signedIn(try mint.session(userId: "K2new")))
        _ = try await client.session.exchange(accessKey: "k")
        keys.current.withLock { $0 = new }
        #expect(try await client.session.exchange(accessKey: "k").keyId == "K2new")
        try it.transport.verify()
    }

    @Test("a clock that was put back does not keep a session alive")
    func clockPutBack() async throws {
        let it = try fixture(2)
        let start = it.clock.now
        _ = try await it.session.exchange(accessKey: "k")
        it.clock.set(to: start.addingTimeInterval(-3600))
        #expect(number(try await it.session.exchange(accessKey: "k")) == 1)
    }

    @Test("a thousand and some keys have room; of more, the session that ends first makes it")
    func bounded() async throws {
        let it = try Fixture()
        // Two tokens for all: what is asked here does not depend on them, and signing takes its time.
        let (first, other) = (try it.mint.session(lifetime: .seconds(599)), try it.mint.session())
        for number in 0..<1026 { it.transport.append(it.signedIn(number == 0 ? first : other)) }
        for number in 0..<1025 { _ = try await it.session.exchange(accessKey: "k\(number)") }
        #expect(it.transport.sent.count == 1025)
        for number in [1, 1024] { _ = try await it.session.exchange(accessKey: "k\(number)") }
        #expect(it.transport.sent.count == 1025)
        // Went when the last one came.
        _ = try await it.session.exchange(accessKey: "k0")
        #expect(it.transport.sent.count == 1026)
    }

    // MARK: - At the same time

    @Test(
        "equal exchanges are one request, different ones are not",
        arguments: [["k", "k", "k"], ["k1", "k2", "k3"]]
    )
    func sameTime(_ keys: [String]) async throws {
        let (it, gate, executor) = (try Fixture(), ManualClock(patience: nil), HeldExecutor())
        for _ in Set(keys) { it.transport.append(.held(by: gate) { _ in try Self.text(0, it) }) }
        let tasks = await callers(with: keys, on: executor, waitingAt: gate, requests: Set(keys).count) {
            try await it.session.exchange(accessKey: $0).keyId
        }
        gate.advance(by: .seconds(1))
        executor.release()
        for task in tasks { #expect(try await task.value == "K2service") }
        try it.transport.verify()
    }

    @Test("a cancelled caller leaves at once and alone", arguments: [0, 1])
    func cancelled(_ index: Int) async throws {
        let (it, gate, executor) = (try Fixture(), ManualClock(patience: nil), HeldExecutor())
        it.transport.append(.held(by: gate) { _ in try Self.text(0, it) })
        let tasks = await callers(with: ["k", "k", "k"], on: executor, waitingAt: gate) {
            try await it.session.exchange(accessKey: $0).keyId
        }
        tasks[index].cancel()
        executor.release()
        await #expect(throws: CancellationError.self) { try await tasks[index].value }
        gate.advance(by: .seconds(1))
        for (other, task) in tasks.enumerated() where other != index {
            #expect(try await task.value == "K2service")
        }
        try it.transport.verify()
    }

    @Test("neither key nor token shows when a session is printed")
    func silence() async throws {
        let it = try fixture(1)
        let session = try await it.session.exchange(accessKey: "the-key")
        var text = "\(session)"
        dump(session, to: &text)
        #expect(!text.contains(session.sessionJwt.reveal()) && !text.contains("the-key"))
    }
}
