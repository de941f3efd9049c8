import Descope
import DescopeEmulator
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What is done with sessions beside checking and refreshing them, from the first call to a checked session.
@Suite(.timeLimit(.minutes(5))) struct SessionJourneyTests {
    @Test("choosing a tenant: new tokens, its roles alone, and the old refresh token dead")
    func tenants() async throws {
        let it = try Journey { $0.rotatesRefreshTokens = true }
        for id in ["acme", "globex", "other"] { try it.backend.addTenant(id: id, name: id.capitalized) }
        try it.backend.addRole("editor", permissions: ["write"], tenantId: "acme")
        try it.backend.addUser("ada@example.com", tenants: ["acme": ["editor"], "globex": []])
        let signedIn = try await it.signUpOrIn()
        let first = try #require(signedIn.refreshJwt)
        #expect(try await it.session.validate(signedIn.sessionJwt).currentTenant == nil)
        #expect(try await it.session.myTenants(first).map(\.id) == ["acme", "globex"])
        #expect(try await it.session.myTenants(first, .ids(["globex", "other"])).map(\.name) == ["Globex"])
        #expect(try await it.session.myTenants(first, .current).isEmpty)

        await expect(.invalidArguments) { _ = try await it.session.selectTenant("other", refreshJwt: first) }
        let chosen = try await it.session.selectTenant("acme", refreshJwt: first)
        #expect(chosen.token.currentTenant == "acme")
        #expect(chosen.token.tenants == ["acme"])
        #expect(chosen.token.hasPermissions(["write"], tenant: "acme"))
        #expect(!chosen.token.hasRoles([], tenant: "globex"))
        await expect(.tokenInvalidatedByLogout) { _ = try await it.session.refresh(first) }

        // The choice stays with the session.
        let second = try #require(chosen.refreshJwt)
        let refreshed = try await it.session.refresh(second)
        #expect(refreshed.token.currentTenant == "acme")
        let third = try #require(refreshed.refreshJwt)
        #expect(try await it.session.myTenants(third, .current).map(\.id) == ["acme"])

        #expect(try await it.session.history(third).count == 1)
        try await it.session.logOut(third)
        await expect(.tokenInvalidatedByLogout) { _ = try await it.session.selectTenant("globex", refreshJwt: third) }
    }

    @Test("a chosen tenant's tokens are found when the project sends them as cookies")
    func tenantsInCookies() async throws {
        let it = try Journey {
            $0.sessionInCookie = true
            $0.refreshInCookie = true
        }
        for id in ["acme", "globex"] { try it.backend.addTenant(id: id, name: id) }
        try it.backend.addUser("ada@example.com", tenants: ["acme": [], "globex": []])
        let first = try #require(try await it.signUpOrIn().refreshJwt)
        let chosen = try await it.session.selectTenant("globex", refreshJwt: first)
        #expect(chosen.token.currentTenant == "globex")
        let second = try #require(chosen.refreshJwt)
        #expect(second.reveal() != first.reveal())
        #expect(try await it.session.refresh(second).token.currentTenant == "globex")
    }

    @Test("a second factor makes a session of two, which a refresh and a chosen tenant keep")
    func secondFactor() async throws {
        let it = try Journey()
        for id in ["acme", "globex"] { try it.backend.addTenant(id: id, name: id) }
        try it.backend.addUser("ada@example.com", phone: "+12025550143", tenants: ["acme": [], "globex": []])
        let one = try await it.signUpOrIn()
        #expect(try await !it.session.validate(one.sessionJwt).isMultiFactor)

        await expect(.missingRefreshJwt) {
            try await it.otp.signIn(with: .sms, loginId: "ada@example.com", options: LoginOptions(mfa: true))
        }
        try await it.otp.signIn(
            with: .sms,
            loginId: "ada@example.com",
            options: LoginOptions(mfa: true),
            refreshJwt: one.refreshJwt
        )
        let two = try await it.otp.verify(
            with: .sms,
            loginId: "ada@example.com",
            code: it.code("ada@example.com")
        )
        #expect(try await it.session.validate(two.sessionJwt).isMultiFactor)
        let refreshed = try await it.session.refresh(try #require(two.refreshJwt))
        #expect(refreshed.token.isMultiFactor)
        let chosen = try await it.session.selectTenant("acme", refreshJwt: try #require(refreshed.refreshJwt))
        #expect(chosen.token.isMultiFactor)
    }

    @Test("a step-up shows in the tokens for as long as the project says, also when the way is the same")
    func stepUp() async throws {
        let it = try Journey { ($0.stepUpLifetime, $0.sessionLifetime) = (.seconds(300), .seconds(600)) }
        let first = try await it.signUpOrIn()
        #expect(try await !it.session.validate(first.sessionJwt).isSteppedUp)
        try await it.otp.signIn(
            with: .email,
            loginId: "ada@example.com",
            options: LoginOptions(stepup: true, customClaims: ["su": true]),
            refreshJwt: first.refreshJwt
        )
        let second = try await it.otp.verify(
            with: .email,
            loginId: "ada@example.com",
            code: it.code("ada@example.com")
        )
        let token = try await it.session.validate(second.sessionJwt)
        #expect((token.isSteppedUp, token.isMultiFactor) == (true, false))
        #expect(token.expiresAt == it.clock.now.addingTimeInterval(300))

        it.clock.advance(by: .seconds(299))
        let refreshJwt = try #require(second.refreshJwt)
        #expect(try await it.session.refresh(refreshJwt).token.isSteppedUp)
        it.clock.advance(by: .seconds(1))
        let later = try await it.session.refresh(refreshJwt).token
        #expect(!later.isSteppedUp)
        #expect(later.expiresAt == it.clock.now.addingTimeInterval(600))
        #expect(try await !it.session.refresh(try #require(first.refreshJwt)).token.isSteppedUp)
    }

    @Test("users come from another service without signing in again, until they log out")
    func migration() async throws {
        let it = try Journey { $0.rotatesRefreshTokens = true }
        let (clock, end) = (it.clock, it.clock.now.addingTimeInterval(60))
        it.backend.recognizeExternalTokens {
            $0.reveal() == "legacy-ada" && clock.now < end ? "ada@example.com" : nil
        }
        await expect(.invalidArguments) { _ = try await it.session.migrate(externalToken: "made-up") }
        let session = try await it.session.migrate(externalToken: "legacy-ada")
        #expect(try await it.session.validate(session.sessionJwt).subject == session.token.subject)
        let refreshJwt = try #require(session.refreshJwt)
        #expect(try await it.session.me(refreshJwt).email == "ada@example.com")
        try await it.expectLogOut(try #require(try await it.session.refresh(refreshJwt).refreshJwt))

        // The token is the other service's. While that calls it good it brings the same user in again, also one who
        // has logged out here: that is why the app forgets it.
        it.clock.advance(by: .seconds(59))
        let again = try await it.session.migrate(externalToken: "legacy-ada")
        #expect(again.token.subject == session.token.subject)
        #expect(it.backend.loginIds == ["ada@example.com"])
        it.clock.advance(by: .seconds(1))
        await expect(.invalidArguments) { _ = try await it.session.migrate(externalToken: "legacy-ada") }
    }

    // Nobody signs up by the next two: the service makes codes and asks phones for users who are there.

    @Test("a code brings its session once, in time, until log-out")
    func code() async throws {
        let it = try Journey()
        let userId = try it.backend.addUser("ada@example.com")
        await expect(.invalidArguments) { _ = try await it.session.exchange(code: "made-up") }
        let code = try it.backend.makeSessionCode(for: "ada@example.com")
        let signedIn = try await it.session.exchange(code: code)
        #expect((signedIn.firstSeen, signedIn.user?.userId) == (true, userId))
        await expect(.invalidArguments) { _ = try await it.session.exchange(code: code) }
        try await it.expectSessionAndLogOut(signedIn)

        let (again, late) = (
            try it.backend.makeSessionCode(for: "ada@example.com"),
            try it.backend.makeSessionCode(for: "ada@example.com")
        )
        it.clock.advance(by: .seconds(179))
        let signedInAgain = try await it.session.exchange(code: again)
        #expect((signedInAgain.firstSeen, signedInAgain.user?.userId) == (false, userId))
        it.clock.advance(by: .seconds(1))
        await expect(.invalidArguments) { _ = try await it.session.exchange(code: late) }
    }

    @Test("a push sign-in brings its session once the user has confirmed, once, in time, until log-out")
    func push() async throws {
        let it = try Journey()
        let userId = try it.backend.addUser("ada@example.com")
        func start(confirms: Bool? = nil) throws -> Secret {
            let ref = try it.backend.startPush(for: "ada@example.com")
            if let confirms { try it.backend.answerPush(ref, confirms: confirms) }
            return ref
        }
        await expect(.invalidArguments) { _ = try await it.session.pushSession(pendingRef: "made-up") }
        let ref = try start()
        let error = await #expect(throws: DescopeError.self) { try await it.session.pushSession(pendingRef: ref) }
        #expect(error?.status == 401)
        try it.backend.answerPush(ref, confirms: true)
        let signedIn = try await it.session.pushSession(pendingRef: ref)
        #expect((signedIn.firstSeen, signedIn.user?.userId) == (true, userId))
        await expect(.invalidArguments) { _ = try await it.session.pushSession(pendingRef: ref) }
        try await it.expectSessionAndLogOut(signedIn, by: "push")

        let declined = try start(confirms: false)
        await expect(.invalidArguments) { _ = try await it.session.pushSession(pendingRef: declined) }

        // In again, in the last second; confirmed in time and fetched too late; confirmed too late.
        let (again, late, unanswered) = (try start(confirms: true), try start(confirms: true), try start())
        it.clock.advance(by: .seconds(179))
        let signedInAgain = try await it.session.pushSession(pendingRef: again)
        #expect((signedInAgain.firstSeen, signedInAgain.user?.userId) == (false, userId))
        it.clock.advance(by: .seconds(1))
        await expect(.invalidArguments) { _ = try await it.session.pushSession(pendingRef: late) }
        expectRefusal(.invalidArguments) { try it.backend.answerPush(unanswered, confirms: true) }
        await expect(.invalidArguments) { _ = try await it.session.pushSession(pendingRef: unanswered) }
    }

    // MARK: - Access keys

    @Test("an access key is exchanged once for many requests, and again before its session ends")
    func accessKey() async throws {
        let it = try Journey()
        try it.backend.addTenant(id: "acme", name: "Acme")
        try it.backend.addRole("robot", permissions: ["reports.read"])
        let key = try it.backend.addAccessKey(name: "ci", roles: ["robot"], tenants: ["acme": []])

        let session = try await it.session.exchange(accessKey: key)
        #expect(session.token.hasPermissions(["reports.read"]))
        #expect(session.token.currentTenant == "acme")
        #expect(try await it.session.validate(session.sessionJwt).subject == session.keyId)
        for _ in 0..<10 { _ = try await it.session.exchange(accessKey: key) }
        #expect(try it.backend.requestCount("session.exchange") == 1)

        it.clock.advance(by: .seconds(540))
        let next = try await it.session.exchange(accessKey: key)
        #expect(next.expiresAt > session.expiresAt)
        #expect(next.keyId == session.keyId)
        #expect(try it.backend.requestCount("session.exchange") == 2)

        let options = AccessKeyLoginOptions(customClaims: ["run": 7], selectedTenant: "acme")
        let claims = try await it.session.exchange(accessKey: key, options: options).token.claims
        #expect(claims["nsec"] == ["run": 7])
        #expect(try it.backend.requestCount("session.exchange") == 3)
    }

    @Test("an access key that ends, is revoked or made up is refused with the service's code")
    func refusedAccessKey() async throws {
        let it = try Journey()
        await expect(.invalidAccessKey) { _ = try await it.session.exchange(accessKey: "made-up") }

        let ending = try it.backend.addAccessKey(name: "ending", expires: it.clock.now.addingTimeInterval(60))
        _ = try await it.session.exchange(accessKey: ending)
        it.clock.advance(by: .seconds(60))
        await expect(.invalidAccessKey) { _ = try await it.session.exchange(accessKey: ending, ignoresCache: true) }
        // Known to be refused, it is not answered from memory either.
        await expect(.invalidAccessKey) { _ = try await it.session.exchange(accessKey: ending) }

        let key = try it.backend.addAccessKey(name: "revoked")
        _ = try await it.session.exchange(accessKey: key)
        try it.backend.setAccessKey("revoked", isActive: false)
        _ = try await it.session.exchange(accessKey: key)
        it.clock.advance(by: .seconds(540))
        await expect(.invalidAccessKey) { _ = try await it.session.exchange(accessKey: key) }
        try it.backend.setAccessKey("revoked", isActive: true)
        await expect(.invalidAccessKey) { _ = try await it.session.exchange(accessKey: key) }
        it.clock.advance(by: .seconds(10))
        _ = try await it.session.exchange(accessKey: key)
    }

    @Test("with an auth management key set, access keys work all the same")
    func authManagementKey() async throws {
        let it = try Journey {
            $0.authManagementKey = "K2auth"
        } configure: {
            $0.authManagementKey = "K2auth"
        }
        let key = try it.backend.addAccessKey(name: "ci")
        _ = try await it.session.exchange(accessKey: key)
    }

    // MARK: - Flows and outbound applications

    @Test("a flow, step by step, from sign-up to log-out")
    func flow() async throws {
        let it = try Journey()
        let loginId = "ada@example.com"
        it.backend.addFlow("sign-up-or-in")
        await expect(.invalidArguments) { _ = try await it.client.flow.start("none") }
        func next(_ step: FlowStep, _ input: FlowInput) async throws -> FlowStep {
            try await it.client.flow.next(
                executionId: step.executionId,
                stepId: step.stepId,
                interactionId: "submit",
                input: input
            )
        }
        let start = try await it.client.flow.start("sign-up-or-in", options: FlowOptions(locale: "en"))
        #expect((start.status, start.action, start.screen?["id"]) == (.waiting, .screen, "email"))
        let typing = try await next(start, ["email": loginId])
        let wrong = try await next(typing, ["code": it.wrongCode(loginId)])
        #expect((wrong.status, wrong.error?.code) == (.waiting, DescopeError.Code.wrongOTPCode.rawValue))
        let done = try await next(typing, ["code": it.code(loginId)])
        #expect(done.status == .completed)
        let signedIn = try #require(done.signIn)
        #expect((signedIn.firstSeen, signedIn.user?.email) == (true, loginId))
        await expect(.invalidArguments) { _ = try await next(typing, ["code": it.code(loginId)]) }
        try await it.expectSessionAndLogOut(signedIn, by: "email")

        // In again, in the last second, by another run of the flow; one more takes too long.
        let again = try await next(it.client.flow.start("sign-up-or-in"), ["email": loginId])
        it.clock.advance(by: .seconds(179))
        let signedInAgain = try #require(try await next(again, ["code": it.code(loginId)]).signIn)
        #expect((signedInAgain.firstSeen, signedInAgain.user?.userId) == (false, signedIn.user?.userId))
        let late = try await next(it.client.flow.start("sign-up-or-in"), ["email": loginId])
        it.clock.advance(by: .seconds(180))
        await expect(.invalidArguments) { _ = try await next(late, ["code": it.code(loginId)]) }
    }

    @Test("a user connects with an outbound application, until logged out")
    func outbound() async throws {
        let it = try Journey()
        it.backend.addOutboundApp("calendar")
        let refreshJwt = try #require(try await it.signUpOrIn().refreshJwt)
        let options = OutboundConnectOptions(redirectURL: "https://app.example/back", scopes: ["read"])
        let url = try await it.client.outbound.connect("calendar", refreshJwt: refreshJwt, options: options)
        #expect(url.reveal().hasPrefix("https://"))
        await expect(.invalidArguments) { _ = try await it.client.outbound.connect("none", refreshJwt: refreshJwt) }
        try await it.session.logOut(refreshJwt)
        await expect(.tokenInvalidatedByLogout) {
            _ = try await it.client.outbound.connect("calendar", refreshJwt: refreshJwt)
        }
    }
}
