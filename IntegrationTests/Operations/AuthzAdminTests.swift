import Descope
import DescopeTesting
import Foundation
import Testing

/// What the tables over all operations do not say about ReBAC and FGA.
@Suite struct AuthzAdminTests {
    private let clock = ManualClock()

    private func management(_ transport: ScriptedTransport) throws -> Management {
        try DescopeClient(projectId: "P2test", managementKey: "K2test", transport: transport, clock: clock).management
    }

    private func management(_ answer: ScriptedTransport.Answer) throws -> Management {
        try management(ScriptedTransport(answer))
    }

    /// The body of the one request of a call.
    private func body(_ call: (Management) async throws -> Void) async throws -> JSONValue? {
        let transport = ScriptedTransport(.json("{}"))
        try await call(management(transport))
        return try transport.sent.first?.body.map { try JSONValue(json: $0) }
    }

    private func query(_ target: String) -> AuthzRelationQuery {
        AuthzRelationQuery(resource: "roadmap", relationDefinition: "viewer", namespace: "doc", target: target)
    }

    private func tuple(_ target: String) -> FGATuple {
        FGATuple(resource: "roadmap", resourceType: "doc", relation: "can_view", target: target, targetType: "user")
    }

    // MARK: - Changes

    @Test("a date of the last 24 hours is sent in milliseconds", arguments: [0, 1, 86_399.5, 86_400])
    func since(_ age: Double) async throws {
        let since = clock.now - age
        let body = try await body { _ = try await $0.authz.modified(since: since) }
        // 2026-01-01, less the age.
        #expect(body == ["since": .int(1_767_225_600_000 - Int64(age * 1000))])
    }

