import DescopeAuthzModel
import DescopeCore
import Testing

/// What looks like a mistake in a schema.
@Suite struct SchemaLintTests {
    struct Finding: Hashable, CustomStringConvertible {
        let code: AuthzProblem.Code
        let line: Int
        let column: Int

        init(_ code: AuthzProblem.Code, _ line: Int, _ column: Int) {
            (self.code, self.line, self.column) = (code, line, column)
        }

        var description: String { "\(code.rawValue) \(line):\(column)" }
    }

    /// Texts with what is found in them. The first line is the model.
    private static let found: [(text: String, findings: [Finding])] = [
        ("type user\ntype doc\n relation owner: user\n permission view: owner", []),
        // A relation that only its own name could be checked of.
        ("type user\ntype doc\n relation owner: user", [Finding(.unreachableRelation, 4, 11)]),
        ("type user\ntype doc\n relation owner: user | doc#owner\n", []),
        ("type group\n relation member: group\ntype doc\n relation owner: group#member\n permission view: owner", []),
        ("type group\n relation member: group\ntype doc\n relation owner: group\n permission view: owner.member", []),
        ("type doc\n relation owner: doc\n permission view: owner | view", [Finding(.selfReference, 4, 27)]),
        ("type doc\n relation parent: doc\n permission view: parent | parent.view", []),
        (
            "type doc\n relation owner: doc\n permission edit: owner\n permission view: edit",
            [Finding(.repeatedPermission, 5, 13)]
        ),
        (
            "type doc\n relation a: doc\n relation b: doc\n permission edit: a | b\n permission view: (a | b)",
            [Finding(.repeatedPermission, 6, 13)]
        ),
        ("type doc\n relation a: doc\n relation b: doc\n permission edit: a | b\n permission view: b | a", []),
        // Loops through what is subtracted: on the same object, over another permission, over an arrow, over a set.
        (
            "type doc\n relation a: doc\n permission p: a - p",
            [Finding(.selfReference, 4, 20), Finding(.subtractedLoop, 4, 20)]
        ),
        (
            "type doc\n relation a: doc\n permission p: a - q\n permission q: a & p",
            [Finding(.subtractedLoop, 4, 20)]
        ),
        ("type doc\n relation a: doc\n permission p: a - a.p", [Finding(.subtractedLoop, 4, 20)]),
        (
            "type doc\n relation a: doc\n relation b: doc | doc#p\n permission p: a - b",
            [Finding(.subtractedLoop, 5, 20)]
        ),
        (
            "type doc\n relation a: doc\n permission p: a - (a & (a | p))",
            [
                Finding(.selfReference, 4, 30), Finding(.subtractedLoop, 4, 30),
            ]
        ),
        ("type doc\n relation a: doc\n permission p: a.p - a", []),
        ("type doc\n relation a: doc\n permission p: a - q\n permission q: a.q", []),
        // Arrows.
        (
            "type user\ntype doc\n relation parent: user | doc\n permission view: parent.view",
            [Finding(.arrowWithoutName, 5, 26)]
        ),
        (
            "type user\ntype doc\n relation viewer: user\n relation parent: doc | doc#viewer\n"
                + " permission view: parent.viewer",
            [Finding(.arrowOverSets, 6, 19)]
        ),
        (
            "type doc\n relation parent: doc\n permission up: parent.parent\n permission view: parent | up.parent",
            [Finding(.arrowOverPermission, 5, 28)]
        ),
        (
            "type user\ntype group\n relation member: user\ntype doc\n relation org: group#member\n"
                + " permission view: org | org.member",
            [Finding(.arrowOverSets, 7, 25)]
        ),
        // Terms that add nothing, or leave nothing.
        ("type doc\n relation a: doc\n permission p: a | a", [Finding(.repeatedTerm, 4, 20)]),
        ("type doc\n relation a: doc\n permission p: a - a", [Finding(.repeatedTerm, 4, 20)]),
        (
            "type doc\n relation a: doc\n relation b: doc\n permission p: (a | b) & (b | a | b)",
            [Finding(.repeatedTerm, 5, 35)]
        ),
        ("type doc\n relation a: doc\n permission p: a.p | (a & a.p)", []),
        ("", [Finding(.noTypes, 1, 1)]),
        // Types that Descope does not document.
        (
            "condition C(at timestamp, of list) { at < timestamp('2024-01-01T00:00:00Z') && size(of) > 0 }\n"
                + "type doc\n relation a: doc with C\n permission p: a",
            [Finding(.undocumentedParameterType, 2, 11)]
        ),
        // What nothing uses.
        ("type user\ntype doc\n relation a: doc\n permission p: a", [Finding(.unusedType, 2, 6)]),
        (
            "constraint A:BoolCheck\ncondition C(c int) { c > 0 }\ntype doc\n relation a: doc with C\n permission p: a",
            [Finding(.unusedCondition, 2, 12)]
        ),
        ("constraint A:BoolCheck\ntype doc\n relation a: doc\n permission p: a with !A", []),
        // Errors are among them.
        (
            "type doc\n relation a: doc | user\n permission p: b",
            [Finding(.unreachableRelation, 3, 11), Finding(.unknownName, 3, 20), Finding(.unknownName, 4, 16)]
        ),
        ("type doc\n relation a: doc\n permission p: a | a - a", [Finding(.operatorMix, 4, 22)]),
    ]

