import DescopeCore
import DescopeEmulator
import DescopeHTTP
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Checks that decide only in a rare case, in which nothing else refuses.
@Suite struct SafeguardTests {
    static let ada = "ada@example.com"
    static let eve = "eve@example.com"
    static let phone = "+15555550123"

    // MARK: - Credentials

    @Test(
        "a third part after a valid token or key is refused",
        arguments: [
            "/v1/auth/refresh", "/v1/auth/me/tenants", "/v1/auth/password/signin", "/v1/auth/accesskey/exchange",
        ]
    )
    func furtherPart(_ path: String) async throws {
        let project = try Project()
        let key = try project.backend.addAccessKey(name: "ci").reveal()
        let refreshJwt = try await project.signIn().refreshJwt
        try project.backend.setPassword("Secret+123", of: Self.ada)
        let body: JSONValue? =
            switch path {
            case "/v1/auth/refresh": nil
            case "/v1/auth/me/tenants": [:]
            case "/v1/auth/password/signin": ["loginId": .string(Self.ada), "password": "Secret+123"]
            default: ["loginOptions": [:]]
            }
        let token = path.hasSuffix("exchange") ? key : refreshJwt
        #expect(try await project.post(path, body, token: token).status == 200)
        #expect(try await project.post(path, body, token: "\(token):more").status == 401)
    }

    @Test("an empty access key is missing, not unknown")
    func emptyKey() async throws {
        let project = try Project()
        let unknown = try await project.post("/v1/auth/accesskey/exchange", ["loginOptions": [:]], token: "unknown")
        #expect(unknown.errorCode == "E062803")
        for token in [nil, ""] {
            let missing = try await project.post("/v1/auth/accesskey/exchange", ["loginOptions": [:]], token: token)
            #expect(missing.errorCode == "E062802")
        }
    }

    @Test("a cookie whose name only begins like the refresh cookie's is another one")
    func longerName() async throws {
        let project = try Project()
        let token = try await project.signIn().refreshJwt
        var headers = APIHeaders()
        headers["authorization"] = "Bearer \(Project.projectId)"
        headers["cookie"] = "DSRX=x; DSR=\(token)"
        let request = APIRequest(
            method: .get,
            baseURL: try BaseURL("https://api.descope.com"),
            path: "/v1/auth/me",
            query: [],
            headers: headers,
            body: nil
        )
        #expect(try await project.send(request).status == 200)
    }

    @Test("a session token, and a refresh token whose time is up, do not count as logged out")
    func reasons() async throws {
        let project = try Project()
        let signedIn = try await project.signIn()
        #expect(try await project.post("/v1/auth/refresh", token: signedIn.sessionJwt).errorCode == "E011004")
        project.clock.advance(by: .seconds(60 * 60 * 24 * 366))
        #expect(try await project.post("/v1/auth/refresh", token: signedIn.refreshJwt).errorCode == "E011004")
    }

    @Test("a refresh token with another signature is not the project's")
    func otherSignature() async throws {
        let project = try Project()
        let signedIn = try await project.signIn()
        let signed = signedIn.refreshJwt.split(separator: ".").dropLast().joined(separator: ".")
        let forged = signed + "." + (signedIn.sessionJwt.split(separator: ".").last ?? "")
        #expect(try await project.post("/v1/auth/refresh", token: forged).errorCode == "E011004")
        #expect(try await project.post("/v1/auth/logout", token: signedIn.refreshJwt).status == 200)
        #expect(try await project.post("/v1/auth/refresh", token: signedIn.refreshJwt).errorCode == "E064001")
    }

    @Test("the refresh token decides, not an external token beside it")
    func externalToken() async throws {
        let project = try Project()
        project.backend.recognizeExternalTokens { _ in Self.eve }
        let adas = try await project.signIn()
        let both = try await project.post("/v1/auth/refresh", ["externalToken": "x"], token: adas.refreshJwt)
        #expect(try both.claims["sub"] == adas.body["user"]?["userId"])
        #expect(project.backend.loginIds == [Self.ada])
    }

