import DescopeManagement

// The names under which people see resources, and the resources that groups of a tenant are mapped to.

extension FGAAdmin {
    /// The names of resources.
    ///
    /// - Parameter resources: The resources; at least one.
    /// - Returns: The names of those that have one.
    public func loadResourcesDetails(_ resources: [FGAResourceIdentifier]) async throws -> [FGAResourceDetails] {
        try await management.send(
            .loadResourcesDetails,
            body: ["resourceIdentifiers": resources],
            requiring: ["resourceIdentifiers"],
            returning: .member("resourcesDetails")
        )
    }

    /// Gives resources names.
    ///
    /// - Parameter details: The resources with their names; at least one.
    public func saveResourcesDetails(_ details: [FGAResourceDetails]) async throws {
        try await management.send(
            .saveResourcesDetails,
            body: ["resourcesDetails": details],
            requiring: ["resourcesDetails"]
        )
    }

    /// The relations and resources that groups of a tenant's identity provider can be mapped to.
    ///
    /// - Parameters:
    ///   - tenantId: The tenant's id.
    ///   - resourcesLimit: The maximum number of resources of each type, at least 1; nil for the service's own.
    public func loadMappableSchema(tenantId: String, resourcesLimit: Int? = nil) async throws -> FGAMappableSchema {
        let limit = try APIOperation.loadMappableSchema.text(ofLimit: resourcesLimit)
        return try await management.send(
            .loadMappableSchema,
            query: ["tenantId": tenantId, "resourcesLimit": limit]
        )
    }

    /// Finds resources that groups of a tenant's identity provider can be mapped to.
    ///
    /// - Parameters:
    ///   - queries: What is looked for, by type; at least one.
    ///   - tenantId: The tenant's id.
    ///   - resourcesLimit: The maximum number of resources of each type, at least 1; nil for the service's own.
    public func searchMappableResources(
        _ queries: [FGAMappableResourcesQuery],
        tenantId: String,
        resourcesLimit: Int? = nil
    ) async throws -> [FGAMappableResources] {
        let limit = try APIOperation.searchMappableResources.text(ofLimit: resourcesLimit)
        return try await management.send(
            .searchMappableResources,
            body: ["tenantId": tenantId, "resourcesQueries": queries, "resourcesLimit": limit],
            requiring: ["resourcesQueries"],
            returning: .member("mappableResources")
        )
    }
}

extension APIOperation {
    /// A limit in decimal, as the service takes it.
    fileprivate func text(ofLimit limit: Int?) throws(DescopeError) -> String? {
        guard let limit else { return nil }
        guard limit > 0 else { throw argument("resourcesLimit", "expected at least 1, found \(limit).") }
        return "\(limit)"
    }
}
