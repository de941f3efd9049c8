import Descope

/// Signs in with the real service: sends a code and reads it from the terminal.
func signInLive(projectId: String, loginId: String) async throws {
    // No retries, so that the user sees at once when the service cannot be reached.
    let client = try DescopeClient(projectId: projectId).with { $0.retry = .never }
    let method: DeliveryMethod = loginId.contains("@") ? .email : .sms
    var steps = Steps()
    print("A sign-in at \(client.configuration.baseURL).")

    steps.begin("Send a one-time code", "client.otp.signUpOrIn(with: .\(method.rawValue), loginId: …)")
    let sent = try await client.otp.signUpOrIn(with: method, loginId: loginId)
    steps.show("sent to \(sent.address ?? loginId)")

    print("\n   The code, please: ", terminator: "")
    guard let code = readLine(strippingNewline: true) else {
        throw Steps.Surprise("expected the code on the terminal, found the end of the input")
    }

    steps.begin("Verify the code", "client.otp.verify(with: .\(method.rawValue), loginId: …, code: …)")
    let signedIn = try await client.otp.verify(with: method, loginId: loginId, code: code)
    steps.show("user \(signedIn.user?.userId ?? "?"); seen for the first time: \(signedIn.firstSeen ?? false)")

    steps.begin("Check the session", "client.session.validate(signedIn.sessionJwt)")
    let token = try await client.session.validate(signedIn.sessionJwt)
    steps.show("\(token) for \(token.subject)")
    steps.show("roles \(token.roles()), tenants \(token.tenants)")

    if let refreshJwt = signedIn.refreshJwt {
        steps.begin("Log out", "client.session.logOut(refreshJwt)")
        try await client.session.logOut(refreshJwt)
        steps.show("done")
    }
}
