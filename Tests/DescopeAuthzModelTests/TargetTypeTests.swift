import DescopeAuthzModel
import DescopeCore
import Testing

/// Relations whose right sides have the same id and different types.
@Suite("Types of targets")
struct TargetTypeTests {
    private static let schema = AuthzSchema([
        AuthzNamespace("user"), AuthzNamespace("org", [.relation("member", to: "user")]),
        AuthzNamespace("folder", [.relation("member", to: "user")]),
        AuthzNamespace(
            "doc",
            [
                .relation("parent", to: "org", "folder"), .relation("banned", to: "user", "org"),
                .permission("view", "parent.member"),
            ]
        ),
    ])

    private static func parent(_ type: String?) -> AuthzRelation {
        AuthzRelation(
            resource: "d",
            relationDefinition: "parent",
            namespace: "doc",
            target: .id("x", namespace: type)
        )
    }

    @Test(
        "two objects with one id are two relations, in either order",
        arguments: [["org", "folder"], ["folder", "org"]]
    )
    func sameId(_ types: [String]) throws {
        var evaluator = try AuthzEvaluator(schema: Self.schema)
        evaluator.insert(AuthzRelation(written: "org:x#member@ada"))
        evaluator.insert(AuthzRelation(written: "folder:x#member@bob"))
        for type in types {
            let isNew = evaluator.insert(Self.parent(type))
            #expect(isNew)
        }
        let isNew = evaluator.insert(Self.parent(types[0]))
        #expect(!isNew)
        #expect(evaluator.count == 4)
        #expect(Set(evaluator.relations(ofResource: "d")) == Set(types.map(Self.parent)))
        #expect(evaluator.relations(ofTarget: "x").count == 2)
        #expect(try evaluator.isAllowed("doc:d#view@ada") && evaluator.isAllowed("doc:d#view@bob"))
        #expect(Set(try evaluator.whoCanAccess("d", "view", in: "doc")) == ["ada", "bob"])
        #expect(try evaluator.whoCanAccess("d", "parent", in: "doc") == ["x"])
        // Each is removed by itself.
        evaluator.remove(Self.parent("org"))
        #expect(!evaluator.contains(Self.parent("org")))
        #expect(try !evaluator.isAllowed("doc:d#view@ada") && evaluator.isAllowed("doc:d#view@bob"))
        evaluator.remove(Self.parent("folder"))
        #expect(evaluator.relations(ofResource: "d").isEmpty)
    }

    @Test("a relation that does not say the type stands for any type")
    func unknownType() throws {
        var evaluator = try AuthzEvaluator(schema: Self.schema, relations: ["org", "folder"].map(Self.parent))
        #expect(evaluator.contains(Self.parent(nil)) && !evaluator.contains(Self.parent("user")))
        evaluator.remove(Self.parent(nil))
        #expect(evaluator.count == 0)
        evaluator.insert(Self.parent(nil))
        #expect(evaluator.contains(Self.parent("org")))
        evaluator.remove(Self.parent("org"))
        #expect(evaluator.count == 0)
    }

    @Test("the relation that counts is found behind one that does not, also after a change of the schema")
    func disallowed() throws {
        func banned(_ type: String) -> AuthzRelation {
            AuthzRelation(
                resource: "d",
                relationDefinition: "banned",
                namespace: "doc",
                target: .id("1", namespace: type)
            )
        }
        for types in [["user", "folder"], ["folder", "user"]] {
            var evaluator = try AuthzEvaluator(schema: Self.schema, relations: types.map(banned))
            #expect(try evaluator.isAllowed("doc:d#banned@1"))
            #expect(evaluator.disallowedRelations == [banned("folder")])
            evaluator.remove(banned("user"))
            #expect(try !evaluator.isAllowed("doc:d#banned@1"))
            var wide = Self.schema
            wide.namespaces[3].relationDefinitions[1] = .relation("banned", to: "folder")
            evaluator.insert(banned("user"))
            try evaluator.setSchema(wide)
            #expect(try evaluator.isAllowed("doc:d#banned@1"))
            #expect(evaluator.disallowedRelations == [banned("user")])
        }
    }

