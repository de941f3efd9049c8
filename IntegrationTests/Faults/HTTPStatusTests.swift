import Descope
import DescopeEmulator
import DescopeTesting
import Testing

/// `DescopeError.httpStatus`, for every operation that the modules have.
@Suite struct HTTPStatusTests {
    private static let ada = "ada@example.com"

    private static let emulated = Call.all.filter { Call.notEmulated[$0.operation] == nil }

    private let it: Journey
    private let client: DescopeClient

    init() throws {
        it = try Journey()
        client = it.client.with { $0.retry = .never }
    }

    /// What the call throws when its request fails in each of these ways.
    private func errors(_ call: Call, _ faults: [EmulatorFault]) async throws -> [DescopeError] {
        // Operations of management need no user.
        let refreshJwt =
            call.kind == .management ? "a.b.c" : try #require(try await it.signUpOrIn().refreshJwt)
        // With keys at hand nothing but the call fails.
        try await client.session.warmUp()
        let route = try await call.emulatorName()
        var errors: [DescopeError] = []
        for fault in faults {
            let before = try it.backend.requestCount(route)
            try it.backend.failNext(route, with: fault)
            let given = Given(refreshJwt: refreshJwt)
            let error = await #expect(throws: DescopeError.self) { try await call.make(client, given) }
            #expect(try it.backend.requestCount(route) == before + 1)
            errors.append(try #require(error))
        }
        return errors
    }

    @Test("the table has every operation for users that the emulator knows, but the fetch of keys")
    func wholeTable() throws {
        let management: [OperationShape.Credentials] = [.management, .managementOrAppToken]
        let ofUsers = Set(Route.all.filter { !management.contains($0.shape.credentials) }.map(\.name))
        #expect(ofUsers.count > 50)
        let called = Call.all.map { $0.route ?? $0.operation }
        // A server has no need of the last one: `validateAndRefresh` does it. Clients of MCP servers register
        // themselves.
        #expect(ofUsers.subtracting(called) == ["session.keys", "mcp.registerClient", "session.tryRefresh"])
    }

    @Test("a refusal of the service says what the operation says of it", arguments: emulated)
    func refused(_ call: Call) async throws {
        for code in [DescopeError.Code.invalidArguments, .init(rawValue: "E999999")] {
            let errors = try await errors(call, [400, 401, 403].map { .refusal(code, status: $0) })
            #expect(errors.map(\.httpStatus) == call.kind.statuses)
            #expect(errors.map(\.isUnauthenticated) == call.kind.statuses.map { $0 == 401 })
            #expect(errors.map(\.code) == [code, code, code])
        }
    }

    /// What is no refusal of the service, and what each is answered with.
    private static let faults: [(fault: EmulatorFault, answer: Int)] = [
        // A wrong base URL, a proxy, an outage.
        (.status(301, headers: ["location": "https://elsewhere.example"]), 503), (.status(302), 503),
        (.status(307), 503), (.status(308), 503), (.status(400), 503), (.status(401), 503), (.status(403), 503),
        (.status(404), 503), (.refusal(.badRequest, status: 404), 503), (.refusal(.badRequest, status: 405), 503),
        (.status(500), 503), (.refusal(.badRequest, status: 500), 503), (.status(503), 503), (.status(524), 503),
        (.cannotConnect, 503), (.connectionLost, 503), (.answerLost, 503),
        (.response(APIResponse(status: 200, body: Array("<html>".utf8))), 503),
        (.status(429, headers: ["retry-after": "30"]), 429),
        (.refusal(.rateLimited, status: 429, headers: ["retry-after": "30"]), 429),
    ]

    @Test("what is no refusal of the service is not the user's fault, whichever operation it is", arguments: emulated)
    func failed(_ call: Call) async throws {
        // They are many, and go one way: for most of them one fault of each kind is enough.
        let isOneOfMany = call.kind == .management && call.operation != "users.load"
        let faults = isOneOfMany ? Self.faults.enumerated().filter { $0.offset % 5 == 0 }.map(\.element) : Self.faults
        let errors = try await errors(call, faults.map(\.fault))
        #expect(errors.map(\.httpStatus) == faults.map(\.answer))
        #expect(errors.map(\.retryAfter) == faults.map { $0.answer == 429 ? .seconds(30) : nil })
        #expect(!errors.contains { $0.isUnauthenticated })
    }

    @Test("nor is an answer that cannot be read", arguments: emulated.filter { !$0.readsNothing })
    func unreadable(_ call: Call) async throws {
        let contract = try Contract.read.get()
        let id = try await call.emulatorName()
        // Of an operation that returns nothing the body is not read.
        if call.kind == .management, contract.operations.first(where: { $0.id == id })?.response == .null { return }
        let answer = EmulatorFault.response(APIResponse(status: 200, body: Array("no JSON".utf8)))
        #expect(try await errors(call, [answer]).map(\.httpStatus) == [503])
    }

    // MARK: - As the emulator refuses by itself

    /// How a call fails without anything that a test breaks. Of Ada there is a user with a password, signed in.
    struct Failure: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let answer: Int
        let make: @Sendable (Journey, _ refreshJwt: Secret) async throws -> Void

        init(
            _ name: String,
            _ answer: Int,
            make: @escaping @Sendable (Journey, Secret) async throws -> Void
        ) { (testDescription, self.answer, self.make) = (name, answer, make) }
    }

