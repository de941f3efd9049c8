import DescopeAuthzModel
import DescopeCore
import Testing

/// What the JSON form of a schema is refused for: a member that is passed over would change who may do what.
@Suite("The JSON form, read strictly")
struct SchemaJSONTests {
    @Test(arguments: [
        (#"{"namespaces": [], "namspaces": []}"#, "namspaces", ""),
        (#"{"namespaces": [{"name": "a", "relationDefintions": []}]}"#, "relationDefintions", "namespaces.0"),
        (
            #"{"namespaces": [{"name": "a", "relationDefinitions": [{"name": "x", "complexDefintion": null}]}]}"#,
            "complexDefintion", "namespaces.0.relationDefinitions.0"
        ),
        (
            """
            {"namespaces": [{"name": "a", "relationDefinitions": [{"name": "y"},
             {"name": "x", "complexDefinition": {"nType": "sub", "childs": [], "children": []}}]}]}
            """,
            "childs", "namespaces.0.relationDefinitions.1.complexDefinition"
        ),
        (
            """
            {"namespaces": [{"name": "a", "relationDefinitions": [{"name": "x", "complexDefinition": {"nType": "union",
             "children": [{"nType": "child", "expression": {"neType": "self", "relation": "x"}}]}}]}]}
            """,
            "relation", "namespaces.0.relationDefinitions.0.complexDefinition.children.0.expression"
        ),
        (
            #"{"namespaces": [], "conditions": [{"name": "c", "parameters": [], "expression": "true"}]}"#,
            "parameters", "conditions.0"
        ),
    ])
    func unknownMembers(_ text: String, _ member: String, _ path: String) {
        let error = #expect(throws: DescopeError.self) { try AuthzSchema(json: text) }
        #expect(error?.code == .invalidSchema)
        #expect(error?.message.contains("\"\(member)\"") == true, "\(error?.message ?? "")")
        #expect(path.isEmpty || error?.message.contains("(\(path))") == true, "\(error?.message ?? "")")
    }
}
