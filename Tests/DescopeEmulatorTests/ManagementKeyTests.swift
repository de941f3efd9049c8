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

@Suite struct ManagementKeyTests {
    private static let path = "/v1/mgmt/managementkey"

    /// Creates a key, and returns its id and secret.
    private func create(
        _ project: Project,
        _ members: [String: JSONValue] = [:]
    ) async throws -> (id: String, secret: String) {
        let body = ["name": "ci", "reBac": [:]].merging(members) { $1 }
        let answer = try await project.management(.put, Self.path, .object(body))
        return (
            try #require(answer.body["key"]?["id"]?.stringValue), try #require(answer.body["cleartext"]?.stringValue)
        )
    }

    private func status(_ project: Project, _ secret: String) async throws -> Int {
        try await project.management(.get, "/v1/mgmt/license", key: secret).status
    }

    @Test("a key authorizes management requests until it is inactive or deleted")
    func life() async throws {
        let project = try Project()
        let key = try await create(project)
        #expect(try await status(project, key.secret) == 200)
        #expect(try await status(project, key.id) == 401)

        func update(_ status: String) async throws -> JSONValue? {
            let body: JSONValue = ["id": .string(key.id), "name": "ci", "status": .string(status)]
            return try await project.management(.patch, Self.path, body).body["key"]?["status"]
        }
        #expect(try await update("inactive") == "inactive")
        #expect(try await status(project, key.secret) == 401)
        #expect(try await update("active") == "active")
        #expect(try await status(project, key.secret) == 200)

        // Also a request of the key itself.
        let delete: JSONValue = ["ids": [.string(key.id)]]
        let deleted = try await project.management(.post, "\(Self.path)/delete", delete, key: key.secret)
        #expect(deleted.body == ["total": 1])
        #expect(try await status(project, key.secret) == 401)
        #expect(try await status(project, Project.managementKey) == 200)
    }

    @Test("a key expires", arguments: ["expiresIn", "expireTime"])
    func expiry(_ member: String) async throws {
        let project = try Project()
        let now = Int64(project.clock.now.timeIntervalSince1970)
        let key = try await create(project, [member: .int(member == "expiresIn" ? 60 : now + 60)])
        let loaded = try await project.management(.get, "\(Self.path)?id=\(key.id)").body["key"]
        #expect((loaded?["expireTime"], loaded?["createdTime"]) == (.int(now + 60), .int(now)))
        project.clock.advance(by: .seconds(59))
        #expect(try await status(project, key.secret) == 200)
        project.clock.advance(by: .seconds(1))
        #expect(try await status(project, key.secret) == 401)
        // It is still there.
        #expect(try await project.management(.get, "\(Self.path)?id=\(key.id)").status == 200)
        let eternal = try await create(project, ["expiresIn": 0])
        project.clock.advance(by: .seconds(10 * 365 * 86_400))
        #expect(try await status(project, eternal.secret) == 200)
    }

    @Test("what is given is returned; an update replaces all but the roles")
    func members() async throws {
        let project = try Project()
        let roles: JSONValue = [
            "companyRoles": ["company-full-access"],
            "projectRoles": [["projectIds": ["P2x"], "roles": ["full-access"]]], "tagRoles": [],
        ]
        let key = try await create(
            project,
            ["description": "deploys", "permittedIps": ["127.0.0.0/8"], "reBac": roles]
        )
        let loaded = try await project.management(.get, "\(Self.path)?id=\(key.id)").body["key"]
        #expect(
            loaded == [
                "id": .string(key.id), "name": "ci", "description": "deploys", "status": "active",
                "createdTime": .int(Int64(project.clock.now.timeIntervalSince1970)), "expireTime": 0,
                "permittedIps": ["127.0.0.0/8"], "reBac": roles, "version": 1, "authzVersion": 0,
            ]
        )
        let found = try await project.management(.get, "\(Self.path)/search").body["keys"]
        #expect(found == [loaded ?? .null])
        let body: JSONValue = ["id": .string(key.id), "name": "cd", "status": "active"]
        let updated = try await project.management(.patch, Self.path, body).body["key"]
        #expect((updated?["name"], updated?["description"], updated?["permittedIps"]) == ("cd", "", []))
        #expect(updated?["reBac"] == roles)
    }

    @Test("a key is accepted from permitted addresses only", arguments: [("127.0.0.1", 200), ("10.0.0.0/8", 401)])
    func addresses(_ range: String, _ expected: Int) async throws {
        let project = try Project()
        let key = try await create(project, ["permittedIps": [.string(range)]])
        #expect(try await status(project, key.secret) == expected)
    }

    @Test("what a key does is recorded under its id")
    func actor() async throws {
        let project = try Project()
        let key = try await create(project)
        let new: JSONValue = ["name": "Acme"]
        #expect(try await project.management(.post, "/v1/mgmt/tenant/create", new, key: key.secret).status == 200)
        let access: JSONValue = ["name": "robot", "expireTime": 0]
        let made = try await project.management(.post, "/v1/mgmt/accesskey/create", access, key: key.secret)
        #expect(made.body["key"]?["createdBy"] == .string(key.id))
        let found = try await project.manage("/v1/mgmt/audit/search", ["actorIds": [.string(key.id)]])
        #expect(found.body["audits"]?.arrayValue?.map { $0["action"] } == ["AccessKeyCreated", "TenantCreated"])
    }

    @Test("a key stays valid in a project that is restored, and its secret is not saved")
    func saved() async throws {
        let project = try Project()
        let key = try await create(project)
        let snapshot = try project.backend.snapshot()
        let later = Project(
            clock: project.clock,
            backend: try EmulatorBackend(restoring: snapshot, clock: project.clock)
        )
        #expect(try await status(later, key.secret) == 200)
        #expect(!String(decoding: try JSONEncoder().encode(snapshot), as: UTF8.self).contains(key.secret))
    }

    @Test(
        "refused requests",
        arguments: [
            (.put, "", ["name": "", "reBac": [:]]), (.put, "", ["name": "a"]),
            (.put, "", ["name": "a", "reBac": [:], "expiresIn": -1]),
            (.put, "", ["name": "a", "reBac": [:], "expiresIn": 1, "expireTime": 2_000_000_000]),
            (.put, "", ["name": "a", "reBac": [:], "permittedIps": ["here"]]),
            (.patch, "", ["id": "none", "name": "a", "status": "active"]), (.post, "/delete", ["ids": []]),
            (.post, "/delete", ["ids": ["none"]]), (.get, "?id=none", nil),
        ] as [(APIMethod, String, JSONValue?)]
    )
    func refused(_ method: APIMethod, _ path: String, _ body: JSONValue?) async throws {
        #expect(try await Project().management(method, Self.path + path, body).status == 400)
    }

    @Test("an unknown status is refused")
    func unknownStatus() async throws {
        let project = try Project()
        let key = try await create(project)
        let body: JSONValue = ["id": .string(key.id), "name": "ci", "status": "expired"]
        #expect(try await project.management(.patch, Self.path, body).status == 400)
    }
}
