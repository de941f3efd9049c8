import DescopeCore
import DescopeEmulator
import DescopeTesting
import Testing

@Suite struct InvitationTests {
    private static let invitation: [String: JSONValue] = [
        "loginId": "ada@example.com", "phone": "+15555550123", "invite": true,
        "inviteUrl": "https://app.example.com/invite",
    ]

    @Test(
        "an invitation is sent as it says, or by email when it does not",
        arguments: [
            (["sendMail": true], ["email ada@example.com"]), (["sendSMS": true], ["sms +15555550123"]),
            (["sendMail": true, "sendSMS": true], ["email ada@example.com", "sms +15555550123"]),
            (["sendMail": false], ["email ada@example.com"]), ([:], ["email ada@example.com"]),
            (["invite": false, "sendMail": true], []),
        ] as [([String: JSONValue], [String])]
    )
    func sent(_ members: [String: JSONValue], _ expected: [String]) async throws {
        let project = try Project()
        let body = JSONValue.object(Self.invitation.merging(members) { $1 })
        let user = try await project.manage("/v1/mgmt/user/create", body).body["user"]
        #expect(user?["status"] == "invited")
        let messages = project.backend.outbox.messages
        #expect(messages.map { "\($0.method) \($0.address)" } == expected)
        for message in messages {
            #expect((message.loginId, message.link?.reveal()) == ("ada@example.com", "https://app.example.com/invite"))
        }
    }

    @Test("who was invited is invited again, by login id or user id, until they have signed in")
    func again() async throws {
        let project = try Project()
        let invited = try await project.manage("/v1/mgmt/user/create", .object(Self.invitation)).body["user"]
        let userId = try #require(invited?["userId"])
        for (loginId, count) in [("ada@example.com", 2), (userId, 3)] as [(JSONValue, Int)] {
            let body: JSONValue = ["loginId": loginId, "invite": true, "sendMail": true]
            #expect(try await project.manage("/v1/mgmt/user/create", body).body["user"] == invited)
            #expect(project.backend.outbox.messages.count == count)
            #expect(project.backend.outbox.messages.last?.loginId == "ada@example.com")
        }
        #expect(try await project.manage("/v1/mgmt/user/create", ["loginId": userId]).errorCode == "E062107")
        _ = try await project.signIn()
        let late: JSONValue = ["loginId": userId, "invite": true]
        #expect(try await project.manage("/v1/mgmt/user/create", late).errorCode == "E062107")
    }

    @Test("a repeated invitation keeps what it says of the user, and changes nothing else")
    func changed() async throws {
        let project = try Project()
        for role in ["staff", "editor"] { try project.backend.addRole(role) }
        for id in ["acme", "globex"] { try project.backend.addTenant(id: id, name: id) }
        func invite(_ members: [String: JSONValue]) async throws -> JSONValue? {
            let body = JSONValue.object(Self.invitation.merging(members) { $1 })
            return try await project.manage("/v1/mgmt/user/create", body).body["user"]
        }
        let first = try await invite([
            "displayName": "Ada", "roleNames": ["staff"], "verifiedPhone": true, "customAttributes": ["plan": "gold"],
        ])
        let second = try await invite([
            "phone": "+15555550199", "familyName": "Lovelace", "userTenants": [["tenantId": "acme"]],
            "customAttributes": ["team": "one"],
        ])
        #expect((first?["verifiedEmail"], first?["verifiedPhone"]) == (true, true))
        #expect((second?["verifiedEmail"], second?["verifiedPhone"]) == (true, false))
        #expect((second?["name"], second?["familyName"], second?["phone"]) == ("Ada", "Lovelace", "+15555550199"))
        #expect((second?["roleNames"], second?["userTenants"]?[0]?["tenantId"]) == (["staff"], "acme"))
        #expect(second?["customAttributes"] == ["plan": "gold", "team": "one"])
        let third = try await invite(["roleNames": ["editor"], "userTenants": [["tenantId": "globex"]]])
        #expect(third?["roleNames"] == ["editor"])
        #expect(third?["userTenants"]?.arrayValue?.compactMap { $0["tenantId"] } == ["acme", "globex"])
        #expect(try await project.load("/v1/mgmt/user", "loginId", "ada@example.com").body["user"]?["name"] == "Ada")
    }

    @Test("an invitation that cannot be sent makes no user")
    func unreachable() async throws {
        let project = try Project()
        let body: JSONValue = ["loginId": "ada", "invite": true, "sendSMS": true]
        #expect(try await project.manage("/v1/mgmt/user/create", body).errorCode == "E011004")
        #expect(project.backend.loginIds.isEmpty)
    }
}
