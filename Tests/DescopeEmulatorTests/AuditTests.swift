import DescopeCore
import DescopeHTTP
import DescopeTesting
import Testing

@testable import DescopeEmulator

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite struct AuditTests {
    /// Management operations in an order in which each of them changes something. The dependent of a family is deleted
    /// with it.
    static let changes: [(path: String, body: JSONValue, action: String)] = [
        ("/v1/mgmt/tenant/create", ["id": "acme", "name": "Acme"], "TenantCreated"),
        ("/v1/mgmt/permission/create", ["name": "read"], "PermissionCreated"),
        ("/v1/mgmt/role/create", ["name": "staff"], "RoleCreated"),
        ("/v1/mgmt/user/create", ["loginId": "ada@example.com"], "UserCreated"),
        ("/v1/mgmt/user/create/test", ["loginId": "eve", "test": true], "UserCreated"),
        ("/v1/mgmt/user/update/tenant/add", ["loginId": "ada@example.com", "tenantId": "acme"], "UserModified"),
        ("/v1/mgmt/user/update/role/set", ["loginId": "ada@example.com", "roleNames": ["staff"]], "UserModified"),
        ("/v2/mgmt/user/update/role/add", ["loginId": "eve", "roleNames": ["staff"]], "UserModified"),
        ("/v1/mgmt/user/update/tenant/remove", ["loginId": "ada@example.com", "tenantId": "acme"], "UserModified"),
        ("/v1/mgmt/user/update/status", ["loginId": "eve", "status": "disabled"], "UserModified"),
        ("/v1/mgmt/user/password/set/active", ["loginId": "eve", "password": "x"], "UserModified"),
        ("/v1/mgmt/user/create/batch", ["users": [["loginId": "bob"], ["loginId": "eve"]]], "UserCreated"),
        (
            "/v1/mgmt/user/customattribute/create", ["attributes": [["name": "plan", "type": 1]]],
            "CustomAttributeCreated"
        ),
        ("/v1/mgmt/user/customattribute/delete", ["names": ["plan"]], "CustomAttributeDeleted"),
        ("/v1/mgmt/permission/update", ["name": "read", "newName": "view"], "PermissionModified"),
        ("/v1/mgmt/permission/delete", ["name": "view"], "PermissionDeleted"),
        ("/v1/mgmt/role/update", ["name": "staff", "newName": "staff", "description": "S"], "RoleModified"),
        ("/v1/mgmt/outbound/app/create", ["id": "crm", "name": "CRM"], "OutboundApplicationCreated"),
        ("/v1/mgmt/outbound/app/update", ["app": ["id": "crm", "name": "C"]], "OutboundApplicationModified"),
        ("/v1/mgmt/outbound/app/delete", ["id": "crm"], "OutboundApplicationDeleted"),
        (
            "/v1/mgmt/sso/oidc", ["tenantId": "acme", "settings": ["name": "Acme", "clientId": "c"]],
            "SSOSettingsModified"
        ),
        ("/v1/mgmt/sso/idp/app/oidc/create", ["id": "crm", "name": "CRM"], "SSOApplicationCreated"),
        ("/v1/mgmt/sso/idp/app/rotate", ["id": "crm"], "SSOApplicationModified"),
        ("/v1/mgmt/outbound/scim/create", ["appId": "crm"], "OutboundScimConfigurationCreated"),
        ("/v1/mgmt/sso/idp/app/delete", ["id": "crm"], "SSOApplicationDeleted"),
        ("/v1/mgmt/thirdparty/app/create", ["id": "crm", "name": "CRM"], "InboundApplicationCreated"),
        ("/v1/mgmt/thirdparty/app/delete", ["id": "crm"], "InboundApplicationDeleted"),
        (
            "/v1/mgmt/audit/event", ["action": "Pay", "type": "info", "actorId": "me", "tenantId": "acme"], "Pay"
        ),
        ("/v1/mgmt/family/create", ["familyId": "smiths", "name": "Smith"], "FamilyCreated"),
        ("/v1/mgmt/family/update", ["id": "smiths", "disabled": true], "FamilyModified"),
        ("/v1/mgmt/family/settings", ["maxFamilyMembers": 4], "FamilySettingsModified"),
        (
            "/v1/mgmt/family/customattribute/create", ["attributes": [["name": "plan", "type": 1]]],
            "CustomAttributeCreated"
        ),
        ("/v1/mgmt/family/customattribute/delete", ["names": ["plan"]], "CustomAttributeDeleted"),
        ("/v1/mgmt/family/dependent/create", ["familyId": "smiths", "loginId": "kid"], "UserCreated"),
        (
            "/v1/mgmt/user/update/family/add",
            ["loginId": "ada@example.com", "familyAssociations": [["familyId": "smiths"]]], "UserModified"
        ),
        (
            "/v1/mgmt/user/update/family/remove", ["loginId": "ada@example.com", "familyIds": ["smiths"]],
            "UserModified"
        ),
        ("/v1/mgmt/family/delete", ["id": "smiths"], "FamilyDeleted UserDeleted"),
        (
            "/v1/mgmt/flow/import", ["flowId": "in", "flow": ["id": "in", "name": "In", "dsl": [:]]], "FlowImported"
        ),
        ("/v1/mgmt/flow/async/run", ["flowId": "in"], "FlowRun"),
        (
            "/v1/mgmt/localization/flow/import", ["flowId": "in", "overrides": ["languages": [:]]],
            "LocalizationImported"
        ),
        ("/v1/mgmt/flow/delete", ["ids": ["in"]], "FlowDeleted"),
        ("/v1/mgmt/theme/import", ["theme": ["id": "dark"]], "ThemeImported"),
        ("/v2/mgmt/connector/audit/web/set", ["name": "siem"], "AuditWebhookModified"),
        ("/v1/mgmt/project/update/name", ["name": "Acme"], "ProjectModified"),
        ("/v1/mgmt/project/clone", ["name": "Copy"], "ProjectCloned"),
        (
            "/v1/mgmt/project/snapshot/import", ["files": ["project.json": ["name": "Imported"]]], "SnapshotImported"
        ),
        ("/v1/mgmt/auth/anonymous", [:], "LoginSucceed"),
        ("/v1/mgmt/user/delete", ["loginId": "eve"], "UserDeleted"),
        ("/v1/mgmt/role/delete", ["name": "staff"], "RoleDeleted"),
        ("/v1/mgmt/tenant/delete", ["id": "acme"], "TenantDeleted"),
    ]

    private func actions(_ project: Project, _ filter: JSONValue = ["oldestFirst": true]) async throws -> [String] {
        let found = try await project.manage("/v1/mgmt/audit/search", filter)
        #expect(found.status == 200)
        return found.body["audits"]?.arrayValue?.compactMap { $0["action"]?.stringValue } ?? []
    }

    @Test("each operation that changes something leaves one record; reads and refusals leave none")
    func management() async throws {
        let project = try Project()
        var expected: [String] = []
        for (path, body, action) in Self.changes {
            #expect(try await project.manage(path, body).status == 200, "\(path)")
            expected += action.split(separator: " ").map(String.init)
            #expect(try await actions(project) == expected)
        }
        for (path, body) in [
            ("/v1/mgmt/user/create", ["loginId": "ada@example.com"]), ("/v1/mgmt/tenant/delete", ["id": "none"]),
            ("/v1/mgmt/role/create", [:]),
        ] as [(String, JSONValue)] { #expect(try await project.manage(path, body).status == 400) }
        #expect(try await project.load("/v1/mgmt/user", "loginId", "ada@example.com").status == 200)
        #expect(try await project.get("/v1/mgmt/license", token: Project.managementKey).status == 200)
        #expect(try await actions(project) == expected)

        let userIds: JSONValue = ["actions": ["RoleDeleted", "UserDeleted"]]
        let found = try await project.manage("/v1/mgmt/audit/search", userIds).body["audits"]
        #expect((found?[0]?["action"], found?[0]?["userId"], found?[0]?["externalIds"]) == ("RoleDeleted", "", []))
        #expect((found?[1]?["externalIds"], found?[1]?["actorId"]) == (["eve"], "management"))
    }

    @Test("a deletion records each user and access key that it takes along, and a cascade also those that it changes")
    func cascade() async throws {
        for cascade in [true, false] {
            let project = try Project()
            for id in ["acme", "globex"] { try project.backend.addTenant(id: id, name: id) }
            try project.backend.addUser("ada@example.com", tenants: ["acme": []])
            try project.backend.addUser("bob@example.com", tenants: ["acme": [], "globex": []])
            try project.backend.addUser("eve@example.com", tenants: ["globex": []])
            let _ = try project.backend.addAccessKey(name: "acme's", tenants: ["acme": []])
            let _ = try project.backend.addAccessKey(name: "both's", tenants: ["acme": [], "globex": []])
            let _ = try project.backend.addAccessKey(name: "ada's", userId: "ada@example.com")
            let body: JSONValue = ["id": "acme", "cascade": .bool(cascade)]
            #expect(try await project.manage("/v1/mgmt/tenant/delete", body).status == 200)
            let found = try await project.manage("/v1/mgmt/audit/search", ["oldestFirst": true]).body["audits"]
            let records = try #require(found?.arrayValue)
            func said(_ record: JSONValue) -> String {
                "\(record["action"]?.stringValue ?? "") \(record["externalIds"]?[0]?.stringValue ?? "")"
            }
            guard cascade else {
                #expect(records.map(said) == ["TenantDeleted "])
                continue
            }
            #expect(
                records.map(said) == [
                    "TenantDeleted ", "UserDeleted ada@example.com", "UserModified bob@example.com",
                    "AccessKeyDeleted ", "AccessKeyModified ", "AccessKeyDeleted ",
                ]
            )
            #expect(records.map { $0["tenants"] } == [["acme"], ["acme"], ["globex"], ["acme"], ["globex"], []])
            #expect(Set(records.dropFirst(3).compactMap { $0["data"]?["ids"]?[0]?.stringValue }).count == 3)
            #expect(records.allSatisfy { $0["actorId"] == "management" })
        }
        let project = try Project()
        try project.backend.addUser("ada@example.com")
        let _ = try project.backend.addAccessKey(name: "ada's", userId: "ada@example.com")
        #expect(try await project.manage("/v1/mgmt/user/delete", ["loginId": "ada@example.com"]).status == 200)
        #expect(try await actions(project) == ["UserDeleted", "AccessKeyDeleted"])

        // A deleted project answers no more, so each of its users needs no record.
        for number in 0..<3 { try project.backend.addUser("user\(number)@example.com") }
        #expect(try await project.manage("/v1/mgmt/project/delete", [:]).status == 200)
        #expect(try project.backend.snapshot().rows.filter { $0.table == AuditRecord.table }.count == 1)
    }

    @Test(
        "a deletion is management's, not that of a session or a code that ends with it",
        arguments: [
            ("/v1/mgmt/tenant/delete", ["id": "acme", "cascade": true], "TenantDeleted"),
            ("/v1/mgmt/family/delete", ["id": "smiths"], "FamilyDeleted"),
            ("/v1/mgmt/user/delete", ["loginId": "kid"], "UserDeleted"),
        ] as [(String, JSONValue, String)]
    )
    func endedWithIt(_ path: String, _ body: JSONValue, _ action: String) async throws {
        let project = try Project()
        try project.backend.addTenant(id: "acme", name: "Acme")
        try project.backend.addRole("guardian", permissions: ["Family Impersonate Dependents"])
        try project.backend.addUser("ada@example.com")
        for (path, body) in [
            ("family/create", ["familyId": "smiths", "name": "The Smiths"]),
            ("family/dependent/create", ["familyId": "smiths", "loginId": "kid"]),
            (
                "user/update/family/add",
                [
                    "loginId": "ada@example.com",
                    "familyAssociations": [["familyId": "smiths", "roleNames": ["guardian"]]],
                ]
            ),
            ("user/update/tenant/add", ["loginId": "kid", "tenantId": "acme"]),
            ("family/impersonate", ["impersonatorUserIdOrLoginId": "ada@example.com", "dependentLoginId": "kid"]),
        ] as [(String, JSONValue)] {
            #expect(try await project.manage("/v1/mgmt/\(path)", body).status == 200, "\(path)")
        }
        try project.backend.addUser("bob@example.com", tenants: ["acme": []])
        #expect(try await project.post("/v1/auth/otp/signin/email", ["loginId": "bob@example.com"]).status == 200)
        #expect(try await project.manage(path, body).status == 200)
        let filter: JSONValue = ["actions": [.string(action)]]
        let record = try await project.manage("/v1/mgmt/audit/search", filter).body["audits"]?[0]
        #expect((record?["actorId"], record?["method"]) == ("management", ""))
        #expect((record?["userId"] == "") == (action != "UserDeleted"))
        #expect(record?["externalIds"] == (action == "UserDeleted" ? ["kid"] : []))
    }

    @Test("so do sign-ins and sessions")
    func signIns() async throws {
        let project = try Project { $0.rotatesRefreshTokens = true }
        let signedIn = try await project.signIn()
        #expect(try await project.get("/v1/auth/me", token: signedIn.refreshJwt).status == 200)
        #expect(try await project.verify("ada@example.com").status == 401)
        let refreshed = try await project.post("/v1/auth/refresh", token: signedIn.refreshJwt)
        #expect(try await project.post("/v1/auth/refresh", token: signedIn.refreshJwt).status == 401)
        #expect(try await project.post("/v1/auth/logout", token: refreshed.refreshJwt).status == 200)
        #expect(try await actions(project) == ["UserCreated", "LoginSucceed", "SessionRefreshed", "LoggedOut"])
        let found = try await project.manage("/v1/mgmt/audit/search", ["actions": ["LoginSucceed"]])
        let record = try #require(found.body["audits"]?[0])
        #expect(record["userId"] == signedIn.body["user"]?["userId"])
        #expect((record["externalIds"], record["method"]) == (["ada@example.com"], "email"))
        #expect((found.body["total"], record["projectId"]) == (1, .string(Project.projectId)))
    }

    @Test("a log-out by management is about the user, and done by management")
    func managedLogout() async throws {
        let project = try Project()
        let signedIn = try await project.signIn()
        let body: JSONValue = ["loginId": "ada@example.com"]
        #expect(try await project.manage("/v1/mgmt/user/logout", body).status == 200)
        let filter: JSONValue = ["userIds": [signedIn.body["user"]?["userId"] ?? .null], "actions": ["LoggedOut"]]
        let records = try await project.manage("/v1/mgmt/audit/search", filter).body["audits"]
        #expect((records?[0]?["actorId"], records?[0]?["externalIds"]) == ("management", ["ada@example.com"]))
    }

    @Test("the newest 10,000 records are kept, of operations and of events")
    func limit() async throws {
        let project = try Project()
        project.backend.change { state in
            for number in 0..<10_000 {
                try? state.save(AuditRecord(id: "\(number)", action: "Old", type: "info", occurredAt: state.now))
            }
        }
        let event: JSONValue = ["action": "Pay", "type": "info", "actorId": "me", "tenantId": "acme"]
        for _ in 0..<3 { #expect(try await project.manage("/v1/mgmt/audit/event", event).status == 200) }
        let found = try await project.manage("/v1/mgmt/audit/search", ["size": 4])
        #expect(found.body["total"] == 10_000)
        #expect(found.body["audits"]?.arrayValue?.map { $0["action"] } == ["Pay", "Pay", "Pay", "Old"])
    }

    @Test("records are found by what they state")
    func search() async throws {
        let project = try Project()
        let start = Int64(project.clock.now.timeIntervalSince1970 * 1000)
        func event(_ action: String, _ actor: String, tenant: String) async throws {
            let body: JSONValue = [
                "action": .string(action), "type": "warn", "actorId": .string(actor), "tenantId": .string(tenant),
            ]
            #expect(try await project.manage("/v1/mgmt/audit/event", body).status == 200)
            project.clock.advance(by: .seconds(60))
        }
        try await event("Pay", "ada", tenant: "acme")
        try await event("Sell", "eve", tenant: "globex")
        _ = try await project.manage("/v1/mgmt/user/create", ["loginId": "grace@example.com"])
        for (filter, expected) in [
            ([:], ["UserCreated", "Sell", "Pay"]), (["actions": ["Pay"]], ["Pay"]),
            (["excludedActions": ["Pay"]], ["UserCreated", "Sell"]), (["actorIds": ["eve"]], ["Sell"]),
            (["tenants": ["acme"]], ["Pay"]), (["noTenants": true], ["UserCreated", "Sell", "Pay"]),
            (["tenants": ["acme"], "noTenants": true], ["UserCreated", "Pay"]),
            (["auditTypes": ["info"]], ["UserCreated"]), (["externalIds": ["grace@example.com"]], ["UserCreated"]),
            (["loginIdsContain": ["grace"]], ["UserCreated"]), (["loginIdsNotContain": ["grace"]], ["Sell", "Pay"]),
            (["text": "globe"], ["Sell"]), (["size": 1, "page": 1], ["Sell"]),
            (["from": .int(start + 60_000)], ["UserCreated", "Sell"]), (["to": .string("\(start)")], ["Pay"]),
            (["userIds": ["U2nobody"]], []),
        ] as [(JSONValue, [String])] {
            #expect(try await actions(project, filter) == expected, "\(filter)")
        }
        let refused = try await project.manage("/v1/mgmt/audit/search", ["geos": ["DE"]])
        #expect(refused.body["errorMessage"] == "geos is not emulated")
        for page in [["size": -1], ["size": 1001], ["page": -1]] as [JSONValue] {
            #expect(try await project.manage("/v1/mgmt/audit/search", page).status == 400, "\(page)")
        }
    }

    @Test(
        "a webhook has a URL and known filters, in either form",
        arguments: [
            ("v1", [:], 200), ("v2", ["url": "https://siem.example.com"], 200), ("v2", ["url": "siem"], 400),
            ("v1", ["filters": ["filterType": "all"]], 200), ("v2", ["filters": [["filterType": "all"]]], 200),
            ("v2", ["filters": [["filterType": "tenants", "operator": "excludes", "values": ["acme"]]]], 200),
            ("v2", ["filters": [["filterType": "users"]]], 400), ("v1", ["filters": [["filterType": "all"]]], 400),
            ("v2", ["filters": [["filterType": "all", "operator": "equals"]]], 400),
        ] as [(String, [String: JSONValue], Int)]
    )
    func webhooks(_ version: String, _ members: [String: JSONValue], _ status: Int) async throws {
        let body = JSONValue.object(members.merging(["name": "siem"]) { $1 })
        #expect(try await Project().manage("/\(version)/mgmt/connector/audit/web/set", body).status == status)
    }
}
