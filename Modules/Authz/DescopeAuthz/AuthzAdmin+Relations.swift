import DescopeManagement

// Stored relations.

extension AuthzAdmin {
    /// Stores relations.
    ///
    /// - Parameter relations: The relations; at least one. Any number of them is sent by
    ///   `client.management.bulk`.
    public func createRelations(_ relations: [AuthzRelation]) async throws {
        try await management.send(.createRelations, body: ["relations": relations], requiring: ["relations"])
    }

    /// Deletes relations that are exactly these.
    ///
    /// - Parameter relations: The relations; at least one.
    public func deleteRelations(_ relations: [AuthzRelation]) async throws {
        try await management.send(.deleteRelations, body: ["relations": relations], requiring: ["relations"])
    }

    /// Deletes every relation in which one of some ids occurs, on either side.
    ///
    /// - Parameter ids: Ids of resources and targets; at least one.
    public func deleteRelations(forIds ids: [String]) async throws {
        try await management.send(.deleteRelationsForIds, body: ["resources": ids], requiring: ["resources"])
    }

    /// Deletes every relation of some resources: those that have one of them on the left side.
    ///
    /// - Parameter resources: The resources' ids; at least one.
    public func deleteRelations(ofResources resources: [String]) async throws {
        try await management.send(.deleteResourceRelations, body: ["resources": resources], requiring: ["resources"])
    }

    /// The stored relations of a resource, in all namespaces; nothing that follows from them.
    ///
    /// - Parameters:
    ///   - resource: The resource's id.
    ///   - ignoresTargetSets: Whether those whose right side is a set are left out.
    public func relations(
        ofResource resource: String,
        ignoresTargetSets: Bool = false
    ) async throws -> [AuthzRelation] {
        try await management.send(
            .resourceRelations,
            body: ["resource": resource, "ignoreTargetSetRelations": ignoresTargetSets ? true : nil],
            returning: .member("relations")
        )
    }

    /// The stored relations whose right side is one of some targets; nothing that follows from them.
    ///
    /// - Parameters:
    ///   - targets: Ids of users and other targets; at least one.
    ///   - includesTargetSets: Whether relations whose right side is a set are among them. Which ones, the service does
    ///     not document.
    public func relations(
        ofTargets targets: [String],
        includesTargetSets: Bool = false
    ) async throws -> [AuthzRelation] {
        try await management.send(
            .targetsRelations,
            body: ["targets": targets, "includeTargetSetRelations": includesTargetSets ? true : nil],
            requiring: ["targets"],
            returning: .member("relations")
        )
    }
}
