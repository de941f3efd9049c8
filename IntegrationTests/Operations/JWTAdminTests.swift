import Descope
import DescopeTesting
import Testing

@Suite struct JWTAdminTests {
    @Test(
        "a step-up or a second factor without the refresh token is refused before anything is sent",
        arguments: [ManagementSignInOptions { $0.stepup = true }, ManagementSignInOptions { $0.mfa = true }]
    )
    func missingToken(_ options: ManagementSignInOptions) async throws {
        let transport = ScriptedTransport()
        let client = try DescopeClient(projectId: "P2test", managementKey: "K2test", transport: transport)
        let error = await #expect(throws: DescopeError.self) {
            try await client.management.jwt.signIn("ada@example.com", options: options)
        }
        #expect(transport.sent.isEmpty)
        #expect((error?.code, error?.operation) == (.missingRefreshJwt, "jwt.signIn"))
    }

    @Test("a session whose tokens are in cookies is read, without a user")
    func cookies() async throws {
        let cookies: APIHeaders = ["Set-Cookie": "DS=session.token; Path=/", "set-cookie": "DSR=refresh.token; Path=/"]
        let transport = ScriptedTransport(.reply { _ in APIResponse(status: 200, headers: cookies) })
        let client = try DescopeClient(projectId: "P2test", managementKey: "K2test", transport: transport)
        let response = try await client.management.jwt.signInAnonymously()
        #expect(response.sessionJwt.reveal() == "session.token")
        #expect(response.refreshJwt?.reveal() == "refresh.token")
        #expect(response.user == nil)
    }
}
