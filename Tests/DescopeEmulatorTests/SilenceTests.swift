import DescopeCore
import DescopeCrypto
import DescopeEmulator
import DescopeTesting
import Testing

@Suite struct SilenceTests {
    /// All that Swift prints of a value without being asked for a part of it.
    private func printed(_ value: some Any) -> String {
        var text = "\(value) " + String(reflecting: value)
        dump(value, to: &text)
        return text
    }

    @Test("neither codes, keys nor tokens print")
    func silence() async throws {
        let project = try Project { $0.authManagementKey = "K2authsecret" }
        let generated = try EmulatorBackend(clock: project.clock, signingKey: .generate(for: .es256))
        #expect(!printed(generated.managementKey).contains(generated.managementKey.reveal()))
        #expect(!printed(generated).contains(generated.managementKey.reveal()))

        var settings = EmulatorSettings()
        settings.managementKey = "K2secret"
        settings.authManagementKey = "K2authsecret"
        #expect(!printed(settings).contains("secret\""))
        #expect(!printed(settings).contains("K2"))

        let open = try Project()
        let signedIn = try await open.signIn()
        let code = try #require(open.backend.outbox.messages.first?.code?.reveal())
        for text in [printed(open.backend.outbox), printed(open.backend), printed(open.backend.outbox.messages)] {
            #expect(!text.contains(code))
            #expect(!text.contains(signedIn.refreshJwt))
            #expect(!text.contains(Project.managementKey))
        }
    }

    @Test("a management key that nobody chose is another one each time, and long")
    func madeUp() throws {
        let key = try SigningKey.generate(for: .es256)
        let keys = try (0..<3).map { _ in
            try EmulatorBackend(clock: ManualClock(), signingKey: key).managementKey.reveal()
        }
        #expect(Set(keys).count == 3)
        #expect(keys.allSatisfy { $0.hasPrefix("K2") && $0.utf8.count > 20 })
    }
}
