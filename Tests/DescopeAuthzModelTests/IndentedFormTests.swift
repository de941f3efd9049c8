import DescopeAuthzModel
import DescopeCore
import Foundation
import Testing

/// The indented form, and the JSON form as text.
@Suite struct IndentedFormTests {
    /// The example of the official SDKs' README files.
    private static let readme = """
        # Example schema for the authz tests
        name: Files
        namespaces:
          - name: org
            relationDefinitions:
              - name: parent
              - name: member
                complexDefinition:
                  nType: union
                  children:
                    - nType: child
                      expression:
                        neType: self
                    - nType: child
                      expression:
                        neType: relationLeft
                        relationDefinition: parent
                        relationDefinitionNamespace: org
                        targetRelationDefinition: member
                        targetRelationDefinitionNamespace: org
          - name: folder
            relationDefinitions:
              - name: parent
              - name: owner
                complexDefinition:
                  nType: union
                  children:
                    - nType: child
                      expression:
                        neType: self
                    - nType: child
                      expression:
                        neType: relationRight
                        relationDefinition: parent
                        relationDefinitionNamespace: folder
                        targetRelationDefinition: owner
                        targetRelationDefinitionNamespace: folder
              - name: editor
                complexDefinition:
                  nType: union
                  children:
                    - nType: child
                      expression:
                        neType: self
                    - nType: child
                      expression:
                        neType: relationRight
                        relationDefinition: parent
                        relationDefinitionNamespace: folder
                        targetRelationDefinition: editor
                        targetRelationDefinitionNamespace: folder
                    - nType: child
                      expression:
                        neType: targetSet
                        targetRelationDefinition: owner
                        targetRelationDefinitionNamespace: folder
              - name: viewer
                complexDefinition:
                  nType: union
                  children:
                    - nType: child
                      expression:
                        neType: self
                    - nType: child
                      expression:
                        neType: relationRight
                        relationDefinition: parent
                        relationDefinitionNamespace: folder
                        targetRelationDefinition: viewer
                        targetRelationDefinitionNamespace: folder
                    - nType: child
                      expression:
                        neType: targetSet
                        targetRelationDefinition: editor
                        targetRelationDefinitionNamespace: folder
          - name: doc
            relationDefinitions:
              - name: parent
              - name: owner
                complexDefinition:
                  nType: union
                  children:
                    - nType: child
                      expression:
                        neType: self
                    - nType: child
                      expression:
                        neType: relationRight
                        relationDefinition: parent
                        relationDefinitionNamespace: doc
                        targetRelationDefinition: owner
                        targetRelationDefinitionNamespace: folder
              - name: editor
                complexDefinition:
                  nType: union
                  children:
                    - nType: child
                      expression:
                        neType: self
                    - nType: child
                      expression:
                        neType: relationRight
                        relationDefinition: parent
                        relationDefinitionNamespace: doc
                        targetRelationDefinition: editor
                        targetRelationDefinitionNamespace: folder
                    - nType: child
                      expression:
                        neType: targetSet
                        targetRelationDefinition: owner
                        targetRelationDefinitionNamespace: doc
              - name: viewer
                complexDefinition:
                  nType: union
                  children:
                    - nType: child
                      expression:
                        neType: self
                    - nType: child
                      expression:
                        neType: relationRight
                        relationDefinition: parent
                        relationDefinitionNamespace: doc
                        targetRelationDefinition: viewer
                        targetRelationDefinitionNamespace: folder
                    - nType: child
                      expression:
                        neType: targetSet
                        targetRelationDefinition: editor
                        targetRelationDefinitionNamespace: doc

        """

    /// The same text as some copies have it.
    private static let flatReadme = flat(readme)

