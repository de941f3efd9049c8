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

@Suite struct UserManagementTests {
    static let ada = "ada@example.com"

    let project: Project

    init() throws {
        project = try Project()
        try project.backend.addTenant(id: "acme", name: "Acme")
        try project.backend.addTenant(id: "globex", name: "Globex")
        for role in ["staff", "editor"] { try project.backend.addRole(role) }
        try project.backend.addUser(
            Self.ada,
            phone: "+15555550123",
            name: "Ada",
            roles: ["staff"],
            tenants: ["acme": ["editor"]]
        )
    }

    /// Changes Ada.
    private func edit(_ path: String, _ members: [String: JSONValue]) async throws -> Answer {
        let body = members.merging(["loginId": .string(Self.ada)]) { $1 }
        return try await project.manage("/v1/mgmt/user/\(path)", .object(body))
    }

    private func patch(_ path: String, _ body: JSONValue) async throws -> Answer {
        try await project.send(.patch, "/v1/mgmt/user/\(path)", bearer: StrictnessTests.management, body: body.json)
    }

    private func loaded(_ loginId: String = ada) async throws -> JSONValue? {
        try await project.load("/v1/mgmt/user", "loginId", loginId).body["user"]
    }

    private func message(_ answer: Answer) -> String { answer.body["errorMessage"]?.stringValue ?? "" }

    // MARK: - Whole users

