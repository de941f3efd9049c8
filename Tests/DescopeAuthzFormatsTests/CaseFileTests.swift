import DescopeAuthzFormats
import DescopeAuthzModel
import DescopeCore
import Testing

@Suite("Case files")
struct CaseFileTests {
    private static let model = """
        model
          schema 1.1
        type user
        type group
          relations
            define member: [user]
        type doc
          relations
            define owner: [user, group#member]
            define viewer: owner
        """

    private func run(_ files: [String: String], _ name: String = "cases.json") throws -> AuthzTestReport {
        let folder = try TemporaryFolder(files)
        return AuthzTestReport(try folder.cases(name).map { try $0.run() })
    }

    @Test func ownForm() throws {
        let report = try run([
            "model.fga": Self.model,
            "facts.json":
                #"[{"resource": "d2", "resourceType": "doc", "relation": "owner", "target": "u3", "targetType": "user"}]"#,
            "cases.json": #"""
            {
              "name": "docs", "schemaFile": "model.fga", "relationsFile": "facts.json",
              "relations": [
                "doc:d1#owner@user:u1", "doc:d1#owner@group:g#member",
                {"resource": "g", "relationDefinition": "member", "namespace": "group", "target": "ada@example.com"}
              ],
              "tests": [
                {
                  "name": "who views", "relations": ["doc:d3#owner@u1"],
                  "allowed": ["doc:d1#viewer@user:u1", "doc:d1#viewer@ada@example.com", "doc:d2#viewer@u3"],
                  "denied": ["doc:d1#viewer@u3"],
                  "who": {"doc:d1#viewer": ["ada@example.com", "user:u1"]},
                  "what": {"doc#viewer@u1": ["d1", "doc:d3"]}
                },
                {"denied": ["doc:d3#viewer@u1"]}
              ]
            }
            """#,
        ])
        #expect(report.results.map(\.name) == ["docs: who views", "docs: test 2"])
        #expect((report.passed, report.failed, report.unsupported) == (7, 0, 0), "\(report.text)")
    }

    @Test(
        "a type that the schema does not have is refused",
        arguments: [
            #"{"schemaFile": "model.fga", "relations": ["doc:d#owner@grop:staff#member"], "tests": [{"denied": ["doc:d#owner@u1"]}]}"#,
            #"{"schemaFile": "model.fga", "tests": [{"denied": ["doc:d#owner@grop:staff#member"]}]}"#,
            #"{"schemaFile": "model.fga", "tests": [{"what": {"doc#owner@grop:staff#member": []}}]}"#,
            #"{"schemaFile": "model.fga", "relations": ["doc:d#owner@usr:u1"], "tests": [{"denied": ["doc:d#owner@user:u1"]}]}"#,
            #"{"schemaFile": "model.fga", "tests": [{"denied": ["doc:d#owner@usr:u1"]}]}"#,
            #"{"schemaFile": "model.fga", "tests": [{"what": {"doc#owner@usr:u1": []}}]}"#,
            #"{"schemaFile": "model.fga", "tests": [{"who": {"doc:d#owner": ["grop:staff#member"]}}]}"#,
            #"{"model_file": "model.fga", "tuples": [{"user": "usr:u1", "relation": "owner", "object": "doc:d"}], "tests": [{"check": [{"user": "user:u1", "object": "doc:d", "assertions": {"owner": false}}]}]}"#,
            #"{"model_file": "model.fga", "tuples": [{"user": "grop:g#member", "relation": "owner", "object": "doc:d"}], "tests": [{"check": [{"user": "user:u1", "object": "doc:d", "assertions": {"owner": false}}]}]}"#,
            #"{"model_file": "model.fga", "tests": [{"check": [{"user": "usr:u1", "object": "doc:d", "assertions": {"owner": false}}]}]}"#,
            #"{"model_file": "model.fga", "tests": [{"list_objects": [{"user": "usr:u1", "type": "doc", "assertions": {"owner": []}}]}]}"#,
            #"{"schemaFile": "model.zed", "relationships": "doc:d#owner@usr:u1", "assertions": {"assertFalse": ["doc:d#owner@user:u1"]}}"#,
            #"{"schemaFile": "model.zed", "relationships": "", "assertions": {"assertFalse": ["doc:d#owner@usr:u1"]}}"#,
            #"{"schemaFile": "model.zed", "relationships": "", "validation": {"doc:d#owner": ["[usr:u1] is <doc:d#owner>"]}}"#,
        ]
    )
    func misspeltTypes(_ cases: String) throws {
        let zed = "definition user {}\ndefinition doc { relation owner: user }"
        let folder = try TemporaryFolder(["model.fga": Self.model, "model.zed": zed, "cases.json": cases])
        let error = failure { _ = try folder.cases("cases.json") }
        #expect(error?.code == .invalidFile, "\(error?.message ?? "no error")")
        #expect(error?.message.contains(cases.contains("grop") ? "grop" : "usr") == true, "\(error?.message ?? "")")
    }

    @Test("ids with signs of their own stay ids") func oddIds() throws {
        let report = try run([
            "model.fga": Self.model,
            "cases.json": #"""
            {"schemaFile": "model.fga", "relations": ["doc:d#owner@a#b", "doc:d#owner@user:mail:ada",
               {"resource": "d", "relationDefinition": "owner", "namespace": "doc", "target": "mail:bob"}],
             "tests": [{"allowed": ["doc:d#owner@a#b", "doc:d#owner@user:mail:ada", "doc:d#owner@user:mail:bob"],
                        "what": {"doc#owner@user:mail:bob": ["d"]}}]}
            """#,
        ])
        #expect(report.passed == 4, "\(report.text)")
    }

    @Test("conditions: a missing parameter is neither allowed nor denied") func conditions() throws {
        let report = try run([
            "model.fga": """
            model
              schema 1.1
            type user
            type doc
              relations
                define viewer: [user with on_duty]
            condition on_duty(hour: int) {
              hour < 18
            }
            """,
            "cases.json": #"""
            {
              "schemaFile": "model.fga", "relations": ["doc:d#viewer@u1"],
              "tests": [
                {"context": {"hour": 10}, "allowed": ["doc:d#viewer@u1"], "denied": ["doc:d#viewer@u2"]},
                {"context": {"hour": 20}, "denied": ["doc:d#viewer@u1"]},
                {"conditional": ["doc:d#viewer@u1"], "denied": ["doc:d#viewer@u2"]},
                {"denied": ["doc:d#viewer@u1"]}
              ]
            }
            """#,
        ])
        #expect((report.passed, report.failed) == (5, 1))
        #expect(report.text.contains("expected denied, found conditional (the context lacks hour)"), "\(report.text)")
    }

    /// A condition that cannot be judged without `hour`, and one that fails with a short list.
    private static let conditions = """
        model
          schema 1.1
        type user
        type doc
          relations
            define viewer: [user with on_duty]
            define editor: [user with listed]
        condition on_duty(hour: int) {
          hour < 18
        }
        condition listed(names: list<string>) {
          names[5] == "u1"
        }
        """

    @Test(
        "a condition that cannot be judged fails the question, whatever is expected",
        arguments: [
            #"{"context": {"names": []}, "denied": ["doc:d#editor@u1"]}"#,
            #"{"context": {"names": []}, "conditional": ["doc:d#editor@u1"]}"#,
            #"{"context": {"names": []}, "allowed": ["doc:d#editor@u1"]}"#,
            #"{"context": {"hour": "10"}, "denied": ["doc:d#viewer@u1"]}"#,
            #"{"context": {"names": []}, "who": {"doc:d#editor": []}}"#,
            #"{"context": {"names": []}, "what": {"doc#editor@u1": []}}"#,
        ]
    )
    func failingConditions(_ test: String) throws {
        let text = #"{"schemaFile": "model.fga", "relations": ["doc:d#viewer@u1", "doc:d#editor@u1"], "tests": [TEST]}"#
        let report = try run(["model.fga": Self.conditions, "cases.json": text.replacing("TEST", with: test)])
        #expect((report.passed, report.failed) == (0, 1))
        #expect(report.text.contains("found an error: "), "\(report.text)")
    }

    @Test("a list that may be longer with more context fails") func openLists() throws {
        let text = #"""
            {
              "schemaFile": "model.fga", "relations": ["doc:d#viewer@u1"],
              "tests": [
                {"who": {"doc:d#viewer": []}, "what": {"doc#viewer@u1": []}},
                {"context": {"hour": 20}, "who": {"doc:d#viewer": []}, "what": {"doc#viewer@u1": []}},
                {"context": {"hour": 10}, "who": {"doc:d#viewer": ["u1"]}, "what": {"doc#viewer@u1": ["d"]}}
              ]
            }
            """#
        let report = try run(["model.fga": Self.conditions, "cases.json": text])
        #expect((report.passed, report.failed) == (4, 2))
        #expect(report.text.contains("found [], and perhaps u1 (the context lacks hour)"), "\(report.text)")
    }

    @Test("the type of a question's target is compared where it is stated and stored") func targetTypes() throws {
        let text = #"""
            {"schemaFile": "model.fga", "relations": ["doc:d#owner@user:u1", "doc:e#owner@u1"],
             "tests": [{"allowed": ["doc:d#owner@user:u1", "doc:d#owner@u1", "doc:e#owner@user:u1", "doc:e#owner@u1"],
                        "denied": ["doc:d#owner@group:u1", "doc:d#viewer@group:u1"]}]}
            """#
        let report = try run(["model.fga": Self.model, "cases.json": text])
        #expect(report.isSuccess, "\(report.text)")
    }

    /// A case in this project's form with one stored relation.
    private static func own(_ tests: String) -> String {
        #"{"name": "n", "schemaFile": "model.fga", "relations": ["doc:d#owner@u1"], "tests": [\#(tests)]}"#
    }
    private static let good = #"{"allowed": ["doc:d#owner@u1"]}"#

    @Test(
        "a case that cannot be read or run does not keep the others from it",
        arguments: [
            (own(good), 1, []),
            (
                own(#"{"alowed": []}, \#(good), {"name": 1}"#), 1,
                [
                    "n: test 1: cases.json: tests[0]: expected no member but",
                    "n: test 3: cases.json: tests[2].name: expected a string.",
                ]
            ), (own("{}, \(good)"), 1, ["n: test 1: expected at least one question, found none."]),
            (
                own(#"{"relations": ["doc:d#viewer@u1"], "denied": ["doc:d#viewer@u2"]}, \#(good)"#), 1,
                ["n: test 1: expected relations that the schema allows, found doc:d#viewer@u1."]
            ),
            (
                #"[{"tests": []}, \#(own(good))]"#, 1,
                ["cases.json: [0]: expected a member schema or schemaFile."]
            ), ("[1, \(own(good))]", 1, ["cases.json: [0]: expected a case or a list of cases."]),
            (
                "\(own(good))\n{x\n\(own(good))", 2,
                ["cases.json: line 2: cases.json: expected JSON in line 2, found: "]
            ), ("[]", 0, ["cases.json: expected at least one test case, found none."]),
            (own(""), 0, ["n: cases.json: expected at least one test, found none."]),
            ("[\(own("")), \(own(good))]", 1, ["n: cases.json: [0]: expected at least one test, found none."]),
            (
                #"[{"name": "s", "model_file": "model.fga"}, \#(own(good))]"#, 1,
                ["s: cases.json: [0]: expected at least one test, found none."]
            ),
            (
                "\(own(good))\n\n\n{x\n\(own(good))", 2,
                ["cases.json: line 4: cases.json: expected JSON in line 4, found: "]
            ),
            ("{", 0, ["cases.json: expected JSON in cases.json, found: "]),
        ] as [(String, Int, [String])]
    )
    func goesOn(_ text: String, _ passed: Int, _ errors: [String]) throws {
        let folder = try TemporaryFolder(["model.fga": Self.model, "cases.json": text])
        let report = AuthzTestReport(try AuthzFolder(folder.path).results(in: "cases.json"))
        #expect((report.passed, report.failed, report.errors) == (passed, 0, errors.count), "\(report.text)")
        #expect(report.isSuccess == errors.isEmpty)
        let lines = report.text.split(separator: "\n").filter { $0.hasPrefix("ERROR  ") }.map { $0.dropFirst(7) }
        #expect(zip(lines, errors).allSatisfy { $0.hasPrefix($1) }, "\(report.text)")
    }

    static let published = #"""
        {"name": "NAME", "source": "s", "schema": {"namespaces": [{"name": "user", "relationDefinitions": []}, {"name": "doc", "relationDefinitions": [{"name": "owner"}, {"name": "viewer", "complexDefinition": {"nType": "child", "expression": {"neType": "targetSet", "targetRelationDefinition": "owner", "targetRelationDefinitionNamespace": "doc"}}}]}]}, "dsl": null, "dslMissing": "why", "relations": [{"resource": "d1", "relationDefinition": "owner", "namespace": "doc", "target": "u1"}], "disallowed": [{"relation": {"resource": "d1", "relationDefinition": "viewer", "namespace": "doc", "target": "u2"}, "why": "computed"}], "checks": [{"resource": "d1", "namespace": "doc", "relationDefinition": "viewer", "target": "u1", "expected": true}, {"resource": "d1", "namespace": "doc", "relationDefinition": "viewer", "target": "u2", "expected": false}], "whoCanAccess": [{"resource": "d1", "relationDefinition": "viewer", "namespace": "doc", "expected": ["u1"]}], "whatCanTargetAccessWithRelation": [{"target": "u1", "relationDefinition": "viewer", "namespace": "doc", "expected": ["d1"]}]}
        """#

    @Test(
        "a list, one case, and one case on each line",
        arguments: [
            ("[\(published),\n\(published)]", 8), (published, 4), ("\(published)\n\(published)\n", 8),
            ("\(published)\r\n\(published)\r\n\(published)\r\n", 12),
        ]
    )
    func publishedForm(_ text: String, _ questions: Int) throws {
        let report = try run(["cases.json": text])
        #expect((report.passed, report.failed, report.unsupported) == (questions, 0, 0), "\(report.text)")
    }

    @Test("questions whose published answer is another one are asked too") func differingAnswers() throws {
        let differs = #"""
            {"kind": "checks", "resource": "d1", "namespace": "doc", "relationDefinition": "viewer", "target": "u9", "source": true, "expected": EXPECTED, "why": "w"}
            """#
        for (expected, passed) in [("false", 5), ("true", 4)] {
            let list = #""differs": [\#(differs.replacing("EXPECTED", with: expected))], "checks""#
            let report = try run(["cases.json": Self.published.replacing(#""checks""#, with: list)])
            #expect((report.passed, report.failed) == (passed, 5 - passed), "\(report.text)")
        }
    }

    @Test func openFGAStore() throws {
        let report = try run([
            "model.fga": Self.model, "more.json": #"[{"user": "user:b", "relation": "member", "object": "group:g"}]"#,
            "cases.json": #"""
            {
              "name": "store", "model_file": "./model.fga", "tuple_files": ["more.json"],
              "tuples": [{"user": "group:g#member", "relation": "owner", "object": "doc:1"}],
              "tests": [{
                "name": "t", "tuples": [{"user": "user:a", "relation": "owner", "object": "doc:1"}],
                "check": [
                  {"users": ["user:a", "user:b"], "object": "doc:1", "assertions": {"owner": true, "viewer": true}},
                  {"user": "group:g#member", "object": "doc:1", "assertions": {"owner": true}},
                  {"user": "user:*", "object": "doc:1", "assertions": {"owner": false}}
                ],
                "list_objects": [{"user": "user:b", "type": "doc", "assertions": {"viewer": ["doc:1"]}}],
                "list_users": [
                  {"object": "doc:1", "user_filter": [{"type": "user"}],
                   "assertions": {"viewer": {"users": ["user:a", "user:b"]}}},
                  {"object": "doc:1", "user_filter": [{"type": "group", "relation": "member"}],
                   "assertions": {"viewer": {"users": ["group:g#member"]}}}
                ]
              }]
            }
            """#,
        ])
        #expect((report.passed, report.failed, report.unsupported) == (6, 0, 3))
        #expect(
            report.text == """
                FAILED store: t (9)
                    doc:1#owner@group:g#member: not supported: Descope answers for a user or another resource, not for a set
                    doc:1#owner@user:*: not supported: Descope has no wildcard
                    who doc:1#viewer@group:…#member: not supported: Descope expands sets and does not list them
                6 passed, 0 failed, 3 not supported
                """
        )
    }

    @Test func spiceDBValidation() throws {
        let report = try run([
            "cases.json": #"""
            {
              "schema": "definition test/user {}\ndefinition group { relation member: test/user }\ndefinition doc {\n relation owner: test/user | group#member\n permission view = owner\n}",
              "relationships": "// who owns\ndoc:1#owner@test/user:tom#...\n\ndoc:1#owner@group:g#member\ngroup:g#member@test/user:a=b/c",
              "assertions": {
                "assertTrue": ["doc:1#view@test/user:tom", "doc:1#view@test/user:a=b/c#..."],
                "assertFalse": ["doc:1#view@test/user:sam", "doc:1#view@group:g#member"]
              },
              "validation": {
                "doc:1#view": [
                  "[test/user:tom] is <doc:1#owner>", "[test/user:a=b/c] is <group:g#member>",
                  "[group:g#member] is <doc:1#owner>"
                ]
              }
            }
            """#
        ])
        #expect((report.passed, report.failed, report.unsupported) == (4, 0, 1), "\(report.text)")
    }

    @Test(
        "what would be passed over is an error",
        arguments: [
            (
                #"{"schemaFile": "model.fga", "tests": [{"alowed": []}]}"#,
                "cases.json: tests[0]: expected no member but"
            ),
            (
                #"{"schemaFile": "model.fga", "tests": [{"allowed": ["doc:1#owner"]}]}"#,
                "cases.json: tests[0]: expected a relation such as"
            ),
            (
                #"{"schemaFile": "model.fga", "tests": [{"allowed": [1]}]}"#,
                "cases.json: tests[0].allowed[0]: expected a string."
            ),
            (
                #"{"schemaFile": "model.fga", "relations": [{"resource": "d"}]}"#,
                "cases.json: relations[0]: expected a relation: "
            ),
            (#"{"tests": []}"#, "cases.json: expected a member schema or schemaFile."),
            (#"{"model_file": "model.fga", "extra": 1}"#, "cases.json: expected no member but"),
            (
                #"{"model_file": "model.fga", "tuples": [{"user": "a", "relation": "owner", "object": "doc:1"}]}"#,
                "cases.json: tuples[0]: expected an object such as"
            ),
            (
                #"{"model_file": "model.fga", "tuples": [{"user": "user:a", "relation": "owner", "object": "d#oc:1"}]}"#,
                "cases.json: tuples[0]: expected an object such as"
            ),
            (
                #"{"model_file": "model.fga", "tuple_file": "a.csv"}"#,
                "cases.json: expected tuples in a .json or .yaml file"
            ),
            (#"{"model_file": "other.fga"}"#, "cases.json: expected a file or folder, found nothing at"),
            (
                #"{"schema": "definition u {}", "relationships": "u:1#x"}"#,
                "cases.json: relationships: line 1: expected a relationship"
            ),
            (
                #"{"schema": "caveat c(x int) { x > 1 } definition u { relation x: u with c }", "relationships": "u:1#x@u:2"}"#,
                "cases.json: relationships: line 1: expected [c] at the end, the caveat of u#x, found none."
            ),
            (
                #"{"schema": "definition u {}", "assertions": {"assertTrue": ["u:1"]}}"#,
                "cases.json: expected an assertion such as"
            ),
            (
                #"{"schemaFile": "model.fga", "relations": ["doc:1#viewer@u1"], "tests": [{}]}"#,
                "cases.json: test 1: expected relations that the schema allows, found doc:1#viewer@u1."
            ),
            (
                #"{"schemaFile": "model.fga", "relations": [{"resource": "d", "namespace": "doc", "relationDefinition": "owner", "target": "u1", "taget": "u"}]}"#,
                "cases.json: relations[0]: expected no member but namespace, query, relationDefinition, resource, target,"
            ),
            (
                #"{"schemaFile": "model.fga", "relations": [{"resource": "d", "resourceType": "doc", "relation": "owner", "target": "u1", "targettype": "user"}]}"#,
                "cases.json: relations[0]: expected no member but relation, resource, resourceType, target, targetType, "
            ),
            (
                #"{"schemaFile": "model.fga", "relations": [{"resource": "d", "namespace": "doc", "relationDefinition": "owner", "query": {"roels": []}}]}"#,
                "cases.json: relations[0].query: expected no member but"
            ),
            (
                #"{"schemaFile": "model.fga", "relations": [{"resource": "d", "namespace": "doc", "relationDefinition": "owner", "target": "u", "targetSetResource": "g"}]}"#,
                "cases.json: relations[0]: expected one of a target, a target set and a query, found several."
            ),
            (
                #"{"schemaFile": "model.fga", "schema": "model AuthZ 1.0", "tests": []}"#,
                "cases.json: expected one of schema and schemaFile, found both."
            ),
            (
                #"{"model_file": "model.fga", "model": "model"}"#,
                "cases.json: expected one of model and model_file, found both."
            ),
            (
                #"{"model_file": "model.fga", "tests": [{"check": [{"user": "user:a", "object": "doc:1", "assertion": {}}]}]}"#,
                "cases.json: tests[0].check[0]: expected no member but"
            ),
            (
                #"{"model_file": "model.fga", "tests": [{"check": [{"user": "user:a", "object": "doc:1"}]}]}"#,
                "cases.json: tests[0].check[0]: expected assertions, found none."
            ),
            (
                #"{"model_file": "model.fga", "tuples": [{"user": "user:a", "relation": "owner", "object": "doc:1", "condition": {"nam": "c"}}]}"#,
                "cases.json: tuples[0].condition: expected no member but context, name, found nam."
            ),
            (
                #"{"name": "n", "schema": {"namespaces": []}, "checks": [{"resource": "d", "namespace": "doc", "relationDefinition": "r", "target": "u", "expected": true, "contxt": {}}]}"#,
                "cases.json: checks[0]: expected no member but"
            ),
            (
                #"{"name": "n", "schema": {"namespaces": []}, "whoCanAccess": [{"resource": "d", "namespace": "doc", "relationDefinition": "r"}]}"#,
                "cases.json: whoCanAccess[0]: expected a member expected."
            ),
            (
                #"{"name": "n", "schema": {"namespaces": []}, "differs": [{"kind": "check", "expected": true}]}"#,
                "cases.json: differs[0]: expected a kind checks, whoCanAccess or whatCanTargetAccessWithRelation, found"
            ), ("[1]", "cases.json: [0]: expected a case or a list of cases."),
            ("{", "cases.json: expected JSON in cases.json, found: "),
        ]
    )
    func strict(_ text: String, _ message: String) {
        let error = failure { _ = try run(["cases.json": text, "model.fga": Self.model]) }
        #expect(error?.code == .invalidFile)
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "no error")")
    }

    @Test("cases are written with every question, and not as others") func writing() throws {
        let folder = try TemporaryFolder(["model.fga": Self.model])
        var test = AuthzTestCase("n", schema: try AuthzFolder(folder.path).schema(in: "model.fga"))
        func who(_ resource: String, _ ids: String...) -> AuthzQuestion {
            AuthzQuestion(.whoCanAccess(resource: resource), "owner", in: "doc", expected: .ids(ids))
        }
        func what(_ target: String, _ ids: String...) -> AuthzQuestion {
            AuthzQuestion(.whatCanTargetAccess(target: target), "owner", in: "doc", expected: .ids(ids))
        }
        test.questions = [
            who("d", "u1"), who("d", "u2"), what("u1", "d"), what("u1"), who("e\u{301}"), who("\u{E9}", "u1"),
            who("e", "user:u2", "u1"), what("user:u1", "doc:d"),
        ]
        try folder.write(try test.json().text, to: "again.json")
        let again = try folder.cases("again.json").flatMap(\.questions)
        #expect(Set(again.map(Self.sorted)) == Set(test.questions.map(Self.sorted)))
        for question in [who("d#x"), who("d", "u1"), what("")] {
            test.questions = [question]
            let isWritten = question == who("d", "u1")
            #expect((failure { _ = try test.json() }?.code == .unsupportedFeature) != isWritten, "\(question)")
        }
    }

    private static func sorted(_ question: AuthzQuestion) -> [[UInt8]] {
        [Array("\(question)".utf8), Array("\(question.expected)".utf8)]
    }

    @Test(
        "a schema in a case is read strictly",
        arguments: [
            #"{"schema": {"namespaces": [], "namspaces": []}, "tests": [{}]}"#,
            #"{"name": "n", "schema": {"namespaces": [], "namspaces": []}, "checks": []}"#,
        ]
    )
    func strictSchemas(_ text: String) {
        let error = failure { _ = try run(["cases.json": text]) }
        #expect(error?.code == .invalidSchema)
        #expect(error?.message.contains(#""namspaces""#) == true, "\(error?.message ?? "no error")")
    }

    @Test(
        "a malformed user of OpenFGA is an error, a wildcard and a set are questions that Descope has no form for",
        arguments: [
            ("anne", "cases.json: tests[0].QUESTION[0]: expected an object such as doc:roadmap, found anne."),
            ("user:", "cases.json: tests[0].QUESTION[0]: expected an object such as doc:roadmap, found user:."),
            ("user:*", nil), ("group:g#member", nil),
        ]
    )
    func users(_ user: String, _ message: String?) throws {
        for (name, question) in [
            ("check", #"{"user": "USER", "object": "doc:1", "assertions": {"owner": true}}"#),
            ("list_objects", #"{"user": "USER", "type": "doc", "assertions": {"owner": []}}"#),
        ] {
            let test = #"{"\#(name)": [\#(question.replacing("USER", with: user))]}"#
            let files = [
                "cases.json": #"{"model_file": "model.fga", "tests": [\#(test)]}"#, "model.fga": Self.model,
            ]
            guard let message else {
                let report = try run(files)
                #expect((report.passed, report.failed, report.unsupported) == (0, 0, 1), "\(report.text)")
                #expect(report.text.contains("Descope has no wildcard") == user.hasSuffix("*"), "\(report.text)")
                continue
            }
            let error = failure { _ = try run(files) }
            #expect(error?.message == message.replacing("QUESTION", with: name))
        }
    }

    @Test(
        "what Descope does not have is refused by name",
        arguments: [
            (#"{"user": "user:*", "relation": "owner", "object": "doc:1"}"#, "Descope has no wildcard: user:*."),
            (
                #"{"user": "user:a", "relation": "owner", "object": "doc:1", "condition": {"name": "c", "context": {"x": 1}}}"#,
                "Descope stores no context with a relation (condition c)."
            ),
        ]
    )
    func refuses(_ tuple: String, _ message: String) {
        let text = #"{"model_file": "model.fga", "tuples": [\#(tuple)]}"#
        let error = failure { _ = try run(["cases.json": text, "model.fga": Self.model]) }
        #expect(error?.code == .unsupportedFeature)
        #expect(error?.message.hasSuffix(message) == true, "\(error?.message ?? "no error")")
    }

    @Test(
        arguments: [
            ("d:1#r@u:*", "Descope has no wildcard: u:*."),
            (
                "d:1#r@u:a[expiration:2300-12-01T00:00:00Z]",
                "Descope has no expiration of relations: [expiration:2300-12-01T00:00:00Z]"
            ),
            (#"d:1#r@u:a[c:{\"x\":1}]"#, #"Descope stores no context with a relation: [c:{"x":1}]"#),
        ]
    )
    func refusesRelationships(_ line: String, _ message: String) {
        let text = #"{"schema": "definition u {}\ndefinition d { relation r: u }", "relationships": "\#(line)"}"#
        let error = failure { _ = try run(["cases.json": text]) }
        #expect(error?.code == .unsupportedFeature)
        #expect(error?.message == "cases.json: relationships: line 1: \(message)")
    }

    #if !YAML
    @Test func namesTheTrait() {
        let error = failure { _ = try run(["store.fga.yaml": "name: x"], "store.fga.yaml") }
        #expect(error?.message.contains("swift run --traits YAML authz") == true)
    }
    #endif
}
