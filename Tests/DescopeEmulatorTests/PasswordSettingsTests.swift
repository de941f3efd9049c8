import DescopeCore
import DescopeEmulator
import DescopeHTTP
import DescopeTesting
import Testing

@Suite struct PasswordSettingsTests {
    private static let path = "/v1/mgmt/password/settings"

    private func signUp(_ project: Project, _ password: String, _ loginId: String = "ada@example.com") async throws
        -> Int
    {
        let body: JSONValue = ["loginId": .string(loginId), "password": .string(password)]
        return try await project.post("/v1/auth/password/signup", body).status
    }

    private func signIn(_ project: Project, _ password: String) async throws -> Answer {
        let body: JSONValue = ["loginId": "ada@example.com", "password": .string(password)]
        return try await project.post("/v1/auth/password/signin", body)
    }

    private func replace(_ project: Project, _ old: String, _ new: String) async throws -> Answer {
        let body: JSONValue = [
            "loginId": "ada@example.com", "oldPassword": .string(old), "newPassword": .string(new),
        ]
        return try await project.post("/v1/auth/password/replace", body)
    }

    private func configure(_ project: Project, _ settings: [String: JSONValue]) async throws {
        let body = JSONValue.object(["enabled": true].merging(settings) { $1 })
        #expect(try await project.manage(Self.path, body).body == [:])
    }

