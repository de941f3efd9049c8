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

@Suite struct ManagementTokenTests {
    private static let impersonation: JSONValue = [
        "impersonatorId": "agent@example.com", "loginId": "ada@example.com", "validateConsent": false,
    ]

    /// A project in which `agent@example.com` may impersonate.
    private func project(_ configure: (inout EmulatorSettings) -> Void = { _ in }) throws -> Project {
        let project = try Project(configure)
        let backend = project.backend
        for id in ["acme", "globex"] { try backend.addTenant(id: id, name: id) }
        try backend.addRole("support", permissions: ["Impersonate"])
        try backend.addRole("staff", permissions: ["read"])
        try backend.addUser("agent@example.com", roles: ["support"])
        try backend.addUser("ada@example.com", roles: ["staff"], tenants: ["acme": ["staff"]])
        return project
    }

    private func token(_ project: Project, _ path: String, _ body: JSONValue) async throws -> String {
        let answer = try await project.manage("/v1/mgmt/\(path)", body)
        #expect(answer.status == 200, "\(path): \(answer.body)")
        let token = answer.body["jwt"]?.stringValue ?? ""
        #expect(try isSigned(token, by: project.backend.publicKeys))
        return token
    }

    private func userId(_ project: Project, _ loginId: String) async throws -> JSONValue? {
        try await project.load("/v1/mgmt/user", "loginId", loginId).body["user"]?["userId"]
    }

    @Test("an impersonation is a session of the user that names the impersonator, until it is stopped")
    func impersonation() async throws {
        let project = try project()
        let body: JSONValue = [
            "impersonatorId": "agent@example.com", "loginId": "ada@example.com", "validateConsent": false,
            "customClaims": ["ticket": 7, "sub": "me", "act": ["sub": "me"]], "selectedTenant": "acme",
            "refreshDuration": 60,
        ]
        let jwt = try await token(project, "impersonate", body)
        let (ada, agent) = (
            try await userId(project, "ada@example.com"), try await userId(project, "agent@example.com")
        )
        let now = Int64(project.clock.now.timeIntervalSince1970)
        let refresh = try parse(jwt).claims
        #expect((refresh["drn"], refresh["sub"], refresh["act"]) == ("DSR", ada, ["sub": agent ?? .null]))
        #expect((refresh["ticket"], refresh["exp"]) == (7, .int(now + 60)))

        let session = try await project.post("/v1/auth/refresh", token: jwt).claims
        #expect((session["drn"], session["sub"], session["act"]) == ("DS", ada, ["sub": agent ?? .null]))
        #expect((session["roles"], session["dct"], session["ticket"]) == (["staff"], "acme", 7))
        let records = try await project.manage("/v1/mgmt/audit/search", ["actions": ["UserImpersonated"]]).body[
            "audits"
        ]
        #expect((records?[0]?["actorId"], records?[0]?["userId"]) == (agent, ada))

        let own = try await token(project, "stop/impersonation", ["jwt": .string(jwt), "customClaims": ["back": true]])
        let claims = try await project.post("/v1/auth/refresh", token: own).claims
        #expect((claims["sub"], claims["act"], claims["back"]) == (agent, nil, true))
        let ends = try await project.manage("/v1/mgmt/audit/search", ["actions": ["ImpersonationStopped"]]).body[
            "audits"
        ]
        #expect((ends?[0]?["actorId"], ends?[0]?["userId"]) == (agent, ada))
        #expect(try await project.post("/v1/auth/refresh", token: jwt).errorCode == "E064001")
        #expect(try await project.manage("/v1/mgmt/stop/impersonation", ["jwt": .string(own)]).status == 400)
    }

    @Test("an impersonator who is disabled or deleted acts no longer", arguments: ["disabled", "deleted"])
    func goneImpersonator(_ how: String) async throws {
        let project = try project()
        let jwt = try await token(project, "impersonate", Self.impersonation)
        let session = try await project.post("/v1/auth/refresh", token: jwt).sessionJwt
        let agent: JSONValue = ["loginId": "agent@example.com"]
        let change =
            how == "deleted"
            ? try await project.manage("/v1/mgmt/user/delete", agent)
            : try await project.manage(
                "/v1/mgmt/user/update/status",
                ["loginId": "agent@example.com", "status": "disabled"]
            )
        #expect(change.status == 200)
        let status = how == "deleted" ? 401 : 403
        #expect(try await project.post("/v1/auth/refresh", token: jwt).status == status)
        #expect(try await project.get("/v1/auth/me", token: jwt).status == status)
        #expect(try await project.manage("/v1/mgmt/jwt/update", ["jwt": .string(jwt)]).status == status)
        #expect(try await project.manage("/v1/mgmt/jwt/update", ["jwt": .string(session)]).status == status)
        // The user's own sessions are not affected.
        let own = try await project.signIn("ada@example.com")
        #expect(try await project.post("/v1/auth/refresh", token: own.refreshJwt).status == 200)
    }

