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
    var retryAfter: String?
}

private func answer(_ handler: () async throws -> Response) async throws -> Response {
    do {
        return try await handler()
    } catch let error as DescopeError {
        // At the rate limit, and when the service says how long it is down.
        let wait = error.retryAfter.map { "\($0.components.seconds)" }
        return Response(status: error.httpStatus, retryAfter: wait)
    }
}

private struct Handlers {
    let client: DescopeClient

    func changeAccount(_ session: ActiveSession, code: Secret? = nil) async throws -> Response {
        let cookies = client.session.setCookies(for: session).map { $0.reveal() }
        if session.token.isSteppedUp { return Response(status: 200, body: "done", setCookies: cookies) }
        do {
            // Whose session it is, whatever a page posts. Without a refresh token it says that the user has to sign in.
            let refreshJwt = session.refreshJwt ?? ""
            let user = try await client.session.me(refreshJwt)
            guard user.userId == session.token.subject else { return Response(status: 401) }
            guard let loginId = user.loginIds.first, user.email != nil else {
                return Response(status: 403, body: "no address to prove", setCookies: cookies)
            }
            guard let code else {
                let options = LoginOptions(stepup: true)
                try await client.otp.signIn(with: .email, loginId: loginId, options: options, refreshJwt: refreshJwt)
                // The page asks for the code, and posts it here.
                return Response(status: 403, body: "step-up", setCookies: cookies)
            }
            let steppedUp = try await client.otp.verify(with: .email, loginId: loginId, code: code)
            // Nothing is done yet, for any code of the user's is taken here: the page asks again, with new tokens.
            let newCookies = client.session.setCookies(for: steppedUp).map { $0.reveal() }
            return Response(status: 200, body: "again", setCookies: newCookies)
        } catch DescopeError.Code.wrongOTPCode {
            return Response(status: 403, body: "wrong code", setCookies: cookies)
        } catch DescopeError.Code.tooManyOTPAttempts {
            return Response(status: 403, body: "ask for a new code", setCookies: cookies)
        } catch let error as DescopeError {
            return Response(status: error.httpStatus, setCookies: cookies)
        }
    }

    func magicLink(method: String, token: Secret) async throws -> Response {
        // Mail scanners and previews follow a link with GET and HEAD, and it works once: only the button uses it.
        guard method == "POST" else {
            let page = #"<form method="post"><button>Sign in</button></form>"#
            return Response(status: 200, body: page)
        }
        do {
            let signedIn = try await client.magicLink.verify(token: token)
            return Response(status: 200, setCookies: client.session.setCookies(for: signedIn).map { $0.reveal() })
        } catch let error as DescopeError {
            return Response(status: error.httpStatus)
        }
    }

    func signIn(loginId: String, password: String) async throws -> Response {
        do {
            let signedIn = try await client.password.signIn(loginId: loginId, password: password)
            return Response(status: 200, setCookies: client.session.setCookies(for: signedIn).map { $0.reveal() })
        } catch DescopeError.Code.passwordExpired {
            return Response(status: 403, body: "replace the password")
        } catch let error as DescopeError {
            return Response(status: error.httpStatus)
        }
    }
}

@Suite struct MagicLinkPageTests {
    @Test("what follows the link before the user does not use it up")
    func scanners() async throws {
        let it = try Journey()
        let handlers = Handlers(client: it.client)
        let page = "https://app.example.com/link"
        try await it.client.magicLink.signUpOrIn(with: .email, loginId: "ada@example.com", redirectURL: page)
        let token = try #require(it.backend.outbox.lastToken(for: "ada@example.com"))
        for method in ["HEAD", "GET", "GET"] {
            let page = try await handlers.magicLink(method: method, token: token)
            #expect((page.status, page.setCookies.count) == (200, 0))
        }
        let signedIn = try await handlers.magicLink(method: "POST", token: token)
        #expect((signedIn.status, signedIn.setCookies.count) == (200, 2))
        #expect(try await handlers.magicLink(method: "POST", token: token).status == 401)
    }
}

@Suite struct SignInPageTests {
    private let it: Journey
    private let handlers: Handlers

    init() throws {
        it = try Journey()
        handlers = Handlers(client: it.client)
    }

    /// What a browser brings along.
    private func session(_ response: Response) async throws -> ActiveSession {
        try await it.session.validateAndRefresh(it.session.tokens(authorization: nil, cookies: response.setCookies))
    }