    @Test("a walk to the left starts at objects of the rule's own type", arguments: ["org", "team", nil])
    func walkToTheLeft(_ type: String?) throws {
        let walk = AuthzNode.relationLeft(AuthzNode.Edge("parent", namespace: "org"), "member", namespace: "org")
        let schema = AuthzSchema([
            AuthzNamespace(
                "org",
                [.relation("parent"), AuthzRelationDefinition("member", rule: .union([.stored, walk]))]
            ),
            AuthzNamespace("team", [.permission("member", walk)]),
        ])
        let relations = [
            AuthzRelation(
                resource: "dev",
                relationDefinition: "parent",
                namespace: "org",
                target: .id("x", namespace: type)
            ),
            AuthzRelation(written: "org:dev#member@eve"),
        ]
        let evaluator = try AuthzEvaluator(schema: schema, relations: relations)
        for space in ["org", "team"] {
            let isAllowed = type == nil || type == space
            #expect(try evaluator.isAllowed("\(space):x#member@eve") == isAllowed, "\(space)")
            #expect(try evaluator.whoCanAccess("x", "member", in: space) == (isAllowed ? ["eve"] : []), "\(space)")
            let held = try evaluator.whatCanTargetAccess("eve", "member", in: space)
            #expect(held.contains("x") == isAllowed, "\(space)")
        }
    }

    @Test("a question may say the type of its target; relations without one stand for any")
    func askedType() throws {
        let relations = [
            AuthzRelation(
                resource: "d",
                relationDefinition: "banned",
                namespace: "doc",
                target: .id("1", namespace: "user")
            ),
            AuthzRelation(resource: "e", relationDefinition: "banned", namespace: "doc", target: "1"),
        ]
        let evaluator = try AuthzEvaluator(schema: Self.schema, relations: relations)
        for (type, resource, expected) in [
            ("user", "d", true), ("org", "d", false), ("nosuch", "d", false), (nil, "d", true),
            ("user", "e", true), ("org", "e", true),
        ] as [(String?, String, Bool)] {
            let verdict = try evaluator.check("1", ofType: type, "banned", on: resource, in: "doc")
            #expect(verdict.isAllowed == expected, "\(type ?? "any") \(resource)")
        }
    }

    /// No id is taken for the member that a question about a set assumes.
    @Test("a set does not hold what an id holds that looks like a placeholder")
    func placeholder() throws {
        var evaluator = try AuthzEvaluator(schema: Self.schema)
        evaluator.insert(
            AuthzRelation(resource: "d", relationDefinition: "banned", namespace: "doc", target: "\0member")
        )
        for resource in ["x", "d", "none"] {
            let set = (relationDefinition: "member", resource: resource, namespace: "org")
            #expect(try !evaluator.check(membersOf: set, "banned", on: "d", in: "doc").isAllowed)
            #expect(try evaluator.check(membersOf: set, "member", on: resource, in: "org").isAllowed)
        }
    }

    @Test("an explanation names the relation as it is stored")
    func explained() throws {
        let relations = [Self.parent("org"), AuthzRelation(written: "org:x#member@ada")]
        let evaluator = try AuthzEvaluator(schema: Self.schema, relations: relations)
        let found = try evaluator.explain("ada", "view", on: "d", in: "doc")
        #expect(found.decisiveRelations == relations)
        #expect(found.derivation.description.contains("stored doc:d#parent@org:x"))
    }

    /// Unicode takes the two queries for the same; the service does not.
    @Test("queries are compared by their bytes")
    func queries() throws {
        var evaluator = try AuthzEvaluator(schema: Self.schema)
        for role in ["e\u{301}", "\u{E9}"] {
            let target = AuthzTarget.query(AuthzUserQuery { $0.roles = [role] })
            let relation = AuthzRelation(
                resource: "d",
                relationDefinition: "banned",
                namespace: "doc",
                target: target
            )
            evaluator.insert(relation)
        }
        #expect(evaluator.count == 2)
    }
}
