import Descope
import DescopeEmulator
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

// The code of Docs/Testing.md, compiled and run. `DocCatalogTests` holds the two together.

@Suite struct SignInTests {
    // One for all tests: an RSA key takes a tenth of a second to make.
    static let signingKey = Result { try SigningKey.generate(for: .rs256) }

    let clock = ManualClock()
    let backend: EmulatorBackend
    let client: DescopeClient

    init() throws {
        backend = try EmulatorBackend(clock: clock, signingKey: Self.signingKey.get())
        client = try DescopeClient(projectId: backend.projectId, transport: .emulator(backend), clock: clock)
    }

    @Test func signsUp() async throws {
        try await client.otp.signUp(with: .email, loginId: "ada@example.com")
        let code = try #require(backend.outbox.lastCode(for: "ada@example.com"))
        let signedIn = try await client.otp.verify(with: .email, loginId: "ada@example.com", code: code)
        #expect(signedIn.firstSeen == true)
    }
}

extension SignInTests {
    @Test func setsUp() async throws {
        try backend.addTenant(id: "acme", name: "Acme")
        try backend.addRole("editor", permissions: ["articles.write"], tenantId: "acme")
        try backend.addUser("ada@example.com", phone: "+12025550143", tenants: ["acme": ["editor"]])
        try backend.setPassword("Old+secret1", of: "ada@example.com")
        backend.configure { $0.rotatesRefreshTokens = true }

        let signedIn = try await client.password.signIn(loginId: "ada@example.com", password: "Old+secret1")
        let token = try await client.session.validate(signedIn.sessionJwt)
        #expect(token.hasPermissions(["articles.write"], tenant: "acme"))
    }

    @Test func outbox() async throws {
        try await client.otp.signUpOrIn(with: .sms, loginId: "+12025550143")
        let text = try #require(backend.outbox.lastMessage(for: "+12025550143"))
        #expect(text.method == "sms")

        let page = "https://app.example.com/verify"
        _ = try await client.magicLink.signUpOrIn(with: .email, loginId: "ada@example.com", redirectURL: page)
        #expect(backend.outbox.lastLink(for: "ada@example.com")?.reveal().hasPrefix(page) == true)
        let token = try #require(backend.outbox.lastToken(for: "ada@example.com"))
        _ = try await client.magicLink.verify(token: token)
    }

    @Test func saving() async throws {
        try await client.otp.signUp(with: .email, loginId: "ada@example.com")
        let saved = try JSONEncoder().encode(try backend.snapshot())

        let snapshot = try JSONDecoder().decode(EmulatorSnapshot.self, from: saved)
        let restored = try EmulatorBackend(restoring: snapshot, clock: clock)
        let again = try DescopeClient(projectId: restored.projectId, transport: .emulator(restored), clock: clock)
        let code = try #require(restored.outbox.lastCode(for: "ada@example.com"))
        _ = try await again.otp.verify(with: .email, loginId: "ada@example.com", code: code)
    }