    private static func flat(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.drop { $0 == " " } }
            .joined(separator: "\n")
    }

    @Test("the example is read, with its indentation and without, and is written as it was read")
    func example() throws {
        #expect(try AuthzSchema(indented: Self.readme) == FilesSchemaTests.schema)
        #expect(try AuthzSchema(indented: Self.flatReadme) == FilesSchemaTests.schema)
        let comment = "# Example schema for the authz tests\n"
        #expect(try comment + FilesSchemaTests.schema.indented() == Self.readme)
    }

    @Test("a schema from the example gives the verdict of the example")
    func verdict() throws {
        var evaluator = try AuthzEvaluator(schema: AuthzSchema(indented: Self.flatReadme))
        evaluator.insert(AuthzRelation(written: "doc:some-doc#owner@u1"))
        #expect(try evaluator.isAllowed("doc:some-doc#viewer@u1"))
    }

    private static let small = AuthzSchema(
        [
            AuthzNamespace("user"),
            AuthzNamespace("doc", [.relation("owner"), .permission("view", .stored | "owner"), .relation("last")]),
        ],
        name: "Small"
    )

    @Test(
        "the same schema in other clothes",
        arguments: [
            """
            name: Small
            namespaces:
              - name: user
                relationDefinitions: []
              - name: doc
                relationDefinitions:
                  - name: owner
                  - name: view
                    complexDefinition:
                      nType: union
                      children:
                        - nType: child
                          expression:
                            neType: self
                        - nType: child
                          expression:
                            neType: targetSet
                            targetRelationDefinition: owner
                            targetRelationDefinitionNamespace: doc
                  - name: last
            """,
            // Items in the column of their list's name, quotes, comments, blank lines, other orders.
            #"""
            # Head.

            namespaces: # all of them
            - relationDefinitions: [] # none
              name: 'user'   # quoted
            -   name: "d\u006fc"
                relationDefinitions:
                - name: owner
                  complexDefinition: null
            # Comment in the first column.
                - complexDefinition:
                   children:
                   - expression:
                      neType: self
                     nType: child
                     children: []

                   -  expression:
                       targetRelationDefinition: owner
                       neType: targetSet
                      nType: child
                   expression: null
                   nType: union
                  name: view
                - name: last
            name: Small
            """#,
            // Without indentation.
            """
            name: Small
            namespaces:
            - name: user
            relationDefinitions: []
            - name: doc
            relationDefinitions:
            - name: owner
            complexDefinition: null
            - name: view
            complexDefinition:
            nType: union
            expression: null
            children:
            - nType: child
            children: []
            expression:
            neType: self
            - nType: child
            expression:
            neType: targetSet
            targetRelationDefinition: owner
            children: []
            - name: last
            """,
            """
              namespaces:
              - name: user
              relationDefinitions: []
              - name: doc
              relationDefinitions:
              - name: owner
              - name: view
              complexDefinition:
              nType: union
              children:
              - nType: child
              expression:
              neType: self
              - nType: child
              expression:
              neType: targetSet
              targetRelationDefinition: owner
              expression: null
              - name: last
              name: Small
            """,
        ]
    )
    func clothes(_ text: String) throws {
        #expect(try AuthzSchema(indented: text) == Self.small)
        #expect(try AuthzSchema(indented: text.replacing("\n", with: " \r\n")) == Self.small)
    }

    /// A rule after its `complexDefinition`, in a text without indentation.
    private static func flatRule(_ lines: String...) throws -> AuthzNode? {
        let head = ["namespaces:", "- name: d", "relationDefinitions:", "- name: p", "complexDefinition:"]
        return try AuthzSchema(indented: (head + lines).joined(separator: "\n"))["d", "p"]?.rule
    }

    @Test("operators inside operators without indentation are read where they leave no choice")
    func flatOperators() throws {
        let leaf = ["- nType: child", "expression:", "neType: self"].joined(separator: "\n")
        #expect(
            try Self.flatRule("nType: sub", "children:", leaf, "- nType: union", "children:", leaf)
                == .sub([.stored, .union([.stored])])
        )
        #expect(
            try Self.flatRule(
                "nType: sub",
                "children:",
                "- nType: union",
                "expression: null",
                "children:",
                leaf,
                "expression: null"
            )
                == .sub([.union([.stored])])
        )
        // The second leaf may belong to either operator.
        let error = #expect(throws: DescopeError.self) {
            try Self.flatRule("nType: sub", "children:", leaf, "- nType: union", "children:", leaf, leaf)
        }
        #expect(error?.code == .invalidSchema)
        #expect(
            error?.message == "line 16, column 1: expected indentation, because nType may belong to what begins at "
                + "line 12, column 1 or line 7, column 1."
        )
    }

    @Test(
        "what is wrong, and where",
        arguments: [
            ("", "line 1, column 1: expected the member namespaces of the schema"),
            ("name: a", "line 1, column 1: expected the member namespaces of the schema"),
            ("namespaces:", "line 1, column 1: expected an item of the list, or []"),
            ("namespaces: null", "line 1, column 13: expected [] as namespaces"),
            ("namespaces: []\nname:", "line 2, column 6: expected a string as name"),
            ("namespaces: []\nname: null", "line 2, column 7: expected a string as name"),
            ("namespaces: []\nnamespaces: []", "line 2, column 1: expected namespaces once in the schema at line 1"),
            ("namespaces: []\nconditions: []", "line 2, column 1: expected a member of the form"),
            ("namespaces: []\n  name: a", "line 2, column 3: expected a line of what is open here, found name"),
            ("  namespaces: []\nname: a", "line 2, column 1: expected a line of what is open here, found name"),
            ("namespaces: []\n\nnType: a", "line 3, column 1: expected a line of what is open here, found nType"),
            ("namespaces:\n  name: a", "line 2, column 3: expected an item of the list, or [], found name"),
            ("namespaces:\n  - name: a", "line 2, column 3: expected the member relationDefinitions of the namespace"),
            ("namespaces:\n- name: a\n  nType: b", "line 3, column 3: expected a member of the namespace (name, "),
            ("namespaces:\n- name: a\n  name: b", "line 3, column 3: expected name once in the namespace at line 2"),
            ("namespaces:\n- name: a\n   relationDefinitions: []", "line 3, column 4: expected a line of what is open"),
            ("namespaces:\n- name: ''\n  relationDefinitions: []", "line 2, column 9: expected a name"),
            ("\tname: a", "line 1, column 1: expected a member of the form"),
            ("name:\ta", "line 1, column 1: expected a member of the form"),
            ("name: a\tb", "line 1, column 7: expected a value in quotes"),
            ("name: \"a\" b", "line 1, column 11: expected the end of the line after the value"),
            ("name: \"é\"#", "line 1, column 10: expected the end of the line after the value"),
            ("name: \"a", "line 1, column 7: expected a string that ends on the same line"),
            ("name: 'a''", "line 1, column 7: expected a string that ends on the same line"),
            ("name: \"\\x\"", "line 1, column 7: expected a string that ends on the same line"),
            ("name: &a b", "line 1, column 7: expected a value in quotes"),
            ("name: *a", "line 1, column 7: expected a value in quotes"),
            ("name: !a b", "line 1, column 7: expected a value in quotes"),
            ("name: |", "line 1, column 7: expected a value in quotes"),
            ("name: {a: b}", "line 1, column 7: expected a value in quotes"),
            ("name: [a]", "line 1, column 7: expected [] or a list"),
            ("name: a: b", "line 1, column 7: expected a value in quotes"),
            ("name: yes", "line 1, column 7: expected a value in quotes"),
            ("name: 1.5", "line 1, column 7: expected a value in quotes"),
            ("name: ~", "line 1, column 7: expected a value in quotes"),
            ("---\nname: a", "line 1, column 1: expected a member of the form"),
            ("name : a", "line 1, column 1: expected a member of the form"),
            ("{\"name\": \"a\"}", "line 1, column 1: expected a member of the form"),
            ("- - name: a", "line 1, column 3: expected a member of the form"),
            ("- name: a", "line 1, column 1: expected the member namespaces of the schema"),
            ("\u{FEFF}name: a", "line 1, column 1: expected a member of the form"),
        ]
    )
    func refused(_ text: String, _ message: String) {
        let error = #expect(throws: DescopeError.self) { try AuthzSchema(indented: text) }
        #expect(error?.code == .invalidSchema)
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }

    @Test(
        "a rule that means nothing, and where it begins",
        arguments: [
            ("nType: union", "line 5, column 7: expected an expression or children of the node"),
            ("nType: union\n  expression: null", "line 5, column 7: expected an expression or children"),
            ("nType: union\n  children: []", "line 5, column 7: expected an expression or children"),
            (
                "nType: some\n  children:\n  - nType: child\n    expression:\n      neType: self",
                "line 5, column 7: expected a node"
            ),
            ("nType: child\n  expression:\n    neType: other", "line 7, column 9: expected an expression of neType"),
            (
                "nType: child\n  expression:\n    neType: targetSet",
                "line 7, column 9: expected an expression of neType"
            ),
            ("children: []", "line 5, column 7: expected the member nType of the node"),
            ("nType: child\n  expression:\n    relationDefinition: a", "line 7, column 9: expected the member neType"),
            ("nType: child\n  expression:\n  neType: self", "line 8, column 9: expected the member neType"),
        ]
    )
    func unusableRule(_ rule: String, _ message: String) {
        let head = "namespaces:\n  - name: d\n    relationDefinitions:\n    - name: p\n      complexDefinition:\n"
        let lines = rule.split(separator: "\n").map { "        \($0)" }.joined(separator: "\n")
        let text = head + lines.replacing("          ", with: "        ")
        let error = #expect(throws: DescopeError.self) { try AuthzSchema(indented: text) }
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")\n\(text)")
    }

    @Test("names that need quotes")
    func quotes() throws {
        let names = [
            "true", "No", "null", "~", "1", "1e3", "0x1F", "2026-11-29", "a b", " a", "a ", "a#b", "a #b", "a: b", "é",
            "-",
            "- a", "[]", "{", "\"", "'", "it's", "\\", "a\nb", "a\tb", "\u{7F}", "\u{85}", "e\u{301}", "\u{1F469}", "y",
            "_", "a-b",
        ]
        let schema = AuthzSchema([AuthzNamespace("d", names.map { .relation($0) })], name: "a\" # b")
        let text = try schema.indented()
        #expect(try AuthzSchema(indented: text) == schema)
        #expect(try AuthzSchema(indented: Self.flat(text)) == schema)
        #expect(text.contains("      - name: \"true\"\n") && text.contains("      - name: a-b\n"))
        let plain = try AuthzSchema(indented: "namespaces:\n- name: a b's \"c\"#d/é   # e\n  relationDefinitions: []")
        #expect(plain.namespaces.map(\.name) == ["a b's \"c\"#d/é"])
    }

    // MARK: - Properties

    /// A random schema that the form can express.
    private static func random(_ seed: UInt64) -> AuthzSchema? {
        var schema = RandomProject(seed: seed).schema
        guard schema.conditions.isEmpty else { return nil }
        for type in schema.namespaces.indices {
            for number in schema.namespaces[type].relationDefinitions.indices {
                schema.namespaces[type].relationDefinitions[number].allowedTargets = nil
            }
        }
        return schema
    }

    @Test("what is written is read as the same; without indentation it is the same or refused")
    func identity() throws {
        var (same, refused) = (0, 0)
        for seed in 0..<400 {
            guard let random = Self.random(UInt64(seed)) else { continue }
            // The form has no union of one rule, and names every namespace.
            let schema = try AuthzSchema(json: random.json())
            #expect(try schema.json() == random.json())
            let text = try random.indented()
            #expect(try AuthzSchema(indented: text) == schema)
            #expect(try schema.indented() == text)
            do throws(DescopeError) {
                #expect(try AuthzSchema(indented: Self.flat(text)) == schema)
                same += 1
            } catch {
                #expect(error.message.contains("expected indentation"))
                refused += 1
            }
            let decoded = try JSONDecoder().decode(AuthzSchema.self, from: JSONEncoder().encode(random))
            #expect(decoded == schema)
        }
        #expect(same > 0 && refused > 0, "both happen")
    }

    @Test("no change of the text traps, and every refusal has a place")
    func mutations() {
        var dice = Dice(seed: 7)
        let signs = Array("\n\n   -:#\"'[]\t\r\\az0é".utf8)
        for text in [Self.readme, Self.flatReadme] {
            let bytes = Array(text.utf8.prefix(1_200))
            for _ in 0..<3_000 {
                var changed = bytes
                for _ in 0...dice.roll(3) {
                    let place = dice.roll(changed.count - 20)
                    switch dice.roll(4) {
                    case 0: changed.remove(at: place)
                    case 1: changed.insert(dice.pick(signs), at: place)
                    case 2: changed[place] = dice.pick(signs)
                    default:
                        let part = changed[place..<(place + dice.roll(20))]
                        changed.insert(contentsOf: part, at: dice.roll(changed.count))
                    }
                }
                do throws(DescopeError) {
                    _ = try AuthzSchema(indented: String(decoding: changed, as: UTF8.self))
                } catch {
                    #expect(error.code == .invalidSchema && error.message.hasPrefix("line "), "\(error)")
                }
            }
        }
    }

    @Test("rules are read as deep as in JSON, and deeper ones are refused")
    func depth() throws {
        func schema(_ depth: Int) -> AuthzSchema {
            var rule = AuthzNode.stored
            for _ in 0..<depth { rule = .sub([rule]) }
            return AuthzSchema([AuthzNamespace("d", [.permission("p", rule)])])
        }
        #expect(try AuthzSchema(indented: schema(28).indented()) == schema(28))
        #expect(throws: DescopeError.self) { try schema(40).indented() }
        #expect(throws: DescopeError.self) { try schema(40).json() }
        let deep = String(repeating: "- nType: sub\nchildren:\n", count: 100_000)
        let text =
            "namespaces:\n- name: d\nrelationDefinitions:\n- name: p\ncomplexDefinition:\nnType: sub\nchildren:\n"
        let error = #expect(throws: DescopeError.self) { try AuthzSchema(indented: text + deep) }
        #expect(error?.message.contains("at most 64 deep") == true)
    }

    @Test(
        "reading takes time in proportion to the text",
        arguments: [
            { count in
                "namespaces:\n" + (0..<count).map { "- name: n\($0)\n  relationDefinitions:\n  - name: r\n" }.joined()
            },
            { count in
                "namespaces:\n- name: n\nrelationDefinitions:\n" + (0..<count).map { "- name: r\($0)\n" }.joined()
            },
            { count in
                "namespaces:\n- name: n\nrelationDefinitions:\n- name: r\ncomplexDefinition:\nnType: sub\nchildren:\n"
                    + String(repeating: "- nType: child\nexpression:\nneType: self\n", count: count)
            },
            { count in "name: \"" + String(repeating: "a'# \\\" é", count: count) + "\"" },
            { count in "name: " + String(repeating: "a'# é", count: count) },
            { count in "name: " + String(repeating: "a: ", count: count) },
            { count in String(repeating: "name: a\n", count: count) },
            { count in String(repeating: " # a\n\n", count: count) },
            { count in String(repeating: " ", count: count) + "name: a\n- " + String(repeating: "- ", count: count) },
        ] as [@Sendable (Int) -> String]
    )
    func linearTime(_ text: @Sendable (Int) -> String) {
        func time(_ count: Int) -> Double {
            let text = text(count)
            return leastTime { _ = try? AuthzSchema(indented: text) }
        }
        let (few, many) = (time(100), time(10_000))
        // 100 times is linear, 10,000 times quadratic; more memory is slower memory.
        #expect(many < 1_000 * few, "few \(few), many \(many)")
    }

    // MARK: - JSON

    @Test("JSON is written in lines, and read")
    func json() throws {
        let text = """
            {
              "name": "Small",
              "namespaces": [
                {
                  "name": "user",
                  "relationDefinitions": []
                },
                {
                  "name": "doc",
                  "relationDefinitions": [
                    {
                      "name": "owner"
                    },
                    {
                      "complexDefinition": {
                        "children": [
                          {
                            "expression": {
                              "neType": "self"
                            },
                            "nType": "child"
                          },
                          {
                            "expression": {
                              "neType": "targetSet",
                              "targetRelationDefinition": "owner",
                              "targetRelationDefinitionNamespace": "doc"
                            },
                            "nType": "child"
                          }
                        ],
                        "nType": "union"
                      },
                      "name": "view"
                    },
                    {
                      "name": "last"
                    }
                  ]
                }
              ]
            }

            """
        #expect(try Self.small.json() == text)
        #expect(try AuthzSchema(json: text) == Self.small)
        for (text, message) in [
            ("{\n  \"namespaces\": 1\n}", "line 2, column 17: expected a list"),
            ("{\"name\": \"é\" \"", "line 1, column 14: expected a comma"),
            ("{\"namespaces\": [{\"name\": \"\"}]}", "line 1, column 26: expected a name (0)"),
        ] {
            let error = #expect(throws: DescopeError.self) { try AuthzSchema(json: text) }
            #expect(error?.code == .invalidSchema)
            #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
        }
    }

    @Test(
        "conditions are not left out, because rules would hold for more targets, nor is what no reader takes written",
        arguments: [
            AuthzSchema([AuthzNamespace("d", [.relation("r", to: "d", when: "c")])]),
            AuthzSchema([AuthzNamespace("d", [.permission("p", .stored.when("c"))])]),
            AuthzSchema([], conditions: [AuthzCondition(constraint: "c", kind: .boolCheck)]),
            AuthzSchema([AuthzNamespace(" ")]),
            AuthzSchema([AuthzNamespace("d", [.permission("p", .intersect([]))])]),
            AuthzSchema([AuthzNamespace("d", [.relation("r", to: "d"), .permission("p", "r.x")])]),
        ]
    )
    func inexpressible(_ schema: AuthzSchema) {
        for write in [{ _ = try schema.json() }, { _ = try schema.indented() }] as [() throws -> Void] {
            let error = #expect(throws: DescopeError.self) { try write() }
            #expect(error?.code == .invalidSchema)
        }
        #expect(throws: EncodingError.self) { try JSONEncoder().encode(schema) }
    }

    @Test("an arrow over several types is the union of one for each")
    func arrows() throws {
        let schema = AuthzSchema([
            AuthzNamespace("a", [.relation("r")]), AuthzNamespace("b", [.relation("r")]), AuthzNamespace("c"),
            AuthzNamespace("d", [.relation("e", to: "a", "b", "c"), .permission("p", "e.r")]),
        ])
        let expected = AuthzNode.union([
            .relationRight("e", "r", namespace: "a"), .relationRight("e", "r", namespace: "b"),
        ])
        #expect(try AuthzSchema(indented: schema.indented())["d", "p"]?.rule == expected)
        #expect(try AuthzSchema(json: schema.json())["d", "p"]?.rule == expected)
    }

    @Test("a relation is encoded as the service writes it")
    func relations() throws {
        let left = #""namespace":"doc","relationDefinition":"owner","resource":"r","#
        for (relation, right) in [
            (AuthzTarget.id("u"), #""target":"u""#),
            (.id("u", namespace: "user"), #""target":"u","targetNamespace":"user""#),
            (
                .set(resource: "g", relationDefinition: "member", namespace: "group"),
                #""targetSetRelationDefinition":"member","targetSetRelationDefinitionNamespace":"group","#
                    + #""targetSetResource":"g""#
            ),
        ] {
            let relation = AuthzRelation(
                resource: "r",
                relationDefinition: "owner",
                namespace: "doc",
                target: relation
            )
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            let json = try encoder.encode(relation)
            #expect(String(decoding: json, as: UTF8.self) == "{\(left)\(right)}")
            #expect(try JSONDecoder().decode(AuthzRelation.self, from: json) == relation)
        }
        let query = AuthzRelation(
            resource: "r",
            relationDefinition: "owner",
            namespace: "doc",
            target: .query(AuthzUserQuery { $0.roles = ["admin"] })
        )
        #expect(try JSONDecoder().decode(AuthzRelation.self, from: JSONEncoder().encode(query)) == query)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(AuthzRelation.self, from: Data("{\(left)\"x\":1}".utf8))
        }
    }
}
