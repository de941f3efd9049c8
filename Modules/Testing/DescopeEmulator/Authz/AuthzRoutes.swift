import DescopeAuthzModel
import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Route {
    /// The schema of relations, the relations, and what follows from them.
    static let authz =
        schemas + relations + questions + [
            Route("authz.getModified") { state, call in Response(body: try state.modified(call)) }
        ]

    private static let schemas = [
        Route("authz.saveSchema", audit: "AuthzSchemaModified") { state, call in
            let given = try AuthzSchema(wire: call.body["schema"] ?? .null)
            let old = try state.schemaRecord.schema()
            try state.setSchema(try old.merging(given, isWhole: call.flag("upgrade")))
            return Response()
        },
        Route("authz.deleteSchema", audit: "AuthzSchemaDeleted") { state, _ in
            try state.setSchema(AuthzSchema())
            return Response()
        },
        Route("authz.loadSchema") { state, _ in Response(body: ["schema": try state.schemaRecord.schema().wire]) },
        Route("authz.saveNamespace", audit: "AuthzSchemaModified") { state, call in
            let given = call.body["namespace"] ?? .null
            let name = given["name"]?.stringValue ?? ""
            let renaming = call.renaming(to: name).map { AuthzRenaming(namespace: $0, new: name) }
            try state.save([given], call, renaming)
            return Response()
        },
        Route("authz.deleteNamespace", audit: "AuthzSchemaModified") { state, call in
            let name = try call.required("name")
            try state.editSchema(call) { schema throws(EmulatorRefusal) in
                guard schema[name] != nil else { throw .unknown(name) }
                schema.namespaces.removeAll { $0.name.hasSameBytes(as: name) }
            }
            return Response()
        },
        Route("authz.saveRelationDefinition", audit: "AuthzSchemaModified") { state, call in
            let space = try call.required("namespace")
            let given = call.body["relationDefinition"] ?? .null
            let name = given["name"]?.stringValue ?? ""
            guard try state.schemaRecord.schema()[space] != nil else { throw EmulatorRefusal.unknown(space) }
            let renaming = call.renaming(to: name).map { AuthzRenaming(namespace: space, relation: $0, new: name) }
            try state.save([["name": .string(space), "relationDefinitions": [given]]], call, renaming)
            return Response()
        },
        Route("authz.deleteRelationDefinition", audit: "AuthzSchemaModified") { state, call in
            let (name, space) = (try call.required("name"), try call.required("namespace"))
            try state.editSchema(call) { schema throws(EmulatorRefusal) in
                guard let place = schema.namespaces.firstIndex(where: { $0.name.hasSameBytes(as: space) }) else {
                    throw .unknown(space)
                }
                guard schema[space, name] != nil else { throw .unknown("\(space)#\(name)") }
                schema.namespaces[place].relationDefinitions.removeAll { $0.name.hasSameBytes(as: name) }
            }
            return Response()
        },
    ]

    private static let relations = [
        Route("authz.createRelations", audit: "AuthzRelationsCreated") { state, call in
            let names = try state.authz().names
            let records = try call.records()
            for record in records { try names.requireDefined(record) }
            try state.insert(records)
            return Response()
        },
        Route("authz.deleteRelations", audit: "AuthzRelationsDeleted") { state, call in
            try state.remove(try call.records())
            return Response()
        },
        Route("authz.deleteRelationsForIds", audit: "AuthzRelationsDeleted") { state, call in
            try state.removeRelations(ofIds: try call.requiredList("resources"), onBothSides: true)
            return Response()
        },
        Route("authz.deleteResourceRelationsForResources", audit: "AuthzRelationsDeleted") { state, call in
            try state.removeRelations(ofIds: try call.requiredList("resources"), onBothSides: false)
            return Response()
        },
    ]

    private static let questions = [
        Route("authz.hasRelations") { state, call in
            guard case let queries = call.entries("relationQueries"), !queries.isEmpty else {
                throw EmulatorRefusal.missing("relationQueries")
            }
            let evaluator = try state.authz().evaluator
            var (answers, direct): ([JSONValue], [JSONValue]) = ([], [])
            for query in queries {
                let verdict = try asked { () throws(DescopeError) in
                    try evaluator.check(
                        query.text("target") ?? "",
                        query.text("relationDefinition") ?? "",
                        on: query.text("resource") ?? "",
                        in: query.text("namespace") ?? ""
                    )
                }
                answers.append(.object(query.body.merging(["hasRelation": .bool(verdict.isAllowed)]) { $1 }))
                direct.append(.bool(verdict.isDirect))
            }
            return Response(body: ["relationQueries": .array(answers), "directRelations": .array(direct)])
        },
        Route("authz.whoCanAccess") { state, call in
            let evaluator = try state.authz().evaluator
            let (resource, relation) = (try call.required("resource"), try call.required("relationDefinition"))
            let (namespace, context) = (try call.required("namespace"), call.context)
            let targets = try asked { () throws(DescopeError) in
                try evaluator.whoCanAccess(resource, relation, in: namespace, context: context)
            }
            return Response(body: ["targets": .texts(targets.sortedByBytes)])
        },
        Route("authz.resourceRelations") { state, call in
            let found = try state.authz().evaluator.relations(
                ofResource: try call.required("resource"),
                ignoresTargetSets: call.flag("ignoreTargetSetRelations")
            )
            return Response(body: ["relations": .relations(found)])
        },
        Route("authz.targetsRelations") { state, call in
            let evaluator = try state.authz().evaluator
            let withSets = call.flag("includeTargetSetRelations")
            let found = try call.requiredList("targets").flatMap {
                evaluator.relations(ofTarget: $0, includesTargetSets: withSets)
            }
            return Response(body: ["relations": .relations(found)])
        },
        Route("authz.whatCanTargetAccess") { state, call in
            let evaluator = try state.authz().evaluator
            let (target, context) = (try call.required("target"), call.context)
            let found: [AuthzRelation] = try asked { () throws(DescopeError) in
                try evaluator.whatCanTargetAccess(target, context: context)
            }
            return Response(body: ["relations": .relations(found)])
        },
        Route("authz.whatCanTargetAccessWithRelation") { state, call in
            let evaluator = try state.authz().evaluator
            let (target, relation) = (try call.required("target"), try call.required("relationDefinition"))
            let namespace = try call.required("namespace")
            let found: [String] = try asked { () throws(DescopeError) in
                try evaluator.whatCanTargetAccess(target, relation, in: namespace)
            }
            return Response(body: ["resources": .texts(found.sortedByBytes)])
        },
    ]
}

