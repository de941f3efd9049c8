import DescopeAuthzModel
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

/// The FGA face: tuples, checks with what they depend on, details of resources, backups.
@Suite struct FGATests {
    private static let schema = AuthzSchema([
        AuthzNamespace("user"),
        AuthzNamespace("group", [.relation("member", to: "user", "group#member")]),
        AuthzNamespace(
            "folder",
            [
                .relation("parent", to: "folder"), .relation("owner", to: "user", "group#member"),
                .relation("viewer", to: "user"), .permission("can_create", "owner" | "parent.owner"),
                .permission("can_view", "viewer" | "can_create"),
            ]
        ),
    ])

    private static func sample() async throws -> AuthzProject {
        let it = try await AuthzProject(schema: nil)
        try it.project.backend.edit { state throws(EmulatorRefusal) in try state.setSchema(schema) }
        return it
    }

    /// `folder:f1#owner@user:u2`, `folder:f0#owner@group#member:acme`.
    private static func tuple(_ text: String) -> JSONValue {
        let parts = text.split(separator: "@").flatMap { $0.split(separator: ":").map(String.init) }
        let left = parts[1].split(separator: "#").map(String.init)
        return [
            "resourceType": .string(parts[0]), "resource": .string(left[0]), "relation": .string(left[1]),
            "targetType": .string(parts[2]), "target": .string(parts[3]),
        ]
    }

    private static func tuples(_ texts: [String]) -> JSONValue { ["tuples": .array(texts.map(tuple))] }

    private static let facts = [
        "folder:f1#parent@folder:f0", "folder:f1#owner@user:u2", "folder:f0#owner@user:u3",
        "folder:f1#viewer@user:u4", "folder:f0#owner@group#member:acme", "group:acme#member@user:u5",
    ]

    private static func filled() async throws -> AuthzProject {
        let it = try await sample()
        try await #expect(it.fga("relations", tuples(facts)).status == 200)
        return it
    }

