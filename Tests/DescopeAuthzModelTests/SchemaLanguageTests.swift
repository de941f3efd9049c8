import DescopeAuthzModel
import DescopeCore
import DescopeTesting
import Testing

/// The language: `model AuthZ 1.0`.
@Suite struct SchemaLanguageTests {
    /// The example of the official SDKs' README files.
    private static let readme = """
        model AuthZ 1.0

        type user

        type org
          relation member: user
          relation parent: org

        type folder
          relation parent: folder
          relation owner: user | org#member
          relation editor: user
          relation viewer: user
          permission can_create: owner | parent.owner
          permission can_edit: editor | can_create
          permission can_view: viewer | can_edit

        type doc
          relation parent: folder
          relation owner: user | org#member
          relation editor: user
          relation viewer: user
          permission can_create: owner | parent.owner
          permission can_edit: editor | can_create
          permission can_view: viewer | can_edit

        """

    @Test(
        "the example of the SDKs gives the verdicts that were worked out by hand",
        arguments: [
            ("doc", "d1", "can_view", "u1", true),
            ("doc", "d1", "owner", "u2", false),
            ("doc", "d1", "can_create", "u2", true),
            ("doc", "d1", "can_view", "u2", true),
            ("folder", "f1", "can_create", "u3", true),
            ("doc", "d1", "can_create", "u3", false),
            ("folder", "f1", "can_view", "u4", true),
            ("doc", "d1", "can_view", "u4", false),
            ("folder", "f0", "owner", "u5", true),
            ("folder", "f1", "can_edit", "u5", true),
            ("doc", "d1", "can_view", "u5", false),
        ]
    )
    func readmeExample(_ type: String, _ resource: String, _ name: String, _ user: String, _ isAllowed: Bool) throws {
        func fact(_ type: String, _ resource: String, _ relation: String, _ target: AuthzTarget) -> AuthzRelation {
            AuthzRelation(resource: resource, relationDefinition: relation, namespace: type, target: target)
        }
        let evaluator = try AuthzEvaluator(
            schema: AuthzSchema(dsl: Self.readme),
            relations: [
                fact("doc", "d1", "owner", .id("u1")), fact("doc", "d1", "parent", .id("f1")),
                fact("folder", "f1", "owner", .id("u2")), fact("folder", "f1", "parent", .id("f0")),
                fact("folder", "f0", "owner", .id("u3")), fact("folder", "f1", "viewer", .id("u4")),
                fact("folder", "f0", "owner", .set(resource: "acme", relationDefinition: "member", namespace: "org")),
                fact("org", "acme", "member", .id("u5")),
            ]
        )
        #expect(try evaluator.check(user, name, on: resource, in: type).isAllowed == isAllowed)
    }

    @Test("the example of the SDKs is written as it was read, and spaces carry no meaning")
    func readmeText() throws {
        let schema = try AuthzSchema(dsl: Self.readme)
        #expect(try schema.dsl() == Self.readme)
        let packed = Self.readme.replacing(" | ", with: "|").replacing(": ", with: ":").replacing("  ", with: "\t")
        #expect(try AuthzSchema(dsl: packed) == schema)
        #expect(try AuthzSchema(dsl: Self.readme.replacing("\n", with: "\r\n")) == schema)
        let spread = Self.readme.replacing("|", with: "\n|\n").replacing(".owner", with: " . owner")
        #expect(try AuthzSchema(dsl: "\n  " + spread) == schema)
    }

    // MARK: - Forms

