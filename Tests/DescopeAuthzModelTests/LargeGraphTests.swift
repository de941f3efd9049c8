import DescopeAuthzModel
import DescopeCore
import Testing

/// Facts in shapes that cost a careless evaluator its stack or its time.
@Suite("Large graphs of facts")
struct LargeGraphTests {
    static let schema = AuthzSchema([
        AuthzNamespace("user"),
        AuthzNamespace("group", [.relation("member", to: "user", "group#member")]),
        AuthzNamespace(
            "folder",
            [
                .relation("parent", to: "folder"),
                .relation("viewer", to: "user", "group#member"),
                .relation("blocked", to: "user"),
                .permission("view", "viewer" | "parent.view"),
                .permission("read", "view" - "blocked"),
            ]
        ),
    ])

    static func chain(_ depth: Int) throws -> AuthzEvaluator {
        var evaluator = try AuthzEvaluator(schema: schema)
        for level in 0..<depth { evaluator.insert(AuthzRelation(written: "folder:\(level)#parent@\(level + 1)")) }
        evaluator.insert(AuthzRelation(written: "folder:\(depth)#viewer@ada"))
        return evaluator
    }

    @Test func chainOfFolders() throws {
        var evaluator = try Self.chain(100_000)
        #expect(try evaluator.isAllowed("folder:0#view@ada"))
        #expect(try evaluator.isAllowed("folder:0#read@ada"))
        #expect(try !evaluator.isAllowed("folder:0#view@bob"))
        #expect(try evaluator.whoCanAccess("0", "read", in: "folder") == ["ada"])
        #expect(try evaluator.whatCanTargetAccess("ada", "read", in: "folder").count == 100_001)
        // An explanation goes on searching until its steps are used up.
        evaluator.maximumSteps = 4_000_000
        let explanation = try evaluator.explain("ada", "view", on: "0", in: "folder")
        #expect(explanation.verdict.isAllowed && explanation.description.utf8.count < 100_000)
    }

    @Test func chainOfGroups() throws {
        var evaluator = try AuthzEvaluator(schema: Self.schema)
        for level in 0..<100_000 {
            evaluator.insert(AuthzRelation(written: "group:\(level)#member@group:\(level + 1)#member"))
        }
        evaluator.insert(AuthzRelation(written: "group:100000#member@ada"))
        // The last group is a member of itself by way of the first.
        evaluator.insert(AuthzRelation(written: "group:100000#member@group:0#member"))
        #expect(try evaluator.isAllowed("group:0#member@ada"))
        #expect(try evaluator.isAllowed("group:100000#member@ada"))
        #expect(try !evaluator.isAllowed("group:0#member@bob"))
        #expect(try evaluator.whoCanAccess("0", "member", in: "group") == ["ada"])
    }

    /// Each of forty levels has two ways to the next: a trillion ways, but eighty pairs.
    @Test func diamonds() throws {
        var evaluator = try AuthzEvaluator(schema: Self.schema)
        for level in 0..<40 {
            for (from, to) in [("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")] {
                evaluator.insert(AuthzRelation(written: "folder:\(from)\(level)#parent@\(to)\(level + 1)"))
            }
        }
        evaluator.insert(AuthzRelation(written: "folder:b40#viewer@ada"))
        evaluator.maximumSteps = 2000
        #expect(try evaluator.isAllowed("folder:a0#view@ada"))
        #expect(try !evaluator.isAllowed("folder:a0#view@bob"))
        let lines = try evaluator.explain("bob", "view", on: "a0", in: "folder").description.split(separator: "\n")
        #expect(lines.count < 1000)
    }

    @Test func workIsBounded() throws {
        var evaluator = try Self.chain(10_000)
        evaluator.maximumSteps = 5000
        for ask in [
            { _ = try evaluator.isAllowed("folder:0#view@ada") },
            { _ = try evaluator.whoCanAccess("0", "view", in: "folder") },
            { _ = try evaluator.whatCanTargetAccess("ada") },
        ] {
            let error = #expect(throws: DescopeError.self) { try ask() }
            #expect(error?.code == .questionTooLarge)
        }
        #expect(try evaluator.isAllowed("folder:9999#view@ada"))
    }

