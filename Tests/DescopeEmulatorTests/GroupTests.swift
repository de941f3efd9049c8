import DescopeCore
import DescopeEmulator
import DescopeHTTP
import DescopeTesting
import Testing

@Suite struct GroupTests {
    /// A project whose users have signed in with SSO.
    private func project() async throws -> Project {
        let project = try Project()
        for id in ["acme", "globex"] { try project.backend.addTenant(id: id, name: id) }
        try project.backend.configureSSO(tenant: "acme", domains: ["acme.example"])
        try project.backend.configureSSO(tenant: "acme", domains: ["acme.example"], ssoId: "okta")
        try project.backend.configureSSO(tenant: "globex")
        for (tenant, ssoId, name, groups) in [
            ("acme", "", "ada", ["eng", "all"]), ("acme", "", "bob", ["all"]), ("acme", "okta", "carol", ["all"]),
            ("globex", "", "dora", ["eng"]),
        ] {
            try await signIn(project, tenant, ssoId, name, groups)
        }
        return project
    }

    private func signIn(
        _ project: Project,
        _ tenant: String,
        _ ssoId: String,
        _ name: String,
        _ groups: [String]
    ) async throws {
        let query = [APIQueryItem("tenant", tenant), APIQueryItem("ssoId", ssoId)].filter { $0.value != "" }
        let start = try await project.send(.post, "/v1/auth/sso/authorize", query: query)
        let identity = Identity(email: "\(name)@acme.example", name: name.uppercased(), subject: name, groups: groups)
        let url = try #require(start.body["url"]?.stringValue)
        _ = try project.backend.identityProvider.signIn(at: url, as: identity)
    }

    private func groups(_ project: Project, _ path: String, _ body: JSONValue) async throws -> [String] {
        let answer = try await project.manage("/v1/mgmt/group/\(path)", body)
        return answer.body.arrayValue?.compactMap { group in
            group["ssoId"]?.stringValue.flatMap { ssoId in group["id"]?.stringValue.map { "\($0) \(ssoId)" } }
        } ?? []
    }

    @Test("groups are those of the tenant's users, or of one SSO configuration")
    func all() async throws {
        let project = try await project()
        for (ssoId, expected) in [
            (nil, ["eng default_ssoid", "all default_ssoid", "all okta"]),
            ("default_ssoid", ["eng default_ssoid", "all default_ssoid"]), ("okta", ["all okta"]), ("none", []),
        ] as [(String?, [String])] {
            var body: [String: JSONValue] = ["tenantId": "acme"]
            body["ssoId"] = ssoId.map(JSONValue.string)
            #expect(try await groups(project, "all", .object(body)) == expected)
        }
        let first = try await project.manage("/v1/mgmt/group/all", ["tenantId": "globex"]).body
        #expect(
            first == [["id": "eng", "display": "eng", "source": "jit", "ssoId": "default_ssoid", "members": []]]
        )
    }

    @Test("members are those who had the group at their last sign-in")
    func members() async throws {
        let project = try await project()
        func names(_ group: String) async throws -> [[JSONValue?]] {
            let body: JSONValue = ["tenantId": "acme", "groupId": .string(group), "ssoId": "default_ssoid"]
            let found = try await project.manage("/v1/mgmt/group/members", body).body.arrayValue ?? []
            return found.map { $0["members"]?.arrayValue?.map { $0["display"] } ?? [] }
        }
        #expect(try await names("all") == [["ADA", "BOB"]])
        #expect(try await names("eng") == [["ADA"]])
        try await signIn(project, "acme", "", "bob", ["eng"])
        #expect(try await names("all") == [["ADA"]])
        #expect(try await names("eng") == [["ADA", "BOB"]])
        #expect(try await project.manage("/v1/mgmt/user/delete", ["loginId": "ada@acme.example"]).status == 200)
        #expect(try await names("eng") == [["BOB"]])
        #expect(try await names("all") == [])

        let body: JSONValue = ["tenantId": "acme", "groupId": "eng"]
        let member = try await project.manage("/v1/mgmt/group/members", body).body[0]?["members"]?[0]
        #expect(member?["loginId"] == "bob@acme.example")
        #expect(member?["userId"]?.stringValue?.hasPrefix("U2") == true)
    }

    @Test(
        "the groups of users, by login ids and user ids",
        arguments: [
            (["ada"], ["eng default_ssoid", "all default_ssoid"]), (["bob"], ["all default_ssoid"]),
            (["bob", "carol"], ["all default_ssoid", "all okta"]), (["eve"], []),
        ]
    )
    func ofMembers(_ names: [String], _ expected: [String]) async throws {
        let project = try await project()
        let addresses = names.map { "\($0)@acme.example" }
        try project.backend.addUser("eve@acme.example")
        let loginIds = JSONValue.array(addresses.map(JSONValue.string))
        #expect(try await groups(project, "member/all", ["tenantId": "acme", "loginIds": loginIds]) == expected)
        var userIds: [JSONValue] = []
        for address in addresses {
            userIds.append(
                try #require(
                    try await project.management(.get, "/v1/mgmt/user?loginId=\(address)").body["user"]?["userId"]
                )
            )
        }
        #expect(try await groups(project, "member/all", ["tenantId": "acme", "userIds": .array(userIds)]) == expected)
    }

    @Test(
        "refused requests",
        arguments: [
            ("all", ["tenantId": "none"]), ("members", ["tenantId": "acme", "groupId": "none"]),
            ("member/all", ["tenantId": "acme", "loginIds": [], "userIds": []]),
            ("member/all", ["tenantId": "acme", "loginIds": ["nobody"]]),
        ] as [(String, JSONValue)]
    )
    func refused(_ path: String, _ body: JSONValue) async throws {
        #expect(try await project().manage("/v1/mgmt/group/\(path)", body).status == 400)
    }
}
