import DescopeAuthzModel
import DescopeCore

// The code of the module's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    /// Whether a user may view a folder, because the user owns the one above it.
    func mayView() throws -> Bool {
        let schema = AuthzSchema([
            AuthzNamespace("user"),
            AuthzNamespace(
                "folder",
                [
                    .relation("parent", to: "folder"),
                    .relation("owner", to: "user"),
                    .permission("can_view", "owner" | "parent.can_view"),
                ]
            ),
        ])
        var evaluator = try AuthzEvaluator(schema: schema)
        evaluator.insert(
            AuthzRelation(resource: "2026", relationDefinition: "parent", namespace: "folder", target: "plans")
        )
        evaluator.insert(
            AuthzRelation(resource: "plans", relationDefinition: "owner", namespace: "folder", target: "ada")
        )
        print(try evaluator.explain("ada", "can_view", on: "2026", in: "folder"))
        return try evaluator.check("ada", "can_view", on: "2026", in: "folder").isAllowed
    }
    _ = try mayView()
}

// The code of `Docs/Authz.md`.
func evaluateOfficeHours() throws {
    let schema = try AuthzSchema(
        dsl: """
            model AuthZ 1.0

            condition office_hours(hour int) { hour >= 9 && hour < 17 }

            type user

            type doc
              relation owner: user
              relation viewer: user
              permission can_view: owner | viewer
              permission can_print: can_view with office_hours
            """
    )
    var evaluator = try AuthzEvaluator(schema: schema)
    evaluator.insert(AuthzRelation(resource: "roadmap", relationDefinition: "owner", namespace: "doc", target: "ada"))

    let verdict = try evaluator.check("ada", "can_print", on: "roadmap", in: "doc", context: ["hour": 10])
    assert(verdict.isAllowed && verdict.isConditional)
    print(try evaluator.explain("bob", "can_view", on: "roadmap", in: "doc"))
}
