import Descope
import DescopeEmulator
import DescopeTesting

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A user's session in an app, against an in-memory project. Its clock is advanced manually, so that a token can expire
/// at once.
struct Tour {
    private let clock = ManualClock(now: Date(timeIntervalSince1970: 1_800_000_000))
    private let backend: EmulatorBackend
    private let client: DescopeClient

    init() throws {
        var settings = EmulatorSettings()
        settings.rotatesRefreshTokens = true
        backend = try EmulatorBackend(projectId: "P2quickstart", clock: clock, settings: settings)
        client = try DescopeClient(projectId: backend.projectId, transport: .emulator(backend), clock: clock)
    }

    func run() async throws {
        let loginId = "ada@example.com"
        var steps = Steps()
        print("A tour of descope-swift-server against a Descope project in memory.")

        steps.begin(
            "Sign up: send a one-time code",
            #"client.otp.signUp(with: .email, loginId: "\#(loginId)", user: …)"#
        )
        let sent = try await client.otp.signUp(with: .email, loginId: loginId, user: SignUpUser(name: "Ada Lovelace"))
        steps.show("sent to \(sent.address ?? "?")")

        steps.begin("Read the code from the emulator's outbox", #"backend.outbox.lastCode(for: "\#(loginId)")"#)
        guard let code = backend.outbox.lastCode(for: loginId) else {
            throw Steps.Surprise("expected a code in the outbox, found none")
        }
        steps.show("the code is \(code.reveal()); printed as it is, it shows as \(code.description)")

        steps.begin("A wrong code is refused", #"client.otp.verify(with: .email, loginId: …, code: "000000")"#)
        try await steps.refused(with: .wrongOTPCode) {
            let wrong = code.reveal() == "000000" ? "000001" : "000000"
            _ = try await client.otp.verify(with: .email, loginId: loginId, code: wrong)
        }

        steps.begin("Verify the code: the user is signed in", "client.otp.verify(with: .email, loginId: …, code: code)")
        let signedIn = try await client.otp.verify(with: .email, loginId: loginId, code: code)
        steps.show(
            "user \(signedIn.user?.userId ?? "?"), \(signedIn.user?.name ?? "?"); seen for the first time: \(signedIn.firstSeen ?? false)"
        )
        steps.show(
            "session token \(signedIn.sessionJwt.description), refresh token \(signedIn.refreshJwt?.description ?? "none")"
        )
        guard let refreshJwt = signedIn.refreshJwt else { throw Steps.Surprise("expected a refresh token, found none") }

        steps.begin(
            "Check the session: no network once the keys are known",
            "client.session.validate(signedIn.sessionJwt)"
        )
        let token = try await client.session.validate(signedIn.sessionJwt)
        steps.show("\(token) for \(token.subject), signed in by \(token.authenticationMethods.joined(separator: ", "))")

        steps.begin("Give the user a role in a tenant, and refresh the session", "client.session.refresh(refreshJwt)")
        try backend.addTenant(id: "acme", name: "Acme")
        try backend.addRole("editor", permissions: ["write"], tenantId: "acme")
        try backend.setTenants(["acme": ["editor"]], of: loginId)
        let session = try await client.session.refresh(refreshJwt)
        steps.show("tenants \(session.token.tenants), roles in acme \(session.token.roles(in: "acme"))")

        steps.begin("Ask who may do what", #"session.token.hasRoles(["editor"], tenant: "acme")"#)
        let answers = [
            (#"hasRoles(["editor"], tenant: "acme")"#, session.token.hasRoles(["editor"], tenant: "acme"), true),
            (
                #"hasPermissions(["write"], tenant: "acme")"#, session.token.hasPermissions(["write"], tenant: "acme"),
                true
            ),
            (#"hasRoles(["owner"], tenant: "acme")"#, session.token.hasRoles(["owner"], tenant: "acme"), false),
            (#"hasRoles([], tenant: "globex")"#, session.token.hasRoles([], tenant: "globex"), false),
        ]
        for (question, answer, expected) in answers {
            steps.show("\(question): \(answer)")
            try steps.expect(answer == expected, "\(question) to be \(expected)")
        }

        steps.begin("A tampered token is refused", "client.session.validate(tampered)")
        try await steps.refused(with: .invalidSignature) {
            _ = try await client.session.validate(tampered(session.sessionJwt))
        }

        steps.begin("The refresh token was rotated: the old one is dead", "client.session.refresh(oldRefreshJwt)")
        try await steps.refused(with: .tokenInvalidatedByLogout) { _ = try await client.session.refresh(refreshJwt) }

        steps.begin("Ten minutes later the session token has expired", "client.session.validate(session.sessionJwt)")
        clock.advance(by: .seconds(10 * 60 + 6))
        try await steps.refused(with: .tokenExpired) { _ = try await client.session.validate(session.sessionJwt) }

        steps.begin("Check and refresh in one call", "client.session.validateAndRefresh(sessionJwt: …, refreshJwt: …)")
        let renewed = try await client.session.validateAndRefresh(
            sessionJwt: session.sessionJwt,
            refreshJwt: session.refreshJwt
        )
        steps.show("refreshed: \(renewed.isRefreshed); \(renewed.token)")
        try steps.expect(renewed.isRefreshed, "a refreshed session")
        guard let lastRefreshJwt = renewed.refreshJwt else {
            throw Steps.Surprise("expected a refresh token, found none")
        }

        steps.begin("Log out", "client.session.logOut(refreshJwt)")
        try await client.session.logOut(lastRefreshJwt)
        steps.show("done")

        steps.begin("After that no refresh is granted", "client.session.refresh(refreshJwt)")
        try await steps.refused(with: .tokenInvalidatedByLogout) {
            _ = try await client.session.refresh(lastRefreshJwt)
        }

        print("\nAll as expected. The emulator was asked \(backend.requestCount()) times; the network never.")
    }

    /// The same token with one character of its claims changed.
    private func tampered(_ token: Secret) -> Secret {
        var characters = Array(token.reveal())
        guard let dot = characters.firstIndex(of: "."), characters.indices.contains(dot + 20) else { return token }
        characters[dot + 20] = characters[dot + 20] == "A" ? "B" : "A"
        return Secret(String(characters))
    }
}
