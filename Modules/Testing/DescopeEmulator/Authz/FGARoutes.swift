import DescopeAuthzModel
import DescopeCore
import DescopeHTTP

extension Route {
    /// The same schema and relations as text and tuples.
    static let fga =
        fgaSchemas + fgaRelations + fgaResources + [
            Route("fga.check") { state, call in try state.check(call) }
        ]

    private static let fgaSchemas = [
        Route("fga.saveSchema", audit: "AuthzSchemaModified") { state, call in
            let (dsl, schema) = try call.schema()
            let deletes = AuthzSchemaChanges(from: try state.schemaRecord.schema(), to: schema).deletes
            try state.setSchema(schema, dsl: dsl, dropping: deletes.relations)
            return Response()
        },
        Route("fga.loadSchema") { state, _ in
            let record = state.schemaRecord
            let schema = try record.schema()
            // What only the JSON form can say has no text.
            let dsl = record.dsl ?? (schema.namespaces.isEmpty ? nil : try? schema.dsl())
            return Response(body: ["dsl": .text(dsl), "schema": schema.wire, "version": .string("\(record.version)")])
        },
        Route("fga.dryRunSchema") { state, call in
            let schema = try call.schema().schema
            _ = try asked { () throws(DescopeError) in try AuthzEvaluator(schema: schema) }
            let deletes = AuthzSchemaChanges(from: try state.schemaRecord.schema(), to: schema).deletes
            return Response(body: [
                "deletesPreview": [
                    "hasDeletes": .bool(!deletes.isEmpty),
                    "types": .texts(deletes.types), "relations": .texts(deletes.relations),
                ]
            ])
        },
    ]

    private static let fgaRelations = [
        Route("fga.createRelations", audit: "AuthzRelationsCreated") { state, call in
            let names = try state.authz().names
            let records = try call.tuples().map(\.record)
            for record in records { try names.requireAllowed(record) }
            try state.insert(records)
            return Response()
        },
        Route("fga.deleteRelations", audit: "AuthzRelationsDeleted") { state, call in
            try state.remove(try call.tuples().map(\.record))
            return Response()
        },
        Route("fga.deleteAllRelations", audit: "AuthzRelationsDeleted") { state, _ in
            try state.remove(state.authzRelations.all)
            return Response()
        },
    ]

    private static let fgaResources = [
        Route("fga.saveResourcesDetails", audit: "FGAResourcesModified") { state, call in
            let entries = call.entries("resourcesDetails")
            guard !entries.isEmpty else { throw EmulatorRefusal.missing("resourcesDetails") }
            for entry in entries {
                let (type, id) = (try entry.required("resourceType"), try entry.required("resourceId"))
                try state.keepDocument(resourceDetails, [type, id].joinedWithLengths, members: entry.body)
            }
            return Response()
        },
        Route("fga.loadResourcesDetails") { state, call in
            let entries = call.entries("resourceIdentifiers")
            guard !entries.isEmpty else { throw EmulatorRefusal.missing("resourceIdentifiers") }
            var found: [JSONValue] = []
            for entry in entries {
                let (type, id) = (try entry.required("resourceType"), try entry.required("resourceId"))
                let details = state.document(resourceDetails, [type, id].joinedWithLengths)
                if !details.isEmpty { found.append(.object(details)) }
            }
            return Response(body: ["resourcesDetails": .array(found)])
        },
        Route("fga.loadMappableSchema") { state, call in
            let limit = try state.mappableLimit(call)
            let schema = try state.schemaRecord.schema()
            let types = schema.namespaces.filter { !$0.relationDefinitions.isEmpty }.map(\.name)
            let wanted = types.map { (type: $0, parts: [String]()) }
            return Response(body: ["schema": schema.namesAlone, "mappableResources": state.mappable(wanted, limit)])
        },
        Route("fga.searchMappableResources") { state, call in
            let limit = try state.mappableLimit(call)
            let queries = call.entries("resourcesQueries")
            guard !queries.isEmpty else { throw EmulatorRefusal.missing("resourcesQueries") }
            var wanted: [(type: String, parts: [String])] = []
            for query in queries { wanted.append((try query.required("type"), query.texts("queries"))) }
            return Response(body: ["mappableResources": state.mappable(wanted, limit)])
        },
    ]
}

private let resourceDetails = "fgaResourceDetails"

// MARK: - Tuples

/// A stored relation of the FGA face, or the question for one.
private struct Tuple {
    let members: [String: JSONValue]
    let record: AuthzRelationRecord

    init(_ call: Call) throws(EmulatorRefusal) {
        members = call.body
        let target = try call.required("target")
        let type = AuthzAllowedTarget(stringLiteral: try call.required("targetType"))
        guard !type.namespace.isEmpty, type.relationDefinition != "" else {
            throw .invalid("targetType: expected a type or type#relation, found \(type)")
        }
        var record = AuthzRelationRecord(
            namespace: try call.required("resourceType"),
            relation: try call.required("relation"),
            resource: try call.required("resource")
        )
        if let relation = type.relationDefinition {
            record.targetSet = .init(resource: target, relation: relation, namespace: type.namespace)
        } else {
            record.target = target
            // Caches ask with any type.
            record.targetNamespace = type.namespace == "*" ? nil : type.namespace
        }
        self.record = record
    }
}

extension Call {
    fileprivate func tuples() throws(EmulatorRefusal) -> [Tuple] {
        let entries = entries("tuples")
        guard !entries.isEmpty else { throw .missing("tuples") }
        var tuples: [Tuple] = []
        for entry in entries { tuples.append(try Tuple(entry)) }
        return tuples
    }