    @Test("the findings in a text have its places", arguments: found.indices)
    func findings(_ index: Int) throws {
        let (text, findings) = Self.found[index]
        let problems = AuthzSchema.lints(ofDSL: "model AuthZ 1.0\n" + text)
        let places = problems.map { Finding($0.code, $0.position?.line ?? 0, $0.position?.column ?? 0) }
        #expect(places == findings, "\(text)\n\(problems)")
        for problem in problems {
            let isOnlySets = problem.message.contains("only sets")
            let isError = isOnlySets || [.unknownName, .operatorMix, .syntax, .duplicateName].contains(problem.code)
            #expect(problem.isError == isError, "\(problem)")
            #expect(problem.message.hasPrefix("expected "), "\(problem)")
        }
        // A schema that was not read from a text has the same findings.
        guard let schema = try? AuthzSchema(dsl: "model AuthZ 1.0\n" + text) else { return }
        let codes = schema.lints().map(\.code.rawValue).sorted()
        #expect(codes == findings.map(\.code.rawValue).sorted())
        #expect(schema.lints().allSatisfy { $0.position == nil })
    }

    @Test("a message names the definition and says what follows")
    func messages() {
        let text = "model AuthZ 1.0\ntype doc\n relation a: doc\n permission p: a - a.p"
        let expected =
            "line 4, column 20: expected what is subtracted not to depend on the rule itself, found that \"a.p\" in "
            + "\"doc#p\" may lead back to it: access that depends on such a loop is denied."
        #expect(AuthzSchema.lints(ofDSL: text).map(\.description) == [expected])
    }

    @Test("a schema in Swift has the findings that the language has no spelling for")
    func tree() {
        let schema = AuthzSchema([
            AuthzNamespace(
                "org",
                [
                    .relation("parent"),
                    .permission("member", .union([.stored, .relationLeft("parent", "member")])),
                    .permission("none", .union([])),
                    .permission("far", .targetSet("member", namespace: "user")),
                    .permission("gone", .relationRight("parent", "member", namespace: "team")),
                    .permission("outsider", .sub([.stored, .relationLeft("parent", "outsider")])),
                ]
            ),
            AuthzNamespace("org", [.relation("parent")]),
            AuthzNamespace("empty"),
        ])
        let errors: [AuthzProblem.Code] = [.emptyOperator, .unknownName, .unknownName, .duplicateName]
        // Nothing says what relations allow, so that sets may use each.
        let warnings: [AuthzProblem.Code] = [.subtractedLoop]
        #expect(schema.lints().filter(\.isError).map(\.code) == errors)
        #expect(schema.lints().filter { !$0.isError }.map(\.code) == warnings)
    }

