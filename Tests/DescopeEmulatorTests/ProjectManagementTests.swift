import DescopeCore
import DescopeEmulator
import DescopeHTTP
import DescopeTesting
import Testing

@Suite struct ProjectManagementTests {
    private func manage(_ project: Project, _ path: String, _ body: JSONValue = [:]) async throws -> JSONValue {
        let answer = try await project.manage("/v1/mgmt/\(path)", body)
        #expect(answer.status == 200, "\(path): \(answer.body)")
        return answer.body
    }

    private func expectFiles(_ files: [String: JSONValue], of project: Project) async throws {
        let found = try await manage(project, "project/snapshot/export")["files"]?.objectValue ?? [:]
        #expect(found.keys.sorted() == files.keys.sorted())
        for (file, content) in files { #expect(found[file] == content, "\(file)") }
    }

    /// A project with some of everything that files contain.
    private func project() async throws -> Project {
        let project = try Project()
        project.backend.addFlow("in")
        try project.backend.addTenant(id: "acme", name: "Acme")
        try project.backend.addRole("zoo", permissions: ["feed"])
        try project.backend.addRole("admin", permissions: ["all"])
        try project.backend.addRole("admin", tenantId: "acme")
        try project.backend.addUser("ada@example.com", roles: ["admin", "zoo"])
        for (path, body) in Self.content { _ = try await manage(project, path, body) }
        let server = try await manage(project, "mcp/server/create", ["name": "tools"])["server"]?["id"] ?? ""
        _ = try await manage(project, "mcp/server/client/create", ["name": "editor", "mcpServerId": server])
        let resource =
            try await manage(project, "resource/create", ["name": "f", "uri": "f://"])["resource"]?["id"] ?? ""
        let policy: JSONValue = ["resourceId": resource, "thirdPartyApplicationId": "a/b", "allUserScopes": true]
        _ = try await manage(project, "resourcepolicy/create", policy)
        return project
    }

    /// A policy whose values are all others than those of a new project.
    private static let passwords: JSONValue = [
        "enabled": false, "minLength": 11, "lowercase": false, "uppercase": false, "number": true,
        "nonAlphanumeric": false, "anyLetter": true, "disallowedCharacters": "xyz", "disallowEmailMatch": true,
        "expiration": true, "expirationWeeks": 7, "reuse": true, "reuseAmount": 3, "lock": false, "lockAttempts": 9,
        "tempLock": true, "tempLockAttempts": 2, "tempLockDuration": 13, "passwordStrengthScore": 4,
    ]

    private static let content: [(path: String, body: JSONValue)] = [
        ("project/update/name", ["name": "Acme"]), ("project/update/tags", ["tags": ["eu"]]),
        ("permission/create", ["name": "all", "description": "everything"]),
        ("theme/import", ["theme": ["id": "dark", "cssTemplate": ["a": 1]]]),
        ("localization/flow/import", ["flowId": "in", "overrides": ["languages": ["de": ["a": "b"]]]]),
        ("localization/messaging/import", ["overrides": ["languages": ["de": ["c": "d"]]]]),
        ("family/settings", ["maxFamilyMembers": 4]),
        ("family/customattribute/create", ["attributes": [["name": "plan", "type": 1]]]),
        ("user/customattribute/create", ["attributes": [["name": "grade", "type": 2, "viewPermissions": ["feed"]]]]),
        ("user/families/customattribute/create", ["attributes": [["name": "chores", "type": 3]]]),
        ("password/settings", Self.passwords),
        ("outbound/app/create", ["id": "crm", "name": "CRM", "clientSecret": "hidden"]),
        (
            "connector/audit/web/set",
            [
                "name": "siem", "url": "https://siem.example.com", "hmacSecret": "hidden",
                "filters": ["filterType": "actions", "operator": "includes", "values": ["UserCreated"]],
            ]
        ),
        ("list", ["name": "blocked", "type": "texts", "data": ["a"]]), ("engine/create", ["name": "risk"]),
        ("jwt/templates/create", ["template": ["name": "claims"]]),
        ("resource/dynamic-registration-template/create", ["name": "default"]),
        ("sso/idp/app/oidc/create", ["id": "wiki", "name": "Wiki"]),
        ("sso/idp/app/customattribute/create", ["attributes": [["name": "level", "type": 2]]]),
        ("outbound/scim/create", ["appId": "wiki", "configuration": ["a": 1]]),
        ("thirdparty/app/create", ["id": "a/b", "name": "Robot"]),
        ("scopeClaimMapping/set", ["mappings": [["scope": "a", "claims": ["b": "c"]]]]),
    ]

    /// Changes of rows with a generated id, which the name of their file has.
    private static let changesById: [(folder: String, path: String, body: @Sendable (JSONValue) -> JSONValue)] = [
        ("lists", "list/text/add", { ["id": $0, "texts": ["b"]] }),
        ("engines", "engine/update", { ["id": $0, "name": "Other"] }),
        ("jwtTemplates", "jwt/templates/update", { ["template": ["id": $0, "name": "Other"]] }),
        (
            "registrationTemplates", "resource/dynamic-registration-template/update",
            { ["template": ["id": $0, "name": "Other"]] }
        ),
        // With what belongs to them.
        ("mcpServers", "mcp/server/delete", { ["id": $0] }), ("resources", "resource/delete", { ["id": $0] }),
    ]

    /// Changes of everything that files contain.
    private static let changes: [(path: String, body: JSONValue)] = [
        ("project/update/name", ["name": "Other"]), ("project/update/tags", ["tags": []]),
        ("role/delete", ["name": "zoo"]), ("role/create", ["name": "new"]), ("permission/create", ["name": "new"]),
        ("flow/import", ["flowId": "in", "flow": ["id": "in", "name": "Other", "dsl": [:]]]),
        ("flow/import", ["flowId": "new", "flow": ["id": "new", "name": "New", "dsl": [:]]]),
        ("localization/flow/import", ["flowId": "new", "overrides": ["languages": ["fr": [:]]]]),
        ("localization/flow/import", ["flowId": "in", "overrides": ["languages": ["fr": [:]]]]),
        ("localization/messaging/import", ["overrides": ["languages": [:]]]),
        ("theme/import", ["theme": ["id": "light"]]), ("family/settings", ["enabled": false]),
        ("family/customattribute/delete", ["names": ["plan"]]),
        ("family/customattribute/create", ["attributes": [["name": "new", "type": 2]]]),
        ("outbound/app/update", ["app": ["id": "crm", "name": "Other"]]),
        ("outbound/app/create", ["id": "new", "name": "New"]),
        ("connector/audit/web/set", ["name": "siem", "url": "https://other.example.com", "hmacSecret": "other"]),
        ("user/customattribute/delete", ["names": ["grade"]]),
        ("user/families/customattribute/create", ["attributes": [["name": "chores", "type": 1]]]),
        ("password/settings", ["enabled": true, "minLength": 1]),
        ("sso/idp/app/delete", ["id": "wiki"]), ("sso/idp/app/customattribute/delete", ["names": ["level"]]),
        ("thirdparty/app/delete", ["id": "a/b"]), ("scopeClaimMapping/delete", [:]), ("engine/create", ["name": "new"]),
    ]

    @Test("files that are exported and imported again are the same project, without its secrets")
    func roundTrip() async throws {
        let project = try await project()
        let exported = try await manage(project, "project/snapshot/export")
        #expect(try await manage(project, "project/export", ["format": "plain"]) == exported)
        let files = try #require(exported["files"]?.objectValue)
        let generated = Self.changesById.map(\.folder) + ["mcpClients", "resourcePolicies"]
        let (known, others) = (generated.map { "\($0)/" }, files.keys.sorted())
        #expect(
            others.filter { name in !known.contains(where: name.hasPrefix) } == [
                "connectors/audit/siem.json", "families/attributes/plan.json", "families/settings.json",
                "familyMemberAttributes/chores.json",
                "flows/in.json", "inboundApps/a/b.json", "localization/flows/in.json", "localization/messaging.json",
                "outboundApps/crm.json", "outboundScim/wiki.json", "permissions.json", "project.json", "roles.json",
                "scopeClaimMapping.json", "settings.json", "ssoAppAttributes/level.json", "ssoApps/wiki.json",
                "theme.json", "userAttributes/grade.json",
            ]
        )
        for folder in known { #expect(others.filter { $0.hasPrefix(folder) }.count == 1, "\(folder)") }
        #expect(files["roles.json"]?["roles"]?.arrayValue?.map { $0["name"] } == ["admin", "zoo"])
        #expect(files["settings.json"]?["codeLifetime"] == 180)
        #expect(files["outboundApps/crm.json"] == ["name": "CRM", "clientSecret": ""])
        let filter: JSONValue = ["filterType": "actions", "operator": "includes", "values": ["UserCreated"]]
        #expect(
            files["connectors/audit/siem.json"] == [
                "name": "siem", "url": "https://siem.example.com", "hmacSecret": "", "filters": [filter],
            ]
        )
        let text = String(decoding: exported.json, as: UTF8.self)
        for secret in ["hidden", Project.managementKey] { #expect(!text.contains(secret)) }

        for (path, body) in Self.changes { _ = try await manage(project, path, body) }
        for (folder, path, body) in Self.changesById {
            let file = try #require(others.first { $0.hasPrefix("\(folder)/") })
            let id = file.dropFirst(folder.count + 1).dropLast(".json".count)
            _ = try await manage(project, path, body(.string(String(id))))
        }
        project.backend.configure { ($0.codeLifetime, $0.passwords.resetLifetime) = (.seconds(7), .seconds(8)) }
        let changed = try await manage(project, "project/snapshot/export")["files"]?.objectValue
        for (file, content) in files { #expect(changed?[file] != content, "\(file) is the same") }

        let before = try project.backend.snapshot().rowCount
        let valid = try await manage(project, "project/snapshot/validate", exported)
        #expect((valid["ok"], valid["failures"]) == (true, []))
        #expect(try project.backend.snapshot().rowCount == before)
        #expect(try await manage(project, "project/snapshot/export")["files"]?.objectValue == changed)

        #expect(try await manage(project, "project/snapshot/import", exported) == [:])
        try await expectFiles(files, of: project)
        project.backend.configure { settings in
            #expect((settings.codeLifetime, settings.passwords.resetLifetime) == (.seconds(180), .seconds(600)))
            #expect(settings.managementKey?.reveal() == Project.managementKey)
        }
        // A role that is the same all the time is still the user's, a deleted one is not.
        let user = try await project.load("/v1/mgmt/user", "loginId", "ada@example.com").body["user"]
        #expect(user?["roleNames"] == ["admin"])
        let projects = try await manage(project, "projects/list")["projects"]
        #expect((projects?[0]?["name"], projects?[0]?["tags"], projects?[0]?["tag"]) == ("Acme", ["eu"], "eu"))
    }

    @Test("another project needs the secrets")
    func secrets() async throws {
        let exported = try await manage(try await project(), "project/snapshot/export")
        let other = try Project()
        let result = try await manage(other, "project/snapshot/validate", exported)
        #expect((result["ok"], result["failures"]) == (false, []))
        let missing = try #require(result["missingSecrets"])
        #expect(
            missing == [
                "connectors": [["id": "siem", "name": "siem", "type": "hmacSecret", "value": ""]],
                "outboundApps": [["id": "crm", "name": "CRM", "type": "clientSecret", "value": ""]],
                "oauthProviders": [], "externalAuth": [],
            ]
        )
        #expect(try await other.manage("/v1/mgmt/project/snapshot/import", exported).status == 400)
        let given = missing.objectValue?.mapValues { list in
            JSONValue.array(
                (list.arrayValue ?? []).map { .object(($0.objectValue ?? [:]).merging(["value": "s"]) { $1 }) }
            )
        }
        let whole = (exported.objectValue ?? [:]).merging(["inputSecrets": .object(given ?? [:])]) { $1 }
        #expect(try await manage(other, "project/snapshot/validate", .object(whole))["ok"] == true)
        #expect(try await manage(other, "project/import", .object(whole)) == [:])
        try await expectFiles(exported["files"]?.objectValue ?? [:], of: other)
        for project in [try await self.project(), other] {
            let policy = try await project.management(.get, "/v1/mgmt/password/settings").body
            for (name, value) in Self.passwords.objectValue ?? [:] { #expect(policy[name] == value, "\(name)") }
            let attributes = try await project.management(.get, "/v1/mgmt/user/customattributes").body["data"]
            #expect(attributes?.arrayValue?.map { $0["name"] } == ["grade"])
            #expect((attributes?[0]?["type"], attributes?[0]?["viewPermissions"]) == (2, ["feed"]))
        }
    }

    @Test("a few files change only what they contain; they may be text")
    func partial() async throws {
        let project = try await project()
        let files: JSONValue = [
            "roles.json": ["roles": [["name": "admin", "description": "d"]]],
            "flows/up.json": .string(#"{"metadata":{"name":"Up"},"contents":{}}"#),
        ]
        _ = try await manage(project, "project/snapshot/import", ["files": files, "excludes": ["flows", "lists"]])
        #expect(try await manage(project, "flow/list")["total"] == 1)
        _ = try await manage(project, "project/snapshot/import", ["files": files])
        #expect(try await manage(project, "flow/list")["flows"]?.arrayValue?.map { $0["name"] } == ["in", "Up"])
        let exported = try await manage(project, "project/snapshot/export")["files"]
        #expect(exported?["roles.json"]?["roles"]?.arrayValue?.map { $0["description"] } == ["d"])
        #expect(exported?["permissions.json"]?["permissions"]?.arrayValue?.count == 1)
        #expect(exported?["outboundApps/crm.json"] != nil)
    }

    @Test(
        "wrong files are reported, and change nothing",
        arguments: [
            ("other.json", [:]), ("roles.json", "text"), ("roles.json", [:]), ("roles.json", ["roles": [[:]]]),
            ("roles.json", ["roles": [["name": "a"], ["name": "a"]]]), ("permissions.json", ["permissions": 1]),
            ("settings.json", [:]), ("families/settings.json", ["maxFamilyMembers": 0]),
            ("localization/flows/none.json", ["languages": [:]]),
        ] as [(String, JSONValue)]
    )
    func wrong(_ file: String, _ content: JSONValue) async throws {
        let project = try await project()
        let before = try await manage(project, "project/snapshot/export")
        let body: JSONValue = ["files": .object([file: content, "theme.json": ["styles": ["new": 1]]])]
        let result = try await manage(project, "project/snapshot/validate", body)
        let section = file.hasPrefix("localization") ? "localization/flows/" : file
        #expect((result["ok"], result["failures"]?.arrayValue?.count) == (false, 1))
        #expect(result["failures"]?[0]?.stringValue?.hasPrefix("\(section): ") == true)
        let refused = try await project.manage("/v1/mgmt/project/snapshot/import", body)
        #expect((refused.status, refused.body["errorMessage"]?.stringValue?.contains(section)) == (400, true))
        #expect(try await manage(project, "project/snapshot/export") == before)
    }

    @Test("clones are listed")
    func clones() async throws {
        let project = try Project()
        let body: JSONValue = ["name": "Copy", "environment": "production", "tags": ["a", "b"]]
        let clone = try await manage(project, "project/clone", body)
        #expect((clone["projectName"], clone["environment"], clone["tag"]) == ("Copy", "production", "a"))
        let started = try await manage(project, "project/clone/async", ["name": "Later"])
        let path = "/v1/mgmt/project/clone/async/\(try #require(started["processId"]?.stringValue))"
        let process = try await project.send(.get, path, bearer: StrictnessTests.management).body
        #expect((process["projectName"], process["error"]) == ("Later", ""))
        let all = try await manage(project, "projects/list")["projects"]?.arrayValue ?? []
        #expect(all.map { $0["id"] } == [.string(Project.projectId), clone["projectId"], process["projectId"]])
        #expect(try await project.send(.get, path + "x", bearer: StrictnessTests.management).status == 400)
        for wrong in [["name": "x", "environment": "staging"], ["environment": ""]] as [JSONValue] {
            #expect(try await project.manage("/v1/mgmt/project/clone/async", wrong).status == 400)
        }
    }

    @Test("a deleted project accepts nothing, also after it is restored")
    func deleted() async throws {
        let project = try await project()
        let refreshJwt = try await project.signIn().refreshJwt
        #expect(try await manage(project, "project/delete") == [:])
        let restored = try EmulatorBackend(restoring: try project.backend.snapshot(), clock: project.clock)
        for project in [project, Project(clock: project.clock, backend: restored)] {
            #expect(project.backend.loginIds == [])
            #expect(try await project.manage("/v1/mgmt/projects/list", [:]).status == 401)
            #expect(try await project.post("/v1/auth/refresh", token: refreshJwt).status == 401)
            #expect(try await project.get("/v2/keys/\(Project.projectId)").status == 401)
        }
    }
}
