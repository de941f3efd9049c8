import DescopeAuthzModel
import DescopeCore
import Testing

/// Work, memory and stack of a question, whatever the schema and the relations are.
@Suite("Limits of work")
struct WorkLimitTests {
    /// A chain of folders, each with a viewer of its own.
    private static func chain(_ depth: Int) throws -> AuthzEvaluator {
        var evaluator = try AuthzEvaluator(schema: LargeGraphTests.schema)
        for level in 0..<depth {
            evaluator.insert(AuthzRelation(written: "folder:\(level)#parent@\(level + 1)"))
            evaluator.insert(AuthzRelation(written: "folder:\(level)#viewer@u\(level)"))
        }
        return evaluator
    }

    @Test("who can access is linear on a chain with a holder at each level", arguments: ["view", "read"])
    func whoOnChain(_ permission: String) throws {
        let (few, many) = (try Self.chain(300), try Self.chain(30_000))
        #expect(try many.whoCanAccess("0", permission, in: "folder").count == 30_000)
        let time = leastTime { _ = try? few.whoCanAccess("0", permission, in: "folder") }
        let longer = leastTime { _ = try? many.whoCanAccess("0", permission, in: "folder") }
        // 100 times is linear, 10,000 times quadratic; more memory is slower memory.
        #expect(longer < 1000 * time, "\(time), \(longer)")
    }

    @Test("relations of one object are stored in linear time")
    func manyNodes() throws {
        func facts(_ count: Int) -> [AuthzRelation] {
            (0..<count).map {
                AuthzRelation(resource: "d", relationDefinition: "r\($0)", namespace: "doc", target: "u\($0)")
            }
        }
        func time(_ facts: [AuthzRelation], _ evaluator: AuthzEvaluator) -> Double {
            leastTime {
                var evaluator = evaluator
                for fact in facts { evaluator.insert(fact) }
                for fact in facts { _ = evaluator.contains(fact) }
            }
        }
        let evaluator = try AuthzEvaluator(schema: AuthzSchema())
        let (few, many) = (facts(300), facts(30_000))
        let (short, long) = (time(few, evaluator), time(many, evaluator))
        #expect(long < 1000 * short, "\(short), \(long)")
        var loaded = try AuthzEvaluator(schema: AuthzSchema(), relations: many)
        #expect(many.allSatisfy(loaded.contains) && loaded.relations(ofResource: "d").count == many.count)
        for fact in many { loaded.remove(fact) }
        #expect(loaded.count == 0)
    }

    @Test("arrows that no relation leads along count")
    func arrowsWithoutRelations() throws {
        let edges = (0..<500).map { AuthzRelationDefinition.relation("e\($0)", to: "folder") }
        let arrows = (0..<500).map {
            AuthzRelationDefinition.permission("p\($0)", .relationRight(.init("e\($0)"), "owner"))
        }
        let folder = AuthzNamespace("folder", [.relation("owner", to: "user")] + edges + arrows)
        var evaluator = try AuthzEvaluator(schema: AuthzSchema([AuthzNamespace("user"), folder]))
        for number in 0..<500 { evaluator.insert(AuthzRelation(written: "folder:\(number)#owner@ada")) }
        // Each of 500 folders is looked at along each of 500 arrows.
        evaluator.maximumSteps = 100_000
        let limited = evaluator
        let error = #expect(throws: DescopeError.self) { try limited.whatCanTargetAccess("ada") }
        #expect(error?.code == .questionTooLarge)
        evaluator.maximumSteps = 1_000_000
        #expect(try evaluator.whatCanTargetAccess("ada").count == 500)
    }

    /// Each question has to meet a limit that is far below the relations that it looks at.
    @Test("each walk counts")
    func walksCount() throws {
        let schema = AuthzSchema(
            [
                AuthzNamespace("user"),
                AuthzNamespace(
                    "folder",
                    [
                        .relation("owner", to: "user"), .relation("parent", to: "folder"),
                        .relation("other", to: "folder"),
                        .permission("left", .relationLeft("other", "owner")),
                        .permission("right", "parent.owner"),
                        .permission("both", "owner" & "right"),
                        .permission("asked", AuthzNode.targetSet("owner").when("Slow")),
                    ]
                ),
            ],
            conditions: [AuthzCondition("Slow", [.init("list", .list)], "list.all(x, list.exists(y, x == y))")]
        )
        var evaluator = try AuthzEvaluator(schema: schema)
        for number in 0..<5000 {
            evaluator.insert(AuthzRelation(written: "folder:\(number)#parent@top"))
            evaluator.insert(AuthzRelation(written: "folder:many#parent@\(number)"))
            evaluator.insert(AuthzRelation(written: "folder:many#owner@u\(number)"))
        }
        evaluator.insert(AuthzRelation(written: "folder:top#owner@ada"))
        let list = JSONValue.array((0..<200).map { .int($0) })
        let asked = evaluator
        for (limit, ask) in [
            // No relation leads to the top under `other`, but all have to be looked at.
            (4000, { _ = try $0.check("ada", "left", on: "top", in: "folder") }),
            (4000, { _ = try $0.check("u1", "right", on: "many", in: "folder") }),
            (4000, { _ = try $0.whoCanAccess("many", "owner", in: "folder") }),
            (4000, { _ = try $0.whoCanAccess("many", "both", in: "folder") }),
            (4000, { _ = try $0.whatCanTargetAccess("ada", "right", in: "folder") }),
            (4000, { _ = try $0.explain("u1", "right", on: "many", in: "folder") }),
            (4000, { _ = try $0.check("ada", "asked", on: "top", in: "folder", context: ["list": list]) }),
        ] as [(Int, (AuthzEvaluator) throws -> Void)] {
            var evaluator = asked
            try ask(evaluator)
            evaluator.maximumSteps = limit
            let error = #expect(throws: DescopeError.self) { try ask(evaluator) }
            #expect(error?.code == .questionTooLarge)
        }
    }

