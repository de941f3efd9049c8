import Descope
import DescopeEmulator
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite(.timeLimit(.minutes(5))) struct LinkJourneyTests {
    private let loginId = "ada@example.com"
    private let page = "https://app.example.com/verify?next=%2Fhome"

    @Test(
        "magic links, from sign-up to log-out",
        arguments: [
            (.email, "ada@example.com"), (.sms, "+12025550143"), (.whatsapp, "+12025550143"),
        ] as [(DeliveryMethod, String)]
    )
    func magicLink(_ method: DeliveryMethod, _ loginId: String) async throws {
        let it = try Journey()
        let links = it.client.magicLink
        let sent = try await links.signUp(
            with: method,
            loginId: loginId,
            redirectURL: page,
            user: SignUpUser(name: "Ada Lovelace")
        )
        #expect(sent.address?.contains("*") == true)
        let link = try #require(it.backend.outbox.lastLink(for: loginId))
        #expect(link.reveal().hasPrefix(page + "&t="))

        // A wrong token, the right one, the right one again.
        await expect(.linkTokenExpired) { _ = try await links.verify(token: "wrong") }
        let token = try it.token(loginId)
        let signedIn = try await links.verify(token: token)
        #expect((signedIn.firstSeen, signedIn.user?.name) == (true, "Ada Lovelace"))
        #expect((signedIn.user?.verifiedEmail, signedIn.user?.verifiedPhone) == (method == .email, method != .email))
        await expect(.linkTokenExpired) { _ = try await links.verify(token: token) }
        await expect(.userAlreadyExists) { try await links.signUp(with: method, loginId: loginId) }
        try await it.expectSessionAndLogOut(signedIn, by: method.rawValue)

        // In again, by both ways, the second time in the link's last second.
        try await links.signIn(with: method, loginId: loginId)
        #expect(try await links.verify(token: it.token(loginId)).firstSeen == false)
        try await links.signUpOrIn(with: method, loginId: loginId)
        it.clock.advance(by: .seconds(599))
        #expect(try await links.verify(token: it.token(loginId)).user?.userId == signedIn.user?.userId)

        // A link that has expired.
        try await links.signIn(with: method, loginId: loginId)
        it.clock.advance(by: .seconds(600))
        await expect(.linkTokenExpired) { _ = try await links.verify(token: it.token(loginId)) }
    }

    @Test("who is not known is sent no link")
    func unknownUser() async throws {
        let it = try Journey()
        await expect(.userNotFound) { try await it.client.magicLink.signIn(with: .email, loginId: loginId) }
        await expect(.userNotFound) { _ = try await it.client.enchantedLink.signIn(loginId: loginId) }
        #expect(it.backend.outbox.messages.isEmpty)
    }

    @Test(
        "enchanted links, from sign-up to log-out",
        arguments: [(.email, "ada@example.com"), (.sms, "+12025550143")] as [(DeliveryMethod, String)]
    )
    func enchantedLink(_ method: DeliveryMethod, _ loginId: String) async throws {
        let it = try Journey()
        let links = it.client.enchantedLink
        let sent = try await links.signUp(with: method, loginId: loginId, redirectURL: page)
        #expect(sent.sentTo.address?.contains("*") == true)
        await expect(.enchantedLinkPending) { _ = try await links.session(sent.pendingRef) }
        await expect(.invalidArguments) { _ = try await links.session("wrong") }

        // Here somebody waits; there the user follows the link with the number, and its page verifies the token.
        let waiting = Task { try await links.waitForSession(sent.pendingRef) }
        await it.clock.advanceToSleeper(within: .seconds(1))
        let message = try #require(it.backend.outbox.lastMessage(for: loginId))
        #expect(message.links[sent.linkId]?.reveal() == message.link?.reveal())
        await expect(.linkTokenExpired) { try await links.verify(token: "wrong") }
        try await links.verify(token: it.token(loginId))
        await expect(.linkTokenExpired) { try await links.verify(token: it.token(loginId)) }
        let signedIn = try await it.driving { try await waiting.value }
        #expect(signedIn.firstSeen == true)
        await expect(.invalidArguments) { _ = try await links.session(sent.pendingRef) }
        try await it.expectSessionAndLogOut(signedIn, by: method.rawValue)

        await expect(.userAlreadyExists) { _ = try await links.signUp(with: method, loginId: loginId) }

        // In again, by both ways, the second time in the link's last second.
        let signIn = try await links.signIn(with: method, loginId: loginId)
        try it.backend.follow(try #require(it.backend.outbox.lastLink(for: loginId)))
        #expect(try await links.session(signIn.pendingRef).firstSeen == false)
        let signUpOrIn = try await links.signUpOrIn(with: method, loginId: loginId)
        it.clock.advance(by: .seconds(599))
        try it.backend.follow(try #require(it.backend.outbox.lastLink(for: loginId)))
        #expect(try await links.session(signUpOrIn.pendingRef).user?.userId == signedIn.user?.userId)

        // Links that have expired, and one that was followed in time for a session that is fetched too late.
        for isFollowed in [false, true] {
            let late = try await links.signIn(with: method, loginId: loginId)
            if isFollowed { try await links.verify(token: it.token(loginId)) }
            it.clock.advance(by: .seconds(600))
            await expect(.linkTokenExpired) { try await links.verify(token: it.token(loginId)) }
            await expect(.linkTokenExpired) { _ = try await links.session(late.pendingRef) }
        }
    }

    @Test("the wrong one of the three links ends the wait")
    func wrongLink() async throws {
        let it = try Journey()
        let sent = try await it.client.enchantedLink.signUpOrIn(loginId: loginId)
        let message = try #require(it.backend.outbox.lastMessage(for: loginId))
        let wrong = try #require(message.links.first { $0.key != sent.linkId }).value
        expectRefusal(.linkTokenExpired) { try it.backend.follow(wrong) }
        await expect(.linkTokenExpired) {
            _ = try await it.driving { try await it.client.enchantedLink.waitForSession(sent.pendingRef) }
        }
        #expect(try it.backend.requestCount("enchantedLink.session") == 1)
    }

    @Test("a link that nobody follows: the wait's time is up, and later the link's")
    func nobodyFollows() async throws {
        let it = try Journey { $0.linkLifetime = .seconds(300) }
        let links = it.client.enchantedLink
        let sent = try await links.signUpOrIn(loginId: loginId)
        await expect(.signInTimedOut) {
            _ = try await it.driving { try await links.waitForSession(sent.pendingRef, timeout: .seconds(10)) }
        }
        #expect(it.clock.now == ManualClock.defaultStart.addingTimeInterval(10))
        // The wait is over, the sign-in is not: it can be waited for again.
        await expect(.linkTokenExpired) {
            _ = try await it.driving(within: .seconds(9)) {
                try await links.waitForSession(sent.pendingRef, every: .seconds(9))
            }
        }
        await expect(.linkTokenExpired) { try await links.verify(token: it.token(loginId)) }
    }

    @Test("progress is shown state by state, and a rate limit is waited out")
    func progress() async throws {
        let it = try Journey()
        let (links, start) = (it.client.enchantedLink, it.clock.now)
        let sent = try await links.signUpOrIn(loginId: loginId)
        try it.backend.failNext("enchantedLink.session", with: .status(429, headers: ["retry-after": "20"]))
        let signedIn = try await it.driving(within: .seconds(20)) {
            var (signedIn, count) = (nil as SignInResponse?, 0)
            for try await state in try links.sessionStates(sent.pendingRef) {
                count += 1
                // Refused after 1 s; then asked after 21, 22 and 23 s.
                if count == 3 { try await links.verify(token: it.token(loginId)) }
                if case .signedIn(let response) = state { signedIn = response }
            }
            return signedIn
        }
        #expect(it.clock.now.timeIntervalSince(start) == 23)
        #expect(try it.backend.requestCount("enchantedLink.session") == 4)
        _ = try await it.session.validate(try #require(signedIn).sessionJwt)
    }

    @Test("a new address takes hold when its link is followed")
    func updates() async throws {
        let it = try Journey()
        let refreshJwt = try #require(try await it.signUpOrIn(loginId).refreshJwt)
        let (magic, enchanted) = (it.client.magicLink, it.client.enchantedLink)
        try await magic.updateEmail(to: "a@example.com", loginId: loginId, refreshJwt: refreshJwt)
        #expect(try await it.session.me(refreshJwt).email == loginId)
        _ = try await magic.verify(token: it.token(loginId))
        #expect(try await it.session.me(refreshJwt).email == "a@example.com")
        try await magic.updatePhone(to: "+12025550143", with: .whatsapp, loginId: loginId, refreshJwt: refreshJwt)
        _ = try await magic.verify(token: it.token(loginId))
        #expect(try await it.session.me(refreshJwt).phone == "+12025550143")

        let email = try await enchanted.updateEmail(to: "b@example.com", loginId: loginId, refreshJwt: refreshJwt)
        try await enchanted.verify(token: it.token(loginId))
        _ = try await enchanted.session(email.pendingRef)
        let phone = try await enchanted.updatePhone(to: "+12025550199", loginId: loginId, refreshJwt: refreshJwt)
        try await enchanted.verify(token: it.token(loginId))
        _ = try await enchanted.session(phone.pendingRef)
        let user = try await it.session.me(refreshJwt)
        #expect((user.email, user.phone) == ("b@example.com", "+12025550199"))
    }

    @Test("a second factor by link, asked for with the session's refresh token")
    func secondFactor() async throws {
        let it = try Journey()
        try it.backend.addUser(loginId, email: loginId, phone: "+12025550143")
        let first = try await it.signUpOrIn(loginId)
        try await it.client.magicLink.signIn(
            with: .sms,
            loginId: loginId,
            options: LoginOptions(mfa: true),
            refreshJwt: first.refreshJwt
        )
        let second = try await it.client.magicLink.verify(token: it.token(loginId))
        let methods = try await it.session.validate(second.sessionJwt).authenticationMethods
        #expect(Set(methods) == ["email", "sms", "mfa"])
    }

    @Test("an outage is passed over where nothing can have happened; otherwise no second message is sent")
    func outage() async throws {
        let it = try Journey()
        try it.backend.failNext("magicLink.signUpOrIn", with: .status(522), times: 2)
        try await it.client.magicLink.signUpOrIn(with: .email, loginId: loginId)
        #expect(it.backend.outbox.messages.count == 1)
        for status in [503, 524] {
            try it.backend.failNext("magicLink.signUpOrIn", with: .status(status))
            let error = await #expect(throws: DescopeError.self) {
                try await it.client.magicLink.signUpOrIn(with: .email, loginId: loginId)
            }
            #expect(error?.status == status)
            #expect(it.backend.outbox.messages.count == 1)
        }
    }
}
