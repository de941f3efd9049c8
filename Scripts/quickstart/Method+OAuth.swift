import Descope
import DescopeEmulator

func showOAuth(_ stage: Stage) async throws {
    let (oauth, provider) = (stage.client.oauth, stage.backend.identityProvider)
    let ada = EmulatorIdentityProvider.Identity(email: "ada@example.com", name: "Ada Lovelace", subject: "1815")
    let redirectURL = "https://app.example.com/signed-in"
    var steps = Steps()

    steps.begin("Ask where the browser goes", "client.oauth.start(with: .google, redirectURL: …)")
    let url = try await oauth.start(with: .google, redirectURL: redirectURL)
    steps.show("\(url.reveal().prefix(44))…; printed as it is, it shows as \(url.description)")

    steps.begin("The user signs in there", "backend.identityProvider.signIn(at: url, as: …)")
    let redirect = try provider.signIn(at: url, as: ada)
    guard let code = redirect.code else { throw Steps.Surprise("expected a code, found \(redirect.error ?? "none")") }
    steps.show("the browser comes back to \(redirect.url.reveal().prefix(redirectURL.count + 6))…")

    steps.begin("Exchange the code: the user is signed in", "client.oauth.exchange(code: code)")
    let signedIn = try await oauth.exchange(code: code)
    steps.show("user \(signedIn.user?.userId ?? "?"), \(signedIn.user?.name ?? "?")")

    steps.begin("The same code again is refused", "client.oauth.exchange(code: code)")
    try await steps.refused(with: .invalidArguments) { _ = try await oauth.exchange(code: code) }

    steps.begin("A second sign-up brings an error instead of a code", "client.oauth.startSignUp(with: .google)")
    let again = try provider.signIn(at: await oauth.startSignUp(with: .google, redirectURL: redirectURL), as: ada)
    steps.show("the browser comes back to \(again.url.reveal())")
    try steps.expect(again.code == nil, "no code for a user who exists")

    try await stage.finish(signedIn, &steps)
}