    /// Rules that are as deep as they may be, one below the other.
    @Test("the deepest rules stay within a small stack", arguments: [false, true])
    func deepRules(_ isGranted: Bool) async throws {
        func rule(_ level: Int) -> AuthzNode {
            let next: AuthzNode = level == 64 ? "viewer" : .targetSet("p\(level + 1)")
            return (0..<62).reduce(next) { inner, depth in
                depth.isMultiple(of: 2) ? .union([inner, "banned"]) : .sub([inner, "banned"])
            }
        }
        let schema = AuthzSchema([
            AuthzNamespace("user"),
            AuthzNamespace(
                "doc",
                [.relation("viewer", to: "user"), .relation("banned", to: "user")]
                    + (0..<65).map { .permission("p\($0)", rule($0)) }
            ),
        ])
        let outcome = try await onSmallStack {
            var evaluator = try? AuthzEvaluator(schema: schema)
            if isGranted { evaluator?.insert(AuthzRelation(written: "doc:d#viewer@ada")) }
            let explanation = try? evaluator?.explain("ada", "p0", on: "d", in: "doc")
            let copy = explanation
            return (
                try? evaluator?.check("ada", "p0", on: "d", in: "doc").isAllowed,
                explanation?.description.isEmpty == false && copy?.derivation == explanation?.derivation,
                try? evaluator?.whoCanAccess("d", "p0", in: "doc"),
                try? evaluator?.whatCanTargetAccess("ada", "p0", in: "doc")
            )
        }
        #expect(outcome?.0 == isGranted && outcome?.1 == true)
        #expect(outcome?.2 == (isGranted ? ["ada"] : []) && outcome?.3 == (isGranted ? ["d"] : []))
    }

    @Test("a long chain is explained within a small stack")
    func deepChain() async throws {
        var limited = try LargeGraphTests.chain(10_000)
        limited.maximumSteps = 2_000_000
        let evaluator = limited
        let text = try await onSmallStack {
            ["ada", "bob"].map { try? evaluator.explain($0, "read", on: "0", in: "folder").description }
        }
        #expect(text?[0]?.hasPrefix("ada: allowed") == true && text?[1]?.hasPrefix("bob: denied") == true)
    }

    @Test("names of parameters that are missing take linear time")
    func missingNames() throws {
        func time(_ count: Int) throws -> Double {
            let parameters = (0..<count).map { AuthzCondition.Parameter("p\($0)", .bool) }
            let source = parameters.map(\.name).joined(separator: " && ")
            let schema = AuthzSchema(
                [AuthzNamespace("doc", [.relation("viewer", when: "C")])],
                conditions: [AuthzCondition("C", parameters, source)]
            )
            let evaluator = try AuthzEvaluator(schema: schema, relations: [AuthzRelation(written: "doc:d#viewer@u")])
            #expect(try evaluator.check("u", "viewer", on: "d", in: "doc").missingContext == parameters.map(\.name))
            return leastTime { _ = try? evaluator.check("u", "viewer", on: "d", in: "doc") }
        }
        let (few, many) = (try time(18), try time(1_800))
        #expect(many < 1000 * few, "\(few), \(many)")
    }

    @Test("JSON is written in linear time, whatever arrows reach")
    func writtenJSON() throws {
        func time(_ count: Int) -> Double {
            let types = (0..<count).map { AuthzNamespace("t\($0)", [.relation("x")]) }
            let targets = types.map { AuthzAllowedTarget($0.name) }
            let schema = AuthzSchema(
                types + [
                    AuthzNamespace(
                        "d",
                        [AuthzRelationDefinition("r", allowedTargets: targets), .permission("p", "r.x")]
                    )
                ]
            )
            return leastTime { _ = try? schema.json() }
        }
        let (few, many) = (time(20), time(2000))
        #expect(many < 1000 * few, "\(few), \(many)")
    }

    @Test("arrows that together test too many types are refused")
    func manyTests() throws {
        func schema(_ types: Int, _ arrows: Int) -> AuthzSchema {
            AuthzSchema(
                (0..<types).map { AuthzNamespace("t\($0)", [.relation("x")]) } + [
                    AuthzNamespace(
                        "d",
                        (0..<arrows).map { AuthzRelationDefinition("r\($0)") }
                            + (0..<arrows).map {
                                .permission("p\($0)", .relationRight(AuthzNode.Edge("r\($0)"), "x"))
                            }
                    )
                ]
            )
        }
        _ = try AuthzEvaluator(schema: schema(100, 100))
        let error = #expect(throws: DescopeError.self) { try AuthzEvaluator(schema: schema(1001, 1000)) }
        #expect(error?.code == .invalidSchema && error?.message.contains("name the namespace") == true)
    }
}
