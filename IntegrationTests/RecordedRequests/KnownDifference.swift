import Descope

/// Where our request differs from the recorded one on purpose, and why.
struct KnownDifference: Sendable {
    let difference: Difference
    let reason: String

    init(_ operation: String, _ place: String, recorded: JSONValue, ours: JSONValue = .null, _ reason: String) {
        difference = Difference(operation: operation, place: place, recorded: recorded, ours: ours)
        self.reason = reason
    }

    static let all =
        signIn
        + [
            users, families, roles, tenants, accessKeys, ssoSettings, applications, mcp, flows, project, audit, jwt,
            lists, authz,
        ].flatMap(\.self)

    private static let signIn = [
        KnownDifference(
            "otp.signUpOrIn",
            "body.loginOptions.mfa",
            recorded: false,
            "Python turns sign-up options into login options and spells their defaults out. False is the service's default."
        ),
        KnownDifference(
            "otp.signUpOrIn",
            "body.loginOptions.stepup",
            recorded: false,
            "As with mfa: a default spelt out."
        ),
        KnownDifference(
            "otp.verify",
            "arguments.audience",
            recorded: "https://api.example.com",
            "Python checks the new session token's audience itself and sends nothing of it; ours is asked of session.validate."
        ),
        KnownDifference(
            "magicLink.signUpOrIn",
            "body.loginOptions.mfa",
            recorded: false,
            "As with otp.signUpOrIn: a default spelt out."
        ),
        KnownDifference(
            "magicLink.signUpOrIn",
            "body.loginOptions.stepup",
            recorded: false,
            "As with otp.signUpOrIn: a default spelt out."
        ),
        KnownDifference(
            "enchantedLink.signUpOrIn",
            "body.loginOptions.mfa",
            recorded: false,
            "As with otp.signUpOrIn: a default spelt out."
        ),
        KnownDifference(
            "enchantedLink.signUpOrIn",
            "body.loginOptions.stepup",
            recorded: false,
            "As with otp.signUpOrIn: a default spelt out."
        ),
        KnownDifference(
            "magicLink.verify",
            "arguments.audience",
            recorded: "https://api.example.com",
            "As with otp.verify: checked in Python, never sent."
        ),
        KnownDifference(
            "magicLink.updatePhone",
            "path",
            recorded: "/v1/auth/magiclink/update/phone",
            ours: "/v1/auth/magiclink/update/phone/sms",
            "Python passes over its own argument; the service's path ends with the method."
        ),
        KnownDifference(
            "magicLink.updatePhone",
            "path",
            recorded: "/v1/auth/magiclink/update/phone",
            ours: "/v1/auth/magiclink/update/phone/voice",
            "Python passes over its own argument; the service's path ends with the method."
        ),
        KnownDifference(
            "magicLink.updatePhone",
            "path",
            recorded: "/v1/auth/magiclink/update/phone",
            ours: "/v1/auth/magiclink/update/phone/whatsapp",
            "Python passes over its own argument; the service's path ends with the method."
        ),
        KnownDifference(
            "password.signUp",
            "arguments.audience",
            recorded: "https://api.example.com",
            "As with otp.verify: checked in Python, never sent."
        ),
        KnownDifference(
            "password.signIn",
            "arguments.audience",
            recorded: "https://api.example.com",
            "As with otp.verify: checked in Python, never sent."
        ),
        KnownDifference(
            "password.replace",
            "arguments.audience",
            recorded: "https://api.example.com",
            "As with otp.verify: checked in Python, never sent."
        ),
        KnownDifference(
            "totp.verify",
            "arguments.audience",
            recorded: "https://api.example.com",
            "As with otp.verify: checked in Python, never sent."
        ),
        KnownDifference(
            "passkeys.finishSignUp",
            "arguments.audience",
            recorded: "https://api.example.com",
            "As with otp.verify: checked in Python, never sent."
        ),
        KnownDifference(
            "passkeys.finishSignIn",
            "arguments.audience",
            recorded: "https://api.example.com",
            "As with otp.verify: checked in Python, never sent."
        ),
        KnownDifference(
            "passkeys.finishUpdate",
            "arguments.audience",
            recorded: "https://api.example.com",
            "As with otp.verify: checked in Python, never sent."
        ),
    ]
}
