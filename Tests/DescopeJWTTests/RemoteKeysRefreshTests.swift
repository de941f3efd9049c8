import DescopeCore
import DescopeJWT
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What is fetched while nobody waits for it.
@Suite(.timeLimit(.minutes(5))) struct RemoteKeysRefreshTests {
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

    // MARK: - In the background

    @Test("when they are older than their lifetime they are used on, and one fetch begins that nobody waits for")
    func stale() async throws {
        _ = try await keys.key(for: "a")
        service.hold()
        try service.answer("a", "b")
        clock.advance(by: .milliseconds(599_999))
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
        // It still runs, so no other begins.
        clock.advance(by: .milliseconds(59_999))
        #expect(keys.cachedKey(for: "a") != nil)
        await settle()
        #expect(service.fetches == 2)
        #expect(keys.cachedKey(for: "b") == nil)

        service.finish()
        await notes.ended(atLeast: 2)
        #expect(keys.cachedKey(for: "b") != nil)
        // From then on they are as good as new.
        clock.advance(by: .milliseconds(599_999))
        #expect(keys.cachedKey(for: "a") != nil)
        await settle()
        #expect(service.fetches == 2)
    }

    @Test(
        "the lifetime is a setting, and ends with the maximum age",
        arguments: [(600, 86_400, 600), (60, 86_400, 60), (86_400, 3600, 3600)]
    )
    func lifetime(_ lifetime: Int, _ maximumAge: Int, _ due: Int) async throws {
        let keys = RemoteKeys(lifetime: .seconds(lifetime), maximumAge: .seconds(maximumAge), clock: clock) {
            [service] in try await service.fetch()
        }
        _ = try await keys.key(for: "a")
        service.hold()
        clock.advance(by: .seconds(due) - .milliseconds(1))
        #expect(keys.cachedKey(for: "a") != nil)
        #expect(keys.generation(at: clock.now.timeIntervalSince1970) != nil)
        await settle()
        #expect(service.fetches == 1)
        clock.advance(by: .milliseconds(1))
        #expect((keys.cachedKey(for: "a") != nil) == (due < maximumAge))
        #expect(keys.generation(at: clock.now.timeIntervalSince1970) == nil)
        let task = Task { try await keys.key(for: "a") }
        await service.hasBegun()
        #expect(service.fetches == 2)
        service.finish()
        _ = try await task.value
    }

    @Test(
        "while the source fails the last good keys stay in use until their maximum age, however often it is asked",
        arguments: [(86_400, 86_400), (3600, 3600), (600, 600), (60, 60), (1, 60)]
    )
    func maximumAge(_ setting: Int, _ expected: Int) async throws {
        let keys = RemoteKeys(maximumAge: .seconds(setting), observer: notes, clock: clock) { [service] in
            try await service.fetch()
        }
        func code(of keyId: String) async -> DescopeError.Code? {
            do { _ = try await keys.key(for: keyId) } catch { return (error as? DescopeError)?.code }
            return nil
        }
        _ = try await keys.key(for: "a")
        service.fail()
        for _ in 0..<10 {
            clock.advance(by: .seconds(expected) / 10 - .milliseconds(1))
            #expect(keys.cachedKey(for: "a") != nil)
            #expect(await code(of: "a") == nil)
            #expect(await code(of: "x") == .keysUnavailable)
            try await keys.warmUp()
        }
        clock.advance(by: .milliseconds(10))
        #expect(keys.cachedKey(for: "a") == nil)
        for _ in 0..<10 { #expect(await code(of: "a") == .keysUnavailable) }
        await #expect(throws: DescopeError.self) { try await keys.warmUp() }

        try service.answer("a")
        clock.advance(by: .seconds(60))
        #expect(await code(of: "a") == nil)
    }

    @Test(
        "keys of maximum age are waited for, when nobody has asked before too",
        arguments: [86_399, 86_400, 1_000_000]
    )
    func idle(_ age: Int) async throws {
        _ = try await keys.key(for: "a")
        try service.answer("b")
        clock.advance(by: .seconds(age))
        let old = try? await keys.key(for: "a")
        #expect((old != nil) == (age < 86_400))
        await notes.ended(atLeast: 2)
        #expect(keys.cachedKey(for: "a") == nil)
        #expect(keys.cachedKey(for: "b") != nil)
    }

    @Test(
        "a fetch in the background that fails does so quietly; the next one comes after its part of a minute",
        arguments: [(3, 20), (1, 60), (6, 10), (2, 30), (0, 60), (-1, 60)]
    )
    func failure(_ budget: Int, _ gap: Int) async throws {
        let keys = RemoteKeys(fetchesPerMinute: budget, observer: notes, clock: clock) { [service] in
            try await service.fetch()
        }
        _ = try await keys.key(for: "a")
        service.fail()
        clock.advance(by: .seconds(600))
        for count in 1...5 {
            #expect(keys.cachedKey(for: "a") != nil)
            await notes.ended(atLeast: count + 1)
            clock.advance(by: .seconds(gap) - .milliseconds(1))
            #expect(keys.cachedKey(for: "a") != nil)
            #expect(try await keys.key(for: "a").keyId == "a")
            if count == 1 { await settle() }
            #expect(service.fetches == count + 1)
            clock.advance(by: .milliseconds(1))
        }
    }

    @Test("a fetch in the background is left out as long as the source wants to be left alone")
    func retryAfter() async throws {
        _ = try await keys.key(for: "a")
        service.fail(DescopeError(.api, message: "unavailable", status: 503, retryAfter: .seconds(3600)))
        clock.advance(by: .seconds(600))
        #expect(keys.cachedKey(for: "a") != nil)
        await notes.ended(atLeast: 2)
        for _ in 0..<100 {
            #expect(keys.cachedKey(for: "a") != nil)
            try await keys.warmUp()
            clock.advance(by: .milliseconds(35_999))
        }
        await settle()
        #expect(service.fetches == 2)
        clock.advance(by: .milliseconds(100))
        #expect(keys.cachedKey(for: "a") != nil)
        await notes.ended(atLeast: 3)
        #expect(service.fetches == 3)
    }

    @Test("no other fetch begins beside one that is waited for")
    func besideWaited() async throws {
        _ = try await keys.key(for: "a")
        service.hold()
        clock.advance(by: .seconds(600))
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

    @Test("who needs another key waits for the fetch in the background instead of beginning one")
    func joinsEarly() async throws {
        _ = try await keys.key(for: "a")
        service.hold()
        try service.answer("a", "b")
        clock.advance(by: .seconds(600))
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

    @Test("a key that is gone is gone with the fetch that shows it, and accepted until then")
    func removal() async throws {
        _ = try await keys.key(for: "a")
        try service.answer("b")
        clock.advance(by: .seconds(3600))
        #expect(keys.cachedKey(for: "a") != nil)
        await notes.ended(atLeast: 2)
        #expect(keys.cachedKey(for: "a") == nil)
        #expect(keys.cachedKey(for: "b") != nil)
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
        for _ in 0..<10 { _ = try? await keys.warmUp() }
        #expect(service.fetches == 3, "it keeps to the limit")
        clock.advance(by: .seconds(60))
        service.fail(CancellationError())
        let error = await #expect(throws: DescopeError.self) { try await keys.warmUp() }
        #expect(error?.code == .keysUnavailable)
        try service.answer("a")
        try await keys.warmUp()
        #expect(service.fetches == 5)

        service.fail()
        clock.advance(by: .seconds(600))
        for _ in 0..<10 { try await keys.warmUp() }
        #expect(service.fetches == 8, "it keeps to the limit")
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
        let keys = RemoteKeys(maximumAge: .seconds(60), clock: clock) { [clock] in
            let index = Int(clock.now.timeIntervalSince(start)) / 60
            return try JWKSet(json: bytes(["keys": .array(lists[index])]))
        }
        let first = [try await keys.key(for: "SK2rsa"), try await keys.key(for: "SK2eddsa")]
        clock.advance(by: .seconds(60))
        #expect(keys.cachedKey(for: "SK2rsa") == nil)
        for key in first { #expect(try await keys.key(for: key.keyId) === key) }
        clock.advance(by: .seconds(60))
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
        clock.advance(by: .milliseconds(599_999))
        #expect(generation() == first)
        // An unknown key brings others before their time.
        try service.answer("b")
        _ = try await keys.key(for: "b")
        let second = try #require(generation())
        #expect(second != first)
        clock.advance(by: .seconds(600))
        #expect(generation() == nil)
        clock.set(to: clock.now - 601)
        #expect(generation() == nil)
        // A failure is no reason to trust them longer.
        service.fail()
        clock.advance(by: .seconds(1000))
        try await keys.warmUp()
        #expect(generation() == nil)
    }

    @Test("a token that was found good before makes old keys be fetched, and is refused when its key has gone")
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
        clock.advance(by: .seconds(600))
        _ = try await validator.validate(token)
        await notes.ended(atLeast: 2)
        #expect(try validator.validateIfKeyIsCached(token) == nil)
        let error = await #expect(throws: DescopeError.self) { try await validator.validate(token) }
        #expect(error?.code == .unknownKey)
    }

    @Test("nor does it outlive the maximum age of its key", arguments: [600, 3600, 86_400])
    func rememberedTokensAge(_ maximumAge: Int) async throws {
        let setting = try Setting()
        let (listed, clock, start) = (try JWKSet(json: bytes(setting.keys.keySet)), setting.clock, setting.clock.now)
        let remote = RemoteKeys(maximumAge: .seconds(maximumAge), clock: clock) {
            guard clock.now == start else { throw DescopeError(.transport, message: "unreachable") }
            return listed
        }
        let validator = TokenValidator(projectId: Setting.project, keys: remote, clock: clock, cacheCapacity: 16)
        let token = try setting.token(["exp": .int(Setting.now + 1_000_000)])
        for _ in 0..<3 { _ = try await validator.validate(token) }
        clock.advance(by: .seconds(maximumAge) - .milliseconds(1))
        for _ in 0..<3 { _ = try await validator.validate(token) }
        clock.advance(by: .milliseconds(1))
        #expect(try validator.validateIfKeyIsCached(token) == nil)
        let error = await #expect(throws: DescopeError.self) { try await validator.validate(token) }
        #expect(error?.code == .keysUnavailable)
    }
}
