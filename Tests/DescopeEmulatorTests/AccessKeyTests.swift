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

@Suite struct AccessKeyTests {
    private func exchange(_ project: Project, _ key: Secret, _ options: JSONValue = [:]) async throws -> Answer {
        try await project.post("/v1/auth/accesskey/exchange", ["loginOptions": options], token: key.reveal())
    }

    @Test("a key is exchanged for a session token of its own, and for nothing else")
    func exchange() async throws {
        let project = try Project()
        try project.backend.addRole("robot", permissions: ["read"])
        let key = try project.backend.addAccessKey(
            name: "ci",
            roles: ["robot"],
            customClaims: ["plan": "pro", "sub": "me"]
        )
        let answer = try await exchange(project, key, ["customClaims": ["plan": "free"]])
        #expect(answer.status == 200)
        #expect(answer.refreshJwt.isEmpty)
        let claims = try answer.claims
        let keyId = try #require(answer.body["keyId"]?.stringValue)
        #expect(keyId.hasPrefix("K2"))
        #expect(claims["sub"] == .string(keyId))
        #expect(claims["drn"] == "DS")
        #expect((claims["roles"], claims["permissions"]) == (["robot"], ["read"]))
        // The key's own claims stand at the top, the exchange's under nsec.
        #expect((claims["plan"], claims["nsec"]) == ("pro", ["plan": "free"]))
        #expect(answer.body["expiration"] == claims["exp"])
        #expect(try isSigned(answer.sessionJwt, by: project.backend.publicKeys))
        #expect(try await project.post("/v1/auth/refresh", token: answer.sessionJwt).status == 401)
    }

    @Test("of several tenants one may be chosen, of one it is the current one")
    func tenants() async throws {
        let project = try Project()
        for id in ["a", "b", "c"] { try project.backend.addTenant(id: id, name: id) }
        let one = try project.backend.addAccessKey(name: "one", tenants: ["a": []])
        let two = try project.backend.addAccessKey(name: "two", tenants: ["a": [], "b": []])
        #expect(try await exchange(project, one).claims["dct"] == "a")
        #expect(try await exchange(project, two).claims["dct"] == nil)
        #expect(try await exchange(project, two, ["selectedTenant": "b"]).claims["dct"] == "b")
        #expect(try await exchange(project, two, ["selectedTenant": "c"]).errorCode == "E011004")
    }

    @Test("a user's key has the user's roles, as long as the user may sign in")
    func user() async throws {
        let project = try Project()
        try project.backend.addRole("staff")
        try project.backend.addUser("ada@example.com", roles: ["staff"])
        let key = try project.backend.addAccessKey(name: "ada's", userId: "ada@example.com")
        #expect(try await exchange(project, key).claims["roles"] == ["staff"])
        _ = try await project.manage("/v1/mgmt/user/delete", ["loginId": "ada@example.com"])
        #expect(try await exchange(project, key).errorCode == "E062803")
        #expect(throws: EmulatorRefusal.self) {
            try project.backend.addAccessKey(name: "k", userId: "nobody@example.com")
        }
    }

    @Test("an expired, deactivated or unknown key is refused")
    func refused() async throws {
        let project = try Project()
        let expires = project.clock.now.addingTimeInterval(60)
        let ending = try project.backend.addAccessKey(name: "ending", expires: expires)
        let other = try project.backend.addAccessKey(name: "other")
        #expect(try await exchange(project, ending).status == 200)
        project.clock.advance(by: .seconds(60))
        #expect(try await exchange(project, ending).errorCode == "E062803")

        try project.backend.setAccessKey("other", isActive: false)
        let off = try await exchange(project, other)
        #expect((off.status, off.errorCode) == (401, "E062803"))
        try project.backend.setAccessKey("other", isActive: true)
        #expect(try await exchange(project, other).status == 200)

        #expect(try await exchange(project, "made-up").errorCode == "E062803")
        #expect(try await project.post("/v1/auth/accesskey/exchange", [:]).errorCode == "E062802")
        #expect(throws: EmulatorRefusal.self) { try project.backend.setAccessKey("none", isActive: false) }
        #expect(throws: EmulatorRefusal.self) { try project.backend.addAccessKey(name: "k", roles: ["none"]) }
    }

    @Test("unknown options are refused")
    func strict() async throws {
        let project = try Project()
        let key = try project.backend.addAccessKey(name: "k")
        #expect(try await exchange(project, key, ["tenantId": "a"]).errorCode == "E011003")
    }

    @Test("the auth management key may stand behind the access key or not, but has to be right")
    func authManagementKey() async throws {
        let project = try Project { $0.authManagementKey = "K2auth" }
        let key = try project.backend.addAccessKey(name: "k").reveal()
        for (token, status) in [(key, 200), ("\(key):K2auth", 200), ("\(key):wrong", 401), ("K2auth", 401)] {
            #expect(try await project.post("/v1/auth/accesskey/exchange", [:], token: token).status == status)
        }
    }
}
