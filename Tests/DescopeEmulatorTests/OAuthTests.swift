import DescopeCore
import DescopeEmulator
import DescopeHTTP
import DescopeTesting
import Testing

typealias Identity = EmulatorIdentityProvider.Identity

extension Project {
    /// Posts with a query, as a start does.
    func start(
        _ path: String,
        _ query: [String: String],
        body: String? = "{}",
        token: String? = nil
    ) async throws -> Answer {
        try await send(
            .post,
            path,
            bearer: token.map { "\(Self.projectId):\($0)" } ?? Self.projectId,
            query: query.sorted { $0.key < $1.key }.map { APIQueryItem($0.key, $0.value) },
            body: body.map { Array($0.utf8) }
        )
    }

    /// Where an OAuth sign-in goes on.
    func oauth(
        _ kind: String = "",
        provider: String = "google",
        query: [String: String] = [:],
        body: String? = "{}",
        token: String? = nil
    ) async throws -> String {
        let query = query.merging(["provider": provider]) { $1 }
        let answer = try await start("/v1/auth/oauth/authorize" + kind, query, body: body, token: token)
        return try #require(answer.body["url"]?.stringValue)
    }

    /// Signs somebody in with an account elsewhere.
    func oauthSignIn(_ identity: Identity, provider: String = "google") async throws -> Answer {
        let redirect = try backend.identityProvider.signIn(at: await oauth(provider: provider), as: identity)
        return try await exchange(redirect)
    }

    func exchange(_ redirect: EmulatorIdentityProvider.Redirect, at protocolName: String = "oauth") async throws
        -> Answer
    {
        try await exchange(redirect.code?.reveal() ?? "none", at: protocolName)
    }

    func exchange(_ code: String, at protocolName: String = "oauth") async throws -> Answer {
        try await post("/v1/auth/\(protocolName)/exchange", ["code": .string(code)])
    }
}

@Suite struct OAuthTests {
    static let ada = Identity(email: "ada@example.com", name: "Ada Lovelace", subject: "1815")

    @Test("from the start to the session, and in again")
    func wholeTrip() async throws {
        let project = try Project()
        let url = try await project.oauth(
            query: ["redirectURL": "https://app.example.com/cb?x=1", "loginHint": "ada+1@example.com"]
        )
        #expect(url.hasPrefix("https://emulator.invalid/idp/google?state="))
        #expect(url.contains("&login_hint=ada%2B1%40example.com"))
        #expect(project.backend.loginIds.isEmpty)

        let redirect = try project.backend.identityProvider.signIn(at: url, as: Self.ada)
        let code = try #require(redirect.code).reveal()
        #expect(redirect.url.reveal() == "https://app.example.com/cb?x=1&code=\(code)")
        #expect(redirect.error == nil)
        let first = try await project.exchange(code)
        #expect(first.body["firstSeen"] == true)
        #expect(first.body["user"]?["loginIds"] == ["ada@example.com"])
        #expect(first.body["user"]?["name"] == "Ada Lovelace")
        #expect(first.body["user"]?["verifiedEmail"] == true)
        #expect(first.body["user"]?["OAuth"] == ["google": true])
        #expect(first.body["user"]?["SAML"] == false)
        #expect(first.body["idpResponse"] == nil)
        #expect(try first.claims["amr"] == ["oauth"])

        let again = try await project.oauthSignIn(Self.ada)
        #expect(again.body["firstSeen"] == false)
        #expect(again.body["user"]?["userId"] == first.body["user"]?["userId"])
    }

    @Test("a redirect URL without a query, and none at all")
    func redirectURL() async throws {
        let project = try Project()
        for (query, start) in [
            (["redirectUrl": "https://app.example.com/cb"], "https://app.example.com/cb?code="),
            ([:], "https://emulator.invalid/signed-in?code="),
        ] {
            let redirect = try project.backend.identityProvider.signIn(
                at: await project.oauth(query: query),
                as: Self.ada
            )
            #expect(redirect.url.reveal().hasPrefix(start))
        }
    }

