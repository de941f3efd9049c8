import DescopeAuthOTP  // adds client.otp
import DescopeCurl  // adds .curl
import DescopeEmulator
import DescopeSession  // adds client.session
import Testing

// The README's code, compiled. `ReadmeTests` holds the two together.

private struct Forbidden: Error {}
private func save(_ sessionJwt: Secret, _ refreshJwt: Secret?) {}

#if os(Linux)
func readmeSignIn(code: String) async throws {
    let client = try DescopeClient(projectId: "P2abc", transport: .curl)

    // Send a code, then check what the user typed.
    try await client.otp.signUpOrIn(with: .email, loginId: "ada@example.com")
    let signedIn = try await client.otp.verify(with: .email, loginId: "ada@example.com", code: code)

    // On every request: no network once the project's keys are known.
    do {
        let token = try await client.session.validate(signedIn.sessionJwt)
        guard token.hasRoles(["editor"], tenant: "acme") else { throw Forbidden() }
    } catch DescopeError.Code.tokenExpired {
        // Fetch a new session token. With rotation the old refresh token is dead: keep the new one.
        guard let refreshJwt = signedIn.refreshJwt else { throw Forbidden() }
        let session = try await client.session.refresh(refreshJwt)
        save(session.sessionJwt, session.refreshJwt)
    }
}
#endif

/// Stands for a web framework's response.
private struct Response {
    let status: Int
    let setCookies: [String]
}

private func readmeHandler(client: DescopeClient, authorization: String?, cookies: [String]) async throws -> Response {
    let tokens = client.session.tokens(authorization: authorization, cookies: cookies)
    let session: ActiveSession
    do {
        session = try await client.session.validateAndRefresh(tokens)
    } catch let error as DescopeError {
        // 401 when the user has to sign in, 503 when the check could not be made.
        // A refresh token that was granted already is not lost.
        let setCookies = client.session.setCookies(for: error).map { $0.reveal() }
        return Response(status: error.httpStatus, setCookies: setCookies)
    }
    // For every answer from here on. One header each; none when the session was not refreshed.
    let setCookies = client.session.setCookies(for: session).map { $0.reveal() }
    return Response(status: 200, setCookies: setCookies)
}

func readmeTest() async throws -> SignInResponse {
    let backend = try EmulatorBackend(projectId: "P2emulated")
    let client = try DescopeClient(projectId: "P2emulated", transport: .emulator(backend))
    try await client.otp.signUp(with: .email, loginId: "ada@example.com")
    let code = try #require(backend.outbox.lastCode(for: "ada@example.com"))
    let signedIn = try await client.otp.verify(with: .email, loginId: "ada@example.com", code: code)
    return signedIn
}
