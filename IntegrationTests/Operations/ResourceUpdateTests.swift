import Descope
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What is loaded, changed and sent back.
@Suite struct ResourceUpdateTests {
    private static let times: [String: JSONValue] = ["createdTime": "1700000000", "modifiedTime": 1_700_000_060_000]

    @Test("an update does not send the times that the service sets")
    func times() async throws {
        let created = Date(timeIntervalSince1970: 1_700_000_000)
        let own: [String: JSONValue] = ["id": "R1", "version": "3", "name": "Docs"]
        let loaded = JSONValue.object(own.merging(Self.times) { $1 })
        let transport = ScriptedTransport(
            .json((["resource": loaded] as JSONValue).description),
            .json((["resource": loaded] as JSONValue).description),
            .json((["template": loaded] as JSONValue).description),
            .json((["template": loaded] as JSONValue).description)
        )
        let client = try DescopeClient(projectId: "P2test", managementKey: "K2test", transport: transport)
        let resource = try await client.management.resources.load("R1")
        #expect((resource.createdAt, resource.modifiedAt) == (created, created.addingTimeInterval(60)))
        try await client.management.resources.update(resource)
        let template = try await client.management.registrationTemplates.load("R1")
        #expect((template.createdAt, template.modifiedAt) == (created, created.addingTimeInterval(60)))
        try await client.management.registrationTemplates.update(template)
        for (request, name) in zip([transport.sent[1], transport.sent[3]], ["resource", "template"]) {
            let values = request.bodyJSON?[name]?.objectValue ?? [:]
            #expect(values["version"] == "3")
            #expect(Set(values.keys).isDisjoint(with: Self.times.keys))
        }
    }
}