    @Test(
        "a condition after one of several terms is told, with both readings",
        arguments: [
            ("a | b with C", "a | (b with C)", "(a | b) with C", 6, 22), ("a with C | b", "", "", 0, 0),
            ("a & b with C", "a & (b with C)", "(a & b) with C", 6, 22), ("a | (b with C)", "", "", 0, 0),
            ("a - b with C & D", "a - (b with (C & D))", "(a - b) with (C & D)", 6, 22),
            ("(a | b) with C", "", "", 0, 0), ("a with C", "", "", 0, 0), ("(b with C) | a", "", "", 0, 0),
            ("a | b with C | a", "a | (b with C) | a", "(a | b) with C | a", 6, 22),
            ("a & (a | b with C)", "a | (b with C)", "(a | b) with C", 6, 27),
        ]
    )
    func conditionOfOneTerm(_ rule: String, _ read: String, _ other: String, _ line: Int, _ column: Int) throws {
        let text = """
            model AuthZ 1.0
            constraint C: BoolCheck constraint D: BoolCheck
            type doc
             relation a: doc
             relation b: doc
             permission p: \(rule)
            """
        let found = AuthzSchema.lints(ofDSL: text).filter { $0.code == .conditionOfOneTerm }
        #expect(found.map(\.isError) == (line == 0 ? [] : [false]))
        guard let problem = found.first else { return }
        #expect(problem.position == AuthzPosition(line: line, column: column))
        #expect(problem.message.contains(read) && problem.message.contains(other), "\(problem)")
        // The printer writes the parentheses.
        let written = try AuthzSchema(dsl: text).dsl()
        #expect(!AuthzSchema.lints(ofDSL: written).contains { $0.code == .conditionOfOneTerm }, "\(written)")
    }

    @Test(
        "constraints are checked where they stand",
        arguments: [
            ("constraint Net: IpRange(\"10.0.0.0/99\")", true), ("constraint NumRange(9, 1)", true),
            ("constraint Few: NumAtLeast(1, 2)", true), ("constraint StringMatchRegex", true),
            ("constraint GeoCountry(\"usa\")", true), ("constraint IpRange(\"10.0.0.0/8\")", false),
            ("constraint Moon: MoonPhase(\"full\")", nil),
        ] as [(String, Bool?)]
    )
    func constraints(_ constraint: String, _ isError: Bool?) throws {
        let text = "model AuthZ 1.0\ntype doc\n\(constraint)"
        let problems = AuthzSchema.lints(ofDSL: text).filter { $0.code == .unusableCondition }
        #expect(problems.map(\.isError) == (isError == false ? [] : [isError ?? false]), "\(problems)")
        #expect(problems.allSatisfy { $0.position == AuthzPosition(line: 3, column: 12) }, "\(problems)")
    }

    @Test("the schemas of the SDKs and of the published cases have no errors", .enabled(if: PublishedCase.arePresent))
    func published() throws {
        for file in PublishedCase.files {
            for published in try PublishedCase.cases(of: file) {
                #expect(published.schema.lints().filter(\.isError) == [], "\(published.name)")
                guard let dsl = published.dsl else { continue }
                #expect(AuthzSchema.lints(ofDSL: dsl).filter(\.isError) == [], "\(published.name)")
            }
        }
    }

    @Test(
        "the time that it takes grows with the schema and not with its square",
        arguments: [
            { count in
                let types = (0..<count).map { "t\($0)" }
                return types.map { "type \($0)\n permission x: x\n" }.joined() + "type v\n type u\n relation s: v#s\n"
                    + " relation r: " + types.joined(separator: " | ") + " | v\n"
                    + types.map { "permission p\($0): s - r.x\n" }.joined()
            },
            { count in
                "type \(String(repeating: "u", count: 10 * count)) relation r: v\n"
                    + (0..<count).map { "relation r\($0): v\n" }.joined() + "type v\n"
            },
            { count in
                "type t relation r: t permission a0: r - a\(count)\n"
                    + (1...count).map { "permission a\($0): a\($0 - 1) - r.a\($0 - 1)\n" }.joined()
            },
        ] as [@Sendable (Int) -> String]
    )
    func linearTime(_ text: @Sendable (Int) -> String) throws {
        func time(_ count: Int) -> Double {
            let text = "model AuthZ 1.0\n" + text(count)
            return leastTime { #expect(AuthzSchema.lints(ofDSL: text).count > 0) }
        }
        let (few, many) = (time(200), time(5_000))
        // 25 times is linear, 625 times quadratic; more memory is slower memory.
        #expect(many < 200 * few, "few \(few), many \(many)")
    }
}
