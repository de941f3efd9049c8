import Descope
import DescopeEmulator
import DescopeTesting
import Testing

/// Where users are reached, and what becomes of an address that is another user's login id.
@Suite(.timeLimit(.minutes(5))) struct AddressJourneyTests {
    private let ada = "ada@example.com"
    private let grace = "grace@example.com"

    @Test("nobody is made who could not be reached, and no message goes nowhere")
    func noAddress() async throws {
        let it = try Journey()
        await expect(.invalidArguments) { _ = try await it.client.notp.signUp(loginId: ada) }
        await expect(.invalidArguments) { _ = try await it.client.magicLink.signUp(with: .sms, loginId: ada) }
        await expect(.invalidArguments) { _ = try await it.client.enchantedLink.signUp(with: .sms, loginId: ada) }
        await expect(.invalidArguments) { _ = try await it.otp.signUp(with: .voice, loginId: ada) }
        await expect(.invalidArguments) { _ = try await it.otp.signUp(with: .email, loginId: "+12025550143") }
        #expect(it.backend.loginIds.isEmpty)
        #expect(it.backend.outbox.messages.isEmpty)

        let refreshJwt = try #require(try await it.signUpOrIn(ada).refreshJwt)
        await expect(.invalidArguments) {
            _ = try await it.otp.updatePhone(to: "abc", with: .sms, loginId: ada, refreshJwt: refreshJwt)
        }
        await expect(.invalidArguments) {
            _ = try await it.otp.updateEmail(to: "countess", loginId: ada, refreshJwt: refreshJwt)
        }
        #expect(it.backend.outbox.messages.count == 1)
    }

    @Test("a new address that is another's login id makes one user of two", arguments: [false, true])
    func merge(_ keepsOther: Bool) async throws {
        let it = try Journey()
        let graces = try await it.signUpOrIn(grace)
        let adas = try await it.signUpOrIn(ada)
        let refreshJwt = try #require(adas.refreshJwt)
        try await it.otp.updateEmail(
            to: grace,
            loginId: ada,
            refreshJwt: refreshJwt,
            options: UpdateOptions(addToLoginIDs: true, onMergeUseExisting: keepsOther)
        )
        let merged = try await it.otp.verify(with: .email, loginId: ada, code: it.code(ada))
        let (kept, gone) = keepsOther ? (graces, adas) : (adas, graces)
        #expect(merged.user?.userId == kept.user?.userId)
        #expect(merged.user?.loginIds == (keepsOther ? [grace, ada] : [ada, grace]))
        #expect(merged.user?.email == grace)
        _ = try await it.session.refresh(try #require(kept.refreshJwt))
        let dead = try #require(gone.refreshJwt)
        await expect(.tokenInvalidatedByLogout) { _ = try await it.session.refresh(dead) }
        #expect(try await it.signUpOrIn(ada).user?.userId == kept.user?.userId)
    }
}