    @Test(
        "a rule reads as the nodes that it means",
        arguments: [
            ("a", "a"), ("a | b | c", .union(["a", "b", "c"])), ("a & b", .intersect(["a", "b"])),
            ("a - b - c", .sub(["a", "b", "c"])), ("(a)", "a"), ("((a | b))", .union(["a", "b"])),
            ("(a | b) | c", .union([.union(["a", "b"]), "c"])),
            ("r.a - (b & c)", .sub(["r.a", .intersect(["b", "c"])])),
            ("a with A", .conditional("a", "A")), ("a with !A", .conditional("a", .not("A"))),
            ("a with !!A", .conditional("a", .not(.not("A")))),
            ("a with A & B", .conditional("a", .all(["A", "B"]))),
            ("a with A | B | C", .conditional("a", .any(["A", "B", "C"]))),
            ("a with A & (B | !C)", .conditional("a", .all(["A", .any(["B", .not("C")])]))),
            ("a with !(A & B)", .conditional("a", .not(.all(["A", "B"])))),
            // Names tell where the condition ends.
            ("a with A | b", .union([.conditional("a", "A"), "b"])),
            ("a with A & b", .intersect([.conditional("a", "A"), "b"])),
            ("a with A - b", .sub([.conditional("a", "A"), "b"])),
            ("a with A | b with B & C", .union([.conditional("a", "A"), .conditional("b", .all(["B", "C"]))])),
            ("a with A | (b with B)", .union([.conditional("a", "A"), .conditional("b", "B")])),
            ("a with A | !B", .conditional("a", .any(["A", .not("B")]))),
            ("a with A | (B & C)", .conditional("a", .any(["A", .all(["B", "C"])]))),
            ("(a | b) with A", .conditional(.union(["a", "b"]), "A")),
            ("(a with A) with B", .conditional(.conditional("a", "A"), "B")),
            ("b | a with A", .union(["b", .conditional("a", "A")])),
        ] as [(String, AuthzNode)]
    )
    func rules(_ text: String, _ expected: AuthzNode) throws {
        let schema = try Self.schema(permission: text)
        let rule = try #require(schema["doc", "p"]?.rule)
        #expect(rule == expected)
        #expect(try AuthzSchema(dsl: schema.dsl()) == schema)
    }

    private static func schema(permission: String) throws -> AuthzSchema {
        try AuthzSchema(
            dsl: """
                model AuthZ 1.0
                constraint A:BoolCheck constraint B:BoolCheck constraint C:BoolCheck
                type doc
                  relation r: doc
                  relation a: doc
                  relation b: doc
                  relation c: doc
                  permission p: \(permission)
                """
        )
    }

