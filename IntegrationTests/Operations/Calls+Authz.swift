import Descope

extension Call {
    static let authz: [Call] = [
        .management("authz.saveSchema") { management, _ in
            try await management.authz.saveSchema(files, upgrade: true)
        },
        .management("authz.saveSchema, nothing") { management, _ in
            try await management.authz.saveSchema(AuthzSchema())
        },
        .management("authz.deleteSchema") { management, _ in try await management.authz.deleteSchema() },
        .management("authz.deleteSchema, by its other name") { management, _ in
            try await management.fga.deleteSchema()
        },
        .management("authz.loadSchema") { management, _ in _ = try await management.authz.loadSchema() },
        .management("authz.saveNamespace") {
            try await $0.authz.saveNamespace(
                files.namespaces[1],
                oldName: $1("oldName"),
                schemaName: $1("schemaName")
            )
        },
        .management("authz.deleteNamespace") {
            try await $0.authz.deleteNamespace($1("name"), schemaName: $1("schemaName"))
        },
        .management("authz.saveRelationDefinition") {
            try await $0.authz.saveRelationDefinition(
                .permission("viewer", .stored | .relationRight("parent", "viewer", namespace: "folder")),
                in: $1("namespace"),
                oldName: $1("oldName"),
                schemaName: $1("schemaName")
            )
        },
        .management("authz.deleteRelationDefinition") {
            try await $0.authz.deleteRelationDefinition(
                $1("name"),
                in: $1("namespace"),
                schemaName: $1("schemaName")
            )
        },

        .management("authz.createRelations") { management, _ in
            try await management.authz.createRelations(relations)
        },
        .management("authz.deleteRelations") { management, _ in
            try await management.authz.deleteRelations(relations)
        },
        .management("authz.deleteRelationsForIds") { management, _ in
            try await management.authz.deleteRelations(forIds: ["roadmap", "u1"])
        },
        .management("authz.deleteResourceRelationsForResources") { management, _ in
            try await management.authz.deleteRelations(ofResources: ["roadmap"])
        },
        .management("authz.resourceRelations") { _ = try await $0.authz.relations(ofResource: $1("resource")) },
        .management("authz.resourceRelations, without sets") {
            _ = try await $0.authz.relations(ofResource: $1("resource"), ignoresTargetSets: true)
        },
        .management("authz.targetsRelations") { management, _ in
            _ = try await management.authz.relations(ofTargets: ["u1"])
        },
        .management("authz.targetsRelations, with sets") { management, _ in
            _ = try await management.authz.relations(ofTargets: ["u1"], includesTargetSets: true)
        },

        .management("authz.hasRelations") { management, _ in
            _ = try await management.authz.hasRelations([
                AuthzRelationQuery(resource: "roadmap", relationDefinition: "viewer", namespace: "doc", target: "u1")
            ])
        },
        .management("authz.whoCanAccess") {
            _ = try await $0.authz.whoCanAccess(
                $1("resource"),
                $1("relationDefinition"),
                in: $1("namespace"),
                context: ["role": "admin"]
            )
        },
        .management("authz.whatCanTargetAccess") {
            _ = try await $0.authz.whatCanTargetAccess($1("target"), context: ["role": "admin"])
        },
        .management("authz.whatCanTargetAccessWithRelation") {
            _ = try await $0.authz.whatCanTargetAccess($1("target"), $1("relationDefinition"), in: $1("namespace"))
        },
        .management("authz.modified") { management, _ in _ = try await management.authz.modified() },

        .management("fga.saveSchema") { try await $0.fga.saveSchema($1("dsl")) },
        .management("fga.loadSchema") { management, _ in _ = try await management.fga.loadSchema() },
        .management("fga.dryRunSchema") { _ = try await $0.fga.dryRunSchema($1("dsl")) },
        .management("fga.createRelations") { management, _ in
            try await management.fga.createRelations([tuple, setTuple])
        },
        .management("fga.deleteRelations") { management, _ in
            try await management.fga.deleteRelations([tuple, setTuple])
        },
        .management("fga.deleteAllRelations") { management, _ in try await management.fga.deleteAllRelations() },
        .management("fga.check") { management, _ in _ = try await management.fga.check([tuple]) },
        .management("fga.check, with everything") { management, _ in
            _ = try await management.fga.check(
                [tuple],
                context: ["role": "admin"],
                listsConditions: true,
                computesPaths: true
            )
        },
        .management("fga.loadMappableSchema") {
            _ = try await $0.fga.loadMappableSchema(tenantId: $1("tenantId"), resourcesLimit: 10)
        },
        .management("fga.searchMappableResources") {
            _ = try await $0.fga.searchMappableResources(
                [FGAMappableResourcesQuery(type: "doc", ["road"])],
                tenantId: $1("tenantId"),
                resourcesLimit: 10
            )
        },
        .management("fga.loadResourcesDetails") { management, _ in
            _ = try await management.fga.loadResourcesDetails([FGAResourceIdentifier("roadmap", type: "doc")])
        },
        .management("fga.saveResourcesDetails") { management, _ in
            try await management.fga.saveResourcesDetails([
                FGAResourceDetails("roadmap", type: "doc", displayName: "Roadmap")
            ])
        },
        .management("fga.createBackup") { management, _ in _ = try await management.fga.createBackup() },
        .management("fga.loadBackup") { _ = try await $0.fga.loadBackup($1("backupId")) },
        .management("fga.loadAllBackups") { management, _ in _ = try await management.fga.loadAllBackups() },
        .management("fga.deleteBackup") { try await $0.fga.deleteBackup($1("backupId")) },
        .management("fga.restoreBackup") { try await $0.fga.restoreBackup($1("backupId")) },
    ]

