import Descope
import DescopeEmulator
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(1))) struct TOTPJourneyTests {
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
        await expect(.wrongOTPCode) { _ = try await totp.verify(loginId: loginId, code: wrongCode(app)) }
        let signedIn = try await totp.verify(loginId: loginId, code: app.code())
        #expect(signedIn.firstSeen == true)
        #expect((signedIn.user?.name, signedIn.user?.totp) == ("Ada Lovelace", true))
        await expect(.wrongOTPCode) { _ = try await totp.verify(loginId: loginId, code: app.code()) }

        // One that has been shown for too long.
        let shown = try app.code(stepsAway: 1)
        it.clock.advance(by: .seconds(90))
        if try !(-1...1).map({ try app.code(stepsAway: $0).reveal() }).contains(shown.reveal()) {
            await expect(.wrongOTPCode) { _ = try await totp.verify(loginId: loginId, code: shown) }
        }

        let token = try await it.session.validate(signedIn.sessionJwt)
        #expect(token.subject == signedIn.user?.userId)
        #expect(token.authenticationMethods == ["totp"])

        let refreshJwt = try #require(signedIn.refreshJwt)
        try await it.session.logOut(refreshJwt)
        await expect(.tokenInvalidatedByLogout) { _ = try await it.session.refresh(refreshJwt) }
        await expect(.tokenInvalidatedByLogout) { _ = try await totp.update(loginId: loginId, refreshJwt: refreshJwt) }
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

    @Test("an app as a second factor, and recovery codes for the day on which it is lost")
    func secondFactorAndRecovery() async throws {
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
        #expect(codes.count == 10)
        await expect(.wrongOTPCode) { _ = try await totp.signIn(loginId: loginId, recoveryCode: "made up") }
        let recovered = try await totp.signIn(loginId: loginId, recoveryCode: codes[0])
        #expect(try await it.session.validate(recovered.sessionJwt).authenticationMethods == ["recovery"])
        await expect(.wrongOTPCode) { _ = try await totp.signIn(loginId: loginId, recoveryCode: codes[0]) }
        let stepped = try await totp.signIn(
            loginId: loginId,
            recoveryCode: codes[1],
            options: LoginOptions(stepup: true),
            refreshJwt: refreshJwt
        )
        #expect(try await it.session.validate(stepped.sessionJwt).authenticationMethods.contains("mfa"))
    }
}