    @Test func faults() async throws {
        let impatient = client.with { $0.retry = .never }
        try backend.failNext("otp.signUp", with: .status(429, headers: ["retry-after": "30"]))
        let error = await #expect(throws: DescopeError.self) {
            try await impatient.otp.signUp(with: .email, loginId: "ada@example.com")
        }
        #expect(error?.retryAfter == .seconds(30))
        #expect(try backend.requestCount("otp.signUp") == 1)
        #expect(backend.outbox.messages.isEmpty)
    }

    @Test func identityProvider() async throws {
        let url = try await client.oauth.start(with: .google, redirectURL: "https://app.example.com/signed-in")
        let ada = EmulatorIdentityProvider.Identity(email: "ada@example.com", name: "Ada Lovelace")
        let redirect = try backend.identityProvider.signIn(at: url, as: ada)
        // The browser goes to redirect.url, where your handler finds the code.
        let signedIn = try await client.oauth.exchange(code: try #require(redirect.code))
        #expect(signedIn.user?.name == "Ada Lovelace")

        let denied = try backend.identityProvider.deny(at: try await client.oauth.start(with: .google))
        #expect(denied.code == nil)
    }

    @Test func tenantIdentityProvider() async throws {
        try backend.addTenant(id: "acme", name: "Acme")
        try backend.addRole("editor", tenantId: "acme")
        try backend.configureSSO(tenant: "acme", domains: ["acme.example"], groupRoles: ["writers": ["editor"]])

        let url = try await client.sso.start(tenant: "ada@acme.example")
        let ada = EmulatorIdentityProvider.Identity(email: "ada@acme.example", groups: ["writers"])
        let redirect = try backend.identityProvider.signIn(at: url, as: ada)
        let signedIn = try await client.sso.exchange(code: try #require(redirect.code))
        #expect(try await client.session.validate(signedIn.sessionJwt).hasRoles(["editor"], tenant: "acme"))
    }

    @Test func accessKeyAndMigration() async throws {
        try backend.addRole("robot", permissions: ["reports.read"])
        let key = try backend.addAccessKey(name: "ci", roles: ["robot"])
        let session = try await client.session.exchange(accessKey: key)
        #expect(session.token.hasPermissions(["reports.read"]))

        backend.recognizeExternalTokens { $0.reveal() == "legacy-ada" ? "ada@example.com" : nil }
        let migrated = try await client.session.migrate(externalToken: "legacy-ada")
        #expect(migrated.refreshJwt != nil)
    }

    @Test func flow() async throws {
        backend.addFlow("sign-up-or-in")
        var step = try await client.flow.start("sign-up-or-in")
        func enter(_ input: FlowInput) async throws {
            step = try await client.flow.next(
                executionId: step.executionId,
                stepId: step.stepId,
                interactionId: "submit",
                input: input
            )
        }
        try await enter(["email": "ada@example.com"])
        let code = try #require(backend.outbox.lastCode(for: "ada@example.com"))
        try await enter(["code": code])
        let refreshJwt = try #require(step.signIn?.refreshJwt)

        backend.addOutboundApp("google-calendar")
        _ = try await client.outbound.connect("google-calendar", refreshJwt: refreshJwt)
    }

    @Test func expires() async throws {
        try await client.otp.signUp(with: .email, loginId: "ada@example.com")
        let code = try #require(backend.outbox.lastCode(for: "ada@example.com"))
        clock.advance(by: .seconds(180))
        await #expect {
            _ = try await client.otp.verify(with: .email, loginId: "ada@example.com", code: code)
        } throws: {
            DescopeError.Code.wrongOTPCode ~= $0
        }
    }

    @Test func repeats() async throws {
        try backend.failNext("otp.signUp", with: .cannotConnect)
        async let sent = client.otp.signUp(with: .email, loginId: "ada@example.com")
        await clock.advanceToSleeper(within: .seconds(1))  // the repetition waits 0.1 s
        #expect(try await sent.address == "a***@example.com")
        #expect(try backend.requestCount("otp.signUp") == 2)
    }

    @Test func waits() async throws {
        let sent = try await client.enchantedLink.signUpOrIn(loginId: "ada@example.com")
        try backend.follow(try #require(backend.outbox.lastLink(for: "ada@example.com")))
        let signedIn = try await clock.passingTime(within: .seconds(5)) {
            try await client.enchantedLink.waitForSession(sent.pendingRef)
        }
        #expect(signedIn.user?.email == "ada@example.com")

        let begun = try await client.notp.signUpOrIn()
        var pendingCount = 0
        try await clock.passingTime(within: .seconds(5)) {
            for try await case .pending in try client.notp.sessionStates(begun.pendingRef) {
                // The user takes a while.
                pendingCount += 1
                if pendingCount == 3 { try backend.sendMessage(begun.redirectURL, from: "+12025550143") }
            }
        }
        #expect(try backend.requestCount("notp.session") == 4)
    }

    @Test func authenticatorApp() async throws {
        let setup = try await client.totp.signUp(loginId: "ada@example.com")
        let app = try AuthenticatorApp(provisioningURL: setup.provisioningURL, clock: clock)
        _ = try await client.totp.verify(loginId: "ada@example.com", code: app.code())
        // Each code works once, so wait for the next.
        clock.advance(by: .seconds(30))
        _ = try await client.totp.verify(loginId: "ada@example.com", code: app.code())
    }

    @Test(arguments: TestAuthenticator.Fault.inUse)
    func passkey(_ fault: TestAuthenticator.Fault) async throws {
        let (authenticator, origin) = (TestAuthenticator(), "https://app.example.com")
        let start = try await client.passkeys.startSignUp(loginId: "ada@example.com", origin: origin)
        let made = try authenticator.create(start.options, origin: origin)
        _ = try await client.passkeys.finishSignUp(transactionId: start.transactionId, response: made)

        let options = PasskeyOptions(userVerification: .required)
        let next = try await client.passkeys.startSignIn(loginId: nil, origin: origin, passkeyOptions: options)
        let faulty = try authenticator.get(next.options, origin: origin, fault: fault)
        await #expect(throws: DescopeError.self) {
            try await client.passkeys.finishSignIn(transactionId: next.transactionId, response: faulty)
        }
    }

    @Test func boundToken() async throws {
        let prover = try DPoPProver(clock: clock)
        backend.configure { $0.proofKeyThumbprint = prover.thumbprint }
        try await client.otp.signUp(with: .email, loginId: "ada@example.com")
        let code = try #require(backend.outbox.lastCode(for: "ada@example.com"))
        let signedIn = try await client.otp.verify(with: .email, loginId: "ada@example.com", code: code)

        let url = "https://shop.example/orders"
        let proof = try prover.proof("GET", url, for: signedIn.sessionJwt)
        let request = DPoPRequest(proofs: [proof], method: "GET", url: url)
        _ = try await client.session.validate(signedIn.sessionJwt, dpop: request)
    }

    @Test func records() async throws {
        let transport = RecordingTransport(.emulator(backend))
        let client = try DescopeClient(projectId: backend.projectId, transport: transport, clock: clock)
        try await client.otp.signUp(with: .email, loginId: "ada@example.com")
        #expect(transport.exchanges.map(\.description) == ["POST /v1/auth/otp/signup/email: HTTP 200"])
    }
}

