import Descope
import DescopeEmulator
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Relations from the client to the emulator and back: the example of the Node SDK, and what a cache asks for.
@Suite(.timeLimit(.minutes(5))) struct AuthzJourneyTests {
    private let it: Journey

    init() throws { it = try Journey() }

    private func post(_ path: String, _ body: RequestBody = [:]) async throws -> JSONValue {
        try await it.client.management.send(
            "authz.test",
            .post,
            EndpointPath(stringLiteral: "/v1/mgmt/authz/\(path)"),
            body: body
        )
    }

    private func relation(_ relation: String, _ target: String) -> JSONValue {
        [
            "resource": "some-doc", "relationDefinition": .string(relation), "namespace": "doc",
            "target": .string(target),
        ]
    }

    @Test("the example of the Node SDK: the schema is saved, two relations are created, an owner is a viewer")
    func example() async throws {
        let schema = try JSONValue(json: Array(Self.files.utf8))
        _ = try await post("schema/save", ["schema": schema, "upgrade": true])
        #expect(try await post("schema/load")["schema"] == schema)
        _ = try await post(
            "re/create",
            ["relations": [relation("owner", "u1"), relation("editor", "u2")] as JSONValue]
        )
        let asked: JSONValue = [relation("viewer", "u1"), relation("owner", "u2"), relation("viewer", "u2")]
        let answer = try await post("re/has", ["relationQueries": asked])["relationQueries"]
        #expect(answer?.arrayValue?.map { $0["hasRelation"] } == [true, false, true])
        let who = try await post(
            "re/who",
            ["resource": "some-doc", "relationDefinition": "viewer", "namespace": "doc"]
        )
        #expect(who == ["targets": ["u1", "u2"]])
        await expect(.invalidArguments) {
            _ = try await post("re/has", ["relationQueries": [relation("reader", "u1")] as JSONValue])
        }
    }

    @Test("relations outlast a restart of the emulator, and a cache learns what has changed")
    func restart() async throws {
        let schema = try JSONValue(json: Array(Self.files.utf8))
        _ = try await post("schema/save", ["schema": schema, "upgrade": true])
        it.clock.advance(by: .seconds(60))
        let since = Int(it.clock.now.timeIntervalSince1970 * 1000)
        _ = try await post("re/create", ["relations": [relation("owner", "u1")] as JSONValue])
        let backend = try EmulatorBackend(restoring: it.backend.snapshot(), clock: it.clock)
        let management = try DescopeClient(
            projectId: backend.projectId,
            managementKey: backend.managementKey,
            transport: .emulator(backend),
            clock: it.clock
        ).management
        let held: JSONValue = try await management.send(
            "authz.test",
            .post,
            "/v1/mgmt/authz/re/targetall",
            body: ["target": "u1"]
        )
        #expect(held["relations"]?.arrayValue?.count == 3)
        let modified: JSONValue = try await management.send(
            "authz.test",
            .post,
            "/v1/mgmt/authz/getmodified",
            body: ["since": since]
        )
        #expect(modified == ["resources": ["some-doc"], "targets": ["u1"], "schemaChanged": false])
    }

    /// The schema of the Node SDK's example, in the JSON form.
    private static let files = """
        {"name": "Files", "namespaces": [
            {"name": "org", "relationDefinitions": [
                {"name": "parent"},
                \(definition("member", [own, walk("Left", "org", "org", "member")]))
            ]},
            {"name": "folder", "relationDefinitions": [
                {"name": "parent"},
                \(definition("owner", [own, walk("Right", "folder", "folder", "owner")])),
                \(definition("editor", [own, walk("Right", "folder", "folder", "editor"), same("folder", "owner")])),
                \(definition("viewer", [own, walk("Right", "folder", "folder", "viewer"), same("folder", "editor")]))
            ]},
            {"name": "doc", "relationDefinitions": [
                {"name": "parent"},
                \(definition("owner", [own, walk("Right", "doc", "folder", "owner")])),
                \(definition("editor", [own, walk("Right", "doc", "folder", "editor"), same("doc", "owner")])),
                \(definition("viewer", [own, walk("Right", "doc", "folder", "viewer"), same("doc", "editor")]))
            ]}
        ]}
        """

    private static func definition(_ name: String, _ expressions: [String]) -> String {
        let children = expressions.map { #"{"nType": "child", "expression": {\#($0)}}"# }.joined(separator: ", ")
        return #"{"name": "\#(name)", "complexDefinition": {"nType": "union", "children": [\#(children)]}}"#
    }

    private static let own = #""neType": "self""#

    private static func tested(_ namespace: String, _ name: String) -> String {
        #""targetRelationDefinition": "\#(name)", "targetRelationDefinitionNamespace": "\#(namespace)""#
    }

    private static func same(_ namespace: String, _ name: String) -> String {
        #""neType": "targetSet", \#(tested(namespace, name))"#
    }

    /// A walk over `parent` to the right or the left.
    private static func walk(_ side: String, _ own: String, _ namespace: String, _ name: String) -> String {
        let edge = #""relationDefinition": "parent", "relationDefinitionNamespace": "\#(own)""#
        return #""neType": "relation\#(side)", \#(edge), \#(tested(namespace, name))"#
    }
}
