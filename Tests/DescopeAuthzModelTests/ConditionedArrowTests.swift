import DescopeAuthzModel
import DescopeCore
import Testing

/// The condition of a relation counts wherever the relation is followed: "nested conditions add up: the whole path must
/// pass", as the service's documentation says.
@Suite("Conditions of relations that arrows follow")
struct ConditionedArrowTests {
    private static let condition = AuthzCondition("xcond", [.init("x", .int)], "x == 10")

    private func fact(
        _ namespace: String,
        _ resource: String,
        _ name: String,
        _ target: AuthzTarget
    ) -> AuthzRelation {
        AuthzRelation(resource: resource, relationDefinition: name, namespace: namespace, target: target)
    }

    /// OpenFGA's `simple_ttu_with_condition` and the like: the condition holds for 10, not for 20, and without a value
    /// OpenFGA has no answer.
    private func expectDecided(
        _ schema: AuthzSchema,
        _ facts: [AuthzRelation],
        _ target: String,
        _ name: String,
        _ resource: String,
        in namespace: String = "document"
    ) throws {
        let evaluator = try AuthzEvaluator(schema: schema, relations: facts)
        for (context, isAllowed) in [(["x": 10], true), (["x": 20], false), ([:], false)]
            as [([String: JSONValue], Bool)]
        {
            let verdict = try evaluator.check(target, name, on: resource, in: namespace, context: context)
            #expect(verdict.isAllowed == isAllowed, "\(context)")
            #expect(verdict.isConditional, "\(context)")
            #expect(verdict.missingContext == (context.isEmpty ? ["x"] : []), "\(context)")
            let who = try evaluator.whoCanAccess(resource, name, in: namespace, context: context)
            #expect(who.contains(target) == isAllowed, "\(context)")
            let what = try evaluator.whatCanTargetAccess(target, name, in: namespace, context: context)
            #expect(what.contains(resource) == isAllowed, "\(context)")
            let all = try evaluator.whatCanTargetAccess(target, context: context)
            #expect(all.contains(fact(namespace, resource, name, .id(target))) == isAllowed, "\(context)")
            let explanation = try evaluator.explain(target, name, on: resource, in: namespace, context: context)
            #expect(explanation.verdict.isAllowed == isAllowed, "\(context)")
        }
    }

    private let facts = [
        AuthzRelation(
            resource: "1",
            relationDefinition: "parent",
            namespace: "document",
            target: .id("a", namespace: "folder")
        ),
        AuthzRelation(
            resource: "a",
            relationDefinition: "viewer",
            namespace: "folder",
            target: .id("jon", namespace: "user")
        ),
    ]

    @Test("OpenFGA's simple_ttu_with_condition") func relation() throws {
        let schema = try AuthzSchema(
            dsl: """
                model AuthZ 1.0
                condition xcond(x int) { x == 10 }
                type user
                type folder
                  relation viewer: user
                type document
                  relation parent: folder with xcond
                  permission viewer: parent.viewer
                """
        )
        try expectDecided(schema, facts, "jon", "viewer", "1")
        let explanation = try AuthzEvaluator(schema: schema, relations: facts)
            .explain("jon", "viewer", on: "1", in: "document", context: ["x": 20])
        #expect(explanation.description.contains("with xcond, which is not met"), "\(explanation)")
        // Nothing that could be stored meets a condition.
        #expect(explanation.missingRelations.isEmpty, "\(explanation)")
    }

    /// - Parameter parent: The followed definition, which is both stored and computed.
    private func schema(_ parent: AuthzNode, when condition: AuthzRequirement? = nil) -> AuthzSchema {
        AuthzSchema(
            [
                AuthzNamespace("user"), AuthzNamespace("folder", [.relation("viewer", to: "user")]),
                AuthzNamespace(
                    "document",
                    [
                        AuthzRelationDefinition(
                            "parent",
                            rule: parent,
                            allowedTargets: ["folder"],
                            condition: condition
                        ),
                        .relation("other", to: "folder"), .permission("viewer", "parent.viewer"),
                    ]
                ),
            ],
            conditions: [Self.condition]
        )
    }