@Suite struct MintedTokenTests {
    // One for all tests and attacks.
    static let minter = Result { TokenMinter(projectId: "P2shop", keys: try FakeKeys(), clock: ManualClock()) }

    let minter: TokenMinter
    let client: DescopeClient

    init() throws {
        minter = try Self.minter.get()
        // No answer is scripted: a request to the service would fail.
        client = try DescopeClient(projectId: "P2shop", transport: .scripted(), clock: ManualClock())
            .with(keys: minter.keys)
    }

    @Test func permission() async throws {
        let jwt = try minter.session(claims: ["aud": "shop", "permissions": ["orders.read"]])
        let token = try await client.session.validate(jwt, audience: ["shop"])
        #expect(token.hasPermissions(["orders.read"]))
    }

    @Test(arguments: TokenAttack.allCases)
    func refused(_ attack: TokenAttack) async throws {
        let jwt = try minter.token(for: attack, claims: ["aud": "shop"])
        let error = await #expect(throws: DescopeError.self) {
            try await client.session.validate(jwt, audience: ["shop"])
        }
        #expect(error?.code == attack.code)
    }

    @Test func accessToken() async throws {
        let jwt = try minter.access(
            audience: ["https://mcp.shop.example"],
            scopes: ["orders.read"],
            actors: [AccessToken.Actor(subject: "UD2agent")],
            issuer: .agent(server: "MS2shop")
        )
        let access = try await client.session.validateAccessToken(
            jwt,
            audience: ["https://mcp.shop.example"],
            scopes: ["orders.read"]
        )
        #expect((access.subject, access.actors.first?.subject) == ("U2test", "UD2agent"))
    }

    @Test(arguments: TokenAttack.againstAccessTokens)
    func refusedAsAccessToken(_ attack: TokenAttack) async throws {
        let jwt = try minter.token(for: attack, claims: ["aud": "https://mcp.shop.example"])
        let error = await #expect(throws: DescopeError.self) {
            try await client.session.validateAccessToken(jwt, audience: ["https://mcp.shop.example"])
        }
        #expect(error?.code == attack.code)
    }
}

@Suite struct ScriptTests {
    @Test func script() async throws {
        try await ScriptedTransport.withScript(
            .cannotConnect,
            .json(#"{"maskedEmail":"a***@example.com"}"#)
        ) { transport in
            let client = try DescopeClient(projectId: "P2shop", transport: transport, clock: ManualClock())
                .with { $0.retry.delays = [.zero] }
            try await client.otp.signUp(with: .email, loginId: "ada@example.com")
            #expect(transport.sent.map(\.path) == ["/v1/auth/otp/signup/email", "/v1/auth/otp/signup/email"])
            #expect(transport.sent.last?.bodyJSON?["loginId"] == "ada@example.com")
        }
    }
}
