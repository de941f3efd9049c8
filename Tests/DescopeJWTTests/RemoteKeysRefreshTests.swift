import DescopeCore
import DescopeJWT
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What is fetched before anybody has to wait for it.
@Suite(.timeLimit(.minutes(1))) struct RemoteKeysRefreshTests {
    private let service: KeyService
    private let clock = ManualClock()
    private let notes = ObserverNotes()
    private let keys: RemoteKeys
    private let executor = HeldExecutor()

    init() throws {
        let service = try KeyService("a")
        self.service = service
        keys = RemoteKeys(observer: notes, clock: clock) { try await service.fetch() }
    }

    private func caller(for keyId: String) -> Task<VerificationKey, any Error> {
        let task = Task(executorPreference: executor) { [keys] in try await keys.key(for: keyId) }
        executor.drain()
        return task
    }

    // MARK: - Early refresh

    @Test("in the last fifth of their lifetime one fetch begins, and nobody waits for it")
    func early() async throws {
        _ = try await keys.key(for: "a")
        service.hold()
        try service.answer("a", "b")
        clock.advance(by: .milliseconds(479_999))
        #expect(keys.cachedKey(for: "a") != nil)
        await settle()
        #expect(service.fetches == 1)

        clock.advance(by: .milliseconds(1))
        #expect(keys.cachedKey(for: "a") != nil)
        await service.hasBegun()
        for _ in 0..<1000 {
            #expect(keys.cachedKey(for: "a") != nil)
            #expect(try await keys.key(for: "a").keyId == "a")
        }
        // Longer than the pause: it still runs, so no other begins.
        clock.advance(by: .seconds(60))
        #expect(keys.cachedKey(for: "a") != nil)
        await settle()
        #expect(service.fetches == 2)
        #expect(keys.cachedKey(for: "b") == nil)

        service.finish()
        await notes.ended(atLeast: 2)
        #expect(keys.cachedKey(for: "b") != nil)
        // From 540 s on they are as good as new.
        clock.advance(by: .milliseconds(479_999))
        #expect(keys.cachedKey(for: "a") != nil)
        await settle()
        #expect(service.fetches == 2)
    }

    @Test(
        "how early is a setting, and never before half the lifetime",
        arguments: [
            (600, nil, 480), (60, nil, 48), (600, 60, 540), (600, 300, 300), (600, 301, 300), (600, 9000, 300),
            (600, 0, nil), (600, -60, nil),
        ] as [(Int, Int?, Int?)]
    )
    func setting(_ lifetime: Int, _ early: Int?, _ due: Int?) async throws {
        let keys = RemoteKeys(lifetime: .seconds(lifetime), earlyRefresh: early.map { .seconds($0) }, clock: clock) {
            [service] in try await service.fetch()
        }
        _ = try await keys.key(for: "a")
        service.hold()
        clock.advance(by: .seconds(due ?? lifetime) - .milliseconds(1))
        #expect(keys.cachedKey(for: "a") != nil)
        await settle()
        #expect(service.fetches == 1)
        guard due != nil else { return }
        clock.advance(by: .milliseconds(1))
        #expect(keys.cachedKey(for: "a") != nil)
        await service.hasBegun()
        #expect(service.fetches == 2)
        service.finish()
    }

    @Test("an early fetch that fails does so quietly; the next one comes after a pause, and nobody waits for it either")
    func earlyFailure() async throws {
        _ = try await keys.key(for: "a")
        service.hold()
        service.fail()
        clock.advance(by: .seconds(590))
        #expect(keys.cachedKey(for: "a") != nil)
        await service.hasBegun()
        // Who joins it knows when it is over.
        let joined = caller(for: "x")
        service.finish()
        executor.release()
        let error = await #expect(throws: DescopeError.self) { try await joined.value }
        #expect(error?.code == .keysUnavailable)
        #expect(notes.failures.count == 1)

        // The lifetime is over in ten seconds, the pause in thirty.
        clock.advance(by: .milliseconds(29_999))
        #expect(keys.cachedKey(for: "a") != nil)
        #expect(try await keys.key(for: "a").keyId == "a")
        await settle()
        #expect(service.fetches == 2)
        clock.advance(by: .milliseconds(1))
        #expect(keys.cachedKey(for: "a") != nil)
        await service.hasBegun()
        #expect(service.fetches == 3)
        service.finish()
    }

    @Test("no early fetch begins beside one that is waited for")
    func besideWaited() async throws {
        _ = try await keys.key(for: "a")
        service.hold()
        clock.advance(by: .seconds(500))
        let waiting = caller(for: "x")
        await service.hasBegun()
        for _ in 0..<100 { #expect(keys.cachedKey(for: "a") != nil) }
        await settle()
        #expect(service.fetches == 2)
        service.finish()
        executor.release()
        let error = await #expect(throws: DescopeError.self) { try await waiting.value }
        #expect(error?.code == .unknownKey)
        #expect(service.fetches == 2)
    }

    @Test("no early fetch begins in the pause after one that was waited for and failed")
    func afterWaited() async throws {
        _ = try await keys.key(for: "a")
        service.fail()
        clock.advance(by: .seconds(500))
        await #expect(throws: DescopeError.self) { try await keys.key(for: "x") }
        clock.advance(by: .milliseconds(29_999))
        #expect(keys.cachedKey(for: "a") != nil)
        await settle()
        #expect(service.fetches == 2)
        clock.advance(by: .milliseconds(1))
        #expect(keys.cachedKey(for: "a") != nil)
        await notes.ended(atLeast: 3)
        #expect(service.fetches == 3)
    }

    @Test("who needs another key waits for the early fetch instead of beginning one")
    func joinsEarly() async throws {
        _ = try await keys.key(for: "a")
        service.hold()
        try service.answer("a", "b")
        clock.advance(by: .seconds(500))
        #expect(keys.cachedKey(for: "a") != nil)
        await service.hasBegun()
        let waiting = caller(for: "b")
        await settle()
        #expect(service.fetches == 2)
        service.finish()
        executor.release()
        #expect(try await waiting.value.keyId == "b")
        #expect(service.fetches == 2)
    }

    @Test("a key that is gone is gone with the early fetch")
    func earlyRemoval() async throws {
        _ = try await keys.key(for: "a")
        try service.answer("b")
        clock.advance(by: .seconds(480))
        #expect(keys.cachedKey(for: "a") != nil)
        await notes.ended(atLeast: 2)
        #expect(keys.cachedKey(for: "a") == nil)
        #expect(keys.cachedKey(for: "b") != nil)
    }

    @Test("an early fetch that never ends costs nobody anything")
    func endless() async throws {
        _ = try await keys.key(for: "a")
        service.hold()
        clock.advance(by: .seconds(599))
        #expect(try await keys.key(for: "a").keyId == "a")
        await service.hasBegun()
        #expect(try await keys.key(for: "a").keyId == "a")
        // Then they are too old, and who needs one waits, for as long as it likes to.
        clock.advance(by: .seconds(1))
        #expect(keys.cachedKey(for: "a") == nil)
        let waiting = caller(for: "a")
        waiting.cancel()
        executor.release()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(service.fetches == 2)
        service.finish()
    }

    // MARK: - Warming up

    @Test("warming up fetches what is not there, once")
    func warmUp() async throws {
        try await keys.warmUp()
        #expect(keys.cachedKey(for: "a") != nil)
        try await keys.warmUp()
        clock.advance(by: .milliseconds(599_999))
        try await keys.warmUp()
        #expect(service.fetches == 1)
        clock.advance(by: .milliseconds(1))
        try await keys.warmUp()
        #expect(service.fetches == 2)
        #expect(keys.cachedKey(for: "a") != nil)
    }

    @Test("who warms up and who asks share a fetch, and who is cancelled leaves alone")
    func warmUpShared() async throws {
        service.hold()
        let warmUps = (0..<3).map { _ in Task(executorPreference: executor) { [keys] in try await keys.warmUp() } }
        let waiting = caller(for: "a")
        await service.hasBegun()
        warmUps[0].cancel()
        executor.release()
        await #expect(throws: CancellationError.self) { try await warmUps[0].value }
        service.finish()
        for warmUp in warmUps[1...] { try await warmUp.value }
        #expect(try await waiting.value.keyId == "a")
        #expect(service.fetches == 1)
    }

    @Test("a warm-up that fails says so and is not kept; with keys from before it does not fail")
    func warmUpFailure() async throws {
        service.fail()
        for _ in 0..<2 {
            let error = await #expect(throws: DescopeError.self) { try await keys.warmUp() }
            #expect(error?.code == .keysUnavailable)
        }
        service.fail(CancellationError())
        let error = await #expect(throws: DescopeError.self) { try await keys.warmUp() }
        #expect(error?.code == .keysUnavailable)
        try service.answer("a")
        try await keys.warmUp()
        #expect(service.fetches == 4)

        service.fail()
        clock.advance(by: .seconds(600))
        try await keys.warmUp()
        #expect(service.fetches == 5)
        try await keys.warmUp()
        #expect(service.fetches == 5, "it heeds the pause")
        #expect(keys.cachedKey(for: "a") != nil)
    }

    @Test("warming up does nothing where nothing is fetched")
    func warmUpStatic() async throws {
        try await StaticKeys([]).warmUp()
        try await FakeKeys(algorithm: .edDSA).warmUp()
    }

    // MARK: - Keys that stay

    @Test("a key that is listed again as it was stays the same; one with another material or algorithm does not")
    func stays() async throws {
        let (rsa, edwards) = (try Fixtures.jwk("SK2rsa"), try Fixtures.jwk("SK2eddsa"))
        let lists: [[JSONValue]] = [
            [rsa, edwards],
            [edwards, changing(rsa, ["x5t": "other members do not matter"])],
            [changing(rsa, ["alg": "PS256"]), changing(try Fixtures.jwk("SK2es256"), ["kid": "SK2eddsa"])],
        ]
        let start = clock.now
        let keys = RemoteKeys(lifetime: .seconds(1), earlyRefresh: .zero, clock: clock) { [clock] in
            let index = Int(clock.now.timeIntervalSince(start)) / 10
            return try JWKSet(json: bytes(["keys": .array(lists[index])]))
        }
        let first = [try await keys.key(for: "SK2rsa"), try await keys.key(for: "SK2eddsa")]
        clock.advance(by: .seconds(10))
        #expect(keys.cachedKey(for: "SK2rsa") == nil)
        for key in first { #expect(try await keys.key(for: key.keyId) === key) }
        clock.advance(by: .seconds(10))
        for key in first { #expect(try await keys.key(for: key.keyId) !== key) }
        #expect(try await keys.key(for: "SK2rsa").algorithm == .ps256)
        #expect(try await keys.key(for: "SK2eddsa").algorithm == .es256)
    }

    // MARK: - Tokens that come again

    private func generation() -> UInt64? { keys.generation(at: clock.now.timeIntervalSince1970) }

    @Test("their generation is the same until others are fetched, and none when it is time for that")
    func generations() async throws {
        #expect(generation() == nil)
        try await keys.warmUp()
        let first = try #require(generation())
        clock.advance(by: .milliseconds(479_999))
        #expect(generation() == first)
        // An unknown key brings others before their time.
        try service.answer("b")
        _ = try await keys.key(for: "b")
        let second = try #require(generation())
        #expect(second != first)
        clock.advance(by: .seconds(480))
        #expect(generation() == nil)
        clock.set(to: clock.now - 481)
        #expect(generation() == nil)
        // A failure is no reason to trust them longer.
        service.fail()
        clock.advance(by: .seconds(1000))
        try await keys.warmUp()
        #expect(generation() == nil)
    }

    @Test("a token that was found good before makes keys be fetched early, and is refused when its key has gone")
    func rememberedTokens() async throws {
        let setting = try Setting(keyId: "SK2mine")
        let (listed, other) = (try JWKSet(json: bytes(setting.keys.keySet)), try Fixtures.keySet())
        let (clock, start) = (setting.clock, setting.clock.now)
        let remote = RemoteKeys(observer: notes, clock: clock) { clock.now == start ? listed : other }
        let validator = TokenValidator(
            projectId: Setting.project,
            keys: remote,
            clock: clock,
            cacheCapacity: 16
        )
        let token = try setting.token(["exp": .int(Setting.now + 3600)])
        for _ in 0..<3 { _ = try await validator.validate(token) }
        #expect((notes.hits, notes.misses) == (1, 1), "the last time nobody asks for the key")
        clock.advance(by: .seconds(480))
        _ = try await validator.validate(token)
        await notes.ended(atLeast: 2)
        #expect(try validator.validateIfKeyIsCached(token) == nil)
        let error = await #expect(throws: DescopeError.self) { try await validator.validate(token) }
        #expect(error?.code == .unknownKey)
    }
}
