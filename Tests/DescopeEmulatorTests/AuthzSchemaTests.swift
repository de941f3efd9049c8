import DescopeAuthzModel
import DescopeCore
import DescopeTesting
import Testing

@testable import DescopeEmulator

/// The schema of relations in the JSON form, and what becomes of stored relations when it changes.
@Suite struct AuthzSchemaTests {
    private static let resources = ["acme", "d", "f", "g"]

    /// The Files schema with one relation of each kind.
    private static func sample() async throws -> AuthzProject {
        let it = try await AuthzProject()
        try await it.create(
            "org:acme#member@u1",
            "folder:f#owner@u1",
            "folder:f#viewer@org:acme#member",
            "doc:d#parent@f",
            "doc:d#editor@folder:f#viewer",
            "doc:d#viewer@u2"
        )
        return it
    }

    private func stored(_ it: AuthzProject) async throws -> [String] { try await it.stored("acme", "d", "f", "g") }

    private func schema(_ it: AuthzProject) async throws -> JSONValue? {
        try await it.post("schema/load").body["schema"]
    }

    private func names(_ it: AuthzProject) async throws -> [String] {
        try await schema(it)?["namespaces"]?.arrayValue?.flatMap { space in
            let definitions = space["relationDefinitions"]?.arrayValue ?? []
            return definitions.map { "\(space["name"]?.stringValue ?? "")#\($0["name"]?.stringValue ?? "")" }
        } ?? []
    }

    @Test("a schema comes back as it was saved")
    func loaded() async throws {
        let it = try await AuthzProject(schema: nil)
        #expect(try await schema(it) == ["name": "", "namespaces": []])
        try await #expect(it.post("schema/save", ["schema": filesSchema, "upgrade": false]).status == 200)
        #expect(try await schema(it) == filesSchema)
    }

    @Test(
        "a save removes what it does not name, with its relations, only as an upgrade",
        arguments: [(false, 6), (true, 1)]
    )
    func upgrade(_ isWhole: Bool, _ left: Int) async throws {
        let it = try await Self.sample()
        let change: JSONValue = [
            "name": "Less",
            "namespaces": [
                ["name": "org", "relationDefinitions": [["name": "member"], ["name": "guest"]]],
                ["name": "team", "relationDefinitions": []],
            ],
        ]
        try await #expect(it.post("schema/save", ["schema": change, "upgrade": .bool(isWhole)]).status == 200)
        #expect(try await stored(it).count == left)
        let names = try await names(it)
        let own = ["org#member", "org#guest"]
        #expect(names.prefix(isWhole ? 2 : 3) == (isWhole ? own[...] : ["org#parent"] + own))
        #expect(names.count == (isWhole ? 2 : 11))
        #expect(try await schema(it)?["name"] == "Less")
    }

