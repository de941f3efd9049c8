import DescopeAuthzFormats
import DescopeCore
import Testing
@testable import authz

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("The tool authz")
struct ToolTests {
    private static let model = """
        model
          schema 1.1
        type user
        type doc
          relations
            define owner: [user]
            define viewer: owner
        """
    private static let cases =
        #"{"schemaFile": "model.fga", "relations": ["doc:d#owner@u1"], "tests": [{"allowed": ["doc:d#viewer@u1"]}]}"#

    /// Names and rules that the language does not have.
    private static let odd = #"""
        {
          "schema": {"namespaces": [
            {"name": "user", "relationDefinitions": []},
            {"name": "my-doc", "relationDefinitions": [{"name": "type"}, {"name": "a-b", "complexDefinition": {
              "nType": "union", "children": [
                {"nType": "child", "expression": {"neType": "self"}},
                {"nType": "child", "expression": {"neType": "targetSet", "targetRelationDefinition": "type",
                                                  "targetRelationDefinitionNamespace": "my-doc"}}
              ]}}]}
          ]},
          "relations": ["my-doc:d#type@user:user:u1", "my-doc:d#a-b@my-doc:d#type", "my-doc:d#a-b@u2"],
          "tests": [
            {"allowed": ["my-doc:d#a-b@user:user:u1", "my-doc:d#a-b@u2"], "denied": ["my-doc:d#type@u2"],
             "who": {"my-doc:d#a-b": ["user:user:u1", "u2"]}, "what": {"my-doc#a-b@u2": ["d"]}},
            {"context": {"x": 1}, "denied": ["my-doc:d#a-b@u3"]}
          ]
        }
        """#

    /// As the service answers: for which relations the condition counts is not said.
    private static let stripped = #"""
        {"namespaces": [{"name": "doc", "relationDefinitions": [{"name": "a-b", "complexDefinition": {
           "nType": "child", "expression": {"neType": "targetSet", "targetRelationDefinition": "a-b",
                                            "targetRelationDefinitionNamespace": "doc"}}}]}],
         "conditions": [{"name": "c", "params": [{"name": "x", "type": "int"}], "expression": "x == 1"}]}
        """#

    /// 29 of 50 leaves are reached.
    private static let half = """
        {"schema": "model AuthZ 1.0\\ntype user type doc \((0..<50).map { "relation r\($0): user" }.joined(separator: " "))",
         "tests": [{"denied": [\((0..<29).map { "\"doc:d#r\($0)@u1\"" }.joined(separator: ", "))]}]}
        """

    private static let untested = #"{"schemaFile": "model.fga", "tests": [{"allowed": []}]}"#

    /// A condition that the context of the first case meets, that of the second does not, and the third lacks.
    private static let late = #"""
        {
          "schema": "model AuthZ 1.0 \n condition late(hour int) { hour > 18 } type user type doc relation viewer: user with late",
          "relations": ["doc:d#viewer@u1"],
          "tests": [
            {"name": "a", "context": {"hour": 20}, "allowed": ["doc:d#viewer@u1"]},
            {"name": "b", "context": {"hour": 8}, "denied": ["doc:d#viewer@u1"]},
            {"name": "c", "conditional": ["doc:d#viewer@u1"]}
          ]
        }
        """#

    /// A case of OpenFGA and one of SpiceDB. The type with a slash is `test_user` in the schema.
    private static let store = #"""
        {"model_file": "model.fga", "tuples": [{"user": "user:u1", "relation": "owner", "object": "doc:d"}],
         "tests": [{"check": [{"user": "user:u1", "object": "doc:d", "assertions": {"viewer": true}}]}]}
        """#
    private static let validation = #"""
        {"schema": "definition test/user {}\ndefinition doc {\n relation owner: test/user\n permission viewer = owner\n}",
         "relationships": "doc:d#owner@test/user:u1", "assertions": {"assertTrue": ["doc:d#viewer@test/user:u1"]}}
        """#

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder([
            "model.fga": Self.model, "cases.json": Self.cases, "facts.json": #"["doc:d#owner@u1"]"#,
            "typed.json": #"["doc:d#owner@user:u1"]"#,
            "odd.json": Self.odd, "failing.json": Self.cases.replacing("allowed", with: "denied"),
            "broken.json": #"{"namespaces": [{"name": ""}]}"#, "broken.txt": "x", "m.fga": "module m\ntype",
            "fga.mod": "schema: '1.2'\ncontents:\n  - m.fga\n", "none.json": "[]", "late.json": Self.late,
            "untested.json": Self.untested, "store.json": Self.store, "validation.json": Self.validation,
            "half.json": Self.half, "stripped.json": Self.stripped,
            "stripped-cases.json": #"{"schema": \#(Self.stripped), "tests": [{"denied": ["doc:d#a-b@u1"]}]}"#,
            "misspelt.json": #"{"namspaces": []}"#,
            "wrapped.json": #"{"schema": {"namespaces": [{"name": "a", "relationDefinitions": []}]}}"#,
            "no-owner.fga": Self.model.replacing("owner: [user]", with: "owner: [doc]"),
            "other.fga": Self.model.replacing("viewer", with: "reader"), "broken.fga": "model\n  schema 1.1\ntype",
        ])
    }

    private func run(_ words: String...) -> Int32 {
        Tool.run(words.map { $0.replacing("@@", with: folder.path) })
    }

    @Test("status 0: yes, or all passed") func succeeds() {
        #expect(run("--help") == 0)
        for command in Help.texts.keys { #expect(run(command, "--help") == 0) }
        #expect(run("check", "doc:d#viewer@u1", "--schema", "@@/model.fga", "--relations=@@/facts.json") == 0)
        #expect(run("check", "doc:d#viewer@u1", "--cases", "@@/cases.json") == 0)
        #expect(run("who", "doc:d#viewer", "--cases", "@@/cases.json") == 0)
        #expect(run("what", "doc#viewer@u1", "--cases", "@@/cases.json") == 0)
        #expect(run("what", "u1", "--cases", "@@/cases.json") == 0)
        #expect(run("test", "@@/cases.json", "--format", "junit") == 0)
        #expect(run("coverage", "@@/cases.json", "--threshold", "100") == 0)
        #expect(run("coverage", "@@/cases.json", "--format=lcov", "--output", "@@/lcov.info") == 0)
        #expect(run("validate", "@@/model.fga") == 0)
        #expect(run("convert", "@@/model.fga", "--to", "json", "--output", "@@/schema.json") == 0)
        #expect(run("check", "doc:d#viewer@u1", "--schema", "@@/schema.json", "--relations", "@@/facts.json") == 0)
        #expect(run("convert", "@@/cases.json", "--to", "cases", "--output", "@@/again.json") == 0)
        #expect(run("test", "@@/again.json") == 0)
        #expect(run("convert", "@@/model.fga", "--to", "dsl", "--output", "@@/model.authz") == 0)
        #expect(run("validate", "@@/model.authz") == 0)
        #expect(run("diff", "@@/model.authz", "@@/model.authz") == 0)
        #expect(run("explain", "doc:d#viewer@u1", "--cases", "@@/cases.json") == 0)
        #expect(run("convert", "@@/odd.json", "--to", "cases", "--fit", "--output", "@@/fitted.json") == 0)
        #expect(run("test", "@@/odd.json", "@@/fitted.json") == 0)
    }

    @Test(
        "ids of the cases of OpenFGA and SpiceDB have their type",
        arguments: [
            ("store", "doc:d#viewer@user:u1", 0), ("store", "doc:d#viewer@user:u2", 1),
            // As reports write it.
            ("store", "doc:doc:d#viewer@user:u1", 0), ("store", "doc:d#viewer@u1", 2),
            ("store", "doc:d#viewer@usr:u1", 2), ("validation", "doc:d#viewer@test/user:u1", 0),
            ("validation", "doc:d#viewer@test_user:u1", 0), ("validation", "doc:d#viewer@test/user:u2", 1),
            ("validation", "doc:d#viewer@u1", 2), ("validation", "doc:d#viewer@test/user:u1#...", 0),
        ] as [(String, String, Int32)]
    )
    func typedIds(_ file: String, _ question: String, _ status: Int32) {
        #expect(run("check", question, "--cases", "@@/\(file).json") == status)
        #expect(run("explain", question, "--cases", "@@/\(file).json") == status)
    }

    @Test(
        "a type in a question is compared, and a misspelt one is refused",
        arguments: [("user:u1", 0), ("doc:u1", 1), ("u1", 0), ("usr:u1", 2)] as [(String, Int32)]
    )
    func statedTypes(_ target: String, _ status: Int32) {
        let source = ["--schema", folder.path + "/model.fga", "--relations", folder.path + "/typed.json"]
        #expect(Tool.run(["check", "doc:d#viewer@\(target)"] + source) == status)
        #expect(Tool.run(["explain", "doc:d#viewer@\(target)"] + source) == status)
    }

    @Test("lists of the cases of OpenFGA and SpiceDB") func typedLists() {
        for (file, user) in [("store", "user:u1"), ("validation", "test/user:u1")] {
            #expect(run("who", "doc:d#viewer", "--cases", "@@/\(file).json") == 0)
            #expect(run("what", "doc#viewer@\(user)", "--cases", "@@/\(file).json") == 0)
            #expect(run("what", user, "--cases", "@@/\(file).json") == 0)
            #expect(run("what", "doc#viewer@u1", "--cases", "@@/\(file).json") == 2)
            #expect(run("what", "u1", "--cases", "@@/\(file).json") == 2)
        }
    }

    @Test("a schema in JSON is read strictly") func strictSchemas() {
        #expect(run("validate", "@@/wrapped.json") == 0)
        #expect(run("validate", "@@/misspelt.json") == 1)
        #expect(run("validate", "@@/cases.json") == 1)
        #expect(run("check", "doc:d#viewer@u1", "--schema", "@@/cases.json") == 2)
    }

    @Test(
        "a threshold that is met exactly is met",
        arguments: [("58", 0), ("58.0", 0), ("58.001", 1), ("59", 1), ("0", 0)]
    )
    func thresholds(_ threshold: String, _ status: Int32) {
        #expect(run("coverage", "@@/half.json", "--threshold", threshold) == status)
    }

    @Test("rules that may have lost their conditions are not written", arguments: ["dsl", "json", "indented", "cases"])
    func strippedRules(_ form: String) {
        let file = form == "cases" ? "stripped-cases" : "stripped"
        #expect(run("convert", "@@/\(file).json", "--to", form) == 2)
        #expect(run("convert", "@@/\(file).json", "--to", form, "--fit") == 2)
    }

    @Test("the context of a case counts, and a given value replaces its own") func contexts() {
        let check = ["check", "doc:d#viewer@u1", "--cases", folder.path + "/late.json", "--case"]
        for (name, given, status) in [
            ("a", nil, 0), ("b", nil, 1), ("c", nil, 1), ("a", #"{"hour": 8}"#, 1), ("b", #"{"hour": 20}"#, 0),
            ("b", "{}", 1), ("c", #"{"hour": 20}"#, 0),
        ] as [(String, String?, Int32)] {
            let words = check + ["late.json: \(name)"] + (given.map { ["--context", $0] } ?? [])
            #expect(Tool.run(words) == status, "\(name) \(given ?? "")")
        }
    }

    @Test("test reports what cannot be used, and goes on") func goesOn() throws {
        let files = ["none", "missing", "untested", "cases"].map { "\(folder.path)/\($0).json" }
        let path = folder.path + "/report.json"
        #expect(Tool.run(["test"] + files + ["--format", "json", "--output", path]) == 2)
        let report = try JSONReader.parse([UInt8](Data(contentsOf: URL(filePath: path))))
        #expect(report["passed"] == 1)
        #expect(report["errors"] == 3)
        #expect(run("test", "@@/cases.json", "@@/none.json") == 2)
    }

    @Test("diff says which stored relations the new schema does not allow") func diffOfRelations() {
        #expect(run("diff", "@@/model.fga", "@@/model.fga", "--relations", "@@/facts.json") == 0)
        #expect(run("diff", "@@/model.fga", "@@/no-owner.fga", "--relations", "@@/facts.json") == 1)
        #expect(run("diff", "@@/model.fga", "@@/other.fga", "--relations", "@@/missing.json") == 2)
    }

    @Test("status 1: no, or something failed") func fails() {
        #expect(run("check", "doc:d#viewer@u2", "--cases", "@@/cases.json") == 1)
        #expect(run("test", "@@/cases.json", "@@/failing.json") == 1)
        #expect(run("coverage", "@@/cases.json", "--threshold", "100.0", "--format", "json") == 0)
        for name in ["broken.fga", "broken.json", "broken.txt", "fga.mod"] {
            #expect(run("validate", "@@/\(name)") == 1)
        }
        #expect(run("explain", "doc:d#viewer@u2", "--cases", "@@/cases.json") == 1)
        #expect(run("diff", "@@/model.fga", "@@/other.fga") == 1)
    }

    @Test(
        "status 2: the command line or a file cannot be used",
        arguments: [
            [], ["nothing"], ["check"], ["check", "doc:d#viewer@u1"], ["check", "x", "--cases", "@@/cases.json"],
            ["check", "doc:d#none@u1", "--cases", "@@/cases.json"], ["check", "a", "b", "--cases", "@@/cases.json"],
            ["check", "doc:d#viewer@u1", "--cases", "@@/cases.json", "--context", "[]"],
            ["check", "doc:d#viewer@u1", "--cases", "@@/cases.json", "--case", "other"],
            ["check", "doc:d#viewer@u1", "--schema", "@@/none.fga"], ["check", "doc:d#viewer@u1", "--schema"],
            ["check", "doc:d#viewer@u1", "--schema", "@@/broken.fga"], ["test"], ["test", "@@/none.json"],
            ["test", "@@/cases.json", "--format", "xml"], ["test", "@@/cases.json", "--strict"],
            ["test", "@@/cases.json", "--output", "@@/none/report.xml"],
            ["coverage", "@@/cases.json", "--threshold", "101"], ["coverage", "@@/none.json"],
            ["coverage", "@@/cases.json", "@@/none.json"], ["validate", "@@/model.fga", "@@/missing.fga"],
            ["check", "doc:d#viewer@u1", "--schema", "@@/model.fga", "--case", "x"],
            ["validate", "@@/none.fga"], ["validate", "--strict=1", "@@/model.fga"], ["diff", "@@/model.fga"],
            ["convert", "@@/model.fga"], ["convert", "@@/model.fga", "--to", "xml"],
        ]
    )
    func refuses(_ words: [String]) {
        #expect(Tool.run(words.map { $0.replacing("@@", with: folder.path) }) == 2)
    }
}
