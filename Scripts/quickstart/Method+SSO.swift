import Descope
import DescopeEmulator

func showSSO(_ stage: Stage) async throws {
    let (sso, provider) = (stage.client.sso, stage.backend.identityProvider)
    let (email, redirectURL) = ("ada@acme.example", "https://app.example.com/signed-in")
    try stage.backend.addTenant(id: "acme", name: "Acme")
    try stage.backend.addRole("editor", permissions: ["write"], tenantId: "acme")
    try stage.backend.configureSSO(tenant: "acme", domains: ["acme.example"], groupRoles: ["writers": ["editor"]])
    var steps = Steps()

    steps.begin("Ask where the browser goes, by an address of the tenant's", "client.sso.start(tenant: email, …)")
    let options = SSOOptions(loginHint: email, initiatedEmail: email)
    let url = try await sso.start(tenant: email, redirectURL: redirectURL, ssoOptions: options)
    steps.show("\(url.reveal().prefix(46))…; printed as it is, it shows as \(url.description)")

    steps.begin("The user signs in there", "backend.identityProvider.signIn(at: url, as: …)")
    let redirect = try provider.signIn(at: url, as: .init(email: email, name: "Ada Lovelace", groups: ["writers"]))
    guard let code = redirect.code else { throw Steps.Surprise("expected a code, found \(redirect.error ?? "none")") }
    steps.show("the browser comes back to \(redirect.url.reveal().prefix(redirectURL.count + 6))…")

    steps.begin("Exchange the code: the user is signed in", "client.sso.exchange(code: code)")
    let signedIn = try await sso.exchange(code: code)
    let token = try await stage.client.session.validate(signedIn.sessionJwt)
    steps.show("groups \(signedIn.idpResponse?.groups ?? []), roles in acme \(token.roles(in: "acme"))")
    try steps.expect(token.hasRoles(["editor"], tenant: "acme"), "the role that the group brings")

    steps.begin("The same code again is refused", "client.sso.exchange(code: code)")
    try await steps.refused(with: .invalidArguments) { _ = try await sso.exchange(code: code) }

    steps.begin("An address of no tenant is refused", #"client.sso.start(tenant: "ada@globex.example")"#)
    try await steps.refused(with: .invalidArguments) { _ = try await sso.start(tenant: "ada@globex.example") }

    try await stage.finish(signedIn, &steps)
}
