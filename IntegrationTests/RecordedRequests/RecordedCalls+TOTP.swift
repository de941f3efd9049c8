import Descope

let recordedTOTPCalls: [String: RecordedCall] = [
    "totp.signUp": { client, given in
        _ = try await client.totp.signUp(
            loginId: given.text("loginId"),
            user: given.has("user") ? given.user() : SignUpUser()
        )
    },
    "totp.verify": { client, given in
        _ = try await client.totp.verify(
            loginId: given.text("loginId"),
            code: given.text("code"),
            options: given.loginOptions(),
            refreshJwt: given.text(ifAny: "refreshJwt")
        )
    },
    "totp.update": { client, given in
        _ = try await client.totp.update(loginId: given.text("loginId"), refreshJwt: given.text("refreshJwt"))
    },
]
