import Descope
import DescopeEmulator

func showOTP(_ stage: Stage) async throws {
    let (loginId, otp) = ("+12025550143", stage.client.otp)
    var steps = Steps()

    steps.begin("Send a code by text message", "client.otp.signUpOrIn(with: .sms, loginId: …)")
    let sent = try await otp.signUpOrIn(with: .sms, loginId: loginId)
    steps.show("sent to \(sent.address ?? "?")")
    guard let code = stage.backend.outbox.lastCode(for: loginId) else {
        throw Steps.Surprise("expected a code in the outbox, found none")
    }

    steps.begin("A wrong code is refused", "client.otp.verify(with: .sms, loginId: …, code: wrong)")
    try await steps.refused(with: .wrongOTPCode) {
        let wrong = code.reveal() == "000000" ? "000001" : "000000"
        _ = try await otp.verify(with: .sms, loginId: loginId, code: wrong)
    }

    steps.begin("The right one signs in, once", "client.otp.verify(with: .sms, loginId: …, code: …)")
    let signedIn = try await otp.verify(with: .sms, loginId: loginId, code: code)
    steps.show("user \(signedIn.user?.userId ?? "?"); seen for the first time: \(signedIn.firstSeen ?? false)")
    try await steps.refused(with: .wrongOTPCode) {
        _ = try await otp.verify(with: .sms, loginId: loginId, code: code)
    }
    try await stage.finish(signedIn, &steps)
}
