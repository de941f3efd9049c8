import DescopeAuthzModel
import DescopeCore
import Testing

/// The Files schema of the service's samples, and what is known of its verdicts: some from tests against the service,
/// some worked by hand.
@Suite("The Files schema")
struct FilesSchemaTests {
    static let schema = AuthzSchema(
        [
            AuthzNamespace(
                "org",
                [.relation("parent"), .permission("member", .stored | .relationLeft("parent", "member"))]
            ),
            AuthzNamespace(
                "folder",
                [.relation("parent")]
                    + inherited(from: "folder", ["owner"], ["editor", "owner"], ["viewer", "editor"])
            ),
            AuthzNamespace(
                "doc",
                [.relation("parent")]
                    + inherited(from: "folder", ["owner"], ["editor", "owner"], ["viewer", "editor"])
            ),
        ],
        name: "Files"
    )

    /// Definitions that are stored, held by whoever holds them on the parent, and by whoever holds the stronger one.
    private static func inherited(from parent: String, _ rules: [String]...) -> [AuthzRelationDefinition] {
        rules.map { names in
            let inherited = AuthzNode.stored | .relationRight("parent", names[0], namespace: parent)
            return .permission(names[0], names.dropFirst().reduce(inherited) { $0 | .targetSet($1) })
        }
    }

    static func evaluator(_ facts: [String]) throws -> AuthzEvaluator {
        try AuthzEvaluator(schema: schema, relations: facts.map(AuthzRelation.init(written:)))
    }

    /// The sample data of the official SDKs.
    static let samples = [
        "org:Dev#parent@Descope", "org:Sales#parent@Descope", "org:Dev#member@u1", "org:Dev#member@u3",
        "org:Sales#member@u2", "folder:Presentations#parent@Internal", "doc:roadmap.ppt#parent@Presentations",
        "doc:roadmap.ppt#owner@u1", "folder:Internal#viewer@org:Descope#member",
        "folder:Presentations#editor@org:Sales#member",
    ]

    @Test(arguments: [
        ("doc:some-doc#viewer@u1", true), ("doc:some-doc#viewer@u2", true), ("doc:some-doc#editor@u1", true),
        ("doc:some-doc#owner@u2", false), ("doc:some-doc#viewer@u3", false),
    ])
    func twoFacts(_ question: String, _ expected: Bool) throws {
        let evaluator = try Self.evaluator(["doc:some-doc#owner@u1", "doc:some-doc#editor@u2"])
        #expect(try evaluator.isAllowed(question) == expected)
    }

    @Test(arguments: [
        ("owner", "u1", true), ("editor", "u1", true), ("viewer", "u1", true), ("viewer", "u3", true),
        ("editor", "u3", false), ("editor", "u2", true), ("owner", "u2", false), ("viewer", "u2", true),
    ])
    func sampleChecks(_ relation: String, _ target: String, _ expected: Bool) throws {
        let evaluator = try Self.evaluator(Self.samples)
        #expect(try evaluator.isAllowed("doc:roadmap.ppt#\(relation)@\(target)") == expected)
    }

    @Test(arguments: [
        ("doc", "roadmap.ppt", "editor", "u1 u2"), ("doc", "roadmap.ppt", "viewer", "u1 u2 u3"),
        ("org", "Descope", "member", "u1 u2 u3"), ("org", "Dev", "member", "u1 u3"), ("org", "Sales", "member", "u2"),
        ("folder", "Presentations", "editor", "u2"), ("folder", "Presentations", "viewer", "u1 u2 u3"),
    ])
    func sampleHolders(_ namespace: String, _ resource: String, _ relation: String, _ expected: String) throws {
        let found = try Self.evaluator(Self.samples).whoCanAccess(resource, relation, in: namespace)
        #expect(found.sorted().joined(separator: " ") == expected)
    }

    @Test(arguments: [
        (
            "u1",
            "doc:roadmap.ppt#editor doc:roadmap.ppt#owner doc:roadmap.ppt#viewer folder:Internal#viewer "
                + "folder:Presentations#viewer org:Descope#member org:Dev#member"
        ),
        (
            "u2",
            "doc:roadmap.ppt#editor doc:roadmap.ppt#viewer folder:Internal#viewer folder:Presentations#editor "
                + "folder:Presentations#viewer org:Descope#member org:Sales#member"
        ),
        (
            "u3",
            "doc:roadmap.ppt#viewer folder:Internal#viewer folder:Presentations#viewer org:Descope#member org:Dev#member"
        ),
    ])
    func sampleAccess(_ target: String, _ expected: String) throws {
        let found = try Self.evaluator(Self.samples).whatCanTargetAccess(target).map {
            "\($0.namespace):\($0.resource)#\($0.relationDefinition)"
        }
        #expect(found.sorted().joined(separator: " ") == expected)
    }

    @Test func storedRelations() throws {
        let evaluator = try Self.evaluator(Self.samples)
        #expect(evaluator.relations(ofResource: "roadmap.ppt").count == 2)
        #expect(evaluator.relations(ofTarget: "u1").count == 2)
        #expect(try evaluator.whatCanTargetAccess("u1", "viewer", in: "doc") == ["roadmap.ppt"])
        #expect(evaluator.relations(ofResource: "Internal").count == 1)
        #expect(evaluator.relations(ofResource: "Internal", ignoresTargetSets: true).isEmpty)
        #expect(evaluator.relations(ofTarget: "Descope").count == 2)
        #expect(evaluator.relations(ofTarget: "Descope", includesTargetSets: true).count == 3)
    }

