import Descope

let recordedPasswordCalls: [String: RecordedCall] = [
    "password.signUp": { client, given in
        _ = try await client.password.signUp(
            loginId: given.text("loginId"),
            password: given.text("password"),
            user: given.has("user") ? given.user() : SignUpUser()
        )
    },
    "password.signIn": { client, given in
        _ = try await client.password.signIn(loginId: given.text("loginId"), password: given.text("password"))
    },
    "password.sendReset": { client, given in
        try await client.password.sendReset(
            loginId: given.text("loginId"),
            redirectURL: given.text(ifAny: "redirectURL"),
            options: PasswordResetOptions(templateOptions: given.texts(ifAny: "options.templateOptions"))
        )
    },
    "password.update": { client, given in
        try await client.password.update(
            loginId: given.text("loginId"),
            newPassword: given.text("newPassword"),
            refreshJwt: given.text("refreshJwt")
        )
    },
    "password.replace": { client, given in
        _ = try await client.password.replace(
            loginId: given.text("loginId"),
            oldPassword: given.text("oldPassword"),
            newPassword: given.text("newPassword")
        )
    },
    "password.policy": { client, _ in _ = try await client.password.policy() },
]
