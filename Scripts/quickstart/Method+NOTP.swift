import Descope
import DescopeEmulator
import DescopeTesting

func showNOTP(_ stage: Stage, imagePath: String?) async throws {
    let (phone, notp) = ("+12025550143", stage.client.notp)
    var steps = Steps()

    steps.begin("Begin: a link to a message that the user is to send", "client.notp.signUpOrIn()")
    let begun = try await notp.signUpOrIn()
    // Useless outside this run; a real one is shown only to its user.
    steps.show("redirect URL \(begun.redirectURL.reveal())")
    steps.show("a QR image of \(begun.image?.count ?? 0) bytes; printed as it is, the answer shows as \(begun)")
    try stage.save(begun.image, to: imagePath, steps)

    steps.begin("Nobody has sent it yet", "client.notp.session(begun.pendingRef)")
    try await steps.refused(with: .notpPending) { _ = try await notp.session(begun.pendingRef) }

    steps.begin("Wait for the session; the user takes a while", "client.notp.sessionStates(begun.pendingRef)")
    var (session, count) = (nil as SignInResponse?, 0)
    try await stage.clock.passingTime(within: .seconds(10)) {
        for try await state in try notp.sessionStates(begun.pendingRef) {
            switch state {
            case .pending:
                count += 1
                steps.show("pending")
                if count == 3 { try stage.backend.sendMessage(begun.redirectURL, from: phone) }
            case .signedIn(let response):
                steps.show("signed in: \(response.user?.phone ?? "?"), the number that the message came from")
                session = response
            }
        }
    }
    guard let session else { throw Steps.Surprise("expected a session, found none") }

    steps.begin("The session is handed out once", "client.notp.session(begun.pendingRef)")
    try await steps.refused(with: .invalidArguments) { _ = try await notp.session(begun.pendingRef) }
    try await stage.finish(session, &steps)
}
