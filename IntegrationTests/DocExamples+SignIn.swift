import Descope
import DescopeEmulator
import DescopeTesting
import Testing

// The code of Docs/SignIn.md, compiled and run. `DocCatalogTests` holds the two together.

/// Stands for a web framework's response.
private struct Response {
    let status: Int
    var body = ""
    var setCookies: [String] = []
}

private struct Handlers {
    let client: DescopeClient

    func changeAccount(_ tokens: RequestTokens, loginId: String) async throws -> Response {
        let session = try await client.session.validateAndRefresh(tokens)
        let setCookies = client.session.setCookies(for: session).map { $0.reveal() }
        guard session.token.isSteppedUp else {
            // Your page asks for the code that comes now, and posts it to the handler below.
            let options = LoginOptions(stepup: true)
            try await client.otp.signIn(
                with: .email,
                loginId: loginId,
                options: options,
                refreshJwt: session.refreshJwt
            )
            return Response(status: 403, body: "step-up", setCookies: setCookies)
        }
        return Response(status: 200, body: "done", setCookies: setCookies)
    }

    func stepUp(loginId: String, code: Secret) async throws -> (SignInResponse, [String]) {
        let steppedUp = try await client.otp.verify(with: .email, loginId: loginId, code: code)
        let cookies = client.session.setCookies(for: steppedUp).map { $0.reveal() }
        return (steppedUp, cookies)
    }

    func signIn(loginId: String, password: String) async throws -> Response {
        do {
            let signedIn = try await client.password.signIn(loginId: loginId, password: password)
            return Response(status: 200, setCookies: client.session.setCookies(for: signedIn).map { $0.reveal() })
        } catch DescopeError.Code.passwordExpired {
            return Response(status: 403, body: "replace the password")
        } catch let error as DescopeError {
            if error.kind == .argument { return Response(status: 400) }
            if error.isRateLimited { return Response(status: 429) }
            let isRefused = error.kind == .api && (error.status ?? 500) < 500
            return Response(status: isRefused ? 401 : 503)
        }
    }
}

@Suite struct SignInPageTests {
    private let it: Journey
    private let handlers: Handlers

    init() throws {
        it = try Journey()
        handlers = Handlers(client: it.client)
    }

    @Test("what may be done is done after the second proof; the first session is another one")
    func stepUp() async throws {
        let first = try await it.signUpOrIn()
        let tokens = RequestTokens(sessionJwt: first.sessionJwt, refreshJwt: first.refreshJwt)
        let sentBefore = it.backend.outbox.messages.count
        #expect(try await handlers.changeAccount(tokens, loginId: "ada@example.com").status == 403)
        #expect(it.backend.outbox.messages.count == sentBefore + 1)

        let code = try #require(it.backend.outbox.lastCode(for: "ada@example.com"))
        let (second, cookies) = try await handlers.stepUp(loginId: "ada@example.com", code: code)
        #expect(cookies.count == 2)
        let new = RequestTokens(sessionJwt: second.sessionJwt, refreshJwt: second.refreshJwt)
        #expect(try await handlers.changeAccount(new, loginId: "ada@example.com").body == "done")

        let refreshJwts = [try #require(first.refreshJwt), try #require(second.refreshJwt)]
        try await it.client.session.logOut(refreshJwts[1])
        _ = try await it.client.session.refresh(refreshJwts[0])
        try await it.client.session.logOutEverywhere(refreshJwts[0])
        await expect(.tokenInvalidatedByLogout) { _ = try await it.client.session.refresh(refreshJwts[0]) }
    }

    @Test(
        "what a handler answers when a sign-in fails",
        arguments: [
            ("", nil, 400), ("Wrong+secret1", nil, 401), ("Good+secret1", nil, 200),
            ("Good+secret1", .status(429), 429), ("Good+secret1", .status(500), 503),
            ("Good+secret1", .refusal(.passwordExpired, status: 401), 403), ("Good+secret1", .cannotConnect, 503),
        ] as [(String, EmulatorFault?, Int)]
    )
    func answers(_ password: String, _ fault: EmulatorFault?, _ status: Int) async throws {
        try it.backend.addUser("ada@example.com")
        try it.backend.setPassword("Good+secret1", of: "ada@example.com")
        if let fault { try it.backend.failNext("password.signIn", with: fault) }
        let handlers = Handlers(client: it.client.with { $0.retry = .never })
        #expect(try await handlers.signIn(loginId: "ada@example.com", password: password).status == status)
    }
}
