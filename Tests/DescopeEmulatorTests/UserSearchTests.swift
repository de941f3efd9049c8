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

@Suite struct UserSearchTests {
    /// A project with four users, a second between each and the next, and a test user. The second, Bob, has signed in
    /// by a code and with a provider.
    private static func project() async throws -> Project {
        let project = try Project { $0.passwords.lockAttempts = 1 }
        let backend = project.backend
        for (id, parent) in [("acme", nil), ("labs", "acme"), ("globex", nil)] as [(String, String?)] {
            let body: JSONValue = [
                "id": .string(id), "name": .string(id), "parent": parent.map(JSONValue.string) ?? .null,
            ]
            #expect(try await project.manage("/v1/mgmt/tenant/create", body).status == 200)
        }
        for role in ["staff", "editor"] { try backend.addRole(role) }
        func pass() { project.clock.advance(by: .seconds(1)) }
        try backend.addUser(
            "ada@example.com",
            name: "Ada Lovelace",
            roles: ["staff"],
            tenants: ["acme": ["editor", "staff"], "globex": []]
        )
        pass()
        try backend.addUser("bob@example.com", phone: "+15555550123", name: "Bob", tenants: ["labs": ["editor"]])
        try backend.setPassword("Correct+horse1", of: "bob@example.com")
        pass()
        try backend.addUser("carol", email: "c@example.org", name: "carol")
        try backend.setEnabled(false, of: "carol")
        pass()
        let dora: JSONValue = [
            "loginId": "dora", "displayName": "Dora",
            "customAttributes": ["plan": "gold", "tags": ["a", "b"], "level": 7],
            "ssoAppIds": ["crm"], "additionalLoginIds": ["+1-555-555-0199"], "status": "enabled",
        ]
        #expect(try await project.manage("/v1/mgmt/user/create", dora).status == 200)
        let more: JSONValue = ["loginId": "dora", "recoveryEmail": "r@example.com", "verified": true]
        #expect(try await project.manage("/v1/mgmt/user/update/recovery/email", more).status == 200)
        let scim: JSONValue = ["loginId": "dora", "scim": true]
        let answer = try await project.send(
            .patch,
            "/v1/mgmt/user/patch",
            bearer: StrictnessTests.management,
            body: scim.json
        )
        #expect(answer.status == 200)
        try backend.addUser("probe", isTest: true)
        // A wrong password locks Bob's for good.
        let wrong: JSONValue = ["loginId": "bob@example.com", "password": "wrong"]
        #expect(try await project.post("/v1/auth/password/signin", wrong).status == 401)
        return project
    }

    private static let shared = Task { try await project() }

    private func search(_ filter: JSONValue, _ path: String = "/v2/mgmt/user/search") async throws -> Answer {
        try await Self.shared.value.manage(path, filter)
    }

    private func names(_ answer: Answer) -> [String] {
        answer.body["users"]?.arrayValue?.compactMap { $0["loginIds"]?[0]?.stringValue?.prefix { $0 != "@" } }
            .map(String.init) ?? ["\(answer.body)"]
    }

