import DescopeAuthzModel

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
