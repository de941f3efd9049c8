import Descope

let recordedLinkCalls: [String: RecordedCall] = [
    "magicLink.signUp": { client, given in
        try await client.magicLink.signUp(
            with: given.method(),
            loginId: given.text("loginId"),
            redirectURL: given.text(ifAny: "redirectURL"),
            user: given.user(),
            options: given.has("options") ? given.signUpOptions() : SignUpOptions()
        )
    },
    "magicLink.signIn": { client, given in
        try await client.magicLink.signIn(
            with: given.method(),
            loginId: given.text("loginId"),
            redirectURL: given.text(ifAny: "redirectURL"),
            options: given.loginOptions(),
            refreshJwt: given.text(ifAny: "refreshJwt")
        )
    },
    "magicLink.signUpOrIn": { client, given in
        try await client.magicLink.signUpOrIn(
            with: given.method(),
            loginId: given.text("loginId"),
            redirectURL: given.text(ifAny: "redirectURL"),
            options: given.signUpOptions()
        )
    },
    "magicLink.verify": { client, given in _ = try await client.magicLink.verify(token: given.text("token")) },
    "magicLink.updateEmail": { client, given in
        try await client.magicLink.updateEmail(
            to: given.text("email"),
            loginId: given.text("loginId"),
            refreshJwt: given.text("refreshJwt"),
            options: given.updateOptions()
        )
    },
    "magicLink.updatePhone": { client, given in
        try await client.magicLink.updatePhone(
            to: given.text("phone"),
            with: given.method(),
            loginId: given.text("loginId"),
            refreshJwt: given.text("refreshJwt"),
            options: given.updateOptions()
        )
    },
    "enchantedLink.signUp": { client, given in
        _ = try await client.enchantedLink.signUp(
            with: given.method(),
            loginId: given.text("loginId"),
            redirectURL: given.text(ifAny: "redirectURL"),
            user: given.user(),
            options: given.has("options") ? given.signUpOptions() : SignUpOptions()
        )
    },
    "enchantedLink.signIn": { client, given in
        _ = try await client.enchantedLink.signIn(
            with: given.method(),
            loginId: given.text("loginId"),
            redirectURL: given.text(ifAny: "redirectURL"),
            options: given.loginOptions(),
            refreshJwt: given.text(ifAny: "refreshJwt")
        )
    },
    "enchantedLink.signUpOrIn": { client, given in
        _ = try await client.enchantedLink.signUpOrIn(
            with: given.method(),
            loginId: given.text("loginId"),
            redirectURL: given.text(ifAny: "redirectURL"),
            options: given.signUpOptions()
        )
    },
    "enchantedLink.verify": { client, given in try await client.enchantedLink.verify(token: given.text("token")) },
    "enchantedLink.session": { client, given in
        _ = try await client.enchantedLink.session(given.text("pendingRef"))
    },
    "enchantedLink.updateEmail": { client, given in
        _ = try await client.enchantedLink.updateEmail(
            to: given.text("email"),
            loginId: given.text("loginId"),
            refreshJwt: given.text("refreshJwt"),
            options: given.updateOptions()
        )
    },
    "enchantedLink.updatePhone": { client, given in
        _ = try await client.enchantedLink.updatePhone(
            to: given.text("phone"),
            with: given.method(),
            loginId: given.text("loginId"),
            refreshJwt: given.text("refreshJwt"),
            options: given.updateOptions()
        )
    },
]
