import Descope

let recordedPasskeyCalls: [String: RecordedCall] = [
    "passkeys.startSignUp": { client, given in
        _ = try await client.passkeys.startSignUp(
            loginId: given.text("loginId"),
            origin: given.text("origin"),
            user: given.user()
        )
    },
    "passkeys.finishSignUp": { client, given in
        _ = try await client.passkeys.finishSignUp(
            transactionId: given.text("transactionId"),
            response: given.text("response")
        )
    },
    "passkeys.startSignIn": { client, given in
        _ = try await client.passkeys.startSignIn(
            loginId: given.text("loginId"),
            origin: given.text("origin"),
            options: given.loginOptions(),
            refreshJwt: given.text(ifAny: "refreshJwt")
        )
    },
    "passkeys.finishSignIn": { client, given in
        _ = try await client.passkeys.finishSignIn(
            transactionId: given.text("transactionId"),
            response: given.text("response")
        )
    },
    "passkeys.startSignUpOrIn": { client, given in
        _ = try await client.passkeys.startSignUpOrIn(loginId: given.text("loginId"), origin: given.text("origin"))
    },
    "passkeys.startUpdate": { client, given in
        _ = try await client.passkeys.startUpdate(
            loginId: given.text("loginId"),
            origin: given.text("origin"),
            refreshJwt: given.text("refreshJwt"),
            mfa: given.bool(ifAny: "mfa")
        )
    },
    "passkeys.finishUpdate": { client, given in
        try await client.passkeys.finishUpdate(
            transactionId: given.text("transactionId"),
            response: given.text("response")
        )
    },
]
