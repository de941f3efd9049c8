import DescopeAuthzFormats
import DescopeAuthzModel
import DescopeCore
import Testing

@Suite("Reports and coverage")
struct ReportTests {
    private let test: AuthzTestCase = {
        let schema = AuthzSchema([
            AuthzNamespace("user"), AuthzNamespace("folder", [.relation("viewer", to: "user")]),
            AuthzNamespace(
                "doc",
                [
                    .relation("parent", to: "folder"), .relation("owner", to: "user"), .relation("blocked", to: "user"),
                    .permission("can_view", ("owner" | "parent.viewer") - "blocked"),
                ]
            ),
        ])
        func relation(_ namespace: String, _ resource: String, _ name: String, _ target: String) -> AuthzRelation {
            AuthzRelation(resource: resource, relationDefinition: name, namespace: namespace, target: target)
        }
        return AuthzTestCase(
            "a<b",
            schema: schema,
            relations: [relation("doc", "d", "parent", "f"), relation("folder", "f", "viewer", "u1")],
            questions: [
                AuthzQuestion(.check(target: "u1", resource: "d"), "can_view", in: "doc", expected: .allowed),
                AuthzQuestion(.whoCanAccess(resource: "d"), "can_view", in: "doc", expected: .ids(["u2", "u1"])),
                AuthzQuestion(.check(target: "u\u{1}\"", resource: "d"), "nothing", in: "doc", expected: .denied),
                AuthzQuestion(.unsupported("x", reason: "why"), "", in: "", expected: .denied),
            ]
        )
    }()

    private let problem = "an error: expected a relation or permission of the schema, found doc#nothing."

