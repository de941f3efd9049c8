import DescopeCore
import DescopeHTTP
import DescopeTesting
import Synchronization
import Testing

@testable import DescopeEmulator

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Questions and relations of the authz face.
@Suite struct AuthzTests {
    private static func samples(_ project: Project? = nil) async throws -> AuthzProject {
        let it = try await AuthzProject(project)
        try await it.create(
            "org:Dev#parent@Descope",
            "org:Sales#parent@Descope",
            "org:Dev#member@u1",
            "org:Dev#member@u3",
            "org:Sales#member@u2",
            "folder:Presentations#parent@Internal",
            "doc:roadmap.ppt#parent@Presentations",
            "doc:roadmap.ppt#owner@u1",
            "folder:Internal#viewer@org:Descope#member",
            "folder:Presentations#editor@org:Sales#member"
        )
        return it
    }

    @Test(
        "the two relations of the Node SDK's example",
        arguments: [
            ("viewer", "u1", true), ("viewer", "u2", true), ("editor", "u1", true), ("owner", "u2", false),
            ("viewer", "u3", false),
        ]
    )
    func example(_ relation: String, _ target: String, _ verdict: Bool) async throws {
        let it = try await AuthzProject()
        try await it.create("doc:some-doc#owner@u1", "doc:some-doc#editor@u2")
        #expect(try await it.holds(target, "doc:some-doc#\(relation)") == verdict)
    }

    @Test("the checks of the official samples, in one request in their order")
    func checks() async throws {
        let it = try await Self.samples()
        let rows: [(String, String, Bool)] = [
            ("owner", "u1", true), ("editor", "u1", true), ("viewer", "u1", true), ("viewer", "u3", true),
            ("editor", "u3", false), ("editor", "u2", true), ("owner", "u2", false), ("viewer", "u2", true),
        ]
        let queries = rows.map { AuthzProject.relation("doc:roadmap.ppt#\($0.0)@\($0.1)") }
        let found = try await it.post("re/has", ["relationQueries": .array(queries)]).body["relationQueries"]
        #expect(found?.arrayValue?.map { $0["hasRelation"]?.boolValue } == rows.map(\.2))
        #expect(found?.arrayValue?.map { $0["target"]?.stringValue } == rows.map(\.1))
    }

    @Test(
        "who can access, in the official samples",
        arguments: [
            ("doc:roadmap.ppt#editor", ["u1", "u2"]), ("doc:roadmap.ppt#viewer", ["u1", "u2", "u3"]),
            ("org:Descope#member", ["u1", "u2", "u3"]), ("org:Dev#member", ["u1", "u3"]), ("org:Sales#member", ["u2"]),
            ("folder:Presentations#editor", ["u2"]), ("folder:Presentations#viewer", ["u1", "u2", "u3"]),
            ("folder:unknown#viewer", []),
        ]
    )
    func who(_ what: String, _ targets: [String]) async throws {
        #expect(try await Self.samples().who(what) == targets)
    }

    @Test("what a target can access, in the official samples")
    func what() async throws {
        let it = try await Self.samples()
        let rows = [
            "u1": [
                "doc:roadmap.ppt#editor", "doc:roadmap.ppt#owner", "doc:roadmap.ppt#viewer", "folder:Internal#viewer",
                "folder:Presentations#viewer", "org:Descope#member", "org:Dev#member",
            ],
            "u2": [
                "doc:roadmap.ppt#editor", "doc:roadmap.ppt#viewer", "folder:Internal#viewer",
                "folder:Presentations#editor", "folder:Presentations#viewer", "org:Descope#member", "org:Sales#member",
            ],
            "u3": [
                "doc:roadmap.ppt#viewer", "folder:Internal#viewer", "folder:Presentations#viewer",
                "org:Descope#member", "org:Dev#member",
            ],
        ]
        for (target, expected) in rows {
            let found = try await it.relations("re/targetall", ["target": .string(target)])
            #expect(found == expected.map { "\($0)@\(target)" })
        }
        let one: JSONValue = ["target": "u1", "relationDefinition": "viewer", "namespace": "doc"]
        #expect(try await it.post("re/targetwithrelation", one).body == ["resources": ["roadmap.ppt"]])
    }

