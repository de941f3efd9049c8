import Descope
import DescopeEmulator
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct TOTPJourneyTests {
    private let loginId = "ada@example.com"

    /// A code that the app shows neither now nor a step before or after.
    private func wrongCode(_ app: AuthenticatorApp) throws -> String {
        let near = try (-1...1).map { try app.code(stepsAway: $0).reveal() }
        return try #require(["000000", "000001", "000002", "000003"].first { !near.contains($0) })
    }

    @Test("from sign-up to log-out")
    func wholeTrip() async throws {
        let it = try Journey()
        let totp = it.client.totp
        let setup = try await totp.signUp(loginId: loginId, user: SignUpUser(name: "Ada Lovelace"))
        // A PNG, whose content Scripts/check-qr looks at.
        #expect(setup.image?.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) == true)
        await expect(.userAlreadyExists) { _ = try await totp.signUp(loginId: loginId) }
        let app = try AuthenticatorApp(provisioningURL: setup.provisioningURL, clock: it.clock)
        #expect(try app.code().reveal() == AuthenticatorApp(key: setup.key, clock: it.clock).code().reveal())

        // A wrong code, the right one, the right one again.
        try it.waitUntilCodesDiffer(app, -1...5)
        await expect(.wrongOTPCode) { _ = try await totp.verify(loginId: loginId, code: wrongCode(app)) }
        let signedIn = try await totp.verify(loginId: loginId, code: app.code())
        #expect(signedIn.firstSeen == true)
        #expect((signedIn.user?.name, signedIn.user?.totp) == ("Ada Lovelace", true))
        await expect(.wrongOTPCode) { _ = try await totp.verify(loginId: loginId, code: app.code()) }

        // In again with the next code; one that has been shown for too long.
        it.clock.advance(by: .seconds(30))
        let again = try await totp.verify(loginId: loginId, code: app.code())
        #expect((again.firstSeen, again.user?.userId) == (false, signedIn.user?.userId))
        let shown = try app.code(stepsAway: 1)
        it.clock.advance(by: .seconds(90))
        await expect(.wrongOTPCode) { _ = try await totp.verify(loginId: loginId, code: shown) }

        try await it.expectSessionAndLogOut(signedIn, by: "totp")
        await expect(.tokenInvalidatedByLogout) {
            _ = try await totp.update(loginId: loginId, refreshJwt: signedIn.refreshJwt ?? "")
        }
    }

    @Test("too many wrong codes")
    func lockOut() async throws {
        let it = try Journey()
        let setup = try await it.client.totp.signUp(loginId: loginId)
        let app = try AuthenticatorApp(key: setup.key, clock: it.clock)
        for _ in 0..<3 {
            await expect(.wrongOTPCode) { _ = try await it.client.totp.verify(loginId: loginId, code: wrongCode(app)) }
        }
        await expect(.tooManyOTPAttempts) { _ = try await it.client.totp.verify(loginId: loginId, code: app.code()) }
        it.clock.advance(by: .seconds(180))
        _ = try await it.client.totp.verify(loginId: loginId, code: app.code())
    }

    @Test("recovery codes, from their making to log-out")
    func recoveryCodes() async throws {
        let it = try Journey()
        let totp = it.client.totp
        // Nobody signs up with them: they are for users who are there.
        let refreshJwt = try #require(try await it.signUpOrIn(loginId).refreshJwt)
        let old = try await totp.generateRecoveryCodes(loginId: loginId, refreshJwt: refreshJwt)
        let codes = try await totp.generateRecoveryCodes(loginId: loginId, refreshJwt: refreshJwt)
        #expect(Set((old + codes).map { $0.reveal() }).count == 20)

        // A wrong code, one that newer ones have replaced, the right one, the right one again.
        await expect(.wrongOTPCode) { _ = try await totp.signIn(loginId: loginId, recoveryCode: "made up") }
        await expect(.wrongOTPCode) { _ = try await totp.signIn(loginId: loginId, recoveryCode: old[0]) }
        let signedIn = try await totp.signIn(loginId: loginId, recoveryCode: codes[0])
        #expect(signedIn.firstSeen == false)
        await expect(.wrongOTPCode) { _ = try await totp.signIn(loginId: loginId, recoveryCode: codes[0]) }
        try await it.expectSessionAndLogOut(signedIn, by: "recovery")

        // They do not expire: nobody knows when the app will be lost.
        it.clock.advance(by: .seconds(365 * 86_400))
        let later = try await totp.signIn(loginId: loginId, recoveryCode: codes[1])
        #expect(later.user?.userId == signedIn.user?.userId)
    }

    @Test("an app and a recovery code as a second factor")
    func secondFactor() async throws {
        let it = try Journey()
        let totp = it.client.totp
        let refreshJwt = try #require(try await it.signUpOrIn(loginId).refreshJwt)
        let setup = try await totp.update(loginId: loginId, refreshJwt: refreshJwt)
        let app = try AuthenticatorApp(key: setup.key, clock: it.clock)
        let both = try await totp.verify(
            loginId: loginId,
            code: app.code(),
            options: LoginOptions(mfa: true),
            refreshJwt: refreshJwt
        )
        #expect(try await it.session.validate(both.sessionJwt).authenticationMethods == ["email", "totp", "mfa"])

        let codes = try await totp.generateRecoveryCodes(loginId: loginId, refreshJwt: refreshJwt)
        let stepped = try await totp.signIn(
            loginId: loginId,
            recoveryCode: try #require(codes.first),
            options: LoginOptions(stepup: true),
            refreshJwt: refreshJwt
        )
        #expect(
            try await it.session.validate(stepped.sessionJwt).authenticationMethods == ["email", "recovery", "mfa"]
        )
    }
}

extension Journey {
    /// Waits for a moment at which the app's codes of these steps all differ. Now and then two are the same, and the
    /// wrong one would be taken for the right one.
    fileprivate func waitUntilCodesDiffer(_ app: AuthenticatorApp, _ steps: ClosedRange<Int>) throws {
        while Set(try steps.map { try app.code(stepsAway: $0).reveal() }).count < steps.count {
            clock.advance(by: .seconds(30))
        }
    }
}
