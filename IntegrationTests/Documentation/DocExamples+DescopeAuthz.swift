import DescopeAuthz
import DescopeURLSession

// The code of DescopeAuthz's catalog page and of a section of Docs/Authz.md, compiled. `DocCatalogTests` holds them
// together.
private func example() throws {
    let client = try DescopeClient(projectId: "P2abc", managementKey: "K2abc", transport: .urlSession)

    /// Makes a user the owner of a document.
    func share(_ doc: String, with userId: String) async throws {
        let owner = FGATuple(resource: doc, resourceType: "doc", relation: "owner", target: userId, targetType: "user")
        try await client.management.fga.createRelations([owner])
    }

    /// Whether a user may view a document, from the address that the request came from.
    func mayView(_ doc: String, _ userId: String, from address: String) async throws -> Bool {
        let question = FGATuple(
            resource: doc,
            resourceType: "doc",
            relation: "can_view",
            target: userId,
            targetType: "user"
        )
        let response = try await client.management.fga.check([question], context: ["ip": .string(address)])
        return response.results[0].isAllowed
    }

    /// The documents that a user may view.
    func documents(of userId: String) async throws -> [String] {
        try await client.management.authz.whatCanTargetAccess(userId, "can_view", in: "doc")
    }
}

private func cacheOfChecks(client: DescopeClient) {
    let cache = FGACheckCache(client.management)

    func mayView(_ doc: String, _ userId: String) async throws -> Bool {
        let question = FGATuple(
            resource: doc,
            resourceType: "doc",
            relation: "can_view",
            target: userId,
            targetType: "user"
        )
        return try await cache.check([question]).results[0].isAllowed
    }

    func unshare(_ doc: String, with userId: String) async throws {
        let viewer = FGATuple(
            resource: doc,
            resourceType: "doc",
            relation: "viewer",
            target: userId,
            targetType: "user"
        )
        try await cache.deleteRelations([viewer])
    }
}