    @Test("a renamed namespace takes its relations along, and what refers to it")
    func renamedNamespace() async throws {
        let it = try await Self.sample()
        let change: JSONValue = [
            "namespace": ["name": "box", "relationDefinitions": [["name": "label"]]], "oldName": "folder",
            "schemaName": "Boxes",
        ]
        try await #expect(it.post("ns/save", change).status == 200)
        #expect(
            try await stored(it) == [
                "box:f#owner@u1", "box:f#viewer@org:acme#member", "doc:d#editor@box:f#viewer", "doc:d#parent@f",
                "doc:d#viewer@u2", "org:acme#member@u1",
            ]
        )
        #expect(try await it.holds("u1", "doc:d#owner") == true)
        #expect(try await it.holds("u1", "folder:f#owner") == nil)
        #expect(try await names(it).filter { $0.hasPrefix("box") }.count == 5)
        #expect(try await schema(it)?["name"] == "Boxes")
    }

    @Test("a renamed definition takes its relations along, and what refers to it")
    func renamedDefinition() async throws {
        let it = try await Self.sample()
        let rule = definition("reader", [["neType": "self"], set("folder#editor")])
        let change: JSONValue = ["namespace": "folder", "relationDefinition": rule, "oldName": "viewer"]
        try await #expect(it.post("rd/save", change).status == 200)
        #expect(
            try await stored(it) == [
                "doc:d#editor@folder:f#reader", "doc:d#parent@f", "doc:d#viewer@u2", "folder:f#owner@u1",
                "folder:f#reader@org:acme#member", "org:acme#member@u1",
            ]
        )
        #expect(try await it.holds("u1", "doc:d#editor") == true)
        #expect(try await it.holds("u1", "folder:f#reader") == true)
        #expect(try await names(it).contains("folder#viewer") == false)
    }

    @Test("a namespace or a definition is deleted with its relations")
    func deleted() async throws {
        let it = try await Self.sample()
        try await #expect(it.post("rd/delete", ["namespace": "doc", "name": "viewer"]).status == 200)
        #expect(try await stored(it).filter { $0.hasPrefix("doc") }.count == 2)
        try await #expect(it.post("ns/delete", ["name": "doc", "schemaName": "Folders"]).status == 200)
        #expect(
            try await stored(it) == ["folder:f#owner@u1", "folder:f#viewer@org:acme#member", "org:acme#member@u1"]
        )
        // A set of what is gone can no longer be there either.
        try await #expect(it.post("ns/delete", ["name": "org"]).status == 200)
        #expect(try await stored(it) == ["folder:f#owner@u1"])
        #expect(try await schema(it)?["name"] == "Folders")
        try await #expect(it.post("schema/delete").status == 200)
        #expect(try await stored(it) == [])
        #expect(try await schema(it) == ["name": "", "namespaces": []])
    }

    @Test(
        "what is refused changes nothing",
        arguments: [
            ("ns/delete", ["name": "folder"]),  // the rules of doc refer to it
            ("ns/delete", ["name": "file"]), ("rd/delete", ["namespace": "doc", "name": "editor"]),
            ("rd/delete", ["namespace": "doc", "name": "reader"]), ("rd/delete", ["namespace": "file", "name": "x"]),
            ("ns/save", ["namespace": ["name": "doc", "relationDefinitions": []], "oldName": "folder"]),
            ("ns/save", ["namespace": ["name": "new", "relationDefinitions": []], "oldName": "old"]),
            ("ns/save", ["namespace": ["name": "new", "relationDefinitions": [["name": "x"], ["name": "x"]]]]),
            ("rd/save", ["namespace": "file", "relationDefinition": ["name": "x"]]),
            ("rd/save", ["namespace": "doc", "relationDefinition": ["name": "owner"], "oldName": "viewer"]),
            ("rd/save", ["namespace": "doc", "relationDefinition": definition("x", [set("doc#nothing")])]),
            ("rd/save", ["namespace": "doc", "relationDefinition": definition("x", [["neType": "other"]])]),
            (
                "rd/save",
                [
                    "namespace": "doc",
                    "relationDefinition": ["name": "x", "complexDefinition": ["nType": "intersect", "children": []]],
                ]
            ),
            (
                "schema/save",
                [
                    "upgrade": true,
                    "schema": [
                        "namespaces": [
                            ["name": "a", "relationDefinitions": []], ["name": "a", "relationDefinitions": []],
                        ]
                    ],
                ]
            ),
            ("schema/save", ["schema": filesSchema]),
        ] as [(String, JSONValue)]
    )
    func refused(_ path: String, _ body: JSONValue) async throws {
        let it = try await Self.sample()
        let before = try it.project.backend.saved()
        let answer = try await it.post(path, body)
        #expect(answer.status == 400, "\(answer.body)")
        #expect(try it.project.backend.saved() == before)
        #expect(try await it.holds("u1", "doc:d#viewer") == true)
    }

    @Test("relations, versions and changes go on in a copy, and the verdicts", arguments: Continuation.allCases)
    func goesOn(_ way: Continuation) async throws {
        let clock = ManualClock()
        let memory = EmulatorMemory()
        let it = try await AuthzProject(way == .snapshot ? nil : try Project(savedIn: memory, clock: clock))
        try await it.create("doc:d#owner@u1", "doc:d#viewer@org:acme#member", "org:acme#member@u2")
        let query: JSONValue = [
            "resource": "d", "relationDefinition": "editor", "namespace": "doc", "query": ["withTestUser": true],
        ]
        try await #expect(it.post("re/create", ["relations": [query]]).status == 200)
        let user = try it.project.backend.addUser("ada@example.com")
        let before = try it.project.backend.saved()
        let project = way == .snapshot ? try it.project.restored() : try Project(savedIn: memory, clock: clock)
        let copy = try await AuthzProject(project, schema: nil)
        #expect(try project.backend.saved() == before)
        #expect(try await copy.who("doc:d#viewer") == ["u1", "u2", user].sorted())
        #expect(try await schema(copy) == filesSchema)
        let version = try await project.management(.get, "/v1/mgmt/fga/schema").body["version"]
        #expect(version == "1")
        try await copy.create("doc:d#owner@u3")
        #expect(try await it.holds("u3", "doc:d#owner") == (way == .snapshot ? false : false))
        #expect(try await copy.holds("u3", "doc:d#viewer") == true)
    }

    @Test("what the JSON form cannot say is kept where a save says the same")
    func keptTypes() async throws {
        let it = try await AuthzProject(schema: nil)
        let old = AuthzSchema([
            AuthzNamespace("user"), AuthzNamespace("group", [.relation("member", to: "user")]),
            AuthzNamespace(
                "doc",
                [
                    .relation("owner", to: "user", "group#member"), .relation("viewer", to: "user"),
                    .permission("can_view", "viewer" | "owner"),
                ]
            ),
        ])
        func save(_ schema: AuthzSchema) throws -> AuthzSchema {
            try it.project.backend.edit { state throws(EmulatorRefusal) in
                try state.setSchema(try state.schemaRecord.schema().merging(schema, isWhole: true))
                return try state.schemaRecord.schema()
            }
        }
        try it.project.backend.edit { state throws(EmulatorRefusal) in try state.setSchema(old) }
        let loaded = try AuthzSchema(wire: try #require(try await schema(it)))
        #expect(loaded != old)
        #expect(try save(loaded).namespaces == old.namespaces)
        // A relation that becomes computed as well is another one, and a type that is gone is allowed no longer.
        var other = loaded
        other.namespaces.removeFirst()
        other.namespaces[1].relationDefinitions[1].rule = .union([.stored, .targetSet("owner")])
        let saved = try save(other)
        #expect(saved["doc", "owner"]?.allowedTargets == nil)
        #expect(saved["doc", "viewer"]?.rule == .union([.stored, .targetSet("owner")]))
    }

    @Test("a schema is saved and read with all that it can say")
    func savedForm() throws {
        let schema = AuthzSchema(
            [
                AuthzNamespace("user"), AuthzNamespace("group", [.relation("member", to: "user", "group#member")]),
                AuthzNamespace(
                    "doc",
                    [
                        .relation("parent", to: "doc"), .relation("any"),
                        .relation("viewer", to: "user", when: .all(["A", .not("B"), .any(["C", "A"])])),
                        .permission("x", ("viewer" | "parent.viewer" & "any") - "any"),
                        .permission("y", AuthzNode.relationLeft("parent", "x").when("A") | .stored),
                        .permission("z", .relationRight(.init("parent", namespace: "doc"), "x", namespace: "doc")),
                        .permission("w", .targetSet("member", namespace: "group")),
                    ]
                ),
            ],
            conditions: [
                AuthzCondition("A", [.init("age", .int), .init("name", .string)], "age > 3"),
                AuthzCondition(constraint: "B", kind: .init(rawValue: "IpRange"), arguments: ["10.0.0.0/8"]),
            ],
            name: "All"
        )
        #expect(AuthzSchema(saved: schema.saved) == schema)
        let text = String(decoding: schema.saved.json, as: UTF8.self)
        #expect(
            AuthzSchema(saved: try JSONReader.parse(Array(text.replacing("\"union\"", with: "\"onion\"").utf8))) == nil
        )
    }

    @Test("changes are in the audit trail")
    func audit() async throws {
        let it = try await Self.sample()
        try await #expect(it.post("re/deleteresources", ["resources": ["d"]]).status == 200)
        try await #expect(it.post("schema/delete").status == 200)
        _ = try await it.holds("u1", "doc:d#viewer")
        let found = try await it.project.manage("/v1/mgmt/audit/search", ["oldestFirst": true]).body["audits"]
        #expect(
            found?.arrayValue?.map { $0["action"]?.stringValue } == [
                "AuthzSchemaModified", "AuthzRelationsCreated", "AuthzRelationsDeleted", "AuthzSchemaDeleted",
            ]
        )
    }
}