    @Test("a code works once, at its own exchange, and for three minutes", arguments: [(179, 200), (180, 401)])
    func code(_ seconds: Int, _ status: Int) async throws {
        let project = try Project()
        let redirect = try project.backend.identityProvider.signIn(at: await project.oauth(), as: Self.ada)
        #expect(try await project.exchange("wrong").status == 401)
        for other in ["sso", "saml"] { #expect(try await project.exchange(redirect, at: other).status == 401) }
        project.clock.advance(by: .seconds(seconds))
        let answer = try await project.exchange(redirect)
        #expect(answer.status == status)
        #expect(answer.errorCode == (status == 200 ? nil : "E011004"))
        #expect(try await project.exchange(redirect).status == 401)
    }

    @Test("a URL works once, and for ten minutes")
    func url() async throws {
        let project = try Project()
        let (idp, url) = (project.backend.identityProvider, try await project.oauth())
        _ = try idp.deny(at: url)
        #expect(throws: EmulatorRefusal.self) { try idp.signIn(at: url, as: Self.ada) }

        let (good, late) = (try await project.oauth(), try await project.oauth())
        project.clock.advance(by: .seconds(599))
        _ = try idp.signIn(at: good, as: Self.ada)
        project.clock.advance(by: .seconds(1))
        #expect(throws: EmulatorRefusal.self) { try idp.signIn(at: late, as: Self.ada) }
        for other in ["", "https://emulator.invalid/idp/google", "https://emulator.invalid/idp/google?state=guess"] {
            #expect(throws: EmulatorRefusal.self) { try idp.signIn(at: other, as: Self.ada) }
        }
    }

    @Test(
        "what a browser has put behind the URL is no part of the state",
        arguments: ["#", "#x", "#a?state=x", "&x=1#x"]
    )
    func fragment(_ end: String) async throws {
        let project = try Project()
        let url = try await project.oauth() + end
        #expect(try project.backend.identityProvider.signIn(at: url, as: Self.ada).code != nil)
    }

    @Test("who says no comes back with an error")
    func deny() async throws {
        let project = try Project()
        let url = try await project.oauth(query: ["redirectURL": "https://app.example.com/cb"])
        let redirect = try project.backend.identityProvider.deny(at: url)
        #expect(redirect.url.reveal() == "https://app.example.com/cb?err=access_denied")
        #expect(redirect.error == "access_denied")
        #expect(redirect.code == nil)
        #expect(project.backend.loginIds.isEmpty)
    }

    @Test("sign-up wants a new user, sign-in a known one; refused, they change nothing")
    func purposes() async throws {
        let project = try Project()
        let idp = project.backend.identityProvider
        let unknown = try idp.signIn(at: await project.oauth("/signin"), as: Self.ada)
        #expect(unknown.error == "E062108")
        #expect(unknown.url.reveal().hasSuffix("?err=E062108"))
        #expect(project.backend.loginIds.isEmpty)

        #expect(try await project.exchange(idp.signIn(at: project.oauth("/signup"), as: Self.ada)).status == 200)
        #expect(try idp.signIn(at: await project.oauth("/signup"), as: Self.ada).error == "E062107")
        #expect(try await project.exchange(idp.signIn(at: project.oauth("/signin"), as: Self.ada)).status == 200)
        #expect(project.backend.loginIds == ["ada@example.com"])
    }

    @Test("the account finds its user, whatever address it has by then")
    func changedEmail() async throws {
        let project = try Project()
        let first = try await project.oauthSignIn(Self.ada)
        let moved = Identity(email: "countess@example.com", subject: "1815")
        let second = try await project.oauthSignIn(moved)
        #expect(second.body["user"]?["userId"] == first.body["user"]?["userId"])
        #expect(second.body["user"]?["email"] == "ada@example.com")
        // The same subject elsewhere is somebody else.
        let other = try await project.oauthSignIn(moved, provider: "github")
        #expect(other.body["user"]?["userId"] != first.body["user"]?["userId"])
    }

    @Test("an address that both sides have proven makes one user of two accounts")
    func matched() async throws {
        let project = try Project()
        let mailed = try await project.signIn("ada@example.com")
        for provider in ["google", "github"] {
            let answer = try await project.oauthSignIn(Self.ada, provider: provider)
            #expect(answer.body["user"]?["userId"] == mailed.body["user"]?["userId"])
        }
        #expect(
            try await project.get("/v1/auth/me", token: mailed.refreshJwt).body["OAuth"] == [
                "google": true, "github": true,
            ]
        )
    }

