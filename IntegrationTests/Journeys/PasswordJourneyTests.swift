import Descope
import DescopeEmulator
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct PasswordJourneyTests {
    private let loginId = "ada@example.com"
    private let old = "Old+secret1"
    private let new = "New+secret2"

    @Test("from sign-up to log-out")
    func wholeTrip() async throws {
        let it = try Journey { $0.passwords.reuseAmount = 3 }
        let password = it.client.password

        // What the project asks of a password, and one that is none.
        let policy = try await password.policy()
        #expect((policy.minLength, policy.nonAlphanumeric, policy.number) == (8, true, false))
        await expect(.invalidArguments) { _ = try await password.signUp(loginId: loginId, password: "weak") }

        let signedUp = try await password.signUp(
            loginId: loginId,
            password: old,
            user: SignUpUser(name: "Ada Lovelace")
        )
        #expect(signedUp.firstSeen == true)
        let user = try #require(signedUp.user)
        #expect((user.name, user.password, user.verifiedEmail) == ("Ada Lovelace", true, false))
        await expect(.userAlreadyExists) { _ = try await password.signUp(loginId: loginId, password: old) }

        // A wrong password, the right one, and who it is.
        await expect(.invalidArguments) { _ = try await password.signIn(loginId: loginId, password: new) }
        let signedIn = try await password.signIn(loginId: loginId, password: old)
        let token = try await it.session.validate(signedIn.sessionJwt)
        #expect(token.subject == user.userId)
        #expect(token.authenticationMethods == ["pwd"])

        // Another password in its place, never again the same.
        await expect(.invalidArguments) {
            _ = try await password.replace(loginId: loginId, oldPassword: old, newPassword: old)
        }
        let replaced = try await password.replace(
            loginId: loginId,
            oldPassword: old,
            newPassword: new,
            options: PasswordReplaceOptions(revokeOtherSessions: true)
        )
        let refreshJwt = try #require(replaced.refreshJwt)
        await expect(.tokenInvalidatedByLogout) { _ = try await it.session.refresh(signedIn.refreshJwt ?? "") }
        await expect(.invalidArguments) { _ = try await password.signIn(loginId: loginId, password: old) }
        await expect(.invalidArguments) {
            try await password.update(loginId: loginId, newPassword: old, refreshJwt: refreshJwt)
        }
        try await password.update(loginId: loginId, newPassword: "Third+secret", refreshJwt: refreshJwt)
        _ = try await password.signIn(loginId: loginId, password: "Third+secret")

        try await it.session.logOut(refreshJwt)
        await expect(.tokenInvalidatedByLogout) { _ = try await it.session.refresh(refreshJwt) }
        await expect(.tokenInvalidatedByLogout) {
            try await password.update(loginId: loginId, newPassword: "Fourth+secret", refreshJwt: refreshJwt)
        }
    }

    @Test("a password that has expired is replaced before it signs in again")
    func expired() async throws {
        let it = try Journey { $0.passwords.expirationWeeks = 4 }
        let password = it.client.password
        _ = try await password.signUp(loginId: loginId, password: old)
        it.clock.advance(by: .seconds(4 * 7 * 86_400))
        await expect(.passwordExpired) { _ = try await password.signIn(loginId: loginId, password: old) }
        let replaced = try await password.replace(loginId: loginId, oldPassword: old, newPassword: new)
        _ = try await it.session.validate(replaced.sessionJwt)
        _ = try await password.signIn(loginId: loginId, password: new)
    }

    @Test("whoever has forgotten the password gets in by a link, once and in time, and sets a new one")
    func reset() async throws {
        let it = try Journey { $0.passwords.lockAttempts = 2 }
        let password = it.client.password
        _ = try await password.signUp(loginId: loginId, password: old)
        for _ in 0..<2 {
            await expect(.invalidArguments) { _ = try await password.signIn(loginId: loginId, password: "forgotten") }
        }
        await expect(.tooManyOTPAttempts) { _ = try await password.signIn(loginId: loginId, password: old) }

        // The message goes to a proven address only.
        await expect(.invalidArguments) { try await password.sendReset(loginId: loginId) }
        _ = try await it.signUpOrIn(loginId)
        let sent = try await password.sendReset(
            loginId: loginId,
            redirectURL: "https://app.example.com/reset",
            options: PasswordResetOptions(templateOptions: ["app": "Acme"])
        )
        #expect((sent.method, sent.maskedEmail) == (.magicLink, "a***@example.com"))
        let link = try #require(it.backend.outbox.lastLink(for: loginId))
        #expect(link.reveal().hasPrefix("https://app.example.com/reset?t="))

        it.clock.advance(by: .seconds(600))
        await expect(.linkTokenExpired) { _ = try await follow(it) }
        try await password.sendReset(loginId: loginId)
        let signedIn = try await follow(it)
        await expect(.linkTokenExpired) { _ = try await follow(it) }
        let refreshJwt = try #require(signedIn.refreshJwt)
        try await password.update(loginId: loginId, newPassword: new, refreshJwt: refreshJwt)
        let again = try await password.signIn(loginId: loginId, password: new)
        _ = try await it.session.validate(again.sessionJwt)
    }

    /// Verifies the token of the newest link, as the page behind a magic link does.
    private func follow(_ it: Journey) async throws -> SignInResponse {
        try await it.client.magicLink.verify(token: it.token(loginId))
    }
}