    private static let files = AuthzSchema(
        [
            AuthzNamespace("folder", [.relation("owner"), .permission("viewer", .stored | "owner")]),
            AuthzNamespace(
                "doc",
                [
                    .relation("parent", to: "folder"), .relation("owner"),
                    .permission("viewer", .stored | "owner" | "parent.viewer"),
                ]
            ),
        ],
        name: "Files"
    )

    /// Stores a schema with what the calls name, relations and a backup of them.
    ///
    /// - Returns: The arguments that they are given there.
    static func prepareAuthz(_ it: Journey) async throws -> [String: String] {
        let management = it.client.management
        var schema = files
        schema.namespaces[1].relationDefinitions.append(.relation("spare"))
        schema.namespaces += [AuthzNamespace("org", [.relation("member")]), AuthzNamespace("unused")]
        try await management.authz.saveSchema(schema)
        try await management.authz.createRelations(relations)
        return [
            "authz.schemaName": "Files", "authz.namespace": "doc", "authz.saveNamespace.oldName": "doc",
            "authz.saveRelationDefinition.oldName": "viewer", "authz.deleteNamespace.name": "unused",
            "authz.deleteRelationDefinition.name": "spare", "authz.resource": "roadmap", "authz.target": "u1",
            "authz.relationDefinition": "viewer", "fga.dsl": "model AuthZ 1.0\n\ntype user\n",
            "fga.tenantId": "acme", "fga.backupId": try await management.fga.createBackup(),
        ]
    }

    private static let relations = [
        AuthzRelation(resource: "roadmap", relationDefinition: "owner", namespace: "doc", target: "u1"),
        AuthzRelation(
            resource: "roadmap",
            relationDefinition: "viewer",
            namespace: "doc",
            target: .set(resource: "acme", relationDefinition: "member", namespace: "org")
        ),
        AuthzRelation(
            resource: "roadmap",
            relationDefinition: "viewer",
            namespace: "doc",
            target: .query(AuthzUserQuery { $0.tenants = ["acme"] })
        ),
    ]

    private static let tuple = FGATuple(
        resource: "roadmap",
        resourceType: "doc",
        relation: "owner",
        target: "u1",
        targetType: "user"
    )
    private static let setTuple = FGATuple(
        resource: "roadmap",
        resourceType: "doc",
        relation: "viewer",
        target: "acme",
        targetType: "org#member"
    )