    @Test("an address that one side has not proven makes none")
    func unproven() async throws {
        let project = try Project()
        let ada = try await project.signIn("ada@example.com")
        let claimed = Identity(email: "ada@example.com", subject: "eve", verifiedEmail: false)
        let eve = try await project.oauthSignIn(claimed)
        #expect(eve.body["user"]?["userId"] != ada.body["user"]?["userId"])
        #expect(eve.body["user"]?["loginIds"] == ["google/eve"])
        #expect(eve.body["user"]?["verifiedEmail"] == false)

        // Somebody signed up with Grace's address and a phone of their own, and has not proven the address.
        let body: JSONValue = [
            "loginId": "grace@example.com", "phone": "+15555550123", "user": ["email": "grace@example.com"],
        ]
        #expect(try await project.post("/v1/auth/otp/signup/sms", body).status == 200)
        let squatter = try await project.verify("grace@example.com", by: "sms")
        let grace = try await project.oauthSignIn(Identity(email: "grace@example.com"))
        #expect(grace.body["user"]?["userId"] != squatter.body["user"]?["userId"])
    }

    @Test("whom management has made is found by the first sign-in, unless an unproven address has a phone beside it")
    func invited() async throws {
        let project = try Project()
        let id = try project.backend.addUser("ada@example.com", name: "Ada")
        #expect(try await project.oauthSignIn(Self.ada).body["user"]?["userId"] == .string(id))
        let unproven: JSONValue = ["loginId": "bob@example.com", "phone": "+15555550123", "verifiedEmail": false]
        let other = try await project.manage("/v1/mgmt/user/create", unproven).body["user"]?["userId"]
        let bob = try await project.oauthSignIn(Identity(email: "bob@example.com"))
        #expect(other != nil && bob.body["user"]?["userId"] != other)
    }

    @Test("connecting an account with a user who is signed in")
    func update() async throws {
        let project = try Project()
        let idp = project.backend.identityProvider
        let signedIn = try await project.signIn("ada@example.com")
        let work = Identity(email: "ada@work.example", subject: "w1")
        let url = try await project.oauth("/update", provider: "github", token: signedIn.refreshJwt)
        let connected = try await project.exchange(idp.signIn(at: url, as: work))
        #expect(connected.body["user"]?["userId"] == signedIn.body["user"]?["userId"])
        #expect(connected.body["user"]?["email"] == "ada@example.com")
        let again = try await project.oauthSignIn(work, provider: "github")
        #expect(again.body["user"]?["userId"] == signedIn.body["user"]?["userId"])
    }

    @Test("an account of another user is not taken away, unless merging is asked for")
    func merge() async throws {
        let project = try Project()
        let idp = project.backend.identityProvider
        try project.backend.addTenant(id: "acme", name: "Acme")
        let bob = try await project.oauthSignIn(Identity(email: "bob@example.com", subject: "b"))
        try project.backend.setTenants(["acme": []], of: "bob@example.com")
        let ada = try await project.signIn("ada@example.com")
        let bobs = Identity(email: "bob@example.com", subject: "b")
        let plain = try await project.oauth("/update", token: ada.refreshJwt)
        #expect(try idp.signIn(at: plain, as: bobs).error == "E062107")
        #expect(project.backend.loginIds == ["bob@example.com", "ada@example.com"])

        let merging = try await project.oauth("/update", query: ["allowAllMerge": "true"], token: ada.refreshJwt)
        let merged = try await project.exchange(idp.signIn(at: merging, as: bobs))
        #expect(merged.body["user"]?["userId"] == ada.body["user"]?["userId"])
        #expect(merged.body["user"]?["loginIds"] == ["ada@example.com", "bob@example.com"])
        #expect(merged.body["user"]?["userTenants"]?[0]?["tenantId"] == "acme")
        #expect(try await project.post("/v1/auth/refresh", token: bob.refreshJwt).status == 401)
        #expect(try await project.oauthSignIn(bobs).body["user"]?["userId"] == ada.body["user"]?["userId"])
    }

    @Test("a disabled user is not merged into another")
    func mergeDisabled() async throws {
        let project = try Project()
        try project.backend.addTenant(id: "acme", name: "Acme")
        let bob: JSONValue = [
            "loginId": "bob@example.com", "status": "disabled", "userTenants": [["tenantId": "acme"]],
        ]
        #expect(try await project.manage("/v1/mgmt/user/create", bob).status == 200)
        let refreshJwt = try await project.signIn().refreshJwt
        let url = try await project.oauth("/update", query: ["allowAllMerge": "true"], token: refreshJwt)
        let redirect = try project.backend.identityProvider.signIn(at: url, as: Identity(email: "bob@example.com"))
        #expect((redirect.code?.reveal(), redirect.error) == (nil, "E011004"))
        #expect(project.backend.loginIds == ["bob@example.com", "ada@example.com"])
        #expect(try await project.get("/v1/auth/me", token: refreshJwt).body["userTenants"] == [])
    }

