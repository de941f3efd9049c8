import Descope
import DescopeEmulator
import DescopeTesting

func showTOTP(_ stage: Stage, loginId: String, imagePath: String?) async throws {
    let totp = stage.client.totp
    var steps = Steps()

    steps.begin("Sign up: a key for the user's app", "client.totp.signUp(loginId: …, user: …)")
    let setup = try await totp.signUp(loginId: loginId, user: SignUpUser(name: "Ada Lovelace"))
    // Useless outside this run; a real one is shown only to its user.
    steps.show("provisioning URL \(setup.provisioningURL.reveal())")
    steps.show("a QR image of \(setup.image?.count ?? 0) bytes; printed as it is, the answer shows as \(setup)")
    try stage.save(setup.image, to: imagePath, steps)

    steps.begin("The user's app takes the key", "AuthenticatorApp(provisioningURL: setup.provisioningURL, clock: …)")
    let app = try AuthenticatorApp(provisioningURL: setup.provisioningURL, clock: stage.clock)
    let code = try app.code()
    steps.show("it shows \(code.reveal())")

    steps.begin("Verify the code: the user is signed in", "client.totp.verify(loginId: …, code: app.code())")
    let signedIn = try await totp.verify(loginId: loginId, code: code)
    steps.show("user \(signedIn.user?.userId ?? "?"); seen for the first time: \(signedIn.firstSeen ?? false)")

    steps.begin("The same code again is refused", "client.totp.verify(loginId: …, code: code)")
    try await steps.refused(with: .wrongOTPCode) { _ = try await totp.verify(loginId: loginId, code: code) }

    guard let refreshJwt = signedIn.refreshJwt else { throw Steps.Surprise("expected a refresh token, found none") }
    steps.begin("Make recovery codes", "client.totp.generateRecoveryCodes(loginId: …, refreshJwt: …)")
    let codes = try await totp.generateRecoveryCodes(loginId: loginId, refreshJwt: refreshJwt)
    steps.show("\(codes.count) of them, to be printed on paper")

    steps.begin("The phone is lost: a recovery code signs in", "client.totp.signIn(loginId: …, recoveryCode: codes[0])")
    guard let first = codes.first else { throw Steps.Surprise("expected recovery codes, found none") }
    let recovered = try await totp.signIn(loginId: loginId, recoveryCode: first)
    try await stage.finish(recovered, &steps)
}