    @Test func text() throws {
        #expect(
            AuthzTestReport([try test.run()]).text == """
                FAILED a<b (4)
                    who doc:d#can_view: expected [u1, u2], found [u1]
                    doc:d#nothing@u ": expected denied, found \(problem)
                    x: not supported: why
                1 passed, 2 failed, 1 not supported
                """
        )
    }

    @Test func json() throws {
        let json: JSONValue = [
            "passed": 1, "failed": 2, "unsupported": 1, "errors": 0,
            "cases": [
                [
                    "name": "a<b",
                    "questions": [
                        ["question": "doc:d#can_view@u1", "outcome": "passed"],
                        [
                            "question": "who doc:d#can_view", "outcome": "failed", "expected": "[u1, u2]",
                            "found": "[u1]",
                        ],
                        [
                            "question": "doc:d#nothing@u\u{1}\"", "outcome": "failed", "expected": "denied",
                            "found": .string(problem),
                        ], ["question": "x", "outcome": "unsupported", "reason": "why"],
                    ],
                ]
            ],
        ]
        #expect(AuthzTestReport([try test.run()]).json == json)
    }

    @Test func junit() throws {
        #expect(
            AuthzTestReport([try test.run()]).junit == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites name="authz" tests="4" failures="2" errors="1">
                  <testsuite name="a&lt;b" tests="4" failures="2" errors="1">
                    <testcase classname="a&lt;b" name="doc:d#can_view@u1"/>
                    <testcase classname="a&lt;b" name="who doc:d#can_view"><failure message="expected [u1, u2], found [u1]"/></testcase>
                    <testcase classname="a&lt;b" name="doc:d#nothing@u\u{FFFD}&quot;"><failure message="expected denied, found \(problem)"/></testcase>
                    <testcase classname="a&lt;b" name="x"><error message="not supported: why"/></testcase>
                  </testsuite>
                </testsuites>

                """
        )
    }

    @Test("a case with an error has not passed") func errors() throws {
        let error = DescopeError(.argument, message: "expected <x>.")
        let report = AuthzTestReport([
            AuthzTestResult(name: "b", error: error),
            AuthzTestResult(name: "a", questions: [(test.questions[0], .passed)]),
        ])
        #expect(!report.isSuccess)
        #expect(
            report.text == """
                ERROR  b: expected <x>.
                passed a (1)
                1 passed, 0 failed, 0 not supported, 1 case with an error
                """
        )
        #expect(report.json["errors"] == 1)
        #expect(report.json["cases"]?.arrayValue?.first?["error"] == "expected <x>.")
        #expect(
            report.junit == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites name="authz" tests="2" failures="0" errors="1">
                  <testsuite name="b" tests="1" failures="0" errors="1">
                    <testcase classname="b" name="the case"><error message="expected &lt;x&gt;."/></testcase>
                  </testsuite>
                  <testsuite name="a" tests="1" failures="0" errors="0">
                    <testcase classname="a" name="doc:d#can_view@u1"/>
                  </testsuite>
                </testsuites>

                """
        )
    }

    @Test("a report without a question is no success") func emptyReport() {
        #expect(!AuthzTestReport().isSuccess)
    }

    // MARK: - Coverage

    private func coverage(_ questions: [AuthzQuestion]) throws -> AuthzCoverage {
        var test = test
        test.questions = questions
        return try #require(try AuthzCoverage.measure([test]).first)
    }

    @Test("of what holds, only the terms that hold are reached") func heldTerms() throws {
        let coverage = try coverage([test.questions[0]])
        #expect(
            coverage.text == """
                folder#viewer: stored: always held
                doc#parent: stored: always held
                doc#owner: stored: not reached
                doc#blocked: stored: never held
                doc#can_view: owner: not reached
                doc#can_view: parent.viewer: always held
                doc#can_view: blocked: never held
                5 of 7 leaves reached (71.4 %)
                """
        )
        #expect(coverage.lcov == nil)
    }

    @Test("of what does not hold, all terms are reached that could have changed it") func deniedTerms() throws {
        let question = AuthzQuestion(.check(target: "u9", resource: "d"), "can_view", in: "doc", expected: .denied)
        #expect(
            try coverage([question]).unreached.map(\.description) == ["doc#blocked: stored", "doc#can_view: blocked"]
        )
        #expect(try coverage([test.questions[0], question]).unreached.isEmpty)
    }

    @Test("sets and terms that are both stored and computed") func setsAndStoredTerms() throws {
        let schema = AuthzSchema([
            AuthzNamespace("user"), AuthzNamespace("team", [.relation("member", to: "user")]),
            AuthzNamespace(
                "doc",
                [
                    AuthzRelationDefinition(
                        "viewer",
                        rule: .stored | "viewer_of_all",
                        allowedTargets: ["user", "team#member"]
                    ), .relation("viewer_of_all", to: "user"),
                ]
            ),
        ])
        let facts = [
            AuthzRelation(
                resource: "d",
                relationDefinition: "viewer",
                namespace: "doc",
                target: .set(resource: "t", relationDefinition: "member", namespace: "team")
            ), AuthzRelation(resource: "t", relationDefinition: "member", namespace: "team", target: "u"),
        ]
        let asked = AuthzQuestion(.check(target: "u", resource: "d"), "viewer", in: "doc", expected: .allowed)
        let test = AuthzTestCase("sets", schema: schema, relations: facts, questions: [asked])
        let coverage = try #require(try AuthzCoverage.measure([test]).first)
        #expect(coverage.leaves.map(\.held) == [1, 1, 0, 0])
        #expect(coverage.unreached.map(\.description) == ["doc#viewer: viewer_of_all", "doc#viewer_of_all: stored"])
    }

    @Test("a question that has no answer reaches nothing, and the count is a part") func questionsWithoutAnswer() throws
    {
        let forms: [AuthzQuestion.Form] = [
            .check(target: "u1", resource: "d"), .whoCanAccess(resource: "d"), .whatCanTargetAccess(target: "u1"),
        ]
        for form in forms {
            let coverage = try coverage([AuthzQuestion(form, "nothing", in: "doc", expected: .denied)])
            #expect(coverage.isPartial)
            #expect(coverage.ratio == 0)
        }
    }

    @Test("an arrow to the left does not follow relations to an object of another type") func typesOfArrows() throws {
        let schema = AuthzSchema([
            AuthzNamespace("user"),
            AuthzNamespace(
                "team",
                [
                    AuthzRelationDefinition(
                        "member",
                        rule: .relationLeft(AuthzNode.Edge("parent", namespace: "org"), "member", namespace: "org")
                    )
                ]
            ), AuthzNamespace("org", [.relation("parent"), .relation("member")]),
        ])
        for (type, unreached) in [("org", ["org#member: stored"]), ("team", []), (nil, [])] as [(String?, [String])] {
            let facts = [
                AuthzRelation(
                    resource: "dev",
                    relationDefinition: "parent",
                    namespace: "org",
                    target: .id("x", namespace: type)
                ), AuthzRelation(resource: "dev", relationDefinition: "member", namespace: "org", target: "eve"),
            ]
            let asked = AuthzQuestion(.check(target: "eve", resource: "x"), "member", in: "team", expected: .denied)
            let test = AuthzTestCase("left", schema: schema, relations: facts, questions: [asked])
            let coverage = try #require(try AuthzCoverage.measure([test]).first)
            #expect(coverage.unreached.map(\.description) == unreached, "\(type ?? "no type")")
        }
    }

    @Test("an empty list is walked for an id that no relation has") func emptyLists() throws {
        let schema = AuthzSchema([
            AuthzNamespace(
                "doc",
                [.relation("owner"), .relation("blocked"), .permission("viewer", "owner" - "blocked")]
            )
        ])
        let facts = ["owner", "blocked"].map {
            AuthzRelation(resource: "d", relationDefinition: $0, namespace: "doc", target: "\u{1}")
        }
        let asked = AuthzQuestion(.whoCanAccess(resource: "d"), "viewer", in: "doc", expected: .ids([]))
        let test = AuthzTestCase("empty", schema: schema, relations: facts, questions: [asked])
        let coverage = try #require(try AuthzCoverage.measure([test]).first)
        #expect(coverage.leaves.map(\.held) == [0, 0, 0, 0])
        #expect(coverage.leaves.map(\.notHeld) == [1, 0, 1, 0])
    }

    /// A case that asks whether `u1`, who owns `d`, holds a permission of this rule.
    private static func printing(_ rule: String, _ context: [String: JSONValue]) throws -> AuthzTestCase {
        let schema = try AuthzSchema(
            dsl: """
                model AuthZ 1.0
                condition late(hour int) { hour > 18 }
                type user
                type folder
                  relation owner: user
                type doc
                  relation owner: user
                  relation guest: user with late
                  relation parent: folder with late
                  permission can_print: \(rule)
                """
        )
        let facts = [
            ("d", "owner", "doc", "u1"), ("d", "guest", "doc", "u1"), ("d", "parent", "doc", "f"),
            ("f", "owner", "folder", "u1"),
        ]
        let asked = AuthzQuestion(
            .check(target: "u1", resource: "d"),
            "can_print",
            in: "doc",
            context: context,
            expected: .denied
        )
        let relations = facts.map { AuthzRelation(resource: $0, relationDefinition: $1, namespace: $2, target: $3) }
        return AuthzTestCase("printing", schema: schema, relations: relations, questions: [asked])
    }

    @Test(
        "what needs a condition is held only when it was met, and a conditional answer reaches nothing",
        arguments: [
            ("owner with late", 20, ["doc#owner: stored", "doc#can_print: owner"], []),
            ("owner with late", 8, [], ["doc#can_print: owner"]), ("owner with late", nil, [], []),
            ("(owner | guest) with late", 8, [], ["doc#can_print: owner"]),
            ("guest", 20, ["doc#guest: stored", "doc#can_print: guest"], []),
            ("guest", 8, [], ["doc#guest: stored", "doc#can_print: guest"]), ("guest", nil, [], []),
            (
                "parent.owner", 20, ["folder#owner: stored", "doc#parent: stored", "doc#can_print: parent.owner"], []
            ), ("parent.owner", 8, [], ["doc#parent: stored", "doc#can_print: parent.owner"]),
            ("owner | guest", nil, ["doc#owner: stored", "doc#can_print: owner"], []),
            (
                "owner - guest", 20,
                [
                    "doc#owner: stored", "doc#guest: stored", "doc#can_print: owner", "doc#can_print: guest",
                ], []
            ),
        ] as [(String, Int64?, [String], [String])]
    )
    func conditions(_ rule: String, _ hour: Int64?, _ held: [String], _ notHeld: [String]) throws {
        let test = try Self.printing(rule, hour.map { ["hour": .int($0)] } ?? [:])
        let coverage = try #require(try AuthzCoverage.measure([test]).first)
        #expect(coverage.leaves.filter { $0.held > 0 }.map(\.leaf.description) == held)
        #expect(coverage.leaves.filter { $0.notHeld > 0 }.map(\.leaf.description) == notHeld)
        #expect(!coverage.isPartial)
    }

    // MARK: - Lists with conditions

    /// Users of whom all match every query.
    private struct Directory: AuthzUserDirectory {
        let ids: [String]

        func isUser(_ id: String, matching query: AuthzUserQuery) -> Bool { ids.contains(id) }

        func users(matching query: AuthzUserQuery) -> [String] { ids }
    }

    private static let conditions = AuthzSchema(
        [AuthzNamespace("doc", [.relation("viewer", when: "late")])],
        conditions: [AuthzCondition("late", [.init("hour", .int)], "hour > 18")]
    )

    @Test("a list may be longer by users who match a query") func openListsOfQueries() throws {
        let relation = AuthzRelation(
            resource: "d",
            relationDefinition: "viewer",
            namespace: "doc",
            target: .query(AuthzUserQuery { $0.roles = ["editor"] })
        )
        let evaluator = try AuthzEvaluator(
            schema: Self.conditions,
            relations: [relation],
            users: Directory(ids: ["u1", "u2"])
        )
        let who = AuthzQuestion(.whoCanAccess(resource: "d"), "viewer", in: "doc", expected: .ids([]))
        #expect(
            evaluator.outcome(of: who)
                == .failed(expected: "[]", found: "[], and perhaps u1, u2 (the context lacks hour)")
        )
        let what = AuthzQuestion(.whatCanTargetAccess(target: "u1"), "viewer", in: "doc", expected: .ids([]))
        #expect(
            evaluator.outcome(of: what)
                == .failed(expected: "[]", found: "[], and perhaps d (the context lacks hour)")
        )
    }

    @Test("a list may be longer along what is both stored and subtracted") func openListsOfArrows() throws {
        var schema = Self.conditions
        schema.namespaces += [
            AuthzNamespace(
                "file",
                [
                    .relation("moved"), AuthzRelationDefinition("parent", rule: "moved" - .stored),
                    .permission("viewer", .relationRight("parent", "viewer", namespace: "doc")),
                ]
            )
        ]
        let facts = [("file", "f", "parent", "d"), ("doc", "d", "viewer", "u1")].map {
            AuthzRelation(resource: $1, relationDefinition: $2, namespace: $0, target: $3)
        }
        let evaluator = try AuthzEvaluator(schema: schema, relations: facts)
        for (form, left) in [
            (.whoCanAccess(resource: "f"), "u1"), (.whatCanTargetAccess(target: "u1"), "f"),
        ] as [(AuthzQuestion.Form, String)] {
            let question = AuthzQuestion(form, "viewer", in: "file", expected: .ids([]))
            #expect(
                evaluator.outcome(of: question)
                    == .failed(expected: "[]", found: "[], and perhaps \(left) (the context lacks hour)")
            )
        }
    }

    @Test("what is left out of a list is bounded as a whole") func boundedLists() throws {
        let relations = (0..<1000).map { number in
            AuthzRelation(resource: "d", relationDefinition: "viewer", namespace: "doc", target: "u\(number)")
        }
        var evaluator = try AuthzEvaluator(schema: Self.conditions, relations: relations)
        evaluator.maximumSteps = 5000
        let question = AuthzQuestion(.whoCanAccess(resource: "d"), "viewer", in: "doc", expected: .ids([]))
        let error = "an error: expected a list that takes at most 5000 steps with what it leaves out"
        guard case .failed(_, let found) = evaluator.outcome(of: question) else {
            Issue.record("expected a failure")
            return
        }
        #expect(found.hasPrefix(error), "\(found.prefix(200))")
    }

    @Test func lcov() throws {
        let folder = try TemporaryFolder([
            "model.fga": """
            model
              schema 1.1
            type user
            type doc
              relations
                define owner: [user]
                define viewer: [user] or owner
            """,
            "cases.json": #"""
            {"schemaFile": "model.fga", "relations": ["doc:d#owner@u1"], "tests": [{"allowed": ["doc:d#viewer@u1"]}]}
            """#,
        ])
        let coverage = try #require(try AuthzCoverage.measure(try folder.cases("cases.json")).first)
        let path = try AuthzFolder(folder.path).path
        #expect(
            coverage.lcov == """
                TN:
                SF:\(path)/model.fga
                BRDA:6,0,0,1
                BRDA:6,0,1,0
                BRDA:7,0,0,-
                BRDA:7,0,1,-
                BRDA:7,1,0,1
                BRDA:7,1,1,0
                BRF:6
                BRH:2
                DA:6,1
                DA:7,0
                LF:2
                LH:1
                end_of_record

                """
        )
    }

    @Test("each file has its own coverage, also of the same schema") func coverageOfFiles() throws {
        let model = "model AuthZ 1.0\ntype user\ntype doc\n relation owner: user\n relation other: user"
        let folder = try TemporaryFolder([
            "a.authz": model, "b.authz": model,
            "a.json": #"{"schemaFile": "a.authz", "tests": [{"denied": ["doc:d#owner@u1"]}]}"#,
            "b.json": #"{"schemaFile": "b.authz", "tests": [{"denied": ["doc:d#other@u1"]}]}"#,
        ])
        let coverage = try AuthzCoverage.measure(try folder.cases("a.json") + folder.cases("b.json"))
        let path = try AuthzFolder(folder.path).path
        let records = coverage.compactMap(\.lcov).map { $0.split(separator: "\n").filter { !$0.hasPrefix("BR") } }
        #expect(
            records == [
                ["TN:", "SF:\(path)/a.authz", "DA:4,1", "DA:5,0", "LF:2", "LH:1", "end_of_record"],
                ["TN:", "SF:\(path)/b.authz", "DA:4,0", "DA:5,1", "LF:2", "LH:1", "end_of_record"],
            ]
        )
    }

    @Test("lines of a text in the language") func lcovOfLanguage() throws {
        let folder = try TemporaryFolder([
            "files.authz": """
            model AuthZ 1.0

            type user

            type folder
              relation viewer: user

            type doc
              relation parent: folder
              permission can_view:
                (parent.viewer)
            """,
            "cases.json": #"""
            {"schemaFile": "files.authz", "relations": ["doc:d#parent@folder:f", "folder:f#viewer@u1"],
             "tests": [{"allowed": ["doc:d#can_view@u1"], "denied": ["doc:d#can_view@u2"]}]}
            """#,
        ])
        let coverage = try #require(try AuthzCoverage.measure(try folder.cases("cases.json")).first)
        #expect(coverage.ratio == 1)
        #expect(
            coverage.text == """
                line 9, column 12: doc#parent: stored: always held
                3 of 3 leaves reached (100.0 %)
                """
        )
        let lines = try #require(coverage.lcov).split(separator: "\n")
        #expect(lines.filter { $0.hasPrefix("DA:") } == ["DA:6,2", "DA:9,2", "DA:11,2"])
    }
}
