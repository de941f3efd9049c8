import Descope

let recordedSSOCalls: [String: RecordedCall] = [
    "sso.start": { client, given in try await start(client.sso, given) },
    "sso.exchange": { client, given in _ = try await client.sso.exchange(code: given.text("code")) },
    "saml.start": { client, given in try await start(client.saml, given) },
    "saml.exchange": { client, given in _ = try await client.saml.exchange(code: given.text("code")) },
]

private func start(_ sso: SSOClient, _ given: RecordedArguments) async throws {
    _ = try await sso.start(
        tenant: given.text("tenant"),
        redirectURL: given.text(ifAny: "redirectURL"),
        options: given.loginOptions(),
        refreshJwt: given.text(ifAny: "refreshJwt"),
        ssoOptions: SSOOptions(
            ssoId: given.text(ifAny: "ssoId"),
            loginHint: given.text(ifAny: "loginHint"),
            prompt: given.text(ifAny: "prompt").map { [LoginPrompt(rawValue: $0)] } ?? [],
            forceAuthn: given.bool(ifAny: "forceAuthn") ?? false
        )
    )
}
