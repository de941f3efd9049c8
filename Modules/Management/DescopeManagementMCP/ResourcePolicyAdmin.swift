public import DescopeManagement

extension Management {
    /// Manages which applications may ask for which scopes of a resource.
    public var resourcePolicies: ResourcePolicyAdmin { ResourcePolicyAdmin(management: self) }
}

/// Manages resource policies: which scopes of a resource an application may ask for. There is at most one policy for
/// each pair of a resource and an application.
///
/// ```swift
/// let policy = ResourcePolicyDetails(resourceId: "R2…", thirdPartyApplicationId: "TPA2…") {
///     $0.userAccessScopes = ["documents:read"]
/// }
/// try await client.management.resourcePolicies.create(policy)
/// ```
public struct ResourcePolicyAdmin: Sendable {
    let management: Management

    /// Creates a policy.
    ///
    /// From the service's published description; not checked against another SDK.
    ///
    /// - Returns: The policy.
    @discardableResult
    public func create(_ policy: ResourcePolicyDetails) async throws -> ResourcePolicy {
        try await management.send(
            .createResourcePolicy,
            body: RequestBody(policy),
            returning: .member("resourcePolicy")
        )
    }

    /// Creates several policies in one request.
    ///
    /// From the service's published description; not checked against another SDK.
    ///
    /// - Returns: The policies.
    @discardableResult
    public func createBatch(_ policies: [ResourcePolicyDetails]) async throws -> [ResourcePolicy] {
        try await management.send(
            .createResourcePolicies,
            body: ["policies": policies],
            requiring: ["policies"],
            returning: .member("resourcePolicies")
        )
    }

    /// Replaces all values of a policy; those that are not set are cleared.
    ///
    /// From the service's published description; not checked against another SDK.
    ///
    /// - Returns: The policy as it is now.
    @discardableResult
    public func update(_ policy: ResourcePolicyDetails) async throws -> ResourcePolicy {
        try await management.send(
            .updateResourcePolicy,
            body: RequestBody(policy),
            returning: .member("resourcePolicy")
        )
    }

    /// Deletes a policy.
    ///
    /// From the service's published description; not checked against another SDK.
    public func delete(resourceId: String, thirdPartyApplicationId: String) async throws {
        try await management.send(
            .deleteResourcePolicy,
            body: ["resourceId": resourceId, "thirdPartyApplicationId": thirdPartyApplicationId]
        )
    }

    /// Deletes several policies in one request.
    ///
    /// From the service's published description; not checked against another SDK.
    ///
    /// - Parameter policies: The policies; at least one.
    public func deleteBatch(_ policies: [ResourcePolicyIdentifier]) async throws {
        try await management.send(.deleteResourcePolicies, body: ["policies": policies], requiring: ["policies"])
    }

    /// All policies of an application.
    ///
    /// From the service's published description; not checked against another SDK.
    public func loadAll(thirdPartyApplicationId: String) async throws -> [ResourcePolicy] {
        try await management.send(
            .loadResourcePolicies,
            query: ["thirdPartyApplicationId": thirdPartyApplicationId],
            returning: .member("resourcePolicies")
        )
    }
}
