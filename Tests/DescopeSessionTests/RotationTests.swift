import DescopeCore
import DescopeHTTP
import DescopeJWT
import DescopeSession
import DescopeTesting
import Testing

/// Once the service has answered, the token that was sent may be dead: whatever happens then, its successor is not
/// lost.
@Suite(.timeLimit(.minutes(1))) struct RotationTests {
    /// Knows one key, and leaves it to the test what becomes of a search for another.
    private struct Searching: KeyProvider {
        let known: FakeKeys
        let search: @Sendable () async throws -> VerificationKey

        func cachedKey(for keyId: String) -> VerificationKey? { known.cachedKey(for: keyId) }
        func key(for keyId: String) async throws -> VerificationKey { try await search() }
    }

    private struct Foreign: Error, CustomStringConvertible { let description = "hush-hush" }

    /// A project whose answer to a refresh is signed with a key that has to be searched for.
    private struct Setting {
        let it: Fixture
        let newKeys: FakeKeys
        let rotated: Secret
        let client: DescopeClient

        init(search: @escaping @Sendable (FakeKeys) async throws -> VerificationKey) throws {
            let (it, newKeys) = (try Fixture(), try FakeKeys(keyId: "SK2new", algorithm: .es256))
            let mint = TokenMinter(projectId: Fixture.projectId, keys: newKeys, clock: it.clock)
            rotated = try mint.refresh()
            it.transport.append(it.signedIn(try mint.session(userId: "U2ada"), refreshJwt: rotated.reveal()))
            client = it.client.with(keys: Searching(known: it.keys) { try await search(newKeys) })
            (self.it, self.newKeys) = (it, newKeys)
        }
    }

    @Test(
        "a key provider's failure, of whatever type, comes with the new refresh token",
        arguments: [Foreign(), CancellationError()] as [any Error & Sendable]
    )
    func foreign(_ failure: any Error & Sendable) async throws {
        let setting = try Setting { _ in throw failure }
        let sent = try setting.it.mint.refresh()
        let error = try #require(
            await #expect(throws: DescopeError.self) { try await setting.client.session.refresh(sent) }
        )
        #expect(error.refreshJwt?.reveal() == setting.rotated.reveal())
        #expect(error.kind == .key)
        #expect(error.code == .keysUnavailable)
        #expect(error.operation == "session.refresh")
        #expect(error.underlying.map { type(of: $0) == type(of: failure) } == true)
        #expect(error.message.contains("\(type(of: failure))"))
        #expect(!"\(error)".contains("hush") && !"\(error)".contains(setting.rotated.reveal()))
    }

    @Test("who is cancelled after the service has answered gets the session")
    func cancelled() async throws {
        let gate = ManualClock()
        let setting = try Setting { keys in
            try await gate.sleep(for: .seconds(1))
            return try await keys.key(for: keys.keyId)
        }
        let sent = try setting.it.mint.refresh()
        let refresh = Task { try await setting.client.session.refresh(sent) }
        await gate.sleepers(atLeast: 1)
        refresh.cancel()
        gate.advance(by: .seconds(1))
        let session = try await refresh.value
        #expect(session.refreshJwt?.reveal() == setting.rotated.reveal())
        #expect(session.token.subject == "U2ada")
    }

    @Test("or, when the answer is refused, the error with the new refresh token")
    func cancelledAndRefused() async throws {
        let gate = ManualClock()
        let setting = try Setting { _ in
            try await gate.sleep(for: .seconds(1))
            throw DescopeError(.key, code: .keysUnavailable, message: "No keys.")
        }
        let sent = try setting.it.mint.refresh()
        let refresh = Task { try await setting.client.session.refresh(sent) }
        await gate.sleepers(atLeast: 1)
        refresh.cancel()
        gate.advance(by: .seconds(1))
        let error = await #expect(throws: DescopeError.self) { try await refresh.value }
        #expect(error?.message == "No keys.")
        #expect(error?.refreshJwt?.reveal() == setting.rotated.reveal())
    }

    @Test("before the service has been asked, a key provider's failure and a cancellation are what they are")
    func before() async throws {
        for failure in [Foreign(), CancellationError()] as [any Error & Sendable] {
            let setting = try Setting { _ in throw failure }
            let sent = try setting.it.mintWithUnknownKey.refresh()
            let error = await #expect(throws: (any Error).self) { try await setting.client.session.refresh(sent) }
            #expect(error.map { type(of: $0) == type(of: failure) } == true)
            #expect(setting.it.transport.sent.isEmpty)
        }
    }
}