    static let failures: [Failure] = [
        Failure("a blank login id", 400) { it, _ in try await it.otp.signIn(with: .email, loginId: " ") },
        Failure("a blank code", 400) { it, _ in _ = try await it.otp.verify(with: .email, loginId: ada, code: "") },
        Failure("a login id that is taken", 400) { it, _ in try await it.otp.signUp(with: .email, loginId: ada) },
        Failure("one that is taken, with a password", 400) { it, _ in
            _ = try await it.client.password.signUp(loginId: ada, password: "Good+secret1")
        },
        Failure("an unknown login id", 400) { it, _ in try await it.otp.signIn(with: .email, loginId: "eve@x.io") },
        Failure("an invalid address", 400) { it, jwt in
            try await it.otp.updateEmail(to: "none", loginId: ada, refreshJwt: jwt)
        },
        Failure("a password against the policy", 400) { it, _ in
            _ = try await it.client.password.signUp(loginId: "eve@x.io", password: "weak")
        },
        Failure("a new password against the policy", 400) { it, jwt in
            try await it.client.password.update(loginId: ada, newPassword: "weak", refreshJwt: jwt)
        },
        Failure("an unknown tenant", 400) { it, _ in _ = try await it.client.sso.start(tenant: "nowhere") },
        Failure("an unknown flow", 400) { it, _ in _ = try await it.client.flow.start("nowhere") },
        Failure("a wrong code", 401) { it, _ in
            try await it.otp.signIn(with: .email, loginId: ada)
            _ = try await it.otp.verify(with: .email, loginId: ada, code: it.wrongCode(ada))
        },
        Failure("a flow that was not started", 400) { it, _ in
            _ = try await it.client.flow.next(executionId: "e", stepId: "s", interactionId: "submit")
        },
        Failure("a wrong password", 401) { it, _ in
            _ = try await it.client.password.signIn(loginId: ada, password: "Wrong+secret1")
        },
        Failure("a password of an unknown user", 401) { it, _ in
            _ = try await it.client.password.signIn(loginId: "eve@x.io", password: "Wrong+secret1")
        },
        Failure("a password that has to be replaced", 403) { it, _ in
            try it.backend.setPassword("Old+secret1", of: ada, isTemporary: true)
            _ = try await it.client.password.signIn(loginId: ada, password: "Old+secret1")
        },
        Failure("a wrong password that is to be replaced", 400) { it, _ in
            let password = it.client.password
            _ = try await password.replace(loginId: ada, oldPassword: "Wrong+secret1", newPassword: "Good+secret2")
        },
        Failure("a reset for an unknown user", 202) { it, _ in
            try await it.client.password.sendReset(loginId: "eve@x.io")
        },
        Failure("an unknown link", 401) { it, _ in _ = try await it.client.magicLink.verify(token: "t") },
        Failure("an unknown enchanted link", 401) { it, _ in try await it.client.enchantedLink.verify(token: "t") },
        Failure("a link that was not followed yet", 409) { it, _ in
            let sent = try await it.client.enchantedLink.signIn(loginId: ada)
            _ = try await it.client.enchantedLink.session(sent.pendingRef)
        },
        Failure("a message that was not sent yet", 409) { it, _ in
            let begun = try await it.client.notp.signUpOrIn()
            _ = try await it.client.notp.session(begun.pendingRef)
        },
        Failure("a link that is not followed in time", 408) { it, _ in
            let sent = try await it.client.enchantedLink.signIn(loginId: ada)
            _ = try await it.driving(within: .seconds(5)) {
                try await it.client.enchantedLink.waitForSession(sent.pendingRef, timeout: .seconds(3))
            }
        },
        Failure("an unknown code of a redirect", 401) { it, _ in _ = try await it.client.oauth.exchange(code: "c")
        },
        Failure("an unknown access key", 401) { it, _ in
            _ = try await it.session.exchange(accessKey: "K2unknown")
        },
        Failure("an unknown external token", 401) { it, _ in _ = try await it.session.migrate(externalToken: "x") },

        Failure("no token", 401) { it, _ in _ = try await it.session.validateAndRefresh(RequestTokens()) },
        Failure("an invalid token", 401) { it, _ in _ = try await it.session.validate("garbage") },
        Failure("a refresh token that has expired", 401) { it, jwt in
            it.clock.advance(by: .seconds(366 * 86_400))
            _ = try await it.session.refresh(jwt)
        },
        Failure("a session that has ended", 401) { it, jwt in
            try await it.session.logOut(jwt)
            _ = try await it.session.refresh(jwt)
        },
        Failure("a change in a session that has ended", 401) { it, jwt in
            try await it.session.logOut(jwt)
            try await it.otp.updateEmail(to: "new@example.com", loginId: ada, refreshJwt: jwt)
        },
        Failure("a step-up in a session that has ended", 401) { it, jwt in
            try await it.session.logOut(jwt)
            let options = LoginOptions(stepup: true)
            try await it.otp.signIn(with: .email, loginId: ada, options: options, refreshJwt: jwt)
        },
        Failure("a step-up without a token", 401) { it, _ in
            try await it.otp.signIn(with: .email, loginId: ada, options: LoginOptions(stepup: true))
        },
        Failure("a user who is disabled", 401) { it, jwt in
            try it.backend.setEnabled(false, of: ada)
            _ = try await it.session.refresh(jwt)
        },
        Failure("a disabled user's change", 401) { it, jwt in
            try it.backend.setEnabled(false, of: ada)
            try await it.otp.updateEmail(to: "new@example.com", loginId: ada, refreshJwt: jwt)
        },
        Failure("a disabled user's sign-in", 401) { it, _ in
            try it.backend.setEnabled(false, of: ada)
            _ = try await it.client.password.signIn(loginId: ada, password: "Good+secret1")
        },
        Failure("a tenant that the user is not in", 401) { it, jwt in
            try it.backend.addTenant(id: "acme", name: "Acme")
            _ = try await it.session.selectTenant("acme", refreshJwt: jwt)
        },

        Failure("keys that cannot be had", 503) { it, jwt in
            try it.backend.failNext("session.keys", with: .status(500), times: 4)
            _ = try await it.session.refresh(jwt)
        },
        Failure("keys that are refused", 503) { it, jwt in
            try it.backend.failNext("session.keys", with: .refusal(.invalidArguments, status: 401), times: 4)
            _ = try await it.session.refresh(jwt)
        },
        Failure("keys at the rate limit", 503) { it, jwt in
            try it.backend.failNext("session.keys", with: .status(429), times: 4)
            _ = try await it.session.refresh(jwt)
        },
        Failure("a new token from the future", 503) { it, jwt in
            try await it.session.warmUp()
            it.clock.advance(by: .seconds(60))
            let clock = ManualClock()
            clock.advance(by: .seconds(10))
            let late = DescopeClient(it.client.configuration, transport: .emulator(it.backend), clock: clock)
            _ = try await late.session.refresh(jwt)
        },
        Failure("no management key", 500) { it, _ in
            try await it.client.with { $0.managementKey = nil }.send(
                Endpoint<NoContent>("user.load", .get, "/v1/mgmt/user", credentials: .management)
            )
        },
        Failure("a wrong management key", 500) { it, _ in
            let endpoint = Endpoint<NoContent>("user.load", .get, "/v1/mgmt/user", credentials: .management)
            try await it.client.with { $0.managementKey = "K2wrong" }.send(endpoint)
        },
        Failure("a management operation for an unknown user", 400) { it, _ in
            let endpoint = Endpoint<NoContent>(
                "user.load",
                .get,
                "/v1/mgmt/user",
                query: [APIQueryItem("loginId", "eve@x.io")],
                credentials: .management
            )
            try await it.client.with { $0.managementKey = it.backend.managementKey }.send(endpoint)
        },
    ]

    @Test("each is answered as its operation asks", arguments: failures)
    func refusedByItself(_ failure: Failure) async throws {
        // Passwords are made here, so the keys are not at hand yet.
        let refreshJwt = try #require(try await it.signUpOrIn().refreshJwt)
        try it.backend.setPassword("Good+secret1", of: Self.ada)
        let error = await #expect(throws: DescopeError.self) { try await failure.make(it, refreshJwt) }
        #expect(error?.httpStatus == failure.answer, "\(error.map { "\($0)" } ?? "")")
        #expect(error?.isUnauthenticated == (failure.answer == 401))
    }
}
