import DescopeCore
import DescopeEmulator
import DescopeHTTP
import Testing

@Suite struct DescoperTests {
    private static let path = "/v1/mgmt/descoper"
    private static let roles: JSONValue = [
        "isCompanyAdmin": false, "projects": [["projectIds": ["P2x"], "role": "auditor"]],
        "tags": [["tags": ["eu"], "role": "admin"]],
    ]

    @Test("descopers are created, listed, changed and deleted")
    func life() async throws {
        let project = try Project()
        let create: JSONValue = [
            "descopers": [
                [
                    "loginId": "ada@example.com", "sendInvite": true, "rbac": Self.roles,
                    "attributes": ["displayName": "Ada", "phone": "+12025550144"],
                ],
                ["loginId": "bob@example.com", "attributes": nil, "rbac": nil, "sendInvite": false],
            ]
        ]
        let made = try await project.management(.put, Self.path, create).body
        let ada = made["descopers"]?[0]
        let id = try #require(ada?["id"]?.stringValue)
        #expect(
            ada == [
                "id": .string(id), "loginIDs": ["ada@example.com"], "status": "invited", "rbac": Self.roles,
                "attributes": ["displayName": "Ada", "phone": "+12025550144", "email": "ada@example.com"],
            ]
        )
        #expect(made["descopers"]?[1]?["rbac"] == ["isCompanyAdmin": false, "projects": [], "tags": []])
        #expect(project.backend.outbox.messages.map(\.address) == ["ada@example.com"])
        #expect(try await project.manage("\(Self.path)/list", [:]).body == made)
        #expect(made["total"] == 2)
        #expect(try await project.management(.get, "\(Self.path)?id=\(id)").body["descoper"] == ada)

        let patch: JSONValue = ["id": .string(id), "attributes": ["displayName": "Lady Ada"], "rbac": nil]
        let patched = try await project.management(.patch, Self.path, patch).body["descoper"]
        #expect(patched?["attributes"]?["displayName"] == "Lady Ada")
        #expect(patched?["attributes"]?["phone"] == "+12025550144")
        #expect(patched?["rbac"] == Self.roles)
        #expect(try await project.management(.delete, "\(Self.path)?id=\(id)").body == [:])
        #expect(try await project.manage("\(Self.path)/list", [:]).body["total"] == 1)
    }

    @Test(
        "refused requests",
        arguments: [
            (.put, "", ["descopers": []]), (.put, "", ["descopers": [["loginId": "no address"]]]),
            (.put, "", ["descopers": [["loginId": "ada@example.com"], ["loginId": "ada@example.com"]]]),
            (.put, "", ["descopers": [["loginId": "a@b.co", "rbac": ["tags": [["tags": ["eu"], "role": "king"]]]]]]),
            (.patch, "", ["id": "none"]), (.get, "?id=none", nil), (.delete, "?id=none", nil),
        ] as [(APIMethod, String, JSONValue?)]
    )
    func refused(_ method: APIMethod, _ path: String, _ body: JSONValue?) async throws {
        let project = try Project()
        #expect(try await project.management(method, Self.path + path, body).status == 400)
        #expect(try await project.manage("\(Self.path)/list", [:]).body["total"] == 0)
    }
}