    @Test("stored relations by either side, with and without target sets")
    func stored() async throws {
        let it = try await Self.samples()
        #expect(
            try await it.relations("re/resource", ["resource": "roadmap.ppt"])
                == ["doc:roadmap.ppt#owner@u1", "doc:roadmap.ppt#parent@Presentations"]
        )
        let presentations: [String: JSONValue] = ["resource": "Presentations"]
        let all = ["folder:Presentations#editor@org:Sales#member", "folder:Presentations#parent@Internal"]
        #expect(try await it.relations("re/resource", .object(presentations)) == all)
        let ignoring: JSONValue = .object(presentations.merging(["ignoreTargetSetRelations": true]) { $1 })
        #expect(try await it.relations("re/resource", ignoring) == [all[1]])
        #expect(
            try await it.relations("re/targets", ["targets": ["u1"]])
                == ["doc:roadmap.ppt#owner@u1", "org:Dev#member@u1"]
        )
        #expect(try await it.relations("re/targets", ["targets": ["Sales", "Sales"]]) == [])
        let including: JSONValue = ["targets": ["Sales"], "includeTargetSetRelations": true]
        #expect(try await it.relations("re/targets", including) == [all[0]])
    }

    @Test("membership rolls up a chain, and not down")
    func chain() async throws {
        let it = try await AuthzProject()
        try await it.create(
            "org:team#parent@division",
            "org:division#parent@company",
            "org:team#member@x",
            "org:company#member@boss"
        )
        for (target, org, verdict) in [
            ("x", "team", true), ("x", "division", true), ("x", "company", true), ("boss", "company", true),
            ("boss", "division", false), ("boss", "team", false),
        ] { #expect(try await it.holds(target, "org:\(org)#member") == verdict) }
    }

    @Test("a loop of folders ends, and holds what does not depend on it alone")
    func loop() async throws {
        let it = try await AuthzProject()
        try await it.create("folder:A#parent@B", "folder:B#parent@A", "folder:B#owner@p")
        for folder in ["A", "B"] {
            for (target, verdict) in [("p", true), ("q", false)] {
                #expect(try await it.holds(target, "folder:\(folder)#owner") == verdict)
                #expect(try await it.holds(target, "folder:\(folder)#viewer") == verdict)
            }
        }
    }

    @Test("an id of two namespaces is two objects")
    func namespaces() async throws {
        let it = try await AuthzProject()
        try await it.create("doc:d#parent@F", "folder:F#editor@e", "folder:d#parent@G", "folder:G#owner@z")
        for (target, what, verdict) in [
            ("e", "doc:d#editor", true), ("e", "doc:d#viewer", true), ("e", "folder:F#viewer", true),
            ("e", "doc:d#owner", false), ("e", "folder:F#owner", false), ("z", "folder:d#owner", true),
            ("z", "doc:d#owner", false),
        ] { #expect(try await it.holds(target, what) == verdict, "\(target) \(what)") }
    }

    // MARK: - Changes

    @Test("a changed relation counts from the next question on")
    func upToDate() async throws {
        let it = try await AuthzProject()
        for _ in 0..<3 {
            #expect(try await it.holds("u1", "doc:d#viewer") == false)
            try await it.create("doc:d#owner@u1", "doc:d#owner@u1")
            #expect(try await it.holds("u1", "doc:d#viewer") == true)
            #expect(try await it.stored("d") == ["doc:d#owner@u1"])
            let gone = try await it.post("re/delete", ["relations": [AuthzProject.relation("doc:d#owner@u1")]])
            #expect(gone.status == 200)
        }
        #expect(try await it.stored("d") == [])
    }

    @Test(
        "relations are deleted with an id on either side, or on the left",
        arguments: [
            ("re/deleteresources", "x", []), ("re/deleteresourcesrelations", "x", [0, 2]),
            ("re/deleteresources", "u", [1, 2]), ("re/deleteresourcesrelations", "u", [0, 1, 2]),
            ("re/deleteresources", "nobody", [0, 1, 2]),
        ] as [(String, String, [Int])]
    )
    func deletedIds(_ path: String, _ id: String, _ left: [Int]) async throws {
        let it = try await AuthzProject()
        let all = ["folder:y#parent@x", "folder:x#parent@z", "folder:z#viewer@folder:x#owner"]
        let other = id == "u" ? ["doc:d#owner@u"] + all[1...] : all
        for relation in other { try await it.create(relation) }
        #expect(try await it.post(path, ["resources": [.string(id)]]).status == 200)
        #expect(try await it.stored("d", "x", "y", "z") == left.map { other[$0] }.sorted())
    }

    @Test(
        "what is refused changes nothing",
        arguments: [
            ["resource": "d", "relationDefinition": "owner", "namespace": "doc"],
            ["resource": "d", "relationDefinition": "owner", "namespace": "doc", "target": ""],
            ["resource": "d", "relationDefinition": "owner", "namespace": "doc", "target": "u", "query": [:]],
            [
                "resource": "d", "relationDefinition": "owner", "namespace": "doc", "targetSetResource": "o",
                "targetSetRelationDefinition": "member",
            ],
            [
                "resource": "d", "relationDefinition": "owner", "namespace": "doc", "target": "u",
                "targetSetResource": "o", "targetSetRelationDefinition": "member",
                "targetSetRelationDefinitionNamespace": "org",
            ],
            [
                "resource": "d", "relationDefinition": "owner", "namespace": "doc", "targetSetResource": "o",
                "targetSetRelationDefinition": "chief", "targetSetRelationDefinitionNamespace": "org",
            ],
            ["resource": "d", "relationDefinition": "owner", "namespace": "file", "target": "u"],
            ["resource": "d", "relationDefinition": "reader", "namespace": "doc", "target": "u"],
            ["resource": "", "relationDefinition": "owner", "namespace": "doc", "target": "u"],
        ] as [JSONValue]
    )
    func refused(_ relation: JSONValue) async throws {
        let it = try await AuthzProject()
        let before = try it.project.backend.saved()
        let answer = try await it.post("re/create", ["relations": [AuthzProject.relation("doc:d#owner@u1"), relation]])
        #expect(answer.status == 400)
        #expect(try it.project.backend.saved() == before)
        #expect(try await it.holds("u1", "doc:d#owner") == false)
    }

    @Test("questions about what the schema does not have are refused, by its name")
    func unknownNames() async throws {
        let it = try await AuthzProject()
        let query = AuthzProject.relation("doc:d#reader@u1")
        let answer = try await it.post("re/has", ["relationQueries": [query]])
        #expect(answer.status == 400)
        #expect(answer.body["errorMessage"]?.stringValue?.contains("doc#reader") == true)
        #expect(try await it.who("file:d#owner") == nil)
        #expect(try await it.post("re/has", ["relationQueries": []]).status == 400)
        #expect(try await it.post("re/create", ["relations": []]).status == 400)
        #expect(try await it.post("re/deleteresources", ["resources": []]).status == 400)
    }

    @Test("a failure to save takes back relations and schema, in the answers too")
    func brokenStorage() async throws {
        let storage = BreakableStorage()
        let it = try await AuthzProject(try Project(savedIn: storage, clock: ManualClock()))
        try await it.create("doc:d#owner@u1")
        #expect(try await it.holds("u1", "doc:d#owner") == true)
        storage.isBroken.withLock { $0 = true }
        let relation = AuthzProject.relation("doc:d#owner@u1")
        #expect(try await it.post("re/delete", ["relations": [relation]]).status == 500)
        #expect(try await it.post("schema/delete").status == 500)
        storage.isBroken.withLock { $0 = false }
        #expect(try await it.holds("u1", "doc:d#viewer") == true)
        #expect(try await it.post("schema/load").body["schema"]?["name"] == "Files")
    }

    // MARK: - Queries

    @Test(
        "users are matched by each member of a query",
        arguments: [
            ([:], ["ada", "bob"]), (["tenants": ["acme"]], ["ada"]),
            (["tenants": ["acme", "globex"]], ["ada", "bob"]),
            (["roles": ["editor"]], ["ada", "bob"]), (["roles": ["editor"], "tenants": ["acme"]], ["ada"]),
            (["roles": ["other"]], []), (["text": "LOVELACE"], ["ada"]), (["text": "globex"], ["bob"]),
            (["statuses": ["disabled"]], ["bob"]), (["statuses": ["invited", "disabled"]], ["ada", "bob"]),
            (["ssoOnly": true], []), (["ssoOnly": false], ["ada", "bob"]),
            (["withTestUser": true], ["ada", "bob", "tim"]),
            (["customAttributes": ["level": 3]], ["ada"]), (["customAttributes": ["level": 3, "team": "x"]], []),
            (["customAttributes": ["team": ["x", "y"]]], ["bob"]),
        ] as [(JSONValue, [String])]
    )
    func queries(_ query: JSONValue, _ expected: [String]) async throws {
        let it = try await AuthzProject()
        let backend = it.project.backend
        try backend.addRole("editor")
        try backend.addRole("other")
        try backend.addTenant(id: "acme", name: "Acme")
        try backend.addTenant(id: "globex", name: "Globex")
        let ids = [
            "ada": try backend.addUser(
                "ada@example.com",
                name: "Ada Lovelace",
                roles: ["editor"],
                tenants: ["acme": []]
            ),
            "bob": try backend.addUser("bob@example.com", name: "Bob", tenants: ["globex": ["editor"]]),
            "tim": try backend.addUser("tim@example.com", isTest: true),
        ]
        try backend.setEnabled(false, of: "bob@example.com")
        try backend.edit { state throws(EmulatorRefusal) in
            try state.updateUser("ada@example.com") { $1.customAttributes = ["level": 3] }
            try state.updateUser("bob@example.com") { $1.customAttributes = ["team": ["x"]] }
        }
        let relation: JSONValue = [
            "resource": "d", "relationDefinition": "owner", "namespace": "doc", "query": query,
        ]
        #expect(try await it.post("re/create", ["relations": [relation]]).status == 200)
        let targets = try await it.who("doc:d#viewer")
        #expect(Set(targets ?? ["?"]) == Set(expected.compactMap { ids[$0] }))
        for (name, id) in ids {
            #expect(try await it.holds(id, "doc:d#owner") == expected.contains(name))
            let held = try await it.relations("re/targetall", ["target": .string(id)])
            #expect(held.count == (expected.contains(name) ? 3 : 0))
        }
        #expect(try await it.stored("d") == ["doc:d#owner@query"])
        #expect(try await it.post("re/delete", ["relations": [relation]]).status == 200)
        #expect(try await it.stored("d") == [])
    }

    // MARK: - Modified

    @Test("what has changed since a time, for 24 hours")
    func modified() async throws {
        let it = try await AuthzProject()
        func modified(_ since: JSONValue? = nil) async throws -> JSONValue {
            try await it.post("getmodified", .object(since.map { ["since": $0] } ?? [:])).body
        }
        let clock = it.project.clock
        #expect(try await modified() == ["resources": [], "targets": [], "schemaChanged": true])
        clock.advance(by: .seconds(10))
        let start = Int64(clock.now.timeIntervalSince1970 * 1000)
        #expect(try await modified(.int(start)) == ["resources": [], "targets": [], "schemaChanged": false])
        try await it.create("doc:d#owner@u1", "doc:d#viewer@org:acme#member")
        try await it.create("doc:d#owner@u1")
        clock.advance(by: .seconds(10))
        let gone: JSONValue = ["relations": [AuthzProject.relation("doc:d#owner@u1")]]
        #expect(try await it.post("re/delete", gone).status == 200)
        let all: JSONValue = ["resources": ["d"], "targets": ["u1", "acme"], "schemaChanged": false]
        #expect(try await modified(.string("\(start)")) == all)
        #expect(
            try await modified(.int(start + 5000)) == ["resources": ["d"], "targets": ["u1"], "schemaChanged": false]
        )
        clock.advance(by: .seconds(24 * 3600 - 5))
        #expect(
            try await modified(0) == ["resources": ["d"], "targets": ["u1"], "schemaChanged": false]
        )
        for since in [start - 1000, start + 48 * 3_600_000] {
            #expect(try await it.post("getmodified", ["since": .int(since)]).status == 400)
        }
    }

    @Test("of very many changed ids, all are void")
    func manyModified() async throws {
        let it = try await AuthzProject()
        it.project.clock.advance(by: .seconds(1))
        let since = JSONValue.int(Int64(it.project.clock.now.timeIntervalSince1970 * 1000))
        let many = (0..<AuthzChangeRecord.idLimit).map { AuthzProject.relation("doc:d\($0)#owner@u") }
        #expect(try await it.post("re/create", ["relations": .array(many)]).status == 200)
        let found = try await it.post("getmodified", ["since": since]).body
        #expect(found == ["resources": [], "targets": [], "schemaChanged": true])
    }
}

private final class BreakableStorage: EmulatorStorage {
    struct Broken: Error {}

    private let memory = EmulatorMemory()
    let isBroken = Mutex(false)

    func load() -> [EmulatorRow] { memory.load() }

    func apply(_ changes: [EmulatorRowChange]) throws {
        if isBroken.withLock({ $0 }) { throw Broken() }
        memory.apply(changes)
    }
}
