import Descope

/// All that can be sent.
private enum Everything {
    static let texts = ["greeting": "Hello"]
    static let signUp = SignUpOptions(
        customClaims: ["plan": "gold"],
        revokeOtherSessions: true,
        templateId: "T1",
        templateOptions: texts,
        tenantId: "acme",
        locale: "de"
    )
    /// For an operation that ends with a session, or sends a message.
    static let login = LoginOptions(
        customClaims: ["plan": "gold"],
        revokeOtherSessions: true,
        revokeOtherSessionsTypes: ["web"],
        templateId: "T1",
        templateOptions: texts,
        tenantId: "acme",
        locale: "de",
        ssoAppId: "crm"
    )
    /// The same for a signed-in user.
    static let stepup = with(login) { ($0.stepup, $0.mfa) = (true, true) }
    /// What links take; one-time codes take `mfa` too.
    static let update = UpdateOptions(
        addToLoginIDs: true,
        onMergeUseExisting: true,
        templateId: "T1",
        templateOptions: texts,
        providerId: "P1",
        locale: "de"
    )
    static let updateWithCode = with(update) { $0.mfa = true }
    static let templates = NOTPTemplates(verifyTemplateId: "T1", successTemplateId: "T2", errorTemplateId: "T3")
    static let notpUpdate = NOTPUpdateOptions(
        addToLoginIDs: true,
        onMergeUseExisting: true,
        templateOptions: texts,
        providerId: "P1",
        locale: "de"
    )
    static let passkey = PasskeyOptions(
        authenticatorSelection: PasskeyOptions.AuthenticatorSelection(
            authenticatorAttachment: .platform,
            residentKey: .required,
            userVerification: .required
        ),
        attestation: .direct,
        userVerification: .preferred,
        extensionsJSON: "{}"
    )
    static let oauth = OAuthOptions(loginHint: "ada@example.com", prompt: [.login, .consent], initiatedEmail: "a@b.io")
    static let sso = SSOOptions(
        ssoId: "S1",
        loginHint: "ada@example.com",
        prompt: [.login],
        forceAuthn: true,
        initiatedEmail: "a@b.io"
    )

    private static func with<Options>(_ options: Options, _ change: (inout Options) -> Void) -> Options {
        var options = options
        change(&options)
        return options
    }
}

extension SignUpUser {
    static let everything = SignUpUser(
        name: "Ada Lovelace",
        givenName: "Ada",
        middleName: "King",
        familyName: "Lovelace",
        email: "ada@example.com",
        phone: "+12025550142",
        recoveryEmail: "ada@example.org",
        recoveryPhone: "+12025550144"
    )
}

extension Call {
    /// Calls with every argument that an operation has, so that all names of members and parameters are seen.
    static let withEverything: [Call] =
        [codes, links, instantMessages, passwords, authenticatorApps, passkeys, providers, flows, others].flatMap(
            \.self
        )

    private static let codes: [Call] = [
        Call("otp.signUp, with everything", .input) { client, given in
            try await client.otp.signUp(
                with: given.method,
                loginId: given("loginId"),
                user: .everything,
                options: Everything.signUp,
                providerId: "P1"
            )
        },
        Call("otp.signIn, with everything", .inputOfUser) { client, given in
            try await client.otp.signIn(
                with: given.method,
                loginId: given("loginId"),
                options: Everything.stepup,
                refreshJwt: given.refreshJwt,
                providerId: "P1"
            )
        },
        Call("otp.signUpOrIn, with everything", .input) { client, given in
            try await client.otp.signUpOrIn(
                with: given.method,
                loginId: given("loginId"),
                options: Everything.signUp,
                providerId: "P1"
            )
        },
        Call("otp.updateEmail, with everything", .inputOfUser) { client, given in
            try await client.otp.updateEmail(
                to: given("email"),
                loginId: given("loginId"),
                refreshJwt: given.refreshJwt,
                options: Everything.updateWithCode
            )
        },
        Call("otp.updatePhone, with everything", .inputOfUser) { client, given in
            try await client.otp.updatePhone(
                to: given("phone"),
                with: given.phoneMethod,
                loginId: given("loginId"),
                refreshJwt: given.refreshJwt,
                options: Everything.updateWithCode
            )
        },
    ]

