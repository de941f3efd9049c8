import Descope
import DescopeEmulator
import DescopeTesting
import Testing

/// Getting in without the password by each message that a project may send; by a magic link: `PasswordJourneyTests`.
@Suite(.timeLimit(.minutes(5))) struct PasswordResetJourneyTests {
    private let loginId = "ada@example.com"

    private func journey(_ method: EmulatorSettings.Passwords.ResetMethod) async throws -> Journey {
        let it = try Journey { $0.passwords.resetMethod = method }
        _ = try await it.client.password.signUp(loginId: loginId, password: "Old+secret1")
        _ = try await it.signUpOrIn(loginId)
        return it
    }

    /// Sets a new password, signs in with it, and logs out.
    private func finish(_ it: Journey, _ signedIn: SignInResponse) async throws {
        let password = it.client.password
        let refreshJwt = try #require(signedIn.refreshJwt)
        #expect(try await it.session.validate(signedIn.sessionJwt).authenticationMethods == ["email"])
        try await password.update(loginId: loginId, newPassword: "New+secret2", refreshJwt: refreshJwt)
        await expect(.invalidArguments) { _ = try await password.signIn(loginId: loginId, password: "Old+secret1") }
        let again = try await password.signIn(loginId: loginId, password: "New+secret2")
        #expect(again.user?.userId == signedIn.user?.userId)
        try await it.session.logOut(refreshJwt)
        await expect(.tokenInvalidatedByLogout) { _ = try await it.session.refresh(refreshJwt) }
    }

    @Test("by an enchanted link, which is waited for here and followed elsewhere")
    func enchantedLink() async throws {
        let it = try await journey(.enchantedLink)
        let sent = try await it.client.password.sendReset(
            loginId: loginId,
            redirectURL: "https://app.example.com/reset"
        )
        #expect((sent.method, sent.maskedEmail) == (.enchantedLink, "a***@example.com"))
        let pendingRef = try #require(sent.pendingRef)
        let message = try #require(it.backend.outbox.lastMessage(for: loginId))
        let linkId = try #require(sent.linkId)
        let link = try #require(message.links[linkId])
        #expect(link.reveal().hasPrefix("https://app.example.com/reset?t="))

        await expect(.enchantedLinkPending) { _ = try await it.client.enchantedLink.session(pendingRef) }
        let token = try #require(it.backend.outbox.lastToken(for: loginId))
        try await it.client.enchantedLink.verify(token: token)
        await expect(.linkTokenExpired) { try await it.client.enchantedLink.verify(token: token) }
        let signedIn = try await it.driving { try await it.client.enchantedLink.waitForSession(pendingRef) }
        await expect(.invalidArguments) { _ = try await it.client.enchantedLink.session(pendingRef) }
        try await finish(it, signedIn)
    }

    @Test("by a wrong one of the three links, and by one that has expired, nobody gets in")
    func deadEnchantedLink() async throws {
        let it = try await journey(.enchantedLink)
        let wrong = try await it.client.password.sendReset(loginId: loginId)
        let links = try #require(it.backend.outbox.lastMessage(for: loginId)).links
        let other = try #require(links.first { $0.key != wrong.linkId }).value
        #expect(throws: EmulatorRefusal.self) { try it.backend.follow(other) }
        let wrongRef = try #require(wrong.pendingRef)
        await expect(.linkTokenExpired) { _ = try await it.client.enchantedLink.session(wrongRef) }

        let late = try await it.client.password.sendReset(loginId: loginId)
        it.clock.advance(by: .seconds(600))
        let token = try #require(it.backend.outbox.lastToken(for: loginId))
        await expect(.linkTokenExpired) { try await it.client.enchantedLink.verify(token: token) }
        let lateRef = try #require(late.pendingRef)
        await expect(.linkTokenExpired) { _ = try await it.client.enchantedLink.session(lateRef) }
    }

    @Test("by a code, once and in time")
    func code() async throws {
        let it = try await journey(.otp)
        let sent = try await it.client.password.sendReset(loginId: loginId)
        #expect((sent.method, sent.maskedEmail) == (.otp, "a***@example.com"))
        #expect(sent.pendingRef == nil && sent.linkId == nil)
        it.clock.advance(by: .seconds(180))
        await expect(.wrongOTPCode) {
            _ = try await it.otp.verify(with: .email, loginId: loginId, code: it.code(loginId))
        }

        try await it.client.password.sendReset(loginId: loginId)
        await expect(.wrongOTPCode) {
            _ = try await it.otp.verify(with: .email, loginId: loginId, code: it.wrongCode(loginId))
        }
        let signedIn = try await it.otp.verify(with: .email, loginId: loginId, code: it.code(loginId))
        await expect(.wrongOTPCode) {
            _ = try await it.otp.verify(with: .email, loginId: loginId, code: it.code(loginId))
        }
        try await finish(it, signedIn)
    }
}