    @Test("an update clears what it leaves out, and keeps status and kind")
    func update() async throws {
        _ = try await edit("update/status", ["status": "disabled"])
        _ = try await patch(
            "patch",
            [
                "loginId": .string(Self.ada), "additionalIdentifiers": ["countess"],
                "customAttributes": ["plan": "gold"], "recoveryEmail": "r@example.com", "verifiedRecoveryEmail": true,
                "recoveryPhone": "+15555550177", "verifiedRecoveryPhone": true,
            ]
        )
        let user = try await edit("update", ["givenName": "Augusta", "phone": nil, "familyAssociations": []])
            .body["user"]
        #expect((user?["givenName"], user?["name"], user?["email"], user?["phone"]) == ("Augusta", "", "", ""))
        #expect((user?["roleNames"], user?["userTenants"], user?["customAttributes"]) == ([], [], [:]))
        #expect(
            (user?["verifiedEmail"], user?["loginIds"], user?["status"]) == (false, [.string(Self.ada)], "disabled")
        )
        #expect((user?["recoveryEmail"], user?["verifiedRecoveryEmail"]) == ("", false))
        #expect((user?["recoveryPhone"], user?["verifiedRecoveryPhone"]) == ("", false))
        #expect(try await loaded() == user)
        #expect(try await loaded("countess") == nil)
    }

    @Test("a tenant's default roles are for new members, not for those who are named again", arguments: [true, false])
    func defaultRoles(_ isUpdate: Bool) async throws {
        for id in ["acme", "globex"] {
            let roles: JSONValue = ["id": .string(id), "defaultRoles": ["staff"]]
            #expect(try await project.manage("/v1/mgmt/tenant/updateDefaultRoles", roles).status == 200)
        }
        func change(_ tenants: JSONValue) async throws -> [JSONValue?] {
            let members: [String: JSONValue] = ["userTenants": tenants]
            let body = JSONValue.object(members.merging(["loginId": .string(Self.ada)]) { $1 })
            let answer = isUpdate ? try await edit("update", members) : try await patch("patch", body)
            return answer.body["user"]?["userTenants"]?.arrayValue?.map { $0["roleNames"] } ?? []
        }
        // Clients send an empty list for roles that are not set.
        #expect(try await change([["tenantId": "acme", "roleNames": []], ["tenantId": "globex"]]) == [[], ["staff"]])
        #expect(try await change([["tenantId": "globex", "roleNames": ["editor"]]]) == [["editor"]])
        #expect(try await change([["tenantId": "acme", "roleNames": []]]) == [["staff"]])
    }

    @Test(
        "an address that the user does not have is not verified",
        arguments: ["verifiedEmail", "verifiedPhone", "verifiedRecoveryEmail", "verifiedRecoveryPhone"]
    )
    func verifiedNothing(_ name: String) async throws {
        try project.backend.addUser("bob")
        let body: [String: JSONValue] = ["loginId": "carol", name: true]
        let bob = JSONValue.object(body.merging(["loginId": "bob"]) { $1 })
        for answer in [
            try await project.manage("/v1/mgmt/user/create", .object(body)),
            try await project.manage("/v1/mgmt/user/create/test", .object(body.merging(["test": true]) { $1 })),
            try await project.manage("/v1/mgmt/user/update", bob), try await patch("patch", bob),
        ] {
            #expect(answer.status == 400)
            #expect(message(answer).hasPrefix("\(name): "), "\(answer.body)")
        }
        #expect(project.backend.loginIds == [Self.ada, "bob"])
    }

    /// What is patched, and what the user then has; everything else stays.
    static let patches: [(sent: [String: JSONValue], changed: [String: JSONValue])] = [
        ([:], [:]), (["displayName": nil, "email": nil], [:]), (["displayName": "A"], ["name": "A"]),
        (["name": "A"], ["name": "A"]), (["displayName": ""], ["name": ""]),
        (["email": "eve@example.com"], ["email": "eve@example.com", "verifiedEmail": true]),
        (["email": "eve@example.com", "verifiedEmail": false], ["email": "eve@example.com", "verifiedEmail": false]),
        (["phone": "+1-555-555-0199"], ["phone": "+15555550199", "verifiedPhone": true]),
        (["email": ""], ["email": "", "verifiedEmail": false]), (["roleNames": []], ["roleNames": []]),
        (["roleNames": ["editor", "staff"]], ["roleNames": ["editor", "staff"]]),
        (["userTenants": []], ["userTenants": []]), (["ssoAppIDs": ["crm"]], ["ssoAppIds": ["crm"]]),
        (["scim": true], ["SCIM": true]), (["test": true], ["test": true]),
        (["status": "expired"], ["status": "expired"]),
        (
            ["additionalLoginIds": ["countess"]],
            ["loginIds": [.string(ada), "countess"], "externalIds": [.string(ada), "countess"]]
        ),
    ]

    @Test("a patch changes what it contains, and nothing else", arguments: patches)
    func patched(_ sent: [String: JSONValue], _ changed: [String: JSONValue]) async throws {
        let before = try #require(try await loaded()?.objectValue)
        let body = sent.merging(["loginId": .string(Self.ada)]) { $1 }
        let user = try await patch("patch", .object(body)).body["user"]?.objectValue
        #expect(
            user?.filter { $0.key != "permissions" }
                == before.merging(changed) { $1 }.filter { $0.key != "permissions" }
        )
    }

    @Test("a patch replaces the tenants, and changes single attributes")
    func replaced() async throws {
        let id = JSONValue.string(Self.ada)
        _ = try await patch("patch", ["loginId": id, "customAttributes": ["plan": "gold", "team": 1]])
        let body: JSONValue = [
            "loginId": id, "userTenants": [["tenantId": "globex", "roleNames": ["staff"]]],
            "customAttributes": ["team": nil, "level": 7],
        ]
        let user = try await patch("patch", body).body["user"]
        #expect(user?["userTenants"]?.arrayValue?.compactMap { $0["tenantId"] } == ["globex"])
        #expect(user?["customAttributes"] == ["plan": "gold", "level": 7])
        #expect(try await project.signIn().claims["tenants"]?["globex"]?["roles"] == ["staff"])
    }

    @Test("a batch makes and changes users one by one, and reports those that it refuses")
    func batch() async throws {
        let users: JSONValue = [
            ["loginId": "bob@example.com", "name": "Bob", "roleNames": ["staff"]], ["loginId": .string(Self.ada)],
            ["loginId": "carol", "roleNames": ["none"]], ["loginId": "dora", "createdTime": 1_700_000_000],
            ["loginId": "eve", "password": "Clear+text1", "hashedPassword": ["md5": ["hash": "00"]]],
        ]
        let made = try await project.manage("/v1/mgmt/user/create/batch", ["users": users]).body
        #expect(made["createdUsers"]?.arrayValue?.compactMap { $0["loginIds"]?[0] } == ["bob@example.com", "dora"])
        #expect(made["createdUsers"]?[0]?["verifiedEmail"] == true)
        #expect(made["createdUsers"]?[1]?["createdTime"] == 1_700_000_000)
        #expect(
            made["failedUsers"]?.arrayValue?.compactMap { $0["user"]?["loginIds"]?[0] } == [
                .string(Self.ada), "carol", "eve",
            ]
        )
        #expect(made["failedUsers"]?[1]?["failure"] == "the role none does not exist")
        #expect(made["additionalErrors"] == [:])
        #expect(project.backend.loginIds == [Self.ada, "bob@example.com", "dora"])

        let patches: JSONValue = [
            ["loginId": "dora", "givenName": "Dora"], ["loginId": "nobody"],
            ["loginId": "bob@example.com", "roleNames": []],
        ]
        let patched = try await patch("patch/batch", ["users": patches]).body
        #expect(patched["patchedUsers"]?.arrayValue?.compactMap { $0["givenName"] } == ["Dora", ""])
        #expect(patched["failedUsers"]?[0]?["user"]?["loginIds"] == ["nobody"])
        #expect(try await loaded("bob@example.com")?["roleNames"] == [])
    }

    @Test("an invitation of a batch that cannot be sent is an additional error")
    func inviteBatch() async throws {
        let body: JSONValue = [
            "users": [["loginId": "bob@example.com"], ["loginId": "carol"], ["loginId": .string(Self.ada)]],
            "invite": true, "sendMail": true, "inviteUrl": "https://app.example.com/join",
        ]
        let made = try await project.manage("/v1/mgmt/user/create/batch", body).body
        #expect(made["createdUsers"]?.arrayValue?.count == 3)
        #expect(made["additionalErrors"]?.objectValue?.keys.sorted() == ["carol"])
        let messages = project.backend.outbox.messages
        #expect(messages.map(\.address) == ["bob@example.com", Self.ada])
        #expect(messages.last?.link?.reveal() == "https://app.example.com/join")
    }

    @Test("users are loaded by their ids, the disabled and expired ones on request")
    func loadUsers() async throws {
        let ids = try ["bob", "carol"].map { JSONValue.string(try project.backend.addUser($0)) }
        try project.backend.setEnabled(false, of: "bob")
        let all = ids + ["U2unknown"]
        for (isAsked, found) in [(true, ["bob", "carol"]), (false, ["carol"])] {
            let body: JSONValue = ["userIds": .array(all), "includeInvalidUsers": .bool(isAsked)]
            let answer = try await project.manage("/v1/mgmt/users/load", body).body
            #expect(answer["users"]?.arrayValue?.compactMap { $0["loginIds"]?[0]?.stringValue } == found)
            #expect(answer["total"] == .int(Int64(found.count)))
        }
        #expect(try await project.manage("/v1/mgmt/users/load", ["userIds": []]).status == 400)
    }

    @Test("a batch of deletions takes user ids only, and is done as a whole or not at all")
    func deleteBatch() async throws {
        let id = JSONValue.string(try project.backend.addUser("bob"))
        for ids in [[], [id, "U2unknown"], [id, .string(Self.ada)]] as [[JSONValue]] {
            #expect(try await project.manage("/v1/mgmt/user/delete/batch", ["userIds": .array(ids)]).status == 400)
        }
        #expect(project.backend.loginIds == [Self.ada, "bob"])
        #expect(try await project.manage("/v1/mgmt/user/delete/batch", ["userIds": [id]]).body == [:])
        #expect(project.backend.loginIds == [Self.ada])
    }

    @Test("all test users are deleted, and no others")
    func deleteTestUsers() async throws {
        for name in ["x", "y"] { try project.backend.addUser(name, isTest: true) }
        let path = "/v1/mgmt/user/test/delete/all"
        #expect(try await project.send(.delete, path, bearer: StrictnessTests.management).status == 200)
        #expect(project.backend.loginIds == [Self.ada])
    }

    // MARK: - Single members

    /// Changes in this order, with what they change.
    static let changes: [(path: String, sent: [String: JSONValue], changed: [String: JSONValue])] = [
        ("status", ["status": "disabled"], ["status": "disabled"]),
        ("status", ["status": "enabled"], ["status": "enabled"]),
        ("email", ["email": "eve@example.com"], ["email": "eve@example.com", "verifiedEmail": false]),
        ("email", ["email": "eve@example.com", "verified": true], ["verifiedEmail": true]),
        ("email", ["email": "", "verified": true], ["email": "", "verifiedEmail": false]),
        ("phone", ["phone": "+1-555-555-0199", "verified": true], ["phone": "+15555550199", "verifiedPhone": true]),
        ("phone", ["phone": nil], ["phone": "", "verifiedPhone": false]),
        (
            "recovery/email", ["recoveryEmail": "r@example.com", "verified": true],
            ["recoveryEmail": "r@example.com", "verifiedRecoveryEmail": true]
        ),
        ("recovery/email", ["recoveryEmail": ""], ["recoveryEmail": "", "verifiedRecoveryEmail": false]),
        (
            "recovery/phone", ["recoveryPhone": "+1-555-555-0177"],
            ["recoveryPhone": "+15555550177", "verifiedRecoveryPhone": false]
        ),
        ("name", ["givenName": "Augusta", "familyName": "King"], ["givenName": "Augusta", "familyName": "King"]),
        ("name", ["name": "Countess", "familyName": ""], ["name": "Countess", "familyName": ""]),
        ("picture", ["picture": "https://a.example/p"], ["picture": "https://a.example/p"]),
        ("picture", ["picture": nil], ["picture": ""]),
        ("ssoapp/set", ["ssoAppIds": ["a", "b"]], ["ssoAppIds": ["a", "b"]]),
        ("ssoapp/add", ["ssoAppIds": ["b", "c"]], ["ssoAppIds": ["a", "b", "c"]]),
        ("ssoapp/remove", ["ssoAppIds": ["a", "x"]], ["ssoAppIds": ["b", "c"]]),
        ("role/add", ["roleNames": ["editor"]], ["roleNames": ["staff", "editor"]]),
        ("role/remove", ["roleNames": ["staff"], "tenantId": ""], ["roleNames": ["editor"]]),
        ("impersonationConsent", ["impersonationConsent": 1_800_000_000], ["consentExpiration": 1_800_000_000]),
    ]

    @Test("one operation changes one thing")
    func single() async throws {
        var expected = try #require(try await loaded()?.objectValue)
        for (path, sent, changed) in Self.changes {
            expected.merge(changed) { $1 }
            let user = try await edit("update/\(path)", sent).body["user"]
            #expect(user == .object(expected), "\(path)")
            #expect(try await loaded() == user)
        }
    }

    @Test("a role in a tenant is removed there alone")
    func tenantRole() async throws {
        _ = try await edit("update/role/set", ["roleNames": ["editor", "staff"], "tenantId": "acme"])
        let user = try await edit("update/role/remove", ["roleNames": ["staff"], "tenantId": "acme"]).body["user"]
        #expect((user?["roleNames"], user?["userTenants"]?[0]?["roleNames"]) == (["staff"], ["editor"]))
        let claims = try await project.signIn().claims
        #expect((claims["roles"], claims["tenants"]?["acme"]?["roles"]) == (["staff"], ["editor"]))
    }

    @Test("a login id is replaced or removed, but never the last one, and never by another user's")
    func loginId() async throws {
        try project.backend.addUser("bob")
        func change(_ loginId: JSONValue, _ new: String) async throws -> Answer {
            let body: JSONValue = ["loginId": loginId, "newLoginId": .string(new)]
            return try await project.manage("/v1/mgmt/user/update/loginid", body)
        }
        #expect(try await change(.string(Self.ada), "bob").errorCode == "E062107")
        #expect(try await change(.string(Self.ada), "").status == 400)
        let user = try await change(.string(Self.ada), "countess").body["user"]
        #expect((user?["loginIds"], user?["email"]) == (["countess"], .string(Self.ada)))
        let userId = try #require(user?["userId"])
        #expect(try await loaded() == nil)
        #expect(try await change(userId, "ada").body["user"]?["loginIds"] == ["ada"])
        _ = try await patch("patch", ["loginId": "ada", "additionalIdentifiers": ["countess"]])
        #expect(try await change(userId, "other").status == 400)
        #expect(try await change("ada", "").body["user"]?["loginIds"] == ["countess"])
    }

    @Test("an address that is another user's login id is refused on request")
    func conflict() async throws {
        try project.backend.addUser("eve@example.com")
        try project.backend.addUser("+15555550199")
        for (what, value) in [("email", "eve@example.com"), ("phone", "+15555550199")] as [(String, JSONValue)] {
            #expect(try await edit("update/\(what)", [what: value, "failOnConflict": true]).errorCode == "E062107")
            #expect(try await edit("update/\(what)", [what: value]).body["user"]?[what] == value)
        }
    }

    @Test(
        "what cannot be is refused",
        arguments: [
            ("update/status", ["status": "expired"]), ("update/email", ["email": "x"]),
            ("update/phone", ["phone": "x"]),
            ("update/recovery/email", ["recoveryEmail": "x"]), ("update/recovery/phone", ["recoveryPhone": "x"]),
            ("update/role/remove", ["roleNames": ["none"]]),
            ("update/role/remove", ["roleNames": ["staff"], "tenantId": "globex"]),
            ("update/impersonationConsent", ["impersonationConsent": -1]), ("update", ["roleNames": ["none"]]),
            ("update", ["userTenants": [["tenantId": "none"]]]),
            ("update", ["familyAssociations": [["familyId": "f"]]]),
            ("password/set/active", ["password": "Correct+horse1", "setActive": false]),
            ("password/set/temporary", ["password": "Correct+horse1", "setActive": true]),
            ("password/expire", [:]), ("passkey/delete", ["credentialId": "none"]),
            ("signin/embeddedlink", ["timeout": -1]),
            ("signup/embeddedlink", ["loginOptions": ["stepup": true]]), ("signup/embeddedlink", [:]),
        ] as [(String, [String: JSONValue])]
    )
    func refused(_ path: String, _ members: [String: JSONValue]) async throws {
        let before = try await loaded()
        #expect(try await edit(path, members).status == 400)
        #expect(try await loaded() == before)
    }

    // MARK: - Custom attributes

    @Test("attributes are defined once, and a user's value has the type of its definition")
    func attributes() async throws {
        func define(_ attributes: JSONValue) async throws -> JSONValue {
            try await project.manage("/v1/mgmt/user/customattribute/create", ["attributes": attributes]).body
        }
        func set(_ name: String, _ value: JSONValue) async throws -> Answer {
            try await edit("update/customAttribute", ["attributeKey": .string(name), "attributeValue": value])
        }
        #expect(try await set("plan", "gold").status == 400)
        let options: JSONValue = [["value": "a", "label": "A"], ["value": "b", "label": "B"]]
        let kinds: [JSONValue] = (1...7).map { ["name": .string("k\($0)"), "type": .int($0), "options": options] }
        for _ in 0..<2 {
            let all = try await define(.array(kinds))
            #expect((all["data"]?.arrayValue?.count, all["total"]) == (7, "7"))
        }
        #expect(try await define([["name": "x", "type": 8]])["errorCode"] == "E011004")

        let values: [(name: String, good: JSONValue, bad: JSONValue)] = [
            ("k1", "gold", 1), ("k2", 1.5, "1"), ("k3", true, "true"), ("k4", "a", "c"), ("k5", ["a", "b"], ["c"]),
        ]
        for (name, good, bad) in values {
            #expect(try await set(name, bad).status == 400)
            #expect(try await set(name, good).body["user"]?["customAttributes"]?[name] == good)
        }
        #expect(try await set("k1", .null).body["user"]?["customAttributes"]?["k1"] == nil)

        let path = "/v1/mgmt/user/customattribute/delete"
        for names in [[], ["none"]] as [JSONValue] {
            #expect(try await project.manage(path, ["names": names]).status == 400)
        }
        let left = try await project.manage(path, ["names": ["k2", "k3"]]).body["data"]
        #expect(left?.arrayValue?.compactMap { $0["name"] } == ["k1", "k4", "k5", "k6", "k7"])
        let listed = try await project.get("/v1/mgmt/user/customattributes", token: Project.managementKey)
        #expect(listed.body["data"] == left)
        #expect(try await loaded()?["customAttributes"] == ["k4": "a", "k5": ["a", "b"]])
    }

    @Test("attributes of memberships in families are a separate set")
    func familyAttributes() async throws {
        let attribute: JSONValue = ["name": "grade", "type": 1, "viewPermissions": ["read"]]
        let path = "/v1/mgmt/user/families/customattribute"
        let made = try await project.manage("\(path)/create", ["attributes": [attribute]]).body
        let expected: JSONValue = [
            "name": "grade", "type": 1, "options": [], "displayName": "", "defaultValue": .null,
            "viewPermissions": ["read"], "editPermissions": [], "editable": true,
        ]
        #expect(made == ["data": [expected]])
        let others = try await project.get("/v1/mgmt/user/customattributes", token: Project.managementKey).body
        #expect(others == ["data": [], "total": "0"])
        #expect(try await project.manage("\(path)/delete", ["names": ["grade"]]).body == ["data": []])
    }

    // MARK: - Import

    @Test("users of an Auth0 export are imported, or checked only", arguments: [true, false])
    func imported(_ isLines: Bool) async throws {
        let users = [
            #"{"user_id":"auth0|1","email":"bob@example.com","email_verified":true,"name":"Bob","blocked":true}"#,
            #"{"user_id":"auth0|2","email":"ada@example.com"}"#,
        ]
        let file = isLines ? users.joined(separator: "\n") : "[\(users.joined(separator: ","))]"
        let hashes = #"{"_id":{"$oid":"1"},"email":"bob@example.com","passwordHash":"$2b$10$abc"}"#
        func send(dryrun: Bool) async throws -> JSONValue {
            let body: JSONValue = [
                "source": "auth0", "users": .string(Data(file.utf8).base64EncodedString()),
                "hashes": .string(Data(hashes.utf8).base64EncodedString()), "dryrun": .bool(dryrun),
            ]
            return try await project.manage("/v1/mgmt/user/import", body).body
        }
        for dryrun in [true, false] {
            let answer = try await send(dryrun: dryrun)
            #expect(answer["users"]?[0]?["name"] == "Bob")
            #expect(answer["failures"]?.arrayValue?.compactMap { $0["user"] } == [.string(Self.ada)])
            #expect(project.backend.loginIds == (dryrun ? [Self.ada] : [Self.ada, "bob@example.com"]))
        }
        let bob = try await loaded("bob@example.com")
        #expect((bob?["verifiedEmail"], bob?["status"], bob?["password"]) == (true, "disabled", true))
        let other: JSONValue = ["source": "okta", "dryrun": true]
        #expect(try await project.manage("/v1/mgmt/user/import", other).status == 400)
    }
}