    private static let links: [Call] = [
        Call("magicLink.signUp, with everything", .input) { client, given in
            try await client.magicLink.signUp(
                with: given.method,
                loginId: given("loginId"),
                redirectURL: given("redirectURL"),
                user: .everything,
                options: Everything.signUp,
                providerId: "P1"
            )
        },
        Call("magicLink.signIn, with everything", .inputOfUser) { client, given in
            try await client.magicLink.signIn(
                with: given.method,
                loginId: given("loginId"),
                redirectURL: given("redirectURL"),
                options: Everything.stepup,
                refreshJwt: given.refreshJwt,
                providerId: "P1"
            )
        },
        Call("magicLink.signUpOrIn, with everything", .input) { client, given in
            try await client.magicLink.signUpOrIn(
                with: given.method,
                loginId: given("loginId"),
                redirectURL: given("redirectURL"),
                options: Everything.signUp,
                providerId: "P1"
            )
        },
        Call("magicLink.updateEmail, with everything", .inputOfUser) { client, given in
            try await client.magicLink.updateEmail(
                to: given("email"),
                loginId: given("loginId"),
                redirectURL: given("redirectURL"),
                refreshJwt: given.refreshJwt,
                options: Everything.update
            )
        },
        Call("magicLink.updatePhone, with everything", .inputOfUser) { client, given in
            try await client.magicLink.updatePhone(
                to: given("phone"),
                with: given.phoneMethod,
                loginId: given("loginId"),
                redirectURL: given("redirectURL"),
                refreshJwt: given.refreshJwt,
                options: Everything.update
            )
        },
        Call("enchantedLink.signUp, with everything", .input) { client, given in
            _ = try await client.enchantedLink.signUp(
                with: given.method,
                loginId: given("loginId"),
                redirectURL: given("redirectURL"),
                user: .everything,
                options: Everything.signUp,
                providerId: "P1"
            )
        },
        Call("enchantedLink.signIn, with everything", .inputOfUser) { client, given in
            _ = try await client.enchantedLink.signIn(
                with: given.method,
                loginId: given("loginId"),
                redirectURL: given("redirectURL"),
                options: Everything.stepup,
                refreshJwt: given.refreshJwt,
                providerId: "P1"
            )
        },
        Call("enchantedLink.signUpOrIn, with everything", .input) { client, given in
            _ = try await client.enchantedLink.signUpOrIn(
                with: given.method,
                loginId: given("loginId"),
                redirectURL: given("redirectURL"),
                options: Everything.signUp,
                providerId: "P1"
            )
        },
        Call("enchantedLink.updateEmail, with everything", .inputOfUser) { client, given in
            _ = try await client.enchantedLink.updateEmail(
                to: given("email"),
                loginId: given("loginId"),
                redirectURL: given("redirectURL"),
                refreshJwt: given.refreshJwt,
                options: Everything.update
            )
        },
        Call("enchantedLink.updatePhone, with everything", .inputOfUser) { client, given in
            _ = try await client.enchantedLink.updatePhone(
                to: given("phone"),
                with: given.phoneMethod,
                loginId: given("loginId"),
                redirectURL: given("redirectURL"),
                refreshJwt: given.refreshJwt,
                options: Everything.update
            )
        },
    ]

    private static let instantMessages: [Call] = [
        Call("notp.signUp, with everything", .input) { client, given in
            _ = try await client.notp.signUp(
                loginId: given("loginId"),
                user: .everything,
                options: Everything.signUp,
                templates: Everything.templates,
                providerId: "P1"
            )
        },
        Call("notp.signIn, with everything", .inputOfUser) { client, given in
            _ = try await client.notp.signIn(
                loginId: given("loginId"),
                options: Everything.stepup,
                refreshJwt: given.refreshJwt,
                templates: Everything.templates,
                providerId: "P1"
            )
        },
        Call("notp.signUpOrIn, with everything", .input) { client, given in
            _ = try await client.notp.signUpOrIn(
                loginId: given("loginId"),
                options: Everything.signUp,
                templates: Everything.templates,
                providerId: "P1"
            )
        },
        Call("notp.updatePhone, with everything", .inputOfUser) { client, given in
            _ = try await client.notp.updatePhone(
                to: given("phone"),
                loginId: given("loginId"),
                refreshJwt: given.refreshJwt,
                options: Everything.notpUpdate,
                templates: Everything.templates
            )
        },
    ]