    @Test("custom claims of an access key set no roles, tenants or methods")
    func claimsOfKey() async throws {
        let project = try Project()
        let key = try project.backend.addAccessKey(
            name: "ci",
            customClaims: [
                "dct": "acme", "tenants": ["acme": [:]], "roles": ["admin"], "permissions": ["all"], "su": true,
                "amr": ["mfa"], "nsec": ["a": 1], "rexp": "x", "plan": "pro",
            ]
        )
        let answer = try await project.post("/v1/auth/accesskey/exchange", ["loginOptions": [:]], token: key.reveal())
        let claims = try #require(try answer.claims.objectValue)
        #expect(claims["plan"] == "pro")
        for name in ["dct", "tenants", "roles", "permissions", "su", "amr", "nsec", "rexp"] {
            #expect(claims[name] == nil, "\(name)")
        }
    }

    // MARK: - Disabled users

    @Test("a disabled user's access key, open session and started passkey are refused")
    func disabled() async throws {
        let project = try Project()
        let refreshJwt = try await project.signIn().refreshJwt
        let key = try project.backend.addAccessKey(name: "ada's", userId: Self.ada).reveal()
        let start: JSONValue = ["loginId": .string(Self.ada), "origin": "https://app.example.com"]
        let started = try await project.post("/v1/auth/webauthn/update/start", start, token: refreshJwt)
        let options = try #require(started.body["options"]?.stringValue)
        let response = try TestAuthenticator().create(options, origin: "https://app.example.com").reveal()
        let finish: JSONValue = [
            "transactionId": started.body["transactionId"] ?? .null, "response": .string(response),
        ]
        try project.backend.setEnabled(false, of: Self.ada)
        #expect(try await project.post("/v1/auth/accesskey/exchange", ["loginOptions": [:]], token: key).status == 403)
        #expect(try await project.post("/v1/auth/try-refresh", token: refreshJwt).status == 403)
        #expect(try await project.post("/v1/auth/webauthn/update/finish", finish).status == 403)
    }

    @Test("a disabled user gets no session from elsewhere", arguments: ["code", "push", "token"])
    func disabledElsewhere(_ way: String) async throws {
        let project = try Project()
        try project.backend.addUser(Self.ada)
        project.backend.recognizeExternalTokens { _ in Self.ada }
        let code = try project.backend.makeSessionCode(for: Self.ada).reveal()
        let push = try project.backend.startPush(for: Self.ada)
        try project.backend.answerPush(push, confirms: true)
        func signIn() async throws -> Int {
            switch way {
            case "code":
                let query = [APIQueryItem("code", code)]
                return try await project.send(.get, "/v1/auth/exchange", query: query).status
            case "push":
                let body: JSONValue = ["pendingRef": .string(push.reveal())]
                return try await project.post("/v1/auth/push/pending-session", body).status
            default:
                return try await project.post("/v1/auth/refresh", ["externalToken": "x"]).status
            }
        }
        try project.backend.setEnabled(false, of: Self.ada)
        #expect(try await signIn() == 403)
        try project.backend.setEnabled(true, of: Self.ada)
        #expect(try await signIn() == 200)
    }

    @Test("a disabled user does not become another one by a merge that was started before")
    func disabledMerge() async throws {
        let project = try Project()
        let adas = try await project.signIn()
        _ = try await project.signIn(Self.eve)
        let update: JSONValue = [
            "loginId": .string(Self.ada), "email": .string(Self.eve), "addToLoginIDs": true, "onMergeUseExisting": true,
        ]
        #expect(try await project.post("/v1/auth/otp/update/email", update, token: adas.refreshJwt).status == 200)
        try project.backend.setEnabled(false, of: Self.ada)
        #expect(try await project.verify(Self.ada).status == 403)
        #expect(project.backend.loginIds == [Self.ada, Self.eve])
    }

    @Test("a refused request takes nothing away: the link still works once its user is enabled again")
    func refusedLink() async throws {
        let project = try Project()
        _ = try await project.signIn()
        _ = try await project.post("/v1/auth/magiclink/signin/email", ["loginId": .string(Self.ada)])
        let token = try #require(project.backend.outbox.messages.last?.token)
        for (isEnabled, status) in [(false, 403), (true, 200), (true, 401)] {
            try project.backend.setEnabled(isEnabled, of: Self.ada)
            let answer = try await project.post("/v1/auth/magiclink/verify", ["token": .string(token)])
            #expect(answer.status == status)
        }
    }

