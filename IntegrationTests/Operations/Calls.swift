import Descope
import DescopeEmulator
import DescopeTesting
import Testing

extension Call {
    private static let stepup = LoginOptions(stepup: true)
    private static let mfa = LoginOptions(mfa: true)

    /// Every operation that the modules have, and many of them with all that they can send.
    static let all = each + withEverything + management

    /// Every operation of the management modules.
    static let management: [Call] = [
        users, families, roles, tenants, accessKeys, ssoSettings, applications, mcp, flowSettings, project, audit, jwt,
        lists, authz,
    ].flatMap(\.self)

    /// Every operation that the modules have. Waiting for a session sends the same requests as fetching one.
    private static let each: [Call] = [
        Call("otp.signUp", .input) { client, given in
            try await client.otp.signUp(with: given.method, loginId: given("loginId"))
        },
        Call("otp.signIn", .input) { client, given in
            try await client.otp.signIn(with: given.method, loginId: given("loginId"))
        },
        Call("otp.signIn, as a step-up", .inputOfUser) { client, given in
            try await client.otp.signIn(
                with: given.method,
                loginId: given("loginId"),
                options: stepup,
                refreshJwt: given.refreshJwt
            )
        },
        Call("otp.signUpOrIn", .input) { client, given in
            try await client.otp.signUpOrIn(with: given.method, loginId: given("loginId"))
        },
        Call("otp.verify", .session) { client, given in
            _ = try await client.otp.verify(with: given.method, loginId: given("loginId"), code: given.secret("code"))
        },
        Call("otp.updateEmail", .inputOfUser) { client, given in
            try await client.otp.updateEmail(
                to: given("email"),
                loginId: given("loginId"),
                refreshJwt: given.refreshJwt
            )
        },
        Call("otp.updatePhone", .inputOfUser) { client, given in
            try await client.otp.updatePhone(
                to: given("phone"),
                with: given.phoneMethod,
                loginId: given("loginId"),
                refreshJwt: given.refreshJwt
            )
        },

        Call("magicLink.signUp", .input) { client, given in
            try await client.magicLink.signUp(
                with: given.method,
                loginId: given("loginId"),
                redirectURL: given("redirectURL")
            )
        },
        Call("magicLink.signIn", .input) { client, given in
            try await client.magicLink.signIn(
                with: given.method,
                loginId: given("loginId"),
                redirectURL: given("redirectURL")
            )
        },
        Call("magicLink.signIn, as a step-up", .inputOfUser) { client, given in
            try await client.magicLink.signIn(
                with: given.method,
                loginId: given("loginId"),
                options: stepup,
                refreshJwt: given.refreshJwt
            )
        },
        Call("magicLink.signUpOrIn", .input) { client, given in
            try await client.magicLink.signUpOrIn(
                with: given.method,
                loginId: given("loginId"),
                redirectURL: given("redirectURL")
            )
        },
        Call("magicLink.verify", .session) { client, given in
            _ = try await client.magicLink.verify(token: given.secret("token"))
        },
        Call("magicLink.updateEmail", .inputOfUser) { client, given in
            try await client.magicLink.updateEmail(
                to: given("email"),
                loginId: given("loginId"),
                redirectURL: given("redirectURL"),
                refreshJwt: given.refreshJwt
            )
        },
        Call("magicLink.updatePhone", .inputOfUser) { client, given in
            try await client.magicLink.updatePhone(
                to: given("phone"),
                with: given.phoneMethod,
                loginId: given("loginId"),
                redirectURL: given("redirectURL"),
                refreshJwt: given.refreshJwt
            )
        },

        Call("enchantedLink.signUp", .input) { client, given in
            _ = try await client.enchantedLink.signUp(
                with: given.method,
                loginId: given("loginId"),
                redirectURL: given("redirectURL")
            )
        },
        Call("enchantedLink.signIn", .input) { client, given in
            _ = try await client.enchantedLink.signIn(
                with: given.method,
                loginId: given("loginId"),
                redirectURL: given("redirectURL")
            )
        },
        Call("enchantedLink.signIn, as a step-up", .inputOfUser) { client, given in
            _ = try await client.enchantedLink.signIn(
                with: given.method,
                loginId: given("loginId"),
                options: stepup,
                refreshJwt: given.refreshJwt
            )
        },
        Call("enchantedLink.signUpOrIn", .input) { client, given in
            _ = try await client.enchantedLink.signUpOrIn(
                with: given.method,
                loginId: given("loginId"),
                redirectURL: given("redirectURL")
            )
        },
        Call("enchantedLink.verify", .session, readsNothing: true) { client, given in
            try await client.enchantedLink.verify(token: given.secret("token"))
        },
        Call("enchantedLink.session", .session) { client, given in
            _ = try await client.enchantedLink.session(given.secret("pendingRef"))
        },
        Call("enchantedLink.updateEmail", .inputOfUser) { client, given in
            _ = try await client.enchantedLink.updateEmail(
                to: given("email"),
                loginId: given("loginId"),
                redirectURL: given("redirectURL"),
                refreshJwt: given.refreshJwt
            )
        },
        Call("enchantedLink.updatePhone", .inputOfUser) { client, given in
            _ = try await client.enchantedLink.updatePhone(
                to: given("phone"),
                with: given.phoneMethod,
                loginId: given("loginId"),
                redirectURL: given("redirectURL"),
                refreshJwt: given.refreshJwt
            )
        },

        Call("notp.signUp", .input) { client, given in _ = try await client.notp.signUp(loginId: given("loginId")) },
        Call("notp.signIn", .input) { client, given in _ = try await client.notp.signIn(loginId: given("loginId")) },
        Call("notp.signIn, as a step-up", .inputOfUser) { client, given in
            _ = try await client.notp.signIn(options: stepup, refreshJwt: given.refreshJwt)
        },
        Call("notp.signUpOrIn", .input) { client, given in
            _ = try await client.notp.signUpOrIn(loginId: given("loginId"))
        },
        Call("notp.session", .session) { client, given in
            _ = try await client.notp.session(given.secret("pendingRef"))
        },
        Call("notp.updatePhone", .inputOfUser) { client, given in
            _ = try await client.notp.updatePhone(
                to: given("phone"),
                loginId: given("loginId"),
                refreshJwt: given.refreshJwt
            )
        },

        Call("password.signUp", .input) { client, given in
            _ = try await client.password.signUp(loginId: given("loginId"), password: given.secret("password"))
        },
        Call("password.signIn", .session) { client, given in
            _ = try await client.password.signIn(loginId: given("loginId"), password: given.secret("password"))
        },
        Call("password.sendReset", .undisclosed) { client, given in
            try await client.password.sendReset(loginId: given("loginId"), redirectURL: given("redirectURL"))
        },
        Call("password.update", .inputOfUser, readsNothing: true) { client, given in
            try await client.password.update(
                loginId: given("loginId"),
                newPassword: given.secret("newPassword"),
                refreshJwt: given.refreshJwt
            )
        },
        Call("password.replace", .input) { client, given in
            _ = try await client.password.replace(
                loginId: given("loginId"),
                oldPassword: given.secret("oldPassword"),
                newPassword: given.secret("newPassword")
            )
        },
        Call("password.policy", .own) { client, given in _ = try await client.password.policy() },

        Call("totp.signUp", .input) { client, given in _ = try await client.totp.signUp(loginId: given("loginId")) },
        Call("totp.update", .inputOfUser) { client, given in
            _ = try await client.totp.update(loginId: given("loginId"), refreshJwt: given.refreshJwt)
        },
        Call("totp.verify", .session) { client, given in
            _ = try await client.totp.verify(loginId: given("loginId"), code: given.secret("code"))
        },
        Call("totp.verify, as a second factor", .session) { client, given in
            _ = try await client.totp.verify(
                loginId: given("loginId"),
                code: given.secret("code"),
                options: mfa,
                refreshJwt: given.refreshJwt
            )
        },
        Call("totp.generateRecoveryCodes", .inputOfUser) { client, given in
            _ = try await client.totp.generateRecoveryCodes(loginId: given("loginId"), refreshJwt: given.refreshJwt)
        },
        Call("totp.signIn", .session) { client, given in
            _ = try await client.totp.signIn(loginId: given("loginId"), recoveryCode: given.secret("recoveryCode"))
        },
        Call("totp.signIn, as a second factor", .session) { client, given in
            _ = try await client.totp.signIn(
                loginId: given("loginId"),
                recoveryCode: given.secret("recoveryCode"),
                options: mfa,
                refreshJwt: given.refreshJwt
            )
        },

        Call("passkeys.startSignUp", .input) { client, given in
            _ = try await client.passkeys.startSignUp(loginId: given("loginId"), origin: given("origin"))
        },
        Call("passkeys.finishSignUp", .input) { client, given in
            _ = try await client.passkeys.finishSignUp(
                transactionId: given.secret("transactionId"),
                response: given.secret("response")
            )
        },
        Call("passkeys.startSignIn", .input) { client, given in
            _ = try await client.passkeys.startSignIn(loginId: nil, origin: given("origin"))
        },
        Call("passkeys.startSignIn, as a second factor", .inputOfUser) { client, given in
            _ = try await client.passkeys.startSignIn(
                loginId: given("loginId"),
                origin: given("origin"),
                options: mfa,
                refreshJwt: given.refreshJwt
            )
        },
        Call("passkeys.finishSignIn", .session) { client, given in
            _ = try await client.passkeys.finishSignIn(
                transactionId: given.secret("transactionId"),
                response: given.secret("response")
            )
        },
        Call("passkeys.startSignUpOrIn", .input) { client, given in
            _ = try await client.passkeys.startSignUpOrIn(loginId: given("loginId"), origin: given("origin"))
        },
        Call("passkeys.startUpdate", .inputOfUser) { client, given in
            _ = try await client.passkeys.startUpdate(
                loginId: given("loginId"),
                origin: given("origin"),
                refreshJwt: given.refreshJwt
            )
        },
        Call("passkeys.finishUpdate", .input, readsNothing: true) { client, given in
            try await client.passkeys.finishUpdate(
                transactionId: given.secret("transactionId"),
                response: given.secret("response")
            )
        },

        Call("oauth.start", .input) { client, given in
            _ = try await client.oauth.start(with: given.provider, redirectURL: given("redirectURL"))
        },
        Call("oauth.start, as a step-up", .inputOfUser) { client, given in
            _ = try await client.oauth.start(with: given.provider, options: stepup, refreshJwt: given.refreshJwt)
        },
        Call("oauth.startSignUp", .input) { client, given in
            _ = try await client.oauth.startSignUp(with: given.provider, redirectURL: given("redirectURL"))
        },
        Call("oauth.startSignUp, as a step-up", .inputOfUser) { client, given in
            _ = try await client.oauth.startSignUp(with: given.provider, options: stepup, refreshJwt: given.refreshJwt)
        },
        Call("oauth.startSignIn", .input) { client, given in
            _ = try await client.oauth.startSignIn(with: given.provider, redirectURL: given("redirectURL"))
        },
        Call("oauth.startSignIn, as a step-up", .inputOfUser) { client, given in
            _ = try await client.oauth.startSignIn(with: given.provider, options: stepup, refreshJwt: given.refreshJwt)
        },
        Call("oauth.startUpdate", .inputOfUser) { client, given in
            _ = try await client.oauth.startUpdate(
                with: given.provider,
                redirectURL: given("redirectURL"),
                refreshJwt: given.refreshJwt
            )
        },
        Call("oauth.exchange", .session) { client, given in
            _ = try await client.oauth.exchange(code: given.secret("code"))
        },
        Call("oauth.startNative", .input) { client, given in
            _ = try await client.oauth.startNative(with: given.provider)
        },
        Call("oauth.finishNative", .session) { client, given in
            _ = try await client.oauth.finishNative(
                with: given.provider,
                stateId: given.secret("stateId"),
                code: given.secret("code")
            )
        },
        Call("oauth.finishNative, with an id token", .session) { client, given in
            _ = try await client.oauth.finishNative(
                with: given.provider,
                stateId: given.secret("stateId"),
                idToken: given.secret("idToken")
            )
        },
        Call("oauth.oneTapClientId", .input) { client, given in
            _ = try await client.oauth.oneTapClientId(for: given.provider)
        },
        Call("oauth.verifyOneTap", .session) { client, given in
            _ = try await client.oauth.verifyOneTap(
                with: given.provider,
                idToken: given.secret("idToken"),
                nonce: given.secret("nonce")
            )
        },
        Call("oauth.exchangeOneTap", .session) { client, given in
            _ = try await client.oauth.exchangeOneTap(
                with: given.provider,
                idToken: given.secret("idToken"),
                nonce: given.secret("nonce")
            )
        },

        Call("sso.start", .input) { client, given in
            _ = try await client.sso.start(tenant: given("tenant"), redirectURL: given("redirectURL"))
        },
        Call("sso.start, as a step-up", .inputOfUser) { client, given in
            _ = try await client.sso.start(tenant: given("tenant"), options: stepup, refreshJwt: given.refreshJwt)
        },
        Call("sso.exchange", .session) { client, given in
            _ = try await client.sso.exchange(code: given.secret("code"))
        },
        Call("saml.start", .input) { client, given in
            _ = try await client.saml.start(tenant: given("tenant"), redirectURL: given("redirectURL"))
        },
        Call("saml.start, as a step-up", .inputOfUser) { client, given in
            _ = try await client.saml.start(tenant: given("tenant"), options: stepup, refreshJwt: given.refreshJwt)
        },
        Call("saml.exchange", .session) { client, given in
            _ = try await client.saml.exchange(code: given.secret("code"))
        },

        Call("flow.start", .input) { client, given in
            _ = try await client.flow.start(
                given("flowId"),
                options: FlowOptions(redirectURL: given("redirectURL")),
                input: given.flowInput
            )
        },
        Call("flow.next", .input) { client, given in
            _ = try await client.flow.next(
                executionId: given.secret("executionId"),
                stepId: given("stepId"),
                interactionId: given("interactionId"),
                input: given.flowInput
            )
        },

        Call("outbound.connect", .inputOfUser) { client, given in
            _ = try await client.outbound.connect(given("appId"), refreshJwt: given.refreshJwt)
        },
        Call("outbound.connect, for a tenant", .inputOfUser) { client, given in
            _ = try await client.outbound.connect(
                given("appId"),
                refreshJwt: given.refreshJwt,
                tenantId: given("tenantId"),
                options: OutboundConnectOptions(redirectURL: given("redirectURL"))
            )
        },

        Call("session.refresh", .session) { client, given in _ = try await client.session.refresh(given.refreshJwt) },
        Call("session.refresh, with validateAndRefresh", .session) { client, given in
            _ = try await client.session.validateAndRefresh(sessionJwt: nil, refreshJwt: given.refreshJwt)
        },
        Call("session.logOut", .session, readsNothing: true) { client, given in
            try await client.session.logOut(given.refreshJwt)
        },
        Call("session.logOutEverywhere", .session, readsNothing: true) { client, given in
            try await client.session.logOutEverywhere(given.refreshJwt)
        },
        Call("session.me", .session) { client, given in _ = try await client.session.me(given.refreshJwt) },
        Call("session.history", .session) { client, given in _ = try await client.session.history(given.refreshJwt) },
        Call("session.myTenants", .session) { client, given in _ = try await client.session.myTenants(given.refreshJwt)
        },
        Call("session.myTenants, by id", .session) { client, given in
            _ = try await client.session.myTenants(given.refreshJwt, .ids([given("ids")]))
        },
        Call("session.selectTenant", .session) { client, given in
            _ = try await client.session.selectTenant(given("tenantId"), refreshJwt: given.refreshJwt)
        },
        Call("session.exchange", .session) { client, given in
            // A refusal is kept for a while.
            _ = try await client.session.exchange(accessKey: given.secret("accessKey"), ignoresCache: true)
        },
        Call("session.exchangeCode", .session) { client, given in
            _ = try await client.session.exchange(code: given.secret("code"))
        },
        Call("session.migrate", .session, route: "session.refresh") { client, given in
            _ = try await client.session.migrate(externalToken: given.secret("externalToken"))
        },
        Call("session.pushSession", .session) { client, given in
            _ = try await client.session.pushSession(pendingRef: given.secret("pendingRef"))
        },
    ]