    private static let passwords: [Call] = [
        Call("password.signUp, with everything", .input) { client, given in
            _ = try await client.password.signUp(
                loginId: given("loginId"),
                password: given.secret("password"),
                user: .everything,
                options: Everything.signUp,
                providerId: "P1"
            )
        },
        Call("password.signIn, with everything", .session) { client, given in
            _ = try await client.password.signIn(
                loginId: given("loginId"),
                password: given.secret("password"),
                options: Everything.login,
                providerId: "P1"
            )
        },
        Call("password.sendReset, with everything", .undisclosed) { client, given in
            try await client.password.sendReset(
                loginId: given("loginId"),
                redirectURL: given("redirectURL"),
                options: PasswordResetOptions(
                    templateId: "T1",
                    templateOptions: Everything.texts,
                    providerId: "P1",
                    locale: "de"
                )
            )
        },
        Call("password.replace, with everything", .input) { client, given in
            _ = try await client.password.replace(
                loginId: given("loginId"),
                oldPassword: given.secret("oldPassword"),
                newPassword: given.secret("newPassword"),
                options: PasswordReplaceOptions(revokeOtherSessions: true, revokeOtherSessionsTypes: ["web"])
            )
        },
    ]

    private static let authenticatorApps: [Call] = [
        Call("totp.signUp, with everything", .input) { client, given in
            _ = try await client.totp.signUp(
                loginId: given("loginId"),
                user: .everything
            )
        },
        Call("totp.verify, with everything", .session) { client, given in
            _ = try await client.totp.verify(
                loginId: given("loginId"),
                code: given.secret("code"),
                options: Everything.stepup,
                refreshJwt: given.refreshJwt
            )
        },
        Call("totp.signIn, with everything", .session) { client, given in
            _ = try await client.totp.signIn(
                loginId: given("loginId"),
                recoveryCode: given.secret("recoveryCode"),
                options: Everything.stepup,
                refreshJwt: given.refreshJwt
            )
        },
    ]

    private static let passkeys: [Call] = [
        Call("passkeys.startSignUp, with everything", .input) { client, given in
            _ = try await client.passkeys.startSignUp(
                loginId: given("loginId"),
                origin: given("origin"),
                user: .everything,
                options: Everything.signUp,
                passkeyOptions: Everything.passkey
            )
        },
        Call("passkeys.startSignIn, with everything", .inputOfUser) { client, given in
            _ = try await client.passkeys.startSignIn(
                loginId: given("loginId"),
                origin: given("origin"),
                options: Everything.stepup,
                refreshJwt: given.refreshJwt,
                passkeyOptions: Everything.passkey
            )
        },
        Call("passkeys.startSignUpOrIn, with everything", .input) { client, given in
            _ = try await client.passkeys.startSignUpOrIn(
                loginId: given("loginId"),
                origin: given("origin"),
                options: Everything.signUp,
                passkeyOptions: Everything.passkey
            )
        },
        Call("passkeys.startUpdate, with everything", .inputOfUser) { client, given in
            _ = try await client.passkeys.startUpdate(
                loginId: given("loginId"),
                origin: given("origin"),
                refreshJwt: given.refreshJwt,
                mfa: true,
                passkeyOptions: Everything.passkey
            )
        },
    ]