    /// Refused before anything is sent: the service would act on everything, or on something else.
    static let unboundedAuthz: [Unbounded] = [
        Unbounded("authz.saveSchema", "schema") { try await $0.authz.saveSchema(AuthzSchema(), upgrade: true) },
        Unbounded("authz.saveSchema", "schema.name") {
            try await $0.authz.saveSchema(AuthzSchema([AuthzNamespace("doc")], name: " "))
        },
        Unbounded("authz.saveSchema", "schema.namespaces.1.name") {
            try await $0.authz.saveSchema(AuthzSchema([AuthzNamespace("doc"), AuthzNamespace("")]))
        },
        Unbounded("authz.saveSchema", "schema.namespaces.0.relationDefinitions.0.name") {
            try await $0.authz.saveSchema(AuthzSchema([AuthzNamespace("doc", [.relation(" ")])]))
        },
        // The JSON form has no conditions: the rule would hold for more targets.
        Unbounded("authz.saveSchema", "schema.namespaces.0.relationDefinitions.1.complexDefinition.children.1") {
            let rule = .stored | ("owner" as AuthzNode).when("Office")
            let namespace = AuthzNamespace("doc", [.relation("owner"), .permission("viewer", rule)])
            try await $0.authz.saveSchema(AuthzSchema([namespace]))
        },
        Unbounded("authz.saveNamespace", "namespace.relationDefinitions.0") {
            try await $0.authz.saveNamespace(AuthzNamespace("doc", [.relation("owner", to: "user", when: "Office")]))
        },
        Unbounded("authz.saveNamespace", "namespace.name") { try await $0.authz.saveNamespace(AuthzNamespace("")) },
        // It is not known what the arrow reaches.
        Unbounded("authz.saveNamespace", "namespace.relationDefinitions.1.complexDefinition") {
            let namespace = AuthzNamespace("doc", [.relation("parent"), .permission("viewer", "parent.viewer")])
            try await $0.authz.saveNamespace(namespace)
        },
        Unbounded("authz.saveRelationDefinition", "relationDefinition.complexDefinition") {
            try await $0.authz.saveRelationDefinition(.permission("viewer", "parent.viewer"), in: "doc")
        },
        Unbounded(
            "authz.saveRelationDefinition",
            "relationDefinition.complexDefinition.expression.targetRelationDefinition"
        ) { try await $0.authz.saveRelationDefinition(.permission("viewer", .targetSet(" ")), in: "doc") },
        Unbounded("authz.createRelations", "relations") { try await $0.authz.createRelations([]) },
        Unbounded("authz.createRelations", "relations.1.target") {
            var relations = relations
            relations[1].target = .id(" ")
            try await $0.authz.createRelations(relations)
        },
        Unbounded("authz.createRelations", "relations.0.resource") {
            var relation = relations[0]
            relation.resource = ""
            try await $0.authz.createRelations([relation])
        },
        Unbounded("authz.createRelations", "relations.0.targetSetResource") {
            var relation = relations[0]
            relation.target = .set(resource: "", relationDefinition: "member", namespace: "org")
            try await $0.authz.createRelations([relation])
        },
        // All users of the project.
        Unbounded("authz.createRelations", "relations.0") {
            var relation = relations[0]
            relation.target = .query(AuthzUserQuery())
            try await $0.authz.createRelations([relation])
        },
        Unbounded("authz.createRelations", "relations.0.query.tenants") {
            var relation = relations[0]
            relation.target = .query(AuthzUserQuery { $0.tenants = [] })
            try await $0.authz.createRelations([relation])
        },
        Unbounded("authz.deleteRelations", "relations") { try await $0.authz.deleteRelations([]) },
        Unbounded("authz.deleteRelationsForIds", "resources") { try await $0.authz.deleteRelations(forIds: []) },
        Unbounded("authz.deleteRelationsForIds", "resources.0") { try await $0.authz.deleteRelations(forIds: [""]) },
        Unbounded("authz.deleteResourceRelationsForResources", "resources") {
            try await $0.authz.deleteRelations(ofResources: [])
        },
        Unbounded("authz.targetsRelations", "targets") { _ = try await $0.authz.relations(ofTargets: []) },
        Unbounded("authz.hasRelations", "relationQueries") { _ = try await $0.authz.hasRelations([]) },
        Unbounded("authz.hasRelations", "relationQueries.0.target") {
            _ = try await $0.authz.hasRelations([
                AuthzRelationQuery(resource: "roadmap", relationDefinition: "viewer", namespace: "doc", target: "")
            ])
        },
        Unbounded("fga.createRelations", "tuples") { try await $0.fga.createRelations([]) },
        Unbounded("fga.createRelations", "tuples.0.targetType") {
            var tuple = tuple
            tuple.targetType = ""
            try await $0.fga.createRelations([tuple])
        },
        Unbounded("fga.deleteRelations", "tuples") { try await $0.fga.deleteRelations([]) },
        Unbounded("fga.check", "tuples") { _ = try await $0.fga.check([]) },
        Unbounded("fga.check", "tuples.1.relation") {
            var other = tuple
            other.relation = " "
            _ = try await $0.fga.check([tuple, other])
        },
        Unbounded("fga.loadMappableSchema", "resourcesLimit") {
            _ = try await $0.fga.loadMappableSchema(tenantId: "acme", resourcesLimit: 0)
        },
        Unbounded("fga.searchMappableResources", "resourcesQueries") {
            _ = try await $0.fga.searchMappableResources([], tenantId: "acme")
        },
        Unbounded("fga.searchMappableResources", "resourcesLimit") {
            let query = FGAMappableResourcesQuery(type: "doc", ["road"])
            _ = try await $0.fga.searchMappableResources([query], tenantId: "acme", resourcesLimit: -1)
        },
        Unbounded("fga.searchMappableResources", "resourcesQueries.0.queries.0") {
            let query = FGAMappableResourcesQuery(type: "doc", [""])
            _ = try await $0.fga.searchMappableResources([query], tenantId: "acme")
        },
        Unbounded("fga.loadResourcesDetails", "resourceIdentifiers") {
            _ = try await $0.fga.loadResourcesDetails([])
        },
        Unbounded("fga.saveResourcesDetails", "resourcesDetails") { try await $0.fga.saveResourcesDetails([]) },
    ]
}