    // MARK: - Sign-ins

    @Test("another user's refresh token is refused even where no further factor is asked for")
    func foreignToken() async throws {
        let project = try Project()
        _ = try await project.signIn()
        let eves = try await project.signIn(Self.eve).refreshJwt
        let adas: JSONValue = ["loginId": .string(Self.ada)]
        #expect(try await project.post("/v1/auth/otp/signin/email", adas, token: eves).status == 401)
    }

    @Test(
        "earlier methods stay when a further factor is asked for, and a step-up is one only when asked for",
        arguments: [
            ([:], ["sms"], false), (["mfa": true], ["email", "sms", "mfa"], false),
            (["stepup": true], ["email", "sms", "mfa"], true),
        ] as [(JSONValue, JSONValue, Bool)]
    )
    func furtherFactor(_ options: JSONValue, _ methods: JSONValue, _ isStepUp: Bool) async throws {
        let project = try Project { $0.stepUpLifetime = .seconds(60) }
        try project.backend.addUser(Self.ada, phone: Self.phone)
        let first = try await project.signIn().refreshJwt
        let body: JSONValue = ["loginId": .string(Self.ada), "loginOptions": options]
        #expect(try await project.post("/v1/auth/otp/signin/sms", body, token: first).status == 200)
        let second = try await project.verify(Self.ada, by: "sms")
        let claims = try second.claims
        #expect(claims["amr"] == methods)
        #expect(claims["su"] == (isStepUp ? true : nil))
        if isStepUp {
            // The token ends with the step-up, and the next one has none.
            #expect((claims["exp"]?.intValue ?? 0) - (claims["iat"]?.intValue ?? 0) == 60)
        }
        project.clock.advance(by: .seconds(60))
        #expect(try await project.post("/v1/auth/refresh", token: second.refreshJwt).claims["su"] == nil)
    }

    @Test("a user id neither signs in nor becomes a login id")
    func userId() async throws {
        let project = try Project()
        let id = try #require(try await project.signIn().body["user"]?["userId"])
        let signIn = try await project.post("/v1/auth/otp/signin/email", ["loginId": id])
        #expect(signIn.errorCode == "E062108")
        let signUp = try await project.post("/v1/auth/password/signup", ["loginId": id, "password": "Secret+123"])
        #expect(signUp.errorCode == "E062107")
        #expect(project.backend.loginIds == [Self.ada])
    }

    @Test("a code with something after it is wrong")
    func longerCode() async throws {
        let project = try Project()
        _ = try await project.post("/v1/auth/otp/signup-in/email", ["loginId": .string(Self.ada)])
        let code = try #require(project.backend.outbox.lastCode(for: Self.ada)).reveal()
        let typed: JSONValue = ["loginId": .string(Self.ada), "code": .string(code + "0")]
        #expect(try await project.post("/v1/auth/otp/verify/email", typed).errorCode == "E061102")
        #expect(try await project.verify(Self.ada).status == 200)
    }

    @Test("of two messages to a test user each keeps its own options")
    func ownOptions() async throws {
        let project = try Project()
        try project.backend.addUser(Self.ada, isTest: true)
        for number in [1, 2] as [JSONValue] {
            let options: JSONValue = ["customClaims": ["number": number]]
            let body: JSONValue = ["loginId": .string(Self.ada), "loginOptions": options]
            #expect(try await project.post("/v1/auth/magiclink/signin/email", body).status == 200)
        }
        let token = try #require(project.backend.outbox.messages.first?.token)
        let signedIn = try await project.post("/v1/auth/magiclink/verify", ["token": .string(token)])
        #expect(try signedIn.claims["nsec"] == ["number": 1])
    }

