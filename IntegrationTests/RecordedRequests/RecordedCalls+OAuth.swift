import Descope

let recordedOAuthCalls: [String: RecordedCall] = [
    "oauth.start": { client, given in
        _ = try await client.oauth.start(
            with: OAuthProvider(rawValue: given.text("provider")),
            redirectURL: given.text(ifAny: "redirectURL"),
            options: given.loginOptions(),
            refreshJwt: given.text(ifAny: "refreshJwt")
        )
    },
    "oauth.exchange": { client, given in _ = try await client.oauth.exchange(code: given.text("code")) },
]