    /// The schema that a request states in the language.
    fileprivate func schema() throws(EmulatorRefusal) -> (dsl: String, schema: AuthzSchema) {
        let dsl = try required("dsl")
        do { return (dsl, try AuthzSchema(dsl: dsl)) } catch { throw .authz(error) }
    }
}

extension AuthzNames {
    /// Refuses a relation that the schema does not allow.
    fileprivate func requireAllowed(_ record: AuthzRelationRecord) throws(EmulatorRefusal) {
        try requireDefined(record)
        let name = "\(record.namespace)#\(record.relation)"
        guard record.targetSet != nil || record.targetNamespace != nil else {
            throw .invalid("targetType: expected a type or type#relation, found *, which is for checks only")
        }
        guard let definition = self[record.namespace, record.relation], definition.isStored else {
            throw .invalid("relation: expected a relation, found the permission \(name)")
        }
        guard let allowed = definition.allowedTargets else { return }
        let type =
            if let set = record.targetSet { AuthzAllowedTarget(set.namespace, set.relation) } else {
                AuthzAllowedTarget(record.targetNamespace ?? "")
            }
        guard allowed.contains(where: { $0.description.hasSameBytes(as: type.description) }) else {
            let list = allowed.map(\.description).joined(separator: ", ")
            throw .invalid("targetType: \(name) allows \(list), found \(type)")
        }
    }
}

// MARK: - Checks

extension EmulatorState {
    fileprivate func check(_ call: Call) throws(EmulatorRefusal) -> Response {
        let tuples = try call.tuples()
        let (context, isListing) = (call.context, call.flag("listConditions"))
        let evaluator = try authz().evaluator
        var answers: [JSONValue] = []
        for tuple in tuples {
            let verdict = try asked { () throws(DescopeError) in try evaluator.verdict(on: tuple.record, context) }
            var info: [String: JSONValue] = [
                "direct": .bool(verdict.isDirect), "conditional": .bool(verdict.isConditional),
                "missingContext": .texts(verdict.missingContext),
                "conditionalErr": .string(verdict.conditionErrors.joined(separator: "; ")),
            ]
            if isListing { (info["trueConditions"], info["falseConditions"]) = ([], []) }
            if call.flag("computePaths") {
                let isStored = evaluator.contains(tuple.record.value)
                let step: [String: JSONValue] =
                    isStored
                    ? ["tuple": .object(tuple.members)]
                    : ["permission": .string("\(tuple.record.namespace)#\(tuple.record.relation)")]
                info["path"] = ["steps": verdict.isAllowed ? [.object(step)] : []]
            }
            answers.append([
                "allowed": .bool(verdict.isAllowed), "tuple": .object(tuple.members), "info": .object(info),
            ])
        }
        return Response(body: ["tuples": .array(answers), "schemaVersion": .string("\(schemaRecord.version)")])
    }
}

extension AuthzEvaluator {
    /// Whether the right side of a relation holds what its left side names.
    fileprivate func verdict(
        on record: AuthzRelationRecord,
        _ context: [String: JSONValue]
    ) throws(DescopeError) -> AuthzVerdict {
        let (relation, resource, namespace) = (record.relation, record.resource, record.namespace)
        guard let set = record.targetSet else {
            return try check(
                record.target ?? "",
                ofType: record.targetNamespace,
                relation,
                on: resource,
                in: namespace,
                context: context
            )
        }
        return try check(
            membersOf: (set.relation, set.resource, set.namespace),
            relation,
            on: resource,
            in: namespace,
            context: context
        )
    }
}

// MARK: - Resources for mapping

extension EmulatorState {
    /// How many resources of each type are returned at most.
    fileprivate func mappableLimit(_ call: Call) throws(EmulatorRefusal) -> Int {
        guard tenants[try call.required("tenantId")] != nil else { throw .invalid("the tenant does not exist") }
        guard let text = call.given("resourcesLimit") else { return 1000 }
        guard let limit = Int(text), limit > 0 else { throw .invalid("resourcesLimit: expected a positive number") }
        return limit
    }

    /// The resources of types that relations or details are stored of, and whose ids or names contain one of some
    /// parts.
    fileprivate func mappable(_ wanted: [(type: String, parts: [String])], _ limit: Int) -> JSONValue {
        let types = Set(wanted.map { TextKey($0.type) })
        var ids: [TextKey: [String]] = [:]
        for record in authzRelations.each where types.contains(TextKey(record.namespace)) {
            ids[TextKey(record.namespace), default: []].append(record.resource)
        }
        for record in stored.all(.kind, resourceDetails) {
            guard let type = record.members["resourceType"]?.stringValue,
                let id = record.members["resourceId"]?.stringValue
            else { continue }
            ids[TextKey(type), default: []].append(id)
        }
        return .array(
            wanted.map { type, parts in
                var found: [JSONValue] = []
                for id in ids[TextKey(type)]?.each ?? [] where found.count < limit {
                    let details = document(resourceDetails, [type, id].joinedWithLengths)
                    let name = details["displayName"]?.stringValue ?? ""
                    let isFound = parts.contains { id.containsIgnoringCase($0) || name.containsIgnoringCase($0) }
                    guard parts.isEmpty || isFound else { continue }
                    found.append(["resource": .string(id), "displayName": .string(name)])
                }
                return ["type": .string(type), "resources": .array(found)]
            }
        )
    }
}