    @Test("a further factor, for the user whose refresh token it is alone")
    func stepup() async throws {
        let project = try Project()
        let idp = project.backend.identityProvider
        let signedIn = try await project.signIn("ada@example.com")
        let options = #"{"mfa":true,"customClaims":{"plan":"gold"}}"#
        let foreign = try await project.oauth(body: options, token: signedIn.refreshJwt)
        #expect(try idp.signIn(at: foreign, as: Identity(email: "eve@example.com")).error == "E011004")
        #expect(project.backend.loginIds == ["ada@example.com"])

        let own = try await project.oauth(body: options, token: signedIn.refreshJwt)
        let second = try await project.exchange(idp.signIn(at: own, as: Self.ada))
        #expect(try second.claims["amr"] == ["email", "oauth", "mfa"])
        #expect(try second.claims["nsec"] == ["plan": "gold"])
    }

    @Test("the address that a sign-in was begun for is the only one that will do")
    func initiatedEmail() async throws {
        let project = try Project()
        let idp = project.backend.identityProvider
        let query = ["initiatedEmail": "Ada@example.com"]
        let eve = try idp.signIn(at: await project.oauth(query: query), as: Identity(email: "eve@example.com"))
        #expect(eve.error == "E011004")
        #expect(try idp.signIn(at: await project.oauth(query: query), as: Self.ada).code != nil)
    }

    @Test("a user who is disabled, with the code in hand or before there is one")
    func disabled() async throws {
        let project = try Project()
        let idp = project.backend.identityProvider
        let redirect = try idp.signIn(at: await project.oauth(), as: Self.ada)
        try project.backend.setEnabled(false, of: "ada@example.com")
        #expect(try await project.exchange(redirect).status == 403)
        for provider in ["google", "github"] {
            let refused = try idp.signIn(at: await project.oauth(provider: provider), as: Self.ada)
            #expect((refused.code?.reveal(), refused.error) == (nil, "E011004"))
        }
        try project.backend.setEnabled(true, of: "ada@example.com")
        // Nor did the account that was refused become theirs.
        #expect(try await project.oauthSignIn(Self.ada).body["user"]?["OAuth"] == ["google": true])
    }

    @Test("a user who is gone by then")
    func gone() async throws {
        let project = try Project()
        let idp = project.backend.identityProvider
        let redirect = try idp.signIn(at: await project.oauth(), as: Self.ada)
        #expect(try await project.manage("/v1/mgmt/user/delete", ["loginId": "ada@example.com"]).status == 200)
        #expect(try await project.exchange(redirect).status == 401)
        #expect(try await project.oauthSignIn(Self.ada).body["firstSeen"] == true)
    }

    @Test("prompts stand in the URL, each once in the query")
    func prompt() async throws {
        let project = try Project()
        let answer = try await project.send(
            .post,
            "/v1/auth/oauth/authorize",
            query: [
                APIQueryItem("provider", "google"), APIQueryItem("prompt", "login"), APIQueryItem("prompt", "consent"),
            ]
        )
        #expect(answer.body["url"]?.stringValue?.hasSuffix("&prompt=login%20consent") == true)
    }