/// Asks the evaluator.
func asked<Value>(_ work: () throws(DescopeError) -> Value) throws(EmulatorRefusal) -> Value {
    do { return try work() } catch { throw .authz(error) }
}

// MARK: - The schema

extension EmulatorState {
    /// Saves namespaces or definitions of one; those of a namespace that are not given are kept.
    fileprivate func save(
        _ namespaces: [JSONValue],
        _ call: Call,
        _ renaming: AuthzRenaming?
    ) throws(EmulatorRefusal) {
        var schema = try schemaRecord.schema()
        if let renaming {
            let (space, old) = (renaming.namespace, renaming.relation)
            guard old.map({ schema[space, $0] != nil }) ?? (schema[space] != nil) else {
                throw .unknown(old.map { "\(space)#\($0)" } ?? space)
            }
            guard old.map({ _ in schema[space, renaming.new] == nil }) ?? (schema[renaming.new] == nil) else {
                throw .invalid("oldName: \(renaming.new) is there already")
            }
            schema = schema.renamed(renaming)
        }
        schema = try schema.merging(
            try AuthzSchema(wire: ["namespaces": .array(namespaces)]),
            isWhole: false
        )
        schema.name = call.text("schemaName") ?? schema.name
        try setSchema(schema, renaming: renaming)
    }

    fileprivate func editSchema(
        _ call: Call,
        _ edit: (inout AuthzSchema) throws(EmulatorRefusal) -> Void
    ) throws(EmulatorRefusal) {
        var schema = try schemaRecord.schema()
        try edit(&schema)
        schema.name = call.text("schemaName") ?? schema.name
        try setSchema(schema)
    }
}

extension EmulatorRefusal {
    fileprivate static func unknown(_ name: String) -> Self { .invalid("the schema has no \(name)") }
}

// MARK: - Relations

extension AuthzNames {
    /// Refuses a relation that names what the schema does not have.
    func requireDefined(_ record: AuthzRelationRecord) throws(EmulatorRefusal) {
        let set = record.targetSet
        for (space, name) in [(record.namespace, record.relation)] + (set.map { [($0.namespace, $0.relation)] } ?? [])
        where self[space, name] == nil {
            guard !isEmpty else {
                throw .invalid("the project has no schema, save one first: it needs \(space)#\(name)")
            }
            throw .unknown(contains(space) ? "\(space)#\(name)" : "namespace \(space)")
        }
    }
}

extension EmulatorState {
    fileprivate func removeRelations(ofIds ids: [String], onBothSides: Bool) throws(EmulatorRefusal) {
        let evaluator = try authz().evaluator
        try remove(
            ids.flatMap { id in
                evaluator.relations(ofResource: id)
                    + (onBothSides ? evaluator.relations(ofTarget: id, includesTargetSets: true) : [])
            }
            .map { AuthzRelationRecord($0) }
        )
    }

    fileprivate func modified(_ call: Call) throws(EmulatorRefusal) -> JSONValue {
        let since = Int64(call.number("since") ?? 0)
        let oldest = milliseconds(now.addingTimeInterval(-AuthzChangeRecord.lifetime))
        guard since == 0 || (oldest...milliseconds(now)).contains(since) else {
            throw .invalid("since: expected a time of the last 24 hours in milliseconds, or 0")
        }
        var (resources, targets, isWhole): ([String], [String], Bool) = ([], [], false)
        // As many as are kept: older ones may be gone.
        if authzChanges.count >= AuthzChangeRecord.limit, let first = authzChanges.each.first(where: { _ in true }) {
            isWhole = since < milliseconds(first.changedAt)
        }
        for change in authzChanges.each where milliseconds(change.changedAt) >= since {
            resources += change.resources
            targets += change.targets
            isWhole = isWhole || change.isWhole
        }
        return [
            "resources": .texts(resources.each), "targets": .texts(targets.each), "schemaChanged": .bool(isWhole),
        ]
    }
}

