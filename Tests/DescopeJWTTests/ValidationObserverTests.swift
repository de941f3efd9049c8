import DescopeCore
import DescopeJWT
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct ValidationObserverTests {
    private let notes = ObserverNotes()

    @Test("each token's key was at hand or was not, and is counted once")
    func hitsAndMisses() async throws {
        let setting = try Setting()
        let remote = RemoteKeys(observer: notes, clock: setting.clock) { [keys = setting.keys] in
            try JWKSet(json: bytes(keys.keySet))
        }
        let validator = TokenValidator(projectId: Setting.project, keys: remote, clock: setting.clock)
        let token = try setting.token()
        #expect(try validator.validateIfKeyIsCached(token) == nil)
        #expect((notes.hits, notes.misses) == (0, 0), "who needs the key asks again, waiting")
        for _ in 0..<3 { _ = try await validator.validate(token) }
        #expect((notes.hits, notes.misses) == (2, 1))
        _ = try validator.validateIfKeyIsCached(token)
        #expect((notes.hits, notes.misses) == (3, 1))

        let stranger = try Setting(keyId: "SK2other").token()
        for _ in 0..<3 {
            await #expect(throws: DescopeError.self) { try await validator.validate(stranger) }
        }
        #expect((notes.hits, notes.misses) == (3, 4))
        #expect(notes.fetches == Array(repeating: KeyFetch(keyCount: 1), count: 3))
        #expect(notes.failures.isEmpty)
    }

    @Test("a fetch says how many keys can be used, and which cannot and why, on one line each and without the key")
    func skipped() async throws {
        let (rsa, elliptic) = (try Fixtures.jwk("SK2rsa"), try Fixtures.jwk("SK2es256"))
        let list: [JSONValue] = [
            rsa,
            changing(rsa, ["kid": "SK2enc", "use": "enc"]),
            changing(rsa, ["kid": "SK2\n\u{1B}odd\u{7F}\t", "e": "AQAA"]),
            changing(elliptic, ["y": elliptic["x"]]),
            changing(rsa, ["kid": nil]),
            rsa,
        ]
        let keys = RemoteKeys(observer: notes, clock: ManualClock()) { try JWKSet(json: bytes(["keys": .array(list)])) }
        try await keys.warmUp()
        let fetch = try #require(notes.fetches.first)
        #expect(fetch.keyCount == 1)
        let expected = [
            ["JWK 'SK2enc'", "'use'"], ["JWK 'SK2  odd  '", "exponent"], ["JWK 'SK2es256'"], ["'kid'"],
            ["JWK 'SK2rsa'", "same id"],
        ]
        #expect(fetch.skipped.count == expected.count)
        for (line, words) in zip(fetch.skipped, expected) {
            for word in words { #expect(line.contains(word), "\(line)") }
            #expect(line == line.filter { !$0.isNewline })
            for member in ["n", "x", "y"] {
                for jwk in [rsa, elliptic] {
                    #expect(jwk[member]?.stringValue.map { line.contains($0) } != true, "\(member) is shown")
                }
            }
        }
    }

    @Test("a fetch that fails is told with what callers are told, whether somebody waits for it or not")
    func failures() async throws {
        let (service, clock) = (try KeyService("a"), ManualClock())
        let keys = RemoteKeys(observer: notes, clock: clock) { try await service.fetch() }
        service.fail()
        let told = await #expect(throws: DescopeError.self) { try await keys.key(for: "a") }
        #expect(notes.failures.map(\.code) == [.keysUnavailable])
        #expect(notes.failures.first?.message == told?.message)
        #expect((notes.failures.first?.underlying as? DescopeError)?.code == .cannotConnect)

        try service.answer("a")
        try await keys.warmUp()
        service.fail()
        clock.advance(by: .seconds(600))
        _ = try await keys.key(for: "a")
        await notes.ended(atLeast: 3)
        #expect(notes.failures.count == 2)
        #expect((notes.hits, notes.misses) == (1, 1))
    }

    @Test("who wants to know nothing writes nothing")
    func defaults() async throws {
        struct Indifferent: ValidationObserver {}
        let service = try KeyService("a")
        let keys = RemoteKeys(observer: Indifferent(), clock: ManualClock()) { try await service.fetch() }
        for _ in 0..<2 { _ = try await keys.key(for: "a") }
        service.fail()
        _ = try? await keys.key(for: "x")
    }
}
