import DescopeManagement
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite struct ChangeTests {
    private struct Patch: JSONModel, Equatable {
        var name: Change<String> = .keep
        var tags: Change<[String]> = .keep
        var attributes: Change<[String: JSONValue]> = .keep
        var isActive: Bool?
        var settings: Change<Settings> = .keep

        struct Settings: JSONModel, Equatable {
            var audience = ""

            static let members = Members(Self()) { $0("audience", \.audience, required: false) }
        }

        static let members = Members(Self()) {
            $0("name", \.name)
            $0("tags", \.tags)
            $0("attributes", \.attributes)
            $0("isActive", \.isActive)
            $0("settings", \.settings)
        }
    }

    @Test(
        "what is kept is left out, what is cleared is sent empty",
        arguments: [
            (Patch(), "{}"),
            (Patch(name: .set("Ada")), #"{"name":"Ada"}"#),
            (Patch(name: .clear, tags: .clear, attributes: .clear), #"{"attributes":{},"name":"","tags":[]}"#),
            (Patch(tags: .set(["a"]), isActive: false), #"{"isActive":false,"tags":["a"]}"#),
            (Patch(settings: .set(Patch.Settings(audience: "a"))), #"{"settings":{"audience":"a"}}"#),
        ] as [(Patch, String)]
    )
    private func written(_ patch: Patch, _ json: String) throws {
        #expect(String(decoding: patch.json, as: UTF8.self) == json)
        #expect(
            try String(decoding: Patch(json: Array(json.utf8)).json, as: UTF8.self) == json,
            "what is read is written"
        )
    }

    @Test("what has no empty value is not cleared: null would keep it")
    func notCleared() async throws {
        let transport = ScriptedTransport()
        let client = try DescopeClient(projectId: "P2test", managementKey: "K2test", transport: transport)
        let error = await #expect(throws: DescopeError.self) {
            let _: JSONValue = try await client.management.send(
                "things.patch",
                .post,
                "/v1/mgmt/things",
                body: RequestBody(Patch(name: .clear, settings: .clear))
            )
        }
        #expect(error?.code == .unusableArgument)
        #expect(error?.message.hasPrefix("settings: expected a value that is set, found one to clear") == true)
        #expect(transport.sent.isEmpty)
        #expect(throws: EncodingError.self) { try JSONEncoder().encode(Patch(settings: .clear)) }
    }
}