extension Model {
    static let authz: [Model] = [
        Model(AuthzUserQuery.self, "AuthzUserQuery"), Model(FGATuple.self, "FGATuple"),
        Model(AuthzRelationQuery.self, "AuthzRelationQuery"),
        Model(AuthzRelationResult.self, "AuthzRelationQuery", grouped: "query"),
        Model(AuthzModified.self, "AuthzModified", renamed: ["schemaChanged": "isSchemaChanged"]),
        Model(FGACheckResponse.self, "management.fga.check response", renamed: ["tuples": "results"]),
        Model(FGACheckResult.self, "FGACheckTuple", renamed: ["allowed": "isAllowed"]),
        Model(
            FGACheckInfo.self,
            "FGACheckInfo",
            renamed: [
                "direct": "isDirect", "conditional": "isConditional", "conditionalErr": "conditionalError",
                "factUsed": "isFactUsed",
            ]
        ),
        Model(FGACheckPath.self, "FGACheckPath"), Model(FGACheckPathStep.self, "FGACheckPathStep"),
        Model(FGASchema.self, "management.fga.loadSchema response", renamed: ["schema": "content"]),
        Model(FGASchemaContent.self, "FGASchemaDetails"),
        Model(
            FGACondition.self,
            "FGACondition",
            renamed: ["params": "parameters", "checkedExpr": "checkedExpression", "builtin": "isBuiltIn"]
        ),
        Model(FGACondition.Parameter.self, "FGAConditionParam"),
        Model(FGASchemaDeletions.self, "FGASchemaDryDeletes"),
        Model(FGAResourceIdentifier.self, "FGAResourceIdentifier"),
        Model(FGAResourceDetails.self, "FGAResourceDetails"), Model(FGAMappableSchema.self, "FGAMappableSchema"),
        Model(FGAMappableResources.self, "FGAMappableResources"),
        Model(FGAMappableResource.self, "FGAMappableResource"),
        Model(FGAMappableResourcesQuery.self, "FGAMappableResourcesQuery"), Model(FGABackup.self, "FGABackup"),
    ]
}
