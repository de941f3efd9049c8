import Descope
import DescopeEmulator
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct OAuthJourneyTests {
    static let ada = EmulatorIdentityProvider.Identity(
        email: "ada@example.com",
        name: "Ada Lovelace",
        subject: "1815"
    )

    @Test(
        "from sign-up to log-out",
        arguments: [
            OAuthProvider.apple, .discord, .facebook, .github, .gitlab, .google, .linkedin, .microsoft, .slack,
        ]
    )
    func wholeTrip(_ provider: OAuthProvider) async throws {
        let it = try Journey()
        let (oauth, idp) = (it.client.oauth, it.backend.identityProvider)
        let redirectURL = "https://app.example.com/signed-in?next=%2Fhome"

        // Nobody to sign in yet.
        let early = try await oauth.startSignIn(with: provider, redirectURL: redirectURL)
        #expect(try idp.signIn(at: early, as: Self.ada).error == DescopeError.Code.userNotFound.rawValue)

        // Sign up; the code works once, and no other does.
        let start = try await oauth.startSignUp(with: provider, redirectURL: redirectURL)
        let redirect = try idp.signIn(at: start, as: Self.ada)
        #expect(redirect.url.reveal().hasPrefix(redirectURL + "&code="))
        let code = try #require(redirect.code)
        await expect(.invalidArguments) { _ = try await oauth.exchange(code: "guess") }
        let signedIn = try await oauth.exchange(code: code)
        await expect(.invalidArguments) { _ = try await oauth.exchange(code: code) }
        #expect(signedIn.firstSeen == true)
        #expect(signedIn.user?.name == "Ada Lovelace")
        #expect(signedIn.user?.oauth == [provider.rawValue: true])
        #expect(signedIn.user?.verifiedEmail == true)

        // The URL of the start works once as well.
        expectRefusal(.invalidArguments) { _ = try idp.signIn(at: start, as: Self.ada) }
        try await it.expectSessionAndLogOut(signedIn, by: "oauth")

        // No second sign-up; a sign-in finds the user, and so does the start that does either.
        let again = try await oauth.startSignUp(with: provider)
        #expect(try idp.signIn(at: again, as: Self.ada).error == DescopeError.Code.userAlreadyExists.rawValue)
        for start in [try await oauth.startSignIn(with: provider), try await oauth.start(with: provider)] {
            let back = try await oauth.exchange(code: try #require(idp.signIn(at: start, as: Self.ada).code))
            #expect((back.firstSeen, back.user?.userId) == (false, signedIn.user?.userId))
        }

        // A code that comes too late, and a user who does.
        let late = try #require(idp.signIn(at: await oauth.startSignIn(with: provider), as: Self.ada).code)
        it.clock.advance(by: .seconds(180))
        await expect(.invalidArguments) { _ = try await oauth.exchange(code: late) }
        let lateStart = try await oauth.start(with: provider)
        it.clock.advance(by: .seconds(600))
        expectRefusal(.invalidArguments) { _ = try idp.signIn(at: lateStart, as: Self.ada) }
    }

    @Test("who says no has no code")
    func denied() async throws {
        let it = try Journey()
        let redirect = try it.backend.identityProvider.deny(at: await it.client.oauth.start(with: .google))
        #expect(redirect.code == nil)
        #expect(redirect.url.reveal().contains("err="))
    }

    @Test("a second factor, asked for with the session's refresh token")
    func secondFactor() async throws {
        let it = try Journey()
        let (oauth, idp) = (it.client.oauth, it.backend.identityProvider)
        let refreshJwt = try #require(try await it.signUpOrIn().refreshJwt)
        let start = try await oauth.start(
            with: .google,
            options: LoginOptions(mfa: true, customClaims: ["plan": "gold"]),
            refreshJwt: refreshJwt
        )
        let second = try await oauth.exchange(code: try #require(idp.signIn(at: start, as: Self.ada).code))
        let token = try await it.session.validate(second.sessionJwt)
        #expect(token.authenticationMethods == ["email", "oauth", "mfa"])
        #expect(token.claims["nsec"] == ["plan": "gold"])
    }

    @Test("connecting accounts, and merging the user that one belongs to")
    func update() async throws {
        let it = try Journey()
        let (oauth, idp) = (it.client.oauth, it.backend.identityProvider)
        let refreshJwt = try #require(try await it.signUpOrIn().refreshJwt)
        let userId = try await it.session.me(refreshJwt).userId
        let work = EmulatorIdentityProvider.Identity(email: "ada@work.example", subject: "w1")

        let start = try await oauth.startUpdate(with: .github, refreshJwt: refreshJwt)
        let connected = try await oauth.exchange(code: try #require(idp.signIn(at: start, as: work).code))
        #expect(connected.user?.userId == userId)
        #expect(connected.user?.oauth == ["github": true])
        let later = try await oauth.startSignIn(with: .github)
        #expect(try await oauth.exchange(code: #require(idp.signIn(at: later, as: work).code)).user?.userId == userId)

        let other = EmulatorIdentityProvider.Identity(email: "other@example.com", subject: "o")
        let first = try await oauth.start(with: .google)
        _ = try await oauth.exchange(code: try #require(idp.signIn(at: first, as: other).code))
        let refused = try await oauth.startUpdate(with: .google, refreshJwt: refreshJwt)
        #expect(try idp.signIn(at: refused, as: other).error == DescopeError.Code.userAlreadyExists.rawValue)
        let merging = try await oauth.startUpdate(with: .google, refreshJwt: refreshJwt, allowAllMerge: true)
        let merged = try await oauth.exchange(code: try #require(idp.signIn(at: merging, as: other).code))
        #expect(merged.user?.userId == userId)
        #expect(merged.user?.loginIds == ["ada@example.com", "other@example.com"])
    }

    @Test(
        "all that a start may say is understood",
        arguments: ["com.example.app://signed-in", "com.example.app:/signed-in"]
    )
    func everything(_ redirectURL: String) async throws {
        let it = try Journey { $0.oauthProviders.insert("acme id") }
        let start = try await it.client.oauth.start(
            with: "acme id",
            redirectURL: redirectURL,
            options: LoginOptions(revokeOtherSessions: true, templateId: "T1", locale: "en-GB"),
            oauthOptions: OAuthOptions(
                loginHint: "ada@example.com",
                prompt: [.login, .consent],
                initiatedEmail: "ada@example.com"
            )
        )
        let idp = it.backend.identityProvider
        let redirect = try idp.signIn(at: start, as: Self.ada)
        #expect(redirect.url.reveal().hasPrefix("\(redirectURL)?code="))
    }

    @Test("an unknown provider is refused by the service, and by its code")
    func unknownProvider() async throws {
        await expect(.invalidArguments) { _ = try await Journey().client.oauth.start(with: "myspace") }
    }

    @Test("from a native app, from sign-up to log-out", arguments: [false, true])
    func native(_ isImplicit: Bool) async throws {
        typealias Proof = (code: Secret?, idToken: Secret?)
        let it = try Journey()
        let (oauth, idp) = (it.client.oauth, it.backend.identityProvider)
        /// What the provider gives the app.
        func proof(_ start: OAuthNativeStart) throws -> Proof {
            isImplicit
                ? (nil, try idp.idToken(from: "apple", as: Self.ada, nonce: start.nonce))
                : (try idp.authorizationCode(from: "apple", as: Self.ada), nil)
        }
        func finish(_ stateId: Secret, _ proof: Proof) async throws -> SignInResponse {
            try await oauth.finishNative(with: .apple, stateId: stateId, code: proof.code, idToken: proof.idToken)
        }

        // A wrong state, a wrong proof, the right ones.
        let start = try await oauth.startNative(with: .apple, implicit: isImplicit)
        #expect(start.implicit == isImplicit)
        let used = try proof(start)
        await expect(.invalidArguments) { _ = try await finish("guess", proof(start)) }
        let misled = try await oauth.startNative(with: .apple, implicit: isImplicit)
        await expect(.invalidArguments) {
            _ = try await finish(misled.stateId, isImplicit ? (nil, "guess") : ("guess", nil))
        }
        let signedIn = try await finish(start.stateId, used)
        #expect(signedIn.firstSeen == true)

        // Each of the two works once: the state, and the proof, an id token's nonce being its own start's.
        await expect(.invalidArguments) { _ = try await finish(start.stateId, proof(start)) }
        let second = try await oauth.startNative(with: .apple, implicit: isImplicit)
        await expect(.invalidArguments) { _ = try await finish(second.stateId, used) }
        try await it.expectSessionAndLogOut(signedIn, by: "oauth")

        // In again in the last second; another one too late.
        let third = try await oauth.startNative(with: .apple, implicit: isImplicit)
        let fourth = try await oauth.startNative(with: .apple, implicit: isImplicit)
        it.clock.advance(by: .seconds(599))
        let again = try await finish(third.stateId, proof(third))
        #expect((again.firstSeen, again.user?.userId) == (false, signedIn.user?.userId))
        it.clock.advance(by: .seconds(1))
        await expect(.invalidArguments) { _ = try await finish(fourth.stateId, proof(fourth)) }
    }

    @Test("by One Tap, from sign-up to log-out, at once and by way of a code", arguments: [false, true])
    func oneTapTrip(_ isByCode: Bool) async throws {
        let it = try Journey()
        let (oauth, idp) = (it.client.oauth, it.backend.identityProvider)
        func idToken(_ nonce: String) throws -> Secret { try idp.idToken(from: "google", as: Self.ada, nonce: nonce) }
        func signIn(_ idToken: Secret, _ nonce: String) async throws -> SignInResponse {
            guard isByCode else { return try await oauth.exchangeOneTap(with: .google, idToken: idToken, nonce: nonce) }
            let code = try await oauth.verifyOneTap(with: .google, idToken: idToken, nonce: nonce)
            let signedIn = try await oauth.exchange(code: code)
            await expect(.invalidArguments) { _ = try await oauth.exchange(code: code) }
            return signedIn
        }

        #expect(try await !oauth.oneTapClientId(for: .google).isEmpty)

        // One that nobody made, one that was made for another page, one for another provider; the right one.
        let used = try idToken("n-3")
        await expect(.invalidArguments) { _ = try await signIn("guess", "n-1") }
        await expect(.invalidArguments) { _ = try await signIn(used, "n-1") }
        await expect(.invalidArguments) {
            _ = try await signIn(idp.idToken(from: "apple", as: Self.ada, nonce: "n-1"), "n-1")
        }
        let signedIn = try await signIn(used, "n-3")
        #expect(signedIn.firstSeen == true)

        // Whoever has seen the token gets nothing for it any more.
        await expect(.invalidArguments) {
            _ = try await oauth.exchangeOneTap(with: .google, idToken: used, nonce: "n-3")
        }
        await expect(.invalidArguments) { _ = try await oauth.verifyOneTap(with: .google, idToken: used, nonce: "n-3") }
        try await it.expectSessionAndLogOut(signedIn, by: "oauth")

        // In again, in the id token's last second; another one too late.
        let (again, late) = (try idToken("n-4"), try idToken("n-5"))
        it.clock.advance(by: .seconds(3599))
        let signedInAgain = try await signIn(again, "n-4")
        #expect((signedInAgain.firstSeen, signedInAgain.user?.userId) == (false, signedIn.user?.userId))
        it.clock.advance(by: .seconds(1))
        await expect(.invalidArguments) { _ = try await signIn(late, "n-5") }
    }

    @Test("a provider's id token is no session token")
    func idTokenIsNoSession() async throws {
        let it = try Journey()
        let idToken = try it.backend.identityProvider.idToken(from: "google", as: Self.ada, nonce: "n")
        await #expect(throws: DescopeError.self) { try await it.session.validate(idToken) }
    }

    @Test("a start is made again after an outage; an exchange that may have arrived is not")
    func outage() async throws {
        let it = try Journey()
        try it.backend.failNext("oauth.start", with: .status(524))
        let start = try await it.client.oauth.start(with: .google)
        let code = try #require(it.backend.identityProvider.signIn(at: start, as: Self.ada).code)
        try it.backend.failNext("oauth.exchange", with: .status(530))
        try it.backend.failNext("oauth.exchange", with: .status(524))
        let error = await #expect(throws: DescopeError.self) { try await it.client.oauth.exchange(code: code) }
        #expect(error?.status == 524)
        #expect(try it.backend.requestCount("oauth.exchange") == 2)
    }
}