    @Test(
        "who acts in a session, and how long it lasts, stays when the session continues as another one",
        arguments: ["email", "phone", "step-up", "account", "management"]
    )
    func continued(_ way: String) async throws {
        let project = try project()
        try project.backend.setTenants(["acme": ["staff"], "globex": []], of: "ada@example.com")
        let limits: [String: JSONValue] = ["refreshDuration": 60, "selectedTenant": "acme"]
        let body = (Self.impersonation.objectValue ?? [:]).merging(limits) { $1 }
        let jwt = try await token(project, "impersonate", .object(body))
        let (ada, agent) = (JSONValue("ada@example.com"), try await userId(project, "agent@example.com") ?? .null)
        let continued: Answer
        switch way {
        case "email":
            let update: JSONValue = ["loginId": ada, "email": "agent@example.com"]
            #expect(try await project.post("/v1/auth/otp/update/email", update, token: jwt).status == 200)
            continued = try await project.verify("ada@example.com")
        case "phone":
            let update: JSONValue = ["loginId": ada, "phone": "+15555550123"]
            #expect(try await project.post("/v1/auth/magiclink/update/phone/sms", update, token: jwt).status == 200)
            let link = project.backend.outbox.lastToken(for: "ada@example.com")?.reveal() ?? ""
            continued = try await project.post("/v1/auth/magiclink/verify", ["token": .string(link)])
        case "step-up":
            let start: JSONValue = ["loginId": ada, "loginOptions": ["stepup": true]]
            #expect(try await project.post("/v1/auth/otp/signin/email", start, token: jwt).status == 200)
            continued = try await project.verify("ada@example.com")
        case "account":
            let url = try await project.oauth("/update", token: jwt)
            let account = Identity(email: "lovelace@example.com", subject: "1815")
            continued = try await project.exchange(try project.backend.identityProvider.signIn(at: url, as: account))
        default:
            let body: JSONValue = ["loginId": ada, "jwt": .string(jwt), "stepup": true]
            continued = try await project.manage("/v1/mgmt/auth/signin", body)
        }
        let claims = try continued.claims
        #expect((claims["act"], claims["dct"]) == (["sub": agent], "acme"))
        #expect(continued.body["cookieMaxAge"] == 60)
        project.clock.advance(by: .seconds(60))
        #expect(try await project.post("/v1/auth/refresh", token: continued.refreshJwt).status == 401)
    }

    @Test("a stepped-up impersonation returns a session token")
    func stepUp() async throws {
        let project = try project()
        let claims = try parse(try await token(project, "impersonate/stepup", Self.impersonation)).claims
        #expect((claims["drn"], claims["su"]) == ("DS", true))
        #expect(claims["act"]?["sub"] == (try await userId(project, "agent@example.com")))
    }

    @Test(
        "who may impersonate whom",
        arguments: [
            ("agent@example.com", "ada@example.com", false, 200), ("ada@example.com", "agent@example.com", false, 403),
            ("agent@example.com", "nobody", false, 400), ("nobody", "ada@example.com", false, 400),
            // The permission in a tenant is one for the users of that tenant.
            ("acme-agent", "ada@example.com", false, 200), ("acme-agent", "agent@example.com", false, 403),
            ("globex-agent", "ada@example.com", false, 403), ("agent@example.com", "off", false, 403),
            ("agent@example.com", "ada@example.com", true, 403), ("agent@example.com", "willing", true, 200),
        ]
    )
    func allowed(_ actor: String, _ user: String, _ asksConsent: Bool, _ status: Int) async throws {
        let project = try project()
        let backend = project.backend
        try backend.addUser("acme-agent", tenants: ["acme": ["support"]])
        try backend.addUser("globex-agent", tenants: ["globex": ["support"]])
        for user in ["off", "willing"] { try backend.addUser(user) }
        try backend.setEnabled(false, of: "off")
        try backend.setImpersonationConsent(of: "willing", until: project.clock.now.addingTimeInterval(60))
        let body: JSONValue = [
            "impersonatorId": .string(actor), "loginId": .string(user), "validateConsent": .bool(asksConsent),
        ]
        #expect(try await project.manage("/v1/mgmt/impersonate", body).status == status)
        project.clock.advance(by: .seconds(60))
        let isConsent = asksConsent && status == 200
        #expect(try await project.manage("/v1/mgmt/impersonate", body).status == (isConsent ? 403 : status))
    }