    @Test(
        "starts that are refused",
        arguments: [
            ([:], "{}", 400, "E011002"), (["provider": "myspace"], "{}", 400, "E011004"),
            (["provider": "google", "redirectURL": "/cb"], "{}", 400, "E011004"),
            (["provider": "google", "redirectURL": "https://a.example/#b"], "{}", 400, "E011004"),
            (["provider": "google", "scope": "all"], "{}", 400, "E011003"),
            (["provider": "google", "allowAllMerge": "true"], "{}", 400, "E011003"),
            (["provider": "google"], #"{"loginOptions":{}}"#, 400, "E011003"),
            (["provider": "google"], #"{"stepup":true}"#, 401, "E011004"),
        ] as [([String: String], String, Int, String)]
    )
    func refused(_ query: [String: String], _ body: String, _ status: Int, _ code: String) async throws {
        let answer = try await Project().start("/v1/auth/oauth/authorize", query, body: body)
        #expect(answer.status == status)
        #expect(answer.errorCode == code)
    }

    @Test("an update needs a refresh token, and merging is true or false")
    func updateRefused() async throws {
        let project = try Project()
        let path = "/v1/auth/oauth/authorize/update"
        #expect(try await project.start(path, ["provider": "google"]).status == 401)
        let token = try await project.signIn().refreshJwt
        let odd = ["provider": "google", "allowAllMerge": "yes"]
        #expect(try await project.start(path, odd, token: token).errorCode == "E011004")
    }

    @Test("a provider of the project's own")
    func ownProvider() async throws {
        let project = try Project { $0.oauthProviders.insert("acme id") }
        let answer = try await project.oauthSignIn(Self.ada, provider: "acme id")
        #expect(answer.body["user"]?["OAuth"] == ["acme id": true])
    }

    @Test("neither redirect nor identity provider prints a code")
    func silence() async throws {
        let project = try Project()
        let redirect = try project.backend.identityProvider.signIn(at: await project.oauth(), as: Self.ada)
        var shown = "\(redirect)"
        dump(redirect, to: &shown)
        #expect(!shown.contains(try #require(redirect.code).reveal()))
    }
}

/// What a native app or a page with One Tap brings.
@Suite struct NativeOAuthTests {
    static let ada = OAuthTests.ada

    private func start(_ project: Project, provider: String = "apple") async throws -> Answer {
        try await project.post("/v1/auth/oauth/native/start", ["provider": .string(provider)])
    }

    private func finish(
        _ project: Project,
        _ start: Answer,
        _ members: [String: JSONValue],
        provider: String = "apple"
    ) async throws -> Answer {
        var body: [String: JSONValue] = ["provider": .string(provider), "stateId": start.body["stateId"] ?? .null]
        body.merge(members) { $1 }
        return try await project.post("/v1/auth/oauth/native/finish", .object(body))
    }

    @Test("by id token, with the name that Apple tells once")
    func idToken() async throws {
        let project = try Project()
        let start = try await start(project)
        #expect(start.body["clientId"] == "emulated-client-apple")
        #expect(start.body["implicit"] == false)
        let token = try project.backend.identityProvider.idToken(
            from: "apple",
            as: Identity(email: "ada@example.com", subject: "1815"),
            nonce: try #require(start.body["nonce"]?.stringValue)
        )
        let members: [String: JSONValue] = [
            "idToken": .string(token.reveal()),
            "user": #"{"name":{"firstName":"Ada","lastName":"Lovelace"},"email":"ada@example.com"}"#,
        ]
        let signedIn = try await finish(project, start, members)
        #expect(signedIn.body["user"]?["name"] == "Ada Lovelace")
        #expect(try signedIn.claims["amr"] == ["oauth"])
        #expect(try await finish(project, start, members).status == 401)
    }

    @Test("by the provider's code, which works once")
    func code() async throws {
        let project = try Project()
        let code = try project.backend.identityProvider.authorizationCode(from: "apple", as: Self.ada)
        let members: [String: JSONValue] = ["code": .string(code.reveal())]
        #expect(try await finish(project, start(project), members).body["user"]?["name"] == "Ada Lovelace")
        #expect(try await finish(project, start(project), members).status == 401)
    }

    /// What may be wrong with an answer, and what the service says to it.
    enum Flaw: String, CaseIterable, Sendable {
        case nonce, noNonce, otherProvider, otherClient, forged, expired, lateState, wrongState, nothing, oddUser
    }

    @Test("what is not to be trusted", arguments: Flaw.allCases)
    func flaws(_ flaw: Flaw) async throws {
        let project = try Project()
        let idp = project.backend.identityProvider
        let start = try await start(project)
        let nonce = try #require(start.body["nonce"]?.stringValue)
        var (provider, token) = ("apple", try idp.idToken(from: "apple", as: Self.ada, nonce: nonce).reveal())
        var members: [String: JSONValue] = [:]
        switch flaw {
        case .nonce: token = try idp.idToken(from: "apple", as: Self.ada, nonce: "other").reveal()
        case .noNonce: token = try idp.idToken(from: "apple", as: Self.ada, nonce: nil).reveal()
        case .otherProvider: token = try idp.idToken(from: "google", as: Self.ada, nonce: nonce).reveal()
        case .otherClient: provider = "google"
        case .forged: token += "A"
        case .expired: project.clock.advance(by: .seconds(3600))
        case .lateState: project.clock.advance(by: .seconds(600))
        case .wrongState: members["stateId"] = "guess"
        case .nothing: token = ""
        case .oddUser: members["user"] = "Ada"
        }
        members["idToken"] = .string(token)
        let answer = try await finish(project, start, members, provider: provider)
        #expect(answer.status == (flaw == .nothing || flaw == .oddUser ? 400 : 401))
        #expect(project.backend.loginIds.isEmpty)
    }

    @Test("One Tap: the client, a code for the exchange, or a session at once")
    func oneTap() async throws {
        let project = try Project()
        #expect(
            try await project.get("/v1/auth/onetap/clientid/google").body["clientId"] == "emulated-client-google"
        )
        #expect(try await project.get("/v1/auth/onetap/clientid/myspace").status == 400)
        func idToken() throws -> JSONValue {
            .string(try project.backend.identityProvider.idToken(from: "google", as: Self.ada, nonce: "n1").reveal())
        }
        var body: [String: JSONValue] = ["provider": "google", "idToken": try idToken(), "nonce": "n1"]
        let code = try await project.post("/v1/auth/onetap/idtoken/verify", .object(body)).body["code"]?.stringValue
        let first = try await project.exchange(try #require(code))
        #expect(first.body["firstSeen"] == true)
        #expect(try await project.exchange(try #require(code)).status == 401)

        body["idToken"] = try idToken()
        for (name, value) in [("nonce", "n2"), ("idToken", "made-up"), ("provider", "github")] {
            let wrong = body.merging([name: .string(value)]) { $1 }
            for call in ["verify", "exchange"] {
                #expect(try await project.post("/v1/auth/onetap/idtoken/\(call)", .object(wrong)).status == 401)
            }
        }
        // What was refused has not used the token up.
        body["loginOptions"] = ["customClaims": ["plan": "gold"]]
        let second = try await project.post("/v1/auth/onetap/idtoken/exchange", .object(body))
        #expect(second.body["firstSeen"] == false)
        #expect(try second.claims["nsec"] == ["plan": "gold"])
    }

    @Test("a disabled user, by id token or code, natively or by One Tap")
    func disabled() async throws {
        let project = try Project()
        let idp = project.backend.identityProvider
        func members(_ provider: String, _ nonce: String?) throws -> [String: JSONValue] {
            let idToken = try idp.idToken(from: provider, as: Self.ada, nonce: nonce.map { Secret($0) })
            return ["provider": .string(provider), "idToken": .string(idToken.reveal())]
        }
        func answers() async throws -> [Int] {
            let code = try idp.authorizationCode(from: "apple", as: Self.ada)
            var answers = [try await finish(project, start(project), ["code": .string(code.reveal())])]
            let start = try await start(project)
            answers.append(try await finish(project, start, members("apple", start.body["nonce"]?.stringValue)))
            for call in ["verify", "exchange"] {
                let body = try members("google", "n1").merging(["nonce": "n1"]) { $1 }
                answers.append(try await project.post("/v1/auth/onetap/idtoken/\(call)", .object(body)))
            }
            return answers.map(\.status)
        }
        #expect(try await answers() == [200, 200, 200, 200])
        try project.backend.setEnabled(false, of: "ada@example.com")
        #expect(try await answers() == [403, 403, 403, 403])
    }

    @Test(
        "an id token signs in once, wherever it is brought",
        arguments: ["verify", "exchange", "native"],
        ["verify", "exchange"]
    )
    func replay(_ first: String, _ second: String) async throws {
        let project = try Project()
        let start = try await start(project, provider: "google")
        let nonce = try #require(start.body["nonce"]?.stringValue)
        let token = try project.backend.identityProvider.idToken(from: "google", as: Self.ada, nonce: nonce).reveal()
        let body: JSONValue = ["provider": "google", "idToken": .string(token), "nonce": .string(nonce)]
        let used =
            first == "native"
            ? try await finish(project, start, ["idToken": .string(token)], provider: "google")
            : try await project.post("/v1/auth/onetap/idtoken/\(first)", body)
        #expect(used.status == 200)
        let again = try await project.post("/v1/auth/onetap/idtoken/\(second)", body)
        #expect((again.status, again.errorCode) == (401, "E011004"))
    }

    @Test("an id token says who it is for, and is signed with a key that is none of the project's")
    func form() async throws {
        let project = try Project()
        let token = try project.backend.identityProvider.idToken(from: "google", as: Self.ada, nonce: "n").reveal()
        let (header, claims) = try parse(token)
        #expect(header["alg"] == "ES256")
        #expect(claims["iss"] == "https://emulator.invalid/idp/google")
        #expect(claims["aud"] == "emulated-client-google")
        #expect(claims["sub"] == "1815")
        #expect(claims["email"] == "ada@example.com")
        #expect(claims["email_verified"] == true)
        #expect(claims["nonce"] == "n")
        #expect(try !isSigned(token, by: project.backend.publicKeys))
    }
}