    @Test("what is set is returned, also the numbers of rules that are off", arguments: ["", "acme"])
    func kept(_ tenantId: String) async throws {
        let project = try Project()
        try project.backend.addTenant(id: "acme", name: "Acme")
        let settings: [String: JSONValue] = [
            "enabled": true, "minLength": 10, "lowercase": true, "uppercase": false, "number": true,
            "nonAlphanumeric": false, "expiration": true, "expirationWeeks": 12, "reuse": false, "reuseAmount": 5,
            "lock": true, "lockAttempts": 4, "tempLock": true, "tempLockAttempts": 3, "tempLockDuration": 15,
            "enablePasswordStrength": false, "passwordStrengthScore": 2, "anyLetter": true,
            "disallowedCharacters": "<>", "disallowEmailMatch": true, "tenantId": .string(tenantId),
        ]
        #expect(try await project.manage(Self.path, .object(settings)).status == 200)
        #expect(try await project.management(.get, "\(Self.path)?tenantId=\(tenantId)").body == .object(settings))
        // The other one's stay.
        let other = try await project.management(.get, tenantId.isEmpty ? "\(Self.path)?tenantId=acme" : Self.path)
        #expect(other.body["minLength"] == (tenantId.isEmpty ? 10 : 8))
        #expect(
            try await project.get("/v1/auth/password/policy").body["minLength"] == (tenantId.isEmpty ? 10 : 8)
        )
        // What is left out is off.
        #expect(try await project.manage(Self.path, ["enabled": true, "tenantId": .string(tenantId)]).status == 200)
        let reset = try await project.management(.get, "\(Self.path)?tenantId=\(tenantId)").body
        #expect((reset["minLength"], reset["lock"], reset["lockAttempts"]) == (0, false, 0))
    }

    @Test(
        "each rule decides which passwords are accepted",
        arguments: [
            (["minLength": 4], "abc", "abcd"), (["lowercase": true], "ABC1", "ABc1"),
            (["uppercase": true], "abc", "aBc"),
            (["number": true], "abc", "abc1"), (["nonAlphanumeric": true], "abc1", "abc-"),
            (["anyLetter": true], "12", "1a"),
            (["disallowedCharacters": "<é"], "ab\u{E9}", "abe"),
            (["disallowEmailMatch": true], "1ADA@example.com", "ada@example.org"),
        ] as [([String: JSONValue], String, String)]
    )
    func rules(_ settings: [String: JSONValue], _ refused: String, _ accepted: String) async throws {
        let project = try Project()
        try await configure(project, settings)
        #expect(try await signUp(project, refused) == 400)
        #expect(try await signUp(project, accepted) == 200)
        #expect(try await replace(project, accepted, refused).status == 400)
        try await configure(project, [:])
        #expect(try await replace(project, accepted, refused).status == 200)
    }

    @Test("an expired password has to be replaced")
    func expiration() async throws {
        let project = try Project()
        try await configure(project, ["expiration": true, "expirationWeeks": 2])
        #expect(try await signUp(project, "old") == 200)
        project.clock.advance(by: .seconds(2 * 7 * 86_400 - 1))
        #expect(try await signIn(project, "old").status == 200)
        project.clock.advance(by: .seconds(1))
        #expect(try await signIn(project, "old").errorCode == "E062909")
        #expect(try await replace(project, "old", "new").status == 200)
        #expect(try await signIn(project, "new").status == 200)
    }

    @Test("earlier passwords are refused, as many as the settings say")
    func reuse() async throws {
        let project = try Project()
        try await configure(project, ["reuse": true, "reuseAmount": 2])
        #expect(try await signUp(project, "one") == 200)
        #expect(try await replace(project, "one", "two").status == 200)
        #expect(try await replace(project, "two", "one").status == 400)
        #expect(try await replace(project, "two", "three").status == 200)
        #expect(try await replace(project, "three", "one").status == 200)
    }

    @Test("wrong passwords lock the right one, for good or for a while")
    func lock() async throws {
        let project = try Project()
        let brief: [String: JSONValue] = ["tempLock": true, "tempLockAttempts": 2, "tempLockDuration": 5]
        try await configure(project, brief.merging(["lock": true, "lockAttempts": 3]) { $1 })
        #expect(try await signUp(project, "right") == 200)
        for _ in 0..<2 { #expect(try await signIn(project, "wrong").errorCode == "E011004") }
        #expect(try await signIn(project, "right").errorCode == "E061103")
        project.clock.advance(by: .seconds(299))
        #expect(try await signIn(project, "right").errorCode == "E061103")
        project.clock.advance(by: .seconds(1))
        // A right one in between begins both counts anew.
        for _ in 0..<2 {
            #expect(try await signIn(project, "right").status == 200)
            #expect(try await signIn(project, "wrong").errorCode == "E011004")
        }
        #expect(try await signIn(project, "right").status == 200)
        for _ in 0..<2 { _ = try await signIn(project, "wrong") }
        project.clock.advance(by: .seconds(300))
        #expect(try await signIn(project, "wrong").errorCode == "E011004")
        project.clock.advance(by: .seconds(7 * 86_400))
        #expect(try await signIn(project, "right").errorCode == "E061103")
    }

    @Test("without passwords nobody signs up, in or gets a reset")
    func disabled() async throws {
        let project = try Project()
        try await configure(project, [:])
        #expect(try await signUp(project, "secret") == 200)
        try await configure(project, ["enabled": false])
        #expect(try await signUp(project, "secret", "bob") == 400)
        #expect(try await signIn(project, "secret").status == 400)
        #expect(try await replace(project, "secret", "other").status == 400)
        let reset = try await project.post("/v1/auth/password/reset", ["loginId": "ada@example.com"])
        #expect(reset.status == 400)
        try await configure(project, [:])
        #expect(try await signIn(project, "secret").status == 200)
    }

    @Test("a tenant's policy is that of its users, and of a sign-up that names it")
    func tenant() async throws {
        let project = try Project()
        for id in ["acme", "globex"] { try project.backend.addTenant(id: id, name: id) }
        try await configure(project, [:])
        try await configure(project, ["tenantId": "acme", "minLength": 12])
        let signUp: JSONValue = ["loginId": "bob", "password": "short", "loginOptions": ["tenantId": "acme"]]
        #expect(try await project.post("/v1/auth/password/signup", signUp).status == 400)
        #expect(try await self.signUp(project, "short") == 200)
        // A user of several tenants has the project's policy.
        for (tenants, status) in [(["acme"], 400), (["globex"], 200), (["acme", "globex"], 200)] {
            try project.backend.setPassword("old", of: "ada@example.com")
            try project.backend.setTenants(.init(uniqueKeysWithValues: tenants.map { ($0, []) }), of: "ada@example.com")
            #expect(try await replace(project, "old", "short").status == status, "\(tenants)")
        }
    }

    @Test(
        "refused settings",
        arguments: [
            ["minLength": -1], ["expiration": true], ["reuse": true, "reuseAmount": 0], ["tempLock": true],
            ["tempLock": true, "tempLockAttempts": 2, "tempLockDuration": 0],
            ["lock": true, "lockAttempts": -1], ["enablePasswordStrength": true], ["tenantId": "none"],
        ] as [JSONValue]
    )
    func refused(_ settings: JSONValue) async throws {
        let project = try Project()
        let before = try await project.management(.get, Self.path).body
        #expect(try await project.manage(Self.path, settings).status == 400)
        #expect(try await project.management(.get, Self.path).body == before)
        #expect(try await project.management(.get, "\(Self.path)?tenantId=none").status == 400)
    }
}