    @Test("checks are answered in their order, with what they depend on")
    func checks() async throws {
        let it = try await Self.filled()
        let rows: [(String, Bool, Bool)] = [
            ("folder:f1#owner@user:u2", true, false), ("folder:f1#can_create@user:u3", true, false),
            ("folder:f1#can_view@user:u5", true, false), ("folder:f0#can_view@user:u4", false, false),
            ("folder:f1#viewer@user:u4", true, true), ("folder:f1#viewer@*:u3", false, true),
            ("folder:f1#can_view@group#member:acme", true, false), ("folder:f1#owner@group#member:acme", false, false),
            ("folder:f0#owner@group#member:acme", true, false), ("folder:none#viewer@user:u1", false, true),
        ]
        let answer = try await it.fga("check", Self.tuples(rows.map(\.0)))
        #expect(answer.status == 200)
        let found = answer.body["tuples"]?.arrayValue ?? []
        #expect(found.map { $0["allowed"]?.boolValue } == rows.map(\.1))
        #expect(found.map { $0["info"]?["direct"]?.boolValue } == rows.map(\.2))
        #expect(found.map { $0["tuple"] } == rows.map { Self.tuple($0.0) })
        #expect(
            found.first?["info"]
                == ["direct": false, "conditional": false, "missingContext": [], "conditionalErr": ""]
        )
        #expect(answer.body["schemaVersion"] == "1")
        // A question stores nothing.
        #expect(
            try await it.relations("re/targets", ["targets": ["acme"], "includeTargetSetRelations": true]).count == 1
        )
    }

    @Test("paths and conditions are in an answer when they are asked for")
    func paths() async throws {
        let it = try await Self.filled()
        var body = Self.tuples(["folder:f1#owner@user:u2", "folder:f1#can_view@user:u3"]).objectValue ?? [:]
        body["computePaths"] = true
        body["listConditions"] = true
        let found = try await it.fga("check", .object(body)).body["tuples"]
        #expect(found?[0]?["info"]?["path"] == ["steps": [["tuple": Self.tuple("folder:f1#owner@user:u2")]]])
        #expect(found?[1]?["info"]?["path"] == ["steps": [["permission": "folder#can_view"]]])
        #expect(found?[1]?["info"]?["trueConditions"] == [])
    }

    @Test("both faces have the same relations")
    func twoFaces() async throws {
        let it = try await Self.filled()
        #expect(try await it.who("folder:f1#can_view") == ["u2", "u3", "u4", "u5"])
        #expect(try await it.holds("u5", "folder:f1#can_create") == true)
        #expect(try await it.relations("re/resource", ["resource": "f0"]).count == 2)
        try await it.create("folder:f1#viewer@u9")
        let answer = try await it.fga("check", Self.tuples(["folder:f1#can_view@user:u9"]))
        #expect(answer.body["tuples"]?[0]?["allowed"] == true)
        // The other face does not say the type; it becomes known later.
        try await #expect(it.fga("relations", Self.tuples(["folder:f1#viewer@user:u9"])).status == 200)
        #expect(try await it.stored("f1").count == 4)
    }

    @Test(
        "tuples that differ in the type of the target are two, and are deleted one by one or, without a type, together"
    )
    func sameId() async throws {
        let it = try await AuthzProject(schema: nil)
        let schema = AuthzSchema([
            AuthzNamespace("user"), AuthzNamespace("org", [.relation("member", to: "user")]),
            AuthzNamespace("team", [.relation("member", to: "user")]),
            AuthzNamespace("doc", [.relation("owner", to: "org", "team"), .permission("edit", "owner.member")]),
        ])
        try it.project.backend.edit { state throws(EmulatorRefusal) in try state.setSchema(schema) }
        let both = ["doc:d#owner@org:x", "doc:d#owner@team:x"]
        let members = ["org:x#member@user:u1", "team:x#member@user:u2"]
        try await #expect(it.fga("relations", Self.tuples(both + members)).status == 200)
        #expect(try await it.who("doc:d#edit") == ["u1", "u2"])
        // The same on another machine.
        let copy = try await AuthzProject(try it.project.restored(), schema: nil)
        #expect(try await copy.who("doc:d#edit") == ["u1", "u2"])
        // It is there already, as far as the authz face can say.
        try await it.create("doc:d#owner@x")
        #expect(try await it.stored("d").count == 2)
        try await #expect(it.fga("relations/delete", Self.tuples([both[0]])).status == 200)
        #expect(try await it.who("doc:d#edit") == ["u2"])
        try await #expect(it.fga("relations", Self.tuples([both[0]])).status == 200)
        let untyped: JSONValue = ["relations": [AuthzProject.relation("doc:d#owner@x")]]
        try await #expect(it.post("re/delete", untyped).status == 200)
        #expect(try await it.stored("d") == [])
        #expect(try await it.who("doc:d#edit") == [])
    }

    @Test("a check compares the type of its target, and * is any type")
    func askedType() async throws {
        let it = try await Self.filled()
        let types = ["user", "folder", "nosuch", "*"]
        let answer = try await it.fga("check", Self.tuples(types.map { "folder:f1#can_view@\($0):u4" }))
        let found = answer.body["tuples"]?.arrayValue
        #expect(found?.map { $0["allowed"]?.boolValue } == [true, false, false, true])
        // One that the other face has stored has no type.
        try await it.create("folder:f1#viewer@u9")
        let untyped = try await it.fga("check", Self.tuples(types.map { "folder:f1#can_view@\($0):u9" }))
        #expect(untyped.body["tuples"]?.arrayValue?.map { $0["allowed"]?.boolValue } == [true, true, true, true])
    }

    @Test("a relation that counts is not replaced by one that does not, in either order")
    func keptUntyped() async throws {
        func relation(_ type: String?) -> JSONValue {
            guard case .object(var members) = AuthzProject.relation("folder:f9#owner@x") else { return .null }
            members["targetNamespace"] = type.map { .string($0) }
            return .object(members)
        }
        func store(_ requests: [[String?]]) async throws -> AuthzProject {
            let it = try await Self.sample()
            for types in requests {
                let answer = try await it.post("re/create", ["relations": .array(types.map(relation))])
                #expect(answer.status == 200, "\(answer.body)")
            }
            return it
        }
        for requests in [[[nil], ["nosuch"]], [["nosuch"], [nil]], [[nil, "nosuch"]], [["nosuch", nil]]]
            as [[[String?]]]
        {
            let it = try await store(requests)
            #expect(try await it.holds("x", "folder:f9#owner") == true, "\(requests)")
            #expect(try await it.stored("f9").count == 2, "\(requests)")
        }
        for requests in [[[nil], ["user"]], [["user"], [nil]], [[nil, "user"]], [["user", nil]]] as [[[String?]]] {
            let it = try await store(requests)
            #expect(try await it.holds("x", "folder:f9#owner") == true, "\(requests)")
            #expect(try await it.stored("f9").count == 1, "\(requests)")
        }
    }

    @Test("a set may be named by a permission, in a relation and in a question")
    func permissionSets() async throws {
        let it = try await AuthzProject(schema: nil)
        let schema = AuthzSchema([
            AuthzNamespace("user"),
            AuthzNamespace("team", [.relation("lead", to: "user"), .permission("staff", "lead")]),
            AuthzNamespace("doc", [.relation("owner", to: "team#staff"), .permission("edit", "owner")]),
        ])
        try it.project.backend.edit { state throws(EmulatorRefusal) in try state.setSchema(schema) }
        let facts = ["doc:d#owner@team#staff:a", "team:a#lead@user:u1"]
        try await #expect(it.fga("relations", Self.tuples(facts)).status == 200)
        let asked = ["team#staff:a", "team#staff:b", "team#lead:a", "user:u1"].map { "doc:d#edit@\($0)" }
        let answer = try await it.fga("check", Self.tuples(asked)).body["tuples"]?.arrayValue
        #expect(answer?.map { $0["allowed"]?.boolValue } == [true, false, true, true])
    }

    @Test("rules are as deep as JSON carries them, and deeper ones are refused", arguments: [(26, true), (40, false)])
    func deepRules(_ levels: Int, _ isSaved: Bool) async throws {
        let it = try await AuthzProject(schema: nil)
        let rule = (0..<levels).reduce("owner") { inner, level in
            level.isMultiple(of: 2) ? "(\(inner) | owner)" : "(\(inner) - banned)"
        }
        let text = """
            model AuthZ 1.0

            type user

            type doc
              relation owner: user
              relation banned: user
              permission edit: \(rule)

            """
        let answer = try await it.fga("schema", ["dsl": .string(text)])
        #expect(answer.status == (isSaved ? 200 : 400))
        #expect(isSaved || answer.body["errorMessage"]?.stringValue?.contains("levels") == true)
        let copy = try await AuthzProject(try it.project.restored(), schema: nil)
        let loaded = try await copy.post("schema/load").body["schema"]?["namespaces"]
        #expect(loaded?.arrayValue?.count == (isSaved ? 2 : 0))
        guard isSaved else { return }
        try await copy.create("doc:d#owner@u1")
        #expect(try await copy.holds("u1", "doc:d#edit") == true)
    }

    @Test("without a schema, a refusal says that one is needed")
    func noSchema() async throws {
        let it = try await AuthzProject(schema: nil)
        for path in ["relations", "check"] {
            let answer = try await it.fga(path, Self.tuples(["folder:f1#owner@user:u2"]))
            let message = answer.body["errorMessage"]?.stringValue ?? ""
            #expect(answer.status == 400 && message.contains("save one first"), "\(message)")
        }
    }

    @Test(
        "what the schema does not allow is refused, with what it allows",
        arguments: [
            ("folder:f1#owner@group:acme", "user, group#member"), ("folder:f1#viewer@group#member:acme", "user"),
            ("folder:f1#parent@user:u1", "folder"), ("folder:f1#can_view@user:u1", "permission"),
            ("folder:f1#reader@user:u1", "folder#reader"), ("file:f1#owner@user:u1", "file"),
            ("folder:f1#owner@group#chief:acme", "group#chief"), ("folder:f1#owner@group#:acme", "type#relation"),
            ("folder:f1#owner@*:u1", "checks"),
        ]
    )
    func disallowed(_ text: String, _ said: String) async throws {
        let it = try await Self.sample()
        let before = try it.project.backend.saved()
        let answer = try await it.fga("relations", Self.tuples(["folder:f1#owner@user:u1", text]))
        #expect(answer.status == 400)
        let message = answer.body["errorMessage"]?.stringValue ?? ""
        #expect(message.contains(said), "\(message)")
        #expect(try it.project.backend.saved() == before)
    }

    @Test("the authz face may store what the schema does not allow; it is kept and counts for nothing")
    func notCounted() async throws {
        let it = try await Self.filled()
        try await it.create("folder:f2#viewer@group:acme#member")
        #expect(try await it.holds("u5", "folder:f2#viewer") == false)
        #expect(try await it.stored("f2") == ["folder:f2#viewer@group:acme#member"])
    }

    @Test("tuples are deleted, some or all")
    func deleted() async throws {
        let it = try await Self.filled()
        try await #expect(it.fga("relations/delete", Self.tuples(["folder:f1#owner@user:u2"])).status == 200)
        #expect(try await it.holds("u2", "folder:f1#can_view") == false)
        #expect(try await it.project.management(.delete, "/v1/mgmt/fga/relations").status == 200)
        #expect(try await it.stored("f0", "f1", "acme") == [])
        #expect(try await it.holds("u3", "folder:f1#can_view") == false)
    }

    @Test("a schema drops types, and relations that are gone, computed or allow something else")
    func dropped() {
        let new = AuthzSchema([
            AuthzNamespace("user"),
            AuthzNamespace(
                "folder",
                [
                    .relation("owner", to: "user"), .permission("viewer", "owner"),
                    .relation("can_create", to: "user"), .relation("extra", to: "user"),
                ]
            ),
        ])
        let deletes = AuthzSchemaChanges(from: Self.schema, to: new).deletes
        #expect(deletes.types == ["group"])
        #expect(deletes.relations == ["folder#parent", "folder#owner", "folder#viewer"])
        #expect(AuthzSchemaChanges(from: Self.schema, to: Self.schema).deletes.isEmpty)
    }

    @Test("details of resources are saved and loaded by type and id")
    func details() async throws {
        let it = try await Self.sample()
        let all: [JSONValue] = [
            ["resourceId": "f1", "resourceType": "folder", "displayName": "Plans"],
            ["resourceId": "f1", "resourceType": "doc", "displayName": "A document"],
        ]
        try await #expect(it.fga("resources/save", ["resourcesDetails": .array(all)]).status == 200)
        let ids: JSONValue = [
            ["resourceId": "f1", "resourceType": "doc"], ["resourceId": "f2", "resourceType": "doc"],
            ["resourceId": "f1", "resourceType": "folder"],
        ]
        let found = try await it.fga("resources/load", ["resourceIdentifiers": ids]).body
        #expect(found == ["resourcesDetails": .array(all.reversed())])
    }

    @Test("resources that can be mapped are those of relations and details")
    func mappable() async throws {
        let it = try await Self.filled()
        try it.project.backend.addTenant(id: "acme", name: "Acme")
        let details: JSONValue = ["resourceId": "f7", "resourceType": "folder", "displayName": "Road map"]
        try await #expect(it.fga("resources/save", ["resourcesDetails": [details]]).status == 200)
        let query: JSONValue = [
            "tenantId": "acme", "resourcesLimit": "2",
            "resourcesQueries": [["type": "folder", "queries": ["ROAD", "1"]], ["type": "file", "queries": []]],
        ]
        let found = try await it.fga("mappable/resources", query).body["mappableResources"]
        let (f1, f7): (JSONValue, JSONValue) = (
            ["resource": "f1", "displayName": ""], ["resource": "f7", "displayName": "Road map"]
        )
        #expect(found == [["type": "folder", "resources": [f1, f7]], ["type": "file", "resources": []]])
        let path = "/v1/mgmt/fga/mappable/schema?tenantId=acme&resourcesLimit=1"
        let schema = try await it.project.management(.get, path).body
        let names = schema["schema"]?["namespaces"]?.arrayValue?.compactMap { $0["name"]?.stringValue }
        #expect(names == ["user", "group", "folder"])
        #expect(schema["schema"]?["namespaces"]?[1] == ["name": "group", "relationDefinitions": [["name": "member"]]])
        #expect(schema["mappableResources"]?.arrayValue?.map { $0["resources"]?.arrayValue?.count } == [1, 1])
        for wrong in ["?tenantId=globex", "?tenantId=acme&resourcesLimit=0", ""] {
            #expect(try await it.project.management(.get, "/v1/mgmt/fga/mappable/schema" + wrong).status == 400)
        }
    }

    @Test("a backup is restored, after another one was made by itself")
    func backups() async throws {
        let it = try await Self.filled()
        let project = it.project
        func load(_ path: String) async throws -> JSONValue { try await project.management(.get, path).body }
        let id = try #require(try await it.fga("backup", [:]).body["backupId"]?.stringValue)
        let now = JSONValue.int(Int64(project.clock.now.timeIntervalSince1970))
        #expect(
            try await load("/v1/mgmt/fga/backup/\(id)") == [
                "backup": [
                    "id": .string(id), "projectId": .string(Project.projectId), "status": "completed",
                    "schemaVersion": 1, "tupleCount": 6, "createdAt": now, "completedAt": now, "errorMessage": "",
                ]
            ]
        )
        try await #expect(it.post("schema/delete").status == 200)
        try await #expect(it.post("schema/save", ["schema": filesSchema, "upgrade": true]).status == 200)
        try await it.create("doc:d#owner@u1")
        let restored = try await it.fga("backup/\(id)/restore", [:])
        let automatic = try #require(restored.body["autoBackupId"]?.stringValue)
        #expect(try await it.holds("u5", "folder:f1#can_view") == true)
        #expect(try await it.stored("d") == [])
        #expect(try await load("/v1/mgmt/fga/schema")["version"] == "4")
        let all = try await load("/v1/mgmt/fga/backups")["backups"]
        #expect(all?.arrayValue?.map { $0["tupleCount"]?.intValue } == [6, 1])
        try await #expect(it.fga("backup/\(automatic)/restore", [:]).status == 200)
        #expect(try await it.holds("u1", "doc:d#viewer") == true)
        #expect(try await project.management(.delete, "/v1/mgmt/fga/backup/\(id)").status == 200)
        #expect(try await project.management(.delete, "/v1/mgmt/fga/backup/\(id)").status == 400)
        #expect(try await it.fga("backup/\(id)/restore", [:]).status == 400)
    }

    @Test("of the backups that restorations make, the ten newest are kept")
    func automaticBackups() async throws {
        let it = try await Self.filled()
        let id = try #require(try await it.fga("backup", [:]).body["backupId"]?.stringValue)
        var automatic: [String] = []
        for _ in 0..<12 {
            automatic.append(
                try #require(try await it.fga("backup/\(id)/restore", [:]).body["autoBackupId"]?.stringValue)
            )
        }
        let kept = try await it.project.management(.get, "/v1/mgmt/fga/backups").body["backups"]?.arrayValue ?? []
        #expect(kept.compactMap { $0["id"]?.stringValue } == [id] + automatic.suffix(10))
    }

    // MARK: - The language

    @Test("a schema of text is loaded as text and as namespaces, with a version")
    func language() async throws {
        let it = try await AuthzProject(schema: nil)
        let text = """
            model AuthZ 1.0

            type user

            type folder
              relation parent: folder
              relation owner: user
              permission can_view: owner | parent.can_view

            """
        func load() async throws -> JSONValue { try await it.project.management(.get, "/v1/mgmt/fga/schema").body }
        #expect(try await load()["dsl"] == "")
        try await #expect(it.fga("schema", ["dsl": .string(text)]).status == 200)
        #expect(try await load()["dsl"] == .string(text))
        #expect(try await load()["version"] == "1")
        #expect(try await load()["schema"] == it.post("schema/load").body["schema"])
        try await #expect(it.fga("relations", Self.tuples(["folder:f#owner@user:u1"])).status == 200)
        let less = text.replacing("  relation owner: user\n", with: "").replacing("owner | parent", with: "parent")
        let before = try it.project.backend.saved()
        let preview = try await it.fga("schema/dryrun", ["dsl": .string(less)]).body["deletesPreview"]
        #expect(preview == ["hasDeletes": true, "relations": ["folder#owner"], "types": []])
        for wrong in ["", "model AuthZ 2.0", text + "  permission x: nothing\n"] {
            for path in ["schema", "schema/dryrun"] {
                try await #expect(it.fga(path, ["dsl": .string(wrong)]).status == 400)
            }
        }
        #expect(try it.project.backend.saved() == before)
        try await #expect(it.fga("schema", ["dsl": .string(less)]).status == 200)
        #expect(try await it.stored("f") == [])
        #expect(try await load()["version"] == "2")
        // A change of the other face changes the text.
        let other: JSONValue = ["namespace": "folder", "relationDefinition": ["name": "owner"]]
        try await #expect(it.post("rd/save", other).status == 200)
        #expect(try await load()["dsl"] != .string(less))
        #expect(try await load()["version"] == "3")
    }
}