    /// Relations that are removed leave nothing behind, in whatever order.
    @Test func insertionAndRemoval() throws {
        var dice = Dice(seed: 7)
        var evaluator = try AuthzEvaluator(schema: Self.schema)
        var stored: Set<String> = []
        for _ in 0..<20_000 {
            let fact =
                dice.roll(3) == 0
                ? "folder:\(dice.roll(20))#viewer@group:\(dice.roll(20))#member"
                : "folder:\(dice.roll(20))#\(dice.pick(["parent", "viewer"]))@\(dice.roll(20))"
            if dice.roll(2) == 0 {
                #expect(evaluator.insert(AuthzRelation(written: fact)) == stored.insert(fact).inserted)
            } else {
                #expect(evaluator.remove(AuthzRelation(written: fact)) == (stored.remove(fact) != nil))
            }
        }
        #expect(evaluator.count == stored.count && Set(evaluator.relations.map(\.description)) == stored)
        for resource in 0..<20 {
            let expected = stored.filter { $0.hasPrefix("folder:\(resource)#") }
            #expect(Set(evaluator.relations(ofResource: "\(resource)").map(\.description)) == expected)
            let toTarget = stored.filter { $0.hasSuffix("@\(resource)") }
            #expect(Set(evaluator.relations(ofTarget: "\(resource)").map(\.description)) == toTarget)
        }
    }

    /// Relations that a schema does not allow are kept, do not count, and count again.
    @Test func schemaChanges() throws {
        var evaluator = try AuthzEvaluator(schema: Self.schema)
        evaluator.insert(AuthzRelation(written: "folder:f#viewer@group:g#member"))
        evaluator.insert(AuthzRelation(written: "group:g#member@ada"))
        #expect(try evaluator.isAllowed("folder:f#view@ada"))
        var narrow = Self.schema
        narrow.namespaces[2].relationDefinitions[1] = .relation("viewer", to: "user")
        try evaluator.setSchema(narrow)
        #expect(try !evaluator.isAllowed("folder:f#view@ada"))
        #expect(evaluator.disallowedRelations.map(\.description) == ["folder:f#viewer@group:g#member"])
        #expect(evaluator.count == 2)
        try evaluator.setSchema(Self.schema)
        #expect(try evaluator.isAllowed("folder:f#view@ada") && evaluator.disallowedRelations.isEmpty)
    }

    /// A relation to an object of a type that is not allowed does not replace one to a user of the same id.
    @Test func otherType() throws {
        let schema = AuthzSchema([
            AuthzNamespace("user"), AuthzNamespace("group"),
            AuthzNamespace(
                "doc",
                [
                    .relation("viewer", to: "user"), .relation("banned", to: "user"),
                    .permission("view", "viewer" - "banned"),
                ]
            ),
        ])
        var evaluator = try AuthzEvaluator(schema: schema)
        for (relation, type) in [("viewer", "user"), ("banned", "user"), ("banned", "group")] {
            evaluator.insert(
                AuthzRelation(
                    resource: "d",
                    relationDefinition: relation,
                    namespace: "doc",
                    target: .id("1", namespace: type)
                )
            )
        }
        #expect(try !evaluator.check("1", "view", on: "d", in: "doc").isAllowed)
    }

    /// A definition with a rule and a condition holds only with both.
    @Test func conditionBesideRule() throws {
        let edit = AuthzRelationDefinition("edit", rule: "owner", condition: "Admin")
        let schema = AuthzSchema(
            [AuthzNamespace("doc", [.relation("owner"), edit])],
            conditions: [AuthzCondition("Admin", [.init("admin", .bool)], "admin")]
        )
        var evaluator = try AuthzEvaluator(schema: schema)
        evaluator.insert(AuthzRelation(written: "doc:d#owner@ada"))
        for (admin, isAllowed) in [(true, true), (false, false)] {
            let verdict = try evaluator.check("ada", "edit", on: "d", in: "doc", context: ["admin": .bool(admin)])
            #expect(verdict.isAllowed == isAllowed)
        }
        #expect(try evaluator.check("ada", "edit", on: "d", in: "doc").missingContext == ["admin"])
    }

