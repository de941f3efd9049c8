import DescopeAuthzFormats
import DescopeAuthzModel
import DescopeCore
import Testing

@Suite("OpenFGA's modelling language")
struct OpenFGASchemaTests {
    @Test func readsEveryForm() throws {
        let schema = try AuthzSchema(
            openFGA: """
                # a comment
                model
                  schema 1.1
                type user
                type group
                  relations
                    define member: [user, group#member]   # another
                type doc
                  relations
                    define parent: [group]
                    define blocked: [user]
                    define owner: [user]
                    define editor: [user, group#member] or owner
                    define reader: (editor and member from parent) but not blocked
                    define guest: [user with on_duty]
                    define helper: [user with on_duty] or owner
                condition on_duty(hour: int, days: list<string>) {
                  hour < 18 && "{" != days[0]
                }
                """
        )
        let onDuty: AuthzRequirement = "on_duty"
        #expect(
            schema
                == AuthzSchema(
                    [
                        AuthzNamespace("user"),
                        AuthzNamespace("group", [.relation("member", to: "user", "group#member")]),
                        AuthzNamespace(
                            "doc",
                            [
                                .relation("parent", to: "group"), .relation("blocked", to: "user"),
                                .relation("owner", to: "user"),
                                AuthzRelationDefinition(
                                    "editor",
                                    rule: .stored | "owner",
                                    allowedTargets: ["user", "group#member"]
                                ),
                                .permission("reader", ("editor" & "parent.member") - "blocked"),
                                .relation("guest", to: "user", when: onDuty),
                                AuthzRelationDefinition(
                                    "helper",
                                    rule: AuthzNode.stored.when(onDuty) | "owner",
                                    allowedTargets: ["user"]
                                ),
                            ]
                        ),
                    ],
                    conditions: [
                        AuthzCondition(
                            "on_duty",
                            [.init("hour", .int), .init("days", .list)],
                            #"hour < 18 && "{" != days[0]"#
                        )
                    ]
                )
        )
    }

    @Test func keepsParenthesesAsNodes() throws {
        let schema = try AuthzSchema(
            openFGA: """
                model
                  schema 1.1
                type user
                  relations
                    define a: [user]
                    define b: [user]
                    define c: a or (a or b)
                """
        )
        #expect(schema["user", "c"]?.rule == .union(["a", .union(["a", "b"])]))
    }

    @Test(
        "refuses what Descope does not have, by name",
        arguments: [
            ("[user:*]", "", "line 5, column 16: Descope has no wildcard: `user:*`."),
            (
                "[user, user with c]", "condition c(x: int) { x > 0 }",
                "line 5, column 32: Descope has no condition at some types of a relation only: `with c`."
            ),
        ]
    )
    func refuses(_ types: String, _ condition: String, _ message: String) {
        let text = "model\n  schema 1.1\ntype user\n  relations\n    define a: \(types)\n\(condition)"
        let error = failure { _ = try AuthzSchema(openFGA: text) }
        #expect(error?.code == .unsupportedFeature)
        #expect(error?.message == message)
    }

    @Test(
        "parameters of all types that the evaluator judges, with a warning for those that Descope does not document",
        arguments: [
            ("uint", "x > 1u", #"{"x": 2}"#, #"{"x": 1}"#),
            (
                "timestamp", "x < timestamp('2024-01-01T00:00:00Z')", #"{"x": "2023-01-01T00:00:00Z"}"#,
                #"{"x": "2025-01-01T00:00:00Z"}"#
            ), ("duration", "x < duration('1h')", #"{"x": "59m"}"#, #"{"x": "1h"}"#),
            ("map<string>", "x.role == 'admin'", #"{"x": {"role": "admin"}}"#, #"{"x": {"role": "guest"}}"#),
            ("any", "x == 1", #"{"x": 1}"#, #"{"x": "1"}"#),
            ("list<string>", "'a' in x", #"{"x": ["a"]}"#, #"{"x": []}"#),
        ]
    )
    func parameterTypes(_ type: String, _ expression: String, _ met: String, _ notMet: String) throws {
        let openFGA = """
            model
              schema 1.1
            type user
            type doc
              relations
                define viewer: [user with c]
            condition c(x: \(type)) {
              \(expression)
            }
            """
        let spiceDB = """
            caveat c(x \(type)) {
              \(expression)
            }
            definition user {}
            definition doc { relation viewer: user with c }
            """
        let relation = AuthzRelation(resource: "d", relationDefinition: "viewer", namespace: "doc", target: "u")
        for schema in [try AuthzSchema(openFGA: openFGA), try AuthzSchema(spiceDB: spiceDB)] {
            let evaluator = try AuthzEvaluator(schema: schema, relations: [relation])
            for (context, isMet) in [(met, true), (notMet, false)] {
                let context = try #require(try JSONReader.parse([UInt8](context.utf8)).objectValue)
                let verdict = try evaluator.check("u", "viewer", on: "d", in: "doc", context: context)
                #expect((verdict.isAllowed, verdict.conditionErrors) == (isMet, []))
            }
        }
        let isDocumented = type.hasPrefix("list")
        let warnings = [
            (AuthzSchema.problems(inOpenFGA: openFGA), AuthzPosition(line: 7, column: 16)),
            (AuthzSchema.problems(inSpiceDB: spiceDB), AuthzPosition(line: 1, column: 12)),
        ]
        for (problems, position) in warnings {
            #expect(problems.map(\.isError) == (isDocumented ? [] : [false]))
            #expect(problems.allSatisfy { $0.position == position && $0.message.contains("documents no parameters") })
        }
    }

    @Test(
        "an expression has the lexical rules of its own language",
        arguments: [
            "x == 'http://a' }", "x == '/*' }", "x == ' # a' }", #"x == "}" }"#, "x == 'a' // } isn't the end\n }",
            "x == 'a' // {\n }", #"x == '\'}' }"#, "x == '''}\n'}''' }", #"x == r'\' }"#, "{'a': x}.a == 'b' }",
        ]
    )
    func expressionText(_ text: String) throws {
        let openFGA = """
            model
              schema 1.1
            type user
            type doc
              relations
                define viewer: [user with c]
            condition c(x: string) { \(text)
            condition d(x: string) { x == 'b' }
            """
        let problems = AuthzSchema.problems(inOpenFGA: openFGA)
        #expect(problems.map(\.message) == ["the condition `d` is not used."], "\(problems)")
        let schema = try AuthzSchema(
            spiceDB: """
                caveat c(x string) { \(text)
                definition user {}
                definition doc { relation viewer: user with c }
                """
        )
        let expression = String(text.dropLast(text.hasSuffix("\n }") ? 3 : 2))
        #expect(schema.conditions == [AuthzCondition("c", [.init("x", .string)], expression)])
        #expect(schema.namespaces.count == 2)
    }

    @Test("a condition that cannot be judged has a place in the text") func unusableConditions() {
        let openFGA = "model\n  schema 1.1\ntype user\n  relations\n    define a: [user with c]\n"
        let expressions: [(String, line: Int, column: Int)] = [
            ("x.nothing()", 6, 28), ("\n  x >\n  y", 8, 3), ("x >", 6, 29), ("", 6, 11),
        ]
        for (expression, line, column) in expressions {
            let text = openFGA + "condition c(x: string) { \(expression) }"
            let error = failure { _ = try AuthzSchema(openFGA: text) }
            #expect(error?.code == .invalidSchema)
            let place = "line \(line), column \(column): "
            #expect(error?.message.hasPrefix(place) == true, "\(error?.message ?? "no error")")
        }
        let error = failure {
            _ = try AuthzSchema(spiceDB: "definition u {}\ncaveat c(type int) {\n  type.nothing() == 1\n}")
        }
        // A parameter whose name is a word of our language: then the condition's name has to do.
        #expect(error?.message.hasPrefix("line 2, column 8: ") == true, "\(error?.message ?? "no error")")
    }

    @Test(
        "says where a mistake is",
        arguments: [
            ("define a: [user] or b and c", "line 5, column 26: "), ("define a: b", "line 5, column 15: "),
            ("define a: [user", "line 6, column 1: "), ("define a: []", "line 5, column 16: "),
            ("define a: [usér]", "line 5, column 18: "), ("defne a: [user]", "line 5, column 5: "),
        ]
    )
    func saysWhere(_ line: String, _ start: String) {
        let error = failure {
            _ = try AuthzSchema(openFGA: "model\n  schema 1.1\ntype user\n  relations\n    \(line)\n")
        }
        #expect(error?.code == .invalidSchema)
        #expect(error?.message.hasPrefix(start) == true, "\(error?.message ?? "no error")")
    }

    @Test func mergesModules() throws {
        let schema = try AuthzSchema(openFGAModules: [
            ("core.fga", "module core\ntype user\ntype org\n  relations\n    define admin: [user]\n"),
            ("wiki.fga", "module wiki\nextend type org\n  relations\n    define can_write: admin\n"),
        ])
        #expect(schema["org", "can_write"]?.rule == "admin")
        let error = failure {
            _ = try AuthzSchema(openFGAModules: [("wiki.fga", "module wiki\n\nextend type org\n")])
        }
        #expect(error?.message == "line 3, column 13: wiki.fga: the type `org` is not defined.")
    }

    @Test func boundsNestingAndSize() {
        func model(_ rule: String) -> String {
            "model\n  schema 1.1\ntype user\n  relations\n    define b: [user]\n    define a: \(rule)\n"
        }
        func nested(_ depth: Int) -> String {
            String(repeating: "(", count: depth) + "b" + String(repeating: ")", count: depth)
        }
        #expect(AuthzSchema.problems(inOpenFGA: model(nested(32))).isEmpty)
        #expect(AuthzSchema.problems(inOpenFGA: model(nested(33))).first?.position == .init(line: 6, column: 47))
        #expect(!AuthzSchema.problems(inOpenFGA: model(nested(100_000))).isEmpty)
        #expect(!AuthzSchema.problems(inOpenFGA: String(repeating: "\n", count: 2 << 20)).isEmpty)
    }

    @Test("never traps: every prefix of a text, and every text without one byte") func survivesDamage() {
        let text = """
            model
              schema 1.1
            type user
              relations
                define a: [user, user#a with c] or (b but not a from b)
                define b: [user]
            condition c(x: list<string>, y: int) { "a\\"}" in x && {} != {} }
            """
        let bytes = Array(text.utf8)
        for end in bytes.indices {
            _ = AuthzSchema.problems(inOpenFGA: String(decoding: bytes[..<end], as: UTF8.self))
            var damaged = bytes
            damaged.remove(at: end)
            _ = AuthzSchema.problems(inOpenFGA: String(decoding: damaged, as: UTF8.self))
        }
    }
}
