import Descope
import DescopeEmulator
import DescopeTesting
import Testing

/// Sign-ins by a message from the user's phone.
@Suite(.timeLimit(.minutes(5))) struct NOTPJourneyTests {
    private let phone = "+12025550143"

    @Test("from sign-up to log-out", arguments: [true, false])
    func wholeTrip(_ hasLoginId: Bool) async throws {
        let it = try Journey()
        let (notp, loginId) = (it.client.notp, hasLoginId ? phone : nil)
        let begun = try await notp.signUp(loginId: loginId, user: SignUpUser(name: "Ada Lovelace"))
        #expect(begun.image?.starts(with: [0x89, 0x50, 0x4E, 0x47]) == true)
        await expect(.notpPending) { _ = try await notp.session(begun.pendingRef) }
        let waiting = Task { try await notp.waitForSession(begun.pendingRef, every: .seconds(9)) }
        await it.clock.advanceToSleeper(within: .seconds(9))

        // A message that is another one, one from another phone, the right one, and again.
        expectRefusal(.linkTokenExpired) { try it.backend.sendMessage("https://wa.me/1?text=wrong", from: phone) }
        if hasLoginId {
            expectRefusal(.invalidArguments) { try it.backend.sendMessage(begun.redirectURL, from: "+12025550199") }
        }
        await expect(.notpPending) { _ = try await notp.session(begun.pendingRef) }
        await expect(.invalidArguments) { _ = try await notp.session("wrong") }
        try it.backend.sendMessage(begun.redirectURL, from: phone)
        expectRefusal(.linkTokenExpired) { try it.backend.sendMessage(begun.redirectURL, from: phone) }
        let signedIn = try await it.driving(within: .seconds(9)) { try await waiting.value }
        #expect((signedIn.firstSeen, signedIn.user?.name) == (true, "Ada Lovelace"))
        #expect((signedIn.user?.phone, signedIn.user?.verifiedPhone) == (phone, true))
        await expect(.invalidArguments) { _ = try await notp.session(begun.pendingRef) }
        try await it.expectSessionAndLogOut(signedIn, by: "whatsapp")

        // In again, by both ways, in the last second.
        let again = [try await notp.signIn(loginId: loginId), try await notp.signUpOrIn(loginId: loginId)]
        it.clock.advance(by: .seconds(599))
        for again in again {
            try it.backend.sendMessage(again.redirectURL, from: phone)
            let signedInAgain = try await notp.session(again.pendingRef)
            #expect(signedInAgain.firstSeen == false)
            #expect(signedInAgain.user?.userId == signedIn.user?.userId)
        }

        // A message that comes too late, and one that came in time for a session that is fetched too late.
        for isSent in [false, true] {
            let late = try await notp.signIn(loginId: loginId)
            if isSent { try it.backend.sendMessage(late.redirectURL, from: phone) }
            it.clock.advance(by: .seconds(600))
            expectRefusal(.linkTokenExpired) { try it.backend.sendMessage(late.redirectURL, from: phone) }
            await expect(.linkTokenExpired) { _ = try await notp.session(late.pendingRef) }
        }
    }

    @Test("a message that nobody sends: the wait's time is up, and later the sign-in's")
    func nobodySends() async throws {
        let it = try Journey { $0.linkLifetime = .seconds(300) }
        let notp = it.client.notp
        let begun = try await notp.signUpOrIn()
        await expect(.signInTimedOut) {
            _ = try await it.driving { try await notp.waitForSession(begun.pendingRef, timeout: .seconds(10)) }
        }
        await expect(.linkTokenExpired) {
            _ = try await it.driving(within: .seconds(9)) {
                try await notp.waitForSession(begun.pendingRef, every: .seconds(9))
            }
        }
    }

    @Test("whoever is known cannot sign up, whoever is not cannot sign in")
    func loginIds() async throws {
        let it = try Journey()
        await expect(.userNotFound) { _ = try await it.client.notp.signIn(loginId: phone) }
        let begun = try await it.client.notp.signUp(loginId: phone)
        try it.backend.sendMessage(begun.redirectURL, from: phone)
        _ = try await it.client.notp.session(begun.pendingRef)
        await expect(.userAlreadyExists) { _ = try await it.client.notp.signUp(loginId: phone) }
    }

    @Test("a new number takes hold when a message came from it", arguments: ["+12025550199", nil])
    func update(_ number: String?) async throws {
        let it = try Journey()
        let refreshJwt = try #require(try await it.signUpOrIn().refreshJwt)
        let begun = try await it.client.notp.updatePhone(
            to: number,
            loginId: "ada@example.com",
            refreshJwt: refreshJwt
        )
        try it.backend.sendMessage(begun.redirectURL, from: "+12025550199")
        _ = try await it.client.notp.session(begun.pendingRef)
        #expect(try await it.session.me(refreshJwt).phone == "+12025550199")
    }
}