    @Test func rollUp() throws {
        let facts = [
            "org:team#parent@division", "org:division#parent@company", "org:team#member@x", "org:company#member@boss",
        ]
        let evaluator = try Self.evaluator(facts)
        let expected = ["x": ["company", "division", "team"], "boss": ["company"]]
        for (target, orgs) in expected {
            #expect(try evaluator.whatCanTargetAccess(target, "member", in: "org").sorted() == orgs)
        }
    }

    @Test func loop() throws {
        let evaluator = try Self.evaluator(["folder:A#parent@B", "folder:B#parent@A", "folder:B#owner@p"])
        for folder in ["A", "B"] {
            for relation in ["owner", "viewer"] {
                #expect(try evaluator.isAllowed("folder:\(folder)#\(relation)@p"))
                #expect(try !evaluator.isAllowed("folder:\(folder)#\(relation)@q"))
            }
        }
    }

    @Test(arguments: [
        ("doc:d#editor@e", true), ("doc:d#viewer@e", true), ("folder:F#viewer@e", true), ("doc:d#owner@e", false),
        ("folder:F#owner@e", false), ("folder:d#owner@z", true), ("doc:d#owner@z", false),
    ])
    func namespacesAreSeparate(_ question: String, _ expected: Bool) throws {
        let facts = ["doc:d#parent@F", "folder:F#editor@e", "folder:d#parent@G", "folder:G#owner@z"]
        #expect(try Self.evaluator(facts).isAllowed(question) == expected)
    }

    /// The JSON form does not say for which rules its conditions count: without them more would be allowed.
    @Test func lostConditions() throws {
        let json = """
            {"namespaces": [{"name": "doc", "relationDefinitions": [{"name": "viewer"}]}],
             "conditions": [{"name": "Office", "params": [{"name": "at", "type": "bool"}], "expression": "at"}]}
            """
        let error = #expect(throws: DescopeError.self) {
            _ = try AuthzEvaluator(schema: AuthzSchema(json: Array(json.utf8)))
        }
        #expect(error?.code == .invalidSchema)
    }

    @Test func unknownNames() throws {
        let evaluator = try Self.evaluator(Self.samples)
        for question in ["doc:roadmap.ppt#reader@u1", "page:roadmap.ppt#viewer@u1"] {
            let error = #expect(throws: DescopeError.self) { try evaluator.isAllowed(question) }
            #expect(error?.code == .unknownRelation)
        }
    }

    /// Each step of the tree, and what would change the answer.
    @Test func explanations() throws {
        let evaluator = try Self.evaluator(Self.samples)
        let allowed = try evaluator.explain("u3", "viewer", on: "roadmap.ppt", in: "doc")
        #expect(
            allowed.description == """
                u3: allowed
                + doc:roadmap.ppt#viewer
                  + any of
                    + stored doc:roadmap.ppt#parent@Presentations
                      + folder:Presentations#viewer
                        + any of
                          + stored folder:Presentations#parent@Internal
                            + folder:Internal#viewer
                              + any of
                                + stored folder:Internal#viewer@org:Descope#member
                                  + org:Descope#member
                                    + any of
                                      + stored org:Dev#parent@Descope
                                        + org:Dev#member
                                          + any of
                                            + stored org:Dev#member@u3
                would be denied without doc:roadmap.ppt#parent@Presentations
                would be denied without folder:Presentations#parent@Internal
                would be denied without folder:Internal#viewer@org:Descope#member
                would be denied without org:Dev#parent@Descope
                would be denied without org:Dev#member@u3
                """
        )
        let denied = try evaluator.explain("u3", "editor", on: "roadmap.ppt", in: "doc")
        #expect(denied.missingRelations == [AuthzRelation(written: "doc:roadmap.ppt#editor@u3")])
        let stranger = try evaluator.explain("nobody", "editor", on: "unheard.of", in: "doc")
        #expect(stranger.missingRelations == [AuthzRelation(written: "doc:unheard.of#editor@nobody")])
        #expect(
            stranger.description == """
                nobody: denied
                - doc:unheard.of#editor
                  - any of
                    - nothing stored
                    - doc:unheard.of#parent: nothing stored
                    - doc:unheard.of#owner
                      - any of
                        - nothing stored
                        - doc:unheard.of#parent: nothing stored
                would be allowed with doc:unheard.of#editor@nobody
                """
        )
    }
}

extension AuthzEvaluator {
    /// Asks a question that is written as a relation.
    func isAllowed(_ question: String) throws -> Bool {
        let question = AuthzRelation(written: question)
        guard case .id(let target, _) = question.target else { return false }
        return try check(target, question.relationDefinition, on: question.resource, in: question.namespace).isAllowed
    }
}

extension AuthzRelation {
    /// Reads `doc:roadmap#owner@u1` or `doc:roadmap#owner@group:acme#member`.
    init(written: String) {
        let sides = written.split(separator: "@", maxSplits: 1).map(String.init)
        func object(_ text: String) -> (namespace: String, id: String, relation: String) {
            let parts = text.split(separator: "#", maxSplits: 1).map(String.init)
            let typed = parts[0].split(separator: ":", maxSplits: 1).map(String.init)
            return (typed[0], typed[1], parts[1])
        }
        let left = object(sides[0])
        var target = AuthzTarget.id(sides[1])
        if sides[1].contains("#") {
            let right = object(sides[1])
            target = .set(resource: right.id, relationDefinition: right.relation, namespace: right.namespace)
        }
        self.init(resource: left.id, relationDefinition: left.relation, namespace: left.namespace, target: target)
    }
}