    private static let providers: [Call] = [
        Call("oauth.start, with everything", .inputOfUser) { client, given in
            _ = try await client.oauth.start(
                with: given.provider,
                redirectURL: given("redirectURL"),
                options: Everything.stepup,
                refreshJwt: given.refreshJwt,
                oauthOptions: Everything.oauth
            )
        },
        Call("oauth.startSignUp, with everything", .inputOfUser) { client, given in
            _ = try await client.oauth.startSignUp(
                with: given.provider,
                redirectURL: given("redirectURL"),
                options: Everything.stepup,
                refreshJwt: given.refreshJwt,
                oauthOptions: Everything.oauth
            )
        },
        Call("oauth.startSignIn, with everything", .inputOfUser) { client, given in
            _ = try await client.oauth.startSignIn(
                with: given.provider,
                redirectURL: given("redirectURL"),
                options: Everything.stepup,
                refreshJwt: given.refreshJwt,
                oauthOptions: Everything.oauth
            )
        },
        Call("oauth.startUpdate, with everything", .inputOfUser) { client, given in
            _ = try await client.oauth.startUpdate(
                with: given.provider,
                redirectURL: given("redirectURL"),
                refreshJwt: given.refreshJwt,
                options: Everything.stepup,
                allowAllMerge: true,
                oauthOptions: Everything.oauth
            )
        },
        Call("oauth.startNative, with everything", .input) { client, given in
            _ = try await client.oauth.startNative(
                with: given.provider,
                options: Everything.login,
                implicit: true
            )
        },
        Call("oauth.finishNative, with everything", .session) { client, given in
            _ = try await client.oauth.finishNative(
                with: given.provider,
                stateId: given.secret("stateId"),
                code: given.secret("code"),
                user: #"{"name":{"firstName":"Ada"}}"#
            )
        },
        Call("oauth.verifyOneTap, with everything", .session) { client, given in
            _ = try await client.oauth.verifyOneTap(
                with: given.provider,
                idToken: given.secret("idToken"),
                nonce: given.secret("nonce"),
                options: Everything.login
            )
        },
        Call("oauth.exchangeOneTap, with everything", .session) { client, given in
            _ = try await client.oauth.exchangeOneTap(
                with: given.provider,
                idToken: given.secret("idToken"),
                nonce: given.secret("nonce"),
                options: Everything.login
            )
        },
        Call("sso.start, with everything", .inputOfUser) { client, given in
            _ = try await client.sso.start(
                tenant: given("tenant"),
                redirectURL: given("redirectURL"),
                options: Everything.stepup,
                refreshJwt: given.refreshJwt,
                ssoOptions: Everything.sso
            )
        },
        Call("saml.start, with everything", .inputOfUser) { client, given in
            _ = try await client.saml.start(
                tenant: given("tenant"),
                redirectURL: given("redirectURL"),
                options: Everything.stepup,
                refreshJwt: given.refreshJwt,
                ssoOptions: Everything.sso
            )
        },
    ]

    private static let flows: [Call] = [
        Call("flow.start, with everything", .input) { client, given in
            _ = try await client.flow.start(
                given("flowId"),
                options: FlowOptions(
                    redirectURL: given("redirectURL"),
                    tenant: "acme",
                    locale: "de",
                    others: ["oidcLoginHint": "ada@example.com", "startOptionsVersion": 1]
                ),
                input: given.flowInput,
                interactionId: "I1"
            )
        },
        Call("flow.next, with everything", .input) { client, given in
            _ = try await client.flow.next(
                executionId: given.secret("executionId"),
                stepId: given("stepId"),
                interactionId: given("interactionId"),
                input: given.flowInput,
                version: 7
            )
        },
    ]

    private static let others: [Call] = [
        Call("outbound.connect, with everything", .inputOfUser) { client, given in
            _ = try await client.outbound.connect(
                given("appId"),
                refreshJwt: given.refreshJwt,
                tenantId: given("tenantId"),
                isForWholeTenant: true,
                options: OutboundConnectOptions(
                    redirectURL: given("redirectURL"),
                    scopes: ["calendar"],
                    externalIdentifier: "ada"
                )
            )
        },
        Call("session.exchange, with everything", .session) { client, given in
            _ = try await client.session.exchange(
                accessKey: given.secret("accessKey"),
                options: AccessKeyLoginOptions(customClaims: ["plan": "gold"], selectedTenant: "acme"),
                ignoresCache: true
            )
        },
    ]
}
