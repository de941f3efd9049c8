import DescopeCore
import DescopeEmulator
import DescopeHTTP
import DescopeTesting
import Testing

@Suite struct FamilyTests {
    /// A project with a family, its guardian and a dependent.
    private func project() async throws -> Project {
        let project = try Project()
        try project.backend.addRole("guardian", permissions: ["Family Impersonate Dependents"])
        try project.backend.addUser("ada@example.com")
        for (path, body) in [
            ("family/create", ["familyId": "smiths", "name": "The Smiths"]),
            ("family/dependent/create", ["familyId": "smiths", "name": "Kid Smith", "email": "ada@example.com"]),
            (
                "user/update/family/add",
                [
                    "loginId": "ada@example.com",
                    "familyAssociations": [["familyId": "smiths", "roleNames": ["guardian"]]],
                ]
            ),
        ] as [(String, JSONValue)] {
            #expect(try await project.manage("/v1/mgmt/\(path)", body).status == 200, "\(path)")
        }
        return project
    }

    private func user(_ project: Project, _ loginId: String) async throws -> JSONValue? {
        try await project.load("/v1/mgmt/user", "loginId", loginId).body["user"]
    }

    @Test("a dependent has a login id of the name, and cannot sign in")
    func dependent() async throws {
        let project = try await project()
        let kid = try await user(project, "kid-smith")
        #expect((kid?["dependent"], kid?["email"], kid?["status"]) == (true, "ada@example.com", "enabled"))
        #expect(try await project.manage("/v1/mgmt/auth/signin", ["loginId": "kid-smith"]).status == 403)
        let body: JSONValue = [
            "familyId": "smiths", "name": "Kid Smith", "familyScopedAttributes": ["smiths": ["chores": 3]],
        ]
        let other = try await project.manage("/v1/mgmt/family/dependent/create", body).body["user"]
        #expect(other?["loginIds"]?[0]?.stringValue?.hasPrefix("kid-smith-") == true)
        #expect(other?["userFamilies"]?[0]?["familyScopedAttributes"] == ["chores": 3])
        let ada: JSONValue = ["userId": try #require(try await user(project, "ada@example.com")?["userId"])]
        #expect(try await project.manage("/v1/mgmt/family/dependent/delete", ada).status == 400)
        let gone: JSONValue = ["userId": try #require(other?["userId"])]
        #expect(try await project.manage("/v1/mgmt/family/dependent/delete", gone).status == 200)
        #expect(project.backend.loginIds == ["ada@example.com", "kid-smith"])
    }

    @Test("a member with the permission in the family impersonates its dependents")
    func impersonation() async throws {
        let project = try await project()
        func impersonate(_ changes: [String: JSONValue] = [:]) async throws -> Answer {
            let body: [String: JSONValue] = [
                "impersonatorUserIdOrLoginId": "ada@example.com", "dependentLoginId": "kid-smith",
            ]
            return try await project.manage("/v1/mgmt/family/impersonate", .object(body.merging(changes) { $1 }))
        }
        let jwt = try #require(try await impersonate(["selectedFamily": "smiths"]).body["jwt"]?.stringValue)
        let claims = try await project.post("/v1/auth/refresh", token: jwt).claims
        let (ada, kid) = (try await user(project, "ada@example.com"), try await user(project, "kid-smith"))
        #expect((claims["sub"], claims["act"]?["sub"]) == (kid?["userId"], ada?["userId"]))
        let stopped = try await project.manage("/v1/mgmt/family/impersonate/stop", ["jwt": .string(jwt)])
        #expect(try parse(stopped.body["jwt"]?.stringValue ?? "").claims["sub"] == ada?["userId"])

        try project.backend.addUser("eve", roles: ["guardian"])
        for (changes, status) in [
            (["selectedFamily": "joneses"], 400), (["dependentLoginId": "ada@example.com"], 400),
            (["impersonatorUserIdOrLoginId": "eve"], 403), (["impersonatorUserIdOrLoginId": "kid-smith"], 403),
        ] as [([String: JSONValue], Int)] {
            #expect(try await impersonate(changes).status == status, "\(changes)")
        }
        #expect(try await project.manage("/v1/mgmt/family/update", ["id": "smiths", "disabled": true]).status == 200)
        #expect(try await impersonate().status == 403)
        #expect(try await project.manage("/v1/mgmt/family/update", ["id": "smiths", "disabled": false]).status == 200)
        #expect(try await project.manage("/v1/mgmt/role/delete", ["name": "guardian"]).status == 200)
        #expect(try await impersonate().status == 403)
    }

    @Test("adding a family again adds to roles and attributes; removing and deleting take them")
    func associations() async throws {
        let project = try await project()
        try project.backend.addRole("cook")
        func change(_ operation: String, _ members: [String: JSONValue]) async throws -> Answer {
            let body = members.merging(["loginId": "ada@example.com"]) { $1 }
            return try await project.manage("/v1/mgmt/user/update/family/\(operation)", .object(body))
        }
        func add(_ association: JSONValue) async throws -> JSONValue? {
            try await change("add", ["familyAssociations": [association]]).body["user"]?["userFamilies"]?[0]
        }
        _ = try await add(["familyId": "smiths", "familyScopedAttributes": ["a": 1, "b": 1]])
        let again: JSONValue = ["familyId": "smiths", "roleNames": ["cook"], "familyScopedAttributes": ["b": 2]]
        let family = try await add(again)
        #expect(family?["roleNames"] == ["guardian", "cook"])
        #expect(family?["familyScopedAttributes"] == ["a": 1, "b": 2])
        #expect(family?["permissions"] == ["Family Impersonate Dependents"])

        for ids in [[], ["none"]] as [JSONValue] {
            #expect(try await change("remove", ["familyIds": ids]).status == 400)
        }
        let removed = try await change("remove", ["familyIds": ["smiths"]])
        #expect(removed.body["user"]?["userFamilies"] == [])
        let kid: JSONValue = ["loginId": "kid-smith", "familyIds": ["smiths"]]
        #expect(try await project.manage("/v1/mgmt/user/update/family/remove", kid).status == 400)

        _ = try await add(["familyId": "smiths"])
        #expect(try await project.manage("/v1/mgmt/family/delete", ["id": "smiths"]).status == 200)
        #expect(project.backend.loginIds == ["ada@example.com"])
        #expect(try await user(project, "ada@example.com")?["userFamilies"] == [])
        #expect(try await project.manage("/v1/mgmt/family/delete", ["id": "smiths"]).status == 400)
    }

    @Test("users are found by their families, and by whether they are dependents")
    func membersFound() async throws {
        let project = try await project()
        #expect(try await project.manage("/v1/mgmt/user/create", ["loginId": "bob"]).status == 200)
        for (filter, found) in [
            (["familyIds": ["smiths", "none"]], ["ada@example.com", "kid-smith"]), (["familyIds": ["none"]], []),
            (["dependent": true], ["kid-smith"]), (["dependent": false], ["ada@example.com", "bob"]),
        ] as [(JSONValue, [String])] {
            let users = try await project.manage("/v2/mgmt/user/search", filter).body["users"]?.arrayValue ?? []
            #expect(Set(users.compactMap { $0["loginIds"]?[0]?.stringValue }) == Set(found), "\(filter)")
        }
    }

    @Test(
        "an update sets exactly the families of the request; without any, a patch leaves them",
        arguments: ["update", "patch"]
    )
    func updates(_ name: String) async throws {
        let project = try await project()
        #expect(try await project.manage("/v1/mgmt/family/create", ["familyId": "x", "name": "X"]).status == 200)
        func change(_ loginId: String, _ associations: JSONValue?) async throws -> Answer {
            var body: [String: JSONValue] = ["loginId": .string(loginId), "givenName": "New"]
            body["familyAssociations"] = associations
            return try await project.send(
                name == "patch" ? .patch : .post,
                "/v1/mgmt/user/\(name)",
                bearer: StrictnessTests.management,
                body: JSONValue.object(body).json
            )
        }
        let same = try await change("ada@example.com", nil).body["user"]?["userFamilies"]
        #expect(same?[0]?["roleNames"] == (name == "patch" ? ["guardian"] : nil))
        let moved = try await change("ada@example.com", [["familyId": "x"]]).body["user"]?["userFamilies"]
        #expect((moved?.arrayValue?.count, moved?[0]?["familyId"], moved?[0]?["roleNames"]) == (1, "x", []))
        #expect(try await change("ada@example.com", []).body["user"]?["userFamilies"] == [])
        // Of what is refused nothing is done.
        #expect(try await change("kid-smith", [["familyId": "x"]]).status == 400)
        let kid = try await user(project, "kid-smith")
        #expect((kid?["givenName"], kid?["userFamilies"]?[0]?["familyId"]) == ("", "smiths"))
        // A dependent cannot be without a family.
        let renamed = try await change("kid-smith", nil).body["user"]
        #expect((renamed?["givenName"], renamed?["userFamilies"]?[0]?["familyId"]) == ("New", "smiths"))
    }

    @Test("of a user whose families are refused, a batch creates nothing")
    func batch() async throws {
        let project = try await project()
        let users: JSONValue = [
            ["loginId": "bob", "familyAssociations": [["familyId": "none"]]],
            ["loginId": "carol", "familyAssociations": [["familyId": "smiths"]]],
        ]
        let answer = try await project.manage("/v1/mgmt/user/create/batch", ["users": users])
        #expect(answer.body["failedUsers"]?.arrayValue?.map { $0["user"]?["loginIds"] } == [["bob"]])
        #expect(answer.body["createdUsers"]?[0]?["userFamilies"]?[0]?["familyId"] == "smiths")
        #expect(project.backend.loginIds == ["ada@example.com", "kid-smith", "carol"])
    }

    @Test("an invitation sets exactly its families; a dependent's stays")
    func invitations() async throws {
        let project = try await project()
        #expect(try await project.manage("/v1/mgmt/family/create", ["familyId": "x", "name": "X"]).status == 200)
        func invite(_ loginId: String, _ associations: JSONValue) async throws -> Answer {
            let body: JSONValue = ["loginId": .string(loginId), "invite": true, "familyAssociations": associations]
            return try await project.manage("/v1/mgmt/user/create", body)
        }
        _ = try await invite("ada@example.com", [["familyId": "smiths", "familyScopedAttributes": ["a": 1]]])
        for association in [["familyId": "smiths"], ["familyId": "x", "roleNames": ["guardian"]]] as [JSONValue] {
            let families = try await invite("ada@example.com", [association]).body["user"]?["userFamilies"]
            #expect(families?.arrayValue?.count == 1)
            #expect(families?[0]?["familyId"] == association["familyId"])
            #expect(families?[0]?["roleNames"] == association["roleNames"] ?? [])
            #expect(families?[0]?["familyScopedAttributes"] == [:])
        }
        #expect(try await invite("ada@example.com", []).body["user"]?["userFamilies"] == [])
        for associations in [[], [["familyId": "x"]], [["familyId": "smiths"], ["familyId": "x"]]] as [JSONValue] {
            #expect(try await invite("kid-smith", associations).status == 400, "\(associations)")
        }
        let kid = try await invite("kid-smith", [["familyId": "smiths", "roleNames": ["guardian"]]]).body["user"]
        #expect((kid?["dependent"], kid?["userFamilies"]?[0]?["roleNames"]) == (true, ["guardian"]))
        #expect(try await invite("new", [["familyId": "none"]]).status == 400)
        #expect(project.backend.loginIds == ["ada@example.com", "kid-smith"])
    }

    @Test("the settings limit members and families")
    func settings() async throws {
        let project = try await project()
        func configure(_ settings: JSONValue) async throws -> JSONValue {
            try await project.manage("/v1/mgmt/family/settings", settings).body
        }
        #expect(try await project.manage("/v1/mgmt/family/settings", ["maxFamilyMembers": 0]).status == 400)
        #expect(
            try await configure(["maxFamilyMembers": 2])
                == ["enabled": true, "maxFamilyMembers": 2, "allowMultipleFamiliesUsers": false]
        )
        let dependent: JSONValue = ["familyId": "smiths", "name": "Third"]
        #expect(try await project.manage("/v1/mgmt/family/dependent/create", dependent).status == 400)
        #expect(try await project.manage("/v1/mgmt/family/create", ["familyId": "x", "name": "X"]).status == 200)
        let second: JSONValue = ["loginId": "ada@example.com", "familyAssociations": [["familyId": "x"]]]
        #expect(try await project.manage("/v1/mgmt/user/update/family/add", second).status == 400)
        _ = try await configure(["allowMultipleFamiliesUsers": true])
        #expect(try await project.manage("/v1/mgmt/user/update/family/add", second).status == 200)
        #expect(try await configure(["enabled": false])["maxFamilyMembers"] == 2)
        #expect(try await project.manage("/v1/mgmt/family/create", ["name": "Y"]).status == 400)
    }

    @Test("attributes of families are defined first, and a deleted one takes its values")
    func attributes() async throws {
        let project = try await project()
        func attributes(_ path: String, _ body: JSONValue) async throws -> Answer {
            try await project.manage("/v1/mgmt/family/customattribute/\(path)", body)
        }
        let update: JSONValue = ["id": "smiths", "customAttributes": ["plan": "gold", "seats": 4]]
        #expect(try await project.manage("/v1/mgmt/family/update", update).status == 400)
        let both: JSONValue = [
            "attributes": [
                [
                    "name": "plan", "type": 4, "options": [["value": "gold", "label": "Gold"]], "displayName": "Plan",
                    "defaultValue": "gold", "viewPermissions": ["a"], "editPermissions": ["b"],
                ], ["name": "seats", "type": 2],
            ]
        ]
        let data = try await attributes("create", both).body["data"]
        #expect(data?.arrayValue?.map { $0["name"] } == ["plan", "seats"])
        #expect((data?[0]?["options"], data?[0]?["editable"]) == ([["value": "gold", "label": "Gold"]], true))
        #expect(try await attributes("create", ["attributes": [["name": "x", "type": 8]]]).status == 400)
        #expect(try await project.manage("/v1/mgmt/family/update", update).status == 200)
        #expect(try await attributes("delete", ["names": ["plan"]]).body["data"]?.arrayValue?.count == 1)
        #expect(try await attributes("delete", ["names": ["plan"]]).status == 400)
        let renamed = try await project.manage("/v1/mgmt/family/update", ["id": "smiths", "name": "Smith"]).body
        #expect((renamed["family"]?["name"], renamed["family"]?["customAttributes"]) == ("Smith", ["seats": 4]))
    }

    @Test("a deleted attribute of memberships takes its values, an application's too")
    func deletedAttributes() async throws {
        let project = try await project()
        let app: JSONValue = ["id": "crm", "name": "CRM", "customAttributes": ["plan": "pro", "seats": 4]]
        for (path, body) in [
            (
                "user/families/customattribute/create",
                ["attributes": [["name": "plan", "type": 1], ["name": "seats", "type": 2]]]
            ), ("sso/idp/app/customattribute/create", ["attributes": [["name": "plan", "type": 1]]]),
            (
                "user/create",
                [
                    "loginId": "bob@example.com",
                    "familyAssociations": [
                        ["familyId": "smiths", "familyScopedAttributes": ["plan": "gold", "seats": 4]]
                    ],
                ]
            ), ("sso/idp/app/saml/create", app),
            ("user/families/customattribute/delete", ["names": ["plan"]]),
            ("sso/idp/app/customattribute/delete", ["names": ["plan"]]),
        ] as [(String, JSONValue)] {
            let answer = try await project.manage("/v1/mgmt/\(path)", body)
            #expect(answer.status == 200, "\(path): \(answer.body)")
        }
        let bob = try await project.load("/v1/mgmt/user", "loginId", "bob@example.com").body["user"]
        #expect(bob?["userFamilies"]?[0]?["familyScopedAttributes"] == ["seats": 4])
        let crm = try await project.load("/v1/mgmt/sso/idp/app/load", "id", "crm").body
        #expect(crm["customAttributes"] == ["seats": 4])
    }

    @Test("families are found by what they are")
    func search() async throws {
        let project = try await project()
        let attribute: JSONValue = ["attributes": [["name": "plan", "type": 1]]]
        #expect(try await project.manage("/v1/mgmt/family/customattribute/create", attribute).status == 200)
        let joneses: JSONValue = [
            "familyId": "joneses", "name": "The Joneses", "customAttributes": ["plan": "Gold"],
        ]
        #expect(try await project.manage("/v1/mgmt/family/create", joneses).status == 200)
        for (filter, expected) in [
            ([:], ["smiths", "joneses"]), (["familyIds": ["joneses"]], ["joneses"]),
            (["familyNames": ["The Smiths"]], ["smiths"]), (["freeText": "jONES"], ["joneses"]),
            (["freeText": "gold"], ["joneses"]), (["customAttributes": ["plan": "Gold"]], ["joneses"]),
            (["customAttributes": ["plan": "gold"]], []), (["size": 1, "page": 1], ["joneses"]),
            (["size": 1, "page": 2], []), (["familyIds": ["joneses"], "familyNames": ["The Smiths"]], []),
        ] as [(JSONValue, [JSONValue])] {
            let found = try await project.manage("/v1/mgmt/family/search", filter).body["families"]
            #expect(found?.arrayValue?.compactMap { $0["id"] } == expected, "\(filter)")
        }
        for filter in [["size": -1], ["size": 1001], ["page": -1]] as [JSONValue] {
            #expect(try await project.manage("/v1/mgmt/family/search", filter).status == 400, "\(filter)")
        }
    }
}
