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

@Suite struct TokenTests {
    @Test("a session token says who, from whom, until when, and how")
    func claims() async throws {
        let project = try Project()
        let signedIn = try await project.signIn()
        let now = Int64(project.clock.now.timeIntervalSince1970)
        let (header, claims) = try parse(signedIn.sessionJwt)
        #expect(header["alg"] == "RS256")
        #expect(header["typ"] == "JWT")
        #expect(claims["iss"] == .string(Project.projectId))
        #expect(claims["iat"] == .int(now))
        #expect(claims["exp"] == .int(now + 600))
        #expect(claims["drn"] == "DS")
        let refreshEnd = try Date(claims["rexp"]?.stringValue ?? "", strategy: .iso8601)
        #expect(refreshEnd == Date(timeIntervalSince1970: Double(now + 30 * 24 * 3600)))
        for absent in ["tenants", "dct", "nsec", "roles"] { #expect(claims[absent] == nil) }

        let refresh = try parse(signedIn.refreshJwt).claims
        #expect(refresh["drn"] == "DSR")
        #expect(refresh["sub"] == claims["sub"])
        #expect(refresh["exp"] == .int(now + 30 * 24 * 3600))
        #expect(refresh["rexp"] == nil)
    }

    @Test("the lifetimes are those of the settings")
    func lifetimes() async throws {
        let project = try Project {
            $0.sessionLifetime = .seconds(7)
            $0.refreshLifetime = .seconds(70)
        }
        let signedIn = try await project.signIn()
        let now = Int64(project.clock.now.timeIntervalSince1970)
        #expect(try signedIn.claims["exp"] == .int(now + 7))
        #expect(try parse(signedIn.refreshJwt).claims["exp"] == .int(now + 70))
        #expect(signedIn.body["cookieMaxAge"] == 70)
        #expect(signedIn.body["cookieExpiration"] == .int(now + 70))
        #expect(signedIn.body["sessionExpiration"] == .int(now + 7))
    }

    @Test("the issuer is the project id, or an address that ends in it")
    func issuer() async throws {
        let project = try Project { $0.issuer = .url("https://api.descope.com") }
        #expect(try await project.signIn().claims["iss"] == .string("https://api.descope.com/\(Project.projectId)"))
    }

    @Test("claims of a sign-up stand at the top, those of a sign-in under nsec")
    func customClaims() async throws {
        let project = try Project()
        let body: JSONValue = ["loginId": "ada@example.com", "loginOptions": ["customClaims": ["plan": "gold"]]]
        _ = try await project.post("/v1/auth/otp/signup/email", body)
        #expect(try await project.verify("ada@example.com").claims["plan"] == "gold")
        _ = try await project.post("/v1/auth/otp/signin/email", body)
        let signedIn = try await project.verify("ada@example.com")
        #expect(try signedIn.claims["plan"] == nil)
        #expect(try signedIn.claims["nsec"] == ["plan": "gold"])
        #expect(
            try await project.post("/v1/auth/refresh", token: signedIn.refreshJwt).claims["nsec"] == ["plan": "gold"]
        )
    }

    @Test("a second factor joins the first")
    func mfa() async throws {
        let project = try Project()
        try project.backend.addUser("ada@example.com", phone: "+15555550123")
        let first = try await project.signIn()
        let body: JSONValue = ["loginId": "ada@example.com", "loginOptions": ["mfa": true]]
        #expect(try await project.post("/v1/auth/otp/signin/sms", body, token: first.refreshJwt).status == 200)
        #expect(try await project.verify("ada@example.com", by: "sms").claims["amr"] == ["email", "sms", "mfa"])
    }

    @Test("a second factor needs the user's own refresh token")
    func foreignFactor() async throws {
        let project = try Project()
        try project.backend.addUser("grace@example.com")
        let mine = try await project.signIn().refreshJwt
        let body: JSONValue = ["loginId": "grace@example.com", "loginOptions": ["mfa": true]]
        #expect(try await project.post("/v1/auth/otp/signin/email", body, token: mine).status == 401)
    }