    @Test("any other date is refused", arguments: [-1, -0.001, 86_400.001, 1e9, 1e300, .infinity, -.infinity, .nan])
    func otherDates(_ age: Double) async throws {
        let transport = ScriptedTransport()
        let since = Date(timeIntervalSince1970: clock.now.timeIntervalSince1970 - age)
        let error = await #expect(throws: DescopeError.self) {
            try await management(transport).authz.modified(since: since)
        }
        #expect((error?.kind, error?.operation) == (.argument, "authz.modified"))
        #expect(error?.message.hasPrefix("since: expected a date within the last 24 hours") == true)
        #expect(transport.sent.isEmpty)
    }

    @Test("without a date none is sent")
    func noDate() async throws {
        #expect(try await body { _ = try await $0.authz.modified() } == [:])
    }

    @Test("changes are read, and nothing is taken for no change")
    func modified() async throws {
        let all = #"{"resources": ["roadmap"], "targets": ["u1", "u2"], "schemaChanged": true}"#
        let modified = try await management(.json(all)).authz.modified()
        #expect((modified.resources, modified.targets) == (["roadmap"], ["u1", "u2"]))
        #expect(modified.isSchemaChanged)
        let nothing = try await management(.json(#"{"resources": null}"#)).authz.modified()
        #expect((nothing.resources, nothing.targets, nothing.isSchemaChanged) == ([], [], false))
        for unreadable in [#"{"resources": "roadmap"}"#, #"{"targets": 7}"#, #"{"schemaChanged": "yes"}"#] {
            let error = await #expect(throws: DescopeError.self) {
                try await management(.json(unreadable)).authz.modified()
            }
            #expect(error?.kind == .decoding, "\(unreadable)")
        }
    }

    // MARK: - Answers

    private static let echo = #""resource": "roadmap", "relationDefinition": "viewer", "namespace": "doc""#

    @Test("answers stand in the order of the questions")
    func hasRelations() async throws {
        let answer = """
            {"relationQueries": [
                {\(Self.echo), "target": "u1", "hasRelation": true}, {\(Self.echo), "target": "u2"},
                {\(Self.echo), "target": "u3", "hasRelation": null}, {\(Self.echo), "target": "u4", "hasRelation": "no"}
            ]}
            """
        let results = try await management(.json(answer)).authz.hasRelations(["u1", "u2", "u3", "u4"].map(query))
        #expect(results.map(\.hasRelation) == [true, false, false, false])
        #expect(results.map(\.query) == ["u1", "u2", "u3", "u4"].map(query))
    }

    @Test(
        "an answer that is missing is an error, and shifts no other",
        arguments: [
            #"{"relationQueries": []}"#, "{}",
            #"{"relationQueries": [null, {\#(echo), "target": "u2", "hasRelation": true}]}"#,
            #"{"relationQueries": [{"target": "u1"}, {\#(echo), "target": "u2", "hasRelation": true}]}"#,
            #"{"tuples": [null, {"allowed": true}]}"#, #"{"tuples": [{"allowed": true}]}"#,
            #"{"tuples": [{"allowed": true}, {"allowed": true}, {"allowed": true}]}"#,
            #"{"tuples": [7, {"allowed": true}]}"#,
        ]
    )
    func missingAnswers(_ answer: String) async throws {
        let error = await #expect(throws: DescopeError.self) {
            try await management(.json(answer)).authz.hasRelations(["u1", "u2"].map(query))
        }
        #expect((error?.kind, error?.operation) == (.decoding, "authz.hasRelations"))
        let other = await #expect(throws: DescopeError.self) {
            try await management(.json(answer)).fga.check(["u1", "u2"].map(tuple))
        }
        #expect((other?.kind, other?.operation) == (.decoding, "fga.check"))
    }

    @Test("a check says how its answer came about")
    func check() async throws {
        let answer = """
            {
                "schemaVersion": "v7",
                "tuples": [
                    {
                        "allowed": true,
                        "tuple": {
                            "resource": "roadmap", "resourceType": "doc", "relation": "can_view", "target": "u1",
                            "targetType": ""
                        },
                        "info": {
                            "direct": true, "conditional": true, "factUsed": true, "trueConditions": [1, "2"],
                            "falseConditions": [3],
                            "path": {"steps": [
                                {"stepType": 2, "permission": "can_view", "subPaths": [
                                    {"steps": [{"stepType": 1, "tuple": {
                                        "resource": "roadmap", "resourceType": "doc", "relation": "owner",
                                        "target": "u1", "targetType": "user"
                                    }}]}
                                ]}
                            ]}
                        }
                    },
                    {"allowed": false, "info": {"missingContext": ["role"], "conditionalErr": "no such overload"}},
                    {"info": null}
                ]
            }
            """
        let response = try await management(.json(answer)).fga.check(["u1", "u2", "u3"].map(tuple))
        #expect(response.schemaVersion == "v7")
        #expect(response.results.map(\.isAllowed) == [true, false, false])
        let info = response.results[0].info
        #expect((info.isDirect, info.isConditional, info.isFactUsed) == (true, true, true))
        #expect((info.trueConditions, info.falseConditions) == ([1, 2], [3]))
        let step = try #require(info.path?.steps.first)
        #expect((step.stepType, step.permission, step.tuple) == (2, "can_view", nil))
        #expect(step.subPaths.first?.steps.first?.tuple?.relation == "owner")
        #expect(response.results[1].info.missingContext == ["role"])
        #expect(response.results[1].info.conditionalError == "no such overload")
        let none = response.results[2].info
        #expect(
            (none.isDirect, none.isConditional, none.missingContext, none.conditionalError) == (false, false, [], nil)
        )
    }

    @Test("members that ask for more are sent only when they ask")
    func checkBodies() async throws {
        let plain = try await body { _ = try? await $0.fga.check([tuple("u1")]) }
        #expect(plain?.objectValue?.keys.sorted() == ["tuples"])
        let full = try await body {
            _ = try? await $0.fga.check(
                [tuple("u1")],
                context: ["role": "admin"],
                listsConditions: true,
                computesPaths: true
            )
        }
        #expect(full?["context"] == ["role": "admin"])
        #expect((full?["listConditions"], full?["computePaths"]) == (true, true))
    }

    // MARK: - Schemas

    @Test("a project without a schema has one without namespaces", arguments: ["{}", #"{"schema": null}"#])
    func noSchema(_ answer: String) async throws {
        #expect(try await management(.json(answer)).authz.loadSchema() == AuthzSchema())
    }

    @Test("a schema that cannot be read is an error: a rule less would change who may do what")
    func unreadableSchema() async throws {
        let answer = #"{"schema": {"namespaces": [{"name": "doc", "relationDefinitions": [{"name": ""}]}]}}"#
        let error = await #expect(throws: DescopeError.self) {
            try await management(.json(answer)).authz.loadSchema()
        }
        #expect(error?.kind == .decoding)
    }

    @Test("an arrow of a single namespace reaches the one type that its relation allows")
    func arrows() async throws {
        let rule = AuthzNode.relationRight("parent", "viewer")
        let definitions: [AuthzRelationDefinition] = [.relation("parent", to: "folder"), .permission("viewer", rule)]
        let body = try await body { try await $0.authz.saveNamespace(AuthzNamespace("doc", definitions)) }
        #expect(
            body?["namespace"]?["relationDefinitions"] == [
                ["name": "parent"],
                [
                    "name": "viewer",
                    "complexDefinition": [
                        "nType": "child",
                        "expression": [
                            "neType": "relationRight", "relationDefinition": "parent",
                            "relationDefinitionNamespace": "doc", "targetRelationDefinition": "viewer",
                            "targetRelationDefinitionNamespace": "folder",
                        ],
                    ],
                ],
            ]
        )
        let error = await #expect(throws: DescopeError.self) {
            let several: [AuthzRelationDefinition] = [.relation("parent", to: "folder", "org"), definitions[1]]
            try await management(.json("{}")).authz.saveNamespace(AuthzNamespace("doc", several))
        }
        #expect(error?.message.contains("the namespace that is reached over parent") == true, "\(error as Any)")
    }

    @Test("a schema that would lose its conditions says how to save it")
    func conditions() async throws {
        let rule = ("owner" as AuthzNode).when("Office")
        let schema = AuthzSchema([AuthzNamespace("doc", [.relation("owner"), .permission("viewer", rule)])])
        let error = await #expect(throws: DescopeError.self) {
            try await management(.json("{}")).authz.saveSchema(schema)
        }
        #expect(error?.message.contains("fga.saveSchema") == true, "\(error as Any)")

        // A schema that was loaded does not say which rules have its conditions.
        let answer = """
            {"schema": {
                "namespaces": [{"name": "doc", "relationDefinitions": [{"name": "owner"}]}],
                "conditions": [{"name": "Office", "params": [], "expression": "true"}]
            }}
            """
        let transport = ScriptedTransport(.json(answer))
        let loaded = try await management(transport).authz.loadSchema()
        let other = await #expect(throws: DescopeError.self) {
            try await management(transport).authz.saveSchema(loaded, upgrade: true)
        }
        #expect(other?.message.hasPrefix("schema.conditions: expected no condition") == true, "\(other as Any)")
        #expect(transport.sent.count == 1)
    }

    @Test("a schema's text comes with its conditions and its version")
    func loadSchema() async throws {
        let answer = """
            {
                "dsl": "model AuthZ 1.0", "version": "42",
                "schema": {
                    "namespaces": [{"name": "doc", "relationDefinitions": [{"name": "owner", "complexDefinition": null}]}],
                    "conditions": [{
                        "name": "Office", "params": [{"name": "ip", "type": "ipaddress"}], "expression": "ip == '::1'",
                        "checkedExpr": "QQ==", "id": 1, "builtin": true
                    }]
                }
            }
            """
        let schema = try await management(.json(answer)).fga.loadSchema()
        #expect((schema.dsl, schema.version) == ("model AuthZ 1.0", "42"))
        #expect(schema.content?.namespaces.map(\.name) == ["doc"])
        #expect(schema.content?.namespaces.first?.relationDefinitions.map(\.name) == ["owner"])
        let condition = try #require(schema.content?.conditions.first)
        #expect((condition.name, condition.id, condition.isBuiltIn) == ("Office", 1, true))
        #expect(condition.parameters.map(\.type) == [.ipAddress])
    }

    @Test("a dry run says what would be deleted; without a preview it is an error, not nothing")
    func dryRun() async throws {
        let answer = #"{"deletesPreview": {"hasDeletes": true, "relations": ["doc#owner"], "types": ["org"]}}"#
        let deletions = try await management(.json(answer)).fga.dryRunSchema("model AuthZ 1.0")
        #expect((deletions.hasDeletes, deletions.relations, deletions.types) == (true, ["doc#owner"], ["org"]))
        let nothing = try await management(.json(#"{"deletesPreview": {}}"#)).fga.dryRunSchema("model AuthZ 1.0")
        #expect(!nothing.hasDeletes)
        let error = await #expect(throws: DescopeError.self) {
            try await management(.json("{}")).fga.dryRunSchema("model AuthZ 1.0")
        }
        #expect(error?.kind == .decoding)
    }

    @Test("ids are returned as they are, relations with their right sides")
    func questions() async throws {
        let resources = try await management(.json(#"{"resources": ["roadmap"]}"#))
            .authz.whatCanTargetAccess("u1", "viewer", in: "doc")
        #expect(resources == ["roadmap"])
        #expect(
            try await management(.json(#"{"targets": ["u1", "u2"]}"#)).authz.whoCanAccess(
                "roadmap",
                "viewer",
                in: "doc"
            )
                == ["u1", "u2"]
        )
        let relation = #"{"resource": "dev", "relationDefinition": "member", "namespace": "org", "target": "u1"}"#
        #expect(
            try await management(.json(#"{"relations": [\#(relation)]}"#)).authz.whatCanTargetAccess("u1")
                == [AuthzRelation(resource: "dev", relationDefinition: "member", namespace: "org", target: "u1")]
        )
    }
}
