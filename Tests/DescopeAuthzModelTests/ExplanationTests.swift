import DescopeAuthzModel
import DescopeCore
import Testing

/// What would change a verdict, worked by hand.
@Suite("Explanations")
struct ExplanationTests {
    private static func evaluator(_ rule: AuthzNode, _ facts: String...) throws -> AuthzEvaluator {
        let schema = AuthzSchema(
            [
                AuthzNamespace("user"),
                AuthzNamespace(
                    "doc",
                    ["a", "b", "c", "d", "e"].map { .relation($0, to: "user") } + [.permission("p", rule)]
                ),
            ],
            conditions: [
                AuthzCondition("X", [.init("x", .bool)], "x"), AuthzCondition("Y", [.init("y", .bool)], "y"),
            ]
        )
        return try AuthzEvaluator(schema: schema, relations: facts.map { AuthzRelation(written: "doc:o#\($0)@u") })
    }

    @Test(
        "the fewest relations that are missing",
        arguments: [
            (("b" | "a") & ("a" | "c"), [], "a"),
            (("a" | "b") - "a", [], "b"),
            (("a" | "b") - ("a" - "c"), ["a"], "c"),
            (("a" & "b") | ("c" & "d" & "e"), ["c"], "a b"),
            ("a" & "b" & "c", ["b"], "a c"),
            ((("a" & "b") | ("c" & "d")) & (("c" & "d") | ("e" & "b")), [], "c d"),
            ("a" - "b", ["a", "b"], ""),
            ("a" - ("a" | "b"), [], ""),
            (AuthzNode.targetSet("a").when("X"), [], ""),
            ("a" & "b" & "c" & "d" & "e", [], "a b c d e"),
        ] as [(AuthzNode, [String], String)]
    )
    func missing(_ rule: AuthzNode, _ stored: [String], _ expected: String) throws {
        var evaluator = try Self.evaluator(rule)
        for name in stored { evaluator.insert(AuthzRelation(written: "doc:o#\(name)@u")) }
        let found = try evaluator.explain("u", "p", on: "o", in: "doc")
        #expect(!found.verdict.isAllowed)
        #expect(found.missingRelations.map(\.relationDefinition).sorted().joined(separator: " ") == expected)
    }

    @Test("what is subtracted is named when its removal would allow")
    func blocking() throws {
        let found = try Self.evaluator("a" - "b", "a", "b").explain("u", "p", on: "o", in: "doc")
        #expect(found.blockingRelations == [AuthzRelation(written: "doc:o#b@u")])
        #expect(found.description.hasSuffix("\nwould be allowed without doc:o#b@u"))
        // Neither of two alone.
        let both = try Self.evaluator("a" - ("b" | "c"), "a", "b", "c").explain("u", "p", on: "o", in: "doc")
        #expect(both.blockingRelations.isEmpty)
    }

    /// The tree ends long before the last folder, and has a few of many parents only.
    @Test("what decides is found where the tree has ended", arguments: [false, true])
    func decisiveBeyondTheTree(_ isBlocked: Bool) throws {
        let schema = AuthzSchema([
            AuthzNamespace("user"),
            AuthzNamespace(
                "folder",
                [
                    .relation("viewer", to: "user"), .relation("banned", to: "user"),
                    .relation("parent", to: "folder"), .permission("view", "viewer" | "parent.view"),
                    .permission("bans", "banned" | "parent.bans"), .permission("read", "view" - "bans"),
                ]
            ),
        ])
        var facts = (0..<39).map { AuthzRelation(written: "folder:\($0)#parent@\($0 + 1)") }
        facts += (100..<140).map { AuthzRelation(written: "folder:39#parent@\($0)") }
        facts.append(AuthzRelation(written: "folder:39#viewer@ada"))
        var evaluator = try AuthzEvaluator(schema: schema, relations: facts)
        let ban = AuthzRelation(written: "folder:120#banned@ada")
        if isBlocked { evaluator.insert(ban) }
        let found = try evaluator.explain("ada", "read", on: "0", in: "folder")
        #expect(found.isSearchComplete)
        if isBlocked {
            #expect(Set(found.blockingRelations) == [AuthzRelation(written: "folder:39#parent@120"), ban])
        } else {
            let isPath = { (relation: AuthzRelation) in
                relation.relationDefinition == "viewer" || relation.resource != "39"
            }
            #expect(Set(found.decisiveRelations) == Set(facts.filter(isPath)))
        }
        // What was found before the search was cut short is kept, and it says that there may be more.
        var (short, parts) = (evaluator, [AuthzExplanation]())
        for steps in [4000, 8000, 16_000, 1_000_000] {
            short.maximumSteps = steps
            if let part = try? short.explain("ada", "read", on: "0", in: "folder") { parts.append(part) }
        }
        let all = found.decisiveRelations + found.blockingRelations
        for part in parts {
            let some = part.decisiveRelations + part.blockingRelations
            #expect(some.elementsEqual(all.prefix(some.count)) && (some.count == all.count || !part.isSearchComplete))
        }
        #expect(parts.contains { !$0.isSearchComplete } && parts.contains { $0.isSearchComplete })
    }

