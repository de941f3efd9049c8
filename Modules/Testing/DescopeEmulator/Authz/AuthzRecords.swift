import DescopeAuthzModel
import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The schema of relations and permissions, of which a project has one.
struct AuthzSchemaRecord: EmulatorRecord {
    static let table = "authzSchema"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.authzSchema }
    static let onlyId = "schema"

    var id: String { Self.onlyId }
    /// Each save counts it up, and so does a deletion.
    var version = 0
    /// The text that the schema was saved as, if it was saved as text and has not been changed since.
    var dsl: String?
    /// The schema, with what the service's JSON form has no place for.
    var saved: JSONValue = [:]

    /// - Throws: A refusal when a saved project contains another form.
    func schema() throws(EmulatorRefusal) -> AuthzSchema {
        guard let schema = AuthzSchema(saved: saved) else { throw .unreadable("the schema has another form") }
        return schema
    }
}

/// A stored relation. Its id is what it says, so that it is there once.
struct AuthzRelationRecord: EmulatorRecord {
    static let table = "authzRelations"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.authzRelations }

    var namespace: String
    var relation: String
    let resource: String
    /// The id on the right side, with a type where that is known.
    var target: String?
    var targetNamespace: String?
    /// The set on the right side.
    var targetSet: TargetSet?
    /// The query on the right side.
    var query: JSONValue?

    struct TargetSet: Codable {
        let resource: String
        var relation: String
        var namespace: String
    }

    /// The type of a target is a part of it: two objects of different types may have one id.
    var id: String {
        var parts = [namespace, relation, resource]
        if let target { parts += ["", target] + (targetNamespace.map { [$0] } ?? []) }
        if let targetSet { parts += [targetSet.namespace, targetSet.relation, targetSet.resource] }
        if let query { parts += [String(decoding: query.json, as: UTF8.self)] }
        return parts.joinedWithLengths
    }

    /// As the evaluator takes it.
    var value: AuthzRelation {
        let right: AuthzTarget =
            if let targetSet {
                .set(
                    resource: targetSet.resource,
                    relationDefinition: targetSet.relation,
                    namespace: targetSet.namespace
                )
            } else if let query {
                .query(AuthzUserQuery(query))
            } else {
                .id(target ?? "", namespace: targetNamespace)
            }
        return AuthzRelation(resource: resource, relationDefinition: relation, namespace: namespace, target: right)
    }
}

/// What one request has changed, for clients that keep results: `getModified`.
struct AuthzChangeRecord: EmulatorRecord {
    static let table = "authzChanges"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.authzChanges }

    /// For how long changes are known, how many of them, and with how many ids each.
    static let lifetime: TimeInterval = 24 * 3600
    static let limit = 10_000
    static let idLimit = 10_000

    let id: String
    let changedAt: Date
    var resources: [String] = []
    var targets: [String] = []
    /// Whether everything that was kept is void: the schema is another one, or too much has changed to list it.
    var isWhole = false

    var forgottenAt: Date? { changedAt.addingTimeInterval(Self.lifetime) }
}

/// A copy of the schema and the relations.
struct FGABackupRecord: EmulatorRecord {
    static let table = "fgaBackups"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.fgaBackups }

    let id: String
    let createdAt: Date
    let schema: AuthzSchemaRecord
    let relations: [AuthzRelationRecord]
    /// Whether a restoration has made it.
    var isAutomatic: Bool?

    /// So many of those that restorations have made are kept.
    static let automaticLimit = 10
}

extension [String] {
    /// Joined so that no part can pass for two of them.
    var joinedWithLengths: String { map { "\($0.utf8.count):\($0)" }.joined() }
}

extension AuthzUserQuery {
    /// The members of a checked request.
    init(_ json: JSONValue) {
        self.init { query in
            query.tenants = json["tenants"]?.stringsValue
            query.roles = json["roles"]?.stringsValue
            query.text = json["text"]?.stringValue
            query.statuses = json["statuses"]?.stringsValue
            query.ssoOnly = json["ssoOnly"]?.boolValue
            query.withTestUser = json["withTestUser"]?.boolValue
            query.customAttributes = json["customAttributes"]?.objectValue
        }
    }
}
