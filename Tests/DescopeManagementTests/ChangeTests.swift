import DescopeManagement
import Testing

@Suite struct ChangeTests {
    private struct Patch: JSONModel, Equatable {
        var name: Change<String> = .keep
        var tags: Change<[String]> = .keep
        var attributes: Change<[String: JSONValue]> = .keep
        var isActive: Change<Bool> = .keep

        static let members = Members(Self()) {
            $0("name", \.name)
            $0("tags", \.tags)
            $0("attributes", \.attributes)
            $0("isActive", \.isActive)
        }
    }

    @Test(
        "what is kept is left out, what is cleared is sent empty",
        arguments: [
            (Patch(), "{}"),
            (Patch(name: .set("Ada")), #"{"name":"Ada"}"#),
            (Patch(name: .clear, tags: .clear, attributes: .clear), #"{"attributes":{},"name":"","tags":[]}"#),
            (Patch(tags: .set(["a"]), isActive: .set(false)), #"{"isActive":false,"tags":["a"]}"#),
        ] as [(Patch, String)]
    )
    private func written(_ patch: Patch, _ json: String) throws {
        #expect(String(decoding: patch.json, as: UTF8.self) == json)
        #expect(
            try String(decoding: Patch(json: Array(json.utf8)).json, as: UTF8.self) == json,
            "what is read is written"
        )
    }
}