    /// Ids that Unicode takes for the same are different, as they are for the service.
    @Test func idsAreBytes() throws {
        var evaluator = try AuthzEvaluator(schema: Self.schema)
        evaluator.insert(
            AuthzRelation(resource: "f", relationDefinition: "viewer", namespace: "folder", target: "e\u{301}")
        )
        #expect(try evaluator.check("e\u{301}", "view", on: "f", in: "folder").isAllowed)
        #expect(try !evaluator.check("\u{E9}", "view", on: "f", in: "folder").isAllowed)
    }

    /// Relations that allow many types under many arrows, and long chains of permissions.
    @Test(
        arguments: [
            { count in
                let types = (0..<count).map { AuthzNamespace("t\($0)", [.relation("x")]) }
                let targets = types.map { AuthzAllowedTarget($0.name) }
                return types + [
                    AuthzNamespace(
                        "d",
                        [AuthzRelationDefinition("r", allowedTargets: targets)]
                            + (0..<count).map { .permission("p\($0)", "r.x") }
                    )
                ]
            },
            { count in
                let types = (0..<count).map { AuthzNamespace("t\($0)", [.relation("x\($0)")]) }
                let targets = types.map { AuthzAllowedTarget($0.name) }
                let arrows = (0..<count).map { AuthzNode.relationRight("r", "x\($0)") }
                return types + [
                    AuthzNamespace(
                        "d",
                        [AuthzRelationDefinition("r", allowedTargets: targets), .permission("p", .union(arrows))]
                    )
                ]
            },
            { count in
                [
                    AuthzNamespace(
                        "d",
                        [.relation("p0", to: "d")] + (1..<count).map { .permission("p\($0)", .targetSet("p\($0 - 1)")) }
                    )
                ]
            },
        ] as [@Sendable (Int) -> [AuthzNamespace]]
    )
    func schemasOfAnyShape(_ namespaces: @Sendable (Int) -> [AuthzNamespace]) throws {
        func time(_ count: Int) throws -> Double {
            let schema = AuthzSchema(namespaces(count))
            _ = try AuthzEvaluator(schema: schema)
            return leastTime { _ = try? AuthzEvaluator(schema: schema) }
        }
        let (few, many) = (try time(10), try time(1_000))
        // 100 times is linear, 10,000 times quadratic; more memory is slower memory.
        #expect(many < 1_000 * few, "few \(few), many \(many)")
    }

    /// Permissions that share an arrow are all found from the target.
    @Test func sharedArrows() throws {
        let schema = AuthzSchema([
            AuthzNamespace("a", [.relation("x", to: "a")]), AuthzNamespace("b", [.relation("x", to: "a")]),
            AuthzNamespace(
                "d",
                [
                    .relation("r", to: "a", "b"), .permission("p", "r.x"), .permission("q", "r.x" | "r.x"),
                    .permission("s", "p" - "r.x"), .permission("l", .relationLeft("r", "r", namespace: "d")),
                    .permission("m", .relationLeft("r", "r", namespace: "d")),
                ]
            ),
        ])
        let facts = ["a:1#x@u", "b:2#x@u", "d:3#r@1", "d:4#r@2", "d:5#r@9"].map(AuthzRelation.init(written:))
        let evaluator = try AuthzEvaluator(schema: schema, relations: facts)
        #expect(
            Set(try evaluator.whatCanTargetAccess("u").map(\.description)) == [
                "a:1#x@u", "b:2#x@u", "d:3#p@u", "d:3#q@u", "d:4#p@u", "d:4#q@u",
            ]
        )
        #expect(
            Set(try evaluator.whatCanTargetAccess("9").map(\.description)) == ["d:5#r@9", "d:9#l@9", "d:9#m@9"]
        )
    }
}