    @Test(
        "a rule with a condition for what is stored",
        arguments: [
            .conditional(.stored, "xcond"), .union([.conditional(.stored, "xcond"), "other"]),
            .sub([.conditional(.stored, "xcond"), "other"]), .conditional(.union([.stored, "other"]), "xcond"),
            .intersect([.stored, .conditional(.stored, "xcond")]),
        ] as [AuthzNode]
    )
    func rules(_ parent: AuthzNode) throws { try expectDecided(schema(parent), facts, "jon", "viewer", "1") }

    @Test("a condition beside a rule") func besideRule() throws {
        try expectDecided(schema(.union([.stored, "other"]), when: "xcond"), facts, "jon", "viewer", "1")
    }

    @Test(
        "what is stored without a condition in one part of a rule needs none",
        arguments: [
            .union([.stored, .conditional(.stored, "xcond")]), .union([.stored, .conditional("other", "xcond")]),
            .sub([.stored, .conditional("other", "xcond")]),
        ] as [AuthzNode]
    )
    func unconditional(_ parent: AuthzNode) throws {
        let evaluator = try AuthzEvaluator(schema: schema(parent), relations: facts)
        let verdict = try evaluator.check("jon", "viewer", on: "1", in: "document", context: ["x": 20])
        #expect(verdict.isAllowed && !verdict.isConditional)
    }

    @Test("an arrow to the left") func left() throws {
        let schema = AuthzSchema(
            [
                AuthzNamespace("user"),
                AuthzNamespace(
                    "org",
                    [
                        .relation("parent", when: "xcond"), .relation("employee"),
                        .permission("member", .union(["employee", .relationLeft("parent", "member")])),
                    ]
                ),
            ],
            conditions: [Self.condition]
        )
        let facts = [
            fact("org", "team", "parent", .id("company", namespace: "org")),
            fact("org", "team", "employee", .id("jon")),
        ]
        try expectDecided(schema, facts, "jon", "member", "company", in: "org")
    }

    @Test("a set of a relation with a condition") func sets() throws {
        let schema = try AuthzSchema(
            dsl: """
                model AuthZ 1.0
                condition xcond(x int) { x == 10 }
                type user
                type group
                  relation member: user with xcond
                type document
                  relation viewer: group#member
                """
        )
        let facts = [
            fact("document", "1", "viewer", .set(resource: "g", relationDefinition: "member", namespace: "group")),
            fact("group", "g", "member", .id("jon", namespace: "user")),
        ]
        try expectDecided(schema, facts, "jon", "viewer", "1")
    }

    @Test("a walk that is subtracted counts only when its condition is met") func subtracted() throws {
        let schema = AuthzSchema(
            [
                AuthzNamespace("user"), AuthzNamespace("folder", [.relation("banned", to: "user")]),
                AuthzNamespace(
                    "document",
                    [
                        .relation("parent", to: "folder", when: "xcond"), .relation("owner", to: "user"),
                        .permission("viewer", .sub(["owner", "parent.banned"])),
                    ]
                ),
            ],
            conditions: [Self.condition]
        )
        let evaluator = try AuthzEvaluator(
            schema: schema,
            relations: [
                fact("document", "1", "parent", .id("a")), fact("document", "1", "owner", .id("jon")),
                fact("folder", "a", "banned", .id("jon")),
            ]
        )
        for (context, isAllowed) in [(["x": 10], false), (["x": 20], true), ([:], false)]
            as [([String: JSONValue], Bool)]
        {
            let verdict = try evaluator.check("jon", "viewer", on: "1", in: "document", context: context)
            #expect(verdict.isAllowed == isAllowed, "\(context)")
        }
    }

    @Test("the work grows with the arrows, not with their product with the conditions") func work() throws {
        let permissions = (0..<2_000).map { AuthzRelationDefinition.permission("p\($0)", "parent.viewer") }
        let schema = AuthzSchema(
            [
                AuthzNamespace("user"), AuthzNamespace("folder", [.relation("viewer", to: "user")]),
                AuthzNamespace("document", [.relation("parent", to: "folder", when: "xcond")] + permissions),
            ],
            conditions: [Self.condition]
        )
        var evaluator = try AuthzEvaluator(schema: schema, relations: facts)
        // The condition is judged once, not for each arrow.
        evaluator.maximumSteps = 2_000
        #expect(try evaluator.check("jon", "p0", on: "1", in: "document", context: ["x": 10]).isAllowed)
    }
}
