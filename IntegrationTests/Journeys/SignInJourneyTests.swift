import Descope
import DescopeEmulator
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct SignInJourneyTests {
    /// Each way that a code travels, a login id for it, and what a session by it is begun with.
    private static let ways: [(DeliveryMethod, String, String)] = [
        (.email, "ada@example.com", "email"), (.sms, "+12025550143", "sms"), (.voice, "+12025550143", "sms"),
        (.whatsapp, "+12025550143", "whatsapp"), (.im, "+12025550143", "sms"),
    ]

    @Test("from sign-up to log-out", arguments: ways)
    func wholeTrip(_ method: DeliveryMethod, _ loginId: String, _ way: String) async throws {
        let it = try Journey { $0.rotatesRefreshTokens = true }
        try it.backend.addTenant(id: "acme", name: "Acme")
        try it.backend.addRole("editor", permissions: ["write"], tenantId: "acme")

        // Sign up.
        let sent = try await it.otp.signUp(with: method, loginId: loginId, user: SignUpUser(name: "Ada Lovelace"))
        let address = try #require(sent.address)
        #expect(address.contains("*"))
        #expect(address != loginId)
        let message = try #require(it.backend.outbox.messages.last)
        #expect((message.method, message.address) == (method.rawValue, loginId))

        // A wrong code, the right one, the right one again.
        await expect(.wrongOTPCode) {
            _ = try await it.otp.verify(with: method, loginId: loginId, code: it.wrongCode(loginId))
        }
        let signedIn = try await it.otp.verify(with: method, loginId: loginId, code: it.code(loginId))
        #expect(signedIn.firstSeen == true)
        let user = try #require(signedIn.user)
        #expect(user.loginIds == [loginId])
        #expect(user.name == "Ada Lovelace")
        #expect((user.verifiedEmail, user.verifiedPhone) == (method == .email, method != .email))
        await expect(.wrongOTPCode) {
            _ = try await it.otp.verify(with: method, loginId: loginId, code: it.code(loginId))
        }

        // Who it is, and what they may not do yet.
        let token = try await it.session.validate(signedIn.sessionJwt)
        #expect(token.subject == user.userId)
        #expect(token.authenticationMethods == [way])
        #expect(!token.hasRoles([], tenant: "acme"))
        let first = try #require(signedIn.refreshJwt)
        #expect(try await it.session.me(first).userId == user.userId)

        // The two tokens are not each other, and neither can be changed.
        await expect(.wrongTokenKind) { _ = try await it.session.validate(first) }
        await expect(.wrongTokenKind) { _ = try await it.session.refresh(signedIn.sessionJwt) }
        await expect(.invalidSignature) { _ = try await it.session.validate(tampered(signedIn.sessionJwt)) }
        await expect(.invalidSignature) { _ = try await it.session.refresh(tampered(first)) }

        // A role in a tenant, seen after a refresh; the refresh token was replaced by it.
        try it.backend.setTenants(["acme": ["editor"]], of: loginId)
        let session = try await it.session.refresh(first)
        #expect(session.token.hasRoles(["editor"], tenant: "acme"))
        #expect(session.token.hasPermissions(["write"], tenant: "acme"))
        #expect(!session.token.hasRoles(["editor"]))
        #expect(!session.token.hasRoles([], tenant: "globex"))
        let second = try #require(session.refreshJwt)
        #expect(second.reveal() != first.reveal())
        await expect(.tokenInvalidatedByLogout) { _ = try await it.session.refresh(first) }

        // The end of the session token, to the second, and what helps.
        it.clock.advance(by: .seconds(604))
        _ = try await it.session.validate(session.sessionJwt)
        it.clock.advance(by: .seconds(1))
        await expect(.tokenExpired) { _ = try await it.session.validate(session.sessionJwt) }
        let renewed = try await it.session.validateAndRefresh(sessionJwt: session.sessionJwt, refreshJwt: second)
        #expect(renewed.isRefreshed)
        let third = try #require(renewed.refreshJwt)

        // Log out: no refresh any more, and the session token runs out by itself.
        try await it.session.logOut(third)
        await expect(.tokenInvalidatedByLogout) { _ = try await it.session.refresh(third) }
        await expect(.tokenInvalidatedByLogout) { _ = try await it.session.me(third) }
        _ = try await it.session.validate(renewed.sessionJwt)

        // Sign in again: not for the first time.
        try await it.otp.signIn(with: method, loginId: loginId)
        let again = try await it.otp.verify(with: method, loginId: loginId, code: it.code(loginId))
        #expect(again.firstSeen == false)
        #expect(again.user?.userId == user.userId)
    }

    @Test("a refresh token that has expired is not sent")
    func expiredRefreshToken() async throws {
        let it = try Journey { $0.refreshLifetime = .seconds(3600) }
        let signedIn = try await it.signUpOrIn()
        let refreshJwt = try #require(signedIn.refreshJwt)
        it.clock.advance(by: .seconds(3606))
        await expect(.tokenExpired) { _ = try await it.session.refresh(refreshJwt) }
        await expect(.tokenExpired) {
            _ = try await it.session.validateAndRefresh(sessionJwt: signedIn.sessionJwt, refreshJwt: refreshJwt)
        }
        #expect(try it.backend.requestCount("session.refresh") == 0)
    }

    @Test("a code that has expired", arguments: ways)
    func expiredCode(_ method: DeliveryMethod, _ loginId: String, _ way: String) async throws {
        let it = try Journey()
        try await it.otp.signUp(with: method, loginId: loginId)
        it.clock.advance(by: .seconds(180))
        await expect(.wrongOTPCode) {
            _ = try await it.otp.verify(with: method, loginId: loginId, code: it.code(loginId))
        }
    }

    @Test("after too many wrong codes the right one does not help; a new one does")
    func tooManyAttempts() async throws {
        let (it, loginId) = (try Journey(), "ada@example.com")
        try await it.otp.signUp(with: .email, loginId: loginId)
        for _ in 0..<3 {
            await expect(.wrongOTPCode) {
                _ = try await it.otp.verify(with: .email, loginId: loginId, code: it.wrongCode(loginId))
            }
        }
        await expect(.tooManyOTPAttempts) {
            _ = try await it.otp.verify(with: .email, loginId: loginId, code: it.code(loginId))
        }
        try await it.otp.signUpOrIn(with: .email, loginId: loginId)
        _ = try await it.otp.verify(with: .email, loginId: loginId, code: it.code(loginId))
    }

    @Test("a new code makes the old one useless, and each is for its own way and user")
    func codesAreTheirOwn() async throws {
        let it = try Journey()
        for loginId in ["ada@example.com", "bob@example.com"] {
            try await it.otp.signUp(with: .email, loginId: loginId)
        }
        let (old, bobs) = (try it.code("ada@example.com"), try it.code("bob@example.com"))
        try await it.otp.signUpOrIn(with: .email, loginId: "ada@example.com")
        let new = try it.code("ada@example.com")
        for code in [old, bobs] where code.reveal() != new.reveal() {
            await expect(.wrongOTPCode) {
                _ = try await it.otp.verify(with: .email, loginId: "ada@example.com", code: code)
            }
        }
        await expect(.wrongOTPCode) { _ = try await it.otp.verify(with: .sms, loginId: "ada@example.com", code: new) }
        _ = try await it.otp.verify(with: .email, loginId: "ada@example.com", code: new)
    }

    @Test("login ids that are taken, and those that nobody has")
    func loginIds() async throws {
        let it = try Journey()
        await expect(.userNotFound) { try await it.otp.signIn(with: .email, loginId: "ada@example.com") }
        _ = try await it.signUpOrIn()
        await expect(.userAlreadyExists) { try await it.otp.signUp(with: .email, loginId: "ada@example.com") }
        try await it.otp.signIn(with: .email, loginId: "ada@example.com")
        #expect(it.backend.loginIds == ["ada@example.com"])
    }

    @Test("a new address takes hold when its code is typed in")
    func updates() async throws {
        let it = try Journey()
        let refreshJwt = try #require(try await it.signUpOrIn().refreshJwt)
        let (loginId, email, phone) = ("ada@example.com", "countess@example.com", "+12025550143")

        try await it.otp.updateEmail(
            to: email,
            loginId: loginId,
            refreshJwt: refreshJwt,
            options: UpdateOptions(addToLoginIDs: true)
        )
        #expect(it.backend.outbox.messages.last?.address == email)
        #expect(try await it.session.me(refreshJwt).email == loginId)
        _ = try await it.otp.verify(with: .email, loginId: loginId, code: it.code(loginId))
        #expect(try await it.session.me(refreshJwt).email == email)
        try await it.otp.signIn(with: .email, loginId: email)

        for method in [DeliveryMethod.sms, .voice, .whatsapp, .im] {
            try await it.otp.updatePhone(to: phone, with: method, loginId: loginId, refreshJwt: refreshJwt)
            _ = try await it.otp.verify(with: method, loginId: loginId, code: it.code(loginId))
        }
        let user = try await it.session.me(refreshJwt)
        #expect(user.phone == phone)
        #expect(user.verifiedPhone)
        #expect(user.loginIds == [loginId, email])
    }

    @Test("a second factor, asked for with the session's refresh token")
    func secondFactor() async throws {
        let it = try Journey()
        try it.backend.addUser("ada@example.com", email: "ada@example.com", phone: "+12025550143")
        let first = try await it.signUpOrIn()
        try await it.otp.signIn(
            with: .sms,
            loginId: "ada@example.com",
            options: LoginOptions(mfa: true),
            refreshJwt: first.refreshJwt
        )
        let second = try await it.otp.verify(with: .sms, loginId: "ada@example.com", code: it.code("ada@example.com"))
        let methods = try await it.session.validate(second.sessionJwt).authenticationMethods
        #expect(Set(methods) == ["email", "sms", "mfa"])
    }

    @Test("logging out everywhere ends the other sessions too; those of others go on")
    func logOutEverywhere() async throws {
        let it = try Journey()
        var refreshJwts: [Secret] = []
        for loginId in ["ada@example.com", "ada@example.com", "bob@example.com"] {
            refreshJwts.append(try #require(try await it.signUpOrIn(loginId).refreshJwt))
        }
        try await it.session.logOutEverywhere(refreshJwts[0])
        for refreshJwt in refreshJwts[..<2] {
            await expect(.tokenInvalidatedByLogout) { _ = try await it.session.refresh(refreshJwt) }
        }
        _ = try await it.session.refresh(refreshJwts[2])
    }

    @Test("an outage is passed over where nothing can have happened; otherwise no second code is sent")
    func outage() async throws {
        let it = try Journey()
        try it.backend.failNext("otp.signUp", with: .status(521), times: 2)
        try it.backend.failNext("otp.signUp", with: .cannotConnect)
        try await it.otp.signUp(with: .email, loginId: "ada@example.com")
        #expect(it.backend.outbox.messages.count == 1)

        for status in [503, 524] {
            try it.backend.failNext("otp.signIn", with: .status(status))
            let error = await #expect(throws: DescopeError.self) {
                try await it.otp.signIn(with: .email, loginId: "ada@example.com")
            }
            #expect(error?.status == status)
            #expect(it.backend.outbox.messages.count == 1)
        }
    }
}
