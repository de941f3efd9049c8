import Descope
import DescopeTesting

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

let recordedAuthzCalls: [String: RecordedCall] = [
    "authz.saveSchema": {
        try await $0.management.authz.saveSchema($1.value("schema"), upgrade: $1.bool(ifAny: "upgrade") == true)
    },
    "authz.deleteSchema": { client, _ in try await client.management.authz.deleteSchema() },
    "authz.loadSchema": { client, _ in _ = try await client.management.authz.loadSchema() },
    "authz.saveNamespace": {
        try await $0.management.authz.saveNamespace(
            $1.value("namespace"),
            oldName: $1.text(ifAny: "oldName"),
            schemaName: $1.text(ifAny: "schemaName")
        )
    },
    "authz.deleteNamespace": {
        try await $0.management.authz.deleteNamespace($1.text("name"), schemaName: $1.text(ifAny: "schemaName"))
    },
    "authz.saveRelationDefinition": {
        try await $0.management.authz.saveRelationDefinition(
            $1.relationDefinition(),
            in: $1.text("namespace"),
            oldName: $1.text(ifAny: "oldName"),
            schemaName: $1.text(ifAny: "schemaName")
        )
    },
    "authz.deleteRelationDefinition": {
        try await $0.management.authz.deleteRelationDefinition(
            $1.text("name"),
            in: $1.text("namespace"),
            schemaName: $1.text(ifAny: "schemaName")
        )
    },
    "authz.createRelations": { try await $0.management.authz.createRelations($1.value("relations")) },
    "authz.deleteRelations": { try await $0.management.authz.deleteRelations($1.value("relations")) },
    "authz.deleteRelationsForIds": { try await $0.management.authz.deleteRelations(forIds: $1.list("resources")) },
    "authz.resourceRelations": { _ = try await $0.management.authz.relations(ofResource: $1.text("resource")) },
    "authz.targetsRelations": { _ = try await $0.management.authz.relations(ofTargets: $1.list("targets")) },
    "authz.hasRelations": { _ = try await $0.management.authz.hasRelations($1.models("relationQueries")) },
    "authz.whoCanAccess": {
        _ = try await $0.management.authz.whoCanAccess(
            $1.text("resource"),
            $1.text("relationDefinition"),
            in: $1.text("namespace")
        )
    },
    "authz.whatCanTargetAccess": { _ = try await $0.management.authz.whatCanTargetAccess($1.text("target")) },
    "authz.whatCanTargetAccessWithRelation": {
        _ = try await $0.management.authz.whatCanTargetAccess(
            $1.text("target"),
            $1.text("relationDefinition"),
            in: $1.text("namespace")
        )
    },
    "authz.modified": {
        let since = try $1.int(ifAny: "since").map { Date(timeIntervalSince1970: Double($0) / 1000) }
        // Older ones are refused.
        if let since { ($0.clock as? ManualClock)?.set(to: since + 3600) }
        _ = try await $0.management.authz.modified(since: since)
    },

    "fga.saveSchema": { try await $0.management.fga.saveSchema($1.text("dsl")) },
    "fga.dryRunSchema": { _ = try await $0.management.fga.dryRunSchema($1.text("dsl")) },
    "fga.createRelations": { try await $0.management.fga.createRelations($1.models("tuples")) },
    "fga.deleteRelations": { try await $0.management.fga.deleteRelations($1.models("tuples")) },
    "fga.check": { client, given in
        // One answer is returned, also when there are several questions.
        do { _ = try await client.management.fga.check(given.models("tuples")) } catch let error as DescopeError
            where error.kind == .decoding
        {}
    },
    "fga.loadMappableSchema": {
        _ = try await $0.management.fga.loadMappableSchema(
            tenantId: $1.text("tenantId"),
            resourcesLimit: $1.int(ifAny: "resourcesLimit")
        )
    },
    "fga.searchMappableResources": {
        _ = try await $0.management.fga.searchMappableResources(
            $1.models("resourcesQueries"),
            tenantId: $1.text("tenantId"),
            resourcesLimit: $1.int(ifAny: "resourcesLimit")
        )
    },
    "fga.loadResourcesDetails": {
        _ = try await $0.management.fga.loadResourcesDetails($1.models("resourceIdentifiers"))
    },
    "fga.saveResourcesDetails": { try await $0.management.fga.saveResourcesDetails($1.models("resourcesDetails")) },
]

extension RecordedArguments {
    fileprivate func value<Value: JSONConvertible>(_ path: String) throws -> Value { try Value(json: json(path).json) }

    /// A relation definition, which has a form of its own only within a namespace.
    fileprivate func relationDefinition() throws -> AuthzRelationDefinition {
        let namespace: JSONValue = [
            "name": try json("namespace"), "relationDefinitions": [try json("relationDefinition")],
        ]
        return try AuthzNamespace(json: namespace.json).relationDefinitions[0]
    }
}

extension KnownDifference {
    static let authz: [KnownDifference] = ["authz.deleteSchema", "authz.loadSchema"].map {
        KnownDifference(
            $0,
            "body",
            recorded: .null,
            ours: [:],
            "Python sends no body; ours sends an empty object, as Node and Java do."
        )
    }
}
