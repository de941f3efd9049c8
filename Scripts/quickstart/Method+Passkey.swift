import Descope
import DescopeEmulator
import DescopeTesting

func showPasskey(_ stage: Stage) async throws {
    let (loginId, origin) = ("ada@example.com", "https://app.example.com")
    let passkeys = stage.client.passkeys
    // In reality, the user's phone or laptop with its browser.
    let authenticator = TestAuthenticator()
    var steps = Steps()

    steps.begin("Begin a sign-up", #"client.passkeys.startSignUpOrIn(loginId: …, origin: "\#(origin)")"#)
    let start = try await passkeys.startSignUpOrIn(loginId: loginId, origin: origin)
    steps.show("the browser makes a passkey: \(start.createsPasskey)")

    steps.begin("The user's device makes it", "authenticator.create(start.options, origin: origin)")
    let made = try authenticator.create(start.options, origin: origin)
    steps.show("for \(authenticator.passkeys.map(\.relyingPartyId).joined()), posted as JSON text: \(made.description)")

    steps.begin("Finish the sign-up", "client.passkeys.finishSignUp(transactionId: …, response: made)")
    let signedUp = try await passkeys.finishSignUp(transactionId: start.transactionId, response: made)
    steps.show("user \(signedUp.user?.userId ?? "?"); has a passkey: \(signedUp.user?.webauthn ?? false)")

    steps.begin("What was made on another site's page is refused", "client.passkeys.finishSignIn(…)")
    let lured = try await passkeys.startSignIn(loginId: loginId, origin: origin)
    try await steps.refused(with: .invalidArguments) {
        _ = try await passkeys.finishSignIn(
            transactionId: lured.transactionId,
            response: authenticator.get(lured.options, origin: origin, fault: .otherOrigin)
        )
    }

    steps.begin("Sign in without a login id", "client.passkeys.startSignIn(loginId: nil, origin: …), then the finish")
    let again = try await passkeys.startSignIn(loginId: nil, origin: origin)
    let used = try authenticator.get(again.options, origin: origin)
    let signedIn = try await passkeys.finishSignIn(transactionId: again.transactionId, response: used)
    steps.show("the same user: \(signedIn.user?.userId == signedUp.user?.userId)")

    steps.begin("The same answer again is refused", "client.passkeys.finishSignIn(transactionId: …, response: used)")
    try await steps.refused(with: .invalidArguments) {
        _ = try await passkeys.finishSignIn(transactionId: again.transactionId, response: used)
    }
    try await stage.finish(signedIn, &steps)
}
