import DescopeCore
import DescopeEmulator
import DescopeTesting
import Testing

@Suite struct SessionTests {
    @Test("a refresh gives a session token and keeps the refresh token, when rotation is off")
    func refresh() async throws {
        let project = try Project()
        let signedIn = try await project.signIn()
        project.clock.advance(by: .seconds(60))
        let refreshed = try await project.post("/v1/auth/refresh", token: signedIn.refreshJwt)
        #expect(refreshed.refreshJwt.isEmpty)
        #expect(try refreshed.claims["iat"]?.intValue == signedIn.claims["iat"]?.intValue.map { $0 + 60 })
        #expect(try refreshed.claims["sub"] == signedIn.claims["sub"])
        #expect(try await project.post("/v1/auth/refresh", token: signedIn.refreshJwt).status == 200)
    }

    @Test("with rotation on, a refresh brings a new refresh token and the old one dies")
    func rotation() async throws {
        let project = try Project { $0.rotatesRefreshTokens = true }
        let old = try await project.signIn().refreshJwt
        let new = try await project.post("/v1/auth/refresh", token: old).refreshJwt
        #expect(!new.isEmpty && new != old)
        #expect(try await project.post("/v1/auth/refresh", token: old).errorCode == "E064001")
        #expect(try await project.post("/v1/auth/refresh", token: new).status == 200)
    }

    @Test("a refresh token is good until its time is up", arguments: [(99, 200), (100, 401)])
    func expiry(_ seconds: Int, _ status: Int) async throws {
        let project = try Project { $0.refreshLifetime = .seconds(100) }
        let refreshJwt = try await project.signIn().refreshJwt
        project.clock.advance(by: .seconds(seconds))
        #expect(try await project.post("/v1/auth/refresh", token: refreshJwt).status == status)
    }

    @Test(
        "a session token is refused where a refresh token belongs",
        arguments: ["/v1/auth/refresh", "/v1/auth/logout", "/v1/auth/logoutall", "/v1/auth/me/tenants"]
    )
    func wrongKind(_ path: String) async throws {
        let project = try Project()
        let signedIn = try await project.signIn()
        #expect(try await project.post(path, token: signedIn.sessionJwt).status == 401)
        #expect(try await project.post("/v1/auth/refresh", token: signedIn.refreshJwt).status == 200)
    }

    @Test("a refresh token that was tampered with is refused")
    func tampered() async throws {
        let project = try Project()
        let refreshJwt = try await project.signIn().refreshJwt
        #expect(try await project.post("/v1/auth/refresh", token: refreshJwt + "A").status == 401)
    }

    @Test("logging out ends one session, logging out everywhere ends the user's others too, and nobody else's")
    func logOut() async throws {
        let project = try Project()
        let first = try await project.signIn().refreshJwt
        let second = try await project.signIn().refreshJwt
        let third = try await project.signIn().refreshJwt
        let other = try await project.signIn("grace@example.com").refreshJwt

        let left = try await project.post("/v1/auth/logout", token: first)
        #expect(left.status == 200)
        #expect(left.sessionJwt.isEmpty && left.refreshJwt.isEmpty)
        #expect(try await project.post("/v1/auth/refresh", token: first).errorCode == "E064001")
        #expect(try await project.post("/v1/auth/refresh", token: second).status == 200)

        #expect(try await project.post("/v1/auth/logoutall", token: second).status == 200)
        #expect(try await project.post("/v1/auth/refresh", token: third).errorCode == "E064001")
        #expect(try await project.post("/v1/auth/refresh", token: other).status == 200)
    }

    @Test("a deleted user's refresh token is refused")
    func deleted() async throws {
        let project = try Project()
        let refreshJwt = try await project.signIn().refreshJwt
        #expect(try await project.manage("/v1/mgmt/user/delete", ["loginId": "ada@example.com"]).status == 200)
        #expect(try await project.post("/v1/auth/refresh", token: refreshJwt).status == 401)
        #expect(try await project.get("/v1/auth/me", token: refreshJwt).status == 401)
    }

    @Test("me is the user at the root of the answer")
    func me() async throws {
        let project = try Project()
        let refreshJwt = try await project.signIn().refreshJwt
        let me = try await project.get("/v1/auth/me", token: refreshJwt).body
        #expect(me["email"] == "ada@example.com")
        #expect(me["loginIds"] == ["ada@example.com"])
    }

    @Test("the history is a list, the newest first, in whole seconds")
    func history() async throws {
        let project = try Project()
        _ = try await project.signIn()
        project.clock.advance(by: .seconds(60))
        let signedIn = try await project.signIn()
        let history = try await project.get("/v1/auth/me/history", token: signedIn.refreshJwt).body
        let times = try #require(history.arrayValue).map { $0["loginTime"]?.intValue }
        let latest = try signedIn.claims["iat"]?.intValue
        #expect(times == [latest, latest.map { $0 - 60 }])
    }

    @Test("the tenants are all of the user's, those asked for, or the current one")
    func tenants() async throws {
        let project = try Project()
        for id in ["a", "b", "c"] { try project.backend.addTenant(id: id, name: "Tenant \(id)") }
        try project.backend.addUser("ada@example.com", tenants: ["a": [], "b": []])
        let signedIn = try await project.signIn()
        func ids(_ body: JSONValue) async throws -> [String?] {
            try await project.post("/v1/auth/me/tenants", body, token: signedIn.refreshJwt).body["tenants"]?.arrayValue?
                .map { $0["id"]?.stringValue } ?? []
        }
        #expect(try await ids([:]) == ["a", "b"])
        #expect(try await ids(["dct": false, "ids": ["b", "c"]]) == ["b"])
        #expect(try await ids(["dct": true]) == [])
        let both: JSONValue = ["dct": true, "ids": ["a"]]
        #expect(try await project.post("/v1/auth/me/tenants", both, token: signedIn.refreshJwt).status == 400)

        let chosen = try await project.post("/v1/auth/tenant/select", ["tenant": "b"], token: signedIn.refreshJwt)
        let current = try await project.post("/v1/auth/me/tenants", ["dct": true], token: chosen.refreshJwt)
        #expect(current.body["tenants"]?[0]?["name"] == "Tenant b")
    }

    @Test("a tenant that the user does not belong to cannot be chosen", arguments: ["other", "nowhere"])
    func foreignTenant(_ tenant: String) async throws {
        let project = try Project()
        try project.backend.addTenant(id: "mine", name: "Mine")
        try project.backend.addTenant(id: "other", name: "Other")
        try project.backend.addUser("ada@example.com", tenants: ["mine": []])
        let refreshJwt = try await project.signIn().refreshJwt
        let answer = try await project.post("/v1/auth/tenant/select", ["tenant": .string(tenant)], token: refreshJwt)
        #expect(answer.errorCode == "E011004")
        #expect(try await project.post("/v1/auth/refresh", token: refreshJwt).status == 200)
    }
}
