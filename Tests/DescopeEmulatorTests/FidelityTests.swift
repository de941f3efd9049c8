import DescopeCore
import DescopeEmulator
import DescopeHTTP
import DescopeTesting
import Testing

/// Small things that the service does and that a client could come to rely on.
@Suite struct FidelityTests {
    @Test("nobody signs in by a user id", arguments: ["signin", "verify"])
    func userId(_ operation: String) async throws {
        let project = try Project()
        let id = try project.backend.addUser("ada@example.com")
        var body: [String: JSONValue] = ["loginId": .string(id)]
        if operation == "verify" { body["code"] = "123456" }
        #expect(try await project.post("/v1/auth/otp/\(operation)/email", .object(body)).errorCode == "E062108")
    }

    @Test("the cookie lives as long as its token, also after a refresh")
    func cookieAge() async throws {
        let project = try Project { $0.refreshLifetime = .seconds(100) }
        let signedIn = try await project.signIn()
        #expect(signedIn.body["cookieMaxAge"] == 100)
        project.clock.advance(by: .seconds(60))
        #expect(try await project.post("/v1/auth/refresh", token: signedIn.refreshJwt).body["cookieMaxAge"] == 40)
    }

    @Test("nor does it end before its token between two seconds")
    func cookieAgeBetweenSeconds() async throws {
        let project = try Project { $0.refreshLifetime = .seconds(100) }
        let signedIn = try await project.signIn()
        project.clock.advance(by: .milliseconds(60_300))
        // The token expires 39.7 s from now, and both count in whole seconds.
        #expect(try await project.post("/v1/auth/refresh", token: signedIn.refreshJwt).body["cookieMaxAge"] == 40)
    }

    @Test("a tenant's name is its own")
    func tenantName() async throws {
        let project = try Project()
        try project.backend.addTenant(id: "a", name: "Acme")
        #expect(try await project.manage("/v1/mgmt/tenant/create", ["name": "Acme"]).errorCode == "E011004")
    }

    @Test("the older path of role/add and the other spelling of loginId are taken")
    func spellings() async throws {
        let project = try Project()
        try project.backend.addRole("staff")
        #expect(try await project.manage("/v1/mgmt/user/create", ["identifier": "ada@example.com"]).status == 200)
        let add: JSONValue = ["loginId": "ada@example.com", "roleNames": ["staff"]]
        let added = try await project.manage("/v1/mgmt/user/update/role/add", add)
        #expect(added.body["user"]?["roleNames"] == ["staff"])
        let loaded = try await project.send(
            .get,
            "/v1/mgmt/user",
            bearer: StrictnessTests.management,
            query: [APIQueryItem("identifier", "ada@example.com")]
        )
        #expect(loaded.status == 200)
        #expect(try await project.manage("/v1/mgmt/user/create", [:]).errorCode == "E011002")
    }
}