    @Test("roles of the project stand at the top, those of a tenant with the tenant")
    func roles() async throws {
        let project = try Project()
        try project.backend.addTenant(id: "a", name: "A")
        try project.backend.addTenant(id: "b", name: "B")
        try project.backend.addRole("staff", permissions: ["read"])
        try project.backend.addRole("editor", permissions: ["read", "write"], tenantId: "a")
        try project.backend.addUser("ada@example.com", roles: ["staff"], tenants: ["a": ["editor"], "b": []])
        let signedIn = try await project.signIn()
        let claims = try signedIn.claims
        #expect(claims["roles"] == ["staff"])
        #expect(claims["permissions"] == ["read"])
        #expect(claims["tenants"] == ["a": ["roles": ["editor"], "permissions": ["read", "write"]], "b": [:]])
        #expect(claims["dct"] == nil)

        let chosen = try await project.post("/v1/auth/tenant/select", ["tenant": "a"], token: signedIn.refreshJwt)
        #expect(try chosen.claims["dct"] == "a")
        #expect(try chosen.claims["roles"] == ["staff"])
        #expect(try chosen.claims["tenants"]?["a"]?["roles"] == ["editor"])
        #expect(!chosen.refreshJwt.isEmpty)
        #expect(try await project.post("/v1/auth/refresh", token: chosen.refreshJwt).claims["dct"] == "a")
    }

    @Test("a user of one tenant is in it without choosing")
    func oneTenant() async throws {
        let project = try Project()
        try project.backend.addTenant(id: "a", name: "A")
        try project.backend.addUser("ada@example.com", tenants: ["a": []])
        let claims = try await project.signIn().claims
        #expect(claims["dct"] == "a")
        #expect(claims["tenants"] == ["a": [:]])
    }

    @Test("a refresh says what has changed since")
    func changes() async throws {
        let project = try Project()
        try project.backend.addRole("staff")
        let signedIn = try await project.signIn()
        try project.backend.setRoles(["staff"], of: "ada@example.com")
        #expect(try signedIn.claims["roles"] == nil)
        #expect(try await project.post("/v1/auth/refresh", token: signedIn.refreshJwt).claims["roles"] == ["staff"])
    }

    @Test(
        "each token comes in the body or as a cookie, as the settings say",
        arguments: [(false, false), (true, false), (false, true), (true, true)]
    )
    func cookies(_ sessionInCookie: Bool, _ refreshInCookie: Bool) async throws {
        let project = try Project {
            $0.sessionInCookie = sessionInCookie
            $0.refreshInCookie = refreshInCookie
        }
        let answer = try await project.signIn()
        #expect(answer.sessionJwt.isEmpty == sessionInCookie)
        #expect(answer.refreshJwt.isEmpty == refreshInCookie)
        #expect((answer.cookie("DS") != nil) == sessionInCookie)
        #expect((answer.cookie("DSR") != nil) == refreshInCookie)
        let session = answer.cookie("DS") ?? answer.sessionJwt
        let refresh = answer.cookie("DSR") ?? answer.refreshJwt
        #expect(try parse(session).claims["drn"] == "DS")
        #expect(try await project.post("/v1/auth/refresh", token: refresh).status == 200)
        for line in answer.setCookies {
            for attribute in ["HttpOnly", "Secure", "SameSite=Strict"] { #expect(line.contains("; \(attribute)")) }
        }
    }

    @Test(
        "the key endpoint lists what signed the tokens, with or without credentials",
        arguments: [nil, Project.projectId]
    )
    func keys(_ bearer: String?) async throws {
        let project = try Project()
        let signedIn = try await project.signIn()
        let listed = try await project.send(.get, "/v2/keys/\(Project.projectId)", bearer: bearer).body
        #expect(listed == project.backend.publicKeys)
        let key = try #require(listed["keys"]?[0])
        for member in ["alg", "e", "kid", "kty", "n", "use"] { #expect(key[member]?.stringValue?.isEmpty == false) }
        #expect(key["kty"] == "RSA")
        #expect(key["d"] == nil && key["p"] == nil)
        #expect(try isSigned(signedIn.sessionJwt, by: listed))
        #expect(try isSigned(signedIn.refreshJwt, by: listed))
        #expect(try !isSigned(String(signedIn.sessionJwt.dropLast(8)) + "AAAAAAAA", by: listed))
    }

    @Test(
        "a new signing key signs from now on; the old one is listed for as long as it is kept",
        arguments: [true, false]
    )
    func keyRotation(_ keepsOld: Bool) async throws {
        let project = try Project()
        let before = try await project.signIn()
        try project.backend.rotateSigningKey(keepsOld: keepsOld)
        let listed = project.backend.publicKeys
        #expect(listed["keys"]?.arrayValue?.count == (keepsOld ? 2 : 1))
        #expect(try isSigned(before.sessionJwt, by: listed) == keepsOld)
        let after = try await project.post("/v1/auth/refresh", token: before.refreshJwt)
        #expect(try isSigned(after.sessionJwt, by: listed))
        #expect(try parse(after.sessionJwt).header["kid"] != parse(before.sessionJwt).header["kid"])
    }
}