    @Test(
        "a tenant that is not the user's is refused, and a negative lifetime",
        arguments: ["selectedTenant", "refreshDuration"]
    )
    func refused(_ member: String) async throws {
        let wrong: JSONValue = member == "selectedTenant" ? "globex" : -1
        let body = (Self.impersonation.objectValue ?? [:]).merging([member: wrong]) { $1 }
        #expect(try await project().manage("/v1/mgmt/impersonate", .object(body)).errorCode == "E011004")
    }

    @Test("an updated token has further claims and the current roles; the old one stays valid")
    func update() async throws {
        let project = try project()
        let signedIn = try await project.signIn()
        try project.backend.setRoles(["support"], of: "ada@example.com")
        let claims: JSONValue = ["plan": "gold", "sub": "me", "roles": ["root"]]
        let now = Int64(project.clock.now.timeIntervalSince1970)

        let session: JSONValue = ["jwt": .string(signedIn.sessionJwt), "customClaims": claims]
        var updated = try parse(try await token(project, "jwt/update", session)).claims
        #expect((updated["plan"], updated["roles"], updated["dct"]) == ("gold", ["support"], "acme"))
        #expect(try (updated["sub"], updated["exp"]) == (signedIn.claims["sub"], .int(now + 600)))

        let refresh: JSONValue = ["jwt": .string(signedIn.refreshJwt), "customClaims": claims, "refreshDuration": 90]
        let new = try await token(project, "jwt/update", refresh)
        updated = try parse(new).claims
        #expect((updated["plan"], updated["drn"], updated["exp"]) == ("gold", "DSR", .int(now + 90)))
        for (token, plan) in [(new, "gold"), (signedIn.refreshJwt, nil)] as [(String, JSONValue?)] {
            #expect(try await project.post("/v1/auth/refresh", token: token).claims["plan"] == plan)
        }
        project.clock.advance(by: .seconds(600))
        #expect(try await project.manage("/v1/mgmt/jwt/update", session).status == 401)
        #expect(try await project.manage("/v1/mgmt/jwt/update", ["jwt": "a.b.c"]).status == 401)
    }

    @Test("an updated token has no tenant that enforces SSO since the user signed in otherwise")
    func enforcedSSO() async throws {
        let project = try project()
        let signedIn = try await project.signIn()
        #expect(try signedIn.claims["tenants"]?["acme"] != nil)
        let patch: JSONValue = ["id": "acme", "enforceSSO": true]
        let management = StrictnessTests.management
        let patched = try await project.send(.patch, "/v1/mgmt/tenant/patch", bearer: management, body: patch.json)
        #expect(patched.status == 200)
        let claims = try parse(try await token(project, "jwt/update", ["jwt": .string(signedIn.sessionJwt)])).claims
        #expect((claims["tenants"], claims["dct"]) == (nil, nil))
    }

    @Test("a sign-in may select a tenant that it makes the user join", arguments: ["signup", "signup-in", "signin"])
    func joined(_ path: String) async throws {
        let project = try project()
        if path != "signup" { try project.backend.addUser("eve@acme.example") }
        let tenant: JSONValue = ["id": "new", "name": "New", "selfProvisioningDomains": ["acme.example"]]
        #expect(try await project.manage("/v1/mgmt/tenant/create", tenant).status == 200)
        let body: JSONValue = ["loginId": "eve@acme.example", "selectedTenantId": "new"]
        let answer = try await project.manage("/v1/mgmt/auth/\(path)", body)
        #expect(answer.status == 200, "\(answer.body)")
        #expect(try answer.claims["dct"] == "new")
        #expect(answer.body["user"]?["userTenants"]?[0]?["tenantId"] == "new")
    }

    @Test("a known user who signs up again joins the tenants, and keeps the roles in those that they belong to")
    func knownMember() async throws {
        let project = try project()
        let tenants: JSONValue = [
            ["tenantId": "acme", "roleNames": []], ["tenantId": "globex", "roleNames": ["staff"]],
        ]
        let body: JSONValue = ["loginId": "ada@example.com", "userTenants": tenants, "selectedTenantId": "globex"]
        let answer = try await project.manage("/v1/mgmt/auth/signup-in", body)
        #expect(answer.status == 200, "\(answer.body)")
        let found = answer.body["user"]?["userTenants"]?.arrayValue
        #expect(found?.compactMap { $0["tenantId"] } == ["acme", "globex"])
        #expect(found?.compactMap { $0["roleNames"] } == [["staff"], ["staff"]])
        #expect(try answer.claims["dct"] == "globex")
    }

    @Test("an address that a new user does not have is not verified", arguments: ["emailVerified", "phoneVerified"])
    func verifiedNothing(_ name: String) async throws {
        let project = try project()
        for path in ["auth/signup", "user/signup/embeddedlink"] {
            let answer = try await project.manage("/v1/mgmt/\(path)", ["loginId": "eve", name: true])
            #expect(answer.status == 400)
            #expect(answer.body["errorMessage"]?.stringValue?.hasPrefix("\(name): ") == true, "\(answer.body)")
        }
    }

