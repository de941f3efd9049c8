import Descope
import DescopeEmulator
import DescopeTesting

func showMagicLink(_ stage: Stage) async throws {
    let (loginId, links) = ("ada@example.com", stage.client.magicLink)
    var steps = Steps()

    steps.begin("Send a link", "client.magicLink.signUpOrIn(with: .email, loginId: …, redirectURL: …)")
    let page = "https://app.example.com/verify"
    let sent = try await links.signUpOrIn(with: .email, loginId: loginId, redirectURL: page)
    steps.show("sent to \(sent.address ?? "?"); it leads to \(page)?t=…")
    guard let token = stage.backend.outbox.lastToken(for: loginId) else {
        throw Steps.Surprise("expected a link in the outbox, found none")
    }

    steps.begin("A token that nobody was sent is refused", #"client.magicLink.verify(token: "made-up")"#)
    try await steps.refused(with: .linkTokenExpired) { _ = try await links.verify(token: "made-up") }

    steps.begin("The page behind the link verifies its token, once", "client.magicLink.verify(token: …)")
    let signedIn = try await links.verify(token: token)
    steps.show("user \(signedIn.user?.userId ?? "?"); seen for the first time: \(signedIn.firstSeen ?? false)")
    try await steps.refused(with: .linkTokenExpired) { _ = try await links.verify(token: token) }
    try await stage.finish(signedIn, &steps)
}

func showEnchantedLink(_ stage: Stage) async throws {
    let (loginId, links) = ("ada@example.com", stage.client.enchantedLink)
    var steps = Steps()

    steps.begin("Send three links", "client.enchantedLink.signUpOrIn(loginId: …)")
    let sent = try await links.signUpOrIn(loginId: loginId)
    steps.show("sent to \(sent.sentTo.address ?? "?"); the right one has the number \(sent.linkId)")
    guard let message = stage.backend.outbox.lastMessage(for: loginId), let link = message.links[sent.linkId] else {
        throw Steps.Surprise("expected a link with that number in the outbox, found none")
    }
    steps.show("the message has the numbers \(message.links.keys.sorted().joined(separator: ", "))")

    steps.begin("Wait for the session; the user takes a while", "client.enchantedLink.sessionStates(sent.pendingRef)")
    var (session, count) = (nil as SignInResponse?, 0)
    try await stage.clock.passingTime(within: .seconds(10)) {
        for try await state in try links.sessionStates(sent.pendingRef) {
            switch state {
            case .pending:
                count += 1
                steps.show("pending")
                if count == 3 { try stage.backend.follow(link) }
            case .signedIn(let response):
                steps.show("signed in")
                session = response
            }
        }
    }
    guard let session else { throw Steps.Surprise("expected a session, found none") }

    steps.begin("The session is handed out once", "client.enchantedLink.session(sent.pendingRef)")
    try await steps.refused(with: .invalidArguments) { _ = try await links.session(sent.pendingRef) }

    steps.begin("A wrong link ends a sign-in", "client.enchantedLink.waitForSession(second.pendingRef)")
    let second = try await links.signIn(loginId: loginId)
    let wrong = stage.backend.outbox.lastMessage(for: loginId)?.links.first { $0.key != second.linkId }?.value
    do { try stage.backend.follow(wrong ?? "") } catch { steps.show("refused on the page: \(error)") }
    try await steps.refused(with: .linkTokenExpired) {
        _ = try await stage.clock.passingTime(within: .seconds(10)) {
            try await links.waitForSession(second.pendingRef)
        }
    }
    try await stage.finish(session, &steps)
}
