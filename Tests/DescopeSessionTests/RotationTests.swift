import DescopeCore
import DescopeHTTP
import DescopeJWT
import DescopeSession
import DescopeTesting
import Testing

/// Once the service has answered, the token that was sent may be dead: whatever happens then, its successor is not
/// lost.
@Suite(.timeLimit(.minutes(5))) struct RotationTests {
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
            it.transport.append(it.signedIn(try mint.session(), refreshJwt: rotated.reveal()))
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
        let gate = ManualClock(patience: nil)
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
        #expect(session.token.subject == "U2test")
    }

    @Test("or, when the answer is refused, the error with the new refresh token")
    func cancelledAndRefused() async throws {
        let gate = ManualClock(patience: nil)
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
        #expect(error?.message.hasPrefix("No keys. ") == true)
        #expect(error?.refreshJwt?.reveal() == setting.rotated.reveal())
    }

    @Test(
        "before the service has been asked, the failure means the same",
        arguments: [Foreign(), CancellationError()] as [any Error & Sendable]
    )
    func before(_ failure: any Error & Sendable) async throws {
        let setting = try Setting { _ in throw failure }
        let (session, mint) = (setting.client.session, try setting.it.mintWithUnknownKey)
        let (refreshJwt, sessionJwt) = (try mint.refresh(), try mint.session())
        let errors = [
            await #expect(throws: DescopeError.self) { try await session.refresh(refreshJwt) },
            await #expect(throws: DescopeError.self) { try await session.validate(sessionJwt) },
        ]
        #expect(errors.map { $0?.operation } == ["session.refresh", "session.validate"])
        for error in errors.compactMap(\.self) {
            #expect((error.kind, error.code) == (.key, .keysUnavailable))
            #expect(!error.isUnauthenticated && error.refreshJwt == nil)
            #expect(error.underlying.map { type(of: $0) == type(of: failure) } == true)
            #expect(!"\(error)".contains("hush"))
        }
        #expect(setting.it.transport.sent.isEmpty)
    }

    @Test("who is cancelled while the key is searched for leaves with the cancellation")
    func cancelledBefore() async throws {
        let gate = ManualClock(patience: nil)
        let setting = try Setting { keys in
            try await gate.sleep(for: .seconds(1))
            return try await keys.key(for: keys.keyId)
        }
        let jwt = try setting.it.mintWithUnknownKey.session()
        let validation = Task { try await setting.client.session.validate(jwt) }
        await gate.sleepers(atLeast: 1)
        validation.cancel()
        await #expect(throws: CancellationError.self) { try await validation.value }
    }

    @Test("a new session token that this machine's clock refuses: what to do, and the refresh token to keep")
    func clockIsWrong() async throws {
        for (flaw, found) in [(Flaw.expired, "expired"), (.fromTheFuture, "was issued at")] {
            let it = try Fixture()
            it.transport.append(
                .json(
                    object([
                        "sessionJwt": try flaw.sessionToken(it).reveal(), "refreshJwt": "R1", "cookieName": "MYDSR",
                        "cookieDomain": "example.com", "cookiePath": "/app",
                    ])
                )
            )
            let sent = try it.mint.refresh()
            let error = try #require(
                await #expect(throws: DescopeError.self) { try await it.session.refresh(sent) }
            )
            #expect((error.kind, error.code) == (.token, .newTokenRefused))
            #expect((error.underlying as? DescopeError)?.code == flaw.code)
            #expect(!error.isUnauthenticated)
            for part in ["clock", found, "granted", "refreshJwt"] { #expect(error.message.contains(part), "\(part)") }
            #expect(!error.message.contains("sign in"))
            let options = try CookieOptions(sameSite: .lax)
            #expect(
                it.session.setCookies(for: error, options: options).map { $0.reveal() } == [
                    "DSR=; Path=/app; Max-Age=0; HttpOnly; Secure; SameSite=Lax",
                    "DSR=R1; Path=/app; Domain=example.com; HttpOnly; Secure; SameSite=Lax",
                ]
            )
        }
    }

    @Test("an error without a refresh token sets no cookie")
    func noCookie() throws {
        #expect(try Fixture().session.setCookies(for: DescopeError(.token, message: "No.")).isEmpty)
    }
}
