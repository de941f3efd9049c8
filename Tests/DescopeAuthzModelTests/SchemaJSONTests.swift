import DescopeAuthzModel
import DescopeCore
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

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

    /// The published description of the service has the member, and says that it is reserved.
    @Test("a reserved member without a value says nothing", arguments: ["null", #""""#, "[]", "{}"])
    func emptyMember(_ value: String) throws {
        let rule = #"{"nType": "child", "expression": {"neType": "self"}}"#
        let definition = #"{"name": "owner", "complexDefinition": \#(rule), "conditionExpr": \#(value)}"#
        let text = #"{"namespaces": [{"name": "doc", "relationDefinitions": [\#(definition)]}]}"#
        for schema in [try AuthzSchema(json: text), try JSONDecoder().decode(AuthzSchema.self, from: Data(text.utf8))] {
            let evaluator = try AuthzEvaluator(schema: schema, relations: [AuthzRelation(written: "doc:d#owner@u")])
            #expect(try evaluator.isAllowed("doc:d#owner@u"))
        }
        // With a value it may restrict the relation.
        let restricted = text.replacing(#""conditionExpr": \#(value)"#, with: #""conditionExpr": "x""#)
        let error = #expect(throws: DescopeError.self) { try AuthzEvaluator(schema: try AuthzSchema(json: restricted)) }
        #expect(error?.code == .invalidSchema)
    }
}