    @Test("what may be done is done after the second proof")
    func stepUp() async throws {
        let signedIn = try await it.signUpOrIn()
        let session = try await it.session.refresh(try #require(signedIn.refreshJwt))
        let asked = try await handlers.changeAccount(session)
        #expect((asked.status, asked.body) == (403, "step-up"))
        // The session token's alone: without rotation the refresh token stays.
        #expect(asked.setCookies.count == 1)

        let wrong = try await handlers.changeAccount(session, code: Secret(it.wrongCode("ada@example.com")))
        #expect((wrong.status, wrong.body, wrong.setCookies.count) == (403, "wrong code", 1))

        let proven = try await handlers.changeAccount(session, code: it.code("ada@example.com"))
        #expect((proven.status, proven.body, proven.setCookies.count) == (200, "again", 2))
        #expect(try await handlers.changeAccount(self.session(proven)).body == "done")

        // The session of before lives on, until all are ended.
        let first = try #require(session.refreshJwt)
        try await it.session.logOut(try #require(self.session(proven).refreshJwt))
        _ = try await it.session.refresh(first)
        try await it.session.logOutEverywhere(first)
        await expect(.tokenInvalidatedByLogout) { _ = try await it.session.refresh(first) }
    }

    @Test("a client with a key of its own steps up as any other")
    func bound() async throws {
        let prover = try DPoPProver(clock: it.clock)
        it.backend.configure { $0.proofKeyThumbprint = prover.thumbprint }
        let (signedIn, url) = (try await it.signUpOrIn(), "https://app.example.com/account")
        let proof = try prover.proof("POST", url, for: signedIn.sessionJwt)
        let session = try await it.session.validateAndRefresh(
            sessionJwt: signedIn.sessionJwt,
            refreshJwt: signedIn.refreshJwt,
            dpop: DPoPRequest(proofs: [proof], method: "POST", url: url)
        )
        #expect(try await handlers.changeAccount(session).body == "step-up")
        #expect(try await handlers.changeAccount(session, code: it.code("ada@example.com")).body == "again")
    }

    @Test("a code that was sent for something else does nothing")
    func otherCode() async throws {
        let session = try await it.session.refresh(try #require(it.signUpOrIn().refreshJwt))
        let refreshJwt = try #require(session.refreshJwt)
        try await it.otp.updateEmail(to: "eve@example.com", loginId: "ada@example.com", refreshJwt: refreshJwt)
        let code = try #require(it.backend.outbox.messages.last?.code)
        let answer = try await handlers.changeAccount(session, code: code)
        #expect(answer.body != "done")
        #expect(try await handlers.changeAccount(self.session(answer)).body == "step-up")
    }

    @Test("a code that cannot be right keeps the session, and the page is told when it needs another")
    func badCode() async throws {
        it.backend.configure { $0.rotatesRefreshTokens = true }
        let session = try await it.session.refresh(try #require(it.signUpOrIn().refreshJwt))
        _ = try await handlers.changeAccount(session)
        let wrong = try it.wrongCode("ada@example.com")
        for (code, status, body) in [
            ("", 400, ""), (wrong, 403, "wrong code"), (wrong, 403, "wrong code"), (wrong, 403, "wrong code"),
            (wrong, 403, "ask for a new code"),
        ] {
            let answer = try await handlers.changeAccount(session, code: Secret(code))
            #expect((answer.status, answer.body, answer.setCookies.count) == (status, body, 2))
        }
    }

    @Test(
        "what the service says against the start of a step-up",
        arguments: [(400, 400), (401, 401), (403, 401), (429, 429), (500, 503)]
    )
    func refusedStart(_ refusal: Int, _ status: Int) async throws {
        let handlers = Handlers(client: it.client.with { $0.retry = .never })
        let session = try await it.session.refresh(try #require(it.signUpOrIn().refreshJwt))
        try it.backend.failNext("otp.signIn", with: .refusal(.invalidArguments, status: refusal))
        #expect(try await handlers.changeAccount(session).status == status)
    }

    @Test("whose session has been ended elsewhere has to sign in")
    func ended() async throws {
        let session = try await it.session.refresh(try #require(it.signUpOrIn().refreshJwt))
        try await it.session.logOutEverywhere(try #require(session.refreshJwt))
        #expect(try await handlers.changeAccount(session).status == 401)
    }

    @Test("when the code cannot be sent, a refreshed session is not lost")
    func notSent() async throws {
        it.backend.configure { $0.rotatesRefreshTokens = true }
        let session = try await it.session.refresh(try #require(it.signUpOrIn().refreshJwt))
        try it.backend.failNext("otp.signIn", with: .status(429))
        let asked = try await handlers.changeAccount(session)
        #expect((asked.status, asked.setCookies.count) == (429, 2))
    }

    @Test("another user's refresh token steps nobody up, nor does none")
    func foreignToken() async throws {
        let (ada, eve) = (try await it.signUpOrIn(), try await it.signUpOrIn("eve@example.com"))
        for refreshJwt in [eve.refreshJwt, "garbage", nil] {
            let session = try await it.session.validateAndRefresh(sessionJwt: ada.sessionJwt, refreshJwt: refreshJwt)
            let messages = it.backend.outbox.messages.count
            #expect(try await handlers.changeAccount(session).status == 401)
            #expect(it.backend.outbox.messages.count == messages)
        }
    }

    @Test("who has no address has nothing to prove")
    func noAddress() async throws {
        try it.backend.addUser("ada")
        try it.backend.setPassword("Good+secret1", of: "ada")
        let signedIn = try await it.client.password.signIn(loginId: "ada", password: "Good+secret1")
        let session = try await it.session.refresh(try #require(signedIn.refreshJwt))
        #expect(try await handlers.changeAccount(session).body == "no address to prove")
    }

    @Test(
        "what a middleware answers for a handler that lets every error through",
        arguments: [
            (nil, 200, nil), (.status(429, headers: ["retry-after": "30"]), 429, "30"),
            (.status(503, headers: ["retry-after": "120"]), 503, "120"), (.status(302), 503, nil),
            (.refusal(.invalidArguments), 400, nil), (.refusal(.userAlreadyExists), 400, nil),
            (.cannotConnect, 503, nil),
        ] as [(EmulatorFault?, Int, String?)]
    )
    func middleware(_ fault: EmulatorFault?, _ status: Int, _ retryAfter: String?) async throws {
        if let fault { try it.backend.failNext("otp.signUp", with: fault) }
        let client = it.client.with { $0.retry = .never }
        let answer = try await answer {
            try await client.otp.signUp(with: .email, loginId: "ada@example.com")
            return Response(status: 200)
        }
        #expect((answer.status, answer.retryAfter) == (status, retryAfter))
    }

    @Test(
        "what a handler answers when a sign-in fails",
        arguments: [
            ("", nil, 400), ("Wrong+secret1", nil, 401), ("Good+secret1", nil, 200),
            ("Good+secret1", .status(429), 429), ("Good+secret1", .status(500), 503),
            ("Good+secret1", .status(302), 503),
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
