import DescopeAuthz
import DescopeTesting
import Testing

/// What the service says of a schema with conditions, and what is not saved.
@Suite struct FGASchemaTests {
    private static let loaded = """
        {"dsl": "model AuthZ 1.0", "version": "1", "schema": {
          "namespaces": [
            {"name": "user", "relationDefinitions": []},
            {"name": "doc", "relationDefinitions": [{"name": "owner"}]}
          ],
          "conditions": [
            {"id": 1, "name": "Office", "params": [{"name": "ip", "type": "string"}], "expression": "ip == ''"}
          ]
        }}
        """

    private func management(_ transport: ScriptedTransport) throws -> Management {
        try DescopeClient(
            projectId: "P2test",
            managementKey: "K2test",
            transport: transport,
            clock: ManualClock()
        )
        .management
    }

    @Test("types of a loaded schema with conditions are neither judged nor sent nor written")
    func mayLackConditions() async throws {
        let transport = ScriptedTransport(.json(Self.loaded))
        let content = try #require(try await management(transport).fga.loadSchema().content)
        #expect(content.conditions.map(\.name) == ["Office"])
        let definitions = content.namespaces.flatMap(\.relationDefinitions)
        #expect(!definitions.isEmpty && definitions.allSatisfy(\.mayLackCondition))
        let schema = AuthzSchema(content.namespaces)
        #expect(throws: DescopeError.self) { try AuthzEvaluator(schema: schema) }
        #expect(throws: DescopeError.self) { try schema.dsl() }
        let other = ScriptedTransport(.json("{}"))
        let error = await #expect(throws: DescopeError.self) {
            try await management(other).authz.saveNamespace(content.namespaces[1])
        }
        #expect(error?.kind == .argument)
        #expect(other.sent.isEmpty)
    }

    @Test("types of a loaded schema without conditions are whole") func wholeTypes() async throws {
        let answer =
            #"{"dsl": "", "schema": {"namespaces": [{"name": "doc", "relationDefinitions": [{"name": "a"}]}]}}"#
        let content = try await management(ScriptedTransport(.json(answer))).fga.loadSchema().content
        #expect(content?.namespaces == [AuthzNamespace("doc", [AuthzRelationDefinition("a")])])
    }

    @Test(
        "a schema that would delete everything is not saved",
        arguments: ["model AuthZ 1.0", "", "model AuthZ 1.0\ncondition type_(x int) { x == 1 }", "model AuthZ 1.0\n\n"]
    )
    func emptyTexts(_ text: String) async throws {
        let transport = ScriptedTransport(.json("{}"))
        let error = await #expect(throws: DescopeError.self) {
            try await management(transport).fga.saveSchema(text)
        }
        #expect((error?.kind, error?.operation) == (.argument, "fga.saveSchema"))
        #expect(error?.message.contains("deleteSchema") == true)
        #expect(transport.sent.isEmpty)
    }

    @Test("a value without types is not saved") func emptyValue() async throws {
        let transport = ScriptedTransport(.json("{}"))
        let error = await #expect(throws: DescopeError.self) {
            try await management(transport).fga.saveSchema(AuthzSchema())
        }
        #expect((error?.kind, error?.operation) == (.argument, "fga.saveSchema"))
        #expect(error?.message.hasPrefix("schema: ") == true)
        #expect(transport.sent.isEmpty)
    }

    @Test(
        "a text with a type is sent as it is",
        arguments: ["model AuthZ 1.0\ntype user", "model AuthZ 1.0 type\tuser"]
    )
    func texts(_ text: String) async throws {
        let transport = ScriptedTransport(.json("{}"))
        try await management(transport).fga.saveSchema(text)
        #expect(try transport.sent.first?.body.map { try JSONValue(json: $0) } == ["dsl": .string(text)])
    }
}
