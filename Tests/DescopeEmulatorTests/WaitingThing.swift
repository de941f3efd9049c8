import DescopeCore
import DescopeEmulator
import DescopeHTTP
import DescopeTesting
import Testing

/// Something that is begun in one project, and ended in another one that goes on from it.
struct WaitingThing: Sendable, CustomTestStringConvertible {
    typealias End = @Sendable (Project) async throws -> Void

    let testDescription: String
    let configure: @Sendable (inout EmulatorSettings) -> Void
    /// Begins it, and returns how it ends. The end may be called for several projects.
    let begin: @Sendable (Project) async throws -> End

    init(
        _ name: String,
        _ configure: @escaping @Sendable (inout EmulatorSettings) -> Void = { _ in },
        _ begin: @escaping @Sendable (Project) async throws -> End
    ) {
        testDescription = name
        self.configure = configure
        self.begin = begin
    }

    static var all: [WaitingThing] { sessions + messages + secrets + federation + handovers + management }

    static let ada = "ada@example.com"
    private static let origin = "https://app.example.com"
    private static let password = "Correct+horse1"
    private static let loginId: JSONValue = ["loginId": .string(ada)]

    // MARK: - Sessions

    private static var sessions: [WaitingThing] {
        [
            WaitingThing("a session token") { project async throws in
                let signedIn = try await project.signIn()
                return { later async throws in
                    let isSigned = try isSigned(signedIn.sessionJwt, by: later.backend.publicKeys)
                    #expect(isSigned)
                }
            },
            WaitingThing("signing keys") { project async throws in
                let first = try await project.signIn().sessionJwt
                try project.backend.rotateSigningKey()
                let second = try await project.signIn().sessionJwt
                return { later async throws in
                    let third = try await later.signIn().sessionJwt
                    for token in [first, second, third] { #expect(try isSigned(token, by: later.backend.publicKeys)) }
                    #expect(try parse(third).header["kid"] == parse(second).header["kid"])
                    #expect(try parse(third).header["kid"] != parse(first).header["kid"])
                }
            },
            WaitingThing("a refresh token") { project async throws in
                let signedIn = try await project.signIn(options: ["customClaims": ["plan": "gold"]])
                return { later async throws in
                    let refreshed = try await later.post("/v1/auth/refresh", token: signedIn.refreshJwt)
                    #expect(try refreshed.claims["nsec"] == ["plan": "gold"])
                    #expect(try refreshed.claims["sub"] == signedIn.claims["sub"])
                }
            },
            WaitingThing("a rotated refresh token", { $0.rotatesRefreshTokens = true }) { project async throws in
                let old = try await project.signIn().refreshJwt
                let new = try await project.post("/v1/auth/refresh", token: old).refreshJwt
                return { later async throws in
                    #expect(try await later.post("/v1/auth/refresh", token: old).errorCode == "E064001")
                    #expect(try await later.post("/v1/auth/refresh", token: new).status == 200)
                }
            },
            WaitingThing("a bound session", { $0.proofKeyThumbprint = "thumb" }) { project async throws in
                let token = try await project.signIn().refreshJwt
                return { later async throws in
                    let refreshed = try await later.post("/v1/auth/refresh", token: token)
                    #expect(try refreshed.claims["cnf"] == ["jkt": "thumb"])
                }
            },
            WaitingThing("a session that is over") { project async throws in
                let token = try await project.signIn().refreshJwt
                #expect(try await project.post("/v1/auth/logout", token: token).status == 200)
                return { later async throws in
                    #expect(try await later.post("/v1/auth/refresh", token: token).errorCode == "E064001")
                }
            },
            WaitingThing("an impersonation, and an anonymous user") { project async throws in
                try project.backend.addRole("support", permissions: ["Impersonate"])
                try project.backend.addUser("agent", roles: ["support"])
                try project.backend.addUser(ada)
                let body: JSONValue = ["impersonatorId": "agent", "loginId": .string(ada), "validateConsent": false]
                let jwt = try await project.manage("/v1/mgmt/impersonate", body).body["jwt"]?.stringValue
                let anonymous = try await project.manage("/v1/mgmt/auth/anonymous", [:]).refreshJwt
                return { later async throws in
                    let session = try await later.post("/v1/auth/refresh", token: jwt).claims
                    #expect(try session["act"] == parse(jwt ?? "").claims["act"] && session["act"] != nil)
                    #expect(try await later.post("/v1/auth/refresh", token: anonymous).claims["danu"] == true)
                }
            },
            WaitingThing("the chosen tenant") { project async throws in
                for id in ["a", "b"] { try project.backend.addTenant(id: id, name: id) }
                try project.backend.addUser(ada, tenants: ["a": [], "b": []])
                let token = try await project.signIn().refreshJwt
                let chosen = try await project.post("/v1/auth/tenant/select", ["tenant": "b"], token: token).refreshJwt
                return { later async throws in
                    #expect(try await later.post("/v1/auth/refresh", token: chosen).claims["dct"] == "b")
                }
            },
        ]
    }

    // MARK: - Messages

    private static var messages: [WaitingThing] {
        [
            WaitingThing("a code") { project async throws in
                #expect(try await project.post("/v1/auth/otp/signup/email", loginId).status == 200)
                return { later async throws in #expect(try await later.verify(ada).body["firstSeen"] == true) }
            },
            WaitingThing("wrong codes") { project async throws in
                #expect(try await project.post("/v1/auth/otp/signup/email", loginId).status == 200)
                let wrong: JSONValue = ["loginId": .string(ada), "code": "wrong"]
                for _ in 0..<2 { _ = try await project.post("/v1/auth/otp/verify/email", wrong) }
                return { later async throws in
                    #expect(try await later.post("/v1/auth/otp/verify/email", wrong).errorCode == "E061102")
                    #expect(try await later.verify(ada).errorCode == "E061103")
                }
            },
            WaitingThing("a magic link") { project async throws in
                #expect(try await project.post("/v1/auth/magiclink/signup/email", loginId).status == 200)
                return { later async throws in
                    let token = later.backend.outbox.lastToken(for: ada)?.reveal() ?? ""
                    let verified = try await later.post("/v1/auth/magiclink/verify", ["token": .string(token)])
                    #expect(verified.status == 200)
                }
            },
            WaitingThing("enchanted links") { project async throws in
                let sent = try await project.post("/v1/auth/enchantedlink/signup/email", loginId)
                return { later async throws in
                    try later.backend.follow(try #require(later.backend.outbox.lastLink(for: ada)))
                    #expect(try await later.pending("enchantedlink", sent).status == 200)
                }
            },
            WaitingThing("an enchanted link that was followed") { project async throws in
                let sent = try await project.post("/v1/auth/enchantedlink/signup/email", loginId)
                try project.backend.follow(try #require(project.backend.outbox.lastLink(for: ada)))
                return { later async throws in #expect(try await later.pending("enchantedlink", sent).status == 200) }
            },
            WaitingThing("a wrong enchanted link that was followed") { project async throws in
                let sent = try await project.post("/v1/auth/enchantedlink/signup/email", loginId)
                let message = try #require(project.backend.outbox.lastMessage(for: ada))
                let wrong = try #require(message.links.first { $0.key != sent.body["linkId"]?.stringValue }).value
                #expect(throws: EmulatorRefusal.self) { try project.backend.follow(wrong) }
                return { later async throws in
                    #expect(try await later.pending("enchantedlink", sent).errorCode == "E062504")
                }
            },
            WaitingThing("a message that a user is to send") { project async throws in
                let begun = try await project.post("/v1/auth/notp/whatsapp/signup-in", [:])
                return { later async throws in
                    try later.backend.sendMessage(begun.body["redirectUrl"]?.stringValue ?? "", from: "+15555550123")
                    #expect(try await later.pending("notp", begun).status == 200)
                }
            },
            WaitingThing("a message that a user has sent") { project async throws in
                let begun = try await project.post("/v1/auth/notp/whatsapp/signup-in", [:])
                try project.backend.sendMessage(begun.body["redirectUrl"]?.stringValue ?? "", from: "+15555550123")
                return { later async throws in #expect(try await later.pending("notp", begun).status == 200) }
            },
            WaitingThing("the start of a test user") { project async throws in
                try project.backend.addUser(ada, isTest: true)
                let options: JSONValue = [
                    "loginId": .string(ada), "loginOptions": ["customClaims": ["plan": "gold"]],
                ]
                #expect(try await project.post("/v1/auth/otp/signin/email", options).status == 200)
                return { later async throws in
                    let generate: JSONValue = ["loginId": .string(ada), "deliveryMethod": "email"]
                    let code = try await later.manage("/v1/mgmt/tests/generate/otp", generate).body["code"] ?? .null
                    let typed: JSONValue = ["loginId": .string(ada), "code": code]
                    #expect(try await later.post("/v1/auth/otp/verify/email", typed).claims["nsec"] == ["plan": "gold"])
                }
            },
            WaitingThing("the outbox") { project async throws in
                for feature in ["otp", "magiclink", "enchantedlink", "otp"] {
                    #expect(try await project.post("/v1/auth/\(feature)/signup-in/email", loginId).status == 200)
                }
                let sent = project.backend.outbox.messages
                return { later async throws in
                    let kept = later.backend.outbox.messages
                    #expect(kept.map(\.loginId) == sent.map(\.loginId))
                    #expect(kept.map(\.sentAt) == sent.map(\.sentAt))
                    #expect(kept.map { $0.code?.reveal() } == sent.map { $0.code?.reveal() })
                    #expect(kept.map { $0.link?.reveal() } == sent.map { $0.link?.reveal() })
                    #expect(
                        kept.map { $0.links.mapValues { $0.reveal() } }
                            == sent.map { $0.links.mapValues { $0.reveal() } }
                    )
                }
            },
        ]
    }

    // MARK: - Passwords, codes of apps, passkeys

    private static var secrets: [WaitingThing] {
        [
            WaitingThing("a password") { project async throws in
                #expect(try await project.password("signup", password).status == 200)
                return { later async throws in #expect(try await later.password("signin", password).status == 200) }
            },
            WaitingThing("wrong passwords") { project async throws in
                #expect(try await project.password("signup", password).status == 200)
                for _ in 0..<4 { #expect(try await project.password("signin", "wrong").status == 401) }
                return { later async throws in
                    #expect(try await later.password("signin", "wrong").errorCode == "E011004")
                    #expect(try await later.password("signin", password).errorCode == "E061103")
                }
            },
            WaitingThing("earlier passwords", { $0.passwords.reuseAmount = 2 }) { project async throws in
                let token = try await project.password("signup", password).refreshJwt
                return { later async throws in
                    let same: JSONValue = ["loginId": .string(ada), "newPassword": .string(password)]
                    #expect(try await later.post("/v1/auth/password/update", same, token: token).errorCode == "E011004")
                }
            },
            WaitingThing("an authenticator app") { project async throws in
                let setup = try await project.post("/v1/auth/totp/signup", loginId)
                let app = try AuthenticatorApp(key: setup.body["key"]?.stringValue ?? "", clock: project.clock)
                while try app.code().reveal() == app.code(stepsAway: 1).reveal() {
                    project.clock.advance(by: .seconds(30))
                }
                let (used, next) = (try app.code().reveal(), try app.code(stepsAway: 1).reveal())
                #expect(try await project.typeIn("totp/verify", used).status == 200)
                return { later async throws in
                    #expect(try await later.typeIn("totp/verify", used).errorCode == "E061102")
                    #expect(try await later.typeIn("totp/verify", next).status == 200)
                }
            },
            WaitingThing("wrong codes of an app") { project async throws in
                #expect(try await project.post("/v1/auth/totp/signup", loginId).status == 200)
                for _ in 0..<3 { #expect(try await project.typeIn("totp/verify", "wrong").errorCode == "E061102") }
                return { later async throws in
                    #expect(try await later.typeIn("totp/verify", "wrong").errorCode == "E061103")
                }
            },
            WaitingThing("recovery codes") { project async throws in
                let token = try await project.signIn().refreshJwt
                let made = try await project.post("/v1/auth/recovery-codes", loginId, token: token).body["codes"]
                let codes = (made?.arrayValue ?? []).compactMap { $0["code"]?.stringValue }
                try #require(codes.count == 10)
                #expect(try await project.typeIn("recovery-codes/signin", codes[0]).status == 200)
                return { later async throws in
                    #expect(try await later.typeIn("recovery-codes/signin", codes[0]).errorCode == "E061102")
                    #expect(try await later.typeIn("recovery-codes/signin", codes[1]).status == 200)
                }
            },
            WaitingThing("a passkey, and a started sign-in with it") { project async throws in
                let authenticator = TestAuthenticator()
                let up = try await project.passkey("signup/start", ["origin": .string(origin)])
                let made = try authenticator.create(up.body["options"]?.stringValue ?? "", origin: origin)
                #expect(try await project.finishPasskey("signup", up, made).status == 200)
                let started = try await project.passkey("signin/start", ["origin": .string(origin)])
                let response = try authenticator.get(started.body["options"]?.stringValue ?? "", origin: origin)
                return { later async throws in
                    #expect(try await later.finishPasskey("signin", started, response).body["firstSeen"] == false)
                    #expect(try await later.finishPasskey("signin", started, response).status == 401)
                    let again = try await later.passkey("signin/start", ["origin": .string(origin)])
                    let next = try authenticator.get(again.body["options"]?.stringValue ?? "", origin: origin)
                    #expect(try await later.finishPasskey("signin", again, next).status == 200)
                }
            },
            WaitingThing("a started sign-up with a passkey") { project async throws in
                let up = try await project.passkey("signup/start", ["origin": .string(origin)])
                let made = try TestAuthenticator().create(up.body["options"]?.stringValue ?? "", origin: origin)
                return { later async throws in
                    #expect(try await later.finishPasskey("signup", up, made).body["firstSeen"] == true)
                }
            },
        ]
    }

    // MARK: - Identity providers

    private static let identity = OAuthTests.ada

    private static var federation: [WaitingThing] {
        [
            WaitingThing("a start of OAuth") { project async throws in
                let url = try await project.oauth()
                return { later async throws in
                    let redirect = try later.backend.identityProvider.signIn(at: url, as: identity)
                    #expect(try await later.exchange(redirect).status == 200)
                }
            },
            WaitingThing("a code of OAuth") { project async throws in
                let url = try await project.oauth()
                let redirect = try project.backend.identityProvider.signIn(at: url, as: identity)
                return { later async throws in #expect(try await later.exchange(redirect).status == 200) }
            },
            WaitingThing("an account") { project async throws in
                let user = try await project.oauthSignIn(identity).body["user"]
                return { later async throws in
                    let again = Identity(email: "other@example.com", subject: identity.subject)
                    #expect(try await later.oauthSignIn(again).body["user"]?["userId"] == user?["userId"])
                }
            },
            WaitingThing("an account of a merged user") { project async throws in
                let account = Identity(subject: "only-this")
                _ = try await project.oauthSignIn(account)
                let own = try await project.signIn()
                let url = try await project.oauth(
                    "/update",
                    query: ["allowAllMerge": "true"],
                    token: own.refreshJwt
                )
                _ = try project.backend.identityProvider.signIn(at: url, as: account)
                return { later async throws in
                    let user = try await later.oauthSignIn(account).body["user"]
                    #expect(user?["userId"] == own.body["user"]?["userId"])
                }
            },
            WaitingThing("a start of a native sign-in, and a provider's code") { project async throws in
                let start = try await project.post("/v1/auth/oauth/native/start", ["provider": "apple"])
                let code = try project.backend.identityProvider.authorizationCode(from: "apple", as: identity)
                let body: JSONValue = [
                    "provider": "apple", "stateId": start.body["stateId"] ?? .null, "code": .string(code.reveal()),
                ]
                return { later async throws in
                    #expect(try await later.post("/v1/auth/oauth/native/finish", body).status == 200)
                }
            },
            WaitingThing("an id token") { project async throws in
                let token = try project.backend.identityProvider.idToken(from: "google", as: identity, nonce: "n")
                let body: JSONValue = ["provider": "google", "idToken": .string(token.reveal()), "nonce": "n"]
                return { later async throws in
                    // The provider's key is the same one.
                    let next = try later.backend.identityProvider.idToken(from: "google", as: identity, nonce: "n")
                    #expect(try await later.post("/v1/auth/onetap/idtoken/exchange", body).status == 200)
                    #expect(try parse(next.reveal()).header["kid"] == parse(token.reveal()).header["kid"])
                }
            },
            WaitingThing("SSO configurations") { project async throws in
                try project.backend.addTenant(id: "acme", name: "Acme")
                try project.backend.addRole("editor", tenantId: "acme")
                // The second one replaces the first.
                for domain in ["old.example", "acme.example"] {
                    try project.backend.configureSSO(tenant: "acme", domains: [domain], groupRoles: ["eng": ["editor"]])
                }
                return { later async throws in
                    let start = try await later.start("/v1/auth/sso/authorize", ["tenant": "me@acme.example"])
                    let url = try #require(start.body["url"]?.stringValue)
                    let redirect = try later.backend.identityProvider.signIn(at: url, as: SSOTests.ada)
                    let claims = try await later.exchange(redirect, at: "sso").claims
                    #expect(claims["tenants"]?["acme"]?["roles"] == ["editor"])
                    #expect(try await later.start("/v1/auth/sso/authorize", ["tenant": "me@old.example"]).status == 400)
                }
            },
            WaitingThing("a session in a tenant that enforces SSO") { project async throws in
                let tenant: JSONValue = ["id": "acme", "name": "Acme", "enforceSSO": true]
                #expect(try await project.manage("/v1/mgmt/tenant/create", tenant).status == 200)
                try project.backend.configureSSO(tenant: "acme", domains: ["acme.example"])
                let start = try await project.start("/v1/auth/sso/authorize", ["tenant": "acme"])
                let url = try #require(start.body["url"]?.stringValue)
                let redirect = try project.backend.identityProvider.signIn(at: url, as: SSOTests.ada)
                let bySSO = try await project.exchange(redirect, at: "sso").refreshJwt
                let byCode = try await project.signIn("ada@acme.example").refreshJwt
                return { later async throws in
                    let claims = try await later.post("/v1/auth/refresh", token: bySSO).claims
                    #expect(claims["tenants"] == ["acme": [:]])
                    #expect(try await later.post("/v1/auth/refresh", token: byCode).claims["tenants"] == nil)
                }
            },
        ]
    }

    // MARK: - Sessions that begin elsewhere

    private static var handovers: [WaitingThing] {
        [
            WaitingThing("a session code") { project async throws in
                try project.backend.addUser(ada)
                let code = try project.backend.makeSessionCode(for: ada).reveal()
                return { later async throws in
                    let query = [APIQueryItem("code", code)]
                    #expect(try await later.send(.get, "/v1/auth/exchange", query: query).status == 200)
                }
            },
            WaitingThing("pushes") { project async throws in
                try project.backend.addUser(ada)
                let (open, answered) = (
                    try project.backend.startPush(for: ada), try project.backend.startPush(for: ada)
                )
                try project.backend.answerPush(answered, confirms: true)
                return { later async throws in
                    try later.backend.answerPush(open, confirms: true)
                    for ref in [open, answered] {
                        let body: JSONValue = ["pendingRef": .string(ref.reveal())]
                        #expect(try await later.post("/v1/auth/push/pending-session", body).status == 200)
                    }
                }
            },
            WaitingThing("a flow") { project async throws in
                project.backend.addFlow("in")
                let start = try await project.post("/v1/flow/start", ["flowId": "in"])
                let execution = start.body["executionId"] ?? .null
                func step(_ id: JSONValue, _ input: JSONValue) -> JSONValue {
                    ["executionId": execution, "stepId": id, "interactionId": "i", "input": input]
                }
                let email = step("0", ["email": .string(ada)])
                #expect(try await project.post("/v1/flow/next", email).status == 200)
                let code = project.backend.outbox.lastCode(for: ada)?.reveal() ?? ""
                let last = step("1", ["code": .string(code)])
                return { later async throws in
                    #expect(try await later.post("/v1/flow/next", last).body["status"] == "completed")
                }
            },
            WaitingThing("access keys") { project async throws in
                try project.backend.addRole("robot")
                let on = try project.backend.addAccessKey(name: "on", roles: ["robot"], customClaims: ["plan": "pro"])
                let off = try project.backend.addAccessKey(name: "off")
                try project.backend.setAccessKey("off", isActive: false)
                return { later async throws in
                    let path = "/v1/auth/accesskey/exchange"
                    let claims = try await later.post(path, [:], token: on.reveal()).claims
                    #expect((claims["roles"], claims["plan"]) == (["robot"], "pro"))
                    #expect(try await later.post(path, [:], token: off.reveal()).errorCode == "E062803")
                }
            },
        ]
    }

    // MARK: - Management

    private static var management: [WaitingThing] {
        [
            WaitingThing("what management and users read") { project async throws in
                let backend = project.backend
                for id in ["b", "a"] { try backend.addTenant(id: id, name: "Tenant \(id)") }
                let child: JSONValue = ["name": "Child", "parent": "a", "customAttributes": ["size": 1.5]]
                #expect(try await project.manage("/v1/mgmt/tenant/create", child).status == 200)
                try backend.addRole("admin", permissions: ["all"])
                for (path, body) in [
                    ("permission/create", ["name": "all"]),
                    ("user/customattribute/create", ["attributes": [["name": "plan", "type": 1]]]),
                ] as [(String, JSONValue)] {
                    #expect(try await project.manage("/v1/mgmt/\(path)", body).status == 200)
                }
                for user in ["zoe", "ada@example.com", "bob"] {
                    try backend.addUser(user, name: user, roles: ["admin"], tenants: ["a": ["admin"], "b": []])
                }
                let values: JSONValue = ["big": 9_007_199_254_740_993, "half": 0.5, "none": nil, "text": "é\u{0}"]
                let create: JSONValue = ["loginId": "eve", "customAttributes": ["deep": [[[values]]]]]
                #expect(try await project.manage("/v1/mgmt/user/create", create).status == 200)
                try backend.setEnabled(false, of: "bob")
                let app: JSONValue = ["id": "crm", "name": "CRM", "clientSecret": "hidden"]
                #expect(try await project.manage("/v1/mgmt/outbound/app/create", app).status == 200)
                let token = try await project.signIn().refreshJwt
                let before = try await read(project, token)
                return { later async throws in
                    #expect(later.backend.loginIds == ["zoe", "ada@example.com", "bob", "eve"])
                    let after = try await read(later, token)
                    #expect(after.count == before.count)
                    for (before, after) in zip(before, after) { #expect(after == before) }
                    // Two users that the model of ids would mix up if it began anew.
                    #expect(try await later.manage("/v1/mgmt/user/create", ["loginId": "new"]).status == 200)
                    #expect(later.backend.loginIds.last == "new")
                }
            },
            WaitingThing("imported users, and an embedded link") { project async throws in
                let seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                let hash: JSONValue = [
                    "sha": [
                        "hash": "e79c5da8197af14ae092c2b02c4f4c69b4ae2e013999ed28e50cc93eef3334b3", "type": "sha256",
                    ]
                ]
                let users: JSONValue = [
                    ["loginId": .string(ada), "hashedPassword": hash, "seed": .string(seed)],
                    ["loginId": "bob", "hashedPassword": ["bcrypt": ["hash": "$2a$10$abc"]]],
                ]
                #expect(try await project.manage("/v1/mgmt/user/create/batch", ["users": users]).status == 200)
                try project.backend.addTrustedDevice("laptop", of: "bob")
                let path = "/v1/mgmt/user/signin/embeddedlink"
                let link = try await project.manage(path, ["loginId": "bob"]).body["token"] ?? .null
                return { later async throws in
                    #expect(try await later.password("signin", password).status == 200)
                    let code = try AuthenticatorApp(key: seed, clock: later.clock).code().reveal()
                    #expect(try await later.typeIn("totp/verify", code).status == 200)
                    let bob: JSONValue = ["loginId": "bob", "password": "x"]
                    let refused = try await later.post("/v1/auth/password/signin", bob).body["errorMessage"]
                    #expect(refused?.stringValue?.contains("bcrypt") == true)
                    #expect(try await later.post("/v1/auth/magiclink/verify", ["token": link]).status == 200)
                    let list = "/v1/mgmt/user/trusteddevices/list"
                    let devices = try await later.manage(list, ["identifiers": ["bob"]]).body["devices"]
                    #expect(devices?[0]?["name"] == "laptop")
                }
            },
            WaitingThing("the management key", { $0.managementKey = nil }) { project async throws in
                let key = project.backend.managementKey.reveal()
                return { later async throws in
                    #expect(later.backend.managementKey.reveal() == key)
                    let bearer = "\(Project.projectId):\(key)"
                    #expect(try await later.send(.get, "/v1/mgmt/license", bearer: bearer).status == 200)
                    #expect(later.backend.projectId == Project.projectId)
                }
            },
            WaitingThing("the auth management key", { $0.authManagementKey = "K2auth" }) { _ async throws in
                { later async throws in
                    #expect(try await later.post("/v1/auth/otp/signup/email", loginId).status == 401)
                    #expect(try await later.post("/v1/auth/otp/signup/email", loginId, token: "K2auth").status == 200)
                }
            },
            WaitingThing("a changed setting") { project async throws in
                project.backend.configure { $0.codeLifetime = .seconds(7) }
                return { later async throws in
                    later.backend.configure { #expect($0.codeLifetime == .seconds(7)) }
                }
            },
        ]
    }

    private static func read(_ project: Project, _ token: String) async throws -> [JSONValue] {
        var found = [project.backend.publicKeys]
        for loginId in project.backend.loginIds {
            let query = [APIQueryItem("loginId", loginId)]
            found.append(
                try await project.send(.get, "/v1/mgmt/user", bearer: StrictnessTests.management, query: query).body
            )
        }
        for path in ["/v1/auth/me", "/v1/auth/me/history", "/v1/auth/password/policy"] {
            found.append(try await project.get(path, token: path.hasSuffix("policy") ? nil : token).body)
        }
        found.append(try await project.post("/v1/auth/me/tenants", [:], token: token).body)
        found.append(try await project.manage("/v1/mgmt/audit/search", [:]).body)
        for path in [
            "/v1/mgmt/outbound/apps", "/v1/mgmt/outbound/app/crm", "/v1/mgmt/role/all", "/v1/mgmt/permission/all",
            "/v1/mgmt/user/customattributes",
        ] {
            found.append(try await project.send(.get, path, bearer: StrictnessTests.management).body)
        }
        return found
    }
}

extension Project {
    /// Asks for the session of a sign-in that waits.
    fileprivate func pending(_ feature: String, _ begun: Answer) async throws -> Answer {
        try await post("/v1/auth/\(feature)/pending-session", ["pendingRef": begun.body["pendingRef"] ?? .null])
    }

    fileprivate func password(_ operation: String, _ password: String) async throws -> Answer {
        let body: JSONValue = ["loginId": .string(WaitingThing.ada), "password": .string(password)]
        return try await post("/v1/auth/password/\(operation)", body)
    }

    fileprivate func typeIn(_ path: String, _ code: String) async throws -> Answer {
        try await post("/v1/auth/\(path)", ["loginId": .string(WaitingThing.ada), "code": .string(code)])
    }

    fileprivate func passkey(_ path: String, _ members: [String: JSONValue]) async throws -> Answer {
        let body = members.merging(["loginId": .string(WaitingThing.ada)]) { $1 }
        return try await post("/v1/auth/webauthn/\(path)", .object(body))
    }

    fileprivate func finishPasskey(_ operation: String, _ start: Answer, _ response: Secret) async throws -> Answer {
        try await post(
            "/v1/auth/webauthn/\(operation)/finish",
            ["transactionId": start.body["transactionId"] ?? .null, "response": .string(response.reveal())]
        )
    }
}
