import Descope
import DescopeEmulator
import DescopeTesting
import Testing

/// Where users are reached, and what becomes of an address that is another user's login id.
@Suite(.timeLimit(.minutes(1))) struct AddressJourneyTests {
    private let ada = "ada@example.com"

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
}