extension Call {
    /// The old name of what is renamed to a name.
    fileprivate func renaming(to name: String) -> String? {
        text("oldName").flatMap { $0.hasSameBytes(as: name) ? nil : $0 }
    }

    /// The values for conditions.
    var context: [String: JSONValue] { body["context"]?.objectValue ?? [:] }

    /// A list of strings that must not be empty. They may be many.
    func requiredList(_ name: String) throws(EmulatorRefusal) -> [String] {
        let texts = texts(name)
        guard !texts.isEmpty, !texts.contains("") else { throw .missing(name) }
        return texts.each
    }

    /// The relations of a request of the authz face.
    fileprivate func records() throws(EmulatorRefusal) -> [AuthzRelationRecord] {
        let relations = entries("relations")
        guard !relations.isEmpty else { throw .missing("relations") }
        var records: [AuthzRelationRecord] = []
        for relation in relations { records.append(try AuthzRelationRecord(relation)) }
        return records
    }
}

extension AuthzRelationRecord {
    /// Reads a relation of the authz face, which has exactly one right side.
    fileprivate init(_ call: Call) throws(EmulatorRefusal) {
        self.init(
            namespace: try call.required("namespace"),
            relation: try call.required("relationDefinition"),
            resource: try call.required("resource")
        )
        let names = ["targetSetResource", "targetSetRelationDefinition", "targetSetRelationDefinitionNamespace"]
        let set = names.compactMap(call.text)
        let target = call.text("target")
        let query = call.body["query"]
        guard (target == nil ? 0 : 1) + (set.isEmpty ? 0 : 1) + (query == nil ? 0 : 1) == 1 else {
            throw .invalid("relations[]: expected exactly one of target, a target set and query")
        }
        guard set.isEmpty || set.count == names.count else {
            throw .missing(names.first { call.text($0) == nil }.map { "relations[].\($0)" } ?? "relations[]")
        }
        self.target = target
        targetNamespace = target == nil ? nil : call.text("targetNamespace")
        self.query = query
        if set.count == names.count { targetSet = TargetSet(resource: set[0], relation: set[1], namespace: set[2]) }
    }

    /// The row of a relation of the evaluator.
    init(_ relation: AuthzRelation) {
        self.init(
            namespace: relation.namespace,
            relation: relation.relationDefinition,
            resource: relation.resource
        )
        switch relation.target {
        case .id(let id, let namespace): (target, targetNamespace) = (id, namespace)
        case .set(let resource, let relation, let namespace):
            targetSet = TargetSet(resource: resource, relation: relation, namespace: namespace)
        case .query(let query): self.query = query.wire
        }
    }

    init(namespace: String, relation: String, resource: String) {
        (self.namespace, self.relation, self.resource) = (namespace, relation, resource)
    }

    /// As the authz face returns it.
    fileprivate var wire: JSONValue {
        var members: [String: JSONValue] = [
            "namespace": .string(namespace), "relationDefinition": .string(relation), "resource": .string(resource),
        ]
        members["target"] = target.map(JSONValue.string)
        members["targetNamespace"] = targetNamespace.map(JSONValue.string)
        if let targetSet {
            members["targetSetResource"] = .string(targetSet.resource)
            members["targetSetRelationDefinition"] = .string(targetSet.relation)
            members["targetSetRelationDefinitionNamespace"] = .string(targetSet.namespace)
        }
        members["query"] = query
        return .object(members)
    }
}

extension AuthzUserQuery {
    /// The members of a request.
    fileprivate var wire: JSONValue {
        var members: [String: JSONValue] = [:]
        members["tenants"] = tenants.map { .texts($0) }
        members["roles"] = roles.map { .texts($0) }
        members["text"] = text.map(JSONValue.string)
        members["statuses"] = statuses.map { .texts($0) }
        members["ssoOnly"] = ssoOnly.map(JSONValue.bool)
        members["withTestUser"] = withTestUser.map(JSONValue.bool)
        members["customAttributes"] = customAttributes.map(JSONValue.object)
        return .object(members)
    }
}

extension JSONValue {
    /// Relations each once, in an order that does not depend on how they are found.
    fileprivate static func relations(_ relations: [AuthzRelation]) -> JSONValue {
        let records = relations.map { relation in
            let record = AuthzRelationRecord(relation)
            return (id: record.id, record: record)
        }
        var seen: Set<TextKey> = []
        return .array(
            records.filter { seen.insert(TextKey($0.id)).inserted }
                .sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }.map(\.record.wire)
        )
    }
}

extension [String] {
    /// In the order of their bytes.
    fileprivate var sortedByBytes: [String] { sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
}
