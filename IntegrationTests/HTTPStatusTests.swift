import Descope
import DescopeEmulator
import DescopeTesting
import Testing

/// `DescopeError.httpStatus`, for every operation that the modules have.
@Suite struct HTTPStatusTests {
    /// What an operation's refusals are answered with: those with status 400, 401 and 403.
    enum Kind: Sendable {
        /// It ends with a session, or needs one.
        case session
        /// It begins something or takes what was typed, for anybody.
        case input
        /// The same, for a user who is signed in.
        case inputOfUser
        /// It must not tell who has an account.
        case silent
        /// It takes nothing of the user's.
        case own

        var answers: [Int] {
            switch self {
            case .session: [401, 401, 401]
            case .input: [400, 400, 400]
            case .inputOfUser: [400, 401, 401]
            case .silent: [202, 202, 202]
            case .own: [500, 500, 500]
            }
        }
    }

    /// A call that is good enough to be sent.
    struct Call: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// The operation's name in the emulator, when it is another one.
        var operation: String { route ?? testDescription }
        let kind: Kind
        /// Whether it reads no answer, so that none is unreadable.
        var readsNothing = false
        var route: String?
        let make: @Sendable (DescopeClient, _ refreshJwt: Secret) async throws -> Void

        init(
            _ name: String,
            _ kind: Kind,
            readsNothing: Bool = false,
            route: String? = nil,
            make: @escaping @Sendable (DescopeClient, Secret) async throws -> Void
        ) {
            (testDescription, self.kind, self.readsNothing, self.route, self.make) = (
                name, kind, readsNothing, route, make
            )
        }
    }

    private static let (ada, phone, origin) = ("ada@example.com", "+12025550143", "https://app.example.com")

    static let calls: [Call] = [
        Call("otp.signUp", .input) { client, _ in try await client.otp.signUp(with: .email, loginId: ada) },
        Call("otp.signIn", .input) { client, _ in try await client.otp.signIn(with: .email, loginId: ada) },
        Call("otp.signIn, as a step-up", .inputOfUser, route: "otp.signIn") { client, jwt in
            let options = LoginOptions(stepup: true)
            try await client.otp.signIn(with: .email, loginId: ada, options: options, refreshJwt: jwt)
        },
        Call("otp.signUpOrIn", .input) { client, _ in try await client.otp.signUpOrIn(with: .email, loginId: ada) },
        Call("otp.verify", .session) { client, _ in
            _ = try await client.otp.verify(with: .email, loginId: ada, code: "123456")
        },
        Call("otp.updateEmail", .inputOfUser) { client, jwt in
            try await client.otp.updateEmail(to: "new@example.com", loginId: ada, refreshJwt: jwt)
        },
        Call("otp.updatePhone", .inputOfUser) { client, jwt in
            try await client.otp.updatePhone(to: phone, loginId: ada, refreshJwt: jwt)
        },

        Call("magicLink.signUp", .input) { client, _ in try await client.magicLink.signUp(with: .email, loginId: ada) },
        Call("magicLink.signIn", .input) { client, _ in try await client.magicLink.signIn(with: .email, loginId: ada) },
        Call("magicLink.signUpOrIn", .input) { client, _ in
            try await client.magicLink.signUpOrIn(with: .email, loginId: ada)
        },
        Call("magicLink.verify", .session) { client, _ in _ = try await client.magicLink.verify(token: "t") },
        Call("magicLink.updateEmail", .inputOfUser) { client, jwt in
            try await client.magicLink.updateEmail(to: "new@example.com", loginId: ada, refreshJwt: jwt)
        },
        Call("magicLink.updatePhone", .inputOfUser) { client, jwt in
            try await client.magicLink.updatePhone(to: phone, loginId: ada, refreshJwt: jwt)
        },

        Call("enchantedLink.signUp", .input) { client, _ in _ = try await client.enchantedLink.signUp(loginId: ada) },
        Call("enchantedLink.signIn", .input) { client, _ in _ = try await client.enchantedLink.signIn(loginId: ada) },
        Call("enchantedLink.signUpOrIn", .input) { client, _ in
            _ = try await client.enchantedLink.signUpOrIn(loginId: ada)
        },
        Call("enchantedLink.verify", .session, readsNothing: true) { client, _ in
            try await client.enchantedLink.verify(token: "t")
        },
        Call("enchantedLink.session", .session) { client, _ in _ = try await client.enchantedLink.session("p") },
        Call("enchantedLink.updateEmail", .inputOfUser) { client, jwt in
            _ = try await client.enchantedLink.updateEmail(to: "new@example.com", loginId: ada, refreshJwt: jwt)
        },
        Call("enchantedLink.updatePhone", .inputOfUser) { client, jwt in
            _ = try await client.enchantedLink.updatePhone(to: phone, loginId: ada, refreshJwt: jwt)
        },

        Call("notp.signUp", .input) { client, _ in _ = try await client.notp.signUp() },
        Call("notp.signIn", .input) { client, _ in _ = try await client.notp.signIn() },
        Call("notp.signUpOrIn", .input) { client, _ in _ = try await client.notp.signUpOrIn() },
        Call("notp.session", .session) { client, _ in _ = try await client.notp.session("p") },
        Call("notp.updatePhone", .inputOfUser) { client, jwt in
            _ = try await client.notp.updatePhone(loginId: ada, refreshJwt: jwt)
        },

        Call("password.signUp", .input) { client, _ in
            _ = try await client.password.signUp(loginId: ada, password: "Good+secret1")
        },
        Call("password.signIn", .session) { client, _ in
            _ = try await client.password.signIn(loginId: ada, password: "Good+secret1")
        },
        Call("password.sendReset", .silent) { client, _ in try await client.password.sendReset(loginId: ada) },
        Call("password.update", .inputOfUser, readsNothing: true) { client, jwt in
            try await client.password.update(loginId: ada, newPassword: "Good+secret2", refreshJwt: jwt)
        },
        Call("password.replace", .input) { client, _ in
            _ = try await client.password.replace(loginId: ada, oldPassword: "a", newPassword: "b")
        },
        Call("password.policy", .own) { client, _ in _ = try await client.password.policy() },

        Call("totp.signUp", .input) { client, _ in _ = try await client.totp.signUp(loginId: ada) },
        Call("totp.update", .inputOfUser) { client, jwt in
            _ = try await client.totp.update(loginId: ada, refreshJwt: jwt)
        },
        Call("totp.verify", .session) { client, _ in _ = try await client.totp.verify(loginId: ada, code: "123456") },
        Call("totp.verify, as a second factor", .session, route: "totp.verify") { client, jwt in
            let options = LoginOptions(mfa: true)
            _ = try await client.totp.verify(loginId: ada, code: "123456", options: options, refreshJwt: jwt)
        },
        Call("totp.generateRecoveryCodes", .inputOfUser) { client, jwt in
            _ = try await client.totp.generateRecoveryCodes(loginId: ada, refreshJwt: jwt)
        },
        Call("totp.signIn", .session) { client, _ in _ = try await client.totp.signIn(loginId: ada, recoveryCode: "r")
        },

        Call("passkeys.startSignUp", .input) { client, _ in
            _ = try await client.passkeys.startSignUp(loginId: ada, origin: origin)
        },
        Call("passkeys.finishSignUp", .input) { client, _ in
            _ = try await client.passkeys.finishSignUp(transactionId: "t", response: "{}")
        },
        Call("passkeys.startSignIn", .input) { client, _ in
            _ = try await client.passkeys.startSignIn(loginId: nil, origin: origin)
        },
        Call("passkeys.startSignIn, as a second factor", .inputOfUser, route: "passkeys.startSignIn") { client, jwt in
            let options = LoginOptions(mfa: true)
            _ = try await client.passkeys.startSignIn(loginId: ada, origin: origin, options: options, refreshJwt: jwt)
        },
        Call("passkeys.finishSignIn", .session) { client, _ in
            _ = try await client.passkeys.finishSignIn(transactionId: "t", response: "{}")
        },
        Call("passkeys.startSignUpOrIn", .input) { client, _ in
            _ = try await client.passkeys.startSignUpOrIn(loginId: ada, origin: origin)
        },
        Call("passkeys.startUpdate", .inputOfUser) { client, jwt in
            _ = try await client.passkeys.startUpdate(loginId: ada, origin: origin, refreshJwt: jwt)
        },
        Call("passkeys.finishUpdate", .input, readsNothing: true) { client, _ in
            try await client.passkeys.finishUpdate(transactionId: "t", response: "{}")
        },

        Call("oauth.start", .input) { client, _ in _ = try await client.oauth.start(with: .google) },
        Call("oauth.startSignUp", .input) { client, _ in _ = try await client.oauth.startSignUp(with: .google) },
        Call("oauth.startSignIn", .input) { client, _ in _ = try await client.oauth.startSignIn(with: .google) },
        Call("oauth.startUpdate", .inputOfUser) { client, jwt in
            _ = try await client.oauth.startUpdate(with: .google, refreshJwt: jwt)
        },
        Call("oauth.exchange", .session) { client, _ in _ = try await client.oauth.exchange(code: "c") },
        Call("oauth.startNative", .input) { client, _ in _ = try await client.oauth.startNative(with: .apple) },
        Call("oauth.finishNative", .session) { client, _ in
            _ = try await client.oauth.finishNative(with: .apple, stateId: "s", code: "c")
        },
        Call("oauth.oneTapClientId", .input) { client, _ in _ = try await client.oauth.oneTapClientId(for: .google) },
        Call("oauth.verifyOneTap", .session) { client, _ in
            _ = try await client.oauth.verifyOneTap(with: .google, idToken: "i", nonce: "n")
        },
        Call("oauth.exchangeOneTap", .session) { client, _ in
            _ = try await client.oauth.exchangeOneTap(with: .google, idToken: "i", nonce: "n")
        },

        Call("sso.start", .input) { client, _ in _ = try await client.sso.start(tenant: "acme") },
        Call("sso.exchange", .session) { client, _ in _ = try await client.sso.exchange(code: "c") },
        Call("saml.start", .input) { client, _ in _ = try await client.saml.start(tenant: "acme") },
        Call("saml.exchange", .session) { client, _ in _ = try await client.saml.exchange(code: "c") },

        Call("flow.start", .input) { client, _ in _ = try await client.flow.start("sign-up-or-in") },
        Call("flow.next", .input) { client, _ in
            _ = try await client.flow.next(executionId: "e", stepId: "s", interactionId: "i")
        },

        Call("outbound.connect", .inputOfUser) { client, jwt in
            _ = try await client.outbound.connect("google-calendar", refreshJwt: jwt)
        },

        Call("session.refresh", .session) { client, jwt in _ = try await client.session.refresh(jwt) },
        Call("session.validateAndRefresh", .session, route: "session.refresh") { client, jwt in
            _ = try await client.session.validateAndRefresh(sessionJwt: nil, refreshJwt: jwt)
        },
        Call("session.logOut", .session, readsNothing: true) { client, jwt in try await client.session.logOut(jwt) },
        Call("session.logOutEverywhere", .session, readsNothing: true) { client, jwt in
            try await client.session.logOutEverywhere(jwt)
        },
        Call("session.me", .session) { client, jwt in _ = try await client.session.me(jwt) },
        Call("session.history", .session) { client, jwt in _ = try await client.session.history(jwt) },
        Call("session.myTenants", .session) { client, jwt in _ = try await client.session.myTenants(jwt) },
        Call("session.selectTenant", .session) { client, jwt in
            _ = try await client.session.selectTenant("acme", refreshJwt: jwt)
        },
        Call("session.exchange", .session) { client, _ in
            // A refusal is kept for a while.
            _ = try await client.session.exchange(accessKey: "K2key", ignoresCache: true)
        },
        Call("session.exchangeCode", .session) { client, _ in _ = try await client.session.exchange(code: "c") },
        Call("session.migrate", .session, route: "session.refresh") { client, _ in
            _ = try await client.session.migrate(externalToken: "legacy")
        },
        Call("session.pushSession", .session) { client, _ in _ = try await client.session.pushSession(pendingRef: "p")
        },
    ]

    private let it: Journey
    private let client: DescopeClient

    init() throws {
        it = try Journey()
        client = it.client.with { $0.retry = .never }
    }

    /// What the call throws when its request fails in each of these ways.
    private func errors(_ call: Call, _ faults: [EmulatorFault]) async throws -> [DescopeError] {
        let refreshJwt = try #require(try await it.signUpOrIn().refreshJwt)
        // With keys at hand nothing but the call fails.
        try await client.session.warmUp()
        var errors: [DescopeError] = []
        for fault in faults {
            let before = try it.backend.requestCount(call.operation)
            try it.backend.failNext(call.operation, with: fault)
            let error = await #expect(throws: DescopeError.self) { try await call.make(client, refreshJwt) }
            #expect(try it.backend.requestCount(call.operation) == before + 1)
            errors.append(try #require(error))
        }
        return errors
    }

    @Test("the table has every operation for users that the emulator knows, but the fetch of keys")
    func wholeTable() throws {
        let refusal = #expect(throws: EmulatorRefusal.self) { _ = try it.backend.requestCount("") }
        let names = (refusal?.message ?? "").split(separator: "'").filter { $0.contains(".") && !$0.contains(" ") }.map(
            String.init
        )
        let ofManagers = ["user", "testUsers", "tenant", "role", "permission", "license"]
        let ofUsers = Set(names.filter { name in !ofManagers.contains { name.hasPrefix("\($0).") } })
        #expect(ofUsers.count > 50)
        #expect(ofUsers.subtracting(Self.calls.map(\.operation)) == ["session.keys"])
    }

    @Test("a refusal of the service says what the operation says of it", arguments: calls)
    func refused(_ call: Call) async throws {
        for code in [DescopeError.Code.invalidArguments, .init(rawValue: "E999999")] {
            let errors = try await errors(call, [400, 401, 403].map { .refusal(code, status: $0) })
            #expect(errors.map(\.httpStatus) == call.kind.answers)
            #expect(errors.map(\.isUnauthenticated) == call.kind.answers.map { $0 == 401 })
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

    @Test("what is no refusal of the service is not the user's fault, whichever operation it is", arguments: calls)
    func failed(_ call: Call) async throws {
        let errors = try await errors(call, Self.faults.map(\.fault))
        #expect(errors.map(\.httpStatus) == Self.faults.map(\.answer))
        #expect(errors.map(\.retryAfter) == Self.faults.map { $0.answer == 429 ? .seconds(30) : nil })
        #expect(!errors.contains { $0.isUnauthenticated })
    }

    @Test("nor is an answer that cannot be read", arguments: calls.filter { !$0.readsNothing })
    func unreadable(_ call: Call) async throws {
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
        Failure("a login id of nobody", 400) { it, _ in try await it.otp.signIn(with: .email, loginId: "eve@x.io") },
        Failure("an address that is none", 400) { it, jwt in
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
        Failure("a flow that nobody has begun", 400) { it, _ in
            _ = try await it.client.flow.next(executionId: "e", stepId: "s", interactionId: "submit")
        },
        Failure("a wrong password", 401) { it, _ in
            _ = try await it.client.password.signIn(loginId: ada, password: "Wrong+secret1")
        },
        Failure("a password of nobody", 401) { it, _ in
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
        Failure("a reset for nobody", 202) { it, _ in try await it.client.password.sendReset(loginId: "eve@x.io") },
        Failure("a link of nobody", 401) { it, _ in _ = try await it.client.magicLink.verify(token: "t") },
        Failure("an enchanted link of nobody", 401) { it, _ in try await it.client.enchantedLink.verify(token: "t") },
        Failure("a link that was not followed yet", 409) { it, _ in
            let sent = try await it.client.enchantedLink.signIn(loginId: ada)
            _ = try await it.client.enchantedLink.session(sent.pendingRef)
        },
        Failure("a message that was not sent yet", 409) { it, _ in
            let begun = try await it.client.notp.signUpOrIn()
            _ = try await it.client.notp.session(begun.pendingRef)
        },
        Failure("a link that nobody follows in time", 408) { it, _ in
            let sent = try await it.client.enchantedLink.signIn(loginId: ada)
            _ = try await it.driving(within: .seconds(5)) {
                try await it.client.enchantedLink.waitForSession(sent.pendingRef, timeout: .seconds(3))
            }
        },
        Failure("a code of a redirect that is none", 401) { it, _ in _ = try await it.client.oauth.exchange(code: "c")
        },
        Failure("an access key that is none", 401) { it, _ in
            _ = try await it.session.exchange(accessKey: "K2unknown")
        },
        Failure("an external token of nobody", 401) { it, _ in _ = try await it.session.migrate(externalToken: "x") },

        Failure("no token", 401) { it, _ in _ = try await it.session.validateAndRefresh(RequestTokens()) },
        Failure("a token that is none", 401) { it, _ in _ = try await it.session.validate("garbage") },
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
            try await it.client.send(
                Endpoint<NoContent>("user.load", .get, "/v1/mgmt/user", authorization: .management)
            )
        },
        Failure("a wrong management key", 500) { it, _ in
            let endpoint = Endpoint<NoContent>("user.load", .get, "/v1/mgmt/user", authorization: .management)
            try await it.client.with { $0.managementKey = "K2wrong" }.send(endpoint)
        },
        Failure("a management call for nobody", 400) { it, _ in
            let endpoint = Endpoint<NoContent>(
                "user.load",
                .get,
                "/v1/mgmt/user",
                query: [APIQueryItem("loginId", "eve@x.io")],
                authorization: .management
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
