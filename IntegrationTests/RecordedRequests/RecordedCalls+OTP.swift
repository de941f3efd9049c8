import Descope

let recordedOTPCalls: [String: RecordedCall] = [
    "otp.signUp": { client, given in
        try await client.otp.signUp(
            with: given.method(),
            loginId: given.text("loginId"),
            user: given.user(),
            options: given.has("options") ? given.signUpOptions() : SignUpOptions()
        )
    },
    "otp.signIn": { client, given in
        try await client.otp.signIn(
            with: given.method(),
            loginId: given.text("loginId"),
            options: given.loginOptions(),
            refreshJwt: given.text(ifAny: "refreshJwt")
        )
    },
    "otp.signUpOrIn": { client, given in
        try await client.otp.signUpOrIn(
            with: given.method(),
            loginId: given.text("loginId"),
            options: given.signUpOptions()
        )
    },
    "otp.verify": { client, given in
        _ = try await client.otp.verify(with: given.method(), loginId: given.text("loginId"), code: given.text("code"))
    },
    "otp.updateEmail": { client, given in
        try await client.otp.updateEmail(
            to: given.text("email"),
            loginId: given.text("loginId"),
            refreshJwt: given.text("refreshJwt"),
            options: given.updateOptions()
        )
    },
    "otp.updatePhone": { client, given in
        try await client.otp.updatePhone(
            to: given.text("phone"),
            with: given.method(),
            loginId: given.text("loginId"),
            refreshJwt: given.text("refreshJwt"),
            options: given.updateOptions()
        )
    },
]

extension RecordedArguments {
    func method() throws -> DeliveryMethod { DeliveryMethod(rawValue: try text("method")) }

    func user() throws -> SignUpUser {
        SignUpUser(
            name: try text(ifAny: "user.name"),
            givenName: try text(ifAny: "user.givenName"),
            middleName: try text(ifAny: "user.middleName"),
            familyName: try text(ifAny: "user.familyName"),
            email: try text(ifAny: "user.email"),
            phone: try text(ifAny: "user.phone")
        )
    }

    func signUpOptions() throws -> SignUpOptions {
        SignUpOptions(
            customClaims: try object(ifAny: "options.customClaims"),
            revokeOtherSessions: try bool(ifAny: "options.revokeOtherSessions"),
            templateId: try text(ifAny: "options.templateId"),
            templateOptions: try texts(ifAny: "options.templateOptions"),
            tenantId: try text(ifAny: "options.tenantId"),
            locale: try text(ifAny: "options.locale")
        )
    }

    func loginOptions() throws -> LoginOptions {
        LoginOptions(
            stepup: try bool(ifAny: "options.stepup"),
            mfa: try bool(ifAny: "options.mfa"),
            customClaims: try object(ifAny: "options.customClaims"),
            revokeOtherSessions: try bool(ifAny: "options.revokeOtherSessions"),
            revokeOtherSessionsTypes: try strings(ifAny: "options.revokeOtherSessionsTypes"),
            templateId: try text(ifAny: "options.templateId"),
            templateOptions: try texts(ifAny: "options.templateOptions"),
            tenantId: try text(ifAny: "options.tenantId"),
            locale: try text(ifAny: "options.locale")
        )
    }

    func updateOptions() throws -> UpdateOptions {
        UpdateOptions(
            addToLoginIDs: try bool(ifAny: "options.addToLoginIDs") ?? false,
            onMergeUseExisting: try bool(ifAny: "options.onMergeUseExisting") ?? false,
            mfa: try bool(ifAny: "options.mfa"),
            templateId: try text(ifAny: "options.templateId"),
            templateOptions: try texts(ifAny: "options.templateOptions"),
            providerId: try text(ifAny: "options.providerId"),
            locale: try text(ifAny: "options.locale")
        )
    }
}