    @Test("wrong codes of an app count until a right one, and anew after a lock")
    func countAnew() async throws {
        let project = try Project {
            $0.codeAttempts = 3
            $0.codeLockout = .seconds(300)
        }
        let setup = try await project.post("/v1/auth/totp/signup", ["loginId": .string(Self.ada)])
        let app = try AuthenticatorApp(key: setup.body["key"]?.stringValue ?? "", clock: project.clock)
        func type(_ code: String) async throws -> Int {
            let body: JSONValue = ["loginId": .string(Self.ada), "code": .string(code)]
            return try await project.post("/v1/auth/totp/verify", body).status
        }
        for _ in 0..<2 {
            for _ in 0..<2 { #expect(try await type("wrong") == 401) }
            #expect(try await type(app.code().reveal()) == 200)
            // Past the codes beside it, which may be the same.
            project.clock.advance(by: .seconds(90))
        }
        for _ in 0..<3 { #expect(try await type("wrong") == 401) }
        #expect(try await type(app.code().reveal()) == 401)
        project.clock.advance(by: .seconds(300))
        #expect(try await type("wrong") == 401)
        #expect(try await type(app.code().reveal()) == 200)
    }

    @Test("a push that was declined and asked for is over")
    func declinedPush() async throws {
        let project = try Project()
        try project.backend.addUser(Self.ada)
        let ref = try project.backend.startPush(for: Self.ada)
        try project.backend.answerPush(ref, confirms: false)
        let body: JSONValue = ["pendingRef": .string(ref.reveal())]
        #expect(try await project.post("/v1/auth/push/pending-session", body).status == 401)
        #expect(throws: EmulatorRefusal.self) { try project.backend.answerPush(ref, confirms: true) }
    }

    @Test("a sign-in by the user's message needs a number, and with a token it needs that user's")
    func ownNumber() async throws {
        let project = try Project()
        _ = try await project.signIn()
        let path = "/v1/auth/notp/whatsapp/signin"
        #expect(try await project.post(path, ["loginId": .string(Self.ada)]).errorCode == "E011004")

        _ = try await project.post("/v1/auth/otp/signup/sms", ["loginId": .string(Self.phone)])
        let token = try await project.verify(Self.phone, by: "sms").refreshJwt
        try project.backend.addUser("+15555550666")
        let begun = try await project.post(path, [:], token: token)
        let link = try #require(begun.body["redirectUrl"]?.stringValue)
        #expect(throws: EmulatorRefusal.self) { try project.backend.sendMessage(link, from: "+15555550666") }
        try project.backend.sendMessage(link, from: Self.phone)
    }

    @Test("what is no number does not become the user's")
    func malformedSender() async throws {
        let project = try Project()
        let token = try await project.signIn().refreshJwt
        let begun = try await project.post(
            "/v1/auth/notp/whatsapp/update",
            ["loginId": .string(Self.ada)],
            token: token
        )
        let link = try #require(begun.body["redirectUrl"]?.stringValue)
        #expect(throws: EmulatorRefusal.self) { try project.backend.sendMessage(link, from: "abc") }
    }

    // MARK: - Merged and matched users

    @Test("a merged user is in a common tenant once, and keeps the accounts of both")
    func merged() async throws {
        let project = try Project()
        try project.backend.addTenant(id: "acme", name: "Acme")
        let adas = try await project.oauthSignIn(Identity(email: Self.ada, subject: "1815"))
        let eves = try await project.signIn(Self.eve)
        for loginId in [Self.ada, Self.eve] { try project.backend.setTenants(["acme": []], of: loginId) }
        let update: JSONValue = [
            "loginId": .string(Self.ada), "email": .string(Self.eve), "addToLoginIDs": true, "onMergeUseExisting": true,
        ]
        #expect(try await project.post("/v1/auth/otp/update/email", update, token: adas.refreshJwt).status == 200)
        let user = try await project.verify(Self.ada).body["user"]
        #expect(user?["userTenants"]?.arrayValue?.count == 1)
        let again = try await project.oauthSignIn(Identity(email: "other@example.com", subject: "1815"))
        #expect(again.body["user"]?["userId"] == eves.body["user"]?["userId"])
    }

    @Test("a user who has not proven a number is not merged with the one who proves it")
    func unprovenNumber() async throws {
        let project = try Project()
        let signUp: JSONValue = ["loginId": .string(Self.phone), "password": "Secret+123"]
        #expect(try await project.post("/v1/auth/password/signup", signUp).status == 200)
        let token = try await project.signIn().refreshJwt
        let update: JSONValue = [
            "loginId": .string(Self.ada), "phone": .string(Self.phone), "addToLoginIDs": true,
        ]
        #expect(try await project.post("/v1/auth/otp/update/phone/sms", update, token: token).status == 200)
        #expect(try await project.verify(Self.ada, by: "sms").errorCode == "E062107")
        #expect(project.backend.loginIds == [Self.phone, Self.ada])
    }

    @Test("an invited user with a further login id is not the one who comes with the address")
    func furtherLoginId() async throws {
        let project = try Project()
        let create: JSONValue = [
            "loginId": .string(Self.ada), "additionalLoginIds": ["eve"], "verifiedEmail": false,
        ]
        let invited = try await project.manage("/v1/mgmt/user/create", create).body["user"]
        let user = try await project.oauthSignIn(Identity(email: Self.ada, subject: "1815")).body["user"]
        #expect(user?["loginIds"] == ["google/1815"])
        #expect(invited?["userId"] != nil && user?["userId"] != invited?["userId"])
    }

    @Test("an identity without subject and address is refused, and the URL is used up")
    func emptyIdentity() async throws {
        let project = try Project()
        let url = try await project.oauth()
        #expect(try project.backend.identityProvider.signIn(at: url, as: Identity()).error == "E011004")
        #expect(project.backend.loginIds.isEmpty)
        #expect(throws: EmulatorRefusal.self) {
            try project.backend.identityProvider.signIn(at: url, as: Identity(email: Self.ada))
        }
    }

    @Test("an id token whose time is up is of no use to One Tap", arguments: ["verify", "exchange"])
    func expiredToken(_ call: String) async throws {
        let project = try Project()
        let identity = Identity(email: Self.ada)
        let token = try project.backend.identityProvider.idToken(from: "google", as: identity, nonce: "n").reveal()
        project.clock.advance(by: .seconds(3600))
        let body: JSONValue = ["provider": "google", "idToken": .string(token), "nonce": "n"]
        #expect(try await project.post("/v1/auth/onetap/idtoken/\(call)", body).status == 401)
    }

    @Test("a native sign-in's state and code are of one provider")
    func oneProvider() async throws {
        let project = try Project()
        let providers = ["apple", "google"]
        for started in providers {
            for finished in providers {
                for issuer in providers {
                    let start = try await project.post("/v1/auth/oauth/native/start", ["provider": .string(started)])
                    let idp = project.backend.identityProvider
                    let code = try idp.authorizationCode(from: issuer, as: Identity(email: Self.ada)).reveal()
                    let body: JSONValue = [
                        "provider": .string(finished), "stateId": start.body["stateId"] ?? .null,
                        "code": .string(code),
                    ]
                    let isOne = started == finished && finished == issuer
                    let answer = try await project.post("/v1/auth/oauth/native/finish", body)
                    #expect(answer.status == (isOne ? 200 : 401), "\(started), \(finished), \(issuer)")
                }
            }
        }
    }

    @Test("a configuration that was replaced is a tenant's newest again, and the first one found is the oldest")
    func replacedConfiguration() async throws {
        let project = try Project()
        try project.backend.addTenant(id: "acme", name: "Acme")
        for id in ["a", "b", "a"] { try project.backend.configureSSO(tenant: "acme", ssoId: id) }
        let started = try await project.start("/v1/auth/sso/authorize", ["tenant": "acme"])
        let url = try #require(started.body["url"]?.stringValue)
        let redirect = try project.backend.identityProvider.signIn(at: url, as: Identity(email: Self.ada))
        #expect(try await project.exchange(redirect, at: "sso").body["tenantSSOID"] == "b")
    }

    @Test("a refused merge by account leaves both users")
    func refusedMerge() async throws {
        let project = try Project()
        let adas = try await project.signIn()
        let eves = try await project.oauthSignIn(Identity(email: Self.eve, subject: "1815"))
        let url = try await project.oauth("/update", query: ["allowAllMerge": "true"], token: adas.refreshJwt)
        try project.backend.setEnabled(false, of: Self.ada)
        let identity = Identity(email: Self.eve, subject: "1815")
        #expect(try project.backend.identityProvider.signIn(at: url, as: identity).code == nil)
        #expect(project.backend.loginIds == [Self.ada, Self.eve])
        #expect(try await project.get("/v1/auth/me", token: eves.refreshJwt).status == 200)
    }

    // MARK: - Passkeys

    @Test("a new passkey of a framed page, or with two different ids, is refused", arguments: ["rawId", "topOrigin"])
    func alteredResponse(_ altered: String) async throws {
        for isAltered in [false, true] {
            let project = try Project()
            let start = try await project.post(
                "/v1/auth/webauthn/signup/start",
                ["loginId": .string(Self.ada), "origin": "https://app.example.com"]
            )
            let options = try #require(start.body["options"]?.stringValue)
            let text = try TestAuthenticator().create(options, origin: "https://app.example.com").reveal()
            var answer = try #require(try JSONReader.parse(Array(text.utf8)).objectValue)
            if isAltered, altered == "rawId" {
                answer["rawId"] = "AAAA"
            } else if isAltered {
                // Nothing is signed without attestation.
                var response = try #require(answer["response"]?.objectValue)
                let known = Base64URL.decode(response["clientDataJSON"]?.stringValue ?? "") ?? []
                var data = try #require(try JSONReader.parse(known).objectValue)
                data["topOrigin"] = "https://eve.example.com"
                response["clientDataJSON"] = .string(Base64URL.encode(JSONValue.object(data).json))
                answer["response"] = .object(response)
            }
            let finish: JSONValue = [
                "transactionId": start.body["transactionId"] ?? .null,
                "response": .string(String(decoding: JSONValue.object(answer).json, as: UTF8.self)),
            ]
            let finished = try await project.post("/v1/auth/webauthn/signup/finish", finish)
            #expect((finished.status == 200) != isAltered)
            #expect(project.backend.loginIds.isEmpty == isAltered)
        }
    }

    @Test("a signature that is older than the last one is refused")
    func olderSignature() async throws {
        let project = try Project()
        let authenticator = TestAuthenticator()
        let origin = "https://app.example.com"
        func finish(_ what: String, _ start: Answer, _ response: Secret) async throws -> Int {
            let body: JSONValue = [
                "transactionId": start.body["transactionId"] ?? .null, "response": .string(response.reveal()),
            ]
            return try await project.post("/v1/auth/webauthn/\(what)/finish", body).status
        }
        let begin: JSONValue = ["loginId": .string(Self.ada), "origin": .string(origin)]
        let signUp = try await project.post("/v1/auth/webauthn/signup/start", begin)
        let created = try authenticator.create(signUp.body["options"]?.stringValue ?? "", origin: origin)
        #expect(try await finish("signup", signUp, created) == 200)
        var signIns: [(start: Answer, response: Secret)] = []
        for _ in 0..<2 {
            let start = try await project.post("/v1/auth/webauthn/signin/start", begin)
            signIns.append((start, try authenticator.get(start.body["options"]?.stringValue ?? "", origin: origin)))
        }
        let (older, newer) = (try #require(signIns.first), try #require(signIns.last))
        #expect(try await finish("signin", newer.start, newer.response) == 200)
        #expect(try await finish("signin", older.start, older.response) == 401)
    }

    // MARK: - Saving

    @Test("a restored project does not sign with the identity providers' key")
    func identityKey() throws {
        let project = try Project()
        _ = try project.backend.identityProvider.idToken(from: "google", as: Identity(email: Self.ada), nonce: nil)
        let restored = try EmulatorBackend(restoring: project.backend.snapshot(), clock: project.clock)
        #expect(restored.publicKeys == project.backend.publicKeys)
    }

    @Test("a letter that moves from one member of a row to the next is damage")
    func movedLetter() throws {
        let snapshot = try Project().backend.snapshot()
        var members = try #require(try JSONReader.parse(Array(try JSONEncoder().encode(snapshot))).objectValue)
        var rows = try #require(members["rows"]?.arrayValue)
        var row = try #require(rows.first?.objectValue)
        let (table, id) = (row["table"]?.stringValue ?? "", row["id"]?.stringValue ?? "")
        row["table"] = .string(String(table.dropLast()))
        row["id"] = .string(table.suffix(1) + id)
        rows[0] = .object(row)
        members["rows"] = .array(rows)
        let damaged = Data(JSONValue.object(members).json)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(EmulatorSnapshot.self, from: damaged) }
    }
}

extension EmulatorOutbox.Message {
    /// The token in the message's link.
    fileprivate var token: String? { link?.reveal().split(separator: "t=").last.map { String($0) } }
}
