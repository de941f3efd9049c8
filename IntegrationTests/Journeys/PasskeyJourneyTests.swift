import Descope
import DescopeEmulator
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct PasskeyJourneyTests {
    let it: Journey
    let authenticator = TestAuthenticator()
    let loginId = "ada@example.com"
    let origin = "https://app.example.com"

    init() throws { it = try Journey() }

    private var passkeys: PasskeyClient { it.client.passkeys }

    private func create(_ start: PasskeyStart, fault: TestAuthenticator.Fault? = nil) throws -> Secret {
        try authenticator.create(start.options, origin: origin, fault: fault)
    }

    private func get(_ start: PasskeyStart, fault: TestAuthenticator.Fault? = nil) throws -> Secret {
        try authenticator.get(start.options, origin: origin, fault: fault)
    }

    private func signUp() async throws -> SignInResponse {
        let start = try await passkeys.startSignUp(loginId: loginId, origin: origin)
        return try await passkeys.finishSignUp(transactionId: start.transactionId, response: create(start))
    }

    @Test("from sign-up to log-out")
    func wholeTrip() async throws {
        // Sign up.
        let user = SignUpUser(name: "Ada Lovelace")
        let start = try await passkeys.startSignUp(loginId: loginId, origin: origin, user: user)
        #expect(start.createsPasskey)
        let made = try create(start)
        let signedUp = try await passkeys.finishSignUp(transactionId: start.transactionId, response: made)
        #expect(signedUp.firstSeen == true)
        #expect(signedUp.user?.name == "Ada Lovelace")
        #expect(signedUp.user?.webauthn == true)
        await expect(.userAlreadyExists) { _ = try await passkeys.startSignUp(loginId: loginId, origin: origin) }

        // The same again; a wrong signature; one that came too late.
        await expect(.invalidArguments) {
            _ = try await passkeys.finishSignUp(transactionId: start.transactionId, response: made)
        }
        let wrong = try await passkeys.startSignIn(loginId: loginId, origin: origin)
        await expect(.invalidArguments) {
            _ = try await passkeys.finishSignIn(
                transactionId: wrong.transactionId,
                response: get(wrong, fault: .damagedSignature)
            )
        }
        let late = try await passkeys.startSignIn(loginId: loginId, origin: origin)
        it.clock.advance(by: .seconds(300))
        await expect(.invalidArguments) {
            _ = try await passkeys.finishSignIn(transactionId: late.transactionId, response: get(late))
        }

        // Sign in.
        let again = try await passkeys.startSignIn(loginId: loginId, origin: origin)
        #expect(!again.createsPasskey)
        let used = try get(again)
        let signedIn = try await passkeys.finishSignIn(transactionId: again.transactionId, response: used)
        #expect(signedIn.firstSeen == false)
        await expect(.invalidArguments) {
            _ = try await passkeys.finishSignIn(transactionId: again.transactionId, response: used)
        }

        // Who it is, and log out.
        let token = try await it.session.validate(signedIn.sessionJwt)
        #expect(token.subject == signedUp.user?.userId)
        #expect(token.authenticationMethods == ["webauthn"])
        let refreshJwt = try #require(signedIn.refreshJwt)
        #expect(try await it.session.me(refreshJwt).webauthn)
        try await it.session.logOut(refreshJwt)
        await expect(.tokenInvalidatedByLogout) { _ = try await it.session.refresh(refreshJwt) }
        await expect(.tokenInvalidatedByLogout) {
            _ = try await passkeys.startUpdate(loginId: loginId, origin: origin, refreshJwt: refreshJwt)
        }
    }

    @Test("sign-up-or-in, first the one and then the other; after that without a login id")
    func signUpOrIn() async throws {
        let first = try await passkeys.startSignUpOrIn(loginId: loginId, origin: origin)
        #expect(first.createsPasskey)
        let signedUp = try await passkeys.finishSignUp(transactionId: first.transactionId, response: create(first))
        let second = try await passkeys.startSignUpOrIn(loginId: loginId, origin: origin)
        #expect(!second.createsPasskey)
        let signedIn = try await passkeys.finishSignIn(transactionId: second.transactionId, response: get(second))
        let third = try await passkeys.startSignIn(loginId: nil, origin: origin)
        let found = try await passkeys.finishSignIn(transactionId: third.transactionId, response: get(third))
        #expect(signedIn.user?.userId == signedUp.user?.userId)
        #expect(found.user?.userId == signedUp.user?.userId)
    }

    @Test("a passkey for a user who came in another way, and as their second factor")
    func update() async throws {
        let refreshJwt = try #require(try await it.signUpOrIn(loginId).refreshJwt)
        let start = try await passkeys.startUpdate(loginId: loginId, origin: origin, refreshJwt: refreshJwt)
        #expect(try await passkeys.finishUpdate(transactionId: start.transactionId, response: create(start)) == nil)

        let factor = try await passkeys.startSignIn(
            loginId: loginId,
            origin: origin,
            options: LoginOptions(mfa: true),
            refreshJwt: refreshJwt
        )
        let both = try await passkeys.finishSignIn(transactionId: factor.transactionId, response: get(factor))
        let methods = try await it.session.validate(both.sessionJwt).authenticationMethods
        #expect(Set(methods) == ["email", "webauthn", "mfa"])

        // A second passkey, which is a factor at once.
        let other = TestAuthenticator(isSynced: true)
        let more = try await passkeys.startUpdate(loginId: loginId, origin: origin, refreshJwt: refreshJwt, mfa: true)
        let session = try await passkeys.finishUpdate(
            transactionId: more.transactionId,
            response: other.create(more.options, origin: origin)
        )
        let jwt = try #require(session?.sessionJwt)
        #expect(try await Set(it.session.validate(jwt).authenticationMethods) == ["email", "webauthn", "mfa"])
    }

    @Test(
        "a passkey whose authenticator was asked to sign for it",
        arguments: [TestAuthenticator.Fault.damagedSignature, .otherKey]
    )
    func attestation(_ fault: TestAuthenticator.Fault) async throws {
        let options = PasskeyOptions(attestation: .direct)
        let forged = try await passkeys.startSignUp(loginId: loginId, origin: origin, passkeyOptions: options)
        await expect(.invalidArguments) {
            _ = try await passkeys.finishSignUp(
                transactionId: forged.transactionId,
                response: create(forged, fault: fault)
            )
        }
        let start = try await passkeys.startSignUp(loginId: loginId, origin: origin, passkeyOptions: options)
        let signedUp = try await passkeys.finishSignUp(transactionId: start.transactionId, response: create(start))
        let again = try await passkeys.startSignIn(loginId: loginId, origin: origin)
        let signedIn = try await passkeys.finishSignIn(transactionId: again.transactionId, response: get(again))
        #expect(signedIn.user?.userId == signedUp.user?.userId)
    }

    @Test("tokens that come as cookies, after an update too")
    func cookies() async throws {
        it.backend.configure { ($0.sessionInCookie, $0.refreshInCookie) = (true, true) }
        let refreshJwt = try #require(try await signUp().refreshJwt)
        let start = try await passkeys.startUpdate(loginId: loginId, origin: origin, refreshJwt: refreshJwt, mfa: true)
        let session = try await passkeys.finishUpdate(
            transactionId: start.transactionId,
            response: TestAuthenticator().create(start.options, origin: origin)
        )
        _ = try await it.session.validate(try #require(session?.sessionJwt))
        _ = try await it.session.refresh(try #require(session?.refreshJwt))
    }

    @Test("whatever is wrong with an answer, nobody comes in", arguments: TestAuthenticator.Fault.allCases)
    func faults(_ fault: TestAuthenticator.Fault) async throws {
        _ = try await signUp()
        let start = try await passkeys.startSignIn(
            loginId: loginId,
            origin: origin,
            passkeyOptions: PasskeyOptions(userVerification: .required)
        )
        let error = await #expect(throws: DescopeError.self) {
            _ = try await passkeys.finishSignIn(transactionId: start.transactionId, response: get(start, fault: fault))
        }
        #expect(error?.code == .invalidArguments)
        #expect(error?.status == 401)
    }

    @Test("a user who does not exist, and one who has no passkey")
    func nobody() async throws {
        await expect(.userNotFound) { _ = try await passkeys.startSignIn(loginId: loginId, origin: origin) }
        _ = try await it.signUpOrIn(loginId)
        await expect(.invalidArguments) { _ = try await passkeys.startSignIn(loginId: loginId, origin: origin) }
    }
}