    static let filters: [(filter: [String: JSONValue], found: [String])] = [
        ([:], ["ada", "bob", "carol", "dora"]),
        // As the SDKs send it that always send everything.
        (
            ["tenantIds": [], "roleNames": nil, "text": "", "fromCreatedTime": 0, "limit": 0, "dependent": false],
            ["ada", "bob", "carol", "dora"]
        ),
        (["withTestUser": true], ["ada", "bob", "carol", "dora", "probe"]), (["testUsersOnly": true], ["probe"]),
        (["text": "LOVE"], ["ada"]), (["text": "example.com"], ["ada", "bob"]), (["text": "555555"], ["bob", "dora"]),
        (["text": "nowhere"], []), (["emails": ["c@example.org", "x"]], ["carol"]),
        (["phones": ["+1 555 555 0123"]], ["bob"]), (["loginIds": ["carol", "+15555550199"]], ["carol", "dora"]),
        (["statuses": ["disabled", "enabled"]], ["carol", "dora"]), (["ssoAppIds": ["crm", "x"]], ["dora"]),
        (["roleNames": ["editor"]], ["ada", "bob"]), (["roleNames": ["staff"]], ["ada"]),
        (["tenantIds": ["acme"]], ["ada"]), (["tenantIds": ["acme"], "includeSubTenants": true], ["ada", "bob"]),
        (["tenantIds": ["none"]], []),
        (["tenantRoleNames": ["acme": ["values": ["editor", "staff"], "and": true]]], ["ada"]),
        (["tenantRoleNames": ["labs": ["values": ["editor", "staff"], "and": true]]], []),
        (["tenantRoleNames": ["labs": ["values": ["editor", "staff"]]]], ["bob"]),
        (["tenantRoleNames": ["labs": ["values": ["editor"]], "acme": ["values": ["staff"]]]], ["ada", "bob"]),
        (["tenantRoleNames": ["globex": ["values": []]]], ["ada"]),
        (["tenantRoleIds": ["labs": ["values": ["editor"]]]], []),
        (["customAttributes": ["plan": "gold"]], ["dora"]),
        (["customAttributes": ["plan": ["gold", "lead"]]], ["dora"]),
        (["customAttributes": ["tags": "b"]], ["dora"]), (["customAttributes": ["level": 7, "plan": "lead"]], []),
        (["customAttributes": ["level": "7"]], []),
        (["verifiedEmail": true], ["ada", "bob"]), (["verifiedEmail": false], ["carol", "dora"]),
        (["verifiedPhone": true], []), (["password": true], ["bob"]),
        (["password": false, "scim": false], ["ada", "carol"]),
        (["totp": true], []), (["webauthn": true], []), (["scim": true], ["dora"]), (["scimOnly": true], ["dora"]),
        (["ssoOnly": true], []), (["familyIds": ["none"]], []), (["dependent": true], []),
        (["lockReasons": ["password"]], ["bob"]), (["tempLockReasons": ["password"]], []),
    ]

    @Test("a search finds the users that meet all of its conditions", arguments: filters)
    func found(_ filter: [String: JSONValue], _ found: [String]) async throws {
        let answer = try await search(.object(filter))
        #expect(names(answer) == found)
        #expect(answer.body["total"] == .int(Int64(found.count)))
    }

    @Test("times are milliseconds, with both ends included")
    func times() async throws {
        let users = try await search([:]).body["users"]?.arrayValue ?? []
        let created = users.compactMap { $0["createdTime"]?.intValue }
        let (from, to) = (JSONValue.int(created[1] * 1000), JSONValue.int(created[2] * 1000))
        let range: JSONValue = ["fromCreatedTime": from, "toCreatedTime": to]
        #expect(names(try await search(range)) == ["bob", "carol"])
        let text: JSONValue = ["fromModifiedTime": .string("\(created[2] * 1000 + 1)")]
        #expect(names(try await search(text)) == ["dora"])
    }

    static let orders: [(members: [String: JSONValue], found: [String])] = [
        (["sort": [["field": "name"]]], ["ada", "bob", "dora", "carol"]),
        (["sort": [["field": "createdTime", "desc": true]]], ["dora", "carol", "bob", "ada"]),
        (["sort": [["field": "status"], ["field": "loginId", "desc": true]]], ["carol", "dora", "bob", "ada"]),
        (["limit": 2], ["ada", "bob"]), (["limit": 2, "page": 1], ["carol", "dora"]), (["limit": 2, "page": 2], []),
        (["limit": 9_000_000_000_000_000_000, "page": 9_000_000_000_000_000_000], []),
        (["limit": 1, "sort": [["field": "loginId", "desc": true]]], ["dora"]),
    ]

    @Test("pages are parts of the order, and the total is that of all of them", arguments: orders)
    func pages(_ members: [String: JSONValue], _ found: [String]) async throws {
        let answer = try await search(.object(members))
        #expect(names(answer) == found)
        #expect(answer.body["total"] == 4)
    }

    @Test(
        "what has no meaning here, or none at all, is refused by its name",
        arguments: [
            (["limit": -1], "limit"), (["page": -1], "page"), (["sort": [["field": "shoeSize"]]], "sort"),
        ] as [([String: JSONValue], String)]
    )
    func refused(_ members: [String: JSONValue], _ name: String) async throws {
        let answer = try await search(.object(members))
        #expect(answer.errorCode == "E011004")
        #expect(answer.body["errorMessage"]?.stringValue?.hasPrefix(name) == true)
    }

