import DescopeAuthOTP
import DescopeEmulator
import DescopeSession
import DescopeTesting
import Testing

// The code of DescopeEmulator's catalog page, compiled and run. `DocCatalogTests` holds the two together.

@Suite struct SessionLifeTests {
    @Test("a session begins with a code, outlives its first token, and ends with the log-out")
    func wholeLife() async throws {
        let clock = ManualClock()
        let backend = try EmulatorBackend(clock: clock)
        let client = try DescopeClient(projectId: backend.projectId, transport: .emulator(backend), clock: clock)
        try backend.addRole("editor", permissions: ["articles.write"])
        try backend.addUser("ada@example.com", roles: ["editor"])

        // The user reads the code in the email.
        try await client.otp.signIn(with: .email, loginId: "ada@example.com")
        let code = try #require(backend.outbox.lastCode(for: "ada@example.com"))
        let signedIn = try await client.otp.verify(with: .email, loginId: "ada@example.com", code: code)
        let refreshJwt = try #require(signedIn.refreshJwt)
        let token = try await client.session.validate(signedIn.sessionJwt)
        #expect(token.hasPermissions(["articles.write"]))

        // Ten minutes later. Meanwhile the user has lost the role.
        try backend.setRoles([], of: "ada@example.com")
        clock.advance(by: .seconds(605))
        let later = try await client.session.validateAndRefresh(
            sessionJwt: signedIn.sessionJwt,
            refreshJwt: refreshJwt
        )
        #expect(later.isRefreshed)
        #expect(!later.token.hasPermissions(["articles.write"]))

        // The service cannot be reached for a moment: the client retries.
        try backend.failNext("session.logOut", with: .cannotConnect)
        async let end = client.session.logOut(refreshJwt)
        await clock.advanceToSleeper(within: .seconds(1))
        _ = try await end
        #expect(try backend.requestCount("session.logOut") == 2)
        await #expect {
            _ = try await client.session.refresh(refreshJwt)
        } throws: {
            DescopeError.Code.tokenInvalidatedByLogout ~= $0
        }
    }
}