    @Test("an arrow without a stored edge names the edge") func missingEdge() throws {
        let schema = AuthzSchema([
            AuthzNamespace("user"), AuthzNamespace("folder", [.relation("viewer", to: "user")]),
            AuthzNamespace("doc", [.relation("parent", to: "folder"), .permission("view", "parent.viewer")]),
        ])
        var evaluator = try AuthzEvaluator(schema: schema)
        #expect(
            try evaluator.explain("ada", "view", on: "d", in: "doc").derivation.description == """
                - doc:d#view
                  - doc:d#parent: nothing stored
                """
        )
        evaluator.insert(AuthzRelation(written: "doc:d#parent@f"))
        let found = try evaluator.explain("ada", "view", on: "d", in: "doc")
        #expect(!found.description.contains("parent: nothing"), "\(found)")
    }

    @Test("a condition that alone stands between is told") func conditionBetween() throws {
        let line = "only a condition that is not met stands between: another context may allow it"
        let evaluator = try Self.evaluator(AuthzNode.targetSet("a").when("X"), "a")
        let found = try evaluator.explain("u", "p", on: "o", in: "doc", context: ["x": false])
        #expect(found.description.hasSuffix("\n\(line)"), "\(found)")
        let others: [(String, [String: JSONValue])] = [("u", [:]), ("u", ["x": true]), ("other", ["x": false])]
        for (target, context) in others {
            let found = try evaluator.explain(target, "p", on: "o", in: "doc", context: context)
            #expect(!found.description.contains(line), "\(found)")
        }
    }

    @Test("a question with a type is explained for it") func askedType() throws {
        let user = AuthzTarget.id("u", namespace: "user")
        let stored = AuthzRelation(resource: "o", relationDefinition: "a", namespace: "doc", target: user)
        var evaluator = try Self.evaluator("a" & "b")
        evaluator.insert(stored)
        let found = try evaluator.explain("u", ofType: "user", "p", on: "o", in: "doc")
        #expect(found.missingRelations.map(\.description) == ["doc:o#b@user:u"])
        #expect(try evaluator.explain("u", ofType: "doc", "p", on: "o", in: "doc").missingRelations.isEmpty)
    }

    struct Admins: AuthzUserDirectory {
        func isUser(_ id: String, matching query: AuthzUserQuery) -> Bool { id == "u" }
        func users(matching query: AuthzUserQuery) -> [String] { ["u"] }
    }

    @Test("a query that the target matches is shown as a query")
    func query() throws {
        var evaluator = try Self.evaluator("a")
        let stored = AuthzRelation(
            resource: "o",
            relationDefinition: "a",
            namespace: "doc",
            target: .query(AuthzUserQuery { $0.roles = ["admin"] })
        )
        evaluator.insert(stored)
        evaluator.users = Admins()
        let found = try evaluator.explain("u", "p", on: "o", in: "doc")
        #expect(found.decisiveRelations == [stored])
        #expect(found.derivation.description.contains("stored doc:o#a@users that match a query"))
        // The user may change without any relation of the two.
        #expect(!found.verdict.isDirect)
        #expect(try !evaluator.check("u", "a", on: "o", in: "doc").isDirect)
        #expect(try evaluator.check("u", "a", on: "other", in: "doc").isDirect)
    }

    @Test(
        "only conditions that could change the answer are reported",
        arguments: [
            ((AuthzNode.targetSet("a").when("X")) | (AuthzNode.targetSet("b").when("Y")), ["a"], ["x"]),
            (((AuthzNode.targetSet("a").when("X")) & "b") | (AuthzNode.targetSet("a").when("Y")), ["a"], ["y"]),
            ("a" - AuthzNode.targetSet("b").when("X") - AuthzNode.targetSet("c").when("Y"), ["a", "c"], ["y"]),
        ] as [(AuthzNode, [String], [String])]
    )
    func reasons(_ rule: AuthzNode, _ stored: [String], _ names: [String]) throws {
        var evaluator = try Self.evaluator(rule)
        for name in stored { evaluator.insert(AuthzRelation(written: "doc:o#\(name)@u")) }
        let verdict = try evaluator.check("u", "p", on: "o", in: "doc")
        #expect(!verdict.isAllowed && verdict.missingContext == names && !verdict.isContradictory)
    }

    @Test(
        "a requirement without conditions is refused",
        arguments: [
            .all([]), .any([]), .not(.all([.any([])])),
        ] as [AuthzRequirement]
    )
    func emptyRequirement(_ requirement: AuthzRequirement) {
        let error = #expect(throws: DescopeError.self) {
            try Self.evaluator(AuthzNode.targetSet("a").when(requirement))
        }
        #expect(error?.code == .invalidSchema)
    }
}
