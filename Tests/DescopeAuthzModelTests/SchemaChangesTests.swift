import DescopeAuthzModel
import DescopeCore
import Testing

/// What changes when one schema replaces another.
@Suite struct SchemaChangesTests {
    private let old = """
        model AuthZ 1.0
        constraint A:BoolCheck
        constraint B:NumRange(1, 2)
        type user
        type role
        type group
          relation member: user
        type doc
          relation parent: doc
          relation owner: user | group#member
          relation editor: user
          relation viewer: user
          relation guest: user with A
          permission can_edit: editor
          permission can_view: viewer | can_edit
          permission can_own: owner
        """

    private let new = """
        model AuthZ 1.0
        constraint B:NumRange(1, 3)
        condition C(c int) { c > 0 }
        type group
          relation member: user
        type user
        type team
          relation member: user
        type doc
          relation parent: doc
          relation owner: group#member | user
          relation viewer: user | team#member
          relation guest: user with B
          relation can_own: user
          permission editor: owner
          permission can_view: viewer | editor
          permission can_share: owner | parent.can_share
        """

    @Test("each change is one line, which says whether stored relations are deleted")
    func description() throws {
        let changes = try AuthzSchemaChanges(from: AuthzSchema(dsl: old), to: AuthzSchema(dsl: new))
        #expect(
            changes.description == """
                - constraint A:BoolCheck
                ~ constraint B:NumRange(1, 2) -> constraint B:NumRange(1, 3)
                + condition C(c int) { c > 0 }
                - type role (deletes stored relations)
                ~ relation doc#editor: user -> permission: owner (deletes stored relations)
                ~ relation doc#viewer: user -> user | team#member (deletes stored relations)
                ~ relation doc#guest: user with A -> user with B
                - permission doc#can_edit: editor
                ~ permission doc#can_view: viewer | can_edit -> viewer | editor
                ~ permission doc#can_own: owner -> relation: user
                + type team
                + relation team#member: user
                + permission doc#can_share: owner | parent.can_share
                """
        )
        // Dropping a type or relation deletes, changing what it allows counts as that, changing a condition or a
        // permission does not.
        #expect(changes.deletes.types == ["role"])
        #expect(changes.deletes.relations == ["doc#editor", "doc#viewer"])
        #expect(!changes.deletes.isEmpty && !changes.isEmpty)
    }

    @Test("a schema that is the same in another order changes nothing")
    func same() throws {
        let schema = try AuthzSchema(dsl: old)
        var other = schema
        other.namespaces.reverse()
        other.namespaces[0].relationDefinitions.reverse()
        other.conditions.reverse()
        let changes = AuthzSchemaChanges(from: schema, to: other)
        #expect(changes.isEmpty && changes.deletes.isEmpty && changes.changes == [])
        #expect(changes.description == "no changes")
    }

    @Test("the stored relations that the service deletes are found, also those that the new schema allows")
    func deleted() throws {
        let changes = try AuthzSchemaChanges(from: AuthzSchema(dsl: old), to: AuthzSchema(dsl: new))
        let stored = [
            "doc:d#viewer@u", "doc:d#editor@u", "doc:d#guest@u", "doc:d#owner@u", "group:g#member@u", "role:r#x@u",
        ]
        let found = changes.deleted(among: stored.map { AuthzRelation(written: $0) })
        #expect(found.map(\.description) == ["doc:d#viewer@u", "doc:d#editor@u", "role:r#x@u"])
    }

    @Test("the relations of a type that is gone are not listed beside it")
    func droppedType() throws {
        let schema = try AuthzSchema(dsl: old)
        var other = schema
        other.namespaces.removeLast()
        let changes = AuthzSchemaChanges(from: schema, to: other)
        #expect(changes.changes == [.droppedType("doc")])
        #expect(changes.deletes.types == ["doc"] && changes.deletes.relations == [])
    }

    @Test("stored relations that the new schema does not allow are found")
    func disallowed() throws {
        func schema(_ text: String) throws -> AuthzSchema { try AuthzSchema(dsl: "model AuthZ 1.0\n" + text) }
        let changes = AuthzSchemaChanges(
            from: try schema(
                "type user\ntype group\nrelation member: user\ntype doc\nrelation owner: user | group#member\nrelation viewer: user"
            ),
            to: try schema(
                "type user\ntype group\nrelation member: user\ntype doc\nrelation owner: group#member\npermission viewer: owner"
            )
        )
        func relation(_ name: String, _ target: AuthzTarget, of type: String = "doc") -> AuthzRelation {
            AuthzRelation(resource: "d", relationDefinition: name, namespace: type, target: target)
        }
        let member = AuthzTarget.set(resource: "g", relationDefinition: "member", namespace: "group")
        let stored = [
            relation("owner", .id("u")), relation("owner", member), relation("viewer", .id("u")),
            relation("member", .id("u"), of: "group"), relation("member", .id("u"), of: "team"),
        ]
        #expect(try changes.disallowed(among: stored) == [stored[0], stored[2], stored[4]])
        #expect(changes.deletes.relations == ["doc#owner", "doc#viewer"])
    }

    @Test("what the JSON form stores and computes in one definition is a relation")
    func storedAndComputed() {
        let old = AuthzSchema([AuthzNamespace("doc", [.permission("owner", .union([.stored, "parent.owner"]))])])
        let new = AuthzSchema([AuthzNamespace("doc", [.permission("owner", "parent.owner")])])
        let changes = AuthzSchemaChanges(from: old, to: new)
        #expect(
            changes.description
                == "~ relation doc#owner: self | parent.owner -> permission: parent.owner (deletes stored relations)"
        )
        #expect(AuthzSchemaChanges(from: new, to: old).deletes.isEmpty)
    }
}
