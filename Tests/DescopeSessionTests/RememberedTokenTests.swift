import DescopeCore
import DescopeHTTP
import DescopeJWT
import DescopeSession
import DescopeTesting
import Testing

/// What the client remembers of tokens that come again, seen by an observer.
@Suite struct RememberedTokenTests {
    private let it: Fixture
    private let notes = ObserverNotes()
    private let client: DescopeClient

    init() throws {
        it = try Fixture()
        client = it.client.with(observer: notes)
    }

    @Test("a token that comes again is known, to all copies of the client")
    func known() async throws {
        let jwt = try it.mint.session(userId: "U2ada")
        _ = try await client.session.validate(jwt)
        #expect(notes.tokens == ["miss"])
        let copy = client.with { $0.requestTimeout = .seconds(1) }
        for client in [client, copy, client] { #expect(try await client.session.validate(jwt).subject == "U2ada") }
        #expect(notes.tokens == ["miss", "hit", "hit", "hit"])
    }

    @Test("switched off, nothing is looked for; the copies that did not switch it off remember all the same")
    func off() async throws {
        let jwt = try it.mint.session()
        let off = client.with { $0.tokenCacheCapacity = 0 }
        for _ in 0..<3 { _ = try await off.session.validate(jwt) }
        #expect(notes.tokens.isEmpty)
        for _ in 0..<2 { _ = try await client.session.validate(jwt) }
        for _ in 0..<2 { _ = try await off.session.validate(jwt) }
        #expect(notes.tokens == ["miss", "hit"])
    }

    @Test("another project, address or key of one's own knows nothing of it")
    func others() async throws {
        let jwt = try it.mint.session()
        _ = try await client.session.validate(jwt)
        _ = try await client.with(keys: it.keys).session.validate(jwt)
        #expect(notes.tokens == ["miss", "miss"])
        let elsewhere = try client.with { $0.baseURL = try BaseURL("https://eu.example.com") }
        _ = try await elsewhere.session.validate(jwt)
        #expect(notes.tokens == ["miss", "miss", "miss"])
    }

    @Test("another audience, and another cookie name, are asked for again at each hit")
    func judgedAgain() async throws {
        let jwt = try it.mint.session(claims: ["aud": "shop"])
        _ = try await client.session.validate(jwt)
        for _ in 0..<2 {
            let error = await #expect(throws: DescopeError.self) {
                try await client.session.validate(jwt, audience: ["bank"])
            }
            #expect(error?.code == .wrongAudience)
            let renamed = client.with { $0.cookies = CookieNames(session: "S", refresh: "DS") }
            let kind = await #expect(throws: DescopeError.self) { try await renamed.session.validate(jwt) }
            #expect(kind?.code == .wrongTokenKind)
        }
        it.clock.advance(by: .seconds(606))
        let expired = await #expect(throws: DescopeError.self) { try await client.session.validate(jwt) }
        #expect(expired?.code == .tokenExpired)
    }
}
