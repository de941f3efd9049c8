import Descope
import DescopeEmulator
import DescopeTesting
import Testing

/// The same trips in projects that are set up differently.
@Suite(.timeLimit(.minutes(5))) struct ProjectSettingsJourneyTests {
    @Test("tokens may come as cookies, each of them, rotated or not", arguments: [false, true], [false, true])
    func cookies(_ sessionInCookie: Bool, _ refreshInCookie: Bool) async throws {
        for (rotates, names) in [
            (false, CookieNames()), (true, CookieNames()), (true, CookieNames(session: "MYDS", refresh: "MYDSR")),
        ] {
            let it = try Journey {
                $0.sessionInCookie = sessionInCookie
                $0.refreshInCookie = refreshInCookie
                $0.rotatesRefreshTokens = rotates
                $0.cookies = names
            } configure: {
                $0.cookies = names
            }
            let signedIn = try await it.signUpOrIn()
            let refreshJwt = try #require(signedIn.refreshJwt)
            _ = try await it.session.validate(signedIn.sessionJwt)
            let session = try await it.session.refresh(refreshJwt)
            #expect((session.refreshJwt?.reveal() == refreshJwt.reveal()) == !rotates)

            // To the browser and back.
            let set = Array(it.session.setCookies(for: signedIn)) + it.session.setCookies(for: session)
            var cookies: [Substring: Substring] = [:]
            for pair in set.compactMap({ $0.reveal().split(separator: ";").first }) {
                cookies[pair.prefix { $0 != "=" }] = pair
            }
            #expect(cookies.count == 2)
            let tokens = it.session.tokens(authorization: nil, cookies: [cookies.values.joined(separator: "; ")])
            #expect(tokens.sessionJwt?.reveal() == session.sessionJwt.reveal())
            #expect(tokens.refreshJwt?.reveal() == session.refreshJwt?.reveal())
            #expect(try await !it.session.validateAndRefresh(tokens).isRefreshed)

            it.clock.advance(by: .seconds(605))
            let renewed = try await it.session.validateAndRefresh(tokens)
            #expect(renewed.isRefreshed)
            try await it.session.logOut(try #require(renewed.refreshJwt))
        }
    }

    @Test("the issuer may be an address", arguments: ["https://api.descope.com", "https://auth.example.com"])
    func issuer(_ url: String) async throws {
        let it = try Journey { $0.issuer = .url(url) }
        let token = try await it.session.validate(try await it.signUpOrIn().sessionJwt)
        #expect(token.issuer == "\(url)/\(it.backend.projectId)")
        #expect(token.projectId == it.backend.projectId)
    }

    @Test("tokens of another project are refused")
    func otherProject() async throws {
        let (ours, theirs) = (try Journey(), try Journey())
        _ = try await ours.session.validate(try await ours.signUpOrIn().sessionJwt)
        let foreign = try await theirs.signUpOrIn()
        await expect(.unknownKey) { _ = try await ours.session.validate(foreign.sessionJwt) }
        await expect(.unknownKey) { _ = try await ours.session.refresh(foreign.refreshJwt ?? "") }
        #expect(try ours.backend.requestCount("session.refresh") == 0)
    }

    @Test("a closed project takes sign-ins from who has its key")
    func closedProject() async throws {
        let settings: (inout EmulatorSettings) -> Void = { $0.authManagementKey = "K2auth" }
        let outside = try Journey(settings: settings)
        let error = await #expect(throws: DescopeError.self) { _ = try await outside.signUpOrIn() }
        #expect(error?.status == 401)

        let inside = try Journey(settings: settings) { $0.authManagementKey = "K2auth" }
        let signedIn = try await inside.signUpOrIn()
        _ = try await inside.session.refresh(try #require(signedIn.refreshJwt))
    }

    // MARK: - Keys

    @Test("the keys are fetched once")
    func oneFetch() async throws {
        let it = try Journey()
        let jwt = try await it.signUpOrIn().sessionJwt
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { _ = try await it.session.validate(jwt) } }
            try await group.waitForAll()
        }
        #expect(try it.backend.requestCount("session.keys") == 1)
    }

    @Test("a new signing key is found at once; tokens of the old one stay good while it is listed")
    func rotation() async throws {
        let it = try Journey()
        let old = try await it.signUpOrIn()
        _ = try await it.session.validate(old.sessionJwt)
        try it.backend.rotateSigningKey()

        let new = try await it.session.refresh(try #require(old.refreshJwt))
        #expect(new.token.keyId != (try await it.session.validate(old.sessionJwt).keyId))
        _ = try await it.session.validate(new.sessionJwt)
        #expect(try it.backend.requestCount("session.keys") == 2)
    }

    @Test("tokens of a key that is gone are worth nothing, once that is known; a new sign-in helps")
    func keyIsGone() async throws {
        let it = try Journey()
        let old = try await it.signUpOrIn()
        _ = try await it.session.validate(old.sessionJwt)
        try it.backend.rotateSigningKey(keepsOld: false)

        let new = try await it.signUpOrIn()
        _ = try await it.session.validate(new.sessionJwt)
        await expect(.unknownKey) { _ = try await it.session.validate(old.sessionJwt) }
        await expect(.unknownKey) { _ = try await it.session.refresh(old.refreshJwt ?? "") }
        // The session token's key is gone, the refresh token's is not: a refresh helps.
        let session = try await it.session.validateAndRefresh(sessionJwt: old.sessionJwt, refreshJwt: new.refreshJwt)
        #expect(session.isRefreshed)
    }

    @Test("made-up key ids cause three fetches within a minute")
    func madeUpKeys() async throws {
        let it = try Journey()
        _ = try await it.session.validate(try await it.signUpOrIn().sessionJwt)
        let forged = try (0..<5).map { index in
            let keys = try FakeKeys(keyId: "SK2forged\(index)", signingKey: Journey.signingKey.get())
            return try TokenMinter(projectId: it.backend.projectId, keys: keys, clock: it.clock).session()
        }
        for jwt in forged { await expect(.unknownKey) { _ = try await it.session.validate(jwt) } }
        #expect(try it.backend.requestCount("session.keys") == 3)
        it.clock.advance(by: .seconds(60))
        await expect(.unknownKey) { _ = try await it.session.validate(forged[0]) }
        #expect(try it.backend.requestCount("session.keys") == 4)
    }

    @Test("while the key endpoint is down, known keys go on working")
    func keyEndpointDown() async throws {
        let it = try Journey()
        let jwt = try await it.signUpOrIn().sessionJwt
        try it.backend.failNext("session.keys", with: .status(500))
        await expect(.keysUnavailable) { _ = try await it.session.validate(jwt) }
        _ = try await it.session.validate(jwt)

        it.clock.advance(by: .seconds(599))
        let later = try await it.signUpOrIn().sessionJwt
        it.clock.advance(by: .seconds(2))
        try it.backend.failNext("session.keys", with: .status(500))
        _ = try await it.session.validate(later)
    }
}
