import DescopeCore
import DescopeHTTP
import DescopeJWT
import DescopeSession
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Keys belong to one project at one address.
@Suite(.timeLimit(.minutes(5))) struct KeyBindingTests {
    /// Two keys with the same id.
    private let ours = Result { try FakeKeys(algorithm: .es256) }
    private let theirs = Result { try FakeKeys(algorithm: .es256) }
    private let clock = ManualClock()

    /// Answers with one of two lists, as `isOurs` says of the request; and the client whose requests are ours.
    private func setting(
        _ isOurs: @escaping @Sendable (APIRequest) -> Bool
    ) throws -> (client: DescopeClient, transport: ScriptedTransport) {
        let (ours, theirs) = (try ours.get().keySet, try theirs.get().keySet)
        let transport = ScriptedTransport(
            Array(
                repeating: .reply { request in
                    APIResponse(status: 200, body: Array(try text(isOurs(request) ? ours : theirs).utf8))
                },
                count: 9
            )
        )
        return (try DescopeClient(projectId: "P2ours", transport: transport, clock: clock), transport)
    }

    private func mint(_ keys: Result<FakeKeys, any Error>, _ projectId: String) throws -> Secret {
        try TokenMinter(projectId: projectId, keys: keys.get(), clock: clock).session()
    }

    private func expectRefusal(
        _ jwt: Secret,
        by client: DescopeClient,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        await #expect(sourceLocation: sourceLocation) { try await client.session.validate(jwt) } throws: {
            DescopeError.Code.invalidSignature ~= $0
        }
    }

    @Test(
        "two projects with the same key id do not mix their keys, whichever is asked first",
        arguments: [true, false]
    )
    func projects(_ oursFirst: Bool) async throws {
        let (client, transport) = try setting { $0.path == "/v2/keys/P2ours" }
        let other = try client.with { $0 = try DescopeConfiguration(projectId: "P2theirs") }
        // What each says of itself is right, but for the key.
        let ourJwt = try mint(ours, "P2ours"), theirJwt = try mint(theirs, "P2theirs")
        for isOurs in [oursFirst, !oursFirst, oursFirst] {
            _ = try await (isOurs ? client : other).session.validate(isOurs ? ourJwt : theirJwt)
        }
        await expectRefusal(try mint(theirs, "P2ours"), by: client)
        await expectRefusal(try mint(ours, "P2theirs"), by: other)
        #expect(Set(transport.sent.map(\.path)) == ["/v2/keys/P2ours", "/v2/keys/P2theirs"])
        #expect(transport.sent.count == 2)
    }

    @Test("another address has keys of its own, and does not get those of the first")
    func addresses() async throws {
        let (client, transport) = try setting { $0.baseURL.description == "https://api.descope.com" }
        let moved = try client.with { $0.baseURL = try BaseURL("https://auth.example.com") }
        _ = try await client.session.validate(mint(ours, "P2ours"))
        _ = try await moved.session.validate(mint(theirs, "P2ours"))
        await expectRefusal(try mint(ours, "P2ours"), by: moved)
        await expectRefusal(try mint(theirs, "P2ours"), by: client)
        #expect(transport.sent.map(\.baseURL.description) == ["https://api.descope.com", "https://auth.example.com"])
        // There and back is not the same place.
        let back = try moved.with { $0.baseURL = try BaseURL("https://api.descope.com") }
        _ = try await back.session.validate(mint(ours, "P2ours"))
        #expect(transport.sent.count == 3)
    }

    @Test("copies with other options share the keys, whichever of them fetches", arguments: [true, false])
    func options(_ copyFirst: Bool) async throws {
        let (client, transport) = try setting { _ in true }
        let copy = client.with {
            $0.requestTimeout = .seconds(1)
            $0.retry = .never
            $0.leeway = .zero
            $0.authManagementKey = "K2auth"
            $0.additionalHeaders = ["x-gateway": "g"]
            $0.keyLifetime = .seconds(1)
            $0.maximumKeyAge = .seconds(60)
            $0.keyFetchesPerMinute = 1
        }
        for isCopy in [copyFirst, !copyFirst, copyFirst] {
            _ = try await (isCopy ? copy : client).session.validate(mint(ours, "P2ours"))
        }
        #expect(transport.sent.count == 1)
    }

    // MARK: - Warming up

    @Test("after warming up the first token waits for nothing; copies are warm too")
    func warmUp() async throws {
        let (client, transport) = try setting { _ in true }
        try await client.session.warmUp()
        try await client.session.warmUp()
        #expect(transport.sent.map(\.path) == ["/v2/keys/P2ours"])
        _ = try await client.with { $0.leeway = .zero }.session.validate(mint(ours, "P2ours"))
        #expect(transport.sent.count == 1)
    }

    @Test("a warm-up that fails names itself, and spoils nothing")
    func warmUpFails() async throws {
        let transport = ScriptedTransport(.status(500), .json(#"{"keys":[]}"#))
        let client = try DescopeClient(projectId: "P2ours", transport: transport, clock: clock)
        for _ in 0..<2 {
            let error = await #expect(throws: DescopeError.self) { try await client.session.warmUp() }
            #expect(error?.kind == .key)
            #expect(error?.code == .keysUnavailable)
            #expect(error?.operation == "session.warmUp")
        }
        transport.append(.json(try text(ours.get().keySet)))
        _ = try await client.session.validate(mint(ours, "P2ours"))
    }

    @Test("with keys of one's own there is nothing to fetch; a public key that cannot be used is found at once")
    func warmUpOwnKeys() async throws {
        let (client, transport) = try setting { _ in true }
        try await client.with(keys: ours.get()).session.warmUp()
        let jwk = try text(ours.get().publicKey)
        try await client.with { $0.publicKey = jwk }.session.warmUp()
        let error = await #expect(throws: DescopeError.self) {
            try await client.with { $0.publicKey = "no key" }.session.warmUp()
        }
        #expect(error?.code == .unsuitableKey)
        #expect(error?.operation == "session.warmUp")
        #expect(transport.sent.isEmpty)
    }

    @Test("own keys stay, whatever else a copy changes")
    func ownKeysStay() async throws {
        let (client, transport) = try setting { _ in false }
        let moved = try client.with(keys: ours.get()).with {
            $0 = try DescopeConfiguration(projectId: "P2ours", baseURL: "https://auth.example.com")
        }
        _ = try await moved.session.validate(mint(ours, "P2ours"))
        #expect(transport.sent.isEmpty)
    }

    @Test("the configuration says when keys are fetched again, when they are too old, and how often that may happen")
    func ages() async throws {
        let (client, transport) = try setting { _ in true }
        let notes = ObserverNotes()
        let observed = client.with {
            $0.keyLifetime = .seconds(100)
            $0.maximumKeyAge = .seconds(200)
            $0.keyFetchesPerMinute = 2
        }
        .with(observer: notes)
        let jwt = try TokenMinter(projectId: "P2ours", keys: ours.get(), clock: clock).session(lifetime: .seconds(3600))
        _ = try await observed.session.validate(jwt)
        clock.advance(by: .milliseconds(99_999))
        _ = try await observed.session.validate(jwt)
        #expect(transport.sent.count == 1)
        clock.advance(by: .milliseconds(1))
        _ = try await observed.session.validate(jwt)
        await notes.fetches(atLeast: 2)
        #expect(transport.sent.count == 2)
        // Of age 200 s they are waited for.
        clock.advance(by: .seconds(200))
        _ = try await observed.session.validate(jwt)
        #expect(transport.sent.count == 3)
        let stranger = TokenMinter(
            projectId: "P2ours",
            keys: try FakeKeys(keyId: "SK2none", algorithm: .es256),
            clock: clock
        )
        for _ in 0..<10 {
            let unknown = try stranger.session()
            await #expect(throws: DescopeError.self) { try await observed.session.validate(unknown) }
        }
        #expect(transport.sent.count == 4)
    }

    @Test(
        "a fetch that middleware holds up is over in a minute, or in the time that all attempts have",
        arguments: [60, 200]
    )
    func heldUp(_ seconds: Int) async throws {
        struct Stuck: HTTPMiddleware {
            func intercept(_ request: APIRequest, for operation: APIOperation, next: Next) async throws -> APIResponse {
                await withUnsafeContinuation { (_: UnsafeContinuation<APIResponse, Never>) in }
            }
        }
        let client = try DescopeClient(
            projectId: "P2ours",
            transport: ScriptedTransport(),
            middleware: [Stuck()],
            clock: clock
        )
        .with {
            $0.requestTimeout = .seconds(30)
            $0.retry.totalTime = .seconds(seconds)
        }
        let jwt = try mint(ours, "P2ours")
        for _ in 0..<2 {
            let task = Task { try await client.session.validate(jwt) }
            #expect(await clock.advanceToSleeper(within: .seconds(1000)) == .seconds(seconds))
            let error = await #expect(throws: DescopeError.self) { try await task.value }
            #expect(error?.code == .keysUnavailable)
        }
    }

    // MARK: - Observers

    @Test("an observer sees its client and its copies, and no other")
    func observer() async throws {
        let (client, transport) = try setting { $0.path == "/v2/keys/P2ours" }
        let notes = ObserverNotes()
        let observed = client.with(observer: notes)
        let jwt = try mint(ours, "P2ours")
        _ = try await client.session.validate(jwt)
        #expect(notes.keys.isEmpty)
        _ = try await observed.session.validate(jwt)
        _ = try await observed.with { $0.leeway = .zero }.session.validate(jwt)
        #expect(notes.keys == ["miss", "1 key", "hit"])
        #expect(transport.sent.count == 2, "the two share nothing")

        // Elsewhere it is told too, as all else that was given stays.
        let other = try observed.with { $0 = try DescopeConfiguration(projectId: "P2theirs") }
        _ = try await other.session.validate(mint(theirs, "P2theirs"))
        #expect(notes.keys == ["miss", "1 key", "hit", "miss", "1 key"])
    }

    @Test("an observer and own keys do not drive each other out", arguments: [true, false])
    func observerAndKeys(_ observerFirst: Bool) async throws {
        let (client, transport) = try setting { _ in false }
        let notes = ObserverNotes()
        let keys = try ours.get()
        let both =
            observerFirst
            ? client.with(observer: notes).with(keys: keys) : client.with(keys: keys).with(observer: notes)
        _ = try await both.session.validate(mint(ours, "P2ours"))
        #expect(transport.sent.isEmpty)
        #expect(notes.keys.isEmpty)
    }
}

private func text(_ json: JSONValue) throws -> String {
    String(decoding: try JSONEncoder().encode(json), as: UTF8.self)
}