    @Test("test users have a search of their own")
    func testUsers() async throws {
        let filter: JSONValue = [
            "withTestUser": true, "testUsersOnly": true, "loginIds": ["probe", "bob@example.com"],
        ]
        #expect(names(try await search(filter, "/v2/mgmt/user/search/test")) == ["probe"])
    }

    static let oldFilters: [(filter: [String: JSONValue], found: [String])] = [
        (["loginId": "carol"], ["carol"]), (["customAttributes": ["level": "7"]], ["dora"]),
        (["offset": 3, "limit": 2, "page": 5], ["dora"]),
    ]

    static let recoveryFilters: [(filter: [String: JSONValue], found: [String])] = [
        (["recoveryEmails": ["r@example.com"]], ["dora"]), (["verifiedRecoveryEmail": true], ["dora"]),
        (["recoveryPhones": ["+1"]], []), (["verifiedRecoveryPhone": true], []),
    ]

    @Test("both searches find users by their addresses for recovery", arguments: recoveryFilters, ["v1", "v2"])
    func recovery(_ filter: (filter: [String: JSONValue], found: [String]), _ version: String) async throws {
        #expect(names(try await search(.object(filter.filter), "/\(version)/mgmt/user/search")) == filter.found)
    }

    @Test("the older search has some conditions of its own", arguments: oldFilters)
    func older(_ filter: [String: JSONValue], _ found: [String]) async throws {
        #expect(names(try await search(.object(filter), "/v1/mgmt/user/search")) == found)
    }

    @Test("without a limit a page has 100 users")
    func defaultLimit() async throws {
        let project = try Project()
        for number in 0..<101 { try project.backend.addUser("user\(number)") }
        let answer = try await project.manage("/v2/mgmt/user/search", ["limit": 0])
        #expect((answer.body["users"]?.arrayValue?.count, answer.body["total"]) == (100, 101))
        let all = try await project.manage("/v2/mgmt/user/search", ["limit": 101])
        #expect(all.body["users"]?.arrayValue?.count == 101)
    }

    @Test("a lock that ends is a temporary one")
    func locks() async throws {
        let project = try Project { $0.codeAttempts = 1 }
        let id = JSONValue.string("ada@example.com")
        let user: JSONValue = ["loginId": id, "seed": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"]
        #expect(try await project.manage("/v1/mgmt/user/create/batch", ["users": [user]]).status == 200)
        _ = try await project.post("/v1/auth/totp/verify", ["loginId": id, "code": "wrong"])
        func found(_ filter: JSONValue) async throws -> JSONValue? {
            try await project.manage("/v2/mgmt/user/search", filter).body["users"]?[0]
        }
        let locked = try await found(["tempLockReasons": ["totp"]])
        let now = Int64(project.clock.now.timeIntervalSince1970)
        #expect(locked?["tempLockExpiration"] == .int(now + 180))
        #expect(try await found(["lockReasons": ["totp"]]) == nil)
        project.clock.advance(by: .seconds(180))
        #expect(try await found(["tempLockReasons": ["totp"]]) == nil)
        #expect(try await found([:])?["tempLockExpiration"] == 0)
    }

    @Test("the sign-ins of users are returned newest first, in two forms")
    func history() async throws {
        let project = try Project()
        for _ in 0..<2 {
            _ = try await project.signIn()
            project.clock.advance(by: .seconds(60))
        }
        let id = try #require(
            try await project.load("/v1/mgmt/user", "loginId", "ada@example.com").body["user"]?["userId"]
        )
        let first = try await project.manage("/v1/mgmt/user/history", [id, "U2unknown"])
        let now = Int64(project.clock.now.timeIntervalSince1970)
        #expect(first.body.arrayValue?.compactMap { $0["loginTime"]?.intValue } == [now - 60, now - 120])
        let second = try await project.manage("/v2/mgmt/user/history", ["userIds": [id]])
        #expect(second.body == ["usersAuthHistory": first.body])
    }
}
