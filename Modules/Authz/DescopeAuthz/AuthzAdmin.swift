@_exported public import DescopeAuthzModel
@_exported public import DescopeManagement

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension Management {
    /// Relation-based access control (ReBAC): the schema as namespaces, stored relations, and questions about them.
    public var authz: AuthzAdmin { AuthzAdmin(management: self) }
}

/// Relation-based access control: the project's schema, the relations that are stored, and who may do what.
///
/// ```swift
/// let owner = AuthzRelation(resource: "roadmap", relationDefinition: "owner", namespace: "doc", target: "u1")
/// try await client.management.authz.createRelations([owner])
/// let viewers = try await client.management.authz.whoCanAccess("roadmap", "viewer", in: "doc")
/// ```
///
/// ``FGAAdmin`` (`client.management.fga`) works on the same schema and the same relations, in another form. A project
/// has one schema; deleting it deletes every relation.
///
/// Names of relation definitions and namespaces, and all ids, are compared as they are written.
public struct AuthzAdmin: Sendable {
    let management: Management

    // MARK: - Schema

    /// Saves the schema.
    ///
    /// Relations of a relation definition that is removed are deleted. The JSON form has no conditions: a schema that
    /// has them is refused, because its rules would hold for more targets; save its text with
    /// `fga.saveSchema`. The types that a relation allows on its right side are not sent either.
    ///
    /// - Parameters:
    ///   - schema: The schema. A name is free, for example for a version.
    ///   - upgrade: Whether namespaces that are not in `schema` are removed, with their relations. With false, the
    ///     default, the project's schema keeps them. With true, a schema without namespaces is refused: it would delete
    ///     everything. Use ``deleteSchema()`` for that.
    public func saveSchema(_ schema: AuthzSchema, upgrade: Bool = false) async throws {
        guard !upgrade || !schema.namespaces.isEmpty else {
            throw APIOperation.saveSchema.argument(
                "schema",
                "expected at least one namespace with upgrade, found none. Use deleteSchema to delete everything."
            )
        }
        try await management.send(.saveSchema, body: ["schema": schema, "upgrade": upgrade])
    }

    /// Deletes the schema and every stored relation, those of ``FGAAdmin`` too.
    public func deleteSchema() async throws { try await management.send(.deleteSchema, body: [:]) }

    /// The project's schema; without namespaces when none was saved.
    ///
    /// It lacks what the JSON form does not have: the types that relations allow, and which rules have conditions. When
    /// the schema was saved as text, load it with ``FGAAdmin/loadSchema()`` to judge relations by it. One that has
    /// conditions is not saved again by ``saveSchema(_:upgrade:)``: the rules would lose them.
    public func loadSchema() async throws -> AuthzSchema {
        let schema: AuthzSchema? = try await management.send(.loadSchema, body: [:], returning: .member("schema"))
        return schema ?? AuthzSchema()
    }

    /// Adds a namespace to the schema, or changes one. Its relation definitions that are not named here stay.
    ///
    /// - Parameters:
    ///   - namespace: The namespace. An arrow has to name the namespace that it reaches, unless its relation allows one
    ///     type only.
    ///   - oldName: Its previous name, when it is renamed.
    ///   - schemaName: A new name for the schema, for example for a version.
    public func saveNamespace(
        _ namespace: AuthzNamespace,
        oldName: String? = nil,
        schemaName: String? = nil
    ) async throws {
        try await management.send(
            .saveNamespace,
            body: ["namespace": namespace, "oldName": oldName, "schemaName": schemaName]
        )
    }

    /// Deletes a namespace and its relations.
    ///
    /// - Parameters:
    ///   - name: The namespace's name.
    ///   - schemaName: A new name for the schema.
    public func deleteNamespace(_ name: String, schemaName: String? = nil) async throws {
        try await management.send(.deleteNamespace, body: ["name": name, "schemaName": schemaName])
    }

    /// Adds a relation definition to a namespace, or changes one.
    ///
    /// - Parameters:
    ///   - definition: The relation or permission. An arrow has to name the namespace that it reaches.
    ///   - namespace: The namespace's name.
    ///   - oldName: The definition's previous name, when it is renamed.
    ///   - schemaName: A new name for the schema.
    public func saveRelationDefinition(
        _ definition: AuthzRelationDefinition,
        in namespace: String,
        oldName: String? = nil,
        schemaName: String? = nil
    ) async throws {
        try await management.send(
            .saveRelationDefinition,
            body: [
                "relationDefinition": definition.wire(in: namespace), "namespace": namespace, "oldName": oldName,
                "schemaName": schemaName,
            ]
        )
    }

    /// Deletes a relation definition and its relations.
    ///
    /// - Parameters:
    ///   - name: The name of the relation or permission.
    ///   - namespace: The namespace's name.
    ///   - schemaName: A new name for the schema.
    public func deleteRelationDefinition(
        _ name: String,
        in namespace: String,
        schemaName: String? = nil
    ) async throws {
        try await management.send(
            .deleteRelationDefinition,
            body: ["name": name, "namespace": namespace, "schemaName": schemaName]
        )
    }

    // MARK: - Changes

    /// What has changed since a date: which entries of a cache have to be dropped.
    ///
    /// - Parameter since: A date within the last 24 hours, by the client's clock; nil for as far back as the service
    ///   goes.
    public func modified(since: Date? = nil) async throws -> AuthzModified {
        try await management.send(.modified, body: ["since": try milliseconds(since)])
    }

    private func milliseconds(_ since: Date?) throws(DescopeError) -> Int? {
        guard let since else { return nil }
        let age = management.client.clock.now.timeIntervalSince(since)
        guard (0...86_400).contains(age) else {
            let found = age < 0 ? "one in the future" : "an earlier one"
            throw APIOperation.modified.argument(
                "since",
                "expected a date within the last 24 hours, found \(found). Drop everything that is older instead."
            )
        }
        return Int(exactly: (since.timeIntervalSince1970 * 1000).rounded(.down))
    }
}