    @Test("conditions, constraints and requirements of relations")
    func conditions() throws {
        let text = #"""
            model AuthZ 1.0

            constraint ShiftHours:NumRange
            constraint IpRange
            constraint Office:IpRange("10.0.0.0/8")
            constraint Words:LabelList("a \"b\"", "}", "\\d")
            constraint Mixed:ListOfTheFuture(1, -2, 2.5, true, false)
            condition InNetwork(user_ip ipaddress, allowed string) { user_ip.in_cidr(allowed) }
            condition Braces(a string) { a == "}" || a == '\'}' || a in {"x": {"}": 1}} || a == r"\" }
            condition Lines(a string) { a == """
            "}
            """ // not the end: }
            }

            type user

            type doc
              relation viewer: user | doc#viewer with ShiftHours & !(Office | IpRange)
              permission can_view: viewer with InNetwork

            """#
        let schema = try AuthzSchema(dsl: text)
        #expect(
            schema.conditions == [
                AuthzCondition(constraint: "ShiftHours", kind: .init(rawValue: "NumRange")),
                AuthzCondition(constraint: "IpRange", kind: .init(rawValue: "IpRange")),
                AuthzCondition(constraint: "Office", kind: .init(rawValue: "IpRange"), arguments: ["10.0.0.0/8"]),
                AuthzCondition(
                    constraint: "Words",
                    kind: .init(rawValue: "LabelList"),
                    arguments: ["a \"b\"", "}", "\\d"]
                ),
                AuthzCondition(
                    constraint: "Mixed",
                    kind: .init(rawValue: "ListOfTheFuture"),
                    arguments: [1, -2, .double(2.5), true, false]
                ),
                AuthzCondition(
                    "InNetwork",
                    [.init("user_ip", .ipAddress), .init("allowed", .string)],
                    "user_ip.in_cidr(allowed)"
                ),
                AuthzCondition(
                    "Braces",
                    [.init("a", .string)],
                    #"a == "}" || a == '\'}' || a in {"x": {"}": 1}} || a == r"\""#
                ),
                AuthzCondition("Lines", [.init("a", .string)], "a == \"\"\"\n\"}\n\"\"\" // not the end: }"),
            ]
        )
        #expect(
            schema["doc", "viewer"]
                == .relation(
                    "viewer",
                    to: "user",
                    "doc#viewer",
                    when: .all(["ShiftHours", .not(.any(["Office", "IpRange"]))])
                )
        )
        #expect(try schema.dsl() == text)
    }

    @Test(
        "an expression that cannot be judged is refused, with the place in it",
        arguments: [
            ("condition C(a int) { a > x }", "line 2, column 26"),
            ("condition C(a int) {\n\n  a >\n    x }", "line 5, column 5"),
            ("condition C(é int) { true }", "line 2, column 13"),
            ("condition C(a string) { a == 'é' && b }", "line 2, column 37"),
            ("condition C(a int) {a}", "line 2, column 21"),
            ("condition C(a int) { a.f() }", "line 2, column 24"),
            ("condition C(a int, a int) { true }", "line 2, column 11"),
            ("condition C(a color) { true }", "line 2, column 11"),
            ("constraint X condition C(a int) { b }", "line 2, column 35"),
        ]
    )
    func unusableExpressions(_ condition: String, _ place: String) {
        let dsl = "model AuthZ 1.0\n\(condition)\ntype user\n"
        let problems = AuthzSchema.problems(inDSL: dsl)
        #expect(problems.count == 1 && problems.first?.position?.description == place, "\(problems)")
        let error = #expect(throws: DescopeError.self) { try AuthzSchema(dsl: dsl) }
        #expect(error?.code == .invalidSchema && error?.message == problems.first?.description)
        #expect(AuthzSchema.lints(ofDSL: dsl).filter(\.isError) == problems)
    }

    @Test("a condition may stand after the types that use it")
    func conditionAfterwards() throws {
        let dsl =
            "model AuthZ 1.0 \n type user permission p: q with A | B relation q: user constraint A:X constraint B:X"
        let schema = try AuthzSchema(dsl: dsl)
        #expect(schema["user", "p"]?.rule == .conditional("q", .any(["A", "B"])))
    }

    // MARK: - Errors

    /// Texts that are refused, with the place and a part of the message.
    private static let refused: [(text: String, line: Int, column: Int, part: String)] = [
        ("", 1, 1, "expected \"model AuthZ 1.0\" on the first line, found the end of the text"),
        ("type user", 1, 1, "found \"type\""),
        ("model Authz 1.0", 1, 7, "found \"Authz\""),
        ("model AuthZ 1.1", 1, 13, "found \"1.1\""),
        ("model AuthZ\n1.0", 2, 1, "on the first line"),
        ("model AuthZ 1.0 type user", 1, 17, "the end of the line"),
        ("model AuthZ 1.0\nuser", 2, 1, "expected \"type\", \"relation\""),
        ("model AuthZ 1.0\ntype", 2, 5, "expected the name of a type, found the end of the text"),
        ("model AuthZ 1.0\ntype 1a", 2, 6, "found \"1\""),
        ("model AuthZ 1.0\ntype type", 2, 6, "found \"type\", which is a word of the language"),
        ("model AuthZ 1.0\ntype a-b", 2, 7, "expected the next definition, found \"-\""),
        ("model AuthZ 1.0\nrelation r: a", 2, 1, "a type before the first relation"),
        ("model AuthZ 1.0\n// types\ntype a", 2, 1, "found \"/\""),
        ("model AuthZ 1.0\ntype a\n  relation r user", 3, 14, "\":\" after the name of a relation, found \"user\""),
        ("model AuthZ 1.0\ntype a\n  relation r:", 3, 14, "expected a type, such as user"),
        ("model AuthZ 1.0\ntype a\n  relation r: a |", 3, 18, "expected a type, such as user"),
        ("model AuthZ 1.0\ntype a\n  relation r: a#", 3, 17, "after \"#\""),
        ("model AuthZ 1.0\ntype a\n  relation r: a & a", 3, 17, "\"|\", \"with\" or the next definition, found \"&\""),
        ("model AuthZ 1.0\ntype a\n  relation r: a\n  relation s: r.r", 4, 16, "stored and never computed"),
        ("model AuthZ 1.0\ntype é", 2, 6, "found \"é\""),
        ("model AuthZ 1.0\ntype a\n  relation r: a\n  permission p: r é", 4, 19, "found \"é\""),
        // Columns count scalars, so the two bytes of é are one.
        ("model AuthZ 1.0\nconstraint A:B(\"é\", ?)\ntype a", 2, 21, "found \"?\""),
        ("model AuthZ 1.0\ntype a\n  permission p: ", 3, 17, "expected a relation, a permission, an arrow"),
        ("model AuthZ 1.0\ntype a\n  relation r: a\n  permission p: r.r.r", 4, 20, "an arrow of one step"),
        ("model AuthZ 1.0\ntype a\n  relation r: a\n  permission p: (r", 4, 19, "expected an operator or \")\""),
        ("model AuthZ 1.0\ntype a\n  relation r: a\n  permission p: r)", 4, 18, "found \")\""),
        ("model AuthZ 1.0\ntype a\n  relation r: a\n  permission p: r r", 4, 19, "found \"r\""),
        ("model AuthZ 1.0\ntype a\n  relation r: a\n  permission p: r - !r", 4, 21, "found \"!\""),
        ("model AuthZ 1.0\ntype a\n  relation r: a with", 3, 21, "the name of a condition"),
        ("model AuthZ 1.0\ncondition A() { true }", 2, 13, "the name of a parameter"),
        ("model AuthZ 1.0\ncondition A(a string)\ntype a", 3, 1, "an expression in braces"),
        ("model AuthZ 1.0\ncondition A(a string) { }", 2, 23, "an expression in the braces"),
        ("model AuthZ 1.0\ncondition A(a string) { a == {\"b\": 1}\ntype a", 2, 23, "a \"}\" that closes this brace"),
        ("model AuthZ 1.0\ncondition A(a string) { a == \"b }\ntype a", 2, 23, "whose strings end"),
        ("model AuthZ 1.0\nconstraint A:B(a)", 2, 16, "a string in double quotes"),
        ("model AuthZ 1.0\nconstraint A:B(\"a)", 2, 16, "a string that ends on the same line"),
        ("model AuthZ 1.0\nconstraint A:B(\"\\d\")", 2, 16, "a string in double quotes"),
        ("model AuthZ 1.0\nconstraint A:B(-\"1\")", 2, 17, "a string in double quotes"),
        // References.
        ("model AuthZ 1.0\ntype a\n  relation r: a | b", 3, 19, "expected a type of the schema, found \"b\""),
        ("model AuthZ 1.0\ntype a\n  relation r: a\n  relation s: a | r", 4, 19, "It is a relation or permission"),
        ("model AuthZ 1.0\ntype a\n  relation r: a#s", 3, 17, "of the type \"a\", found \"s\""),
        ("model AuthZ 1.0\ntype a\n  relation r: a\n  permission p: r | s", 4, 21, "of the type \"a\", found \"s\""),
        ("model AuthZ 1.0\ntype a\n  relation r: a\n  permission p: s.r", 4, 17, "of the type \"a\", found \"s\""),
        ("model AuthZ 1.0\ntype a\n  relation r: a\n  permission p: r.s", 4, 19, "that \"r\" leads to, found \"s\""),
        ("model AuthZ 1.0\ntype a\n  relation r: a#r\n  permission p: r.r", 4, 17, "arrows do not follow sets"),
        ("model AuthZ 1.0\ntype a\n  relation r: a with A", 3, 22, "a condition or constraint of the schema"),
        ("model AuthZ 1.0\ntype a\ntype b\ntype a", 4, 6, "found a second, first at line 2, column 6"),
        ("model AuthZ 1.0\ntype a\n  relation r: a\n  permission r: r", 4, 14, "first at line 3, column 12"),
        ("model AuthZ 1.0\nconstraint A:B\ncondition A(a int) { a > 0 }", 3, 11, "first at line 2, column 12"),
    ]

    @Test("what cannot be read is refused with its place", arguments: refused.indices)
    func errors(_ index: Int) throws {
        let refused = Self.refused[index]
        let error = try #require(throws: DescopeError.self) { try AuthzSchema(dsl: refused.text) }
        #expect(error.kind == .argument && error.code == .invalidSchema)
        #expect(
            error.message.hasPrefix("line \(refused.line), column \(refused.column): expected "),
            "\(error.message)"
        )
        #expect(error.message.contains(refused.part), "\(error.message)")
        let problem = try #require(AuthzSchema.problems(inDSL: refused.text).first)
        #expect(problem.position == AuthzPosition(line: refused.line, column: refused.column))
        #expect(problem.isError && problem.description == error.message)
    }

    @Test(
        "operators of different kinds are refused without parentheses, with the ways to write them",
        arguments: [
            ("a | b & c", 23, "write (a | b) & c or a | (b & c)."),
            ("a | b | r.c - a", 29, "write (a | b | r.c) - a or a | b | (r.c - a)."),
            ("a - b | c", 23, "write (a - b) | c or a - (b | c)."),
            ("(a & b | c) - a", 24, "write (a & b) | c or a & (b | c)."),
            ("(a - b) & (a | b) | c", 35, "write ((a - b) & (a | b)) | c or (a - b) & ((a | b) | c)."),
            ("a with A & B | C", 30, "write (A & B) | C or A & (B | C)."),
            ("a with A | b & c", 30, "write ((a with A) | b) & c or (a with A) | (b & c)."),
        ]
    )
    func mixes(_ rule: String, _ column: Int, _ ways: String) throws {
        let error = try #require(throws: DescopeError.self) { try Self.schema(permission: rule) }
        #expect(error.message.hasPrefix("line 8, column \(column): expected parentheses"), "\(error.message)")
        #expect(error.message.hasSuffix(ways), "\(error.message)")
    }

    @Test("a name after `with` that may be a condition and a relation is refused")
    func ambiguousName() throws {
        func problems(_ rule: String) -> [AuthzProblem] {
            AuthzSchema.problems(
                inDSL: "model AuthZ 1.0\nconstraint A:B\ntype t\nrelation A: t\nrelation a: t\npermission p: \(rule)"
            )
        }
        #expect(problems("a with A | A").map(\.code) == [.operatorMix])
        #expect(problems("a with A | A").map(\.position) == [AuthzPosition(line: 6, column: 26)])
        #expect(problems("(a with A) | A") == [])
        #expect(problems("a with (A | A)") == [])
    }

    @Test("all syntax errors are found")
    func severalErrors() {
        let text = """
            model AuthZ 1.0
            constraint
            type
              relation a user
              relation b: user
              permission c: b |
            condition A(
            type doc extra
              relation d: doc
            """
        let places = AuthzSchema.problems(inDSL: text).map { $0.position.map { [$0.line, $0.column] } }
        #expect(places == [[3, 1], [4, 3], [4, 14], [7, 1], [8, 1], [8, 10]])
    }

    @Test(
        "rules nest 64 deep and no deeper",
        arguments: [("(", "a", ")"), ("(a | ", "b", ")"), ("a with !(", "A", ")")]
    )
    func nesting(_ open: String, _ inner: String, _ close: String) throws {
        func text(_ depth: Int) -> String {
            String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)
        }
        if open.contains("with") {
            let requirement = { "a with " + String(repeating: "!", count: $0) + "A" }
            _ = try Self.schema(permission: requirement(62))
            #expect(throws: DescopeError.self) { try Self.schema(permission: requirement(65)) }
            #expect(throws: DescopeError.self) { try Self.schema(permission: requirement(100_000)) }
            return
        }
        let schema = try Self.schema(permission: text(63))
        let conditionless = AuthzSchema(schema.namespaces)
        _ = try AuthzEvaluator(schema: conditionless)
        #expect(throws: DescopeError.self) { try Self.schema(permission: text(65)) }
        #expect(throws: DescopeError.self) { try Self.schema(permission: text(100_000)) }
    }

    // MARK: - What the language cannot express

    @Test(
        "what the language cannot express is refused with the name of the definition",
        arguments: [
            (AuthzNamespace("my-type"), "the type \"my-type\""),
            (AuthzNamespace("type"), "which is a word of the language"),
            (AuthzNamespace("t", [.relation("r")]), "t#r, a relation without the types that it allows"),
            (AuthzNamespace("t", [.relation("with", to: "t")]), "\"with\", which is a word of the language"),
            (AuthzNamespace("t", [.relation("é", to: "t")]), "in the type t the name \"é\""),
            (AuthzNamespace("t", [.permission("p", .union([.stored, "q"]))]), "t#p, which is stored and computed"),
            (AuthzNamespace("t", [.permission("p", .relationLeft("r", "q"))]), "t#p, which walks from the right side"),
            (AuthzNamespace("t", [.permission("p", .union([]))]), "t#p, an operator without operands"),
            (AuthzNamespace("t", [.permission("p", .targetSet("q", namespace: "u"))]), "t#p, which tests q"),
            (
                AuthzNamespace("t", [.permission("p", .relationRight(.init("r", namespace: "u"), "q"))]),
                "t#p, which walks the relation u:r of another namespace"
            ),
            (
                AuthzNamespace(
                    "t",
                    [
                        .relation("r", to: "t", "u"), .permission("q", "r"),
                        .permission("p", .relationRight("r", "q", namespace: "t")),
                    ]
                ),
                "t#p, in which r.q tests only objects of t"
            ),
        ] as [(AuthzNamespace, String)]
    )
    func inexpressible(_ namespace: AuthzNamespace, _ part: String) throws {
        let schema = AuthzSchema([namespace, AuthzNamespace("u", [.relation("q", to: "u")])])
        let error = try #require(throws: DescopeError.self) { try schema.dsl() }
        #expect(error.code == .invalidSchema && error.message.contains(part), "\(error.message)")
    }

    @Test("conditions that the language cannot express")
    func inexpressibleConditions() throws {
        let conditions = [
            AuthzCondition("A", [], "true"), AuthzCondition("A", [.init("a", .int)], " "),
            AuthzCondition("A", [.init("a", .int)], "a > 0 }"), AuthzCondition("A", [.init("a", .int)], "a == \""),
            AuthzCondition("A", [.init("a", .init(rawValue: "my type"))], "a > 0"),
            AuthzCondition(constraint: "A", kind: .init(rawValue: "B"), arguments: [[]]),
            AuthzCondition(constraint: "A", kind: .init(rawValue: "B"), arguments: [.double(.nan)]),
        ]
        for condition in conditions {
            let error = try #require(throws: DescopeError.self) { try AuthzSchema(conditions: [condition]).dsl() }
            #expect(error.message.contains(" A"), "\(error.message)")
        }
    }

    @Test("arrows of the JSON form, one for each type, are one arrow again")
    func arrowsOfTypes() throws {
        let schema = try AuthzSchema(
            dsl: """
                model AuthZ 1.0
                type user
                type team
                  relation member: user
                type group
                  relation member: user
                type doc
                  relation part: team | group | user
                  permission p: part.member
                  permission q: part.member | part.member
                """
        )
        var json = JSONWriter()
        schema.write(to: &json)
        var tree = try AuthzSchema(json: json.bytes)
        #expect(tree["doc", "p"]?.rule?.children.count == 2)
        tree.namespaces[3].relationDefinitions[0].allowedTargets = ["team", "group", "user"]
        tree.namespaces[1].relationDefinitions[0].allowedTargets = ["user"]
        tree.namespaces[2].relationDefinitions[0].allowedTargets = ["user"]
        #expect(try tree.dsl() == schema.dsl())
        tree.namespaces[3].relationDefinitions[1].rule = .union([
            .relationRight("part", "member", namespace: "group"), "part",
            .relationRight("part", "member", namespace: "team"),
        ])
        #expect(try AuthzSchema(dsl: tree.dsl())["doc", "p"]?.rule == .union(["part.member", "part"]))
    }

    // MARK: - Any schema, any text

    @Test("a schema, written and read, is the same")
    func randomSchemas() throws {
        for seed in 1...1_000 {
            let schema = RandomSchema(seed: UInt64(seed)).schema
            let text = try schema.dsl()
            #expect(try AuthzSchema(dsl: text) == schema, "\(seed): \(text)")
        }
    }

    @Test("no text makes the reader trap, and what it accepts is read again as the same")
    func mutations() throws {
        let words = [
            "(", ")", "{", "}", "|", "&", "-", "with", "type ", "relation r:", "\"", "\\", "!", ".", "#", "1.0", "é",
            "\n", "//",
        ]
        var accepted = 0
        for seed in 1...1_000 {
            let random = RandomSchema(seed: UInt64(seed))
            var bytes = Array(try random.schema.dsl().utf8)
            for _ in 0...random.draw(4) {
                let place = random.draw(bytes.count)
                switch random.draw(4) {
                case 0: bytes[place] = UInt8(random.draw(256))
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + random.draw(8)))
                case 2: bytes.insert(contentsOf: words[random.draw(words.count)].utf8, at: place)
                default: bytes.insert(contentsOf: bytes[random.draw(place + 1)..<place], at: random.draw(bytes.count))
                }
                if bytes.isEmpty { break }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            guard let schema = try? AuthzSchema(dsl: text) else {
                #expect(!AuthzSchema.problems(inDSL: text).isEmpty, "\(text)")
                continue
            }
            accepted += 1
            #expect(try AuthzSchema(dsl: schema.dsl()) == schema, "\(text)")
        }
        #expect(accepted > 10)
    }

    @Test(
        "the time that it takes grows with the text and not with its square",
        arguments: [
            { count in "type t relation r: t\n" + (0..<count).map { "permission p\($0): r.r | r\n" }.joined() },
            { count in (0..<count).map { "type t\($0) relation r: t0 | t\($0)#r\n" }.joined() },
            { count in "type t relation r: t\npermission p: r" + String(repeating: " | r", count: count) },
            { count in "type t relation r: t\npermission p: r" + String(repeating: " | r & r", count: count) },
            { count in "type t relation r: t" + String(repeating: " | t", count: count) },
            { count in "condition A(a int) { " + String(repeating: "{", count: count) },
            { count in
                "condition A(a int) { a }\n" + String(repeating: "type t permission p: x with A & ((x\n", count: count)
            },
            { count in
                let types = (0..<count).map { "t\($0)" }
                return types.map { "type \($0)\n" }.joined()
                    + "type u relation r: " + types.joined(separator: " | ") + "\n"
                    + types.map { "permission p\($0): r.x\n" }.joined() + "type v relation x: v\n"
            },
            { count in String(repeating: "permission ", count: count) },
            { count in String(repeating: "?", count: count) },
        ] as [@Sendable (Int) -> String]
    )
    func linearTime(_ text: @Sendable (Int) -> String) throws {
        func time(_ count: Int) -> Double {
            let text = "model AuthZ 1.0\n" + text(count)
            return leastTime { _ = AuthzSchema.problems(inDSL: text) }
        }
        let (few, many) = (time(200), time(5_000))
        // 25 times is linear, 625 times quadratic; more memory is slower memory.
        #expect(many < 200 * few, "few \(few), many \(many)")
    }
}

/// A schema that the language can express, made from a seed.
private struct RandomSchema {
    private let random: SeededRandom
    private(set) var schema = AuthzSchema()
    private var relations: [String] = []
    private var definitions: [String] = []

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        for number in 0..<draw(4) {
            switch draw(3) {
            case 0:
                schema.conditions.append(
                    AuthzCondition(
                        "C\(number)",
                        [.init("a", .string)],
                        pick(["a == \"}\"", "a in ['{']", "{'b': a}.b == a"])
                    )
                )
            case 1:
                schema.conditions.append(AuthzCondition(constraint: "C\(number)", kind: .init(rawValue: "C\(number)")))
            default:
                schema.conditions.append(
                    AuthzCondition(
                        constraint: "C\(number)",
                        kind: .init(rawValue: "ListOfTheFuture"),
                        arguments: (0...draw(3)).map { _ in
                            pick(["a\"\\", .int(Int64(draw(9)) - 4), .double(0.5), true])
                        }
                    )
                )
            }
        }
        let types = (0...draw(3)).map { "t\($0)" }
        // The same names in each type, so that each arrow leads to them.
        relations = (0...draw(3)).map { "r\($0)" }
        definitions = relations + (0..<draw(3)).map { "p\($0)" }
        for type in types {
            var namespace = AuthzNamespace(type)
            for name in definitions {
                guard relations.contains(name) else {
                    namespace.relationDefinitions.append(.permission(name, rule(3)))
                    continue
                }
                let targets = (0...draw(2)).map { number in
                    AuthzAllowedTarget(pick(types), number > 0 && draw(2) == 0 ? pick(definitions) : nil)
                }
                let condition = draw(3) == 0 ? requirement(2) : nil
                namespace.relationDefinitions.append(
                    AuthzRelationDefinition(name, allowedTargets: targets, condition: condition)
                )
            }
            schema.namespaces.append(namespace)
        }
    }

    /// A number below `count`.
    func draw(_ count: Int) -> Int { Int(random.unit() * Double(count)) }

    private func pick<Element>(_ list: [Element]) -> Element { list[draw(list.count)] }

    private func rule(_ depth: Int) -> AuthzNode {
        let leaf = draw(2) == 0
        guard depth > 0, draw(3) > 0 else {
            return leaf ? .targetSet(pick(definitions)) : .relationRight(.init(pick(relations)), pick(definitions))
        }
        let nodes = (0...(1 + draw(2))).map { _ in rule(depth - 1) }
        switch draw(4) {
        case 0: return .union(nodes)
        case 1: return .intersect(nodes)
        case 2: return .sub(nodes)
        default: return requirement(2).map { .conditional(nodes[0], $0) } ?? nodes[0]
        }
    }

    private func requirement(_ depth: Int) -> AuthzRequirement? {
        guard !schema.conditions.isEmpty else { return nil }
        guard depth > 0, draw(2) == 0 else { return .named(pick(schema.conditions).name) }
        let parts = (0...(1 + draw(2))).compactMap { _ in requirement(depth - 1) }
        switch draw(3) {
        case 0: return .all(parts)
        case 1: return .any(parts)
        default: return .not(parts[0])
        }
    }
}