    @Test("management signs users up and in, with trusted claims")
    func signIns() async throws {
        let project = try project()
        let signUp: JSONValue = [
            "loginId": "eve@example.com", "user": ["name": "Eve", "phone": "+1-555-555-0123"], "phoneVerified": true,
            "customClaims": ["plan": "gold"], "refreshDuration": 60,
        ]
        let signedUp = try await project.manage("/v1/mgmt/auth/signup", signUp)
        let user = signedUp.body["user"]
        #expect((user?["name"], user?["phone"], user?["verifiedPhone"]) == ("Eve", "+15555550123", true))
        #expect((signedUp.body["firstSeen"], signedUp.body["cookieMaxAge"]) == (true, 60))
        #expect(try signedUp.claims["plan"] == "gold")
        #expect(try await project.manage("/v1/mgmt/auth/signup", signUp).errorCode == "E062107")
        #expect(try await project.manage("/v1/mgmt/auth/signup-in", signUp).body["firstSeen"] == false)

        let signIn: [String: JSONValue] = ["loginId": "eve@example.com", "customClaims": ["plan": "free"]]
        #expect(try await project.manage("/v1/mgmt/auth/signin", .object(signIn)).claims["plan"] == "free")
        let earlier = try await project.signIn("eve@example.com").refreshJwt
        let stepUp = signIn.merging(["stepup": true, "jwt": .string(earlier), "revokeOtherSessions": true]) { $1 }
        let steppedUp = try await project.manage("/v1/mgmt/auth/signin", .object(stepUp))
        #expect(try (steppedUp.claims["su"], steppedUp.claims["amr"]) == (true, ["email"]))
        #expect(try await project.post("/v1/auth/refresh", token: earlier).errorCode == "E064001")
        for (changes, status) in [
            (["stepup": true], 400), (["loginId": "nobody"], 400), (["tenantId": "acme"], 400),
            (["jwt": .string(steppedUp.refreshJwt), "loginId": "ada@example.com"], 401),
        ] as [([String: JSONValue], Int)] {
            let body = JSONValue.object(signIn.merging(changes) { $1 })
            #expect(try await project.manage("/v1/mgmt/auth/signin", body).status == status, "\(changes)")
        }
    }

    @Test("an anonymous user has tokens, but is none of the users")
    func anonymous() async throws {
        let project = try project()
        let body: JSONValue = ["customClaims": ["cart": 3], "selectedTenant": "acme", "roles": ["staff"]]
        let answer = try await project.manage("/v1/mgmt/auth/anonymous", body)
        #expect((answer.status, answer.body["user"]) == (200, nil))
        let refreshed = try await project.post("/v1/auth/refresh", token: answer.refreshJwt)
        for claims in [try answer.claims, try refreshed.claims] {
            #expect((claims["danu"], claims["cart"], claims["dct"]) == (true, 3, "acme"))
            #expect(claims["tenants"] == ["acme": ["roles": ["staff"], "permissions": ["read"]]])
        }
        #expect(try await project.get("/v1/auth/me", token: answer.refreshJwt).status == 401)
        #expect(project.backend.loginIds == ["agent@example.com", "ada@example.com"])
        let update: JSONValue = ["jwt": .string(answer.sessionJwt), "customClaims": ["cart": 4]]
        let updated = try parse(try await token(project, "jwt/update", update)).claims
        #expect((updated["cart"], updated["danu"], updated["tenants"]) == (4, true, try answer.claims["tenants"]))
    }

    @Test("client assertions are signed by published keys", arguments: [nil, "RS256", "RS384", "ES384"])
    func assertions(_ algorithm: String?) async throws {
        let project = try project()
        let body: JSONValue = [
            "issuer": "client", "subject": "client", "audience": ["https://idp.example"], "expiresIn": 60,
            "flattenAudience": .bool(algorithm == nil), "algorithm": algorithm.map(JSONValue.string) ?? .null,
        ]
        let first = try await token(project, "token/clientassertion", body)
        let second = try await token(project, "token/clientassertion", body)
        let (header, claims) = try parse(first)
        let now = Int64(project.clock.now.timeIntervalSince1970)
        #expect(header["alg"]?.stringValue == algorithm ?? "RS256")
        #expect(try parse(second).header["kid"] == header["kid"])
        #expect((claims["iss"], claims["sub"], claims["exp"]) == ("client", "client", .int(now + 60)))
        #expect(claims["aud"] == (algorithm == nil ? "https://idp.example" : ["https://idp.example"]))
        #expect(try parse(second).claims["jti"] != claims["jti"])
        let session = try await project.signIn()
        #expect(try parse(session.sessionJwt).header["alg"] == "RS256")
    }
}
