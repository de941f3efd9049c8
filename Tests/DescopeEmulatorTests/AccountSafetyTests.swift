import DescopeCore
import DescopeEmulator
import DescopeTesting
import Testing

/// What somebody might try who wants more than is theirs, and what is left when users, tenants and roles go.
@Suite struct AccountSafetyTests {
    let ada = "ada@example.com"

    @Test(
        "a sign-up that is refused leaves nobody behind, and no message",
        arguments: ["signup/sms", "signup-in/sms", "signup/email", "signup-in/email", "signup/fax", "signup-in/fax"]
    )
    func refusedSignUp(_ path: String) async throws {
        let project = try Project()
        #expect(try await project.post("/v1/auth/otp/\(path)", ["loginId": "ada"]).errorCode == "E011004")
        #expect(project.backend.loginIds.isEmpty)
        #expect(project.backend.outbox.messages.isEmpty)
    }

    @Test("the code for an invited user goes to the address that management vouched for, whatever the sign-up says")
    func invited() async throws {
        let project = try Project()
        #expect(
            try await project.manage(
                "/v1/mgmt/user/create",
                ["loginId": .string(ada), "verifiedPhone": true, "phone": "+15555550123"]
            ).status == 200
        )
        for (method, address) in [("email", ada), ("sms", "+15555550123")] {
            let signUp: JSONValue = [
                "loginId": .string(ada), "email": "eve@example.com", "phone": "+15555550666",
                "user": ["email": "eve@example.com", "phone": "+15555550666"],
            ]
            #expect(try await project.post("/v1/auth/otp/signup/\(method)", signUp).status == 200)
            #expect(project.backend.outbox.messages.last?.address == address)
        }
    }

    @Test(
        "an invited user with one proven address is reached by no other that a sign-up names",
        arguments: [
            "otp/signup/sms", "otp/signup/voice", "otp/signup/email", "magiclink/signup/whatsapp",
            "magiclink/signup/email", "enchantedlink/signup/sms", "notp/whatsapp/signup",
        ]
    )
    func invitedByOneAddress(_ path: String) async throws {
        let project = try Project()
        try project.backend.addRole("admin")
        let (loginId, ownWay) = path.hasSuffix("email") ? ("+15555550123", "sms") : (ada, "email")
        let create: JSONValue = [
            "loginId": .string(loginId), "verifiedPhone": .bool(ownWay == "sms"), "roleNames": ["admin"],
        ]
        #expect(try await project.manage("/v1/mgmt/user/create", create).status == 200)

        let eves: JSONValue = ["email": "eve@example.com", "phone": "+15555550666"]
        let signUp: JSONValue = ["loginId": .string(loginId), "user": eves]
        let refused = try await project.post("/v1/auth/\(path)", signUp)
        #expect((refused.status, refused.errorCode) == (400, "E011004"))
        #expect(project.backend.outbox.messages.isEmpty)

        #expect(try await project.post("/v1/auth/otp/signup/\(ownWay)", signUp).status == 200)
        let user = try #require(try await project.verify(loginId, by: ownWay).body["user"])
        #expect(user["email"] == (ownWay == "email" ? .string(ada) : ""))
        #expect(user["phone"] == (ownWay == "sms" ? "+15555550123" : ""))
    }

    @Test("who has not proven an address yet may correct it")
    func correction() async throws {
        let project = try Project()
        for email in ["adda@example.com", ada] {
            let signUp: JSONValue = ["loginId": "ada", "user": ["email": .string(email)]]
            #expect(try await project.post("/v1/auth/otp/signup/email", signUp).status == 200)
        }
        #expect(project.backend.outbox.messages.map(\.address) == ["adda@example.com", ada])
        #expect(project.backend.loginIds == ["ada"])
    }

    @Test(
        "each address of a sign-up goes where it belongs, whichever way the code travels",
        arguments: [
            ("sms", "phone"), ("whatsapp", "whatsapp"), ("whatsapp", "whatsApp"), ("voice", "voice"),
            ("email", "phone"),
        ]
    )
    func addresses(_ method: String, _ member: String) async throws {
        let project = try Project()
        let signUp: JSONValue = ["loginId": "ada", "email": .string(ada), member: "+1-555-555-0123"]
        #expect(try await project.post("/v1/auth/otp/signup/\(method)", signUp).status == 200)
        let user = try await project.verify("ada", by: method).body["user"]
        #expect(user?["email"] == .string(ada))
        #expect(user?["phone"] == "+15555550123")
    }

    @Test("an empty text in a sign-up is no address and no name")
    func emptyDetails() async throws {
        let project = try Project()
        try project.backend.addUser(ada, name: "Ada")
        let signUp: JSONValue = ["loginId": .string(ada), "email": "", "user": ["email": "", "name": ""]]
        #expect(try await project.post("/v1/auth/otp/signup/email", signUp).status == 200)
        #expect(project.backend.outbox.messages.first?.address == ada)
        #expect(try await project.verify(ada).body["user"]?["name"] == "Ada")
    }

    @Test(
        "a sign-up knows no second factor; sign-up-or-in accepts the options, as long as they ask for nothing",
        arguments: [("signup", true, "E011003"), ("signup-in", true, "E011004"), ("signup-in", false, nil)]
            as [(String, Bool, String?)]
    )
    func signUpOptions(_ path: String, _ mfa: Bool, _ code: String?) async throws {
        let body: JSONValue = ["loginId": .string(ada), "loginOptions": ["mfa": .bool(mfa), "stepup": false]]
        #expect(try await Project().post("/v1/auth/otp/\(path)/email", body).errorCode == code)
    }

    @Test("no custom claim names another user, role or tenant", arguments: ["signup", "signup-in"])
    func reservedClaims(_ path: String) async throws {
        let project = try Project()
        let claims: JSONValue = [
            "iss": "P2other", "sub": "U2admin", "dsub": "U2admin", "aud": "other", "exp": 9_999_999_999,
            "nbf": 9_999_999_999, "iat": 1,
            "jti": "x", "cnf": ["jkt": "x"], "drn": "DSR", "amr": ["mfa"], "rexp": "x", "nsec": ["a": 1], "dct": "acme",
            "tenants": ["acme": ["roles": ["admin"]]], "roles": ["admin"], "permissions": ["everything"],
            "plan": "gold",
        ]
        _ = try await project.post(
            "/v1/auth/otp/\(path)/email",
            ["loginId": .string(ada), "loginOptions": ["customClaims": claims]]
        )
        let signedIn = try await project.verify(ada)
        for token in [
            signedIn.sessionJwt, try await project.post("/v1/auth/refresh", token: signedIn.refreshJwt).sessionJwt,
        ] {
            let found = try #require(try parse(token).claims.objectValue)
            #expect(found["iss"] == .string(Project.projectId))
            #expect(found["sub"] == signedIn.body["user"]?["userId"])
            #expect(found["drn"] == "DS")
            #expect(found["amr"] == ["email"])
            for name in ["dsub", "aud", "nbf", "jti", "cnf", "dct", "tenants", "roles", "permissions"] {
                #expect(found[name] == nil)
            }
            #expect((found["plan"] ?? found["nsec"]?["plan"]) == "gold")
        }
        #expect(try parse(signedIn.refreshJwt).claims["plan"] == nil)
    }

    @Test("a login id is one user's", arguments: ["additionalLoginIds", "additionalIdentifiers"])
    func additionalLoginIds(_ member: String) async throws {
        let project = try Project()
        try project.backend.addUser(ada)
        try project.backend.addUser("+15555550123")
        for taken in [ada, "+1-555-555-0123"] {
            let body: JSONValue = ["loginId": "eve", member: ["eve2", .string(taken)]]
            #expect(try await project.manage("/v1/mgmt/user/create", body).errorCode == "E062107")
        }
        #expect(project.backend.loginIds == [ada, "+15555550123"])
        let free: JSONValue = ["loginId": "eve", member: ["", "eve", "+1-555-555-0124", "+15555550124"]]
        #expect(
            try await project.manage("/v1/mgmt/user/create", free).body["user"]?["loginIds"] == ["eve", "+15555550124"]
        )
    }

    @Test(
        "only what is a phone number is put into its plain form",
        arguments: ["+team1", "+1x", "+1@example.com", "+", "+ -", "１２"]
    )
    func notPhones(_ loginId: String) async throws {
        let project = try Project()
        try project.backend.addUser("+1")
        let user = try #require(
            try await project.manage("/v1/mgmt/user/create", ["loginId": .string(loginId)]).body["user"]
        )
        #expect(user["loginIds"] == [.string(loginId)])
        #expect(user["phone"] == "")
    }

    @Test(
        "a phone number is found however it is written",
        arguments: ["+15555550123", "+1-555-555-0123", "+1 (555) 555.0123"]
    )
    func phones(_ written: String) async throws {
        let project = try Project()
        try project.backend.addUser("+1-555-555-0123")
        #expect(try await project.post("/v1/auth/otp/signin/sms", ["loginId": .string(written)]).status == 200)
        #expect(project.backend.outbox.lastCode(for: "+15555550123") != nil)
        #expect(try await project.verify("+1 555 555 0123", by: "sms").status == 200)
    }

    @Test("a user who leaves the chosen tenant is in it no longer", arguments: ["tenant/remove", "delete"])
    func leftTenant(_ way: String) async throws {
        let project = try Project()
        for id in ["a", "b", "c"] { try project.backend.addTenant(id: id, name: id) }
        try project.backend.addRole("staff")
        try project.backend.addUser(ada, roles: ["staff"], tenants: ["a": [], "b": [], "c": []])
        let signedIn = try await project.signIn(ada)
        let chosen = try await project.post("/v1/auth/tenant/select", ["tenant": "a"], token: signedIn.refreshJwt)
        #expect(try chosen.claims["dct"] == "a")
        let left =
            way == "delete"
            ? try await project.manage("/v1/mgmt/tenant/delete", ["id": "a"])
            : try await project.manage(
                "/v1/mgmt/user/update/tenant/remove",
                ["loginId": .string(ada), "tenantId": "a"]
            )
        #expect(left.status == 200)
        let claims = try await project.post("/v1/auth/refresh", token: chosen.refreshJwt).claims
        #expect(claims["dct"] == nil)
        #expect(claims["tenants"] == ["b": [:], "c": [:]])
        let mine = try await project.post("/v1/auth/me/tenants", ["dct": true], token: chosen.refreshJwt)
        #expect(mine.body["tenants"] == [])
    }

    @Test(
        "the chosen tenant stays when the session is stepped up, or gets a further factor",
        arguments: ["stepup", "mfa"]
    )
    func keptTenant(_ option: String) async throws {
        let project = try Project()
        for id in ["a", "b"] { try project.backend.addTenant(id: id, name: id) }
        try project.backend.addUser(ada, tenants: ["a": [], "b": []])
        let signedIn = try await project.signIn(ada)
        let chosen = try await project.post("/v1/auth/tenant/select", ["tenant": "a"], token: signedIn.refreshJwt)
        let start: JSONValue = ["loginId": .string(ada), "loginOptions": .object([option: true])]
        #expect(try await project.post("/v1/auth/otp/signin/email", start, token: chosen.refreshJwt).status == 200)
        let claims = try await project.verify(ada).claims
        #expect((claims["dct"], claims["tenants"]) == ("a", ["a": [:]]))
    }

    @Test("a role that is deleted is nobody's; one of the same name elsewhere stays")
    func deletedRole() async throws {
        let project = try Project()
        for id in ["a", "b"] { try project.backend.addTenant(id: id, name: id) }
        try project.backend.addRole("admin", permissions: ["all"])
        try project.backend.addRole("admin", permissions: ["some"], tenantId: "a")
        try project.backend.addUser(ada, roles: ["admin"], tenants: ["a": ["admin"], "b": ["admin"]])
        let signedIn = try await project.signIn(ada)
        #expect(try await project.manage("/v1/mgmt/role/delete", ["name": "admin"]).status == 200)
        let claims = try await project.post("/v1/auth/refresh", token: signedIn.refreshJwt).claims
        #expect(claims["roles"] == nil)
        #expect(claims["permissions"] == nil)
        #expect(claims["tenants"] == ["a": ["roles": ["admin"], "permissions": ["some"]], "b": [:]])
    }

    @Test("a disabled user gets no tokens")
    func disabled() async throws {
        let project = try Project()
        let create: JSONValue = ["loginId": .string(ada), "status": "disabled"]
        #expect(try await project.manage("/v1/mgmt/user/create", create).body["user"]?["status"] == "disabled")
        let answer = try await project.signIn(ada)
        #expect(answer.status == 403)
        #expect(answer.sessionJwt.isEmpty)
        #expect(
            try await project.manage("/v1/mgmt/user/create", ["loginId": "eve", "status": "admin"]).errorCode
                == "E011004"
        )
    }

    @Test("a deleted user's code and login id go with the user")
    func deletedUser() async throws {
        let project = try Project()
        let old = try await project.signIn(ada)
        _ = try await project.post("/v1/auth/otp/signin/email", ["loginId": .string(ada)])
        #expect(try await project.manage("/v1/mgmt/user/delete", ["loginId": .string(ada)]).status == 200)
        #expect(try await project.verify(ada).errorCode == "E062108")
        // The next of that name is another user, whom neither old code nor old token lets in.
        try project.backend.addUser(ada)
        #expect(try await project.verify(ada).errorCode == "E061102")
        for path in ["/v1/auth/refresh", "/v1/auth/logout", "/v1/auth/logoutall"] {
            #expect(try await project.post(path, token: old.refreshJwt).status == 401)
        }
        let new = try await project.signIn(ada)
        #expect(new.body["user"]?["userId"] != old.body["user"]?["userId"])
        #expect(new.body["firstSeen"] == true)
    }

    @Test("a sign-in that is asked to ends the user's other sessions, once its code is typed in")
    func revokeOtherSessions() async throws {
        let project = try Project()
        let (first, other) = (try await project.signIn(ada), try await project.signIn("grace@example.com"))
        let options: JSONValue = ["revokeOtherSessions": true]
        _ = try await project.post("/v1/auth/otp/signin/email", ["loginId": .string(ada), "loginOptions": options])
        #expect(try await project.post("/v1/auth/refresh", token: first.refreshJwt).status == 200)
        let second = try await project.verify(ada)
        #expect(try await project.post("/v1/auth/refresh", token: first.refreshJwt).errorCode == "E064001")
        for kept in [second, other] {
            #expect(try await project.post("/v1/auth/refresh", token: kept.refreshJwt).status == 200)
        }
    }

    @Test("factors are named once each, however often they are proven")
    func factors() async throws {
        let project = try Project()
        try project.backend.addUser(ada, phone: "+15555550123")
        var signedIn = try await project.signIn(ada)
        let trips: [(String, JSONValue)] = [
            ("email", ["email"]), ("sms", ["email", "sms", "mfa"]), ("voice", ["email", "sms", "mfa"]),
            ("email", ["email", "sms", "mfa"]),
            ("whatsapp", ["email", "sms", "whatsapp", "mfa"]),
        ]
        for (method, factors) in trips {
            let body: JSONValue = ["loginId": .string(ada), "loginOptions": ["stepup": true]]
            #expect(
                try await project.post("/v1/auth/otp/signin/\(method)", body, token: signedIn.refreshJwt).status == 200
            )
            signedIn = try await project.verify(ada, by: method)
            #expect(try signedIn.claims["amr"] == factors)
        }
    }

    @Test(
        "a new address that is proven by a code adds a factor when that is asked for; by a link it never does",
        arguments: [("otp", true, ["email", "sms", "mfa"]), ("otp", false, ["sms"]), ("magiclink", nil, ["sms"])]
            as [(String, Bool?, JSONValue)]
    )
    func factorOfUpdate(_ feature: String, _ mfa: Bool?, _ factors: JSONValue) async throws {
        let project = try Project()
        let signedIn = try await project.signIn(ada)
        var members: [String: JSONValue] = ["loginId": .string(ada), "phone": "+15555550123"]
        members["mfa"] = mfa.map(JSONValue.bool)
        let body = JSONValue.object(members)
        let path = "/v1/auth/\(feature)/update/phone/sms"
        #expect(try await project.post(path, body, token: signedIn.refreshJwt).status == 200)
        let token = project.backend.outbox.lastToken(for: ada)?.reveal()
        let proven =
            try await feature == "otp"
            ? project.verify(ada, by: "sms")
            : project.post("/v1/auth/magiclink/verify", ["token": .string(token ?? "")])
        #expect(try proven.claims["amr"] == factors)
    }

    @Test(
        "a second factor needs a refresh token that still counts",
        arguments: ["logged out", "expired", "session token", "replaced"]
    )
    func deadFactor(_ what: String) async throws {
        let project = try Project { $0.rotatesRefreshTokens = true }
        let signedIn = try await project.signIn(ada)
        switch what {
        case "logged out": _ = try await project.post("/v1/auth/logout", token: signedIn.refreshJwt)
        case "expired": project.clock.advance(by: .seconds(30 * 24 * 3600))
        case "replaced": _ = try await project.post("/v1/auth/refresh", token: signedIn.refreshJwt)
        default: break
        }
        let body: JSONValue = ["loginId": .string(ada), "loginOptions": ["stepup": true]]
        let token = what == "session token" ? signedIn.sessionJwt : signedIn.refreshJwt
        #expect(try await project.post("/v1/auth/otp/signin/email", body, token: token).status == 401)
        #expect(
            try await project.post(
                "/v1/auth/otp/update/email",
                ["loginId": .string(ada), "email": "eve@example.com"],
                token: token
            ).status == 401
        )
    }

    @Test("guesses at a test user's generated code do not shut out a code that is sent after them")
    func guesses() async throws {
        let project = try Project()
        try project.backend.addUser(ada, isTest: true)
        let generate: JSONValue = ["loginId": .string(ada), "deliveryMethod": "email"]
        let generated = try await project.manage("/v1/mgmt/tests/generate/otp", generate).body["code"] ?? .null
        for _ in 0..<3 {
            #expect(
                try await project.post("/v1/auth/otp/verify/email", ["loginId": .string(ada), "code": "wrong"])
                    .errorCode == "E061102"
            )
        }
        let right: JSONValue = ["loginId": .string(ada), "code": generated]
        #expect(try await project.post("/v1/auth/otp/verify/email", right).errorCode == "E061103")
        #expect(try await project.signIn(ada).status == 200)
    }

    @Test("a code is generated for a way that the service knows, and carries its options' claims")
    func generated() async throws {
        let project = try Project()
        try project.backend.addUser(ada, isTest: true)
        #expect(
            try await project.manage("/v1/mgmt/tests/generate/otp", ["loginId": .string(ada), "deliveryMethod": "fax"])
                .errorCode == "E011004"
        )
        let generate: JSONValue = [
            "loginId": .string(ada), "deliveryMethod": "email", "loginOptions": ["customClaims": ["plan": "gold"]],
        ]
        let code = try await project.manage("/v1/mgmt/tests/generate/otp", generate).body["code"] ?? .null
        let signedIn = try await project.post("/v1/auth/otp/verify/email", ["loginId": .string(ada), "code": code])
        #expect(try signedIn.claims["nsec"] == ["plan": "gold"])
    }

    @Test(
        "lifetimes beyond all dates end with them",
        arguments: [Duration.seconds(Int64.max), .seconds(1_000_000_000_000)]
    )
    func endless(_ lifetime: Duration) async throws {
        let project = try Project {
            $0.sessionLifetime = lifetime
            $0.refreshLifetime = lifetime
            $0.codeLifetime = lifetime
        }
        let signedIn = try await project.signIn(ada)
        // 9999-12-31 23:59:59 UTC: no later time can be written as RFC 3339 has it.
        #expect(try signedIn.claims["exp"] == 253_402_300_799)
        #expect(try signedIn.claims["rexp"] == "9999-12-31T23:59:59Z")
        #expect(try await project.post("/v1/auth/refresh", token: signedIn.refreshJwt).status == 200)
    }

    @Test("no setting is so odd that it ends the program", arguments: [Int.min, -1, 0, 1, .max])
    func oddSettings(_ count: Int) async throws {
        let lifetime = Duration.seconds(Double(count) * 10)
        let project = try Project {
            $0.codeAttempts = count
            ($0.sessionLifetime, $0.refreshLifetime, $0.codeLifetime) = (lifetime, lifetime, lifetime)
            ($0.authorizationLifetime, $0.linkLifetime, $0.codeLockout) = (lifetime, lifetime, lifetime)
            ($0.passkeyLifetime, $0.passwords.resetLifetime) = (lifetime, lifetime)
            ($0.passwords.lockAttempts, $0.passwords.reuseAmount) = (count, count)
            $0.passwords.expirationWeeks = count
            $0.passwords.minLength = min(count, 8)
        }
        let good: JSONValue = ["loginId": "bob", "password": "Old+secret1", "user": ["email": "bob@example.com"]]
        let signedUp = try await project.post("/v1/auth/password/signup", good)
        #expect(signedUp.status == 200)
        #expect(try await project.get("/v1/auth/password/policy").status == 200)
        let replace: JSONValue = ["loginId": "bob", "oldPassword": "Old+secret1", "newPassword": "New+secret2"]
        #expect(try await project.post("/v1/auth/password/replace", replace).status == 200)
        let wrong: JSONValue = ["loginId": "bob", "password": "wrong"]
        #expect(try await project.post("/v1/auth/password/signin", wrong).status == 401)
        _ = try await project.post("/v1/auth/refresh", token: signedUp.refreshJwt)

        let loginId: JSONValue = ["loginId": .string(ada)]
        for path in ["otp/signup/email", "magiclink/signup-in/email", "enchantedlink/signup-in/email"] {
            #expect(try await project.post("/v1/auth/\(path)", loginId).status == 200)
            let code: JSONValue = ["loginId": .string(ada), "code": "wrong"]
            #expect(try await project.post("/v1/auth/otp/verify/email", code).status == 401)
        }
        #expect(try await project.post("/v1/auth/totp/signup", ["loginId": "carol"]).status == 200)
        let code: JSONValue = ["loginId": "carol", "code": "wrong"]
        #expect(try await project.post("/v1/auth/totp/verify", code).status == 401)
        let passkey: JSONValue = ["loginId": "dora", "origin": "https://app.example.com"]
        #expect(try await project.post("/v1/auth/webauthn/signup/start", passkey).status == 200)
        #expect(try await project.oauth().hasPrefix("https://"))
        #expect(try await project.post("/v1/auth/notp/whatsapp/signup-in", [:]).status == 200)
    }
}