    /// Prepares a project for these calls.
    ///
    /// - Returns: The arguments that they are given there.
    static func prepareSignIns(_ it: Journey) async throws -> [String: String] {
        let (client, backend) = (it.client, it.backend)
        var arguments = [
            "session.ids": "acme", "session.externalToken": "external", "audit.url": "https://siem.example.com",
        ]
        for feature in ["otp", "magicLink", "enchantedLink", "password", "totp"] {
            arguments["\(feature).signUp.loginId"] = "new@example.com"
        }
        arguments["passkeys.startSignUp.loginId"] = "new@example.com"

        // Each by a user of their own: a new code or link may replace an older one.
        try await client.otp.signUpOrIn(with: .email, loginId: "otp@example.com")
        arguments["otp.verify.loginId"] = "otp@example.com"
        arguments["otp.code"] = try it.code("otp@example.com").reveal()
        try await client.magicLink.signUpOrIn(with: .email, loginId: "magic@example.com")
        arguments["magicLink.token"] = try it.token("magic@example.com").reveal()
        _ = try await client.enchantedLink.signUpOrIn(with: .email, loginId: "open@example.com")
        arguments["enchantedLink.token"] = try it.token("open@example.com").reveal()
        let followed = try await client.enchantedLink.signUpOrIn(with: .email, loginId: "followed@example.com")
        try backend.follow(try #require(backend.outbox.lastLink(for: "followed@example.com")))
        arguments["enchantedLink.pendingRef"] = followed.pendingRef.reveal()
        let message = try await client.notp.signUpOrIn(loginId: "+12025550198")
        try backend.sendMessage(message.redirectURL, from: "+12025550198")
        arguments["notp.pendingRef"] = message.pendingRef.reveal()
        arguments["notp.signUpOrIn.loginId"] = "+12025550198"
        arguments["notp.signUp.loginId"] = "+12025550197"

        let ada = try #require(try await it.signUpOrIn().refreshJwt)
        let totp = try await client.totp.update(loginId: "ada@example.com", refreshJwt: ada)
        let app = try AuthenticatorApp(key: totp.key, clock: it.clock)
        arguments["totp.code"] = try app.code().reveal()
        let recovery = try await client.totp.generateRecoveryCodes(loginId: "ada@example.com", refreshJwt: ada)
        arguments["totp.recoveryCode"] = try #require(recovery.first).reveal()

        let (authenticator, origin) = (TestAuthenticator(), "https://app.example.com")
        let signUp = try await client.passkeys.startSignUp(loginId: "key@example.com", origin: origin)
        arguments["passkeys.finishSignUp.transactionId"] = signUp.transactionId.reveal()
        arguments["passkeys.finishSignUp.response"] = try authenticator.create(signUp.options, origin: origin).reveal()
        let update = try await client.passkeys.startUpdate(loginId: "ada@example.com", origin: origin, refreshJwt: ada)
        let created = try authenticator.create(update.options, origin: origin)
        try await client.passkeys.finishUpdate(transactionId: update.transactionId, response: created)
        let second = TestAuthenticator()
        let again = try await client.passkeys.startUpdate(loginId: "ada@example.com", origin: origin, refreshJwt: ada)
        arguments["passkeys.finishUpdate.transactionId"] = again.transactionId.reveal()
        arguments["passkeys.finishUpdate.response"] = try second.create(again.options, origin: origin).reveal()
        let signIn = try await client.passkeys.startSignIn(loginId: "ada@example.com", origin: origin)
        arguments["passkeys.finishSignIn.transactionId"] = signIn.transactionId.reveal()
        arguments["passkeys.finishSignIn.response"] = try authenticator.get(signIn.options, origin: origin).reveal()

        let idp = backend.identityProvider
        let identity = EmulatorIdentityProvider.Identity(email: "ada@example.com", subject: "1815")
        arguments["oauth.exchange.code"] = try idp.signIn(at: await client.oauth.start(with: .google), as: identity)
            .code?.reveal()
        let native = try await client.oauth.startNative(with: .google)
        arguments["oauth.finishNative.stateId"] = native.stateId.reveal()
        arguments["oauth.finishNative.code"] = try idp.authorizationCode(from: "google", as: identity).reveal()
        arguments["oauth.finishNative.idToken"] = try idp.idToken(from: "google", as: identity, nonce: native.nonce)
            .reveal()
        arguments["oauth.nonce"] = "nonce"
        arguments["oauth.idToken"] = try idp.idToken(from: "google", as: identity, nonce: "nonce").reveal()
        let employee = EmulatorIdentityProvider.Identity(email: "ada@acme.example", subject: "1815")
        let (sso, saml) = (try await client.sso.start(tenant: "acme"), try await client.saml.start(tenant: "acme"))
        arguments["sso.exchange.code"] = try idp.signIn(at: sso, as: employee).code?.reveal()
        arguments["saml.exchange.code"] = try idp.signIn(at: saml, as: employee).code?.reveal()

        let flow = try await client.flow.start("sign-up-or-in")
        arguments["flow.executionId"] = flow.executionId.reveal()
        arguments["flow.stepId"] = flow.stepId
        arguments["flow.input"] = "ada@example.com"
        arguments["session.code"] = try backend.makeSessionCode(for: "ada@example.com").reveal()
        let push = try backend.startPush(for: "ada@example.com")
        try backend.answerPush(push, confirms: true)
        arguments["session.pendingRef"] = push.reveal()
        return arguments
    }
}
