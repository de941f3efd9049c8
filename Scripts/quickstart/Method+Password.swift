import Descope
import DescopeEmulator

func showPassword(_ stage: Stage) async throws {
    let (loginId, old, new) = ("ada@example.com", "Old+secret1", "New+secret2")
    let password = stage.client.password
    var steps = Steps()

    steps.begin("Ask what a password has to be", "client.password.policy()")
    let policy = try await password.policy()
    steps.show("at least \(policy.minLength ?? 0) characters; neither letter nor digit: \(policy.nonAlphanumeric)")

    steps.begin("A weak password is refused", #"client.password.signUp(loginId: …, password: "sesame")"#)
    try await steps.refused(with: .invalidArguments) {
        _ = try await password.signUp(loginId: loginId, password: "sesame")
    }

    steps.begin("Sign up", "client.password.signUp(loginId: …, password: …, user: …)")
    let signedUp = try await password.signUp(loginId: loginId, password: old, user: SignUpUser(name: "Ada Lovelace"))
    steps.show("user \(signedUp.user?.userId ?? "?"), \(signedUp.user?.name ?? "?")")

    steps.begin("A wrong password is refused", "client.password.signIn(loginId: …, password: wrong)")
    try await steps.refused(with: .invalidArguments) {
        _ = try await password.signIn(loginId: loginId, password: new)
    }

    steps.begin("The right one signs in", "client.password.signIn(loginId: …, password: …)")
    let signedIn = try await password.signIn(loginId: loginId, password: old)
    steps.show("seen for the first time: \(signedIn.firstSeen ?? true)")

    steps.begin("Prove the e-mail address, as a reset needs it", "client.otp.signIn(…), client.otp.verify(…)")
    try await stage.client.otp.signIn(with: .email, loginId: loginId)
    guard let code = stage.backend.outbox.lastCode(for: loginId) else {
        throw Steps.Surprise("expected a code in the outbox, found none")
    }
    _ = try await stage.client.otp.verify(with: .email, loginId: loginId, code: code)

    steps.begin("The password is forgotten: send a link", "client.password.sendReset(loginId: …, redirectURL: …)")
    let reset = try await password.sendReset(loginId: loginId, redirectURL: "https://app.example.com/reset")
    steps.show("\(reset.method?.rawValue ?? "?") sent to \(reset.maskedEmail ?? "?")")

    steps.begin("The link signs in, as any magic link does", "client.magicLink.verify(token: …)")
    guard let token = stage.backend.outbox.lastToken(for: loginId) else {
        throw Steps.Surprise("expected a link in the outbox, found none")
    }
    let reached = try await stage.client.magicLink.verify(token: token)
    steps.show("signed in as \(reached.user?.userId ?? "?")")
    try await steps.refused("The same link again", with: .linkTokenExpired) {
        _ = try await stage.client.magicLink.verify(token: token)
    }

    steps.begin("Set a new one", "client.password.update(loginId: …, newPassword: …, refreshJwt: …)")
    try await password.update(loginId: loginId, newPassword: new, refreshJwt: reached.refreshJwt ?? "")
    steps.show("set")
    try await steps.refused("The old one", with: .invalidArguments) {
        _ = try await password.signIn(loginId: loginId, password: old)
    }

    steps.begin("Replace it by another one", "client.password.replace(loginId: …, oldPassword: …, newPassword: …)")
    let replaced = try await password.replace(loginId: loginId, oldPassword: new, newPassword: "Third+secret3")
    try await stage.finish(replaced, &steps)
}
